"""Read the quotations that stand between marks: which stretches are one quotation, of which form, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from timeline.events.sentences import Span
from timeline.narrative.quotes import attribution
from timeline.narrative.quotes.attribution import Attribution
from timeline.narrative.quotes.marks import Marked, marked
from timeline.narrative.quotes.segments import Stretch, Word, sentence_start, sentence_stop, stretch

DIRECT_SHARE = 0.8
"""From this share of a reported clause inside marks it counts as direct speech, below as mixed."""

_FRAGMENT_WORDS = 4
"""An unattributed fragment of at most so many words is a scare quote, a title or a word as a word."""
_NEAR = 60
"""Code points behind a quotation in which its first words stand."""
_LEAVES = frozenset(",;:—–")
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
    ahead: Stretch
    behind: Stretch
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
        _attribute(piece)
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
    behind = Stretch(text, line.begin, [])
    cut = -1
    for i, mark in enumerate(marks):
        inside = text[mark.begin : mark.end].strip()
        if not inside:
            continue
        # what stands behind a quotation stands ahead of the next
        ahead = behind if i and cut == marks[i - 1].end + 1 else _ahead(text, line, marks, i)
        last = i + 1 == len(marks)
        stop = line.end if last else marks[i + 1].begin - 1
        cut = min(mark.end + 1, stop)
        behind = stretch(text, cut, _enough(text, cut, stop) if last else stop)
        begin = text.index(inside, mark.begin)
        piece = _Piece(mark, inside, _is_full(inside, ahead.words), ahead, behind)
        piece.spans.append((begin, begin + len(inside)))
        out.append(piece)
    return out


def _ahead(text: str, line: Span, marks: Sequence[Marked], i: int) -> Stretch:
    """Cut what stands before a quotation into words: before the first of a line only its last sentence."""
    start = marks[i - 1].end + 1 if i else line.begin
    stop = max(start, marks[i].begin - 1)
    if i or stop == start:
        return stretch(text, start, stop)
    last = start + len(text[start:stop].rstrip()) - 1
    begin = sentence_start(text, start, last) if last > start else start
    made = stretch(text, begin, stop)
    made.within = begin > start
    return made


def _enough(text: str, begin: int, stop: int) -> int:
    """Give where to stop cutting words behind the last quotation of a line: nothing asks for later ones."""
    end = sentence_stop(text, begin, stop)
    near = text.find(" ", max(end + 2, begin + _NEAR), stop)
    return stop if near < 0 else near


def _is_full(inside: str, ahead: Sequence[Word]) -> bool:
    """Say whether a stretch is speech of its own and no fragment of the reporter's clause."""
    first = next((c for c in inside if c.isalnum()), "")
    introduced = not ahead or ahead[-1].text in ",:.?!—–-"
    return (introduced and (first.isupper() or first.isdigit() or inside[0] in "…[.")) or (
        bool(ahead) and ahead[-1].text in ":,"
    )


def _expects_after(piece: _Piece) -> bool:
    """Say whether the attribution must follow: the quotation ends with a comma, or the sentence goes on."""
    behind = piece.behind.words
    if piece.text.endswith(",") or (behind and behind[0].text == ","):
        return True
    if not behind:
        return False
    return piece.text[-1] in "?!—…-–" and (behind[0].text[0].islower() or any(w.cue for w in behind[:4]))


def _attribute(piece: _Piece) -> None:
    """Look for the source where the quotation's own shape says first."""
    ahead, behind = _same_ahead(piece), piece.behind.words
    # "Ann Lee: a “gift”" is introduced by its colon too
    colon = any(word.text in ",:" for word in ahead[-1:]) or _determined(ahead)
    if not piece.full and ahead:
        piece.said = _from_ahead(piece, ahead, colon)
        if piece.said is not None:
            return
    if _expects_after(piece):
        _take_behind(piece)
        if piece.said is None:
            piece.said = _from_ahead(piece, ahead, colon)
        return
    closed = piece.text[-1] in ".?!" and not (behind and behind[0].text in ",;")
    if ahead and ahead[-1].text not in ".?!":
        piece.said = _from_ahead(piece, ahead, colon)
    if piece.said is None and not closed and piece.full:
        _take_behind(piece)
    if piece.said is None and closed and piece.full and _only_attributes(_same_behind(piece)):
        _take_behind(piece, strong_only=True)


