"""Families of quotations: which versions belong together, and how each differs."""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.narrative.families import Families, families
from timeline.narrative.families.retelling import retold
from timeline.narrative.families.scanning import scanned
from timeline.narrative.families.shown import in_one_line, side_by_side
from timeline.narrative.quotes import quotes
from timeline.schema import LINEAGE, QUOTES, VARIANTS

_SHOWN_WORDS = ("We", "never", "NEVER", "the", "crack,", "“hype”", "it’s", "$5.6", "...", "no.")

ROOT = Path(__file__).resolve().parents[2]
PLAIN = "Ann Lee runs the port of Aldham. “The cranes will not move before the river freezes,” Ann Lee said."


def frame(*texts: str, days: tuple[int, ...] = ()) -> pl.DataFrame:
    """Make articles of texts, one a day."""
    rows = [
        {
            "article_id": f"a{i}",
            "text": text,
            "lang": "en",
            "dct_best": date(2025, 1, (days or range(1, 29))[i]),
            "included": True,
        }
        for i, text in enumerate(texts)
    ]
    return pl.DataFrame(rows)


def put(articles: pl.DataFrame) -> Families:
    """Find quotations and put them into families."""
    return families(quotes(articles), articles)


def changes(first: str, second: str) -> list[tuple[str, str]]:
    """Give (change, note) of what a second article makes of a quotation of the first."""
    rows = put(frame(first, second)).variants
    return [(row["change"], row["note"]) for row in rows.iter_rows(named=True)]


CASES = {
    "same": ("“The cranes will not move before the river freezes,” said Ann Lee.", "same", "same words"),
    "same in other marks and case": (
        "‘The Cranes will not move before the river freezes,’ said Ann Lee.",
        "same",
        "same words",
    ),
    "reworded": (
        "“The cranes will not move until the river freezes,” said Ann Lee.",
        "reworded",
        "reworded: “before” became “until”",
    ),
    "shortened": (
        "“The cranes will not move,” said Ann Lee.",
        "shortened",
        "shortened: “before the river freezes” was dropped",
    ),
    "extended": (
        "“The cranes will not move before the river freezes, and nor shall the pilots or their boats,”"
        " said Ann Lee.",
        "extended",
        "extended: “and nor shall the pilots or their boats” was added",
    ),
    "indirect": (
        "Ann Lee said that the cranes would not move before the river froze over.",
        "indirect",
        "retold in indirect speech",
    ),
    "marks dropped": (
        "Snow fell. The cranes will not move before the river freezes. Nobody asked whose words those were.",
        "marks_dropped",
        "without quotation marks",
    ),
    "negation lost": (
        "“The cranes will move before the river freezes,” said Ann Lee.",
        "meaning_turned",
        "“not” was dropped",
    ),
    "an opposite": (
        "“The cranes will not move after the river freezes,” said Ann Lee.",
        "meaning_turned",
        "“before” became “after”",
    ),
    "another speaker": (
        "“The cranes will not move before the river freezes,” said Tom Berry.",
        "speaker_changed",
        "given to Tom Berry; the other version gives it to Ann Lee",
    ),
}


@pytest.mark.parametrize(("second", "change", "note"), CASES.values(), ids=CASES.keys())
def test_change(second: str, change: str, note: str) -> None:
    found = changes(PLAIN, second)
    assert [kind for kind, _ in found] == [change]
    assert note in found[0][1]


def test_a_number_that_changed_turns_the_meaning() -> None:
    first = "“We lost 40 boats in the storm and the old lighthouse,” said Ann Lee."
    found = changes(first, first.replace("40", "14"))
    assert found == [("meaning_turned", "the meaning turns: “40” was dropped; “14” was added")]


def test_two_quotations_run_into_one() -> None:
    first = (
        "“The cranes stand idle all winter,” Ann Lee said.\n\nNobody spoke.\n\n"
        "“Pilots leave Aldham for warmer harbours,” Ann Lee added."
    )
    second = "“The cranes stand idle all winter, pilots leave Aldham for warmer harbours,” said Ann Lee."
    assert "merged" in {kind for kind, _ in changes(first, second)}


