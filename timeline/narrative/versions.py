"""Find versions of one article: records of the same address whose text or headline changed.

A chain is made of the versions of an article in the order of time; a row of LINEAGE is a step of it. The
words of a row's reason are what people read: how many sentences came, went and were reworded, whether the
headline is another one, and the correction or note that was added.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from timeline import words
from timeline.narrative.addresses import article_address
from timeline.narrative.alignment import Alignment, align, plain, share
from timeline.narrative.notices import KINDS, Notice, notices
from timeline.schema import KNOWN_ORIGINS, LINEAGE

KIND = "version"
LEAST_UNCHANGED = 0.3
LEAST_RUNS = 0.25
"""Share of the shorter text that must stand in the other as whole sentences, or as runs of three words:
outlets use the address of a live page or a daily briefing again for what is another article.
"""
HARDLY_ALIKE = 0.1
"""Share of runs below which two texts are not compared further: it bounds the time."""
LOOK_BACK = 5
"""Earlier records of an address with which one is compared: an address can be captured every minute."""
_RUN = 3
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_WHEN = {
    "capture": "captured later",
    "published": "published later",
    "day": "of a later day",
    "note": "the later one has the note",
}
"""Why one of two counts as the later one."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Hold what changed from one version of an article to the next; notices that only one of them has."""

    alignment: Alignment
    headline: bool
    added: tuple[Notice, ...]
    removed: tuple[Notice, ...]
    cut: bool


def versions(articles: pl.DataFrame, dates: pl.DataFrame | None = None) -> pl.DataFrame:
    """Give LINEAGE rows of kind ``version``, one a step from a version to the next.

    ``dates`` (candidates of publication days) gives captures, which say best which version came later. Where
    nothing says it, ``directed`` is false and the order is that of the input. ``passages`` are unchanged
    sentences; they are alike but for white space and the shape of quotation marks and dashes.
    """
    captured = _captures(dates)
    rows = articles.filter(pl.col("text").str.strip_chars().str.len_chars() > 0)
    groups = _by_address(rows)
    if not groups:
        return LINEAGE.empty()
    wanted = rows.filter(pl.col("article_id").is_in(list({i for ids in groups for i in ids})))
    by_id = {row["article_id"]: row for row in wanted.iter_rows(named=True)}
    found: list[dict[str, Any]] = []
    for ids in groups:
        found += _chain([by_id[i] for i in ids], captured)
    return LINEAGE.frame(found)


def changed(source: Row, target: Row, alignment: Alignment | None = None) -> Change:
    """Say what changed from one row of articles to another; ``alignment`` is that of the texts if known."""
    first, second = source["text"] or "", target["text"] or ""
    before, after = notices(first, source["lang"]), notices(second, target["lang"])
    return Change(
        alignment or align(first, second),
        plain(source["title"] or "") != plain(target["title"] or "")
        and bool(source["title"] and target["title"]),
        tuple(_missing(after, before)),
        tuple(_missing(before, after)),
        any(_cut(row) for row in (source, target)),
    )


def said(change: Change) -> str:
    """Say a change in words: what came, went and was reworded, and the notes."""
    found = change.alignment
    counts = (
        (len(found.added), "added"),
        (len(found.removed), "removed"),
        (len(found.reworded), "reworded"),
        (len(found.moved), "moved"),
    )
    parts = [f"{words.count(number, 'sentence')} {how}" for number, how in counts if number]
    if len(parts) > 1:
        parts = [parts[0], *(part.replace(" sentences", "").replace(" sentence", "") for part in parts[1:])]
    out = [", ".join(parts) or "the text is the same"]
    if change.headline:
        out.append("headline changed")
    out += [f"{KINDS[notice.kind]} added: “{notice.words}”" for notice in change.added]
    out += [f"{KINDS[notice.kind]} removed: “{notice.words}”" for notice in change.removed]
    if change.cut:
        out.append("the source gave only the beginning of one of them")
    return "; ".join(out)


def _by_address(rows: pl.DataFrame) -> list[list[str]]:
    """Group articles that share an address, given or canonical, in the order of the input."""
    home: dict[str, int] = {}
    groups: dict[int, list[str]] = {}
    canonical = "x_canonical_url" if "x_canonical_url" in rows.columns else None
    for article_id, url, other in rows.select(
        "article_id", "url", pl.col(canonical) if canonical else pl.lit(None, pl.String).alias("_other")
    ).iter_rows():
        keys = _addresses(url, other)
        if not keys:
            continue
        found = sorted({home[key] for key in keys if key in home})
        number = found[0] if found else len(home)
        for double in found[1:]:
            groups[number] += groups.pop(double)
            home.update({key: number for key, at in home.items() if at == double})
        home.update(dict.fromkeys(keys, number))
        groups.setdefault(number, []).append(article_id)
    place = {article_id: n for n, article_id in enumerate(rows["article_id"])}
    return [sorted(ids, key=place.__getitem__) for ids in groups.values() if len(ids) > 1]


