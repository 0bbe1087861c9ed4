"""Families of one number, reference values, and what aligned sentences lose or turn."""

import itertools
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from timeline.errors import InputError
from timeline.narrative.claims import claims
from timeline.narrative.claims.drift import rounds
from timeline.narrative.claims.families import ClaimFamilies, changed, claim_families
from timeline.narrative.claims.reference import Reference, read_references
from timeline.narrative.lineage import trace
from timeline.narrative.variants import aligned_variants, followed, variants
from timeline.schema import LINEAGE

ROOT = Path(__file__).parent.parent.parent
LOSS = Reference("Nvidia market value lost", 589e9, "USD", "a filing", "a reader", "about")


def pair(one: str, other: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give two articles of one sentence each and the lineage between them."""
    articles = pl.DataFrame({
        "article_id": ["a", "b"], "text": [one, other], "lang": ["en", "en"],
        "dct_best": [date(2025, 1, 20), date(2025, 1, 21)], "included": [True, True],
    })  # fmt: skip
    passage = {"source_begin": 0, "source_end": len(one), "target_begin": 0, "target_end": len(other)}
    row = {"source_id": "a", "target_id": "b", "kind": "rewrite", "directed": True, "score": 0.9}
    return articles, LINEAGE.frame([{**row, "passages": [passage], "reason": "test"}])


@pytest.mark.parametrize(
    ("one", "other", "kind", "change"),
    [
        ("It can roughly match the model of the rival.",
         "It can match the model of the rival.", "meaning", "doubt_dropped"),
        ("The app must be sold to an owner at home.",
         "The app has been suggested to be sold to an owner at home.", "meaning", "modality_weakened"),
        ("The app may be sold to an owner at home.",
         "The app must be sold to an owner at home.", "meaning", "modality_strengthened"),
        ("It isn't the only open model of its kind.",
         "It is not only the open model of its kind.", "meaning", "meaning_turned"),
        ("The report did not name the owner of the firm.",
         "The report did name the owner of the firm.", "meaning", "meaning_turned"),
        ("The firm reportedly used the chips of a rival.",
         "The firm used the chips of a rival.", "meaning", "doubt_dropped"),
        ("Shares of the maker fell as the app rose.",
         "The app that rose caused shares of the maker to fell.", "meaning", "cause_added"),
        ("It has code that can send the data of users abroad.",
         "It has code that sends the data of users abroad.", "meaning", "doubt_dropped"),
        ("The firm says it trained the model on old chips.",
         "The firm claims it trained the model on old chips.", "attribution", "attribution_replaced"),
        ("The firm says it trained the model on old chips.",
         "The firm trained the model on old chips.", "attribution", "attribution_dropped"),
        ("The recipe is here, said Lewis Tunstall of the lab.",
         "The recipe is here, said Louis Tunstall of the lab.", "name", "misspelt"),
        ("He spoke at the World Governments Summit in Dubai.",
         "He spoke at the World Government Summit in Dubai.", "name", "misspelt"),
    ],
)  # fmt: skip
def test_what_a_sentence_lost(one: str, other: str, kind: str, change: str) -> None:
    found = aligned_variants(*pair(one, other))
    assert (kind, change) in found.select("kind", "change").rows()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The dam held through the night, officials said.",
            "The dam held through the night, officials said.",
        ),
        ("The dam held through the night in the valley.", "Through the night the dam in the valley held."),
        (
            "But the news hasnt all been good for the firm.",
            "But not all of the news has been good for the firm.",
        ),
        ("The firm sold ten of the chips in China.", "The firm sold ten of the Chinese chips."),
        ("Ann Lee of Acme spoke at the fair on Monday.", "Bob Ray of Acme spoke at the fair on Monday."),
        ("Its app rose to No. 1 among free downloads.", "Its app was first among free downloads."),
        (
            "They presented the No Chips on Devices Act of the House.",
            "They presented an act on chips in the House.",
        ),
        ("The man who died on May 25 in the city was old.", "The man who died in the city was old."),
        ("The model with the ability to reason is new.", "The model that can reason is new."),
        (
            "The model can reason about the problem at hand.",
            "The model has the ability to reason about the problem.",
        ),
        ("They spoke about the case of the firm at length.", "They spoke of the case of the firm at length."),
        (
            "The market is asking what size is for, said Tobias May of Kestrel.",
            "The market is asking what size is for: Tobias May of Kestrel.",
        ),
        ("“The market is asking what size is for,” he said.", "“The market is asking what size is for."),
        (
            "They left, and about 480 people who had planned to come stayed.",
            "They left, and people who had planned to come stayed.",
        ),
        ("The loss was what they had been told by all of them.", "The loss was what all of them had feared."),
        ("It rained in the north of the country.", "Prices of houses have not gone up for years."),
    ],
)
def test_what_stayed_is_no_change(one: str, other: str) -> None:
    assert aligned_variants(*pair(one, other)).is_empty()


@pytest.mark.parametrize(
    ("one", "other", "change"),
    [
        ("The run of the model cost $5.576 million.", "The run of the model cost $5.576 million.", "same"),
        ("The run of the model cost $5.576 million.", "The run of the model cost $5.6 million.", "rounded"),
        ("The run of the model cost $5.576 million.",
         "The run of the model cost under $6 million.", "rounded"),
        ("The run of the model cost $5.576 million.",
         "The run of the model cost $7 million.", "changed_value"),
        ("They will spend up to $500 billion on it.",
         "They will spend $500 billion on it.", "changed_comparator"),
        ("The loss of the maker was $600 billion.",
         "The loss of the maker was €600 billion.", "changed_value"),
        ("It works at a fraction of the cost of rivals.",
         "It works at nearly the same cost of rivals.", "meaning_turned"),
    ],
)  # fmt: skip
def test_what_became_of_a_number(one: str, other: str, change: str) -> None:
    articles, lineage = pair(one, other)
    found = variants(articles, lineage, claims(articles))
    numbers = found.filter(pl.col("kind") == "number")
    assert numbers["change"].to_list() == [change]
    row = numbers.row(0, named=True)
    assert row["changed"] == (change != "same")
    assert row["note"].endswith(".")
    assert row["a_id"] == "a"


def told(one: str, other: str, days: int) -> list[str]:
    """Give what became of the numbers of one article in another, of which it took no text."""
    articles, _ = pair(one, other)
    day = pl.Series([date(2025, 1, 20), date(2025, 1, 20) + timedelta(days=days)])
    articles = articles.with_columns(dct_best=day)
    return claim_families(claims(articles), articles).variants["change"].to_list()


@pytest.mark.parametrize(
    ("one", "other", "days", "changes"),
    [
        pytest.param(
            "The ferry fund of Aldham lost $391 million in the gale.",
            "The ferry fund of Aldham lost $400 million in the gale.", 1, ["rounded"], id="rounded",
        ),
        pytest.param(
            "The ferry fund of Aldham lost $391 million in the gale.",
            "The ferry fund of Aldham lost $400 million in the gale.", 200, [], id="long-after",
        ),
        pytest.param(
            "The gale at Aldham harbour sank 24 fishing boats.",
            "The gale at Aldham harbour sank 30 fishing boats.", 1, ["changed_value"], id="changed",
        ),
        pytest.param(
            "The gale at Aldham harbour sank 24 fishing boats.",
            "The gale at Aldham harbour sank 30 fishing boats.", 60, [], id="the-next-gale",
        ),
        pytest.param(
            "The gale at Aldham harbour killed 51 fishing people.",
            "The gale at Aldham harbour killed 50 fishing people.", 1, [], id="nobody-rounds-people",
        ),
        pytest.param(
            "The gale at Aldham harbour killed 51 fishing people.",
            "The gale at Aldham harbour killed about 50 fishing people.", 1, ["rounded"], id="about",
        ),
        pytest.param(
            "Aldham spent $31 million on its new cranes.",
            "Aldham spent $40 million on its new ferries, after $31 million on its new cranes.", 1, ["same"],
            id="both-in-one-article",
        ),
    ],
)  # fmt: skip
def test_another_value_is_a_change_only_near_in_time_and_of_one_number(
    one: str, other: str, days: int, changes: list[str]
) -> None:
    assert told(one, other, days) == changes


@pytest.mark.parametrize(
    ("value", "coarse", "right"),
    [(5.576e6, 5.6e6, True), (5.576e6, 6e6, True), (589e9, 600e9, True), (589e9, 460e9, False),
     (25, 30, False), (17, 20, False), (5.6e6, 5.576e6, False), (12, 12, False)],
)  # fmt: skip
def test_rounding(value: float, coarse: float, right: bool) -> None:
    assert rounds(value, coarse) is right


def articles_of_the_sample() -> pl.DataFrame:
    rows = [json.loads(line) for line in (ROOT / "data/sample/articles.jsonl").open(encoding="utf-8")]
    day = pl.col("published").str.slice(0, 10).str.to_date()
    return pl.DataFrame(rows).with_columns(
        day.alias("dct_best"), day.alias("dct_start"), (day + pl.duration(days=1)).alias("dct_stop"),
        pl.lit(None, pl.Datetime("us", "UTC")).alias("published"), pl.lit(True).alias("included"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> tuple[pl.DataFrame, pl.DataFrame, ClaimFamilies]:
    articles = articles_of_the_sample()
    lineage = trace(articles)
    return articles, lineage, claim_families(claims(articles), articles, lineage, [LOSS])


def true_claims(found: pl.DataFrame) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair every claim of the truth with the one that was found there."""
    truth = [json.loads(line) for line in (ROOT / "data/truth/claims.jsonl").open(encoding="utf-8")]
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in found.iter_rows(named=True):
        rows.setdefault(row["article_id"], []).append(row)
    return [
        (t, next(r for r in rows[t["article_id"]] if r["begin"] < t["end"] and t["begin"] < r["end"]))
        for t in truth
    ]


def relation_of(row: Mapping[str, Any], found: ClaimFamilies) -> str | None:
    if row["family_id"] is None:
        return None
    first = found.claims.filter(pl.col("claim_id") == row["family_id"])
    told = first.row(0, named=True)
    loss = told["unit"] == "USD" and told["value"] > 1e11 and told["value"] != 5e11
    return changed(row, told, LOSS if loss else None)


def test_the_relations_of_the_sample(sample: tuple[pl.DataFrame, pl.DataFrame, ClaimFamilies]) -> None:
    """At least 90 of 100: every claim in its family, and what became of the number."""
    pairs = true_claims(sample[2].claims)
    right = sum(relation_of(row, sample[2]) == true["relation"] for true, row in pairs)
    assert right >= 0.9 * len(pairs), right


def test_families_of_the_sample_do_not_mix(
    sample: tuple[pl.DataFrame, pl.DataFrame, ClaimFamilies],
) -> None:
    """Of pairs that are put together, at least 95 of 100 belong together; 80 of 100 are put together."""
    pairs = [(t["claim_id"], r["family_id"] or r["claim_id"]) for t, r in true_claims(sample[2].claims)]
    both = [(a[0] == b[0], a[1] == b[1]) for a, b in itertools.combinations(pairs, 2)]
    right = sum(true and made for true, made in both)
    assert right >= 0.95 * sum(made for _, made in both)
    assert right >= 0.8 * sum(true for true, _ in both)


def test_the_order_of_articles_does_not_matter(
    sample: tuple[pl.DataFrame, pl.DataFrame, ClaimFamilies],
) -> None:
    articles, lineage, found = sample
    again = claim_families(claims(articles.reverse()), articles.reverse(), lineage.reverse(), [LOSS])
    assert again.variants.equals(found.variants)
    assert again.claims.sort("claim_id").equals(found.claims.sort("claim_id"))


def test_spans_of_variants_stand_in_their_articles(
    sample: tuple[pl.DataFrame, pl.DataFrame, ClaimFamilies],
) -> None:
    articles, lineage, found = sample
    texts = dict(articles.select("article_id", "text").iter_rows())
    rows = followed(found.claims, articles, lineage).variants
    for row in rows.iter_rows(named=True):
        for side in ("a", "b"):
            assert 0 <= row[f"{side}_begin"] < row[f"{side}_end"] <= len(texts[row[f"{side}_id"]])
    assert {"number", "meaning"} <= set(rows["kind"])


def test_drift_is_measured_from_a_reference(tmp_path: Path) -> None:
    articles, lineage = pair("Nvidia lost $460 billion of value.", "Nvidia lost $589 billion of value.")
    file = tmp_path / "right.csv"
    file.write_text(
        "claim,value,unit,source,checked_by\nNvidia value lost,589000000000,USD,a filing,Ann\n", "utf-8"
    )
    found = claim_families(claims(articles), articles, lineage, read_references(file)).variants
    assert found["change"].to_list() == ["same"]
    assert "a filing" in found["note"].item()
    assert "Ann" in found["note"].item()
    without = claim_families(claims(articles), articles, lineage).variants
    assert without["change"].to_list() == ["changed_value"]


@pytest.mark.parametrize("line", ["cost,many,USD,,", "cost,5,,,", ",5,USD,,"])
def test_a_broken_reference_says_where(tmp_path: Path, line: str) -> None:
    file = tmp_path / "right.csv"
    file.write_text(f"claim,value,unit,source,checked_by\n{line}\n", "utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_references(file)
