"""What the commands write, through the same door as the user."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from lxml import etree

from timeline.schema import MENTIONS, TABLES

Run = Callable[..., Result]


def test_resolve_prints_interval_precision_codes_and_reason(run: Run) -> None:
    result = run("resolve", "two weeks ago", "--dct", "2025-01-28")
    assert result.exit_code == 0, result.stderr
    lines = dict(line.strip().split(maxsplit=1) for line in result.stdout.splitlines()[1:])
    assert lines["interval"] == "from 2025-01-13 up to, not including, 2025-01-20"
    assert lines["precision"] == "week"
    assert "2025-W03" in lines["TIMEX3"]
    assert lines["EDTF"]
    assert lines["reason"]
    assert "week -2" in lines["operator"]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("\u0432\u0447\u0435\u0440\u0430", "2025-01-27"),
        ("\u6628\u65e5", "2025-01-27"),
        ("yesterday", "2025-01-27"),
    ],
    ids=["Cyrillic", "Han", "Latin"],
)
def test_resolve_reads_the_language_of_the_script(run: Run, phrase: str, value: str) -> None:
    result = run("resolve", phrase, "--dct", "2025-01-28", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["value"] == value


@pytest.mark.parametrize(("register", "found"), [("posts", 1), ("news", 0), ("auto", 1)])
def test_tag_reads_posts_as_asked(run: Run, tmp_path: Path, register: str, found: int) -> None:
    post = tmp_path / "post.jsonl"
    post.write_text(json.dumps({"text": "c u 2moro @anna lol!!", "published": "2025-01-28", "lang": "en"}))
    result = run("tag", str(post), "--register", register)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == found


def test_resolve_as_json_has_the_columns_of_the_mentions(run: Run) -> None:
    result = run("resolve", "last month", "--dct", "2025-01-28", "--json")
    row = json.loads(result.stdout)
    assert list(row) == [column.name for column in MENTIONS.columns]
    assert (row["start"], row["stop"]) == ("2024-12-01T00:00:00", "2025-01-01T00:00:00")


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_tags_point_at_their_phrases(run: Run, built: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"tags.{suffix}"
    result = run("tag", built / "articles.jsonl", "-o", out)
    assert result.exit_code == 0, result.stderr
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        "jsonl": pl.read_ndjson, "csv": pl.read_csv, "parquet": pl.read_parquet
    }  # fmt: skip
    rows = readers[suffix](out).to_dicts()
    texts = {
        article["article_id"]: article
        for article in map(json.loads, (built / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    }
    assert rows
    assert list(rows[0]) == [column.name for column in MENTIONS.columns]
    for row in rows:
        assert texts[row["article_id"]][row["field"]][row["begin"] : row["end"]] == row["phrase"]


def test_tags_go_to_standard_output_and_nothing_else_does(run: Run, built: Path) -> None:
    text = (built / "articles.jsonl").read_text(encoding="utf-8")
    result = run("tag", "-", stdin=text)
    assert result.exit_code == 0, result.stderr
    assert {json.loads(line)["article_id"] for line in result.stdout.splitlines()} == {
        "wire-1", "local-1", "blog-1"
    }  # fmt: skip


def test_a_folder_gives_timeml(run: Run, built: Path, tmp_path: Path) -> None:
    result = run("tag", built / "articles.jsonl", "-o", tmp_path / "tml")
    assert result.exit_code == 0, result.stderr
    root = etree.parse(str(tmp_path / "tml" / "wire-1.tml")).getroot()
    first = json.loads((built / "articles.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert "".join(root.find("TEXT").itertext()) == first["text"]
    assert "Monday" in "".join(tag.text for tag in root.find("TEXT").findall("TIMEX3"))


def test_published_fills_gaps(run: Run, built: Path, tmp_path: Path) -> None:
    result = run("tag", built / "article.txt", "--published", "2025-01-28")
    phrases = {row["phrase"]: row["start"] for row in map(json.loads, result.stdout.splitlines())}
    assert any("Monday" in phrase and start == "2025-01-27T00:00:00" for phrase, start in phrases.items())


def test_columns_are_mapped_and_others_pass_through(run: Run, built: Path, tmp_path: Path) -> None:
    out = tmp_path / "story"
    result = run("build", built / "table.csv", "--columns", "text=body,published=day", "-o", out)
    assert result.exit_code == 0, result.stderr
    articles = pl.read_parquet(out / "articles.parquet")
    assert articles["x_desk"].to_list() == ["health"] * 3
    assert articles["dct_best"].null_count() == 0


def test_show_tells_the_story(run: Run, story: Path) -> None:
    result = run("show", story)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Acme pumps\n3 articles · 3 outlets · 28 Jan – 14 Feb 2025\n")
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_exported(run: Run, story: Path, tmp_path: Path, name: str) -> None:
    result = run("export", story, "--what", name, "-o", tmp_path / "table.parquet")
    assert result.exit_code == 0, result.stderr
    assert pl.read_parquet(tmp_path / "table.parquet").equals(pl.read_parquet(story / f"{name}.parquet"))


def test_the_timeline_has_the_shape_of_the_contract(run: Run, story: Path, tmp_path: Path) -> None:
    out = tmp_path / "days.json"
    assert run("export", story, "--what", "timeline", "--dates", "all", "-o", out).exit_code == 0
    days = json.loads(out.read_text(encoding="utf-8"))
    assert days
    assert [sorted(day) for day in days] == [["date", "event_ids", "score", "sentences"]] * len(days)
    assert [day["date"] for day in days] == sorted(day["date"] for day in days)
    assert "2025-01-27" in [day["date"] for day in days]
    run("export", story, "--what", "timeline", "--dates", "1", "--sentences", "2", "-o", out)
    (best,) = json.loads(out.read_text(encoding="utf-8"))
    assert best["score"] == max(day["score"] for day in days)


def test_an_export_can_be_piped(run: Run, story: Path) -> None:
    result = run(
        "export", story, "--what", "articles", "--format", "csv", "--no-text", "--no-paths", "-o", "-"
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["text"] for row in rows] == ["", "", ""]
    assert all("/" not in row["path"] and "\\" not in row["path"] for row in rows)


def test_charts_are_files_of_every_kind(run: Run, story: Path, tmp_path: Path) -> None:
    result = run(
        "charts", story, "-o", tmp_path / "c", "--only", "timeline", "--format", "png,svg,pdf,html,json,csv"
    )
    assert result.exit_code == 0, result.stderr
    starts = {
        "png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF", "html": b"<!", "json": b"{", "csv": b"",
    }  # fmt: skip
    assert {path.suffix[1:] for path in (tmp_path / "c").iterdir()} == set(starts)
    for path in (tmp_path / "c").iterdir():
        assert path.read_bytes().lstrip().startswith(starts[path.suffix[1:]])
        assert path.stat().st_size > 50


def test_a_report_needs_nothing_else(run: Run, story: Path, tmp_path: Path) -> None:
    assert run("export", story, "-o", tmp_path / "report.html").exit_code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    root = etree.HTML(page)
    assert not root.xpath("//script | //link | //img[starts-with(@src, 'http')]")
    assert len(root.xpath("//figure/*[local-name()='svg']")) >= 3
    assert "Acme Corp recalled 4,000 insulin pumps on Monday" in "".join(root.itertext())
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
