"""The pages that show a submission, feedback and the formgrader's: its texts are made inert, and stand in boxes."""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.ansi import ansi2html, strip_ansi
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Bool, List, validate

from autograder.feedback.words import words
from autograder.nbgrader_plugin.clock import Clock
from autograder.nbgrader_plugin.feedback import ABOUT, ShowRecord
from autograder.nbgrader_plugin.grades import ShowGrades
from autograder.nbgrader_plugin.sanitize import Sanitize, safe_html, safe_markdown

_TEMPLATES = Path(__file__).with_name("templates")
_SECONDS = 2.0  # CPU time of all texts of a page that were not seen before
_KEPT = 2048  # texts: most cells of most pages are the same
_COLOURS = 1_000  # codes in one text: each takes a copy of the rest of it
_LEXER = "ipython3"
_STEPS = (ShowRecord, Sanitize, ShowGrades)
_NAMES = ("student", "first_name", "last_name", "notebook_path")


class PageExporter(HTMLExporter):
    """Makes feedback pages, and the pages of the formgrader.

    nbconvert's own exporter parses the finished page once more to add descriptions to images; `Sanitize` adds them.
    """

    # nbconvert's own take quadratic time for text with carriage returns
    default_preprocessors = List(list(_STEPS)).tag(config=True)
    sanitize_html = Bool(True)  # the templates clean outputs by `clean_html`; no setting turns it off

    @validate("default_preprocessors")
    def _always_ours(self, _proposal: Any) -> list[type[Preprocessor]]:
        """Keep them: nbgrader sets none, to have its own steps alone."""
        return list(_STEPS)

    def __init__(self, *args: Any, **options: Any) -> None:
        self._clock = Clock(0)
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]

    def from_notebook_node(  # type: ignore[override] # as nbconvert's own
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page as nbconvert does."""
        self._clock = Clock(_SECONDS)
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        resources |= {name: escape(resources[name]) for name in _NAMES if isinstance(resources.get(name), str)}
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)

    def default_filters(self) -> Any:
        """Yield nbconvert's filters, with ours in place of those that write a submission's texts into a page."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        highlight = Highlight2HTML(pygments_lexer=_LEXER, parent=self)
        markdown, code = self._bounded(safe_markdown), self._bounded(lambda source: str(highlight(source)))
        yield "markdown2html", markdown
        # what a cell's metadata and first line say of its language would choose among hundreds of lexers
        yield "highlight_code", lambda source, language=None, metadata=None: code(source)
        yield "clean_html", self._bounded(safe_html)
        yield "ansi2html", coloured
        yield "strip_files_prefix", lambda html: html  # there are no links

    def _bounded(self, make: Callable[[str], str]) -> Callable[[str], str]:
        """Return a filter that shows a text as it was written where making more of it takes too long."""
        kept = lru_cache(_KEPT)(lambda text: _in_time(self._clock, make, text))

        def bounded(text: str) -> str:
            try:
                return kept(text)
            except TimeoutError:
                return f"<pre>{escape(text, quote=False)}</pre>"

        return bounded

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        stock = environment.loader
        assert stock is not None, "nbconvert gives its environment a loader"
        # Templates of ours stand in place of nbgrader's and nbconvert's of these names. Feedback has a page of its own;
        # the formgrader's, and a course's own page of feedback, are extended.
        own_page = self.template_name == "feedback"
        ours = _TEMPLATES / ("feedback" if own_page else "framed")
        environment.loader = ChoiceLoader([FileSystemLoader(ours), PrefixLoader({"stock": stock}), stock])
        environment.autoescape = own_page  # nbconvert's templates escape by themselves
        environment.filters["points"] = lambda points: f"{round(points, 2):g}"
        environment.filters["words"] = words
        environment.globals["about"] = ABOUT
        return environment


def coloured(text: str) -> str:
    """Return printed text as HTML, in the colours that its escape sequences name."""
    if text.count("\x1b[") > _COLOURS:
        text = strip_ansi(text)
    return str(ansi2html(text))


def _in_time(clock: Clock, make: Callable[[str], str], text: str) -> str:
    made = clock.run(lambda: make(text))
    if made is None:
        raise TimeoutError  # not kept: the next page has its own time
    return made
