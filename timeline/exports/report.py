"""Write a story as one web page that needs nothing else: events with evidence, charts, method."""

import html
import re
from collections.abc import Iterable
from typing import IO, Any, Final

import polars as pl

from timeline import words
from timeline.exports.evidence import Evidence, evidence, outlet_names
from timeline.exports.material import Material, source_note
from timeline.exports.ranking import main_events
from timeline.options import ExportOptions
from timeline.show import facts, headline, span

DEFAULT_EVENTS: Final = 20
"""Events when no number is given: about two printed pages with their evidence."""
QUOTES: Final = 3
"""Sentences an event, each from another article."""

_ID: Final = re.compile(r'(\bid="|url\(#|href="#)')
_DECLARATION: Final = re.compile(r"^\s*(<\?xml[^>]*\?>\s*)?(<!DOCTYPE[^>]*>\s*)?", re.IGNORECASE)
_WEB: Final = re.compile(r"(?i)https?://")


def write_report(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write the page: no script, nothing loaded from elsewhere, every text escaped."""
    body = [
        _head(material),
        _charts(material),
        _events(material, options),
        _sources(material),
        _method(material, options),
    ]
    page = _PAGE.format(name=html.escape(material.name), body="\n".join(body))
    out.write(page.encode("utf-8"))


def inline_svg(svg: str, number: int, label: str) -> str:
    """Give an SVG file as part of a page: ids get a prefix, because two pictures use the same ones.

    >>> inline_svg('<?xml version="1.0"?><svg><g id="a" clip-path="url(#a)"/></svg>', 2, "x < y")
    '<svg role="img" aria-label="x &lt; y"><g id="s2-a" clip-path="url(#s2-a)"/></svg>'
    """
    bare = _ID.sub(rf"\g<1>s{number}-", _DECLARATION.sub("", svg, count=1))
    return bare.replace("<svg", f'<svg role="img" aria-label="{html.escape(label)}"', 1)


def _head(material: Material) -> str:
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in facts(material.tables_or_empty()))
    return f"<h1>{html.escape(material.name)}</h1>\n<ul class=facts>{lines}</ul>"


def _charts(material: Material) -> str:
    from charts import CHARTS
    from charts.options import ChartOptions
    from charts.save import save
    from charts.theme import LIGHT

    options = ChartOptions(note=source_note(material.manifest))
    parts = ["<h2>Charts</h2>"]
    for number, chart in enumerate(CHARTS.values()):
        drawn = chart.draw(material.tables_or_empty(), LIGHT, options)
        svg = save(drawn, "svg", LIGHT)
        assert isinstance(svg, bytes)
        picture = inline_svg(svg.decode("utf-8"), number, f"{chart.title}: {chart.question}")
        parts.append(f"<figure>{picture}</figure>")
    return "\n".join(parts)


def _events(material: Material, options: ExportOptions) -> str:
    events = main_events(material.table("events"), options.top or DEFAULT_EVENTS)
    if events.is_empty():
        return "<h2>Events</h2><p>No events were found in these articles.</p>"
    quoted = evidence(material, events["event_id"].to_list(), options, QUOTES)
    rows = (_event(row, quoted.get(row["event_id"], [])) for row in events.iter_rows(named=True))
    return "<h2>The main events</h2>\n" + "\n".join(rows)


def _event(row: dict[str, Any], quoted: list[Evidence]) -> str:
    when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
    told = words.count(row["n_tellings"] or row["n_articles"] or 0, "separate telling")
    facts = [told, words.count(row["n_sources"] or 0, "outlet")]
    if row["basis"] and row["basis"] != "stated":
        facts.append(words.term(row["basis"]))
    if row["conflict"]:
        facts.append("dates given: " + " / ".join(_readings(row)))
    quotes = "".join(_quote(found) for found in quoted)
    return (
        f"<section><h3><span class=when>{html.escape(when)}</span> {html.escape(headline(row))}</h3>"
        f"<p class=note>{html.escape(' · '.join(facts))}</p>{quotes}</section>"
    )


def _readings(row: dict[str, Any]) -> Iterable[str]:
    for reading in row["readings"] or ():
        said = words.interval(reading["start"], reading["stop"], reading["granularity"])
        yield f"{said} ({words.count(len(reading['article_ids'] or ()), 'article')})"


def _quote(found: Evidence) -> str:
    title = html.escape(found.title)
    if _WEB.match(found.url):
        title = f'<a href="{html.escape(found.url)}" rel="noreferrer">{title or html.escape(found.url)}</a>'
    credit = ", ".join(part for part in (html.escape(found.credit), title) if part)
    return f"<blockquote>{html.escape(found.sentence)}<footer>{credit}</footer></blockquote>"


def _sources(material: Material) -> str:
    counted = (
        material.table("articles")
        .filter(pl.col("included"))
        .group_by("source")
        .agg(
            pl.len().alias("n"),
            pl.col("dct_best").min().alias("first"),
            pl.col("dct_best").max().alias("last"),
        )
        .sort("n", "source", descending=[True, False], nulls_last=True)
    )
    names = outlet_names(material.table("outlets"))
    kinds = dict(material.table("outlets").select("source", "kind").iter_rows())
    rows = [
        f"<tr><td>{html.escape(names.get(source, source or 'not known'))}</td>"
        f"<td>{html.escape(kinds.get(source) or 'unknown')}</td><td class=n>{n:,}</td>"
        f"<td>{words.day(first) if first else ''}</td><td>{words.day(last) if last else ''}</td></tr>"
        for source, n, first, last in counted.iter_rows()
    ]
    head = "<tr><th>Outlet</th><th>Kind</th><th class=n>Articles</th><th>First</th><th>Last</th></tr>"
    return f"<h2>Sources</h2>\n<table>{head}{''.join(rows)}</table>"


def _method(material: Material, options: ExportOptions) -> str:
    articles = material.table("articles")
    counts = material.manifest.get("counts", {})
    undated = articles.filter(pl.all_horizontal(pl.col("dct_start", "dct_stop").is_null())).height
    made = str(material.manifest.get("created", ""))[:10]
    version = material.manifest.get("version", "")
    lines = [
        "Relative dates (“last month”, “on Monday”) were resolved against each article's publication day by "
        "rules; every date keeps the words it comes from and the reason.",
        "“By” a day means: the article gives no date, so it happened no later than it was published.",
        "An event that several articles tell is one entry; copies of one text count as one telling. "
        "“First” means first in this collection.",
        "Which events are the main ones was computed, not chosen by an editor.",
        f"The articles appeared {span(articles)}. "
        f"{words.count(undated, 'article')} without a publication day.",
    ]
    if "records_in" in counts:
        lines.append(
            f"{words.count(counts['records_in'], 'record')} read: "
            f"{words.count(counts['articles'], 'article')}, "
            f"{words.count(counts['duplicates'], 'duplicate')}, {words.count(counts['rejects'], 'reject')}."
        )
    if options.max_excerpt is not None:
        lines.append(f"Quoted passages are cut at {options.max_excerpt} characters.")
    if version:
        lines.append(f"Made with Dateline {version}" + (f", story built {made}." if made else "."))
    return "<h2>Method</h2>\n<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>"


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{name}</title>
<style>
:root {{ color-scheme: light }}
body {{ font: 16px/1.5 "Source Sans", system-ui, "Liberation Sans", sans-serif;
  color: #1f2430; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }}
h1 {{ margin-bottom: .2rem }} h2 {{ margin-top: 2.4rem; border-bottom: 1px solid #e6e8ec }}
h3 {{ font-size: 1.05rem; margin: 1.4rem 0 0 }} .when {{ color: #0072b2; margin-right: .6em }}
.facts {{ list-style: none; padding: 0; color: #5b6270 }}
.note {{ color: #5b6270; margin: 0; font-size: .9rem }}
blockquote {{ margin: .5rem 0 .5rem 0; padding-left: .8rem; border-left: 3px solid #e6e8ec;
  max-width: 46rem }}
footer {{ color: #5b6270; font-size: .85rem }} a {{ color: #0072b2 }}
figure {{ margin: 1rem 0; overflow-x: auto }} svg {{ max-width: 100%; height: auto }}
table {{ border-collapse: collapse }} td, th {{ text-align: left; padding: .2rem 1.2rem .2rem 0 }}
.n {{ text-align: right }}
@media print {{ section, figure {{ break-inside: avoid }} }}
</style></head><body>
{body}
</body></html>
"""
