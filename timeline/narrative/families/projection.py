"""Find marked quotations in articles that print the same words without marks."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from timeline.narrative.families.wording import empty, is_marked, surname, wording
from timeline.narrative.quotes.lexicon import english

LONG = 4
"""Words with a meaning from which the words alone show where they are from; fewer need the speaker near."""
_LONG_WORDS = 5
"""Words from which a phrase may have so many with a meaning; fewer are looked at word by word."""
_LONGEST = 400
"""Code points of a phrase: sentences are looked for, not whole speeches."""
_KEY = 24
"""Code points of a phrase that are looked for first, in all articles at once."""
_AROUND = 350
"""Code points before a short phrase in which its speaker must be named."""
_PART_WORDS = 9
"""Words from which a part of a quotation, between two marks, is looked for by itself."""
_MOST_ARTICLES = 40
"""Articles that may hold a short phrase: what more of them hold is everybody's."""
_SENTENCE_END = re.compile(r"[.?!]\s|\n")
_EDGE = " .,;:?!…–—-'\""


class _Phrase:
    """Hold words in marks: the articles that print them so, and whose they are by last name."""

    __slots__ = ("articles", "speakers")

    def __init__(self) -> None:
        self.articles: set[str] = set()
        self.speakers: dict[str, str] = {}


def projected(quotes: pl.DataFrame, articles: pl.DataFrame) -> list[dict[str, Any]]:
    """Give QUOTES rows for words that stand in marks elsewhere: ``unmarked``, or ``mixed`` in marks here too.

    One pass of an automaton over all texts finds articles that hold how the words begin; only those are
    read. Short phrases count only where the speaker is named. Words in marks that were taken for a scare
    quote are found again where another article says whose they are.
    """
    phrases = _phrases(quotes)
    if not phrases:
        return []
    by_key: dict[str, list[str]] = {}
    for phrase in phrases:
        by_key.setdefault(phrase[:_KEY], []).append(phrase)
    found = [
        (article_id, text, phrase)
        for article_id, text, keys in _hits(list(by_key), articles)
        for phrase in sorted(
            (p for key in set(keys) for p in by_key[key] if phrases[p].articles != {article_id}),
            key=lambda words: (-len(words), words),
        )
    ]
    held = pl.Series([article_id for article_id, _, _ in found], dtype=pl.String).unique()
    taken: dict[str, list[tuple[int, int, bool]]] = {}
    there = quotes.filter(pl.col("article_id").is_in(held.implode()))
    for article_id, begin, end, form in there.select("article_id", "begin", "end", "form").iter_rows():
        taken.setdefault(article_id, []).append((begin, end, form == "indirect"))
    out: dict[tuple[str, int, int], dict[str, Any]] = {}
    folded, last = "", None
    for article_id, text, phrase in found:
        if article_id != last:
            folded, last = _folded(text), article_id
        if len(folded) == len(text):
            busy = taken.setdefault(article_id, [])
            for begin, end, speaker, marked in _read((text, folded), phrase, phrases[phrase].speakers, busy):
                row = _row(article_id, text, (begin, end))
                form = "mixed" if marked else "unmarked"
                out[article_id, begin, end] = {**row, "speaker": speaker or None, "form": form}
    return [out[key] for key in sorted(out)]


def _read(
    texts: tuple[str, str], phrase: str, speakers: Mapping[str, str], busy: list[tuple[int, int, bool]]
) -> Iterator[tuple[int, int, str, bool]]:
    """Give the places of a phrase in one article that are not read as quotations yet; ``busy`` grows.

    ``texts`` are the article's and the same with plain marks in lower case.
    """
    text, folded = texts
    for begin, end in _places(phrase, folded):
        # a phrase may stand within indirect speech, one word there is only retold
        if any(b < end and e > begin and (" " not in phrase or not retold) for b, e, retold in busy):
            continue
        marked = _in_marks(text, begin, end)
        content = len(wording(phrase).content)
        start = max(0, begin - _AROUND)
        if not marked and content < LONG:
            start = _sentence(folded, begin)
            # "…, its owner, Ann Lee, said": for more than a catchword a verb behind it will do
            behind = _SENTENCE_END.split(folded[end : end + _AROUND], maxsplit=1)[0] if content > 2 else ""
            if not _cued(folded[start:begin] + behind, content):
                continue
        speaker = _speaker(speakers, phrase, folded[start : end + 60])
        if speaker is not None and (speaker or not marked):
            busy.append((begin, end, False))
            yield begin, end, speaker, marked


def is_projected() -> pl.Expr:
    """Tell the rows that ``projected`` made from those that were read in the article itself."""
    of_name = pl.col("speaker").is_not_null() & pl.col("speaker_begin").is_null()
    return of_name | ((pl.col("form") == "unmarked") & pl.col("cue").is_null())


