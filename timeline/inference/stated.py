"""Read what a text says of its own day: lines at its head, dates told as past or to come, weekdays."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from timeline.evidence import DAY
from timeline.inference.marks import is_post
from timeline.inference.solving import Evidence, not_after, not_before
from timeline.reading import Reading
from timeline.words import day as in_words

HEAD, HEAD_LINE = 300, 90
"""Characters of a text's head, and of a line there that can be a by-line."""
CLOCK = ("minute", "second")
PAST_WEIGHT, AHEAD_WEIGHT, WEEKDAY_WEIGHT = 0.5, 0.5, 0.3
MOST_WEEKDAYS = 2
"""Texts list days to come, so weekdays alone never answer: they choose among what else is possible."""
AROUND_WEEKDAY = 31
YEARS_BEFORE, YEARS_AFTER = 1, 3
"""A weekday falls on the same day of a month again after five, six or eleven years."""
_WORDS_AFTER = re.compile(r"[^\W\d_]{5,}|[(\[]")
_MONTH_DAY = re.compile(r"year:day (\d\d)-(\d\d)")
FRESH_DAYS = 2
_WEEKDAY = re.compile(r"(?:past|near|coming) week:day (\d)")
_WORD = re.compile(r"[^\W\d_]+")


def stated(
    undated: pl.DataFrame, mentions: pl.DataFrame, latest: Mapping[str, date]
) -> dict[str, list[Evidence]]:
    """Give for each article the evidence that stands in its own text, but for ``bounded``."""
    out: dict[str, list[Evidence]] = defaultdict(list)
    days = full_days(mentions)
    texts = dict(undated.select("article_id", "text").iter_rows())
    for article_id, rows in _grouped(days):
        text = texts[article_id]
        out[article_id] += heads(text, rows)[:1]
    for article_id, pieces in _weekdays(mentions, latest):
        out[article_id] += pieces
    return out


def bounded(undated: pl.DataFrame, mentions: pl.DataFrame, reading: Reading) -> dict[str, list[Evidence]]:
    """Give for each article the bounds that full days in its text set, told as past or as still to come.

    Bounds alone are no answer and sentences must be read for them, so this is asked only of articles of which
    more is known.
    """
    own = mentions.filter(pl.col("article_id").is_in(undated["article_id"].implode()))
    days = full_days(own)
    ahead = _ahead(undated, own, days, reading)
    return {article_id: _bounds(rows, ahead.get(article_id, set())) for article_id, rows in _grouped(days)}


def latest_stated(mentions: pl.DataFrame) -> dict[str, date]:
    """Give for each article the latest year, month or day stated in full and told of as past.

    A date that lies ahead ("by 2030") is none.
    """
    ahead = pl.col("mod").is_in(["BEFORE", "ON_OR_BEFORE", "EQUAL_OR_LESS"]).fill_null(False)
    found = mentions.filter(
        (pl.col("anchor") == "none")
        & pl.col("start").is_not_null()
        & pl.col("type").is_in(["DATE", "TIME"])
        & ~ahead
        & pl.col("granularity").is_in(["day", "month", "year"])
    )
    out: dict[str, list[date]] = defaultdict(list)
    for article_id, start in found.select("article_id", "start").iter_rows():
        out[article_id].append(start.date())
    return {article_id: max(starts) for article_id, starts in out.items()}


def full_days(mentions: pl.DataFrame) -> pl.DataFrame:
    """Give the phrases of a text that state one day in full."""
    return mentions.filter(
        (pl.col("field") == "text")
        & (pl.col("anchor") == "none")
        & pl.col("type").is_in(["DATE", "TIME"])
        & (pl.col("start").dt.date() >= pl.col("stop").dt.offset_by("-1us").dt.date())
        & pl.col("start").dt.year().is_between(1000, 9000)
        # "9/11" is the name of an event, not a stated day
        & pl.col("phrase").str.contains(pl.col("start").dt.strftime("%y"), literal=True)
    )


def fresh(mentions: pl.DataFrame) -> set[str]:
    """Name the articles that are news of the day: they tell weekdays that are over, no such month or year.

    Such articles are least like those of other weeks: who looks back does it in months and years.
    """
    rows = mentions.filter((pl.col("field") == "text") & pl.col("operator").is_not_null())
    told = rows.group_by("article_id").agg(
        days=pl.col("operator").str.contains(r"^(?:past|near) week:day").sum(),
        back=pl.col("operator").str.contains(r"^(?:span )?(?:month|year) -").sum(),
    )
    return set(told.filter((pl.col("days") >= FRESH_DAYS) & (pl.col("back") == 0))["article_id"])


def _grouped(rows: pl.DataFrame) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    for (article_id,), part in rows.partition_by("article_id", as_dict=True, maintain_order=True).items():
        yield str(article_id), part.to_dicts()


