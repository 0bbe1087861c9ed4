"""TimeML: other tools read it, and the text is untouched."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from timeline.exports.timeml import safe_names, timeml, write_timeml


def parsed(article: Mapping[str, Any], mentions: list[dict[str, Any]]) -> Any:
    return etree.fromstring(timeml(article, mentions).encode())


def mention(begin: int, end: int, field: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "mention_id": f"{field}{begin}-{end}", "field": field, "begin": begin, "end": end, "type": "DATE",
        "value": "2025-01-27", "mod": None, "anchor": "dct", **more,
    }  # fmt: skip


def test_files_hold_the_texts_and_the_phrases(tables: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    paths = write_timeml(tables["articles"], tables["mentions"], tmp_path / "tml")
    assert [path.name for path in paths] == ["a.tml", "b.tml"]
    for path, article in zip(paths, tables["articles"].iter_rows(named=True), strict=True):
        root = etree.parse(str(path)).getroot()
        assert "".join(root.find("TEXT").itertext()) == article["text"]
        rows = tables["mentions"].filter(pl.col("article_id") == article["article_id"])
        tagged = root.find("TEXT").findall("TIMEX3")
        assert [(tag.text, tag.get("value")) for tag in tagged] == list(
            rows.select("phrase", "value").iter_rows()
        )
        dct = root.find("DCT/TIMEX3")
        assert dct.get("functionInDocument") == "CREATION_TIME"
        assert dct.get("value") == article["dct_best"].isoformat()


def test_ids_are_unique_and_anchors_point_at_the_creation_time() -> None:
    root = parsed(
        {"article_id": "a", "title": "On Monday", "text": "On Monday it fell."},
        [mention(3, 9), mention(3, 9, "title"), mention(10, 12, anchor="none")],
    )
    tags = root.findall(".//TIMEX3")
    assert [tag.get("tid") for tag in tags] == ["t0", "t1", "t2", "t3"]
    assert [tag.get("anchorTimeID") for tag in tags] == [None, "t0", "t0", None]
    assert [tag.get("temporalFunction") for tag in tags] == ["false", "true", "true", "false"]


@pytest.mark.parametrize(
    ("article", "value", "mod"),
    [
        pytest.param(
            {"dct_start": date(2025, 1, 2), "dct_stop": date(2025, 1, 3)}, "2025-01-02", None, id="a day"
        ),
        pytest.param(
            {"dct_start": date(2025, 1, 2), "dct_stop": date(2025, 1, 9), "dct_best": date(2025, 1, 4)},
            "2025-01-04", "APPROX", id="some day of a week",
        ),
        pytest.param({}, "XXXX-XX-XX", None, id="not known"),
    ],
)  # fmt: skip
def test_creation_time(article: dict[str, Any], value: str, mod: str | None) -> None:
    tag = parsed({"article_id": "a", "title": None, "text": "", **article}, []).find("DCT/TIMEX3")
    assert (tag.get("value"), tag.get("mod")) == (value, mod)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_text_comes_back(data: st.DataObject) -> None:
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = {(min(pair), max(pair)) for pair in data.draw(st.lists(cut, max_size=5)) if pair[0] != pair[1]}
    root = parsed({"article_id": "<&\"'>", "title": None, "text": text}, [mention(a, b) for a, b in spans])
    got = "".join(root.find("TEXT").itertext())
    assert len(got) == len(text)
    assert all(a in (b, "\ufffd") for a, b in zip(got, text, strict=True))
    printable = all(c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") for c in text)
    assert not printable or got == text
    assert root.findtext("DOCID") == "<&\"'>"


@example(["", "con.x", "Con", "a" * 300, "a" * 301, "..", "a.", "a"])
@given(st.lists(st.text(max_size=300), unique=True, max_size=8))
def test_file_names_are_safe_and_different(ids: list[str]) -> None:
    names = safe_names(ids)
    assert len({name.lower() for name in names}) == len(ids)
    for name in names:
        assert name == Path(name).name
        assert name.isascii()
        assert 0 < len(name) < 120
        assert not set(name) & set('<>:"/\\|?*\x00 ')
        assert name not in (".", "..")
        assert name.split(".")[0].lower() not in ("con", "nul", "aux", "prn", "com1", "lpt9")
