"""Find whom an article names as its source: agency lines, "according to CNBC", "told the Financial Times"."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from timeline.outlets import domain, name_key, well_known
from timeline.schema import CREDITS

_AGENCY_LINE = re.compile(r"\(([^()\n]{2,40})\)\s?[-–—]{1,2}\s")
_PLACE = 80
"""Code points before an agency's name in a line of its own."""
_NAMED = r"[A-Z][\w’'.&-]*"
_LINK = re.compile(r"https?://[^\s<>()\[\]\"']+")
_LONGEST_NAME = 6
"""Words that the name of an outlet has at most."""
_KEPT_APART = "\n"
_TOP = 400
"""Code points in which a byline stands."""
_CLOSING, _OPENING = frozenset(",.;:"), frozenset(",”’\"'")
"""What must stand around "says Reuters" for it to be an aside that names a source."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold the lists of ``en.credits.toml`` as patterns: cue to kind, before and after the name.

    ``starts`` are the cues before a name without their first letter, ``ends`` those after a name: where they
    stand is found by one search for all of them, a hundred times faster than a pattern of alternatives.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    kinds: Mapping[str, str]
    closed: frozenset[str]
    byline: re.Pattern[str]
    outlet_words: frozenset[str]
    joiners: re.Pattern[str]
    joints: re.Pattern[str]
    joints_end: re.Pattern[str]
    commas_end: re.Pattern[str]


def credits(articles: pl.DataFrame, outlets: pl.DataFrame | None = None) -> pl.DataFrame:
    """List whom articles credit (CREDITS); ``begin``/``end`` are the name, or the address of a link.

    ``outlets`` adds names and aliases to the shipped list, which also brings every spelling to one name. Only
    outlets count: a name that no list has must end in a word such as "Times". What an outlet says of itself
    is left out. It sees nothing but its batch: credits(a + b) is credits(a) + credits(b).
    """
    known = _known(outlets)
    cues = _words()
    starts, ends = _places(articles, cues.starts), _places(articles, cues.ends)
    rows: list[dict[str, Any]] = []
    told = articles.select("article_id", "text", "source").iter_rows()
    for (article_id, text, source), before, after in zip(told, starts, ends, strict=True):
        own = _canonical(source, known) if source else None
        seen: set[tuple[int, int]] = set()
        for begin, end, credited, kind in sorted(_of_text(text or "", before, after, known)):
            if credited in (own, source) or (begin, end) in seen:
                continue
            seen.add((begin, end))
            rows.append(
                {"article_id": article_id, "begin": begin, "end": end, "credited": credited, "kind": kind}
            )
    return CREDITS.frame(rows)


def agencies(found: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Give the agencies that each article credits in a line of its own."""
    lines = found.filter(pl.col("kind") == "agency_line")
    return {i: frozenset(names) for i, names in lines.group_by("article_id").agg("credited").iter_rows()}


