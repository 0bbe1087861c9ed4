"""Remember what was asked for lately, and never more than that: a dictionary of bounded size."""

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Remember at most twice ``most`` values: those put in or asked for since ``most`` others were.

    >>> memory = Recent[str, int](2)
    >>> for number, key in enumerate("abacad"):
    ...     memory.put(key, number)
    >>> memory.get("a"), memory.get("b")
    (4, None)
    """

    __slots__ = ("_most", "_old", "_young")

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self._most = most
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        """Count what is remembered; what was asked for again may count twice."""
        return len(self._young) + len(self._old)

    def get(self, key: K) -> V | None:
        """Give what is remembered of a key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Remember a value; what was not asked for lately may be forgotten."""
        if len(self._young) >= self._most and key not in self._young:
            self._young, self._old = {}, self._young
        self._young[key] = value
