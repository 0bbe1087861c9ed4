"""Which sentences tell a day: what most say, complete, nothing twice; and what fits a query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from timeline.events.relevance import FEWEST, focus, topic
from timeline.events.telling import told_days

DAY = date(2025, 1, 27)
FALL = "Shares of the chip maker Orion fell 17 percent on Monday after a rival showed its model."
SLUMP = "Orion shares fell 17 percent on Monday as a rival model unsettled the chip makers."
TRUMP = "The president called the new model a warning for the country's industry on Monday."
ASIDE = "Nobody at the harbour cafe had heard of any of this when the day began on Monday."


def statements(*told: dict[str, Any]) -> pl.DataFrame:
    rows = [
        {
            "event_mention_id": f"a{n}:0", "event_id": f"e{n}", "article_id": f"a{n}", "field": "text",
            "basis": "stated", "modality": "happened", "hedged": False, "day": DAY,
            "published": date(2025, 1, 28), "score": 0.5, "weight": 1.0, "focus": 1.0, **one,
        }
        for n, one in enumerate(told)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def chosen(*told: dict[str, Any], number: int = 1) -> list[str]:
    return told_days(statements(*told), [DAY], number)[DAY]


def said(*sentences: str, **more: Any) -> list[dict[str, Any]]:
    return [{"sentence": sentence, **more} for sentence in sentences]


WORSE = {
    "an aside": {"sentence": ASIDE},
    "a stub": {"sentence": "Orion shares fell."},
    "said with reserve": {"sentence": SLUMP, "hedged": True},
    "only planned": {"sentence": SLUMP, "modality": "planned"},
    "a headline": {"sentence": SLUMP, "field": "title"},
    "without its day": {"sentence": SLUMP, "basis": "carried"},
    "in need of the one before": {"sentence": "But the " + SLUMP},
    "begun in the middle": {"sentence": "s shares" + SLUMP[5:]},
    "of a lesser event": {"sentence": SLUMP, "score": 0.1},
    "beside a query": {"sentence": SLUMP, "focus": 0.4},
    "far too long": {"sentence": SLUMP[:-1] + ", and" * 30 + " so on."},
}


@pytest.mark.parametrize("worse", WORSE.values(), ids=WORSE)
def test_the_better_sentence_is_told(worse: dict[str, Any]) -> None:
    other = {"sentence": "Orion shares fell 17 percent on Monday.", "event_id": "e9"}
    assert chosen({"sentence": FALL}, worse, other) != [worse["sentence"]]
    assert chosen(worse, {"sentence": FALL}, other) != [worse["sentence"]]


def test_nothing_is_said_twice_and_each_event_speaks_before_one_speaks_again() -> None:
    again = SLUMP.replace("unsettled", "frightened")
    same = {"event_id": "e0"}
    found = chosen(*said(FALL, **same), *said(SLUMP, again, **same), *said(TRUMP, event_id="e1"), number=3)
    assert TRUMP in found[:2]
    assert not {SLUMP, again} <= set(found)
    assert len(found) == len(set(found))


def test_the_same_words_in_two_articles_are_one_sentence_of_the_earliest() -> None:
    assert chosen(*said(FALL, FALL), number=2) == [FALL]


def test_rather_one_sentence_than_an_odd_second() -> None:
    assert chosen(*said(FALL, "It fell."), number=2) == [FALL]


def test_a_bullet_is_taken_off() -> None:
    assert chosen(*said("- " + FALL)) == [FALL]


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_at_most_so_many_sentences_and_a_day_without_any_has_none(number: int) -> None:
    other = date(2025, 1, 30)
    found = told_days(statements(*said(FALL, TRUMP, ASIDE)), [DAY, other], number)
    assert len(found[DAY]) <= number
    assert found[other] == []


def test_marks_alone_are_no_reason_to_fail() -> None:
    assert chosen(*said("!!!", "...")) == []


FITS: dict[str, tuple[str, Sequence[str], str | None, bool]] = {
    "a name": ("Berg", [], None, True),
    "any case": ("BERG", [], None, True),
    "another form of the word": ("resigning", [], None, True),
    "one word of three": ("Berg harbour committee", [], None, False),
    "none": ("harbour", [], None, False),
    "in the title": ("harbour", [], "The harbour affair", True),
    "another name": ("Ada B.", ["Ada Berg"], None, True),
    "nothing asked": ("", [], None, False),
}


@pytest.mark.parametrize(("query", "names", "title", "fits"), FITS.values(), ids=FITS)
def test_what_fits_a_query(query: str, names: Sequence[str], title: str | None, fits: bool) -> None:
    found = focus(query, ["Ada Berg resigned.", "Prices rose."], [title, None], names)
    assert (found[0] > 0) == fits
    assert found[1] == 0


def test_a_match_of_the_title_counts_half() -> None:
    one = focus("harbour", ["The harbour closed.", "It closed."], [None, "The harbour"])
    assert one.tolist() == [1.0, 0.5]


def test_what_is_in_the_middle_of_a_story_is_most_relevant() -> None:
    dam = [f"Water broke through the valley dam and rescue teams came, part {n}." for n in range(20)]
    beside = ["A film about jazz opened in two cinemas.", "Jazz and film cinemas in spring."]
    learnt = topic([*dam, *beside])
    found = learnt.of([dam[0], beside[0], ""])
    assert found[0] > 2 * found[1]
    assert found[2] == 0


@pytest.mark.parametrize("texts", [[], ["one text"] * (FEWEST - 1), [str(n) for n in range(FEWEST)]])
def test_without_a_middle_all_is_relevant(texts: list[str]) -> None:
    assert topic(texts).of(["one text", "other"]).tolist() == [1.0, 1.0]
