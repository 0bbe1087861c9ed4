"""Work out when articles without a day were published, from their texts and from the articles beside them.

Each piece of evidence says on which days an article can have been published. What is worked out for one
article dates the events it tells, and so its neighbours, until nothing changes. Where the evidence is thin or
undecided, the day stays unknown.
"""

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from timeline.evidence import DAY, LONGEST_EVENT, Cue, Days, cues, published_when
from timeline.options import DatingOptions
from timeline.public_events import PublicEvent, occurrences, public_events
from timeline.schema import ARTICLES
from timeline.words import days as in_words

YEARS_BEFORE = 3
"""A text whose latest stated year lies further before an event, or after it, does not tell of that event."""
HEAD, HEAD_LINE = 300, 90
"""Characters of a text's head, and of a line there that can be a by-line."""
NEAR = 60
"""Characters between a date phrase and the words of a public event that it may date."""
ALIKE = 0.5
"""Cosine of the terms around two date phrases from which they most likely tell the same event."""
FAIRLY_ALIKE = 0.25
"""Cosine from which a tie counts in part."""
ONE_TIE = 0.75
"""Most that one neighbour's tie weighs: an answer takes two neighbours that agree, or other evidence."""
FEWEST_SHARED = 6
COMMON = 60
"""Terms of more cues than this say nothing and are not looked up: it bounds the time."""
COPIED = 0.5
"""Share of an article's runs of words that stand in another one: then it is a copy."""
COPY_DAYS = 7
LONGEST_ANSWER = 31
"""Days: a wider interval is no answer."""
ROUNDS = 5
_SOME_WEEK = date(2024, 1, 1), date(2024, 1, 8)
TWO_THIRDS = 0.66
_RUN = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold days on which an article can have been published, what it weighs and why; several intervals are
    alternatives.
    """

    days: tuple[Days, ...]
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Inferred:
    """Hold what was worked out: an interval, the best day in it or none, and the reasons."""

    start: date
    stop: date
    best: date | None
    why: tuple[str, ...]


def infer(articles: pl.DataFrame, options: DatingOptions, dates: pl.DataFrame | None = None) -> pl.DataFrame:
    """Fill ``dct_*`` of the articles without a day, origin ``inferred``; the others stay as they are."""
    undated = articles.filter(pl.col("dct_start").is_null() & (pl.col("text").str.len_chars() > 0))
    if undated.is_empty() or not options.infer:
        return articles
    from timeline.temporal import tag

    events = public_events(options.public_events) if options.use_public_events else ()
    open_cues = cues(undated, mentions := tag(undated))
    latest = _latest_stated(mentions)
    captured = _captures(dates)
    dated = articles.filter((pl.col("dct_stop") - pl.col("dct_start")).dt.total_days() <= LONGEST_EVENT)
    heads = _heads(undated, mentions)
    fixed = {
        article_id: [
            *heads.get(article_id, ()),
            *_public(mine, events, latest.get(article_id)),
            *_copies(article_id, text, near),
        ]
        for (article_id, text), mine, near in _each_undated(undated, open_cues, dated)
    }
    told = cues(dated, tag(dated)) if _has_neighbours(articles) else []
    known: dict[str, Inferred] = {}
    by_article = _grouped(open_cues)
    weight = _weights([*open_cues, *told])
    for _ in range(ROUNDS):
        ties = _ties(by_article, [*told, *_resolved(undated, known)], weight)
        found = {}
        for article_id, own in fixed.items():
            answer = solve(
                [*own, *ties.get(article_id, ())], latest.get(article_id), captured.get(article_id)
            )
            if answer is not None:
                found[article_id] = _with_best(answer, by_article.get(article_id, []))
        if all(k in known and (known[k].start, known[k].stop) == (v.start, v.stop) for k, v in found.items()):
            break
        known = {**known, **found}
    return _filled(articles, known)


def solve(
    evidence: Sequence[Evidence], not_before: date | None = None, not_after: date | None = None
) -> Inferred | None:
    """Intersect the evidence; where it contradicts itself, drop the weaker side and say so.

    Nothing is answered where no side clearly outweighs the other, or where the days left are many.
    """
    pieces = [_bounded(piece, not_before, not_after) for piece in evidence]
    pieces = [piece for piece in pieces if piece.days]
    edges = sorted({edge for piece in pieces for days in piece.days for edge in days})
    best: tuple[float, date, date] | None = None
    rival = 0.0
    spans = []
    for start, stop in itertools.pairwise(edges):
        weight = sum(p.weight for p in pieces if any(d[0] <= start and stop <= d[1] for d in p.days))
        spans.append((weight, start, stop))
    if not spans:
        return None
    top = max(weight for weight, _, _ in spans)
    winners = [span for span in spans if span[0] == top]
    best = top, winners[0][1], winners[-1][2]
    rival = max((w for w, start, stop in spans if stop <= best[1] - DAY or start >= best[2] + DAY), default=0)
    if any(a[2] != b[1] for a, b in itertools.pairwise(winners)):
        return None
    supporting = [p for p in pieces if any(d[0] <= best[1] and best[2] <= d[1] for d in p.days)]
    against = sum(p.weight for p in pieces if p not in supporting)
    if (
        top < 1
        or against > top * (1 - TWO_THIRDS)
        or (best[2] - best[1]).days > LONGEST_ANSWER
        or rival > top
    ):
        return None
    why = [p.reason for p in supporting]
    why += [f"left out, because more speaks against it: {p.reason}" for p in pieces if p not in supporting]
    return Inferred(best[1], best[2], None, tuple(dict.fromkeys(why)))


def _bounded(piece: Evidence, not_before: date | None, not_after: date | None) -> Evidence:
    """Leave out the alternatives that a bound rules out."""
    days = tuple(
        (start, stop)
        for start, stop in piece.days
        if (not_before is None or stop > not_before) and (not_after is None or start < not_after)
    )
    # the same event in several years, and nothing says which: that is no evidence
    return Evidence(days if len(days) == 1 else (), piece.weight, piece.reason)


def _latest_stated(mentions: pl.DataFrame) -> dict[str, date]:
    """Give for each article the latest year, month or day stated in full and told of as past: it cannot be
    older. A date that lies ahead ("by 2030") is none.
    """
    ahead = pl.col("mod").is_in(["BEFORE", "ON_OR_BEFORE", "EQUAL_OR_LESS"]).fill_null(False)
    stated = mentions.filter(
        (pl.col("anchor") == "none")
        & pl.col("start").is_not_null()
        & pl.col("type").is_in(["DATE", "TIME"])
        & ~ahead
        & pl.col("granularity").is_in(["day", "month", "year"])
    )
    out: dict[str, list[date]] = defaultdict(list)
    for article_id, start in stated.select("article_id", "start").iter_rows():
        out[article_id].append(start.date())
    return {article_id: max(starts) for article_id, starts in out.items()}


def _captures(dates: pl.DataFrame | None) -> dict[str, date]:
    """Give the first day after the earliest capture of a page."""
    if dates is None:
        return {}
    rows = dates.filter((pl.col("origin") == "archive") & pl.col("stop").is_not_null())
    earliest = rows.group_by("article_id").agg(pl.col("stop").min())
    return {article_id: stop.date() + DAY for article_id, stop in earliest.iter_rows()}


def _public(own: Sequence[Cue], events: Sequence[PublicEvent], latest: date | None) -> list[Evidence]:
    """Give the evidence of date phrases beside a public event."""
    out = []
    for cue in own:
        for span, named in occurrences(cue.sentence, events).items():
            gap = max(span[0] - cue.at[1], cue.at[0] - span[1], 0)
            # "this week" beside an event may look ahead to it
            if gap > NEAR or cue.operator.endswith(" 0") or not _past(cue, near=True):
                continue
            possible = [
                (event, days)
                for event in named
                if (days := published_when(cue.operator, (event.start, event.stop)))
                and (days[1] - days[0]).days <= LONGEST_EVENT  # "last month" says next to nothing here
                and (latest is None or -1 <= event.start.year - latest.year <= YEARS_BEFORE)
                and (latest is None or days[1] > latest)
            ]
            if possible:
                told = "; ".join(
                    f"{event.name} = {in_words(event.start, event.stop)}" for event, _ in possible
                )
                reason = f"the text says {cue.phrase!r} beside a public event; dated by: {told}"
                out.append(Evidence(tuple(days for _, days in possible), 1.0, reason))
    return out


def _heads(undated: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, list[Evidence]]:
    """Give the evidence of full days in short lines at the head of a text: saved by-lines."""
    texts = dict(undated.select("article_id", "text").iter_rows())
    stated = mentions.filter(
        (pl.col("field") == "text")
        & (pl.col("anchor") == "none")
        & (pl.col("type").is_in(["DATE", "TIME"]))
        & (pl.col("start").dt.date() >= pl.col("stop").dt.offset_by("-1us").dt.date())
        & (pl.col("begin") < HEAD)
    )
    out: dict[str, list[Evidence]] = {}
    for article_id, begin, end, phrase, start in stated.select(
        "article_id", "begin", "end", "phrase", "start"
    ).iter_rows():
        text = texts[article_id]
        first = text.rfind("\n", 0, begin) + 1
        last = text.find("\n", end)
        line = text[first : last if last >= 0 else len(text)]
        if len(line) <= HEAD_LINE and not line.rstrip().endswith((".", "?", "!")):
            day = start.date()
            reason = f"a line at the head of the text is dated {phrase!r}"
            out.setdefault(article_id, []).append(Evidence(((day, day + 2 * DAY),), 1.0, reason))
    return {article_id: found[:1] for article_id, found in out.items()}


def _each_undated(
    undated: pl.DataFrame, open_cues: Sequence[Cue], dated: pl.DataFrame
) -> Iterable[tuple[tuple[str, str], list[Cue], list[tuple[str, Days, float]]]]:
    by_article = _grouped(open_cues)
    index: dict[int, list[int]] = defaultdict(list)
    rows = dated.select("article_id", "text", "dct_start", "dct_stop").rows()
    for number, (_, text, _, _) in enumerate(rows):
        for run in _runs(text):
            index[run].append(number)
    for article_id, text in undated.select("article_id", "text").iter_rows():
        runs = _runs(text)
        shared = Counter(number for run in runs for number in index.get(run, ()))
        near = [
            (rows[n][0], (rows[n][2], rows[n][3]), count / len(runs))
            for n, count in shared.most_common(3)
            if count >= 5 and count / len(runs) >= COPIED
        ]
        yield (article_id, text), by_article.get(article_id, []), near


def _runs(text: str) -> frozenset[int]:
    words = text.casefold().split()
    return frozenset(hash(" ".join(words[n : n + _RUN])) for n in range(0, max(len(words) - _RUN + 1, 0)))


def _copies(article_id: str, text: str, near: Sequence[tuple[str, Days, float]]) -> list[Evidence]:
    """Give the evidence of dated articles with the same text: others print a text within days."""
    return [
        Evidence(
            ((days[0] - DAY, days[1] + COPY_DAYS * DAY - DAY),),
            1.0,
            f"{share:.0%} of the text stands in {other}, published {in_words(*days)}: copies follow in days",
        )
        for other, days, share in near
    ]


def _grouped(found: Iterable[Cue]) -> dict[str, list[Cue]]:
    out: dict[str, list[Cue]] = defaultdict(list)
    for cue in found:
        out[cue.article_id].append(cue)
    return out


def _has_neighbours(articles: pl.DataFrame) -> bool:
    return articles.height > 1


def _resolved(undated: pl.DataFrame, known: Mapping[str, Inferred]) -> list[Cue]:
    """Give the cues of articles whose day was worked out, as far as they are the same for all its days."""
    if not known:
        return []
    from timeline.temporal import tag

    part = _filled(undated.filter(pl.col("article_id").is_in(list(known))), known)
    return [cue for cue in cues(part, tag(part)) if cue.days is not None]


def _past(cue: Cue, near: bool = False) -> bool:
    """Say whether a phrase looks back for certain: one that may look ahead ties nothing.

    A part of a day without its weekday ("overnight") is on either of two days. ``near`` lets a bare weekday
    without a tense pass.
    """
    if cue.granularity == "part_of_day" and "week:day" not in cue.operator:
        return False
    if cue.operator.startswith("near"):
        return near
    ahead = cue.operator.startswith(("next", "coming", "day 0"))
    return not ahead and not re.fullmatch(r"(?:day|week|month) [1-9]\d*", cue.operator)


def _weights(every: Sequence[Cue]) -> dict[str, float]:
    """Weigh terms by how rare they are among all cues, once, so that a round does not change the next.

    Terms of one article only weigh nothing: how much else a sentence says is no sign against a tie.
    """
    articles = defaultdict(set)
    often: Counter[str] = Counter()
    for cue in every:
        often.update(cue.terms)
        for term in cue.terms:
            articles[term].add(cue.article_id)
    return {
        term: math.log(1 + (len(every) + 20) / count) if len(articles[term]) > 1 else 0.0
        for term, count in often.items()
    }


def _ties(
    open_cues: Mapping[str, Sequence[Cue]], told: Sequence[Cue], weight: Mapping[str, float]
) -> dict[str, list[Evidence]]:
    """Tie the cues of undated articles to cues of dated ones that tell the same event.

    Of one dated article only the likest cue counts, so that a copied passage is one piece of evidence.
    """
    told = [c for c in told if c.days and _past(c) and (c.days[1] - c.days[0]).days <= LONGEST_EVENT]
    index: dict[str, list[int]] = defaultdict(list)
    for number, cue in enumerate(told):
        for term in cue.terms:
            index[term].append(number)
    lengths = [math.sqrt(sum(weight.get(t, 0.0) ** 2 for t in cue.terms)) for cue in told]
    out: dict[str, list[Evidence]] = {}
    for article_id, own in open_cues.items():
        best: dict[str, tuple[float, Evidence]] = {}
        for cue in own:
            if not _past(cue) or published_when(cue.operator, _SOME_WEEK) is None:
                continue
            likest = _likest(cue, told, index, weight, lengths)
            for number, score in likest:
                other = told[number]
                assert other.days is not None
                days = published_when(cue.operator, other.days)
                if cue.granularity == "day" and (other.days[1] - other.days[0]).days > 2:
                    continue  # a weekday in a week that is told as a whole is no tie
                if other.article_id == article_id or days is None:
                    continue
                reason = (
                    f"{cue.phrase!r} is told of what {other.article_id} dates {in_words(*other.days)} "
                    f"({other.phrase!r})"
                )
                key = other.article_id
                if key not in best or best[key][0] < score:
                    best[key] = score, Evidence((days,), min(ONE_TIE, score / ALIKE), reason)
        if best:
            out[article_id] = [piece for _, piece in best.values()]
    return out


def _likest(
    cue: Cue,
    told: Sequence[Cue],
    index: Mapping[str, Sequence[int]],
    weight: Mapping[str, float],
    lengths: Sequence[float],
) -> list[tuple[int, float]]:
    """Give the cues whose surroundings are alike, with their cosine."""
    dots: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for term in cue.terms:
        at = index.get(term, ())
        if len(at) > max(COMMON, len(told) // 20):
            continue
        for number in at:
            dots[number] += weight.get(term, 0.0) ** 2  # type: ignore[assignment]
            shared[number] += 1
    length = math.sqrt(sum(weight.get(t, 0.0) ** 2 for t in cue.terms))
    out = []
    for number, dot in dots.items():
        score = dot / (length * lengths[number]) if length and lengths[number] else 0.0
        if shared[number] >= FEWEST_SHARED and score >= FAIRLY_ALIKE:
            out.append((number, score))
    return out


def _with_best(answer: Inferred, own: Sequence[Cue]) -> Inferred:
    """Choose the best day: one that is alone, or the day after the last weekday that the text tells of.

    News tells of a weekday on that day or the next; without a weekday nothing favours a day.
    """
    width = (answer.stop - answer.start).days
    if width == 1:
        return Inferred(answer.start, answer.stop, answer.start, answer.why)
    weekdays = {
        int(cue.operator[-1])
        for cue in own
        if cue.operator.endswith(tuple(f"week:day {n}" for n in range(1, 8)))
        and cue.operator.startswith(("past", "near"))
    }
    inside = [answer.start + n * DAY for n in range(width)]
    told = [day for day in inside if day.isoweekday() in weekdays]
    if width > 7 or not told:
        return answer
    best = min(told[-1] + DAY, answer.stop - DAY)
    why = f"the best day follows the last weekday that the text tells of, {told[-1]:%A}"
    return Inferred(answer.start, answer.stop, best, (*answer.why, why))


def _filled(articles: pl.DataFrame, known: Mapping[str, Inferred]) -> pl.DataFrame:
    """Give articles with the days that were worked out."""
    if not known:
        return articles
    schema = ARTICLES.schema
    rows = {
        "article_id": list(known),
        "_start": [v.start for v in known.values()],
        "_stop": [v.stop for v in known.values()],
        "_best": [v.best for v in known.values()],
        "_why": [list(v.why) for v in known.values()],
    }
    types: dict[str, pl.DataType | type[pl.DataType]] = {
        **dict.fromkeys(("_start", "_stop", "_best"), pl.Date),
        "_why": schema["dct_why"],
    }
    found = pl.DataFrame(rows, schema_overrides=types)
    joined = articles.join(found, on="article_id", how="left", maintain_order="left")
    mine = pl.col("_start").is_not_null()
    return joined.with_columns(
        pl.coalesce("_start", "dct_start").alias("dct_start"),
        pl.coalesce("_stop", "dct_stop").alias("dct_stop"),
        pl.coalesce("_best", "dct_best").alias("dct_best"),
        pl.when(mine).then(pl.lit("inferred")).otherwise("dct_origin").alias("dct_origin"),
        pl.when(mine).then(pl.concat_list("dct_why", "_why")).otherwise("dct_why").alias("dct_why"),
    ).drop("_start", "_stop", "_best", "_why")
