"""Every registered chart, in both themes and every format, shows real text; odd stories are explained."""

import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt
import polars as pl
import pypdf
import pytest

import charts
from charts import CHARTS, FORMATS, THEMES, Chart, ChartOptions
from charts.save import svg_text
from timeline import schema

Tables = dict[str, pl.DataFrame]
MakeStory = Callable[..., Tables]

CHART_CASES = [pytest.param(chart, id=name) for name, chart in CHARTS.items()]
THEME_CASES = [pytest.param(theme, id=name) for name, theme in THEMES.items()]
EXPECTED = {
    "timeline": [
        "Northwater Wire",
        "Ministry of Transport",
        "Coast guard takes 214 people off the ferry",
        "agency",
    ],
    "lag": ["same day", "share of statements", "agency", "2025-03-10"],
    "lineage": ["copied", "rewritten", "same quotation", "Northwater Wire", "Strait Gazette"],
    "frames": ["human interest", "blame of owners", "all articles", "51%", "other outlets"],
    "claims": ["214 passenger", "220 passenger", "right: the passenger list", "from Ann Lee (4)"],
    "quotes": ["Ann Lee: 9 articles, 3 wordings", "89% same words", "never", "meaning turned", "2025-03-03"],
    "themes": ["Rescue, coast guard", "Inquiry, memo", "articles", "45 in all"],
    "firsts": ["Northwater Wire", "agency", "Times first, of the events that others tell, too", "2025-03-10"],
    "attention": ["agency", "12 articles, 2 outlets", "half-life 1 day", "2025-03-10"],
    "echo": ["share copied", "rewritten 5", "own words 40", "2025-03-10"],
    "spread": ["agency 12", "first after 5 h", "Second wave", "Articles per day", "14 outlets"],
}
NOTE = "sample corpus, invented outlets"


def drawn(chart: Chart, tables: Tables, **options: Any) -> alt.VConcatChart:
    return chart.draw(tables, charts.LIGHT, ChartOptions(**options))


def said(chart: Chart, tables: Tables, **options: Any) -> list[str]:
    return svg_text(charts.save(drawn(chart, tables, **options), "svg"))


def test_every_chart_says_what_it_shows() -> None:
    assert set(EXPECTED) == set(CHARTS)
    for name, chart in CHARTS.items():
        assert chart.name == name
        assert chart.question.endswith("?")
        assert set(chart.tables) <= set(schema.TABLES)


@pytest.mark.parametrize("theme", THEME_CASES)
@pytest.mark.parametrize("chart", CHART_CASES)
def test_every_format_holds_its_text(chart: Chart, theme: charts.Theme, story: Tables) -> None:
    picture = chart.draw(story, theme, ChartOptions(note=NOTE))
    texts = [chart.title, NOTE, *EXPECTED[chart.name]]
    for form in FORMATS:
        data = charts.save(picture, form, theme, data=chart.data(story, ChartOptions()))
        assert isinstance(data, bytes)
        if form == "csv":
            assert pl.read_csv(io.BytesIO(data)).height == chart.data(story, ChartOptions()).height
        elif form == "pdf":
            pages = pypdf.PdfReader(io.BytesIO(data)).pages
            found = " ".join(page.extract_text() for page in pages)
            assert len(pages) == 1
            assert [text for text in texts if text not in " ".join(found.split())] == []
        else:
            charts.check_rendered(data, form, texts if form == "svg" else texts[:1])


@pytest.mark.parametrize("chart", CHART_CASES)
def test_a_description_says_what_there_is_to_see(chart: Chart, story: Tables) -> None:
    spec = drawn(chart, story).to_dict()
    assert spec["description"].startswith(chart.title)
    assert len(spec["description"]) > 80
    assert "vconcat" in spec


@pytest.mark.parametrize("chart", CHART_CASES)
def test_an_empty_story_is_a_sentence_with_the_way_out(chart: Chart, nothing: Tables) -> None:
    texts = " ".join(said(chart, nothing))
    assert chart.title in texts
    assert "Widen" in texts
    assert "0 articles" in texts
    assert chart.data(nothing, ChartOptions()).height == 0


@pytest.mark.parametrize("chart", CHART_CASES)
def test_tables_may_be_missing(chart: Chart) -> None:
    assert chart.title in said(chart, {})


@pytest.mark.parametrize("chart", CHART_CASES)
@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_few_articles(chart: Chart, n: int, make_story: MakeStory) -> None:
    assert chart.title in said(chart, make_story(n, phases=False))


@pytest.mark.parametrize("chart", CHART_CASES)
def test_no_kind_is_known(chart: Chart, make_story: MakeStory) -> None:
    texts = said(chart, make_story(known_kinds=False))
    assert "unknown" not in texts
    if chart.name == "spread":
        assert "other outlets 20" in texts