def credited(found: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Give the outlets that each article credits, in whatever way."""
    return {i: frozenset(names) for i, names in found.group_by("article_id").agg("credited").iter_rows()}


def credit_places(found: pl.DataFrame) -> dict[tuple[str, str], list[int]]:
    """Give where each article credits an outlet: (article, outlet) to offsets."""
    places = found.group_by("article_id", "credited").agg("begin")
    return {(article, outlet): begins for article, outlet, begins in places.iter_rows()}


def _of_text(
    text: str, before: list[int], after: list[int], known: Mapping[str, str]
) -> Iterator[tuple[int, int, str, str]]:
    """Give the credits of a text: begin, end, name, kind; cues stand at ``before`` and ``after``."""
    cues = _words()
    for match in _AGENCY_LINE.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        credited = None
        if match.start() - line <= _PLACE and text.find("(", line, match.start()) < 0:
            credited = _canonical(match.group(1).strip(), known)
        if credited:
            yield match.start(1), match.end(1), credited, "agency_line"
    for match in cues.byline.finditer(text, 0, _TOP):
        found = _longest(text, match.start(1), match.end(1), known)
        if found:
            yield *found, "agency_line"
    for at in before:
        found_cue = cues.before.match(text, at - 1) if at else None
        found = _name_from(text, found_cue.end(), known) if found_cue else None
        if found and found_cue:
            cue = found_cue.group(1).lower()
            if cue not in cues.closed or _is_aside(text, found_cue.start(), found[1]):
                kind = cues.kinds["before " + cue]
                yield from ((*one, kind) for one in (found, *_beside(text, found[1], known)))
    for at in after:
        found_cue = cues.after.match(text, at + 1)
        if found_cue:
            yield from _names_before(text, at + 1, known, cues.kinds["after " + found_cue.group(1)])
    for match in _LINK.finditer(text):
        site = domain(match.group())
        credited = (known.get(name_key(site)) or well_known(site)) if site else None
        if credited:
            yield match.start(), match.end(), credited, "link"


def _is_aside(text: str, begin: int, end: int) -> bool:
    return text[end : end + 1] in _CLOSING and text[max(begin - 2, 0) : begin].rstrip()[-1:] in _OPENING


def _places(articles: pl.DataFrame, cues: tuple[str, ...]) -> list[list[int]]:
    """Give for each article where any of some words stand in its text, in order."""
    texts = articles["text"].fill_null("")
    found = texts.str.find_many(list(cues), overlapping=True).to_list()
    out = []
    for text, offsets in zip(texts.to_list(), found, strict=True):
        places = sorted(set(offsets))
        if places and not text.isascii():
            # polars counts bytes
            coded = text.encode("utf-8", "surrogatepass")
            places = [len(coded[:at].decode("utf-8", "surrogatepass")) for at in places]
        out.append(places)
    return out


def _name_from(text: str, at: int, known: Mapping[str, str]) -> tuple[int, int, str] | None:
    """Give the outlet that is named at a place, the longest name that is one."""
    match = _name_pattern().match(text, at)
    return _longest(text, match.start(1), match.end(1), known) if match else None


def _names_before(
    text: str, at: int, known: Mapping[str, str], kind: str
) -> Iterator[tuple[int, int, str, str]]:
    """Give the outlets named right before a place; all of the sentence for those who contributed to it."""
    floor = max(text.rfind(_KEPT_APART, 0, at), text.rfind(". ", 0, at), at - 160) + 1
    for match in _name_anywhere().finditer(text, max(floor, 0), at):
        if kind != "agency_line" and text[match.end() : at].strip():
            continue
        for begin, end in _parts(text, match.start(), match.end(), kind == "agency_line"):
            found = _shortest_head(text, begin, end, known)
            if found:
                yield *found, kind
                if kind != "agency_line":
                    yield from ((*one, kind) for one in _ahead(text, max(floor, 0), found[0], known))


def _beside(text: str, at: int, known: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Give the outlets of a list of names that goes on at a place: "the AP, CNN and the BBC"."""
    found: list[tuple[int, int, str]] = []
    while joint := _words().joints.match(text, at):
        more = _name_from(text, joint.end(), known)
        if more is None:
            return []
        found.append(more)
        at = more[1]
        if joint.group(1):
            return found
    # a comma alone may end the clause: without "and" it is no list
    return []


def _ahead(text: str, floor: int, at: int, known: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Give the outlets that a list has of the names in front of "and" and a name at a place."""
    joint = _words().joints_end.search(text, floor, at)
    while joint:
        names = list(_name_anywhere().finditer(text, floor, joint.start()))
        if not names or names[-1].end() != joint.start():
            return
        end = joint.start()
        for begin in (names[-1].start() + m.start() for m in re.finditer(r"\S+", names[-1].group())):
            credited = known.get(name_key(text[begin:end])) or well_known(text[begin:end])
            if credited:
                yield begin, end, credited
                break
        else:
            return
        joint = _words().commas_end.search(text, floor, begin)


def _parts(text: str, begin: int, end: int, several: bool) -> list[tuple[int, int]]:
    """Cut a run of names where one outlet ends and the next begins; several may have contributed."""
    if not several:
        return [(begin, end)]
    cuts = [(m.start() + begin, m.end() + begin) for m in _words().joiners.finditer(text[begin:end])]
    starts, stops = [begin, *(stop for _, stop in cuts)], [*(start for start, _ in cuts), end]
    return list(zip(starts, stops, strict=True))


def _longest(text: str, begin: int, end: int, known: Mapping[str, str]) -> tuple[int, int, str] | None:
    """Cut words off the end of a run of capitalised words until it is an outlet.

    Two outlets with "and" between them are not one, unless a list has it.
    """
    ends = [m.end() for m in re.finditer(r"\S+", text[begin:end])][:_LONGEST_NAME]
    for stop in reversed(ends):
        name = text[begin : begin + stop].rstrip(".,;:’'")
        name = re.sub(r"[’']s$", "", name)
        two = _words().joiners.search(name) is not None
        credited = (known.get(name_key(name)) or well_known(name)) if two else _canonical(name, known)
        if credited:
            return begin, begin + len(name), credited
    return None


def _shortest_head(text: str, begin: int, end: int, known: Mapping[str, str]) -> tuple[int, int, str] | None:
    """Cut words off the beginning of a run of capitalised words until it is an outlet that a list has."""
    for match in re.finditer(r"\S+", text[begin:end]):
        at = begin + match.start()
        name = text[at:end].rstrip(".,;:’'")
        credited = known.get(name_key(name)) or well_known(name)
        if credited:
            return at, at + len(name), credited
    name = text[begin:end].rstrip(".,;:’'")
    credited = _canonical(name, known)
    return (begin, begin + len(name), credited) if credited else None


def _canonical(name: str, known: Mapping[str, str]) -> str | None:
    """Give the one name of an outlet; None for what is none."""
    found = known.get(name_key(name)) or well_known(name)
    if found:
        return found
    parts = name.split()
    return name if len(parts) > 1 and parts[-1] in _words().outlet_words else None


def _known(outlets: pl.DataFrame | None) -> dict[str, str]:
    if outlets is None:
        return {}
    out: dict[str, str] = {}
    for source, name, aliases in outlets.select("source", "name", "aliases").iter_rows():
        for spelling in (source, name, *(aliases or ())):
            if spelling and spelling[:1].isupper():
                out.setdefault(name_key(spelling), source)
    return out


@cache
def _words() -> _Words:
    source = resources.files("timeline.temporal").joinpath("languages", "en.credits.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    kinds = {
        f"{side} {cue}": kind
        for side in ("before", "after")
        for kind, cues in data[side].items()
        for cue in cues
    }

    def pattern(side: str, shape: str) -> re.Pattern[str]:
        cues = sorted((c for cues in data[side].values() for c in cues), key=len, reverse=True)
        either = [
            f"[{c[0].upper()}{c[0]}]{re.escape(c[1:])}" if side == "before" else re.escape(c) for c in cues
        ]
        return re.compile(shape % "|".join(either))

    articles, joiners = "|".join(data["names"]["articles"]), "|".join(data["names"]["joiners"])
    return _Words(
        pattern("before", r"\b(%s) (?:(?:" + articles + r") )?(?=[A-Z])"),
        pattern("after", r"(?<=[\w’')] )(%s)\b"),
        tuple(sorted({cue[1:] + " " for cues in data["before"].values() for cue in cues})),
        tuple(sorted({" " + cue for cues in data["after"].values() for cue in cues})),
        kinds,
        frozenset(data["names"]["closed"]),
        re.compile(
            rf"^(?:{'|'.join(data['byline']['by'])}) [^\n]{{2,90}}?"
            rf"(?:,|,? (?:{'|'.join(data['byline']['beside'])})) ({_NAMED}(?: [^,\n]{{1,40}})?)$",
            re.MULTILINE,
        ),
        frozenset(data["names"]["outlet_words"]),
        re.compile(rf" (?:{joiners}) (?:(?:{articles}) )?"),
        re.compile(rf"(?:,? ({joiners}) |, )(?:(?:{articles}) )?"),
        re.compile(rf",? (?:{joiners}) (?:(?:{articles}) )?\Z"),
        re.compile(rf", (?:(?:{articles}) )?\Z"),
    )


@cache
def _name_pattern() -> re.Pattern[str]:
    return re.compile(rf"({_name()})")


@cache
def _name_anywhere() -> re.Pattern[str]:
    return re.compile(rf"\b{_name()}")


def _name() -> str:
    source = resources.files("timeline.temporal").joinpath("languages", "en.credits.toml")
    inner = "|".join(tomllib.loads(source.read_text(encoding="utf-8"))["names"]["inner"])
    return rf"{_NAMED}(?: (?:(?:{inner}) )?{_NAMED}){{0,{_LONGEST_NAME - 1}}}"


__all__ = ["agencies", "credited", "credits"]
