"""Make the tables of a language that has no file of its own, from dateparser's locale data.

dateparser carries, for some 200 locales, the names that Unicode's CLDR gives to months, days and units,
and how "yesterday", "last week" and "3 days ago" are said. They become the same tables as a language file,
read by the same grammar and the same algebra, so that a date means the same in every language.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

_Words = dict[str, dict[str, list[str]]]
"""Class of the lexicon, value, spellings."""

_COUNT = r"(\d++[.,]?\d*+)"
"""How the locale data writes "any number" in its patterns of relative phrases."""

_REMARK = re.compile(r"\(.*?\)")
_NO_REGEX = re.compile(r"[\\()\[\]|?*+]")
_SHORTEST = 3
"""Letters of the shortest name that is read by itself; shorter ones are too often other words."""

_SHORTEST_SIGNS = 2
"""The same for scripts without capitals, where a sign says more than a letter."""

_CJK = "\u2e80"
"""From here on, characters are whole syllables or words (radicals, kana, hanzi, hangul)."""


@cache
def locales() -> tuple[str, ...]:
    """List the locales whose names are known, by the codes of CLDR ("fi", "sr-Latn").

    >>> "fi" in locales(), "tlh" in locales()
    (True, False)
    """
    from dateparser.data.languages_info import language_order

    return tuple(sorted(language_order))


def locale_of(lang: str) -> str | None:
    """Give the locale that reads a language: its own, that of its base language, or none.

    >>> locale_of("sr-latn"), locale_of("fi-FI"), locale_of("no"), locale_of("tlh")
    ('sr-Latn', 'fi', 'nb', None)
    """
    known = {code.lower(): code for code in locales()}
    full = lang.lower().replace("_", "-")
    base = full.split("-")[0]
    return known.get(full) or known.get(_frame()["aliases"].get(base, base))


def locale_tables(code: str) -> dict[str, Any]:
    """Make the tables of a locale, in the form of a language file."""
    from dateparser.languages.loader import default_loader

    frame, info = _frame(), default_loader.get_locale(code).info
    words: _Words = defaultdict(lambda: defaultdict(list))
    spaced = not info.get("no_word_spacing") and code.partition("-")[0] not in frame["unspaced"]
    for value, name in frame["keys"]["MONTH"].items():
        _add_names(words, "MONTH", value, info[name], spaced)
    for value, name in frame["keys"]["WEEKDAY"].items():
        _add_names(words, "DAY", value, info[name], spaced)
    words["WEEKDAY"] = words.pop("DAY", {})
    for value, name in frame["keys"]["UNIT"].items():
        words["UNIT"][value] = [w for w in _plain(info[name]) if _stands_alone(w, spaced)]
    words["FILL"]["1"] = [w for w in _plain([*info.get("skip", []), *info.get("pertain", [])]) if w.isalpha()]
    _add_relative(words, info.get("relative-type", {}), frame["counted"], spaced)
    counted = _counted(words, info.get("relative-type-regex", {}), frame)
    order = frame["orders"].get(info.get("date_order", ""))
    numeric = [{"pattern": order, "classes": {"DATE3": "{y}-{m:0>2}-{d:0>2}"}}] if order else []
    return {
        **{name: frame[name] for name in ("inner", "articles", "guards", "direction")},
        "triggers": [*frame["triggers"], *(name for name in words if name[1:].startswith("COUNT"))],
        "words": {name: dict(values) for name, values in words.items()},
        "forms": [*numeric, *_numbered(info, frame), *frame["forms"]],
        "rules": [*counted, *frame["rules"]],
        "spaced": spaced,
    }


@cache
def _frame() -> dict[str, Any]:
    path = resources.files("timeline.temporal") / "locale.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _plain(names: list[str]) -> Iterator[str]:
    """Leave out names that hold digits: they are written as forms."""
    for written in names:
        name = " ".join(_REMARK.sub("", written).split()).strip(".")
        if name and not re.search(r"\d|[/@\[\]|]", name):
            yield name


def _cased(name: str) -> bool:
    return name.lower() != name.upper()


def _stands_alone(name: str, spaced: bool) -> bool:
    """Say whether a name can be read by itself: not a few letters of an alphabet written without blanks."""
    letters = _cased(name) or not (spaced or name >= _CJK)
    return len(name) >= (_SHORTEST if letters else _SHORTEST_SIGNS)


def _add_names(words: _Words, kind: str, value: str, names: list[str], spaced: bool) -> None:
    """Add the names of a month or day; what begins a longer one, or is very short, is an abbreviation."""
    folded = list(dict.fromkeys(n.lower() for n in _plain(names)))
    for name in folded:
        begins = any(other != name and other.startswith(name) for other in folded) and len(name) <= 5
        short = not _stands_alone(name, spaced) or (begins and _cased(name))
        words[f"SHORT{kind}" if short else kind][value].append(name)
        if short:
            words[f"SHORT{kind}"][value].append(name + ".")


def _add_relative(
    words: _Words, phrases: Mapping[str, list[str]], counted: Mapping[str, Any], spaced: bool
) -> None:
    """Add "yesterday", "last week" and "now"; a word for both yesterday and tomorrow keeps both readings."""
    for key, said in phrases.items():
        listed = [w for w in _plain(said) if _stands_alone(w, spaced)]
        if key == counted["moment"]:
            words["PRESENT"]["0"] += listed
            continue
        found = _read_count(key, counted)
        if found and found[0].isdigit() and found[1] in counted["units"]:
            number, unit, way = found
            shift = int(number) * way
            if unit == "day":
                words["DAYSHIFT"][str(shift)] += listed
            else:
                words["RELATIVE"][f"{unit} {shift}"] += listed
    both = [w for w in words["DAYSHIFT"]["-1"] if w in words["DAYSHIFT"]["1"]]
    words["EITHERDAY"]["1"] = both
    for value, names in words["DAYSHIFT"].items():
        words["DAYSHIFT"][value] = [w for w in names if w not in both]


def _read_count(key: str, counted: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Read a key of the locale data: how many, of what, and back (-1) or ahead (1)."""
    for pattern, way in ((counted["back"], -1), (counted["ahead"], 1)):
        if found := re.match(pattern, key):
            return found["n"], found["unit"], way
    return None


