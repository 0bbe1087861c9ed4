"""Work out when articles without a day were published, from their texts and from the articles beside them.

Each piece of evidence says on which days an article can have been published. What is worked out for one
article dates the events it tells, and so its neighbours, until nothing changes. Where the evidence is thin or
undecided, the day stays unknown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from timeline.evidence import DAY, LONGEST_EVENT, Cue, Days, cues
from timeline.inference.alike import Near, doubted, neighbourhood
from timeline.inference.answers import filled, with_best
from timeline.inference.copies import Runs, copies, runs, shares
from timeline.inference.latest import latest
from timeline.inference.named import named, subjects
from timeline.inference.solving import Evidence, Inferred, can_answer, not_after, solve
from timeline.inference.stated import bounded, fresh, latest_stated, stated
from timeline.inference.ties import Weights, asks, ties
from timeline.options import DatingOptions
from timeline.public_events import Names, public_events
from timeline.reading import Reading
from timeline.schema import ARTICLES
from timeline.words import days as in_words

ROUNDS = 5
REFINED = ("filename", "option")
"""Origins that may give a month or a year only: the text can narrow it."""
TELLS_THE_SAME = 0.15
"""Likeness from which a dated article can tell of the same events: the dates of others are not read, which
saves half of the time of a large collection and takes one tie in twenty, most of them faint."""
COPY_LIKENESS = 0.3
"""Likeness that articles have of which one holds most of the other's text."""
YEARS = date(1000, 1, 1), date(9000, 1, 1)
_DAYS = ("dct_start", "dct_stop", "dct_best")


def infer(
    articles: pl.DataFrame,
    options: DatingOptions,
    dates: pl.DataFrame | None = None,
    reading: Reading | None = None,
) -> pl.DataFrame:
    """Fill ``dct_*`` of the articles without a day, origin ``inferred``; the others stay as they are.

    ``reading`` holds what was read of the articles before, so that it is not read again.
    """
    width = (pl.col("dct_stop") - pl.col("dct_start")).dt.total_days()
    rough = pl.col("dct_origin").is_in(REFINED) & (width > LONGEST_EVENT)
    is_open = (pl.col("dct_start").is_null() | rough).fill_null(True) & (pl.col("text").str.len_chars() > 0)
    undated = articles.filter(is_open)
    if undated.is_empty() or not options.infer:
        return articles
    narrow = (width <= LONGEST_EVENT) & pl.col("dct_start").is_between(*YEARS)
    dated = articles.filter(~is_open & narrow)
    blank = undated.with_columns(pl.lit(None, dtype=ARTICLES.schema[name]).alias(name) for name in _DAYS)
    solved = _solved(blank, dated, _bounds(undated, dates), options, reading or Reading())
    return filled(articles, solved)


def _solved(
    undated: pl.DataFrame,
    dated: pl.DataFrame,
    bounds: Mapping[str, list[Evidence]],
    options: DatingOptions,
    reading: Reading,
) -> dict[str, Inferred]:
    """Give what can be worked out, all articles together."""
    open_cues = cues(undated, mentions := reading.mentions(undated))
    by_article = _grouped(open_cues)
    around = neighbourhood(undated, dated, lambda some: fresh(reading.mentions(some)))
    new = fresh(mentions)
    asking = {name for name, own in by_article.items() if any(map(asks, own))}
    neighbours = {
        near.article_id
        for name, some in around.dated.items()
        for near in some
        if near.likeness >= (TELLS_THE_SAME if name in asking else COPY_LIKENESS)
    }
    beside = dated.filter(pl.col("article_id").is_in(list(neighbours)))
    told = cues(beside, reading.mentions(beside)) if neighbours else []
    every = [*open_cues, *told]
    fixed = _fixed(undated, mentions, every, options, around.dated)
    recent = latest(undated, mentions, around.dated)
    for name, own in fixed.items():
        own += [*recent.get(name, ()), *bounds.get(name, ()), *around.voted(name, name in new)]
    near = {name: (*around.dated.get(name, ()), *some) for name, some in around.undated.items()}
    days = {name: (start, stop) for name, start, stop in _rows(beside)}
    known = _Beside(told, days, _copied(undated, beside, near))
    return _rounds(_Open(undated, mentions, by_article, fixed, reading), known, Weights(every))


@dataclass(frozen=True, slots=True)
class _Open:
    """Hold articles without a day: their date phrases, and the evidence that no other article changes."""

    articles: pl.DataFrame
    mentions: pl.DataFrame
    cues: Mapping[str, Sequence[Cue]]
    fixed: Mapping[str, Sequence[Evidence]]
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Beside:
    """Hold what is known beside them: dated phrases, days of articles, and who has text of whom."""

    told: Sequence[Cue]
    days: Mapping[str, Days]
    copied: Mapping[str, Mapping[str, float]]


