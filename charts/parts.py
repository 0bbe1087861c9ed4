"""Build what all charts share: text layers, the empty state, the source line, the frame around everything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import altair as alt
import polars as pl

from charts import axes, frames
from charts.layout import clean, text_width, wrap
from charts.options import ChartOptions
from charts.theme import FONT, Theme, configure
from timeline import words
from timeline.schema import GRANULARITIES

Align = Literal["left", "right"]
View = alt.Chart | alt.LayerChart | alt.FacetChart

_DAY: Final = GRANULARITIES.index("day")
LINE: Final = 17
"""Height of a line of small print."""


def texts(
    frame: pl.DataFrame,
    shown: axes.Window,
    height: float,
    theme: Theme,
    *,
    align: Align = "left",
    bold: bool = False,
    size: int = 12,
    halo: bool = False,
    tooltip: Sequence[alt.Tooltip] = (),
) -> list[alt.Chart]:
    """Draw the column ``text`` at ``x`` (an instant) and ``y`` (pixels) in the colour ``color``.

    ``halo`` clears the ground behind it.
    """
    if frame.is_empty():
        return []
    ink = (
        alt.Chart(axes.values(frame))
        .mark_text(
            align=align,
            baseline="middle",
            fontSize=size,
            fontWeight=600 if bold else 400,
            font=FONT,
            tooltip=None,
            aria=True,
        )
        .encode(
            description=alt.Description("text", type="nominal"),
            x=axes.x("x", shown),
            y=axes.y("y", height),
            text=alt.Text("text", type="nominal"),
            color=alt.Color("color", type="nominal", scale=None),
        )
    )
    drawn = ink.encode(tooltip=list(tooltip)) if tooltip else ink
    clear = [_clearing(frame, shown, height, theme, align=align, bold=bold, size=size)] if halo else []
    return [*clear, drawn]


def _clearing(
    frame: pl.DataFrame,
    shown: axes.Window,
    height: float,
    theme: Theme,
    *,
    align: Align,
    bold: bool,
    size: int,
) -> alt.Chart:
    """Clear the ground behind labels, so that lines pass behind them.

    A second copy of the text as a halo would do the same, but whoever reads the file would find it twice.
    """
    boxes = []
    for row in frame.select("x", "y", "text").iter_rows(named=True):
        wide = text_width(row["text"], size, bold) + 2
        left = shown.x(row["x"]) - (wide if align == "right" else 2)
        boxes.append(
            {
                "x": shown.at(left),
                "x2": shown.at(left + wide + 2),
                "y": row["y"] - size * 0.62,
                "y2": row["y"] + size * 0.62,
            }
        )
    schema = {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64}
    rect = alt.Chart(axes.values(rows(boxes, schema))).mark_rect(
        fill=theme.background, fillOpacity=0.88, strokeWidth=0, tooltip=None
    )
    drawn: alt.Chart = rect.encode(x=axes.x("x", shown), x2="x2", y=axes.y("y", height), y2="y2")
    return drawn


Note = tuple[float, Align, str]
"""A piece of small print: x in pixels, align, text."""


def note_lines(lines: Sequence[Sequence[Note]], width: int, theme: Theme) -> View:
    """Draw lines of small print, one below the other, with a little air above the first and the last."""
    layers = [
        alt.Chart(alt.InlineData(values=[{}])).mark_text(
            align=align,
            baseline="middle",
            fontSize=12,
            color=theme.mute,
            font=FONT,
            text=text,
            x=at,
            y=LINE * k + LINE / 2 + (6 if k == len(lines) - 1 else 0),
            tooltip=None,
            limit=width * 2,
        )
        for k, line in enumerate(lines)
        for at, align, text in line
    ]
    return alt.layer(*layers).properties(width=width, height=LINE * len(lines) + 6)


def source_line(told: pl.DataFrame, options: ChartOptions) -> str:
    """Say what stands behind a chart: articles, outlets, days of publication, the note, the program."""
    parts = [words.count(told.height, "article")]
    outlets = frames.n_outlets(told)
    parts.append(words.count(outlets, "outlet") if outlets or told.is_empty() else "outlets not known")
    dated = told.drop_nulls("day")
    if not dated.is_empty():
        days = dated.select(first=pl.col("day_start").min(), last=pl.col("day_stop").max()).row(0)
        parts.append(f"published {words.days(*days)}")
    if dated.height < told.height:
        parts.append(f"{told.height - dated.height:,} without a date")
    return " · ".join([", ".join(parts), *([clean(options.note)] if options.note else []), "Dateline"])


def finish(
    views: Sequence[View],
    theme: Theme,
    options: ChartOptions,
    *,
    title: str,
    subtitle: Sequence[str],
    description: str,
    source: str,
    left: float,
    notes: Sequence[Sequence[Note]] = (),
) -> alt.VConcatChart:
    """Stack the views of a chart under its title, with notes and the source line below.

    The frame is a vconcat in every case: Streamlit would fit a single view into a fixed height. ``left`` is
    the room of the row labels, where title, notes and source begin.
    """
    full = options.width + left + 40
    name = wrap(options.title or title, full, 17, bold=True)
    said = [
        piece
        for line in notes
        for piece in (
            [[(line[0][0], line[0][1], text)] for text in wrap(line[0][2], full, 12)]
            if len(line) == 1
            else [line]
        )
    ]
    sources: list[list[Note]] = [[(-left, "left", line)] for line in wrap(source, full, 12) or [""]]
    footer = note_lines([*said, *sources], options.width, theme)
    chart: alt.VConcatChart = alt.vconcat(*views, footer, spacing=12)
    framed: alt.VConcatChart = chart.resolve_scale(x="independent", y="independent").properties(
        title=alt.TitleParams(
            text=name if len(name) > 1 else (name or [title])[0],
            subtitle=[line for text in subtitle for line in wrap(text, full, 13)],
        ),
        description=clean(f"{options.title or title}. {description}"),
        autosize=alt.AutoSizeParams(type="pad"),
        config=configure(theme, options.transparent),
    )
    return framed


def empty(
    tables: frames.Tables,
    theme: Theme,
    options: ChartOptions,
    *,
    title: str,
    sentence: str,
    height: int = 220,
) -> alt.VConcatChart:
    """Draw a sentence the size of a chart where there is nothing to draw; it says the way out."""
    lines = wrap(sentence, 460, 14)
    base = alt.Chart(alt.InlineData(values=[{}]))
    panel = base.mark_rect(
        x=0, x2=options.width, y=0, y2=height, fill=theme.grid, fillOpacity=0.45, cornerRadius=6, tooltip=None
    )
    words_ = base.mark_text(
        text=lines if len(lines) > 1 else lines[0],
        x=options.width / 2,
        y=height / 2 - 10 * (len(lines) - 1),
        align="center",
        baseline="middle",
        lineHeight=21,
        fontSize=14,
        font=FONT,
        color=theme.ink,
        tooltip=None,
    )
    view = alt.layer(panel, words_).properties(width=options.width, height=height)
    source = source_line(frames.articles(tables), options)
    return finish(
        [view], theme, options, title=title, subtitle=[], description=sentence, source=source, left=0
    )


def picked() -> alt.Parameter:
    """Give the selection that a page listens to; a click on any mark of its view fills it.

    The mark's column ``pick`` holds the event ids, separated by blanks; where it is missing nothing is meant.
    """
    return alt.selection_point(name="picked", fields=["pick"])


def label_room(labels: Sequence[str], size: float = 12, least: float = 40) -> float:
    """Give the pixels that the longest label needs at the left, with its distance from the plot."""
    return max([least, *(text_width(label, size) + 12 for label in labels)])


def rows(data: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Build a small frame of marks; an empty one keeps its columns."""
    return pl.DataFrame(list(data), schema=dict(schema), orient="row")


def longer_times(granularities: Sequence[str | None]) -> str:
    """Say which longer times stand behind bars and hollow marks.

    >>> longer_times(["month", "week", "week"])
    'only the week or month is known'
    >>> longer_times(["hour", "weekend", "week", "week", "month", "month", "year", "year"])
    'only the week, month or year is known'
    """
    names = {"part_of_day": "days", "day": "days", "half": "half-year"}
    named = [names.get(g, "days" if GRANULARITIES.index(g) < _DAY else g) for g in granularities if g]
    often = [name for name, _ in Counter(named).most_common(3)]
    found = [name for name in dict.fromkeys(names.get(g, g) for g in GRANULARITIES) if name in often]
    unique = found or ["longer time"]
    return f"only the {' or '.join([', '.join(unique[:-1]), unique[-1]] if unique[1:] else unique)} is known"
