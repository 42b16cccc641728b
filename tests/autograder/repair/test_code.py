"""A cell's text is read as the Python that IPython makes of it."""

import pytest

from autograder.repair.code import fenced, read_code, without_magics, without_prompts


@pytest.mark.parametrize(
    "source",
    [
        "%%time\nclass A: pass",
        "%%capture out\n%%time\nclass A: pass",
        "%matplotlib inline\nclass A: pass",
        "!pip install x \\\n  --quiet\nclass A: pass",
        "class A:\n    files = !ls\n    %time x = 1",
        "help?\nclass A: pass",
        "    %load_ext x\n    class A:\n        pass",
        "\n    class A:\n        pass",
    ],
)
def test_magics_are_no_errors(source):
    """Is a cell with magics whole Python, its text left as it is?"""
    code = read_code(source)
    assert (code.names, code.whole, code.runs) == ({"A"}, True, source)


@pytest.mark.parametrize("source", ["%%writefile a.py\nclass A: pass", "%%script false\nclass A: pass"])
def test_cells_in_other_languages_define_nothing(source):
    """Does a cell that IPython hands to something else define nothing here?"""
    assert read_code(source).names == frozenset()


def test_percent_signs_are_no_magics():
    """Is a line that begins with an operator read as Python?"""
    assert read_code("A = (7\n  % 2)").whole


def test_lines_stay_where_they_are():
    """Do magics leave as many lines as they had?"""
    source = "%%time\n!a \\\n  b\nx = !ls\nclass A: pass\ny?"
    assert without_magics(source).count("\n") == source.count("\n")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (">>> class A:\n...     x = 1\n>>> A()\n<A object>", "class A:\n    x = 1\nA()"),
        ("In [3]: class A:\n   ...:     x = 1\nOut[3]: 5", "class A:\n    x = 1"),
        ("In [ ]:\nclass A:\n    x = 1", "\nclass A:\n    x = 1"),
    ],
)
def test_prompts_are_taken_out(source, code):
    """Does a pasted session run without its prompts and without what it printed?"""
    assert without_prompts(source) == code
    assert (read_code(source).runs, read_code(source).whole) == (code, True)


def test_an_ellipsis_is_no_prompt():
    """Are cells with `...` in them, and whole ones that show prompts, left alone?"""
    for source in ("class A:\n    ...\n\ndef broken(:", 'class A:\n    """\n    >>> A()\n    """'):
        assert read_code(source).runs == source


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("Look:\n```python\na = 1\n```\nand\n~~~\nb = 2\n~~~", "a = 1\nb = 2"),
        ("```bash\nls\n```\n```py\na = 1", "a = 1"),
        ("````\n```\n````", "```"),
        ("nothing", ""),
    ],
)
def test_fences(source, code):
    """Is the Python in fences found, and nothing in other languages?"""
    assert fenced(source) == code
