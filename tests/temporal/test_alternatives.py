"""Phrases with two readings keep the other one; phrases with one keep none."""

from datetime import date

import polars as pl
import pytest

from timeline.temporal import tag

# A Tuesday.
DAY = date(2025, 1, 28)
READINGS = [
    ("They meet next Friday.", "2025-01-31", ["2025-02-07"]),
    ("They met last Monday.", "2025-01-27", ["2025-01-20"]),
    ("They met last January.", "2024-01", []),
    ("They meet next October.", "2025-10", ["2026-10"]),
    ("They met in October.", "2024-10", ["2025-10"]),
    ("They met on Friday.", "2025-01-24", ["2025-01-31"]),
    ("They met over Christmas.", "2024-12-25", ["2025-12-25"]),
    ("They met around 3:30.", "2025-01-28T03:30", ["2025-01-28T15:30"]),
    ("They met at five o'clock.", "2025-01-28T17:00", ["2025-01-28T05:00"]),
    ("They met at 14:30.", "2025-01-28T14:30", []),
    ("Signed 02/03/2025.", "2025-02-03", ["2025-03-02"]),
    ("Signed 27/01/2025.", "2025-01-27", []),
    ("They met yesterday.", "2025-01-27", []),
    ("They met in May 2024.", "2024-05", []),
]


@pytest.mark.parametrize(("text", "value", "others"), READINGS, ids=[r[0] for r in READINGS])
def test_other_reading_is_kept(text: str, value: str, others: list[str]) -> None:
    article = pl.DataFrame(
        {
            "article_id": ["a"],
            "text": [text],
            "lang": ["en"],
            "dct_start": [DAY],
            "dct_stop": [date(2025, 1, 29)],
        }
    )
    row = tag(article).row(0, named=True)
    assert (row["value"], [other["value"] for other in row["alternatives"]]) == (value, others)