@pytest.mark.parametrize("chart", CHART_CASES)
def test_no_outlet_is_known(chart: Chart, story: Tables) -> None:
    articles = story["articles"].with_columns(pl.lit(None, dtype=pl.String).alias("source"))
    texts = said(chart, {**story, "articles": articles})
    assert any("outlets not known" in text for text in texts)
    if chart.name == "timeline":
        assert "What happened when, by article" in texts
        assert "28 other articles" in texts


@pytest.mark.parametrize("chart", CHART_CASES)
def test_no_day_of_publication_is_known(chart: Chart, story: Tables) -> None:
    empty = [
        pl.lit(None, dtype=schema.ARTICLES.schema[name]).alias(name)
        for name in ("published", "published_local", "utc_offset_min", "dct_start", "dct_stop", "dct_best")
    ]
    texts = said(chart, {**story, "articles": story["articles"].with_columns(empty)})
    assert any("45 without a date" in text for text in texts)
    if chart.name != "timeline":
        assert any("Too few" in text for text in texts)


@pytest.mark.parametrize("chart", CHART_CASES)
def test_excluded_articles_do_not_count(chart: Chart, story: Tables) -> None:
    articles = story["articles"].with_columns(pl.lit(False).alias("included"))
    assert any("0 articles" in text for text in said(chart, {**story, "articles": articles}))


ODD = {
    "markup": 'He said "no" & <b>left</b> </script><script>alert(1)</script>',
    "long": "Ferry " * 60,
    "arabic": "اندلع حريق في غرفة المحركات",
    "hebrew": "שריפה בחדר המכונות",
    "chinese": "渡轮机舱起火",
    "lines": "Two\nlines\tand a\u2028third",
    "template": "{datum.x} \\ ${y} %s 'quoted'",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in ODD.items()])
def test_any_text_can_stand_in_a_chart(text: str, story: Tables) -> None:
    tables = {
        **story,
        "events": story["events"].with_columns(pl.lit(text).alias("headline")),
        "outlets": story["outlets"].with_columns(pl.lit(text).alias("name")),
        "phases": story["phases"].with_columns(pl.lit(text).alias("name")),
    }
    for chart in CHARTS.values():
        picture = drawn(chart, tables, note=text, title=text)
        first = " ".join(text.split())[:10]
        assert any(first in line for line in svg_text(charts.save(picture, "svg")))
        page = charts.save(picture, "html").decode()
        assert page.count("</script>") == 2
        assert "<script>alert" not in page


def test_three_thousand_articles_stay_small_and_quick(make_story: MakeStory) -> None:
    tables = make_story(3000, outlets=60)
    for chart in CHARTS.values():
        began = time.perf_counter()
        spec = drawn(chart, tables).to_dict()
        assert time.perf_counter() - began < 30
        rows = sum(len(data) for data in spec["datasets"].values()) if "datasets" in spec else _rows(spec)
        assert 20 < rows < 4500


def _rows(node: Any) -> int:
    if isinstance(node, dict):
        found = node.get("data")
        here = len(found["values"]) if isinstance(found, dict) and "values" in found else 0
        return here + sum(_rows(value) for key, value in node.items() if key != "data")
    return sum(_rows(value) for value in node) if isinstance(node, list) else 0


def test_outlets_beyond_the_rows_share_one(make_story: MakeStory) -> None:
    texts = said(CHARTS["timeline"], make_story(400, outlets=40), rows=12)
    assert "29 other outlets" in texts


@pytest.mark.parametrize("top", [0, 1, 4, 25])
def test_top_events_are_named(top: int, story: Tables) -> None:
    texts = said(CHARTS["timeline"], story, top=top)
    named = [e for e in story["events"]["headline"].to_list() if e in texts]
    assert len(named) == min(top, len(named)) if top < 25 else len(named) > 12


def test_far_dates_are_counted_and_do_not_squash_the_story(story: Tables) -> None:
    texts = said(CHARTS["timeline"], story)
    assert any("earlier events, from 1957 on, not drawn" in text for text in texts)
    assert any("later event, 2027, not drawn" in text for text in texts)
    assert "2025-03-03" in texts


def test_days_can_be_chosen(story: Tables) -> None:
    texts = said(CHARTS["timeline"], story, start=date(2025, 3, 2), stop=date(2025, 3, 9))
    assert "2025-03-05" in texts
    assert "Inquiry hearings begin" not in texts
    far = said(CHARTS["timeline"], story, start=date(2030, 1, 1), stop=date(2030, 2, 1))
    assert any("No events between" in text for text in far)


def test_a_dense_lag_chart_counts(story: Tables, make_story: MakeStory) -> None:
    assert "statements" not in said(CHARTS["lag"], story)
    assert "statements" in said(CHARTS["lag"], story, dense=50)
    assert "statements" in said(CHARTS["lag"], make_story(400))


