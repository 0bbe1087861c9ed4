"""Turn typed columns into text cells that other programs read the same way: ISO dates, JSON for lists."""

from typing import Any, Final

import polars as pl

_FORMULA: Final = r"^[=+\-@\t\r\n＝＋－＠]"
_PLAIN_NUMBER: Final = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"


def holds_time(dtype: Any) -> bool:
    """Say whether a type is, or holds, a clock time."""
    if isinstance(dtype, pl.List):
        return holds_time(dtype.inner)
    if isinstance(dtype, pl.Struct):
        return any(holds_time(field.dtype) for field in dtype.fields)
    return isinstance(dtype, pl.Datetime)


def iso(values: pl.Expr, dtype: Any) -> pl.Expr:
    """Write clock times as ISO 8601, also inside lists and structs: local without a zone, instants with Z.

    Fractions of a second appear only where there are any.
    """
    if not holds_time(dtype):
        return values
    if isinstance(dtype, pl.List):
        return values.list.eval(iso(pl.element(), dtype.inner))
    if isinstance(dtype, pl.Struct):
        fields = [iso(values.struct.field(f.name), f.dtype).alias(f.name) for f in dtype.fields]
        return pl.when(values.is_not_null()).then(pl.struct(fields))
    zone = "Z" if dtype.time_zone else ""
    whole = values.dt.microsecond() == 0
    short, long = (
        values.dt.strftime("%Y-%m-%dT%H:%M:%S" + zone),
        values.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f" + zone),
    )
    return pl.when(whole).then(short).otherwise(long)


def with_iso_times(table: pl.DataFrame) -> pl.DataFrame:
    """Give a table whose clock times are ISO texts; days stay days, everything else is as it was."""
    return table.with_columns(
        iso(pl.col(name), dtype).alias(name) for name, dtype in table.schema.items() if holds_time(dtype)
    )


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """Give a table of plain cells: times as ISO texts, lists and structs as JSON."""
    timed = with_iso_times(table)
    nested = [name for name, dtype in timed.schema.items() if dtype.is_nested()]
    return timed.with_columns(_as_json(name) for name in nested)


def safe_for_spreadsheets(table: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would run as a formula; numbers stay numbers.

    The characters are those that OWASP names for CSV injection: = + - @, tab, line ends, full-width forms.

    >>> safe_for_spreadsheets(pl.DataFrame({"a": ["=1+1", "-5", "fine"]}))["a"].to_list()
    ["'=1+1", '-5', 'fine']
    """
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    return table.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_PLAIN_NUMBER))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def _as_json(name: str) -> pl.Expr:
    # polars encodes structs only: wrap the column, then take the wrapper {"v":...} off again.
    wrapped = pl.struct(pl.col(name).alias("v")).struct.json_encode()
    inner = wrapped.str.slice(5, wrapped.str.len_chars() - 6)
    return pl.when(pl.col(name).is_not_null()).then(inner).alias(name)
