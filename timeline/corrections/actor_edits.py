"""Merge, split and rename people and organisations, keyed by the forms in which articles name them."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from timeline.corrections.event_edits import LONGEST, Who
from timeline.corrections.ledger import ACTOR_KEY, Edit, now_after, standing
from timeline.errors import InputError, OptionError
from timeline.schema import ACTORS, CORRECTIONS

Tables = Mapping[str, pl.DataFrame]
Row = dict[str, Any]


def rename_actor(tables: Tables, name: str, new: str, who: Who | None = None) -> pl.DataFrame:
    """Give the row that sets the name under which an actor is listed."""
    said = " ".join(new.split())
    if not said or len(said) > LONGEST:
        raise OptionError(f"A name needs 1 to {LONGEST} characters.")
    if said != name and said in tables["actors"]["name"]:
        raise OptionError(f"{said!r} is listed already. Merge the two instead.")
    return _edit(tables, "rename", _forms(_actor(tables, name)), cells=(name, said), who=who)


def merge_actors(tables: Tables, names: Sequence[str], who: Who | None = None) -> pl.DataFrame:
    """Give the row that makes one actor of several; the first name stays."""
    wanted = list(dict.fromkeys(names))
    if len(wanted) < 2:
        raise OptionError("Merging needs two different names.")
    forms = list(dict.fromkeys(form for name in wanted for form in _forms(_actor(tables, name))))
    return _edit(tables, "merge", forms, cells=("; ".join(wanted), wanted[0]), who=who)


def split_actor(tables: Tables, name: str, forms: Sequence[str], who: Who | None = None) -> pl.DataFrame:
    """Give the row that makes an actor of its own from some forms of one; the first gives its name."""
    own = _forms(_actor(tables, name))
    chosen = [form for form in own if form in set(forms)]
    if not chosen or len(chosen) == len(own):
        raise OptionError(f"Choose some, not all, of the forms of {name!r}: {'; '.join(own)}.")
    return _edit(tables, "split", chosen, cells=(name, _plain(chosen)), who=who)


def apply_actor_edits(
    actors: pl.DataFrame, event_mentions: pl.DataFrame, corrections: pl.DataFrame
) -> pl.DataFrame:
    """Give the actors table, as it was found, with every standing edit; counts are made anew where needed."""
    wanted = standing(corrections, "actor")
    if not wanted:
        return actors
    held: list[Row] = [{"forms": set(_forms(row)), "row": row} for row in actors.iter_rows(named=True)]
    for edit in wanted:
        named = {key.removeprefix(ACTOR_KEY) for key in edit.keys}
        touched = [one for one in held if named & one["forms"]]
        if touched:
            _apply(edit, named, touched, held)
    told = told_forms(event_mentions)
    rows = [_row(one, told) if one.get("changed") else one["row"] for one in held if one["forms"]]
    return ACTORS.frame(rows).sort(["n_articles", "name"], descending=[True, False])


def _apply(edit: Edit, named: set[str], touched: list[Row], held: list[Row]) -> None:
    first = max(touched, key=lambda one: (len(named & one["forms"]), one["row"]["name"]))
    if edit.op == "rename":
        first |= {"name": edit.new, "changed": True}
    elif edit.op == "merge":
        name = edit.new or first.get("name") or first["row"]["name"]
        for other in touched:
            if other is not first:
                first["forms"] |= other["forms"]
                other["forms"] = set()
        first |= {"name": name, "changed": True}
    else:
        leaving: set[str] = set()
        for one in touched:
            leaving |= named & one["forms"]
            one["forms"] -= named
            one["changed"] = True
        name = edit.new or _plain(sorted(leaving))
        held.append({"forms": leaving, "row": {}, "name": name, "changed": True})


def _row(held: Row, told: Mapping[str, set[str]]) -> Row:
    """Make the row of an actor from its forms; ``told`` maps a form to the articles that use it."""
    forms: set[str] = held["forms"]
    name = held.get("name") or held["row"].get("name")
    if name not in forms and "name" not in held:
        name = _plain(sorted(forms))
    written = {form for form in told if form in forms or _parted(form)[1] in forms}
    roles = Counter(role for form in written if (role := _parted(form)[0]) for _ in told[form])
    articles = {one for form in written for one in told[form]}
    return {
        "actor_id": held["row"].get("actor_id") or _id(name),
        "name": name,
        "aliases": sorted(forms - {name}),
        "role": min(roles, key=lambda role: (-roles[role], -len(role), role)) if roles else None,
        "n_articles": len(articles),
    }


def _id(name: str) -> str:
    return "a" + hashlib.sha256(name.encode()).hexdigest()[:11]


def plain_form(form: str) -> str:
    """Give a form without its role."""
    return _parted(form)[1]


def _parted(form: str) -> tuple[str, str]:
    from timeline.events.actors import split_role  # with the rest of its room, which takes a second to load

    return split_role(form)


def told_forms(event_mentions: pl.DataFrame) -> dict[str, set[str]]:
    """Map each form in which statements name somebody to the articles that use it."""
    told: dict[str, set[str]] = {}
    named = event_mentions.select("article_id", "actors").explode("actors").drop_nulls().unique()
    for article_id, form in named.iter_rows():
        told.setdefault(form, set()).add(article_id)
    return told


def _actor(tables: Tables, name: str) -> Row:
    found = tables["actors"].filter(pl.col("name") == name)
    if found.is_empty():
        raise InputError(
            f"The story names nobody {name!r}. dateline export STORY --what actors lists the names."
        )
    return found.row(0, named=True)


def _forms(row: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([row["name"], *(row["aliases"] or ())]))


def _plain(forms: Sequence[str]) -> str:
    """Choose a name among forms: without its role, the longest."""
    return max((_parted(form)[1] for form in forms), key=lambda form: (len(form), form))


def _edit(
    tables: Tables, op: str, forms: Sequence[str], *, cells: tuple[str | None, str | None], who: Who | None
) -> pl.DataFrame:
    who = who or Who()
    row = {
        "op": op,
        "keys": [ACTOR_KEY + form for form in forms],
        "column": "name",
        "old": cells[0],
        "new": cells[1],
        "by": (who.by or "").strip() or None,
        "at": now_after(tables["corrections"]),
        "note": (who.note or "").strip() or None,
    }
    return CORRECTIONS.frame([row])
