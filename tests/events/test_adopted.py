"""What the merge leaves alone joins the one event that it can mean, and nothing else."""

from typing import Any

import pytest

MON = ("Monday", "2025-01-27")
DAY = "2025-01-28"


def rows(made: Any) -> list[int]:
    """Give the number of articles of each event, the most first."""
    return sorted(made.events().events["n_articles"].to_list(), reverse=True)


LEADS = {
    "told again with its date": (
        "A treasury secretary has warned of permanent economic damage to the country.\n"
        "Permanent economic damage to the country would follow a strike, Ada Berg said on Monday.",
        1,
    ),
    "another thing": (
        "A local orchestra has found a new conductor.\n"
        "The mayor Nils Dahl closed the ferry port of Oslo on Monday after a fire.",
        2,
    ),
    "told again, not right behind": (
        "A treasury secretary has warned of permanent economic damage to the country.\n"
        "Trees are green and tall.\n"
        "Permanent economic damage to the country would follow a strike, Ada Berg said on Monday.",
        2,
    ),
}


@pytest.mark.parametrize(("text", "events"), LEADS.values(), ids=LEADS)
def test_an_undated_lead_is_what_the_next_sentence_dates(make: Any, text: str, events: int) -> None:
    made = make(("a", DAY, text, [MON]))
    assert "publication" in made.statements()["basis"].to_list()
    assert made.events().events.height == events


BAN = "Australia banned the program Orion from official devices on Monday."
OTHERS = [
    ("o1", DAY, "Hydro opened the school of Bergen on Monday.", [MON]),
    ("o2", DAY, "Nordlys closed the ferry of Molde on Monday.", [MON]),
    ("o3", DAY, "Varde painted the tower of Voss on Monday.", [MON]),
    ("o4", DAY, "Lumo sold the farm of Bodo on Monday.", [MON]),
]
CAPITALS = {
    "a capital that acts is its country": (
        "Canberra barred Orion on Monday from telephones of ministries.",
        True,
    ),
    "another subject tells another event": (
        "Madrid barred Orion on Monday from telephones of ministries.",
        False,
    ),
}


@pytest.mark.parametrize(("other", "together"), CAPITALS.values(), ids=CAPITALS)
def test_who_acts_tells_events_apart(make: Any, other: str, together: bool) -> None:
    assert (2 in rows(make(("a", DAY, BAN, [MON]), ("b", DAY, other, [MON]), *OTHERS))) is together


HEARING = "At the hearing on Monday eleven residents spoke against the mill and nine for it."
LATER = "A boy of sixteen asked at the hearing on Monday whether it could be smaller."
"""Of one hearing, with hardly another word in common."""


@pytest.mark.parametrize(("outlet", "together"), [("Cedar Times", True), ("World Post", False)])
def test_a_local_outlet_comes_back_to_its_own_hearing(make: Any, outlet: str, together: bool) -> None:
    others = [
        (
            f"o{n}",
            DAY,
            f"The firm {name} opened its {thing} on 1{n} January.",
            [(f"1{n} January", f"2025-01-1{n}")],
        )
        for n, (name, thing) in enumerate(
            [
                ("Orion", "mine"),
                ("Hydro", "school"),
                ("Nordlys", "ferry"),
                ("Varde", "tower"),
                ("Lumo", "farm"),
            ]
        )
    ]
    made = make(
        ("a", DAY, HEARING, [MON]),
        ("b", "2025-01-31", LATER, [MON]),
        *others,
        more={"a": {"source": "Cedar Times"}, "b": {"source": outlet}},
    )
    assert (2 in rows(made)) is together


TOLD = [
    "The island of Varde elected Ada Berg as its first governor on Monday after a long count.",
    "Ada Berg was elected the first governor of the island of Varde on Monday, with most of the votes.",
    "On Monday the island of Varde, with a long count, elected its governor, Ada Berg.",
    "Voters of the island of Varde elected Ada Berg their first governor on Monday.",
]


def test_who_only_names_what_everybody_tells_joins_it_in_any_order(make: Any) -> None:
    short = "It has been that way on the island of Varde since the election on Monday."
    articles = [(f"t{n}", DAY, text, [MON]) for n, text in enumerate(TOLD)]
    lone = ("s", "2025-01-29", short, [MON])
    first, last = make(lone, *articles).events(), make(*articles, lone).events()
    assert first.events.sort("event_id").equals(last.events.sort("event_id"))
    assert max(first.events["n_articles"]) >= len(TOLD)


ACTS = {
    "the one thing published that week": ("A paper published last week stirred the makers of chips.", True),
    "another kind of thing": ("A parade held last week stirred the makers of chips.", False),
}


@pytest.mark.parametrize(("other", "together"), ACTS.values(), ids=ACTS)
def test_what_nobody_is_named_for_is_the_one_such_act_of_those_before_it(
    make: Any, other: str, together: bool
) -> None:
    week = ("last week", "2025-01-20", "week")
    named = "The laboratory Orion released its model Antares last week."
    told = make(
        ("a", DAY, named, [week]),
        ("b", DAY, f"Everybody talks about Orion these days. {other}", [week]),
        *OTHERS,
    )
    assert (2 in rows(told)) is together
