"""Draw one number or date over time: which was given when, by whom, with which bound and how much reserve."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.layout import shorten
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.claims import date_words
from timeline.narrative.claims.notes import COMPARATORS, amount
from timeline.schema import CLAIMS

TITLE: Final = "What became of the number?"
OF_DATES: Final = "What became of the date?"
FEWEST: Final = 3
"""Fewer articles than that are no story of a number."""
COMPARED: Final = 2
"""Enough articles for a number that somebody chose."""
ROW: Final = 46.0
"""Pixels from one value to the next: two lines of text and dots in three levels."""
MOST_ROWS: Final = 9
_KINDS: Final = ("money", "percent", "count", "rank", "duration", "date")
_IDIOMS: Final = (0.0, 100.0, 110.0, 1000.0)
"""Percentages that mostly mean "wholly" or "not at all" and are nobody's number."""
_SAME: Final = ("value", "unit")
"""What makes a row: 2025 and 1 Jan 2025 begin on one day."""
_SHAPES: Final = {
    "about": "diamond", "nearly": "diamond", "under": "triangle-down", "up_to": "triangle-down",
    "more_than": "triangle-up", "at_least": "triangle-up",
}  # fmt: skip
_KEY: Final = (
    "Dot: the number itself. Diamond: about or nearly. Triangle: more (up) or less (down) than that. "
    "Cross: denied. Hollow: with reserve, as “reportedly”."
)
_KEY_OF_DATES: Final = (
    "Dot: the date itself. Diamond: about then. Triangle: since or after (up), before or up to (down) then. "
    "Cross: denied. Hollow: with reserve, as “reportedly”."
)
_RIGHT: Final = 210
"""Pixels for what stands behind a row: how many articles, and whom they name."""
_APART: Final = 11.0
"""Pixels between dots that do not run into each other."""
_NAMED: Final = 3


