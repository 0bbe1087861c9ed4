"""Exit statuses and messages: what was wrong, where, what to do; nothing lost; never a traceback."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

import timeline.show
from timeline.story import open_story, write_story

GOOD = {"text": "Acme recalled its pumps on 27 January 2025.", "published": "2025-01-28"}

Run = Callable[..., Result]


def good_file(folder: Path) -> Path:
    path = folder / "good.txt"
    path.write_text(GOOD["text"], encoding="utf-8")
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.txt"
    path.write_bytes(b"")
    return path


def binary(folder: Path) -> Path:
    path = folder / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)
    return path


def no_text_column(folder: Path) -> Path:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "price"], ["1", "9.50"], ["2", "3.20"]])
    return path


def broken_line(folder: Path) -> Path:
    path = folder / "lines.jsonl"
    path.write_text(json.dumps(GOOD) + '\n{"text": "cut o\n' + json.dumps({**GOOD, "text": "Other."}) + "\n")
    return path


def impossible_date(folder: Path) -> Path:
    path = folder / "dates.jsonl"
    path.write_text(json.dumps({**GOOD, "published": "99999-13-45"}) + "\n")
    return path


def empty_folder(folder: Path) -> Path:
    path = folder / "nothing"
    path.mkdir()
    return path


BAD = [
    pytest.param(empty, 1, "empty.txt", "empty", id="an empty file"),
    pytest.param(binary, 1, "picture.txt", "", id="a binary renamed .txt"),
    pytest.param(no_text_column, 1, "table.csv", "text", id="a CSV without a text column"),
    pytest.param(broken_line, 3, "lines.jsonl", "2", id="a broken JSONL line"),
    pytest.param(impossible_date, 0, "", "99999-13-45", id="a date that does not exist"),
    pytest.param(empty_folder, 1, "nothing", "no files to read", id="no article at all"),
]


@pytest.mark.parametrize(("make", "alone", "where", "what"), BAD)
@pytest.mark.parametrize("command", ["build", "tag"])
def test_bad_input_alone(
    *, run: Run, tmp_path: Path, make: Callable[[Path], Path], alone: int, where: str, what: str, command: str
) -> None:
    out = tmp_path / ("story" if command == "build" else "tags.jsonl")
    result = run(command, make(tmp_path), "-o", out)
    assert result.exit_code == alone, result.stderr
    assert where in result.stderr
    assert what in result.stderr
    assert "Traceback" not in result.output
    assert out.exists() == (alone != 1)


@pytest.mark.parametrize(("make", "alone", "where", "what"), BAD)
def test_bad_input_among_good(
    *, run: Run, tmp_path: Path, make: Callable[[Path], Path], alone: int, where: str, what: str
) -> None:
    result = run("build", good_file(tmp_path), make(tmp_path), "-o", tmp_path / "story")
    rejected = make is not impossible_date
    assert result.exit_code == (3 if rejected else 0), result.stderr
    story = open_story(tmp_path / "story")
    counts = story.manifest["counts"]
    assert counts["records_in"] == counts["articles"] + counts["duplicates"] + counts["rejects"]
    assert (counts["rejects"] > 0) == rejected
    assert GOOD["text"] in story.table("articles")["text"].to_list()
    if rejected:
        assert where in result.stderr
        assert where in "".join(story.table("rejects")["path"].to_list())


def test_a_date_that_does_not_exist_leaves_the_article_undated(run: Run, tmp_path: Path) -> None:
    result = run("build", impossible_date(tmp_path), "-o", tmp_path / "story")
    (article,) = open_story(tmp_path / "story").table("articles").iter_rows(named=True)
    assert article["dct_start"] is None or article["dct_origin"] not in ("given", "meta")
    assert "99999-13-45" in result.stderr


def test_records_are_counted_on_standard_error(run: Run, tmp_path: Path) -> None:
    result = run("build", broken_line(tmp_path), "-o", tmp_path / "story")
    assert "3 records in = 2 articles + 0 duplicates + 1 reject" in result.stderr
    assert f"dateline show {tmp_path / 'story'}" in result.stderr
    assert result.stdout == ""


def test_quiet_says_nothing_but_the_status_does(run: Run, tmp_path: Path) -> None:
    result = run("build", broken_line(tmp_path), "-o", tmp_path / "story", "-q")
    assert (result.exit_code, result.output) == (3, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["build"], "INPUT", id="no input"),
        pytest.param(["build", "x.txt"], "-o", id="no output"),
        pytest.param(["build", "x.txt", "-o", "s", "--published", "2025-02-30"], "02-30", id="no such day"),
        pytest.param(["build", "x.txt", "-o", "s", "--columns", "text"], "OURS=THEIRS", id="columns without"),
        pytest.param(["build", "x.txt", "-o", "s", "--columns", "body=text"], "OURS=THEIRS", id="turned"),
        pytest.param(["build", "x.txt", "-o", "s", "--input-format", "doc"], "jsonl", id="no such reader"),
        pytest.param(["build", "x.txt", "-o", "s", "--meta", "none.csv"], "none.csv", id="no such meta file"),
        pytest.param(["build", "x.txt", "-o", "s", "--engine", "spark"], "spark", id="no such engine"),
        pytest.param(["tag", "x.txt", "-o", "tags.docx"], ".jsonl", id="a suffix that tag does not write"),
        pytest.param(["resolve", "today"], "--dct", id="no day"),
        pytest.param(["resolve", "today", "--dct", "28.01.2025"], "2025-01-28", id="a day that is not ISO"),
        pytest.param(["export", "STORY", "-o", "x.pdf", "--what", "report"], "not available", id="pdf"),
        pytest.param(["export", "STORY", "-o", "x.gexf", "--what", "events"], ".csv", id="gexf"),
        pytest.param(["export", "STORY", "-o", "x.zip", "--what", "replication"], "no export", id="zip"),
        pytest.param(["export", "STORY", "-o", "x"], "--format", id="no suffix"),
        pytest.param(["export", "STORY", "-o", "x.json", "--dates", "0"], "'all'", id="no days"),
        pytest.param(["charts", "STORY", "-o", "c", "--format", "gif"], "svg", id="no such picture"),
        pytest.param(["charts", "STORY", "-o", "c", "--only", "nonsense"], "timeline", id="no such chart"),
        pytest.param(["charts", "STORY", "-o", "c", "--from", "2025-02-01", "--to", "2025-01-01"],
                     "before", id="from after to"),
        pytest.param(["nonsense"], "nonsense", id="no such command"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(*, run: Run, story: Path, tmp_path: Path, arguments: list[str], said: str,
                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    result = run(*[str(story) if part == "STORY" else part for part in arguments])
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["show", "check", "app"])
def test_a_story_that_is_not_there_is_1(run: Run, tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path / "none")
    assert result.exit_code == 1
    assert "no story" in result.stderr
    assert "dateline build" in result.stderr


@pytest.mark.parametrize("command", ["build", "tag"])
def test_a_file_that_is_not_there_is_1(run: Run, tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path / "none.txt", "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "none.txt" in result.stderr
    assert "no such file" in result.stderr


def test_a_phrase_that_is_not_understood_is_1(run: Run) -> None:
    result = run("resolve", "the colour green", "--dct", "2025-01-28")
    assert result.exit_code == 1
    assert "the colour green" in result.stderr


def test_a_language_that_is_not_known_is_told(run: Run) -> None:
    result = run("resolve", "today", "--dct", "2025-01-28", "--lang", "xx")
    assert result.exit_code in (1, 2)
    assert "xx" in result.stderr


def test_a_folder_with_other_files_is_not_written_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    result = run("build", good_file(tmp_path), "-o", tmp_path / "thesis")
    assert result.exit_code == 2
    assert "chapter.txt" in result.stderr
    assert [entry.name for entry in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_a_story_is_replaced_and_keeps_its_corrections(run: Run, tmp_path: Path) -> None:
    from timeline.schema import CORRECTIONS
    from timeline.story import add_corrections

    target = tmp_path / "story"
    assert run("build", good_file(tmp_path), "-o", target).exit_code == 0
    add_corrections(
        open_story(target), CORRECTIONS.frame([{"op": "note", "keys": ["x:1-2"], "note": "kept"}])
    )
    assert run("build", good_file(tmp_path), "-o", target).exit_code == 0
    assert open_story(target).table("corrections")["note"].to_list() == ["kept"]


def test_a_locked_story_is_1(run: Run, tmp_path: Path) -> None:
    import filelock

    target = tmp_path / "story"
    write_story(target, {}, {})
    with filelock.FileLock(target / ".lock"):
        result = run("build", good_file(tmp_path), "-o", target)
    assert result.exit_code == 1
    assert "being written" in result.stderr


def test_a_bug_is_70_with_a_log_and_no_traceback(
    run: Run, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **settings: object) -> None:
        raise ZeroDivisionError("it broke")

    monkeypatch.setattr(timeline.show, "show", fail)
    monkeypatch.setattr("platformdirs.user_log_path", lambda *args, **settings: tmp_path / "logs")
    result = run("show", story)
    assert result.exit_code == 70
    assert "bug" in result.stderr
    assert "it broke" in result.stderr
    assert "Traceback" not in result.output
    log = tmp_path / "logs" / "dateline.log"
    assert str(log) in result.stderr
    assert "ZeroDivisionError: it broke" in log.read_text(encoding="utf-8")
    debugged = run("show", story, "--debug")
    assert debugged.exit_code == 70
    assert "Traceback" in debugged.stderr


def test_an_interrupt_is_130(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(timeline.show, "show", stop)
    result = run("show", story)
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr


def test_check_of_a_whole_story_is_0(run: Run, story: Path) -> None:
    result = run("check", story)
    assert result.exit_code == 0, result.output
    assert "every file is as it was written" in result.stdout
    assert "3 records in = 3 articles + 0 duplicates + 0 rejects" in result.stdout


def test_check_finds_rejects_damage_and_wrong_counts(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "story"
    run("build", broken_line(tmp_path), "-o", target)
    result = run("check", target)
    assert result.exit_code == 3
    assert "lines.jsonl" in result.stdout
    pl.DataFrame({"other": [1]}).write_parquet(target / "spread.parquet")
    result = run("check", target)
    assert result.exit_code == 1
    assert "spread.parquet is not the file that was written" in result.stdout
    write_story(tmp_path / "odd", {}, {"counts": {"records_in": 5}})
    result = run("check", tmp_path / "odd")
    assert result.exit_code == 1
    assert "do not add up" in result.stdout
