"""The contract as code: docs in step, every table survives being written, no column without a type."""

from pathlib import Path

import polars as pl
import pytest

import docs
from timeline.schema import GRANULARITIES, KNOWN_ORIGINS, ORIGINS, TABLES, Table

DOCS = Path(__file__).parent.parent / "docs"
EACH_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


def types_within(dtype: object) -> list[str]:
    """List the names of a type and all types inside it."""
    inside = [str(dtype)]
    if isinstance(dtype, pl.List):
        inside += types_within(dtype.inner)
    if isinstance(dtype, pl.Struct):
        inside += [name for field in dtype.fields for name in types_within(field.dtype)]
    return inside


@pytest.mark.parametrize("name", docs.PAGES)
def test_the_page_is_what_the_code_says(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == docs.PAGES[name](), f"run `make docs` and commit docs/{name}"


@EACH_TABLE
def test_no_column_is_without_a_type_or_a_meaning(table: Table) -> None:
    for column in table.columns:
        assert "Null" not in types_within(column.dtype), column.name
        assert column.meaning.strip(), column.name
    assert len(table.schema) == len(table.columns), "a name stands twice"


@EACH_TABLE
def test_an_empty_table_keeps_its_schema_on_disk(table: Table, tmp_path: Path) -> None:
    table.empty().write_parquet(tmp_path / "t.parquet")
    assert pl.read_parquet(tmp_path / "t.parquet").schema == table.schema


@EACH_TABLE
def test_a_row_of_nulls_keeps_its_schema_on_disk(table: Table, tmp_path: Path) -> None:
    frame = table.frame([{}])
    assert frame.shape == (1, len(table.columns))
    frame.write_parquet(tmp_path / "t.parquet")
    back = pl.read_parquet(tmp_path / "t.parquet")
    assert back.schema == table.schema
    assert back.equals(frame)


def test_frame_refuses_a_value_of_another_type() -> None:
    with pytest.raises((TypeError, pl.exceptions.PolarsError)):
        TABLES["events"].frame([{"n_articles": "three"}])


def test_every_interval_has_both_ends() -> None:
    for table in TABLES.values():
        names = set(table.schema)
        for start, stop in (("start", "stop"), ("begin", "end"), ("dct_start", "dct_stop")):
            assert (start in names) == (stop in names), (table.name, start)


def test_what_is_known_is_an_origin_in_the_order_of_trust() -> None:
    assert [o for o in ORIGINS if o in KNOWN_ORIGINS] == list(KNOWN_ORIGINS)
    assert ORIGINS[-1] == "none"
    assert len(set(GRANULARITIES)) == len(GRANULARITIES)