def claims(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw a family of claims: a row a value, a dot an article.

    ``options.family`` is the one that is drawn, else a number that changed and that most articles give;
    dates only where no number has ``FEWEST``. Needs articles, outlets and claims. A filled dot stands for a
    number given plainly, a hollow one for a number with reserve, a cross for one that is denied; its shape
    is the comparator.
    """
    options = options or ChartOptions()
    found = claims_data(tables, options).filter(pl.col("published").is_not_null())
    told = frames.articles(tables)
    if found["article_id"].n_unique() < (COMPARED if options.family else FEWEST):
        few = not told.is_empty() and told["day"].drop_nulls().is_empty()
        return parts.empty(
            tables, theme, options, title=TITLE,
            sentence=("Too few articles have a day of publication. " if few else "")
            + f"No number is given by {FEWEST} dated articles. Add articles of the same story. Widen the "
            "filters if some are left out.",
        )  # fmt: skip
    rows = _rows(found)
    width, height = float(options.width - _RIGHT), ROW * rows.height
    moments = found["at"].drop_nulls().to_list()
    shown = axes.window(min(moments), max(moments), width, pad=0.04)
    labels = [*rows["label"], *rows["under"]]
    left = parts.label_room(labels, 13, least=110) + 8
    layers = [
        axes.tick_layer(shown, height, theme.grid, noon=True, top=0.0),
        *_levels(rows, shown, height, theme),
        *_dots(_placed(found, rows, shown), shown, height, theme),
    ]
    return parts.finish(
        [alt.layer(*layers).properties(width=width, height=height)],
        theme,
        options,
        title=OF_DATES if _dated(found) else TITLE,
        subtitle=[_about(found), _KEY_OF_DATES if _dated(found) else _KEY],
        description=_answer(found),
        source=parts.source_line(told, options),
        left=left,
        notes=_notes(found, rows, left),
    )


def claims_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a claim of the family that is drawn; ``said`` is it in words."""
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
    asked = options.family in joined["family_id"] if options.family else False
    drawn = joined.filter(pl.col("family_id") == (options.family if asked else _largest(joined)))
    said = [said_of(row) for row in drawn.iter_rows(named=True)]
    return (
        drawn.with_columns(pl.Series("said", said, dtype=pl.String))
        .select(
            "claim_id", "article_id", "label", "outlet", "kind", pl.col("day").alias("published"), "at",
            "of", "value", "unit", "comparator", "said", "hedge", "negated", "speaker", "subject",
            "family_id", "reference", "reference_source",
        )
        .sort("at", "article_id", nulls_last=True)
    )  # fmt: skip


def _largest(claims: pl.DataFrame) -> str:
    """Choose a family: it can be drawn, is a number, no idiom, changed, is told by several, by most."""
    rank = pl.col("of").replace_strict({k: n for n, k in enumerate(_KINDS)}, default=9, return_dtype=pl.Int64)
    families = claims.group_by("family_id").agg(
        (pl.col("of") == date_words.KIND).any().alias("date"),
        ((pl.col("unit") == "percent") & pl.col("value").is_in(_IDIOMS)).mean().fill_null(0.0).alias("idiom"),
        pl.struct(_SAME).n_unique().alias("values"),
        pl.col("outlet").n_unique().alias("outlets"),
        pl.col("article_id").filter(pl.col("day").is_not_null()).n_unique().alias("n"),
        rank.min().alias("rank"),
    )
    order = families.sort(
        pl.col("n") < FEWEST, "date", pl.col("idiom") > _MOSTLY, pl.col("values") == 1,
        pl.col("outlets") == 1, "n", "rank", "family_id",
        descending=[False, False, False, False, False, True, False, False],
    )  # fmt: skip
    return str(order["family_id"][0]) if order.height else ""


_MOSTLY: Final = 0.5
"""Share of a family's reports."""


def said_of(row: Mapping[str, Any], *, bare: bool = False) -> str:
    """Write a claim for people, a date as a date; ``bare`` leaves out its bound.

    >>> said_of({"of": "date", "value": 18993.0, "unit": "year", "comparator": "up_to"})
    'up to 2022'
    """
    comparator = None if bare else row["comparator"]
    write = date_words.said if date_words.is_date(row["of"]) else amount
    return write(row["value"], row["unit"], comparator)


def _dated(found: pl.DataFrame) -> bool:
    return found.height > 0 and date_words.is_date(found["of"][0])


def _rows(found: pl.DataFrame) -> pl.DataFrame:
    """Give the values that are drawn, the largest or earliest first: what most give, the first, the right."""
    own = found.filter(pl.col("claim_id") == pl.col("family_id"))
    first = (own if own.height else found).select(_SAME).row(0)
    right = found["reference"].drop_nulls().first()
    counted = found.group_by(_SAME).agg(
        pl.col("article_id").n_unique().alias("n"), pl.col("of").first(),
        _reserved().sum().alias("reserved"), pl.col("speaker").filter(_named()),
    ).with_columns(
        ((pl.col("value") == first[0]) & pl.col("unit").eq_missing(first[1])).alias("first"),
        pl.lit(False).alias("right"),
    )  # fmt: skip
    if right is not None:
        counted = counted.with_columns((pl.col("value") == right).alias("right"))
        if not counted["right"].any():
            missing = counted.head(1).with_columns(
                pl.lit(right).alias("value"), pl.lit(0, pl.UInt32).alias("n"),
                pl.lit(0, pl.UInt32).alias("reserved"),
                pl.lit([], pl.List(pl.String)).alias("speaker"), pl.lit(False).alias("first"),
                pl.lit(True).alias("right"),
            )  # fmt: skip
            counted = pl.concat([counted, missing.select(counted.columns)])
    kept = counted.sort("right", "first", "n", *_SAME, descending=True, nulls_last=True).head(MOST_ROWS)
    placed = kept.sort(*_SAME, descending=not _dated(found), nulls_last=True).with_row_index("row")
    said = [_beside(row) for row in placed.iter_rows(named=True)]
    return placed.with_columns(
        (pl.col("row") * ROW + ROW / 2).cast(pl.Float64).alias("y"),
        pl.Series("label", [said_of(row, bare=True) for row in placed.iter_rows(named=True)]),
        pl.Series("under", [_under(row, found) for row in placed.iter_rows(named=True)], dtype=pl.String),
        pl.Series("articles", [one for one, _ in said], dtype=pl.String),
        pl.Series("sources", [two for _, two in said], dtype=pl.String),
    )


def _reserved() -> pl.Expr:
    return pl.col("hedge").is_not_null()


def _named() -> pl.Expr:
    """Leave out sources without a name ("a tally", "we")."""
    return pl.col("speaker").str.contains(r"^\p{Lu}")


def _under(row: dict[str, object], found: pl.DataFrame) -> str:
    """Say below a value what it is: the first that was told, the right one and where that stands."""
    source = found["reference_source"].drop_nulls().first()
    right = f"right: {shorten(str(source), 130, 11)}" if source else "the right value"
    said = [text for text, holds in (("first told", row["first"]), (right, row["right"])) if holds]
    return ", ".join(said)


def _beside(row: dict[str, object]) -> tuple[str, str]:
    """Say behind a row how many articles give the value, how many with reserve, and whom they name."""
    n, reserved, speakers = row["n"], row["reserved"], row["speaker"]
    if not n:
        return "no article", ""
    articles = words.count(int(str(n)), "article") + (f", {reserved} with reserve" if reserved else "")
    names = Counter(speakers if isinstance(speakers, list) else []).most_common(_NAMED)
    named = ", ".join(f"{name} ({times})" if times > 1 else name for name, times in names)
    return articles, shorten(f"from {named}" if named else "nobody is named", _RIGHT - 24, 11)


def _placed(found: pl.DataFrame, rows: pl.DataFrame, shown: axes.Window) -> pl.DataFrame:
    """Give each claim its dot: in the row of its value, dots that would meet above and below each other."""
    drawn = found.join(
        rows.select(*_SAME, "y"), on=_SAME, how="inner", maintain_order="left", nulls_equal=True
    )
    last: dict[tuple[float, int], float] = {}
    levels = []
    for y, moment in drawn.select("y", "at").iter_rows():
        at = shown.x(moment)
        free = [k for k in (0, 1, -1) if at - last.get((y, k), -99.0) >= _APART]
        level = free[0] if free else 0
        last[y, level] = at
        levels.append(level * _APART)
    denied = pl.col("negated").fill_null(False)
    bound = pl.col("comparator").replace_strict(_SHAPES, default="circle", return_dtype=pl.String)
    return drawn.with_columns(
        pl.col("at").alias("x"),
        (pl.col("y") - pl.Series(levels, dtype=pl.Float64)).alias("y"),
        pl.when(denied).then(pl.lit("cross")).otherwise(bound).alias("shape"),
        (~_reserved() | denied).alias("filled"),
        denied.alias("denied"),
        pl.col("published").dt.strftime("%Y-%m-%d").alias("date"),
        pl.col("speaker").fill_null("not said").alias("source"),
    )  # fmt: skip


def _dots(placed: pl.DataFrame, shown: axes.Window, height: float, theme: Theme) -> list[alt.Chart]:
    tooltip = [
        alt.Tooltip("said", type="nominal", title="date" if _dated(placed) else "number"),
        alt.Tooltip("outlet", type="nominal"),
        alt.Tooltip("date", type="nominal", title="published"),
        alt.Tooltip("source", type="nominal", title="according to"),
        alt.Tooltip("hedge", type="nominal", title="reserve"),
        alt.Tooltip("label", type="nominal", title="article"),
    ]
    columns = ("x", "y", "said", "outlet", "date", "source", "hedge", "label", "shape", "color", "angle")
    sure, unsure = theme.mark("agency"), theme.mark("national")
    coloured = placed.with_columns(
        pl.when(pl.col("filled") & ~pl.col("denied")).then(pl.lit(sure))
        .otherwise(pl.lit(unsure)).alias("color"),
        pl.when("denied").then(45).otherwise(0).alias("angle"),
    )  # fmt: skip
    layers = []
    for filled in (True, False):
        part = coloured.filter(pl.col("filled") == filled).select(columns)
        if part.is_empty():
            continue
        point = alt.Chart(axes.values(part)).mark_point(size=80, strokeWidth=1.8, opacity=1, filled=filled)
        layers.append(
            point.encode(
                x=axes.x("x", shown),
                y=axes.y("y", height),
                shape=alt.Shape("shape", type="nominal", scale=None),
                color=alt.Color("color", type="nominal", scale=None),
                angle=alt.Angle("angle", type="quantitative", scale=None),
                tooltip=tooltip,
            )
        )
    return layers


def _levels(rows: pl.DataFrame, shown: axes.Window, height: float, theme: Theme) -> list[alt.Chart]:
    """Draw a line a value, strong for the right one: the value at its left, the articles at its right."""
    ends = rows.with_columns(pl.lit(shown.start).alias("x"), pl.lit(shown.stop).alias("x2"))
    layers: list[alt.Chart] = []
    for right in (False, True):
        part = ends.filter(pl.col("right") == right).select("x", "x2", "y")
        if part.is_empty():
            continue
        rule = alt.Chart(axes.values(part)).mark_rule(
            color=theme.ink if right else theme.grid, strokeWidth=1.4 if right else 1, tooltip=None
        )
        layers.append(rule.encode(x=axes.x("x", shown), x2="x2", y=axes.y("y", height)))
    columns: tuple[tuple[str, str, int, parts.Align, int, bool, str], ...] = (
        ("label", "x", -10, "right", 13, True, theme.ink),
        ("under", "x", -10, "right", 11, False, theme.mute),
        ("articles", "x2", 14, "left", 12, False, theme.ink),
        ("sources", "x2", 14, "left", 11, False, theme.mute),
    )  # fmt: skip
    for name, end, offset, align, size, bold, color in columns:
        second = name in ("under", "sources")
        shift = pl.when(pl.col("under") == "").then(0.0).otherwise(8.0) if end == "x" else pl.lit(8.0)
        text = ends.filter(pl.col(name) != "").select(
            pl.col(end).alias("x"), (pl.col("y") + (shift if second else -shift)).alias("y"),
            pl.col(name).alias("text"), pl.lit(color).alias("color"),
        )  # fmt: skip
        drawn = parts.texts(text, shown, height, theme, align=align, bold=bold, size=size)
        layers += [layer.encode(xOffset=alt.value(offset)) for layer in drawn]
    return layers


def _notes(found: pl.DataFrame, rows: pl.DataFrame, left: float) -> list[list[parts.Note]]:
    """Say how sure the reports were at first and later, and what was left out."""
    lines: list[list[parts.Note]] = []
    half = found.height // 2
    early, late = (int(part.select(_reserved().sum()).item()) for part in (found[:half], found[half:]))
    if early or late:
        text = f"With reserve: {early} of the first {half} reports, {late} of the last {found.height - half}."
        if half < COMPARED:
            text = f"With reserve: {early + late} of {words.count(found.height, 'report')}."
        lines.append([(-left, "left", text)])
    hidden = found.join(rows.select(_SAME), on=_SAME, how="anti", nulls_equal=True)
    if hidden.height:
        values = words.count(
            hidden.select(_SAME).n_unique(), "other date" if _dated(found) else "other value"
        )
        lines.append([(-left, "left", f"{values} in {words.count(hidden.height, 'report')} not drawn.")])
    return lines


def _about(found: pl.DataFrame) -> str:
    subject = found["subject"].drop_nulls().first()
    return f"First told as: {subject}" if isinstance(subject, str) else "One number in several articles."


def _answer(found: pl.DataFrame) -> str:
    """Say in words what there is to see."""
    values = found.unique(_SAME, keep="any").sort(_SAME)
    told = ", ".join(said_of(row, bare=True) for row in values.iter_rows(named=True))
    bounded = found.filter(pl.col("comparator").is_not_null()).height
    if _dated(found):
        articles = words.count(found["article_id"].n_unique(), "article")
        return f"{articles} give one date as {told}; {bounded} of {found.height} times with a bound."
    return (
        f"{words.count(found['article_id'].n_unique(), 'article')} give one number as {told}; "
        f"{bounded} of {found.height} times with a word such as {COMPARATORS['about']} or "
        f"{COMPARATORS['under']}."
    )
