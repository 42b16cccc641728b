"""Whatever a student's process answers to the tests, it is plain data or refused, and soon."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.remote.callbacks import Call
from autograder.remote.cell import run_tests
from autograder.remote.contract import Answers, CellContract
from autograder.remote.errors import BreaksContract, TestFailed
from autograder.remote.handle import Handle
from autograder.remote.plain_data import Decoder, checked_tree
from autograder.remote.requests import Requests
from autograder.sandbox.inside.npy import encode_array
from autograder.sandbox.inside.plain_data import Encoder
from autograder.sandbox.results import Reply
from tests.fuzz.clock import quick

_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30))
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)
_DTYPES = ["?", "i1", "<i8", ">u2", "<f2", ">f4", "<f8", "<f16", "<c8", "<c16", "<M8[s]", "<m8", "<U3", ">U2", "|S4"]
_ARRAYS = arrays.arrays(st.sampled_from(_DTYPES), arrays.array_shapes(min_dims=0, min_side=0, max_side=3))
_PARTS = st.lists(
    arrays.arrays(st.sampled_from(_DTYPES[:8]), arrays.array_shapes(min_dims=0, min_side=0, max_side=3)).map(
        encode_array
    )
    | st.binary(max_size=70),
    max_size=3,
)
_PART = st.integers(-1, 4) | _JSON
_NUMBERS = st.integers(-3, 5) | st.integers() | _JSON
_SHAPES = st.lists(st.integers(-1, 1 << 62), max_size=3) | _JSON
_CODES = st.sampled_from([*_DTYPES, "O", "<U9999999", "f8,f8", "(2,)f8", "", "V8"]) | _JSON
# Multiples of this prime have one hash.
_PRIME = (1 << 61) - 1
_WHOLE = st.integers().map(hex) | st.integers(0, 999).map(lambda n: hex(n * _PRIME)) | _JSON


def _tagged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Trees with one tag, of which most hold what the tag promises."""
    items = st.lists(inner, max_size=5)
    return st.one_of(
        st.builds(lambda tag, data: {tag: data}, st.sampled_from("ltsz"), items),
        st.lists(st.tuples(inner, inner), max_size=4).map(lambda pairs: {"d": pairs}),
        st.builds(
            lambda tag, data: {tag: data}, st.sampled_from(["l", "d", "r", "c", "n", "as", "at", "ac", "pd"]), items
        ),
        st.builds(lambda part: {"a": part}, _PART),
        st.builds(lambda part: {"b": part}, _PART),
        st.builds(lambda *data: {"as": data}, _PART, _SHAPES, _CODES),
        st.builds(lambda *data: {"ac": data}, _PART, _SHAPES, _CODES),
        st.builds(lambda *data: {"at": data}, _PART, _CODES),
        st.builds(lambda tree: {"n": tree}, inner),
        st.builds(lambda text: {"i": text}, _WHOLE),
        st.builds(lambda text: {"f": text}, st.sampled_from(["nan", "inf", "-inf", "x"])),
        st.builds(lambda text: {"y": text}, _CODES),
        st.builds(
            lambda text: {"k": text}, st.sampled_from(["int", "numpy.float32", "numpy.f2py", "os.system"]) | _JSON
        ),
        st.builds(lambda number: {"m": number}, _NUMBERS),
        st.builds(lambda number, kinds: {"o": number, "kinds": kinds}, _NUMBERS, st.just([["m", "K"]]) | _JSON),
        st.builds(lambda tag, data: {tag: data}, st.text(max_size=3), inner),
    )


_TREES = st.recursive(_SCALARS | _tagged(_SCALARS), _tagged, max_leaves=15)
_RAISED = st.fixed_dictionaries(
    {},
    optional={
        "type": _JSON,
        "text": _JSON,
        "line": _JSON,
        "families": st.lists(st.sampled_from(dir(__builtins__))) | _JSON,
    },
)
_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "value": _TREES,
        "changed": st.lists(st.tuples(_NUMBERS, _TREES), max_size=3) | _JSON,
        "raised": _RAISED | _JSON,
        "function": _NUMBERS,
        "name": st.none() | st.sampled_from(["real", "__class__", "append"]) | _JSON,
        "arguments": _TREES,
        "named": _TREES,
    },
)
# Values as a student's code returns them, that travel and are the same on the other side.
_HASHABLE = st.recursive(
    _SCALARS | st.binary(max_size=9) | st.complex_numbers(), lambda inner: st.lists(inner, max_size=3).map(tuple)
)
_VALUES = st.recursive(
    _HASHABLE | _ARRAYS | st.just(range(3)) | st.sets(st.integers() | st.text(max_size=3), max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_HASHABLE, inner, max_size=4),
    max_leaves=12,
)


