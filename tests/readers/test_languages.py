"""The language of an article: asked for, stated, or found in its text; never a guess from too little."""

import json
from pathlib import Path

import pytest

from tests.readers.samples import read_bytes
from timeline.readers.language_model import Batches
from timeline.readers.languages import detect_language, detect_languages, load_model

SENTENCES = {
    "ar": "أعلنت الحكومة يوم الثلاثاء أنها ستعيد فتح الجسر القديم في الميناء بعد أشهر من الإصلاحات.",
    "de": "Die Brücke am alten Hafen bleibt nach Angaben der Stadt noch bis zum Sommer gesperrt.",
    "en": "The bridge at the old harbour will stay closed until the summer, the city said.",
    "es": "El puente del puerto viejo seguirá cerrado hasta el verano, según informó el ayuntamiento.",
    "fi": "Vanhan sataman silta pysyy suljettuna kesään asti, kaupunki kertoi tiistaina.",
    "fr": "Le pont du vieux port restera fermé jusqu’à l’été, a indiqué la mairie mardi.",
    "it": "Il ponte del porto vecchio resterà chiuso fino all’estate, ha detto il comune martedì.",
    "ja": "古い港の橋は夏まで閉鎖されたままになると、市が火曜日に発表した。",
    "nl": "De brug bij de oude haven blijft volgens de gemeente tot de zomer gesloten.",
    "pl": "Most w starym porcie pozostanie zamknięty do lata, poinformowało we wtorek miasto.",
    "pt": "A ponte do porto velho continuará fechada até ao verão, informou a câmara na terça-feira.",
    "ru": "Мост у старого порта останется закрытым до лета, сообщили во вторник в мэрии.",
    "zh": "市政府周二表示，老港口的大桥将关闭到夏天，届时维修工程将全部完成并重新开放。",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_language_is_found(code: str) -> None:
    assert detect_language(SENTENCES[code]) == code


@pytest.mark.parametrize("text", ["", "4-2", "OK", "2025-01-28 14:30", "GMT +1", "😀😀😀"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


MIXED = [
    *SENTENCES.values(),
    *(text[:15] for text in SENTENCES.values()),
    "THE BRIDGE IS CLOSED",
    "",
    "7",
    "é" * 30,
]


def test_many_texts_are_classified_as_the_library_does_one() -> None:
    batches = Batches.of(load_model())
    assert batches is not None, "py3langid keeps its model in another way: language is found ten times slower"
    alone = [load_model().classify(text) for text in MIXED]
    together = batches.classified(MIXED)
    assert [code for code, _ in together] == [code for code, _ in alone]
    assert [sure for _, sure in together] == pytest.approx([sure for _, sure in alone], abs=1e-4)


def test_texts_keep_their_place() -> None:
    assert detect_languages(["4-2", SENTENCES["de"], "", SENTENCES["ja"]]) == [None, "de", None, "ja"]


def test_a_model_of_another_shape_is_asked_text_by_text() -> None:
    assert Batches.of(object()) is None


LONG_GERMAN = SENTENCES["de"] * 8
LONG_DANISH = "Broen ved den gamle havn er lukket til sommer, siger kommunen. " * 8


@pytest.mark.parametrize(
    ("record", "asked", "lang", "as_read"),
    [
        pytest.param({"text": SENTENCES["de"]}, None, "de", None, id="found"),
        pytest.param({"text": "4-2"}, None, None, None, id="unknown"),
        pytest.param({"text": SENTENCES["de"], "lang": "fr"}, None, "fr", None, id="short: stated wins"),
        pytest.param({"text": LONG_GERMAN, "lang": "en"}, None, "de", "en", id="long: the text wins"),
        pytest.param({"text": LONG_DANISH, "lang": "nb"}, None, "nb", None, id="near relatives: stated wins"),
        pytest.param({"text": LONG_GERMAN, "lang": "de-AT"}, None, "de", "de-AT", id="region"),
        pytest.param({"text": LONG_GERMAN, "lang": "de"}, "es", "es", "de", id="asked"),
        pytest.param({"text": LONG_GERMAN}, "ES", "es", None, id="asked, none stated"),
    ],
)
def test_language_of_an_article(
    tmp_path: Path, record: dict[str, str], asked: str | None, lang: str | None, as_read: str | None
) -> None:
    row = read_bytes(tmp_path, "a.jsonl", json.dumps(record).encode(), lang=asked).articles.row(0, named=True)
    assert row["lang"] == lang
    assert row.get("x_lang_as_read") == as_read