def heads(text: str, rows: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    """Give the evidence of full days at the head of a text: in short lines, or with a clock time."""
    out = []
    for row in rows:
        first, last = text.rfind("\n", 0, row["begin"]) + 1, text.find("\n", row["end"])
        line = text[first : last if last >= 0 else len(text)]
        # captions of pictures stand there too: they go on after the day, or have brackets
        after = _WORDS_AFTER.search(text[row["end"] : last if last >= 0 else len(text)])
        short = len(line) <= HEAD_LINE and not after and not line.rstrip().endswith((".", "?", "!", ")"))
        if row["begin"] < HEAD and (short or row["granularity"] in CLOCK):
            if is_post(text, row["begin"]):
                continue
            day = row["start"].date()
            name = f"The head of the text, dated {row['phrase']!r}"
            out.append(
                Evidence(((day, day + 2 * DAY),), 1.0, name, "articles state there when they appeared")
            )
    return out


def _bounds(rows: Sequence[Mapping[str, Any]], ahead: set[date]) -> list[Evidence]:
    """Give the latest day told as past as a bound from below, and the first later one from above."""
    out = []
    past = [row for row in rows if row["start"].date() not in ahead]
    latest = max(past, key=lambda row: row["start"])["start"].date() if past else date.min
    if past:
        says = "it is no older than the days it tells of"
        out.append(not_before(latest, PAST_WEIGHT, f"The date {in_words(latest)} in the text", says))
    later = [day for day in ahead if day > latest]
    if later:
        name = f"What the text tells as still to come on {in_words(min(later))}"
        out.append(not_after(min(later) + DAY, AHEAD_WEIGHT, name, "it is no younger than that"))
    return out


def _ahead(
    undated: pl.DataFrame, mentions: pl.DataFrame, days: pl.DataFrame, reading: Reading
) -> dict[str, set[date]]:
    """Give for each article the full days told of as still to come."""
    wanted = days["article_id"].unique().implode()
    part = undated.filter(pl.col("article_id").is_in(wanted))
    out: dict[str, set[date]] = defaultdict(set)
    if part.is_empty():
        return out
    told = reading.statements(part, mentions.filter(pl.col("article_id").is_in(wanted)))
    planned = told.filter(
        pl.col("modality").is_in(["planned", "possible"])
        & (pl.col("basis") == "stated")
        & (pl.col("granularity") == "day")
    )
    for article_id, start in planned.select("article_id", "start").drop_nulls().iter_rows():
        out[article_id].add(start.date())
    return out


def _weekdays(mentions: pl.DataFrame, latest: Mapping[str, date]) -> Iterable[tuple[str, list[Evidence]]]:
    """Give the days around a month and day with a weekday, in the years in which they fall together."""
    rows = mentions.filter(
        (pl.col("field") == "text")
        & pl.col("start").is_null()
        & pl.col("operator").str.contains(r"^(?:past|near|coming) year:day \d\d-\d\d$").fill_null(False)
    )
    names = weekday_names({word for phrase in rows["phrase"] for word in _WORD.findall(phrase)})
    seen: dict[str, set[str]] = defaultdict(set)
    for article_id, phrase, operator in rows.select("article_id", "phrase", "operator").iter_rows():
        weekdays = {names[word] for word in _WORD.findall(phrase) if word in names}
        found = _MONTH_DAY.search(operator)
        if len(weekdays) != 1 or found is None or article_id not in latest:
            continue
        if found[0] in seen[article_id] or len(seen[article_id]) >= MOST_WEEKDAYS:
            continue
        seen[article_id].add(found[0])
        years = _years(int(found[1]), int(found[2]), weekdays.pop(), latest[article_id].year)
        if years:
            told = ", ".join(str(day.year) for day in years)
            span = tuple((day - AROUND_WEEKDAY * DAY, day + (AROUND_WEEKDAY + 1) * DAY) for day in years)
            says = f"these fall together in {told}"
            yield article_id, [Evidence(span, WEEKDAY_WEIGHT, f"The weekday of {phrase!r}", says)]


def _years(month: int, day: int, weekday: int, first: int) -> list[date]:
    out = []
    for year in range(first - YEARS_BEFORE, first + YEARS_AFTER + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found.isoweekday() == weekday:
            out.append(found)
    return out


def weekday_names(words: Iterable[str]) -> dict[str, int]:
    """Give the weekdays among words, as the tagger reads each one by itself (1 is Monday)."""
    ordered = sorted(words)
    if not ordered:
        return {}
    from timeline.temporal import tag

    frame = pl.DataFrame({"article_id": ordered, "text": ordered})
    out = {}
    for word, operator in tag(frame).select("article_id", "operator").drop_nulls().iter_rows():
        if match := _WEEKDAY.fullmatch(operator):
            out[word] = int(match[1])
    return out
