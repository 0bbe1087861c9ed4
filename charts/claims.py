"""Draw one number over time: who gave it, with which comparator, and with how much reserve."""

from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.claims.notes import COMPARATORS, amount
from timeline.schema import CLAIMS

TITLE: Final = "What became of the number?"
HEIGHT: Final = 300.0
FEWEST: Final = 3
"""Fewer articles than that are no story of a number."""
_KINDS: Final = ("money", "percent", "count", "rank", "duration")
_SIGNS: Final = {
    "about": "≈", "nearly": "≈", "under": "<", "more_than": ">", "up_to": "≤", "at_least": "≥",
}  # fmt: skip
_PAD: Final = 28.0
_LABELS: Final = 150
_SIGN: Final = 20
"""Pixels from one sign to the next in a line."""


def claims(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw the family of claims that most articles give: value against publication.

    Needs articles, outlets and claims. A filled mark stands for a number given plainly, a hollow one for a
    number with reserve; the sign beside it is the comparator.
    """
    options = options or ChartOptions()
    found = claims_data(tables, options).filter(pl.col("published").is_not_null())
    if found["article_id"].n_unique() < FEWEST:
        return parts.empty(
            tables,
            theme,
            options,
            title=TITLE,
            sentence=f"No number is given by {FEWEST} dated articles. Add articles of the same story, or "
            "widen the filters.",
        )
    theme = theme.suited(found["kind"].to_list())
    width = options.width - _LABELS
    shown = axes.window(found["at"].min(), found["at"].max(), width, pad=0.04)  # type: ignore[arg-type]
    placed = _placed(found, theme)
    view = alt.layer(*_layers(placed, shown, theme)).properties(width=width, height=HEIGHT)
    told = frames.articles(tables)
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE,
        subtitle=[
            _about(found),
            "Filled: given plainly. Hollow: with reserve. Signs where there is room: < > ≤ ≥, ≈ for about.",
        ],
        description=_answer(found),
        source=parts.source_line(told, options),
        left=_LABELS,
    )


def claims_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a claim of the family that most articles give."""
    options = options or ChartOptions()
    found = tables.get("claims", CLAIMS.empty()).rename({"kind": "of"})
    told = frames.articles(tables).select("article_id", "label", "outlet", "kind", "day", "at")
    joined = found.filter(pl.col("value").is_not_null() & pl.col("family_id").is_not_null()).join(
        told, on="article_id", how="inner"
    )
    if options.start is not None:
        joined = joined.filter(pl.col("day") >= options.start)
    if options.stop is not None:
        joined = joined.filter(pl.col("day") < options.stop)
    rank = pl.col("of").replace_strict({k: n for n, k in enumerate(_KINDS)}, default=9, return_dtype=pl.Int64)
    largest = (
        joined.group_by("family_id")
        .agg(n=pl.col("article_id").n_unique(), values=pl.col("value").n_unique(), rank=rank.min())
        .sort(pl.col("values") > 1, "n", "rank", "family_id", descending=[True, True, False, False])
    )
    best = largest["family_id"].first() if largest.height else None
    return (
        joined.filter(pl.col("family_id") == best)
        .select(
            "article_id", "label", "outlet", "kind", pl.col("day").alias("published"), "at", "value", "unit",
            "comparator", "hedge", "speaker", "subject", "family_id",
        )
        .sort("at", "article_id", nulls_last=True)
    )  # fmt: skip


def _placed(found: pl.DataFrame, theme: Theme) -> pl.DataFrame:
    """Give each claim its place in pixels, the largest value at the top, and its words."""
    low, high = float(found["value"].min()), float(found["value"].max())  # type: ignore[arg-type]
    span = (high - low) or 1.0
    level = _PAD + (high - pl.col("value")) / span * (HEIGHT - 2 * _PAD) if high > low else pl.lit(HEIGHT / 2)
    said = [amount(row["value"], row["unit"], row["comparator"]) for row in found.iter_rows(named=True)]
    return found.with_columns(
        pl.col("at").alias("x"),
        level.cast(pl.Float64).alias("y"),
        pl.Series("said", said, dtype=pl.String),
        pl.col("comparator").replace_strict(_SIGNS, default="", return_dtype=pl.String).alias("text"),
        pl.col("kind").map_elements(theme.mark, return_dtype=pl.String).alias("color"),
        pl.col("kind").map_elements(theme.shape, return_dtype=pl.String).alias("shape"),
        pl.col("hedge").is_null().alias("plain"),
        pl.col("published").dt.strftime("%Y-%m-%d").alias("date"),
        pl.col("speaker").fill_null("not said").alias("source"),
    )


def _layers(placed: pl.DataFrame, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    tooltip = [
        alt.Tooltip("said", type="nominal", title="number"),
        alt.Tooltip("outlet", type="nominal"),
        alt.Tooltip("date", type="nominal", title="published"),
        alt.Tooltip("source", type="nominal", title="according to"),
        alt.Tooltip("hedge", type="nominal", title="reserve"),
        alt.Tooltip("label", type="nominal", title="article"),
    ]
    columns = ("x", "y", "said", "outlet", "date", "source", "hedge", "label", "color", "shape")
    layers = [axes.tick_layer(shown, HEIGHT, theme.grid, noon=True, top=0.0), *_levels(placed, shown, theme)]
    for plain in (True, False):
        part = placed.filter(pl.col("plain") == plain).select(columns)
        if part.is_empty():
            continue
        point = alt.Chart(axes.values(part)).mark_point(size=90, strokeWidth=1.6, opacity=1, filled=plain)
        layers.append(
            point.encode(
                x=axes.x("x", shown),
                y=axes.y("y", HEIGHT),
                color=alt.Color("color", type="nominal", scale=None),
                shape=alt.Shape("shape", type="nominal", scale=None),
                tooltip=tooltip,
            )
        )
    signs = placed.filter(pl.col("text") != "").with_columns(
        pl.lit(theme.ink).alias("color"), (pl.col("y") - 13).alias("y")
    )
    signs = _apart(signs, shown)
    return [*layers, *parts.texts(signs.select("x", "y", "text", "color"), shown, HEIGHT, theme, bold=True)]


def _apart(signs: pl.DataFrame, shown: axes.Window) -> pl.DataFrame:
    """Keep signs that do not run into each other: two of ">" side by side would say another thing."""
    last: dict[tuple[float, str], float] = {}
    keep = []
    for row in signs.iter_rows(named=True):
        at, line = shown.x(row["x"]), (row["y"], row["text"])
        keep.append(at - last.get(line, -99.0) >= _SIGN)
        if keep[-1]:
            last[line] = at
    return signs.filter(pl.Series(keep, dtype=pl.Boolean))


def _levels(placed: pl.DataFrame, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw a line at each value with the value at its left; lines nearer than a line of text share a name."""
    named: list[dict[str, object]] = []
    last = -99.0
    for row in placed.sort("y").unique("value", keep="first", maintain_order=True).iter_rows(named=True):
        if row["y"] - last >= parts.LINE:
            named.append({"x": shown.start, "y": row["y"], "text": amount(row["value"], row["unit"], None)})
            last = row["y"]
    frame = pl.DataFrame(named).with_columns(
        pl.lit(shown.stop).alias("x2"), pl.lit(theme.mute).alias("color")
    )
    rule = alt.Chart(axes.values(frame.select("x", "x2", "y"))).mark_rule(
        color=theme.grid, strokeWidth=1, tooltip=None
    )
    labels = parts.texts(frame.select("x", "y", "text", "color"), shown, HEIGHT, theme, align="right")
    moved = [label.encode(xOffset=alt.value(-10)) for label in labels]
    return [rule.encode(x=axes.x("x", shown), x2="x2", y=axes.y("y", HEIGHT)), *moved]


def _about(found: pl.DataFrame) -> str:
    subject = found["subject"].drop_nulls().first()
    return f"First told as: {subject}" if isinstance(subject, str) else "One number in several articles."


def _answer(found: pl.DataFrame) -> str:
    """Say in words what there is to see."""
    values = found.select("value", "unit").unique().sort("value")
    told = ", ".join(amount(value, unit, None) for value, unit in values.iter_rows())
    bounded = found.filter(pl.col("comparator").is_not_null()).height
    return (
        f"{words.count(found['article_id'].n_unique(), 'article')} give one number as {told}; "
        f"{bounded} of {found.height} times with a word such as {COMPARATORS['about']} or "
        f"{COMPARATORS['under']}."
    )
