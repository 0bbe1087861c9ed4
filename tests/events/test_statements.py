"""Sentences and what is made of them; each row is a class of wording, not one article's sentence."""

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline import schema
from timeline.events import event_mentions
from timeline.events.phrases import MAX_WORDS

MON = ("Monday", "2025-01-27")
JAN = ("in January", "2025-01-01", "month")


def rows_of(made: Any) -> list[dict[str, Any]]:
    return list(made.statements().iter_rows(named=True))


HEADLINES: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "plain": ("Nvidia fell 17% on Monday.", MON, "Nvidia fell 17%", "fall"),
    "fronted": (
        "On Monday, shares of Nvidia dropped sharply.",
        MON,
        "Shares of Nvidia dropped sharply",
        "drop",
    ),
    "connective": ("However, the fund closed on Monday.", MON, "The fund closed", "close"),
    "bare verb of a pronoun": ("It collapsed on Monday.", MON, "It collapsed", "collapse"),
    "event noun before": (
        "He recalled the 1957 satellite launch.",
        ("1957", "1957-01-01", "year"),
        "Satellite launch",
        "launch",
    ),
    "possessive date": ("Traders recalled Monday's sell-off.", MON, "Monday's sell-off", "sell-off"),
    "event noun in subject": (
        "Orion's acquisition of the mill in January shows its hunger.",
        ("January", "2025-01-01", "month"),
        "Orion's acquisition of the mill",
        "acquisition",
    ),
    "reduced relative": (
        "It was a report released last week that moved prices.",
        ("last week", "2025-01-20", "week"),
        "Report released",
        "release",
    ),
    "participle in front": (
        "Founded in Oslo, Norway, in 2019, Vertex builds drones.",
        ("2019", "2019-01-01", "year"),
        "Vertex founded in Oslo, Norway",
        "found",
    ),
    "participle behind": (
        "The stock was hit, losing 9% on Monday.",
        MON,
        "Stock lost 9%",
        "lose",
    ),
    "content in front": (
        "The plant will reopen soon, its owner, Ada Berg, said on Monday in a call.",
        MON,
        "Ada Berg said the plant will reopen soon",
        "say",
    ),
    "statement": (
        "The mayor said on Monday that the bridge is safe.",
        MON,
        "The mayor said the bridge is safe",
        "say",
    ),
    "said of": ("The mayor said the bridge closed on Monday.", MON, "The bridge closed", "close"),
    "list of subjects": (
        "Orion, Vertex and Lumen announced a project on Monday.",
        MON,
        "Orion, Vertex and Lumen announced a project",
        "announce",
    ),
    "aside": ("The bridge, she said, had closed on Monday.", MON, "The bridge had closed", "close"),
    "cleft": ("It was on Monday that the bridge fell.", MON, "The bridge fell", "fall"),
    "relative with apposition": (
        "Vertex is a firm that began in Oslo in January.",
        JAN,
        "Vertex began in Oslo",
        "begin",
    ),
    "negated with an event": (
        "While Ada Berg did not mention the deal in her speech at the summit in Oslo on Monday, she smiled.",
        MON,
        "Ada Berg’s speech at the summit in Oslo",
        "speech",
    ),
    "event noun that is all there is": (
        "Orion denies any part in the 2016 election.",
        ("2016", "2016-01-01", "year"),
        "2016 election",
        "election",
    ),
    "year of an event noun by a phrase": (
        "Orion lost money on last year's election.",
        ("last year's", "2024-01-01", "year"),
        "2024 election",
        "election",
    ),
    "event noun with its date behind": (
        "The vote on Monday shows their hunger.",
        MON,
        "Vote on Monday",
        "vote",
    ),
    "said something hard to read": (
        "Ada Berg said on Monday, “No mills, no bread, no peace.”",
        MON,
        "Ada Berg said No mills, no bread, no peace",
        "say",
    ),
    "thought aloud": (
        "Ada Berg said on Monday, “I think, number one, the old mill is a grave danger.”",
        MON,
        "Ada Berg said I think number one, old mill is grave danger",
        "say",
    ),
    "list entry": ("1. Orion closed the mill on Monday.", MON, "Orion closed the mill", "close"),
    "bullet": ("• Orion closed the mill on Monday.", MON, "Orion closed the mill", "close"),
    "quotation inside": (
        "Ada Berg said on Monday that the old mill “is very strong indeed” and that no other could "
        "ever replace it.",
        MON,
        "Ada Berg said the old mill is very strong indeed",
        "say",
    ),
    "told to somebody, with an aside": (
        "Ada Berg, who used to run mills, told Orion on Monday that the bridge is safe.",
        MON,
        "Ada Berg told Orion the bridge is safe",
        "tell",
    ),
    "pronoun that stands for nobody known": (
        "They shut the mill on Monday.",
        MON,
        "They shut the mill",
        "shut",
    ),
    "told someone": (
        "Ada Berg told two hundred anxious workers of Orion on Monday that the old mill will never reopen.",
        MON,
        "Ada Berg said the old mill will never reopen",
        "tell",
    ),
    "that with a date after it": (
        "The result is that on Monday, several mills closed.",
        MON,
        "Several mills closed",
        "close",
    ),
    "written then": (
        "Ada Berg promised more mills in a 2013 memo.",
        ("2013", "2013-01-01", "year"),
        "Ada Berg promised more mills in a memo",
        "promise",
    ),
    "first of a time": (
        "Ada Berg held her first meeting of the week in Oslo.",
        ("the week", "2025-01-27", "week"),
        "Ada Berg held her first meeting in Oslo",
        "hold",
    ),
    "amount in front": ("About 300 firms closed on Monday.", MON, "About 300 firms closed", "close"),
    "more than": (
        "Berg said more than 300 mills closed on Monday.",
        MON,
        "More than 300 mills closed",
        "close",
    ),
    "said of amounts": (
        "Orion said on Monday about 300 mills had been closed.",
        MON,
        "Orion said about 300 mills had been closed",
        "say",
    ),
    "ends on a particle": ("Shares in the mill were up on Monday.", MON, "Shares in the mill were up", "be"),
    "date for a complement": ("The old mill's last day was on Monday.", MON, "The old mill's last day", "be"),
    "his own": (
        "Bob Berg said on Monday his house had been sold.",
        MON,
        "Bob Berg said his house had been sold",
        "say",
    ),
    "too long for its speaker": (
        "The old board itself confirmed on Monday that the head of its mission in Oslo had been found dead.",
        MON,
        "Head of its mission in Oslo had been found dead",
        "confirm",
    ),
    "relative clause before its verb": (
        "Tests that were made on Monday showed a fault.",
        MON,
        "Tests were made",
        "make",
    ),
    "due": (
        "Another team is due to fly out on Tuesday.",
        ("Tuesday", "2025-01-28"),
        "Another team is due to fly out",
        "fly",
    ),
    "address of a page": (
        "Berg closed the mill on Monday https://mill.example/a1b2.",
        MON,
        "Berg closed the mill",
        "close",
    ),
    "described between subject and verb": (
        "The quake, Haiti's worst in years, struck on Monday.",
        MON,
        "Quake struck",
        "strike",
    ),
    "age with hyphens": (
        "More than 130 were saved, with one 16-year-old found on Monday.",
        MON,
        "One 16-year-old found",
        "find",
    ),
    "dashes": (
        "The team - made up of 71 people - flew to Oslo on Monday.",
        MON,
        "The team flew to Oslo",
        "fly",
    ),
    "note in brackets": (
        "The council said a total of $270m (£165m) in aid had been pledged on Monday.",
        MON,
        "A total of $270m in aid had been pledged",
        "pledge",
    ),
    "date that opens with its article": (
        "Many died in the 27 January earthquake.",
        ("the 27 January", "2025-01-27"),
        "Many died in the earthquake",
        "die",
    ),
    "date that opens with its article before no noun of its own": (
        "Orion grew over the last month thanks to its mill.",
        ("the last month", "2025-01-01", "month"),
        "Orion grew thanks to its mill",
        "grow",
    ),
    "mark of a date that stands apart": (
        "Monday 's huge tremor in Haiti was the largest ever known.",
        MON,
        "Huge tremor in Haiti was the largest ever known",
        "be",
    ),
    "what is thought to have been done": (
        "Two men are thought to have died on Monday.",
        MON,
        "Two men are thought to have died",
        "die",
    ),
    "pointing verb": (
        "Critics likened the step to Orion's launch of a phone during talks in 2019.",
        ("2019", "2019-01-01", "year"),
        "Orion's launch of a phone during talks",
        "launch",
    ),
}


