"""The feedback page in a real browser: what a student sees first, on a desk and on a phone, by day and by night."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attacks.attack import EXERCISE
from tests.browser.conftest import CRASHED, HOSTILE, MISTAKEN, SCREENSHOTS, new_page

pytestmark = pytest.mark.xdist_group("browser")

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
# Texts with less contrast than WCAG AA asks for, each with its colours; only ours, as a submission's may have any.
_FAINT = """() => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1})
    const brush = canvas.getContext("2d", {willReadFrequently: true})
    const rgba = colour => {
        brush.clearRect(0, 0, 1, 1)
        brush.fillStyle = colour
        brush.fillRect(0, 0, 1, 1)
        return [...brush.getImageData(0, 0, 1, 1).data]
    }
    const light = colour => rgba(colour).slice(0, 3).map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0)
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor
            if (rgba(colour)[3] === 255) return colour
        }
        return "white"
    }
    const faint = []
    let seen = 0
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue
        seen += 1
        const [one, other] = [getComputedStyle(element).color, behind(element)]
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
        if ((high + 0.05) / (low + 0.05) < 4.5)
            faint.push(`${one} on ${other}: ${walker.currentNode.textContent.trim().slice(0, 40)}`)
    }
    return {seen, faint: [...new Set(faint)]}
}"""
# what of a submission stands outside of its boxes, or reaches out of them
_ESCAPED = """() => [...document.querySelectorAll(".submission *, .said *")].filter(element => {
    const box = element.closest(".submission, .said").getBoundingClientRect()
    const {left, top, width, height} = element.getBoundingClientRect()
    const shown = width && height && document.elementFromPoint(left + width / 2, top + height / 2)
    return element.id || element.closest("a, form, button, input") || (shown === element
        && (left + width / 2 < box.left || top + height / 2 < box.top || top + height / 2 > box.bottom))
}).map(element => element.outerHTML.slice(0, 200))"""


def opened(page: Page, course: Path, student: str, fragment: str = "") -> None:
    """Open a student's page."""
    page.goto((course / "feedback" / student / EXERCISE / f"{EXERCISE}.html").as_uri() + fragment)


@pytest.mark.parametrize("name", SIZES)
def test_first_screen(browser: Browser, graded: Path, name: str) -> None:
    """Are points, bonus, the failed task with its reason and all other tasks on the first screen?"""
    width, height = SIZES[name]
    with new_page(browser, width, height) as page:
        opened(page, graded, MISTAKEN)
        tasks = page.locator(".tasks > li")
        expect(page.locator(".scores")).to_be_in_viewport(ratio=1)
        expect(tasks.first).to_have_class("lost")
        expect(tasks.first).to_contain_text("uses the current learning rate")
        expect(tasks.first.locator(".said")).to_be_in_viewport(ratio=1)
        for link in tasks.locator("h2 a").all():
            expect(link).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=SCREENSHOTS / f"feedback-{name}.png")


def test_link_opens_the_fold(browser: Browser, graded: Path) -> None:
    """Does the link of a task open the fold with its cells, and no other, from the page and from elsewhere?"""
    with new_page(browser, *SIZES["phone"]) as page:
        opened(page, graded, MISTAKEN)
        answer = page.get_by_text("class SGD").first
        expect(answer).not_to_be_visible()
        page.get_by_role("link", name="SGD").click()
        expect(answer).to_be_visible()
        assert page.locator("details.cells[open]").count() == 1
        expect(page.locator("#task-test_sgd")).to_be_in_viewport()
    with new_page(browser) as page:
        opened(page, graded, MISTAKEN, "#task-test_relu")
        expect(page.get_by_text("class Relu").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser: Browser, graded: Path, scheme: Any) -> None:
    """Has each text, code and printed colours included, the contrast that WCAG AA asks for?"""
    with new_page(browser, color_scheme=scheme) as page:
        for student in (MISTAKEN, CRASHED):
            opened(page, graded, student)
            page.evaluate("() => document.querySelectorAll('details').forEach(fold => fold.open = true)")
            found = page.evaluate(_FAINT)
            assert found["seen"] > 100
            assert found["faint"] == []
        page.screenshot(path=SCREENSHOTS / f"feedback-{scheme}.png")


def test_hostile_submission_stays_in_its_boxes(browser: Browser, graded: Path) -> None:
    """Does a submission that carries names, styles and copies of our record stay in its boxes, without a name?"""
    with new_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        opened(page, graded, HOSTILE)
        page.evaluate("() => document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert page.evaluate(_ESCAPED) == []
        assert page.locator(".submission .tasks, .submission .result, .submission .finding").count() == 0
        assert page.locator(".submission").get_by_text("From the autograder").count() > 0
        assert [address for address in asked[1:] if not address.startswith("data:")] == []


def test_print(browser: Browser, graded: Path) -> None:
    """Are the points dark on white in print, also for a reader whose screen is dark, with what was unfolded?"""
    with new_page(browser, color_scheme="dark") as page:
        opened(page, graded, MISTAKEN, "#task-test_sgd")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        expect(page.get_by_text("class SGD").first).to_be_visible()
        assert page.locator("details.cells:visible").count() == 1
