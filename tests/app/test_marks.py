import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app import fakes
from timeline.app import marks
from timeline.app.marks import Mark

spans = st.lists(
    st.tuples(st.integers(-3, 60), st.integers(-3, 60)).map(lambda p: Mark(p[0], p[1], hint='"<x>')),
    max_size=6,
)


def stripped(fragment: str) -> str:
    return html.unescape(re.sub(r"</?mark[^>]*>", "", fragment))


@given(st.text(max_size=50), spans, st.integers(0, 60), st.integers(0, 60))
def test_marks_change_no_character(text: str, given_spans: list[Mark], begin: int, end: int) -> None:
    assert stripped(marks.highlighted(text, given_spans, begin, end)) == text[begin : max(begin, end)]


@given(st.text(max_size=50), spans)
def test_only_our_tags_survive(text: str, given_spans: list[Mark]) -> None:
    fragment = marks.highlighted(text, given_spans)
    tags = re.findall(r"<[^>]*>", fragment)
    assert all(tag == "</mark>" or tag.startswith("<mark") for tag in tags)
    assert fragment.count("<mark") == fragment.count("</mark>")


@pytest.mark.parametrize("value", [fakes.HOSTILE, "'\" onload=x", "&lt;", "\x00"], ids=range(4))
def test_escaped_text_holds_no_markup(value: str) -> None:
    assert not set("<>\"'") & set(marks.escaped(value))
    assert html.unescape(marks.escaped(value)).replace("\ufffd", "\x00") == value


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("dct", "“last month”, published 28 Jan 2025 → <b>Dec 2024</b>"),
        ("none", "“last month” → <b>Dec 2024</b>"),
    ],
)
def test_resolution(anchor: str, expected: str) -> None:
    from datetime import datetime

    mention: dict[str, Any] = {
        "phrase": "last month",
        "anchor": anchor,
        "start": datetime(2024, 12, 1),
        "stop": datetime(2025, 1, 1),
        "granularity": "month",
        "mod": None,
        "reason": None,
        "certain": True,
    }
    assert expected in marks.resolution(mention, "published 28 Jan 2025")


def test_an_unsure_date_says_so() -> None:
    mention = {
        **dict.fromkeys(("phrase", "anchor", "start", "stop", "granularity", "mod", "reason")),
        "certain": False,
    }
    assert "depends on the publication day" in marks.resolution(mention, "")


@pytest.mark.parametrize("text", [":material/home:", "**x**", "$x$", "[a](b)", "`c`", ":red[x]", "<b>"])
def test_literal_leaves_nothing_for_markdown(text: str) -> None:
    shown = marks.literal(text)
    assert ":material/" not in shown
    assert not re.search(r"(?<!\\)[*`$\[\]<>]", shown)
