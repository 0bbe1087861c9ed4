"""Reckon date phrases in copied passages from the day of the article that they were copied from.

"on Tuesday" in a text that is printed again eight days later still means the first article's Tuesday.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from timeline import words
from timeline.schema import EVENT_MENTIONS, MENTIONS

ISSUE = "copied"
TAKEN = ("copy", "rewrite")
"""Kinds of lineage in which a passage can have been copied."""
AROUND = 4
"""Words in a row, the phrase among them, that must be the same for the phrase to be copied."""
REACH = 40
"""Code points on each side of a phrase that are looked at."""
_TOKEN = re.compile(r"\w+")
_READING = ("value", "start", "stop", "granularity", "edtf", "mod")
_CHANGED = (*_READING, "reason", "certain", "alternatives", "issue")
"""Columns in which a mention that is copied differs from one that is not."""

Row = dict[str, Any]


def with_copied_dates(
    mentions: pl.DataFrame, statements: pl.DataFrame, articles: pl.DataFrame, lineage: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give mentions and event mentions with copied relative dates counted from the source's day.

    Where that differs from what the copy's own day gives, ``issue`` is ``copied``, ``alternatives`` has the
    copy's own reading and ``reason`` says so. What an earlier run changed is first taken back, so that the
    result depends on nothing but what is given now.
    """
    own, before = _taken_back(mentions, statements)
    by_article = _relative(own, lineage)
    if not by_article:
        return own, before
    texts = dict(articles.select("article_id", "text").iter_rows())
    days = dict(articles.select("article_id", "dct_best").iter_rows())
    changed: dict[str, Row] = {}
    order = [i for i, _ in sorted(articles.select("article_id", "dct_start").rows(), key=_early)]
    edges = _edges(lineage)
    for target in order:
        for edge in edges.get(target, ()):
            for mine, theirs in _same_phrases(edge, by_article, texts):
                source = changed.get(theirs["mention_id"], theirs)
                if mine["mention_id"] not in changed and mine["start"] != source["start"]:
                    changed[mine["mention_id"]] = _copied(mine, source, days.get(edge["source_id"]))
    return _replaced(own, changed), _moved(before, own, changed)


def _early(row: tuple[str, Any]) -> tuple[bool, Any, str]:
    return row[1] is None, row[1] or 0, row[0]


def _edges(lineage: pl.DataFrame) -> dict[str, list[Row]]:
    """Give the rows that can carry a phrase by their target, the most telling first."""
    rows = lineage.filter(pl.col("kind").is_in(TAKEN) & pl.col("directed"))
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows.sort("score", "source_id", descending=[True, False]).iter_rows(named=True):
        out[row["target_id"]].append(row)
    return out


def _relative(mentions: pl.DataFrame, lineage: pl.DataFrame) -> dict[str, list[Row]]:
    """Give the phrases that count from publication, of articles in lineage."""
    rows = lineage.filter(pl.col("kind").is_in(TAKEN) & pl.col("directed"))
    ids = pl.concat([rows["source_id"], rows["target_id"]]).unique()
    kept = mentions.filter(
        pl.col("article_id").is_in(ids.implode()),
        pl.col("field") == "text",
        pl.col("anchor") == "dct",
        pl.col("type") == "DATE",
        pl.col("start").is_not_null() & pl.col("stop").is_not_null(),
        pl.col("edtf") == pl.col("value"),
        pl.col("issue").is_null(),
    )
    out: dict[str, list[Row]] = defaultdict(list)
    for row in kept.iter_rows(named=True):
        out[row["article_id"]].append(row)
    return out


def _same_phrases(
    edge: Row, mentions: Mapping[str, list[Row]], texts: Mapping[str, str]
) -> Iterable[tuple[Row, Row]]:
    """Give pairs of mentions, target's and source's, that stand in the same words of aligned passages."""
    source, target = texts[edge["source_id"]], texts[edge["target_id"]]
    for passage in edge["passages"]:
        theirs = _inside(mentions.get(edge["source_id"], []), passage, "source")
        for mine in _inside(mentions.get(edge["target_id"], []), passage, "target"):
            for other in theirs:
                same = mine["phrase"].casefold() == other["phrase"].casefold()
                if same and _in_same_words(target, mine, source, other):
                    yield mine, other
                    break


