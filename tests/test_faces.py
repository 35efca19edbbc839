"""The face of each package: what `__init__.py` lists, its stub declares and its modules have."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.faces import imported_from, with_homes

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


@pytest.mark.parametrize("package", FACES)
def test_a_face_has_what_others_import_and_no_more(package: str) -> None:
    face = importlib.import_module(f"jru_tui.{package}")
    assert set(face.__all__) - imported_from(package) == set()


def test_a_home_is_written_in_place_of_what_was_there() -> None:
    source = 'import this\n\n_HOMES = {\n    "a": "B",\n}\n"""A face."""\n'
    long = [f"Name{number}" for number in range(20)]
    written = with_homes(source, {"a": ["B", "C"], "d.e": long})
    assert written.startswith('import this\n\n_HOMES = {\n    "a": "B C",\n    "d.e": (\n')
    assert written.endswith('Name19"\n    ),\n}\n"""A face."""\n')
    assert max(map(len, written.splitlines())) <= 100


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
