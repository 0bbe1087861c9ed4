"""Quotations: what is quoted, in which form, and who speaks."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.narrative.quotes import quotes
from timeline.schema import QUOTES


def frame(*texts: str) -> pl.DataFrame:
    """Make articles of texts."""
    rows = [{"article_id": f"a{i}", "text": text, "lang": "en"} for i, text in enumerate(texts)]
    return pl.DataFrame(rows, schema={"article_id": pl.String, "text": pl.String, "lang": pl.String})


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Give (form, words, speaker) of a text's quotations."""
    return [(r["form"], r["text"], r["speaker"]) for r in quotes(frame(text)).iter_rows(named=True)]


CASES = {
    "name after": (
        "“We will open in May,” Ann Lee said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "inverted": (
        '"We will open in May," said Ann Lee, head of the port.',
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "interrupted": (
        "“We will open,” Ann Lee said. “The rain has to stop first.”",
        [("direct", "We will open, The rain has to stop first.", "Ann Lee")],
    ),
    "before, with a comma": (
        "Ann Lee told reporters, “We will open in May.”",
        [("direct", "We will open in May.", "Ann Lee")],
    ),
    "before, with a colon and a phrase of time first": (
        "On Tuesday, the mayor, Ann Lee, wrote: “We will open in May.”",
        [("direct", "We will open in May.", "Ann Lee")],
    ),
    "pronoun": (
        "Ann Lee runs the port. “We will open in May,” she said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "pronoun for a titled name that never stands in full": (
        "Ann Lee came. Minister Rast reacted coolly to the plan. “We will open in May,” he said.",
        [("direct", "We will open in May,", "Rast")],
    ),
    "according to, between subject and verb": (
        "The new port, according to Ann Lee, closed three older ones.",
        [("indirect", "The new port closed three older ones", "Ann Lee")],
    ),
    "according to, with an apposition behind": (
        "The new port is closed, according to Acme, based in Harrow.",
        [("indirect", "The new port is closed", "Acme")],
    ),
    "surname": (
        "The port is run by Ann Lee. It was closed in spring. “We will open in May,” Lee said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "role before the name": (
        "“We will open in May,” Acme CEO Ann Lee said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "title for a name": (
        "Senator Ann Lee came late. “We will open in May,” the senator said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "words inside a reported clause": (
        "Ann Lee called the plan for the old harbour and its cranes “a gift” to the owners of yachts.",
        [("mixed", "a gift", "Ann Lee")],
    ),
    "name behind a noun": (
        "“We will open in May,” its owner, Ann Lee, said.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "several paragraphs": (
        "“We will open in May,” said Ann Lee. “The rain has to stop first.\n\n“Then we paint the cranes.”",
        [
            (
                "direct",
                "We will open in May, The rain has to stop first. Then we paint the cranes.",
                "Ann Lee",
            )
        ],
    ),
    "the paragraph before introduces it": (
        "Ann Lee then explained the plan:\n\n“We will open in May, and not a day later.”",
        [("direct", "We will open in May, and not a day later.", "Ann Lee")],
    ),
    "single marks": (
        "‘We won’t open in May,’ said Ann Lee.",
        [("direct", "We won’t open in May,", "Ann Lee")],
    ),
    "guillemets": (
        "«We will open in May,» said Ann Lee.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "quotation in a quotation": (
        "“They told me ‘no’ and ‘never’ again,” Ann Lee said.",
        [("direct", "They told me ‘no’ and ‘never’ again,", "Ann Lee")],
    ),
    "a scare quote is none": ("The so-called “smart” port stood empty.", []),
    "a title is none": ("She sang on “Saturday Night Harbour” last week.", []),
    "a mark that nothing closes": ('The 6" pipe broke. Nobody saw it.', []),
    "indirect": (
        "Ann Lee said that the port would open in May.",
        [("indirect", "the port would open in May", "Ann Lee")],
    ),
    "according to": (
        "According to the harbour office, the port would open in May.",
        [("indirect", "the port would open in May", "harbour office")],
    ),
    "marks lost with the apostrophes": (
        "Its not open. We didnt paint the cranes, said Ann Lee, head of the port.",
        [("unmarked", "We didnt paint the cranes", "Ann Lee")],
    ),
    "person and employer": (
        "“We will open in May,” said Ann Lee of Penhallow & Finch.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "employer in the genitive": (
        "“We will open in May,” said Larkfield Research's Ann Lee.",
        [("direct", "We will open in May,", "Ann Lee")],
    ),
    "a surname that is a helping verb": (
        "“We will open in June,” said Tobias May, chief strategist at Kestrel Partners.",
        [("direct", "We will open in June,", "Tobias May")],
    ),
    "name in the genitive before the words": (
        "Nobody forgot Ann Lee's “gift to the owners of yachts” that summer.",
        [("direct", "gift to the owners of yachts", "Ann Lee")],
    ),
    "told somebody that": (
        "Ann Lee, of Harwick College, told Meridian Wire that the port would open in May.",
        [("indirect", "the port would open in May", "Ann Lee")],
    ),
    "said, and a clause with a pronoun": (
        "Ann Lee, head of the port, said she would open it in May.",
        [("indirect", "she would open it in May", "Ann Lee")],
    ),
    "said, and a clause without that": (
        "Ann Lee, an analyst at Larkfield Research, said the market had paid for size.",
        [("indirect", "the market had paid for size", "Ann Lee")],
    ),
    "called it": (
        "Ann Lee called it a gift to the owners of yachts.",
        [("indirect", "a gift to the owners of yachts", "Ann Lee")],
    ),
    "transcript": (
        "ANN LEE: “We will open in May.”",
        [("direct", "We will open in May.", "ANN LEE")],
    ),
    "no speech at all": ("The port opened in May.", []),
    "doubted by one of several": (
        "Experts such as Ann Lee doubted that the port would open in May.",
        [("indirect", "the port would open in May", "Ann Lee")],
    ),
    "an opinion before that": (
        "The study showed that most of the cranes were old.",
        [("indirect", "most of the cranes were old", "study")],
    ),
    "two reports in one sentence": (
        "Ann Lee said that the port would open in May, while Bob Tan warned that the cranes were old.",
        [
            ("indirect", "the port would open in May", "Ann Lee"),
            ("indirect", "the cranes were old", "Bob Tan"),
        ],
    ),
    "a second report by the same speaker": (
        "The port will open in May, Ann Lee said, adding that the cranes were old.",
        [
            ("indirect", "The port will open in May", "Ann Lee"),
            ("indirect", "the cranes were old", "Ann Lee"),
        ],
    ),
    "a report around its source": (
        "The old port, Ann Lee said, will open in May.",
        [("indirect", "The old port will open in May", "Ann Lee")],
    ),
    "as somebody noted": (
        "As the Harbour Times noted, the port has been closed for years.",
        [("indirect", "the port has been closed for years", "Harbour Times")],
    ),
    "the place stands before that": (
        "Ann Lee said in an interview with the Harbour Times on Monday that the port will open.",
        [("indirect", "the port will open", "Ann Lee")],
    ),
    "a name that says which": (
        "The port will open in May, according to Acme engineers.",
        [("indirect", "The port will open in May", "Acme engineers")],
    ),
    "a noun before that reports nothing": ("Acme found fears that have since gone.", []),
}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES.keys())
def test_quotation(text: str, wanted: list[tuple[str, str, str | None]]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()], ids=CASES.keys())
def test_offsets_point_at_the_words(text: str) -> None:
    for row in quotes(frame(text)).iter_rows(named=True):
        parts = [text[s["begin"] : s["end"]] for s in row["spans"]]
        assert " ".join(parts) == row["text"]
        assert (row["begin"], row["end"]) == (row["spans"][0]["begin"], row["spans"][-1]["end"])
        assert row["speaker_begin"] is None or row["cue"]


