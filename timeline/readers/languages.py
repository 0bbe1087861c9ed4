"""Bring the names of languages to ISO 639-1, which ``articles.lang`` holds, and find those not stated."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from timeline.readers.records import Record

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from timeline.readers.language_model import Batches, Guess

_LOADING = Lock()
AS_READ = "x_lang_as_read"
"""The language as it was read, where it was written in another way."""

_CODES: Mapping[str, str] = {
    "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "chi": "zh", "zho": "zh",
    "cmn": "zh", "dan": "da", "deu": "de", "ger": "de", "dut": "nl", "nld": "nl", "ell": "el", "gre": "el",
    "eng": "en", "est": "et", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "heb": "he",
    "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv",
    "lit": "lt", "nor": "no", "nob": "nb", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru",
    "slk": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk",
    "urd": "ur", "vie": "vi",
}  # fmt: skip
"""ISO 639-2 and 639-3 to ISO 639-1, both forms where there are two."""

_NAMES: Mapping[str, str] = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko",
    "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "spanish": "es", "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk",
    "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip
"""English names, as press archives write them."""

SAMPLE = 400
"""Characters of a text that its language is found from; more make it slower and hardly surer."""

FEWEST_LETTERS = 20
SURE = 0.9
"""Confidence from which a language counts as found."""

_RELATIVES = (
    frozenset({"no", "nb", "nn", "da", "sv"}), frozenset({"hr", "sr", "bs"}), frozenset({"id", "ms"}),
    frozenset({"pt", "gl"}), frozenset({"es", "ast", "ca"}), frozenset({"cs", "sk"}),
    frozenset({"af", "nl", "fy"}), frozenset({"de", "lb"}), frozenset({"be", "ru", "uk"}),
)  # fmt: skip
"""Languages so near each other that a label is trusted more than the text."""


def iso_language(stated: str) -> str:
    """Give the ISO 639-1 code of a language; what is not known stays as it is.

    >>> iso_language("en-US"), iso_language("eng"), iso_language("German"), iso_language("tlh")
    ('en', 'en', 'de', 'tlh')
    """
    main = stated.strip().lower().replace("_", "-").split("-")[0]
    if len(main) == 2:
        return main
    return _CODES.get(main) or _NAMES.get(main) or stated


def with_languages(records: Sequence[Record], asked: str | None = None) -> list[Record]:
    """Give records with their language as ISO 639-1: the one asked for, stated, or found in the text.

    A stated language yields where a long text is surely written in another: templates of web sites state the
    language of the site. What was stated is kept.
    """
    if asked is not None:
        return [_with_language(record, asked, None) for record in records]
    samples = [
        f"{record.values.get('title') or ''}\n{(record.values.get('text') or '')[:SAMPLE]}"
        for record in records
    ]
    return [
        _with_language(record, None, found, len(sample) > SAMPLE)
        for record, sample, found in zip(records, samples, detect_languages(samples), strict=True)
    ]


def _with_language(record: Record, asked: str | None, found: str | None, long: bool = False) -> Record:
    stated = record.values.get("lang") or None
    code = iso_language(asked or stated or "") or None
    if found is not None and (stated is None or (long and _differs(found, code))):
        code = found
    if code == stated:
        return record
    extra = {**record.extra, AS_READ: stated} if stated else record.extra
    return replace(record, values={**record.values, "lang": code}, extra=extra)


def _differs(found: str, stated: str | None) -> bool:
    """Say whether two languages are surely different: near relatives are told apart by their labels only."""
    return found != stated and not any({found, stated} <= near for near in _RELATIVES)


def detect_language(text: str) -> str | None:
    """Find the language of a text, as ISO 639-1; null where it is too short or not sure.

    >>> detect_language("Die Regierung hat am Dienstag in Berlin ein neues Gesetz vorgestellt.")
    'de'
    >>> detect_language("4-2") is None
    True
    """
    return detect_languages([text])[0]


def detect_languages(texts: Sequence[str]) -> list[str | None]:
    """Find the language of each text; null where it is too short or not sure."""
    asked = [at for at, text in enumerate(texts) if _is_long_enough(text)]
    out: list[str | None] = [None] * len(texts)
    if asked:
        guesses = _classified([texts[at] for at in asked])
        for at, (code, confidence) in zip(asked, guesses, strict=True):
            out[at] = iso_language(code) if confidence >= SURE else None
    return out


def _is_long_enough(text: str) -> bool:
    beginning = sum(map(str.isalpha, text[: 3 * FEWEST_LETTERS]))
    return beginning >= FEWEST_LETTERS or sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def _classified(texts: Sequence[str]) -> list["Guess"]:
    model, batches = load_model(), _batches()
    return batches.classified(texts) if batches else [model.classify(text) for text in texts]


def load_model() -> "LanguageIdentifier":
    """Give the language model; the first call takes half a second, and other threads wait for it."""
    with _LOADING:
        return _identifier()


@cache
def _batches() -> "Batches | None":
    from timeline.readers.language_model import Batches

    return Batches.of(load_model())


@cache
def _identifier() -> "LanguageIdentifier":
    """Load the language model (py3langid; its file is part of the package) for languages that can be read."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from timeline.temporal.locales import locale_of

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.labels if locale_of(code)])
    return model
