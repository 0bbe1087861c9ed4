"""Link the names of people and organisations: one row an actor, with its forms and roles."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from timeline import schema
from timeline.events.kinds import kinds
from timeline.events.lexicon import english

Names = Mapping[tuple[str, str], str]
"""The canonical name of each (article_id, name as written)."""
INTRODUCED = 0.3
"""Share of the articles with a lone last word that must have the full name, unless the word has a title or is
rarer: people are introduced by their full name, and "BP" is no surname of "BP PAC"."""
MISSPELT_LENGTH = 9
"""Names of at least so many letters can be one another's misspelling ..."""
MISSPELT_SHARE = 0.25
"""... if the rarer is in at most this share of the articles of the commoner."""
ACRONYM = re.compile(r"[A-Z]{2,6}")
_PLAIN = re.compile(r"[^\w\s&-]")


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


@dataclass(slots=True)
class _Forms:
    """Hold the plain forms of names: how often each is spelt how, and the articles that have it."""

    spelt: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    articles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titled: Counter[str] = field(default_factory=Counter)

    def spelling(self, plain: str) -> str:
        """Give the commonest spelling of a form."""
        return min(self.spelt[plain], key=lambda name: (-self.spelt[plain][name], name))

    def rank(self, plain: str) -> tuple[int, int, str]:
        """Order forms: in most articles first, the longer before the shorter."""
        return -len(self.articles[plain]), -len(plain), plain


def canonical_names(event_mentions: pl.DataFrame) -> Names:
    """Give each actor as written in each article its canonical name.

    Equal but for case, marks, "the" and legal suffixes; an abbreviation is the organisation with these
    initials in its article; a misspelling differs in one letter and is rare; "Nadella" is "Satya Nadella"
    where one full name in its article, or else one in all articles, ends so. Two people of one surname stay
    apart.
    """
    written = _written(event_mentions)
    parts = {name: split_role(name) for name in {name for _, name in written}}
    plain = {name: _plain(short) for name, (_, short) in parts.items()}
    forms = _Forms()
    own: dict[str, set[str]] = defaultdict(set)
    for id_, name in written:
        form = plain[name]
        forms.spelt[form][parts[name][1]] += 1
        forms.articles[form].add(id_)
        forms.titled[form] += bool(parts[name][0])
        own[id_].add(form)
    links = _misspelt(forms)
    for short, full in _abbreviations(forms, own).items():
        links.setdefault(short, links.get(full, full))
    surnames = _Surnames(forms, links)
    out: dict[tuple[str, str], str] = {}
    spelt: dict[str, str] = {}
    for id_, name in written:
        form = plain[name]
        form = surnames.owner(form, own[id_]) or links.get(form, form)
        out[id_, name] = spelt.get(form) or spelt.setdefault(form, forms.spelling(form))
    return out


def _written(event_mentions: pl.DataFrame) -> list[tuple[str, str]]:
    """List the distinct (article_id, name as written), in order."""
    long = event_mentions.select("article_id", "actors").explode("actors", empty_as_null=True)
    return sorted(long.drop_nulls().unique().iter_rows())


def _plain(name: str) -> str:
    """Give a name without case, marks, a leading article and legal suffixes.

    >>> _plain("The Acme Corp."), _plain("O'Neil Ltd")
    ('acme', 'oneil')
    """
    words = _PLAIN.sub("", name).lower().split()
    while len(words) > 1 and english().has("words.articles", words[0]):
        words = words[1:]
    while len(words) > 1 and words[-1] in kinds().suffixes:
        words = words[:-1]
    return " ".join(words)


def _misspelt(forms: _Forms) -> dict[str, str]:
    """Map rare long names to a common one that differs in one letter and shares a whole word with it."""
    near: dict[str, list[str]] = defaultdict(list)
    long = [form for form in forms.spelt if len(form) >= MISSPELT_LENGTH and " " in form]
    for form in long:
        for gone in {form[:i] + form[i + 1 :] for i in range(len(form))} | {form}:
            near[gone].append(form)
    out: dict[str, str] = {}
    for group in near.values():
        if len(group) < 2:
            continue
        best = min(group, key=forms.rank)
        for form in group:
            rare = len(forms.articles[form]) <= MISSPELT_SHARE * len(forms.articles[best])
            if form != best and rare and _one_letter(form, best):
                out[form] = min(best, out.get(form, best), key=forms.rank)
    return out


