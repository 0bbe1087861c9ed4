"""Who took text from whom: kinds, direction, offsets, order; what must not be found; agencies; the sample."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import timeline as tl
from timeline.narrative.credits import credits
from timeline.narrative.lineage import lineage
from timeline.narrative.lineage.documents import Weights, document
from timeline.narrative.lineage.explain import Explained, Match, Reader, points
from timeline.narrative.lineage.judge import Alike, Verdict
from timeline.narrative.lineage.prefer import Edge, preferred
from timeline.narrative.lineage.tokens import key, tokens
from timeline.narrative.tellings import with_tellings
from timeline.options import LineageOptions
from timeline.outlets import outlets
from timeline.schema import ARTICLES, CREDITS, LINEAGE

DATA = Path(__file__).parents[2] / "data"
FERRY = (
    "The ferry Alma ran aground on a sandbank near the harbour mouth shortly before dawn, with 214 "
    "passengers aboard and a cargo of timber on the lower deck.\n\n"
    "Fishing boats pulled alongside within minutes and took off the children first, passing them down a rope "
    "ladder while the crew held blankets against the wind.\n\n"
    "Engineers expect that the hull can be floated again at the spring tide, provided that the two cracked "
    "plates below the engine room are welded before the weather turns.\n\n"
    "“We heard a long scraping noise and then the lights went out on every deck,” said Ilse Marten, a nurse."
)
RETOLD = (
    "With 214 passengers aboard and timber on its lower deck, the ferry Alma ran aground on a sandbank near "
    "the harbour mouth before dawn.\n\n"
    "Within minutes fishing boats pulled alongside; they took off the children first and passed them down a "
    "rope ladder while crew members held blankets against the wind.\n\n"
    "The council meets on Thursday to discuss parking fees in the old town, a dispute that has gone on since "
    "the market square was paved over."
)
QUOTING = (
    "A radio play about shipwrecks opens at the little theatre this week, and its author says that she "
    "needed no research at all.\n\n“We heard a long scraping noise and then the lights went out on every "
    "deck,” one character says, in words borrowed from a passenger. The rest is invention, songs "
    "and a talking gull."
)
APART = (
    "Snow closed both schools of the island. Buses stood still until noon, and the mail came late to the "
    "northern farms.\n\nChildren built a hill behind the church and slid until the lamps were lit."
)
FIRST = datetime(2025, 3, 3, 8, tzinfo=UTC)


def rows(*given: tuple[str, str], **more: Any) -> pl.DataFrame:
    """Make articles a, b, c of texts and outlets, an hour apart."""
    return ARTICLES.frame(
        {
            "article_id": "abcdefgh"[n],
            "text": text,
            "source": outlet,
            "included": True,
            "published": FIRST + timedelta(hours=n),
            "dct_start": date(2025, 3, 3),
            "dct_stop": date(2025, 3, 4),
            **more,
        }
        for n, (text, outlet) in enumerate(given)
    )


@pytest.mark.parametrize(
    ("text", "kind", "directed"),
    [
        pytest.param(FERRY, "copy", True, id="the same text"),
        pytest.param(FERRY.replace("\n\n", "\r\n"), "copy", True, id="other line ends"),
        pytest.param("By Our Staff\n\n" + FERRY + "\n\nShare this", "copy", True, id="with a frame"),
        pytest.param(RETOLD, "rewrite", True, id="retold in part"),
        pytest.param(QUOTING, "shared_quotes", False, id="only a quotation"),
        pytest.param(APART, None, None, id="nothing"),
        pytest.param("", None, None, id="no text"),
        pytest.param("...", None, None, id="no words"),
    ],
)
def test_the_kind(text: str, kind: str | None, directed: bool | None) -> None:
    found = tl.trace(rows((FERRY, "Coast Wire"), (text, "Bay Post"), (APART, "Isle News")))
    pair = found.filter((pl.col("source_id") == "a") & (pl.col("target_id") == "b"))
    got = pair.select("kind", "directed").row(0) if pair.height else (None, None)
    assert got == (kind, directed)
    assert pair.height == found.height or kind is None


def test_a_copy_is_explained_whole() -> None:
    row = tl.trace(rows((FERRY, "Coast Wire"), (FERRY, "Bay Post"))).row(0, named=True)
    assert row["score"] > 0.98
    assert len(row["passages"]) == 4


def test_offsets_are_of_whole_sentences() -> None:
    articles = rows((FERRY, "Coast Wire"), (RETOLD, "Bay Post"))
    texts = dict(articles.select("article_id", "text").iter_rows())
    for row in tl.trace(articles).iter_rows(named=True):
        assert row["passages"]
        for passage in row["passages"]:
            for side in ("source", "target"):
                piece = texts[row[f"{side}_id"]][passage[f"{side}_begin"] : passage[f"{side}_end"]]
                assert piece == piece.strip() != ""
        first = row["passages"][0]
        assert texts["b"][first["target_begin"] : first["target_end"]].startswith("With 214")


def test_the_order_of_articles_does_not_matter() -> None:
    articles = rows((FERRY, "Coast Wire"), (RETOLD, "Bay Post"), (QUOTING, "Stage"), (FERRY, "Isle News"))
    found = tl.trace(articles)
    assert found.height > 2
    assert tl.trace(articles.reverse()).equals(found)


def test_direction_comes_from_time_and_is_not_invented() -> None:
    later = rows((RETOLD, "Bay Post"), (FERRY, "Coast Wire"))
    assert tl.trace(later).select("source_id", "directed").row(0) == ("a", True)
    unknown = later.with_columns(
        published=pl.lit(None, ARTICLES.schema["published"]), dct_stop=pl.lit(date(2025, 3, 9))
    )
    assert tl.trace(unknown)["directed"].to_list() == [False]


def test_two_outlets_of_one_moment_have_a_common_source_and_no_direction() -> None:
    same = rows((FERRY, "Coast Wire"), (RETOLD, "Bay Post")).with_columns(published=pl.lit(FIRST))
    row = tl.trace(same).row(0, named=True)
    assert (row["kind"], row["directed"]) == ("common_upstream", False)


def test_an_agency_that_both_credit_is_the_common_source() -> None:
    credits = CREDITS.frame(
        {"article_id": i, "begin": 0, "end": 2, "credited": "Associated Press", "kind": "agency_line"}
        for i in "ab"
    )
    articles = rows((FERRY, "Coast Wire"), (FERRY, "Bay Post"))
    row = tl.trace(articles, credits=credits).row(0, named=True)
    assert row["kind"] == "common_upstream"
    assert "both credit Associated Press" in row["reason"]
    told = with_tellings(articles, tl.trace(articles, credits=credits))
    assert told["cluster_id"].to_list() == ["a", "a"]
    told_one = credits.with_columns(kind=pl.Series(["agency_line", "told"]))
    assert tl.trace(articles, credits=told_one)["kind"].to_list() == ["common_upstream"]
    agency = articles.with_columns(source=pl.Series(["Associated Press", "Bay Post"]))
    assert tl.trace(agency, credits=credits)["kind"].to_list() == ["copy"]


def test_what_was_taken_over_a_third_is_not_taken_twice() -> None:
    short = FERRY.partition("\n\nEngineers")[0]
    found = tl.trace(rows((FERRY, "Coast Wire"), (short, "Bay Post"), (short + "\n\n" + APART, "Isle News")))
    assert found.select("source_id", "target_id").rows() == [("a", "b"), ("a", "c")]


def test_captions_that_an_outlet_prints_everywhere_are_nothing_taken() -> None:
    caption = "Hide caption three of nine: the old lighthouse keeper feeds his grey parrot at sunset. " * 2
    texts = (APART, QUOTING, RETOLD, FERRY.partition("\n\n")[0])
    own = [(f"{caption}\n\n{text}", "Bay Post") for text in texts[:2]]
    other = [
        (
            f"{caption}\n\nThe museum of clocks has a new roof after years of leaks and quarrels.",
            "Bay Post",
        ),
        (
            f"{caption}\n\nA choir from the valley won the brass cup by half a point on Saturday.",
            "Bay Post",
        ),
    ]
    assert tl.trace(rows(*own, *other)).filter(pl.col("kind") != "shared_quotes").is_empty()


def test_the_window_and_what_is_left_out() -> None:
    articles = rows((FERRY, "Coast Wire"), (FERRY, "Bay Post"))
    far = articles.with_columns(
        dct_start=pl.Series([date(2025, 1, 1), date(2025, 6, 1)]),
        dct_stop=pl.Series([date(2025, 1, 2), date(2025, 6, 2)]),
    )
    assert tl.trace(far).is_empty()
    assert tl.trace(far, LineageOptions(window_days=None)).height == 1
    assert tl.trace(articles.with_columns(included=pl.Series([True, False]))).is_empty()


@pytest.mark.parametrize("dated", [True, False], ids=["days known", "no days"])
def test_an_outlet_that_takes_from_one_source_three_times_has_taken(dated: bool) -> None:
    """What three articles of an outlet have is its stock, unless another outlet told it with all the rest."""
    own = (
        APART,
        "The museum of clocks has a new roof. After years of leaks and quarrels its visitors stay dry.",
        "A choir from the valley won the brass cup. Half a point decided it after two rounds on Saturday.",
    )
    boats = FERRY.split("\n\n")[1]
    taken = [f"{boats}\n\n{text}" for text in own]
    articles = rows((FERRY, "Coast Wire"), *((text, "Bay Post") for text in taken))
    if not dated:
        nothing = {
            name: pl.lit(None, ARTICLES.schema[name]) for name in ("published", "dct_start", "dct_stop")
        }
        articles = articles.with_columns(**nothing)
    found = tl.trace(articles).filter((pl.col("source_id") == "a") | (pl.col("target_id") == "a"))
    assert found.height == len(taken)


@pytest.mark.parametrize("n", [0, 1], ids=["none", "one"])
def test_too_few_articles(n: int) -> None:
    found = tl.trace(rows((FERRY, "Coast Wire")).head(n))
    assert found.is_empty()
    assert found.schema == LINEAGE.schema


def test_a_pair_of_versions_is_no_copy() -> None:
    articles = rows((FERRY, "Coast Wire"), (FERRY + "\n\nThe mayor speaks at noon.", "Coast Wire"))
    same = articles.with_columns(url=pl.lit("https://coastwire.example/ferry"), dct_origin=pl.lit("given"))
    assert lineage(same)["kind"].to_list() == ["version"]


def test_sentences_are_cut_where_the_text_has_them() -> None:
    text = "First sentence stands here. “Second one is quoted,” she said.\n\nThird comes after a blank line"
    found = document(text)
    cut = [text[b:e] for b, e in zip(found.begin.tolist(), found.end.tolist(), strict=True)]
    assert [sentence.split(maxsplit=1)[0] for sentence in cut] == ["First", "“Second", "Third"]
    assert found.quoted[found.sentence == 1].sum() == 4
    assert found.ordinary[found.sentence == 0].tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Ilse Marten wrote:\n\n{}\n\nNobody answered.", id="a block after a colon"),
        pytest.param("{} — Ilse Marten (@ilsemarten) March 3, 2025", id="a post"),
        pytest.param("ILSE MARTEN: {}", id="a transcript"),
        pytest.param("“{}” said Ilse Marten.", id="in quotation marks"),
    ],
)
def test_what_is_said_without_marks_is_nobodys_own_telling(said: str) -> None:
    words = (
        "The harbour must close at night, and whoever says that it can stay open has never stood on it "
        "in a storm with ropes as thin as these and lamps that go out whenever the tide turns."
    )
    texts = [f"{own}\n\n{said.format(words)}" for own in (APART, QUOTING, RETOLD)]
    found = tl.trace(
        rows(*((text, outlet) for text, outlet in zip(texts, ("Bay", "Isle", "Stage"), strict=True)))
    )
    assert set(found["kind"]) == {"shared_quotes"}


def test_headlines_that_hang_on_names_and_galleries_are_furniture() -> None:
    hung = (
        "Senator Ann Lee Ann LeeHarbour plan sinks in committee after long night Seven questions MORE spoke."
    )
    texts = [
        f"{own} {hung}\n\nHide Caption 2 of 9 The pier at dusk, with boats.\n" for own in (APART, RETOLD)
    ]
    found = document(texts[0])
    last = texts[0][: found.end[-1]]
    assert "spoke" in last
    assert tl.trace(rows(*((text, "Bay Post") for text in texts))).is_empty()


def test_who_is_named_as_the_source_is_the_source() -> None:
    named = CREDITS.frame(
        [{"article_id": "a", "begin": 0, "end": 2, "credited": "Bay Post", "kind": "according_to"}]
    )
    articles = rows((FERRY, "Coast Wire"), (RETOLD, "Bay Post"))
    earlier = tl.trace(articles, credits=named).row(0, named=True)
    assert (earlier["kind"], earlier["directed"]) == ("common_upstream", False)
    assert "the earlier one names Bay Post" in earlier["reason"]
    wire = tl.trace(rows((FERRY, "Coast Wire"), (RETOLD, "Reuters"))).row(0, named=True)
    assert (wire["kind"], wire["directed"]) == ("common_upstream", False)
    timeless = articles.with_columns(published=pl.lit(None, ARTICLES.schema["published"]))
    found = tl.trace(timeless, credits=named).row(0, named=True)
    assert (found["source_id"], found["target_id"], found["kind"], found["directed"]) == (
        "b",
        "a",
        "rewrite",
        True,
    )


@pytest.mark.parametrize(
    ("text", "outlet", "kind", "source"),
    [
        pytest.param(RETOLD, "Bay Post", "common_upstream", None, id="nothing shows which was first"),
        pytest.param(RETOLD, "Reuters", "rewrite", "b", id="an agency"),
        pytest.param(
            RETOLD.replace("ferry Alma", "ferry Alma of the Nordhus Line, built by Tham at Skagen in 1974,"),
            "Bay Post",
            "rewrite",
            "b",
            id="names and numbers are lost in the other",
        ),
    ],
)
def test_direction_on_one_day(text: str, outlet: str, kind: str, source: str | None) -> None:
    articles = rows((FERRY, "Coast Wire"), (text, outlet)).with_columns(
        published=pl.lit(None, ARTICLES.schema["published"])
    )
    row = tl.trace(articles).row(0, named=True)
    assert (row["kind"], row["directed"]) == (kind, source is not None)
    assert source is None or (row["source_id"] == source and "not known, but" in row["reason"])


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param(
            "Ilse Marten told a hearing of scraping, of a long noise, and that on each deck all lights were "
            "out.",
            "shared_quotes",
            id="somebody who is named",
        ),
        pytest.param(
            "The play has scraping, a long noise, and on each deck of a painted ship all lights go out.",
            None,
            id="nobody",
        ),
        pytest.param(
            "Somebody heard some scraping noise and then the lights; out all went, for long, every deck.",
            "shared_quotes",
            id="nobody, but five words in a row",
        ),
    ],
)
def test_a_quotation_told_in_indirect_speech(said: str, kind: str | None) -> None:
    quoting = (
        FERRY.rpartition("\n\n")[2].replace("We heard a long", "There was a long") + "\n\n" + QUOTING[:120]
    )
    found = tl.trace(rows((quoting, "Coast Wire"), (f"{APART}\n\n{said}", "Bay Post")))
    assert found["kind"].to_list() == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "means"),
    [
        pytest.param(
            "The fog was thick. Boats took the children first, Coast Wire reported, down a rope ladder.",
            True,
            id="the sentence is told",
        ),
        pytest.param(
            "The fog was thick. Parking fees in the old town rise again in autumn, Coast Wire reported.",
            False,
            id="another sentence",
        ),
        pytest.param("By Ann Lee, with Coast Wire and Isle News\n\nThe fog was thick.", True, id="a by-line"),
    ],
)
def test_a_credit_means_the_article_that_tells_its_sentence(text: str, means: bool) -> None:
    told = tokens([FERRY, text])
    keys, counts = np.unique(key(told.stem), return_counts=True)
    weights, none = Weights(keys, counts), np.zeros(0, np.uint64)
    cut = [document(article) for article in (FERRY, text)]
    wire, post = (Reader(one, weights.of(one.stem), none) for one in cut)
    assert points(wire, post, [text.index("Coast Wire")]) is means


@pytest.mark.parametrize(
    ("own", "named", "kept"),
    [
        pytest.param(False, False, True, id="of another outlet"),
        pytest.param(True, False, False, id="its own background"),
        pytest.param(True, True, True, id="but the source is named"),
    ],
)
def test_what_an_outlet_has_from_its_own_article_is_from_nobody_else(
    own: bool, named: bool, kept: bool
) -> None:
    sentences = [
        Match((0, 9), (9 * n, 9 * n + 9), 0.9, strength, n, 0) for n, strength in ((0, 20.0), (1, 5.0))
    ]
    found = Explained(0.5, 0.5, 0.1, 0, 20, 9, tuple(sentences), 4)
    edge = Edge(1, 2, Verdict(True, "rewrite", True, "it appeared earlier"), found)
    told = {2: {0: sentences[:1], 1: sentences}}
    left = preferred([edge], told, lambda source, _: own and source == 0, lambda *_: named)
    assert left == ([edge] if kept else [])


@pytest.mark.parametrize(
    ("places", "longest", "along"),
    [
        pytest.param(range(10), 5, True, id="many sentences in one order"),
        pytest.param((3, 0, 7, 1, 9, 2, 8, 5, 4, 6), 5, False, id="in another order"),
        pytest.param(range(6), 5, False, id="in one order, but few"),
        pytest.param((3, 0, 7, 1, 9, 2, 8, 5, 4, 6), 12, True, id="in another order, but words in a row"),
    ],
)
def test_what_two_have_along_with_much_else(places: Sequence[int], longest: int, along: bool) -> None:
    pairs = sorted((place, n) for n, place in enumerate(places))
    ways = [
        tuple(Match((9 * p, 9 * p + 9), (9 * n, 9 * n + 9), 0.5, 9.0, n, p) for n, p in way)
        for way in (list(enumerate(places)), pairs)
    ]
    forth, back = (Explained(0.2, 0.2, 0.04, 0, 24, longest, found, 40) for found in ways)
    assert Alike(forth, back, lambda: 0.1, lambda: 0, lambda: (0, 0)).along is along


def test_what_an_outlet_ends_its_articles_with_is_nothing_taken() -> None:
    foot = (
        "\n\nThe association of island papers is a charity that keeps newsrooms open and lends them boats, "
        "recorders and typewriters in every season."
    )
    texts = [FERRY + foot, APART + APART + APART + foot + "\n\nPhoto by Ilse Marten"]
    assert tl.trace(rows(*((text, "Bay Post") for text in texts))).is_empty()
    assert tl.trace(rows((texts[0], "Coast Wire"), (texts[1], "Bay Post")))["kind"].to_list() == ["rewrite"]


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    """Give lineage of the sample corpus with its outlets and clock times."""
    found = tl.read([DATA / "sample" / "articles.jsonl"])
    articles = tl.date_articles(found.articles, found.dates)
    return lineage(articles, found.dates, credits=credits(articles, outlets(articles, None)))


def test_the_sample_copies_and_every_direction(sample: pl.DataFrame) -> None:
    """Partly retold articles of a story whose facts are in every text: nine of ten pairs are found.

    Pairs whose texts show nothing (evidence: facts) are no floor. The floors are what is measured; see
    docs/lineage.md.
    """
    lines = (DATA / "truth" / "lineage.jsonl").read_text(encoding="utf-8").splitlines()
    truth = {frozenset((t["source_id"], t["target_id"])): t for t in map(json.loads, lines)}
    got = {frozenset((r["source_id"], r["target_id"])): r for r in sample.iter_rows(named=True)}
    both = set(truth) & set(got)
    shown = {k for k, t in truth.items() if t["evidence"] != "facts"}
    assert len(shown & set(got)) >= 0.89 * len(shown)
    assert len(both) >= 0.67 * len(truth)
    assert len(both) >= 0.85 * len(got)
    assert sum(truth[k]["kind"] == got[k]["kind"] for k in both) >= 0.9 * len(both)
    assert {t["kind"] for k, t in truth.items() if t["kind"] in ("copy",) and k not in got} == set()
    assert all(got[k]["kind"] == "copy" for k in both if truth[k]["kind"] == "copy")
    directed = [k for k in both if truth[k]["directed"] and got[k]["directed"]]
    turned = [k for k in directed if got[k]["source_id"] != truth[k]["source_id"]]
    assert turned == []