@pytest.mark.parametrize(("text", "date", "wanted", "predicate"), HEADLINES.values(), ids=HEADLINES)
def test_a_headline_is_the_clause_of_the_date(
    make: Any, text: str, date: tuple[str, ...], wanted: str, predicate: str
) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", text, [date])))
    assert (row["headline"], row["predicate"]) == (wanted, predicate)


MODALITIES = {
    "past": ("Orion opened the mill on Monday.", "happened"),
    "will": ("Orion will open the mill on Monday.", "planned"),
    "plans to": ("Orion plans to open the mill on Monday.", "planned"),
    "is expected to": ("Orion is expected to open the mill on Monday.", "planned"),
    "may": ("Orion may open the mill on Monday.", "possible"),
    "would": ("Orion would open the mill on Monday.", "hypothetical"),
    "if": ("If Orion opens the mill on Monday, prices fall.", "hypothetical"),
    "did not": ("Orion did not open the mill on Monday.", "denied"),
    "is to": ("The mill is to be formally opened on Monday.", "planned"),
    "would, as was said": ("Berg said the mill would open on Monday.", "planned"),
    "would, on a condition": ("Berg said the mill would open on Monday if it could.", "hypothetical"),
    "would have": ("Berg said the mill would have opened on Monday.", "hypothetical"),
    "nothing did": ("No mill was opened on Monday.", "denied"),
    "lost apostrophe": ("Orion didnt open the mill on Monday.", "denied"),
    "sought to, past": ("Orion sought to open the mill on Monday.", "happened"),
    "refused to": ("Orion refused to open the mill on Monday.", "denied"),
    "not only": ("Orion did not only open the mill on Monday.", "happened"),
}


