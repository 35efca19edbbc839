"""What a test is handed has a type: `Any` would hide a name that does not exist."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def untyped(source: str) -> Iterator[str]:
    """Give each fixture, and each argument of a fixture or test, that may be anything."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        is_fixture = any("fixture" in ast.unparse(mark) for mark in node.decorator_list)
        if is_fixture and may_be_anything(node.returns):
            yield node.name
        if is_fixture or node.name.startswith("test_"):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            for argument in arguments:
                if may_be_anything(argument.annotation):
                    yield f"{node.name}: {argument.arg}"


def may_be_anything(annotation: ast.expr | None) -> bool:
    """Tell whether this is `Any`, or gives or yields it; `dict[str, Any]` is an object of JSON."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="Callable"), slice=ast.Tuple(elts=[*_, given])):
            return may_be_anything(given)
        case ast.Subscript(value=ast.Name(id="Iterator" | "AsyncIterator"), slice=given):
            return may_be_anything(given)
        case ast.Name(id=name):
            return name == "Any"
        case _:
            return False


def test_no_fixture_and_no_argument_of_a_test_may_be_anything() -> None:
    found = [
        f"{module.relative_to(TESTS)}: {name}"
        for module in sorted(TESTS.rglob("*.py"))
        for name in untyped(module.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_it(app: Any) -> None: ...", ["test_it: app"]),
        ("@pytest.fixture\ndef app() -> Any: ...", ["app"]),
        ("@fixture(autouse=True)\ndef app(night: Any) -> App: ...", ["app: night"]),
        ("@pytest.fixture\ndef app() -> Iterator[Callable[..., Any]]: ...", ["app"]),
        ("async def test_it(make: Callable[[int], Any]) -> None: ...", ["test_it: make"]),
        ("def test_it(app: App, changes: dict[str, Any]) -> None: ...", []),
        ("def helper(**more: Any) -> Any: ...", []),
    ],
)
def test_the_rule_finds_what_it_forbids(source: str, found: list[str]) -> None:
    assert list(untyped(source)) == found
