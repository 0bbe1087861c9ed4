"""Let a person merge, split and rename the people and organisations of a story."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import correcting
from timeline.app.marks import block, escaped, literal
from timeline.app.session import Desk
from timeline.app.views import listing

_PICKED = "name_picked"
_DOES = ("Rename", "Merge with", "Split off")
OFFERED = 2000
"""Names offered for a merge, the most told first; the list is searched by typing."""

Made = Callable[[Mapping[str, pl.DataFrame], Any], pl.DataFrame]


def show(desk: Desk) -> None:
    """Draw the list of names and the editor of the chosen one."""
    actors = (desk.tables or {})["actors"]
    if actors.is_empty():
        st.info("No names of people or organisations were found in the events of this story.")
        return
    left, right = st.columns([11, 9], gap="large")
    with left:
        _list(actors)
    with right:
        picked = st.session_state.get(_PICKED)
        found = actors.filter(pl.col("actor_id") == picked) if picked else actors.clear()
        if found.is_empty():
            st.subheader("Names", anchor=False)
            st.caption(
                "Tick a row: here you join two names of one person, tell two persons of one name apart, or "
                "set the name that is shown."
            )
        else:
            _editor(desk, found.row(0, named=True))


def _list(actors: pl.DataFrame) -> None:
    asked = st.text_input("Find a name", key="name_asked", placeholder="part of a name").strip().lower()
    other = pl.col("aliases").list.join("\n").fill_null("")
    text = pl.concat_str("name", other, separator="\n").str.to_lowercase()
    rows = actors.filter(text.str.contains(asked, literal=True)) if asked else actors
    st.caption(f"{listing.counted(rows.height, actors.height, 'name')}.")
    if rows.is_empty():
        return
    picked = st.session_state.get(_PICKED)
    page = listing.page_of(rows, "actor_id", picked, "names")
    listing.choose(
        page.rows.select(
            pl.col("name").alias("Name"),
            pl.col("role").fill_null("").alias("Role"),
            pl.col("n_articles").alias("Articles"),
            pl.col("aliases").list.join("; ").fill_null("").alias("Also written"),
        ),
        page.rows["actor_id"].to_list(),
        picked,
        lambda one: st.session_state.update({_PICKED: one}),
        key="names",
        columns={"Name": st.column_config.TextColumn(width=180)},
        alt="People and organisations",
        height=560,
    )
    page.turn()


def _editor(desk: Desk, actor: Mapping[str, Any]) -> None:
    told = words.count(actor["n_articles"] or 0, "article")
    role = f"{escaped(actor['role'])} · " if actor["role"] else ""
    head = f'<div class="dl-head">{escaped(actor["name"])}</div><div class="dl-small">{role}{told}</div>'
    st.html(block(head))
    forms = [actor["name"], *(actor["aliases"] or ())]
    key = f"{actor['actor_id']}_{desk.stamp}"
    does = st.segmented_control("What to do", _DOES, default="Rename", key=f"name_do_{key}", required=True)
    made: Made | None
    if does == "Merge with":
        made, done = _merge(desk, actor, key), "Merged into one name."
    elif does == "Split off":
        made, done = _split(actor, forms, key), "Split off as a name of its own."
    else:
        made, done = _rename(actor, key), "Renamed."
    left, right = st.columns([3, 2])
    why = left.text_input("Why", key=f"name_why_{key}", max_chars=400, placeholder="kept with the correction")
    by = right.text_input(
        "Who", correcting.who(), key=f"name_by_{key}", max_chars=80, placeholder="your name"
    )
    pressed = st.button(
        str(does), type="primary", icon=":material/check:", disabled=made is None, key=f"name_save_{key}"
    )
    if pressed and made is not None:
        from timeline.corrections.event_edits import Who

        final = made
        correcting.make(desk, lambda tables: final(tables, Who(by, why)), done, by)


def _rename(actor: Mapping[str, Any], key: str) -> Made | None:
    new = st.text_input("Name", actor["name"], key=f"name_new_{key}", max_chars=300)
    if not new.strip() or new.strip() == actor["name"]:
        return None
    from timeline.corrections.actor_edits import rename_actor

    return lambda tables, who: rename_actor(tables, actor["name"], new, who)


def _merge(desk: Desk, actor: Mapping[str, Any], key: str) -> Made | None:
    actors = (desk.tables or {})["actors"].filter(pl.col("actor_id") != actor["actor_id"])
    chosen = st.selectbox(
        "The same as", actors["name"].head(OFFERED).to_list(), index=None, key=f"name_same_{key}",
        placeholder="type a part of it, or choose",
    )  # fmt: skip
    st.caption(f"The name that stays is “{actor['name']}”.")
    if not chosen:
        return None
    from timeline.corrections.actor_edits import merge_actors

    return lambda tables, who: merge_actors(tables, [actor["name"], chosen], who)


def _split(actor: Mapping[str, Any], forms: list[str], key: str) -> Made | None:
    if len(forms) < 2:
        st.caption("This name is written in one form only; there is nothing to split off.")
        return None
    chosen = st.pills(
        "Forms that mean somebody else", forms, selection_mode="multi", key=f"name_forms_{key}",
        format_func=literal,
    )  # fmt: skip
    if not chosen or len(chosen) == len(forms):
        return None
    from timeline.corrections.actor_edits import split_actor

    return lambda tables, who: split_actor(tables, actor["name"], chosen, who)
