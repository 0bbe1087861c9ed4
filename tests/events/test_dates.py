"""Which days matter: what speaks for a day, that copies and order do not, that events follow their days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline.events.chronologies import chronologies
from timeline.events.dates import one_a_telling, rank_days
from timeline.events.rank import ranked
from timeline.options import RankOptions
from timeline.schema import ARTICLES, EVENT_MENTIONS, EVENTS, MENTIONS

Told = tuple[str, int, Sequence[tuple[str, int]]]
"""An article: its id, the day of March on which it appeared (0: not known), its sentences with their days."""

MARCH = date(2025, 3, 1)


def march(day: int) -> date:
    return MARCH + timedelta(days=day - 1)


def interval(day: int) -> dict[str, Any]:
    start = datetime(2025, 3, 1) + timedelta(days=day - 1)
    return {"start": start, "stop": start + timedelta(days=1), "granularity": "day", "mod": None}


def story(told: Sequence[Told], **events: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Make tables in which the same words of a day are one event; ``events`` changes rows by ``e<day>``."""
    articles, statements, found = [], [], {}
    for article_id, published, sentences in told:
        text = "\n".join(words for words, _ in sentences)
        known = march(published) if published else None
        articles.append(
            {
                "article_id": article_id, "title": None, "text": text, "source": article_id[0],
                "dct_best": known, "dct_start": known, "included": True,
            }
        )  # fmt: skip
        begin = 0
        for number, (words, day) in enumerate(sentences):
            event_id = f"e{day}"
            statements.append(
                {
                    "event_mention_id": f"{article_id}:{begin}#{number}", "event_id": event_id,
                    "article_id": article_id, "field": "text", "begin": begin, "end": begin + len(words),
                    "basis": "stated", "modality": "happened", "hedged": False, **interval(day),
                }
            )  # fmt: skip
            found[event_id] = {
                "event_id": event_id, "basis": "stated", "modality": "happened", "n_tellings": 1,
                "pinned": False, "hidden": False, "corrected": [],
                **interval(day), **events.get(event_id, {}),
            }  # fmt: skip
            begin += len(words) + 1
    return {
        "articles": ARTICLES.frame(articles),
        "event_mentions": EVENT_MENTIONS.frame(statements),
        "events": EVENTS.frame(found.values()),
        "mentions": MENTIONS.empty(),
    }


def scores(tables: Mapping[str, pl.DataFrame], **more: Any) -> dict[int, float]:
    days = rank_days(tables, **more).days
    return {(day - MARCH).days + 1: score for day, score in days.select("day", "score").iter_rows()}


def main_day(tables: Mapping[str, pl.DataFrame], **more: Any) -> int:
    found = scores(tables, **more)
    return max(found, key=lambda day: (found[day], -day))


