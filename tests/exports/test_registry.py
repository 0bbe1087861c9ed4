"""Every export that is registered can be written, and what is not registered is told."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from timeline import exports
from timeline.errors import InputError, OptionError
from timeline.options import ExportOptions
from timeline.schema import TABLES

ALL = [(what, form) for what, forms in exports.EXPORTS.items() for form in forms]


@pytest.mark.parametrize(("what", "form"), ALL, ids=[f"{what}.{form}" for what, form in ALL])
def test_every_export_can_be_written(
    what: str, form: str, tables: Mapping[str, pl.DataFrame], tmp_path: Path
) -> None:
    path = exports.export(tables, what, tmp_path / f"deep/er/file.{form}")
    assert path.stat().st_size > 0 or (form == "jsonl" and tables[what].is_empty())
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("what", "form"), ALL, ids=[f"{what}.{form}" for what, form in ALL])
def test_every_export_of_an_empty_story_can_be_written(what: str, form: str) -> None:
    made = exports.export_bytes({}, what, form)
    assert made or form == "jsonl"


def test_every_table_is_offered() -> None:
    assert set(TABLES) <= set(exports.EXPORTS)


@pytest.mark.parametrize(
    ("what", "form", "said"),
    [
        pytest.param("report", "pdf", r"\.pdf is not available for report.*\.html", id="pdf comes later"),
        pytest.param("events", "gexf", r"not available.*gexf is there for: lineage", id="gexf"),
        pytest.param("articles", "ics", r"not available for articles.*ics is there for: events", id="ics"),
        pytest.param(
            "replication", "zip", "no export 'replication'.*events", id="an export that is not there"
        ),
    ],
)
def test_what_is_not_there_is_told_with_what_is(what: str, form: str, said: str) -> None:
    with pytest.raises(OptionError, match=said):
        exports.export_bytes({}, what, form)


def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    tables: Mapping[str, pl.DataFrame], tmp_path: Path
) -> None:
    target = tmp_path / "events.csv"
    target.write_text("mine")

    def fail(out: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        exports.write_whole(target, fail)
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        exports.export({}, "events", tmp_path, form="csv")


def test_options_reach_the_writer(tables: Mapping[str, pl.DataFrame]) -> None:
    assert exports.export_bytes(tables, "events", "csv", ExportOptions(bom=True)).startswith(b"\xef\xbb\xbf")
