"""Finding submissions: graded where student and assignment can be told apart, else listed, and never in silence."""

import os
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.course.directory import CourseDirectory
from autograder.course.intake import read_submission
from autograder.course.submissions import Places, find_submissions
from autograder.errors import GradingError
from autograder.repair import limits

Hand = Callable[..., Path]
Find = Callable[..., Places]


@pytest.fixture
def hand_in(tmp_path: Path) -> Hand:
    """Write files of the course folder; a name that ends in `.zip` gets the members that are given."""

    def write(*names: str, members: tuple[str, ...] = ()) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if members:
                with zipfile.ZipFile(path, "w") as archive:
                    for member in members:
                        archive.writestr(member, "{}")
            else:
                path.write_text("{}")
        return tmp_path / names[-1]

    return write


@pytest.fixture
def find(tmp_path: Path, hand_in: Hand) -> Find:
    """Look for submissions to `ps1` of two notebooks, in a course that has `ps2` besides."""
    hand_in("source/ps1/problem1.ipynb", "source/ps1/problem2.ipynb", "source/ps2/essay.ipynb")

    def run(roster: Mapping[str, str] | None = None, **settings: Any) -> Places:
        course = CourseDirectory(root=str(tmp_path), assignment_id="ps1", **settings)
        return find_submissions(course, lambda: roster or {})

    return run


def read(places: Places, student: str) -> set[str]:
    """Return the names of the files of a submission that was found."""
    return {file.name for file in read_submission(places.by_student[student]).files}


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["ada/ps1/problem1.ipynb"], {"problem1.ipynb"}),
        (["ada/problem1.ipynb", "ada/data.csv", "ada/essay.ipynb"], {"problem1.ipynb", "data.csv"}),
        (["ada/PS1/problem1.ipynb", "ada/ps2/essay.ipynb"], {"problem1.ipynb"}),
        (["ada/PS 1/Problem1.ipynb"], {"Problem1.ipynb"}),
        (["ada/my homework/problem1.ipynb"], {"problem1.ipynb"}),
        (["ada/problem1 (1).ipynb"], {"problem1 (1).ipynb"}),
        (["ps1/ada/problem1.ipynb"], {"problem1.ipynb"}),
        (["ada_problem1.ipynb", "ada-problem2.ipynb"], {"problem1.ipynb", "problem2.ipynb"}),
        (["ada_ps1_problem1.ipynb"], {"problem1.ipynb"}),
        (["ada_ps1.ipynb"], {"ps1.ipynb"}),
        (["ada_12_assignsubmission_file_/problem1.ipynb"], {"problem1.ipynb"}),
        (["Course-PS1-99/ada_12_assignsubmission_file_/work.ipynb"], {"work.ipynb"}),
        (["ada_12_assignsubmission_file_problem1.ipynb"], {"problem1.ipynb"}),
    ],
)
def test_found_where_it_lies(find: Find, hand_in: Hand, names: list[str], files: set[str]) -> None:
    """Is a submission found in each place that tells student and assignment, with what belongs to it?"""
    hand_in(*(f"submitted/{name}" for name in names))
    places = find()
    assert list(places.by_student) == ["ada"]
    assert places.left_out == []
    assert read(places, "ada") == files
    notes = read_submission(places.by_student["ada"]).notes
    expected = names[0].startswith("ada/ps1/")
    assert [note.endswith("instead of submitted/ada/ps1") for note in notes] == ([] if expected else [True])


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("ada.zip", ("ps1/problem1.ipynb",)),
        ("ada_ps1.zip", ("work.ipynb",)),
        ("ada/ps1.zip", ("work.ipynb",)),
        ("ada/hand in.zip", ("problem1.ipynb",)),
        ("all.zip", ("ada_1_assignsubmission_file_/problem1.ipynb", "ada_1_assignsubmission_file_/data.csv")),
        ("all.zip", ("download/ada_1_assignsubmission_file_/problem1.ipynb",)),
        ("ps1.zip", ("ada_1_assignsubmission_file_work.ipynb",)),
    ],
)
def test_archives(find: Find, hand_in: Hand, name: str, members: tuple[str, ...]) -> None:
    """Is a zip archive without its folder found, and Moodle's of a whole course, by its name or what it holds?"""
    hand_in(f"submitted/{name}", members=members)
    places = find()
    assert list(places.by_student) == ["ada"]
    assert places.left_out == []
    assert read(places, "ada") == (
        {member.rpartition("file_")[2].lstrip("/") for member in members}
        if "assignsubmission" in members[0]
        else {Path(name).name}
    )


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["ada/homework.ipynb"], "to which assignment it belongs can't be told"),
        (["problem1.ipynb"], "whose it is can't be told"),
        (["ps1_final.ipynb"], "whose it is can't be told"),
        (["Copy of problem1.ipynb"], "whose it is can't be told"),
        (["ada.ipynb"], "to which assignment it belongs can't be told"),
        (["ada/report.pdf"], "it holds no notebook"),
        (["ada_ps1.7z"], "it is no notebook and no zip archive"),
        (["ada_3_assignsubmission_onlinetext_/onlinetext.html"], "it holds no notebook"),
        (["ada/hand in.zip"], "to which assignment it belongs can't be told"),
        (["ada.zip"], "the zip archive can't be read"),
        (["ada/problem1.ipynb", "Ada_3_assignsubmission_file_/problem1.ipynb"], "has another submission in"),
        (["ada/ps1/problem1.ipynb", "ada/problem1.ipynb"], "has a submission in submitted/ada/ps1, which counts"),
        ([".._3_assignsubmission_file_/problem1.ipynb"], ""),
    ],
)
def test_left_out_and_listed(find: Find, hand_in: Hand, names: list[str], why: str) -> None:
    """Is what leaves a doubt listed with its reason and what to do, and nothing of it chosen?"""
    hand_in("submitted/bob/ps1/problem1.ipynb", *(f"submitted/{name}" for name in names))
    places = find()
    assert {*places.by_student} - {"ada"} == {"bob"}
    if "ada" in places.by_student:
        assert not places.by_student["ada"].note
    for item in places.left_out:
        assert why in item.problem
        assert item.hint
        assert (hand_in("source/x").parents[1] / item.path).exists()
    assert len(places.left_out) == sum("/ps1/" not in name and not name.startswith(".") for name in names)


