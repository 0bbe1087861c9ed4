"""What is one event stays one, what is not stays apart, and nothing hangs on the order of articles."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline import schema
from timeline.events import merge
from timeline.events.actors import actors_table, canonical_names, split_role
from timeline.events.edtf import edtf
from timeline.events.items import items_of
from timeline.events.merging import evidence
from timeline.events.rank import scores

MON = ("Monday", "2025-01-27")
TUE = ("Tuesday", "2025-01-28")
NIGHT = ("2025-01-27", "part_of_day")
LAST_WEEK = ("last week", "2025-01-27", "week")
FALL = "Shares of the chip maker Nvidia fell 17% on Monday, wiping $589 billion off its value."
SLUMP = "Nvidia, the chip maker, lost 17% of its value, or $589 billion, on Monday."
COUNTS = ("n_articles", "n_sources", "first_article_ids", "readings")


def events_of(made: Any) -> list[dict[str, Any]]:
    return list(made.events().events.iter_rows(named=True))


def without_counts(events: pl.DataFrame) -> pl.DataFrame:
    return events.drop(COUNTS).sort("event_id")


def test_one_event_told_twice_is_one_row_with_all_its_evidence(make: Any) -> None:
    made = make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", SLUMP, [MON]))
    merged = made.events()
    (event,) = merged.events.iter_rows(named=True)
    assert (event["n_articles"], event["n_tellings"], event["conflict"]) == (2, 2, False)
    assert merged.event_mentions["event_id"].to_list() == [event["event_id"]] * 2
    assert merged.events.schema == schema.EVENTS.schema and merged.actors.schema == schema.ACTORS.schema


def test_the_row_carries_the_most_precise_interval_with_all_readings(make: Any) -> None:
    vague = SLUMP.replace("on Monday", "last week")
    made = make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-02-04", vague, [LAST_WEEK]))
    (event,) = events_of(made)
    assert (event["start"].day, event["stop"].day, event["granularity"]) == (27, 28, "day")
    assert [(r["granularity"], r["article_ids"]) for r in event["readings"]] == [
        ("day", ["a"]),
        ("week", ["b"]),
    ]


def test_an_undated_lead_joins_the_dated_telling(make: Any) -> None:
    lead = "Shares of the chip maker Nvidia fell 17%, wiping $589 billion off its value."
    (event,) = events_of(make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", lead, [])))
    assert (event["basis"], event["start"].day, event["n_articles"]) == ("stated", 27, 2)


def test_undated_leads_alone_are_never_pinned_to_a_day(make: Any) -> None:
    lead = "Shares of the chip maker Nvidia fell 17%, wiping $589 billion off its value."
    (event,) = events_of(make(("a", "2025-01-29", lead, []), ("b", "2025-01-28", lead, [])))
    assert (event["basis"], event["mod"], event["edtf"]) == ("publication", "ON_OR_BEFORE", "../2025-01-28")


APART = {
    "other things on one day": (FALL, MON, "The mayor of Oslo opened a new bridge on Monday.", MON),
    "one firm, two acts": (FALL, MON, "Nvidia named a new chief of research in Austin on Monday.", MON),
    "opposites": (
        "The court in Oslo convicted Ada Berg on Monday.",
        MON,
        "The court in Oslo acquitted Nils Dahl on Monday.",
        MON,
    ),
    "one speaker, two remarks": (
        "Ada Berg said on Monday that the mill would close.",
        MON,
        "Ada Berg said on Monday that her son was ill.",
        MON,
    ),
    "one assembly, two matters": (
        "Ada Berg told the Nordic Council on Monday that fishing quotas for cod must fall by half.",
        MON,
        "Ada Berg asked the Nordic Council on Monday for money to repair bridges, schools and old roads.",
        MON,
    ),
    "by 1999 is not 1988": (
        "By 1999 Libya agreed to hand over two suspects of the bombing of Flight 103 for trial.",
        ("By 1999", "1999-01-01", "year", "ON_OR_BEFORE"),
        "The bombing of Flight 103 in 1988 killed 270 people; Libya denied that suspects were its own.",
        ("1988", "1988-01-01", "year"),
    ),
    "a clock time is no number that tells": (
        "Oslo, 8:50 pm: the mayor of Oslo opened a new bridge to the islands on Monday.",
        MON,
        "Oslo, 12:50 pm: thieves in Oslo took forty paintings from a warehouse on Monday.",
        MON,
    ),
    "other percentage": (
        "Nvidia shares rose 9% on Monday.",
        MON,
        "Nvidia shares fell 17% on Monday after a rival's paper.",
        MON,
    ),
}

TOGETHER = {
    "a noun for what a verb tells": (
        "A strong earthquake struck Haiti on Monday.",
        MON,
        "Engineers are looking for survivors of Monday's quake.",
        MON,
    ),
    "synonyms and a rounded number": (
        "The chip maker Nvidia lost $589 billion of its value on Monday.",
        MON,
        "The sell-off on Monday wiped almost $600 billion off the chip maker Nvidia.",
        MON,
    ),
    "a year and its day": (
        "Sputnik was launched by the Soviet Union on 4 October 1957.",
        ("4 October 1957", "1957-10-04"),
        "The 1957 launch of Sputnik surprised the world.",
        ("1957", "1957-01-01", "year"),
    ),
    "a country and its people": (
        "Italy blocked the app DeepSeek on Monday.",
        MON,
        "On Monday the Italians blocked DeepSeek, the app.",
        MON,
    ),
    "percent in words and as a sign": (
        "The stock ended Monday 17 per cent lower, its worst day since it was listed.",
        MON,
        "On Monday the stock slid 17% after a rival's paper.",
        MON,
    ),
    "a death": (
        "The singer Ada Berg died on Monday in Oslo.",
        MON,
        "Ada Berg's death on Monday shocked her fans around the world.",
        MON,
    ),
}


@pytest.mark.parametrize(("one", "date", "two", "other"), TOGETHER.values(), ids=TOGETHER)
def test_one_event_in_other_words_is_one_row(make: Any, one: str, date: Any, two: str, other: Any) -> None:
    fill: list[tuple[str, str, str, list[Any]]] = [
        (f"f{n}", "2025-01-28", f"The mayor of Bergen opened school {n} in 20{n}.", []) for n in (11, 12)
    ]
    made = make(("a", "2025-01-28", one, [date]), ("b", "2025-01-28", two, [other]), *fill)
    ids = made.events().event_mentions.filter(pl.col("article_id").is_in(["a", "b"]))["event_id"]
    assert ids.n_unique() == 1


def test_a_stale_copy_joins_what_it_copies(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", FALL, [MON]),
        ("b", "2025-02-04", FALL, [("Monday", "2025-02-03")]),
    )
    (event,) = events_of(made)
    assert event["conflict"] and event["start"].day == 27 and event["n_tellings"] == 1


def test_times_of_one_day_do_not_part_tellings(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", FALL, [MON]),
        ("b", "2025-01-28", FALL.replace("on Monday", "on Monday evening"), [("Monday evening", *NIGHT)]),
        ("c", "2025-01-28", SLUMP, [MON]),
    )
    (event,) = events_of(made)
    assert (event["start"], event["stop"]) == (dt.datetime(2025, 1, 27), dt.datetime(2025, 1, 28))


@pytest.mark.parametrize(("one", "date", "two", "other"), APART.values(), ids=APART)
def test_unlike_events_stay_apart(make: Any, one: str, date: Any, two: str, other: Any) -> None:
    assert len(events_of(make(("a", "2025-01-28", one, [date]), ("b", "2025-01-28", two, [other])))) == 2


def test_repeated_events_stay_apart(make: Any) -> None:
    text = "The ministry held its weekly briefing on Tuesday in Oslo."
    made = make(
        ("a", "2025-01-21", text, [("Tuesday", "2025-01-21")]),
        ("b", "2025-01-28", text, [("Tuesday", "2025-01-28")]),
    )
    assert len(events_of(made)) == 2


def test_unlike_events_do_not_chain_through_a_vague_one(make: Any) -> None:
    made = make(
        ("a", "2025-01-29", "Orion opened a mill in Oslo on Monday.", [MON]),
        (
            "b",
            "2025-01-29",
            "Orion opened and closed mills last week.",
            [("last week", "2025-01-20", "week")],
        ),
        ("c", "2025-01-29", "Orion closed a mine in Bergen on Tuesday.", [TUE]),
    )
    merged = made.events()
    ids = dict(merged.event_mentions.select("article_id", "event_id").iter_rows())
    assert ids["a"] != ids["c"]


def test_contradicting_dates_of_one_event_are_one_row_with_a_conflict(make: Any) -> None:
    wrong = FALL.replace("Monday", "Friday")
    made = make(
        ("a", "2025-01-28", FALL, [MON]),
        ("b", "2025-01-28", SLUMP, [MON]),
        ("c", "2025-01-28", wrong, [("Friday", "2025-01-24")]),
    )
    (event,) = events_of(made)
    assert event["conflict"] and event["start"].day == 27
    assert [r["article_ids"] for r in event["readings"]] == [["c"], ["a", "b"]]


def test_what_was_taken_from_another_text_with_another_date_is_one_row(make: Any) -> None:
    one = "The magazine Orion reported on Monday that code of the app can send data to a telecom firm."
    two = "Orion on Friday found code that can send data to a telecom firm, a magazine report said."
    made = make(
        ("a", "2025-01-28", one, [MON]),
        ("b", "2025-01-28", two, [("Friday", "2025-01-24")]),
        ("c", "2025-01-28", "The mayor of Oslo opened a bridge on Monday.", [MON]),
    )
    passage = {"source_begin": 0, "source_end": len(one), "target_begin": 0, "target_end": len(two)}
    row = {"source_id": "a", "target_id": "b", "kind": "rewrite", "directed": True, "passages": [passage]}
    taken = merge(made.statements(), made.articles, lineage=schema.LINEAGE.frame([row])).events
    apart = made.events().events
    assert apart.height == 3 and taken.height == 2 and taken["conflict"].sum() == 1


def test_a_sentence_of_two_dates_lends_each_statement_its_own_part(make: Any) -> None:
    both = "Nvidia fell 17% on Monday, and the mayor of Oslo opened a bridge on Tuesday."
    bridge = "The mayor of Oslo opened a bridge in the harbour on Tuesday."
    made = make(("a", "2025-01-29", both, [MON, TUE]), ("b", "2025-01-29", bridge, [TUE]))
    events = events_of(made)
    assert sorted(event["n_articles"] for event in events) == [1, 2]


def test_a_sentence_that_names_nobody_is_about_who_stands_before_it(make: Any) -> None:
    told = "Rules for chips came from Washington. Those controls were imposed on 26 December."
    made = make(
        ("a", "2025-01-28", "Orion V3 was published on 26 December.", [("26 December", "2024-12-26")]),
        ("b", "2025-01-28", told, [("26 December", "2024-12-26")]),
    )
    found = items_of(evidence(made.statements(), made.articles), canonical_names(made.statements()))
    around = dict(found.select("sentence", "around").iter_rows())
    assert "Washington" in around["Those controls were imposed on 26 December."]
    assert not around["Orion V3 was published on 26 December."]


def test_a_day_apart_is_no_conflict(make: Any) -> None:
    text = FALL.replace("Monday", "Tuesday")
    (event,) = events_of(make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", text, [TUE])))
    assert not event["conflict"]


def test_a_year_told_two_ways_is_a_conflict(make: Any) -> None:
    text = "The fund Vertex was founded in Oslo by Ada Berg in {}."
    made = make(
        ("a", "2025-01-28", text.format(2019), [("2019", "2019-01-01", "year")]),
        ("b", "2025-01-29", text.format(2021), [("2021", "2021-01-01", "year")]),
    )
    (event,) = events_of(made)
    assert event["conflict"]


def test_copies_count_once_as_tellings(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", FALL, [MON]),
        ("b", "2025-01-28", "Update. " + FALL, [MON]),
        ("c", "2025-01-28", SLUMP, [MON]),
    )
    (event,) = events_of(made)
    assert (event["n_articles"], event["n_tellings"]) == (3, 2)


def test_a_cluster_of_copies_counts_once_as_told_by_lineage(make: Any) -> None:
    more = {"a": {"cluster_id": "c1"}, "b": {"cluster_id": "c1"}}
    made = make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", SLUMP, [MON]), more=more)
    assert events_of(made)[0]["n_tellings"] == 1


def test_the_first_report_is_a_list_where_days_tie(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", SLUMP, [MON]), ("c", "2025-01-29", FALL, [MON])
    )
    event = events_of(made)[0]
    assert event["first_article_ids"] == ["a", "b"]
    assert (event["first_start"], event["first_stop"]) == (dt.date(2025, 1, 28), dt.date(2025, 1, 29))


def test_the_first_report_goes_by_the_clock_where_every_clock_is_known(make: Any) -> None:
    clock = dt.datetime(2025, 1, 28, 8, tzinfo=dt.UTC)
    more = {"a": {"published": clock + dt.timedelta(hours=1)}, "b": {"published": clock}}
    made = make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", SLUMP, [MON]), more=more)
    assert events_of(made)[0]["first_article_ids"] == ["b"]


def test_an_article_that_is_left_out_counts_nowhere(make: Any) -> None:
    more = {"b": {"included": False}}
    merged = make(("a", "2025-01-28", FALL, [MON]), ("b", "2025-01-28", SLUMP, [MON]), more=more).events()
    assert merged.events["n_articles"].to_list() == [1]
    assert merged.event_mentions.filter(pl.col("article_id") == "b")["event_id"].to_list() == [None]


def test_what_happened_wins_over_its_announcement(make: Any) -> None:
    plan = "Orion will open its new mill in Oslo on Monday, Ada Berg said."
    done = "Orion opened its new mill in Oslo on Monday with Ada Berg."
    made = make(
        ("a", "2025-01-25", plan, [MON]),
        ("b", "2025-01-25", plan.replace("new", "big"), [MON]),
        ("c", "2025-01-28", done, [MON]),
    )
    (event,) = events_of(made)
    assert event["modality"] == "happened"


def test_no_statement_gives_empty_tables_with_their_schema(make: Any) -> None:
    merged = make(("a", None, "Oslo is a city.", [])).events()
    assert merged.events.is_empty() and merged.events.schema == schema.EVENTS.schema


def test_actors_are_linked_by_surname_and_keep_their_role(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", "Vertex CEO Ada Berg resigned on Monday.", [MON]),
        ("b", "2025-01-28", "On Monday, Berg left the firm with Nils Dahl.", [MON]),
    )
    actors = {r["name"]: r for r in made.events().actors.iter_rows(named=True)}
    assert (actors["Ada Berg"]["role"], actors["Ada Berg"]["n_articles"]) == ("Vertex CEO", 2)
    assert "Berg" in actors["Ada Berg"]["aliases"] and "Berg" not in actors


def test_a_shared_surname_links_nobody(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", "Engineer Ada Berg resigned on Monday.", [MON]),
        ("b", "2025-01-28", "Engineer Nils Berg resigned on Monday.", [MON]),
        ("c", "2025-01-28", "On Monday, Berg left the firm with Ida Dahl.", [MON]),
    )
    assert {"Ada Berg", "Nils Berg", "Berg"} <= set(made.events().actors["name"])


def test_a_surname_goes_to_the_full_name_of_its_article(make: Any) -> None:
    made = make(
        ("a", "2025-01-28", "Engineer Ada Berg resigned on Monday. On Monday, Berg left Oslo.", [MON, MON]),
        ("b", "2025-01-28", "Engineer Nils Berg resigned on Monday.", [MON]),
    )
    assert set(made.events().actors["name"]) >= {"Ada Berg", "Nils Berg"}
    assert "Berg" not in set(made.events().actors["name"])


def named(*articles: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Make the actors table of articles that name these actors."""
    rows = [
        {"article_id": f"a{n}", "event_mention_id": f"m{n}", "actors": list(names)}
        for n, names in enumerate(articles)
    ]
    frame = schema.EVENT_MENTIONS.frame(rows)
    found = actors_table(frame, canonical_names(frame))
    return {row["name"]: row for row in found.iter_rows(named=True)}


