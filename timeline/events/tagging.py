"""Say what each word of a sentence is there: noun, finite verb, participle, preposition, ...

A light tagger for the clause grammar: dictionary forms and the neighbours to the left decide, with a short
look
ahead. It only has to find the verbs that carry a clause; everything that is not a verb or a closed-class word
is a noun to it, adjectives included.
"""

from collections.abc import Sequence

from timeline.events.ahead import (
    AUXILIARIES,
    base_follows,
    commands,
    denies_noun,
    is_contraction,
    later_finite,
    next_word,
    opens,
    sure_past,
    verb_follows,
)
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
    PLURAL,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    THIRD,
    TO,
    VERB,
    english,
    entry,
)
from timeline.events.words import BOUNDARIES, QUOTES, UNDECIDED, Token, split_words

# Tags: N noun or adjective, O pronoun, D determiner, P preposition, R adverb, V finite verb, A auxiliary,
# v verb after an auxiliary, I infinitive, G -ing form, E participle without auxiliary, T "to" before one,
# C coordinator, S subordinator, W relative, X part of a date phrase, "," boundary mark, '"' quotation mark.

_TRANSPARENT = frozenset('RX"')
_VERBAL = frozenset("VAv")
_OPENS_CLAUSE = frozenset("SW")
_LEADS_DATE = frozenset("PD")
_JOINING = COORDINATOR | NEGATION | PREPOSITION | RELATIVE | SUBORDINATOR | TO
_CLOSED = _JOINING | AUXILIARIES | DETERMINER | POSSESSIVE | PRONOUN
"""What a word of a closed class can be; most words are of none."""
_MOVING = frozenset('RX"VAvSW,OC')
"""Tags that change more than the last token of a walk."""


def _tag(out: list[Token], names: frozenset[str], title: bool) -> None:
    """Decide the tags that are left open, from left to right."""
    title_case = title and _is_title_case(out)
    state = _State(out)
    for i, token in enumerate(out):
        tag = token.tag
        if tag == UNDECIDED:
            if token.cap and state.last is not None and not title_case and not opens(out, i):
                # A name, as ``_one_tag`` would say.
                tag = token.tag = "N"
            else:
                tag = token.tag = _one_tag(state, i, token, names, title_case)
        if tag in _MOVING:
            state.take(i, token, tag)
        else:
            # What ``take`` would do, for three of four tokens.
            state.place, state.before, state.last, state.tag = i + 1, state.last, token, tag


def _is_title_case(out: Sequence[Token]) -> bool:
    """Say whether a line is set in headline capitals, so that capitals say nothing."""
    long = [t for t in out if len(t.text) > 3 and t.text[0].isalpha()]
    return len(long) > 4 and sum(t.cap for t in long) > 0.8 * len(long)


class _State:
    """Keep what the tagger remembers while it walks: the last telling token with its tag (empty for none),
    the one before it, and whether a verb was found.
    """

    __slots__ = (
        "before",
        "finite",
        "last",
        "opened_by_subordinator",
        "out",
        "outside",
        "place",
        "tag",
        "verb",
    )

    def __init__(self, out: list[Token]) -> None:
        self.out = out
        self.last: Token | None = None
        self.before: Token | None = None
        self.tag = ""
        self.verb = -1
        self.finite = False
        self.opened_by_subordinator = False
        self.outside: bool | None = None
        self.place = 0

    def take(self, i: int, token: Token, tag: str) -> None:
        self.place = i + 1
        if tag in _TRANSPARENT:
            if tag == "X" and self.tag in _LEADS_DATE:
                # "on Monday" is transparent with its preposition.
                self.last = self.before
                self.tag = self.last.tag if self.last else ""
            return
        if tag in _VERBAL:
            self.verb = i
            self.finite = self.finite or tag != "v"
        elif tag in _OPENS_CLAUSE:
            self.opened_by_subordinator = self.last is None
            if self.tag == ",":
                # ", which began yesterday," ends at the next comma; the clause around it then goes on.
                self.outside = self.finite
            self.finite = False
        elif tag == ",":
            if token.text != "," or self.opened_by_subordinator:
                self.finite = False
            elif self.outside is not None:
                self.finite, self.outside = self.outside, None
            self.opened_by_subordinator = False
        elif (tag == "O" and self.tag == "C") or (tag == "C" and self.tag == ","):
            self.finite = False
        self.before, self.last, self.tag = self.last, token, tag


