"""Read social posts by the layer over their language, and articles never by it."""

from datetime import date, timedelta

import polars as pl
import pytest

from timeline.errors import LanguageError, OptionError
from timeline.options import TagOptions
from timeline.temporal import registers, tag
from timeline.temporal.grammar import grammar
from timeline.temporal.lexicon import lexicon
from timeline.temporal.tag import grammar_of

LAYERS = sorted(f"{code}.{registers.POSTS}" for code in registers.layered())
EXAMPLES = [
    pytest.param(code, rule.name, [*example, example[0]][:4], id=f"{code}-{rule.name}-{example[0]}")
    for code in LAYERS
    for rule in grammar(lexicon(code)).rules
    if rule.name not in {known.name for known in grammar(lexicon(code.partition(".")[0])).rules}
    for example in rule.table.get("examples", [])
]
NEGATIVES = [
    pytest.param(code, text, id=f"{code}-{text}")
    for code in LAYERS
    for text in lexicon(code).tables["negatives"]
]


def found(text: str, dct: str = "2025-01-28", lang: str = "en", register: str = "auto") -> pl.DataFrame:
    day = date.fromisoformat(dct)
    row = {
        "article_id": "a",
        "text": text,
        "lang": lang,
        "dct_start": day,
        "dct_stop": day + timedelta(days=1),
    }
    return tag(pl.DataFrame([row]), TagOptions(register=register))


def read(text: str, dct: str = "2025-01-28", register: str = "auto") -> list[tuple[str, str]]:
    rows = found(text, dct, register=register)
    return list(zip(rows["phrase"], rows["value"], strict=True))


@pytest.mark.parametrize(("code", "rule", "example"), EXAMPLES)
def test_example_has_its_value(code: str, rule: str, example: list[str]) -> None:
    text, dct, value, phrase = example
    rows = found(text, dct, code.partition(".")[0], registers.POSTS)
    assert (phrase, value) in list(zip(rows["phrase"], rows["value"], strict=True))
    assert rule in {reading.rule for reading in grammar_of(code).parse(phrase)}


@pytest.mark.parametrize(("code", "text"), NEGATIVES)
def test_negative_is_no_date(code: str, text: str) -> None:
    assert found(text, lang=code.partition(".")[0], register=registers.POSTS)["phrase"].to_list() == []


POSTS = [
    ("@anna see you 2moro :)", [("2moro", "2025-01-29")]),
    ("home by 1130pm pls", [("1130pm", "2025-01-28T23:30")]),
    ("cant wait for sat!!", [("sat", "2025-02-01")]),
    ("meet @ 8pm tmrw?? #dinner", [("8pm tmrw", "2025-01-29T20:00")]),
    ("best night ever https://example.org/x", [("night", "2025-01-28TNI")]),
    ("so tired after 12hrs of work lol", [("12hrs", "PT12H")]),
    ("c'mon lets go!!", []),
    ("happy bday lee min soo :D", []),
    ("#Friday feeling :)", []),
    ("brb 5 mins lol", [("5 mins", "PT5M")]),
    ("nxt wk is gonna be crazy", [("nxt wk", "2025-W06")]),
    ("Vote now! #election", [("now", "PRESENT_REF")]),
]


@pytest.mark.parametrize(("text", "expected"), POSTS, ids=[text for text, _ in POSTS])
def test_post(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


NEWS = [
    "The sun rose over a quiet day in the capital.",
    "The council met and the night was calm, the mayor said.",
    "Profit rose 4 percent as the fund closed its weekend business.",
    "Residents said the future of the plant was open.",
]


@pytest.mark.parametrize("text", NEWS)
def test_short_article_is_no_post(text: str) -> None:
    assert read(text) == []
    assert read(text, register="posts") != []


def test_long_text_is_no_post() -> None:
    assert read("lol what a day " + "and the council met again " * 20) == []


def test_title_is_no_post() -> None:
    row = {"article_id": "a", "title": "What a day! lol", "text": "The council met."}
    assert tag(pl.DataFrame([row])).height == 0


def test_register_can_be_chosen() -> None:
    assert read("what a day lol", register="news") == []
    assert read("The night was calm.", register="posts") == [("The night", "2025-01-28TNI")]


def test_unknown_register_is_said() -> None:
    with pytest.raises(OptionError, match="register 'sms'"):
        read("what a day", register="sms")


def test_language_without_layer_is_said() -> None:
    with pytest.raises(LanguageError, match="no language file"):
        lexicon("und.posts")
