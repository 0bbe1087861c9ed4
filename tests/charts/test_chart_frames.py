"""How statements are read for drawing: marks, precision, distances, windows, who was first."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import ChartOptions, frames
from charts.lag import lags
from charts.lag_marks import steps_of
from charts.lag_scale import BAND, BINS, Bands, bin_of
from charts.spread_marks import nice_steps
from charts.spread_series import Series, first_words, per_period, series_of
from charts.story_window import choose_window, core, grow, outside
from timeline.schema import ARTICLES, EVENT_MENTIONS, OUTLETS

Tables = dict[str, pl.DataFrame]
MakeStory = Callable[..., Tables]
D = datetime


def told(
    *rows: dict[str, Any], published: date = date(2025, 3, 10), article: dict[str, Any] | None = None
) -> Tables:
    plain = {"modality": "happened", "basis": "stated", "article_id": "a", "headline": "h"}
    one = {
        "article_id": "a", "source": "S", "dct_start": published, "dct_stop": published + timedelta(days=1),
        "dct_best": published, "included": True, **(article or {}),
    }  # fmt: skip
    mentions = [
        {**plain, "event_mention_id": f"m{i}", "event_id": f"e{i}", **row} for i, row in enumerate(rows)
    ]
    return {"articles": ARTICLES.frame([one]), "event_mentions": EVENT_MENTIONS.frame(mentions)}


def span(start: datetime | None, stop: datetime | None, granularity: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "stop": stop, "granularity": granularity, **more}


DAY = span(D(2025, 3, 3), D(2025, 3, 4), "day")
WEEK = span(D(2025, 3, 3), D(2025, 3, 10), "week")
MONTH = span(D(2025, 2, 1), D(2025, 3, 1), "month")


@pytest.mark.parametrize(
    ("row", "mark", "at"),
    [
        pytest.param(DAY, "dot", D(2025, 3, 3, 12), id="a day is a dot at noon"),
        pytest.param(
            span(D(2025, 3, 3, 6), D(2025, 3, 3, 7), "hour"),
            "dot",
            D(2025, 3, 3, 6, 30),
            id="an hour is a dot",
        ),
        pytest.param(WEEK, "bar", D(2025, 3, 6, 12), id="a week is a bar"),
        pytest.param(MONTH, "bar", D(2025, 2, 15), id="a month is a bar"),
        pytest.param({**DAY, "mod": "APPROX"}, "bar", D(2025, 3, 3, 12), id="about a day is a bar"),
        pytest.param(
            span(D(2025, 3, 3), D(2025, 3, 6), "day"), "bar", D(2025, 3, 4, 12), id="several days are a bar"
        ),
        pytest.param({**DAY, "mod": "ON_OR_BEFORE"}, "until", D(2025, 3, 4), id="by a day ends after it"),
        pytest.param({**DAY, "mod": "BEFORE"}, "until", D(2025, 3, 3), id="before a day ends at its start"),
        pytest.param({**DAY, "mod": "AFTER"}, "since", D(2025, 3, 4), id="after a day begins at its end"),
        pytest.param({**DAY, "mod": "ON_OR_AFTER"}, "since", D(2025, 3, 3), id="from a day begins with it"),
        pytest.param(span(None, D(2025, 4, 1), "day"), "until", D(2025, 4, 1), id="until"),
        pytest.param(span(D(2025, 3, 8), None, "day"), "since", D(2025, 3, 8), id="since"),
    ],
)
def test_marks(row: dict[str, Any], mark: str, at: datetime) -> None:
    found = frames.statements(told(row))
    assert found.select("mark", "at").row(0) == (mark, at)


def test_statements_without_any_date_are_left_out() -> None:
    assert frames.statements(told(span(None, None, "day"))).is_empty()


def test_statements_of_unknown_articles_are_left_out() -> None:
    assert frames.statements(told({**DAY, "article_id": "b"})).is_empty()


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param([DAY, WEEK, MONTH], [DAY], id="the day"),
        pytest.param([WEEK, MONTH], [WEEK], id="the week"),
        pytest.param([MONTH, span(None, D(2025, 4, 1), "day")], [MONTH], id="closed before open"),
        pytest.param(
            [{**DAY, "basis": "publication", "mod": "ON_OR_BEFORE"}, MONTH],
            [MONTH],
            id="stated before publication",
        ),
        pytest.param([DAY, span(D(2025, 3, 4), D(2025, 3, 5), "day")], [DAY, None], id="two days: both"),
    ],
)
def test_only_the_most_precise_reading_of_an_event_is_drawn(rows: list[Any], kept: list[Any]) -> None:
    tables = told(*({**row, "event_id": "e"} for row in rows))
    found = frames.most_precise(frames.statements(tables), "outlet")
    assert found.height == len(kept)
    assert found["start"].min() == min(row["start"] for row in rows if row in kept or None in kept)


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        pytest.param(DAY, 7, 7, id="a week after"),
        pytest.param(span(D(2025, 3, 10), D(2025, 3, 11), "day"), 0, 0, id="same day"),
        pytest.param(span(D(2025, 3, 10, 9), D(2025, 3, 10, 10), "hour"), 0, 0, id="same day, an hour known"),
        pytest.param(WEEK, 1, 7, id="last week: from its last day to its first"),
        pytest.param(MONTH, 10, 37, id="last month"),
        pytest.param(span(D(2025, 1, 1), D(2026, 1, 1), "year"), 0, 68, id="this year: not after today"),
        pytest.param(
            span(D(2025, 1, 1), D(2026, 1, 1), "year", modality="planned"), -296, 0, id="planned this year"
        ),
        pytest.param(span(D(2025, 4, 7), D(2025, 4, 8), "day", modality="planned"), -28, -28, id="ahead"),
    ],
)
def test_distances(row: dict[str, Any], low: int, high: int) -> None:
    assert lags(told(row)).select("low", "high").row(0) == (low, high)


def test_an_uncertain_day_of_publication_widens_the_distance() -> None:
    article = {"dct_start": date(2025, 3, 8), "dct_stop": date(2025, 3, 11)}
    assert lags(told(DAY, article=article)).select("low", "high").row(0) == (5, 7)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({**DAY, "basis": "publication", "mod": "ON_OR_BEFORE"}, id="by the day of publication"),
        pytest.param(span(None, D(2025, 4, 1), "day"), id="open"),
    ],
)
def test_what_has_no_date_of_its_own_has_no_distance(row: dict[str, Any]) -> None:
    assert lags(told(row)).is_empty()


@given(st.floats(-40000, 40000), st.floats(-40000, 40000))
def test_the_axis_of_days_is_monotone(a: float, b: float) -> None:
    bands = Bands(0, len(BINS) - 1)
    low, high = sorted((a, b))
    assert bands.y(low) >= bands.y(high) - 1e-9


@given(st.integers(-36000, 36000))
def test_a_distance_stands_in_the_band_in_which_it_is_counted(days: int) -> None:
    bands = Bands(0, len(BINS) - 1)
    top = bands.top(bin_of(days))
    assert top <= bands.y(days) <= top + BAND


@given(st.integers(1, 10**6), st.integers(1, 7))
def test_shades_begin_at_one_and_rise(most: int, n: int) -> None:
    steps = steps_of(most, n)
    assert steps[0] == 1
    assert steps == sorted(set(steps))
    assert steps[-1] <= most + 1


@given(st.integers(1, 10**7), st.integers(2, 8))
def test_numbers_of_an_axis_are_round_and_few(most: int, n: int) -> None:
    values = nice_steps(most, n)
    assert values[0] == 0
    assert 2 <= len(values) <= n + 1
    assert values[-1] <= most


def test_the_window_is_the_story_not_its_history(story: Tables) -> None:
    found = frames.most_precise(frames.statements(story), "outlet")
    shown = choose_window(found, frames.articles(story), ChartOptions())
    assert D(2025, 1, 1) < shown.start < D(2025, 3, 3)
    assert D(2025, 3, 24) < shown.stop < D(2025, 6, 1)
    inside, beyond = outside(found, shown)
    assert beyond.first == date(1957, 5, 4)
    assert beyond.later == 1
    assert inside["at"].is_between(shown.start, shown.stop).all()


def test_a_look_back_stays_in_its_time() -> None:
    rows = [span(D(1957, 10, d), D(1957, 10, d + 1), "day") for d in range(1, 15)]
    tables = told(*rows)
    shown = choose_window(frames.statements(tables), frames.articles(tables), ChartOptions())
    assert (shown.start.year, shown.stop.year) == (1957, 1957)


def test_chosen_days_replace_the_window() -> None:
    tables = told(DAY)
    options = ChartOptions(start=date(2025, 1, 1), stop=date(2025, 2, 1))
    shown = choose_window(frames.statements(tables), frames.articles(tables), options)
    assert shown.start.date() <= date(2025, 1, 1) < date(2025, 2, 1) <= shown.stop.date()
    assert shown.days < 33


@pytest.mark.parametrize(
    ("start", "stop"), [(date(2025, 5, 1), None), (None, date(1900, 1, 1)), (date.max, None)]
)
def test_a_window_is_never_empty(start: date | None, stop: date | None) -> None:
    tables = told(DAY)
    shown = choose_window(
        frames.statements(tables), frames.articles(tables), ChartOptions(start=start, stop=stop)
    )
    assert shown.start < shown.stop


moments = st.datetimes(D(1900, 1, 1), D(2100, 1, 1))


@given(st.lists(moments, min_size=1, max_size=40))
def test_the_core_holds_its_share(at: list[datetime]) -> None:
    low, high = core(sorted(at))
    assert sum(low <= t <= high for t in at) >= 0.8 * len(at) - 1e-9


@given(st.lists(moments, min_size=1, max_size=20))
def test_growing_takes_in_but_does_not_run_away(at: list[datetime]) -> None:
    low, high = core(sorted(at))
    spans = [(t, t + timedelta(days=1)) for t in sorted(at)]
    most = max((high - low) * 3.5, timedelta(days=14))
    a, b = grow(spans, low, high, most)
    assert a <= low <= high <= b
    assert b - a <= most


def one(name: str, at: datetime, clock: bool = True) -> Series:
    return Series(name, name, name, 0, True, (at,), at.date(), clock)


NOON = D(2025, 3, 3, 12)


@pytest.mark.parametrize(
    ("series", "said"),
    [
        pytest.param(
            [one("a", NOON), one("b", NOON + timedelta(minutes=20)), one("c", NOON + timedelta(days=5))],
            ["first to report", "first after 20 min", "first after 5 days"], id="clocks",
        ),
        pytest.param([one("a", NOON), one("b", NOON)], ["tied for first"] * 2, id="same minute"),
        pytest.param(
            [one("a", NOON, False), one("b", NOON + timedelta(hours=3))],
            ["tied for first"] * 2, id="a day only: a tie",
        ),
        pytest.param(
            [one("a", NOON), one("b", NOON + timedelta(days=2), False)],
            ["first to report", "first 2 days later"], id="a later day",
        ),
        pytest.param([one("a", NOON)], ["first to report"], id="alone"),
    ],
)  # fmt: skip
def test_who_was_first(series: list[Series], said: list[str]) -> None:
    assert list(first_words(series).values()) == said


def test_kinds_keep_their_order(story: Tables) -> None:
    found = [s.name for s in series_of(frames.articles(story))]
    assert found == ["agency", "national", "local", "trade", "blog", "social", "official"]


def test_series_hold_every_article(make_story: MakeStory) -> None:
    for known in (True, False):
        tables = make_story(100, known_kinds=known)
        assert sum(s.total for s in series_of(frames.articles(tables))) == 100


def test_articles_count_on_the_day_at_their_source() -> None:
    """Late evening in New York and early morning in Shanghai are other days in UTC than at the desk."""
    clocks = [(datetime(2025, 2, 17, 23, 30), -300), (datetime(2025, 2, 17, 6, 0), 480)]
    told = frames.articles(
        {
            "articles": ARTICLES.frame(
                {
                    "article_id": f"a{k}",
                    "source": "Wire",
                    "included": True,
                    "dct_best": local.date(),
                    "published": (local - timedelta(minutes=offset)).replace(tzinfo=UTC),
                    "published_local": local,
                    "utc_offset_min": offset,
                }
                for k, (local, offset) in enumerate(clocks)
            ),
            "outlets": OUTLETS.empty(),
        }
    )
    assert told["at"].dt.date().to_list() == [date(2025, 2, 18), date(2025, 2, 16)]
    bars = per_period(told, series_of(told), "day")
    assert bars.select(pl.col("start").dt.date(), "n").rows() == [(date(2025, 2, 17), 2)]