BETTER = {
    "told on several days, not in several articles of one day": [
        ("a", 8, [("The dam broke.", 5)]), ("b", 9, [("The dam had broken.", 5)]),
        ("c", 8, [("A bridge closed.", 6)]), ("d", 8, [("The bridge was closed.", 6)]),
    ],
    "looked back on, not told on the day": [
        ("a", 5, [("A bridge closed today.", 4)]), ("b", 9, [("The dam broke.", 5)]),
        ("c", 6, [("They met.", 6)]), ("d", 8, [("They meet on that day.", 12)]),
    ],
    "published on, of two that are told alike": [
        ("a", 9, [("The dam broke.", 5)]), ("b", 9, [("A bridge closed.", 6)]), ("c", 5, [("He left.", 1)]),
    ],
    "the same words in several articles count as once": [
        ("a", 8, [("The dam broke.", 5)]), ("b", 9, [("The dam fell.", 5)]),
        ("c", 8, [("A bridge closed.", 6), ("One.", 1)]), ("d", 9, [("A bridge closed.", 6), ("Two.", 2)]),
    ],
    "near the coverage, not far before it": [
        ("a", 9, [("The dam broke.", 5), ("She was born.", -9000)]),
    ],
    "of a day that is not known the article still counts": [
        ("a", 0, [("The dam broke.", 5)]), ("b", 3, [("A bridge closes.", 8)]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("told", BETTER.values(), ids=BETTER)
def test_the_fifth_is_the_day_that_matters(told: Sequence[Told]) -> None:
    assert main_day(story(told)) == 5


def test_a_month_in_which_much_is_told_counts_against_its_days() -> None:
    # One quiet day in spring as often told as each of eight in a row in summer.
    busy = [(f"b{day}", day + 1, [(f"Fact {day} came out.", day)]) for day in range(104, 112)]
    quiet: list[Told] = [("a", 6, [("The dam broke.", 5)])]
    plain, full = (RankOptions(around=around, published=0.0, outside=0.0) for around in (0.0, 1.0))
    tables = story([*quiet, *busy])
    assert scores(tables, options=plain)[5] == scores(tables, options=plain)[110]
    assert scores(tables, options=full)[5] > scores(tables, options=full)[110]


def test_what_is_beside_the_story_counts_little() -> None:
    dam = [(f"d{n}", 7 + n % 3, [(f"Water and rescue teams at the valley dam {n}.", 5)]) for n in range(12)]
    film = [(f"f{n}", 7 + n % 3, [(f"Cinema listing {n}.", 20), (f"Music {n}.", 4)]) for n in range(3)]
    found = rank_days(story([*dam, *film])).statements
    weight = dict(found.group_by("day").agg(pl.col("weight").max()).iter_rows())
    assert weight[march(5)] > 3 * weight[march(4)]


OTHERWISE: dict[str, tuple[dict[str, Any], int | None]] = {
    "hidden by a person": ({"hidden": True}, None),
    "redated by a person": ({"corrected": ["redate"], **interval(12)}, 12),
    "redated to a month": ({"corrected": ["redate"], **interval(12), "granularity": "month"}, None),
    "by that day": ({"mod": "ON_OR_BEFORE"}, 5),
    "most tell of another day": (interval(6), 6),
    "a month": ({"granularity": "month"}, 5),
}


@pytest.mark.parametrize(("changed", "day"), OTHERWISE.values(), ids=OTHERWISE)
def test_the_day_of_a_statement_is_that_of_its_event(changed: dict[str, Any], day: int | None) -> None:
    found = scores(story([("a", 8, [("The dam broke.", 5)])], e5=changed))
    assert list(found) == ([] if day is None else [day])


def chronology(days: Sequence[int], bullet: str = "- ") -> tuple[str, list[dict[str, Any]]]:
    text, mentions = "What happened so far\n", []
    for day in days:
        begin, phrase = len(text) + len(bullet), f"{march(day):%d %B}"
        mentions.append(
            {
                "mention_id": f"c:{begin}", "article_id": "c", "field": "text", "begin": begin,
                "end": begin + len(phrase), "type": "DATE", **interval(day),
            }
        )  # fmt: skip
        text += f"{bullet}{phrase}: fact {day}.\n"
    return text, mentions


LISTS: dict[str, tuple[Sequence[int], str, bool]] = {
    "in order": ([1, 3, 5, 7, 9], "", True),
    "newest first": ([9, 7, 5, 3, 1], "* ", True),
    "with two entries of one day": ([1, 3, 3, 5, 7, 9], "• ", True),
    "one entry out of order": ([1, 3, 5, 4, 7, 9, 10, 11], "", True),
    "too few": ([1, 3, 5, 7], "", False),
    "one day again and again": ([5, 5, 5, 5, 5, 5], "", False),
    "in no order": ([1, 9, 3, 7, 5, 2], "", False),
    "a programme of what is to come": ([11, 13, 15, 17, 19], "", False),
    "days in the middle of the lines": ([1, 3, 5, 7, 9], "The council met again on ", False),
}


@pytest.mark.parametrize(("days", "bullet", "is_one"), LISTS.values(), ids=LISTS)
def test_a_chronology_lists_past_days_in_order(days: Sequence[int], bullet: str, is_one: bool) -> None:
    text, mentions = chronology(days, bullet)
    row = {"article_id": "c", "text": text, "dct_best": march(12), "included": True}
    found = chronologies(MENTIONS.frame(mentions), one_a_telling(ARTICLES.frame([row])))
    assert {key: set(one.days) for key, one in found.items()} == (
        {"c": {march(day) for day in days}} if is_one else {}
    )


def test_what_a_chronology_lists_goes_before_what_it_leaves_out() -> None:
    text, mentions = chronology([1, 3, 5, 7, 9])
    told: list[Told] = [("a", 10, [(f"Thing {day} was done.", day) for day in range(1, 10)])]
    tables = story(told)
    row = {"article_id": "c", "text": text, "dct_best": march(12), "included": True}
    articles = pl.concat([tables["articles"], ARTICLES.frame([row])])
    found = scores({**tables, "articles": articles, "mentions": MENTIONS.frame(mentions)})
    assert min(found[day] for day in (1, 3, 5, 7, 9)) > max(found[day] for day in (2, 4, 6, 8))


def test_a_list_that_is_about_other_days_says_nothing() -> None:
    text, mentions = chronology([1, 2, 3, 4, 6])
    tables = story([("a", 10, [("The dam broke.", 5), ("They met.", 8)])])
    row = {"article_id": "c", "text": text, "dct_best": march(7), "included": True}
    articles = pl.concat([tables["articles"], ARTICLES.frame([row])])
    days = rank_days({**tables, "articles": articles, "mentions": MENTIONS.frame(mentions)}).days
    assert days["chronology"].to_list() == [0.0, 0.0]


WORDS = (
    "The dam broke.",
    "A bridge closed.",
    "Help came by boat.",
    "The mayor resigned.",
    "Rain fell again.",
)
SENTENCE = st.tuples(st.sampled_from(WORDS), st.integers(1, 9))
ARTICLE = st.tuples(st.integers(0, 12), st.lists(SENTENCE, min_size=1, max_size=4))
STORIES = st.lists(
    ARTICLE, min_size=1, max_size=14, unique_by=lambda one: tuple(words for words, _ in one[1])
)


def named(told: Sequence[tuple[int, Sequence[tuple[str, int]]]]) -> list[Told]:
    return [(f"{'xyz'[n % 3]}{n}", day, sentences) for n, (day, sentences) in enumerate(told)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES, st.data())
def test_neither_order_nor_copies_change_a_score(told: Any, data: st.DataObject) -> None:
    articles = named(told)
    tables = story(articles)
    expected = rank_days(tables).days
    assert expected["score"].is_between(0, 1).all() and expected["score"].max() == 1.0
    rows = data.draw(st.permutations(range(len(articles))))
    mixed = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in tables.items()}
    assert rank_days({**mixed, "articles": tables["articles"][list(rows)]}).days.equals(expected)
    which = data.draw(st.integers(0, len(articles) - 1))
    _, day, sentences = articles[which]
    later = data.draw(st.integers(day, 14)) if day else 0
    assert rank_days(story([*articles, ("zcopy", later, sentences)])).days.equals(expected)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES, st.sets(st.integers(1, 9), max_size=2))
def test_the_main_event_of_a_day_has_its_score(told: Any, pinned: set[int]) -> None:
    tables = story(named(told), **{f"e{day}": {"pinned": True} for day in pinned})
    events = ranked(tables)
    assert events["score"].is_between(0, 1).all() and events["score"].null_count() == 0
    assert events["event_id"].to_list() == tables["events"]["event_id"].to_list()
    by_day = scores(tables)
    for event_id, score in events.select("event_id", "score").iter_rows():
        day = int(event_id[1:])
        assert score == (1.0 if day in pinned else by_day[day])
    assert ranked({**tables, "events": events}).equals(events)


def test_lesser_events_of_a_day_have_less_and_events_without_a_day_their_own_score() -> None:
    tables = story([("a", 8, [("The dam broke.", 5)]), ("b", 9, [("The dam had broken.", 5)])])
    more = [
        {"event_id": "other", "basis": "stated", "modality": "planned", "n_tellings": 1, **interval(5)},
        {"event_id": "long", "basis": "stated", "modality": "happened", "n_tellings": 1, **interval(5),
         "granularity": "month"},
    ]  # fmt: skip
    tables["events"] = pl.concat([tables["events"], EVENTS.frame(more)])
    found = dict(ranked(tables).select("event_id", "score").iter_rows())
    assert found["e5"] == 1.0
    assert 0 < found["other"] < 1
    assert 0 < found["long"] < 0.5


def test_rows_that_say_next_to_nothing_have_a_score_too() -> None:
    tables = story([("a", 8, [("The dam broke.", 5)])])
    bare = {
        name: frame.with_columns(
            pl.lit(None, dtype=frame.schema[c]).alias(c) for c in frame.columns if not c.endswith("_id")
        )
        for name, frame in tables.items()
    }
    assert ranked(bare)["score"].is_between(0, 1).all()


@pytest.mark.parametrize("tables", [{}, story([])], ids=["no tables", "empty tables"])
def test_a_story_without_days_has_none(tables: Mapping[str, pl.DataFrame]) -> None:
    assert rank_days(tables).days.is_empty()


def test_a_query_keeps_what_fits_it() -> None:
    tables = story(
        [("a", 8, [("Ada Berg resigned.", 5), ("Prices rose.", 6)]), ("b", 9, [("Berg had resigned.", 5)])]
    )
    assert list(scores(tables, query="Berg")) == [5]
    assert ranked(tables, query="Berg")["event_id"].to_list() == ["e5"]
    assert rank_days(tables, query="harbour").days.is_empty()
