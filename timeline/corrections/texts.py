"""Write cells as the texts that the corrections table keeps."""

import polars as pl

SEPARATOR = "; "
"""Between the elements of a list."""


def as_text(value: object) -> str | None:
    """Write a cell as the corrections table keeps it: lists with semicolons, nothing as null.

    >>> as_text(["a", "b"]), as_text(""), as_text(3)
    ('a; b', None, '3')
    """
    if isinstance(value, (list, pl.Series)):
        return SEPARATOR.join(value) or None
    return str(value) if value not in (None, "") else None
