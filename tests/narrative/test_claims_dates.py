"""Dates among the claims: which are said, how they are bounded, families, and what became of them."""

import itertools
import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from timeline.adding import add
from timeline.corrections import edit_day
from timeline.corrections.event_edits import split
from timeline.narrative.claims.around import UNBOUNDED, around
from timeline.narrative.claims.date_families import date_families
from timeline.narrative.claims.date_words import Said, differs, said
from timeline.narrative.claims.dates import date_claims
from timeline.options import BuildOptions
from timeline.recompute import correct, redate
from timeline.schema import ARTICLES, CLAIMS, LINEAGE
from timeline.story import Story, open_story

DAY = date(2025, 1, 29)
EPOCH = date(1970, 1, 1)


def articles_of(*texts: str, day: date | None = DAY) -> pl.DataFrame:
    """Give articles of one text each, published on days in a row."""
    days = [day + timedelta(days=n) if day else None for n in range(len(texts))]
    return ARTICLES.frame(
        {
            "article_id": f"a{n}", "text": text, "title": "", "source": f"Paper {n}", "lang": "en",
            "dct_start": when, "dct_stop": when and when + timedelta(days=1), "dct_best": when,
            "dct_origin": "given" if when else "none", "included": True,
        }
        for n, (text, when) in enumerate(zip(texts, days, strict=True))
    )  # fmt: skip


def tables_of(*texts: str, day: date | None = DAY) -> dict[str, pl.DataFrame]:
    """Give the tables that date claims are made of; the articles took nothing from each other."""
    articles = articles_of(*texts, day=day)
    mentions = tl.tag(articles)
    merged = tl.merge(tl.event_mentions(articles, mentions), articles)
    return {
        "articles": articles, "mentions": mentions, "event_mentions": merged.event_mentions,
        "events": merged.events, "lineage": LINEAGE.empty(),
    }  # fmt: skip


def claimed(text: str, day: date | None = DAY) -> list[dict[str, Any]]:
    """Give the date claims of one article."""
    tables = tables_of(text, day=day)
    return date_claims(tables["event_mentions"], tables["mentions"], tables["articles"]).to_dicts()


@pytest.mark.parametrize(
    ("text", "begin", "unit", "comparator"),
    [
        ("The company was founded in 2013 by two engineers.", date(2013, 1, 1), "year", None),
        ("The model was released on January 20 in Geneva.", date(2025, 1, 20), "day", None),
        ("The firm opened a plant in Lyon in March 2019.", date(2019, 3, 1), "month", None),
        ("OpenAI released the older model last year.", date(2024, 1, 1), "year", None),
        ("The fund bought the chips last week.", date(2025, 1, 20), "week", None),
        ("The Orion model from last year can answer in French.", date(2024, 1, 1), "year", None),
        ("Last year’s Orion model could answer in French.", date(2024, 1, 1), "year", None),
        ("The firm has shed 4,000 jobs since the 2008 crash.", date(2008, 1, 1), "year", None),
        ("Workers repaired the bridge on Monday night.", date(2025, 1, 27), "day", None),
        ("The inspectors will close the dam by February 14.", date(2025, 2, 14), "day", "up_to"),
        ("The minister has ruled the province since 2016.", date(2016, 1, 1), "year", "at_least"),
        ("Anna Berg led the museum until 2003.", date(2003, 1, 1), "year", "up_to"),
        ("Parliament passed the law before 2010.", date(2010, 1, 1), "year", "under"),
        ("The bank will raise its rates after February 2025.", date(2025, 2, 1), "month", "more_than"),
    ],
)
def test_a_date_is_said_of_an_event(text: str, begin: date, unit: str, comparator: str | None) -> None:
    rows = claimed(text)
    assert [(r["value"], r["unit"], r["comparator"]) for r in rows] == [
        (float((begin - EPOCH).days), unit, comparator)
    ]
    row = rows[0]
    assert row["kind"] == "date"
    assert row["claim_id"] == f"a0:{row['begin']}-{row['end']}"
    assert row["subject"]


@pytest.mark.parametrize(
    "text",
    [
        "The company released the model today.",
        "The company released the model on Wednesday.",
        "The company has released four models this year.",
        "If the company released the model in March, its shares would rise.",
        "Families of 9/11 victims met the governor.",
        "The staff turnover dominated the president's 2016 campaign.",
        "Police arrested the man two days after Christmas.",
        "The company released the model at 6 a.m.",
        "Prices were lower than in 2019, as they had been for long.",
    ],
)
def test_what_says_no_date_to_be_checked_is_none(text: str) -> None:
    assert not claimed(text)


def test_without_a_publication_day_only_full_dates_are_claims() -> None:
    text = "The company was founded in 2013 by two engineers. It opened a plant in Lyon last year."
    assert [row["unit"] for row in claimed(text, day=None)] == ["year"]
    assert len(claimed(text)) == 2