APART = {
    "a phrase that anybody says": (
        "Ann Lee called the fire a “wake-up call” for ports.",
        "Tom Berry called the strike a “wake-up call” for farmers.",
    ),
    "the same names in other remarks": (
        "“Ann Lee of Aldham Harbour deserves a prize,” said Tom Berry.",
        "“I blame the crash on Ann Lee of Aldham Harbour,” said Tom Berry.",
    ),
    "a word in the reporter's own sentence": (
        "Ann Lee called the plan “exaggerated”.",
        "Ann Lee came late. The exaggerated price of salt kept the town busy.",
    ),
    "indirect speech alone": (
        "Ann Lee said that the cranes would not move before the river froze.",
        "Ann Lee said that the cranes would not move before the river froze.",
    ),
}


@pytest.mark.parametrize(("first", "second"), APART.values(), ids=APART.keys())
def test_no_family(first: str, second: str) -> None:
    assert put(frame(first, second)).variants.is_empty()


def test_a_word_is_found_without_marks_where_the_sentence_says_whose_it_is() -> None:
    found = put(
        frame(
            "Ann Lee called the plan for the harbour “exaggerated”.",
            "Ann Lee cooled the room by calling the excitement exaggerated.",
        )
    )
    assert found.variants["change"].to_list() == ["marks_dropped"]
    row = found.quotes.filter(pl.col("article_id") == "a1").row(0, named=True)
    assert (row["text"], row["form"], row["speaker"]) == ("exaggerated", "unmarked", "Ann Lee")


def test_a_second_run_gives_the_same() -> None:
    articles = frame(PLAIN, *(second for second, _, _ in CASES.values()))
    once = put(articles)
    again = families(once.quotes, articles)
    assert again.quotes.equals(once.quotes)
    assert again.variants.equals(once.variants)


POOL = [
    PLAIN,
    *(second for second, _, _ in CASES.values()),
    *(text for pair in APART.values() for text in pair),
]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(POOL), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(texts: list[str], random: Any) -> None:
    articles = frame(*texts)
    order = list(range(articles.height))
    random.shuffle(order)
    one, two = put(articles), put(articles[order])
    assert one.variants.equals(two.variants)
    by = ["article_id", "begin", "end"]
    assert one.quotes.sort(by).equals(two.quotes.sort(by))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(POOL), min_size=1, max_size=4, unique=True))
def test_a_copy_adds_only_the_same(texts: list[str]) -> None:
    before = put(frame(*texts))
    # a copy of the first article, printed later
    after = put(frame(*texts, texts[0]))
    new = after.variants.filter(pl.col("b_id") == f"a{len(texts)}", pl.col("a_id") == "a0")
    assert set(new["change"]) <= {"same"}
    kept = after.variants.filter(pl.col("b_id") != f"a{len(texts)}")
    assert before.variants.height <= kept.height


def test_spans_and_schemas() -> None:
    articles = frame(PLAIN, *(second for second, _, _ in CASES.values()))
    found = put(articles)
    assert found.quotes.schema == QUOTES.schema
    assert found.variants.schema == VARIANTS.schema
    texts = dict(articles.select("article_id", "text").iter_rows())
    for row in found.quotes.iter_rows(named=True):
        spans = [texts[row["article_id"]][s["begin"] : s["end"]] for s in row["spans"]]
        assert " ".join(spans) == row["text"]
    assert (found.variants["a_id"] != found.variants["b_id"]).all()
    assert set(found.variants["family_id"]) <= set(found.quotes["quote_id"])


def test_nothing_in_nothing_out() -> None:
    empty = frame(PLAIN).clear()
    assert families(QUOTES.empty(), empty).variants.is_empty()


Row = dict[str, Any]


