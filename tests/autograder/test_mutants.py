"""The proof of the tests, on a few answers; `make mutants` judges all."""

import pytest

from autograder.errors import MasterError
from autograder.mutants import Verdict, judge, slips
from autograder.sandbox import Worker
from autograder.tasks import TASKS
from autograder.tasks.answers import Answer, Master, answers
from autograder.tasks.task import Mistake

RELU = TASKS["relu"]


@pytest.fixture(scope="module")
def worker():
    with Worker() as worker:
        yield worker


def relu_answer(name):
    return next(answer for answer in answers(RELU, Master()) if answer.name == name)


@pytest.mark.parametrize("name", ["the master's solution", "product"])
def test_right(worker, name):
    """Does a right answer pass its visible check and its hidden tests, in the sandbox?"""
    verdict = judge(relu_answer(name), Master(), worker)
    assert verdict.visible
    assert verdict.lost == ()


def test_wrong(worker):
    """Is a mistake refused by both, and does it lose the property it is about?"""
    verdict = judge(relu_answer("leaky"), Master(), worker)
    assert verdict.visible is False
    assert [text.split(":")[0] for text in verdict.lost] == ["forward"]


def test_death(worker):
    """Is an answer that ends its process refused?"""
    verdict = judge(Answer(RELU, "exit", "import os\nos._exit(0)", right=False), Master(), worker)
    assert verdict.visible is False
    assert verdict.lost


def test_stale_mistake():
    """Is a mistake refused that edits text which the solution no longer holds?"""
    with pytest.raises(MasterError, match=r"the mistake \"old\" edits 'np\.relu'"):
        Master().mutated(RELU, Mistake("old", (("np.relu", "np.abs"),)))


def test_missing_cell():
    """Is a cell that the master lacks named?"""
    with pytest.raises(MasterError, match="no cell has the grade_id dropout or defines dropout"):
        Master().source("dropout")


def verdict(right, visible, lost):
    return Verdict(Answer(RELU, "some answer", "", right), visible, lost)


def test_slips():
    """Does the proof fail for an accepted mistake, a refused right answer, and a weak check?"""
    right, wrong = verdict(True, True, ()), verdict(False, False, ("forward: differs",))
    assert slips([right, wrong]) == []
    assert "accept the mistake" in slips([right, verdict(False, False, ())])[0]
    assert "hidden tests refuse the right answer" in slips([verdict(True, True, ("forward: differs",))])[0]
    assert "visible check refuses the right answer" in slips([verdict(True, False, ())])[0]
    weak = verdict(False, True, ("forward: differs",))
    assert slips([wrong] * 9 + [weak]) == []
    assert "refuse 8 of 10 mistakes" in slips([wrong] * 8 + [weak] * 2)[0]