def test_a_range_has_two_bounds() -> None:
    rows = claimed("Anna Berg led the museum between 1998 and 2003.")
    words = [said(row["value"], row["unit"], row["comparator"]) for row in rows]
    assert words == ["since 1998", "up to 2003"]


def test_reserve_denial_and_speaker_are_kept() -> None:
    hedged = claimed("The company reportedly sold the plant in March 2019.")
    assert [row["hedge"] for row in hedged] == ["reportedly"]
    denied = claimed("The company did not sell the plant in March 2019.")
    assert [row["negated"] for row in denied] == [True]
    said_by = claimed("The company sold the plant in March 2019, according to Anna Berg.")
    assert [row["speaker"] for row in said_by] == ["Anna Berg"]


def test_a_date_is_where_it_says() -> None:
    text = "Zürich 🙂. The firm opened a plant in Lyon in March 2019, and sold it in 2021."
    for row in claimed(text):
        assert text[row["begin"] : row["end"]] in ("March 2019", "2021")


FAMILIES = [
    ("opened in March 2019", "opened in March 2019", "same"),
    ("opened in March 2019", "opened on 14 March 2019", "rounded"),
    ("opened on 14 March 2019", "opened in 2019", "rounded"),
    ("had opened by 2022", "opened in 2022", "changed_comparator"),
]


@pytest.mark.parametrize(("one", "other", "change"), FAMILIES)
def test_dates_of_one_event_are_a_family(one: str, other: str, change: str) -> None:
    texts = [f"The Rivermouth chip plant of Nordia in Lyon {said}." for said in (one, other)]
    found = date_families(tables_of(*texts))
    assert found.claims["family_id"].n_unique() == 1
    assert found.claims["family_id"][0] == found.claims["claim_id"][0]
    row = found.variants.row(0, named=True)
    assert (row["a_id"], row["b_id"], row["change"]) == ("a0", "a1", change)
    assert row["changed"] == (change != "same")
    assert texts[0][row["a_begin"] : row["a_end"]].split()[-1] in one
    assert texts[1][row["b_begin"] : row["b_end"]].split()[-1] in other


@pytest.mark.parametrize("aligned", [False, True], ids=["the event is disputed", "the sentences are aligned"])
def test_another_date_for_the_same_words_is_a_changed_value(aligned: bool) -> None:
    texts = [
        f"The Rivermouth chip plant of Nordia in Lyon opened on {day}, after five years of quarrels."
        for day in ("14 March 2019", "21 May 2019")
    ]
    tables = tables_of(*texts)
    if aligned:
        lineage = LINEAGE.frame([{
            "source_id": "a0", "target_id": "a1", "kind": "rewrite", "directed": True, "score": 0.9,
            "passages": [{
                "source_begin": 0, "source_end": len(texts[0]), "target_begin": 0, "target_end": len(texts[1])
            }],
            "reason": "test",
        }])  # fmt: skip
        apart = [f"e{n}" for n in range(tables["event_mentions"].height)]
        alone = tables["event_mentions"].with_columns(pl.Series("event_id", apart))
        tables |= {"lineage": lineage, "event_mentions": alone}
    rows = date_families(tables).variants.to_dicts()
    assert [row["change"] for row in rows] == ["changed_value"]
    assert "14 Mar 2019" in rows[0]["note"]
    assert "21 May 2019" in rows[0]["note"]


def test_the_order_of_articles_does_not_matter() -> None:
    texts = [f"The Rivermouth chip plant of Nordia in Lyon {one}." for one, _, _ in FAMILIES]
    tables = tables_of(*texts)
    expected = date_families(tables)
    for order in itertools.permutations(range(len(texts))):
        turned = {**tables, "articles": tables["articles"][list(order)]}
        found = date_families(turned)
        assert found.claims.sort("claim_id").equals(expected.claims.sort("claim_id"))
        assert found.variants.equals(expected.variants)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plant in Lyon opened no later than [2019].", "up_to"),
        ("The plant in Lyon opened ahead of [2019].", "under"),
        ("The plant in Lyon opened days after [Christmas].", None),
        ("The plant in Lyon opened later than [2019].", "more_than"),
        ("The plant in Lyon opened in a [2019] ceremony.", None),
        ("Last night [last year]’s plant in Lyon shone.", UNBOUNDED),
        ("Shares fell since the [2019] plant sale.", UNBOUNDED),
        ("The plant in Lyon, which was sold where nobody looked in [2019].", None),
    ],
)
def test_words_in_front_of_a_date(text: str, expected: str | None) -> None:
    begin, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    assert around(plain, (begin, end), (0, len(plain)), "Plant in Lyon opened", "open") == expected


