"""Writes the stubs of the faces of packages from the faces: `make faces`, which tidies them."""

import importlib
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "jru_tui"


def stub_of(package: str) -> str:
    """Return the stub of a package: each name from the module that has it, in no good order."""
    homes: Mapping[str, str] = importlib.import_module(f"jru_tui.{package}")._HOMES
    return "".join(
        f"from jru_tui.{package}.{module} import {name} as {name}\n"
        for module, names in homes.items()
        for name in names.split()
    )


def main() -> None:
    """Write every stub."""
    for stub in PACKAGE.glob("*/__init__.pyi"):
        stub.write_text(stub_of(stub.parent.name), encoding="utf-8")


if __name__ == "__main__":
    main()
