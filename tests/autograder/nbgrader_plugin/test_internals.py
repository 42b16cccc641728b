"""What the autograder takes from inside of other packages: a release of theirs that changes it fails here, by name."""

import inspect
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import IPython
import pytest
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from nbconvert.exporters.html import HTMLExporter
from nbgrader.converters import generate_feedback
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.server_extensions.formgrader import formgrader

import autograder_guard

REPOSITORY = Path(__file__).resolve().parents[3]
# Prints the files that nbgrader read, and those that the autograder looks at to find which of them failed.
READ = """
import json
from pathlib import Path
from nbgrader.apps import NbGrader
from autograder.nbgrader_plugin.reading import files_of_settings
app = NbGrader()
app.initialize(["--CourseDirectory.root=course", "--JupyterApp.config_file=" + {named!r}])
looked_at = files_of_settings(app, Path("course").absolute())
print(json.dumps([app.loaded_config_files, list(map(str, looked_at))]))
"""


@pytest.mark.parametrize("module", autograder_guard.GATED)
def test_gated_names(module: str) -> None:
    """Has nbgrader the classes and members that the guard gates?"""
    name, members = autograder_guard.GATED[module]
    assert not [member for member in members if not hasattr(getattr(import_module(module), name), member)]


@pytest.mark.parametrize("named", ["", "named.py"])
def test_files_of_settings(tmp_path: Path, named: str) -> None:
    """Does the autograder look at each file that nbgrader reads settings from?"""
    places = {name: tmp_path / name for name in ("course", "home", "machine", "here")}
    for folder in places.values():
        folder.mkdir()
        for stem in ("nbgrader_config", "jupyter_config"):
            (folder / f"{stem}.py").write_text("c = get_config()\nc.Own.one = 1\n")
            (folder / f"{stem}.json").write_text('{"Own": {"other": 1}}')
    (places["here"] / "course").symlink_to(places["course"])
    (places["here"] / "named.py").write_text("c = get_config()\nc.Own.one = 1\n")
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "JUPYTER_CONFIG_DIR": str(places["home"]),
        "JUPYTER_CONFIG_PATH": str(places["machine"]),
    }
    command = [sys.executable, "-c", READ.format(named=named)]
    run = subprocess.run(command, cwd=places["here"], env=environment, capture_output=True, text=True, check=True)
    read, looked_at = (set(map(os.path.realpath, paths)) for paths in json.loads(run.stdout))
    assert len(read) > 4
    assert read <= looked_at


SHELL = {
    "_showtraceback": ["self", "etype", "evalue", "stb"],
    "should_run_async": ["self", "raw_cell"],
    "transform_cell": ["self", "raw_cell"],
    "enable_gui": ["self", "gui"],
}


@pytest.mark.parametrize("name", SHELL)
def test_shell(name: str) -> None:
    """Has IPython's shell the methods that the sandbox's shell overrides, with parameters of the same names?"""
    own = getattr(InteractiveShell, name, None)
    assert own is not None
    assert list(inspect.signature(own).parameters)[: len(SHELL[name])] == SHELL[name]


@pytest.mark.skipif(IPython.version_info < (9,), reason="IPython 8 keeps no copy of what is printed")
def test_copy_of_what_is_printed() -> None:
    """Does IPython keep its copy of what is printed in the one method that the sandbox's shell overrides?"""
    assert list(inspect.signature(InteractiveShell._tee).parameters) == ["self", "channel"]
    assert "self._tee(" in inspect.getsource(InteractiveShell)


def test_display_hook() -> None:
    """Does IPython's display hook tell by `_is_active` whether a result is being shown?"""
    assert "_is_active" in inspect.getsource(DisplayHook.finish_displayhook)


@pytest.mark.parametrize("name", ["_init_resources", "_create_environment", "default_filters", "sanitize_html"])
def test_html_exporter(name: str) -> None:
    """Has nbconvert's exporter what the exporter of pages overrides or calls?"""
    assert hasattr(HTMLExporter, name)


@pytest.mark.parametrize("module", [generate_feedback, formgrader], ids=lambda module: module.__name__)
def test_class_of_pages(module: ModuleType) -> None:
    """Do nbgrader's two makers of pages take their class from the name that is replaced by ours?"""
    assert issubclass(module.HTMLExporter, HTMLExporter)
    assert (
        "HTMLExporter(config=self.config)" in (source := inspect.getsource(module)) or "return HTMLExporter" in source
    )


def test_late_penalty() -> None:
    """Has nbgrader the method that reckons a late penalty?"""
    assert list(inspect.signature(AssignLatePenalties._check_late_penalty).parameters)[1:3] == ["notebook", "penalty"]


@pytest.mark.parametrize("asked", ["nbgrader.api", "nbgrader.preprocessors", "nbgrader.converters"])
def test_nbgrader_without_its_server_extensions(asked: str) -> None:
    """Do nbgrader's own modules import where its package was imported without the parts for Jupyter's server?"""
    code = f"""
import sys
from autograder.cli.light_nbgrader import import_nbgrader
import_nbgrader()
assert not any(name.startswith("nbgrader.server_extensions.") for name in sys.modules)
import {asked}
from nbgrader.server_extensions.formgrader import load_jupyter_server_extension
print(load_jupyter_server_extension.__module__)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("nbgrader.server_extensions.formgrader"), run.stderr
