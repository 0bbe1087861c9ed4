"""Cut paragraphs into sentences and tell the story's sentences from a page's furniture.

Offsets count code points of the article's text and ``text[begin:end]`` is the sentence without blanks
around it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import nupunkt
import polars as pl

from timeline.events.lexicon import PLURAL, VERB, english, entry

_OTHER_BREAKS = re.compile(r"[\r\u2028\u2029]")
"""Ends of lines but the common one."""
_SENTENCE_END = ".!?…。！？؟।\"”’»)']"
_DAY = r"\w{3,9}\.? \d{1,2}(?:, \d{4})?"
_LIST_MARK = re.compile(r"(?:\d{1,2}[.)]|[•●▪·*–-]) +(?=[A-Z“\"])")
_BRACKETS = "[(*_ "
"""What may stand before the words of a note: "[Editor's note: ...]"."""
_CREDIT = r"\([^()]{2,40}\)"
_PLACE = r"[A-Z][A-Z.,'’/ -]{2,40}?"
_DASH = r"[-–—]+"
_COUNTRY = r"(?:, [A-Z][A-Za-z.]+(?: [A-Z][a-z]+)?)?"
_AGENCY = rf"{_CREDIT} ?{_DASH}"
_DATELINE = re.compile(
    rf"(?:{_PLACE}{_COUNTRY}(?:,? {_DAY})? ?(?:{_AGENCY}| {_DASH})|(?:{_DAY} )?{_AGENCY}) (?=\S)"
)
"""A place in capitals, perhaps a day and an agency in brackets, then a dash."""
_PLAIN_END = re.compile(r"\. (?=[A-Z][a-z]+ )")
"""A full stop before a capitalised word."""
_STOP = re.compile(r"[.!?…।！？؟。](?:(?<![.!?])[…।！？؟。]+)?(?:[”\"’')\]]* +(?=\S)|[”\"]+(?=[A-Z]))")
"""A mark that may end a sentence inside a paragraph; one class in front makes the search a scan."""
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_LOOK_BACK = 16
"""Characters before a full stop in which its word is looked for."""
_TITLE = 80
"""Characters in which three words are looked for."""
_OPENING = "“\"‘'(["
_NO_BLANK = re.compile(r"\.(?=[A-Z][a-z]+[ ,’'])")
"""A full stop that lost the blank after it."""
_PLAIN_WORD = 3
"""Letters of the shortest word that may end a sentence without a mark or blank."""
_ABBREVIATION = 5
"""Letters from which on a word before a full stop is no abbreviation."""
_HEADING_WORDS = 14
"""A line of at most this many words without a full stop is a heading, caption or label."""


class Span(NamedTuple):
    """Hold a stretch of an article's text: begin and end in code points."""

    begin: int
    end: int


@lru_cache(maxsize=4)
def paragraphs(text: str) -> tuple[Span, ...]:
    r"""Cut a text into its lines, blank ones left out.

    >>> [(p.begin, p.end) for p in paragraphs("One.\n\n  Two.  ")]
    [(0, 4), (8, 12)]
    """
    if _OTHER_BREAKS.search(text):
        text = _OTHER_BREAKS.sub("\n", text)
    out = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            begin = start if stripped[0] == line[0] else start + len(line) - len(line.lstrip())
            out.append(Span(begin, begin + len(stripped)))
        start += len(line) + 1
    return tuple(out)


def without_dateline(text: str, paragraph: Span) -> Span:
    """Leave out an agency's dateline in front of a paragraph, whose day is the report's, and a list's mark.

    >>> t = "NEW YORK, Jan. 27 (Wire) - Nvidia fell."
    >>> t[without_dateline(t, Span(0, len(t))).begin :]
    'Nvidia fell.'
    """
    match = _DATELINE.match(text, paragraph.begin, paragraph.end) or _LIST_MARK.match(
        text, paragraph.begin, paragraph.end
    )
    return Span(match.end(), paragraph.end) if match else paragraph


def run_together(text: pl.Expr) -> pl.Expr:
    """Say whether parts of texts may have run together: where not, no paragraph is asked."""
    # A word's end that knows ASCII only is found no less often and spares the slow engine: 10 us, not 250.
    glue = _glue_words().replace(r"\b", r"(?-u:\b)")
    return text.str.contains(rf"[a-z]{{3}}(?:{glue}|\.[A-Z][a-z]+[ ,’'])").alias("run_together")


def sentences(text: str, paragraph: Span, whole: bool = True) -> list[Span]:
    """Cut a paragraph into sentences; not ``whole`` says that nothing in the text has ``run_together``.

    >>> t = "Mr. Smith left. “It is over,” he said."
    >>> [t[s.begin : s.end] for s in sentences(t, Span(0, len(t)))]
    ['Mr. Smith left.', '“It is over,” he said.']
    """
    out: list[Span] = []
    for part in _parted(text, paragraph) if whole else (paragraph,):
        for piece, plain in _plain_cuts(text, part):
            if plain:
                out.append(piece)
            else:
                out += _doubtful(text, piece)
    return out


