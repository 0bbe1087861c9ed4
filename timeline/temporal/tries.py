"""Write many words as one Rust pattern that shares what they begin with, so that its automaton stays small.

Rust's regex engine turns a pattern into states as it reads; a flat list of a thousand inflected words makes
each of them a set of hundreds of places in the list, and the engine falls back to one that is a thousand
times slower.
"""

from collections.abc import Iterable, Sequence

_Node = dict[str, "_Node"]
_END = ""


def alternation(words: Iterable[Sequence[str]]) -> str:
    """Write the pattern of words, each a sequence of patterns of one character; longer words go first.

    >>> alternation([list("may"), list("march"), list("mar")])
    '(?:ma(?:y|r(?:ch)?))'
    """
    root: _Node = {}
    for word in words:
        node = root
        for atom in word:
            node = node.setdefault(atom, {})
        node[_END] = {}
    return f"(?:{_written(root)})"


def _written(node: _Node) -> str:
    """Write what may follow in a node; places that go on alike share one branch."""
    branches: dict[str, list[str]] = {}
    for atom, below in node.items():
        if atom != _END:
            branches.setdefault(_written(below), []).append(atom)
    parts = [
        (atoms[0] if len(atoms) == 1 else f"(?:{'|'.join(atoms)})") + rest for rest, atoms in branches.items()
    ]
    if not parts:
        return ""
    if len(parts) == 1 and _END not in node:
        return parts[0]
    return f"(?:{'|'.join(parts)})" + ("?" if _END in node else "")