ONE_ACTOR = {
    "case, article and legal form": (["The Acme Corp."], ["Acme"], ["Acme"]),
    "a misspelling": (["Satya Nadela"], *[["Satya Nadella"]] * 4),
    "an abbreviation in one article": (["Associated Press", "AP"], ["AP"]),
    "a title": (["Microsoft CEO Satya Nadella"], ["Mr. Nadella"], ["Satya Nadella"]),
}
MORE_ACTORS = {
    "people of one surname": (["Ada Berg"], ["Ida Berg"], *[["Ada Berg"]] * 4),
    "a firm is no surname": (["BP PAC"], *[["BP"]] * 5),
    "initials elsewhere": (["Associated Press"], ["AP"]),
    "numbers": (["Falcon Rocket 9"], *[["Falcon Rocket 8"]] * 4),
    "a country is no surname": (["Mainland China"], ["China"]),
}


@pytest.mark.parametrize("articles", ONE_ACTOR.values(), ids=ONE_ACTOR)
def test_forms_of_one_name_are_one_actor(articles: Any) -> None:
    assert len(named(*articles)) == 1


@pytest.mark.parametrize("articles", MORE_ACTORS.values(), ids=MORE_ACTORS)
def test_other_names_stay_apart(articles: Any) -> None:
    assert len(named(*articles)) == 2


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Vertex CEO Ada Berg", ("Vertex CEO", "Ada Berg")),
        ("OpenAI", ("", "OpenAI")),
        ("President Berg", ("President", "Berg")),
    ],
)
def test_a_role_is_parted_from_its_name(written: str, wanted: tuple[str, str]) -> None:
    assert split_role(written) == wanted


