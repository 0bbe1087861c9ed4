"""Show a chart with its downloads, and a table's downloads."""

import io
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import altair as alt

# Altair takes pandas from sys.modules if Streamlit has begun to import it in another session's thread, and
# falls over a half-imported one. Imported here, it is whole before any chart is drawn.
import pandas  # noqa: F401
import polars as pl
import streamlit as st

from timeline import words
from timeline.app import guard, session, stories
from timeline.app.filters import Filters
from timeline.app.session import Desk

PICKED = "picked"
CLICKED = "clicked_in_chart"
FORMATS: Mapping[str, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
}
TABLE_FORMATS: Mapping[str, str] = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
_SAMPLE_NOTE = "sample corpus, invented outlets"


def theme_name() -> str:
    """Say which theme the page has; light where the browser has not said so yet."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show(desk: Desk, name: str, *, pick: bool = False) -> None:
    """Draw a chart of ``charts.CHARTS`` with its download row; ``pick`` lets a click choose an event.

    A chart that fails says so in its place; the rest of the page stays.
    """
    guard.guarded(lambda: _show(desk, name, pick))


def _show(desk: Desk, name: str, pick: bool) -> None:
    theme = theme_name()
    chart = _drawn((*desk.key, name, theme, pick, desk.is_sample), _tables(desk, name))
    selectable = pick and PICKED in _selections(chart)
    if selectable:
        st.altair_chart(
            chart,
            theme=None,
            width="content",
            key=f"chart_{name}",
            on_select=partial(_picked, f"chart_{name}"),
            selection_mode=PICKED,
        )
    else:
        st.altair_chart(chart, theme=None, width="content")
    downloads(desk, name)


def downloads(desk: Desk, name: str) -> None:
    """Draw the row of formats under a chart; nothing is computed before a click."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"downloads_{name}"):
        dark = st.toggle("Dark file", key=f"dark_{name}", help="Files are light unless you ask for dark.")
        theme = "dark" if dark else "light"
        for kind, mime in FORMATS.items():
            ending = f"-{theme}.{kind}" if dark and kind != "csv" else f".{kind}"
            st.download_button(
                "CSV data" if kind == "csv" else kind.upper(),
                partial(made, chart_file, desk, name, kind, theme),
                file_name=f"{_slug(desk)}-{name}{ending}",
                mime=mime,
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
                key=f"download_{name}_{kind}",
            )


def table_downloads(desk: Desk, name: str, table: pl.DataFrame, label: str) -> None:
    """Draw the row of formats under a table."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"downloads_table_{name}"
    ):
        st.caption(label, width="content")
        for kind, mime in TABLE_FORMATS.items():
            st.download_button(
                kind.upper() if kind != "parquet" else "Parquet",
                partial(made, table_file, table, kind),
                file_name=f"{_slug(desk)}-{name}.{kind}",
                mime=mime,
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
                key=f"download_table_{name}_{kind}",
            )


def chart_file(desk: Desk, name: str, kind: str, theme: str) -> bytes:
    """Give a chart as the bytes of a file, or for csv the rows behind it."""
    import charts
    from charts.save import save
    from charts.theme import THEMES

    described = charts.CHARTS[name]
    tables = _tables(desk, name)
    options = charts.ChartOptions(note=_note(desk.is_sample, desk.view.filters, described.copies))
    if kind == "csv":
        return table_file(described.data(tables, options), "csv")
    drawn = described.draw(tables, THEMES[theme], options)
    data = save(drawn, kind, THEMES[theme])
    assert isinstance(data, bytes)
    return data


def _tables(desk: Desk, name: str) -> Mapping[str, pl.DataFrame]:
    """Give the tables that a chart is drawn from: charts about copies keep them where they count once."""
    import charts

    return (desk.copies if charts.CHARTS[name].copies else desk.kept) or desk.kept or {}


def _note(is_sample: bool, asked: Filters, copies: bool) -> str | None:
    """Give the note of a chart's source line: what is special about the articles behind it."""
    said = (
        (is_sample, _SAMPLE_NOTE),
        (asked.known, words.KNOWN_DAYS_NOTE),
        (asked.once and not copies, words.COPIES_ONCE_NOTE),
    )
    return " · ".join(text for holds, text in said if holds) or None


def table_file(table: pl.DataFrame, kind: str) -> bytes:
    """Give a table as the bytes of a file; CSV cells are safe for spreadsheets."""
    from timeline.exports.tables import WRITERS

    out = io.BytesIO()
    WRITERS[kind](table, out, None)
    return out.getvalue()


def made(make: Callable[..., bytes], *arguments: Any) -> bytes:
    """Make a file; a failure is logged before Streamlit says that the download failed."""
    try:
        return make(*arguments)
    except Exception:
        stories.log(traceback.format_exc())
        raise


def _picked(key: str) -> None:
    """Take over the event that was clicked in a chart; a click beside every mark changes nothing."""
    selection = st.session_state[key]["selection"].get(PICKED) or []
    ids = [one for point in selection for one in str(point.get("pick") or "").split()]
    if ids:
        session.change(event=ids[0])
        st.session_state[CLICKED] = True
        st.session_state["together"] = list(dict.fromkeys(ids))


def _selections(chart: Any) -> set[str]:
    names: set[str] = set()
    for part in ("params", "layer", "vconcat", "hconcat", "concat"):
        found = getattr(chart, part, alt.Undefined)
        children = found if isinstance(found, list) else []
        if part == "params":
            names |= {str(getattr(param, "name", "")) for param in children}
        else:
            names = names.union(*(_selections(child) for child in children))
    return names


def _slug(desk: Desk) -> str:
    return stories.safe_name(desk.story.name if desk.story else "story").replace(" ", "-").lower()


@st.cache_resource(max_entries=32, show_spinner=False)
def _drawn(key: tuple[str, str, Filters, str, str, bool, bool], _tables: Mapping[str, pl.DataFrame]) -> Any:
    import charts
    from charts.theme import THEMES

    name, theme, pick, is_sample = key[3:]
    described = charts.CHARTS[name]
    note = _note(is_sample, key[2], described.copies)
    options = charts.ChartOptions(transparent=True, pick=pick, note=note)
    return described.draw(_tables, THEMES[theme], options)
