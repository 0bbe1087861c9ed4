"""Write the headline of an event: its clause with subject, without date, attribution, asides and trailing
clauses.

The words are the sentence's own. Three changes are made: a pronoun gives way to the name it stands for, an
-ing
form becomes a past tense, and a speaker moves before what was said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lemminflect import getInflection

from timeline.events.clauses import Parse, Segment
from timeline.events.lexicon import NEGATION, english
from timeline.events.names import Name
from timeline.events.phrases import (
    MAX_WORDS,
    Piece,
    clean_cut,
    cut_phrase,
    date_places,
    finish,
    n_words,
    name_pieces,
    without_quotes,
    word_piece,
)
from timeline.events.subjects import subject
from timeline.events.targets import Target
from timeline.events.words import Token

_MAX_SUBJECT = 7
"""Words of a subject beyond which its trailing phrases are dropped."""


_BARE = 3
"""Words of a clause that is hardly more than subject and verb."""


@dataclass(slots=True)
class Context:
    """Hold what a headline may take from outside the clause: its text, parse, names, and who a pronoun
    stands for.
    """

    text: str
    parse: Parse
    found: Sequence[Name]
    antecedents: Callable[[], tuple[str | None, str | None]]
    speaker: str | None = None

    @property
    def person(self) -> str | None:
        """Name the person that a pronoun stands for."""
        return self.antecedents()[0]

    @property
    def thing(self) -> str | None:
        """Name the thing that "it" stands for."""
        return self.antecedents()[1]


def headline(context: Context, target: Target, dates: frozenset[int]) -> str:
    """Write the headline of a target; ``dates`` are the numbers of its own date phrases."""
    pieces = _clause_pieces(context, target, dates, short=False)
    if len(pieces) > MAX_WORDS and n_words(pieces) > MAX_WORDS:
        pieces = _clause_pieces(context, target, dates, short=True)
    if len(pieces) > MAX_WORDS and n_words(pieces) > MAX_WORDS:
        lean = [p for p in pieces if not english().has("words.articles", p.low)]
        whole = lean if n_words(lean) <= MAX_WORDS else clean_cut(pieces) or clean_cut(lean)
        pieces = whole or _told_alone(context, target) or cut_phrase(pieces)
    return finish(pieces)


def _told_alone(context: Context, target: Target) -> list[Piece] | None:
    """Give what was said without who said it, where both are too long: a headline needs its verb."""
    if target.kind != "clause" or target.content is None or target.content < target.segment:
        return None
    pieces = _without_article(_content_pieces(context, target.content, short=True))
    if english().has("words.possessive_pronouns", pieces[0].low) or pieces[0].tag == "O":
        return None
    return pieces if n_words(pieces) <= MAX_WORDS else clean_cut(pieces)


def fragment(text: str, tokens: Sequence[Token]) -> str:
    """Write a headline from a stretch without verb, cut at a boundary: a title or a lead in another
    language.
    """
    pieces = [word_piece(text, tokens, i) for i in range(len(tokens))]
    return finish(cut_phrase(pieces) if n_words(pieces) > MAX_WORDS else pieces)


def _clause_pieces(context: Context, target: Target, dates: frozenset[int], short: bool) -> list[Piece]:
    parse = context.parse
    if target.kind == "noun":
        return _noun_pieces(context, target, dates)
    if target.kind == "statement" and target.content is not None:
        return _speaks(context) + _content_pieces(context, target.content, short, dates)
    if target.kind == "participle":
        pieces = _without_article(_subject_pieces(context, target.subject, dates, short))
        pieces += _participle_pieces(context, target)
        rest = _range_pieces(context, target.head + 1, target.stop, dates)
        return pieces + rest + _extension(context, target.segment, dates, True)
    verb = target.verb
    assert verb is not None
    segment = parse.segments[target.segment]
    pieces = _subject_pieces(context, target.subject, dates, short)
    if pieces and context.speaker and english().has("words.first_person", pieces[0].low):
        pieces = _speaks(context) + pieces
    pieces += _verb_pieces(context, verb.first, verb.last)
    if target.content is None:
        start = verb.last + 1
        inverted = target.subject is not None and target.subject[0] >= start
        if inverted and target.subject is not None:
            start = target.subject[1]
        rest = _range_pieces(context, start, segment.last, dates)
        if not inverted and not any(p.tag in "ONV" for p in rest):
            rest += _unread(context, verb.lemma, segment.last, dates)
        more = _extension(context, target.segment, dates, bool(rest) or inverted)
        whole = pieces + rest
        return whole + more if not rest or n_words(whole + more) <= MAX_WORDS else whole
    inside = () if target.content > target.segment else None
    addressee = (
        _range_pieces(context, verb.last + 1, segment.last, dates) if inside == () and not short else []
    )
    if target.subject is not None and target.subject[0] > verb.last:
        addressee = []
    told = _content_pieces(context, target.content, short)
    keep = [p for p in addressee if p.tag not in ',"S']
    if not keep or n_words(pieces + keep + told) > MAX_WORDS:
        keep = []
        _without_addressee(pieces, verb.lemma)
    return pieces + keep + told


def _without_addressee(pieces: list[Piece], lemma: str) -> None:
    """Write "said" for "told" where whom somebody told has no room."""
    lists = english()
    if pieces and lists.has("reporting.needs_addressee", lemma) and pieces[-1].verb:
        pieces[-1].text = lists.phrases["reporting.past"][0]


def _unread(context: Context, lemma: str, start: int, dates: frozenset[int]) -> list[Piece]:
    """Give what follows a reporting verb where no clause was made out of it: "said: the law and ..."."""
    tokens, lists = context.parse.tokens, english()
    if not lists.has("reporting.clausal", lemma):
        return []
    while start < len(tokens) and tokens[start].tag in ',:"S':
        start += 1
    pieces = _range_pieces(context, start, len(tokens), dates)
    while pieces and pieces[-1].tag in '.?!"':
        pieces.pop()
    if pieces:
        pieces[0].space = True
    return without_quotes(pieces)


def _speaks(context: Context) -> list[Piece]:
    """Put a speaker with a colon before what is said."""
    words = name_pieces(context.speaker or "")
    return [*words, Piece(":", False, ":", ":")] if words else []


def _without_article(pieces: list[Piece]) -> list[Piece]:
    """Drop an article in front, as headlines do."""
    return pieces[1:] if pieces and english().has("words.articles", pieces[0].low) else pieces


def _content_pieces(
    context: Context, number: int, short: bool, dates: frozenset[int] = frozenset()
) -> list[Piece]:
    """Give what was said: subject, verb and complement of its segment."""
    parse = context.parse
    segment = parse.segments[number]
    assert segment.verb is not None
    span = subject(parse, number)
    if span is not None and _refers_to_speaker(parse.tokens, span):
        # "OpenAI said it had evidence", "said its chief had left": the speaker is named just before.
        pieces = _range_pieces(context, *span, dates)
    else:
        pieces = _subject_pieces(context, span, dates, short)
    pieces += _verb_pieces(context, segment.verb.first, segment.verb.last)
    rest = _range_pieces(context, segment.verb.last + 1, segment.last, dates)
    if not rest and n_words(pieces) <= _BARE:
        # "said I think, ...": what is thought says more.
        rest = _unread(context, segment.verb.lemma, segment.last, dates)
    return _lowered(pieces, parse.tokens) + rest + _extension(context, number, dates, bool(rest))


def _refers_to_speaker(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    head = tokens[span[0]]
    alone = span[1] - span[0] == 1 and head.tag == "O"
    return alone or english().has("words.possessive_pronouns", head.low)


def _lowered(pieces: list[Piece], tokens: Sequence[Token]) -> list[Piece]:
    """Write a sentence's first word small where it moves inside, unless it is a name."""
    if pieces:
        pieces[0].space = True
    starts = bool(tokens) and bool(pieces) and pieces[0].text == tokens[0].text
    if pieces and (starts or pieces[0].tag == "D") and pieces[0].tag in "DORPG":
        pieces[0].text = pieces[0].text[:1].lower() + pieces[0].text[1:]
    return pieces


