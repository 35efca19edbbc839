"""Lazy package faces: the names that other packages may import, loaded when first used.

Start-up stays lazy: importing a name loads the module that has it, and nothing else.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def open_face(
    package: str, homes: Mapping[str, str]
) -> tuple[tuple[str, ...], Callable[[str], Any]]:
    """Make `__all__` and `__getattr__` of a package.

    Args:
        package: its name.
        homes: the names of each of its modules, separated by blanks.
    """
    home_of = {name: module for module, names in homes.items() for name in names.split()}

    def load(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{home_of[name]}"), name)

    return tuple(home_of), load
