"""Every fault of the catalogue has a test that is there, or a sentence why it has none."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
FAULTS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
)
COUNTS = {
    "NET": 10,
    "TLS": 6,
    "HTTP": 38,
    "JSON": 16,
    "REC": 22,
    "TIME": 9,
    "TXT": 27,
    "STO": 14,
    "OUT": 7,
    "MAP": 26,
}

FOUND_SINCE = frozenset({"MAP"})
"""Kinds of faults that were found in the field, after the first catalogue was whole."""


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    found = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in tree.body if isinstance(each, found))


def test_no_fault_is_left_out() -> None:
    expected = [f"{kind}-{n:02}" for kind, count in COUNTS.items() for n in range(1, count + 1)]
    assert list(FAULTS) == expected
    assert sum(fault.partition("-")[0] not in FOUND_SINCE for fault in FAULTS) == 149


@pytest.mark.parametrize("fault", FAULTS)
def test_each_has_a_test_that_is_there_or_a_sentence(fault: str) -> None:
    told = FAULTS[fault]
    assert told.keys() <= {"fault", "tests", "untested"}
    assert told.get("tests") or len(told.get("untested", "")) > 20
    for node in told.get("tests", ()):
        path, _, name = node.partition("::")
        assert name in names_in(path), f"{node} is not there"
