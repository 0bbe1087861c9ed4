"""Look ahead in a sentence: is a finite verb still to come in this stretch?"""

from collections.abc import Sequence
from functools import cache

from timeline.events.lexicon import (
    ADJECTIVE,
    ADVERB,
    BASE,
    BE,
    COORDINATOR,
    DETERMINER,
    DO,
    HAVE,
    ING,
    MODAL,
    NEGATION,
    NOUN,
    PARTICIPLE,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    THIRD,
    TO,
    VERB,
    english,
)
from timeline.events.words import BOUNDARIES, QUOTES, Token

AUXILIARIES = BE | HAVE | DO | MODAL
_LOOK_AHEAD = 12
_FINITE = BASE | THIRD | PAST | PARTICIPLE
"""What a word without auxiliary can be that may be a finite verb."""


def next_word(out: Sequence[Token], i: int) -> Token | None:
    """Give the next token that is no adverb, quotation mark or date."""
    for token in out[i + 1 : i + 5]:
        if token.text in QUOTES or token.date >= 0:
            continue
        if token.forms & ADVERB and not token.forms & (VERB | NOUN | PREPOSITION | SUBORDINATOR):
            continue
        return token
    return None


def base_follows(out: Sequence[Token], i: int) -> bool:
    """Say whether the next word can be the base form of a verb."""
    following = next_word(out, i)
    return bool(
        following and not following.cap and following.forms & (BASE | BE | HAVE | DO) and following.date < 0
    )


def verb_follows(out: Sequence[Token], start: int) -> bool:
    """Look ahead in the same stretch for a word that is surely a finite verb."""
    before: Token | None = None
    for token in out[start : start + _LOOK_AHEAD]:
        if token.text in BOUNDARIES:
            return False
        forms = token.forms
        if token.date >= 0 or not forms:
            continue
        if forms & (SUBORDINATOR | RELATIVE) and before is not None and not forms & PREPOSITION:
            return False
        if not token.cap and before is not None and surely_finite(token, before):
            return True
        before = token
    return False


def surely_finite(token: Token, before: Token) -> bool:
    """Say whether a form after this neighbour can only be a finite verb."""
    forms = token.forms
    if forms & AUXILIARIES:
        return not before.forms & TO
    if not forms & _FINITE:
        return False
    if before.forms & (DETERMINER | PREPOSITION | POSSESSIVE | TO) and not before.forms & PRONOUN:
        return False
    if forms & NOUN and token.low not in sure_past():
        return bool(before.forms & PRONOUN) and bool(forms & VERB & ~ING)
    if forms & (PAST | THIRD):
        return True
    return bool(forms & BASE and before.forms & PRONOUN)


def later_finite(out: Sequence[Token], start: int) -> bool:
    """Say whether the stretch up to the next boundary holds another sure finite verb, not behind an
    opener.
    """
    before: Token | None = out[start - 1] if start else None
    for token in out[start : start + _LOOK_AHEAD]:
        forms = token.forms
        if token.text in BOUNDARIES or forms & (SUBORDINATOR | RELATIVE | COORDINATOR):
            return False
        if token.date >= 0 or not forms:
            continue
        sure = not (forms & PAST and forms & PARTICIPLE) or token.low in sure_past()
        if sure and before is not None and not token.cap and surely_finite(token, before):
            return True
        before = token
    return False


@cache
def sure_past() -> frozenset[str]:
    """Give the past forms that are hardly ever participles."""
    return english().lists["words.always_finite"]


def commands(out: Sequence[Token], i: int) -> bool:
    """Say whether a base form opens an imperative: "Remove the app"."""
    if i + 1 >= len(out) or out[i].forms & (AUXILIARIES | PREPOSITION | PAST):
        return False
    return bool(out[i + 1].forms & (DETERMINER | POSSESSIVE)) and out[i + 1].date < 0


def opens(out: Sequence[Token], i: int) -> bool:
    """Say whether a capital may come from an opening quotation or a colon before it."""
    return i > 0 and (out[i - 1].text in QUOTES or out[i - 1].text == ":")


def is_contraction(out: Sequence[Token], i: int) -> bool:
    """Say whether a possessive is "it's" that lost its apostrophe: "its reached a peak", "its not over"."""
    if not english().has("words.bare_contractions", out[i].low) or i + 1 >= len(out):
        return False
    forms = out[i + 1].forms
    past = forms & (PAST | PARTICIPLE) and not forms & (NOUN | ADJECTIVE)
    return bool(past or forms & (NEGATION | DETERMINER))


def denies_noun(out: Sequence[Token], i: int, last: str) -> bool:
    """Say whether "no" goes with the noun after it, not the verb before; ``last`` is the tag before."""
    if last == "V":
        following = next_word(out, i)
        return following is not None and bool(following.forms & NOUN or not following.forms)
    return last != "A"
