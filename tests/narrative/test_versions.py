"""Versions of one article: the same address with changed text, what changed, and that it is one telling."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from timeline.narrative.addresses import article_address
from timeline.narrative.alignment import align, plain
from timeline.narrative.notices import notices
from timeline.narrative.tellings import with_tellings
from timeline.narrative.versions import versions
from timeline.schema import ARTICLES, DATES, LINEAGE

URL = "https://www.nordhavenpost.example/news/bridge-shut"
TEXT = (
    "The harbour bridge was shut on Sunday after an inspector found cracks in its deck.\n\n"
    "Twelve cracks were counted, the port office said. Ferries will add trips from Tuesday.\n\n"
    "The mayor speaks on Wednesday."
)
FIXED = TEXT.replace("Twelve", "Fourteen")
NOTE = "Correction: An earlier version of this article misstated the number of cracks."
OTHER = (
    "Snow closed both schools of the island. Buses stood still until noon, and the mail came late.\n\n"
    "Children built a hill behind the church."
)


def rows(*given: dict[str, Any]) -> pl.DataFrame:
    usual = {"url": URL, "title": "Bridge shut", "text": TEXT, "lang": "en", "dct_origin": "none"}
    return ARTICLES.frame({**usual, "article_id": "abcdef"[n], **row} for n, row in enumerate(given))


def at(hour: int) -> datetime:
    return datetime(2025, 1, 13, hour, tzinfo=UTC)


def captured(**hours: int) -> pl.DataFrame:
    start = {name: datetime(2025, 1, 13, hour) for name, hour in hours.items()}
    return DATES.frame(
        {"article_id": i, "origin": "archive", "raw": str(s), "start": s, "stop": s + timedelta(seconds=1)}
        for i, s in start.items()
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("http://nordhavenpost.example/news/bridge-shut", id="scheme and www"),
        pytest.param(f"{URL}/", id="slash"),
        pytest.param(f"{URL}?utm_source=x&fbclid=1", id="tracking"),
        pytest.param(f"{URL}#comments", id="fragment"),
        pytest.param("https://m.nordhavenpost.example/news/bridge-shut", id="mobile"),
        pytest.param("https://mobile.nordhavenpost.example/news/bridge-shut", id="mobile in full"),
        pytest.param("https://amp.nordhavenpost.example/news/bridge-shut", id="amp host"),
        pytest.param(f"{URL}/amp", id="amp path"),
        pytest.param(f"{URL}/amp/", id="amp path with a slash"),
        pytest.param(f"{URL}.amp", id="amp suffix"),
        pytest.param("https://www.nordhavenpost.example/amp/news/bridge-shut", id="amp before the path"),
        pytest.param(f"{URL}?amp=1", id="amp parameter"),
        pytest.param(f"{URL}?outputType=amp", id="amp output"),
        pytest.param(
            "https://nordhavenpost-example.cdn.ampproject.org/c/s/www.nordhavenpost.example/news/bridge-shut",
            id="amp cache",
        ),
        pytest.param("https://web.archive.org/web/20250113060000/" + URL, id="capture"),
        pytest.param("https://web.archive.org/web/20250113060000id_/" + URL, id="capture as it was"),
        pytest.param("HTTPS://WWW.NordhavenPost.example:443/news/bridge-shut", id="capitals and port"),
        pytest.param("https://www.nordhavenpost.example/news/bridge%2Dshut", id="escapes"),
    ],
)
def test_forms_of_one_address(other: str) -> None:
    assert article_address(other) == article_address(URL) == "nordhavenpost.example/news/bridge-shut"
    assert versions(rows({}, {"url": other, "text": FIXED})).height == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a?id=1", "https://x.example/a?id=2"),
        ("https://x.example/story.php?p=7", "https://x.example/story.php?p=8"),
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a", "https://y.example/a"),
        ("https://news.x.example/a", "https://sport.x.example/a"),
        ("https://x.example/#!/a", "https://x.example/#!/b"),
        ("https://amp.example/a", "https://example/a"),
    ],
)
def test_other_addresses(one: str, other: str) -> None:
    assert article_address(one) != article_address(other)


@pytest.mark.parametrize(
    "url",
    [None, "", "https://x.example/", "https://x.example/?utm_source=a", "https://x.example/index.html",
     "mailto:a@x.example", "http://[::1", "http://x.example:99999999/a", "nonsense with blanks"],
)  # fmt: skip
def test_what_is_no_article(url: str | None) -> None:
    assert article_address(url) is None or "blanks" in str(url)


def test_a_changed_text_with_all_that_changed() -> None:
    new = f"{FIXED}\n\nNobody was hurt.\n\n{NOTE} It was fourteen."
    row = versions(rows({}, {"text": new, "title": "Bridge stays shut"})).row(0, named=True)
    assert (row["source_id"], row["target_id"], row["kind"]) == ("a", "b", "version")
    assert row["reason"].startswith("same address nordhavenpost.example/news/bridge-shut (")
    assert "3 sentences added, 1 reworded" in row["reason"]
    assert "headline changed" in row["reason"]
    assert f"correction added: “{NOTE} It was fourteen.”" in row["reason"]
    assert 0.4 < row["score"] < 0.8
    unchanged = [new[p["target_begin"] : p["target_end"]] for p in row["passages"]]
    assert unchanged == [TEXT[p["source_begin"] : p["source_end"]] for p in row["passages"]]
    assert unchanged[1] == TEXT[TEXT.index("Ferries") :]


def test_the_same_text_again_is_a_version_too() -> None:
    row = versions(rows({}, {"url": f"{URL}/amp", "text": TEXT.replace("\n\n", "\n")})).row(0, named=True)
    assert row["score"] == 1.0
    assert row["reason"].endswith("the text is the same")


@pytest.mark.parametrize(
    ("first", "second", "dates", "order", "directed"),
    [
        pytest.param({}, {}, None, "ab", False, id="input order"),
        pytest.param({}, {}, captured(a=9, b=7), "ba", True, id="captures"),
        pytest.param({}, {}, captured(a=9), "ab", False, id="one capture says nothing"),
        pytest.param({"published": at(9)}, {"published": at(8)}, None, "ba", True, id="published"),
        pytest.param({"published": at(8)}, {"published": at(8)}, None, "ab", False, id="one moment"),
        pytest.param({"published": at(9)}, {"published": at(8)}, captured(a=1, b=2), "ab", True,
                     id="captures before published"),
        pytest.param({"text": f"{FIXED}\n\n{NOTE}"}, {}, None, "ba", True, id="the note is the later one"),
        pytest.param({"text": f"{FIXED}\n\n{NOTE}"}, {}, captured(a=7, b=9), "ab", True, id="note taken out"),
    ],
)  # fmt: skip
def test_which_came_first(
    first: dict[str, Any], second: dict[str, Any], dates: pl.DataFrame | None, order: str, directed: bool
) -> None:
    row = versions(rows(first, {"text": FIXED, **second}), dates).row(0, named=True)
    assert (row["source_id"] + row["target_id"], row["directed"]) == (order, directed)


def test_days_tell_the_order_if_they_are_known() -> None:
    def day(number: int, origin: str) -> dict[str, Any]:
        one = date(2025, 1, number)
        return {"dct_start": one, "dct_stop": one + timedelta(days=1), "dct_best": one, "dct_origin": origin}

    known = versions(rows(day(14, "given"), {"text": FIXED, **day(13, "given")})).row(0, named=True)
    assert (known["source_id"], known["directed"]) == ("b", True)
    guessed = versions(rows(day(14, "inferred"), {"text": FIXED, **day(13, "given")})).row(0, named=True)
    assert (guessed["source_id"], guessed["directed"]) == ("a", False)


def test_a_chain_of_versions_is_one_telling() -> None:
    last = f"{FIXED}\n\nNobody was hurt."
    articles = rows({}, {"url": "https://x.example/else"}, {"text": FIXED}, {"text": last})
    found = versions(articles, captured(a=1, c=2, d=3))
    assert found.select("source_id", "target_id").rows() == [("a", "c"), ("c", "d")]
    assert with_tellings(articles, found)["cluster_id"].to_list() == ["a", None, "a", "a"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({}, {"text": OTHER}, id="a live page with another article"),
        pytest.param({}, {"text": ""}, id="a row without text"),
        pytest.param({}, {"url": None}, id="no address"),
        pytest.param({"url": "https://x.example/"}, {"url": "https://x.example/"}, id="front page"),
        pytest.param({}, {"url": "https://strait.example/news/bridge-shut"}, id="another outlet"),
    ],
)
def test_what_is_no_version(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert versions(rows(one, {"text": FIXED, **other})).is_empty()


@pytest.mark.parametrize(("canonical", "found"), [(URL, 1), ("https://strait.example/bridge", 0)])
def test_the_canonical_address_counts_within_a_site(canonical: str, found: int) -> None:
    articles = rows({}, {"url": "https://nordhavenpost.example/?p=17", "text": FIXED}).with_columns(
        pl.Series("x_canonical_url", [canonical if found == 0 else None, canonical])
    )
    assert versions(articles).height == found


def test_a_text_that_the_source_cut_is_said() -> None:
    articles = rows({"text": TEXT[:140] + "… [+120 chars]"}, {}).with_columns(
        pl.Series("x_truncated", ["120", None])
    )
    assert "only the beginning" in versions(articles)["reason"].item()


@pytest.mark.parametrize(
    ("text", "lang", "kinds"),
    [
        ("Correction: It was the old dam.", "en", ["correction"]),
        ("CORRECTION (Jan. 28, 2025): It was the old dam.", "en", ["correction"]),
        ("• This article was amended on 28 January 2025. An earlier version said it was new.", "en",
         ["update"]),
        ("An earlier version of this article incorrectly named the dam.", "en", ["correction"]),
        ("Editor’s note: This story contains details.", "en", ["note"]),
        ("Clarification: The dam is not the city’s.", "en", ["clarification"]),
        ("UPDATE 2 – adds the minister", "en", ["update"]),
        ("This story has been updated with the mayor’s words.", "en", ["update"]),
        ("Korrekturhinweis: In einer früheren Version dieses Artikels stand ein falscher Ort.", "de",
         ["correction"]),
        ("Mise à jour : la mairie a répondu.", "fr", ["update"]),
        ("Fe de errores: el puente es el viejo.", "es", ["correction"]),
        ("Correction: the old dam.", "xx", ["correction"]),
        ("The market correction went on. A correction is due.", "en", []),
        ("Corrections officers met on Monday.", "en", []),
        ("Updates are expected from the mayor.", "en", []),
        ("He noted the editor was late.", "en", []),
    ],
)  # fmt: skip
def test_notes(text: str, lang: str, kinds: list[str]) -> None:
    assert [notice.kind for notice in notices(f"The dam failed on Monday.\n\n{text}", lang)] == kinds


def test_a_label_takes_the_paragraph_below_it() -> None:
    (note,) = notices("The dam failed.\n\nCorrection:\n\nIt was the old dam.")
    assert note.words == "Correction: It was the old dam."


SENTENCE = some.sampled_from(
    [
        "The dam failed.",
        "Rain fell for days.",
        "“It held,” she said.",
        "Nobody was hurt.",
        "It’s 5 p.m.",
        "No",
    ]
)
TEXTS = some.lists(some.tuples(SENTENCE, some.sampled_from([" ", "\n\n", "  \r\n"])), max_size=12).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts)
)


@settings(max_examples=150, deadline=None)
@given(source=TEXTS, target=TEXTS)
def test_passages_are_what_both_say_in_one_order(source: str, target: str) -> None:
    found = align(source, target)
    ends = (0, 0)
    for mine, theirs in found.passages:
        assert plain(source[mine.begin : mine.end]) == plain(target[theirs.begin : theirs.end]) != ""
        assert (mine.begin >= ends[0]) and (theirs.begin >= ends[1])
        ends = mine.end, theirs.end
    assert align(source, source).unchanged
    forth, back = len(found.added) - len(found.removed), align(target, source)
    assert forth == len(back.removed) - len(back.added)


def test_nothing_comes_from_nothing() -> None:
    assert versions(ARTICLES.empty()).schema == LINEAGE.schema
    assert with_tellings(ARTICLES.empty(), LINEAGE.empty()).schema == ARTICLES.schema


def test_an_address_used_hundreds_of_times_takes_little_time() -> None:
    import time

    many = ARTICLES.frame(
        {"article_id": f"a{n}", "url": URL, "text": f"{OTHER} {n}. " + f"Word{n} other{n} third{n}. " * 40}
        for n in range(300)
    )
    begun = time.process_time()
    versions(many)
    assert time.process_time() - begun < 6