@pytest.mark.parametrize(("text", "wanted"), MODALITIES.values(), ids=MODALITIES)
def test_modality_comes_from_the_verb_and_its_cues(make: Any, text: str, wanted: str) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["modality"] == wanted


def test_what_is_told_of_a_later_day_is_planned(make: Any) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", "The summit opens on Monday.", [("Monday", "2025-02-03")])))
    assert row["modality"] == "planned"


ATTRIBUTIONS = {
    "said of": ("The mayor said the bridge closed on Monday.", "The mayor"),
    "according to": ("The bridge closed on Monday, according to Ada Berg.", "Ada Berg"),
    "content in front": ("The bridge closed on Monday, Ada Berg said.", "Ada Berg"),
    "nobody": ("The bridge closed on Monday.", None),
    "behind an afterthought": ("The bridge closed on Monday, perhaps for good, said Ada Berg.", "Ada Berg"),
    "pronoun": ("The bridge closed on Monday, they said.", None),
    "short title": ("“The bridge is safe since Monday,” said Sen. Ada Berg.", "Ada Berg"),
    "owner does not speak": (
        "Norway's Prime Minister Ada Berg said the bridge closed on Monday.",
        "Ada Berg",
    ),
    "title of two words": (
        "The bridge closed on Monday, Secretary of State Ada Berg said.",
        "Ada Berg",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_a_statement_names_who_says_so(make: Any, text: str, wanted: str | None) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["attributed_to"] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The bridge reportedly closed on Monday.", True),
        ("The bridge closed on Monday, according to the mayor.", True),
        ("The bridge closed on Monday.", False),
        ("The bridge appears to have closed on Monday.", True),
        ("The mayor proclaimed that the bridge closed on Monday.", False),
    ],
)
def test_reserve_is_marked(make: Any, text: str, wanted: bool) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["hedged"] is wanted


