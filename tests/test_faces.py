"""The face of each package: what `__init__.py` lists, its stub declares and its modules have."""

import ast
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "jru_tui"
FACES = sorted(stub.parent.name for stub in PACKAGE.glob("*/__init__.pyi"))


def test_there_are_faces() -> None:
    assert {"board", "desk", "feeds", "journal", "reports", "settings", "simulator"} <= set(FACES)


@pytest.mark.parametrize("package", FACES)
def test_the_stub_says_what_the_face_has(package: str) -> None:
    face = importlib.import_module(f"jru_tui.{package}")
    stub = ast.parse((PACKAGE / package / "__init__.pyi").read_text(encoding="utf-8"))
    declared = {
        (alias.name, node.module)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {name for name, _ in declared} == set(face.__all__)
    for name, module in declared:
        assert module is not None
        assert getattr(face, name) is getattr(importlib.import_module(module), name)


def _imported_from(package: str) -> set[str]:
    """The names that others than the package itself import from its face."""
    root = PACKAGE.parent
    others = [
        module
        for folder in ("jru_tui", "tests", "benchmarks")
        for module in (root / folder).rglob("*.py")
        if not module.is_relative_to(PACKAGE / package)
    ]
    return {
        alias.name
        for module in others
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == f"jru_tui.{package}"
        for alias in node.names
    }


@pytest.mark.parametrize("package", FACES)
def test_a_face_has_what_others_import_and_no_more(package: str) -> None:
    face = importlib.import_module(f"jru_tui.{package}")
    assert set(face.__all__) - _imported_from(package) == set()


@pytest.mark.parametrize("package", FACES)
def test_no_name_of_a_face_is_that_of_a_module(package: str) -> None:
    face = importlib.import_module(f"jru_tui.{package}")
    inside = {path.stem for path in (PACKAGE / package).iterdir()}
    assert set(face.__all__) & inside == set()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ImportError):
        importlib.import_module("jru_tui.board.nothing")
    with pytest.raises(AttributeError, match="has no attribute"):
        importlib.import_module("jru_tui.board").nothing  # noqa: B018 - asking for it is the test
