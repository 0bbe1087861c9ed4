"""Link the names of people and organisations: one row an actor, with its forms and roles."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from timeline.events.kinds import kinds
from timeline.events.lexicon import english

Names = pl.DataFrame
"""The canonical ``name`` of each ``article_id`` and name as written, ``actors``."""
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


@dataclass(frozen=True, slots=True)
class _Forms:
    """Hold the plain forms of names: how each is mostly spelt, how many articles have it, and how many with
    a title before it; and where forms stand, one row an article and form.
    """

    spelling: dict[str, str]
    articles: dict[str, int]
    titled: dict[str, int]
    told: pl.DataFrame

    def rank(self, plain: str) -> tuple[int, int, str]:
        """Order forms: in most articles first, the longer before the shorter."""
        return -self.articles[plain], -len(plain), plain

    def tellers(self, wanted: Iterable[str]) -> dict[str, set[str]]:
        """Give the articles that have each of some forms."""
        found = self.told.filter(pl.col("form").is_in(sorted(wanted))).group_by("form").agg("article_id")
        return {form: set(ids) for form, ids in found.iter_rows()}

    def of_articles(self, having: Iterable[str]) -> dict[str, set[str]]:
        """Give all forms of the articles that have one of some forms."""
        ids = self.told.filter(pl.col("form").is_in(sorted(having))).select("article_id").unique()
        found = self.told.join(ids, on="article_id", how="semi").group_by("article_id").agg("form")
        return {id_: set(forms) for id_, forms in found.iter_rows()}


def _forms(written: pl.DataFrame) -> _Forms:
    """Count the plain forms of names; ``written`` is one row an article and name as written."""
    often = (
        written.group_by("form", "short").len().sort("form", "len", "short", descending=[False, True, False])
    )
    spelt = often.unique("form", keep="first", maintain_order=True)
    told = written.select("article_id", "form").unique()
    titled = written.filter(pl.col("role") != "").group_by("form").len()
    return _Forms(
        dict(spelt.select("form", "short").iter_rows()),
        dict(told.group_by("form").len().iter_rows()),
        dict(titled.iter_rows()),
        told,
    )


def canonical_names(event_mentions: pl.DataFrame) -> Names:
    """Give each actor as written in each article its canonical name.

    Equal but for case, marks, "the" and legal suffixes; an abbreviation is the organisation with these
    initials in its article; a misspelling differs in one letter and is rare; "Nadella" is "Satya Nadella"
    where one full name in its article, or else one in all articles, ends so. Two people of one surname stay
    apart.
    """
    written = _written(event_mentions)
    forms = _forms(written)
    links = _misspelt(forms)
    for short, full in _abbreviations(forms).items():
        links.setdefault(short, links.get(full, full))
    surnames = _Surnames(forms, links)
    own = forms.of_articles(surnames.lone)
    stands = [
        surnames.owner(form, own[id_]) if form in surnames.lone else None
        for id_, form in written.select("article_id", "form").iter_rows()
    ]
    spelt = [
        forms.spelling[full or links.get(form, form)]
        for full, form in zip(stands, written["form"], strict=True)
    ]
    return written.select("article_id", "actors", pl.Series("name", spelt, dtype=pl.String))


def _written(event_mentions: pl.DataFrame) -> pl.DataFrame:
    """Give the distinct names of each article as written, with ``role``, ``short`` and plain ``form``."""
    long = event_mentions.select("article_id", "actors").explode("actors", empty_as_null=True)
    long = long.drop_nulls().unique().sort("article_id", "actors")
    names = long["actors"].unique().to_list()
    parts = [split_role(name) for name in names]
    plain = [_plain(short) for _, short in parts]
    known = pl.DataFrame(
        {"actors": names, "role": [role for role, _ in parts], "short": [name for _, name in parts]}
        | {"form": plain},
        schema=dict.fromkeys(("actors", "role", "short", "form"), pl.String),
    )
    return long.join(known, on="actors", maintain_order="left")


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
    near: dict[str, str] = {}
    long = [form for form in forms.spelling if len(form) >= MISSPELT_LENGTH and " " in form]
    # Nothing is rare beside a name that only few articles have.
    common = (form for form in long if MISSPELT_SHARE * forms.articles[form] >= 1)
    for form in sorted(common, key=forms.rank):
        for gone in _without_a_letter(form):
            near.setdefault(gone, form)
    out: dict[str, str] = {}
    for form in long:
        for best in {near[gone] for gone in _without_a_letter(form) if gone in near} - {form}:
            rare = forms.articles[form] <= MISSPELT_SHARE * forms.articles[best]
            if rare and _one_letter(form, best):
                out[form] = min(best, out.get(form, best), key=forms.rank)
    return out


def _without_a_letter(name: str) -> list[str]:
    """Give a name and what is left without each of its letters: names a letter apart share one of these."""
    return [name, *(name[:i] + name[i + 1 :] for i in range(len(name)))]


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


def _abbreviations(forms: _Forms) -> dict[str, str]:
    """Map abbreviations to the only name of an article with these initials."""
    short = {form for form, spelt in forms.spelling.items() if ACRONYM.fullmatch(spelt.replace(".", ""))}
    short -= set(english().lists["names.acronym_places"])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for names in forms.of_articles(short).values():
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
        lasts = {form: form.rpartition(" ")[2] for form, spelt in forms.spelling.items() if " " in spelt}
        alone = {last for last in lasts.values() if last in forms.spelling and last not in kinds().of}
        tellers = forms.tellers(alone | {form for form, last in lasts.items() if last in alone})
        for form, last in lasts.items():
            words = forms.spelling[form].split()
            if last not in alone or not 2 <= len(words) <= 3:
                continue
            person = all(w[:1].isupper() and w.replace(".", "").replace("-", "").isalpha() for w in words)
            thing = any(
                lists.has("names.org_heads", w) or lists.has("names.place_nouns", w) for w in form.split()
            )
            if person and not thing and _introduced(tellers[form], tellers[last], forms.titled.get(last, 0)):
                self._owners[last].add(form)

    @property
    def lone(self) -> Collection[str]:
        """Give the words that may stand for a full name."""
        return self._owners.keys()

    def owner(self, form: str, present: Iterable[str]) -> str | None:
        """Give the full name that a lone word stands for: the only one of its article, else of all."""
        owners = self._owners.get(form) if " " not in form else None
        if not owners:
            return None
        here = {self._links.get(name, name) for name in owners.intersection(present)}
        found = here or {self._links.get(name, name) for name in owners}
        return next(iter(found)) if len(found) == 1 else None


def _introduced(whole: set[str], having: set[str], titled: int) -> bool:
    """Say whether the articles that have a lone word know the full name, or give the word a title."""
    known = max(len(having & whole), titled) >= INTRODUCED * len(having)
    return known or len(having) <= len(whole)


def actors_table(event_mentions: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Give one row an actor: canonical name, other forms, its commonest role, articles that name it."""
    long = event_mentions.select("article_id", "actors").explode("actors", empty_as_null=True).drop_nulls()
    counted = long.group_by("article_id", "actors").len()
    told = counted.join(names, on=["article_id", "actors"])
    forms = told.group_by("name", "actors").agg(pl.col("len").sum())
    parts = [split_role(written) for written in forms["actors"]]
    forms = forms.with_columns(
        pl.Series("role", [role for role, _ in parts], dtype=pl.String),
        pl.Series("short", [short for _, short in parts], dtype=pl.String),
    )
    others = pl.concat([forms.select("name", pl.col(form).alias("aliases")) for form in ("actors", "short")])
    others = others.filter(pl.col("aliases") != pl.col("name"))
    others = others.group_by("name").agg(pl.col("aliases").unique().sort())
    roles = forms.filter(pl.col("role") != "").group_by("name", "role").agg(pl.col("len").sum())
    commonest = roles.sort(
        "len", pl.col("role").str.len_chars(), "role", descending=[True, True, False]
    ).unique("name", keep="first", maintain_order=True)
    rows = told.group_by("name").agg(pl.col("article_id").n_unique().cast(pl.Int64).alias("n_articles"))
    rows = rows.join(commonest, on="name", how="left").join(others, on="name", how="left")
    ids = ["a" + hashlib.sha256(name.encode()).hexdigest()[:11] for name in rows["name"]]
    rows = rows.select(
        pl.Series("actor_id", ids, dtype=pl.String),
        "name",
        pl.col("aliases").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        "role",
        "n_articles",
    )
    return rows.sort(["n_articles", "name"], descending=[True, False])
