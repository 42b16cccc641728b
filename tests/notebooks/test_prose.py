"""The text of a master: what it names exists, what it writes can be displayed."""

import builtins
import importlib.util
import itertools
import keyword
import re

from nbformat import NotebookNode

import length.errors

LONGEST_CELL = 60
WIDEST_DRAWING = 100
# types, a deliberate misspelling, and a call of other frameworks
WORDS_OF_OTHERS = {"float32", "float64", "uint8", "batchsize", "step"}


def without_blocks(text: str) -> str:
    """Return a text without its fenced blocks."""
    return re.sub(r"(?ms)^```.*?^```", "", text)


def without_code(text: str) -> str:
    """Return a text without fenced blocks, inline code and pictures."""
    return re.sub(r"`[^`\n]*`|<img [^>]*>", "", without_blocks(text))


def test_links(prose: list[str]) -> None:
    """Does each link have a text, and an https address without blanks, or a place in the notebook?"""
    places = re.findall(r'<a id="([\w-]+)"></a>', "\n".join(prose))
    for text in prose:
        for label, address in re.findall(r"\[([^\]]*)\]\(([^)]*)\)", without_code(text)):
            assert label.strip(), text
            inside = address.startswith("#") and address.removeprefix("#") in places
            assert inside or re.fullmatch(r"https://[\w.-]+(/[\w./#()-]*)?", address), address
        bare = re.sub(r"\]\([^)]*\)", "", without_code(text))
        assert "http" not in bare, f"an address that is no link: {bare}"


def test_fences(prose: list[str]) -> None:
    """Is every fenced block closed, and every drawing narrow enough for a small window?"""
    for text in prose:
        assert len(re.findall(r"(?m)^```", text)) % 2 == 0, text
        for block in re.findall(r"(?ms)^```.*?^```", text):
            assert max(map(len, block.split("\n"))) <= WIDEST_DRAWING, block


def test_formulas(prose: list[str]) -> None:
    """Are dollars, braces and environments of all formulas balanced?"""
    for text in prose:
        plain = without_code(text)
        assert plain.count("$$") % 2 == 0, text
        displayed = re.findall(r"(?s)\$\$(.*?)\$\$", plain)
        inline_text = re.sub(r"(?s)\$\$.*?\$\$", "", plain)
        for paragraph in inline_text.split("\n\n"):
            assert paragraph.count("$") % 2 == 0, paragraph
        for formula in displayed + re.findall(r"\$([^$]*)\$", inline_text):
            assert formula.count("{") == formula.count("}"), formula
            assert len(re.findall(r"\\left\b", formula)) == len(re.findall(r"\\right\b", formula)), formula
            begun, ended = (re.findall(rf"\\{word}{{(\w+)}}", formula) for word in ("begin", "end"))
            assert begun == ended, formula


def test_no_line_ends_in_a_blank(master: NotebookNode) -> None:
    """Do all lines end in a visible character?"""
    for cell in master.cells:
        assert not re.search(r"(?m)[ \t]+$", cell.source), cell.source


def test_cells_are_of_moderate_length(prose: list[str]) -> None:
    """Is no markdown cell so long that nobody reads it?"""
    for text in prose:
        assert text.count("\n") < LONGEST_CELL, text


def test_headings(prose: list[str]) -> None:
    """Is there one title, with no level of headings left out after it?"""
    levels = [len(marks) for text in prose for marks in re.findall(r"(?m)^(#+) ", without_blocks(text))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    for above, below in itertools.pairwise(levels):
        assert below <= above + 1


def test_names_in_the_text_exist(prose: list[str], code: list[NotebookNode]) -> None:
    """Does each name that the text sets in code type occur in the code cells?"""
    names = set(re.findall(r"\w+", "\n".join(cell.source for cell in code)))
    known = names | WORDS_OF_OTHERS | set(dir(length.errors)) | set(dir(builtins)) | set(keyword.kwlist)
    for text in prose:
        for snippet in re.findall(r"`([^`\n]+)`", without_blocks(text)):
            if re.fullmatch(r"\w+(\.\w+)*(\(\.*\))?", snippet) and not snippet.startswith("length."):
                for name in re.findall(r"[A-Za-z_]\w+", snippet):
                    assert name in known, f"`{snippet}`: {name} is in no code cell"


def test_modules_in_the_text_exist(prose: list[str]) -> None:
    """Is there a module, or a file, for each part of the library that the text points to?"""
    for text in prose:
        for dotted in re.findall(r"\blength(?:[./]\w+)+(?:\.py)?", text):
            module = dotted.removesuffix(".py").replace("/", ".")
            assert importlib.util.find_spec(module), dotted
