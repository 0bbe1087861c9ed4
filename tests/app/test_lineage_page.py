"""The page of who copied whom: passages side by side, from the sample corpus."""

from pathlib import Path

import timeline as tl
from tests.app.conftest import Open
from timeline.options import BuildOptions

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "articles.jsonl"


def test_passages_stand_side_by_side(tmp_path: Path, start: Open) -> None:
    tl.build([SAMPLE], tmp_path / "story", BuildOptions(jobs=1))
    test = start(tmp_path / "story", "lineage")
    assert not test.exception
    assert not test.error
    assert "copied" in test.selectbox(key="lineage_pair").options[0]
    assert "Nvidia loses $589 billion" in test.selectbox(key="lineage_pair").options[0]
    passages = [html.proto.body for html in test.get("html")]
    assert any("<mark>The model, R1, comes from DeepSeek" in passage for passage in passages)
    assert len(test.get("html")) > 4
