"""Bring the names of languages to ISO 639-1, which ``articles.lang`` holds."""

from collections.abc import Mapping
from dataclasses import replace

from timeline.readers.records import Record

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


def iso_language(stated: str) -> str:
    """Give the ISO 639-1 code of a language; what is not known stays as it is.

    >>> iso_language("en-US"), iso_language("eng"), iso_language("German"), iso_language("tlh")
    ('en', 'en', 'de', 'tlh')
    """
    main = stated.strip().lower().replace("_", "-").split("-")[0]
    if len(main) == 2:
        return main
    return _CODES.get(main) or _NAMES.get(main) or stated


def with_iso_language(record: Record) -> Record:
    """Give a record with its language as ISO 639-1; another way of writing it is kept."""
    stated = record.values.get("lang")
    if not stated or (code := iso_language(stated)) == stated:
        return record
    return replace(record, values={**record.values, "lang": code}, extra={**record.extra, AS_READ: stated})
