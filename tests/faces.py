"""Writes the faces of packages: `make faces`, which tidies them.

A face has what other packages import from it: a name that somebody imports now is taken in with the
module that defines it, and one that nobody imports any more is left out. The stub follows.
"""

import ast
import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import wrap

PACKAGE = Path(__file__).parent.parent / "jru_tui"
_WIDTH = 100


def imported_from(package: str) -> set[str]:
    """Give the names that others than a package itself import from its face."""
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


def homes_of(package: str) -> dict[str, list[str]]:
    """Give the names of a face by the module that has them, as others import them now.

    Raises:
        LookupError: a name that is imported is defined nowhere, or in several modules.
    """
    told: Mapping[str, str] = importlib.import_module(f"jru_tui.{package}")._HOMES
    inside = {path.stem for path in (PACKAGE / package).iterdir()}
    wanted = imported_from(package) - inside
    homes = {
        module: [name for name in names.split() if name in wanted & _defined_in(package, module)]
        for module, names in told.items()
    }
    known = {name for names in homes.values() for name in names}
    for name in sorted(wanted - known):
        homes.setdefault(_home_of(package, name), []).append(name)
    return {
        module: sorted(names, key=str.casefold) for module, names in sorted(homes.items()) if names
    }


def _defined_in(package: str, module: str) -> set[str]:
    """Give the names that a module has for others: its own, and what it passes on in `__all__`."""
    path = PACKAGE.joinpath(package, *module.split(".")).with_suffix(".py")
    if not path.exists():
        return set()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    passed_on = [
        node.value
        for node in body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return _defined(body).union(*(ast.literal_eval(names) for names in passed_on))


def _home_of(package: str, name: str) -> str:
    folder = PACKAGE / package
    found = [
        ".".join(module.relative_to(folder).with_suffix("").parts)
        for module in folder.rglob("*.py")
        if name in _defined(ast.parse(module.read_text(encoding="utf-8")).body)
    ]
    if len(found) != 1:
        raise LookupError(f"jru_tui.{package} has {name} in {found or 'no module'}")
    return found[0]


def _defined(body: Iterable[ast.stmt]) -> set[str]:
    """Give the names that the statements of a module define."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def with_homes(source: str, homes: Mapping[str, Iterable[str]]) -> str:
    """Return the source of an `__init__.py` with these homes in place of its own.

    Args:
        source: has a table `_HOMES`.
        homes: the names of each module.
    """
    [table] = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOMES"
    ]
    lines = source.splitlines()
    entries = [line for module, names in homes.items() for line in _entry(module, " ".join(names))]
    made = [*lines[: table.lineno - 1], "_HOMES = {", *entries, "}", *lines[table.end_lineno :]]
    return "\n".join(made) + "\n"


def _entry(module: str, names: str) -> list[str]:
    alone = f'    "{module}": "{names}",'
    if len(alone) <= _WIDTH:
        return [alone]
    parts = wrap(names, _WIDTH - len('        " "'), break_long_words=False)
    texts = [f'        "{part} "' for part in parts[:-1]]
    return [f'    "{module}": (', *texts, f'        "{parts[-1]}"', "    ),"]


def stub_of(package: str, homes: Mapping[str, Iterable[str]]) -> str:
    """Return the stub of a package: each name from the module that has it, in no good order.

    Args:
        package: its name.
        homes: the names of each of its modules.
    """
    return "".join(
        f"from jru_tui.{package}.{module} import {name} as {name}\n"
        for module, names in homes.items()
        for name in names
    )


def main() -> None:
    """Write every face and its stub."""
    for stub in PACKAGE.glob("*/__init__.pyi"):
        package, face = stub.parent.name, stub.with_suffix(".py")
        homes = homes_of(package)
        face.write_text(with_homes(face.read_text(encoding="utf-8"), homes), encoding="utf-8")
        stub.write_text(stub_of(package, homes), encoding="utf-8")


if __name__ == "__main__":
    main()
