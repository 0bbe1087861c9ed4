"""TimelineJS: dates at the precision that is known, and no markup of an article's."""

import json
from collections.abc import Mapping

import polars as pl

from timeline.exports import export_bytes


def test_slides(tables: Mapping[str, pl.DataFrame]) -> None:
    made = json.loads(export_bytes(tables, "timelinejs", "json"))
    slides = {slide["unique_id"]: slide for slide in made["events"]}
    assert list(slides) == ["e1", "e2", "e3"]
    assert slides["e1"]["start_date"] == {"year": 2025, "month": 1, "day": 27}
    assert "end_date" not in slides["e1"]
    assert slides["e3"]["start_date"] == {"year": 2025, "month": 3}
    assert slides["e3"]["end_date"] == {"year": 2025, "month": 3}
    assert slides["e2"]["display_date"] == "by 28 Jan 2025"
    assert slides["e2"]["text"]["headline"] == "Shares fell &lt;9 percent&gt;"
    assert "Acme recalled its pump on Monday, 27 January." in slides["e1"]["text"]["text"]
    assert "The Wire, 27 Jan 2025" in slides["e1"]["text"]["text"]
