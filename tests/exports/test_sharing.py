"""What is kept back is in no format."""

import io
from collections.abc import Mapping

import polars as pl
import pytest

from timeline import exports
from timeline.exports.sharing import DEFAULT_EXCERPT, shareable
from timeline.options import ExportOptions

FORMS = [
    (what, form)
    for what, forms in exports.EXPORTS.items()
    for form in forms
    if form not in ("xlsx", "parquet")
]


@pytest.mark.parametrize(("what", "form"), FORMS, ids=[f"{what}.{form}" for what, form in FORMS])
def test_no_folder_name_gets_out(what: str, form: str, tables: Mapping[str, pl.DataFrame]) -> None:
    made = exports.export_bytes(tables, what, form, ExportOptions(paths=False))
    assert b"secret/" not in made
    assert b"anna" not in made


def test_file_names_stay(tables: Mapping[str, pl.DataFrame]) -> None:
    options = ExportOptions(paths=False)
    articles = shareable("articles", tables["articles"], options)
    assert articles["path"].to_list() == ["a.txt", "b.txt"]
    assert articles["dct_why"].to_list() == [["given as published in list.csv"]] * 2
    odd = tables["articles"].head(1).with_columns(pl.lit(r"C:\news\a.zip!in\ner\b.html").alias("path"))
    assert shareable("articles", odd, options)["path"].to_list() == ["a.zip!b.html"]


def test_no_text_gets_out(tables: Mapping[str, pl.DataFrame]) -> None:
    articles = tables["articles"].with_columns(pl.lit("word " * 500).alias("x_body"))
    shared = shareable("articles", articles, ExportOptions(text=False))
    assert shared["text"].null_count() == shared.height
    assert shared["x_body"].str.len_chars().max() == DEFAULT_EXCERPT
    assert shared.schema == articles.schema
    assert shareable("rejects", tables["rejects"], ExportOptions(text=False))["sample"].to_list() == [None]


def test_excerpts_are_cut(tables: Mapping[str, pl.DataFrame]) -> None:
    shared = shareable("articles", tables["articles"], ExportOptions(max_excerpt=10))
    assert shared["text"].to_list() == ["Acme reca…", "=Acme & C…"]
    assert shareable("rejects", tables["rejects"], ExportOptions(max_excerpt=0))["sample"].to_list() == [""]


def test_nothing_is_kept_back_unasked(tables: Mapping[str, pl.DataFrame]) -> None:
    for name, table in tables.items():
        made = exports.export_bytes(tables, name, "parquet")
        assert pl.read_parquet(io.BytesIO(made)).equals(table)
