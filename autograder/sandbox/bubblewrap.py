"""The backend with bubblewrap: a file system with the interpreter and nothing of the course."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import SandboxUnavailable

from .account import NOBODY, closed
from .backend import BackendUnavailable
from .environment import HERE, Environment, Interpreter
from .fork_server import ForkServer
from .limits import Limits

_RUNNER, _LIBRARY = "/runner", "/library"
_SYSTEM_LINKS = ("lib", "lib32", "lib64", "libx32", "bin", "sbin")


class Bubblewrap(ForkServer):
    """A fork server in bubblewrap."""

    where = "in bubblewrap"
    hint = "Install bubblewrap and libseccomp (Debian: apt install bubblewrap libseccomp2)."

    def __init__(self, limits: Limits, interpreter: Interpreter) -> None:
        program = shutil.which("bwrap")
        if program is None:
            raise BackendUnavailable("sandbox", "bubblewrap is not installed", self.hint)
        environment = Environment(interpreter)
        if os.getuid() == 0:
            _refuse_closed(environment)
        python = (*environment.python, *environment.links)
        scratch = "/scratch" if any(place.is_relative_to("/tmp") for place in python) else "/tmp"
        command = _command(program, environment, scratch)
        super().__init__(limits, interpreter, environment, command, scratch=scratch, runner=_RUNNER, library=_LIBRARY)


def _refuse_closed(environment: Environment) -> None:
    """Refuse packages that `nobody` can't read: each import in a student's cell would fail, with everybody's points."""
    place = closed((HERE / "inside", *environment.packages.values()))
    if place is not None:
        raise SandboxUnavailable(
            str(place),
            "students' code can't read it: where the grader is root, that runs as `nobody`",
            f"Let everybody read it (`chmod -R go+rX {place.parent}`), or grade as an ordinary user",
        )


def _command(program: str, environment: Environment, scratch: str) -> list[str]:
    """The command that everything after it runs in; nothing is writable but `scratch`, and no variable is inherited."""
    binds = {str(folder): folder for folder in environment.python} | {f"{_RUNNER}/inside": HERE / "inside"}
    binds |= {f"{_LIBRARY}/{name}": place for name, place in environment.packages.items()}
    command = [program, "--perms", "0755", "--tmpfs", "/", "--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM_LINKS:
        if Path("/", name).is_symlink():
            command += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif Path("/", name).is_dir():
            command += ["--ro-bind", f"/{name}", f"/{name}"]
    command += ["--perms", "0755", "--dir", "/etc", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    command += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    command += ["--ro-bind", str(HERE / "inside" / "passwd"), "/etc/passwd"]
    command += ["--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--dir", scratch]
    system = (*(Path("/", name) for name in _SYSTEM_LINKS), Path("/etc/alternatives"))
    links = {str(place): target for place, target in environment.links.items() if not _within(place, system)}
    for inside in (*binds, *links):  # made here, or bubblewrap makes them with mode 0700
        for parent in reversed(Path(inside).parents):
            if str(parent) not in ("/", "/usr", "/tmp", "/etc") and not _within(parent, binds):
                command += ["--perms", "0755", "--dir", str(parent)]
    for inside, outside in binds.items():
        command += ["--ro-bind", str(outside), inside]
    for place, target in links.items():
        command += ["--symlink", target, place]
    for folder in environment.hidden:
        command += ["--perms", "0555", "--tmpfs", str(folder), "--remount-ro", str(folder)]
    # Bound, not fresh: over a fresh one that bubblewrap covers in parts, the kernel refuses a student's own.
    command += ["--dev-bind", "/proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]
    command += ["--new-session", "--chdir", scratch, "--clearenv"]
    for name, value in environment.variables(scratch).items():
        command += ["--setenv", name, value]
    if os.getuid() != 0:
        return [*command, "--unshare-all"]
    # The limit of processes does not bind root: become nobody, but only inside, where all folders are bound already.
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
        command += ["--cap-add", capability]
    return [
        *command,
        "setpriv",
        "--reuid",
        str(NOBODY),
        "--regid",
        str(NOBODY),
        "--clear-groups",
        "--bounding-set",
        "-all",
    ]


def _within(place: Path, folders: Iterable[str | Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)
