"""Sample inputs for every reader, and the two lines that every test of them needs."""

import io
from pathlib import Path
from typing import Any

import polars as pl

from tests.readers.export_samples import BUILDERS
from tests.readers.web_samples import WEB_BUILDERS
from timeline.options import ReadOptions
from timeline.readers import ReadResult, read

FILES = Path(__file__).parent.parent / "files"
ROWS = [
    {"id": "t1", "title": "Bridge shut", "text": "The bridge was shut.", "date": "2025-01-13"},
    {"id": "t2", "title": "Ferry", "text": "The ferry will add trips.\r\n", "date": "2025-01-14"},
]

# name of the reader -> sample, records in, articles
SAMPLES = {
    "parquet": ("rows.parquet", 2, 2),
    "arrow": ("rows.arrow", 2, 2),
    "warc": ("crawl.warc.gz", 3, 3),
    "feed": ("feed.rss", 3, 2),
    "jsonfeed": ("feed.json", 3, 2),
    "mhtml": ("saved.mhtml", 1, 1),
    "eml": ("letter.eml", 1, 1),
    "mbox": ("letters.mbox", 3, 2),
    "pdf": ("story.pdf", 1, 1),
    "xlsx": ("table.xlsx", 4, 3),
    "urls": ("addresses.txt", 2, 0),
    "timeml": ("document.tml", 1, 1),
    "html": ("page.html", 1, 1),
    "newsapi": ("newsapi.json", 3, 2),
    "gnews": ("gnews.json", 1, 1),
    "mediastack": ("mediastack.json", 1, 1),
    "guardian": ("guardian.json", 2, 2),
    "eventregistry": ("eventregistry.json", 2, 2),
    "gdelt": ("gdelt.json", 2, 2),
    "gkg": ("20250113091500.gkg.csv", 2, 2),
    "mediacloud": ("mediacloud.csv", 3, 3),
    "nexis_docx": ("nexis.docx", 3, 3),
    "nexis": ("nexis.txt", 3, 3),
    "factiva": ("factiva.html", 2, 2),
    "docx": ("document.docx", 1, 1),
    "rtf": ("document.rtf", 1, 1),
    "jsonl": ("articles.jsonl", 3, 3),
    "json": ("articles.json", 3, 2),
    "csv": ("articles.csv", 3, 3),
    "tsv": ("articles.tsv", 2, 2),
    "md": ("article.md", 1, 1),
    "txt": ("article.txt", 1, 1),
}


def sample(name: str) -> bytes:
    if build := {**BUILDERS, **WEB_BUILDERS}.get(name):
        return build()
    buffer = io.BytesIO()
    if name == "rows.parquet":
        pl.DataFrame(ROWS).write_parquet(buffer)
    elif name == "rows.arrow":
        pl.DataFrame(ROWS).write_ipc(buffer)
    else:
        return (FILES / name).read_bytes()
    return buffer.getvalue()


def read_bytes(folder: Path, name: str, data: bytes, **options: Any) -> ReadResult:
    path = folder / name
    path.write_bytes(data)
    return read([path], ReadOptions(**options))


def adds_up(result: ReadResult) -> bool:
    heights = result.articles.height, result.duplicates.height, result.rejects.height
    return sum(heights) == result.records_in
