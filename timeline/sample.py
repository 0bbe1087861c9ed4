"""Find the sample corpus that comes with the program.

In a checkout it is the folder ``data``; in an installed copy it lies inside the package as
``timeline/_data``. Its README says what is invented and what is public.
"""

from importlib.resources import files
from pathlib import Path

from timeline.errors import InputError

PACKAGED = "_data"
"""Name of the folder in an installed copy, as pyproject.toml puts it there."""


def folder() -> Path:
    """Give the folder of the sample corpus.

    The packaged copy wins where both exist. Raises InputError if neither does, which means that the
    installation is damaged.

    >>> folder().is_dir()
    True
    """
    package = Path(str(files("timeline")))
    for place in (package / PACKAGED, package.parent / "data"):
        if place.is_dir():
            return place
    raise InputError(
        f"The sample corpus is missing: there is no {PACKAGED} in {package} and no data beside it. "
        "Install dateline again."
    )
