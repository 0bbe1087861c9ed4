"""Count who tells an event: separate tellings with copies counted once, and who was first."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from timeline.events.terms import term_sets

SAME_TELLING = 0.8
"""Share of telling words in common from which two sentences are one telling, copied or lightly edited."""

Row = dict[str, Any]
Words = Mapping[str, frozenset[int]]


class _Groups:
    """Hold articles that are joined step by step."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._above = {id_: id_ for id_ in ids}

    def find(self, id_: str) -> str:
        """Give the article that stands for an article's group: the smallest id of it."""
        while self._above[id_] != id_:
            self._above[id_] = self._above[self._above[id_]]
            id_ = self._above[id_]
        return id_

    def join(self, one: str, two: str) -> None:
        """Join the groups of two articles."""
        first, second = sorted((self.find(one), self.find(two)))
        self._above[second] = first


def tellings(rows: Sequence[Row], words: Words | None = None) -> list[list[Row]]:
    """Group the articles of an event into separate tellings, one row an article.

    Copies are of one ``cluster_id``; where one of two articles has none, they have a near-identical sentence.
    ``words`` are the ``term_sets`` of sentences where these were cut before.
    """
    by_article: dict[str, list[Row]] = {}
    for row in rows:
        by_article.setdefault(row["article_id"], []).append(row)
    if len(by_article) == 1:
        return [list(rows[:1])]
    groups = _Groups(sorted(by_article))
    kinds: dict[Hashable, str] = {}
    for id_, own in sorted(by_article.items()):
        kinds_of: list[Hashable] = [("text", *sorted({r["sentence"] for r in own}))]
        if own[0]["cluster_id"] is not None:
            kinds_of.append(("cluster", own[0]["cluster_id"]))
        for kind in kinds_of:
            groups.join(kinds.setdefault(kind, id_), id_)
    if any(own[0]["cluster_id"] is None for own in by_article.values()):
        _join_edited(by_article, groups, words)
    out: dict[str, list[Row]] = defaultdict(list)
    for id_ in sorted(by_article):
        out[groups.find(id_)].append(by_article[id_][0])
    return list(out.values())


def _join_edited(by_article: dict[str, list[Row]], groups: _Groups, known: Words | None) -> None:
    """Join articles whose sentences differ in a few words; each meets those that share a rare word."""
    sentences = dict.fromkeys(row["sentence"] for own in by_article.values() for row in own)
    if len(sentences) == 1:
        return
    known = term_sets(sentences) if known is None else known
    words = {sentence: known[sentence] for sentence in sentences}
    counts: dict[int, int] = defaultdict(int)
    for own_words in words.values():
        for word in own_words:
            counts[word] += 1
    told: dict[str, list[str]] = defaultdict(list)
    cluster = {id_: own[0]["cluster_id"] for id_, own in by_article.items()}
    for id_, own in sorted(by_article.items()):
        for row in own:
            told[row["sentence"]].append(id_)
    meeting: dict[int, list[str]] = defaultdict(list)
    for sentence in sorted(words):
        # Near-identical sentences share all but a fifth of their words: one of the rarest fifth and one more.
        rare = sorted(words[sentence], key=lambda w: (counts[w], w))
        for word in rare[: int((1 - SAME_TELLING) * len(rare)) + 1]:
            for other in meeting[word]:
                if _same_telling(words[sentence], words[other]):
                    _join_tellers(told[sentence], told[other], cluster, groups)
            meeting[word].append(sentence)


def _join_tellers(one: list[str], two: list[str], cluster: dict[str, str | None], groups: _Groups) -> None:
    for a in one:
        for b in two:
            if cluster[a] is None or cluster[b] is None:
                groups.join(a, b)


def _same_telling(one: frozenset[int], two: frozenset[int]) -> bool:
    return bool(one and two) and len(one & two) >= SAME_TELLING * len(one | two)


def first_report(articles: Sequence[Row]) -> Row:
    """Name the first report: by the clock where every article has one, else by day; several are a tie.

    Where all articles of the first day have a clock, it decides among them.
    """
    dated = [a for a in articles if a["dct_start"] and a["dct_stop"]]
    if not dated:
        return {"first_start": None, "first_stop": None, "first_article_ids": []}
    if all(a["published"] is not None for a in articles):
        earliest = min(a["published"] for a in articles)
        first = [a for a in articles if a["published"] == earliest]
        dated_first = [a for a in first if a["dct_start"]] or dated
        start, stop = min(a["dct_start"] for a in dated_first), min(a["dct_stop"] for a in dated_first)
    else:
        start, stop = min(a["dct_start"] for a in dated), min(a["dct_stop"] for a in dated)
        first = [a for a in dated if a["dct_start"] < stop]
        if all(a["published"] is not None for a in first):
            earliest = min(a["published"] for a in first)
            first = [a for a in first if a["published"] == earliest]
    return {
        "first_start": start,
        "first_stop": stop,
        "first_article_ids": sorted(a["article_id"] for a in first),
    }
