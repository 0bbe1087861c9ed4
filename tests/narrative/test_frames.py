"""Frames: dictionaries read or refused with the line, terms found whole, shares that rest on articles."""

import random
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import InputError
from timeline.narrative import frames as told
from timeline.narrative.frames import counting, dictionary
from timeline.narrative.frames.uses import dense, framed, uses
from timeline.options import FrameOptions, SpreadOptions
from timeline.schema import ARTICLES, CLAIMS, EVENT_MENTIONS, FRAMES, QUOTES, completed, conform

FIRST = date(2025, 3, 3)
OWN = FrameOptions(dictionary={"money": ("insur*", "wall street"), "water": ("sea",)}, general=False)


def articles(n: int = 24) -> pl.DataFrame:
    """Write articles of three outlets over four days: money on odd days, the sea in one outlet."""
    rows = []
    for i in range(n):
        day = FIRST + timedelta(days=i % 4)
        money = "Insurers on Wall\nStreet paid." if i % 2 else "Nobody paid."
        sea = "The sea was calm." if i % 3 == 0 else "Seals swam."
        rows.append({
            "article_id": f"a{i:03d}", "title": f"Ferry {i}", "text": f"{money} {sea}", "lang": "en",
            "source": (None, "Echo", "Lantern")[i % 3], "dct_best": day, "dct_start": day,
            "dct_stop": day + timedelta(days=1), "included": True,
        })  # fmt: skip
    return ARTICLES.frame(rows)


def written(folder: Path, text: str | bytes) -> Path:
    """Write a dictionary."""
    path = folder / "frames.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("frame,term\nmoney,bank*\nmoney,tax\n", {"money": ("bank*", "tax")}, id="plain"),
        pytest.param("\ufeffFrame;Term\r\nmoney;wall street\r\n", {"money": ("wall street",)}, id="excel"),
        pytest.param("term\tframe\tnote\ntax\tmoney\tx\n", {"money": ("tax",)}, id="tabs, other columns"),
        pytest.param('frame,term\n" two  words ","a, b"\n\n', {"two words": ("a, b",)}, id="quoted"),
        pytest.param("frame,term\nm,tax\nm,tax\n,\nn,tax\n", {"m": ("tax",), "n": ("tax",)}, id="twice"),
        pytest.param("frame,term\n经济,危机\n", {"经济": ("危机",)}, id="chinese"),
    ],
)
def test_a_dictionary_is_read(text: str, found: dict[str, tuple[str, ...]], tmp_path: Path) -> None:
    assert told.read_dictionary(written(tmp_path, text)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("name,word\na,b\n", "no column frame and term", id="heads"),
        pytest.param("frame,term\n", "holds no term", id="empty"),
        pytest.param("", "no column", id="nothing"),
        pytest.param("frame,term\nmoney,\n", "line 2: a frame and a term", id="half a row"),
        pytest.param("frame,term\nmoney,tax\nmoney,*flation\n", "line 3: the term", id="star ahead"),
        pytest.param("frame,term\nmoney,...\n", "holds no letter", id="marks only"),
        pytest.param("frame,term\nm,b\xe9te\n".encode("latin-1"), "not UTF-8", id="encoding"),
    ],
)
def test_a_wrong_dictionary_is_refused_with_its_line(text: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"frames\.csv") as error:
        told.read_dictionary(written(tmp_path, text))
    assert said in str(error.value)


def test_a_dictionary_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        told.read_dictionary(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("term", "text", "times"),
    [
        ("war", "War! The war, a warden; post-war wars.", 3),
        ("war*", "War! The war, a warden; post-war wars.", 5),
        ("wall street", "on Wall\n\nStreet, Wall-Street and Wall, Street", 3),
        ("wall street", "a wall in the street", 0),
        ("won't", "He won’t, she won't.", 2),
        ("krise*", "Die KRISENZEIT, eine Krise und Wirtschaftskrise", 2),
        ("école", "École, ÉCOLE, ecole", 2),
        ("危机", "金融危机影响了经济", 1),
        ("кризис*", "Кризиса нет, кризис есть", 2),
        ("g7", "the G7 met; g77 did not", 1),
    ],
)
def test_a_term_is_found_whole(term: str, text: str, times: int) -> None:
    one = pl.DataFrame(
        {"article_id": ["a"], "title": [None], "text": [text]}, schema_overrides={"title": pl.String}
    )
    found = uses(one, {"f": (term,)})
    assert found["uses"].sum() == times
    marks = dictionary.pattern([term])
    assert marks is not None
    assert len(marks.findall(text)) == times


def test_the_headline_counts_too() -> None:
    one = pl.DataFrame({"article_id": ["a"], "title": ["Tax rises"], "text": ["Tax"]})
    assert uses(one, {"f": ("tax",)})["uses"].to_list() == [2]


