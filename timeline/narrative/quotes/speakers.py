"""Say who a source is: "she", "the CEO" and "Rasgon" become the name that the article gives in full."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from timeline.narrative.quotes.lexicon import english

_PART = re.compile(r"[,(;]")
_BEGIN = itemgetter(0)
_POSSESSIVE = re.compile(r"[’']s?$")
_NEAR = 400
"""Code points back within which a pronoun looks for a name before it takes the last speaker."""
_SHORTEST_VERB = 6
"""Letters of a verb that is taken for a first name where it opens a sentence: "Ming" is one."""
_LONGEST_SHORT = 4
"""Letters of a month that is written short."""
_NUMBER_BEHIND = re.compile(r"\.? ?\d")
_OPENS = frozenset('.?!:\n”"-–—')


@cache
def _capitals() -> re.Pattern[str]:
    """Build the pattern of a run of capitalised words: initials and shortened titles keep their stop.

    It begins with a set, which is searched for without trying alternatives at each character.
    """
    lists = english().lists
    short = sorted(lists["grammar.abbreviations"] & lists["titles.honorifics"])
    titles = "|".join(rf"(?<={w[0].upper()}){re.escape(w[1:])}" for w in short)
    word = rf"[A-Z](?:\.|(?:{titles})\.|[\w’'&-]*)"
    inner = "|".join(sorted(lists["grammar.name_inner"]))
    return re.compile(rf"{word}(?:(?<![’']s)[ \u00a0](?:(?:{inner}) ){{0,2}}{word})*")


class Mention(NamedTuple):
    """Hold a name where it stands: begin in the article, the name, whether a person's, the title before it.

    ``run`` is where the capitals begin that it is part of.
    """

    begin: int
    name: str
    person: bool
    lead: str
    run: int


@dataclass(slots=True)
class Cast:
    """Hold who an article names, in order, and what is known of their gender; filled as it is read."""

    text: str
    mentions: tuple[Mention, ...]
    gender: dict[str, str] = field(default_factory=dict)
    last: str | None = None
    last_at: int = -1
    persons: frozenset[str] = frozenset()
    by_surname: dict[str, list[Mention]] = field(default_factory=dict)
    people: list[Mention] = field(default_factory=list)
    inside: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Look names up once: every pronoun and surname asks for them."""
        for mention in self.mentions:
            if mention.person:
                self.by_surname.setdefault(mention.name.rsplit(" ", 1)[-1], []).append(mention)
        surnames = self.by_surname
        # "President Xi" whom the article never names in full is a person, too
        titled = {m.name for m in self.mentions if _titled_alone(m)} - surnames.keys()
        self.persons = frozenset({m.name for found in surnames.values() for m in found} | titled)
        self.people = [m for m in self.mentions if m.person or m.name in surnames or m.name in titled]

    def named_inside(self, mention: Mention) -> bool:
        """Say whether a name is surely one: of several words, with inner capitals, or within a sentence."""
        if not mention.name[1:].islower():
            return True
        if self.inside is None:
            self.inside = frozenset(
                word for m in self.mentions if not _subject(m, self.text) for word in m.name.split()
            )
        return mention.name in self.inside


def cast(text: str) -> Cast:
    """Collect the names of an article.

    >>> [m.name for m in cast("Bernstein analyst Stacy Rasgon spoke. Rasgon left.").mentions]
    ['Bernstein', 'Stacy Rasgon', 'Rasgon']
    """
    made = Cast(text, tuple(_mentions(text)))
    for mention in made.mentions:
        sex = _by_honorific(mention.lead) if mention.lead else ""
        if sex:
            made.gender.setdefault(_full(mention.name, made, mention.begin), sex)
    return made


def _mentions(text: str) -> Iterator[Mention]:
    new = tuple.__new__  # what a named tuple's own constructor calls: half of the time here was on the way
    for match in _capitals().finditer(text):
        name, person, lead, moved = _read(match[0])
        if name and not (len(name) <= _LONGEST_SHORT and _of_date(name, match, text)):
            begin = match.start()
            if person and _opens_with_verb(name, begin + moved, text):
                first, _, name = name.partition(" ")
                moved, person = moved + len(first) + 1, " " in name
            yield new(Mention, (begin + moved, name, person, lead, begin))


def _of_date(name: str, match: re.Match[str], text: str) -> bool:
    """Say whether a name is a short month beside a number: "Jan. 20", "20 Jan"; elsewhere Jan is a person."""
    if not english().has("titles.short_months", name.lower()):
        return False
    before = text[max(0, match.start() - 2) : match.start()].rstrip(" ")
    return before[-1:].isdigit() or _NUMBER_BEHIND.match(text, match.end()) is not None


@cache
def _verb_endings() -> tuple[str, ...]:
    return tuple(english().lists["grammar.gerund_endings"])


