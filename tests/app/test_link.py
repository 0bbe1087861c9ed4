from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.app.filters import PRECISIONS, Filters
from timeline.app.link import View, params, parse
from timeline.schema import OUTLET_KINDS

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
several = st.lists(words, max_size=4, unique=True).map(tuple)
days = st.none() | st.dates()


@st.composite
def views(draw: st.DrawFn) -> View:
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    column = draw(st.none() | words)
    filters = Filters(
        kinds=draw(st.lists(st.sampled_from(OUTLET_KINDS), unique=True).map(tuple)),
        outlets=draw(several),
        first=first,
        last=last,
        precision=draw(st.lists(st.sampled_from(tuple(PRECISIONS)), unique=True).map(tuple)),
        text=draw(st.just("") | words),
        column=column,
        values=draw(several) if column else (),
        known=draw(st.booleans()),
    )
    return View(draw(st.none() | words), draw(st.none() | words), draw(st.none() | words), filters)


@given(views())
def test_a_link_brings_the_view_back(view: View) -> None:
    assert parse(params(view)) == (view, [])


NAMES = ["story", "event", "kind", "outlet", "from", "to", "precision", "q", "column", "known"]


@given(st.dictionaries(st.sampled_from(NAMES) | words, st.lists(words, max_size=3), max_size=8))
def test_any_link_opens(given_params: dict[str, list[str]]) -> None:
    view, _ = parse(given_params)
    assert parse(params(view))[0] == view


BAD = {
    "a date that is none": ({"from": ["99999-13-45"]}, View(), "from"),
    "a kind that is none": ({"kind": ["agency", "x"]}, View(filters=Filters(kinds=("agency",))), "kind"),
    "a precision that is none": ({"precision": ["eon"]}, View(), "precision"),
    "days the wrong way round": ({"from": ["2025-02-01"], "to": ["2025-01-01"]}, View(), "first day"),
    "a switch that is none": ({"known": ["perhaps"]}, View(), "known"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_value_is_ignored_with_a_note(case: str) -> None:
    link, view, word = BAD[case]
    found, notes = parse(link)
    assert found == view
    assert len(notes) == 1
    assert word in notes[0]


def test_foreign_parameters_are_left_alone() -> None:
    assert parse({"utm_source": ["mail"], "to": ["2025-02-01"]}) == (
        View(filters=Filters(last=date(2025, 2, 1))),
        [],
    )
