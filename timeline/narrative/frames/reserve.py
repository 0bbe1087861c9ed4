"""Say how sure and how neutral articles sound: hedged and boosted statements, reporting verbs that judge."""

from collections.abc import Sequence

import polars as pl

from timeline.events.lexicon import english as event_words
from timeline.narrative.frames.dictionary import Lexicon
from timeline.narrative.frames.uses import found_in

STATEMENTS = "statements"
NUMBERS = "numbers"


def statements(event_mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give each sentence that tells something once: (key, article_id, hedged, text between blanks)."""
    sentences = (
        event_mentions.join(articles.select("article_id"), on="article_id", how="semi")
        .group_by("article_id", "field", "begin", "end")
        .agg(pl.col("hedged").fill_null(False).any())
        .sort("article_id", "field", "begin", "end")
    )
    # Offsets count code points: Python finds one at once, polars counts from the beginning of the text.
    titles, texts = (dict(articles.select("article_id", name).iter_rows()) for name in ("title", "text"))
    cut = [
        f" {((titles if field == 'title' else texts)[article_id] or '')[begin:end]} "
        for article_id, field, begin, end in sentences.select(
            "article_id", "field", "begin", "end"
        ).iter_rows()
    ]
    return sentences.select(
        pl.int_range(pl.len()).cast(pl.String).alias("key"),
        "article_id",
        "hedged",
        pl.Series("text", cut, dtype=pl.String),
    )


def hedged(said: pl.DataFrame) -> pl.DataFrame:
    """Give every statement with the name of its kind where it keeps a reserve, and the words of that."""
    lists = event_words()
    words = [*lists.lists["hedges.words"], *lists.phrases["hedges.phrases"]]
    return _marked(said, said.filter("hedged"), words, pl.col("hedged"))


def boosted(said: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Give every statement with the name of its kind where it sounds surer than a plain one."""
    return _marked(said, said, lexicon.boosters, pl.col("terms").is_not_null())


def hedged_numbers(claims: pl.DataFrame) -> pl.DataFrame:
    """Give every number with the name of its kind where it is said with reserve, and the words of that."""
    return claims.select(
        "article_id",
        pl.when(pl.col("hedge").is_not_null()).then(pl.lit(NUMBERS)).alias("name"),
        pl.col("hedge").str.to_lowercase().str.split("\0").fill_null([]).alias("terms"),
    )


def judged(quotes: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Give every quotation that a verb reports, with the kind of judgement where the verb passes one."""
    kinds = {verb: kind for kind, verbs in lexicon.evaluative.items() for verb in verbs}
    cue = pl.col("cue").str.to_lowercase()
    verbal = cue.str.contains(r"^\p{L}[\p{L} -]*$") & ~cue.str.contains(r"\bto$")
    return quotes.filter(verbal.fill_null(False)).select(
        "article_id",
        cue.replace_strict(kinds, default=None, return_dtype=pl.String).alias("name"),
        pl.concat_list(cue).alias("terms"),
    )


def _marked(said: pl.DataFrame, searched: pl.DataFrame, words: Sequence[str], test: pl.Expr) -> pl.DataFrame:
    texts = searched.select(pl.col("key").alias("article_id"), "text")
    found = found_in(texts, {STATEMENTS: words})
    terms = found.group_by("article_id", maintain_order=True).agg(pl.col("term").alias("terms"))
    return said.join(terms.rename({"article_id": "key"}), on="key", how="left", maintain_order="left").select(
        "article_id",
        pl.when(test).then(pl.lit(STATEMENTS)).alias("name"),
        pl.col("terms").fill_null(pl.lit([], dtype=pl.List(pl.String))),
    )