def _opens_with_verb(name: str, begin: int, text: str) -> bool:
    """Say whether the first word of a sentence is only taken for a first name: "Analyzing DeepSeek"."""
    first = name.split(" ", 1)[0]
    if len(first) < _SHORTEST_VERB or not first.endswith(_verb_endings()):
        return False
    before = text[max(0, begin - 3) : begin].rstrip(" ")
    opens = not before or before[-1] in _OPENS
    return opens and re.search(rf"\w,? {re.escape(first)}\b", text) is None


@lru_cache(maxsize=1 << 15)
def _read(run: str) -> tuple[str, bool, str, int]:
    """Read a run of capitals: the name in it ("" if none), whether a person's, the title, where it begins."""
    lists = english()
    words, begin, lead = _after_role(run.rstrip("."), 0)
    while words and (
        lists.has("titles.not_names", words[0].lower())
        or lists.has("titles.honorifics", words[0].lower().rstrip("."))
    ):
        lead = words[0].lower().rstrip(".")
        begin += len(words[0]) + 1
        words = words[1:]
    words = _without_employer(words)
    while words and lists.has("grammar.name_glue", words[-1].lower()):
        words = words[:-1]
    name = _POSSESSIVE.sub("", " ".join(words))
    if len(name) < 2:
        return "", False, "", 0
    plain = all(w[0].isupper() and w.isalpha() for w in name.replace("-", "").replace(".", "").split())
    plain = plain and not words[-1].isupper() and (len(words[0]) < 3 or not words[0].isupper())
    person = plain and len(words) in (2, 3) and not any(_institution(w.lower()) for w in words)
    return name, person, lead, begin


def _titled_alone(mention: Mention) -> bool:
    """Say whether a title makes one word the name of a person."""
    name = mention.name
    titled = " " not in name and english().has("titles.honorifics", mention.lead)
    return titled and name.replace("-", "").isalpha() and not name.isupper()


def _institution(low: str) -> bool:
    lists = english()
    return any(lists.has(f"titles.{name}", low) for name in ("groups", "institutions", "furniture"))


def _without_employer(words: list[str]) -> list[str]:
    """Cut "Joan Cotterill of Harwick College" to the person; "Bureau of Investigation" stays whole."""
    lists = english()
    joint = next((k for k, w in enumerate(words) if lists.has("grammar.inside_names", w.lower())), 0)
    person = joint in (2, 3) and not any(
        _institution(w.lower()) or lists.has("titles.honorifics", w.lower()) or not w[0].isupper()
        for w in words[:joint]
    )
    return words[:joint] if person else words


def _after_role(run: str, begin: int) -> tuple[list[str], int, str]:
    """Leave out the role in front of a name: "Apple CEO Tim Cook" is Tim Cook, a "ceo"."""
    lists = english()
    words = run.split()
    titles = [k for k, w in enumerate(words[:-1]) if lists.has("titles.honorifics", w.lower().rstrip("."))]
    if not titles or len(words) - titles[-1] < 2:
        return words, begin, ""
    cut = titles[-1] + 1
    if lists.has("grammar.name_glue", words[cut].lower()):
        return words, begin, ""
    place = 0
    for word in words[:cut]:
        place = run.index(word, place) + len(word)
    return words[cut:], begin + run.index(words[cut], place), words[cut - 1].lower().rstrip(".")


def _by_honorific(lead: str) -> str:
    lists = english()
    if lists.has("titles.masculine", lead):
        return "m"
    return "f" if lists.has("titles.feminine", lead) else ""


def name_of(source: str, begin: int, found: Cast) -> str:
    """Give the name behind a source phrase that begins at ``begin``; the phrase itself where none is known.

    >>> made = cast("Ann Lee runs Acme. “It works,” she said. Lee smiled.")
    >>> name_of("she", 31, made), name_of("Lee", 42, made)
    ('Ann Lee', 'Ann Lee')
    """
    phrase = " ".join(source.split()).strip(" ,;:–—-")
    low = phrase.lower()
    lists = english()
    if lists.has("grammar.things", low):
        # of the names before it none is sure: it may be any company, report or poll
        name = low
    elif lists.has("grammar.third_person", low) or lists.has("grammar.relatives", low):
        name = _of_pronoun(low, begin, found)
    else:
        name = _of_phrase(source, phrase, low, begin, found)
    found.last, found.last_at = name, begin
    return name


def _of_pronoun(low: str, begin: int, found: Cast) -> str:
    lists = english()
    sex = "m" if lists.has("grammar.masculine", low) else "f" if lists.has("grammar.feminine", low) else ""
    fits = found.people[: bisect_left(found.people, begin, key=_BEGIN)]
    if lists.has("grammar.relatives", low) and fits:
        return _full(fits[-1].name, found, begin)
    if (
        sex
        and found.last
        and _is_person(found.last, found)
        and begin - found.last_at < 2 * _NEAR
        and _may_be(found.last, sex, found)
    ):
        nearer = fits[bisect_right(fits, found.last_at, key=_BEGIN) :]
        if not any(_subject(m, found.text) for m in nearer):
            return found.last
    for mention in reversed(fits):
        full = _full(mention.name, found, begin)
        if sex and not _may_be(full, sex, found):
            continue
        if sex:
            found.gender.setdefault(full, sex)
        return full
    return low


