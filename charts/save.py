"""Write charts to files and make sure that what was written shows something.

A picture without its text is the usual failure of drawing without a browser (a font that is not found) and
nobody sees it until it is printed. So every file is made from a specification whose SVG was checked first.
"""

import contextlib
import io
import json
import os
import re
import struct
import tempfile
import zlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, Literal, overload
from xml.etree import ElementTree

import altair as alt
import polars as pl
import vl_convert

from charts.theme import LIGHT, Theme
from timeline.errors import OptionError, TimelineError

Format = Literal["png", "svg", "pdf", "html", "json", "csv"]
FORMATS: Final[tuple[Format, ...]] = ("png", "svg", "pdf", "html", "json", "csv")
SCALE: Final = 2
"""Pixels of a PNG per pixel of the chart; the file says 144 dots per inch, so it prints at the same size."""
_VEGA_LITE: Final = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


class RenderError(TimelineError):
    """A chart came out without its text, or as an empty picture; nothing was written."""


@overload
def save(
    chart: alt.VConcatChart, target: Format, theme: Theme = LIGHT, *, data: pl.DataFrame | None = None
) -> bytes: ...
@overload
def save(
    chart: alt.VConcatChart, target: Path, theme: Theme = LIGHT, *, data: pl.DataFrame | None = None
) -> Path: ...
@overload
def save(
    chart: alt.VConcatChart, target: str | Path, theme: Theme = LIGHT, *, data: pl.DataFrame | None = None
) -> Path | bytes: ...


def save(
    chart: alt.VConcatChart, target: str | Path, theme: Theme = LIGHT, *, data: pl.DataFrame | None = None
) -> Path | bytes:
    """Write a chart to a path, or give it as bytes where ``target`` is the name of a format.

    ``theme`` is the one the chart was drawn in; its background makes the file solid. ``csv`` needs ``data``,
    the rows behind the chart. Raises RenderError and writes nothing if the picture would lack its title.
    """
    if isinstance(target, str) and target.lower() in FORMATS:
        return render(chart, target.lower(), theme, data=data)
    path = Path(target)
    content = render(chart, path.suffix.lstrip(".").lower(), theme, data=data)
    _write(path, content)
    return path


def render(chart: alt.VConcatChart, form: str, theme: Theme, *, data: pl.DataFrame | None = None) -> bytes:
    """Give a chart in one of ``FORMATS``."""
    if form not in FORMATS:
        raise OptionError(f"'{form}' is no format of charts; choose one of {', '.join(FORMATS)}.")
    if form == "csv":
        if data is None:
            raise OptionError(
                "csv needs the rows behind the chart: save(chart, path, data=Chart.data(tables))."
            )
        return csv(data)
    spec = specification(chart, theme)
    title = _title(spec)
    svg = _numbered(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))
    check_rendered(svg.encode(), "svg", title)
    content = _convert(spec, svg, form, theme)
    if form in ("png", "html", "json"):
        check_rendered(content, form, title)
    return content


def _numbered(svg: str) -> str:
    """Number clips and gradients from 0: Vega counts on, and the same chart must give the same file."""
    seen: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        new = seen.setdefault(match[2] + match[3], f"{match[2]}{len(seen)}")
        return match[1] + new

    return re.sub(r'(id="|url\(#)(clip|gradient_)(\d+)', number, svg)


def _convert(spec: dict[str, Any], svg: str, form: str, theme: Theme) -> bytes:
    if form == "svg":
        return svg.encode("utf-8")
    if form == "png":
        # 72 points an inch are one pixel of the chart: twice the resolution says 144 in the file, too.
        return vl_convert.svg_to_png(svg, scale=1, ppi=72 * SCALE)
    if form == "pdf":
        return vl_convert.svg_to_pdf(svg)
    if form == "json":
        return json.dumps(spec, ensure_ascii=False, indent=1).encode("utf-8")
    return page(spec, theme)


def specification(chart: alt.VConcatChart, theme: Theme) -> dict[str, Any]:
    """Give the Vega-Lite specification of a chart as a file holds it: with a solid background."""
    spec: dict[str, Any] = chart.to_dict()
    spec["config"]["background"] = theme.background
    spec["background"] = theme.background
    return spec


def _title(spec: dict[str, Any]) -> list[str]:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return [text] if isinstance(text, str) else list(text)


