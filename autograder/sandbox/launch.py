"""Starting the warm process: what it is shown, and how it is reached."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import SandboxUnavailable

from .bubblewrap import bubblewrap_command, python_folders
from .limits import Limits

_START_SECONDS = 30.0
_MESSAGE_BYTES = 1 << 16
_START = "import sys; sys.path.insert(0, {runner!r}); from inside.warm import main; main({control}, {grader})"
_INSIDE_RUNNER, _INSIDE_LIBRARY = "/runner", "/library"


@dataclass(slots=True)
class WarmProcess:
    """A warm process that is ready to fork students."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    missing: dict[str, str]
    scratch: Path
    confined: bool
    students: int = field(default=0)

    def end(self) -> None:
        """Close the control socket, which ends the process, and remove its folder."""
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _remove(self.scratch)

    def make_room(self) -> tuple[dict[str, str], Callable[[], None]]:
        """Make a folder for one more student where the sandbox has none of its own, and what removes it again."""
        if self.confined:
            return {}, lambda: None
        self.students += 1
        own = self.scratch / "scratch" / str(self.students)
        own.mkdir(mode=0o700)
        return {"scratch": str(own)}, lambda: _remove(own)


def _remove(folder: Path) -> None:
    """Remove a folder. Python's own rmtree recurses, and student code decides how deep the folders are."""
    subprocess.run(["rm", "-rf", "--one-file-system", "--", str(folder)], check=False)


def launch(limits: Limits, bubblewrap: str | None, preload: Sequence[str]) -> WarmProcess:
    """Start a warm process, in bubblewrap unless that is None, and wait until it is ready.

    Raises
    ------
    SandboxUnavailable
        It could not be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="autograder-")).resolve()
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    grader = os.pidfd_open(os.getpid())
    library, hidden = _packages(preload)
    runner = Path(__file__).resolve().parent
    if bubblewrap:
        covered = any(place.is_relative_to("/tmp") for place in python_folders())
        scratch = "/scratch" if covered else "/tmp"
        paths = (_INSIDE_RUNNER, [_INSIDE_LIBRARY])
        binds = {f"{_INSIDE_RUNNER}/inside": runner / "inside"}
        binds |= {f"{_INSIDE_LIBRARY}/{name}": place for name, place in library.items()}
        environment = _environment(scratch)
        command = bubblewrap_command(bubblewrap, binds, hidden, scratch, environment)
    else:
        scratch = str(folder / "scratch")
        paths = (str(runner), [str(folder / "library")])
        _link(folder, library)
        environment = _environment(scratch)
        command = []
    start = _START.format(runner=paths[0], control=theirs.fileno(), grader=grader)
    command += [sys.executable, "-s", "-P", "-c", start]
    config: dict[str, Any] = {"limits": asdict(limits), "bubblewrap": bool(bubblewrap), "preload": list(preload)}
    config |= {
        "scratch": scratch,
        "cover": [] if bubblewrap else [str(runner.parent)],
        "runner": paths[0],
        "library": paths[1],
    }
    with tempfile.TemporaryFile() as errors:
        descriptors = (theirs.fileno(), grader)
        streams = {"stdin": subprocess.DEVNULL, "stdout": errors, "stderr": errors}
        process = subprocess.Popen(
            command, pass_fds=descriptors, env=environment, cwd="/", start_new_session=True, **streams
        )  # type: ignore[call-overload]
        theirs.close()
        os.close(grader)
        warm = WarmProcess(process, control, {}, folder, bool(bubblewrap))
        try:
            control.settimeout(_START_SECONDS)
            control.send(json.dumps(config).encode())
            hello = control.recv(_MESSAGE_BYTES)
            control.settimeout(None)
            if not hello:
                raise EOFError("it ended at once")
        except (OSError, EOFError) as error:
            process.kill()
            warm.end()
            errors.seek(0)
            told = errors.read(4096).decode(errors="replace").strip().splitlines()
            problem = f"the process for student code did not start: {told[-1] if told else error}"
            raise SandboxUnavailable("sandbox", problem, "See docs/security.md for what it needs.") from error
    warm.missing = dict(json.loads(hello)["missing"])
    return warm


def _packages(preload: Sequence[str]) -> tuple[dict[str, Path], list[Path]]:
    """Find, without importing, packages to bind from outside of the interpreter's folders, and those to hide."""
    folders = [*python_folders(), Path("/usr")]
    library = {}
    for name in preload:
        place = _folder(name)
        if place is not None and not any(place.is_relative_to(folder) for folder in folders):
            library[name] = place
    own = Path(__file__).resolve().parents[1]
    hidden = {place for place in (own, _folder(own.name)) if place and any(place.is_relative_to(f) for f in folders)}
    return library, sorted(hidden)


def _folder(package: str) -> Path | None:
    found = importlib.util.find_spec(package)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]).resolve() if places else None


def _link(folder: Path, library: dict[str, Path]) -> None:
    for name in ("scratch", "library"):
        (folder / name).mkdir()
    for name, place in library.items():
        (folder / "library" / name).symlink_to(place)


def _environment(scratch: str) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": scratch,
        "TMPDIR": scratch,
        "IPYTHONDIR": f"{scratch}/ipython",
        "MPLCONFIGDIR": f"{scratch}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # sets print alike in each run
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")},
    }


def find_bubblewrap() -> str | None:
    """Path of `bwrap`, where it is installed."""
    return shutil.which("bwrap") if sys.platform == "linux" else None