def test_students_of_the_gradebook(find: Find, hand_in: Hand) -> None:
    """Is a name that the gradebook knows its student's, and a name in a file that it does not know in doubt?"""
    hand_in(
        "submitted/ps1_x17.ipynb",
        "submitted/final_ps1.ipynb",
        "submitted/Weber, Anna_3_assignsubmission_file_/problem1.ipynb",
        "submitted/Jan Ito_4_assignsubmission_file_/problem1.ipynb",
        f"submitted/{unicodedata.normalize('NFD', 'Jörg Öz')}/problem1.ipynb",
    )
    places = find({"x17": "", "aweber": "Anna Weber", "i1": "Jan Ito", "i2": "Jan Ito"})
    assert list(places.by_student) == ["Jörg Öz", "aweber", "x17"]
    assert [item.path for item in places.left_out] == [
        "submitted/Jan Ito_4_assignsubmission_file_",
        "submitted/final_ps1.ipynb",
    ]


def test_of_another_assignment(find: Find, hand_in: Hand) -> None:
    """Is what belongs to another assignment neither graded nor listed?"""
    hand_in("submitted/bob/ps1/problem1.ipynb", "submitted/ada/ps2/essay.ipynb", "submitted/cy/essay.ipynb")
    hand_in("submitted/eve_essay.ipynb", "submitted/PS2/dan/essay.ipynb")
    hand_in("submitted/fay.zip", members=("essay.ipynb",))
    places = find()
    assert (list(places.by_student), places.left_out) == (["bob"], [])


