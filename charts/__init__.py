"""Draw a story: one function a chart, tables in, an Altair chart out.

    import charts
    chart = charts.timeline(story.tables())
    charts.save(chart, Path("timeline.png"))

``tables`` maps names of tables to frames that follow ``timeline.schema``; ``CHARTS`` lists all charts.
"""

from charts.attention import attention
from charts.claims import claims
from charts.echo import echo
from charts.firsts import firsts
from charts.frames import Tables
from charts.framing import framing
from charts.lag import lag
from charts.lineage import lineage
from charts.options import ChartOptions
from charts.quotes import quotes
from charts.registry import CHARTS, Chart
from charts.save import FORMATS, RenderError, check_rendered, save
from charts.spread import spread
from charts.theme import DARK, LIGHT, THEMES, Theme
from charts.themes import themes
from charts.timeline import timeline

__all__ = [
    "CHARTS",
    "DARK",
    "FORMATS",
    "LIGHT",
    "THEMES",
    "Chart",
    "ChartOptions",
    "RenderError",
    "Tables",
    "Theme",
    "attention",
    "check_rendered",
    "claims",
    "echo",
    "firsts",
    "framing",
    "lag",
    "lineage",
    "quotes",
    "save",
    "spread",
    "themes",
    "timeline",
]
