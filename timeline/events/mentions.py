"""Find the statements that something happened or will: sentences with a date, what goes on from them,
undated leads.

A stage-1 function: each article is read alone, so ``f(concat(a, b)) == concat(f(a), f(b))``.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import polars as pl

from timeline import schema
from timeline.events.carried import carried_row, headline_rows
from timeline.events.clocks import on_story_day, on_their_day
from timeline.events.headlines import Context, headline
from timeline.events.leads import lead_line, lead_row
from timeline.events.lexicon import english
from timeline.events.loose import asks, is_caption, is_loose, means_nowadays, measures, names_thing
from timeline.events.names import capitalised, without_closed
from timeline.events.pages import (
    STAMP_LENGTH,
    comments_begin,
    has_comments,
    has_stamps,
    stamps,
    without_stamps,
)
from timeline.events.places import dateline_place
from timeline.events.reading import (
    Article,
    Before,
    Mention,
    Sentence,
    context_of,
    facts_of,
    lacks_subject,
    read_sentence,
    says_something,
    with_speaker,
)
from timeline.events.sentences import (
    Span,
    furniture_cues,
    is_boilerplate,
    is_heading,
    paragraphs,
    run_together,
    sentences,
    without_dateline,
)
from timeline.events.targets import Target, clause_target, target
from timeline.events.threads import Thread, points_back
from timeline.options import EventOptions

LENGTHS = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "weekend": dt.timedelta(days=2),
    "week": dt.timedelta(days=7),
}
"""Lengths of units that have one."""
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
"""Lengths of the others in months."""
DATED_TYPES = ("DATE", "TIME", "DURATION")
"""TIMEX3 types that can place an event; a duration only where it has an interval ("in the past two
years")."""


NOT_DATES = ("PRESENT_REF",)
"""TIMEX3 values that place nothing: "now", "currently"."""


LANGUAGE = "en"
"""The language whose clauses are read; other languages give their undated leads only."""


def is_read(lang: str | None) -> bool:
    """Say whether the clauses of a language are read; no language counts as English."""
    return (lang or LANGUAGE).lower().startswith(LANGUAGE)


def event_mentions(
    articles: pl.DataFrame, mentions: pl.DataFrame, options: EventOptions | None = None
) -> pl.DataFrame:
    """Give the event mentions of articles, from their date phrases.

    ``articles`` needs article_id, title, text, lang, dct_start and dct_stop; ``mentions`` is the mentions
    table.
    Rows come in the order of the articles, then of the text; ``event_id`` stays null for ``merge``.
    """
    options = options or EventOptions()
    by_article = _mentions_by_article(mentions)
    rows: list[dict[str, Any]] = []
    text_ = pl.col("text")
    wanted = articles.select(
        "article_id",
        "title",
        "text",
        "lang",
        "dct_start",
        "dct_stop",
        capitalised(text_),
        furniture_cues(text_),
        run_together(text_),
        has_comments(text_),
        has_stamps(text_),
    )
    for id_, title, text, lang, dct_start, dct_stop, words, cues, glued, comments, live in wanted.iter_rows():
        own = by_article.get(id_, [])
        reads = is_read(options.lang or lang)
        known = without_closed(words) if reads and words else frozenset[str]()
        layout = tuple(cues or ()), bool(glued), bool(comments), bool(live)
        article = Article(id_, title or "", text or "", reads, dct_start, dct_stop, known, *layout)
        rows += _article_rows(article, own, options)
    return schema.EVENT_MENTIONS.frame(rows)


def _mentions_by_article(mentions: pl.DataFrame) -> dict[str, list[Mention]]:
    """Group the date phrases that can place an event, in the order of the text."""
    dated = mentions.filter(
        pl.col("type").is_in(DATED_TYPES)
        & (pl.col("start").is_not_null() | pl.col("stop").is_not_null())
        & ~pl.col("value").fill_null("").is_in(NOT_DATES)
    ).select("article_id", "mention_id", "field", "begin", "end", "start", "stop", "granularity", "mod")
    out: dict[str, list[Mention]] = {}
    for row in dated.sort("article_id", "field", "begin", "end").rows():
        out.setdefault(row[0], []).append(Mention._make(row[1:]))
    return out


def _article_rows(article: Article, own: list[Mention], options: EventOptions) -> list[dict[str, Any]]:
    """Give one article's rows."""
    rows: list[dict[str, Any]] = []
    if article.english and own:
        in_title = [m for m in own if m.field == "title"]
        if in_title:
            rows += _sentence_rows(
                article, read_sentence(article, "title", Span(0, len(article.title)), in_title), None
            )
        rows += _text_rows(article, [m for m in own if m.field != "title"], options)
    if article.english and rows:
        rows += headline_rows(article, rows)
    if article.dct_start is not None and article.dct_stop is not None and article.text:
        line = lead_line(article)
        if line is not None and not _is_dated(article, line, rows, own):
            lead = lead_row(article, line, own)
            rows += [lead] if lead else []
    return rows


def _is_dated(article: Article, line: Span, rows: Sequence[dict[str, Any]], own: Sequence[Mention]) -> bool:
    """Say whether a lead has a date of its own: in its paragraph, or carried to it."""
    if not rows or not article.english:
        return bool(rows)
    told = any(row["field"] == "text" and line.begin <= row["begin"] < line.end for row in rows)
    return told or any(m.field != "title" and line.begin <= m.begin < line.end for m in own)


def _text_rows(article: Article, own: list[Mention], options: EventOptions) -> list[dict[str, Any]]:
    """Give the rows of an article's text: of its dated sentences and of those that go on from them."""
    rows: list[dict[str, Any]] = []
    if not own:
        return rows
    lines = paragraphs(article.text)
    thread = Thread(options.carry_sentences, article.dct_start)
    over = comments_begin(article.text) if article.comments else len(article.text)
    stamped = stamps(article.text) if article.live else frozenset[int]()
    own = without_stamps(article.text, own, stamped)
    previous: Sentence | Span | None = None
    at = 0
    for number, line in enumerate(lines):
        if line.end > over:
            break
        # A phrase that runs over the end of its line joins two: "Expo 2005 / June 6" is no day.
        inside = []
        while at < len(own) and own[at].begin < line.end:
            if line.begin <= own[at].begin and own[at].end <= line.end:
                inside.append(own[at])
            at += 1
        if not inside and thread.left <= 0 and not points_back(article.text[line.begin : line.end]):
            previous = None
            continue
        if is_boilerplate(article.text[line.begin : line.end], number == 0, article.cues):
            if inside:
                # A heading with a day of its own ("25 December") ends what was told of another.
                thread.left = 0
            continue
        body = without_dateline(article.text, line)
        if line.begin in stamped:
            body = Span(line.begin + STAMP_LENGTH, line.end)
        opening = article.text[line.begin : body.begin]
        where = dateline_place(opening) if opening else None
        for span in sentences(article.text, body, article.glued):
            dated = [m for m in inside if span.begin <= m.begin < span.end] if inside else inside
            if dated:
                own_text = article.text[span.begin : span.end]
                dated = on_story_day(own_text, span.begin, dated, inside, thread.day())
                sentence = read_sentence(article, "text", span, dated)
                sentence.dateline = where
                before = partial(_sentence_before, article, lines, number, previous)
                found = _sentence_rows(article, sentence, before)
                thread.state(article, sentence, found)
                rows += found
                previous = sentence
            elif thread.passes(article.text[span.begin : span.end]):
                sentence = read_sentence(article, "text", span, [])
                sentence.dateline = where
                row = carried_row(article, sentence, thread)
                if row:
                    rows.append(row)
                    thread.go_on(row, sentence)
                previous = sentence
            else:
                previous = span
    return rows


def _sentence_before(
    article: Article, lines: Sequence[Span], number: int, previous: Sentence | Span | None
) -> Sentence | Span | None:
    """Give the sentence before, or the last one of the paragraph before, for pronouns."""
    if previous is not None:
        return previous
    if not number or is_heading(article.text[lines[number - 1].begin : lines[number - 1].end]):
        return None
    return sentences(article.text, lines[number - 1], article.glued)[-1]


def _sentence_rows(article: Article, sentence: Sentence, before: Before | None) -> list[dict[str, Any]]:
    """Give a row for each event in a dated sentence and each separate date of it."""
    groups: dict[tuple[str, int], tuple[Target, list[int]]] = {}
    if is_caption(sentence, article.dct_start) or asks(sentence):
        return []
    for number in range(len(sentence.mentions)):
        found = _placed(sentence, number)
        if found is not None:
            groups.setdefault((found.kind, found.head), (found, []))[1].append(number)
    context = context_of(article, sentence, before)
    rows: list[dict[str, Any]] = []
    for found, numbers in groups.values():
        if len(numbers) > 1:
            moved = on_their_day(sentence.text, sentence.span.begin, sentence.mentions, numbers)
            sentence.mentions = [moved.get(n, m) for n, m in enumerate(sentence.mentions)]
        for part in _agreeing(sentence, numbers):
            row = _row(article, sentence, context, found, part, n=len(rows))
            if row:
                rows.append(row)
    return rows


def _placed(sentence: Sentence, number: int) -> Target | None:
    """Find the event that a date places, if it places one."""
    parsed = sentence.parse
    if measures(parsed, number) or is_loose(parsed, number):
        return None
    found = target(parsed, number)
    if found is None or means_nowadays(parsed, number, found):
        return None
    return None if found.kind != "noun" and names_thing(parsed, number) else found


def _agreeing(sentence: Sentence, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Part the dates of one event into those that can be one time and those that cannot.

    Days that touch and are joined by one word are one time: "on 10 and 11 February".
    """
    mentions = sentence.mentions
    groups: list[list[int]] = []
    for number in numbers:
        for group in groups:
            joined = _joined(sentence, group[-1], number)
            if joined or all(_overlap(mentions[number], mentions[other]) for other in group):
                group.append(number)
                break
        else:
            groups.append([number])
    yield from groups


def _joined(sentence: Sentence, one: int, two: int) -> bool:
    """Say whether two dates follow each other in time and, but for one joining word, in the text."""
    a, b = sentence.mentions[one], sentence.mentions[two]
    if a.start is None or a.stop is None or b.start is None or a.granularity != b.granularity:
        return False
    lists = english()
    offset = sentence.span.begin
    if not lists.has("words.range_words", sentence.text[a.end - offset : b.begin - offset].strip().lower()):
        return False
    opener = sentence.text[: a.begin - offset].rstrip().lower().endswith(lists.phrases["words.range_openers"])
    return a.stop == b.start or (opener and a.start < b.start)


def _overlap(a: Mention, b: Mention) -> bool:
    return (a.start is None or b.stop is None or a.start < b.stop) and (
        b.start is None or a.stop is None or b.start < a.stop
    )


def _best(mentions: Sequence[Mention]) -> Mention:
    """Give the narrowest of the dates of one event, or the whole time of days that follow each other."""
    if len(mentions) == 1:
        return mentions[0]
    narrow = min(mentions, key=lambda m: (_width(m), m.begin))
    apart = [m for m in mentions if m.start and narrow.stop and m.start >= narrow.stop]
    if not apart or apart[-1].granularity != narrow.granularity:
        return narrow
    # Clock times end a stretch at their first moment, days include their last.
    clock = narrow.granularity in ("second", "minute", "hour")
    return narrow._replace(stop=apart[-1].start if clock else apart[-1].stop)


def _since(mention: Mention) -> dt.datetime | None:
    """Close an open date: what has been so since Friday began on that Friday.

    Null where the unit says nothing.
    """
    if mention.start is None or mention.mod is not None:
        return None
    return shifted(mention.start, mention.granularity, 1)


def _bound(sentence: Sentence, part: Sequence[int]) -> str | None:
    """Read "by" before a date: no later than that."""
    words = sentence.parse.tokens
    first = next(i for i, token in enumerate(words) if token.date in part)
    before = words[first - 1].low if first else ""
    return "ON_OR_BEFORE" if english().has("words.deadlines", before) else None


def _by(mention: Mention) -> dt.datetime | None:
    """Give "by 2022" its last unit, as an undated lead has its publication day; ``mod`` says that it may
    be earlier.
    """
    if mention.stop is None or mention.mod != "ON_OR_BEFORE":
        return None
    return shifted(mention.stop, mention.granularity, -1)


def shifted(moment: dt.datetime, granularity: str, units: int) -> dt.datetime | None:
    """Shift a moment by calendar units; null for units without a length and outside the calendar.

    >>> shifted(dt.datetime(2023, 1, 1), "year", -1)
    datetime.datetime(2022, 1, 1, 0, 0)
    """
    if granularity in LENGTHS:
        return moment + units * LENGTHS[granularity]
    if granularity not in MONTHS:
        return None
    months = moment.year * 12 + moment.month - 1 + units * MONTHS[granularity]
    return moment.replace(year=months // 12, month=months % 12 + 1, day=1) if 12 < months < 119_000 else None


def _width(mention: Mention) -> float:
    if mention.start is None or mention.stop is None:
        return float("inf")
    return (mention.stop - mention.start).total_seconds()


def _with_subject(sentence: Sentence, clause: Target, phrase: str) -> str:
    """Put the subject's own words before a bare verb: "It collapsed" says little, but nothing is lost."""
    if clause.subject is None:
        return phrase
    first, last = clause.subject
    own = " ".join(token.text for token in sentence.parse.tokens[first:last])
    return (
        f"{own[:1].upper()}{own[1:]} {phrase if phrase[1:2].isupper() else phrase[:1].lower() + phrase[1:]}"
    )


def _with_date(context: Context, sentence: Sentence, found: Target, part: Sequence[int]) -> str:
    """Name an event by its date where its noun is all there is: "2016 election", "Monday's sell-off"."""
    words, mention = sentence.parse.tokens, sentence.mentions[part[-1]]
    before = [i for i, token in enumerate(words[: found.head]) if token.date in part]
    if not before or found.first - before[-1] > 2:
        # "the meeting on Monday" keeps its date.
        return headline(context, found, frozenset())
    if mention.granularity == "year" and mention.start is not None:
        label = str(mention.start.year)
    else:
        offset = sentence.span.begin
        label = sentence.text[mention.begin - offset : words[found.first].begin].strip()
        first, _, rest = label.partition(" ")
        label = rest if rest and english().has("words.determiners", first.lower()) else label
    phrase = " ".join(token.text for token in words[found.first : found.head + 1])
    for mark in english().phrases["words.possessive_marks"]:
        label = label.replace(f" {mark}", mark)
    return f"{label[:1].upper()}{label[1:]} {phrase}"


def _row(
    article: Article, sentence: Sentence, context: Context, found: Target, part: list[int], *, n: int
) -> dict[str, Any] | None:
    """Make the row of one event with the dates that place it."""
    context = with_speaker(sentence, context, found)
    phrase = headline(context, found, frozenset(part))
    if not says_something(phrase) and found.kind == "noun":
        phrase = _with_date(context, sentence, found, part)
    elif not says_something(phrase) and sentence.parse.segments[found.segment].verb is not None:
        clause = clause_target(sentence.parse, found.segment)
        phrase = headline(context, clause, frozenset(part))
        if phrase and not says_something(phrase):
            phrase = _with_subject(sentence, clause, phrase)
    if not says_something(phrase) or lacks_subject(sentence.parse, found):
        return None
    best = _best([sentence.mentions[i] for i in part])
    row = facts_of(article, sentence, context, found, best.start)
    mark = ":title" if sentence.field == "title" else ""
    span = sentence.span
    return row | {
        "event_mention_id": f"{article.id}:{span.begin}-{span.end}{mark}#{n}",
        "mention_ids": [sentence.mentions[i].id for i in part],
        "basis": "stated",
        "start": best.start or _by(best),
        "stop": best.stop or _since(best),
        "granularity": best.granularity,
        "mod": best.mod or _bound(sentence, part),
        "headline": phrase,
    }
