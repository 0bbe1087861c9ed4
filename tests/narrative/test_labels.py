"""Labels that people understand: no days, by-lines or page furniture, and names as they are whole."""

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_matrix

from timeline.narrative.labels import residue, telling_columns, whole_names
from timeline.stories.vectors import Vectors
from timeline.temporal.lexicon import SHARED, languages


def tells(terms: list[str], source: str | None = None, author: str | None = None) -> list[str]:
    """Give which of some terms may name something, in one article."""
    known = Vectors(csr_matrix(np.ones((1, len(terms)))), tuple(terms), np.zeros(len(terms), bool))
    article = pl.DataFrame(
        {"source": [source], "author": [author]}, schema={"source": pl.String, "author": pl.String}
    )
    return [term for term, yes in zip(terms, telling_columns(known, article), strict=True) if yes]


@pytest.mark.parametrize(
    "term",
    ["Monday", "Tues", "November", "Tue Mar", "EDT GENEVA", "p.m.", "LRB AP", "Wire Staff", "said", "bn",
     "Montag", "lundi", "enero", "Last updated", "year-old"],
)  # fmt: skip
def test_what_says_nothing_names_nothing(term: str) -> None:
    assert not tells([term])


@pytest.mark.parametrize(
    "term",
    ["rescue", "Theresa May", "Super Tuesday", "UK", "NATO", "coast guard", "救助", "Abril", "Kim Jong"],
)
def test_what_says_something_stays(term: str) -> None:
    assert tells([term]) == ([] if term == "Abril" else [term])  # the month, in any language


def test_outlets_and_authors_name_no_theme() -> None:
    terms = ["Guardian", "York Times", "Harbor Wire", "Ann Lee", "Lee Harbor", "New York", "ferry"]
    assert tells(terms, "The Guardian", "By Ann Lee") == [
        "York Times",
        "Harbor Wire",
        "Lee Harbor",
        "New York",
        "ferry",
    ]
    assert "York Times" not in tells(terms, "The New York Times")
    assert "New York" in tells(terms, "The New York Times")


def test_what_one_outlet_always_writes_is_furniture() -> None:
    rows = np.zeros((20, 3))
    rows[:8, 0] = 1  # "Sign up", in every article of the first outlet and nowhere else
    rows[[0, 9, 12, 15, 18], 1] = 1  # a subject of several
    rows[:2, 2] = 1  # a subject of two of its articles
    known = Vectors(csr_matrix(rows), ("signup box", "dam", "inquiry"), np.zeros(3, bool))
    articles = pl.DataFrame({"source": ["Echo"] * 8 + ["Lantern"] * 12})
    assert telling_columns(known, articles).tolist() == [False, True, True]


def test_days_of_every_language_are_known() -> None:
    found = residue().words
    assert len([code for code in languages() if code != SHARED]) >= 11
    for day in (
        "monday",
        "montag",
        "lundi",
        "lunes",
        "segunda-feira",
        "lunedì",
        "maandag",
        "понедельник",
        "الاثنين",
    ):
        assert day in found, day


@pytest.mark.parametrize(
    ("term", "text", "whole"),
    [
        pytest.param("Kim Jong", "Kim Jong Un spoke.", ["Kim Jong Un"], id="to the right"),
        pytest.param("Red Cross", "The British Red Cross asked.", ["British Red Cross"], id="to the left"),
        pytest.param(
            "Criminal Court", "the International Criminal Court", ["International Criminal Court"], id="body"
        ),
        pytest.param(
            "Senate Majority", "Senate Majority Leader Mitch McConnell", ["Mitch McConnell"], id="a long role"
        ),
        pytest.param("Gov Chris", "Gov. Chris Christie came.", ["Chris Christie"], id="without the title"),
        pytest.param(
            "State Hillary", "Secretary of State Hillary Clinton", ["Hillary Clinton"], id="title with of"
        ),
        pytest.param(
            "Security Council", "the U.N. Security Council", ["U.N. Security Council"], id="full stops"
        ),
        pytest.param("Venice La", "VENICE, La. In Venice, La, people", [], id="over a comma"),
        pytest.param("Dr Murray", "Dr Murray's trial. Dr Murray left.", ["Dr Murray"], id="two words stay"),
        pytest.param("Obama", "President Obama's plan", ["President Obama"], id="title alone stays"),
        pytest.param("LONDON", "LONDON (AP). In London", ["London"], id="capitals of a dateline"),
        pytest.param("NATO", "NATO said", ["NATO"], id="an acronym"),
        pytest.param("rubble", "The Rubble Was Deep", ["rubble"], id="no name"),
        pytest.param("Hope", "Hope on Monday. Hope Monday", ["Hope"], id="a day is no part"),
        pytest.param("救助", "救助", ["救助"], id="other scripts"),
    ],
)
def test_names_become_whole(term: str, text: str, whole: list[str]) -> None:
    assert whole_names([term], [text] * 5) == whole


def test_a_name_that_holds_another_is_enough() -> None:
    texts = ["Thad Allen said. Coast Guard Adm Thad Allen came. Thad Allen left."] * 3
    assert whole_names(["Thad Allen", "Guard Adm", "cap"], texts) == ["Thad Allen", "cap"]


def test_what_varies_is_no_part_of_a_name() -> None:
    texts = ["Clinton won.", "Hillary Clinton won.", "Bill Clinton won.", "Chelsea Clinton won."]
    assert whole_names(["Clinton"], texts) == ["Clinton"]
