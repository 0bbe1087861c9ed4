"""Work in a second process: the same answers as here, and nothing is lost when that process is."""

import operator
import os
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from timeline.engines.beside import Beside


def process(_: object = None) -> int:
    return os.getpid()


def waits(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def summed(one: pl.DataFrame, other: pl.DataFrame) -> tuple[int, int]:
    return os.getpid(), sum([*one["n"].to_list(), *other["n"].to_list()])


def threads() -> set[str | None]:
    return {
        os.environ.get(name) for name in ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    }


def dies_elsewhere(home: int) -> str:
    if os.getpid() != home:
        os._exit(9)
    return "done"


def test_two_pieces_are_done_in_one_other_process() -> None:
    with Beside(alone=False) as beside:
        one, two = beside.start(process, 1), beside.start(process, 2)
        assert one() == two() != os.getpid()


def test_alone_all_is_done_here_and_once() -> None:
    done: list[int] = []
    with Beside(alone=True) as beside:
        answer = beside.start(done.append, 1)
        assert done == []
        answer()
        answer()
    assert done == [1]
    with Beside(alone=True) as beside:
        assert beside.start(process)() == os.getpid()


@pytest.mark.parametrize("alone", [True, False])
def test_what_raises_there_raises_here(alone: bool) -> None:
    with Beside(alone=alone) as beside:
        answer = beside.start(operator.truediv, 1, 0)
        assert beside.start(operator.add, 1, 2)() == 3
        with pytest.raises(ZeroDivisionError):
            answer()


def test_work_of_a_process_that_dies_is_done_here() -> None:
    with Beside(alone=False) as beside:
        assert beside.start(dies_elsewhere, os.getpid())() == "done"
        assert beside.start(process)() == os.getpid()


def test_what_has_not_begun_is_done_here() -> None:
    with Beside(alone=False) as beside:
        long, short = beside.start(waits, 3), beside.start(process)
        time.sleep(1)
        assert short() == os.getpid()
        assert long() != os.getpid()


def test_large_tables_are_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.engines.beside.LARGE", 100)
    large, small = pl.DataFrame({"n": range(1000)}), pl.DataFrame({"n": [1]})
    written: list[Path] = []
    write = pl.DataFrame.write_ipc

    def watched(frame: pl.DataFrame, path: Path) -> None:
        written.append(path)
        write(frame, path)

    monkeypatch.setattr(pl.DataFrame, "write_ipc", watched)
    with Beside(alone=False) as beside:
        for answer in [beside.start(summed, large, small) for _ in range(2)]:
            where, total = answer()
            assert total == 499_501
            assert where != os.getpid()
        assert len(written) == 1
        assert Path(str(written[0])).exists()
    assert not Path(str(written[0])).exists()


def test_libraries_get_one_thread_there() -> None:
    with Beside(alone=False) as beside:
        assert beside.start(threads)() == {"1"}


def loaded(name: str) -> bool:
    return name in sys.modules


def test_modules_are_loaded_there_before_they_are_needed() -> None:
    with Beside(alone=False) as beside:
        assert beside.load("wave")() == 1
        assert beside.start(loaded, "wave")()
    assert not loaded("wave")
    with Beside(alone=True) as beside:
        beside.load("wave")
    assert not loaded("wave")
