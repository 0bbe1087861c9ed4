"""Files appear whole or not at all, and never as a picture without its words."""

import io
import json
import re
import struct
from pathlib import Path

import altair as alt
import polars as pl
import pytest

import charts
from charts import LIGHT, ChartOptions, RenderError, check_rendered, save
from charts.save import render, svg_text
from timeline.errors import OptionError

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def picture(story: Tables) -> alt.VConcatChart:
    return charts.spread(story, LIGHT, ChartOptions())


def test_a_name_of_a_format_gives_bytes_and_a_path_a_file(picture: alt.VConcatChart, tmp_path: Path) -> None:
    data = save(picture, "svg")
    path = save(picture, tmp_path / "new" / "spread.SVG")
    assert path.read_bytes() == data
    assert save(picture, str(tmp_path / "spread.svg")) == tmp_path / "spread.svg"
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["spread.SVG", "spread.svg"]


def test_a_png_has_twice_the_pixels_and_says_so(picture: alt.VConcatChart) -> None:
    data = save(picture, "png")
    width, height = struct.unpack(">II", data[16:24])
    box = re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', save(picture, "svg"))
    assert box
    assert abs(width - 2 * float(box[1])) <= 2
    assert abs(height - 2 * float(box[2])) <= 2
    at = data.index(b"pHYs") + 4
    assert round(struct.unpack(">I", data[at : at + 4])[0] * 0.0254) == 144


def test_a_page_needs_no_network(picture: alt.VConcatChart) -> None:
    page = save(picture, "html").decode()
    markup = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", page, flags=re.DOTALL)
    assert not re.search(r"\b(src|href|url)\b", markup)
    assert "http" not in markup
    assert '"$schema"' in page
    assert len(page) > 500_000
    assert "<title>How the story spread</title>" in page


def test_json_is_the_specification(picture: alt.VConcatChart) -> None:
    spec = json.loads(save(picture, "json"))
    assert spec["$schema"].endswith("/v6.json") or "vega-lite/v6" in spec["$schema"]
    assert spec["background"] == LIGHT.background


def test_csv_is_safe_for_spreadsheets(picture: alt.VConcatChart) -> None:
    rows = pl.DataFrame({"a": ["=1+1", "@x", "fine"], "n": [-1, 2, 3]})
    found = pl.read_csv(io.BytesIO(save(picture, "csv", data=rows)))
    assert [str(value)[0] in "=@" for value in found["a"]] == [False, False, False]
    assert found["n"].to_list() == [-1, 2, 3]


def test_csv_needs_rows(picture: alt.VConcatChart) -> None:
    with pytest.raises(OptionError, match="csv needs"):
        save(picture, "csv")


@pytest.mark.parametrize("name", ["spread.gif", "spread", "spread."])
def test_an_unknown_format_names_the_known_ones(name: str, picture: alt.VConcatChart, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="png, svg, pdf, html, json, csv"):
        save(picture, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_without_its_title_is_refused(tmp_path: Path) -> None:
    bare = alt.vconcat(alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_point()).properties(title="Lost")
    whole = bare.properties(config={"font": "sans-serif"})
    assert "Lost" in svg_text(render(whole, "svg", LIGHT))
    broken = whole.properties(title=alt.TitleParams(text="Lost", limit=1))
    with pytest.raises(RenderError, match="Lost"):
        save(broken, tmp_path / "lost.png")
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_survives_a_failure(
    picture: alt.VConcatChart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "spread.svg"
    path.write_text("old", encoding="utf-8")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save(picture, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["spread.svg"]


@pytest.mark.parametrize(
    ("form", "data"),
    [
        pytest.param("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>other</text></svg>', id="svg"),
        pytest.param("html", b'<script id="spec">{}</script>', id="html without its library"),
        pytest.param("json", b'{"title": "other"}', id="json"),
        pytest.param("pdf", b"%PDF-1.7 cut", id="pdf cut off"),
        pytest.param("png", b"\x89PNG\r\n\x1a\n", id="png cut off"),
        pytest.param("png", b"GIF89a", id="no png"),
    ],
)
def test_what_shows_nothing_is_found_out(form: str, data: bytes) -> None:
    with pytest.raises(RenderError):
        check_rendered(data, form, ["How the story spread"])


def test_a_png_of_one_colour_is_found_out() -> None:
    import vl_convert

    blank = vl_convert.svg_to_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">'
        '<rect width="400" height="300" fill="#fff"/></svg>'
    )
    with pytest.raises(RenderError, match="empty"):
        check_rendered(blank, "png", [])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("渡轮机舱起火了", "海岸警卫队救人", id="Chinese"),
        pytest.param("حريق في السفينة", "إنقاذ الركاب", id="Arabic"),
    ],
)
def test_letters_beyond_latin_are_drawn_and_not_boxes(text: str, other: str) -> None:
    """Two texts of boxes look alike; two texts of real letters do not."""
    import subprocess

    try:
        known = subprocess.run(["fc-list", ":family"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        known = ""
    if "CJK" not in known or "Arabic" not in known:
        pytest.skip("the Noto fonts are not installed here: docs/charts.md says what happens then")
    assert _pixels(text) != _pixels(other)
    assert _pixels(text) != _pixels("\ue000" * len(text))


def _pixels(text: str) -> bytes:
    import vl_convert

    from charts.theme import FONT

    mark = alt.Chart(alt.InlineData(values=[{}])).mark_text(text=text, fontSize=20, font=FONT)
    svg = vl_convert.vegalite_to_svg(mark.properties(width=300, height=40).to_dict())
    return vl_convert.svg_to_png(svg)
