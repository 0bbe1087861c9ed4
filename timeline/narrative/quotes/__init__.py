"""Find quotations in articles and say who speaks: the per-article stage of the ``quotes`` table."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from timeline.events.mentions import is_read
from timeline.events.sentences import paragraphs
from timeline.narrative.quotes import direct, indirect, speakers
from timeline.narrative.quotes.indirect import Reported
from timeline.narrative.quotes.lexicon import english
from timeline.schema import QUOTES

__all__ = ["quotes"]


def quotes(articles: pl.DataFrame) -> pl.DataFrame:
    """List the quotations of articles (QUOTES, without ``family_id``: that needs all articles).

    It sees nothing but its batch: quotes(a + b) is quotes(a) + quotes(b). Articles in languages whose
    quotations are not read yield none. ``text`` is the speech without marks, parts joined by a blank;
    ``begin``/``end`` are the hull of ``spans``; ``speaker`` is the name that the article gives in full,
    ``speaker_begin``/``speaker_end`` where the source stands ("she"), which may be before or after.
    """
    read = articles.select("article_id", "text", "lang").filter(pl.col("text").str.len_bytes() > 0)
    rows: list[dict[str, Any]] = []
    cues = indirect.cue_places(read["text"])
    for (article_id, text, lang), places in zip(read.iter_rows(), cues, strict=True):
        if is_read(lang):
            rows += _of_article(article_id, text, places)
    return _frame(rows)


def _frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Make the table; spans, of which there is at least one a row, are made flat and grouped: much faster."""
    if not rows:
        return QUOTES.empty()
    cut = [(i, begin, end) for i, row in enumerate(rows) for begin, end in row["spans"]]
    flat = pl.DataFrame(cut, schema={"row": pl.UInt32, "begin": pl.Int64, "end": pl.Int64}, orient="row")
    spans = flat.group_by("row", maintain_order=True).agg(spans=pl.struct("begin", "end"))["spans"]
    return QUOTES.frame({**row, "spans": None} for row in rows).with_columns(spans)


def _of_article(article_id: str, text: str, cues: Sequence[int]) -> Iterator[dict[str, Any]]:
    lines = paragraphs(text)
    marked = direct.direct(text, lines)
    # a source in the sentence before may report something of its own there
    taken = [(q.spans[0][0], max(q.spans[-1][1], q.said.end if q.said else 0)) for q in marked]
    stripped = indirect.is_stripped(text)
    clauses = indirect.reported(text, taken, cues)
    if not marked and not clauses:
        return
    cast = speakers.cast(text)
    found: list[tuple[int, dict[str, Any]]] = []
    for quotation in marked:
        found.append((quotation.spans[0][0], _row(article_id, text, quotation.spans, quotation.form)))
        _attribute(found[-1][1], quotation.said, text, cast)
    for clause in clauses:
        form = "unmarked" if _speech(text, clause, stripped) else "indirect"
        row = _row(article_id, text, clause.spans, form)
        _attribute(row, clause.said, text, cast)
        found.append((clause.begin, row))
    seen: set[str] = set()
    for _, row in sorted(found, key=lambda pair: pair[0]):
        if row["quote_id"] not in seen:
            seen.add(row["quote_id"])
            yield row


def _speech(text: str, clause: Reported, stripped: bool) -> bool:
    """Say whether a reported clause is direct speech that lost its marks."""
    if not clause.trailing:
        return False
    if stripped:
        return True
    if indirect.has_marks(text):
        return False
    words = text[clause.begin : clause.end].lower().split()
    return any(english().has("grammar.speech_person", w.strip(",.;:")) for w in words)


def _row(article_id: str, text: str, spans: tuple[tuple[int, int], ...], form: str) -> dict[str, Any]:
    begin, end = spans[0][0], spans[-1][1]
    return {
        "quote_id": f"{article_id}:{begin}-{end}",
        "article_id": article_id,
        "begin": begin,
        "end": end,
        "spans": spans,
        "text": " ".join(text[b:e] for b, e in spans),
        "form": form,
        "family_id": None,
    }


def _attribute(row: dict[str, Any], said: Any, text: str, cast: speakers.Cast) -> None:
    row |= {"speaker": None, "speaker_begin": None, "speaker_end": None, "cue": None}
    if said is None:
        return
    row["speaker"] = speakers.name_of(text[said.begin : said.end], said.begin, cast)
    row["speaker_begin"], row["speaker_end"] = said.begin, said.end
    row["cue"] = text[said.cue_begin : said.cue_end]
