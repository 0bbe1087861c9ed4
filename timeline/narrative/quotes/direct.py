"""Read the quotations that stand between marks: which stretches are one quotation, of which form, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from timeline.events.sentences import Span
from timeline.narrative.quotes import attribution, segments
from timeline.narrative.quotes.attribution import Attribution
from timeline.narrative.quotes.lexicon import english
from timeline.narrative.quotes.marks import Marked, marked
from timeline.narrative.quotes.segments import Word

DIRECT_SHARE = 0.8
"""From this share of a reported clause inside marks it counts as direct speech, below as mixed."""

_FRAGMENT_WORDS = 4
"""An unattributed fragment of at most so many words is a scare quote, a title or a word as a word."""
_INHERIT = 3
"""Spans back from which a paragraph that is all quotation takes its speaker."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hold one quotation: spans inside the marks, form, attribution, and whether that is an earlier one's."""

    spans: tuple[tuple[int, int], ...]
    form: str
    said: Attribution | None
    paragraph: int
    inherited: bool = False
    full: bool = True


@dataclass(slots=True)
class _Piece:
    """Hold one marked stretch while its paragraph is read."""

    mark: Marked
    text: str
    full: bool
    ahead: list[Word]
    behind: list[Word]
    said: Attribution | None = None
    by_after: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)


def direct(text: str, lines: Sequence[Span]) -> list[Found]:
    """List the quotations in marks of an article's text from left to right; ``lines`` are its paragraphs.

    >>> t = '“It works,” Ann Lee said. “Not always.” He calls it a “big” deal.'
    >>> found = direct(t, [Span(0, len(t))])
    >>> [(len(q.spans), q.form) for q in found]
    [(2, 'direct'), (1, 'mixed')]
    """
    by_line: dict[int, list[Marked]] = {}
    for mark in marked(text, lines):
        by_line.setdefault(mark.paragraph, []).append(mark)
    out: list[Found] = []
    open_end = False
    for number, marks in by_line.items():
        line = lines[number]
        found = _of_paragraph(text, line, marks)
        goes_on = open_end and marks[0].begin - line.begin <= 2 and out and out[-1].paragraph == number - 1
        if goes_on and found and found[0].said is None:
            last = out.pop()
            out.append(replace(last, spans=last.spans + found[0].spans, paragraph=number))
            found = found[1:]
        for quotation in found:
            out.append(_inherited(text, lines, quotation, out, number))
        open_end = marks[-1].open_end
    return [q for q in out if _kept(text, q)]


def _of_paragraph(text: str, line: Span, marks: Sequence[Marked]) -> list[Found]:
    pieces = _pieces(text, line, marks)
    for piece in pieces:
        _attribute(text, piece)
    _share_sentence(pieces)
    joined: list[_Piece] = []
    for i, piece in enumerate(pieces):
        previous = joined[-1] if joined else None
        if previous is not None and _continues(text, previous, piece, pieces[i - 1]):
            previous.spans += piece.spans
            continue
        joined.append(piece)
    return [Found(tuple(p.spans), _form(p), p.said, p.mark.paragraph, full=p.full) for p in joined]


def _pieces(text: str, line: Span, marks: Sequence[Marked]) -> list[_Piece]:
    out = []
    behind: list[Word] = []
    cut = -1
    for i, mark in enumerate(marks):
        start = marks[i - 1].end + 1 if i else line.begin
        stop = marks[i + 1].begin - 1 if i + 1 < len(marks) else line.end
        inside = text[mark.begin : mark.end].strip()
        if not inside:
            continue
        # what stands behind a quotation stands ahead of the next
        ahead = behind if cut == start else segments.words(text, start, max(start, mark.begin - 1))
        cut = min(mark.end + 1, stop)
        behind = segments.words(text, cut, stop)
        begin = mark.begin + len(text[mark.begin : mark.end]) - len(text[mark.begin : mark.end].lstrip())
        piece = _Piece(mark, inside, _is_full(inside, ahead), ahead, behind)
        piece.spans.append((begin, begin + len(inside)))
        out.append(piece)
    return out


def _is_full(inside: str, ahead: Sequence[Word]) -> bool:
    """Say whether a stretch is speech of its own and no fragment of the reporter's clause."""
    first = next((c for c in inside if c.isalnum()), "")
    introduced = not ahead or ahead[-1].text in ",:.?!—–-"
    return (introduced and (first.isupper() or first.isdigit() or inside[0] in "…[.")) or (
        bool(ahead) and ahead[-1].text in ":,"
    )


def _expects_after(text: str, piece: _Piece) -> bool:
    """Say whether the attribution must follow: the quotation ends with a comma, or the sentence goes on."""
    if piece.text.endswith(",") or (piece.behind and piece.behind[0].text == ","):
        return True
    if not piece.behind:
        return False
    return piece.text[-1] in "?!—…-–" and (piece.behind[0].text[0].islower() or _cue_near(piece.behind))


def _cue_near(behind: Sequence[Word]) -> bool:
    return any(w.low in english().cues for w in behind[:4])


def _attribute(text: str, piece: _Piece) -> None:
    """Look for the source where the quotation's own shape says first."""
    same_behind = segments.first_sentence(piece.behind)
    same_ahead = segments.last_sentence(piece.ahead)
    # "Ann Lee: a “gift”" is introduced by its colon too
    colon = any(word.text in ",:" for word in same_ahead[-1:]) or _determined(same_ahead)
    if not piece.full and same_ahead:
        piece.said = attribution.before(same_ahead, colon=colon)
        if piece.said is not None:
            return
    if _expects_after(text, piece):
        piece.said = attribution.after(same_behind)
        piece.by_after = piece.said is not None
        if piece.said is None:
            piece.said = attribution.before(same_ahead, colon=colon)
        return
    closed = piece.text[-1] in ".?!" and not (piece.behind and piece.behind[0].text in ",;")
    if same_ahead and same_ahead[-1].text not in ".?!":
        piece.said = attribution.before(same_ahead, colon=colon)
    if piece.said is None and not closed and piece.full:
        piece.said = attribution.after(same_behind)
        piece.by_after = piece.said is not None
    if piece.said is None and closed and piece.full and _only_attributes(same_behind):
        piece.said = attribution.after(same_behind, strong_only=True)
        piece.by_after = piece.said is not None


