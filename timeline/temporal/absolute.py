"""Read what the language files do not: absolute dates in other formats, by dateparser."""

import datetime as dt

import dateparser
import polars as pl

from timeline.schema import MENTIONS
from timeline.temporal.units import FIRST_YEAR, LAST_YEAR

_SETTINGS = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}


def absolute(phrase: str, article: pl.DataFrame) -> pl.DataFrame:
    """Read a phrase that is nothing but a whole date in any format; an empty mentions frame if it is none."""
    text = phrase.strip()
    lang = article["lang"][0]
    try:
        found = dateparser.parse(text, languages=[lang] if lang else None, settings=_SETTINGS)
    except (ValueError, OverflowError, TypeError):
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return MENTIONS.empty()
    begin = phrase.index(text)
    day = dt.datetime(found.year, found.month, found.day)
    value = day.date().isoformat()
    return MENTIONS.frame(
        [
            {
                "mention_id": f"{article['article_id'][0]}:{begin}-{begin + len(text)}",
                "article_id": article["article_id"][0],
                "field": "text",
                "begin": begin,
                "end": begin + len(text),
                "phrase": text,
                "type": "DATE",
                "value": value,
                "start": day,
                "stop": day + dt.timedelta(days=1),
                "granularity": "day",
                "edtf": value,
                "operator": f"at {value}",
                "anchor": "none",
                "reason": f"“{text}” → {value}",
                "certain": True,
                "alternatives": [],
            }
        ]
    )
