"""Check a story: what was left out, what is uncertain, what contradicts itself, and whether it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from timeline import words
from timeline.corrections import lost_day_edits, standing, standing_days
from timeline.corrections.losses import lost_actor_edits, lost_event_edits, told
from timeline.days import conflicting, peak_warnings
from timeline.schema import KNOWN_ORIGINS
from timeline.story import Story, damaged

TRUNCATED = "x_truncated"
"""Column in which readers say how many characters the source has cut, or only that it has."""
FIRST_LIKELY_YEAR = 1990
"""Before news was on the web a publication day is more likely a misread one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one result: a title, the lines behind it, and how bad it is (ok, look, broken)."""

    state: str
    title: str
    lines: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Say whether the story cannot be trusted as it is."""
        return self.state == "broken"

    @property
    def mark(self) -> str:
        """Give the mark that stands before the title."""
        return {"ok": "  ok  ", "look": " look ", "broken": "BROKEN"}[self.state]


def findings(story: Story) -> list[Finding]:
    """Give every check of a story, in a fixed order."""
    articles, events = story.table("articles"), story.table("events")
    return [
        _whole(story),
        _counts(story),
        _rejects(story.table("rejects")),
        _duplicates(story.table("duplicates")),
        _warnings(story.manifest.get("warnings", ()), peak_warnings(articles)),
        _undated(articles),
        _day_conflicts(articles, story.table("dates")),
        _worked_out(articles),
        _unlikely(articles),
        _peaks(articles),
        _versions(articles, story.table("lineage")),
        _by_hand(articles, story.table("corrections")),
        _events_by_hand(story.table("event_mentions"), story.table("corrections")),
        _truncated(articles),
        _issues(story.table("mentions")),
        _conflicts(events),
    ]


def _whole(story: Story) -> Finding:
    broken = damaged(story)
    if broken:
        lines = tuple(f"{name}.parquet is not the file that was written" for name in broken)
        return Finding("broken", f"{words.count(len(broken), 'file')} damaged or changed", lines)
    return Finding("ok", "every file is as it was written")


def _counts(story: Story) -> Finding:
    counts = story.manifest.get("counts", {})
    parts = {name: story.table(name).height for name in ("articles", "duplicates", "rejects")}
    records = counts.get("records_in")
    said = " + ".join(words.count(number, name.removesuffix("s")) for name, number in parts.items())
    if records != sum(parts.values()):
        return Finding("broken", f"records do not add up: {records} in, but {said}")
    return Finding("ok", f"{words.count(records, 'record')} in = {said}")


def _listed(state: str, none: str, title: str, lines: Iterable[str]) -> Finding:
    listed = tuple(lines)
    return Finding(state, title, listed) if listed else Finding("ok", none)


def _rejects(rejects: pl.DataFrame) -> Finding:
    lines = [
        f"{row['path']}{' (' + row['position'] + ')' if row['position'] else ''}: {row['reason']}"
        for row in rejects.iter_rows(named=True)
    ]
    return _listed("look", "nothing was rejected", f"{len(lines):,} could not be read", lines)


def _duplicates(duplicates: pl.DataFrame) -> Finding:
    lines = [
        f"{row['path']}{' (' + row['position'] + ')' if row['position'] else ''} repeats {row['article_id']}"
        for row in duplicates.iter_rows(named=True)
    ]
    return _listed("ok", "no record came twice", f"{words.count(len(lines), 'record')} came again", lines)


def _warnings(said: Iterable[object], elsewhere: list[str]) -> Finding:
    """List what the build warned about, but for what has a finding of its own."""
    warnings = [str(warning) for warning in said if str(warning) not in elsewhere]
    return _listed("look", "no warnings", words.count(len(warnings), "warning"), warnings)


def _name(row: dict[str, object]) -> str:
    return f"{row['path'] or row['article_id']}: {row['title'] or 'without a headline'}"


def _undated(articles: pl.DataFrame) -> Finding:
    rows = articles.filter(pl.col("dct_start").is_null() & pl.col("dct_stop").is_null())
    lines = [_name(row) for row in rows.iter_rows(named=True)]
    title = (
        f"{words.count(len(lines), 'article')} without a publication day: "
        "give it with --meta or --published, or dateline redate"
    )
    return _listed("look", "every article has a publication day", title, lines)


def _worked_out(articles: pl.DataFrame) -> Finding:
    rows = articles.filter(
        pl.any_horizontal(pl.col("dct_start", "dct_stop").is_not_null())
        & ~pl.col("dct_origin").is_in(list(KNOWN_ORIGINS))
    )
    lines = [
        f"{_name(row)}: {words.published(row['dct_start'], row['dct_stop'], row['dct_origin'])}"
        for row in rows.iter_rows(named=True)
    ]
    title = f"{words.count(len(lines), 'publication day')} worked out, not known"
    return _listed("look", "no publication day had to be worked out", title, lines)


def _unlikely(articles: pl.DataFrame) -> Finding:
    """Name publication days that are suspicious: before news was online, or far from all others."""
    early = articles.filter(pl.col("dct_best").dt.year() < FIRST_LIKELY_YEAR)
    lines = [f"{_name(row)}: {words.day(row['dct_best'])}" for row in early.iter_rows(named=True)]
    title = f"{words.count(len(lines), 'publication day')} before {FIRST_LIKELY_YEAR}"
    return _listed("look", "no publication day looks out of place", title, lines)