def test_two_dates_and_two_events_are_two_rows(make: Any) -> None:
    text = "Vertex opened in January and closed its mill on Monday."
    first, second = rows_of(make(("a", "2025-01-28", text, [("January", "2025-01-01", "month"), MON])))
    assert [r["headline"] for r in (first, second)] == ["Vertex opened", "Vertex closed its mill"]
    assert [r["event_mention_id"][-2:] for r in (first, second)] == ["#0", "#1"]


def test_two_dates_of_one_event_are_one_row_with_the_narrower(make: Any) -> None:
    text = "On Monday, the first day of last week, the mill closed."
    dates = [MON, ("last week", "2025-01-27", "week")]
    (row,) = rows_of(make(("a", "2025-02-04", text, dates)))
    assert (row["granularity"], len(row["mention_ids"])) == ("day", 2)


def test_days_that_follow_each_other_are_one_stretch(make: Any) -> None:
    text = "Ministers meet in Oslo on 10 and 11 February."
    dates = [("10", "2025-02-10"), ("11 February", "2025-02-11")]
    (row,) = rows_of(make(("a", "2025-01-28", text, dates)))
    assert (row["start"].day, row["stop"].day) == (10, 12)


def test_actors_and_place_are_read(make: Any) -> None:
    text = "Vertex CEO Ada Berg met Orion in Oslo, Norway, on Monday."
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["actors"][:2] == ["Vertex CEO Ada Berg", "Orion"]
    assert row["place"] == "Oslo, Norway"


ACTORS = {
    "number": ("Three mills closed on Monday.", []),
    "adjective": ("The mill dismissed Scottish workers on Monday.", []),
    "adjective in a name": ("The American Bridge Society met on Monday.", ["American Bridge Society"]),
    "new": ("A writer left the New York Herald on Monday.", ["New York Herald"]),
    "initial": ("The mill hired Ada M. Berg on Monday.", ["Ada M. Berg"]),
    "no of a bill": ("Aides brought the No Robots Act on Monday.", ["Robots Act"]),
    "pronoun behind a name": ("The mill hired Ada Berg There on Monday.", ["Ada Berg"]),
    "brackets of a treebank": ("The mill hired Ada Berg -LRB- a miller -RRB- on Monday .", ["Ada Berg"]),
}


@pytest.mark.parametrize(("text", "wanted"), ACTORS.values(), ids=ACTORS)
def test_actors_are_whole_names(make: Any, text: str, wanted: list[str]) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["actors"] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "It was the worst storm since Monday.",
        "The mill has its largest backlog since Monday.",
        "Sales fell, compared with Monday.",
        "Unfortunately, Monday has come.",
        "Oslo is a city of many mills today.",
        "Shops are shaped by habits today.",
        "Ada Berg met the 2020 candidates.",
        "Stories about the 2020 hopefuls sold well.",
    ],
)
def test_a_date_that_only_measures_or_names_places_nothing(make: Any, text: str) -> None:
    dates = [d for d in (MON, ("today", "2025-01-28"), ("2020", "2020-01-01", "year")) if d[0] in text]
    assert not [r for r in rows_of(make(("a", None, text, dates))) if r["basis"] == "stated"]


def test_two_years_of_one_verb_leave_no_trace_of_each_other(make: Any) -> None:
    dates = [("2008", "2008-01-01", "year"), ("2012", "2012-01-01", "year")]
    rows = rows_of(make(("a", "2025-01-28", "The mill closed in 2008 and 2012.", dates)))
    assert [(r["headline"], r["start"].year) for r in rows] == [
        ("The mill closed", 2008),
        ("The mill closed", 2012),
    ]


def test_he_is_no_city(make: Any) -> None:
    text = "Berg, born in San Pedro on Monday, built mills. He sold them on Tuesday."
    rows = rows_of(make(("a", "2025-01-29", text, [MON, ("Tuesday", "2025-01-28")])))
    assert "San Pedro" not in rows[-1]["headline"]