POOL = (
    (FALL, MON),
    (SLUMP, MON),
    ("Nvidia stock dropped 17% on Monday as a rival rose.", MON),
    (SLUMP.replace("on Monday", "last week"), ("last week", "2025-01-27", "week")),
    (FALL.replace("Monday", "Friday"), ("Friday", "2025-01-24")),
    ("The mayor of Oslo opened a bridge on Monday.", MON),
    ("The Oslo mayor opened a new bridge on Tuesday.", TUE),
    ("Shares of the chip maker Nvidia fell 17%.", None),
    ("Trump said on Monday the fall of Nvidia was a warning.", MON),
)
DAYS = ("2025-01-28", "2025-01-29", "2025-02-03")


def piles() -> st.SearchStrategy[list[tuple[int, str]]]:
    return st.lists(st.tuples(st.integers(0, len(POOL) - 1), st.sampled_from(DAYS)), min_size=1, max_size=8)


def made_of(make: Any, pile: list[tuple[int, str]]) -> Any:
    rows = [(f"a{n}", day, POOL[i][0], [POOL[i][1]] if POOL[i][1] else []) for n, (i, day) in enumerate(pile)]
    return make(*rows)


SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(piles(), st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(make: Any, pile: list[tuple[int, str]], random: Any) -> None:
    made = made_of(make, pile)
    statements = made.statements()
    order = list(range(made.articles.height))
    random.shuffle(order)
    rows = list(range(statements.height))
    random.shuffle(rows)
    one = merge(statements, made.articles)
    two = merge(statements[rows], made.articles[order])
    assert one.events.equals(two.events) and one.actors.equals(two.actors)
    assert one.event_mentions.sort("event_mention_id").equals(two.event_mentions.sort("event_mention_id"))


@SLOW
@given(piles(), st.data())
def test_an_exact_copy_changes_counts_only(
    make: Any, pile: list[tuple[int, str]], data: st.DataObject
) -> None:
    made = made_of(make, pile)
    copied = data.draw(st.integers(0, len(pile) - 1))
    more = made_of(make, [*pile, pile[copied]])
    assert without_counts(made.events().events).equals(without_counts(more.events().events))


@SLOW
@given(piles())
def test_an_interval_lies_within_every_reading_that_it_reconciles(
    make: Any, pile: list[tuple[int, str]]
) -> None:
    merged = made_of(make, pile).events()
    dated = merged.event_mentions.filter(pl.col("basis") != "publication")
    for event in merged.events.iter_rows(named=True):
        assert 0.0 <= event["score"] <= 1.0 and event["headline"] and event["edtf"]
        assert event["start"] < event["stop"]
        own = dated.filter(pl.col("event_id") == event["event_id"])
        for start, stop in own.select("start", "stop").iter_rows():
            meets = start < event["stop"] and event["start"] < stop
            if meets:
                assert start <= event["start"] and event["stop"] <= stop
            else:  # another day: told as a conflict, unless a zone explains it
                assert event["conflict"] or abs(start - event["start"]) <= dt.timedelta(days=1)


@SLOW
@given(piles())
def test_every_statement_of_an_included_article_is_in_one_event(
    make: Any, pile: list[tuple[int, str]]
) -> None:
    merged = made_of(make, pile).events()
    assert merged.event_mentions["event_id"].null_count() == 0
    assert set(merged.event_mentions["event_id"]) == set(merged.events["event_id"])
    assert merged.events["event_id"].is_unique().all()


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


EDTF = {
    "day": ("2025-01-27", "2025-01-28", "day", None, "2025-01-27"),
    "month": ("2025-01-01", "2025-02-01", "month", None, "2025-01"),
    "year": ("2025-01-01", "2026-01-01", "year", None, "2025"),
    "week": ("2025-01-20", "2025-01-27", "week", None, "2025-01-20/2025-01-26"),
    "by a year": ("2022-01-01", "2023-01-01", "year", "ON_OR_BEFORE", "../2022"),
    "about": ("2025-01-01", "2025-02-01", "month", "APPROX", "2025-01~"),
    "after": ("2025-01-27", "2025-01-28", "day", "ON_OR_AFTER", "2025-01-27/.."),
}


@pytest.mark.parametrize(("start", "stop", "granularity", "mod", "wanted"), EDTF.values(), ids=EDTF)
def test_an_interval_is_written_as_edtf(
    start: str, stop: str, granularity: str, mod: str | None, wanted: str
) -> None:
    assert edtf(day(start), day(stop), granularity, mod) == wanted


def test_open_ends_are_written_as_dots() -> None:
    assert edtf(day("2025-01-27"), None, "day", None) == "2025-01-27/.."
    assert edtf(None, day("2025-01-27"), "day", None) == "../2025-01-26"
    assert edtf(None, None, None, None) is None


def test_scoring_nothing_gives_nothing() -> None:
    counted = {"_n_sources": pl.Int64, "_n_statements": pl.Int64, "_last": pl.Date}
    assert scores(
        schema.EVENTS.empty().with_columns(pl.lit(1, t).alias(n) for n, t in counted.items())
    ).is_empty()
