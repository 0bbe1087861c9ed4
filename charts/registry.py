"""List every chart: a chart is a file and a row here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import altair as alt
import polars as pl

from charts.attention import TITLE as ATTENTION_TITLE
from charts.attention import attention, attention_data
from charts.claims import TITLE as CLAIMS_TITLE
from charts.claims import claims, claims_data
from charts.echo import TITLE as ECHO_TITLE
from charts.echo import echo, echo_data
from charts.firsts import TITLE as FIRSTS_TITLE
from charts.firsts import firsts, firsts_data
from charts.frames import Tables
from charts.framing import TITLE as FRAMING_TITLE
from charts.framing import framing, framing_data
from charts.lag import TITLE as LAG_TITLE
from charts.lag import lag, lag_data
from charts.lineage import TITLE as LINEAGE_TITLE
from charts.lineage import lineage, lineage_data
from charts.options import ChartOptions
from charts.quotes import TITLE as QUOTES_TITLE
from charts.quotes import quotes, quotes_data
from charts.spread import TITLE as SPREAD_TITLE
from charts.spread import spread, spread_data
from charts.theme import Theme
from charts.themes import TITLE as THEMES_TITLE
from charts.themes import themes, themes_data
from charts.timeline import TITLE as TIMELINE_TITLE
from charts.timeline import timeline, timeline_data


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold one chart: its name, the question it answers, the tables it needs, how to draw it, its rows.

    ``draw(tables, theme, options)`` gives the chart, ``data(tables, options)`` the rows behind it. ``copies``
    says that it is about copies, and shows all of them where they count once elsewhere.
    """

    name: str
    title: str
    question: str
    tables: tuple[str, ...]
    draw: Callable[[Tables, Theme, ChartOptions], alt.VConcatChart]
    data: Callable[[Tables, ChartOptions], pl.DataFrame]
    copies: bool = False


CHARTS: Final[dict[str, Chart]] = {
    chart.name: chart
    for chart in (
        Chart(
            "timeline",
            TIMELINE_TITLE,
            "What happened when, and which outlet says so?",
            ("articles", "outlets", "event_mentions", "events"),
            timeline,
            timeline_data,
        ),
        Chart(
            "lag",
            LAG_TITLE,
            "How long after an event is it still told, and what is announced ahead?",
            ("articles", "outlets", "event_mentions", "events"),
            lag,
            lag_data,
        ),
        Chart(
            "spread",
            SPREAD_TITLE,
            "Who had the story first, and how did coverage grow?",
            ("articles", "outlets", "phases"),
            spread,
            spread_data,
        ),
        Chart(
            "firsts",
            FIRSTS_TITLE,
            "Who was first to report each event, and how far behind were the others?",
            ("articles", "outlets", "event_mentions", "events"),
            firsts,
            firsts_data,
        ),
        Chart(
            "attention",
            ATTENTION_TITLE,
            "Which outlets gave the story how much attention, and how fast did it fade?",
            ("articles", "outlets", "totals"),
            attention,
            attention_data,
        ),
        Chart(
            "echo",
            ECHO_TITLE,
            "How much of the coverage was copied or rewritten from others?",
            ("articles", "outlets", "lineage"),
            echo,
            echo_data,
            copies=True,
        ),
        Chart(
            "lineage",
            LINEAGE_TITLE,
            "Who took text from whom, and which sources are outside the collection?",
            ("articles", "outlets", "lineage", "credits"),
            lineage,
            lineage_data,
            copies=True,
        ),
        Chart(
            "claims",
            CLAIMS_TITLE,
            "Which value did a number have when, who gave it, and how sure were they?",
            ("articles", "outlets", "claims"),
            claims,
            claims_data,
        ),
        Chart(
            "quotes",
            QUOTES_TITLE,
            "What did each outlet make of the words that somebody said?",
            ("articles", "outlets", "quotes", "variants"),
            quotes,
            quotes_data,
        ),
        Chart(
            "themes",
            THEMES_TITLE,
            "What was the story about, and when did that change?",
            ("articles", "outlets", "themes"),
            themes,
            themes_data,
        ),
        Chart(
            "frames",
            FRAMING_TITLE,
            "Which outlet tells it in which frame, and when?",
            ("articles", "outlets", "frames"),
            framing,
            framing_data,
        ),
    )
}
"""Every chart by its name, in the order in which they are shown."""
