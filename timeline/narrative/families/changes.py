"""Say how one version of a quotation differs from another: the type of change and a sentence about it."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from timeline.narrative.families.wording import Wording, is_marked, surname, trimmed, wording
from timeline.narrative.quotes.indirect import is_stripped
from timeline.narrative.quotes.lexicon import english

SHORTENED = 0.75
"""A version with less than this share of the other's words, most of them the other's, is a part of it."""
CONTAINED = 0.85
"""Share of a version's words that must be the other's for it to be a part of it."""
VERBATIM = 0.9
"""Share of words without marks that stand in the same order in the marked version: copied, not retold."""
QUOTED = 0.4
"""Share of a sentence's words with a meaning from which another version quotes it."""
_SENTENCE_END = re.compile(r"[.?!]+[”’\"')]*\s+")
_AROUND = 300
"""Code points around a quotation in which a name shows that only the reading of the speaker differs."""
_SHOWN = 3
"""Changes of wording that a note lists."""

Op = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Version:
    """Hold one printed version: its QUOTES row, its words, the article's day and text."""

    row: dict[str, Any]
    made: Wording
    day: date | None
    text: str

    @property
    def quoted(self) -> bool:
        """Say whether the words were in marks as printed: they are, or an export took all marks out."""
        return is_marked(self.row["form"]) or is_stripped(self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """Hold a type of change and a sentence that says it."""

    kind: str
    note: str

    @property
    def changed(self) -> bool:
        """Say whether anything changed."""
        return self.kind != "same"


def compared(
    first: Version, members: Sequence[Version], beside: Sequence[Version] = ()
) -> Iterable[dict[str, Any]]:
    """Give VARIANTS rows: the first version against every other in another article.

    ``beside`` are other quotations of the first version's article that a member holds as well.
    """
    siblings = [v for v in members if v.row["article_id"] == first.row["article_id"] and v is not first]
    for version in members:
        if version.row["article_id"] == first.row["article_id"]:
            continue
        against = first
        if siblings:
            against = min((first, *siblings), key=lambda own: _distance(own, version, own is not first))
        found = _merged(first, [*siblings, *beside], version) or change(against, version)
        yield {
            "kind": "quote",
            "family_id": first.row["quote_id"],
            "a_id": against.row["article_id"],
            "a_begin": against.row["begin"],
            "a_end": against.row["end"],
            "b_id": version.row["article_id"],
            "b_begin": version.row["begin"],
            "b_end": version.row["end"],
            "changed": found.changed,
            "change": found.kind,
            "note": found.note,
        }


def change(one: Version, two: Version) -> Change:
    """Compare two versions.

    In this order: another speaker, a meaning turned round, indirect speech, marks dropped, the same,
    shortened, extended, reworded.
    """
    one = _narrowed(one, two.made)
    ops = operations(one.made, two.made)
    a, b = one.made.words, two.made.words
    kept = sum(j - i for tag, i, j, _, _ in ops if tag == "equal")
    if _other_speaker(one, two) and kept >= 0.6 * min(len(a), len(b)):
        return Change(
            "speaker_changed",
            f"given to {two.row['speaker']}; the other version gives it to {one.row['speaker']}",
        )
    turned = _turned(one.made, two.made, ops, one.quoted == two.quoted)
    if turned:
        return Change("meaning_turned", turned)
    words = _words(one.made, two.made, ops)
    part = kept >= CONTAINED * len(b) and len(b) < SHORTENED * len(a)
    if one.quoted and not two.quoted:
        retold = two.row["form"] == "indirect"
        if kept < VERBATIM * len(b) or (retold and (part or _framed(one, two, ops))):
            return Change("indirect", "retold in indirect speech" + (f": {words}" if words else ""))
        if part:
            return Change("shortened", f"shortened and printed without quotation marks: {words}")
        return Change("marks_dropped", "the words are printed without quotation marks")
    if _bare(one.made) == _bare(two.made):
        return Change("same", "same words")
    if part:
        return Change("shortened", f"shortened: {words}")
    if kept >= CONTAINED * len(trimmed(one.made)) and len(a) < len(b):
        return Change("extended", f"extended: {words}")
    return Change("reworded", f"reworded: {words}")


def _bare(made: Wording) -> list[str]:
    """Give the words without what opens a fragment and without apostrophes, which exports lose."""
    return [word.replace("'", "") for word in trimmed(made)]


def operations(one: Wording, two: Wording) -> list[Op]:
    """Align two versions word by word (difflib's opcodes over words)."""
    if one.words == two.words:
        return [("equal", 0, len(one.words), 0, len(one.words))] if one.words else []
    return list(difflib.SequenceMatcher(None, one.words, two.words, autojunk=False).get_opcodes())


def _distance(own: Version, other: Version, later: bool) -> tuple[float, bool]:
    ratio = difflib.SequenceMatcher(None, own.made.stems, other.made.stems, autojunk=False).ratio()
    return (-round(ratio, 2), later)


def _merged(first: Version, siblings: Sequence[Version], version: Version) -> Change | None:
    """Say whether a version runs two quotations of the first article into one."""
    parts = [own for own in (first, *siblings) if is_marked(own.row["form"]) and len(own.made.content) > 2]
    held = [
        own
        for own in parts
        if _held(own.made, version.made) and len(own.made.words) < len(version.made.words)
    ]
    for own in held[1:]:
        if not set(own.made.meant) & set(held[0].made.meant):
            return Change("merged", "two quotations of the other article run into one")
    return None


def _held(inner: Wording, outer: Wording) -> bool:
    kept = sum(j - i for tag, i, j, _, _ in operations(inner, outer) if tag == "equal")
    return kept >= CONTAINED * len(inner.words)


def _other_speaker(one: Version, two: Version) -> bool:
    """Say whether two versions name different people, and not only our reading of them differs."""
    ours, theirs = surname(one.row["speaker"]), surname(two.row["speaker"])
    if ours is None or theirs is None or ours == theirs:
        return False
    return not (_beside(two, ours) or _beside(one, theirs))


def _beside(version: Version, name: str) -> bool:
    begin, end = version.row["begin"], version.row["end"]
    return name in version.text[max(0, begin - _AROUND) : end + _AROUND].lower()


def _turned(one: Wording, two: Wording, ops: Sequence[Op], alike: bool) -> str:
    """Say which turning word, number or opposite came or went inside the aligned words; "" if none did."""
    equal = [op for op in ops if op[0] == "equal"]
    if not equal:
        return ""
    a0, a1, b0, b1 = equal[0][1], equal[-1][2], equal[0][3], equal[-1][4]
    came: list[int] = []
    gone: list[int] = []
    for tag, i, j, k, m in ops:
        if tag != "equal":
            gone += [x for x in range(i, j) if a0 <= x < a1]
            came += [x for x in range(k, m) if b0 <= x < b1]
    # an apposition that is only dropped says nothing else, so what stays must be most of it
    if sum(op[2] - op[1] for op in equal) < 0.5 * min(a1 - a0, b1 - b0):
        return ""
    less = Counter(_polarity(one.words[x]) for x in gone) - Counter(_polarity(two.words[x]) for x in came)
    more = Counter(_polarity(two.words[x]) for x in came) - Counter(_polarity(one.words[x]) for x in gone)
    less.pop("", None)
    more.pop("", None)
    if less or more:
        if not alike and not _both_ways(less, more):
            return ""
        return "the meaning turns: " + _said(
            [f"“{w}” was dropped" for w in less] + [f"“{w}” was added" for w in more]
        )
    pairs = _opposites()
    before, after = {one.words[x] for x in gone}, {two.words[x] for x in came}
    for word in sorted(before):
        other = sorted(pairs.get(word, frozenset()) & after)
        if other:
            return f"the meaning turns: “{word}” became “{other[0]}”"
    return ""


def _both_ways(less: Counter[str], more: Counter[str]) -> bool:
    """Say whether retold speech changed a number or lost a negation; "two" for "2" and such do not count."""
    return bool(less) and bool(more)


def _polarity(word: str) -> str:
    """Give the word under which a turning word or number is counted; "" for all others."""
    lists = english().lists
    if word in lists["families.turning"]:
        return word
    endings = lists["families.negative_ending"]
    if any(word.endswith(ending) for ending in endings):
        return "not"
    bare = tuple(ending.replace("'", "") for ending in endings)
    if word in lists["grammar.lost_apostrophes"] and word.endswith(bare):
        return "not"
    return word if word in lists["families.numbers"] or word[:1].isdigit() else ""


@cache
def _opposites() -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for row in english().lists["families.opposites"]:
        one, two = row.split("|")
        pairs.setdefault(one, set()).add(two)
        pairs.setdefault(two, set()).add(one)
    return {word: frozenset(others) for word, others in pairs.items()}


def _narrowed(one: Version, two: Wording) -> Version:
    """Leave out whole sentences that the other version does not quote at all: that changes no wording."""
    parts = [
        (b + s["begin"], e + s["begin"])
        for s in one.row["spans"] or []
        for b, e in _sentences(one.text[s["begin"] : s["end"]])
    ]
    if len(parts) < 2:
        return one
    there = set(two.stems)
    kept = []
    for begin, end in parts:
        made = wording(one.text[begin:end])
        shared = sum(stem in there for stem in made.meant)
        if made.content and shared >= QUOTED * len(made.content):
            kept.append(one.text[begin:end])
    return replace(one, made=wording(" ".join(kept))) if kept else one


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _framed(one: Version, two: Version, ops: Sequence[Op]) -> bool:
    """Say whether an indirect version says the words in a sentence of its own, not as they stood."""
    kept = sum(j - i for tag, i, j, _, _ in ops if tag == "equal")
    return kept < len(two.made.words) or len(one.made.words) < 3


def _words(one: Wording, two: Wording, ops: Sequence[Op]) -> str:
    """List what was dropped, added and replaced, as a person says it."""
    parts = []
    for tag, i, j, k, m in ops:
        before, after = _shown(one.shown[i:j]), _shown(two.shown[k:m])
        if tag == "delete":
            parts.append(f"{before} was dropped")
        elif tag == "insert":
            parts.append(f"{after} was added")
        elif tag == "replace":
            parts.append(f"{before} became {after}")
    return _said(parts)


def _said(parts: Sequence[str]) -> str:
    more = len(parts) - _SHOWN
    return "; ".join(parts[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _shown(words: Sequence[str]) -> str:
    text = " ".join(words)
    return f"“{text if len(words) < 12 else ' '.join([*words[:5], '…', *words[-4:]])}”"
