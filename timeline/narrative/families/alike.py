"""Say whether two quotations are versions of one: rare words, the speaker, the day."""

import difflib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from timeline.narrative.families.candidates import FRAGMENT_DAYS, RUN, VERBATIM, near
from timeline.narrative.families.wording import Wording, is_marked

MARKED = 0.60
"""Share of the shorter quotation, weighed by rarity, that both must hold where both stand in marks.
Read on 60 families of two collections of news: at 0.5 other remarks of one speech came in."""
RETOLD = 0.50
"""The same where one is indirect speech by the same speaker: retelling changes tense and person."""
STRANGER = 0.75
"""The same where the speakers differ or one is not known: then the words alone must tell."""
IN_ORDER = 0.5
IN_ORDER_RETOLD = 0.4
"""Share of the shorter quotation's words that stand in the same order in the other."""
IN_ORDER_OTHERS = 0.7
"""The same where two people are known by name: they speak of one matter."""
OTHERS_DAYS = 7
"""Days in which a few words that two people are given may be the same."""
TELLING = 0.9
FRAGMENT = 1.25
"""Weight of one word and of two, in weights of a rare word, from which they are no everyday words."""
STRANGERS = 3.0
"""The same for all shared words of two speakers: "high crimes and misdemeanors" is everybody's."""
UNNAMED = 0.8 * STRANGERS
"""The same where one of the two is not known."""
MANY = 6
"""Rare words that two remarks of one speaker share, from which half of a remark may be reworded."""
LIKE = 0.75
"""Share of a short remark's words that its speaker's other version has in the same order."""
FAR = 0.6
"""Share of the shorter quotation's words that must stand in a row in one printed long before or after."""
_SPREAD = 2
"""The words of a short quotation lie within so many times its length in the longer one."""


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one distinct quotation: its wording, form, speaker's last name and first and last day.

    ``heavy`` is the weight of all its words. ``around`` gives the names around it: a source that was read
    wrongly ("he") is usually one of them.
    """

    made: Wording
    form: str
    speaker: str | None
    days: tuple[date | None, date | None]
    heavy: float
    around: Callable[[], frozenset[str]]


def weights(counts: Mapping[str, int], number: int) -> dict[str, float]:
    """Weigh each stem by its rarity among so many distinct quotations (inverse document frequency).

    "" has the weight that a rare word has in a collection of this size; 0 where it is too small to tell.
    """
    number += 2
    weighed = {stem: math.log(number / (count + 1)) + 0.3 for stem, count in counts.items()}
    # words that this cut of words alone finds ("½") weigh nothing
    return defaultdict(float, weighed | {"": max(0.0, math.log(number / 2) - 2)})


def total(made: Wording, weighed: Mapping[str, float]) -> float:
    """Give the weight of all words with a meaning."""
    return sum(weighed[stem] for stem in made.meant)


def same(one: Said, two: Said, weighed: Mapping[str, float], window_days: int | None) -> bool:
    """Say whether two quotations are versions of one.

    Far apart in time only the same words in a row count. Short fragments need the same speaker, the same
    words in a row and the same weeks: "a wake-up call" is said by many. From three words with a meaning
    on, shared rare words decide.
    """
    short, long = (one, two) if one.heavy <= two.heavy else (two, one)
    if not short.heavy or titled(short.made):
        return False
    if len(one.made.words) >= VERBATIM and one.made.words == two.made.words:
        return True
    if not near(one.days, two.days, window_days):
        return _repeated(short, long, weighed)
    speakers = one.speaker is not None and one.speaker == two.speaker
    retold = "indirect" in (one.form, two.form)
    beside = speakers or (not retold and (one.speaker in two.around() or two.speaker in one.around()))
    telling = short.heavy >= TELLING * weighed[""]
    if beside and not retold and telling and _run(short.made.words, long.made.words):
        return True
    if len(short.made.meant) <= 2:
        weeks = near(one.days, two.days, FRAGMENT_DAYS if window_days is not None else None)
        if (one.days[0] is None) != (two.days[0] is None) and window_days is not None:
            return False
        return weeks and _of_fragment(short, long, weighed, speakers, beside)
    return _shares(short, long, weighed, speakers)


def _of_fragment(short: Said, long: Said, weighed: Mapping[str, float], speakers: bool, beside: bool) -> bool:
    """Say whether one or two words with a meaning are from the longer quotation."""
    if short.heavy < (TELLING if len(short.made.meant) == 1 else FRAGMENT) * weighed[""]:
        return False
    others = short.speaker is not None and long.speaker is not None and not speakers
    if others and not _same_days(short, long, OTHERS_DAYS):
        # two people who are both known by name say "subvert the constitution" each for themselves
        return False
    retold = "indirect" in (short.form, long.form)
    if speakers and not retold and len(short.made.words) >= RUN and _kept(short.made, long.made) >= LIKE:
        return True
    return beside and _fragment(short, long)


def _shares(short: Said, long: Said, weighed: Mapping[str, float], speakers: bool) -> bool:
    """Say whether two quotations share enough rare words, near each other and in order."""
    ours, theirs = short.made.meant, long.made.meant
    shared = Counter(ours) & Counter(theirs)
    number = shared.total()
    if number < 3:
        return False
    weight = sum(weighed[stem] * count for stem, count in shared.items())
    share = weight / short.heavy
    if share < RETOLD:
        return False
    others = short.speaker is not None and long.speaker is not None and not speakers
    if not speakers and weight < (STRANGERS if others else UNNAMED) * weighed[""]:
        return False
    retold = "indirect" in (short.form, long.form)
    if not retold:
        least = (RETOLD if number >= MANY else MARKED) if speakers else STRANGER
    elif not (is_marked(short.form) or is_marked(long.form)):
        # two reports of a remark are compared with its words, not with each other
        return False
    elif speakers or (not others and number > 3 and _same_days(short, long, FRAGMENT_DAYS)):
        least = RETOLD if speakers else STRANGER
    else:
        return False
    order = IN_ORDER_OTHERS if others else IN_ORDER_RETOLD if retold else IN_ORDER
    return share >= least and _together(set(shared), ours, theirs) and _kept(short.made, long.made) >= order


def _same_days(one: Said, two: Said, days: int) -> bool:
    """Say whether two quotations are surely that near in time."""
    return None not in (*one.days, *two.days) and near(one.days, two.days, days)


def _repeated(short: Said, long: Said, weighed: Mapping[str, float]) -> bool:
    """Say whether a row of words stands in both that is most of the shorter one and no everyday words."""
    matcher = difflib.SequenceMatcher(None, short.made.words, long.made.words, autojunk=False)
    block = matcher.find_longest_match()
    held = [i for i in short.made.content if block.a <= i < block.a + block.size]
    weight = sum(weighed[short.made.stems[i]] for i in held)
    enough = len(held) >= 3 and weight >= STRANGERS * weighed[""]
    return enough and block.size >= max(VERBATIM, FAR * len(short.made.words))


def everyday(made: Wording, speaker: str | None, weighed: Mapping[str, float]) -> bool:
    """Say whether the same few words in two articles are chance: titles, "important", nobody's words."""
    if titled(made):
        return True
    if len(made.content) > 2:
        return False
    least = (TELLING if len(made.content) == 1 else FRAGMENT) * weighed[""]
    return speaker is None or total(made, weighed) < least


