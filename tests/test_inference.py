"""Articles without a day get one from their texts and neighbours, with reasons, or stay unknown."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from timeline.errors import InputError
from timeline.evidence import published_when
from timeline.inference import Evidence, infer, solve
from timeline.options import DatingOptions
from timeline.public_events import public_events
from timeline.schema import ARTICLES


def articles(**texts: str | tuple[str, date]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for name, given in texts.items():
        text, day = given if isinstance(given, tuple) else (given, None)
        stop = day and date.fromordinal(day.toordinal() + 1)
        rows.append(
            {"article_id": name, "text": text, "lang": "en", "dct_start": day, "dct_stop": stop}
            | {"dct_best": day, "dct_origin": "given" if day else "none", "dct_why": [], "included": True}
        )
    return ARTICLES.frame(rows)


def one(text: str, **options: Any) -> dict[str, Any]:
    return infer(articles(a=text), DatingOptions(**options)).row(0, named=True)


TABLE = (
    "name,terms,start,stop,source\n"
    "Opening of the Nordhaven bridge,opened + Nordhaven bridge,2019-05-06,2019-05-07,\n"
)
BRIDGE = "The Nordhaven bridge was opened last week by the mayor."


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "events.csv"


def test_a_public_event_dates_a_text(table: Path) -> None:
    row = one(BRIDGE, public_events=table)
    assert (row["dct_start"], row["dct_stop"]) == (date(2019, 5, 13), date(2019, 5, 20))
    assert (row["dct_best"], row["dct_origin"]) == (None, "inferred")
    assert "dated by: Opening of the Nordhaven bridge = 6 May 2019" in row["dct_why"][-1]


def test_a_weekday_favours_a_day(table: Path) -> None:
    row = one(BRIDGE + " On Tuesday the mayor thanked the engineers.", public_events=table)
    assert row["dct_best"] == date(2019, 5, 15)


@pytest.mark.parametrize(
    "options", [{"infer": False}, {"use_public_events": False}], ids=["no-inference", "no-table"]
)
def test_it_can_be_switched_off(table: Path, options: dict[str, bool]) -> None:
    row = one(BRIDGE, public_events=table, **options)
    assert (row["dct_start"], row["dct_origin"]) == (None, "none")


def test_one_of_several_years_is_chosen_by_what_the_text_states_or_not_at_all() -> None:
    text = "The paper came out last week, on the day of President Trump's inauguration."
    assert one(text)["dct_start"] is None
    row = one(text + " The company was founded in 2023.")
    assert (row["dct_start"], row["dct_stop"]) == (date(2025, 1, 27), date(2025, 2, 3))


def test_an_event_far_from_the_phrase_says_nothing(table: Path) -> None:
    far = "Last week " + "the council debated many other matters of the town and " * 3 + BRIDGE[:32] + "."
    assert one(far, public_events=table)["dct_start"] is None


STORM = "Storm Ottilie tore the roof off the Marienberg station and stopped trains between Kelm and Ostrand"


def test_neighbours_that_tell_the_same_date_it() -> None:
    told = {
        "b": (f"{STORM} on Tuesday, the railway said.", date(2024, 3, 6)),
        "c": (f"The railway said {STORM} on Tuesday.", date(2024, 3, 7)),
    }
    row = infer(articles(a=f"{STORM} on Tuesday.", **told), DatingOptions()).row(0, named=True)
    assert date(2024, 3, 5) <= row["dct_start"] < row["dct_stop"] <= date(2024, 3, 12)
    assert any("is told of what" in why for why in row["dct_why"])


def test_a_neighbour_that_tells_something_else_says_nothing() -> None:
    other = ("The museum of glass sold a vase on Tuesday.", date(2024, 3, 6))
    rows = infer(articles(a=f"{STORM} on Tuesday.", b=other), DatingOptions())
    assert rows["dct_start"][0] is None
    assert rows.row(1, named=True)["dct_start"] == date(2024, 3, 6)


def test_a_copy_follows_within_days() -> None:
    text = " ".join(f"word{n} stands here" for n in range(40))
    row = infer(articles(a=text, b=(text, date(2024, 3, 6))), DatingOptions()).row(0, named=True)
    assert (row["dct_start"], row["dct_stop"]) == (date(2024, 3, 5), date(2024, 3, 13))


A, B = (date(2025, 1, 20), date(2025, 1, 27)), (date(2025, 3, 1), date(2025, 3, 8))


@pytest.mark.parametrize(
    ("evidence", "start"),
    [
        pytest.param([(A, 1.0)], A[0], id="one"),
        pytest.param([(A, 0.6)], None, id="too-little"),
        pytest.param([(A, 0.6), (A, 0.6)], A[0], id="two-that-agree"),
        pytest.param([(A, 1.0), (B, 1.0)], None, id="undecided"),
        pytest.param([(A, 3.0), (B, 0.6)], A[0], id="the-weakest-is-dropped"),
        pytest.param([((date(2025, 1, 1), date(2025, 6, 1)), 1.0)], None, id="too-wide"),
    ],
)
def test_solve(evidence: list[tuple[tuple[date, date], float]], start: date | None) -> None:
    answer = solve([Evidence((days,), weight, f"{days}") for days, weight in evidence])
    assert (answer.start if answer else None) == start
    if answer and len({days for days, _ in evidence}) > 1:
        assert any("left out" in why for why in answer.why)


@pytest.mark.parametrize(
    ("operator", "start", "stop"),
    [
        ("day -1", date(2025, 1, 21), date(2025, 1, 22)),
        ("week 0", date(2025, 1, 20), date(2025, 1, 27)),
        ("month -1", date(2025, 2, 1), date(2025, 3, 1)),
        ("past week:day 1", date(2025, 1, 20), date(2025, 1, 27)),
    ],
)
def test_published_when(operator: str, start: date, stop: date) -> None:
    assert published_when(operator, (date(2025, 1, 20), date(2025, 1, 21))) == (start, stop)


@pytest.mark.parametrize("operator", ["past week:day 2", "year -1", "past year:month 01", "span day -3"])
def test_operators_that_say_nothing(operator: str) -> None:
    assert published_when(operator, (date(2025, 1, 20), date(2025, 1, 21))) is None


def test_the_table_that_ships_is_whole() -> None:
    events = public_events()
    assert len(events) >= 100
    assert all(event.source.startswith("https://") for event in events)
    assert len({event.name for event in events}) == len(events)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("name,start\n", "lacks the columns", id="columns"),
        pytest.param(TABLE.replace("2019-05-07", "soon"), "line 2", id="day"),
        pytest.param(TABLE.replace("2019-05-07", "2019-05-06"), "later than start", id="stop"),
        pytest.param(TABLE.replace("opened + Nordhaven bridge", ""), "no terms", id="terms"),
    ],
)
def test_a_table_with_a_mistake(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        public_events(tmp_path / "t.csv")


def test_words_that_only_a_dated_reading_brings_do_no_harm(table: Path) -> None:
    # with a day known, other phrases are found than without one
    texts = {
        "a": BRIDGE + " A rabbi and a bishop spoke in the spring; it was summer in March, he said on Monday.",
        "b": BRIDGE + " In 2018 the rabbi said so. The bishop came on 5 March at noon that day, a Tuesday.",
    }
    rows = infer(articles(**texts), DatingOptions(public_events=table))
    assert rows["dct_origin"].to_list() == ["inferred", "inferred"]
