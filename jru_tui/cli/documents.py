"""Paths of the documentation that is installed with the program."""

from pathlib import Path


def document(name: str) -> Path:
    """Return the path of a document: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "docs"
    return (inside if inside.is_dir() else package.parent / "docs") / name