def _fixed(
    undated: pl.DataFrame,
    mentions: pl.DataFrame,
    every: Sequence[Cue],
    options: DatingOptions,
    near: Mapping[str, Sequence[Near]],
) -> dict[str, list[Evidence]]:
    """Give for each article the evidence in its own text, with public events."""
    by_article = _grouped(every)
    newest = latest_stated(mentions)
    own = stated(undated, mentions, newest)
    events = public_events(options.public_events) if options.use_public_events else ()
    naming = cache(Names.of(events).beside)
    often = subjects((cue for name in undated["article_id"] for cue in by_article.get(name, ())), naming)
    shared = _shared(every)
    return {
        name: [
            *own.get(name, ()),
            *(
                doubted(piece, near.get(name, ()), LONGEST_EVENT)
                for piece in named(by_article.get(name, []), naming, newest.get(name), shared, often)
            ),
        ]
        for name in undated["article_id"]
    }


def _rounds(open_: _Open, beside: _Beside, weights: Weights) -> dict[str, Inferred]:
    """Solve all articles again with what was worked out, until nothing changes."""
    known: dict[str, Inferred] = {}
    limits: dict[str, list[Evidence]] = {}
    for _ in range(ROUNDS):
        every = {**beside.days, **{k: (v.start, v.stop) for k, v in known.items() if _is_short(v)}}
        tied = ties(open_.cues, [*beside.told, *_resolved(open_, known)], weights)
        pieces = {
            name: [*own, *copies(beside.copied.get(name, {}), every), *tied.get(name, ())]
            for name, own in open_.fixed.items()
        }
        pieces = {name: own for name, own in pieces.items() if any(map(can_answer, own))}
        new = open_.articles.filter(
            pl.col("article_id").is_in([name for name in pieces if name not in limits])
        )
        limits |= {name: [] for name in new["article_id"]} | (
            bounded(new, open_.mentions, open_.reading) if new.height else {}
        )
        answers = {name: solve([*own, *limits[name]]) for name, own in pieces.items()}
        found = {name: with_best(answer) for name, answer in answers.items() if answer is not None}
        if all(k in known and (known[k].start, known[k].stop) == (v.start, v.stop) for k, v in found.items()):
            break
        known = {**known, **found}
    return known


def _is_short(answer: Inferred) -> bool:
    return (answer.stop - answer.start).days <= LONGEST_EVENT


def _rows(articles: pl.DataFrame) -> Iterable[tuple[str, date, date]]:
    return articles.select("article_id", "dct_start", "dct_stop").iter_rows()


def _bounds(undated: pl.DataFrame, dates: pl.DataFrame | None) -> dict[str, list[Evidence]]:
    """Give what is known of the days beside the text: captures in archives, a month in a file's name."""
    out: dict[str, list[Evidence]] = defaultdict(list)
    for article_id, start, stop in _rows(undated.filter(pl.col("dct_start").is_not_null())):
        says = f"it gives {in_words(start, stop)}"
        out[article_id].append(
            Evidence(((start, stop),), None, "What the file name or the option says", says)
        )
    if dates is not None:
        rows = dates.filter((pl.col("origin") == "archive") & pl.col("stop").is_not_null())
        for article_id, stop in rows.group_by("article_id").agg(pl.col("stop").min()).iter_rows():
            after = stop.date() + DAY
            says = f"it was published before {in_words(after, after + DAY)}"
            out[article_id].append(not_after(after, None, "The capture in an archive", says))
    return out


def _copied(
    undated: pl.DataFrame, beside: pl.DataFrame, near: Mapping[str, Iterable[Near]]
) -> dict[str, dict[str, float]]:
    """Give for each article those near it that hold most of its text."""
    texts = {
        name: text
        for frame in (undated, beside)
        for name, text in frame.select("article_id", "text").iter_rows()
    }
    made: dict[str, Runs] = {}

    def of(name: str) -> Runs:
        if name not in made:
            made[name] = runs(texts[name])
        return made[name]

    return {
        name: shares(
            of(name), {one.article_id: of(one.article_id) for one in some if one.likeness >= COPY_LIKENESS}
        )
        for name, some in near.items()
    }


def _shared(every: Iterable[Cue]) -> frozenset[str]:
    """Give the sentences around date phrases that stand in several articles."""
    where: dict[str, set[str]] = defaultdict(set)
    for cue in every:
        where[cue.sentence.strip()].add(cue.article_id)
    return frozenset(sentence for sentence, articles in where.items() if len(articles) > 1)


def _grouped(found: Iterable[Cue]) -> dict[str, list[Cue]]:
    out: dict[str, list[Cue]] = defaultdict(list)
    for cue in found:
        out[cue.article_id].append(cue)
    return out


def _resolved(open_: _Open, known: Mapping[str, Inferred]) -> list[Cue]:
    """Give the cues of articles whose day was worked out, as far as they are the same for all its days."""
    short = {name: answer for name, answer in known.items() if _is_short(answer)}
    if not short:
        return []
    part = filled(open_.articles.filter(pl.col("article_id").is_in(list(short))), short)
    return [cue for cue in cues(part, open_.reading.mentions(part)) if cue.days is not None]


__all__ = ["Days", "Evidence", "Inferred", "infer", "solve"]