MARKS = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "«", "»", "„", "\n\n", "Ann Lee said", ", ", ". ", "we go "]
)


@settings(deadline=None)
@given(st.lists(MARKS, max_size=30).map("".join))
def test_any_marks_in_any_order_are_read(text: str) -> None:
    found = quotes(frame(text))
    assert found.schema == QUOTES.schema
    for row in found.iter_rows(named=True):
        spans = [(s["begin"], s["end"]) for s in row["spans"]]
        assert spans == sorted(spans)
        assert all(0 <= b < e <= len(text) for b, e in spans)


@settings(deadline=None)
@given(st.lists(st.sampled_from([text for text, _ in CASES.values()]), max_size=6), st.integers(0, 6))
def test_a_batch_is_the_sum_of_its_parts(texts: list[str], cut: int) -> None:
    whole = frame(*texts)
    assert quotes(whole).equals(pl.concat([quotes(whole.head(cut)), quotes(whole.slice(cut))]))


def test_other_languages_are_left_alone() -> None:
    articles = frame("« Nous ouvrirons en mai », a dit Ann Lee.").with_columns(pl.lit("fr").alias("lang"))
    assert quotes(articles).is_empty()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Profits fell last year. The report said that they would fall again.", "report", id="opens"
        ),
        pytest.param(
            "Acme Corp grew last year. The report said that it would grow again.", "Acme Corp", id="firm"
        ),
        pytest.param(
            "OpenAI grew last year. The company said that it would grow again.", "OpenAI", id="capitals"
        ),
        pytest.param(
            "They saw Nvidia rise. Nvidia fell later. The company said that it would grow.",
            "Nvidia",
            id="inside",
        ),
        pytest.param(
            "It came on Jan. 10. The company’s report said that it would grow.",
            "company’s report",
            id="month",
        ),
        pytest.param(
            "Later Jan left. Jan Boot lost 20 kilos. He said that firms would pay.", "Jan Boot", id="Jan"
        ),
        pytest.param(
            "Hype: Analyzing DeepSeek\nAnalyzing DeepSeek’s Claims\n\nIt fell. He said that firms would pay.",
            "he",
            id="verb",
        ),
        pytest.param(
            "Sterling Moss came. Later Sterling left. He said that firms would pay.",
            "Sterling Moss",
            id="first name",
        ),
    ],
)
def test_a_word_that_only_opens_a_sentence_is_nobody(text: str, speaker: str) -> None:
    assert [row[2] for row in read(text)] == [speaker]