def test_lag_says_what_it_leaves_out(story: Tables) -> None:
    texts = said(CHARTS["lag"], story)
    assert any("dated only by the day of publication" in text for text in texts)


def test_a_tie_is_called_a_tie(make_story: MakeStory) -> None:
    texts = said(CHARTS["spread"], make_story(clock=False))
    assert any(text.startswith("First in this collection, a tie: ") for text in texts)
    assert "tied for first" in texts
    assert any("only the days" in text.lower() for text in texts)


def test_clocks_of_several_zones_are_compared_in_utc(story: Tables) -> None:
    shifted = story["articles"].with_columns(
        pl.when(pl.col("source") == "Northwater Wire")
        .then(60)
        .otherwise(0)
        .cast(pl.Int32)
        .alias("utc_offset_min")
    )
    texts = said(CHARTS["spread"], {**story, "articles": shifted})
    assert any(text.endswith("08:10 UTC.") for text in texts)


def test_a_transparent_chart_becomes_solid_in_a_file(story: Tables) -> None:
    picture = drawn(CHARTS["spread"], story, transparent=True)
    assert picture.to_dict()["config"]["background"] == "transparent"
    assert b'fill="#ffffff"' in charts.save(picture, "svg")[:2000]


def test_pick_adds_the_selection_that_pages_listen_to(story: Tables) -> None:
    assert not drawn(CHARTS["timeline"], story).to_dict().get("params")
    params = drawn(CHARTS["timeline"], story, pick=True).to_dict()["params"]
    assert [(p["name"], p["select"]["fields"]) for p in params] == [("picked", ["pick"])]


def test_domains_and_ticks_are_in_utc(story: Tables) -> None:
    for name, chart in CHARTS.items():
        if name == "quotes":  # versions of one quotation stand below each other, without an axis of time
            continue
        spec = drawn(chart, story).to_dict()
        scales = [s for s in _find(spec, "scale") if isinstance(s, dict) and s.get("type") == "utc"]
        assert scales
        domains = [scale["domain"] for scale in scales if "domain" in scale]
        assert len(domains) == 1
        assert all(end["utc"] is True for end in domains[0])
        text = json.dumps(spec)
        assert '"type": "temporal"' in text
        assert text.count('"type": "temporal"') == len(scales)


def _find(node: Any, name: str) -> list[Any]:
    if isinstance(node, dict):
        return [v for k, v in node.items() if k == name] + [x for v in node.values() for x in _find(v, name)]
    return [x for v in node for x in _find(v, name)] if isinstance(node, list) else []


def test_data_behind_the_timeline_is_its_readings(story: Tables) -> None:
    rows = CHARTS["timeline"].data(story, ChartOptions())
    assert rows["n_articles"].min() == 1
    assert set(rows["event"]) == set(story["events"]["headline"])
    assert not any(isinstance(dtype, pl.List) for dtype in rows.schema.values())


def test_data_behind_the_spread_counts_up(story: Tables) -> None:
    rows = CHARTS["spread"].data(story, ChartOptions())
    assert rows["articles_so_far"].to_list() == list(range(1, 46))
    assert rows["outlets_so_far"].max() == 14
    assert rows["outlets_so_far"].is_sorted()


def test_drawing_changes_nothing(story: Tables) -> None:
    before = {name: frame.clone() for name, frame in story.items()}
    for chart in CHARTS.values():
        first = drawn(chart, story).to_json()
        assert drawn(chart, story).to_json() == first
    assert all(before[name].equals(story[name]) for name in story)


def test_the_order_of_rows_does_not_matter(story: Tables) -> None:
    turned = {name: frame.reverse() for name, frame in story.items()}
    for chart in CHARTS.values():
        assert drawn(chart, turned).to_dict()["title"] == drawn(chart, story).to_dict()["title"]
        assert sorted(said(chart, turned)) == sorted(said(chart, story))


def test_options_can_be_replaced() -> None:
    assert replace(ChartOptions(), top=3).top == 3


def test_intervals_are_drawn_to_their_end_and_told_by_their_last_day(story: Tables) -> None:
    spec = drawn(CHARTS["timeline"], story).to_dict()
    weeks = [row for row in _all_rows(spec) if row.get("when") == "week of 10 Mar 2025" and "from" in row]
    assert weeks
    for row in weeks:
        length = datetime.fromisoformat(row["to"]) - datetime.fromisoformat(row["from"])
        assert abs(length - timedelta(days=7)) < timedelta(minutes=1)


def _all_rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    if "datasets" in spec:
        return [row for data in spec["datasets"].values() for row in data]
    return [
        row
        for data in _find(spec, "values")
        if isinstance(data, list)
        for row in data
        if isinstance(row, dict)
    ]
