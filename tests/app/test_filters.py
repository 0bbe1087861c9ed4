from datetime import date

import pytest

from tests.app import fakes
from timeline.app.filters import Choices, Filters, choices, fit, keep

TABLES = fakes.tables()
ALL_ARTICLES = ["a1", "a2", "a3", "a4", "a5"]
ALL_EVENTS = ["e1", "e2", "e3", "e4", "e5"]

CASES = {
    "nothing": (Filters(), ALL_ARTICLES, ALL_EVENTS),
    "a column without values": (Filters(column="desk"), ALL_ARTICLES, ALL_EVENTS),
    "kind": (Filters(kinds=("agency",)), ["a1"], ["e1", "e2"]),
    "two kinds": (Filters(kinds=("agency", "blog")), ["a1", "a4", "a5"], ["e1", "e2", "e5"]),
    "outlet": (Filters(outlets=("Valley Echo",)), ["a3"], ["e2", "e4"]),
    "from, leaves undated out": (Filters(first=date(2025, 1, 30)), ["a3", "a4"], ["e2", "e4", "e5"]),
    "to, the day itself counts": (Filters(last=date(2025, 1, 28)), ["a1"], ["e1", "e2"]),
    "one day": (Filters(first=date(2025, 1, 29), last=date(2025, 1, 29)), ["a2"], ["e1", "e3"]),
    "before everything": (Filters(last=date(2020, 1, 1)), [], []),
    "precision leaves articles": (Filters(precision=("month",)), ALL_ARTICLES, ["e1"]),
    "two precisions": (Filters(precision=("month", "week")), ALL_ARTICLES, ["e1", "e4"]),
    "word in any case": (Filters(text="CRACK"), ["a1", "a2", "a3"], ["e1"]),
    "words together": (Filters(text="december officials"), ["a2"], ["e1"]),
    "no regular expression": (Filters(text="cr.ck"), [], []),
    "a bracket": (Filters(text="[link]("), ["a4"], ["e5"]),
    "other scripts": (Filters(text="ÉMIGRÉS 洪水"), ["a3"], []),
    "pass-through": (Filters(column="desk", values=("news",)), ["a1", "a2"], ["e1", "e2", "e3"]),
    "known": (Filters(known=True), ["a1", "a2", "a4"], ["e1", "e2", "e3", "e5"]),
    "together": (Filters(kinds=("local",), precision=("week",), text="inquiry"), ["a3"], ["e4"]),
}


@pytest.mark.parametrize("case", CASES)
def test_keep(case: str) -> None:
    filters, articles, events = CASES[case]
    kept = keep(TABLES, filters)
    assert kept["articles"]["article_id"].to_list() == articles
    assert kept["events"]["event_id"].to_list() == events


@pytest.mark.parametrize("case", CASES)
def test_keep_leaves_shapes_and_the_input_alone(case: str) -> None:
    before = {name: table.clone() for name, table in TABLES.items()}
    kept = keep(TABLES, CASES[case][0])
    for name, table in TABLES.items():
        assert kept[name].schema == table.schema, name
    for name, table in before.items():
        assert TABLES[name].equals(table), name


@pytest.mark.parametrize("case", CASES)
def test_every_kept_event_has_a_kept_statement(case: str) -> None:
    kept = keep(TABLES, CASES[case][0])
    assert set(kept["events"]["event_id"]) == set(kept["event_mentions"]["event_id"])


def test_choices() -> None:
    offered = choices(TABLES)
    assert offered.kinds == ("agency", "national", "local", "blog")
    assert offered.outlets == {
        "Capital Observer": "The Capital Observer",
        "Harbor Wire": "Harbor Wire",
        "Valley Echo": "Valley Echo",
        "dam-notes": "Dam Safety Notes",
    }
    assert (offered.first, offered.last) == (date(2025, 1, 28), date(2025, 2, 3))
    assert offered.precision == ("day", "week", "month")
    assert offered.columns == {"desk": ("=HYPERLINK(1)", "features", "news")}


def test_choices_of_an_empty_story() -> None:
    offered = choices({name: table.clear() for name, table in TABLES.items()})
    assert offered == Choices(outlets={}, columns={"desk": ()}, parts={})


def test_an_outlet_without_a_row_is_of_unknown_kind() -> None:
    tables = {**TABLES, "outlets": TABLES["outlets"].filter(TABLES["outlets"]["source"] != "Valley Echo")}
    assert "unknown" in choices(tables).kinds
    kept = keep(tables, Filters(kinds=("unknown",)))
    assert kept["articles"]["article_id"].to_list() == ["a3"]


def test_fit_names_what_it_drops() -> None:
    asked = Filters(kinds=("blog", "social"), outlets=("Nobody",), column="desk", values=("news", "sports"))
    fitted, notes = fit(asked, choices(TABLES))
    assert fitted == Filters(kinds=("blog",), column="desk", values=("news",))
    assert [word for note in notes for word in ("social", "Nobody", "sports") if word in note] == [
        "social",
        "Nobody",
        "sports",
    ]
    assert fit(fitted, choices(TABLES)) == (fitted, [])