def _doubtful(text: str, part: Span) -> list[Span]:
    """Cut a stretch whose marks may end an abbreviation: the splitter knows those."""
    out: list[Span] = []
    own = text[part.begin : part.end]
    for begin, end in _without_title_ends(own, nupunkt.sent_spans(own)):
        piece = own[begin:end]
        stripped = piece.strip()
        if stripped:
            start = part.begin + begin + len(piece) - len(piece.lstrip())
            for span in _after_word(text, Span(start, start + len(stripped))):
                out += _after_clock(text, span)
    return out


def _glue_words() -> str:
    """Give the pattern of a blank and a word that opens a sentence although no mark ends one."""
    words = english().phrases
    articles = "|".join(words["sentences.opening_articles"])
    counts = "|".join(words["sentences.opening_counts"])
    single = "|".join(words["sentences.opening_indefinite"])
    opened = rf"(?:{articles}) (?:[a-z]|\d[\d.,]*[ -][a-z]|[A-Z]{{2,5}}\b)"
    opened += rf"|(?:{single}) [A-Z][\w-]+ [a-z]|(?:{counts}) \w"
    return rf" (?:{opened}|(?:{'|'.join(words['sentences.openers'])}) \w)"


@cache
def _glue() -> re.Pattern[str]:
    return re.compile(_glue_words().replace(" ", " (?=", 1) + ")")


def _parted(text: str, paragraph: Span) -> list[Span]:
    """Cut where a page's parts ran together: "... earthquake aid The charity said", "... found.He said"."""
    cuts = []
    for match in _glue().finditer(text, paragraph.begin, paragraph.end):
        before = text[max(paragraph.begin, match.start() - _LOOK_BACK) : match.start()]
        ends = _ends_plainly(before) or _ends_caption(before, text, match)
        if ends and not _is_title(text, match.end()):
            cuts.append((match.start(), match.end()))
    cuts += [
        (match.end(), match.end())
        for match in _NO_BLANK.finditer(text, paragraph.begin, paragraph.end)
        if _ends_plainly(text[max(paragraph.begin, match.start() - _LOOK_BACK) : match.start()])
    ]
    out, begin = [], paragraph.begin
    for stop, after in sorted(cuts):
        out.append(Span(begin, stop))
        begin = after
    return [*out, Span(begin, paragraph.end)]


def _is_title(text: str, place: int) -> bool:
    """Say whether an article and a capital are all of a name: "her poems A Scattering on Monday"."""
    first, name, after = [*text[place : place + _TITLE].split(" ", 3), "", "", ""][:3]
    single = english().has("sentences.opening_indefinite", first) and name[:1].isupper()
    return single and after.lower().strip(",.") in english().closed


def _ends_plainly(before: str) -> bool:
    """Say whether a text ends on a word that carries meaning and is no name: small letters, no opener."""
    word = before.rpartition(" ")[2]
    open_ = word in english().closed and not english().has("words.particles", word)
    return len(word) >= _PLAIN_WORD and word.isalpha() and word.islower() and not open_


def _ends_caption(before: str, text: str, match: re.Match[str]) -> bool:
    """Say whether a name may end what stands before an article: "... aid arrives in Haiti The UN said".

    "Plan A was" and "Hepatitis A spread" do not.
    """
    words = english()
    lists = words.phrases
    openers = (*lists["sentences.opening_articles"], *lists["sentences.opening_counts"])
    word = before.rpartition(" ")[2]
    opens = text.startswith(tuple(f"{opener} " for opener in openers), match.start() + 1)
    if not opens or len(word) < _PLAIN_WORD or not word.isalpha():
        return False
    low = word.lower()
    return word.istitle() and low not in words.closed and not words.has("sentences.lettered", low)


def _plain_cuts(text: str, part: Span) -> list[tuple[Span, bool]]:
    """Cut a paragraph where nothing is in doubt; not plain is a stretch in which a mark may end an
    abbreviation.

    Four of five paragraphs of news have none, and the splitter takes twenty times as long for them.
    """
    out: list[tuple[Span, bool]] = []
    begin, stop = part
    plain = True
    for match in _STOP.finditer(text, begin, stop):
        at, end = match.span()
        mark = match.group()
        last = _last_word(text[max(part.begin, at - _LOOK_BACK) : at])
        following = text[end]
        if following in _OPENING:
            following = text[end : min(end + 4, stop)].lstrip(_OPENING)[:1]
        if following.isupper() and (
            len(last) >= _ABBREVIATION - last.islower() or (mark == ". " and _is_small_word(last))
        ):
            out.append((Span(begin, at + len(mark.rstrip())), plain))
            begin, plain = end, True
            continue
        # What follows a title, or goes on small after a capital ("Inc. said"), ends nothing.
        inside = (last[:1].isupper() and english().has("names.short_titles", last.lower())) or (
            following.islower() and not last.islower() and bool(last)
        )
        plain = plain and inside and mark == ". "
    out.append((Span(begin, stop), plain))
    return out