def _subject_pieces(
    context: Context, span: tuple[int, int] | None, dates: frozenset[int], short: bool
) -> list[Piece]:
    """Give the subject's words; a pronoun becomes the name it stands for where that is known."""
    if span is None:
        return []
    tokens = context.parse.tokens
    first, last = span
    head = tokens[first]
    lists = english()
    if last - first == 1 and head.tag == "O":
        if not lists.has("words.personal", head.low):
            return [word_piece(context.text, tokens, first)]
        name = _stands_for(context, first, head.low)
        if name:
            return name
        return [word_piece(context.text, tokens, first)]
    if short:
        for name_ in context.found:
            if first <= name_.first <= first + 2 and name_.last == last:
                return name_pieces(name_.name)
    if last - first == 2 and lists.has("nouns.definite", tokens[last - 1].low) and _has_article(head):
        name = _stands_for(context, first, lists.phrases["words.single_pronouns"][0])
        if name:
            return name
    possessive = lists.has("words.possessive_pronouns", head.low)
    pieces = _possessor(context, first) if possessive else []
    pieces += _range_pieces(context, first + possessive, last, dates)
    if len(pieces) > _MAX_SUBJECT and short:
        pieces = _shorter(pieces)
    return pieces


def _has_article(token: Token) -> bool:
    return english().has("words.articles", token.low)


