"""Work in a second process: the same answers as here, and nothing is lost when that process is."""

import operator
import os

import pytest

from timeline.engines.beside import Beside


def process(_: object = None) -> int:
    return os.getpid()


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