def _inside(rows: Iterable[Row], passage: Mapping[str, int], side: str) -> list[Row]:
    begin, end = passage[f"{side}_begin"], passage[f"{side}_end"]
    return [row for row in rows if begin <= row["begin"] and row["end"] <= end]


def _in_same_words(target: str, mine: Row, source: str, other: Row) -> bool:
    """Say whether enough words in a row around a phrase are the same in both texts."""
    before = _common(
        _TOKEN.findall(target[max(0, mine["begin"] - REACH) : mine["begin"]].casefold())[::-1],
        _TOKEN.findall(source[max(0, other["begin"] - REACH) : other["begin"]].casefold())[::-1],
    )
    after = _common(
        _TOKEN.findall(target[mine["end"] : mine["end"] + REACH].casefold()),
        _TOKEN.findall(source[other["end"] : other["end"] + REACH].casefold()),
    )
    return before + len(_TOKEN.findall(mine["phrase"])) + after >= AROUND


def _common(one: list[str], two: list[str]) -> int:
    count = 0
    for mine, theirs in zip(one, two, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _copied(mine: Row, source: Row, day: Any) -> Row:
    """Give a mention as its source means it."""
    when = f", published {words.day(day)}" if day else ""
    meant = words.day(source["start"].date()) if source["granularity"] == "day" else source["value"]
    own = {"operator": mine["operator"], **{name: mine[name] for name in ("value", "start", "stop")}}
    return {
        **mine,
        **{name: source[name] for name in _READING},
        "reason": f"{mine['reason']}{_MARK}from {source['article_id']}{when}, where it means {meant}.",
        "certain": source["certain"],
        "alternatives": [*(mine["alternatives"] or []), own],
        "issue": ISSUE,
    }


_MARK = " But the passage is copied "


def _taken_back(mentions: pl.DataFrame, statements: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the readings that articles have by themselves."""
    was: dict[str, Row] = {}
    for row in mentions.filter(pl.col("issue") == ISSUE).iter_rows(named=True):
        own = row["alternatives"][-1]
        was[row["mention_id"]] = {
            **row,
            **{name: own[name] for name in ("value", "start", "stop")},
            "edtf": own["value"],
            "reason": row["reason"].partition(_MARK)[0],
            "alternatives": row["alternatives"][:-1],
            "issue": None,
        }
    return _replaced(mentions, was), _moved(statements, mentions, was)


def _replaced(mentions: pl.DataFrame, changed: Mapping[str, Row]) -> pl.DataFrame:
    """Put changed rows in the place of those they replace: only the columns that change are made anew."""
    if not changed:
        return mentions
    places = mentions.select("mention_id").with_row_index("_place")
    places = places.filter(pl.col("mention_id").is_in(list(changed)))
    new = MENTIONS.frame([changed[mention_id] for mention_id in places["mention_id"]])
    order = np.arange(mentions.height)
    order[places["_place"].to_numpy()] = mentions.height + np.arange(places.height)
    return mentions.with_columns(pl.concat([mentions[name], new[name]]).gather(order) for name in _CHANGED)


def _moved(statements: pl.DataFrame, before: pl.DataFrame, changed: Mapping[str, Row]) -> pl.DataFrame:
    """Give statements that rest on a changed phrase the phrase's new interval."""
    if not changed:
        return statements
    old = before.filter(pl.col("mention_id").is_in(list(changed)))
    starts = {row[0]: row[1:] for row in old.select("mention_id", "start", "stop").iter_rows()}
    held = statements.select("event_mention_id", pl.col("mention_ids").alias("id")).explode("id")
    held = held.filter(pl.col("id").is_in(list(changed)))
    touched = statements.join(held, on="event_mention_id", how="semi")
    rows: dict[str, Row] = {}
    for row in touched.iter_rows(named=True):
        for mention in row["mention_ids"]:
            if mention in changed and starts[mention] == (row["start"], row["stop"]):
                new = changed[mention]
                rows[row["event_mention_id"]] = {**row, "start": new["start"], "stop": new["stop"]}
                break
    if not rows:
        return statements
    places = statements.select("event_mention_id").with_row_index("_place")
    kept = statements.filter(~pl.col("event_mention_id").is_in(list(rows)))
    new_rows = EVENT_MENTIONS.frame(rows.values()).select(statements.columns)
    return pl.concat([kept, new_rows]).join(places, on="event_mention_id").sort("_place").drop("_place")


__all__ = ["ISSUE", "with_copied_dates"]