def _kept(short: Wording, long: Wording) -> float:
    """Give the share of the shorter quotation's words that stand in the same order in the other."""
    matcher = difflib.SequenceMatcher(None, short.stems, long.stems, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return kept / min(len(short.stems), len(long.stems))


def titled(made: Wording) -> bool:
    """Say whether a quotation is a name or title: "Fox News Sunday"; all capitals are none."""
    shown = [made.shown[i] for i in made.content if made.shown[i][0].isalpha()]
    return len(shown) > 1 and all(w[0].isupper() for w in shown) and not all(w.isupper() for w in shown)


def _run(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether all words of a fragment stand in a row in the other: "what size is for"."""
    size = len(ours)
    return size >= RUN and any(theirs[i : i + size] == ours for i in range(len(theirs) - size + 1))


def _fragment(short: Said, long: Said) -> bool:
    """Say whether the longer quotation holds a fragment of one or two words; a single word must be all of it.

    In indirect speech a word may stand among others: "exaggerated", said that the hype was exaggerated.
    """
    ours, theirs = short.made.meant, long.made.meant
    if len(ours) == 1 and ours != theirs:
        retold = is_marked(short.form) and long.form == "indirect"
        return retold and ours[0] in theirs and len(short.made.words) == 1 and len(ours[0]) > 6
    if "indirect" in (short.form, long.form):
        # the words are a row of their own there: they are projected into it
        return False
    runs = {theirs[i : i + len(ours)] for i in range(len(theirs) - len(ours) + 1)}
    return ours in runs and (is_marked(short.form) or is_marked(long.form))


def _together(shared: set[str], ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether the shared words lie close together in the longer quotation."""
    room = _SPREAD * len(ours) + 2
    places = [i for i, stem in enumerate(theirs) if stem in shared]
    least = min(3, len(shared))
    return any(
        len({theirs[k] for k in places if i <= k < i + room}) >= max(least, round(0.8 * len(shared)))
        for i in places
    )