def _day_conflicts(articles: pl.DataFrame, dates: pl.DataFrame) -> Finding:
    """Name the articles of which a trusted date says another day than the one that was chosen."""
    odd = conflicting(articles, dates)
    lines = [
        f"{_name(row)}: {words.published(row['dct_start'], row['dct_stop'], row['dct_origin'])}; "
        + " ".join(row["dct_why"] or ())
        for row in articles.filter(pl.col("article_id").is_in(odd)).iter_rows(named=True)
    ]
    title = (
        f"{words.count(len(lines), 'article')} whose own dates contradict each other: "
        "look at the Dates page, or set the day with dateline redate"
    )
    return _listed("look", "no article's own dates contradict each other", title, lines)


def _peaks(articles: pl.DataFrame) -> Finding:
    lines = peak_warnings(articles)
    title = (
        f"{words.count(len(lines), 'suspicious peak')} of publication days: "
        "look at them before you publish a chart, or leave out days that are not known (--known-days)"
    )
    return _listed("look", "no day holds suspiciously many articles", title, lines)


def _versions(articles: pl.DataFrame, lineage: pl.DataFrame) -> Finding:
    """Say which articles are versions of another and what changed; each pair is one step."""
    names = {row["article_id"]: _name(row) for row in articles.iter_rows(named=True)}
    steps = lineage.filter(pl.col("kind") == "version")
    lines = [
        f"{names.get(row['source_id'], row['source_id'])} → {names.get(row['target_id'], row['target_id'])}: "
        f"{row['reason']}"
        for row in steps.iter_rows(named=True)
    ]
    are = "is a version" if len(lines) == 1 else "are versions"
    title = f"{words.count(len(lines), 'article')} {are} of another: one telling of what happened"
    return _listed("look", "no article came in several versions", title, lines)


def _by_hand(articles: pl.DataFrame, corrections: pl.DataFrame) -> Finding:
    """List what people set; a correction that finds no article does nothing and needs a look."""
    lost = lost_day_edits(corrections, articles)
    there = {row["article_id"]: _name(row) for row in articles.iter_rows(named=True)}
    edits = standing_days(corrections).values()
    made = [f"{there[edit.article_id]}: {edit.said}" for edit in edits if edit.article_id in there]
    title = f"{words.count(len(made), 'publication day')} set by hand"
    if lost:
        title += f", and {words.count(len(lost), 'correction')} without an article"
    return _listed("look" if lost else "ok", "no publication day was set by hand", title, [*lost, *made])


def _events_by_hand(event_mentions: pl.DataFrame, corrections: pl.DataFrame) -> Finding:
    """List what people did to events and names; what finds no evidence does nothing and needs a look."""
    lost = [
        *lost_event_edits(event_mentions, corrections),
        *lost_actor_edits(event_mentions, corrections),
    ]
    made = [told(edit) for kind in ("event", "actor") for edit in standing(corrections, kind)]
    title = f"{words.count(len(made), 'correction')} of events and names by hand"
    if lost:
        title += (
            f", of which {len(lost):,} no longer {'finds its' if len(lost) == 1 else 'find their'} evidence"
        )
    return _listed("look" if lost else "ok", "no event was corrected by hand", title, [*lost, *made])


def _truncated(articles: pl.DataFrame) -> Finding:
    """Name the articles whose source gave only the beginning of the text."""
    if TRUNCATED not in articles.columns:
        return Finding("ok", "no text is known to be cut")
    lost = pl.col(TRUNCATED).cast(pl.Int64, strict=False)
    cut = articles.filter(pl.col(TRUNCATED).is_not_null() & ~pl.col(TRUNCATED).is_in(["", "0", "false"]))
    lines = [
        f"{_name(row)}" + (f": {row['_lost']:,} characters missing" if row["_lost"] else "")
        for row in cut.with_columns(lost.alias("_lost")).iter_rows(named=True)
    ]
    title = (
        f"{words.count(len(lines), 'text')} cut by the source: what stands behind the cut is not in the story"
    )
    return _listed("look", "no text is known to be cut", title, lines)


def _issues(mentions: pl.DataFrame) -> Finding:
    kinds = (
        mentions.drop_nulls("issue")
        .group_by("issue", maintain_order=True)
        .agg(pl.len().alias("n"), pl.col("phrase").first().alias("phrase"))
        .sort("n", "issue", descending=[True, False])
    )
    lines = [
        f"{words.ISSUES.get(issue, issue)}: {n:,}, for example {phrase!r}"
        for issue, n, phrase in kinds.iter_rows()
    ]
    title = f"{words.count(mentions['issue'].count(), 'date phrase')} with an issue"
    return _listed("look", "no date phrase has an issue", title, lines)


def _conflicts(events: pl.DataFrame) -> Finding:
    lines = []
    for row in events.filter(pl.col("conflict")).sort("score", descending=True).iter_rows(named=True):
        told = " / ".join(
            f"{words.interval(r['start'], r['stop'], r['granularity'])} ({len(r['article_ids'] or ())})"
            for r in row["readings"] or ()
        )
        lines.append(f"{row['headline']}: {told}")
    title = f"{words.count(len(lines), 'event')} with dates that cannot all be true (articles in brackets)"
    return _listed("look", "no event has dates that contradict each other", title, lines)
