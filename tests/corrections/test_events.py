"""What a person does to events: each op, undo and redo, order, copies, evidence that is gone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corrections.telling import LINES, event_of, ids_of, sentences, story
from timeline.corrections import added, edits, redo, standing, undo
from timeline.corrections.applying import apply
from timeline.corrections.event_edits import Who, hide, merge, pin, redate, remark, rename, split
from timeline.corrections.losses import lost_edits
from timeline.corrections.whole import correct_again
from timeline.errors import InputError, OptionError
from timeline.schema import CORRECTIONS

Tables = dict[str, pl.DataFrame]
NONE = CORRECTIONS.empty()


def corrected(tables: Tables, rows: pl.DataFrame) -> Tables:
    """Add a correction to a story as the app and the command line do."""
    both = added(tables["corrections"], rows)
    return {**tables, **correct_again(tables, both), "corrections": both}


def same(one: Tables, other: Tables) -> None:
    for name in ("events", "event_mentions", "actors"):
        assert one[name].equals(other[name]), name


def id_of(tables: Tables, words: str) -> str:
    return str(event_of(tables, words)["event_id"])


def test_a_headline_is_set_with_who_and_why() -> None:
    first = story()
    made = corrected(first, rename(first, id_of(first, "inquiry"), " Inquiry  opens ", Who("Ann", "shorter")))
    event = event_of(made, "inquiry")
    assert event["headline"] == "Inquiry opens"
    assert event["corrected"] == ["rename"]
    (edit,) = edits(made["corrections"])
    assert (edit.old, edit.new) == ("The governor opened an inquiry", "Inquiry opens")
    assert (edit.by, edit.note, edit.kind) == ("Ann", "shorter", "event")
    assert edit.keys == (f"d:0-{len('The governor opened an inquiry.')}",)
    assert made["event_mentions"].equals(first["event_mentions"])


def test_two_events_become_one_row() -> None:
    first = story()
    two = [id_of(first, "12,000"), id_of(first, "Thousands")]
    made = corrected(first, merge(first, two))
    event = event_of(made, "12,000")
    assert made["events"].height == first["events"].height - 1
    assert sentences(made, event["event_id"]) == {
        "About 12,000 people were told to leave.",
        "Thousands had to leave the valley.",
    }
    assert (event["n_articles"], event["n_sources"], event["corrected"]) == (2, 2, ["merge"])
    assert len(event["readings"]) == 2  # type: ignore[arg-type]
    assert made["corrections"].height == 1


def test_statements_leave_for_a_row_of_their_own() -> None:
    first = story()
    made = corrected(first, split(first, id_of(first, "broke"), ids_of(first, "broke")))
    assert id_of(made, "broke") != id_of(made, "Rivermouth")
    assert sentences(made, id_of(made, "broke")) == {"The dam's spillway broke in the night."}
    assert event_of(made, "Rivermouth")["corrected"] == ["split"]


def test_copies_leave_together() -> None:
    first = story()
    (one, other) = ids_of(first, "Rivermouth")
    made = corrected(first, split(first, id_of(first, "broke"), [one]))
    rows = made["event_mentions"].filter(pl.col("event_mention_id").is_in([one, other]))
    assert rows["event_id"].n_unique() == 1
    assert event_of(made, "Rivermouth")["n_articles"] == 2


@pytest.mark.parametrize(
    ("when", "start", "stop", "told"),
    [
        ("2025-01-27", (1, 27), (1, 28), ("day", None, False)),
        ("2025-01-28", (1, 28), (1, 29), ("day", None, False)),
        ("2025-01-10", (1, 10), (1, 11), ("day", None, True)),
        ("2025-01", (1, 1), (2, 1), ("month", None, False)),
        ("2025-W05", (1, 27), (2, 3), ("week", None, False)),
        ("2025-01-20/2025-01-31", (1, 20), (2, 1), ("day", None, False)),
        ("../2025-01-20", (1, 20), (1, 21), ("day", "ON_OR_BEFORE", False)),
    ],
)
def test_a_date_is_set_and_readings_are_kept(
    when: str, start: tuple[int, int], stop: tuple[int, int], told: tuple[str, str | None, bool]
) -> None:
    first = story()
    event_id = id_of(first, "broke")
    made = corrected(first, redate(first, event_id, when))
    event = event_of(made, "broke")
    assert event["start"] == datetime(2025, *start)
    assert event["stop"] == datetime(2025, *stop)
    assert (event["granularity"], event["mod"], event["conflict"]) == told
    assert event["readings"] == event_of(first, "broke")["readings"]
    assert event["corrected"] == ["redate"]
    assert event["event_id"] == event_id


def test_a_date_can_be_called_unknown() -> None:
    first = story()
    event = event_of(corrected(first, redate(first, id_of(first, "broke"), "unknown")), "broke")
    assert (event["start"], event["stop"], event["edtf"]) == (None, None, None)


def test_hidden_pinned_noted_and_back() -> None:
    first = story()
    event_id = id_of(first, "inquiry")
    made = corrected(first, hide(first, event_id))
    assert event_of(made, "inquiry")["hidden"] is True
    assert made["events"].height == first["events"].height
    made = corrected(made, hide(made, event_id, hidden=False))
    same(made, first)
    made = corrected(made, pin(made, event_id))
    assert made["events"].sort("score", descending=True)["event_id"][0] == event_id
    assert made["events"]["score"].to_list().count(1.0) == 1
    made = corrected(made, remark(made, event_id, "look at the minutes"))
    assert event_of(made, "inquiry")["note"] == "look at the minutes"
    assert event_of(made, "inquiry")["corrected"] == ["pin", "note"]
    made = corrected(corrected(made, pin(made, event_id, pinned=False)), remark(made, event_id, " "))
    same(made, first)


def test_the_later_correction_wins() -> None:
    first = story()
    made = corrected(first, rename(first, id_of(first, "inquiry"), "One"))
    made = corrected(made, rename(made, id_of(made, "inquiry"), "Two"))
    assert event_of(made, "inquiry")["headline"] == "Two"
    made = corrected(made, undo(made["corrections"]))
    assert event_of(made, "inquiry")["headline"] == "One"


def test_merged_then_split_then_undone_one_by_one() -> None:
    first = story()
    merged = corrected(first, merge(first, [id_of(first, "12,000"), id_of(first, "Thousands")]))
    named = corrected(merged, rename(merged, id_of(merged, "12,000"), "The valley is left"))
    apart = corrected(named, split(named, id_of(named, "12,000"), ids_of(named, "Thousands")))
    assert apart["events"].height == first["events"].height
    for before in (named, merged, first):
        apart = corrected(apart, undo(apart["corrections"]))
        same(apart, before)
    with pytest.raises(InputError, match="no correction"):
        undo(apart["corrections"])


def test_an_undo_can_be_undone_again_and_again() -> None:
    first = story()
    made = corrected(first, rename(first, id_of(first, "inquiry"), "Two"))
    now = made
    for _ in range(3):
        now = corrected(now, undo(now["corrections"], by="Ann"))
        same(now, first)
        assert edits(now["corrections"])[0].undone_by == "Ann"
        now = corrected(now, redo(now["corrections"]))
        same(now, made)
    with pytest.raises(InputError, match="nothing to make again"):
        redo(now["corrections"])


def test_a_named_one_is_undone_and_the_others_stand() -> None:
    first = story()
    one = corrected(first, rename(first, id_of(first, "inquiry"), "One"))
    two = corrected(one, pin(one, id_of(one, "broke")))
    at = edits(two["corrections"])[0].at
    made = corrected(two, undo(two["corrections"], at))
    assert event_of(made, "inquiry")["headline"] == "The governor opened an inquiry"
    assert event_of(made, "broke")["pinned"] is True
    with pytest.raises(InputError, match="can be undone"):
        undo(made["corrections"], at)


def test_what_was_done_holds_when_events_are_found_otherwise() -> None:
    """A new article joins; clusters and their numbers change, the evidence does not."""
    first = story()
    made = corrected(first, merge(first, [id_of(first, "12,000"), id_of(first, "Thousands")]))
    made = corrected(made, rename(made, id_of(made, "broke"), "Spillway gives way"))
    more = [
        ("0", "Residents left the valley on Tuesday.", "flee", 28),
        ("0", "The gates had been rusty.", "rust", 2),
        ("0", "A spillway fell.", "fail", 27),
        *LINES,
    ]
    again = story(more, made["corrections"])
    assert id_of(again, "broke") != id_of(made, "broke")
    assert event_of(again, "broke")["headline"] == "Spillway gives way"
    assert id_of(again, "12,000") == id_of(again, "Thousands") == id_of(again, "Residents")
    assert lost_edits(again, made["corrections"]) == []


def test_what_finds_no_evidence_is_said() -> None:
    first = story()
    rows = pl.concat(
        [
            rename(first, id_of(first, "inquiry"), "Inquiry opens", Who("Ann")),
            merge(first, [id_of(first, "12,000"), id_of(first, "inquiry")]),
            pin(first, id_of(first, "broke")),
        ]
    )
    without = story([line for line in LINES if line[0] != "d"], rows)
    said = lost_edits(without, rows)
    assert len(said) == 2
    assert "renamed “The governor opened an inquiry” to “Inquiry opens”" in said[0]
    assert said[0].endswith("by Ann; it stood in d")
    assert "merged “About 12,000 people were told to” and “The governor opened an inquiry”" in said[1]
    assert event_of(without, "broke")["pinned"] is True
    assert not lost_edits(first, rows)


def test_an_article_that_is_left_out_holds_no_evidence() -> None:
    first = story()
    rows = rename(first, id_of(first, "inquiry"), "Inquiry opens")
    own = pl.col("article_id") == "d"
    out = first["event_mentions"].with_columns(pl.when(~own).then("event_id").alias("event_id"))
    assert lost_edits({**first, "event_mentions": out}, rows)


def test_keys_written_by_hand() -> None:
    """A merge row without ``old``: each key stands for the event it is found in."""
    first = story()
    keys = [f"b:{b}-{e}" for b, e in [spot(first, "12,000")]] + [
        f"c:{b}-{e}" for b, e in [spot(first, "Thousands")]
    ]
    row = {"op": "merge", "keys": keys, "at": datetime(2025, 3, 1)}
    made = CORRECTIONS.frame([{**row, "at": pl.Series([row["at"]]).dt.replace_time_zone("UTC")[0]}])
    again = corrected(first, made)
    assert id_of(again, "12,000") == id_of(again, "Thousands")


def spot(tables: Tables, words: str) -> tuple[int, int]:
    (one,) = ids_of(tables, words)
    row = tables["event_mentions"].row(by_predicate=pl.col("event_mention_id") == one, named=True)
    return row["begin"], row["end"]


def test_two_statements_of_one_sentence_are_told_apart() -> None:
    first = story()
    second = first["event_mentions"].with_columns(
        pl.col("event_mention_id").str.replace("#0", "#1"), pl.lit("It shook").alias("headline")
    )
    both = pl.concat([first["event_mentions"], second.filter(pl.col("article_id") == "d")])
    tables = {**first, "event_mentions": both}
    (one, other) = ids_of(tables, "inquiry")
    made = corrected(tables, split(tables, id_of(first, "inquiry"), [other]))
    ids = dict(made["event_mentions"].select("event_mention_id", "event_id").iter_rows())
    assert ids[one] != ids[other]
    assert made["corrections"]["keys"].to_list() == [[other]]


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda t: rename(t, id_of(t, "broke"), "  "), OptionError, "needs words"),
        (lambda t: rename(t, id_of(t, "broke"), "x" * 301), OptionError, "at most 300"),
        (lambda t: rename(t, "e99", "x"), InputError, "no event 'e99'"),
        (lambda t: redate(t, id_of(t, "broke"), "Monday"), OptionError, "no date"),
        (lambda t: redate(t, id_of(t, "broke"), "2025-02-30"), OptionError, "no date"),
        (lambda t: redate(t, id_of(t, "broke"), "2025-01-31/2025-01-02"), OptionError, "before it begins"),
        (lambda t: merge(t, [id_of(t, "broke")] * 2), OptionError, "two different"),
        (lambda t: split(t, id_of(t, "broke"), []), OptionError, "Choose"),
        (lambda t: split(t, id_of(t, "inquiry"), ids_of(t, "inquiry")), OptionError, "leave at least one"),
    ],
)
def test_what_makes_no_sense_is_said(
    make: Callable[[Tables], pl.DataFrame], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        make(story())


WORDS = ["broke", "12,000", "Thousands", "inquiry", "crack"]


@st.composite
def deeds(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Draw what a person does, each as an op and two numbers that choose what it is done to."""
    ops = st.sampled_from(["rename", "redate", "hide", "pin", "note", "merge", "split", "undo", "redo"])
    return draw(st.lists(st.tuples(ops, st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7))


def rows_for(tables: Tables, deed: tuple[str, int, int]) -> pl.DataFrame:
    """Give the rows of a deed; none where it makes no sense here."""
    op, one, two = deed
    ids = tables["events"]["event_id"].sort().to_list()
    event_id, other = ids[one % len(ids)], ids[two % len(ids)]
    own = tables["event_mentions"].filter(pl.col("event_id") == event_id)["event_mention_id"].sort().to_list()
    make: dict[str, Callable[[], pl.DataFrame]] = {
        "rename": lambda: rename(tables, event_id, f"Name {two}"),
        "redate": lambda: redate(tables, event_id, f"2025-01-{two + 1:02d}"),
        "hide": lambda: hide(tables, event_id, hidden=two > 3),
        "pin": lambda: pin(tables, event_id, pinned=two > 3),
        "note": lambda: remark(tables, event_id, "n" * two),
        "merge": lambda: merge(tables, [event_id, other]),
        "split": lambda: split(tables, event_id, own[: 1 + two % len(own)]),
        "undo": lambda: undo(tables["corrections"]),
        "redo": lambda: redo(tables["corrections"]),
    }
    try:
        return make[op]()
    except (InputError, OptionError):
        return NONE


def done(wanted: list[tuple[str, int, int]]) -> Tables:
    tables = story()
    for deed in wanted:
        tables = corrected(tables, rows_for(tables, deed))
    return tables


@settings(max_examples=60, deadline=None)
@given(deeds())
def test_step_by_step_is_what_a_build_with_all_gives(wanted: list[tuple[str, int, int]]) -> None:
    tables = done(wanted)
    same(tables, story(LINES, tables["corrections"]))
    ids = tables["events"]["event_id"]
    assert ids.n_unique() == ids.len()
    assert set(ids) == set(tables["event_mentions"]["event_id"])
    assert tables["events"]["score"].is_between(0, 1).all()


@settings(max_examples=40, deadline=None)
@given(deeds())
def test_all_undone_is_as_it_was(wanted: list[tuple[str, int, int]]) -> None:
    tables = done(wanted)
    while standing(tables["corrections"]):
        tables = corrected(tables, undo(tables["corrections"]))
    same(tables, story())


@settings(max_examples=40, deadline=None)
@given(deeds(), st.randoms(use_true_random=False))
def test_twice_is_once_and_no_order_matters(wanted: list[tuple[str, int, int]], chance: object) -> None:
    tables = done(wanted)
    again = apply(tables, tables["corrections"])
    assert again.events.equals(tables["events"])
    assert again.event_mentions.equals(tables["event_mentions"])
    twice = pl.concat([tables["corrections"], tables["corrections"]])
    assert apply(tables, twice).events.equals(tables["events"])
    shuffled = twice.sample(fraction=1, shuffle=True, seed=1)
    assert apply(tables, shuffled).events.equals(tables["events"])
    lines = list(LINES)
    blocks = [[line for line in lines if line[0] == one] for one in "abcd"]
    chance.shuffle(blocks)  # type: ignore[attr-defined]
    turned = story([line for block in blocks for line in block], tables["corrections"])
    assert turned["events"].equals(tables["events"])


def test_clocks_turned_back_do_not_turn_corrections_round() -> None:
    first = story()
    early = rename(first, id_of(first, "inquiry"), "One").with_columns(pl.col("at") + timedelta(days=900))
    made = corrected(first, early)
    made = corrected(made, rename(made, id_of(made, "inquiry"), "Two"))
    assert event_of(made, "inquiry")["headline"] == "Two"