UNITS = ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade")
BOUNDS = (None, "about", "under", "up_to", "at_least", "more_than")
OPPOSITE = {"same", "changed_comparator", "changed_value", "rounded", None}
CLAIMED = st.builds(
    Said.of, st.integers(-60_000, 60_000).map(float), st.sampled_from(UNITS), st.sampled_from(BOUNDS)
)


@given(CLAIMED, CLAIMED)
def test_two_dates_differ_alike_in_both_directions(one: Said, other: Said) -> None:
    assert differs(one, other) == differs(other, one)
    assert differs(one, one) == "same"
    assert differs(one, other) in OPPOSITE


@given(st.integers(-60_000, 60_000).map(float), st.sampled_from(UNITS), st.sampled_from(BOUNDS))
def test_a_date_is_said_in_words(value: float, unit: str, comparator: str | None) -> None:
    assert str(int(value)) not in said(value, unit, comparator) or abs(value) < 3000


DAM = (
    "The Rivermouth spillway was inspected last month. Nordia Power built the Rivermouth dam in 1962, after "
    "five years of quarrels about the valley. The governor of the province visited the gates yesterday."
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("dates")
    rows = [
        {"article_id": "one", "title": "Dam", "text": DAM, "published": "2025-01-28"},
        {
            "article_id": "two", "title": "Valley", "published": "2025-01-30",
            "text": "Nordia Power built the Rivermouth dam in 1962, engineers say. It holds 3,000 tonnes.",
        },
    ]  # fmt: skip
    file = folder / "dam.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return tl.build([file], folder / "story", BuildOptions(jobs=1)).story


def of_dates(opened: Story) -> dict[str, tuple[str, str]]:
    """Map each date claim to what it says and its family."""
    claims = opened.table("claims").filter(pl.col("kind") == "date")
    return {
        row["claim_id"]: (said(row["value"], row["unit"], row["comparator"]), row["family_id"])
        for row in claims.iter_rows(named=True)
    }


def test_a_story_has_dates_among_its_claims(story: Story) -> None:
    claims, variants = story.table("claims"), story.table("variants")
    told = of_dates(story)
    assert {"Dec 2024", "1962", "27 Jan 2025"} <= {words for words, _ in told.values()}
    assert claims["claim_id"].is_unique().all()
    assert claims.schema == CLAIMS.schema
    families = {family for _, family in told.values() if family}
    assert len(families) == 1
    rows = variants.filter(pl.col("family_id").is_in(list(families)))
    assert rows["change"].to_list() == ["same"]
    assert rows["kind"].to_list() == ["number"]


def test_another_publication_day_gives_other_dates(story: Story, tmp_path: Path) -> None:
    article = story.table("articles").filter(pl.col("article_id") == "one").row(0, named=True)
    edits = edit_day(
        article, date(2024, 6, 12), date(2024, 6, 13), story.table("corrections"), note="archive"
    )
    mine = open_story(shutil.copytree(story.path, tmp_path / "story"))
    again = redate(mine, edits, jobs=1).story
    words = {words for words, _ in of_dates(again).values()}
    assert {"May 2024", "1962", "11 Jun 2024"} <= words
    assert "Dec 2024" not in words
    numbers = again.table("claims").filter(pl.col("kind") != "date")
    assert numbers.equals(story.table("claims").filter(pl.col("kind") != "date"))


def test_articles_that_are_added_join_the_family(story: Story, tmp_path: Path) -> None:
    file = tmp_path / "third.jsonl"
    text = "Nordia Power built the Rivermouth dam in the spring of 1962. Locals protested."
    row = {"article_id": "three", "title": "Old dam", "text": text, "published": "2025-02-02"}
    file.write_text(json.dumps(row), encoding="utf-8")
    folder = shutil.copytree(story.path, tmp_path / "story")
    added = add(folder, [file], jobs=1).story
    families = [family for words, family in of_dates(added).values() if "1962" in words]
    assert len(families) == 3
    assert len(set(families)) == 1
    changes = added.table("variants").filter(pl.col("kind") == "number")["change"].to_list()
    assert sorted(changes) == ["rounded", "same"]


def test_a_split_event_parts_the_family(story: Story, tmp_path: Path) -> None:
    mine = open_story(shutil.copytree(story.path, tmp_path / "story"))
    statements = mine.table("event_mentions")
    told = statements.filter(pl.col("headline").str.contains("built"))
    assert told["event_id"].n_unique() == 1
    second = told.filter(pl.col("article_id") == "two")["event_mention_id"].to_list()
    rows = split(mine.tables(), told["event_id"][0], second)
    again = correct(mine, rows).story
    assert all(family is None for _, family in of_dates(again).values())
    assert again.table("variants").filter(pl.col("kind") == "number").is_empty()
