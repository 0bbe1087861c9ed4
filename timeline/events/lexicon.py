"""Hold what is known of words: the cue lists of ``en.events.toml`` and dictionary forms from lemminflect.

Every English word that is matched in a text stands in the language file; the code only names its lists.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lemminflect import getAllInflections, getAllLemmas, getAllLemmasOOV

# What a word form can be, as bits; a word may be several things until its neighbours decide. Plain integers,
# because the flags are tested some twenty times a token.
BASE = 1
THIRD = 2
PAST = 4
PARTICIPLE = 8
ING = 16
NOUN = 32
ADJECTIVE = 64
ADVERB = 128
PLURAL = 256
DETERMINER = 512
POSSESSIVE = 1024
PREPOSITION = 2048
PRONOUN = 4096
MODAL = 8192
BE = 16384
HAVE = 32768
DO = 65536
COORDINATOR = 131072
SUBORDINATOR = 262144
RELATIVE = 524288
NEGATION = 1048576
TO = 2097152

VERB = BASE | THIRD | PAST | PARTICIPLE | ING
AUXILIARY = BE | HAVE | DO | MODAL
_CLOSED = {
    "determiners": DETERMINER,
    "possessives": POSSESSIVE,
    "subject_pronouns": PRONOUN,
    "object_pronouns": PRONOUN,
    "relatives": RELATIVE,
    "subordinators": SUBORDINATOR,
    "coordinators": COORDINATOR,
    "prepositions": PREPOSITION,
    "to": TO,
    "be": BE,
    "have": HAVE,
    "do": DO,
    "modals": MODAL,
    "negations": NEGATION,
}
_INFLECTIONS = {
    "VB": BASE,
    "VBP": BASE,
    "VBZ": THIRD,
    "VBD": PAST,
    "VBN": PARTICIPLE,
    "VBG": ING,
}
_PREFIX = 3
"""Letters of the longest prefix that a verb may have before a hyphen: "re-", "co-", "out-"."""
_CLOSED_ONLY = DETERMINER | PREPOSITION | COORDINATOR | SUBORDINATOR | RELATIVE


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the cue lists of one language: ``lists["section.name"]`` is a frozen set of lower-case words."""

    lists: dict[str, frozenset[str]]
    closed: dict[str, int]
    phrases: dict[str, tuple[str, ...]]

    def has(self, name: str, word: str) -> bool:
        """Say whether a lower-case word is in a list.

        >>> english().has("reporting.verbs", "say")
        True
        """
        return word in self.lists[name]


@cache
def english() -> Lexicon:
    """Load the English cue lists, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "en.events.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    phrases = {f"{part}.{name}": tuple(words) for part, rows in data.items() for name, words in rows.items()}
    closed: dict[str, int] = {}
    for name, form in _CLOSED.items():
        for word in data["words"][name]:
            closed[word] = closed.get(word, 0) | form
    return Lexicon({name: frozenset(words) for name, words in phrases.items()}, closed, phrases)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a lower-case word form can be, its lemmas as verb and as noun, and whether a list has it."""

    forms: int
    verb: str
    noun: str
    listed: bool = True


@cache
def entry(word: str) -> Entry:
    """Look a lower-case word form up; closed classes win over the dictionary.

    >>> entry("fell").verb, bool(entry("fell").forms & PAST)
    ('fall', True)
    >>> entry("launches").forms & (THIRD | PLURAL) == THIRD | PLURAL
    True
    """
    words = english()
    forms = words.closed.get(word, 0)
    if words.has("words.adverbs", word):
        forms |= ADVERB
    if forms & (AUXILIARY | _CLOSED_ONLY | TO | NEGATION | POSSESSIVE) or (forms & (PRONOUN | ADVERB)):
        return Entry(forms, _auxiliary_lemma(forms, word), word)
    found = getAllLemmas(word)
    verbs = found.get("VERB", ())
    verb = _likeliest_verb(word, verbs)
    noun = found["NOUN"][0] if "NOUN" in found else word
    if "NOUN" in found:
        forms |= NOUN | (PLURAL if noun != word else 0)
    if "ADJ" in found:
        forms |= ADJECTIVE
    if "ADV" in found:
        forms |= ADVERB
    if verb and not words.has("words.not_verbs", word):
        forms |= _verb_forms(word, verb)
    if not found:
        forms |= _guessed_verb_forms(word)
        verb = getAllLemmasOOV(word, "VERB")["VERB"][0] if forms & VERB else verb
    if not found and not forms and word[:1].isalpha():
        forms |= NOUN | (PLURAL if word.endswith("s") and len(word) > 3 else 0)
    return Entry(forms, verb or word, noun, bool(found))


def _guessed_verb_forms(word: str) -> int:
    """Read the ending of a word that no dictionary lists: "upended", "re-emerged"; "drug-induced" is none."""
    endings = english().phrases
    first, hyphen, _ = word.partition("-")
    if hyphen and len(first) > _PREFIX:
        return 0
    if word.endswith(endings["words.past_endings"]) and len(word) > 4:
        return PAST | PARTICIPLE
    return ING if word.endswith(endings["words.ing_endings"]) and len(word) > 5 else 0


def _auxiliary_lemma(forms: int, word: str) -> str:
    """Name an auxiliary by the first form in its list."""
    names = {BE: "words.be", HAVE: "words.have", DO: "words.do"}
    return next((english().phrases[name][0] for form, name in names.items() if forms & form), word)


def _likeliest_verb(word: str, lemmas: Iterable[str]) -> str:
    """Choose among the verbs that a form may belong to: an irregular past before a form that is its own
    lemma.
    """
    others = [lemma for lemma in lemmas if lemma != word]
    return others[0] if others else next(iter(lemmas), "")


@cache
def _inflections(lemma: str) -> dict[str, tuple[str, ...]]:
    """Give the spellings of a verb by their Penn tags; four forms ask for one verb."""
    table: dict[str, tuple[str, ...]] = getAllInflections(lemma, "VERB")
    return table


def _verb_forms(word: str, lemma: str) -> int:
    """Say which forms of the verb are spelt like the word."""
    table = _inflections(lemma)
    forms = 0
    for tag, spellings in table.items():
        if word in spellings:
            forms |= _INFLECTIONS.get(tag, 0)
    if not forms and word == lemma:
        forms = BASE
    # A regular verb is listed with one past form that serves as participle too.
    return forms | (PARTICIPLE if forms & PAST and "VBN" not in table else 0)
