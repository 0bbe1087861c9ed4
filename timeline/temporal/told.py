"""Let a story of the past count from its own dates: "In January" after "October 1941" is January 1942.

News counts a bare month from its publication day. A history, a biography or a chronology names years that lie
far behind that day and few days near it; there the month, the day and the season belong to the date before.
"""

import polars as pl

_c = pl.col
_FAR = 2
"""Years before publication from which a year is one of the past; last year's is still news."""

_LEAST = 5
"""Years of the past that an article must name; fewer are the background of news."""

_PER_DCT = 5
"""Years of the past for each phrase counted from publication (today, on Friday, last month) in an article."""

_FINER_THAN_SEASON = ("second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month")


def told(mentions: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Let the open slots of a year count from the dated mention before, in articles that tell of the past.

    Takes mentions in text order with ``row``, ``operator``, ``anchor``, ``granularity`` and ``other_for``,
    their direction not yet chosen, and the ``row`` and days (seconds) of the texts. A rule whose
    ``other_for`` names "story" counts from there too. Without a publication day any text with a year is.
    """
    years = texts.select("row", pl.coalesce("day_best", "day_first", "day_last").alias("_dct"))
    rows = mentions.join(years, on="row", how="left", maintain_order="left").with_columns(
        _year().alias("_year")
    )
    rows = rows.filter(_story().over("row")) if rows.height else rows
    if rows.height == 0:
        return mentions
    rows = mentions.with_row_index("_at").join(
        rows.select("row").unique(), on="row", how="semi", maintain_order="left"
    )
    dated = _c("operator").is_not_null()
    own = pl.when(dated & ~_is_open() & ~_is_marked()).then(_c("anchor"))
    rows = rows.with_columns(
        own.forward_fill().over("row").alias("_basis"),
        pl.when(dated).then(_c("granularity")).forward_fill().shift(1).over("row").alias("_before"),
    )
    basis = _c("_basis").is_in(["none", "previous"])
    compared = _c("_before").is_in(["quarter", "half"]) & _c("other_op").is_not_null()
    moved = (_is_open() | _is_marked()) & (_c("anchor") == "dct") & basis & ~compared.fill_null(False)
    fine = _c("_before").is_in(_FINER_THAN_SEASON)
    # From a day or month on, two months back included for what is taken up again; in a year, from its start.
    onward = pl.when(fine).then(pl.lit("month -2 | coming ")).otherwise(pl.lit("coming "))
    halves = _c("operator").str.splitn("? ", 2)
    changed = pl.when(_is_open()).then(
        pl.concat_str(halves.struct.field("field_0"), onward, halves.struct.field("field_1"))
    )
    rows = rows.filter(moved).select(
        "_at",
        changed.otherwise(_c("operator")).alias("_operator"),
        pl.lit("previous").alias("_anchor"),
    )
    out = mentions.with_row_index("_at").join(rows, on="_at", how="left", maintain_order="left")
    taken = _c("_anchor").is_not_null()
    return out.with_columns(
        pl.coalesce("_operator", "operator").alias("operator"),
        pl.coalesce("_anchor", "anchor").alias("anchor"),
        pl.when(taken).then(None).otherwise(_c("other_op")).alias("other_op"),
        pl.when(taken).then(None).otherwise(_c("alt")).alias("alt"),
    ).drop("_at", "_operator", "_anchor")


def _is_open() -> pl.Expr:
    return _c("operator").str.starts_with("? year:").fill_null(False)


def _is_marked() -> pl.Expr:
    return _c("other_for").str.contains(r"\bstory\b").fill_null(False)


def _year() -> pl.Expr:
    """Give the year that a mention says itself."""
    said = _c("operator").str.extract(r"^at (\d{4})\b", 1).cast(pl.Int64)
    return pl.when(_c("anchor") == "none").then(said)


def _story() -> pl.Expr:
    """Say whether the mentions of a text are those of a story of the past."""
    published = (_c("_dct") * 1_000_000).cast(pl.Datetime("us")).dt.year().cast(pl.Int64)
    far = (_c("_year") <= published - _FAR).fill_null(False).sum()
    news = ((_c("anchor") == "dct") & _c("operator").is_not_null() & ~_is_open() & ~_is_marked()).sum()
    told = (far >= _LEAST) & (far >= _PER_DCT * news)
    return pl.when(_c("_dct").is_null().all()).then(_c("_year").is_not_null().any()).otherwise(told)