def test_she_stays_who_she_was_in_the_sentence_before(make: Any) -> None:
    text = "Ada Berg spoke on Monday. She called the Orion news good. She said that it made sense."
    rows = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert [r["actors"][:1] for r in rows] == [["Ada Berg"]] * 3


def test_a_pronoun_gives_way_to_the_name_before(make: Any) -> None:
    text = "Ada Berg runs the mill. He left, and on Monday she closed it."
    (row,) = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert row["headline"].startswith("Ada Berg closed")


@pytest.mark.parametrize(
    ("kind", "value", "start"),
    [("SET", "XXXX-WXX-1", "2025-01-27"), ("DURATION", "P2Y", None), ("DATE", "PRESENT_REF", "2025-01-28")],
    ids=["set", "bare duration", "now"],
)
def test_some_phrases_place_nothing(make: Any, kind: str, value: str, start: str | None) -> None:
    made = make(("a", "2025-01-28", "The mill closed on Monday.", [MON]))
    empty = pl.lit(None, dtype=pl.Datetime("us"))
    mentions = made.mentions.with_columns(pl.lit(kind).alias("type"), pl.lit(value).alias("value"))
    if start is None:
        mentions = mentions.with_columns(empty.alias("start"), empty.alias("stop"))
    rows = event_mentions(made.articles, mentions)
    assert rows["basis"].to_list() == ["publication"]


def test_an_undated_lead_happened_by_the_publication_day(make: Any) -> None:
    text = "A heading\n\nNvidia shares plunged after a rival came out.\n\nAnalysts were surprised."
    (row,) = rows_of(make(("a", "2025-01-28", text, [])))
    assert (row["basis"], row["mod"], row["headline"]) == (
        "publication",
        "ON_OR_BEFORE",
        "Nvidia shares plunged",
    )
    assert (row["start"].day, row["stop"].day, row["granularity"]) == (28, 29, "day")


def test_without_a_publication_day_a_lead_has_no_date_and_gives_no_row(make: Any) -> None:
    assert rows_of(make(("a", None, "Nvidia shares plunged.", []))) == []


@pytest.mark.parametrize("text", ["Is this the end?", "We are what we eat.", "Oslo is a city."])
def test_a_lead_that_tells_nothing_gives_no_row(make: Any, text: str) -> None:
    assert rows_of(make(("a", "2025-01-28", text, []))) == []


def test_a_lead_in_another_language_stands_as_it_is(make: Any) -> None:
    text = "Die Regierung hat das Gesetz beschlossen."
    (row,) = rows_of(make(("a", "2025-01-28", text, []), more={"a": {"lang": "de"}}))
    assert (row["basis"], row["headline"]) == ("publication", "Die Regierung hat das Gesetz beschlossen")


CARRIED = {
    "speaks on": ("Ada Berg said on Monday that the mill is safe. She added that nobody was hurt.", True),
    "opener": ("The mill burned on Monday. Hours later the roof fell in.", True),
    "other topic": ("The mill burned on Monday. Oslo has many mills.", False),
    "thread broken": ("Ada Berg said on Monday the mill is safe. She usually visits it.", False),
    "of another time": ("Ada Berg said on Monday the mill is safe. She had said so previously.", False),
}


@pytest.mark.parametrize(("text", "wanted"), CARRIED.values(), ids=CARRIED)
def test_a_day_is_carried_only_where_the_text_goes_on(make: Any, text: str, wanted: bool) -> None:
    rows = rows_of(make(("a", "2025-01-28", text, [MON])))
    assert [r["basis"] for r in rows] == ["stated"] + ["carried"] * wanted