def _counted(
    words: _Words, phrases: Mapping[str, list[str]], frame: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Make rules of "3 days ago" and "in 3 days": what stands before the number and what after it."""
    rules: dict[str, dict[str, Any]] = {}
    for key, patterns in phrases.items():
        found = _read_count(key, frame["counted"])
        if found is None or found[1] not in frame["keys"]["UNIT"]:
            continue
        _, unit, way = found
        label = unit.upper() + ("BACK" if way < 0 else "AHEAD")
        for before, after in _around(patterns):
            for name, word in ((f"ACOUNT{label}", before), (f"BCOUNT{label}", after)):
                if word and word not in words[name]["1"]:
                    words[name]["1"].append(word)
            parts = [f"ACOUNT{label}"] * bool(before) + ["NUM"] + [f"BCOUNT{label}"] * bool(after)
            fine = "move " if unit in ("hour", "minute") else ""
            op = f"{fine}{unit} {'-' if way < 0 else ''}{{NUM}}"
            rules[" ".join(parts)] = {"name": " ".join(parts).lower(), "pattern": " ".join(parts), "op": op}
    return list(rules.values())


def _around(patterns: list[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        before, count, after = pattern.partition(_COUNT)
        if count and not _NO_REGEX.search(before + after):
            yield before.strip(), after.strip()


def _numbered(info: Mapping[str, Any], frame: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make forms of months that are numbered ("1월", "tháng 1"), and of years and days written alike."""
    first = next(iter(frame["keys"]["MONTH"].values()))
    forms: list[tuple[str, dict[str, str]]] = []
    for name in info[first]:
        around = re.fullmatch(r"(\D*)1(\D*)", name)
        if not around or not (around[1] + around[2]).strip() or (around[1] + around[2]).isascii():
            continue
        before, after = (re.escape(part).replace("\\ ", " ") for part in around.groups())
        forms.append((rf"{before}(?P<m>1[0-2]|0?[1-9]){after}", {"MONTH": "{m:0>2}"}))
        if not before:
            numbers = (("year", "19[0-9]{2}|20[0-9]{2}", "YEAR"), ("day", "[12][0-9]|3[01]|0?[1-9]", "DAY"))
            for unit, digits, kind in numbers:
                ends = [n for n in info[frame["keys"]["UNIT"][unit]] if len(n) == len(around[2])]
                forms += [(f"(?P<n>{digits}){re.escape(end)}", {kind: "{n:0>2}"}) for end in ends]
    return [{"pattern": pattern, "classes": classes, "loose": True} for pattern, classes in forms]


def coverage(code: str) -> frozenset[str]:
    """Say which kinds of phrases a locale has names for.

    ``month`` (day, month and year), ``year``, ``weekday``, ``day`` (yesterday), ``counted`` (3 days ago),
    ``relative`` (last week, last month, last year).

    >>> sorted(coverage("fi"))
    ['counted', 'day', 'month', 'relative', 'weekday', 'year']
    """
    words, keys = locale_tables(code)["words"], _frame()["keys"]
    full = {
        value for kind in ("MONTH", "SHORTMONTH") for value, names in words.get(kind, {}).items() if names
    }
    numbered = any("MONTH" in form["classes"] for form in locale_tables(code)["forms"])
    has = {
        "year": True,
        "month": numbered or full == set(keys["MONTH"]),
        "weekday": all(words.get("WEEKDAY", {}).get(value) for value in keys["WEEKDAY"]),
        "day": bool(words["DAYSHIFT"].get("-1") or words["EITHERDAY"]["1"]),
        "counted": bool(words.get("ACOUNTDAYBACK") or words.get("BCOUNTDAYBACK")),
        "relative": all(words.get("RELATIVE", {}).get(f"{unit} -1") for unit in ("week", "month", "year")),
    }
    return frozenset(kind for kind, known in has.items() if known)
