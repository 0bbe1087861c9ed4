"""Find the statements that something happened or will: sentences with a date, what goes on from them, undated leads.

A stage-1 function: each article is read alone, so ``f(concat(a, b)) == concat(f(a), f(b))``.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import polars as pl

from timeline import schema
from timeline.events.alike import terms
from timeline.events.clauses import Parse, Target, aside, clause_target, parse, subject, target
from timeline.events.headlines import Context, fragment, headline
from timeline.events.lexicon import BE, HAVE, PLURAL, PRONOUN, english, entry
from timeline.events.modality import attributed_to, hedged, modality
from timeline.events.names import Name, article_names, names, place
from timeline.events.sentences import (
    Span,
    is_boilerplate,
    is_heading,
    paragraphs,
    sentences,
    without_dateline,
)
from timeline.events.words import Token, tokens
from timeline.options import EventOptions

DATED_TYPES = ("DATE", "TIME", "DURATION")
"""TIMEX3 types that can place an event; a duration only where it has an interval ("in the past two years")."""
NOT_DATES = ("PRESENT_REF",)
"""TIMEX3 values that place nothing: "now", "currently"."""
SHARED = 0.5
"""Share of a headline's telling words that the lead must have for its day to be the headline's."""
LANGUAGE = "en"
"""The language whose clauses are read; other languages give their undated leads only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold what is needed of one date phrase."""

    id: str
    field: str
    begin: int
    end: int
    start: dt.datetime | None
    stop: dt.datetime | None
    granularity: str
    mod: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """Hold what is needed of one article, and the words it writes with a capital."""

    id: str
    title: str
    text: str
    english: bool
    dct_start: dt.date | None
    dct_stop: dt.date | None
    known: frozenset[str]


@dataclass(slots=True)
class Sentence:
    """Hold a read sentence: where it stands, its text, parse and names."""

    field: str
    span: Span
    text: str
    parse: Parse
    found: list[Name]
    mentions: list[Mention]


Before = Callable[[], Span | None]
"""Finds the sentence before, when a pronoun asks for it."""


def event_mentions(
    articles: pl.DataFrame, mentions: pl.DataFrame, options: EventOptions | None = None
) -> pl.DataFrame:
    """Give the event mentions of articles, from their date phrases.

    ``articles`` needs article_id, title, text, lang, dct_start and dct_stop; ``mentions`` is the mentions table.
    Rows come in the order of the articles, then of the text; ``event_id`` stays null for ``merge``.
    """
    options = options or EventOptions()
    by_article = _mentions_by_article(mentions)
    rows: list[dict[str, Any]] = []
    wanted = articles.select("article_id", "title", "text", "lang", "dct_start", "dct_stop")
    for id_, title, text, lang, dct_start, dct_stop in wanted.iter_rows():
        own = by_article.get(id_, [])
        language = options.lang or lang or LANGUAGE
        reads = language.lower().startswith(LANGUAGE)
        known = article_names(text or "") if reads else frozenset[str]()
        article = Article(id_, title or "", text or "", reads, dct_start, dct_stop, known)
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
    for id_, *values in dated.sort("article_id", "field", "begin", "end").iter_rows():
        out.setdefault(id_, []).append(Mention(*values))
    return out


def _article_rows(article: Article, own: list[Mention], options: EventOptions) -> list[dict[str, Any]]:
    """Give one article's rows."""
    rows: list[dict[str, Any]] = []
    if article.english and own:
        in_title = [m for m in own if m.field == "title"]
        if in_title:
            rows += _sentence_rows(
                article, _read(article, "title", Span(0, len(article.title)), in_title), None
            )
        rows += _text_rows(article, [m for m in own if m.field != "title"], options)
    if article.english and rows:
        rows += _headline_rows(article, rows)
    if not rows and article.dct_start is not None and article.dct_stop is not None and article.text:
        lead = _lead_row(article)
        rows += [lead] if lead else []
    return rows