def _same_behind(piece: _Piece) -> Sequence[Word]:
    return piece.behind.words[: piece.behind.first_end]


def _same_ahead(piece: _Piece) -> Sequence[Word]:
    return piece.ahead.words[piece.ahead.last_start :]


def _from_ahead(piece: _Piece, ahead: Sequence[Word], colon: bool) -> Attribution | None:
    source = attribution.before(ahead, colon=colon)
    return source.at(piece.ahead, piece.ahead.last_start) if source is not None else None


def _take_behind(piece: _Piece, strong_only: bool = False) -> None:
    source = attribution.after(_same_behind(piece), strong_only)
    piece.said = source.at(piece.behind) if source is not None else None
    piece.by_after = piece.said is not None


def _determined(ahead: Sequence[Word]) -> bool:
    return len(ahead) > 2 and ahead[-2].text == ":" and ahead[-1].determiner


def _share_sentence(pieces: Sequence[_Piece]) -> None:
    """Give a fragment without a source the one that closes its sentence: "is “x” and “y,” Dean said"."""
    for i in range(len(pieces) - 2, -1, -1):
        piece, following = pieces[i], pieces[i + 1]
        ended = piece.text[-1] in ".?!" or piece.behind.first_end < len(piece.behind.words)
        if piece.said is None and following.by_after and not ended:
            piece.said, piece.by_after = following.said, True
    for i in range(1, len(pieces)):
        piece, previous = pieces[i], pieces[i - 1]
        whole = (
            piece.said is None and not piece.full and not piece.ahead.last_start and not piece.ahead.within
        )
        if whole and previous.text[-1] not in ".?!":
            piece.said = previous.said


def _only_attributes(sentence: Sequence[Word]) -> bool:
    """Say whether a sentence after a closed quotation does nothing but name the speaker."""
    for i, word in enumerate(sentence):
        if word.cue:
            rest = [w for w in sentence[i + 1 :] if not w.mark]
            if rest and (rest[0].complementiser or rest[0].object):
                return False
            return i <= 12 and len(rest) <= 9
    return False


def _continues(text: str, previous: _Piece, piece: _Piece, neighbour: _Piece) -> bool:
    """Say whether a stretch goes on with the quotation before it: one attribution for both."""
    if not piece.full or not (previous.full or neighbour.full):
        return False
    between = piece.ahead
    if not between.words:
        return True
    if piece.by_after:
        return False
    if neighbour.by_after and previous.said is not None:
        left = len(between.words) - between.first_end
        return left <= 1 and (piece.said is None or piece.said.begin >= between.begin_of(0))
    return False


def _form(piece: _Piece) -> str:
    """Tell direct speech from words quoted inside a reported clause."""
    if piece.full:
        return "direct"
    if piece.said is None:
        return "mixed"
    said, outside, ahead = piece.said, 0, piece.ahead
    for i in range(ahead.last_start, len(ahead.words)):
        begin, weight = ahead.begin_of(i), ahead.words[i].weight
        reported = begin >= said.cue_end if said.cue_end <= piece.mark.begin else True
        if weight and reported and not said.begin <= begin < said.end:
            outside += weight
    for i, word in enumerate(_same_behind(piece)):
        # what opens a clause or hangs on a preposition no longer belongs to the reported clause
        if (
            word.text in _LEAVES
            or word.opener
            or word.preposition
            or (piece.by_after and piece.behind.begin_of(i) >= said.begin)
        ):
            break
        outside += word.weight
    if not outside or outside >= len(piece.text):
        # no weight of the words inside can change it
        return "mixed" if outside else "direct"
    inside = sum(word.weight for word in stretch(piece.text, 0, len(piece.text)).words)
    return "direct" if inside >= DIRECT_SHARE * (inside + outside) else "mixed"


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
            lead = stretch(text, line.begin, line.end)
            source = attribution.before(lead.words[lead.last_start :], colon=True)
            if source is not None:
                return replace(quotation, said=source.at(lead, lead.last_start))
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
