"""Which quantities a sentence claims: a table of phrases, the law of stage 1, and the sample's truth."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import timeline as tl
from timeline.narrative.claims import claims
from timeline.narrative.claims.finding import sentences, stretches
from timeline.narrative.claims.numbers import tokens
from timeline.narrative.claims.quantities import quantities

ROOT = Path(__file__).parent.parent.parent

FOUND = [
    # money
    ("It cost $5.6 million to train.", "$5.6 million", "money", 5.6e6, "USD", None),
    ("It cost US$5.6m to train.", "US$5.6m", "money", 5.6e6, "USD", None),
    ("It lost €600bn in a day.", "€600bn", "money", 6e11, "EUR", None),
    ("The thing cost under 6 million dollars, they say.", "6 million dollars", "money", 6e6, "USD", "under"),
    ("It cost under $6 million.", "$6 million", "money", 6e6, "USD", "under"),
    ("They paid $5,000 for it.", "$5,000", "money", 5000, "USD", None),
    ("They paid £75,000 for it.", "£75,000", "money", 75000, "GBP", None),
    ("The plan is worth A$2.5 billion.", "A$2.5 billion", "money", 2.5e9, "AUD", None),
    ("The bank holds 3 million euros.", "3 million euros", "money", 3e6, "EUR", None),
    ("He won 200 million yuan.", "200 million yuan", "money", 2e8, "CNY", None),
    ("They raised five million pounds.", "five million pounds", "money", 5e6, "GBP", None),
    ("It will cost half a million dollars.", "million dollars", "money", 5e5, "USD", None),
    ("It spent hundreds of millions of dollars.", "hundreds of millions of dollars",
     "money", 2e8, "USD", "at_least"),
    ("Nvidia lost nearly $600 billion.", "$600 billion", "money", 6e11, "USD", "nearly"),
    ("They will spend up to $500 billion.", "$500 billion", "money", 5e11, "USD", "up_to"),
    ("It raised more than $460 billion.", "$460 billion", "money", 4.6e11, "USD", "more_than"),
    ("It paid at least $20 for it.", "$20", "money", 20, "USD", "at_least"),
    ("It paid about $20 for it.", "$20", "money", 20, "USD", "about"),
    ("It paid roughly $20 for it.", "$20", "money", 20, "USD", "about"),
    ("It paid almost $20 for it.", "$20", "money", 20, "USD", "nearly"),
    ("It paid $20 or more for it.", "$20", "money", 20, "USD", "at_least"),
    ("It paid as much as $20 for it.", "$20", "money", 20, "USD", "up_to"),
    ("It paid no more than $20 for it.", "$20", "money", 20, "USD", "up_to"),
    ("It paid no less than $20 for it.", "$20", "money", 20, "USD", "at_least"),
    ("It paid just under $20 for it.", "$20", "money", 20, "USD", "nearly"),
    ("It paid over $20 for it.", "$20", "money", 20, "USD", "more_than"),
    ("It paid less than $20 for it.", "$20", "money", 20, "USD", "under"),
    ("It paid around $20 for it.", "$20", "money", 20, "USD", "about"),
    ("It paid some $20 million for it.", "$20 million", "money", 2e7, "USD", "about"),
    ("It paid an estimated $20 million for it.", "$20 million", "money", 2e7, "USD", "about"),
    ("Rents rose to $1,234.56 a month.", "$1,234.56", "money", 1234.56, "USD", None),
    ("A $1.5 trillion tax cut passed.", "$1.5 trillion", "money", 1.5e12, "USD", None),
    ("A 5 million dollar gift came.", "5 million dollar", "money", 5e6, "USD", None),
    ("They expect $3 to $5 million in costs.", "$3", "money", 3e6, "USD", None),
    ("They expect $200-300 million in costs.", "$200", "money", 2e8, "USD", None),
    ("The fine is Rs 500 for all.", "Rs 500", "money", 500, "INR", None),
    ("It sold for HK$40 million.", "HK$40 million", "money", 4e7, "HKD", None),
    ("The fund has ₹200 crore left.", "₹200 crore", "money", 2e9, "INR", None),
    # costs without a sum
    ("It runs at a fraction of the cost.", "a fraction of the cost", "money", None, None, "fraction_of"),
    ("It was built at nearly the same cost.", "nearly the same cost", "money", None, None, "nearly_equal"),
    ("It had cost a fraction of what rivals paid.", "a fraction of", "money", None, None, "fraction_of"),
    # percent
    ("Shares fell 17% on Monday.", "17%", "percent", 17, "percent", None),
    ("Shares fell 17 percent on Monday.", "17 percent", "percent", 17, "percent", None),
    ("Shares fell 17 per cent on Monday.", "17 per cent", "percent", 17, "percent", None),
    ("Shares fell 2.5 pct on Monday.", "2.5 pct", "percent", 2.5, "percent", None),
    ("Turnout fell by 3 percentage points.", "3 percentage points", "percent", 3, "percentage points", None),
    ("Turnout fell by seven percent.", "seven percent", "percent", 7, "percent", None),
    ("About 9 percent of it came back.", "9 percent", "percent", 9, "percent", "about"),
    ("More than half of voters agreed.", "half", "percent", 50, "percent", "more_than"),
    ("A third of voters agreed.", "A third", "percent", 33.33, "percent", None),
    ("Two-thirds of voters agreed.", "Two-thirds", "percent", 66.67, "percent", None),
    ("Three-quarters of voters agreed.", "Three-quarters", "percent", 75, "percent", None),
    ("Nearly a quarter of voters agreed.", "a quarter", "percent", 25, "percent", "nearly"),
    ("One in five adults agreed.", "One in five", "percent", 20, "percent", None),
    ("Two out of three adults agreed.", "Two out of three", "percent", 66.67, "percent", None),
    ("It sells at half the cost.", "half", "percent", 50, "percent", None),
    # counts
    ("The fund had 10,000 A100 chips by then.", "10,000 A100 chips", "count", 10000, "A100 chip", None),
    ("The fund had 10,000 A100s by then.", "10,000 A100s", "count", 10000, "A100", None),
    ("Five people died.", "Five people", "count", 5, "people", None),
    ("At least 12 people died.", "12 people", "count", 12, "people", "at_least"),
    ("Dozens of people were hurt.", "Dozens of people", "count", 24, "people", "at_least"),
    ("Tens of thousands of patients waited.",
     "Tens of thousands of patients", "count", 20000, "patient", "at_least"),
    ("The union represents 12.5 million workers.", "12.5 million workers", "count", 12.5e6, "worker", None),
    ("As many as 36,000 employees may go.", "36,000 employees", "count", 36000, "employee", "up_to"),
    ("Twenty-five states sued.", "Twenty-five states", "count", 25, "state", None),
    ("Two hundred soldiers left.", "Two hundred soldiers", "count", 200, "soldier", None),
    ("More than a dozen devices were mailed.", "dozen devices", "count", 12, "device", "more_than"),
    ("Fewer than 10 clinics remain.", "10 clinics", "count", 10, "clinic", "under"),
    ("About 250 data systems employees were called.",
     "250 data systems employees", "count", 250, "employee", "about"),
    ("Twelve of the hostages were freed.", "Twelve of the hostages", "count", 12, "hostage", None),
    ("Police arrested four protesters.", "four protesters", "count", 4, "protester", None),
    ("Only 8,400 votes were cast.", "8,400 votes", "count", 8400, "vote", None),
    # ranks
    ("It was the top free app in the store.", "top", "rank", 1, None, None),
    ("It rose to the top of the App Store.", "top", "rank", 1, None, None),
    ("It rose to No. 1 among free downloads.", "No. 1", "rank", 1, None, None),
    ("It took first place in the App Store.", "first place", "rank", 1, None, None),
    ("It took the top spot among downloads.", "top spot", "rank", 1, None, None),
    ("It is the third-largest bank in Europe.", "third-largest", "rank", 3, None, None),
    ("It is the second largest bank in Europe.", "largest", "rank", 2, None, None),
    ("It is the most downloaded app there.", "most downloaded", "rank", 1, None, None),
    ("It is the world's largest bank.", "largest", "rank", 1, None, None),
    ("She is the first woman to lead it.", "first", "rank", 1, None, None),
    # durations
    ("It lasted six and a half hours.", "six and a half hours", "duration", 6.5, "hour", None),
    ("They trained it for two months.", "two months", "duration", 2, "month", None),
    ("Over the past two years it grew.", "two years", "duration", 2, "year", None),
    ("He got up to 10 years in prison.", "10 years", "duration", 10, "year", "up_to"),
    ("It lasted nearly nine minutes.", "nine minutes", "duration", 9, "minute", "nearly"),
]  # fmt: skip

NOTHING = [
    "See page 12 for more.",
    "Chapter 5 tells it all.",
    "He is 49 and lives in Ohio.",
    "The 49-year-old man left.",
    "A man aged 33 was held.",
    "Call 555-1234 now.",
    "They won 3-2 at home.",
    "It happened on Jan. 28 in Paris.",
    "It happened on 28 January 2025.",
    "The 2024 elections were close.",
    "The meeting starts at 5 p.m. today.",
    "The meeting starts at 10:30 today.",
    "GPT-4 answered it.",
    "The iPhone 15 is out.",
    "The two sides met.",
    "These three men left.",
    "He came two weeks ago.",
    "He came three days later.",
    "It flew with Boeing 737 jets.",
    "Interstate 95 was closed.",
    "It was the first time.",
    "In the first place it is wrong.",
    "He lives at No. 10 Downing Street.",
    "At first it worked.",
    "One of the largest banks fell.",
    "The first step to peace is talk.",
    "Covid-19 spread.",
    "He wrote on 12/10/2024.",
    "Windows 11 runs there.",
    "See Article 5 of the treaty.",
    "The third suspect ran.",
    "The first half of the year was good.",
    "Flight 370 vanished.",
    "He is number crunching.",
    "It is the same cost as ever before.",
    "Nobody came.",
    "It was one of those days.",
    "Formula 1 is back.",
]  # fmt: skip


def table(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"article_id": [f"a{n}" for n in range(len(texts))], "text": texts, "lang": ["en"] * len(texts)}
    )


@pytest.mark.parametrize(("text", "wanted"), [(f[0], f[1:]) for f in FOUND], ids=[f[0] for f in FOUND])
def test_a_quantity_is_found(text: str, wanted: tuple[Any, ...]) -> None:
    phrase, kind, value, unit, comparator = wanted
    rows = claims(table(text)).rows(named=True)
    said = [text[r["begin"] : r["end"]] for r in rows]
    assert phrase in said
    row = rows[said.index(phrase)]
    assert (row["kind"], row["value"], row["comparator"]) == (kind, value, comparator)
    if kind != "rank":
        assert row["unit"] == unit


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert claims(table(text)).rows(named=True) == []


def one(text: str) -> dict[str, Any]:
    return claims(table(text)).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("DeepSeek says the run cost $5.6 million.", "DeepSeek"),
        ("The run cost $5.6 million, Acme said.", "Acme"),
        ("The run cost $5.6 million, according to Acme.", "Acme"),
        ("Ann Lee told reporters that 12 people died.", "Ann Lee"),
        ("The run cost $5.6 million.", None),
        ("The estimated 11 million workers left.", None),
    ],
)
def test_who_says_so(text: str, speaker: str | None) -> None:
    assert one(text)["speaker"] == speaker


@pytest.mark.parametrize(
    ("text", "hedge", "negated"),
    [
        ("It reportedly cost $5 million.", "reportedly", False),
        ("It may cost $5 million.", "may", False),
        ("It did not cost $5 million.", None, True),
        ("$5 million is not the whole cost.", None, True),
        ("It not only cost $5 million.", None, False),
        ("It cost $5 million.", None, False),
        ("It is said to cost $5 million.", "said to", False),
    ],
)
def test_reserve_and_denial(text: str, hedge: str | None, negated: bool) -> None:
    row = one(text)
    assert (row["hedge"], row["negated"]) == (hedge, negated)


def test_the_subject_is_what_is_counted() -> None:
    assert one("The fund had 10,000 A100 chips by then.")["subject"] == "A100 chips"
    assert one("Nvidia lost nearly $600 billion of its value.")["subject"] == "Nvidia lost … of its value"


def test_a_figure_behind_a_dash_or_colon_is_of_what_stands_before() -> None:
    found = one("The bridge reportedly had a far lower cost—just $5.6 million.")
    assert (found["subject"], found["hedge"]) == ("bridge reportedly had a far lower cost", "reportedly")
    assert one("Total cost of the bridge: $5.6 million.")["subject"] == "Total cost of the bridge"
    assert not one("It did not help: $5.6 million were spent.")["negated"]


def test_languages_that_are_not_read_yield_nothing() -> None:
    german = table("Es kostete $5.6 million.").with_columns(pl.lit("de").alias("lang"))
    assert claims(german).is_empty()


def test_a_number_in_a_date_phrase_is_no_claim() -> None:
    articles = table("It came in the 12 months of 2024 and cost $5 million.")
    articles = articles.with_columns(
        pl.lit(None, pl.Date).alias("dct_best"), pl.lit(None, pl.Date).alias("dct_start"),
        pl.lit(None, pl.Date).alias("dct_stop"), pl.lit("").alias("title"),
    )  # fmt: skip
    assert "money" in claims(articles, None)["kind"].to_list()


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    rows = [json.loads(line) for line in (ROOT / "data/sample/articles.jsonl").open(encoding="utf-8")]
    day = pl.col("published").str.slice(0, 10).str.to_date()
    return pl.DataFrame(rows).with_columns(day.alias("dct_best"), pl.lit(True).alias("included"))


def test_a_batch_does_not_see_its_neighbours(sample: pl.DataFrame) -> None:
    parts = [claims(sample.slice(at, 7)) for at in range(0, sample.height, 7)]
    assert claims(sample).equals(pl.concat(parts))


def test_what_is_spotted_cheaply_misses_no_quantity(sample: pl.DataFrame) -> None:
    """Every word may begin a quantity for the grammar; the spots leave none out that it finds."""
    for text in [*sample["text"], *(phrase for phrase, *_ in FOUND)]:
        seen = {(s.begin, s.end): s.numbers for s in stretches(text)}
        for begin, end in sentences(text):
            words = tokens(text, begin, end)
            for found in quantities(words):
                word = words[found.begin]
                near = [n for (b, e), numbers in seen.items() if b < end and begin < e for n in numbers]
                last = words[found.end - 1]
                assert any(word.begin <= n < last.end for n in near), text[begin:end]


def test_offsets_are_the_texts(sample: pl.DataFrame) -> None:
    texts = dict(sample.select("article_id", "text").iter_rows())
    found = tl.claims(sample)
    assert found["claim_id"].is_unique().all()
    for row in found.iter_rows(named=True):
        phrase = texts[row["article_id"]][row["begin"] : row["end"]]
        assert phrase
        assert phrase == phrase.strip()


def test_the_claims_of_the_sample_are_found(sample: pl.DataFrame) -> None:
    """At least 90 of 100 with kind, value, unit of money, and comparator."""
    truth = [json.loads(line) for line in (ROOT / "data/truth/claims.jsonl").open(encoding="utf-8")]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in claims(sample).iter_rows(named=True):
        found.setdefault(row["article_id"], []).append(row)
    right = 0
    for true in truth:
        rows = [r for r in found[true["article_id"]] if r["begin"] < true["end"] and true["begin"] < r["end"]]
        right += any(
            (r["kind"], r["value"], r["comparator"]) == (true["kind"], true["value"], true["comparator"])
            and (true["kind"] != "money" or true["unit"] in (None, r["unit"]))
            for r in rows
        )
    assert right >= 0.9 * len(truth)
