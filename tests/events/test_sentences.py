import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.events.sentences import Span, is_boilerplate, paragraphs, sentences, without_dateline

SPLITS = {
    "title": ("Mr. Smith left. Dr. Jones stayed.", ["Mr. Smith left.", "Dr. Jones stayed."]),
    "firm": ("Rand Corp. researcher Lee spoke. He left.", ["Rand Corp. researcher Lee spoke.", "He left."]),
    "country": (
        "They sued in the U.S. on Jan. 27. It failed.",
        ["They sued in the U.S. on Jan. 27.", "It failed."],
    ),
    "curly": ("“It is over,” he said. “Go.” They went.", ["“It is over,” he said.", "“Go.”", "They went."]),
    "clock": ("Talks end at 4 p.m. Doors close later.", ["Talks end at 4 p.m.", "Doors close later."]),
    "clock and day": ("It opens at 4 p.m. Monday in Rome.", ["It opens at 4 p.m. Monday in Rome."]),
    "number": ("Shares fell 3.5%. Bonds rose.", ["Shares fell 3.5%.", "Bonds rose."]),
    "title and plain words": (
        "They met Sen. Ada Berg today. She said “no.” The mill closed.",
        ["They met Sen. Ada Berg today.", "She said “no.”", "The mill closed."],
    ),
    "headline run into its story": (
        "Quake shakes the island orphanage The charity said aid had come.",
        ["Quake shakes the island orphanage", "The charity said aid had come."],
    ),
    "two titles": (
        "They met Lt. Gov. Ada Berg in the U.S. on Monday. It failed.",
        ["They met Lt. Gov. Ada Berg in the U.S. on Monday.", "It failed."],
    ),
    "plain end beside a doubtful mark": (
        "He said so this week. “Those who left … were few,” he went on.",
        ["He said so this week.", "“Those who left … were few,” he went on."],
    ),
    "no blank": ("The poll was late.Berg said so.", ["The poll was late.", "Berg said so."]),
    "article in a name": (
        "She left the paper The Beacon last week.",
        ["She left the paper The Beacon last week."],
    ),
    "domain": ("They sued mills.Orion.example in May.", ["They sued mills.Orion.example in May."]),
}
BOILERPLATE = [
    "By Jane Doe",
    "7 Min Read",
    "Image Credit: Jane Doe/Agency",
    "A new car on show. | Image Credit: Jane Doe/Agency",
    "TAGGED:",
    "Share This Article",
    "Leave a Comment",
    "Table Content:",
    "- A section of the article",
    "Disclosure: This website may contain affiliate links, which means we may earn a commission.",
    "Markets at a glance",
    "Updated: Jan. 27, 2025 at 4 p.m.",
    "Published : Monday , 27 January , 2025 , 15:33 GMT",
    "Hide Caption 4 of 22 Photos: Ada Berg opens the mill in May 2024.",
    "Ola Moe/AP A ferry waits for its passengers in Oslo on Jan. 13, 2024.",
    "At 11:45 pm on 13 Jan 2025, sam wrote: The mill closed on Monday.",
    "At 02:56 am on 14 Jan 2025 , kit wrote : I was there yesterday .",
    "This comment was removed because it broke the rules on Monday.",
    "A version of this column appeared in the paper on Monday.",
    "The full transcript of the Jan. 27 broadcast can be found below.",
    "Share on Facebook Share on Twitter Monday, 27 January 2025.",
    "Tags: mills, Orion, January 2025.",
    "Read more: Orion closed a mill on Monday.",
    "Most popular on Monday.",
    "Copyright 2025 The Beacon.",
    "Contents",
    "In this article: what happened on Monday.",
    "Sign up for our newsletter, sent each Monday.",
    "Reporting by Ada Berg in Oslo on Monday.",
    "* A picture of the mill, January 2025",
]
STORY = [
    "Nvidia fell 17% on Monday.",
    "“We are closed,” the owner said on Tuesday.",
    "- Tuesday: about a tenth of it comes back.",
    "futures open at six, cash at 9:30 tomorrow",
    "At 11:45 pm on Monday the mill closed.",
    "Moreover, Orion closed a mill on Monday.",
]


@pytest.mark.parametrize(("text", "wanted"), SPLITS.values(), ids=SPLITS)
def test_a_paragraph_is_cut_into_its_sentences(text: str, wanted: list[str]) -> None:
    assert [text[s.begin : s.end] for s in sentences(text, Span(0, len(text)))] == wanted


@pytest.mark.parametrize("line", BOILERPLATE)
def test_furniture_is_told_from_the_story(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", STORY)
def test_sentences_of_the_story_are_kept(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    "text",
    [
        "NEW YORK, Jan. 27 (Wire) - It fell.",
        "PARIS (Wire) — It fell.",
        "Jan. 29 (Coast Wire) - It fell.",
        "BAD ISCHL, Austria (Wire) -- It fell.",
        "ALBANY, N.Y. — It fell.",
        "(Wire) - It fell.",
    ],
)
def test_a_dateline_is_left_out(text: str) -> None:
    assert text[without_dateline(text, Span(0, len(text))).begin :] == "It fell."


@given(st.text(alphabet="Ab .!?\n\r\t“”'’\u2028😀é", max_size=120))
def test_spans_hold_no_blank_at_their_ends_and_lose_no_letter(text: str) -> None:
    spans = [s for p in paragraphs(text) for s in sentences(text, p)]
    for span in spans:
        piece = text[span.begin : span.end]
        assert piece and piece == piece.strip()
    kept = "".join(text[s.begin : s.end] for s in spans)
    assert "".join(kept.split()) == "".join(text.split())