def _one_letter(one: str, two: str) -> bool:
    """Say whether two names differ in one letter of one word: no digit, and not in a first letter.

    >>> _one_letter("satya nadela", "satya nadella"), _one_letter("ada berg", "ida berg")
    (True, False)
    """
    first, second = one.split(), two.split()
    if len(first) != len(second) or any(c.isdigit() for c in one + two):
        return False
    apart = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if len(apart) != 1:
        return False
    a, b = apart[0]
    if a[0] != b[0] or min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + (len(a) >= len(b)) :] == b[start + (len(b) >= len(a)) :]


def _abbreviations(forms: _Forms, own: Mapping[str, set[str]]) -> dict[str, str]:
    """Map abbreviations to the only name of an article with these initials."""
    short = {f for f in forms.spelt if ACRONYM.fullmatch(forms.spelling(f).replace(".", ""))}
    short -= set(english().lists["names.acronym_places"])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for names in own.values():
        initials: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            words = [w for w in name.split() if not english().has("names.inner", w)]
            if len(words) > 1 and words[0] not in short:
                initials["".join(w[0] for w in words)].append(name)
        for name in names & short:
            if len(initials.get(name, ())) == 1:
                found[name][initials[name][0]] += 1
    return {name: min(full, key=lambda f: (-full[f], f)) for name, full in found.items()}


class _Surnames:
    """Know whose a lone last word is."""

    def __init__(self, forms: _Forms, links: Mapping[str, str]) -> None:
        lists = english()
        self._links = links
        self._owners: dict[str, set[str]] = defaultdict(set)
        for form in forms.spelt:
            words = forms.spelling(form).split()
            person = all(w[:1].isupper() and w.replace(".", "").replace("-", "").isalpha() for w in words)
            thing = any(
                lists.has("names.org_heads", w) or lists.has("names.place_nouns", w) for w in form.split()
            )
            last = form.split()[-1]
            if 2 <= len(words) <= 3 and person and not thing and self._introduced(forms, form, last):
                self._owners[last].add(form)

    @staticmethod
    def _introduced(forms: _Forms, full: str, lone: str) -> bool:
        """Say whether the articles that have the lone word know the full name, or give the word a title."""
        having = forms.articles.get(lone)
        if not having or lone in kinds().of:
            return False
        whole = forms.articles[full]
        known = max(len(having & whole), forms.titled[lone]) >= INTRODUCED * len(having)
        return known or len(having) <= len(whole)

    def owner(self, form: str, present: Iterable[str]) -> str | None:
        """Give the full name that a lone word stands for: the only one of its article, else of all."""
        owners = self._owners.get(form) if " " not in form else None
        if not owners:
            return None
        here = {self._links.get(name, name) for name in owners.intersection(present)}
        found = here or {self._links.get(name, name) for name in owners}
        return next(iter(found)) if len(found) == 1 else None


def actors_table(event_mentions: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Give one row an actor: canonical name, other forms, its commonest role, articles that name it."""
    aliases: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    articles: dict[str, set[str]] = defaultdict(set)
    long = event_mentions.select("article_id", "actors").explode("actors", empty_as_null=True).drop_nulls()
    counted = long.group_by("article_id", "actors").len()
    for id_, written, count in counted.iter_rows():
        name = names[id_, written]
        role, short = split_role(written)
        aliases[name] |= {written, short} - {name}
        articles[name].add(id_)
        if role:
            roles[name][role] += count
    rows = [
        {
            "actor_id": "a" + hashlib.sha256(name.encode()).hexdigest()[:11],
            "name": name,
            "aliases": sorted(aliases[name]),
            "role": min(roles[name], key=lambda r: (-roles[name][r], -len(r), r)) if roles[name] else None,
            "n_articles": len(articles[name]),
        }
        for name in sorted(articles)
    ]
    return schema.ACTORS.frame(rows).sort(["n_articles", "name"], descending=[True, False])
