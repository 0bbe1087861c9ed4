"""Read date phrases beside public events: "last week, on the day of the inauguration"."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from timeline.evidence import LONGEST_EVENT, Cue, looks_back, narrative, published_when
from timeline.inference.solving import Evidence
from timeline.public_events import PublicEvent
from timeline.words import days as in_words

YEARS_BEFORE = 3
"""A text whose latest stated year lies further before an event, or after it, does not tell of that event."""
NEAR = 60
"""Characters between a date phrase and the words of a public event that it may date."""
NEAR_WEEKDAY = 4
"""Words between a weekday and the event, without a mark: any sentence tells a weekday."""
Naming = Callable[[str], Mapping[tuple[int, int], Sequence[PublicEvent]]]
"""Gives the public events that a sentence names, by the place of their words."""
WEIGHT, WEAK = 1.0, 0.5
SUBJECT = 20
"""Articles of a collection that name an event with a date: then it is what the collection is about."""
_MARK = re.compile(r"[,;:—–()\[\]]")


def named(
    own: Sequence[Cue],
    naming: Naming,
    latest: date | None,
    shared: frozenset[str],
    subjects: frozenset[str] = frozenset(),
) -> list[Evidence]:
    """Give the evidence of date phrases beside a public event; ``shared`` are sentences of others too.

    Events of one kind in several years are alternatives, which other evidence must decide. What many articles
    of the collection name (``subjects``) is told again for weeks, with the phrases of the first days.
    """
    out: dict[str, Evidence] = {}
    for cue in own:
        for span, possible in naming(cue.sentence).items():
            # "this week" beside an event may look ahead to it
            if cue.operator.endswith(" 0") or not looks_back(cue, near=True):
                continue
            if len(possible) > 1 and latest is None:
                continue  # one of a series, and nothing says which
            weight = _weight(cue, span)
            fitting = [
                (event, days)
                for event in possible
                if (days := published_when(cue.operator, (event.start, event.stop)))
                and (days[1] - days[0]).days <= LONGEST_EVENT  # "last month" says next to nothing here
                and (latest is None or -1 <= event.start.year - latest.year <= YEARS_BEFORE)
                and (latest is None or days[1] > latest)
            ]
            if fitting and weight:
                told = "; ".join(
                    f"{event.name} = {in_words(event.start, event.stop)}" for event, _ in fitting
                )
                name = f"{cue.phrase!r} beside a public event"
                where = tuple(days for _, days in fitting)
                if fitting[0][0].name in subjects:
                    weight = min(weight, WEAK)
                copied = cue.sentence.strip() in shared
                made = Evidence(where, weight, name, f"dated by: {told}", copied=copied)
                if told not in out or out[told].strength < made.strength:
                    out[told] = made  # two phrases beside one event are one piece of evidence
    return list(out.values())


def subjects(cues: Iterable[Cue], naming: Naming) -> frozenset[str]:
    """Name the public events that date phrases of many articles stand beside."""
    where: dict[str, set[str]] = defaultdict(set)
    for cue in cues:
        for some in naming(cue.sentence).values():
            for event in some:
                where[event.name].add(cue.article_id)
    return frozenset(name for name, articles in where.items() if len(articles) >= SUBJECT)


def _weight(cue: Cue, span: tuple[int, int]) -> float:
    """Weigh a phrase by how closely it stands beside the event; null where it is too far."""
    gap = max(span[0] - cue.at[1], cue.at[0] - span[1], 0)
    if gap > NEAR or narrative(cue):
        return 0.0
    between = cue.sentence[min(cue.at[1], span[1]) : max(cue.at[0], span[0])] if gap else ""
    far = len(between.split()) > NEAR_WEEKDAY or _MARK.search(between) is not None
    return WEAK if far and "week:day" in cue.operator else WEIGHT
