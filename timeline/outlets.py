"""Name the outlets: one canonical name with its aliases, what kind of outlet it is, and where.

The shipped list ``outlets.csv`` holds well-known outlets from general knowledge and is meant to be edited; a
user's own list and the ``kind`` column of their metadata come before it. What nobody knows stays ``unknown``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from timeline.errors import InputError
from timeline.schema import OUTLET_KINDS, OUTLETS

AS_READ = "x_source_as_read"
"""The name as it was read, where the canonical name is another."""
FROM = "x_source_from"
"""Says ``url`` where the outlet was taken from the article's address."""

_SITE = re.compile(
    r"(?:https?://)?(?:www\.|m\.|amp\.|edition\.)?((?:[a-z0-9-]+\.)+[a-z]{2,12})(?:/.*)?", re.I
)
_EXTRA = re.compile(r"\s*\([^)]*\)|\s+[-–|:]\s+.*$|\b(?:online|digital|website|web)\b", re.I)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Hold what is known of an outlet."""

    source: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "unknown"
    country: str | None = None
    timezone: str | None = None


def outlets(articles: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Give the outlets of ``articles`` as an OUTLETS frame, sorted by name.

    Spellings that differ in case, a leading "The", a domain ending or "www." are one outlet. ``known``
    (columns of OUTLETS, ``source`` required) comes first, then ``x_kind``, ``x_country`` and ``x_timezone``
    of the articles, then the shipped list.
    """
    own, shipped = _by_key(_rows(known)), _shipped()
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    homes: dict[str, Outlet] = {}
    for name, times in _names(articles).items():
        outlet = _find(name, own) or _find(name, shipped)
        key = name_key(outlet.source if outlet else name)
        groups[key][name] += times
        if outlet:
            homes.setdefault(key, outlet)
    told = _told(articles)
    made = [
        _merged(names, homes.get(key), told, bool(_find(next(iter(names)), own)))
        for key, names in groups.items()
    ]
    return _frame(sorted(made, key=lambda o: (o.source.casefold(), o.source)))


