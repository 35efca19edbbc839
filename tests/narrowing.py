"""Assertions that also tell a type checker what a value is."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """Return a value that must be there: the test fails here if it is None."""
    assert value is not None
    return value


def instance(kind: type[T], value: object) -> T:
    """Return a value that must be of this kind: the test fails here if it is of another."""
    assert isinstance(value, kind), value
    return value