def _one_tag(state: _State, i: int, token: Token, names: frozenset[str], title_case: bool) -> str:
    """Decide one tag: closed classes first, then verbs by their neighbours, else a noun."""
    out, forms = state.out, token.forms
    first = state.last is None
    if token.cap and not title_case and (not first or token.text in names) and not opens(out, i):
        return "N"
    if first and forms & BASE and commands(out, i):
        return "V"
    if token.cap and first and not forms & (VERB & ~BASE) and not forms & ~(VERB | NOUN | PLURAL):
        return "N"
    if forms & _CLOSED:
        closed = _closed_tag(state, i, token)
        if closed:
            return closed
    if forms & VERB:
        return _verb_tag(state, i, token)
    return "R" if forms & ADVERB and not forms & NOUN else "N"


def _closed_tag(state: _State, i: int, token: Token) -> str:
    """Tag a closed-class word, or give an empty string."""
    forms, last = token.forms, state.tag
    if forms & AUXILIARIES:
        before = state.last
        noun = (
            forms & MODAL
            and before is not None
            and last == "D"
            and english().has("words.articles", before.low)
        )
        return "N" if noun else "A"
    if forms & RELATIVE:
        return _relative_tag(state, i, token)
    if forms & NEGATION:
        return "D" if forms & DETERMINER and denies_noun(state.out, i, last) else "R"
    if forms & TO:
        return "T" if base_follows(state.out, i) else "P"
    if forms & SUBORDINATOR and forms & PREPOSITION:
        if english().has("words.mostly_prepositions", token.low):
            return "S" if later_finite(state.out, i + 1) else "P"
        return "S" if verb_follows(state.out, i + 1) else "P"
    if forms & COORDINATOR:
        return "S" if forms & SUBORDINATOR and verb_follows(state.out, i + 1) and last != "," else "C"
    if forms & SUBORDINATOR:
        return "S" if verb_follows(state.out, i + 1) else ("R" if forms & ADVERB else "P")
    if forms & PREPOSITION:
        return "P"
    if forms & POSSESSIVE:
        return "O" if is_contraction(state.out, i) else "D"
    if forms & DETERMINER:
        following = next_word(state.out, i)
        if (
            forms & PRONOUN
            and following is not None
            and following.forms & (AUXILIARIES | THIRD)
            and not (following.forms & NOUN)
        ):
            return "O"
        return "D"
    return "O" if forms & PRONOUN else ""


def _relative_tag(state: _State, i: int, token: Token) -> str:
    """Tell apart the readings of "that": complementiser, relative, determiner, pronoun; "who" is a
    relative.
    """
    if not token.forms & DETERMINER:
        return "W" if not token.forms & POSSESSIVE or state.last is not None else "D"
    last, following = state.tag, next_word(state.out, i)
    if following is None or (not following.forms and not following.text[0].isalnum()):
        return "O"
    if last in ("E", "G") and following.forms & (VERB | AUXILIARIES) and not following.forms & NOUN:
        return "W"
    if last and last in "Vv" and following.forms & PREPOSITION and _is_clausal(state):
        return "S"
    if last and last in "VA" and following.forms & PREPOSITION and state.last and state.last.forms & BE:
        # "The result is that in 2012 prices fell", not "the price is that of bread".
        return "D" if english().has("words.inseparable", following.low) else "S"
    if last and last in "VvIGAE":
        return "S" if verb_follows(state.out, i + 1) else "D"
    verb_next = following.forms & (VERB | AUXILIARIES) and not following.forms & NOUN
    if last == "N":
        return "S" if not verb_next and _reported_without_object(state) else "W"
    if last in ("", ",", "C", "P"):
        if verb_next and last == "," and state.last is not None and state.last.text != ",":
            return "W"
        if verb_next and last in ("", "C", ","):
            return "O"
        return (
            "S"
            if last in ("C", ",") and verb_follows(state.out, i + 1) and not verb_next and last == "C"
            else "D"
        )
    return "D"