def _subject(mention: Mention, text: str) -> bool:
    """Say whether a name opens its sentence, where the subject stands."""
    before = text[max(0, mention.run - 30) : mention.run].rstrip()
    return not before or before[-1] in '.?!:\n”"' or text[mention.run - 1] == "\n"


def _is_person(name: str, found: Cast) -> bool:
    return name in found.persons


def _known_person(mention: Mention, found: Cast) -> bool:
    return mention.name in found.by_surname


def _may_be(name: str, sex: str, found: Cast) -> bool:
    return found.gender.get(name, sex) == sex and name[:1].isupper()


def _of_phrase(source: str, phrase: str, low: str, begin: int, found: Cast) -> str:
    lists = english()
    head = _PART.split(phrase, maxsplit=1)[0].strip() or phrase
    named, runs = _head(head)
    if named is not None:
        return _full(named, found, begin)
    words = low.split()
    head_end = source.find(head) + len(head)
    following = _apposition(found.text[begin + head_end :])
    if following and words and not runs:
        return following
    if words and lists.has("grammar.determiners", words[0]) and len(words) <= 3 and not runs:
        titled = _titled(words[-1], begin, found)
        if titled:
            return titled
    return _without_determiner(phrase)


@lru_cache(maxsize=1 << 14)
def _head(head: str) -> tuple[str | None, bool]:
    """Give who is named in a source phrase, if anybody, and whether any name stands there."""
    runs = list(_mentions(head))
    own = [m for m in runs if not _depends(head, m)]
    if not own:
        return None, bool(runs)
    # "Alastair Munro of Penhallow & Finch", "Apple's Tim Cook": the person, not where they work
    return next((m for m in own if m.person), own[-1]).name, True


def _without_determiner(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if rest and english().has("grammar.articles", first.lower()) else phrase


def _apposition(behind: str) -> str | None:
    """Give the person named right after a noun: "its owner, Elon Musk,"."""
    match = re.match(r", (?=[A-Z])", behind)
    if match is None:
        return None
    first = next(_mentions(behind[match.end() : match.end() + 60]), None)
    return first.name if first is not None and first.person and first.begin == 0 else None


def _depends(head: str, mention: Mention) -> bool:
    """Say whether a name hangs on the noun before it: "a spokesman for Clinton", "Clinton's team"."""
    before = head[: mention.begin].lower().split()
    if mention.person and before and english().has("titles.exemplars", before[-1]):
        return False
    behind = head[mention.begin + len(mention.name) :]
    lists = english()
    if behind[:2] in ("'s", "’s"):
        return True
    following = behind.lower().split()
    if following and lists.has("titles.honorifics", following[-1]):
        return True
    if len(following) == 1 and behind[0] == " " and following[0].isalpha() and not behind[1].isupper():
        # "AI experts", "Bernie Sanders supporters": the name only says which
        return not _goes_on(following[0])
    while (
        before
        and lists.has("grammar.name_glue", before[-1])
        and not lists.has("grammar.prepositions", before[-1])
    ):
        before = before[:-1]
    return len(before) > 1 and lists.has("grammar.prepositions", before[-1])


def _goes_on(word: str) -> bool:
    """Say whether a word behind a name is no noun that the name belongs to."""
    lists = english()
    return (
        lists.has("grammar.prepositions", word)
        or lists.has("grammar.clause_openers", word)
        or lists.has("grammar.relatives", word)
        or lists.has("grammar.objects", word)
        or lists.has("grammar.auxiliaries", word)
        or lists.adverb(word)
        or lists.verb(word)
        or lists.has("grammar.determiners", word)
        or word.endswith(lists.past_ending)
    )


def _titled(title: str, begin: int, found: Cast) -> str | None:
    """Find whom "the senator" or "the company" means: the last name before it that fits."""
    lists = english()
    earlier = found.mentions[: bisect_left(found.mentions, begin, key=_BEGIN)]
    if lists.has("titles.groups", title):
        for mention in reversed(earlier):
            if mention.person or _known_person(mention, found) or begin - mention.begin >= 2 * _NEAR:
                continue
            # "R1" is what a company makes, and "Profits" only opens a sentence
            if not any(c.isdigit() for c in mention.name) and found.named_inside(mention):
                return mention.name
        return None
    if not lists.has("titles.honorifics", title):
        return None
    for mention in reversed(earlier):
        ahead = found.text[max(0, mention.run - 40) : mention.run].lower().split()[-4:]
        after = mention.begin + len(mention.name)
        behind = found.text[after : after + 60].lower()
        if title in (mention.lead, *ahead) or (
            mention.person and behind[:2] == ", " and title in behind.split(",")[1].split()
        ):
            return _full(mention.name, found, begin)
    return None


def _full(name: str, found: Cast, begin: int) -> str:
    """Give the longest form of a name that the article uses; the one nearest before where several fit."""
    if " " in name:
        return name
    fits = found.by_surname.get(name)
    if fits is None:
        return name
    return fits[max(bisect_right(fits, begin, key=_BEGIN) - 1, 0)].name
