"""Write articles as TimeML: the text as it is, date phrases tagged in place (TimeML 1.2.1, TIMEX3)."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import polars as pl

UNKNOWN_DATE: Final = "XXXX-XX-XX"
MODS: Final = (
    "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS",
    "EQUAL_OR_MORE", "START", "MID", "END", "APPROX",
)  # fmt: skip
"""Values that TimeML allows for ``mod``."""
MAX_NAME: Final = 100
"""Characters of a file name: short enough that a folder path stays under Windows' 260."""

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES: Final = {"\r": "&#13;"}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def write_timeml(articles: pl.DataFrame, mentions: pl.DataFrame, folder: Path) -> list[Path]:
    """Write one ``.tml`` file an article into a folder and give their paths, in the order of the articles."""
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in mentions.iter_rows(named=True):
        found[row["article_id"]].append(row)
    paths = []
    for row, name in zip(
        articles.iter_rows(named=True), safe_names(articles["article_id"].to_list()), strict=True
    ):
        path = folder / f"{name}.tml"
        path.write_bytes(timeml(row, found[row["article_id"]]).encode("utf-8"))
        paths.append(path)
    return paths


def timeml(article: Mapping[str, Any], mentions: Iterable[Mapping[str, Any]]) -> str:
    """Give one article as a TimeML document.

    The characters of TEXT, tags taken away, are the article's text; what XML cannot hold (control
    characters) is the replacement character U+FFFD. Of overlapping phrases the longest is tagged.
    """
    rows = sorted(mentions, key=lambda row: (row["field"] == "text", row["begin"], -row["end"]))
    fields = {name: _apart([row for row in rows if row["field"] == name]) for name in ("title", "text")}
    ids = {row["mention_id"]: f"t{n}" for n, row in enumerate([*fields["title"], *fields["text"]], start=1)}
    body = ['<?xml version="1.0" encoding="UTF-8"?>', "<TimeML>"]
    body.append(f"<DOCID>{_text(article['article_id'])}</DOCID>")
    body.append(f"<DCT>{_creation_time(article)}</DCT>")
    if article.get("title"):
        body.append(f"<TITLE>{_tagged(article['title'], fields['title'], ids)}</TITLE>")
    body.append(f"<TEXT>{_tagged(article['text'] or '', fields['text'], ids)}</TEXT>")
    return "\n".join([*body, "</TimeML>", ""])


def safe_names(ids: Sequence[str]) -> list[str]:
    """Give each id a file name that every system takes, different even where case does not count.

    >>> safe_names(["a", "A", "../x", "con"])
    ['a', 'A-559aead0', 'x-d6b96a97', '_con-1143da2b']
    """
    names: list[str] = []
    taken: set[str] = set()
    for text in ids:
        name = _UNSAFE.sub("_", text).strip("._")[:MAX_NAME]
        if _RESERVED.match(name):
            name = "_" + name
        if not name or name != text or name.lower() in taken:
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            name = f"{name or 'article'}-{digest[:8]}"
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        names.append(name)
    return names


def _apart(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out phrases that overlap a longer one: TIMEX3 tags do not nest."""
    kept: list[Mapping[str, Any]] = []
    for row in sorted(rows, key=lambda row: (row["begin"] - row["end"], row["begin"])):
        if all(row["end"] <= other["begin"] or row["begin"] >= other["end"] for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: row["begin"])


def _creation_time(article: Mapping[str, Any]) -> str:
    start, stop = article.get("dct_start"), article.get("dct_stop")
    best = article.get("dct_best") or start
    value = best.isoformat() if best else UNKNOWN_DATE
    known = start is not None and stop is not None and (stop - start).days == 1
    mod = ' mod="APPROX"' if best and not known else ""
    return (
        f'<TIMEX3 tid="t0" type="DATE" value="{value}"{mod} temporalFunction="false" '
        f'functionInDocument="CREATION_TIME">{value if best else ""}</TIMEX3>'
    )


def _tagged(text: str, rows: list[Mapping[str, Any]], ids: Mapping[str, str]) -> str:
    parts, at = [], 0
    for row in rows:
        parts += [_text(text[at : row["begin"]]), f"<TIMEX3{_attributes(row, ids)}>"]
        parts += [_text(text[row["begin"] : row["end"]]), "</TIMEX3>"]
        at = row["end"]
    return "".join([*parts, _text(text[at:])])


def _attributes(row: Mapping[str, Any], ids: Mapping[str, str]) -> str:
    relative = row["anchor"] in ("dct", "previous", "event")
    pairs = {
        "tid": ids[row["mention_id"]],
        "type": row["type"],
        "value": row["value"] or "",
        "mod": row["mod"] if row["mod"] in MODS else None,
        "temporalFunction": "true" if relative else "false",
        "anchorTimeID": "t0" if row["anchor"] == "dct" else None,
    }
    return "".join(
        f" {name}={quoteattr(_clean(value))}" for name, value in pairs.items() if value is not None
    )


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _text(text: str) -> str:
    return escape(_clean(text), _ENTITIES)
