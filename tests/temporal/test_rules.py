"""Run what the language files say about themselves: examples of rules, negatives, operators."""

from datetime import date, timedelta

import polars as pl
import pytest

from timeline.errors import LanguageError, RuleError
from timeline.options import TagOptions
from timeline.temporal import operators, tag
from timeline.temporal.grammar import grammar
from timeline.temporal.lexicon import SHARED, build, languages, lexicon
from timeline.temporal.tag import grammar_of

CODES = [code for code in languages() if code != SHARED]
EXAMPLES = [
    pytest.param(code, rule.name, [*example, example[0]][:4], id=f"{code}-{rule.name}-{example[0]}")
    for code in languages()
    for rule in grammar(lexicon(code)).rules
    for example in rule.table.get("examples", [])
]
"""Language, rule, and text, publication day, value and phrase (the whole text where none is given)."""

NEGATIVES = [
    pytest.param(code, text, id=f"{code}-{text}")
    for code in languages()
    for text in lexicon(code).tables.get("negatives", [])
]


def mentions_of(text: str, dct: str, lang: str) -> pl.DataFrame:
    day = date.fromisoformat(dct)
    article = pl.DataFrame(
        {
            "article_id": ["a"],
            "text": [text],
            "lang": [lang],
            "dct_start": [day],
            "dct_stop": [day + timedelta(days=1)],
        }
    )
    return tag(article, TagOptions(register="news"))


@pytest.mark.parametrize(("code", "rule", "example"), EXAMPLES)
def test_example_has_its_value(code: str, rule: str, example: list[str]) -> None:
    text, dct, value, phrase = example
    found = mentions_of(text, dct, code)
    assert (phrase, value) in list(zip(found["phrase"], found["value"], strict=True))
    if phrase == text:
        assert found.height == 1


@pytest.mark.parametrize(("code", "rule", "example"), EXAMPLES)
def test_example_is_read_by_its_rule(code: str, rule: str, example: list[str]) -> None:
    text = example[0]
    assert rule in {reading.rule for reading in grammar_of(code).parse(text)}


@pytest.mark.parametrize("code", languages())
def test_every_rule_has_an_example(code: str) -> None:
    # Rules below level 0 read the same words as another; a hidden one is only part of others.
    silent = [
        rule.name
        for rule in grammar(lexicon(code)).rules
        if not rule.table.get("examples") and rule.level > 0 and "hidden" not in rule.table
    ]
    assert not silent


@pytest.mark.parametrize(("code", "text"), NEGATIVES)
def test_negative_is_no_date(code: str, text: str) -> None:
    assert mentions_of(text, "2025-01-28", code)["phrase"].to_list() == []


@pytest.mark.parametrize("code", CODES)
def test_language_says_every_reason(code: str) -> None:
    keys = {"dct", "previous", "none", "no_dct", "no_previous", "duration", "set", "ref", "range"}
    assert keys <= set(lexicon(code).tables["reasons"])


@pytest.mark.parametrize("code", languages())
def test_guards_compile_and_are_used(code: str) -> None:
    tables = lexicon(code).tables
    used = {rule.get("guard") for rule in tables["rules"]}
    for guard in tables.get("guards", []):
        assert guard["name"] in used
        for key, pattern in guard.items():
            if key != "name":
                pl.Series([""]).str.contains(pattern)


def test_unknown_language_is_said() -> None:
    with pytest.raises(LanguageError, match="no language file for 'tlh'"):
        lexicon("tlh")


def test_pattern_that_cannot_be_read_is_said() -> None:
    tables = {"words": {}, "rules": [{"name": "bad", "pattern": "A & B"}]}
    with pytest.raises(RuleError, match="bad: cannot read pattern"):
        grammar(build("xx", tables))


@pytest.mark.parametrize("pattern", ["(A):X", "(A)?:X", "A (:X)", "A:X:Y", "A? :X"])
def test_label_that_stands_behind_no_class_is_said(pattern: str) -> None:
    tables = {"words": {"A": {"1": ["aa"]}}, "rules": [{"name": "bad", "pattern": pattern, "op": "day -1"}]}
    with pytest.raises(RuleError, match=r"bad: in .* a label stands behind no class"):
        grammar(build("xx", tables))


@pytest.mark.parametrize(
    ("phrase", "spans"),
    [
        ("between Jan. 15 and Feb. 18 or 12", ["Jan. 15", "Feb. 18", "12"]),
        ("from May 3 to June 5 and 7", ["May 3", "June 5", "7"]),
        ("on Feb. 18 or 12", ["Feb. 18", "12"]),
    ],
)
def test_list_that_a_rule_only_looks_ahead_to_is_no_part_of_its_mention(
    phrase: str, spans: list[str]
) -> None:
    readings = grammar_of("en").parse(phrase)
    assert sorted(phrase.index(s) for s in spans) == sorted(r.begin for r in readings)
    assert {phrase[r.begin : r.end] for r in readings} == set(spans)


def test_template_that_names_nothing_is_said() -> None:
    tables = {"words": {"A": {"1": ["aa"]}}, "rules": [{"name": "bad", "pattern": "A", "op": "{A.op}"}]}
    with pytest.raises(RuleError, match="rule bad"):
        grammar(build("xx", tables)).parse("aa")


@pytest.mark.parametrize(
    "operator", ["", "fly day 1", "day", "at year:moon 1", "at year:day 02-30", "near day"]
)
def test_operator_outside_the_algebra_is_said(operator: str) -> None:
    with pytest.raises(RuleError, match="operator"):
        operators.parse(operator)