def _reported_without_object(state: _State) -> bool:
    """Say whether the last verb reports and has no object: "said on the call that", not "told a story
    that".
    """
    if state.verb < 0:
        return False
    lemma = entry(state.out[state.verb].low).verb
    if not english().has("reporting.clausal", lemma):
        return False
    if english().has("reporting.with_addressee", lemma):
        return True
    following = next((t for t in state.out[state.verb + 1 :] if t.tag != "R"), None)
    return following is not None and following.tag in "PX"


def _verb_tag(state: _State, i: int, token: Token) -> str:
    """Decide what a word that may be a verb is here."""
    forms, last, out = token.forms, state.tag, state.out
    if last == "A" and state.last is not None:
        return _after_auxiliary(state.last, token, next_word(out, i))
    if last == "T":
        return "I" if forms & BASE else "N"
    if forms & ING and not forms & (PAST | BASE):
        return _ing_tag(state, i, token)
    if forms & (PAST | PARTICIPLE):
        tag = _past_tag(state, i, token)
        if tag != "?":
            return tag
    if forms & THIRD:
        return _third_tag(state, i, token)
    if forms & BASE:
        return _base_tag(state, i, token)
    return "N"


def _after_auxiliary(auxiliary: Token, token: Token, following: Token | None) -> str:
    forms, has = token.forms, auxiliary.forms
    if has & BE and forms & (PARTICIPLE | ING):
        # "was a training run", "is existing law": an -ing noun before a noun is no verb.
        if (
            forms & ING
            and forms & NOUN
            and following is not None
            and following.forms & NOUN
            and not (following.forms & (DETERMINER | PREPOSITION))
        ):
            return "N" if not following.forms & PLURAL else "v"
        return "v"
    if has & HAVE and forms & PARTICIPLE:
        return "v"
    if has & (MODAL | DO) and forms & BASE:
        return "v"
    return "N"


def _ing_tag(state: _State, i: int, token: Token) -> str:
    last, following = state.tag, next_word(state.out, i)
    if last == "D":
        return "N"
    noun_next = (
        following is not None
        and bool(following.forms & NOUN)
        and not (following.forms & (DETERMINER | PREPOSITION))
    )
    if token.forms & NOUN and last == "N" and not _takes_object(state.out, i):
        # "at its business meeting on Thursday"; "a fire killing ten" has an object.
        return "N"
    return "N" if token.forms & NOUN and noun_next and last in ("N", "P", "") else "G"


def _takes_object(out: Sequence[Token], i: int) -> bool:
    """Say whether an object may follow: a determiner, a name, a number."""
    if i + 1 >= len(out) or out[i + 1].date >= 0:
        return False
    following = out[i + 1]
    return (
        bool(following.forms & (DETERMINER | POSSESSIVE | PRONOUN))
        or following.cap
        or following.text[0].isdigit()
    )


def _past_tag(state: _State, i: int, token: Token) -> str:
    """Tell a finite past from a participle or adjective; "?" leaves it to the other readings of the form."""
    forms, last, out, words = token.forms, state.tag, state.out, english()
    finite_form = words.has("words.always_finite", token.low) or words.has(
        "reporting.verbs", entry(token.low).verb
    )
    if not forms & PARTICIPLE:
        return "N" if forms & NOUN and last in ("D", "P") else "V"
    if forms & BASE and forms & NOUN and last in ("D", "P", ""):
        return "N"
    following = next_word(out, i)
    prep_next = following is not None and bool(following.forms & PREPOSITION)
    noun_next = following is not None and bool(following.forms & NOUN) and not following.forms & VERB
    if last in ("D", "P"):
        return "N" if not prep_next else "E"
    if last == "O":
        return "V"
    if last in ("", ","):
        if not last:
            return "E"
        if finite_form and (not prep_next or token.low in sure_past()):
            return "V"
        return "E" if prep_next or state.finite else "V"
    if last in ("C", "W"):
        return "V" if state.finite or last == "W" or not noun_next else "N"
    if last == "S":
        return "E" if prep_next or following is None else "N"
    if last == "N":
        return _past_after_noun(state, i, token, finite_form)
    if last in "GE" and token.low in sure_past() and not state.finite:
        return "V"
    return "N" if noun_next else "E"


