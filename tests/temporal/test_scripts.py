"""Read small made-up languages in several scripts: edges of words, digits, prefixes, numbers, lists."""

from typing import Any

import polars as pl
import pytest

from timeline.temporal import scripts
from timeline.temporal.candidates import candidates
from timeline.temporal.grammar import grammar
from timeline.temporal.lexicon import Lexicon, build, tokenise
from timeline.temporal.numbers import join

MONTH = {"name": "month", "pattern": "MONTH", "op": "? year:month {MONTH}"}
TODAY = {"name": "today", "pattern": "TODAY", "op": "day {TODAY}"}
DAY_FORM = {"pattern": "(?P<d>[12][0-9]|3[01]|0?[1-9])", "classes": {"DAY": "{d:0>2}", "NUM": "{d}"}}

CYRILLIC: dict[str, Any] = {
    "triggers": ["MONTH", "TODAY"],
    "words": {"MONTH": {"05": ["май", "мая"]}, "TODAY": {"0": ["сегодня"]}},
    "forms": [DAY_FORM],
    "rules": [
        MONTH,
        TODAY,
        {"name": "day", "pattern": "в? DAY MONTH", "op": "? year:day {MONTH}-{DAY}"},
    ],
}
ACCENTS: dict[str, Any] = {
    "triggers": ["YEARS", "MONTH"],
    "articles": ["THE"],
    "words": {
        "YEARS": {"1": ["année", "an", "été"]},
        "THE": {"1": ["l'", "d'"]},
        "MONTH": {"08": ["août"]},
    },
    "rules": [{"name": "year", "pattern": "l' YEARS à?", "op": "year {YEARS}"}, MONTH],
}
ARABIC: dict[str, Any] = {
    "triggers": ["WEEKDAY", "TODAY"],
    "digits": "٠۰",
    "marks": True,
    "prefixes": ["و", "ف", "ب"],
    "words": {
        "WEEKDAY": {"2": ["الثلاثاء"], "3": ["الأربعاء"]},
        "TODAY": {"-1": ["الأمس"]},
        "CARDINAL": {"5": ["خمسة"], "20": ["عشرون"], "100": ["مئة"], "2000": ["ألفين"]},
        "JOIN": {"any": ["و"]},
    },
    "forms": [DAY_FORM],
    "rules": [
        TODAY,
        {"name": "weekday", "pattern": "WEEKDAY", "op": "? week:day {WEEKDAY}"},
        {"name": "list", "pattern": "WEEKDAY , NUM", "op": "week {NUM}"},
        {"name": "number", "pattern": "NUM WEEKDAY", "op": "day {NUM}"},
    ],
}
CHINESE: dict[str, Any] = {
    "spaced": False,
    "digits": "０",
    "marks": True,
    "triggers": ["MONTH", "DAY", "TODAY", "YEARS"],
    "words": {
        "TODAY": {"-1": ["昨天"], "0": ["今日"]},
        "YEARS": {"1": ["年"]},
        "NAME": {"1": ["今日头条"]},
        "MONTH": {"03": ["三月"]},
        "CARDINAL": {
            str(n): [*c] for n, c in enumerate(["〇零", "一", "二", "三", "四", "五", "六", "七", "八", "九"])
        }
        | {"10": ["十"], "100": ["百"], "1000": ["千"]},
        "DIGIT": {
            str(n): [*c] for n, c in enumerate(["〇零", "一", "二", "三", "四", "五", "六", "七", "八", "九"])
        },
        "SCALE": {"10": ["十"], "100": ["百"], "1000": ["千"], "10000": ["万"]},
    },
    "forms": [
        {"pattern": "(?P<m>1[0-2]|0?[1-9])月", "classes": {"MONTH": "{m:0>2}"}},
        {"pattern": "(?P<d>[12][0-9]|3[01]|0?[1-9])[日号]", "classes": {"DAY": "{d:0>2}"}},
        {"pattern": "(?P<n>[0-9]+)", "classes": {"NUM": "{n}"}},
    ],
    "rules": [
        MONTH,
        TODAY,
        {"name": "day", "pattern": "MONTH DAY", "op": "? year:day {MONTH}-{DAY}"},
        {"name": "years", "pattern": "NUM YEARS", "op": "year -{NUM}"},
    ],
}
LISTS: dict[str, Any] = {
    "triggers": ["MONTH", "ERA"],
    "words": {"MONTH": {"02": ["february"], "04": ["april"]}, "ERA": {"2018": ["reiwa"]}},
    "forms": [
        {"pattern": "(?P<y>20[0-9]{2})", "classes": {"YEAR": "{y}"}},
        {"pattern": "(?P<d>[12][0-9]|3[01]|0?[1-9])", "classes": {"DAY": "{d:0>2}", "NUM": "{d}"}},
    ],
    "rules": [
        {
            "name": "days after a month",
            "pattern": "MONTH DAY (, DAY:DAY3)? and DAY:DAY2",
            "slot": "year:day {MONTH}-{DAY}",
            "op": "? year:day {MONTH}-{DAY}",
            "also": [{"DAY": "DAY2"}, {"DAY": "DAY3"}],
            "as": "SLOT",
        },
        {
            "name": "days before a month",
            "pattern": "DAY and DAY:DAY2 MONTH",
            "slot": "year:day {MONTH}-{DAY}",
            "op": "? year:day {MONTH}-{DAY}",
            "also": [{"DAY": "DAY2"}],
            "as": "SLOT",
        },
        {"name": "era", "pattern": "ERA NUM", "op": "at {ERA+NUM}"},
        {"name": "year", "level": 2, "pattern": "SLOT ,? YEAR", "op": "at {YEAR} | at {SLOT.slot}"},
        {
            "name": "part",
            "level": 2,
            "pattern": "DAY of MONTH YEAR",
            "op": "at {YEAR} | at year:month {MONTH}",
            "span": ["MONTH", "YEAR"],
        },
    ],
}