def page(spec: dict[str, Any], theme: Theme) -> bytes:
    """Give a web page that draws the chart without any network: library and data are in it."""
    title = " ".join(_title(spec)) or "Dateline"
    # A headline may hold "</script>"; an escaped "<" cannot end the element that holds the data.
    data = json.dumps(spec, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>body {{ margin: 0; background: {theme.background}; color: {theme.ink}; }}
#chart {{ overflow-x: auto; }} .vega-embed .vega-actions a {{ color: #1f2430; }}</style>
</head>
<body>
<main id="chart"></main>
<noscript>{escape(title)}. This page draws the chart with JavaScript, which is switched off.</noscript>
<script type="application/json" id="spec">{data}</script>
<script type="module">
{_library()}
window.drawn = window.__draw(JSON.parse(document.getElementById("spec").textContent));
</script>
</body>
</html>
""".encode()


@cache
def _library() -> str:
    """Give the drawing library as JavaScript that may stand in a page; bundling it takes about a second."""
    options = {
        "mode": "vega-lite",
        "renderer": "svg",
        "actions": {
            "export": {"svg": True, "png": True},
            "source": False,
            "compiled": False,
            "editor": False,
        },
    }
    draw = f"window.__draw = (spec) => vegaEmbed('#chart', spec, {json.dumps(options)});"
    return vl_convert.javascript_bundle(draw, vl_version=_VEGA_LITE).replace("</script", "<\\/script")


def csv(data: pl.DataFrame) -> bytes:
    """Give rows as CSV, written as all tables are: ISO dates, no cell that a spreadsheet would run."""
    from timeline.exports.tables import write_csv

    out = io.BytesIO()
    write_csv(data, out)
    return out.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def check_rendered(data: bytes, form: str, texts: Sequence[str]) -> None:
    """Raise RenderError unless a file shows something: its texts where they can be read, else its pixels.

    SVG, HTML and JSON are searched for every text. A PNG must have a size and more than one colour. PDF is
    only checked for being one; it is made from the checked SVG (the tests read it with a PDF reader).
    """
    checks = {
        "svg": _check_svg,
        "png": _check_png,
        "html": _check_html,
        "json": _check_json,
        "pdf": _check_pdf,
    }
    checks[form](data, texts)


def _missing(found: str, texts: Sequence[str], form: str) -> None:
    plain = " ".join(found.split())
    lost = [text for text in texts if " ".join(text.split()) not in plain]
    if lost:
        raise RenderError(
            f"The {form} came out without the text '{lost[0]}'. Nothing was written. Usually no font was "
            "found: install fonts-liberation or fonts-dejavu and try again."
        )


def svg_text(data: bytes) -> list[str]:
    """Give the lines of text of an SVG in the order in which they are drawn."""
    root = ElementTree.fromstring(data)
    return [line for node in root.iter("{http://www.w3.org/2000/svg}text") for line in node.itertext()]


def _check_svg(data: bytes, texts: Sequence[str]) -> None:
    _missing("\n".join(svg_text(data)), texts, "SVG")


def _check_html(data: bytes, texts: Sequence[str]) -> None:
    text = data.decode("utf-8")
    begin = text.find('id="spec">')
    spec, _, rest = text[begin + len('id="spec">') :].partition("</script>")
    if begin < 0 or "window.__draw" not in rest or len(rest) < 500_000:
        raise RenderError("The HTML page came out without its data or its drawing library.")
    _missing(_strings(json.loads(spec)), texts, "HTML")


def _check_json(data: bytes, texts: Sequence[str]) -> None:
    _missing(_strings(json.loads(data)), texts, "JSON")


def _strings(node: Any) -> str:
    """Give all strings of a specification, one a line."""
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return "\n".join(_strings(value) for value in node.values())
    if isinstance(node, list):
        return "\n".join(_strings(value) for value in node)
    return ""


def _check_pdf(data: bytes, texts: Sequence[str]) -> None:
    del texts
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-32:]:
        raise RenderError("The PDF came out broken.")


def _check_png(data: bytes, texts: Sequence[str]) -> None:
    del texts
    width, height, rows = _png_rows(data)
    if width < 200 or height < 100 or len(set(rows)) < 3:
        raise RenderError(f"The PNG of {width} by {height} pixels came out empty.")


def _png_rows(data: bytes) -> tuple[int, int, list[bytes]]:
    """Give size and filtered rows of a PNG; rows of one colour are alike, so a picture has several."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise RenderError("The PNG came out broken.")
    if len(data) < 33:
        raise RenderError("The PNG came out cut off.")
    width, height = struct.unpack(">II", data[16:24])
    at, parts = 8, []
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            parts.append(data[at + 8 : at + 8 + size])
        at += 12 + size
    raw = zlib.decompress(b"".join(parts))
    stride = len(raw) // max(1, height)
    return width, height, [raw[k : k + stride] for k in range(0, len(raw), stride)]