@pytest.fixture(scope="module")
def sample() -> tuple[list[Row], dict[int, Row], Families]:
    """Give the truth of the sample, the quotation found for each row of it, and the families."""
    lines = (ROOT / "data" / "sample" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = pl.DataFrame([json.loads(line) for line in lines]).with_columns(
        pl.col("published").str.slice(0, 10).str.to_date().alias("dct_best"), pl.lit(True).alias("included")
    )
    found = put(articles)
    truth = (ROOT / "data" / "truth" / "quotes.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in truth]
    by: dict[str, list[Row]] = defaultdict(list)
    for row in found.quotes.iter_rows(named=True):
        by[row["article_id"]].append(row)
    matched = {}
    for number, row in enumerate(rows):
        alike = max(by[row["article_id"]], key=lambda own: _overlap(own, row), default=None)
        if alike is not None and _overlap(alike, row) > 0.3:
            matched[number] = alike
    return rows, matched, found


def _overlap(one: Row, two: Row) -> float:
    shared = min(one["end"], two["end"]) - max(one["begin"], two["begin"])
    return float(shared / (max(one["end"], two["end"]) - min(one["begin"], two["begin"])))


def _pairs(labels: dict[int, str]) -> set[tuple[int, int]]:
    return {(a, b) for a in labels for b in labels if a < b and labels[a] == labels[b]}


def test_the_sample_is_found(sample: tuple[list[Row], dict[int, Row], Families]) -> None:
    rows, matched, _ = sample
    assert len(matched) >= 0.9 * len(rows)


def test_the_families_of_the_sample(sample: tuple[list[Row], dict[int, Row], Families]) -> None:
    rows, matched, _ = sample
    wanted = _pairs({number: row["quote_id"] for number, row in enumerate(rows)})
    found = _pairs({n: row["family_id"] for n, row in matched.items() if row["family_id"]})
    assert len(found & wanted) >= 0.9 * len(found)
    # pairs weigh large families by the square: each version's own place counts
    largest = {n: max((m for m in wanted if n in m), default=None) for n in range(len(rows))}
    repeated = [n for n, pair in largest.items() if pair]
    placed = [n for n in repeated if any(n in pair for pair in found & wanted)]
    assert len(placed) >= 0.9 * len(repeated)


def test_the_changes_of_the_sample(sample: tuple[list[Row], dict[int, Row], Families]) -> None:
    rows, matched, found = sample
    known = {(v["b_id"], v["b_begin"], v["b_end"]): v["change"] for v in found.variants.iter_rows(named=True)}
    right = 0
    for number, row in enumerate(rows):
        own = matched.get(number)
        if own is not None:
            first = own["family_id"] in (None, own["quote_id"])
            change = known.get((own["article_id"], own["begin"], own["end"]), "same" if first else None)
            right += change == row["change"]
    assert right >= 0.9 * len(rows)


@given(
    st.lists(st.sampled_from(_SHOWN_WORDS), max_size=12), st.lists(st.sampled_from(_SHOWN_WORDS), max_size=12)
)
def test_segments_put_together_are_the_texts(one: list[str], two: list[str]) -> None:
    a, b = " ".join(one), " ".join(two)
    left, right = side_by_side(a, b)
    assert "".join(s.text for s in left) == a
    assert "".join(s.text for s in right) == b
    assert {s.kind for s in left} <= {"same", "dropped"}
    assert {s.kind for s in right} <= {"same", "added"}
    line = "".join(s.text for s in in_one_line(a, b) if s.kind != "dropped")
    assert line.replace(" ", "") == b.replace(" ", "")


@pytest.mark.parametrize(
    ("one", "two", "line"),
    [
        ("It is definitely not hype.", "It is not hype.", "It is -definitely- not hype."),
        ("We were told.", "We were NEVER told.", "We were +NEVER+ told."),
        ("“We never said it,”", "“We NEVER said it.”", "“We -never- +NEVER+ said it.”"),
        (
            "innovation that drives it",
            "innovation that increases it",
            "innovation that -drives- +increases+ it",
        ),
        ("It’s hype", "It's hype", "It's hype"),
        ("", "new", "+new+"),
        ("old", "", "-old-"),
    ],
    ids=["dropped", "added", "capitals", "replaced", "apostrophe", "all-new", "all-gone"],
)
def test_one_line_shows_what_was_dropped_and_added(one: str, two: str, line: str) -> None:
    marks = {"same": "", "dropped": "-", "added": "+"}
    assert "".join(f"{marks[s.kind]}{s.text}{marks[s.kind]}" for s in in_one_line(one, two)) == line


@pytest.mark.parametrize(
    ("one", "two", "day", "joined"),
    [
        ("“It is a grand bargain,” Ann Lee said.", "“It is a grand bargain,” Ann Lee said.", 3, True),
        ("Ann Lee called it a “rusty anchor” here.", "Ann Lee called it a “rusty anchor” there.", 10, True),
        ("Ann Lee called it a “rusty anchor” here.", "Ann Lee called it a “rusty anchor” there.", 60, False),
        (
            "“The cranes at Aldham will stand still,” Ann Lee said.",
            "“Cranes stand still in Aldham again and again,” Ann Lee said.",
            300,
            False,
        ),
        (
            "“The cranes will not move before the river freezes,” Ann Lee said.",
            "“They told me the cranes will not move before the river freezes,” Ann Lee said.",
            300,
            True,
        ),
        (
            "Ann Lee spoke on “Harbour News Sunday” then.",
            "Ann Lee spoke on “Harbour News Sunday” now.",
            2,
            False,
        ),
    ],
    ids=["whole", "fragment-near", "fragment-far", "other-words-far", "row-of-words-far", "title"],
)
def test_time_and_titles_keep_stock_phrases_apart(one: str, two: str, day: int, joined: bool) -> None:
    articles = frame(one, two).with_columns(
        dct_best=pl.Series([date(2025, 1, 1), date(2025, 1, 1) + timedelta(days=day)])
    )
    assert (put(articles).variants.height > 0) == joined


def test_a_lost_apostrophe_is_no_turned_meaning() -> None:
    found = put(
        frame(
            "They gave us the recipe but they didnt give us the missing pieces, said Ann Lee.",
            "“They gave us the recipe but they didn’t give us the missing pieces,” Ann Lee said.",
        )
    )
    assert found.variants["change"].to_list() == ["same"]


def test_a_phrase_in_marks_is_found_in_another_number_and_before_its_speaker() -> None:
    found = put(
        frame(
            "It has “exceptional hauling capabilities” and “brisk novelty,” according to Ann Lee.",
            "The crane has exceptional hauling capabilities, its owner, Ann Lee, said on Monday.",
            "Ann Lee said that the crane had brisk noveltys.",
        )
    )
    said = found.quotes.filter(pl.col("form") == "unmarked")["text"].to_list()
    assert said == ["exceptional hauling capabilities", "brisk noveltys"]


FERRY = (
    "The ferry yard at Aldham will close in spring. “The hull designs are honest work, but the order came "
    "for reasons of politics,” said Ann Lee, who runs it. Two hundred people build ships there. The county "
    "has promised to look for a buyer. Nobody has called yet."
)
RETOLD_FERRY = (
    "In spring the ferry yard at Aldham is going to close. {} Some 200 people build ships. A buyer is "
    "being looked for, the county has promised. There was no call so far."
)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        pytest.param(
            "Ann Lee, its head, suggests that the order was political and the designs sound.",
            "the order was political and the designs sound",
            id="reported",
        ),
        pytest.param("Ann Lee, its head, says that lunch will be served.", None, id="other words"),
        pytest.param(
            "Tom Hart says that the order was political and the designs sound.", None, id="somebody else"
        ),
        pytest.param(
            "For Ann Lee the political reasons and the designs were a thing of the past.",
            None,
            id="nothing is reported",
        ),
    ],
)
def test_what_is_quoted_is_found_where_a_rewrite_tells_it_in_its_own_words(
    sentence: str, wanted: str | None
) -> None:
    articles = frame(FERRY, RETOLD_FERRY.format(sentence))
    first, second = articles["text"]
    starts = (
        ("The ferry", "In spring"),
        ("“The hull", sentence[:12]),
        ("Two", "Some"),
        ("The county", "A buyer"),
    )
    passages = [
        {
            "source_begin": first.index(ours),
            "source_end": first.index(ours) + 20,
            "target_begin": second.index(theirs),
            "target_end": second.index(theirs) + 20,
        }
        for ours, theirs in starts
    ]
    lineage = LINEAGE.frame(
        [
            {
                "source_id": "a0",
                "target_id": "a1",
                "kind": "rewrite",
                "directed": True,
                "score": 0.5,
                "passages": passages,
                "reason": "",
            }
        ]
    )
    alone = put(articles)
    found = retold(alone, articles, lineage)
    rows = list(found.variants.iter_rows(named=True))
    assert [(second[v["b_begin"] : v["b_end"]], v["change"]) for v in rows] == (
        [(wanted, "indirect")] if wanted else []
    )
    added = found.quotes.filter(pl.col("article_id") == "a1", pl.col("family_id").is_not_null())
    assert added["text"].to_list() == ([wanted] if wanted else [])
    # what this pass adds is made anew by another build
    again = families(found.quotes, articles)
    assert again.quotes.height == alone.quotes.height