@pytest.mark.parametrize(
    "structure", ["{nbgrader_step}/{assignment_id}/{student_id}", "{assignment_id}/{nbgrader_step}/{student_id}"]
)
def test_other_structures(find: Find, hand_in: Hand, structure: str) -> None:
    """Are strays found where the course's folders stand in another order?"""
    ours = structure.replace("{nbgrader_step}", "handed in").replace("{student_id}", "")
    hand_in("ps1/source/problem1.ipynb" if structure.startswith("{a") else "source/ps1/problem1.ipynb")
    for assignment, name in (("ps1", "ada/problem1.ipynb"), ("PS1", "bob/problem1.ipynb"), ("ps1", "cy.ipynb")):
        hand_in(ours.format(assignment_id=assignment) + name)
    places = find(directory_structure=structure, submitted_directory="handed in")
    assert list(places.by_student) == ["ada", "bob", "cy"]
    assert [bool(place.note) for place in places.by_student.values()] == [False, True, True]


def test_one_student(find: Find, hand_in: Hand) -> None:
    """Does a selection select, and does a student without a submission get one line that names close ones?"""
    hand_in("submitted/ada/problem1.ipynb", "submitted/bob/ps1/problem1.ipynb", "submitted/problem1.ipynb")
    places = find(student_id="ada")
    assert (list(places.by_student), places.left_out) == (["ada"], [])
    with pytest.raises(GradingError, match=r'student "bobb": .*Did you mean bob\? Known students: bob$'):
        find(student_id="bobb")


def test_nothing_but_doubts(find: Find, hand_in: Hand) -> None:
    """Does a course without one submission that can be graded say why?"""
    hand_in("submitted/problem1.ipynb")
    with pytest.raises(GradingError, match=r"submitted/problem1\.ipynb: not graded: whose it is can't be told"):
        find()


def test_nothing_is_followed_out(find: Find, hand_in: Hand, tmp_path: Path) -> None:
    """Are links of a student's not read in unexpected places either?"""
    secret = hand_in("source/secret.ipynb")
    hand_in("submitted/ada/problem1.ipynb", "submitted/bob/x.txt")
    (tmp_path / "submitted/ada/problem2.ipynb").symlink_to(secret)
    (tmp_path / "submitted/bob/PS1").symlink_to(secret.parent)
    (tmp_path / "submitted/cy_ps1.ipynb").symlink_to(secret)
    os.link(secret, tmp_path / "submitted/dan_ps1.ipynb")
    places = find()
    assert list(places.by_student) == ["ada", "dan"]
    assert read(places, "ada") == {"problem1.ipynb"}
    assert read(places, "dan") == set()
    assert [item.path for item in places.left_out] == ["submitted/bob", "submitted/cy_ps1.ipynb"]


@pytest.mark.parametrize("name", ["/tmp/x.csv", "../../x.csv"])
def test_names_in_an_archive(find: Find, hand_in: Hand, name: str) -> None:
    """Is a file that an archive names outside of its student's folder not read?"""
    hand_in(
        "submitted/all.zip",
        members=("ada_1_assignsubmission_file_/problem1.ipynb", f"ada_1_assignsubmission_file_/{name}"),
    )
    assert read(find(), "ada") == {"problem1.ipynb"} | ({"tmp/x.csv"} if name.startswith("/") else set())


def test_archive_of_too_much(find: Find, hand_in: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an archive listed, and not read, that names more files than a course hands in?"""
    monkeypatch.setattr("autograder.repair.archive.MAX_COLLECTION_MEMBERS", 3)
    monkeypatch.setattr("autograder.repair.archive.MAX_FILE_BYTES", 1)
    assert limits.MAX_COLLECTION_MEMBERS > 3
    moodle = tuple(f"s{number}_{number}_assignsubmission_file_/problem1.ipynb" for number in range(4))
    hand_in("submitted/all.zip", members=moodle)
    hand_in("submitted/few.zip", members=moodle[:1])
    places = find()
    assert [item.problem for item in places.left_out] == ["the zip archive holds more than 3 files"]
    assert read(places, "s0") == set()
    assert any("too large" in note for note in read_submission(places.by_student["s0"]).notes)
