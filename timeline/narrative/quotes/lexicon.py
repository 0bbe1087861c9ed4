"""Hold the cue lists of quotations: ``en.quotes.toml``, every verb in all its forms."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_ENDINGS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the lists by ``section.name``; ``cues`` and ``weak`` hold every form of the verbs.

    ``reports`` are the words without one of which a sentence reports no speech; ``introducing`` those of them
    that begin "according to" and its like. ``holding`` are verbs that report before "that" alone.
    """

    lists: dict[str, frozenset[str]]
    cues: frozenset[str]
    weak: frozenset[str]
    reports: frozenset[str]
    introducing: frozenset[str]
    holding: frozenset[str]
    adverb_ending: str
    participle_ending: str
    past_ending: str
    plural_ending: str

    def has(self, name: str, word: str) -> bool:
        """Say whether a lower-case word is in a list.

        >>> english().has("grammar.pronouns", "she"), "told" in english().cues
        (True, True)
        """
        return word in self.lists[name]

    def reporting(self, word: str) -> bool:
        """Say whether what a verb reports is speech even without the word "that", or it names a thing."""
        return word in self.lists["cues.said"] or word in self.lists["cues.naming"]

    def verb(self, word: str) -> bool:
        """Say whether a lower-case word is a form of a listed verb."""
        return word in self.cues or word in self.weak

    def base(self, word: str) -> bool:
        """Say whether a word is the dictionary form of a verb, which may as well be a noun."""
        return word in self.lists["cues.verbs"] or word in self.lists["cues.weak"]

    def participle(self, word: str) -> bool:
        """Say whether a word is the -ing form of a listed verb."""
        return word.endswith(self.participle_ending) and self.verb(word)

    def leaves(self, word: str) -> bool:
        """Say whether a word after a speaker opens what is no part of the name."""
        return self.adverb(word) or word in self.lists["grammar.prepositions"]

    def adverb(self, word: str) -> bool:
        """Say whether a lower-case word is an adverb, by the list or by its ending."""
        return word in self.lists["grammar.adverbs"] or (len(word) > 4 and word.endswith(self.adverb_ending))


@cache
def english() -> Lexicon:
    """Load the English cue lists, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "en.quotes.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    lists = {
        f"{part}.{name}": frozenset(words)
        for part, rows in data.items()
        for name, words in rows.items()
        if not isinstance(words, str)
    }
    introducing = frozenset(words.split()[0] for words in lists["cues.according_to"])
    return Lexicon(
        lists,
        _forms(lists["cues.verbs"]),
        _forms(lists["cues.weak"]),
        lists["cues.said"] | lists["cues.naming"] | introducing,
        introducing,
        _forms(lists["cues.holding"]),
        data["grammar"]["adverb_ending"],
        data["grammar"]["participle_ending"],
        data["grammar"]["past_ending"],
        data["grammar"]["plural_ending"],
    )


def _forms(lemmas: frozenset[str]) -> frozenset[str]:
    from lemminflect import getAllInflections, getAllInflectionsOOV

    out = set(lemmas)
    for lemma in lemmas:
        known = getAllInflections(lemma, upos="VERB") or getAllInflectionsOOV(lemma, upos="VERB")
        out |= {form for tag in _ENDINGS for form in known.get(tag, ())}
    return frozenset(out)
