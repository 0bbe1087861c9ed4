"""Find marked quotations in articles that print the same words without marks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from timeline.narrative.families.candidates import FRAGMENT_DAYS
from timeline.narrative.families.keys import packed, unpacked
from timeline.narrative.families.scanning import Places, scanned
from timeline.narrative.families.wording import is_marked, surname, wording
from timeline.narrative.quotes.lexicon import english

LONG = 4
"""Words with a meaning from which the words alone show where they are from; fewer need the speaker near."""
_LONG_WORDS = 5
"""Words from which a phrase may have so many with a meaning; fewer are looked at word by word."""
_LONGEST = 400
"""Code points of a phrase: sentences are looked for, not whole speeches."""
_KEY = 24
"""Code points from which a phrase may stand in any number of articles."""
_AROUND = 350
"""Code points before a short phrase in which its speaker must be named."""
_STOCK = 3
"""Articles of other weeks that print a few words, at least, and as many as print them in the same weeks."""
_FAR_DAYS = 10_000_000
"""More than any day since 1970."""
_PART_WORDS = 9
"""Words from which a part of a quotation, between two marks, is looked for by itself."""
_MOST_ARTICLES = 40
"""Articles that may hold a short phrase: what more of them hold is everybody's."""
_REWORDED = 0.5
"""Share of the words in front of a part that must be those of the quotation for them to belong to it."""
_SAME = 5
"""Letters in which two words agree that may be one."""
_SENTENCE_END = re.compile(r"[.?!]\s|\n")
_EDGE = " .,;:?!…–—-'\""


@dataclass(frozen=True, slots=True)
class Projected:
    """Hold QUOTES rows of words that stand in marks elsewhere, and phrases that are printed all the time."""

    rows: Sequence[Mapping[str, Any]]
    stock: frozenset[str]


def projected(quotes: pl.DataFrame, articles: pl.DataFrame) -> Projected:
    """Find words that stand in marks elsewhere: ``unmarked``, or ``mixed`` in marks here too.

    All articles are scanned for all phrases at once. Short phrases count only where the speaker is named.
    Words in marks that were taken for a scare quote are found where another article says whose they are.
    """
    told = articles.filter(pl.col("text").str.len_chars() > 0).select("article_id", "text", "day")
    ids, texts = told["article_id"].to_list(), told["text"]
    known = _phrases(quotes, told)
    phrases = known["phrase"].to_list()
    places = scanned(phrases, map(_folded, texts), _most(phrases))
    # words that one article prints are looked for in others
    others = known["owner"].to_numpy()[places.phrases] != places.texts
    others = np.flatnonzero(others & ~places.common[places.phrases])
    found = (column[others].tolist() for column in (places.texts, places.phrases, places.begins))
    begins: dict[int, dict[int, list[int]]] = {}
    for text, phrase, begin in zip(*found, strict=True):
        begins.setdefault(text, {}).setdefault(phrase, []).append(begin)
    taken = _taken(quotes, [ids[text] for text in begins])
    wanted = {phrase for there in begins.values() for phrase in there}
    speakers, wholes = _speakers(known, wanted), known["whole"]
    content = {phrase: len(wording(phrases[phrase]).content) for phrase in wanted}
    out: dict[tuple[str, int, int], dict[str, Any]] = {}
    for number, there in begins.items():
        article_id, text = ids[number], texts[number]
        folded = _folded(text)
        if len(folded) != len(text):
            continue
        busy = taken.setdefault(article_id, [])
        for phrase in sorted(there, key=lambda i: (-len(phrases[i]), phrases[i])):
            spans = _spans(phrases[phrase], folded, there[phrase])
            near = _Phrase(phrases[phrase], content[phrase], speakers[phrase])
            for begin, end, speaker, marked in _read((text, folded), near, spans, busy):
                part = not marked and len(wholes[phrase]) > len(phrases[phrase])
                at = _widened(folded, begin, phrases[phrase], wholes[phrase], busy) if part else begin
                row = _row(article_id, text, (at, end))
                form = "mixed" if marked else "unmarked"
                out[article_id, at, end] = {**row, "speaker": speaker or None, "form": form}
    return Projected([out[key] for key in sorted(out)], _stock(phrases, places, told))


def phrase_of(text: str) -> str:
    """Give the words of a quotation as they are looked for.

    >>> phrase_of("Witch Hunt,")
    'witch hunt'
    """
    return _folded(text).strip(_EDGE)