def _addresses(url: str | None, canonical: str | None) -> list[str]:
    """Give the addresses of a record; the canonical one only of the same site: a copy names its source's."""
    own, stated = article_address(url), article_address(canonical)
    if own is None or stated is None or _site(own) == _site(stated):
        return [key for key in dict.fromkeys((own, stated)) if key]
    return [own]


def _site(address: str) -> str:
    return ".".join((urlsplit(f"//{address}").hostname or "").split(".")[-2:])


def _captures(dates: pl.DataFrame | None) -> dict[str, datetime]:
    if dates is None:
        return {}
    seen = dates.filter((pl.col("origin") == "archive") & pl.col("start").is_not_null())
    return dict(seen.group_by("article_id").agg(pl.col("start").min()).iter_rows())


def _chain(rows: Sequence[Row], captured: Mapping[str, datetime]) -> Iterable[dict[str, Any]]:
    """Link each record of an address to the latest before it that it is a version of."""
    basis, ordered = _ordered(rows, captured)
    runs = [_runs(row["text"]) for row in ordered]
    for number, row in enumerate(ordered):
        for before in range(number - 1, max(number - 1 - LOOK_BACK, -1), -1):
            other = ordered[before]
            overlap = _overlap(runs[before], runs[number])
            if overlap < HARDLY_ALIKE:
                continue
            found = align(other["text"], row["text"])
            if overlap >= LEAST_RUNS or _unchanged(other, row, found) >= LEAST_UNCHANGED:
                yield _row(
                    other, row, changed(other, row, found), basis and _later(other, row, basis, captured)
                )
                break


def _ordered(rows: Sequence[Row], captured: Mapping[str, datetime]) -> tuple[str | None, list[Row]]:
    """Sort records by the first kind of time that all have and that tells any two apart."""
    for basis in ("capture", "published", "day"):
        times = [_time(row, basis, captured) for row in rows]
        if None not in times and len(set(times)) > 1:
            return basis, sorted(rows, key=lambda row: _time(row, basis, captured))
    return None, list(rows)


def _time(row: Row, basis: str, captured: Mapping[str, datetime]) -> Any:
    if basis == "capture":
        return captured.get(row["article_id"])
    if basis == "published":
        return row["published"]
    start, stop = row["dct_start"], row["dct_stop"]
    if row["dct_origin"] not in KNOWN_ORIGINS or start is None or stop is None:
        return None
    return start if (stop - start).days == 1 else None


def _later(source: Row, target: Row, basis: str, captured: Mapping[str, datetime]) -> str | None:
    """Say by what the target is known to be the later one; None where both are of one moment."""
    return basis if _time(source, basis, captured) != _time(target, basis, captured) else None


def _overlap(ours: frozenset[tuple[str, ...]], theirs: frozenset[tuple[str, ...]]) -> float:
    """Give the share of the shorter text's runs of words that stand in the other."""
    return len(ours & theirs) / max(min(len(ours), len(theirs)), 1)


def _unchanged(source: Row, target: Row, found: Alignment) -> float:
    """Give the share of the shorter text that stands in the other as whole sentences."""
    return max(
        share([mine for mine, _ in found.passages], source["text"]),
        share([mine for _, mine in found.passages], target["text"]),
    )


def _row(source: Row, target: Row, change: Change, basis: str | None) -> dict[str, Any]:
    if basis is None and change.removed and not change.added:
        # a note is put in later
        source, target = target, source
        change, basis = changed(source, target), "note"
    elif basis is None and change.added and not change.removed:
        basis = "note"
    address = article_address(target["url"]) or article_address(source["url"])
    order = _WHEN[basis] if basis else "which came first is not known"
    passages = [
        {"source_begin": a.begin, "source_end": a.end, "target_begin": b.begin, "target_end": b.end}
        for a, b in change.alignment.passages
    ]
    return {
        "source_id": source["article_id"],
        "target_id": target["article_id"],
        "kind": KIND,
        "directed": basis is not None,
        "score": min(share([b for _, b in change.alignment.passages], target["text"]), 1.0),
        "passages": passages,
        "reason": f"same address {address} ({order}): {said(change)}",
    }


def _missing(notes: Sequence[Notice], others: Sequence[Notice]) -> list[Notice]:
    there = {plain(note.words).casefold() for note in others}
    return [note for note in notes if plain(note.words).casefold() not in there]


def _cut(row: Row) -> bool:
    return str(row.get("x_truncated") or "").lower() not in ("", "0", "false")


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.casefold())
    return frozenset(tuple(tokens[n : n + _RUN]) for n in range(max(len(tokens) - _RUN + 1, 1)))


__all__ = ["KIND", "Change", "changed", "said", "versions"]
