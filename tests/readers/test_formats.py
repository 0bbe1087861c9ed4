"""Every format reads what its sample holds, to the character."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.readers.samples import FILES, SAMPLES, adds_up, read_bytes, sample
from timeline.readers import READERS, read
from timeline.schema import ARTICLES, DATES, DUPLICATES, REJECTS


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_sample_is_read(name: str, tmp_path: Path) -> None:
    file, records_in, n_articles = SAMPLES[name]
    result = read_bytes(tmp_path, file, sample(file))
    assert [i["format"] for i in result.inputs] == [name]
    assert result.records_in == records_in
    assert result.articles.height == n_articles
    assert adds_up(result)


@pytest.mark.parametrize("name", READERS)
def test_frames_follow_the_schema(name: str, tmp_path: Path) -> None:
    file, *_ = SAMPLES[name]
    result = read_bytes(tmp_path, file, sample(file))
    columns = [c for c in result.articles.columns if not c.startswith("x_")]
    assert result.articles.select(columns).schema == ARTICLES.schema
    assert all(d == pl.String for c, d in result.articles.schema.items() if c.startswith("x_"))
    assert result.dates.schema == DATES.schema
    assert result.duplicates.schema == DUPLICATES.schema
    assert result.rejects.schema == REJECTS.schema
    assert result.articles["included"].all()
    assert set(result.articles["dct_origin"]) <= {"none"}


@pytest.mark.parametrize("name", READERS)
def test_format_is_known_without_its_suffix(name: str, tmp_path: Path) -> None:
    file, *_ = SAMPLES[name]
    if name == "md":
        pytest.skip("Markdown without its suffix is plain text")
    result = read_bytes(tmp_path, "no_suffix", sample(file))
    assert [i["format"] for i in result.inputs] == [name]


@pytest.mark.parametrize("name", READERS)
def test_is_documented(name: str) -> None:
    page = (FILES.parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page
    assert all(f"`{suffix}`" in page for suffix in READERS[name].suffixes)


def test_text_is_untouched(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.txt", "\ufeff  One\r\ntwo\rthree\n\n".encode())
    assert result.articles["text"].to_list() == ["  One\r\ntwo\rthree\n\n"]


def test_plain_text(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "article.txt", sample("article.txt"))
    assert result.articles["title"].item() == "Harbour bridge reopens after repairs"
    assert result.articles["text"].item() == sample("article.txt").decode()
    assert result.articles["path"].item() == "article.txt"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("A bridge opens\nIt opened on Monday.", "A bridge opens", id="line"),
        pytest.param("\n\nA bridge opens\n\nText.", "A bridge opens", id="blank-lines-above"),
        pytest.param("It opened on Monday.\nThen it closed.", None, id="sentence"),
        pytest.param("A bridge opens", None, id="nothing-below"),
        pytest.param("Bridge\nIt opened.", None, id="one-word"),
        pytest.param("word " * 40 + "\nIt opened.", None, id="long"),
    ],
)
def test_title_of_plain_text(tmp_path: Path, text: str, title: str | None) -> None:
    assert read_bytes(tmp_path, "a.txt", text.encode()).articles["title"].item() == title


def test_markdown(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "article.md", sample("article.md"))
    row = result.articles.row(0, named=True)
    assert (row["title"], row["source"], row["author"], row["lang"]) == (
        "Harbour bridge reopens",
        "Nordhaven Post",
        "Ada Quist",
        "en",
    )
    assert row["text"].startswith("# Harbour bridge reopens\n")
    assert row["x_tags"] == "bridge, traffic"
    assert result.dates.select("origin", "raw").rows() == [("metadata", "2025-01-27T18:05:00+01:00")]


@pytest.mark.parametrize(
    "text", ["---\nno pair here\n---\nBody", "---\ntitle: open\nBody without end", "--- \n---\nBody"]
)
def test_markdown_that_is_no_front_matter_is_text(tmp_path: Path, text: str) -> None:
    assert read_bytes(tmp_path, "a.md", text.encode()).articles["text"].item() == text


def test_json_lines(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "articles.jsonl", sample("articles.jsonl"))
    articles = result.articles
    assert articles["path"].to_list() == ["articles.jsonl:1", "articles.jsonl:2", "articles.jsonl:4"]
    assert articles["text"][0] == "The bridge was shut on Sunday.\r\n"
    assert articles["text"][1] == "  The ferry will add trips from Tuesday."
    assert articles["source"].to_list() == ["Nordhaven Post", "Strait Radio", "Concrete Weekly"]
    assert articles["article_id"][0] == "n1"
    assert articles["x_section"].to_list() == ["local", None, None]
    assert articles["x_source"].to_list() == [None, None, '{"id": "cw"}']
    assert result.dates["raw"].to_list() == [
        "2025-01-13T07:10:00+01:00",
        "2025-01-14",
        "2025-01-15T10:00:00Z",
    ]


def test_json_list_inside_an_object(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "articles.json", sample("articles.json"))
    assert result.articles["path"].to_list() == ["articles.json:1", "articles.json:2"]
    assert result.rejects["position"].to_list() == ["3"]
    assert "no text" in result.rejects["reason"].item()


@pytest.mark.parametrize(
    ("text", "n"),
    [
        pytest.param('{"title": "T", "text": "One."}', 1, id="one"),
        pytest.param('[{"text": "One."}, {"text": "Two."}]', 2, id="list"),
        pytest.param('{"response": {"results": [{"fields": {"bodyText": "One."}}]}}', 1, id="deep"),
        pytest.param('{"a": [1, 2], "b": [{"x": 1}], "c": [{"body": "One."}]}', 1, id="best-list"),
        pytest.param('{"text": "One.", "comments": [{"text": "No."}]}', 1, id="own-text-before-lists"),
    ],
)
def test_json_shapes(tmp_path: Path, text: str, n: int) -> None:
    result = read_bytes(tmp_path, "a.json", text.encode())
    assert result.articles.height == n
    assert result.articles["text"][0] == "One."
    assert adds_up(result)


def test_csv(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "articles.csv", sample("articles.csv"))
    articles = result.articles
    assert articles["path"].to_list() == ["articles.csv:2", "articles.csv:4", "articles.csv:6"]
    assert articles["text"][0] == 'The bridge was shut on Sunday;\r\nbuses take the ford road, the "old way".'
    assert articles["x_Region"].to_list() == ["north", None, "south"]
    # one value above 12 shows that the whole column has the day first
    assert [str(d)[:10] for d in result.dates["start"]] == ["2025-01-13", "2025-02-03", "2025-01-15"]


def test_parquet_types(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["One."], "n": [3], "flag": [True], "tags": [["a", "b"]]}).with_columns(
        published=pl.lit("2025-01-28T09:30:00").str.to_datetime().dt.replace_time_zone("Europe/Berlin"),
        meta=pl.struct(a=1),
    )
    frame.write_parquet(tmp_path / "a.parquet")
    result = read([tmp_path / "a.parquet"])
    row = result.articles.row(0, named=True)
    assert (row["x_n"], row["x_flag"], row["x_tags"], row["x_meta"]) == ("3", "true", "a, b", '{"a": 1}')
    assert result.dates["raw"].item() == "2025-01-28T09:30:00+01:00"


def test_metadata_only_rows_are_kept(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "stories.csv", sample("stories.csv"))
    assert result.articles["text"].to_list() == ["", ""]
    assert result.articles["article_id"].to_list() == ["11", "12"]
    assert any("attention" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("head", "first", "said"),
    [
        pytest.param("", 2, None, id="header-first"),
        pytest.param(
            "Search: bridge\nExported 2025-02-05, by me\n\n",
            5,
            "2 rows above the header are left out: 'Search: bridge'",
            id="title",
        ),
    ],
)
def test_csv_with_lines_above_its_header(tmp_path: Path, head: str, first: int, said: str | None) -> None:
    data = f'{head}title,text,published\nA,"One.\nMore.",2025-02-01\nB,Two.,2025-02-02\n'.encode()
    result = read_bytes(tmp_path, "a.csv", data)
    assert result.articles["path"].to_list() == [f"a.csv:{first}", f"a.csv:{first + 2}"]
    assert any(said in warning for warning in result.warnings) if said else not result.warnings
    assert adds_up(result)


def test_text_inside_a_column_of_records(tmp_path: Path) -> None:
    frame = pl.DataFrame({"title": ["A"], "body": [{"text": "One.", "words": 1}], "date": ["2025-02-01"]})
    frame.write_parquet(tmp_path / "a.parquet")
    row = read([tmp_path / "a.parquet"]).articles.row(0, named=True)
    assert (row["text"], row["x_body"]) == ("One.", '{"words": 1}')
    post = {"id": 7, "date": "2025-02-01T10:00:00", "link": "https://kelm.example/a"}
    post |= {
        "title": {"rendered": "A"},
        "content": {"rendered": "<p>One.</p><p>Two.</p>", "protected": False},
    }
    result = read_bytes(tmp_path, "wordpress.json", json.dumps([post]).encode())
    row = result.articles.row(0, named=True)
    assert (row["title"], row["text"]) == ("A", "One.\n\nTwo.")
    assert result.dates["raw"].to_list() == ["2025-02-01T10:00:00"]


def test_no_number_is_no_day(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.json", b'[{"text": "One.", "date": NaN, "score": NaN}]')
    assert (result.dates.height, result.warnings) == (0, [])


def test_columns_by_name(tmp_path: Path) -> None:
    data = b"kopf,inhalt,tag\nBridge,The bridge was shut.,2025-01-13\n"
    columns = {"title": "kopf", "text": "inhalt", "published": "tag"}
    result = read_bytes(tmp_path, "a.csv", data, columns=columns)
    assert result.articles.select("title", "text").rows() == [("Bridge", "The bridge was shut.")]
    assert result.dates["raw"].to_list() == ["2025-01-13"]


def test_nested_columns_by_name(tmp_path: Path) -> None:
    data = b'{"doc": {"main": {"words": "The bridge was shut."}}}\n'
    result = read_bytes(tmp_path, "a.jsonl", data, columns={"text": "doc.main.words"})
    assert result.articles["text"].to_list() == ["The bridge was shut."]


def test_format_can_be_forced(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.log", b"The bridge was shut.", input_format="txt")
    assert result.articles["text"].to_list() == ["The bridge was shut."]


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        pytest.param("a.txt", b"title,text\nA,B\n", "csv", id="csv-as-txt"),
        pytest.param(
            "a.txt", b"<!DOCTYPE html><html><body><p>One</p></body></html>", "html", id="html-as-txt"
        ),
        pytest.param("a.txt", b'{"text": "One."}\n{"text": "Two."}\n', "jsonl", id="jsonl-as-txt"),
        pytest.param("a.json", b'{"text": "One."}\n{"text": "Two."}\n', "jsonl", id="jsonl-as-json"),
        pytest.param("a.jsonl", b'[{"text": "One."}]', "json", id="json-as-jsonl"),
        pytest.param("a.html", b"Just words, no tags", None, id="text-as-html"),
        pytest.param("a.txt", b"Text, with a comma\nand more text", "txt", id="comma-is-no-table"),
        pytest.param("a.txt", b"[Corrected] The bridge was shut.", "txt", id="bracket-is-no-json"),
    ],
)
def test_content_decides(tmp_path: Path, name: str, data: bytes, format_: str | None) -> None:
    assert read_bytes(tmp_path, name, data).inputs[0]["format"] == format_
