"""Find what became of a quotation in an article that was written from the same text, in whatever words.

Between two articles of any kind only shared words tell that one retells what the other quotes. Where lineage
says that one was written from the other, or both from a third, a sentence in which the same speaker says
something needs far fewer of them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from timeline.narrative.families import Families
from timeline.narrative.families.alike import titled
from timeline.narrative.families.changes import Version, change
from timeline.narrative.families.steps import Sentence, Step, Steps, Told, same_cast
from timeline.narrative.families.wording import empty, is_marked, places, surname, wording
from timeline.narrative.quotes.indirect import is_stripped
from timeline.narrative.quotes.lexicon import english
from timeline.schema import QUOTES, VARIANTS

FEWEST = 4
"""Aligned passages that show in which order both tell."""
SHORT_GAP = 5
"""Sentences between two aligned passages at which a remark and its retelling need not share a word."""
KINDS = ("copy", "rewrite", "common_upstream")
"""Lineage in which sentences were written from sentences."""
SHARED = 2
"""Words that a quotation and its retelling share; names and what stands everywhere do not count."""
SHARE = 0.22
"""Their share of the quotation, weighed by rarity among the sentences of both articles. Read on five articles
and on the pairs of 12,000: with less, what the same person says next was taken for it."""
_SAME = 5
"""Letters in which two words agree that may be one: "secret" is "secretive"."""
_NEAR = 3
"""Words between a speaker and the verb."""
_SHORTEST_NAME = 3
"""Letters of a speaker's name: "AI" is none."""
_FEWEST = 3
"""Words with a meaning from which a quotation can be known again."""
_SENTENCE = re.compile(r"[.?!][”\"’')\]]*\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
_CLAUSE = re.compile(r"[,;:—–]|[.?!]$")


def retold(found: Families, articles: pl.DataFrame, lineage: pl.DataFrame) -> Families:
    """Add what another article retells of a quotation: a row of ``quotes`` each, and what changed.

    Only articles that ``lineage`` ties are compared.
    """
    quotes, variants = found.quotes, found.variants
    told_of = pl.col("kind").is_in(KINDS) & (pl.col("passages").list.len() >= FEWEST)
    pairs = lineage.filter(told_of).sort("source_id", "target_id")
    ids = {*pairs["source_id"], *pairs["target_id"]}
    told = _told(quotes, articles, ids)
    added: dict[str, dict[str, Any]] = {}
    families: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for source, target, passages in pairs.select("source_id", "target_id", "passages").iter_rows():
        if source not in told or target not in told:
            continue
        steps = [(p["source_begin"], p["target_begin"]) for p in passages]
        back = [(there, here) for here, there in steps]
        for one, two, anchors in ((told[source], told[target], steps), (told[target], told[source], back)):
            for quote, row in _retellings(one, two, Steps(anchors, one, two)):
                if row["quote_id"] in added:
                    continue
                first, other = _ordered(_version(quote, one), _version(row, two))
                family = families.get(quote["quote_id"], quote["family_id"]) or first.row["quote_id"]
                added[row["quote_id"]] = {**row, "family_id": family}
                families |= dict.fromkeys((quote["quote_id"], row["quote_id"]), family)
                rows.append(_row(family, first, other))
    if not added:
        return found
    known = pl.col("quote_id").replace_strict(families, default=pl.col("family_id"), return_dtype=pl.String)
    made = QUOTES.frame(list(added.values())).join(quotes, on="quote_id", how="anti")
    every = pl.concat([quotes.with_columns(family_id=known), made])
    order = articles.select("article_id").with_row_index("_place")
    placed = every.join(order, on="article_id", how="left", maintain_order="left")
    placed = placed.sort("_place", "begin", "end", maintain_order=True).drop("_place")
    told_again = pl.concat([variants, VARIANTS.frame(rows)])
    return Families(placed, told_again.sort("family_id", "b_id", "b_begin", maintain_order=True))


def _told(quotes: pl.DataFrame, articles: pl.DataFrame, ids: set[str]) -> dict[str, Told]:
    """Read the articles that lineage ties."""
    of: dict[str, list[dict[str, Any]]] = {}
    wanted = pl.Series(sorted(ids), dtype=pl.String).implode()
    for row in quotes.filter(pl.col("article_id").is_in(wanted)).iter_rows(named=True):
        of.setdefault(row["article_id"], []).append(row)
    day = "dct_best" if "dct_best" in articles.columns else None
    chosen = articles.filter(pl.col("article_id").is_in(wanted))
    chosen = chosen.select("article_id", "text", day=pl.col(day) if day else pl.lit(None, dtype=pl.Date))
    return {
        article_id: Told(article_id, published, text, list(_sentences(text)), of.get(article_id, []))
        for article_id, text, published in chosen.iter_rows()
        if article_id in of
    }


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for match in [*_SENTENCE.finditer(text), None]:
        end = match.end() if match else len(text)
        made, hollow = wording(text[start:end]), empty()
        if made.words:
            spans = [(start + begin, start + stop) for begin, stop in places(text[start:end])]
            keys = ["" if word in hollow else word[:_SAME] for word in made.words]
            yield Sentence(start, end, made.words, spans, keys)
        start = end


def _retellings(one: Told, two: Told, steps: Steps) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Give quotations of the first article with the QUOTES row of what the second makes of them."""
    here = {q["family_id"] for q in two.quotes} - {None}
    quotes = [q for q in one.quotes if _may_be_retold(q, one.text) and q["family_id"] not in here]
    if not quotes:
        return
    ranked: list[_Likely] = []
    for number, told in _compared(quotes, two, _weights(one, two), steps):
        if len(told.shared) >= SHARED and told.weight >= SHARE * told.whole:
            window = _window(two.sentences[told.place], told.reported, told.shared)
            ranked.append((-told.weight, number, told.place, window))
    taken: set[tuple[str, int]] = set()
    for _, number, place, (first, last) in sorted(ranked):
        if ("q", number) in taken or ("s", place) in taken:
            continue
        taken |= {("q", number), ("s", place)}
        begin, end = _clause(two, two.sentences[place], first, last)
        if not any(q["begin"] < end and begin < q["end"] and is_marked(q["form"]) for q in two.quotes):
            yield quotes[number], _made(two, (begin, end), quotes[number]["speaker"])
    if not same_cast(one, two):
        return
    left = [q for number, q in enumerate(quotes) if ("q", number) not in taken]
    yield from _alone(left, two, _weights(one, two), steps, {place for kind, place in taken if kind == "s"})


_Likely = tuple[float, int, int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Hold what a quotation shares with a sentence in which its speaker says something: keys and weights."""

    place: int
    reported: range
    shared: frozenset[str]
    weight: float
    whole: float


def _compared(
    quotes: Sequence[Mapping[str, Any]], two: Told, weights: Mapping[str, float], steps: Steps
) -> Iterator[tuple[int, _Shared]]:
    """Compare quotations with the sentences at their step in which the speaker says something."""
    for number, quote in enumerate(quotes):
        name = surname(quote["speaker"]) or ""
        keys = frozenset(word[:_SAME] for word in _meant(quote["text"])) - {name[:_SAME]}
        for place in steps.beside(quote["begin"]):
            for reported in _reported(two, place, name):
                free = {two.sentences[place].keys[n] for n in reported} - {"", name[:_SAME]}
                shared = frozenset(key for key in keys & free if weights[key] > 0)
                weight, whole = (sum(weights[key] for key in of) for of in (shared, keys))
                yield number, _Shared(place, reported, shared, weight, whole)


def _alone(
    quotes: Sequence[Mapping[str, Any]],
    two: Told,
    weights: Mapping[str, float],
    steps: Steps,
    taken: Set[int],
) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Pair what one person says at a step of the first article with all that this person says there.

    Where the second article says it in one sentence, the order of the telling shows which words it retells:
    with none in common only where the step is short and the person says nothing else there.
    """
    kept = {q["family_id"] for q in quotes} | {None}
    for (name, around), own in _by_step(quotes, steps).items():
        places = range(max(around[0][1], 0), min(around[1][1] + 1, len(two.sentences)))
        said = {
            place: row
            for place in places
            if place not in taken
            and any(True for _ in _reported(two, place, name))
            and (row := _own_report(two, place)) is not None
            and row["family_id"] in kept
        }
        if len(said) != 1:
            continue
        ((place, row),) = said.items()
        keys = {*two.sentences[place].keys} - {"", name[:_SAME]}
        ranked = sorted(
            (-sum(weights[key] for key in keys & {w[:_SAME] for w in _meant(q["text"])}), n)
            for n, q in enumerate(own)
        )
        gap = max(around[1][0] - around[0][0], around[1][1] - around[0][1])
        if ranked[0][0] < 0 or (len(own) == 1 and gap <= SHORT_GAP):
            yield own[ranked[0][1]], dict(row)


def _by_step(
    quotes: Sequence[Mapping[str, Any]], steps: Steps
) -> dict[tuple[str, Step], list[Mapping[str, Any]]]:
    """Give quotations by speaker and by what stands aligned around them."""
    out: dict[tuple[str, Step], list[Mapping[str, Any]]] = {}
    for quote in quotes:
        around = steps.around(quote["begin"])
        if around is not None:
            out.setdefault((surname(quote["speaker"]) or "", around), []).append(quote)
    return out


def _own_report(two: Told, place: int) -> Mapping[str, Any] | None:
    """Give the one report of a sentence that quotes nothing in marks."""
    sentence = two.sentences[place]
    there = [q for q in two.quotes if q["begin"] < sentence.end and sentence.begin < q["end"]]
    return there[0] if len(there) == 1 and there[0]["form"] == "indirect" else None


def _may_be_retold(quote: Mapping[str, Any], text: str) -> bool:
    marked = is_marked(quote["form"]) or (quote["form"] == "unmarked" and is_stripped(text))
    named = len(surname(quote["speaker"]) or "") >= _SHORTEST_NAME
    return marked and named and len(_meant(quote["text"])) >= _FEWEST and not titled(wording(quote["text"]))


def _meant(text: str) -> list[str]:
    made = wording(text)
    return [made.words[i] for i in made.content]


def _weights(one: Told, two: Told) -> dict[str, float]:
    """Weigh words by how few sentences of either article hold them; what a third holds weighs nothing."""
    out: dict[str, float] = {}
    for told in (one, two):
        counts = Counter(key for sentence in told.sentences for key in {*sentence.keys})
        for key, n in counts.items():
            weight = max(0.0, math.log(len(told.sentences) / (3 * n)))
            out[key] = min(weight, out.get(key, weight))
    return out


def _reported(two: Told, place: int, name: str) -> Iterator[range]:
    """Give the words that a sentence lets the speaker say: behind "Lee said", in front of "said Lee"."""
    lists, sentence = english(), two.sentences[place]
    words = [word.removesuffix("'s") for word in sentence.words]
    before = {word.removesuffix("'s") for word in two.sentences[place - 1].words} if place else set()
    goes_on = words[0] in lists.lists["grammar.third_person"] and name in before
    for at, word in enumerate(words):
        if not (word == name or (goes_on and not at)) or _in_marks(two, sentence.spans[at][0]):
            continue
        after = _behind_apposition(two.text, sentence, at)
        cue = next((n for n in range(after, min(after + _NEAR, len(words))) if words[n] in lists.cues), None)
        if cue is not None:
            yield range(cue + 1, len(words))
        elif any(w in lists.cues or w == "according" for w in words[max(0, at - _NEAR - 1) : at]):
            first = next(
                n for n in range(max(0, at - _NEAR - 1), at) if words[n] in lists.cues | {"according"}
            )
            yield range(first)
            yield range(at + 1, len(words))


def _behind_apposition(text: str, sentence: Sentence, at: int) -> int:
    """Give the word behind what a comma and the next set apart: "Ann Lee, who runs the port, said"."""
    spans = sentence.spans
    gaps = [n for n in range(at, len(spans) - 1) if "," in text[spans[n][1] : spans[n + 1][0]]]
    return gaps[1] + 1 if len(gaps) > 1 and gaps[0] == at else at + 1


def _in_marks(two: Told, place: int) -> bool:
    return any(q["begin"] <= place < q["end"] and is_marked(q["form"]) for q in two.quotes)


def _window(sentence: Sentence, reported: range, shared: frozenset[str]) -> tuple[int, int]:
    """Give the shortest row of words that holds all shared ones, the last of several."""
    held = [(n, sentence.keys[n]) for n in reported if sentence.keys[n] in shared]
    windows = [
        (held[j][0] - held[i][0], -held[i][0], held[j][0])
        for i in range(len(held))
        for j in range(i, len(held))
        if {key for _, key in held[i : j + 1]} == shared
    ]
    _, first, last = min(windows)
    return -first, last


def _clause(two: Told, sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    """Give the clause around a row of words: from behind a cue or a mark to the next mark."""
    text, spans, lists = two.text, sentence.spans, english()
    opens = lists.cues | lists.lists["cues.complementisers"]
    while first and sentence.words[first - 1] not in opens:
        if _CLAUSE.search(text[spans[first - 1][1] : spans[first][0]]):
            break
        first -= 1
    stop = sentence.begin + len(text[sentence.begin : sentence.end].rstrip())
    end = _CLAUSE.search(text, spans[last][1], stop)
    return spans[first][0], end.start() if end else stop


def _made(two: Told, span: tuple[int, int], speaker: str) -> dict[str, Any]:
    begin, end = span
    return {
        "quote_id": f"{two.article_id}:{begin}-{end}",
        "article_id": two.article_id,
        "begin": begin,
        "end": end,
        "spans": [{"begin": begin, "end": end}],
        "text": two.text[begin:end],
        "form": "unmarked" if is_stripped(two.text) else "indirect",
        "speaker": speaker,
        "speaker_begin": None,
        "speaker_end": None,
        "cue": None,
        "family_id": None,
    }


def _version(row: Mapping[str, Any], told: Told) -> Version:
    return Version(dict(row), wording(row["text"]), told.day, told.text)


def _ordered(one: Version, two: Version) -> tuple[Version, Version]:
    """Put first what stands in marks, then what is earlier."""
    later = (not two.quoted, two.day or date.max) < (not one.quoted, one.day or date.max)
    return (two, one) if later else (one, two)


def _row(family: str, one: Version, two: Version) -> dict[str, Any]:
    found = change(one, two)
    return {
        "kind": "quote",
        "family_id": family,
        "a_id": one.row["article_id"],
        "a_begin": one.row["begin"],
        "a_end": one.row["end"],
        "b_id": two.row["article_id"],
        "b_begin": two.row["begin"],
        "b_end": two.row["end"],
        "changed": found.changed,
        "change": found.kind,
        "note": found.note,
    }
