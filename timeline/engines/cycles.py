"""Let Python look for cycles of references seldom while tables are made.

Rows make hardly any cycle, but a search goes through all word lists and rows that there are: with the usual
numbers it took a tenth of the time of a stage.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 50_000, 20, 20
"""New objects before a search among them, and how many such searches before one among the older ones."""


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Search for cycles seldom within a block; whoever calls gets their own numbers back.

    >>> with seldom_sought():
    ...     gc.get_threshold()
    (50000, 20, 20)
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
