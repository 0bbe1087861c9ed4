"""Pages that hold more than a story, clock times without a day, days long before a report."""

from typing import Any

import pytest

from timeline.events.pages import comments_begin, stamps
from timeline.events.sentences import Span, sentences

DAYS = {
    "bare clock beside its day": (
        "The quake struck at 1653 (2153 GMT) on Monday.",
        [("2153 GMT", "2025-01-28T21:53", "hour"), ("Monday", "2025-01-27")],
        "2025-01-27T21:53",
    ),
    "hour of a part of a day": (
        "Berg left at nine o'clock last night.",
        [("nine o'clock", "2025-01-28T09:00", "hour"), ("last night", "2025-01-27T18:00", "part_of_day")],
        "2025-01-27T21:00",
    ),
    "clock with a day of its own": (
        "Berg left at 9 a.m. on Tuesday.",
        [("9 a.m. on Tuesday", "2025-01-28T09:00", "hour")],
        "2025-01-28T09:00",
    ),
    "alone in its paragraph": (
        "Orion closed its mill on Monday.\n\nHe had been selling since Friday.\n\nAt 9:30 a.m. Berg left.",
        [("Monday", "2025-01-27"), ("Friday", "2025-01-24"), ("9:30 a.m.", "2025-01-24T09:30", "hour")],
        "2025-01-27T09:30",
    ),
}


@pytest.mark.parametrize(("text", "dates", "wanted"), DAYS.values(), ids=DAYS)
def test_a_clock_time_is_of_the_day_that_the_text_names(
    make: Any, text: str, dates: list[Any], wanted: str
) -> None:
    rows = make(("a", "2025-01-28", text, dates)).statements()
    assert f"{rows['start'][-1]:%Y-%m-%dT%H:%M}" == wanted


OLDER = {
    "said after a quake": ("A quake struck on Friday. The mayor said help was late.", 1),
    "done after a quake": ("A quake struck on Friday. Rescuers pulled a man out.", 1),
    "nobody it can be": ("A quake struck on Friday. They pulled a man out.", 1),
    "said at an occasion": ("Ada Berg spoke on Friday. She said help was late.", 2),
    "the same person goes on": ("Ada Berg fled on Friday. She drove to Oslo.", 2),
}


@pytest.mark.parametrize(("text", "n"), OLDER.values(), ids=OLDER)
def test_what_is_told_days_later_is_not_of_an_older_day(make: Any, text: str, n: int) -> None:
    rows = make(("a", "2025-01-31", text, [("Friday", "2025-01-24")])).statements()
    assert rows.filter(rows["basis"] != "publication").height == n


def test_a_sentence_that_names_the_occasion_goes_on_about_it(make: Any) -> None:
    filler = "It is small. It is light. It is new. It is dear. "
    text = f"Ada Berg showed a mill on Monday. {filler}During the keynote, Berg praised the mill."
    rows = make(("a", "2025-01-28", text, [("Monday", "2025-01-27")])).statements()
    assert rows["headline"].to_list()[-1] == "Berg praised the mill" and f"{rows['start'][-1]:%d}" == "27"


COMMENTS = {
    "none": ("Berg wrote a letter on 18 Jan 2010.", None),
    "one is quoted": ("He erred. At 4:20 pm on 18 Jan 2010, al wrote: No.", None),
    "heads of comments": (
        "It rained. At 4:20 pm on 18 Jan 2010, al wrote: No. On 4:31 pm on 18 Jan 2010, bo wrote : Yes.",
        "It rained. ",
    ),
    "notes of a forum": (
        "Is it so? Added: Tuesday, 19 January, 2010, 16:55 GMT No.\n"
        "Added: Tuesday, 19 January, 2010, 16:59 GMT Yes.",
        "Is it so? ",
    ),
}


@pytest.mark.parametrize(("text", "story"), COMMENTS.values(), ids=COMMENTS)
def test_readers_comments_are_no_part_of_the_story(text: str, story: str | None) -> None:
    assert text[: comments_begin(text)] == (text if story is None else story)


def test_a_comment_yields_no_event(make: Any) -> None:
    head = "At 4:20 pm on 18 Jan 2025, {} wrote: Orion burned on Monday."
    text = "Orion opened its mill on Monday.\n" + head.format("al") + "\n" + head.format("bo")
    rows = make(("a", "2025-01-28", text, [("Monday", "2025-01-27")])).statements()
    assert rows["headline"].to_list() == ["Orion opened its mill"]


LIVE = "2057 Radio Oslo reports a fire.\n2044 Berg left 2032 The owner came.\n1910 The gate closed in 1950."


def test_stamps_of_a_live_page_are_no_years(make: Any) -> None:
    assert sorted(stamps(LIVE)) == [0, 32, 68]
    assert stamps("2008 Games opened.") == frozenset()
    dates = [(year, f"{year}-01-01", "year") for year in ("2057", "2044", "2032", "1910", "1950")]
    rows = make(("a", "2025-01-28", LIVE, dates)).statements()
    stated = rows.filter(rows["basis"] == "stated")
    assert stated["headline"].to_list() == ["The gate closed"] and stated["start"][0].year == 1950


def test_a_caption_ends_where_the_next_sentence_begins(make: Any) -> None:
    text = "Aid arrives in Haiti A boat with nurses left Oslo on Monday."
    rows = make(("a", "2025-01-28", text, [("Monday", "2025-01-27")])).statements()
    stated = rows.filter(rows["basis"] == "stated")
    assert stated["headline"].to_list() == ["A boat with nurses left Oslo"]


def test_mr_berg_is_not_she(make: Any) -> None:
    text = "Ida Lund met Mr Berg on Monday. She said he was glad. He thanked Ida Lund."
    rows = make(("a", "2025-01-28", text, [("Monday", "2025-01-27")])).statements()
    assert rows["headline"].to_list()[1:] == ["Ida Lund said he was glad", "He thanked Ida Lund"]


RUN_TOGETHER = {
    "before a number of people": "Survivors plead for aid|Hundreds of Haitians waited on Monday.",
    "before an age": "Search is declared over|A 23-year-old man was found on Monday.",
    "before an abbreviation": "Page after page of relief|The UN met on Monday.",
    "before a people": "Dogs help the rescue|A Scottish team left on Monday.",
    "none: a letter": "Plan A was dropped on Monday.",
    "none: a title": "She read poems A Scattering on Monday.",
    "none: a paper": "She read in The Times on Monday.",
    "none: a word that opens with a letter": "She sat in Oslo After dark on Monday.",
}


@pytest.mark.parametrize("parted", RUN_TOGETHER.values(), ids=RUN_TOGETHER)
def test_sentences_that_ran_together_are_parted(parted: str) -> None:
    text = parted.replace("|", " ")
    found = [text[s.begin : s.end] for s in sentences(text, Span(0, len(text)))]
    assert found == parted.split("|")
