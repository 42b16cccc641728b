"""Records and graded notebooks can be written and read again, whatever text of a submission is in them."""

import json

from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.process import filed
from autograder.grading.record import METADATA_KEY, Record
from autograder.status import Status
from tests.fuzz import notebooks
from tests.fuzz.clock import quick

_TEXT = st.text(st.characters(), max_size=60)  # half characters included


@given(st.sampled_from(Status), _TEXT, st.lists(_TEXT, max_size=4), st.lists(_TEXT, max_size=4), _TEXT)
def test_records_survive_being_filed(
    status: Status, reason: str, repairs: list[str], missing: list[str], source: str
) -> None:
    """Does a record come back from the notebook that it is filed in, and is that notebook a file?"""
    notebook = new_notebook(cells=[new_code_cell(source, id="a")])
    record = Record(status, reason, {}, tuple(repairs), (), tuple(missing), 0.5, 1, notebook)
    with quick():
        graded = filed(record, notebooks.spec(), "digest")
        data = json.loads(graded.content.decode())
        read = Record.from_json(data["metadata"][METADATA_KEY]["record"], NotebookNode())
    assert read.status is status
    assert len(read.repairs) == len(repairs)
    assert read.reason == reason.encode(errors="replace").decode()