def _stock(phrases: Sequence[str], places: Places, told: pl.DataFrame) -> frozenset[str]:
    """Give the short phrases that more articles print in other weeks than in any few weeks: "witch hunt"."""
    days = told["day"].cast(pl.Int32).cast(pl.Int64).fill_null(-1).to_numpy()[places.texts]
    dated = np.flatnonzero(days >= 0)
    lines = np.unique(packed(places.phrases[dated], places.texts[dated]))
    which, texts = unpacked(lines)
    days = told["day"].cast(pl.Int32).cast(pl.Int64).fill_null(-1).to_numpy()[texts]
    keys = np.sort(which * _FAR_DAYS + days)
    which = keys // _FAR_DAYS
    if not len(keys):
        return frozenset()
    weeks = np.searchsorted(keys, keys + FRAGMENT_DAYS, side="right") - np.arange(len(keys))
    first = np.flatnonzero(np.append(True, which[1:] != which[:-1]))
    most, total = np.maximum.reduceat(weeks, first), np.diff(np.append(first, len(keys)))
    stock = which[first[total - most >= np.maximum(most, _STOCK)]].tolist()
    return frozenset(phrases[number] for number in stock if len(phrases[number]) < _KEY)


def _most(phrases: Sequence[str]) -> NDArray[np.int64]:
    """Give how many articles may hold each phrase."""
    return np.array(
        [_MOST_ARTICLES if len(p) < _KEY else len(phrases) + 2**31 for p in phrases], dtype=np.int64
    )


def _taken(quotes: pl.DataFrame, article_ids: Sequence[str]) -> dict[str, list[tuple[int, int, bool]]]:
    """Give what is read as a quotation in each article: begin, end, whether it is indirect."""
    held = pl.Series(article_ids, dtype=pl.String).unique()
    there = quotes.filter(pl.col("article_id").is_in(held.implode()))
    out: dict[str, list[tuple[int, int, bool]]] = {}
    for article_id, begin, end, form in there.select("article_id", "begin", "end", "form").iter_rows():
        out.setdefault(article_id, []).append((begin, end, form == "indirect"))
    return out


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Hold a phrase, the number of its words with a meaning, and who says it, by last name."""

    text: str
    content: int
    speakers: Mapping[str, str]


def _read(
    texts: tuple[str, str],
    phrase: _Phrase,
    spans: Iterable[tuple[int, int]],
    busy: list[tuple[int, int, bool]],
) -> Iterator[tuple[int, int, str, bool]]:
    """Give the places of a phrase in one article that are not read as quotations yet; ``busy`` grows.

    ``texts`` are the article's and the same with plain marks in lower case, ``spans`` all its places.
    """
    text, folded = texts
    content, words = phrase.content, " " in phrase.text
    for begin, end in spans:
        # a phrase may stand within indirect speech, one word there is only retold
        if any(b < end and e > begin and not (words and retold) for b, e, retold in busy):
            continue
        start = max(0, begin - _AROUND)
        if content < LONG and not _is_named(phrase.speakers, folded[start : end + 60]):
            continue
        marked = _in_marks(text, begin, end)
        if not marked and content < LONG:
            start = _sentence(folded, begin)
            # "…, its owner, Ann Lee, said": for more than a catchword a verb behind it will do
            behind = _SENTENCE_END.split(folded[end : end + _AROUND], maxsplit=1)[0] if content > 2 else ""
            if not _cued(folded[start:begin] + behind, content):
                continue
        speaker = _speaker(phrase.speakers, phrase.text, folded[start : end + 60], content)
        if speaker is not None and (speaker or not marked):
            busy.append((begin, end, False))
            yield begin, end, speaker, marked


def is_projected() -> pl.Expr:
    """Tell the rows that ``projected`` made from those that were read in the article itself."""
    of_name = pl.col("speaker").is_not_null() & pl.col("speaker_begin").is_null()
    return of_name | ((pl.col("form") == "unmarked") & pl.col("cue").is_null())


def _phrases(quotes: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """List the phrases to look for: phrase, owner, names, speakers, whole.

    ``owner`` is the number of the only article that prints it in marks, else -1; ``names`` are the last names
    of those who say it ("" for nobody) and ``speakers`` the same as printed, in the order of identifiers;
    ``whole`` is the quotation that it is a part of.
    """
    marked = [form for form in quotes["form"].unique().to_list() if is_marked(form)]
    said = quotes.filter(pl.col("form").is_in(marked)).sort("quote_id")
    folded = pl.col("text").str.to_lowercase().str.replace_many(["’", "‘", "\u00a0"], ["'", "'", " "])
    whole = folded.str.strip_chars(_EDGE)
    # a single word with a capital in marks is a name
    named = pl.col("text").str.contains(r"^\p{Lu}") & ~whole.str.contains(" ", literal=True)
    said = said.filter(~named).select("article_id", "speaker", phrase=whole).with_columns(whole="phrase")
    parts = (
        said.with_columns(
            part=pl.col("phrase").str.replace_all(r"([.?!,;])\s+", "${1}\x1e").str.split("\x1e")
        )
        .explode("part")
        .filter(pl.col("part") != pl.col("phrase"))
        .select("article_id", "speaker", phrase=pl.col("part").str.strip_chars(_EDGE), whole="whole")
        .filter(_count("phrase") >= _PART_WORDS)
    )
    size = pl.col("phrase").str.len_chars()
    every = pl.concat([said, parts]).filter((size > 4) & (size <= _LONGEST))
    names = every["speaker"].unique().to_list()
    last = pl.DataFrame(
        {"speaker": names, "name": [surname(name) or "" for name in names]},
        schema={"speaker": pl.String, "name": pl.String},
    )
    numbers = articles.select("article_id").with_row_index("article")
    first, article = pl.col("article").first().cast(pl.Int64), pl.col("article")
    return (
        every.join(last, on="speaker", how="left", nulls_equal=True, maintain_order="left")
        .filter((_count("phrase") >= _LONG_WORDS) | (pl.col("name") != ""))
        .join(numbers, on="article_id", how="left", maintain_order="left")
        .group_by("phrase", maintain_order=True)
        .agg(
            pl.when(article.min() == article.max()).then(first).otherwise(-1).alias("owner"),
            pl.col("name").alias("names"),
            pl.col("speaker").fill_null("").alias("speakers"),
            pl.col("whole").first(),
        )
    )


def _speakers(known: pl.DataFrame, wanted: Set[int]) -> dict[int, dict[str, str]]:
    """Give whose the wanted phrases are: by last name, as the first article prints it."""
    order = sorted(wanted)
    out: dict[int, dict[str, str]] = {}
    for number, names, speakers in zip(order, *known[order].select("names", "speakers"), strict=True):
        of = out.setdefault(number, {})
        for name, speaker in zip(names, speakers, strict=True):
            of.setdefault(name, speaker)
    return out


def _folded(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").lower()


def _count(name: str) -> pl.Expr:
    """Count the words of a phrase."""
    return pl.col(name).str.count_matches(" ", literal=True) + 1


def _places(phrase: str, folded: str) -> Iterator[tuple[int, int]]:
    """Give all places of a phrase in a text, as ``_spans`` does."""
    begin = folded.find(phrase)
    while begin >= 0:
        yield from _spans(phrase, folded, [begin])
        begin = folded.find(phrase, begin + len(phrase))


def _spans(phrase: str, folded: str, begins: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give begin and end where the words stand by themselves; "real innovation" elsewhere has an "s" more."""
    after = 0
    for begin in begins:
        end = begin + len(phrase)
        if begin < after or not folded.startswith(phrase, begin):
            continue
        plural = " " in phrase and folded[end : end + 1] == english().plural_ending
        end += plural and not folded[end + 1 : end + 2].isalnum()
        if not (folded[begin - 1 : begin].isalnum() or folded[end : end + 1].isalnum()):
            yield begin, end
        after = end


