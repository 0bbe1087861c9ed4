"""Articles to read, a story that the command line built, and a way to run commands."""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from timeline.cli import dateline

ARTICLES = [
    {
        "article_id": "wire-1",
        "title": "Acme recalls 4,000 pumps",
        "text": "Acme Corp recalled 4,000 insulin pumps on Monday, the regulator said. "
        "The first complaints reached the company in December 2024.\n\n"
        "Shares fell 9 percent on Tuesday.",
        "source": "The Wire",
        "url": "https://wire.example/1",
        "published": "2025-01-28",
        "lang": "en",
    },
    {
        "article_id": "local-1",
        "title": "Hospital sends pumps back",
        "text": "A hospital in Cedar Fork returned 60 pumps on Wednesday after Acme Corp recalled "
        "4,000 insulin pumps on Monday. A hearing is planned for 3 March.",
        "source": "Cedar Fork Post",
        "published": "2025-01-30",
        "lang": "en",
    },
    {
        "article_id": "blog-1",
        "title": "What went wrong at Acme",
        "text": "Acme Corp recalled its pumps last month. Two weeks ago the chief executive resigned.",
        "source": "Pumpwatch",
        "published": "2025-02-14",
        "lang": "en",
    },
]

Run = Callable[..., Result]


def write_inputs(folder: Path) -> None:
    """Write the articles in every form that the examples of the help use."""
    lines = [json.dumps(article) for article in ARTICLES]
    (folder / "articles").mkdir()
    for article in ARTICLES:
        (folder / "articles" / f"{article['article_id']}.txt").write_text(article["text"], encoding="utf-8")
    with (folder / "articles" / "published.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["file", "published", "source"])
        table.writerows([f"{a['article_id']}.txt", a["published"], a["source"]] for a in ARTICLES)
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "article.txt").write_text(ARTICLES[0]["text"], encoding="utf-8")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("extra.txt", "The hearing was moved on 4 March 2025 to a larger hall.")
    (folder / "corrections.csv").write_text(
        'op,keys,new\nrename,"[""wire-1:0-69""]",Acme recalls insulin pumps\n', encoding="utf-8"
    )
    (folder / "pages").mkdir()
    for article in ARTICLES:
        page = (
            f"<html><head><title>{article['title']}</title></head>"
            f"<body><article><p>{article['text']}</p></article></body></html>"
        )
        (folder / "pages" / f"{article['article_id']}.html").write_text(page, encoding="utf-8")
    with (folder / "published.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["file", "published"])
        table.writerows([f"{a['article_id']}.html", a["published"]] for a in ARTICLES)
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["body", "day", "desk"])
        table.writerows([a["text"], a["published"], "health"] for a in ARTICLES)


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: str | Path, stdin: str | None = None) -> Result:
        return CliRunner().invoke(dateline, [str(part) for part in arguments], input=stdin)

    return invoke


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the inputs and the story ``out/story``; tests must not change it."""
    folder = tmp_path_factory.mktemp("inputs")
    write_inputs(folder)
    story = folder / "out" / "story"
    result = CliRunner().invoke(
        dateline, ["build", str(folder / "articles.jsonl"), "-o", str(story), "--name", "Acme pumps"]
    )
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture
def story(built: Path) -> Path:
    return built / "out" / "story"