def _determined(ahead: Sequence[Word]) -> bool:
    return len(ahead) > 2 and ahead[-2].text == ":" and english().has("grammar.determiners", ahead[-1].low)


def _share_sentence(pieces: Sequence[_Piece]) -> None:
    """Give a fragment without a source the one that closes its sentence: "is “x” and “y,” Dean said"."""
    for i in range(len(pieces) - 2, -1, -1):
        piece, following = pieces[i], pieces[i + 1]
        ended = piece.text[-1] in ".?!" or len(segments.first_sentence(piece.behind)) < len(piece.behind)
        if piece.said is None and following.by_after and not ended:
            piece.said, piece.by_after = following.said, True
    for i in range(1, len(pieces)):
        piece, previous = pieces[i], pieces[i - 1]
        one_sentence = len(segments.last_sentence(piece.ahead)) == len(piece.ahead)
        if piece.said is None and not piece.full and one_sentence and previous.text[-1] not in ".?!":
            piece.said = previous.said


def _only_attributes(sentence: Sequence[Word]) -> bool:
    """Say whether a sentence after a closed quotation does nothing but name the speaker."""
    lists = english()
    for i, word in enumerate(sentence):
        if word.low in lists.cues:
            rest = [w for w in sentence[i + 1 :] if not w.mark]
            if rest and (
                lists.has("cues.complementisers", rest[0].low) or lists.has("grammar.objects", rest[0].low)
            ):
                return False
            return i <= 12 and len(rest) <= 9
    return False


def _continues(text: str, previous: _Piece, piece: _Piece, neighbour: _Piece) -> bool:
    """Say whether a stretch goes on with the quotation before it: one attribution for both."""
    if not piece.full or not (previous.full or neighbour.full):
        return False
    between = piece.ahead
    if not between:
        return True
    if piece.by_after:
        return False
    if neighbour.by_after and previous.said is not None:
        sentence = segments.first_sentence(between)
        left = len(between) - len(sentence)
        return left <= 1 and (piece.said is None or piece.said.begin >= between[0].begin)
    return False


def _form(piece: _Piece) -> str:
    """Tell direct speech from words quoted inside a reported clause."""
    if piece.full:
        return "direct"
    if piece.said is None:
        return "mixed"
    said, outside = piece.said, 0
    for word in segments.last_sentence(piece.ahead):
        reported = word.begin >= said.cue_end if said.cue_end <= piece.mark.begin else True
        if reported and not said.begin <= word.begin < said.end:
            outside += _weight(word)
    for word in segments.first_sentence(piece.behind):
        if word.text in ",;:—–" or _leaves(word) or (piece.by_after and word.begin >= said.begin):
            break
        outside += _weight(word)
    inside = sum(_weight(word) for word in segments.words(piece.text, 0, len(piece.text)))
    return "direct" if inside >= DIRECT_SHARE * (inside + outside) else "mixed"


def _weight(word: Word) -> int:
    """Count a word by its letters; marks and words without a meaning of their own weigh nothing."""
    lists = english()
    empty = (
        word.mark
        or lists.has("grammar.prepositions", word.low)
        or lists.has("grammar.determiners", word.low)
        or lists.has("grammar.auxiliaries", word.low)
        or lists.has("grammar.objects", word.low)
        or lists.has("cues.complementisers", word.low)
    )
    return 0 if empty else len(word.text)


def _leaves(word: Word) -> bool:
    """Say whether a word behind a fragment opens what no longer belongs to the reported clause."""
    lists = english()
    return lists.has("grammar.clause_openers", word.low) or lists.has("grammar.prepositions", word.low)


def _inherited(
    text: str, lines: Sequence[Span], quotation: Found, earlier: Sequence[Found], number: int
) -> Found:
    """Give a quotation without a source the one that the paragraph before it introduces or leaves."""
    if quotation.said is not None or not quotation.full:
        return quotation
    begin = quotation.spans[0][0]
    if begin - lines[number].begin <= 2 and number:
        line = lines[number - 1]
        if text[line.begin : line.end].endswith(":"):
            lead = segments.last_sentence(segments.words(text, line.begin, line.end))
            said = attribution.before(lead, colon=True)
            if said is not None:
                return replace(quotation, said=said)
    for other in reversed(earlier):
        if number - other.paragraph > _INHERIT:
            break
        if other.said is not None:
            return replace(quotation, said=other.said, inherited=True)
    return quotation


def _kept(text: str, quotation: Found) -> bool:
    """Leave scare quotes, titles and words as words out."""
    inside = " ".join(text[b:e] for b, e in quotation.spans)
    count = len(inside.split())
    if quotation.said is None or quotation.inherited:
        return count > _FRAGMENT_WORDS
    return not (count <= _FRAGMENT_WORDS and _is_title(inside))


def _is_title(inside: str) -> bool:
    """Say whether every long word has a capital, as in the name of a show or book."""
    long = [w for w in inside.split() if len(w) > 3]
    return (
        len(inside.split()) > 1
        and bool(long)
        and all(w[0].isupper() for w in long)
        and inside[-1] not in ".?!,"
    )
