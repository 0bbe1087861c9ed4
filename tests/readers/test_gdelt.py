"""GDELT's lists and Knowledge Graph: when GDELT saw an article is no publication time."""

import json
from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes, sample
from timeline.dating import date_articles
from timeline.readers.gdelt import GKG_COLUMNS


def test_doc_api_json(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "gdelt.json", sample("gdelt.json"))
    first, second = result.articles.iter_rows(named=True)
    assert (first["text"], first["title"], first["source"]) == (
        "",
        "Bridge shut , day 3",
        "nordhavenpost.example",
    )
    assert (first["lang"], second["lang"], first["x_sourcecountry"]) == ("en", "de", "Denmark")
    assert result.dates.select("origin", "raw").rows() == [
        ("archive", "20250113T091500Z"),
        ("archive", "20250114T091500Z"),
        ("url", "2025-01-12"),
    ]
    assert all("saw the article" in note for note in result.dates.filter(origin="archive")["note"])
    assert any("2 articles without text" in warning for warning in result.warnings)
    # a day in the address is known, what GDELT saw later does not move it
    dated = date_articles(result.articles, result.dates)
    assert str(dated["dct_best"][1]) == "2025-01-12"
    assert dated["dct_origin"][1] == "url"


@pytest.mark.parametrize("carrier", ["csv", "library-csv", "jsonl", "list"])
def test_doc_api_carriers(tmp_path: Path, carrier: str) -> None:
    articles = json.loads(sample("gdelt.json"))["articles"]
    names = list(articles[0])
    data = {
        "csv": sample("gdelt.csv"),
        "library-csv": "\n".join(
            [",".join(names), *(",".join(f'"{a[n]}"' for n in names) for a in articles)]
        ).encode(),
        "jsonl": "\n".join(json.dumps(a) for a in articles).encode(),
        "list": json.dumps(articles).encode(),
    }[carrier]
    result = read_bytes(tmp_path, "no_suffix", data)
    assert [i["format"] for i in result.inputs] == ["gdelt"]
    assert result.articles.height == (1 if carrier == "csv" else 2)
    assert set(result.dates.filter(origin="given")["raw"]) == set()
    assert result.dates.filter(origin="archive").height == result.articles.height
    assert set(result.articles["text"]) == {""}
    assert adds_up(result)


def test_gkg(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "20250113091500.gkg.csv", sample("20250113091500.gkg.csv"))
    first, second = result.articles.iter_rows(named=True)
    assert (first["title"], first["author"]) == ("Bridge shut – ferry full", "Ada Quist;Bo Lind")
    assert (first["source"], first["url"]) == ("nordhavenpost.example", "https://nordhavenpost.example/0")
    assert (first["article_id"], second["article_id"]) == ("20250113091500-0", "20250113091500-T1")
    assert (first["lang"], second["lang"]) == ("en", "fr")
    assert (first["x_V1THEMES"], first["x_V2GCAM"]) == ("TRANSPORT;", "wc:310,c1.1:4")
    assert result.dates.select("article_id", "origin", "raw", "zulu").rows() == [
        ("20250113091500-0", "metadata", "20250113061000Z", True),
        ("20250113091500-0", "archive", "20250113091500Z", True),
        ("20250113091500-T1", "archive", "20250113091500Z", True),
    ]
    assert any("2 articles without text" in warning for warning in result.warnings)


def test_gkg_lines_that_are_not_whole(tmp_path: Path) -> None:
    data = sample("20250113091500.gkg.csv")
    cut = data[: data.index(b"\n") + 60]
    result = read_bytes(tmp_path, "a.csv", cut)
    assert (result.records_in, result.articles.height) == (2, 1)
    assert f"has {len(GKG_COLUMNS)}" in result.rejects["reason"].item()
    assert result.rejects["position"].item() == "2"


def test_gkg_without_an_address(tmp_path: Path) -> None:
    data = sample("20250113091500.gkg.csv").replace(b"https://nordhavenpost.example/1", b"")
    result = read_bytes(tmp_path, "a.csv", data)
    assert "no address" in result.rejects["reason"].item()


def test_gkg_in_another_encoding(tmp_path: Path) -> None:
    data = sample("20250113091500.gkg.csv").replace(b"Le pont", "Le château".encode("latin-1"))
    result = read_bytes(tmp_path, "a.csv", data)
    assert result.articles["title"].to_list() == ["Bridge shut – ferry full", "Le château"]