def test_what_a_star_covers_counts_once() -> None:
    one = pl.DataFrame({"article_id": ["a"], "title": [""], "text": ["critics, critical"]})
    assert uses(one, {"f": ("critic*", "critics")})["uses"].sum() == 2


@given(st.integers(0, 24), st.randoms(use_true_random=False))
def test_uses_of_a_part_are_part_of_the_uses(cut: int, rng: random.Random) -> None:
    rows = articles().sample(fraction=1.0, shuffle=True, seed=rng.randint(0, 99))
    parts = [uses(rows.head(cut), OWN.dictionary), uses(rows.slice(cut), OWN.dictionary)]
    assert pl.concat(parts).sort("article_id", "name", "term").equals(uses(rows, OWN.dictionary))


def test_a_large_dictionary_is_no_burden() -> None:
    terms = tuple(f"word{n:x}{'*' if n % 2 else ''}" for n in range(0x1000, 0x1000 + 20_000))
    began = time.process_time()
    assert uses(articles(), {"large": terms}).is_empty()
    assert time.process_time() - began < 10


def test_a_table_from_before_gets_its_new_columns() -> None:
    before = FRAMES.empty().drop("kind", "total", "score")
    assert conform(completed(before, FRAMES), FRAMES).is_empty()


def test_a_frame_takes_so_many_uses_of_so_many_words() -> None:
    found = pl.DataFrame({
        "article_id": ["a", "a", "b", "c"], "name": "f", "term": ["x", "y", "x", "x"], "uses": [1, 3, 9, 2],
    })  # fmt: skip
    assert framed(found, 4, 2)["article_id"].to_list() == ["a"]
    assert framed(found, 4, 2)["terms"].to_list() == [["y", "x"]]
    assert framed(found, 2, 1)["article_id"].to_list() == ["a", "b", "c"]


def test_a_long_text_needs_more_uses() -> None:
    used = pl.DataFrame({"article_id": ["a", "b"], "name": "f", "terms": [["x"], ["x"]], "uses": [3, 3]})
    texts = pl.DataFrame({"article_id": ["b", "a"], "text": ["y" * 301, "y" * 300]})
    assert dense(used, texts, 100)["article_id"].to_list() == ["a"]


def test_shares_stand_by_period_and_outlet_with_their_articles() -> None:
    found = told.frames(articles(), OWN)
    conform(found, FRAMES)
    own = found.filter(pl.col("kind") == told.OWN)
    assert np.allclose(own["share"], own["count"] / own["n_articles"])
    assert (own["article_ids"].list.len() == own["count"]).all()
    assert own.group_by("name").agg(pl.col("n_articles").sum())["n_articles"].to_list() == [24, 24]
    totals = dict(own.group_by("name").agg(pl.col("count").sum()).iter_rows())
    assert totals == {"money": 12, "water": 8}
    water = own.filter((pl.col("name") == "water") & (pl.col("count") > 0))
    assert set(water["source"]) == {None}  # articles of no known outlet are a row of their own
    assert water["share"].to_list() == [1.0] * water.height
    money = own.filter((pl.col("name") == "money") & (pl.col("count") > 0))
    assert money["terms"].to_list()[0] == ["insur*", "wall street"]


def test_the_order_of_articles_changes_nothing() -> None:
    given_ = articles()
    assert told.frames(given_, OWN).equals(
        told.frames(given_.sample(fraction=1.0, shuffle=True, seed=5), OWN)
    )


def test_our_frames_read_english_and_can_be_switched_off() -> None:
    text = "Protesters clashed. Critics denounced the threats, and rivals were hostile."
    given_ = articles(8).with_columns(text=pl.lit(text), lang=pl.Series(["en", "de", None, "en-GB"] * 2))
    found = told.frames(given_)
    assert set(found.filter(pl.col("kind") == told.GENERAL)["name"]) == set(told.general().terms)
    conflict = found.filter(pl.col("name") == "conflict")
    assert conflict["count"].sum() == conflict["n_articles"].sum() == 6  # not the German ones
    assert told.frames(given_, FrameOptions(general=False)).is_empty()


def test_a_frame_of_ones_own_replaces_ours_of_the_same_name() -> None:
    found = told.frames(articles(), FrameOptions(dictionary={"conflict": ("sea",)}))
    kinds = found.filter(pl.col("name") == "conflict")["kind"].unique().to_list()
    assert kinds == [told.OWN]
    assert "morality" in found["name"]


def test_a_part_is_counted_from_the_same_frames() -> None:
    given_ = articles()
    whole = told.frames(given_, OWN)
    assert (
        told.recounted(whole, given_)
        .select("name", "count", "source", "total")
        .equals(whole.select("name", "count", "source", "total"))
    )
    part = told.recounted(whole, given_.head(6))
    assert dict(part.group_by("name").agg(pl.col("count").sum()).iter_rows()) == {"money": 3, "water": 2}
    assert part.filter(pl.col("name") == "money")["total"].sum() == 6


