"""The guard of nbgrader: what runs or shows a submission there asks `autograder.nbgrader_plugin.gate` first.

`autograder_guard.pth` lies beside this file in site-packages, so that each interpreter of an environment that has the
autograder starts with the guard. No setting could do that: nbgrader takes its settings from the folder that it is
started in, and where their file fails it logs that and goes on without them.

Nothing but `sys` is imported here: every start of Python pays for it, the one in the sandbox too.
"""

import sys

TYPE_CHECKING = False  # `typing` itself, or `__future__`, would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

# module of nbgrader -> its class, and the methods and properties that are gated
GATED = {
    "nbgrader.converters.autograde": ("Autograde", ("start", "convert_single_notebook")),
    "nbgrader.converters.generate_feedback": ("GenerateFeedback", ("start",)),
    "nbgrader.server_extensions.formgrader.base": ("BaseHandler", ("exporter",)),
}


def install() -> None:
    """Gate nbgrader's modules: those that are imported already, and each of the others when it is."""
    if any(isinstance(finder, Guard) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, Guard())
    for name in GATED:
        if name in sys.modules:
            _gate(sys.modules[name])


class Guard:
    """A finder of modules that leaves finding to the others, and gates what they find."""

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the spec of a module that is to be gated, and None for all others."""
        if name not in GATED:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next((spec for finder in others if (spec := finder.find_spec(name, path, target))), None)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_gate(module: "ModuleType") -> None:
            execute(module)
            _gate(module)

        spec.loader.exec_module = execute_and_gate  # type: ignore[method-assign]
        return spec


def _gate(module: "ModuleType") -> None:
    name, members = GATED[module.__name__]
    gated = getattr(module, name)
    for member in members:
        own = getattr(gated, member)
        gate = f"{name}.{member}"
        is_property = hasattr(own, "fget")
        setattr(gated, member, property(_asking(own.fget, gate)) if is_property else _asking(own, gate))


def _asking(own: "Callable[..., Any]", gate: str) -> "Callable[..., Any]":
    import functools

    @functools.wraps(own)
    def asking(self: "Any", *arguments: "Any") -> "Any":
        # an error of this import refuses, too
        from autograder.nbgrader_plugin.gate import GATES

        return GATES[gate](own, self, *arguments)

    return asking