_BITS_OF_TEXT = st.lists(
    st.sampled_from(["sea", "wall", "a", "é", "’", " ", "  ", "$5", ",", "harbour"]), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_BITS_OF_TEXT.map("".join), min_size=1, max_size=5), st.data())
def test_a_scan_finds_every_place_at_which_a_phrase_begins_a_word(
    texts: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(texts))
    begin = data.draw(st.integers(0, len(text)))
    phrases = [
        p for p in {text[begin : begin + size].strip() for size in (5, 6, 9, 17, 30, 60)} if len(p) > 4
    ]
    many = np.full(len(phrases), 99)
    found = scanned(phrases, texts, many)
    there = zip(found.texts.tolist(), found.phrases.tolist(), found.begins.tolist(), strict=True)
    right = {row for row in there if texts[row[0]].startswith(phrases[row[1]], row[2])}
    wanted = {
        (number, place, at)
        for number, held in enumerate(texts)
        for place, phrase in enumerate(phrases)
        for at in range(len(held))
        if held.startswith(phrase, at) and not (at and held[at - 1].isascii() and held[at - 1].isalnum())
    }
    assert right == wanted


def test_phrases_that_many_texts_hold_are_common() -> None:
    found = scanned(["the wall", "harbour"], ["the wall harbour", "the wall", "the wall"], np.array([2, 2]))
    assert found.common.tolist() == [True, False]


