"""Find marked quotations in articles that print the same words without marks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from timeline.narrative.families.wording import empty, is_marked, surname, wording
from timeline.narrative.quotes.lexicon import english

LONG = 4
"""Words with a meaning from which the words alone show where they are from; fewer need the speaker near."""
_LONGEST = 400
"""Code points of a pattern: sentences are looked for, not whole speeches."""
_AROUND = 350
"""Code points before a short phrase in which its speaker must be named."""
_CURLY = str.maketrans("’‘\u00a0", "'' ")

Row = Mapping[str, Any]


def projected(rows: Sequence[Row], articles: pl.DataFrame) -> list[dict[str, Any]]:
    """Give QUOTES rows for words that stand in marks elsewhere: ``unmarked``, or ``mixed`` in marks here too.

    One pass of an automaton over all texts finds articles that hold the words; only those are read. Short
    phrases count only where the speaker is named. Words in marks that were taken for a scare quote are
    found again where another article says whose they are.
    """
    phrases = _phrases(rows)
    if not phrases:
        return []
    taken: dict[str, list[tuple[int, int, bool]]] = {}
    for row in rows:
        taken.setdefault(row["article_id"], []).append((row["begin"], row["end"], row["form"] == "indirect"))
    out: dict[tuple[str, int, int], dict[str, Any]] = {}
    for article_id, text, hits in _hits(list(phrases), articles):
        folded = text.translate(_CURLY).lower()
        for phrase in sorted(set(hits), key=lambda words: (-len(words), words)):
            for begin, end in _places(phrase, folded):
                busy = taken.setdefault(article_id, [])
                # a phrase may stand within indirect speech, one word there is only retold
                if any(b < end and e > begin and (" " not in phrase or not retold) for b, e, retold in busy):
                    continue
                marked = _in_marks(text, begin, end)
                content = len(wording(phrase).content)
                start = max(0, begin - _AROUND)
                if not marked and content < LONG:
                    start = _sentence(folded, begin)
                    if not _cued(folded[start:begin], content):
                        continue
                speaker = _speaker(phrases[phrase], phrase, folded[start : end + 60])
                if speaker is None or (marked and not speaker):
                    continue
                busy.append((begin, end, False))
                form = "mixed" if marked else "unmarked"
                row = _row(article_id, text, (begin, end))
                out[article_id, begin, end] = {**row, "speaker": speaker or None, "form": form}
    return [out[key] for key in sorted(out)]


def is_projected() -> pl.Expr:
    """Tell the rows that ``projected`` made from those that were read in the article itself."""
    of_name = pl.col("speaker").is_not_null() & pl.col("speaker_begin").is_null()
    return of_name | ((pl.col("form") == "unmarked") & pl.col("cue").is_null())


def _phrases(rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Map each phrase to its speakers by last name; from the earliest row in the order of identifiers."""
    out: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: str(row["quote_id"])):
        name = surname(row["speaker"])
        if not is_marked(row["form"]):
            continue
        for phrase in _parts(row["text"]):
            content = len(wording(phrase).content)
            if " " not in phrase and row["text"][:1].isupper():
                # a name in marks is no remark
                continue
            if content >= LONG or (content and name):
                out.setdefault(phrase, {}).setdefault(name or "", row["speaker"] or "")
    return out


def _parts(text: str) -> Iterator[str]:
    folded = text.translate(_CURLY).lower().strip(" .,;:?!…–—-'\"")
    yield from (part for part in [folded] if 4 < len(part) <= _LONGEST)
    for part in re.split(r"(?<=[.?!,;])\s+", folded):
        cut = part.strip(" .,;:?!…–—-'\"")
        if cut != folded and len(cut) <= _LONGEST and len(wording(cut).content) >= LONG + 2:
            yield cut


def _hits(phrases: list[str], articles: pl.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    folded = pl.col("text").str.to_lowercase().str.replace_many(["’", "‘", "\u00a0"], ["'", "'", " "])
    found = folded.str.extract_many(pl.lit(pl.Series(phrases).implode()), overlapping=True)
    rows = articles.filter(pl.col("text").str.len_chars() > 0).select(
        "article_id", "text", found.alias("hits")
    )
    yield from rows.filter(pl.col("hits").list.len() > 0).iter_rows()


def _places(phrase: str, folded: str) -> Iterator[tuple[int, int]]:
    begin = folded.find(phrase)
    while begin >= 0:
        end = begin + len(phrase)
        if not (folded[begin - 1 : begin].isalnum() or folded[end : end + 1].isalnum()):
            yield begin, end
        begin = folded.find(phrase, end)


def _in_marks(text: str, begin: int, end: int) -> bool:
    """Say whether marks stand around words, which the reader of quotations left out for a reason."""
    before, after = text[max(0, begin - 2) : begin], text[end : end + 3]
    return bool(re.search(r"[“\"‘'„«]\W?$", before)) and bool(re.search(r"^\W{0,2}[”\"’'“»]", after))


def _sentence(text: str, place: int) -> int:
    """Find where the sentence around a place begins."""
    ends = [match.end() for match in re.finditer(r"[.?!]\s|\n", text[max(0, place - _AROUND) : place])]
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
