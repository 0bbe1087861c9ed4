"""Cut what stands around quotations into words and sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain

from timeline.narrative.quotes.lexicon import english

_WORD = re.compile(r"\w+(?:[-’'.&/@]\w+)*(?:[’'](?=\s|$))?|[^\w\s]")
_ENDS = frozenset(".?!")
_POSSESSIVES = ("'s", "’s")
_KNOWN = 1 << 16
"""Spellings that are remembered."""
_LONGEST = 40
"""Letters of the longest spelling that is remembered: longer ones are addresses."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold what a spelling is wherever it stands: the lists of ``en.quotes.toml`` that it is in.

    One is made for each spelling and kept, so that a sentence costs one look-up a word.
    """

    text: str
    low: str
    mark: bool
    cap: bool
    figure: bool
    ends: bool
    cue: bool
    weak: bool
    said: bool
    naming: bool
    addressing: bool
    introduces: bool
    reports: bool
    reporting: bool
    holds: bool
    joins: bool
    participle: bool
    base: bool
    plural: bool
    past: bool
    adverb: bool
    auxiliary: bool
    finite: bool
    preposition: bool
    determiner: bool
    before_noun: bool
    inside_name: bool
    pronoun: bool
    third_person: bool
    stands_alone: bool
    relative: bool
    object: bool
    opener: bool
    joiner: bool
    complementiser: bool
    that: bool
    possessive: bool
    weight: int

    @property
    def verb(self) -> bool:
        """Say whether it is a form of a listed verb."""
        return self.cue or self.weak


@lru_cache(maxsize=_KNOWN)
def _word(text: str) -> Word:
    """Look a spelling up."""
    lists, low = english(), text.lower()
    mark = not (text[0].isalnum() or text[0] == "_")
    verb = lists.verb(low)
    preposition, determiner = lists.has("grammar.prepositions", low), lists.has("grammar.determiners", low)
    auxiliary, objected = lists.has("grammar.auxiliaries", low), lists.has("grammar.objects", low)
    complementiser = lists.has("cues.complementisers", low)
    # marks and words without a meaning of their own weigh nothing
    empty = mark or preposition or determiner or auxiliary or objected or complementiser
    return Word(
        text=text,
        low=low,
        mark=mark,
        cap=text[0].isupper(),
        figure=text[0].isdigit(),
        ends=text in _ENDS,
        cue=low in lists.cues,
        weak=low in lists.weak,
        said=lists.has("cues.said", low),
        naming=lists.has("cues.naming", low),
        addressing=lists.has("cues.addressing", low),
        introduces=low in lists.introducing,
        reports=low in lists.reports,
        reporting=lists.reporting(low),
        holds=low in lists.cues or low in lists.holding,
        joins=lists.has("cues.joining", low),
        participle=verb and low.endswith(lists.participle_ending),
        base=lists.base(low),
        plural=low.endswith(lists.plural_ending),
        past=low.endswith(lists.past_ending),
        adverb=lists.adverb(low),
        auxiliary=auxiliary,
        finite=lists.has("grammar.finite", low),
        preposition=preposition,
        determiner=determiner,
        before_noun=lists.has("grammar.before_nouns", low),
        inside_name=lists.has("grammar.inside_names", low),
        pronoun=lists.has("grammar.pronouns", low),
        third_person=lists.has("grammar.third_person", low),
        stands_alone=lists.has("grammar.sources", low),
        relative=lists.has("grammar.relatives", low),
        object=objected,
        opener=lists.has("grammar.clause_openers", low),
        joiner=lists.has("grammar.joiners", low),
        complementiser=complementiser,
        that=lists.has("grammar.that", low),
        possessive=low.endswith(_POSSESSIVES),
        weight=0 if empty else len(text),
    )


class _Known(dict[str, tuple[Word, ...]]):
    """Keep what was cut in a process: no word holds a blank, so what stands between two is cut once."""

    def __missing__(self, chunk: str) -> tuple[Word, ...]:
        if len(self) >= _KNOWN:
            self.clear()
        made = tuple(_word(word) for word in _WORD.findall(chunk))
        if len(chunk) <= _LONGEST:
            self[chunk] = made
        return made


@cache
def _known() -> _Known:
    return _Known()


def _words(chunks: Iterable[str]) -> list[Word]:
    return list(chain.from_iterable(map(_known().__getitem__, chunks)))


def known(texts: Iterable[str]) -> list[Word]:
    """Give the words of spellings.

    >>> [word.adverb for word in known(["Mostly", "rain"])]
    [True, False]
    """
    return list(map(_word, texts))


@dataclass(slots=True)
class Stretch:
    """Hold a stretch of an article cut into words; where they stand is worked out when it is asked for.

    ``within`` says that other sentences stand before it in what it was cut from; ``stop`` is where it ends if
    only blanks stand behind its last word, else below 0.
    """

    text: str
    begin: int
    words: list[Word]
    _begins: list[int] = field(default_factory=list)
    _first_end: int = -1
    _last_start: int = -1
    within: bool = False
    stop: int = -1

    def begin_of(self, i: int) -> int:
        """Give the offset of a word in the article."""
        if i < 0:
            i += len(self.words)
        if len(self._begins) <= i:
            self._reach(i)
        return self._begins[i]

    def _reach(self, i: int) -> None:
        """Work out where words stand, up to one: only blanks are between, so the next place is its own."""
        made, find = self._begins, self.text.find
        done = len(made)
        place = made[-1] + len(self.words[done - 1].text) if done else self.begin
        for word in self.words[done : i + 1]:
            place = find(word.text, place)
            made.append(place)
            place += len(word.text)

    def end_of(self, i: int) -> int:
        """Give the offset behind a word."""
        if i == -1 and self.stop >= 0:
            return self.begin + len(self.text[self.begin : self.stop].rstrip())
        return self.begin_of(i) + len(self.words[i].text)

    @property
    def first_end(self) -> int:
        """Give the word that ends the first sentence: the first full stop that does, else behind the last."""
        if self._first_end < 0:
            ends = (i for i, word in enumerate(self.words) if word.ends and not self._abbreviates(i))
            self._first_end = next(ends, len(self.words))
        return self._first_end

    @property
    def last_start(self) -> int:
        """Give the word behind the last full stop that ends a sentence and has words behind it."""
        if self._last_start < 0:
            words = self.words
            self._last_start = next(
                (i + 1 for i in range(len(words) - 2, -1, -1) if words[i].ends and not self._abbreviates(i)),
                0,
            )
        return self._last_start

    def _abbreviates(self, i: int) -> bool:
        """Say whether the stop at ``i`` belongs to a shortened word or an initial."""
        words = self.words
        if i == 0 or words[i].text != ".":
            return False
        goes_on = i + 1 < len(words) and not (words[i + 1].cap or words[i + 1].mark)
        # where words stand is asked last: it has to be worked out
        return (goes_on or _short(words[i - 1].text)) and self.end_of(i - 1) == self.begin_of(i)


def _short(word: str) -> bool:
    """Say whether a word before a full stop is a known abbreviation or an initial."""
    return english().has("grammar.abbreviations", word.lower()) or (len(word) == 1 and word.isupper())


def stretch(text: str, begin: int, end: int) -> Stretch:
    """Cut a stretch into words; offsets are the article's.

    >>> made = stretch("Mr. Tan's aide, he said.", 0, 24)
    >>> [w.text for w in made.words], made.begin_of(-1), made.first_end
    (['Mr', '.', "Tan's", 'aide', ',', 'he', 'said', '.'], 23, 7)
    """
    return Stretch(text, begin, _words(text[begin:end].split(" ")), stop=end)


_LINE_ENDS = {ord(mark): "\n" for mark in "\r\u2028\u2029"}
_VISIBLE = re.compile(r"[^\S\n]*(\S)")
_FAR = 24
"""Code points back in which the word before a full stop is looked for."""


def lined(text: str) -> str:
    r"""Make all line ends ``\n``, each one code point as it was: for ``sentence_at``."""
    return text.translate(_LINE_ENDS) if any(chr(mark) in text for mark in _LINE_ENDS) else text


def sentence_at(text: str, place: int) -> tuple[int, int]:
    r"""Give the sentence around a place of a ``lined`` text, without the mark that ends it.

    It is the one into which ``Stretch`` cuts the line, found without making words of the rest.

    >>> t = "It rained. Mr. Tan left at 4.30 a.m. in May. Why?"
    >>> t[slice(*sentence_at(t, 20))]
    ' Mr. Tan left at 4.30 a.m. in May'
    """
    line, stop = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return sentence_start(text, line, place), sentence_stop(text, place, len(text) if stop < 0 else stop)


def sentence_start(text: str, line: int, place: int) -> int:
    """Give where the sentence around a place begins; ``line`` is where its line does."""
    find = text.rfind
    while True:
        place = max(find(".", line, place), find("?", line, place), find("!", line, place))
        if place < 0 or _is_end(text, place):
            return line if place < 0 else place + 1


def sentence_stop(text: str, place: int, stop: int) -> int:
    """Give where the mark stands that ends the sentence around a place; ``stop`` where its line ends."""
    while True:
        end = stop
        for mark in ".?!":
            found = text.find(mark, place, end)
            end = end if found < 0 else found
        if end == stop or _is_end(text, end):
            return end
        place = end + 1


def _is_end(text: str, place: int) -> bool:
    """Say of a mark in a text what ``Stretch`` says of it among its words."""
    if text[place] != ".":
        return True
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if not before or before.isspace():
        return True
    if (after.isalnum() or after == "_") and (before.isalnum() or before == "_"):
        return False
    if not (after == " " and text[place + 2 : place + 3].isupper()):
        following = _VISIBLE.match(text, place + 1)
        first = following.group(1) if following else "."
        if (first.isalnum() or first == "_") and not first.isupper():
            return False
    word = text[max(0, place - _FAR) : place].rsplit(maxsplit=1)[-1]
    if not word.isalpha():
        parts = _WORD.findall(word)
        word = parts[-1]
    return not _short(word)