def _shorter(pieces: list[Piece]) -> list[Piece]:
    """Drop what follows the first preposition or participle of a long subject."""
    cut = next(
        (i for i, p in enumerate(pieces) if i and p.tag in "PEGC" and pieces[i - 1].tag == "N"), len(pieces)
    )
    return pieces[:cut]


def _possessor(context: Context, place: int) -> list[Piece]:
    """Give the name that a leading "his" or "its" stands for, with its mark; nothing where it is not
    known.
    """
    tokens, lists = context.parse.tokens, english()
    person = lists.has("words.person_possessives", tokens[place].low)
    named = [n for n in context.found if n.last <= place and n.person == person]
    name = named[0].name if named else (context.person if person else context.thing)
    return name_pieces(name + lists.phrases["words.possessive_marks"][1]) if name else []


def _stands_for(context: Context, place: int, pronoun: str) -> list[Piece] | None:
    """Name what a pronoun stands for.

    The nearest fitting subject before it in the sentence, else a fitting name, else one of the sentence
    before.
    """
    person = english().has("words.person_pronouns", pronoun)
    before = [n for n in context.found if n.last <= place]
    tokens = context.parse.tokens
    fitting = [n for n in before if n.person == person]
    if fitting:
        spans = (subject(context.parse, i) for i in range(len(context.parse.segments)))
        subjects = {span[0] for span in spans if span is not None}
        leading = [n for n in fitting if n.first in subjects]
        if leading:
            return name_pieces(leading[-1].name)
    if person:
        # A name before it that may or may not be the person makes the sentence before no safe guess.
        unsure = any(n.last - n.first == 1 and not _follows_preposition(tokens, n.first) for n in before)
        name = fitting[-1].name if fitting else (None if unsure else context.person)
        return name_pieces(name) if name else None
    span = _subject_before(context, place)
    if not english().has("words.single_pronouns", pronoun):
        return None
    if span is not None:
        return _range_pieces(context, *span, frozenset())
    return name_pieces(context.thing) if context.thing and not before else None


def _follows_preposition(tokens: Sequence[Token], place: int) -> bool:
    return place > 0 and tokens[place - 1].tag == "P"


