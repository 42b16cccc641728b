"""Questions about reading a master that is right."""

import pytest

from autograder.master.reader import KERNELSPEC


def test_metadata_are_kept(read, master):
    """Do nbgrader's metadata and the tags survive, and nothing else?"""
    cells = read(master).cells
    assert cells[2].metadata == {
        "nbgrader": {
            "grade": False,
            "grade_id": "double",
            "locked": False,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    }
    assert cells[5].metadata == {"tags": ["training", "skip-execution"]}
    assert cells[1].metadata == {}


def test_a_failed_check_does_not_stop_the_others(read, master):
    """Does each grade cell, and no other, carry the tag that lets Run All go on, beside its own?"""
    tags = [cell.metadata.get("tags", []) for cell in read(master).cells]
    assert [number for number, found in enumerate(tags) if "raises-exception" in found] == [4]
    with_own = master.replace('# %% nbgrader={"grade": true', '# %% tags=["beside"] nbgrader={"grade": true')
    assert read(with_own).cells[4].metadata.tags == ["beside", "raises-exception"]


def test_notebook_metadata_are_the_course_s(read, master):
    """Does the notebook run on the course's kernel, whatever the master's header says, without jupytext's version?"""
    assert read(master).metadata == {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}


def test_cells_have_names_as_ids(read, master):
    """Is a cell called by its grade_id, its heading, or its section and text?"""
    ids = [cell.id for cell in read(master).cells]
    assert ids[0] == "doubling"
    assert ids[1].startswith("doubling-")
    assert ids[2:5] == ["double", "check_double", "test_double"]
    assert len(set(ids)) == len(ids)


def test_ids_do_not_depend_on_other_cells(read, master):
    """Does a new cell leave the ids of all others as they were?"""
    before = {cell.id for cell in read(master).cells}
    added = master.replace("# %% tags", "# %%\nprint('new')\n\n# %% [markdown]\n# Some words.\n\n# %% tags")
    assert before < {cell.id for cell in read(added).cells}


def test_equal_cells_have_different_ids(read, master):
    """Are ids unique even where headings, definitions and texts are equal?"""
    cells = "\n\n# %% [markdown]\n# # Doubling\n\n# %%\ndouble = 2\n\n# %%\nprint(1)\n\n# %%\nprint(1)\n"
    ids = [cell.id for cell in read(master + cells).cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("line", ["%matplotlib inline", "!ls", "await double(2)", "%%time\ndouble(2)", "double?"])
def test_notebook_syntax_is_code(read, master, line):
    """May a master use magics, shell lines and top-level await?"""
    assert read(f"{master}\n\n# %%\n{line}\n").cells[-1].source == line
