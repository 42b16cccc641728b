"""nbgrader's formgrader in a browser: what a submission can do to the page on which it is graded."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.attacks.attack import EXERCISE
from tests.browser.conftest import CLICKED, CRASHED, HONEST, HOSTILE, SCREENSHOTS, Formgrader

pytestmark = pytest.mark.xdist_group("browser")

# nbgrader's own scripts tell when they are ready. From then on they scroll to a field of scores for half a second, and
# longer on a busy machine: a click that is aimed meanwhile hits what lies there afterwards.
_READY = """() => window.formgrader && formgrader.loaded && formgrader.grades.loaded && MathJax.loaded
    && !$("body, html").is(":animated")"""
# Points where an instructor may click without meaning to grade: all but nbgrader's buttons, fields and links.
_POINTS = """() => {
    const found = []
    for (let y = 5; y < innerHeight; y += 60)
        for (let x = 5; x < innerWidth; x += 120) {
            const at = document.elementFromPoint(x, y)
            if (at && !at.closest("nav, .nbgrader_cell > .panel-heading, .nbgrader_cell > .panel-footer, .help"))
                found.push([x, y])
        }
    return found
}"""
_COVERED = """() => {
    const covered = []
    for (const control of document.querySelectorAll("nav a, .panel-heading .score, .scoring-buttons button")) {
        if (!control.offsetParent || control.closest(".text_cell_render, .output_subarea")) continue
        control.scrollIntoView({block: "center"})
        const {left, top, width, height} = control.getBoundingClientRect()
        const at = document.elementFromPoint(left + width / 2, top + height / 2)
        if (!control.contains(at)) covered.push(control.outerHTML.slice(0, 200))
    }
    return covered
}"""
# what a submission's boxes hold that nbgrader's scripts or styles act on
_CARRIED = """() => [...document.querySelectorAll(".text_cell_render *, .output_area *")].filter(element =>
    (element.id && !/^MathJax|^MJX/.test(element.id))
    || element.matches("a[href], form, input:not([type=hidden]), button, label, [name], [onclick], .score, .tabbable")
    || element.matches(".full-credit, .no-credit, .nbgrader_cell, .comment, .autograder-record")
    || ["fixed", "sticky"].includes(getComputedStyle(element).position)
).map(element => element.outerHTML.slice(0, 200))"""


def opened(page: Page, formgrader: Formgrader, student: str) -> list[str]:
    """Open a submission's page and wait for nbgrader's scripts; return the list of what the page will save."""
    saved: list[str] = []
    page.on("request", lambda request: saved.append(request.url) if request.method in ("PUT", "POST") else None)
    page.goto(formgrader.page_of(student))
    page.wait_for_function(_READY)
    return saved


def click_around(page: Page) -> None:
    """Click where nothing should happen, on the first screens of the page; then wait for what was saved."""
    for screen in range(4):
        page.evaluate("screen => window.scrollTo({top: screen * innerHeight, behavior: 'instant'})", screen)
        for x, y in page.evaluate(_POINTS):
            page.mouse.click(x, y)
    # requests that were made before are answered before this one: the server takes one at a time
    page.evaluate("() => fetch(base_url + '/api/grades?submission_id=' + submission_id).then(answer => answer.text())")


def test_hostile_submission_does_nothing(page: Page, formgrader: Callable[..., Formgrader]) -> None:
    """Is nothing saved by clicks on a submission that carries names, classes, styles and forms?"""
    running = formgrader()
    saved = opened(page, running, HOSTILE)
    assert page.evaluate(_CARRIED) == []
    assert page.evaluate(_COVERED) == []
    click_around(page)
    assert saved == []
    assert running.manual_scores(HOSTILE) == {}


def test_stock_page_is_taken_over(page: Page, formgrader: Callable[..., Formgrader]) -> None:
    """Does a click on the same text cell save points on nbgrader's own page, so that this test can fail?"""
    running = formgrader(stock=True)
    saved = opened(page, running, CLICKED)
    assert page.evaluate(_COVERED) != []
    click_around(page)
    assert saved
    assert running.manual_scores(CLICKED)["test_sgd"] == 2.0


def test_instructor_can_grade(page: Page, formgrader: Callable[..., Formgrader]) -> None:
    """Do nbgrader's own buttons, comments and formulas work on our page?"""
    running = formgrader()
    opened(page, running, HONEST)
    assert page.locator(".text_cell_render .MathJax").count() > 0
    cell: Any = page.locator(".nbgrader_cell").filter(has=page.locator("#test_sgd"))
    with page.expect_response(lambda response: response.request.method == "PUT"):
        cell.locator(".no-credit").click()
    assert running.manual_scores(HONEST) == {"test_sgd": 0.0}


def test_needs_a_look(page: Page, formgrader: Callable[..., Formgrader]) -> None:
    """Is a crashed submission listed as one to grade, with the reason on its page, until a person gave a score?"""
    running = formgrader()

    def listed(student: str) -> str:
        page.goto(f"{running.address}/formgrader/manage_submissions/{EXERCISE}")
        row = page.locator("tr").filter(has_text=student)
        row.locator(".label").wait_for()
        return row.inner_text()

    assert "needs manual grading" in listed(CRASHED)
    assert "needs manual grading" not in listed(HONEST)
    opened(page, running, CRASHED)
    record = page.locator(".autograder-record")
    assert "ended the Python process" in record.inner_text()
    assert "This notebook needs a look" in record.inner_text()
    assert record.bounding_box()["y"] >= page.locator("nav").bounding_box()["height"], "below the bar, not under it"
    page.screenshot(path=SCREENSHOTS / "formgrader.png")
    (marked,) = page.locator(".score.needs_manual_grade").all()
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.locator(".nbgrader_cell").filter(has=marked).locator(".full-credit").click()
    assert "needs manual grading" not in listed(CRASHED)