def _widened(folded: str, begin: int, phrase: str, whole: str, busy: Sequence[tuple[int, int, bool]]) -> int:
    """Find where words begin of which only the last part is printed as in marks: the rest was reworded."""
    start = _sentence(folded, begin)
    # "Lee: we will ..." in a script
    start = max(start, folded.rfind(": ", start, begin) + 2)
    before = set(_heads(folded[start:begin]))
    rest = set(_heads(whole[: whole.find(phrase)]))
    free = not any(b < begin and e > start and (b, e) != (begin, begin + len(phrase)) for b, e, _ in busy)
    alike = len(before & rest) >= _REWORDED * max(len(before), len(rest), 1)
    return start if free and len(rest) > 1 and alike else begin


def _heads(text: str) -> Iterator[str]:
    made = wording(text)
    return (made.words[i][:_SAME] for i in made.content)


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


def _is_named(known: Mapping[str, str], around: str) -> bool:
    """Say whether a speaker may be named, which is looked up fast: what ``_speaker`` asks for at least."""
    return any(name and name in around for name in known)


def _speaker(known: Mapping[str, str], phrase: str, around: str, content: int) -> str | None:
    """Give the speaker who is named near the words; long wordings need none ("")."""
    for name in sorted(known):
        if name and name not in phrase and any(_places(name, around)):
            return known[name]
    return "" if content >= LONG else None


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
