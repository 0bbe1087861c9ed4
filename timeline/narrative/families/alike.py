"""Say whether two quotations are versions of one: shared words, weighed by their rarity, and the speaker."""

import difflib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from timeline.narrative.families.wording import Wording, is_marked

MARKED = 0.60
"""Share of the shorter quotation, weighed by rarity, that both must hold where both stand in marks.
Read on 60 families of two collections of news: at 0.5 other remarks of one speech came in."""
RETOLD = 0.50
"""The same where one is indirect speech by the same speaker: retelling changes tense and person."""
STRANGER = 0.75
"""The same where the speakers differ or one is not known: then the words alone must tell."""
_ENOUGH = 6
"""Words from which the same words in the same order are no chance, whoever says them."""
IN_ORDER = 0.5
IN_ORDER_RETOLD = 0.4
"""Share of the shorter quotation's words that stand in the same order in the other."""
TELLING = 0.9
FRAGMENT = 1.25
"""Weight of one word and of two, in weights of a rare word, from which they are no everyday words."""
STRANGERS = 2.5
"""The same for all shared words of two speakers: "high crimes and misdemeanors" is everybody's."""
MANY = 6
"""Rare words that two remarks of one speaker share, from which half of a remark may be reworded."""
LIKE = 0.75
"""Share of a short remark's words that its speaker's other version has in the same order."""
_TITLE = 4
RUN = 4
"""Words of a fragment without rare words that must stand in a row in the other."""
_SPREAD = 2
"""The words of a short quotation lie within so many times its length in the longer one."""


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one distinct quotation: its wording, form, speaker's last name and first and last day.

    ``near`` are names around it: a source that was read wrongly ("he") is usually one of them.
    """

    made: Wording
    form: str
    speaker: str | None
    first: date | None
    last: date | None
    near: frozenset[str] = frozenset()


def weights(quotations: Sequence[Said]) -> dict[str, float]:
    """Weigh each stem by its rarity among distinct quotations (inverse document frequency).

    "" has the weight that a rare word has in a collection of this size; 0 where it is too small to tell.
    """
    counts = Counter(stem for said in quotations for stem in set(said.made.meant))
    number = len(quotations) + 2
    weighed = {stem: math.log(number / (count + 1)) + 0.3 for stem, count in counts.items()}
    return weighed | {"": max(0.0, math.log(number / 2) - 2)}


def same(one: Said, two: Said, weighed: Mapping[str, float], window_days: int | None) -> bool:
    """Say whether two quotations are versions of one.

    Short fragments need the same speaker, the same words in a row and nearness in time: "a wake-up call" is
    said by many. From three words with a meaning on, shared rare words decide.
    """
    short, long = sorted((one, two), key=lambda said: _total(said.made, weighed))
    ours, theirs = short.made.meant, long.made.meant
    rare = weighed[""]
    if not ours or _titled(short.made):
        return False
    speakers = one.speaker is not None and one.speaker == two.speaker
    if len(one.made.words) >= _ENOUGH and one.made.words == two.made.words:
        return True
    retold = "indirect" in (one.form, two.form)
    near = speakers or (not retold and (one.speaker in two.near or two.speaker in one.near))
    heavy = _total(short.made, weighed)
    if near and not retold and heavy >= TELLING * rare and _run(short.made.words, long.made.words):
        return True
    if len(ours) <= 2:
        telling = heavy >= (TELLING if len(ours) == 1 else FRAGMENT) * rare
        if speakers and not retold and len(short.made.words) >= RUN and _kept(short.made, long.made) >= LIKE:
            return telling and _near(one, two, window_days)
        return near and telling and _near(one, two, window_days) and _fragment(short, long)
    shared = Counter(ours) & Counter(theirs)
    number = len(shared)
    weight = sum(weighed[stem] * count for stem, count in shared.items())
    share = weight / heavy
    if (
        number < 3
        or share < RETOLD
        or not _together(set(shared), ours, theirs)
        or not _in_order(short.made, long.made, retold)
    ):
        return False
    others = one.speaker is not None and two.speaker is not None and not speakers
    marked = is_marked(one.form) + is_marked(two.form)
    if not speakers and weight < (STRANGERS if others else 0.75 * STRANGERS) * rare:
        return False
    if not retold:
        sure = RETOLD if number >= MANY else MARKED
        return share >= (sure if speakers else STRANGER)
    if not marked:
        # two reports of a remark are compared with its words, not with each other
        return False
    return share >= (RETOLD if speakers else STRANGER) and (speakers or (not others and number > 3))


def _in_order(short: Wording, long: Wording, retold: bool) -> bool:
    """Say whether enough words, small ones too, stand in the same order: names alone prove nothing."""
    return _kept(short, long) >= (IN_ORDER_RETOLD if retold else IN_ORDER)


def _kept(short: Wording, long: Wording) -> float:
    """Give the share of the shorter quotation's words that stand in the same order in the other."""
    matcher = difflib.SequenceMatcher(None, short.stems, long.stems, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return kept / min(len(short.stems), len(long.stems))


def _titled(made: Wording) -> bool:
    """Say whether a short quotation is a name or title: "Fox News Sunday"."""
    return 1 < len(made.content) <= _TITLE and all(made.shown[i][0].isupper() for i in made.content)


def _run(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether all words of a fragment stand in a row in the other: "what size is for"."""
    size = len(ours)
    return size >= RUN and any(theirs[i : i + size] == ours for i in range(len(theirs) - size + 1))


def _total(made: Wording, weighed: Mapping[str, float]) -> float:
    return sum(weighed[stem] for stem in made.meant)


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


def _near(one: Said, two: Said, window_days: int | None) -> bool:
    if window_days is None or None in (one.first, one.last, two.first, two.last):
        return True
    assert one.first and one.last and two.first and two.last
    gap = max((two.first - one.last).days, (one.first - two.last).days)
    return gap <= window_days
