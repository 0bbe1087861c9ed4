"""Link the names of people and organisations: one row an actor, with the forms and roles that articles
use.
"""

import hashlib
import re
from collections import Counter, defaultdict

import polars as pl

from timeline import schema
from timeline.events.lexicon import english

_PLAIN = re.compile(r"[^\w\s&.-]")


def split_role(written: str) -> tuple[str, str]:
    """Part a name as written into role and name: the role ends at the last title word.

    >>> split_role("Microsoft CEO Satya Nadella")
    ('Microsoft CEO', 'Satya Nadella')
    >>> split_role("OpenAI")
    ('', 'OpenAI')
    """
    words = written.split()
    lists = english()
    cut = max(
        (i + 1 for i, w in enumerate(words[:-1]) if lists.has("names.titles", w.lower().strip("."))),
        default=0,
    )
    return " ".join(words[:cut]), " ".join(words[cut:])


def canonical_names(event_mentions: pl.DataFrame) -> dict[str, str]:
    """Map each actor as written to its canonical name.

    "Nadella" is "Satya Nadella" where one full name in the same article, or else only one in all articles,
    ends
    so. Full names are equal across articles if they are spelt alike but for case and marks.
    """
    counts: Counter[str] = Counter()
    per_article: dict[str, set[str]] = defaultdict(set)
    for id_, actors in event_mentions.select("article_id", "actors").iter_rows():
        for written in actors or ():
            name = split_role(written)[1]
            counts[name] += 1
            per_article[id_].add(name)
    spelling = _spellings(counts)
    surnames = _surnames(counts, spelling)
    out: dict[str, str] = {}
    for actors in event_mentions["actors"].to_list():
        for written in actors or ():
            name = split_role(written)[1]
            out[written] = surnames.get(name.lower(), spelling[_plain(name)])
    return out


def _plain(name: str) -> str:
    return _PLAIN.sub("", name).lower().rstrip(".")


def _spellings(counts: Counter[str]) -> dict[str, str]:
    """Give the commonest spelling of each plain form."""
    best: dict[str, str] = {}
    for name, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])):
        best.setdefault(_plain(name), name)
    return best


def _surnames(counts: Counter[str], spelling: dict[str, str]) -> dict[str, str]:
    """Map a lone last word to the only full name that ends with it; two such names leave it alone."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name in counts:
        words = name.split()
        if 2 <= len(words) <= 3 and all(w[:1].isupper() and w.replace(".", "").isalpha() for w in words):
            owners[words[-1].lower()].add(spelling[_plain(name)])
    lone = {name for name in counts if len(name.split()) == 1}
    return {name.lower(): next(iter(o)) for name in lone if len(o := owners.get(name.lower(), set())) == 1}


def actors_table(event_mentions: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Give one row an actor: canonical name, other forms, its commonest role, articles that name it."""
    aliases: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    articles: dict[str, set[str]] = defaultdict(set)
    for id_, actors in event_mentions.select("article_id", "actors").iter_rows():
        for written in actors or ():
            name = names[written]
            role, short = split_role(written)
            aliases[name] |= {written, short} - {name}
            articles[name].add(id_)
            if role:
                roles[name][role] += 1
    rows = [
        {
            "actor_id": "a" + hashlib.sha256(name.encode()).hexdigest()[:11],
            "name": name,
            "aliases": sorted(aliases[name]),
            "role": min(roles[name], key=lambda r: (-roles[name][r], -len(r), r)) if roles[name] else None,
            "n_articles": len(articles[name]),
        }
        for name in articles
    ]
    return schema.ACTORS.frame(rows).sort(["n_articles", "name"], descending=[True, False])