def test_a_phrase_that_is_printed_all_the_time_makes_no_family() -> None:
    said = "Ann Lee called it a “paper harbour”."
    days = (1, 2, *range(3, 9))
    other = ["The town has a paper harbour in a museum."] * 6
    articles = frame(said, said, *other, days=days)
    months = pl.Series([date(2025, 1, 1), date(2025, 1, 2), *(date(2025, m, 9) for m in range(3, 9))])
    assert put(articles).variants.height > 0
    assert put(articles.with_columns(dct_best=months)).variants.is_empty()


QUAY = (
    "The quay of Aldham is to be rebuilt in stone. “Stone outlives every mayor and every harbour board,” said"
    " Ann Lee. The board met on Monday.\n\nSalt was dear this year. “Prices like these frighten everybody,”"
    " said Tom Hart. Two ships left.\n\n“The dredgers were promised for spring,” said Eve Moss. The council"
    " votes in June."
)
QUAY_AGAIN = (
    "Aldham wants a quay of stone. According to Ann Lee, stone outlives mayors and boards. The board sat on"
    " Monday.\n\nSalt became dear this year. {} Two ships went.\n\nEve Moss said that dredgers had been"
    " promised for spring. In June the council will vote."
)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        pytest.param("Tom Hart said that the cost worried the whole town.", True, id="in other words"),
        pytest.param("Bob Ray said that the cost worried the whole town.", False, id="somebody else"),
        pytest.param(
            "Tom Hart said that the cost worried the whole town. Tom Hart said that he would leave.",
            False,
            id="which of two",
        ),
    ],
)
def test_the_order_of_the_telling_says_whose_words_are_retold(sentence: str, wanted: bool) -> None:
    articles = frame(QUAY, QUAY_AGAIN.format(sentence))
    first, second = articles["text"]
    pairs = (
        ("The quay", "Aldham wants"),
        ("The board", "The board"),
        ("Salt was", "Salt became"),
        ("Two ships", "Two ships"),
        ("The council", "In June"),
    )
    passages = [
        {"source_begin": a, "source_end": a + 8, "target_begin": b, "target_end": b + 8}
        for a, b in ((first.index(ours), second.index(theirs)) for ours, theirs in pairs)
    ]
    row = {"source_id": "a0", "target_id": "a1", "kind": "rewrite", "directed": True, "score": 0.5}
    lineage = LINEAGE.frame([{**row, "passages": passages, "reason": ""}])
    found = retold(put(articles), articles, lineage)
    told = [
        (first[v["a_begin"] : v["a_end"]], second[v["b_begin"] : v["b_end"]])
        for v in found.variants.iter_rows(named=True)
    ]
    pair = ("Prices like these frighten everybody,", "the cost worried the whole town")
    assert (pair in told) is wanted
    assert found.quotes["quote_id"].is_unique().all()
