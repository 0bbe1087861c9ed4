"""Read short social posts by a layer over their language: spellings and habits that news does not have.

A layer is ``languages/xx.posts.toml``. It adds words, forms, rules, cues and opens to those of the language
(its own come first), and replaces rules and guards of the same name. News never sees it: a part of the day or
a unit alone is a date in a post and a word in an article. Without a layer posts are read as news is.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

REGISTERS = ("auto", "news", "posts")
"""What ``TagOptions.register`` may say; auto looks at each text."""

POSTS = "posts"
_FIRST = ("forms", "rules", "guards", "cues", "opens")
"""Lists in which the layer's own come before those of the language."""


@cache
def layered() -> frozenset[str]:
    """List the languages that have a layer for posts."""
    folder = resources.files("timeline.temporal") / "languages"
    end = f".{POSTS}.toml"
    return frozenset(f.name.removesuffix(end) for f in folder.iterdir() if f.name.endswith(end))


def with_layer(tables: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the tables of a layer over those of a language."""
    kept = ("name", "longest", "marks")
    out = {**tables, "negatives": layer.get("negatives", []), **{name: layer[name] for name in kept}}
    for name in _FIRST:
        own = layer.get(name, [])
        replaced = {row["name"] for row in own if "name" in row}
        out[name] = [*own, *(row for row in tables.get(name, []) if row.get("name") not in replaced)]
    for name in ("triggers", "inner", "articles"):
        out[name] = [*tables.get(name, []), *layer.get(name, [])]
    out["direction"] = {**tables.get("direction", {}), **layer.get("direction", {})}
    out["cased"] = [word for word in tables.get("cased", []) if word not in layer.get("uncased", [])]
    out["words"] = {name: dict(values) for name, values in tables.get("words", {}).items()}
    for name, values in layer.get("words", {}).items():
        known = out["words"].setdefault(name, {})
        for value, spellings in values.items():
            known[value] = [*known.get(value, []), *spellings]
    return out


def is_post(text: pl.Expr, layer: Mapping[str, Any]) -> pl.Expr:
    """Say whether a text is a social post: short, and with a mark that articles do not bear.

    ``longest`` and ``marks`` (a Rust regex: mentions, hashtags, links, emoji, chat words) are the layer's.
    """
    short = pl.when(text.str.len_chars() <= layer["longest"]).then(text)
    return short.str.contains(layer["marks"]).fill_null(False)