def _subject_before(context: Context, place: int) -> tuple[int, int] | None:
    """Give the short noun subject of the clause before a pronoun in the same sentence."""
    tokens = context.parse.tokens
    for number in range(len(context.parse.segments) - 1, -1, -1):
        segment = context.parse.segments[number]
        if segment.verb is None or segment.first >= place or segment.verb.first > place:
            continue
        span = subject(context.parse, number)
        if span is not None and span[1] <= place and tokens[span[0]].tag != "O":
            return span if span[1] - span[0] <= 4 else None
    return None


def _verb_pieces(context: Context, first: int, last: int) -> list[Piece]:
    """Give a verb group without adverbs that only link it to the sentence before, quotation marks and
    dates.
    """
    tokens, lists = context.parse.tokens, english()
    out: list[Piece] = []
    for i in range(first, last + 1):
        token = tokens[i]
        if token.tag == "X":
            continue
        if token.tag == "R" and lists.has("words.connectives", token.low) and not token.forms & NEGATION:
            continue
        piece = word_piece(context.text, tokens, i)
        piece.verb = True
        piece.space = piece.space or not out
        out.append(piece)
    return out


def _participle_pieces(context: Context, target: Target) -> list[Piece]:
    """Give the participle: "founded" stays, "dropping" becomes "dropped" beside its subject."""
    tokens = context.parse.tokens
    piece = word_piece(context.text, tokens, target.head)
    piece.verb = piece.space = True
    if target.subject is not None:
        piece.text = tokens[target.head].low
    if tokens[target.head].tag == "G" and target.subject is not None:
        past = getInflection(target.lemma, "VBD")
        if past:
            piece.text = past[0]
    return [piece]


def _noun_pieces(context: Context, target: Target, dates: frozenset[int]) -> list[Piece]:
    """Give a noun phrase without its article; "his" becomes the name it stands for."""
    tokens, lists = context.parse.tokens, english()
    first = target.first
    lead: list[Piece] = []
    if tokens[first].tag == "D":
        if lists.has("words.possessive_pronouns", tokens[first].low):
            lead = _possessor(context, first)
        first += 1
    pieces = lead + _range_pieces(context, first, target.stop, dates)
    for piece in pieces:
        piece.verb = piece.low == tokens[target.head].low
    return pieces


def _range_pieces(context: Context, first: int, last: int, dates: frozenset[int]) -> list[Piece]:
    """Give the words of a token range without its own date phrases, with the prepositions that go with
    them.
    """
    tokens = context.parse.tokens
    drop: set[int] = date_places(tokens, first, last, dates) if dates else set()
    out: list[Piece] = []
    end = tokens[first - 1].end if first else -1
    for i, token in enumerate(tokens[first:last], first):
        if i not in drop and token.tag not in "()":
            out.append(Piece(token.text, end < token.begin, token.tag, token.low))
        end = token.end
    if out and (first in drop or (first and tokens[first - 1].tag == '"')):
        out[0].space = True
    return out


def _extension(context: Context, number: int, dates: frozenset[int], complete: bool) -> list[Piece]:
    """Give what must follow a clause to make sense: a clause its verb needs, the country of a city."""
    parse = context.parse
    if number + 1 >= len(parse.segments):
        return []
    following = parse.segments[number + 1]
    tokens = parse.tokens
    if following.mark == "" and following.opener == "S" and following.verb is not None:
        needed = english().has("words.complementisers", tokens[following.first].low)
        return _range_pieces(context, following.first, following.last, dates) if needed else []
    if following.mark == "," and _is_place_tail(tokens, following) and following.last - following.first <= 3:
        comma = Piece(",", False, ",", ",")
        return [comma, *_range_pieces(context, following.first, following.last, dates)]
    return []


def _is_place_tail(tokens: Sequence[Token], segment: Segment) -> bool:
    """Say whether a segment is only a name right after a name: "Hangzhou, China"."""
    own = tokens[segment.first : segment.last]
    before = next((t for t in reversed(tokens[: segment.first]) if t.tag != ","), None)
    capped = all(t.cap and t.tag == "N" and t.date < 0 for t in own)
    return capped and before is not None and before.cap and before.tag == "N" and segment.verb is None
