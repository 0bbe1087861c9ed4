"""Exports of Factiva: fields by their codes or by their order, in HTML and in RTF."""

import random
from pathlib import Path

import pytest

from tests.readers.export_samples import BUILDERS, FACTIVA, factiva_coded, factiva_plain, rtf
from tests.readers.samples import adds_up, read_bytes, sample

NAMES = ["factiva.html", "factiva_plain.html", "factiva.rtf", "factiva_plain.rtf"]
OTHERS = [*NAMES, "nexis.rtf", "nexis_old.txt", "document.rtf", "mediacloud_new.csv", "gdelt.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_fields(tmp_path: Path, name: str) -> None:
    result = read_bytes(tmp_path, name, sample(name))
    assert [i["format"] for i in result.inputs] == ["factiva"]
    first, second = result.articles.iter_rows(named=True)
    assert first["text"] == (
        "The harbour bridge was shut on Sunday.\n\nBuses go round, a | b said.\n\nIt opens on 3 February."
    )
    assert second["text"] == "Die Fähre fährt ab Dienstag öfter."
    assert (first["title"], first["source"], first["author"], first["lang"]) == (
        "Bridge shut", "Nordhaven Post", "By Ada Quist", "en",
    )  # fmt: skip
    assert (second["title"], second["source"], second["author"], second["lang"]) == (
        "Die Fähre fährt öfter", "Sund-Zeitung", None, "de",
    )  # fmt: skip
    assert [first["article_id"], second["article_id"]] == [
        "NORDP00020250128el1s0002u",
        "SUNDZ00020250129el1t00003",
    ]
    assert (first["x_words"], first["x_source_code"]) == ("412 words", "NORDP")
    assert first["x_copyright"] == "(c) 2025 Nordhaven Post. All rights reserved."
    assert result.dates.select("origin", "raw").rows() == [
        ("given", "28 January 2025 15:32"),
        ("given", "29. Januar 2025"),
    ]
    assert [str(start)[:16] for start in result.dates["start"]] == ["2025-01-28 15:32", "2025-01-29 00:00"]
    assert adds_up(result)


def test_other_codes_are_kept(tmp_path: Path) -> None:
    row = read_bytes(tmp_path, "a.html", sample("factiva.html")).articles.row(0, named=True)
    assert row["x_companies"] == "nordhv : Nordhaven Harbour | strait : Strait Ferries"
    assert (row["x_subjects"], row["x_publisher"], row["x_page"]) == (
        "gtrans : Transport",
        "Nordhaven Media",
        "3",
    )


def test_what_the_search_found_is_compared(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.rtf", sample("factiva.rtf"))
    assert result.warnings == [
        "a.rtf: announced 38, found 2: the search had more than this file holds",
    ]
    assert not read_bytes(tmp_path, "a.html", sample("factiva.html")).warnings


def test_headlines_only_are_rejected(tmp_path: Path) -> None:
    data = factiva_coded().replace(b"<b>LP</b>", b"<b>ZZ</b>").replace(b"<b>TD</b>", b"<b>ZZ</b>")
    result = read_bytes(tmp_path, "a.html", data)
    assert result.rejects.height == 2
    assert "export the full articles" in result.rejects["reason"][0]


def test_without_copyright_the_language_ends_the_head(tmp_path: Path) -> None:
    data = factiva_plain().replace(b"<div>(c) 2025 Nordhaven Post. All rights reserved.</div>", b"")
    row = read_bytes(tmp_path, "a.html", data).articles.row(0, named=True)
    assert row["text"].startswith("The harbour bridge")
    assert (row["lang"], row["source"]) == ("en", "Nordhaven Post")


def test_an_article_that_is_cut_off_is_kept(tmp_path: Path) -> None:
    lines = [
        line for code in ("HD", "WC", "PD", "SN", "SC", "LA", "CY", "TD", "AN") for line in FACTIVA[1][code]
    ]
    result = read_bytes(tmp_path, "a.rtf", rtf([*lines, "Ferry", "9 words", "29 January 2025", "Strait Radio",
                                                "STRAD", "English", "(c) 2025", "The ferry is"]))  # fmt: skip
    assert result.articles["text"].to_list() == ["Die Fähre fährt ab Dienstag öfter.", "The ferry is"]
    assert any("may be cut off" in warning for warning in result.warnings)


def test_any_other_page_with_such_a_class_is_a_page(tmp_path: Path) -> None:
    page = (
        b"<!DOCTYPE html><html><head><title>Bridge</title></head><body><div class='article'><p>"
        + b"The harbour bridge was shut on Sunday after an inspector found cracks in it, the city said. " * 5
        + b"</p></div></body></html>"
    )
    assert read_bytes(tmp_path, "a.html", page).inputs[0]["format"] == "html"


@pytest.mark.parametrize("name", OTHERS)
def test_damaged_copies_add_up(tmp_path: Path, name: str) -> None:
    data = BUILDERS[name]()
    copies = [data[: int(len(data) * share)] for share in (0.1, 0.5, 0.9)]
    copies.append(data.decode("utf-8").encode("utf-16"))
    copies.append(data.decode("utf-8").encode("cp1252", "replace"))
    for seed in range(12):
        flipped = bytearray(data)
        chance = random.Random(seed)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        copies.append(bytes(flipped))
    for copy in copies:
        result = read_bytes(tmp_path, name, copy)
        assert adds_up(result)
        assert result.records_in > 0


def test_rich_text_that_cannot_be_read(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.rtf", b"{\\rtf1\\ansi\\ansicpg99999 \\'e9\\u99999999? {{{")
    assert adds_up(result)
    assert result.records_in == 1


def test_a_page_nested_without_end(tmp_path: Path) -> None:
    data = factiva_plain().replace(b"<p>Document", b"<div>" * 5000 + b"<p>Document", 1)
    result = read_bytes(tmp_path, "a.html", data)
    assert adds_up(result)
    assert result.records_in > 0