def test_copies_count_once_where_asked() -> None:
    given_ = articles().with_columns(cluster_id=pl.lit("c1"))
    found = told.frames(given_, OWN, counting_options=SpreadOptions(count_copies_once=True))
    assert found.filter(pl.col("name") == "water")["n_articles"].sum() == 1


@pytest.mark.parametrize("empty", [articles(0), articles().with_columns(dct_best=pl.lit(None, pl.Date)),
                                   articles().with_columns(included=pl.lit(False))])  # fmt: skip
def test_nothing_that_counts_is_no_row(empty: pl.DataFrame) -> None:
    assert told.frames(empty, OWN).is_empty()
    assert told.recounted(told.frames(articles(), OWN), empty).is_empty()


def sentences(*said: tuple[str, bool]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give one article of these sentences, and the statements in it: (sentence, hedged)."""
    text, rows = "", []
    for sentence, hedge in said:
        rows.append({"article_id": "a000", "field": "text", "begin": len(text),
                     "end": len(text) + len(sentence), "hedged": hedge})  # fmt: skip
        text += sentence + " "
    one = articles(1).with_columns(text=pl.lit(text), source=pl.lit("Echo"))
    return one, EVENT_MENTIONS.frame([*rows, rows[0]])  # two things told in one sentence are one statement


def test_hedged_and_boosted_statements_are_counted_with_their_words() -> None:
    one, statements = sentences(
        ("It reportedly sank.", True),
        ("It clearly sank.", False),
        ("It sank.", False),
        ("Sources said so.", True),
    )
    claims = CLAIMS.frame([{"article_id": "a000", "hedge": h} for h in ("about to", None, None)])
    found = told.frames(one, FrameOptions(general=False), event_mentions=statements, claims=claims)
    rows = {(r["kind"], r["name"]): r for r in found.iter_rows(named=True)}
    hedging = rows["hedging", "statements"]
    assert (hedging["count"], hedging["total"], hedging["share"]) == (2, 4, 0.5)
    assert hedging["terms"] == ["reportedly", "sources said"]
    assert rows["boosting", "statements"]["terms"] == ["clearly"]
    assert rows["boosting", "statements"]["count"] == 1
    assert rows["hedging", "numbers"]["share"] == pytest.approx(1 / 3)
    assert rows["hedging", "numbers"]["terms"] == ["about to"]
    assert hedging["article_ids"] == ["a000"]


def test_verbs_that_judge_are_counted_only_where_asked() -> None:
    quotes = QUOTES.frame([{"article_id": "a000", "cue": cue} for cue in
                           ("said", "Claimed", "boasted", None, ":", "according to", "said")])  # fmt: skip
    quiet = told.frames(articles(1), FrameOptions(general=False), quotes=quotes)
    assert told.EVALUATIVE not in quiet["kind"]
    found = told.frames(articles(1), FrameOptions(general=False, evaluative=True), quotes=quotes)
    rows = {r["name"]: r for r in found.iter_rows(named=True) if r["kind"] == told.EVALUATIVE}
    assert set(rows) == set(told.general().evaluative)
    assert {name: row["count"] for name, row in rows.items()} == {
        "doubt": 1,
        "blame": 0,
        "show": 1,
        "praise": 0,
    }
    assert {row["total"] for row in rows.values()} == {4}  # quotations that a verb reports
    assert rows["doubt"]["terms"] == ["claimed"]


def test_rows_of_outlets_add_up() -> None:
    found = told.frames(articles(), OWN)
    summed = counting.together(found)
    row = summed.row(by_predicate=pl.col("name") == "money", named=True)
    assert (row["count"], row["total"], row["share"]) == (12, 24, 0.5)
    assert sorted(row["article_ids"]) == [f"a{i:03d}" for i in range(1, 24, 2)]


def test_our_lists_are_sound() -> None:
    lexicon = told.general()
    assert [frame.name for frame in lexicon.frames] == [
        "conflict", "economic consequences", "human interest", "morality", "responsibility",
    ]  # fmt: skip
    for name, terms in {**lexicon.terms, "boosters": lexicon.boosters, **lexicon.evaluative}.items():
        assert len(terms) == len(set(terms)), name
        assert len(dictionary.needles(terms)) == len(terms), f"{name}: a star covers another term"
        assert all("*" not in term.removesuffix("*") for term in terms), name
    assert all(frame.says and frame.source for frame in lexicon.frames)


def test_sentences_are_cut_where_the_statement_stands() -> None:
    one, statements = sentences(("Ünïcode “first” 🙂.", False), ("It reportedly sank.", True))
    statements = statements.with_columns(start=pl.lit(datetime(2025, 3, 3)))
    said = told.reserve.statements(statements, one)
    assert said["text"].to_list() == [" Ünïcode “first” 🙂. ", " It reportedly sank. "]
