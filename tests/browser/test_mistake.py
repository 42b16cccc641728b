"""A typical mistake in JupyterLab, in a real browser: what its check says, and where."""

import shutil

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.classroom import RIGHT, WRONG, Classroom, fill_in, run_to
from tests.browser.conftest import SCREENSHOTS, new_page
from tests.exercise import EXERCISE, NOTEBOOK

pytestmark = pytest.mark.xdist_group("browser")

# JupyterLab makes cells when they come near the screen, and those above move the others
_AT_THE_TOP = """index => {
    const {node} = window.jupyterapp.shell.currentWidget.content.widgets[index]
    node.scrollIntoView({block: "start"})
    const {top} = node.getBoundingClientRect()
    return top > 0 && top < 150
}"""


def test_message_is_on_one_screen(browser: Browser, classroom: Classroom) -> None:
    """Does all of a failed check's message stand below the check on one screen?"""
    shutil.copyfile(classroom.course / "release" / EXERCISE / NOTEBOOK, classroom.home / "mistake.ipynb")
    answer = classroom.answers()["sgd"]
    assert RIGHT in answer
    with new_page(browser) as page:
        classroom.open(page, "mistake.ipynb")
        fill_in(page, {"sgd": answer.replace(RIGHT, WRONG)})
        index = run_to(page, "sgd_tests.SGD = SGD")
        page.wait_for_function(_AT_THE_TOP, arg=index - 2)  # the answer
        page.screenshot(path=SCREENSHOTS / "check.png")
        page.wait_for_function(_AT_THE_TOP, arg=index)
        message = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").first
        expect(message).to_contain_text("learning rate")
        expect(message).to_be_in_viewport(ratio=1)