@cache
def _abbreviations() -> frozenset[str]:
    """Give the abbreviations that the splitter knows."""
    return nupunkt.load("default").abbreviations


def _is_small_word(word: str) -> bool:
    """Say whether a word in small letters is too short to be surely none, but no abbreviation: "war"."""
    return len(word) > 1 and word.islower() and word not in _abbreviations()


def _last_word(before: str) -> str:
    """Give the letters that a text ends with."""
    word = before.rpartition(" ")[2]
    if word.isalpha():
        return word
    found = _LAST_WORD.search(before)
    return found.group() if found else ""


def _without_title_ends(own: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what the splitter cut behind a short title: "Lt." and "Gov. Ada Berg"."""
    out: list[tuple[int, int]] = []
    for begin, end in spans:
        before = own[out[-1][0] : out[-1][1]].rstrip().rpartition(" ")[2] if out else ""
        if (
            before[:1].isupper()
            and before.endswith(".")
            and english().has("names.short_titles", before[:-1].lower())
        ):
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return out


def _after_word(text: str, span: Span) -> list[Span]:
    """Cut where a plain word ends a sentence that the splitter took for an abbreviation: "... coal. He"."""
    out, begin = [], span.begin
    for match in _PLAIN_END.finditer(text, span.begin, span.end):
        word = text[max(begin, match.start() - _ABBREVIATION) : match.start()]
        if len(word) == _ABBREVIATION and word.isalpha() and word.islower():
            out.append(Span(begin, match.end() - 1))
            begin = match.end()
    return [*out, Span(begin, span.end)]


def _after_clock(text: str, span: Span) -> list[Span]:
    """Cut where an abbreviated clock time ends a sentence: "at 4 p.m. Doors open at three."."""
    own = text[span.begin : span.end]
    marks = english().phrases["sentences.clock_abbreviations"]
    for mark in marks:
        at = own.find(mark + " ")
        after = own[at + len(mark) + 1 :].split(" ", 1)[0].strip(",.") if at >= 0 else ""
        if after[:1].isupper() and not after.isupper() and _opens_sentence(after):
            cut = span.begin + at + len(mark)
            return [Span(span.begin, cut), Span(cut + 1, span.end)]
    return [span]


def _opens_sentence(word: str) -> bool:
    """Say whether a capitalised word is an everyday word, so that its capital opens a sentence."""
    low = word.lower()
    if english().has("names.not_names", low) and low not in english().lists["words.determiners"]:
        return False
    return low in english().closed or bool(entry(low).forms & (VERB | PLURAL))


def furniture_cues(text: pl.Expr) -> pl.Expr:
    """List the marks of furniture that texts hold anywhere: most hold none, and no line needs asking."""
    cues = list(english().phrases["boilerplate.contains"])
    found = text.str.extract_many(cues, ascii_case_insensitive=True, overlapping=True)
    return found.list.eval(pl.element().str.to_lowercase()).list.unique().alias("furniture")


def is_boilerplate(line: str, first: bool = False, cues: Sequence[str] | None = None) -> bool:
    """Say whether a paragraph is furniture: heading, caption, by-line, list entry, label, disclosure.

    ``first`` marks the first line of a text, which may be its headline and is judged by cues alone;
    ``cues`` are the ``furniture_cues`` of the whole text; all that are known where they are not given.

    >>> is_boilerplate("7 Min Read"), is_boilerplate("Nvidia fell 17% on Monday.")
    (True, False)
    """
    words = english().phrases
    low = line.lower().lstrip(_BRACKETS).replace(" :", ":")
    cues = words["boilerplate.contains"] if cues is None else cues
    if (low[:2] in _openings() and low.startswith(words["boilerplate.prefixes"])) or any(
        cue in low for cue in cues
    ):
        return True
    if low.startswith(words["boilerplate.comment_openers"]) and _heads_comment(low):
        return True
    if line.startswith(words["boilerplate.list_marks"]) and line[-1] not in _SENTENCE_END:
        return True
    return not first and is_heading(line)


@cache
def _openings() -> frozenset[str]:
    """Give the first letters of the words that open furniture: few lines need be compared with all."""
    return frozenset(prefix[:2] for prefix in english().phrases["boilerplate.prefixes"])


def _heads_comment(low: str) -> bool:
    """Say whether a line is a reader's comment with its head: "At 11:45 pm on 13 Jan, sam wrote: ..."."""
    rest = low.partition(" ")[2]
    head = rest.partition(":")[2].partition(":")[0]
    return rest[:1].isdigit() and head.endswith(english().phrases["boilerplate.comment_verbs"])


def is_heading(line: str) -> bool:
    """Say whether a line is short and ends without a sentence's end; a post may open small."""
    short = line[-1] not in _SENTENCE_END and not line[0].islower() and len(line.split()) <= _HEADING_WORDS
    return short or line[-1:] == ":"