def _phrases(quotes: pl.DataFrame) -> dict[str, _Phrase]:
    """Map each phrase to who says it and where; the earliest row in the order of identifiers names it."""
    marked = [form for form in quotes["form"].unique().to_list() if is_marked(form)]
    said = quotes.filter(pl.col("form").is_in(marked)).sort("quote_id")
    folded = pl.col("text").str.to_lowercase().str.replace_many(["’", "‘", "\u00a0"], ["'", "'", " "])
    whole = folded.str.strip_chars(_EDGE)
    # a single word with a capital in marks is a name
    named = pl.col("text").str.contains(r"^\p{Lu}") & ~whole.str.contains(" ", literal=True)
    said = said.filter(~named).select("article_id", "speaker", phrase=whole)
    parts = (
        said.with_columns(
            part=pl.col("phrase").str.replace_all(r"([.?!,;])\s+", "${1}\x1e").str.split("\x1e")
        )
        .explode("part")
        .filter(pl.col("part") != pl.col("phrase"))
        .select("article_id", "speaker", phrase=pl.col("part").str.strip_chars(_EDGE))
        .filter(_count("phrase") >= _PART_WORDS)
    )
    size = pl.col("phrase").str.len_chars()
    every = pl.concat([said, parts]).filter((size > 4) & (size <= _LONGEST)).with_columns(n=_count("phrase"))
    names = {name: surname(name) for name in every["speaker"].unique().to_list()}
    out: dict[str, _Phrase] = {}
    for article_id, speaker, phrase, count in every.iter_rows():
        name = names[speaker]
        if count >= _LONG_WORDS or name:
            made = out.get(phrase) or out.setdefault(phrase, _Phrase())
            made.articles.add(article_id)
            made.speakers.setdefault(name or "", speaker or "")
    return out


def _folded(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").lower()


def _count(name: str) -> pl.Expr:
    """Count the words of a phrase."""
    return pl.col(name).str.count_matches(" ", literal=True) + 1


def _hits(keys: list[str], articles: pl.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    """Give the articles that hold keys, and which: those that hardly any article holds, or long ones."""
    folded = pl.col("text").str.to_lowercase().str.replace_many(["’", "‘", "\u00a0"], ["'", "'", " "])
    found = folded.str.extract_many(pl.lit(pl.Series(keys).implode()), overlapping=True).list.unique()
    rows = articles.filter(pl.col("text").str.len_chars() > 0).select("article_id", hits=found)
    each = rows.explode("hits").drop_nulls()
    short = pl.col("hits").str.len_chars() < _KEY
    common = each.filter(short).group_by("hits").len().filter(pl.col("len") > _MOST_ARTICLES).select("hits")
    kept = each.join(common, on="hits", how="anti").group_by("article_id").agg("hits")
    texts = articles.select("article_id", "text")
    yield from texts.join(kept, on="article_id", how="inner", maintain_order="left").iter_rows()


def _places(phrase: str, folded: str) -> Iterator[tuple[int, int]]:
    begin = folded.find(phrase)
    while begin >= 0:
        end = begin + len(phrase)
        # "real innovations" in marks is "real innovation" elsewhere
        plural = " " in phrase and folded[end : end + 1] == english().plural_ending
        end += plural and not folded[end + 1 : end + 2].isalnum()
        if not (folded[begin - 1 : begin].isalnum() or folded[end : end + 1].isalnum()):
            yield begin, end
        begin = folded.find(phrase, end)


def _in_marks(text: str, begin: int, end: int) -> bool:
    """Say whether marks stand around words, which the reader of quotations left out for a reason."""
    before, after = text[max(0, begin - 2) : begin], text[end : end + 3]
    return bool(re.search(r"[“\"‘'„«]\W?$", before)) and bool(re.search(r"^\W{0,2}[”\"’'“»]", after))


def _sentence(text: str, place: int) -> int:
    """Find where the sentence around a place begins."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text[max(0, place - _AROUND) : place])]
    return max(0, place - _AROUND) + (ends[-1] if ends else 0)


def _cued(before: str, content: int) -> bool:
    """Say whether a sentence reports: any reporting verb for a phrase, "called it" for a single word."""
    lists = english()
    cues = lists.lists["cues.naming"] if content == 1 else lists.cues
    return any(word in cues for word in re.findall(r"[^\W\d_]+", before))


def _speaker(known: Mapping[str, str], phrase: str, around: str) -> str | None:
    """Give the speaker who is named near the words; long wordings need none ("")."""
    for name in sorted(known):
        if name and name not in phrase and any(_places(name, around)):
            return known[name]
    content = [word for word in wording(phrase).words if word not in empty()]
    return "" if len(content) >= LONG else None


def _row(article_id: str, text: str, span: tuple[int, int]) -> dict[str, Any]:
    begin, end = span
    return {
        "quote_id": f"{article_id}:{begin}-{end}",
        "article_id": article_id,
        "begin": begin,
        "end": end,
        "spans": [{"begin": begin, "end": end}],
        "text": text[begin:end],
        "speaker_begin": None,
        "speaker_end": None,
        "cue": None,
        "family_id": None,
    }
