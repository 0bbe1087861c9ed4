"""The chart of one quotation: which is drawn, how its words are laid out, and that they can be read."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import charts
from charts.layout import text_width
from charts.options import ChartOptions
from charts.quotes import TITLE, quotes, quotes_data
from charts.quotes_marks import SIZE, TINTS, broken
from timeline.narrative.families.shown import Segment, in_one_line

Tables = dict[str, pl.DataFrame]


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ground", "ink"), [pair for tints in TINTS.values() for pair in tints.values()], ids=lambda c: c
)
def test_changed_words_stand_out_and_can_be_read(ground: str, ink: str) -> None:
    assert contrast(ground, ink) >= 7


def test_rows_are_one_an_article_with_what_changed(story: Tables) -> None:
    rows = quotes_data(story)
    assert rows["article_id"].is_unique().all()
    assert rows["first"].to_list()[0]
    turned = rows.filter(pl.col("change") == "meaning_turned").row(0, named=True)
    assert (turned["against"], turned["text"]) == ("The valve was checked", "The valve was never checked")
    assert turned["same_words"] == pytest.approx(8 / 9)


@pytest.mark.parametrize("theme", [charts.LIGHT, charts.DARK], ids=lambda t: t.name)
def test_the_picture_says_every_version_once(story: Tables, theme: Any) -> None:
    picture = charts.save(quotes(story, theme), "svg", theme)
    charts.check_rendered(picture, "svg", [TITLE, "Ann Lee: 9 articles, 3 wordings.", "never", "twice"])


def test_another_family_can_be_chosen(story: Tables) -> None:
    more = (
        story["quotes"]
        .head(2)
        .with_columns(
            pl.lit("We saw smoke").alias("text"), pl.lit("other").alias("family_id"), (pl.col("begin") + 50)
        )
    )
    both = {**story, "quotes": pl.concat([story["quotes"], more])}
    assert set(quotes_data(both)["family_id"]) == {"a0000:0-5"}
    assert set(quotes_data(both, ChartOptions(family="other"))["text"]) == {"We saw smoke"}


def test_what_is_only_retold_gives_way_to_what_is_quoted_in_other_words(story: Tables) -> None:
    said = story["quotes"]
    ids = [pl.format("{}-r", name).alias(name) for name in ("quote_id", "family_id")]
    longer = pl.format("{} now", "text").alias("text")
    retold = said.with_columns(pl.col("begin") + 5_000, pl.col("end") + 5_000, longer, *ids)
    rows = story["variants"].filter(pl.col("kind") == "quote").with_columns(changed=pl.lit(True))
    quoted = rows.with_columns(change=pl.lit("reworded"))
    moved = [(pl.col(f"{side}_{end}") + 5_000) for side in "ab" for end in ("begin", "end")]
    both = pl.concat([rows.with_columns(*moved, change=pl.lit("indirect")), quoted])
    drawn = quotes_data({**story, "quotes": pl.concat([retold, said]), "variants": both})
    assert drawn["family_id"].unique().to_list() == said["family_id"].drop_nulls().unique().to_list()


def test_versions_beyond_the_rows_are_counted(story: Tables) -> None:
    picture = charts.save(quotes(story, options=ChartOptions(rows=2)), "svg")
    charts.check_rendered(picture, "svg", ["1 later version not drawn; the table has all."])


@given(
    st.lists(st.sampled_from(["never", "the", "valve", "checked,", "twice", "unbelievably"]), max_size=30),
    st.lists(st.sampled_from(["never", "the", "valve", "checked,", "twice", "always"]), max_size=30),
)
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(one: list[str], two: list[str]) -> None:
    segments = in_one_line(" ".join(one), " ".join(two))
    pieces = broken(segments, 200)
    assert all(p.left + text_width(p.text, SIZE) / 1.02 <= 201 for p in pieces)
    if pieces and pieces[-1].line < 8:
        drawn = "".join(p.text for p in pieces).replace(" ", "")
        assert drawn == "".join(s.text for s in segments).replace(" ", "")


def test_a_version_without_end_is_cut() -> None:
    pieces = broken([Segment("same", "word " * 400)], 200)
    assert pieces[-1].text.endswith("…")
    assert pieces[-1].line < 9