THREADS: dict[str, tuple[str, list[tuple[str, ...]], dict[str, str]]] = {
    "stays with the story": (
        "The mill burned on Monday. Firemen pulled two workers out. A crowd gathered at the gate.",
        [MON],
        {"Firemen": "27", "A crowd": "27"},
    ),
    "descriptions in between": (
        "The mill burned on Monday. It is a large one. It makes flour. Firemen pulled two workers out.",
        [MON],
        {"Firemen": "27"},
    ),
    "too many descriptions": (
        "The mill burned on Monday. It is large. It makes flour. It is old. It is dear. Firemen rescued two.",
        [MON],
        {},
    ),
    "reaction after a look back": (
        "The mill burned on Monday. In January it caught fire too. The mayor said the owner was careless.",
        [MON, ("January", "2025-01-01", "month")],
        {"The mayor": "27"},
    ),
    "looking back goes on": (
        "The mill burned on Monday. In January it caught fire too. Firemen came too late.",
        [MON, ("January", "2025-01-01", "month")],
        {},
    ),
    "said after another day": (
        "The mill burned on Monday. It opened on Thursday. The mayor said the owner was careless.",
        [MON, ("Thursday", "2025-01-23")],
        {"The mayor": "27"},
    ),
    "done after another day": (
        "The mill burned on Monday. It opened on Thursday. It drew many guests. Firemen came.",
        [MON, ("Thursday", "2025-01-23")],
        {},
    ),
    "goes on about the other day": (
        "The mill burned on Monday. Ada Berg spoke on Thursday. She praised the owner.",
        [MON, ("Thursday", "2025-01-23")],
        {"She": "23"},
    ),
    "a state": ("The mill burned on Monday. The owner knew the risks.", [MON], {}),
    "an earlier time": ("The mill burned on Monday. The owner had sold it.", [MON], {}),
    "what did not happen": ("The mill burned on Monday. The owner did not answer.", [MON], {}),
    "told by the writer": ("The mill burned on Monday. We asked the owner.", [MON], {}),
    "inside a quotation": (
        "The mill burned on Monday. “It was hot. The roof fell. Firemen came,” a worker said.",
        [MON],
        {},
    ),
    "an anniversary": (
        "The old mill opened on 3 May 1925. The mayor said so.",
        [("on 3 May 1925", "1925-05-03")],
        {},
    ),
    "a heading with a day": (
        "The mill burned on Monday.\n\nThursday\n\nThe owner opened a bar.",
        [MON, ("Thursday", "2025-01-23")],
        {},
    ),
}


@pytest.mark.parametrize(("text", "dates", "carried"), THREADS.values(), ids=THREADS)
def test_a_thread_gives_undated_sentences_its_day(
    make: Any, text: str, dates: list[Any], carried: dict[str, str]
) -> None:
    rows = rows_of(make(("a", "2025-01-28", text, dates)))
    told = [(text[r["begin"] : r["end"]], r["start"]) for r in rows if r["basis"] == "carried"]
    assert len(told) == len(carried)
    for (sentence, start), (opening, day) in zip(told, carried.items(), strict=True):
        assert sentence.startswith(opening) and f"{start:%d}" == day


def test_what_goes_on_from_a_clock_time_has_its_day(make: Any) -> None:
    text = "The mill burned on Monday evening. Firemen pulled two workers out."
    dates = [("Monday evening", "2025-01-27T18", "part_of_day")]
    rows = rows_of(make(("a", "2025-01-28", text, dates)))
    assert [(r["granularity"], r["start"].hour) for r in rows] == [("part_of_day", 18), ("day", 0)]


def test_a_phrase_over_the_end_of_its_line_places_nothing(make: Any) -> None:
    text = "Orion opens Expo 2025\nJune 6, 2025\nThe mill burned on Monday."
    rows = rows_of(
        make(("a", "2025-06-07", text, [("2025\nJune 6", "2025-06-06"), ("Monday", "2025-06-02")]))
    )
    assert {r["start"].day for r in rows} == {2}