def read(tables: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """Give the phrases of a text and their operators, the way the tagger reads them."""
    lex = build("xx", tables)
    runs = candidates(pl.DataFrame({"row": [0], "text": [text]}), lex)
    found = []
    for run in runs.to_dicts():
        assert text[run["begin"] :].startswith(run["run"])
        assert text[: run["begin"]].endswith(run["before"])
        for reading in grammar(lex).parse(run["run"]):
            begin, end = run["begin"] + reading.begin, run["begin"] + reading.end
            found.append((text[begin:end], reading.fields["op"]))
    return found


TEXTS = [
    (CYRILLIC, "Медведев 5 мая прибыл.", [("5 мая", "? year:day 05-05")]),
    (CYRILLIC, "Прибыл в 5 МАЯ.", [("5 МАЯ", "? year:day 05-05")]),
    (CYRILLIC, "Сегодня майор в маяке", [("Сегодня", "day 0")]),
    (CYRILLIC, "посегодня, 7 мая", [("7 мая", "? year:day 05-07")]),
    (CYRILLIC, "5 маяка, 7 мая", [("7 мая", "? year:day 05-07")]),
    (ACCENTS, "Dans l’année, l'océan d'août", [("l’année", "year 1"), ("août", "? year:month 08")]),
    (ACCENTS, "L'ÉTÉ à Lyon, fin AOÛT", [("L'ÉTÉ à", "year 1"), ("AOÛT", "? year:month 08")]),
    (ACCENTS, "saoût, aoûtien, aoûté", []),
    (ARABIC, "والثلاثاء، والأربعاء", [("الثلاثاء", "? week:day 2"), ("الأربعاء", "? week:day 3")]),
    (ARABIC, "بالأمس ١٥ الثلاثاء", [("الأمس", "day -1"), ("١٥ الثلاثاء", "day 15")]),
    (ARABIC, "۱۵ الثلاثاء", [("۱۵ الثلاثاء", "day 15")]),
    (ARABIC, "خمسة وعشرون الثلاثاء", [("خمسة وعشرون الثلاثاء", "day 25")]),
    (ARABIC, "الثلاثاء، ٧", [("الثلاثاء، ٧", "week 7")]),
    (ARABIC, "سالثلاثاء", []),
    (CHINESE, "他昨天在北京", [("昨天", "day -1")]),
    (CHINESE, "今日头条今日说", [("今日", "day 0")]),
    (CHINESE, "在３月１５日和5月3D", [("３月１５日", "? year:day 03-15"), ("5月", "? year:month 05")]),
    (CHINESE, "三月28号", [("三月28号", "? year:day 03-28")]),
    (CHINESE, "二十三年", [("二十三年", "year -23")]),
    (LISTS, "10 and 11 February", [("10", "? year:day 02-10"), ("11 February", "? year:day 02-11")]),
    (
        LISTS,
        "April 3, 4 and 5, 2025",
        [
            ("April 3", "at 2025 | at year:day 04-03"),
            ("4", "at 2025 | at year:day 04-04"),
            ("5, 2025", "at 2025 | at year:day 04-05"),
        ],
    ),
    (
        LISTS,
        "10 and 11 February 2025",
        [("10", "at 2025 | at year:day 02-10"), ("11 February 2025", "at 2025 | at year:day 02-11")],
    ),
    (LISTS, "30 and 31 April", [("30", "? year:day 04-30")]),
    (LISTS, "Reiwa 7", [("Reiwa 7", "at 2025")]),
    (LISTS, "3 of February 2025", [("February 2025", "at 2025 | at year:month 02")]),
]


@pytest.mark.parametrize(("tables", "text", "expected"), TEXTS, ids=[t[1] for t in TEXTS])
def test_script_is_read(tables: dict[str, Any], text: str, expected: list[tuple[str, str]]) -> None:
    assert read(tables, text) == expected


def lexicon_of(**words: Any) -> Lexicon:
    return build("xx", {"words": words})


ENGLISH = lexicon_of(
    CARDINAL={"1": ["one"], "2": ["two"], "4": ["four"], "5": ["five"], "10": ["ten"], "19": ["nineteen"]}
    | {"20": ["twenty"], "30": ["thirty"], "90": ["ninety"]},
    SCALE={"100": ["hundred"], "1000": ["thousand"], "1000000": ["million"]},
    JOIN={"1": ["and"]},
    A={"1": ["a"]},
)
FRENCH = lexicon_of(
    CARDINAL={"1": ["un"], "2": ["deux"], "10": ["dix"], "11": ["onze"], "20": ["vingt"], "60": ["soixante"]}
    | {"80": ["quatre-vingt"]},
    ROOM={"20": ["soixante", "quatre-vingt"]},
    SCALE={"100": ["cent", "cents"], "1000": ["mille"]},
    JOIN={"tens": ["et"]},
)
NUMBERS = [
    (ENGLISH, "twenty-four", "24"),
    (ENGLISH, "two hundred and thirty thousand", "230000"),
    (ENGLISH, "two million five hundred thousand", "2500000"),
    (ENGLISH, "a hundred and two", "102"),
    (ENGLISH, "nineteen ninety-four", "1994 year"),
    (ENGLISH, "two thousand", "2000 year"),
    (ENGLISH, "ten five", "10 5"),
    (ENGLISH, "twenty four and five", "24 - 5"),
    (ENGLISH, "twenty and five", "20 - 5"),
    (FRENCH, "quatre-vingt-dix", "90"),
    (FRENCH, "soixante et onze", "71"),
    (FRENCH, "vingt et un", "21"),
    (FRENCH, "vingt et dix", "20 - 10"),
    (FRENCH, "deux cent vingt", "220"),
    (FRENCH, "deux mille vingt-deux", "2022 year"),
    (build("xx", ARABIC), "مئة وخمسة وعشرون", "125"),
    (build("xx", ARABIC), "ألفين وخمسة وعشرون", "2025 year"),
    (build("xx", CHINESE), "二十三", "23"),
    (build("xx", CHINESE), "十五", "15"),
    (build("xx", CHINESE), "三百二十", "320"),
    (build("xx", CHINESE), "二百十", "210"),
    (build("xx", CHINESE), "一百零五", "105"),
    (build("xx", CHINESE), "二千万", "20000000"),
    (build("xx", CHINESE), "三万五千", "35000"),
    (build("xx", CHINESE), "10万", "100000"),
    (build("xx", CHINESE), "二〇二五", "2025 year"),
    (build("xx", CHINESE), "二零二五", "2025 year"),
    (build("xx", CHINESE), "二三十", "2 30"),
]


@pytest.mark.parametrize(("lex", "text", "expected"), NUMBERS, ids=[n[1] for n in NUMBERS])
def test_number_in_words_is_joined(lex: Lexicon, text: str, expected: str) -> None:
    said = [
        f"{t.values['NUM']}{' year' if 'YEAR' in t.values else ''}" if "NUM" in t.values else "-"
        for t in join(tokenise(text, lex))
    ]
    assert " ".join(said) == expected


def test_word_with_a_digit_or_a_sign_is_a_word() -> None:
    lex = build(
        "xx",
        {
            "words": {"FRACTION": {"1/2": ["½"]}, "NAME": {"1": ["24/7"]}},
            "forms": [{"pattern": "(?P<n>[0-9]+(?:/[0-9]+/[0-9]+)?)", "classes": {"NUM": "{n}"}}],
        },
    )
    assert [dict(t.values) for t in tokenise("½ 24/7 24/7/2025", lex)] == [
        {"FRACTION": "1/2"},
        {"NAME": "1"},
        {"NUM": "24/7/2025"},
    ]


def test_vowel_sign_belongs_to_its_word() -> None:
    lex = build("xx", {"words": {"DAY": {"1": ["दिन"]}}})
    assert [t.values for t in tokenise("दिन दिनों", lex)] == [{"DAY": "1"}, {}]


def test_folding_keeps_offsets() -> None:
    folds = scripts.folds(CHINESE)
    assert all(len(to) == 1 for to in folds.values())
    assert "１２月，３日".translate(folds) == "12月,3日"


def test_rust_form_finds_other_digits_and_does_not_look_ahead() -> None:
    pattern = scripts.rust_form("(?P<h>[0-9]{1,2})時(?!間)", "０")
    assert pl.Series(["９時", "12時間", "時"]).str.contains(f"(?-u){pattern}").to_list() == [
        True,
        True,
        False,
    ]


def test_bracket_behind_a_date_closes() -> None:
    tables = {
        **CHINESE,
        "words": {**CHINESE["words"], "SHORT": {"5": ["五"]}},
        "rules": [{"name": "d", "pattern": "MONTH DAY \\( SHORT \\)", "op": "? year:day {MONTH}-{DAY}"}],
    }
    assert read(tables, "3月7日（五）开会") == [("3月7日（五）", "? year:day 03-07")]


def test_plain_latin_language_keeps_the_short_way() -> None:
    lex = build("xx", {"words": {"DAY": {"1": ["day"]}}})
    assert not lex.folds
    assert not lex.cut