def _headline_rows(article: Article, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Carry the day of the lead to a headline without date that tells the same: the title, or the first line."""
    lines = paragraphs(article.text)
    out = []
    first = lines[0] if lines else Span(0, 0)
    stands_alone = bool(lines) and is_heading(article.text[first.begin : first.end])
    lead = rows[0] if rows[0]["field"] == "text" else None
    if lead is None or lead["begin"] > _lead_end(article, lines, stands_alone):
        return out
    if (
        stands_alone
        and lead["begin"] >= first.end
        and not is_boilerplate(article.text[first.begin : first.end], True)
    ):
        out += _headline_row(article, _read(article, "text", first, []), lead)
    if article.title and article.title not in article.text:
        out += _headline_row(article, _read(article, "title", Span(0, len(article.title)), []), lead)
    return [row for row in out if row]


def _lead_end(article: Article, lines: Sequence[Span], skip_first: bool) -> int:
    """Give the end of the first paragraph of the story."""
    for number, line in enumerate(lines):
        if number == 0 and skip_first:
            continue
        if not is_boilerplate(article.text[line.begin : line.end]):
            return line.end
    return 0


def _headline_row(article: Article, sentence: Sentence, lead: dict[str, Any]) -> list[dict[str, Any]]:
    """Make the row of a headline if it shares most of its telling words with the lead's sentence."""
    found = _main_target(sentence.parse)
    told = set(terms(article.text[lead["begin"] : lead["end"]]))
    own = set(terms(sentence.text))
    if found is None or len(own & told) < SHARED * len(own) or not 0 < len(sentence.text) <= 200:
        return []
    context = _context(article, sentence, None)
    phrase = headline(context, found, frozenset())
    if not _says_something(phrase):
        return []
    facts = _facts(article, sentence, context, found, lead["start"])
    mark = ":title" if sentence.field == "title" else ""
    carried = {name: lead[name] for name in ("mention_ids", "start", "stop", "granularity", "mod")}
    anchor = f"{article.id}:{sentence.span.begin}-{sentence.span.end}{mark}#0"
    return [facts | carried | {"event_mention_id": anchor, "basis": "carried", "headline": phrase}]


def _text_rows(article: Article, own: list[Mention], options: EventOptions) -> list[dict[str, Any]]:
    """Give the rows of an article's text: of its dated sentences and of those that go on from them."""
    rows: list[dict[str, Any]] = []
    if not own:
        return rows
    lines = paragraphs(article.text)
    carried_from: tuple[dict[str, Any], Sentence] | None = None
    left = 0
    previous: Span | None = None
    for number, line in enumerate(lines):
        inside = [m for m in own if line.begin <= m.begin < line.end]
        if not inside and not left:
            previous = None
            continue
        if is_boilerplate(article.text[line.begin : line.end], first=number == 0):
            continue
        for span in sentences(article.text, without_dateline(article.text, line)):
            dated = [m for m in inside if span.begin <= m.begin < span.end]
            if dated:
                sentence = _read(article, "text", span, dated)
                before = partial(_sentence_before, article, lines, number, previous)
                found = _sentence_rows(article, sentence, before)
                rows += found
                carried_from = (found[-1], sentence) if found else None
                left = options.carry_sentences if found else 0
            elif left and carried_from is not None:
                left -= 1
                row = None
                if _may_go_on(article.text[span.begin : span.end], carried_from[0]):
                    sentence = _read(article, "text", span, [])
                    row = _carried_row(article, sentence, *carried_from)
                if row:
                    rows.append(row)
                    carried_from, left = (row, sentence), options.carry_sentences
            previous = span
    return rows


def _sentence_before(
    article: Article, lines: Sequence[Span], number: int, previous: Span | None
) -> Span | None:
    """Give the sentence before, or the last one of the paragraph before, for pronouns."""
    if previous is not None:
        return previous
    if not number or is_heading(article.text[lines[number - 1].begin : lines[number - 1].end]):
        return None
    return sentences(article.text, lines[number - 1])[-1]


def _read(article: Article, field: str, span: Span, dated: list[Mention]) -> Sentence:
    """Tokenise and parse a sentence."""
    source = article.title if field == "title" else article.text
    text = source[span.begin : span.end]
    cut = [(m.begin - span.begin, m.end - span.begin) for m in dated]
    words = tokens(text, cut, article.known, title=field == "title" or not span.begin)
    return Sentence(field, span, text, parse(words), names(words, text, article.known), dated)


def _sentence_rows(article: Article, sentence: Sentence, before: Before | None) -> list[dict[str, Any]]:
    """Give a row for each event in a dated sentence and each separate date of it."""
    groups: dict[tuple[str, int], tuple[Target, list[int]]] = {}
    for number in range(len(sentence.mentions)):
        found = target(sentence.parse, number)
        if found is not None:
            groups.setdefault((found.kind, found.head), (found, []))[1].append(number)
    context = _context(article, sentence, before)
    rows = []
    for found, numbers in groups.values():
        for part in _agreeing(sentence, numbers):
            row = _row(article, sentence, context, found, part, len(rows))
            if row:
                rows.append(row)
    return rows


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
    narrow = min(mentions, key=lambda m: (_width(m), m.begin))
    apart = [m for m in mentions if m.start and narrow.stop and m.start >= narrow.stop]
    if not apart or apart[-1].granularity != narrow.granularity:
        return narrow
    # Clock times end a stretch at their first moment, days include their last.
    clock = narrow.granularity in ("second", "minute", "hour")
    return replace(narrow, stop=apart[-1].start if clock else apart[-1].stop)


def _width(mention: Mention) -> float:
    if mention.start is None or mention.stop is None:
        return float("inf")
    return (mention.stop - mention.start).total_seconds()


def _context(article: Article, sentence: Sentence, before: Before | None) -> Context:
    """Give what a headline may need; the sentence before is read only if a pronoun asks who it stands for."""

    @cache
    def antecedents() -> tuple[str | None, str | None]:
        span = before() if before is not None and sentence.field == "text" else None
        return _antecedents(article, span) if span is not None else (None, None)

    return Context(sentence.text, sentence.parse, sentence.found, antecedents)


def _antecedents(article: Article, before: Span) -> tuple[str | None, str | None]:
    """Give the person and the thing that pronouns may stand for after a sentence: its subjects first."""
    text = article.text[before.begin : before.end]
    words = tokens(text, (), article.known)
    found = names(words, text, article.known)
    told = parse(words)
    spans = [span for i in range(len(told.segments)) if (span := subject(told, i)) is not None]
    leading = [n for n in found if any(a <= n.first and n.last == b for a, b in spans)]
    people = [n for n in leading if n.person] or [n for n in found if n.person]
    person = (people or leading)[0].name if people or leading else None
    return person, _main_subject(text, told, found)


def _main_subject(text: str, told: Parse, found: Sequence[Name]) -> str | None:
    """Give the subject of a sentence's main clause if "it" may stand for it: short, no person, no pronoun."""
    main = _main_target(told)
    if main is None or main.subject is None or main.subject[1] - main.subject[0] > 4:
        return None
    first, last = main.subject
    words = told.tokens
    own = [n for n in found if n.first == first]
    if not own or own[0].person or words[last - 1].forms & PLURAL:
        return None
    if own[0].last != last and not words[own[0].last - 1].possessive:
        return None
    return " ".join(text[words[first].begin : words[last - 1].end].split())


def _row(
    article: Article, sentence: Sentence, context: Context, found: Target, part: list[int], n: int
) -> dict[str, Any] | None:
    """Make the row of one event with the dates that place it."""
    speaker = attributed_to(sentence.text, sentence.parse, found, sentence.found)
    phrase = headline(replace(context, speaker=speaker), found, frozenset(part))
    if not _says_something(phrase):
        return None
    best = _best([sentence.mentions[i] for i in part])
    row = _facts(article, sentence, context, found, best.start)
    mark = ":title" if sentence.field == "title" else ""
    span = sentence.span
    return row | {
        "event_mention_id": f"{article.id}:{span.begin}-{span.end}{mark}#{n}",
        "mention_ids": [sentence.mentions[i].id for i in part],
        "basis": "stated",
        "start": best.start,
        "stop": best.stop,
        "granularity": best.granularity,
        "mod": best.mod,
        "headline": phrase,
    }


def _says_something(phrase: str) -> bool:
    """Refuse a headline of one word: it names no event."""
    return len(phrase.split()) >= 2


def _facts(
    article: Article, sentence: Sentence, context: Context, found: Target, start: dt.datetime | None
) -> dict[str, Any]:
    """Give the columns that do not depend on the basis."""
    actors = _actors(sentence, context, found)
    return {
        "article_id": article.id,
        "field": sentence.field,
        "begin": sentence.span.begin,
        "end": sentence.span.end,
        "predicate": found.lemma,
        "actors": actors,
        "place": _place(sentence, found),
        "modality": modality(sentence.parse, found, start, article.dct_stop),
        "attributed_to": attributed_to(sentence.text, sentence.parse, found, sentence.found),
        "hedged": hedged(sentence.text, sentence.parse),
    }


def _ranges(sentence: Sentence, found: Target) -> list[tuple[int, int]]:
    """List the token ranges that tell a target: its segment, its subject, what was said."""
    segments = sentence.parse.segments
    ranges = [(segments[found.segment].first, segments[found.segment].last)]
    if found.kind == "statement":
        ranges.append((found.head, min(found.head + 10, len(sentence.parse.tokens))))
    elif found.kind != "clause" and found.first >= 0:
        ranges = [(found.first, max(found.stop, found.first + 1))]
    if found.subject is not None:
        ranges.append(found.subject)
    if found.content is not None:
        ranges.append((segments[found.content].first, segments[found.content].last))
        inner = subject(sentence.parse, found.content)
        ranges += [inner] if inner else []
    return ranges


def _actors(sentence: Sentence, context: Context, found: Target) -> list[str]:
    """List who takes part, as named: the names in the target's ranges, and who its pronoun stands for."""
    ranges = _ranges(sentence, found)
    inside = [
        n.written for n in sentence.found if any(a <= n.first < b or a <= n.last - 1 < b for a, b in ranges)
    ]
    words = sentence.parse.tokens
    if found.subject is not None and found.subject[1] - found.subject[0] == 1:
        pronoun = words[found.subject[0]]
        if pronoun.forms & PRONOUN and not inside:
            person = english().has("words.person_pronouns", pronoun.low)
            name = context.person if person else context.thing
            inside += [name] if name else []
    return list(dict.fromkeys(inside))


def _place(sentence: Sentence, found: Target) -> str | None:
    """Give the place that the target's segment states, else the one after it."""
    words = sentence.parse.tokens
    for first, last in sorted(_ranges(sentence, found)):
        stop = last
        while stop < len(words) and (words[stop].text == "," or words[stop].cap) and stop - last < 4:
            stop += 1
        here = place(words[first:stop], sentence.text, _shifted(sentence.found, first, stop))
        if here:
            return here
    return None


def _shifted(found: Sequence[Name], first: int, stop: int) -> list[Name]:
    return [
        Name(n.first - first, n.last - first, n.written, n.name, n.role, n.person)
        for n in found
        if first <= n.first and n.last <= stop
    ]


def _carried_row(
    article: Article, sentence: Sentence, origin: dict[str, Any], source: Sentence
) -> dict[str, Any] | None:
    """Make the row of an undated sentence that goes on about the day of the one before, if it clearly does."""
    found = _main_target(sentence.parse)
    if found is None:
        return None
    if not _goes_on(sentence, found, source, origin):
        return None
    context = _context(article, sentence, lambda: source.span)
    phrase = headline(context, found, frozenset())
    if not _says_something(phrase):
        return None
    row = _facts(article, sentence, context, found, origin["start"])
    if row["modality"] not in ("happened", "denied"):
        return None
    return row | {
        "event_mention_id": f"{article.id}:{sentence.span.begin}-{sentence.span.end}#0",
        "mention_ids": origin["mention_ids"],
        "basis": "carried",
        "start": origin["start"],
        "stop": origin["stop"],
        "granularity": origin["granularity"],
        "mod": origin["mod"],
        "headline": phrase,
    }


def _may_go_on(text: str, origin: dict[str, Any]) -> bool:
    """Say cheaply whether a sentence can go on from another, before it is parsed."""
    if origin["granularity"] not in CARRIED or origin["modality"] != "happened":
        return False
    lists = english()
    low = text[:80].lower()
    first = low.lstrip("“\"‘'").split(" ", 1)[0].strip(",")
    if lists.has("carry.pronouns", first) or lists.has("carry.demonstratives", first):
        return True
    if low.startswith(lists.phrases["carry.openers"]):
        return True
    return any(actor.split()[-1] in text for actor in origin["actors"])


CARRIED = ("second", "minute", "hour", "part_of_day", "day")
"""Granularities that a next sentence may carry on: "he added" does not go on about a whole year."""


def _main_target(parse_: Parse) -> Target | None:
    """Give the target of the sentence's main clause."""
    for number, segment in enumerate(parse_.segments):
        if segment.verb is not None and segment.opener not in ("S", "W") and not aside(segment):
            return clause_target(parse_, number)
    return None


def _goes_on(sentence: Sentence, found: Target, source: Sentence, origin: dict[str, Any]) -> bool:
    """Judge whether a sentence clearly goes on: an opener that refers back, or the same speaker speaking on."""
    lists = english()
    words = sentence.parse.tokens
    if any(lists.has("carry.breakers", t.low) for t in words) or not _is_past(words, found):
        return False
    low = " ".join(t.low for t in words[:6])
    if low.startswith(lists.phrases["carry.openers"]):
        return True
    if found.subject is None or found.verb is None:
        return False
    reports = lists.has("reporting.verbs", found.verb.lemma)
    was_reported = lists.has("reporting.verbs", origin["predicate"])
    head = words[found.subject[0]]
    last = words[found.subject[1] - 1]
    points = lists.has("carry.demonstratives", head.low) and lists.has("nouns.events", last.low)
    if points and lists.has("carry.outcomes", found.verb.lemma):
        return True
    linked = any(
        lists.has("carry.adverbs", t.low) for t in words[max(0, found.verb.first - 2) : found.verb.last + 1]
    )
    if head.tag == "O":
        acts = not words[found.verb.main].forms & (BE | HAVE)
        return lists.has("carry.pronouns", head.low) and (acts or linked)
    own = {n.name for n in sentence.found if n.first == found.subject[0]}
    same = any(name.split()[-1] in actor for name in own for actor in origin["actors"])
    return same and (linked or (reports and was_reported))


def _is_past(words: Sequence[Token], found: Target) -> bool:
    """Say whether the verb is in a past tense."""
    if found.verb is None:
        return False
    first = words[found.verb.first]
    if first.tag == "V":
        return bool(first.forms & 4)
    return first.low in english().lists["carry.past_auxiliaries"]


def _lead_row(article: Article) -> dict[str, Any] | None:
    """Make the row of an undated article's lead: an event no later than the publication day."""
    assert article.dct_start is not None and article.dct_stop is not None
    made = _english_lead(article) if article.english else _other_lead(article)
    if made is None:
        return None
    return made | {
        "mention_ids": [],
        "basis": "publication",
        "start": dt.datetime.combine(article.dct_start, dt.time()),
        "stop": dt.datetime.combine(article.dct_stop, dt.time()),
        "granularity": "day",
        "mod": "ON_OR_BEFORE",
    }


def _body(article: Article) -> Span | None:
    """Find the first paragraph that is a sentence of the story."""
    for line in paragraphs(article.text):
        if not is_boilerplate(article.text[line.begin : line.end]):
            return line
    return None


def _english_lead(article: Article) -> dict[str, Any] | None:
    """Read the first sentence's main clause; a lead that only says what is gives no event."""
    line = _body(article)
    if line is None:
        return None
    spans = sentences(article.text, without_dateline(article.text, line))
    sentence = _read(article, "text", spans[0], [])
    found = _main_target(sentence.parse)
    if found is None or found.verb is None or not _tells(sentence, found):
        return None
    context = _context(article, sentence, None)
    phrase = headline(context, found, frozenset())
    if not _says_something(phrase):
        return None
    facts = _facts(article, sentence, context, found, None)
    span = sentence.span
    return facts | {"event_mention_id": f"{article.id}:{span.begin}-{span.end}#0", "headline": phrase}


def _tells(sentence: Sentence, found: Target) -> bool:
    """Say whether a lead tells of something done, by someone named, and is neither question nor address."""
    words = sentence.parse.tokens
    assert found.verb is not None
    main = words[found.verb.head]
    if main.forms & (BE | HAVE) or sentence.text.endswith(english().phrases["words.question_marks"]):
        return False
    if found.subject is None:
        return False
    head = words[found.subject[0]]
    return head.tag != "O"


def _other_lead(article: Article) -> dict[str, Any] | None:
    """Take the first sentence of a text in another language as it is; nothing is read from its words."""
    line = _body(article)
    if line is None:
        return None
    span = sentences(article.text, line)[0]
    text = article.text[span.begin : span.end]
    phrase = _plain(article.title) or _plain(text) or fragment(text, [t for t in tokens(text)])
    if not phrase:
        return None
    return {
        "event_mention_id": f"{article.id}:{span.begin}-{span.end}#0",
        "article_id": article.id,
        "field": "text",
        "begin": span.begin,
        "end": span.end,
        "headline": phrase,
        "actors": [],
        "modality": "happened",
        "hedged": False,
    }


def _plain(text: str) -> str:
    """Give a text as a headline if it is short enough for one."""
    words = text.strip().rstrip(".。").split()
    return " ".join(words) if 0 < len(words) <= 12 and len(text) <= 120 else ""


def lemma_of(word: str) -> str:
    """Give the verb lemma of a word form.

    >>> lemma_of("fell")
    'fall'
    """
    return entry(word.lower()).verb
