"""Say what states a day in a text, by the words around it in its line: a post, a picture, an address.

The words stand in ``languages/und.captions.toml``, those of all languages together.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

POST, PICTURE, ADDRESS = "post", "picture", "address"
BEFORE, AFTER = 90, 70
"""Characters before a day that can say who posted it or hold its address, and behind it for a credit."""
_ADDRESS = re.compile(r"\w\.\w+/\S*$")
_EMBEDDED = r"\(@[\w.]+\)(?:\W+(?:{on}))?[\s\W]*$|(?<!\w)(?:{posted})\s[^\n]{{2,60}}?\s(?:{on})\s*$"


def marks(text: str, begin: int, end: int) -> Iterator[str]:
    """Give what states the day that stands at ``begin`` to ``end``.

    >>> text = "The bridge, May 5, 2016. REUTERS/Ada Bell"
    >>> list(marks(text, 12, 23))
    ['picture']
    """
    first, stop = text.rfind("\n", 0, begin) + 1, text.find("\n", end)
    stop = stop if stop >= 0 else len(text)
    before, after = text[max(first, begin - BEFORE) : begin], text[end : min(end + AFTER, stop)]
    words = _words()
    if words["post"].search(before.casefold()):
        yield POST
    elif _ADDRESS.search(before):
        if "\n" not in text[begin:].strip():  # software puts an article's own address at its end
            yield ADDRESS
    elif words["credits"].search(after.casefold()) and not words["archives"].search(
        text[first:stop].casefold()
    ):
        yield PICTURE


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Compile the words beside days, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "und.captions.toml")
    read = {
        key: "|".join(map(re.escape, some)) for key, some in tomllib.loads(source.read_text("utf-8")).items()
    }
    made = {key: re.compile(rf"(?<!\w)(?:{read[key]})(?!\w)") for key in ("credits", "archives")}
    return made | {"post": re.compile(_EMBEDDED.format(on=read["on"], posted=read["posted"]))}


def is_post(text: str, begin: int) -> bool:
    """Say whether a day at ``begin`` is that of a post that the text shows."""
    return POST in marks(text, begin, begin)


__all__ = ["ADDRESS", "PICTURE", "POST", "is_post", "marks"]
