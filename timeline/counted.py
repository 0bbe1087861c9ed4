"""Hold the tables of what is counted over time: themes, frames, phases, spread, firsts, attention."""

import polars as pl

from timeline.tables import table

TEXTS = pl.List(pl.String)
_PERIOD = (
    ("name", pl.String, "its name"),
    ("start", pl.Date, "first day of the period"),
    ("stop", pl.Date, "first day after the period"),
    ("share", pl.Float64, "share of the articles of the period, 0 to 1; null where only counted"),
    ("count", pl.Int64, "how many in the period"),
    ("n_articles", pl.Int64, "articles of the period that stand behind the figure"),
    ("terms", TEXTS, "words that describe it, the most telling first"),
    ("source", pl.String, "the outlet, where counted by outlet"),
    ("article_ids", TEXTS, "the articles behind the figure"),
)
THEMES = table("themes", "a theme in a period", *_PERIOD)
FRAMES = table(
    "frames",
    "a frame in a period",
    ("kind", pl.String, "what is counted: general own (frames) hedging boosting evaluative word actor"),
    *_PERIOD,
    ("total", pl.Int64, "what share is a share of: articles, statements, numbers or quotations"),
    ("score", pl.Float64, "words and actors: how much commoner than in the time before, as a z-score"),
)
PHASES = table("phases", "a phase of the story", *_PERIOD)
SPREAD = table(
    "spread",
    "a count in a period",
    ("name", pl.String, "the kind of outlet"),
    ("start", pl.Date, "first day of the period"),
    ("stop", pl.Date, "first day after the period"),
    ("share", pl.Float64, "share of all that the outlet published in the period; null: not known"),
    *_PERIOD[4:],
    ("n_taken", pl.Int64, "of these, articles that copy or rewrite one of another outlet: the echo"),
    ("all_stories", pl.Int64, "all that the outlet published in the period; null: not given"),
)
FIRSTS = table(
    "firsts",
    "the first report of an event by one outlet",
    ("event_id", pl.String, "the event"),
    ("source", pl.String, "the outlet; null: one article of no known outlet"),
    ("name", pl.String, "the kind of outlet"),
    ("first", pl.Boolean, "first in this collection, alone or in a tie"),
    ("tied", pl.Boolean, "others can have been first as well, at the precision that is known"),
    ("start", pl.Date, "first day on which its first report can have appeared"),
    ("stop", pl.Date, "first day after those"),
    ("behind_least", pl.Int64, "days behind the first report of all, at least"),
    ("behind_most", pl.Int64, "days behind the first report of all, at most"),
    ("behind_hours", pl.Float64, "hours behind it, where the clocks of both are known"),
    ("n_articles", pl.Int64, "articles of the outlet that tell the event"),
    ("article_ids", TEXTS, "these articles, the first report before the others"),
)
ATTENTION = table(
    "attention",
    "what an outlet, a kind of outlet, or all gave to the story",
    ("name", pl.String, "the kind of outlet; null: all"),
    ("source", pl.String, "the outlet; null: all of the kind"),
    ("start", pl.Date, "day of the first article"),
    ("stop", pl.Date, "first day after the last"),
    ("n_articles", pl.Int64, "articles"),
    ("n_outlets", pl.Int64, "outlets"),
    ("n_taken", pl.Int64, "articles that copy or rewrite one of another outlet: the echo"),
    ("all_stories", pl.Int64, "all that was published from start to stop; null: not given"),
    ("share", pl.Float64, "share of the articles in that; null where it is not known"),
    ("n_events", pl.Int64, "events told"),
    ("n_first", pl.Int64, "events that others tell, too, and this was the first to tell"),
    ("n_tied", pl.Int64, "events that others tell, too, and this tied to tell first"),
    ("behind", pl.Float64, "days behind the first report, the median over events that others tell, too"),
    ("peak", pl.Date, "the day with most articles"),
    ("half_life", pl.Int64, "days after which half of what came from the peak on had come; null: not known"),
)
TOTALS = table(
    "totals",
    "all that an outlet published on a day, as given with --totals",
    ("source", pl.String, "the outlet"),
    ("day", pl.Date, "the day"),
    ("stories", pl.Int64, "stories on whatever subject"),
)