def apply_outlets(articles: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Give ``articles`` with canonical names in ``source``; the name as read is kept in ``x_source_as_read``.

    An article without outlet gets the one of its address, and ``x_source_from`` says so.
    """
    canonical = {
        name_key(alias): row["source"] for row in table.iter_rows(named=True) for alias in _spellings(row)
    }
    read, addresses = articles["source"].to_list(), articles["url"].to_list()
    names = [source or domain(url) for source, url in zip(read, addresses, strict=True)]
    final = [canonical.get(name_key(name), name) if name else None for name in names]
    as_read = [was if was and was != now else None for was, now in zip(read, final, strict=True)]
    derived = ["url" if now and not was else None for was, now in zip(read, final, strict=True)]
    out = articles.with_columns(pl.Series("source", final, dtype=pl.String))
    for name, values in ((AS_READ, as_read), (FROM, derived)):
        if any(values):
            kept = out[name].to_list() if name in out.columns else [None] * out.height
            merged = [before or value for before, value in zip(kept, values, strict=True)]
            out = out.with_columns(pl.Series(name, merged, dtype=pl.String))
    return out


def read_outlets(path: Path) -> pl.DataFrame:
    """Read a user's list of outlets: a CSV with ``source`` and any other columns of OUTLETS; aliases are
    split at ``;``.
    """
    try:
        frame = _csv(path.read_bytes())
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"the list of outlets {path.name} cannot be read: {str(error).splitlines()[0]}"
        ) from error
    if "source" not in frame.columns:
        columns = ", ".join(frame.columns)
        raise InputError(f"the list of outlets {path.name} needs a column source; its columns are {columns}")
    for kind in frame["kind"].drop_nulls().unique().sort() if "kind" in frame.columns else ():
        if kind not in OUTLET_KINDS:
            raise InputError(
                f"{path.name}: there is no kind of outlet {kind!r}; give one of {' '.join(OUTLET_KINDS)}"
            )
    return _frame(_rows(frame))


def well_known(name: str) -> str | None:
    """Give the name of an outlet in the shipped list, by any of its names and addresses.

    >>> well_known("edition.cnn.com"), well_known("Nordhaven Post")
    ('CNN', None)
    """
    found = _find(name, _shipped())
    return found.source if found else None


def domain(url: str | None) -> str | None:
    """Give the site of an address without ``www.``.

    >>> domain("https://www.example.co.uk/a?b")
    'example.co.uk'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return re.sub(r"^(?:www\d?|m|amp)\.(?=.+\.)", "", host) if host and "." in host else None


@lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """Reduce an outlet's name to what tells it apart.

    >>> name_key("The Daily Example") == name_key("www.dailyexample.com") == name_key("DAILY EXAMPLE")
    True
    """
    text = name.strip().casefold()
    if site := _SITE.fullmatch(text):
        text = site[1]
        # only endings that say nothing: example.de may be another outlet than example.com
        text = re.sub(r"\.(?:com|org|net)$", "", text)
    text = re.sub(r"^the[\s-]+", "", text)
    key = re.sub(r"[\W_]+", "", text)
    return key.removeprefix("the") if len(key) > len("the") + 3 else key or text


def _names(articles: pl.DataFrame) -> Counter[str]:
    sources, urls = articles["source"].to_list(), articles["url"].to_list()
    return Counter(n for n in (s or domain(u) for s, u in zip(sources, urls, strict=True)) if n)


def _find(name: str, table: Mapping[str, Outlet]) -> Outlet | None:
    """Find a name, then its address without subdomains, then the name without "(Web News)", "- Opinion",
    "Online".
    """
    if found := table.get(name_key(name)):
        return found
    if site := _SITE.fullmatch(name.strip()):
        parts = site[1].split(".")
        tails = (".".join(parts[at:]) for at in range(1, len(parts) - 1))
        return next((table[name_key(tail)] for tail in tails if name_key(tail) in table), None)
    return table.get(name_key(_EXTRA.sub("", name)))


def _merged(
    names: Counter[str], home: Outlet | None, told: Mapping[str, dict[str, str]], own: bool
) -> Outlet:
    """Make one outlet of its spellings; ``own`` says that the user's list knows it."""
    best = home or Outlet(_prettiest(names), _prettiest(names))
    aliases = tuple(sorted({*names, *(best.aliases if own else ())} - {best.source}))
    said: dict[str, str] = {}
    for name in names:
        said |= told.get(name, {})
    first, second = (vars_of(best), said) if own else (said, vars_of(best))
    chosen = {field: first.get(field) or second.get(field) for field in ("kind", "country", "timezone")}
    return replace(
        best,
        aliases=aliases,
        kind=chosen["kind"] or "unknown",
        country=chosen["country"],
        timezone=chosen["timezone"],
    )


def vars_of(outlet: Outlet) -> dict[str, str]:
    """Give what is known of an outlet's kind and place; an unknown kind is nothing known."""
    pairs = {"kind": outlet.kind, "country": outlet.country, "timezone": outlet.timezone}
    return {field: value for field, value in pairs.items() if value and value != "unknown"}


def _prettiest(names: Counter[str]) -> str:
    """Choose the spelling to show: a name before a domain, then the most frequent."""
    return min(names, key=lambda n: (bool(_SITE.fullmatch(n)), -names[n], n.isupper() or n.islower(), n))


def _told(articles: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Give what the articles' own metadata says of their outlet, the most frequent value of each."""
    out: dict[str, dict[str, str]] = defaultdict(dict)
    for field in ("kind", "country", "timezone"):
        column = f"x_{field}"
        if column not in articles.columns:
            continue
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for source, url, value in articles.select("source", "url", column).iter_rows():
            name = source or domain(url)
            if name and value and (field != "kind" or value.strip().lower() in OUTLET_KINDS):
                counted[name][value.strip().lower() if field == "kind" else value.strip()] += 1
        for name, values in counted.items():
            out[name][field] = min(values, key=lambda v: (-values[v], v))
    return out


def _rows(frame: pl.DataFrame | None) -> list[Outlet]:
    if frame is None:
        return []
    rows = []
    for row in frame.iter_rows(named=True):
        if not row.get("source"):
            continue
        aliases = row.get("aliases") or []
        split = aliases.replace("|", ";").split(";") if isinstance(aliases, str) else aliases
        kind = row.get("kind") or "unknown"
        rows.append(
            Outlet(
                row["source"],
                row.get("name") or row["source"],
                tuple(a.strip() for a in split if a and a.strip()),
                kind,
                row.get("country"),
                row.get("timezone"),
            )
        )
    return rows


def _frame(rows: Iterable[Outlet]) -> pl.DataFrame:
    return OUTLETS.frame(asdict(outlet) | {"aliases": list(outlet.aliases)} for outlet in rows)


def _by_key(table: Iterable[Outlet]) -> dict[str, Outlet]:
    out: dict[str, Outlet] = {}
    rows = list(table)
    for outlet in rows:
        out.setdefault(name_key(outlet.source), outlet)
    for outlet in rows:
        for alias in (outlet.name, *outlet.aliases):
            out.setdefault(name_key(alias), outlet)
    return out


def _spellings(row: Mapping[str, object]) -> list[str]:
    aliases = row["aliases"]
    return [str(row["source"]), *(str(a) for a in (aliases if isinstance(aliases, list) else []))]


@cache
def _shipped() -> dict[str, Outlet]:
    """Read the shipped list, once."""
    return _by_key(shipped())


def shipped() -> list[Outlet]:
    """Give the well-known outlets that come with the program."""
    return _rows(_csv((files("timeline") / "outlets.csv").read_bytes()))


def _csv(data: bytes) -> pl.DataFrame:
    return pl.read_csv(BytesIO(data.removeprefix(b"\xef\xbb\xbf")), infer_schema=False)