def test_furniture_yields_no_event(make: Any) -> None:
    text = "Updated: Monday\n\nImage Credit: Agency, Monday\n\nOslo is a city."
    assert rows_of(make(("a", "2025-01-28", text, [MON, MON]))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ada Berg waits outside the court in Oslo on Jan. 13, 2024.",
        "Editor's note: The mill burned on Jan. 13, 2024.",
        "[Editor's note: The mill burned on Jan. 13, 2024.]",
    ],
)
def test_a_caption_or_note_is_no_event(make: Any, text: str) -> None:
    assert (
        rows_of(make(("a", None, "", []), ("b", "2025-01-28", text, [("Jan. 13, 2024", "2024-01-13")]))) == []
    )


def test_a_rule_told_in_the_present_is_an_event(make: Any) -> None:
    text = "Ada Berg says that the mill burned on Jan. 13, 2024."
    assert len(rows_of(make(("a", "2025-01-28", text, [("Jan. 13, 2024", "2024-01-13")])))) == 1


def test_he_is_whom_the_article_names_so(make: Any) -> None:
    text = (
        "Ada Berg left the Daily Show. Berg laughed. On the Daily Show she spoke of mills. "
        "She sold them on Monday."
    )
    (row,) = [r for r in rows_of(make(("a", "2025-01-28", text, [MON]))) if r["basis"] == "stated"]
    assert "Show" not in row["headline"]


def test_a_headline_over_the_lead_carries_its_day(make: Any) -> None:
    text = "Orion shuts mill in Oslo\n\nOrion shut its mill in Oslo on Monday."
    bases = [(r["basis"], r["headline"]) for r in rows_of(make(("a", "2025-01-28", text, [MON])))]
    assert bases == [("stated", "Orion shut its mill in Oslo"), ("carried", "Orion shuts mill in Oslo")]


def texts() -> st.SearchStrategy[str]:
    words = (
        "Nvidia Ada Berg said that it fell on Monday , . ; “ ” ’s while which the a of in by after before "
        "and had not will to be released launch “no” (see) — she they who when 2023 last week according "
        "to $5 17% It's"
    )
    return st.lists(st.sampled_from(words.split(" ")), max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts(), st.data())
def test_any_text_is_read_and_every_row_keeps_the_contract(make: Any, text: str, data: st.DataObject) -> None:
    dates = [("Monday", "2025-01-27")] * data.draw(st.integers(0, min(2, text.count("Monday"))))
    for row in rows_of(make(("a", "2025-01-28", text, dates))):
        sentence = text[row["begin"] : row["end"]]
        assert sentence == sentence.strip() and sentence
        assert 0 < len(row["headline"].split()) <= MAX_WORDS
        assert row["modality"] in schema.MODALITIES and row["basis"] in ("stated", "carried", "publication")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts(), texts())
def test_articles_are_read_apart(make: Any, one: str, two: str) -> None:
    """Stage-1 law: f(concat(a, b)) == concat(f(a), f(b))."""
    dated = [[("Monday", "2025-01-27")] if "Monday" in t else [] for t in (one, two)]
    a = make(("a", "2025-01-28", one, dated[0]))
    b = make(("b", "2025-01-29", two, dated[1]))
    together = event_mentions(pl.concat([a.articles, b.articles]), pl.concat([a.mentions, b.mentions]))
    apart = pl.concat([a.statements(), b.statements()])
    assert together.equals(apart)
    assert together.schema == schema.EVENT_MENTIONS.schema


def test_a_no_is_never_lost(make: Any) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", "Berg said on Monday that “no mill is a must for us.”", [MON])))
    assert row["headline"] == "Berg said no mill is a must for us"


def test_a_short_title_belongs_to_the_name(make: Any) -> None:
    (row,) = rows_of(make(("a", "2025-01-28", "Voters met Sen. Ada Berg on Monday.", [MON])))
    assert row["actors"] == ["Sen. Ada Berg"]


def test_an_undated_lead_is_kept_beside_dated_sentences(make: Any) -> None:
    text = "Nvidia shares plunged.\n\nThe mayor opened a bridge in Oslo on Monday."
    bases = [r["basis"] for r in rows_of(make(("a", "2025-01-28", text, [MON])))]
    assert sorted(bases) == ["publication", "stated"]
