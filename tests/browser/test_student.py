"""A student in JupyterLab, in a real browser: from the released notebook to the feedback on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.classroom import Classroom, fill_in, outputs, replace_cell, run_to
from tests.browser.conftest import SCREENSHOTS, new_page
from tests.browser.programs import FAILURES, run
from tests.exercise import EXERCISE, NOTEBOOK
from tests.kernels import twice

pytestmark = pytest.mark.xdist_group("browser")

_TRAINING = "model, history = main(TrainOptions())"
_SHORT = "model, history = main(TrainOptions(num_epochs=1))"
_CURVES = "plot_histories({"
_CHECKS = ("test_sgd", "test_fully_connected", "test_mean_squared_error", "test_relu", "test_end_to_end")
# whether a picture of an output was drawn, and lies on the screen
_SEEN = """() => [...document.querySelectorAll(".jp-OutputArea-output img")].some(image => {
    const {top, bottom, width} = image.getBoundingClientRect()
    return image.naturalWidth > 100 && width > 100 && bottom > 0 && top < innerHeight
})"""


@dataclass(frozen=True, slots=True)
class Done:
    """A notebook with right answers, run and saved: the page that it is open in, and the cell with the curves."""

    page: Page
    curves: int

    def saved(self, classroom: Classroom) -> nbformat.NotebookNode:
        """Return what was saved."""
        return nbformat.read(classroom.home / EXERCISE / NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def done(browser: Browser, classroom: Classroom) -> Iterator[Done]:
    """The exercise fetched in nbgrader's list of assignments, filled in, run to the curves, and saved."""
    with new_page(browser) as page:
        classroom.open(page)
        classroom.command(page, "nbgrader:open-assignment-list")
        page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
        page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").wait_for()
        classroom.open(page, f"{EXERCISE}/{NOTEBOOK}")
        fill_in(page, classroom.answers())
        replace_cell(page, _TRAINING, _SHORT)
        curves = run_to(page, _CURVES)
        classroom.command(page, "docmanager:save")
        yield Done(page, curves)


def test_checks_pass(classroom: Classroom, done: Done) -> None:
    """Does each check of a right answer say that it passes?"""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in done.saved(classroom).cells}
    for check in _CHECKS:
        kinds = {output.output_type for output in cells[check].outputs}
        assert kinds, f"{check} says nothing"
        assert "error" not in kinds, check


def test_training_on_the_sample(classroom: Classroom, done: Done) -> None:
    """Does training run on the embedded sample, and say so?"""
    (cell,) = (cell for cell in done.saved(classroom).cells if cell.source == _SHORT)
    assert "only the embedded SAMPLE is in use" in "".join(output.get("text", "") for output in cell.outputs)


def test_plots_are_seen(done: Done) -> None:
    """Are the curves of the training drawn on the screen?"""
    assert any("image/png" in output.get("data", {}) for output in outputs(done.page, done.curves))
    done.page.wait_for_function(_SEEN)
    done.page.screenshot(path=SCREENSHOTS / "curves.png")


def test_validate_button(done: Done) -> None:
    """Does nbgrader's button Validate say that all checks pass?"""

    def validate() -> None:
        done.page.get_by_role("button", name="Validate").first.click()
        expect(done.page.locator(".jp-Dialog")).to_contain_text("passes all the tests", timeout=120_000)

    twice(validate, *FAILURES)
    done.page.screenshot(path=SCREENSHOTS / "validate.png")
    done.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()


@pytest.fixture(scope="module")
def feedback(browser: Browser, classroom: Classroom, done: Done) -> Path:
    """The feedback that a student fetched, on what was submitted and graded through nbgrader's exchange."""
    with new_page(browser) as page:
        classroom.open(page)
        classroom.command(page, "nbgrader:open-assignment-list")
        page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
        submitted = page.locator("#submitted_assignments_list")
        submitted.get_by_text(EXERCISE).first.wait_for()
        for command in (("nbgrader", "collect"), ("autograder", "grade"), ("autograder", "feedback")):
            run(classroom.course, *command, EXERCISE)
        run(classroom.course, "nbgrader", "release_feedback", EXERCISE)
        page.locator("#refresh_assignments_list").click()
        submitted.get_by_role("button", name="Fetch Feedback").click()
        submitted.get_by_text("(view feedback)").first.wait_for(state="attached")
    (fetched,) = (classroom.home / EXERCISE).glob(f"feedback/*/{EXERCISE}.html")
    return fetched


@pytest.mark.parametrize("width", [1280, 390])
def test_fetched_feedback(browser: Browser, feedback: Path, width: int) -> None:
    """Does a student read the points of what was handed in at the top of the fetched page, on a desk and a phone?"""
    with new_page(browser, width, 844) as page:
        page.goto(feedback.as_uri())
        expect(page.locator(".scores")).to_contain_text("17 of 17 points")
        expect(page.get_by_role("link", name="SGD")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
