"""Whom an article names as its source: outlets and no persons, in one spelling, with exact offsets."""

import polars as pl
import pytest

from timeline.narrative.credits import agencies, credits
from timeline.schema import ARTICLES, CREDITS, OUTLETS

CASES = [
    ("LONDON (AP) — The pound fell.", "Associated Press", "agency_line"),
    ("WASHINGTON, Jan. 5 (Reuters) - Shares rose.", "Reuters", "agency_line"),
    ("He left.\n\nReuters contributed to this report.", "Reuters", "agency_line"),
    ("It fell, according to CNBC.", "CNBC", "according_to"),
    ("It fell, according to the Wall Street Journal.", "Wall Street Journal", "according_to"),
    ("The bank knew, the Financial Times reported on Monday.", "Financial Times", "according_to"),
    ("On Monday the Financial Times reported that it knew.", "Financial Times", "according_to"),
    ("The deal was first reported by Bloomberg News.", "Bloomberg", "according_to"),
    ("“No,” she told the Financial Times.", "Financial Times", "told"),
    ("She told CNN's Ann Lee that she knew.", "CNN", "told"),
    ("She said so in an interview with the Harrow Gazette.", "Harrow Gazette", "told"),
    ("See https://www.reuters.com/world/x for more.", "Reuters", "link"),
    ("By Ann Lee, with Reuters\n\nIt rained.", "Reuters", "agency_line"),
    ("By Ann Lee and Peter Marsh, Associated Press\n\nIt rained.", "Associated Press", "agency_line"),
    ("The coffee, says Reuters, was cold.", "Reuters", "according_to"),
    ("By Ann Lee, with Peter Marsh\n\nIt rained.", None, None),
    ("New research says Reuters, Slate and others shrank.", None, None),
    ("She told Peter Marsh that it was late.", None, None),
    ("It fell, according to Peter Marsh, who counted.", None, None),
    ("The senator (PA) voted no.", None, None),
    ("He told the truth. According to plan, it rained.", None, None),
    ("See https://example.org/x for more.", None, None),
    ("", None, None),
]


def articles(*texts: str, source: str | None = None) -> pl.DataFrame:
    return ARTICLES.frame(
        {"article_id": f"a{n}", "text": text, "source": source} for n, text in enumerate(texts)
    )


@pytest.mark.parametrize(("text", "credited", "kind"), CASES, ids=[c[0][:40] or "empty" for c in CASES])
def test_who_is_credited(text: str, credited: str | None, kind: str | None) -> None:
    found = credits(articles(text))
    assert found.schema == CREDITS.schema
    assert found.select("credited", "kind").rows() == ([(credited, kind)] if credited else [])
    for row in found.iter_rows(named=True):
        piece = text[row["begin"] : row["end"]]
        assert piece == piece.strip(" .,") != ""


def test_two_who_contributed() -> None:
    text = "It rained.\n\nReuters and The Associated Press contributed to this report."
    assert set(credits(articles(text))["credited"]) == {"Reuters", "Associated Press"}


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("It fell, the Associated Press and ABC News reported.", ["Associated Press", "ABC News"]),
        ("According to CNN, the BBC and Reuters, it fell.", ["CNN", "BBC News", "Reuters"]),
        ("CNN, the BBC and the New York Times reported it.", ["CNN", "BBC News", "New York Times"]),
        ("According to CNN, Reuters shares fell.", ["CNN"]),
        ("She told Reuters and Peter Marsh that it fell.", ["Reuters"]),
    ],
)
def test_lists_of_outlets(text: str, credited: list[str]) -> None:
    assert credits(articles(text))["credited"].to_list() == credited


def test_an_outlet_does_not_credit_itself() -> None:
    assert credits(articles("It fell, Reuters reported.", source="Reuters")).is_empty()


def test_the_storys_own_outlets_and_aliases_count() -> None:
    own = OUTLETS.frame(
        [{"source": "The Capital Ledger", "name": "The Capital Ledger", "aliases": ["Ledger"]}]
    )
    text = "“We count,” she told the Ledger."
    assert credits(articles(text)).is_empty()
    assert credits(articles(text), own)["credited"].to_list() == ["The Capital Ledger"]


def test_a_batch_is_the_sum_of_its_parts() -> None:
    every = articles(*(text for text, _, _ in CASES))
    assert credits(every).equals(pl.concat([credits(every.head(7)), credits(every.slice(7))]))


def test_agencies_of_articles() -> None:
    found = credits(articles("LONDON (AP) — The pound fell.", "It fell, according to CNBC."))
    assert agencies(found) == {"a0": frozenset({"Associated Press"})}