def _is_clausal(state: _State) -> bool:
    """Say whether the last verb takes a clause: "predict that in a year ..."."""
    return state.verb >= 0 and english().has("reporting.clausal", entry(state.out[state.verb].low).verb)


def _speech_without_that(state: _State) -> bool:
    """Say whether only a noun phrase stands since a verb that needs no "that": "said the bridge closed"."""
    if state.verb < 0 or not english().has("reporting.bare", entry(state.out[state.verb].low).verb):
        return False
    return all(t.tag in "DNRX" for t in state.out[state.verb + 1 : state.place])


def _past_after_noun(state: _State, i: int, token: Token, finite_form: bool) -> str:
    """Decide between "shares dropped" and "a paper released last week"."""
    before = state.last
    name = before is not None and before.cap and not before.possessive
    if before is not None and before.possessive:
        return "N"
    if state.finite and _speech_without_that(state):
        return "V"
    if state.finite:
        return "V" if name and finite_form else ("V" if finite_form and token.low in sure_past() else "E")
    if token.low in sure_past():
        return "V"
    return "E" if later_finite(state.out, i + 1) else "V"


def _third_tag(state: _State, i: int, token: Token) -> str:
    forms, last = token.forms, state.tag
    if last in ("O", "W"):
        return "V"
    if not forms & NOUN or english().has("words.rarely_nouns", token.low):
        return "V" if last not in ("D", "P", "T") else "N"
    if last not in ("N", ",") or state.finite or (state.last is not None and state.last.possessive):
        return "N"
    following = next_word(state.out, i)
    if following is None or following.text in BOUNDARIES:
        return "N"
    if following.forms & (AUXILIARIES) or later_finite(state.out, i + 1):
        return "N"
    strong = following.forms & (DETERMINER | POSSESSIVE | PRONOUN | TO | RELATIVE) or following.text in QUOTES
    named = state.last is not None and state.last.cap
    weak = last == "N" and (named or following.forms & PREPOSITION)
    return "V" if strong or weak else "N"


def _base_tag(state: _State, i: int, token: Token) -> str:
    forms, last, before = token.forms, state.tag, state.last
    if last == "O" and before is not None:
        return "V"
    if last == "W" and not state.finite:
        return "V" if not forms & NOUN else "N"
    if forms & (NOUN | ADVERB | ADJECTIVE):
        following = next_word(state.out, i)
        plural = before is not None and last == "N" and bool(before.forms & PLURAL or not before.forms & NOUN)
        strong = following is not None and bool(
            following.forms & (DETERMINER | POSSESSIVE | PRONOUN | TO | RELATIVE)
        )
        if plural and not strong and before is not None and before.forms & PLURAL:
            soon = i + 1 < len(state.out) and (
                state.out[i + 1].date >= 0 or bool(state.out[i + 1].forms & PREPOSITION)
            )
            strong = soon and not later_finite(state.out, i + 1)
        opens = before is state.out[0]
        if plural and strong and not state.finite and before is not None and (opens or not before.cap):
            return "V"
        return "R" if forms & ADVERB and not forms & (NOUN | ADJECTIVE) else "N"
    if last in ("V", "v", "I", "G", "E"):
        return "I"
    return "V" if last == "N" and not state.finite else ("I" if last in ("N", "C") else "N")


def tokens(
    text: str,
    dates: Sequence[tuple[int, int]] = (),
    names: frozenset[str] = frozenset(),
    title: bool = False,
) -> list[Token]:
    """Cut a sentence into tagged tokens.

    ``dates`` are spans in it, ``names`` words that are names in the article; a ``title`` may be set in
    headline
    capitals, which then say nothing.

    >>> [(t.text, t.tag) for t in tokens("Nvidia fell 17% on Monday.", [(19, 25)])]
    [('Nvidia', 'N'), ('fell', 'V'), ('17%', 'N'), ('on', 'P'), ('Monday', 'X'), ('.', '.')]
    """
    out = split_words(text, dates)
    _tag(out, names, title)
    return out
