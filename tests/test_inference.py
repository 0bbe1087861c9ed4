"""Articles without a day get one from their texts and neighbours, with reasons, or stay unknown."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import InputError
from timeline.events import event_mentions
from timeline.evidence import DAY, Days, published_when
from timeline.inference import Evidence, infer, solve
from timeline.options import DatingOptions
from timeline.public_events import public_events
from timeline.reading import Analysed, Reading
from timeline.schema import ARTICLES, DATES


def articles(**texts: str | tuple[str, date]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for name, value in texts.items():
        text, day = value if isinstance(value, tuple) else (value, None)
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
    assert row["dct_start"] <= date(2024, 3, 6) < row["dct_stop"] <= date(2024, 3, 15)
    assert any("tells too" in why for why in row["dct_why"])


def test_a_neighbour_that_tells_something_else_says_nothing() -> None:
    other = ("The museum of glass sold a vase on Tuesday.", date(2024, 3, 6))
    rows = infer(articles(a=f"{STORM} on Tuesday.", b=other), DatingOptions())
    assert rows["dct_start"][0] is None
    assert rows.row(1, named=True)["dct_start"] == date(2024, 3, 6)


def test_a_copy_is_days_apart() -> None:
    text = " ".join(f"word{n} stands here" for n in range(40))
    row = infer(articles(a=text, b=(text, date(2024, 3, 6))), DatingOptions()).row(0, named=True)
    assert (row["dct_start"], row["dct_stop"]) == (date(2024, 2, 28), date(2024, 3, 14))


A, B = (date(2025, 1, 20), date(2025, 1, 27)), (date(2025, 3, 1), date(2025, 3, 8))


def says(days: Days, weight: float | None) -> Evidence:
    return Evidence((days,), weight, f"the sign {days[0]}", "so many days")


@pytest.mark.parametrize(
    ("evidence", "start"),
    [
        pytest.param([(A, 1.0)], A[0], id="one"),
        pytest.param([(A, 0.6)], None, id="too-little"),
        pytest.param([(A, 0.6), (A, 0.6)], A[0], id="two-that-agree"),
        pytest.param([(A, 1.0), (B, 1.0)], None, id="undecided"),
        pytest.param([(A, 3.0), (B, 0.6)], A[0], id="the-weakest-is-left-aside"),
        pytest.param([((date(2025, 1, 1), date(2025, 6, 1)), 1.0)], None, id="too-wide"),
        pytest.param([(A, 1.0), ((date.min, date(2025, 1, 10)), None)], None, id="hard-is-never-given-up"),
        pytest.param([(A, 1.0), ((date.min, date(2025, 1, 22)), None)], A[0], id="hard-narrows"),
    ],
)
def test_solve(evidence: list[tuple[Days, float | None]], start: date | None) -> None:
    answer = solve([says(days, weight) for days, weight in evidence])
    assert (answer.start if answer else None) == start
    if answer and B in [days for days, _ in evidence]:
        assert "the sign 2025-03-01 was left aside because more speaks for 20–26 Jan 2025" in answer.why


def test_weak_evidence_confirms_and_does_not_narrow() -> None:
    answer = solve([says((date(2025, 1, 10), date(2025, 1, 30)), 1.0), says(A, 0.5)])
    assert answer and (answer.start, answer.stop) == (date(2025, 1, 10), date(2025, 1, 30))
    answer = solve([says((date(2025, 1, 10), date(2025, 1, 30)), 1.0), *[says(A, 0.5)] * 3])
    assert answer and (answer.start, answer.stop) == A


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
    lambda span: (date(2025, 1, 1) + span[0] * DAY, date(2025, 1, 1) + (span[0] + span[1]) * DAY)
)
PIECES = st.lists(st.builds(says, SPANS, st.sampled_from([0.3, 0.5, 1.0, None])), max_size=7)


@given(PIECES, st.randoms())
def test_an_answer_keeps_what_is_hard_and_no_order_matters(pieces: list[Evidence], random: Any) -> None:
    answer = solve(pieces)
    mixed = pieces[:]
    random.shuffle(mixed)
    other = solve(mixed)
    assert (answer and (answer.start, answer.stop)) == (other and (other.start, other.stop))
    if answer:
        assert all(piece.holds(answer.start, answer.stop) for piece in pieces if piece.weight is None)
        assert 0 < (answer.stop - answer.start).days <= 31


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


POSTS = (
    "He wrote: so it is. — Ada Bell (@adabell) {}\n\nNobody answered. — Cy Dorn (@cydorn) {}\n\nThat was all."
)


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        pytest.param(POSTS.format("May 3, 2016", "May 5, 2016"), (2016, 5, 3), (2016, 5, 12), id="posts"),
        pytest.param(POSTS.format("May 3, 2012", "May 5, 2016"), (2016, 5, 2), (2016, 6, 2), id="one-post"),
        pytest.param(
            POSTS.format("May 3, 2016", "May 5, 2016") + " It was written on July 9, 2016.",
            None, None, id="posts-older-than-the-text",
        ),
        pytest.param(
            "It rained.\n\nPosted by Ada Bell on Tuesday, May 3, 2016\n\n"
            "Posted by Cy Dorn on Thursday, May 5, 2016\n",
            (2016, 5, 3), (2016, 5, 12), id="posts-of-another-network",
        ),
        pytest.param(
            "It rained.\n\nRead or share: https://www.example.com/story/news/2016/05/05/it-rained/123/",
            (2016, 5, 3), (2016, 5, 12), id="own-address",
        ),
        pytest.param(
            "It rained (see https://www.example.com/2016/05/05/it-rained/).\n\nThe river rose. Nobody came.",
            None, None, id="address-of-another",
        ),
        pytest.param(
            "The old bridge at Kelm, May 5, 2016. REUTERS/Ada Bell\n\nIt rained.",
            None, None, id="picture-alone",
        ),
        pytest.param("By Ada Bell - May 5, 2016\n\nIt rained.", (2016, 5, 5), (2016, 5, 7), id="head"),
        pytest.param(
            "KELM | Fri Jul 22, 2011 6:37 pm EDT KELM (XX) - The bridge was closed, the mayor said, and it "
            "will stay closed for as long as the river is as high as it is.",
            (2011, 7, 22), (2011, 7, 24), id="clock",
        ),
        pytest.param("The bridge was opened on May 5, 2016, the mayor said.", None, None, id="prose"),
    ],
)  # fmt: skip
def test_what_a_text_says_of_its_own_day(text: str, start: Any, stop: Any) -> None:
    row = one(text, use_public_events=False)
    assert (row["dct_start"], row["dct_stop"]) == (start and date(*start), stop and date(*stop))


def dates(origin: str, start: date, stop: date) -> pl.DataFrame:
    at = [datetime.combine(day, datetime.min.time()) for day in (start, stop)]
    return DATES.frame([{"article_id": "a", "origin": origin, "raw": "x", "start": at[0], "stop": at[1]}])


def test_a_capture_bounds_what_the_text_says(table: Path) -> None:
    captured = dates("archive", date(2019, 5, 15), date(2019, 5, 15))
    row = infer(articles(a=BRIDGE), DatingOptions(public_events=table), captured).row(0, named=True)
    assert (row["dct_start"], row["dct_stop"]) == (date(2019, 5, 13), date(2019, 5, 16))
    assert any("capture" in why for why in row["dct_why"])


@pytest.mark.parametrize(("month", "start"), [(5, date(2019, 5, 13)), (7, date(2019, 7, 1))])
def test_a_month_in_a_file_name_is_narrowed_or_kept(table: Path, month: int, start: date) -> None:
    first, after = date(2019, month, 1), date(2019, month + 1, 1)
    rough = articles(a=BRIDGE).with_columns(
        pl.lit(first).alias("dct_start"), pl.lit(after).alias("dct_stop"), dct_origin=pl.lit("filename")
    )
    row = infer(rough, DatingOptions(public_events=table)).row(0, named=True)
    assert (row["dct_start"], row["dct_origin"]) == (start, "inferred" if month == 5 else "filename")


TOPICS = ("harbour crane strike union", "glass museum vase auction", "river flood dam engineer")


def story(days: int) -> dict[str, tuple[str, date]]:
    """Give four articles a topic, each topic in a week of its own."""
    out = {}
    for topic, words in enumerate(TOPICS):
        one, two, three, four = words.split()
        for n in range(4):
            text = f"The {one} and the {two} of number {n}. A {three} told the {four} of the {one} {two}."
            out[f"t{topic}-{n}"] = (f"{text} {words}", date(2024, 1, 3) + (days * topic + n) * DAY)
    return out


def test_the_articles_most_like_one_date_it() -> None:
    text = "A union speaks of the harbour crane and the strike. The harbour crane strike union."
    row = infer(articles(a=text, **story(60)), DatingOptions()).row(0, named=True)
    assert row["dct_start"] <= date(2024, 1, 4) < row["dct_stop"] <= date(2024, 1, 14)
    assert any("The articles most like it" in why and "was right for" in why for why in row["dct_why"])


def test_likeness_says_nothing_where_it_fails_on_dated_articles() -> None:
    # articles of one topic lie months apart here
    spread = {
        name: (text, date(2024, 1, 3) + 70 * int(name[-1]) * DAY) for name, (text, _) in story(0).items()
    }
    text = "A union speaks of the harbour crane and the strike. The harbour crane strike union."
    assert infer(articles(a=text, **spread), DatingOptions())["dct_start"][0] is None


PICTURE = "A crane stands in the harbour, {}January {}, 2024. {}REUTERS/Ada Bell\n\n"
STRIKE = "A union speaks of the harbour crane and the strike. The harbour crane strike union."


@pytest.mark.parametrize(
    ("stated", "dated"),
    [
        pytest.param(PICTURE.format("", 5, ""), True, id="picture"),
        pytest.param(PICTURE.format("", 5, "File photo. "), False, id="old-picture"),
        pytest.param("The harbour was built on January 5, 2024. ", False, id="prose"),
        pytest.param(PICTURE.format("", 5, "") + "It fell on May 9, 2024. ", False, id="a-later-day"),
    ],
)
def test_a_picture_dates_a_text_where_the_articles_like_it_lie(stated: str, dated: bool) -> None:
    # one topic over months, so that likeness alone says nothing
    spread = {
        f"s{n}": (f"{STRIKE} Number {n}.", date(2024, 1, 8) + (n if n < 6 else 40 * n) * DAY)
        for n in range(10)
    }
    row = infer(articles(a=stated + STRIKE, **spread), DatingOptions()).row(0, named=True)
    found = any("The picture in the text, of 5 Jan 2024" in why for why in row["dct_why"])
    assert found == (row["dct_start"] is not None) == dated
    assert not dated or row["dct_start"] <= date(2024, 1, 8) < row["dct_stop"]


def test_one_post_is_doubted_where_no_article_like_it_lies() -> None:
    near = {f"s{n}": (f"{STRIKE} Number {n}.", date(2024, 1, 8) + 40 * n * DAY) for n in range(12)}
    post = STRIKE + "\n\nSo it is. — Ada Bell (@adabell) {}\n"
    for day, said in (("January 7, 2024", True), ("May 5, 2016", False)):
        row = infer(articles(a=post.format(day), **near), DatingOptions()).row(0, named=True)
        assert (row["dct_start"] is not None) == said, day


def test_text_of_many_pages_is_no_copy() -> None:
    standing = " ".join(f"caption{n} of the gallery" for n in range(40))
    pages = {f"p{n}": (standing, date(2024, 3, 6) + 90 * n * DAY) for n in range(3)}
    assert infer(articles(a=standing, **pages), DatingOptions())["dct_start"][0] is None


def answers(frame: pl.DataFrame) -> dict[str, Any]:
    shown = frame.select("article_id", "dct_start", "dct_stop", "dct_why")
    return {name: (start, stop, sorted(why)) for name, start, stop, why in shown.iter_rows()}


@settings(max_examples=6, deadline=None)
@given(st.text(alphabet="abcdefgh ", min_size=1, max_size=200), st.randoms())
def test_an_article_without_cues_changes_nothing_nor_does_the_order(text: str, random: Any) -> None:
    texts: dict[str, Any] = {
        "a": "The harbour crane strike union spoke.",
        "b": f"{STORM} on Tuesday.",
        **story(60),
    }
    before = answers(infer(articles(**texts), DatingOptions()))
    names = [*texts, "extra"]
    random.shuffle(names)
    after = answers(
        infer(articles(**{name: {**texts, "extra": text}[name] for name in names}), DatingOptions())
    )
    assert {name: after[name] for name in before} == before


def test_nothing_is_read_where_every_day_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    import timeline.temporal

    monkeypatch.setattr(timeline.temporal, "tag", None)
    known = articles(**story(60))
    assert infer(known, DatingOptions()).equals(known)


def test_only_what_is_near_an_undated_article_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import timeline.temporal

    tag, seen = timeline.temporal.tag, []

    def counted(frame: pl.DataFrame, *options: Any) -> pl.DataFrame:
        seen.append(frame.height)
        return tag(frame, *options)

    monkeypatch.setattr(timeline.temporal, "tag", counted)
    infer(articles(a="The harbour crane strike union spoke.", **story(60)), DatingOptions())
    assert sum(seen) <= 1 + 10


def test_what_was_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import timeline.temporal

    tag, seen = timeline.temporal.tag, list[str]()
    pile = articles(
        a="The harbour crane strike ended on Tuesday; the union spoke on 4 March 2019.", **story(60)
    )
    mentions = tag(pile)
    before = Analysed(pile, mentions, event_mentions(pile, mentions))
    asked = infer(pile, DatingOptions())

    def watched(frame: pl.DataFrame, *options: Any) -> pl.DataFrame:
        seen.extend(frame["article_id"])
        return tag(frame, *options)

    monkeypatch.setattr(timeline.temporal, "tag", watched)
    assert infer(pile, DatingOptions(), reading=Reading(known=before)).equals(asked)
    assert set(seen) <= {"a"}  # once more, with the day that was worked out
    moved = pile.with_columns(pl.col("dct_start").dt.offset_by("1d"), pl.col("dct_stop").dt.offset_by("1d"))
    seen.clear()
    assert infer(moved, DatingOptions(), reading=Reading(known=before)).equals(infer(moved, DatingOptions()))
    assert len(seen) > 1
