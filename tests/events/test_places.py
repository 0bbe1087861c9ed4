"""The place of a statement; each row is a class of wording."""

from typing import Any

import pytest

from timeline.events.places import dateline_place

MON = ("Monday", "2025-01-27")
EVENING = ("Monday evening", "2025-01-27", "part_of_day")
PLACES: dict[str, tuple[str, str | None]] = {
    "city": ("Ada Berg opened a mill in Oslo on Monday.", "Oslo"),
    "hyphens": ("Up to 40 mills closed in Stratford-upon-Avon on Monday.", "Stratford-upon-Avon"),
    "country behind": ("Ada Berg opened a mill in Oslo, Norway, on Monday.", "Oslo, Norway"),
    "state with a point": ("Ada Berg opened a mill in Vail, Colo., on Monday.", "Vail, Colo."),
    "fronted": ("In Oslo on Monday, ministers from ten countries met.", "Oslo"),
    "fronted with its country": ("Monday evening in Oslo, Norway, Berg spoke of mills.", "Oslo, Norway"),
    "who acts is no country": ("In Oslo, Berg met the mayor on Monday.", "Oslo"),
    "kind before": ("A storm hit the port city of Odessa on Monday.", "Odessa"),
    "kind in apposition": ("The quake struck on Monday in the capital, Accra.", "Accra"),
    "kind behind": ("Voters went to the polls in the Donetsk region on Monday.", "Donetsk"),
    "country with an article": ("Sales in the United States fell on Monday.", "United States"),
    "building": ("The president spoke at the White House on Monday.", "White House"),
    "dateline": ("BAD ISCHL, Austria (Wire) -- Doctors opened a clinic on Monday.", "Bad Ischl, Austria"),
    "dateline and a nearer place": ("PARIS (Wire) — Berg opened a mill in Oslo on Monday.", "Oslo"),
    "body": ("Ada Berg spoke in Congress on Monday.", None),
    "paper": ("She wrote in The Evening Post on Monday that mills would close.", None),
    "field": ("Orion cut its jobs in AI on Monday.", None),
    "somebody's": ("Ada Berg met aides in Orion's office on Monday.", None),
    "people": ("The books in English sold well on Monday.", None),
    "month": ("Prices in January were told on Monday.", None),
}


@pytest.mark.parametrize(("text", "wanted"), PLACES.values(), ids=PLACES)
def test_a_place_is_what_the_sentence_states(make: Any, text: str, wanted: str | None) -> None:
    (row,) = (
        make(("a", "2025-01-28", text, [EVENING if EVENING[0] in text else MON]))
        .statements()
        .iter_rows(named=True)
    )
    assert row["place"] == wanted


def test_a_dateline_does_not_place_what_is_long_past(make: Any) -> None:
    text = "PARIS (Wire) — Berg opened a mill on Monday."
    (row,) = make(("a", "2025-03-28", text, [MON])).statements().iter_rows(named=True)
    assert row["place"] is None


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("NEW YORK, Jan. 27 (Wire) - ", "New York"),
        ("PORT-AU-PRINCE, Haiti (Wire) -- ", "Port-au-Prince, Haiti"),
        ("ALBANY, N.Y. — ", "Albany, N.Y"),
        ("Jan. 29 (Coast Wire) - ", None),
        ("- ", None),
    ],
)
def test_a_dateline_names_its_place(line: str, wanted: str | None) -> None:
    assert dateline_place(line) == wanted