def _handle(number: int, kinds: Any, is_callable: bool) -> Handle:
    return Handle(None, number, tuple((str(module), str(name)) for module, name in kinds), is_callable)  # type: ignore[arg-type]


def _sent(tree: Any) -> Any:
    return json.loads(json.dumps(tree))  # NaN and half characters included


def _read(tree: Any, parts: list[bytes]) -> Any:
    return Decoder(parts, _handle, [[1], {}]).decode(checked_tree(tree).get("value"))


@given(_JSON.map(_sent) | _ANSWERS.map(_sent), _PARTS)
def test_any_answer_is_read_or_refused(tree: Any, parts: list[bytes]) -> None:
    """Is there a value, which the contract can look at, or a refusal?"""
    with quick():
        try:
            value = _read(tree, parts)
            Answers({"array"}, 9, {2: [3, 3]}).check(value)
        except TestFailed:
            return


@given(_VALUES)
def test_values_arrive(value: Any) -> None:
    """Is what is written and read again the same, of the same type?"""
    encoder = Encoder(lambda _: 1, True, {})
    tree = encoder.encode(value)
    arrived = _read(_sent({"value": tree}), encoder.parts)
    assert _alike(value, arrived), f"{value!r} became {arrived!r}"


def _alike(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(map(_alike, [*a.keys(), *a.values()], [*b.keys(), *b.values()]))
    if isinstance(a, complex):
        return _alike([a.real, a.imag], [b.real, b.imag])
    return bool(a == b or (a != a and b != b))


@given(st.lists(_VALUES, max_size=4), _VALUES)
def test_contract_is_the_same_when_it_is_read_again(values: list[Any], other: Any) -> None:
    """Does a contract that was written and read accept what was noted, and refuse others in one way?"""
    contract = CellContract(names={"f"}, properties=[("name", 1.5)])
    for value in values:
        contract.note("cell 1:0-4 call", value)
    again = CellContract.from_json(json.loads(json.dumps(contract.to_json())))
    assert again == contract
    with quick():
        for answers in again.places.values():
            for value in values:
                answers.check(value)
            try:
                answers.check(other)
            except BreaksContract:
                return


@given(_ANSWERS.map(_sent), _PARTS)
def test_any_call_of_a_function_is_made_or_refused(tree: Any, parts: list[bytes]) -> None:
    """Is a forged call one of the functions that were passed, or refused?"""
    passed = [test_values_arrive, np.float64, _VALUES]
    with quick():
        try:
            call = Call(checked_tree(tree), Decoder(parts, _handle), passed)
        except TestFailed:
            return
    assert any(call.target is item for item in passed)
    assert call.changed() == []


class _Forger:
    """Answers whatever it is asked with the next of these messages."""

    def __init__(self, replies: list[Reply]) -> None:
        self._replies = self._next(replies)

    def _next(self, replies: list[Reply]) -> Iterator[Reply]:
        yield from replies
        while True:
            yield Reply("done", {"value": None})

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        return next(self._replies)

    def begin(self) -> None:
        """Nothing begins anew."""


_REPLIES = st.lists(
    st.builds(
        lambda kind, tree, parts, stopped: Reply(kind, tree, parts, stopped=stopped),
        st.sampled_from(["done", "done", "callback"]),
        _ANSWERS.map(_sent) | st.just({"value": {"o": 1, "kinds": [["builtins", "function"]]}}),
        _PARTS,
        st.integers(0, 9).map(lambda number: number == 9),
    ),
    max_size=8,
)
_TEST = "def g(x, y=0):\n    return [x, y]\nl = [1, {}]\nr = f(g, l, [l])\nassert r == 'never'"


@pytest.fixture(scope="module")
def contract() -> CellContract:
    """The contract of an honest conversation, with a change of what the test passed and a call of its function."""
    honest = [
        {"value": {"l": ["f"]}},
        {"value": {"o": 1, "kinds": [["builtins", "function"]]}},
        {"function": 0, "name": None, "arguments": {"l": [1.5]}, "named": {"d": [["y", 2]]}},
        {"value": {"l": [0.5, 2.5]}, "changed": [[1, {"l": [1, {"d": [["k", 1]]}]}]]},
    ]
    replies = [Reply("callback" if "function" in tree else "done", tree) for tree in honest]
    requests = Requests(_Forger(replies), CellContract(), recording=True)
    assert run_tests(_TEST, "t", requests, {}).message == "a value is not the expected one"
    assert requests.callbacks == 1
    return requests.contract


@given(replies=_REPLIES)
def test_any_conversation_ends_in_an_outcome(contract: CellContract, replies: list[Reply]) -> None:
    """Does a test fail with a message, whatever its requests are answered with?"""
    with quick():
        outcome = run_tests(_TEST, "t", Requests(_Forger(replies), contract), {})
    assert not outcome.passed
    assert outcome.message
