"""Show what the story is about and how it is told: themes, what is new, frames, reserve, verbs that judge."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, marks, session
from timeline.app.filters import Filters
from timeline.app.session import Desk
from timeline.app.views import evidence, listing, told_articles
from timeline.narrative.spread.counts import FEWEST_OF_SHARE

PARTS: Mapping[str, str] = {
    "themes": "Themes",
    "new": "What is new",
    "frames": "Frames",
    "reserve": "How sure it sounds",
    "verbs": "Verbs that judge",
}
_PART = "themes_part"
NAMES: Mapping[tuple[str, str], str] = {
    ("hedging", "statements"): "statements with reserve",
    ("hedging", "numbers"): "numbers with reserve",
    ("boosting", "statements"): "statements beyond doubt",
    ("evaluative", "doubt"): "doubt",
    ("evaluative", "blame"): "blame",
    ("evaluative", "show"): "show",
    ("evaluative", "praise"): "praise",
}
"""What people see for a row's kind and name; frames, words and actors have their own names."""


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept = desk.kept or {}
    if kept["articles"].is_empty():
        listing.nothing("articles", desk.view.filters.active)
        return
    asked = desk.view.show if desk.view.show in PARTS else "themes"
    st.session_state[_PART] = asked
    st.segmented_control(
        "Show", list(PARTS), format_func=PARTS.__getitem__, key=_PART, on_change=_part_chosen,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    draw: Mapping[str, Callable[[Desk, Any], None]] = {
        "themes": _themes, "new": _new, "frames": _frames, "reserve": _reserve, "verbs": _verbs,
    }  # fmt: skip
    draw[str(asked)](desk, article_page)


def _part_chosen() -> None:
    session.change(show=st.session_state[_PART])


def _themes(desk: Desk, article_page: Any) -> None:
    charting.show(desk, "themes")
    kept = desk.kept or {}
    if kept["themes"].is_empty():
        return
    from timeline.narrative.topics import themes_by_outlet

    names = _outlets(desk)
    rows = themes_by_outlet(kept["themes"], kept["articles"])
    terms = {row[0]: row[1] for row in kept["themes"].select("name", "terms").unique("name").iter_rows()}
    shown = rows.select(
        pl.col("source").replace(names).fill_null("outlet not known").alias("Outlet"),
        pl.col("name").alias("Theme"),
        _percent("count", "of").alias("Share"),
        _of("count", "of"),
    )
    st.subheader("Who tells which theme", anchor=False)
    ids = [f"{source}|{name}" for source, name in rows.select("source", "name").iter_rows()]
    at = _choose(shown, ids, "theme_rows", "Themes by outlet")
    charting.table_downloads(desk, "themes", kept["themes"], "Themes by period, all rows:")
    if at is not None:
        row = rows.row(at, named=True)
        told_articles.show(desk, row["article_ids"], terms.get(row["name"], []), article_page, "theme_rows")


def _new(desk: Desk, article_page: Any) -> None:
    st.caption(
        "Words and names that are commoner in a period than in all the time before it, the most "
        "telling first, and names that fall silent. Copies of a text count once for words. Tick one "
        "to see its articles."
    )
    rows = _rows(desk.key, "new", desk.view.filters.active, _tables(desk))
    which = st.segmented_control(
        "Kind", ["word", "actor"], default="word", key="themes_new_kind", label_visibility="collapsed",
        format_func=lambda kind: {"word": "Words", "actor": "People and organisations"}[kind],
    ) or "word"  # fmt: skip
    rows = rows.filter(pl.col("kind") == which).with_columns(pl.col("score").abs().alias("_by"))
    rows = rows.sort("start", pl.col("score") < 0, "_by", "name", descending=[True, False, True, False])
    if rows.is_empty():
        st.info(
            "Nothing is new here: that takes periods of at least six articles with six before them. "
            "Widen the filters.",
            icon=":material/info:",
        )
        return
    shown = pl.DataFrame({
        "Period": [words.days(*days) for days in rows.select("start", "stop").iter_rows()],
        "Word" if which == "word" else "Name": rows["name"],
        "Now": ["more" if score > 0 else "less" for score in rows["score"]],
        "Articles": rows.select(_of("count", "total")).to_series(),
        "Evidence (z)": rows["score"].round(1),
    })  # fmt: skip
    if which == "word":  # words are only told of where they come up
        shown = shown.drop("Now")
    ids = [f"{which}|{name}|{start}" for name, start in rows.select("name", "start").iter_rows()]
    at = _choose(shown, ids, f"new_{which}", "What is new in each period")
    charting.table_downloads(desk, "new", rows.drop("_by"), "All rows:")
    if at is not None:
        row = rows.row(at, named=True)
        told_articles.show(desk, row["article_ids"], [row["name"]], article_page, f"new_{which}")


def _frames(desk: Desk, article_page: Any) -> None:
    charting.show(desk, "frames")
    rows = _rows(desk.key, "frames", desk.view.filters.active, _tables(desk))
    if not rows.is_empty():
        _counted(desk, rows, article_page, "frames", "Share of articles")
    with st.expander("The words of the frames", icon=":material/list:"):
        from timeline.narrative.frames import general

        st.caption(
            "Word lists of our own after the frames that the literature describes; they read English "
            "articles, and nobody has validated them. “dateline build --frames FILE.csv” counts a "
            "dictionary of your own, “--no-general-frames” leaves these out."
        )
        for name, terms in _own_words(rows).items():
            st.markdown(f"**{marks.literal(name)}** (your own), as far as the articles use it")
            st.caption(marks.literal(", ".join(terms)))
        for frame in general().frames:
            st.markdown(f"**{marks.literal(frame.name)}**: {marks.literal(frame.says)}")
            st.caption(marks.literal(frame.source))
            st.caption(marks.literal(", ".join(frame.terms)))


def _own_words(rows: pl.DataFrame) -> dict[str, list[str]]:
    """Give the words of people's own frames that the rows name."""
    own = rows.filter(pl.col("kind") == "own").select("name", "terms").explode("terms", empty_as_null=True)
    named = own.drop_nulls().unique(maintain_order=True).sort("name", "terms")
    return dict(named.group_by("name", maintain_order=True).agg("terms").iter_rows())


def _reserve(desk: Desk, article_page: Any) -> None:
    st.caption(
        "How often statements of events and numbers are told with reserve (“reportedly”, “is said "
        "to”), and how often statements are told as beyond doubt (“clearly”, “of course”). Cues in "
        "English: they say how a sentence sounds, not whether it is true."
    )
    rows = _rows(desk.key, "reserve", desk.view.filters.active, _tables(desk))
    _counted(desk, rows, article_page, "reserve", "Share")


def _verbs(desk: Desk, article_page: Any) -> None:
    from timeline.narrative.frames import general

    st.caption(
        "“Claimed”, “admitted”, “boasted” say what a writer thinks of what is said. Whether that is "
        "fair is for you to judge, so they are counted only where you ask for it. Only verbs that "
        "report a quotation count."
    )
    asked = st.toggle("Count verbs that judge", key="themes_verbs")
    with st.expander("The verbs", expanded=not asked, icon=":material/list:"):
        for kind, verbs in general().evaluative.items():
            st.markdown(f"**{kind}**: {marks.literal(', '.join(verbs))}")
    if asked:
        rows = _rows(desk.key, "verbs", desk.view.filters.active, _tables(desk))
        _counted(desk, rows, article_page, "verbs", "Share of quotations")


def _counted(desk: Desk, rows: pl.DataFrame, article_page: Any, key: str, share: str) -> None:
    """Draw rows of the table of frames by outlet or by period, one of them to choose."""
    from timeline.narrative.frames.counting import together

    by = st.segmented_control(
        "By", ["outlet", "period"], default="outlet", key=f"themes_{key}_by", label_visibility="collapsed",
        format_func=lambda one: f"By {one}",
    ) or "outlet"  # fmt: skip
    column = "source" if by == "outlet" else "start"
    lengths = dict(rows.select("start", "stop").unique().iter_rows())
    summed = together(rows, column).filter(pl.col("count") > 0)
    size = rows.group_by(column).agg(pl.col("n_articles").max().alias("_size"))
    summed = summed.join(size, on=column, how="left", nulls_equal=True)
    order = ["_size", column, "share"] if by == "outlet" else [column, "share"]
    summed = summed.sort(order, descending=[True, False, True][-len(order) :], nulls_last=True)
    if summed.is_empty():
        st.info("None of these words is in these articles. Widen the filters.", icon=":material/info:")
        return
    names = _outlets(desk)
    shown = pl.DataFrame({
        by.capitalize(): [
            names.get(one, one) or "outlet not known" if by == "outlet" else words.days(one, lengths[one])
            for one in summed[column]
        ],
        "What": [NAMES.get(pair, pair[1]) for pair in summed.select("kind", "name").iter_rows()],
        share: summed.select(_percent("count", "total")).to_series(),
        "Of": summed.select(_of("count", "total")).to_series(),
        "Words": summed["terms"].list.join(", "),
    }, schema_overrides={by.capitalize(): pl.String})  # fmt: skip
    ids = [f"{kind}|{name}|{one}" for kind, name, one in summed.select("kind", "name", column).iter_rows()]
    at = _choose(shown, ids, f"{key}_{by}", f"{PARTS[key]} by {by}")
    charting.table_downloads(desk, key, rows, "All rows:")
    if at is not None:
        row = summed.row(at, named=True)
        told_articles.show(desk, row["article_ids"], row["terms"], article_page, f"{key}_{by}")


def _choose(shown: pl.DataFrame, ids: list[str], key: str, alt: str) -> int | None:
    """Draw a table of which a row can be ticked, and give the place of that row."""
    shares = {
        name: st.column_config.ProgressColumn(format="%.0f%%", min_value=0.0, max_value=100.0)
        for name in shown.columns
        if name.startswith("Share")
    }
    return listing.chosen_row(shown, ids, key=key, columns=shares, alt=alt)


def _percent(count: str, total: str) -> pl.Expr:
    """Give a share in percent; of a few it would say whether one article came or not."""
    return pl.when(pl.col(total) >= FEWEST_OF_SHARE).then(pl.col(count) / pl.col(total) * 100)


def _of(count: str, total: str) -> pl.Expr:
    return pl.format("{} of {}", count, total).alias("Articles")


def _outlets(desk: Desk) -> dict[str, str]:
    names = evidence.outlet_names((desk.tables or {})["outlets"])
    return {source: name for source, (name, _) in names.items() if source}


def _tables(desk: Desk) -> Mapping[str, pl.DataFrame]:
    return {**(desk.kept or {}), "frames": (desk.tables or {})["frames"]}


@st.cache_resource(max_entries=16, show_spinner="Counting …")
def _rows(
    key: tuple[str, str, Filters], part: str, filtered: bool, _tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Give the rows of a part: those of the story, or counted anew for what the filters let through."""
    from timeline.narrative import topics
    from timeline.narrative.frames import FRAME_KINDS, recounted

    kinds = {"new": ("word", "actor"), "frames": FRAME_KINDS, "reserve": ("hedging", "boosting"), "verbs": ()}
    stored = _tables["frames"].filter(pl.col("kind").is_in(kinds[part]))
    if not filtered and not stored.is_empty():
        return stored
    if part == "frames":
        return recounted(_tables["frames"], _tables["articles"])
    if part == "new":
        return topics.news_of(_tables)
    return topics.reserve_of(_tables, evaluative=part == "verbs")
