"""The command line of bubblewrap: a file system with the interpreter and nothing of the course."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_NOBODY = "65534"
_SYSTEM_LINKS = ("lib", "lib32", "lib64", "libx32", "bin", "sbin")
_PASSWD = Path(__file__).parent / "inside" / "passwd"


def python_folders() -> list[Path]:
    """The folders that the interpreter and its libraries live in, outside of /usr."""
    found: list[Path] = []
    for prefix in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        folder = Path(prefix).resolve()
        if not any(folder.is_relative_to(other) for other in (Path("/usr"), *found)):
            found.append(folder)
    return found


def bubblewrap_command(
    program: str, binds: Mapping[str, Path], hidden: Sequence[Path], scratch: str, environment: Mapping[str, str]
) -> list[str]:
    """Build the command that everything after it runs in.

    Parameters
    ----------
    program : str
        Path of `bwrap`.
    binds : mapping of str to Path
        Folders to show read-only: path inside, path outside. The interpreter's own come in addition.
    hidden : sequence of Path
        Folders inside those to cover with an empty one.
    scratch : str
        The writable folder.
    environment : mapping of str to str
        All environment variables; nothing is inherited.
    """
    folders = {str(folder): folder for folder in python_folders()} | dict(binds)
    command = [program, "--perms", "0755", "--tmpfs", "/", "--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM_LINKS:
        if Path("/", name).is_symlink():
            command += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif Path("/", name).is_dir():
            command += ["--ro-bind", f"/{name}", f"/{name}"]
    command += ["--perms", "0755", "--dir", "/etc", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    command += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind", str(_PASSWD), "/etc/passwd"]
    command += ["--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--dir", scratch]
    for inside in folders:  # made here, or bubblewrap makes them with mode 0700
        for parent in reversed(Path(inside).parents):
            if str(parent) not in ("/", "/usr", "/tmp", "/etc") and not any(parent.is_relative_to(f) for f in folders):
                command += ["--perms", "0755", "--dir", str(parent)]
    for inside, outside in folders.items():
        command += ["--ro-bind", str(outside), inside]
    for folder in hidden:
        command += ["--perms", "0555", "--tmpfs", str(folder), "--remount-ro", str(folder)]
    # Bound, not fresh: over a fresh one that bubblewrap covers in parts, the kernel refuses a student's own.
    command += ["--dev-bind", "/proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]
    command += ["--new-session", "--chdir", scratch, "--clearenv"]
    for name, value in environment.items():
        command += ["--setenv", name, value]
    if os.getuid() != 0:
        return [*command, "--unshare-all"]
    # The limit of processes does not bind root: become nobody, but only inside, where all folders are bound already.
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
        command += ["--cap-add", capability]
    return [*command, "setpriv", "--reuid", _NOBODY, "--regid", _NOBODY, "--clear-groups", "--bounding-set", "-all"]
