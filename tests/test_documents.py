"""What ARCHITECTURE.md, CONTRIBUTING.md and SECURITY.md name is there."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from jru_tui.board import CATEGORIES, GRADES, OUTCOMES, STATUSES, TYPES

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
PATH = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|md))?)`")
NAMED = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.py)`\s+`(?:([A-Z]\w+)\.)?(\w+)`")
TEST = re.compile(r"[a-z_/]*\btest_\w+\.py")
TARGET = re.compile(r"make ([a-z-]+)")


def find(path: str) -> Path | None:
    """A path from the root, from the package, or (a folder) from one of its packages."""
    bases = [ROOT, ROOT / "jru_tui", *(ROOT / "jru_tui").glob("*/")]
    return next((base / path for base in bases if (base / path).exists()), None)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_path_exists(document: str) -> None:
    paths = PATH.findall((ROOT / document).read_text(encoding="utf-8"))
    assert paths
    assert [path for path in paths if find(path) is None] == []


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))]
)
def test_each_named_test_exists(document: str) -> None:
    named = TEST.findall((ROOT / document).read_text(encoding="utf-8"))
    assert named or document not in DOCUMENTS[:2]
    tests = [str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/test_*.py")]
    assert [name for name in named if not any(path.endswith(name) for path in tests)] == []


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("grade", GRADES),
        ("category", CATEGORIES),
        ("type", TYPES),
        ("status", STATUSES),
        ("outcome", OUTCOMES),
    ],
    ids=["grade", "category", "type", "status", "outcome"],
)
def test_mappings_list_the_codes_that_are_built_in(table: str, codes: Iterable[str]) -> None:
    text = (ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| `codes.{table}` |"))
    assert re.findall(r"`(\w+)`", row) == list(codes)


@pytest.mark.parametrize("document", DOCUMENTS[:1])
def test_each_name_is_in_its_file(document: str) -> None:
    named = NAMED.findall((ROOT / document).read_text(encoding="utf-8"))
    assert named
    for path, owner, name in named:
        found = find(path)
        assert found is not None
        source = found.read_text(encoding="utf-8")
        assert not owner or re.search(rf"^class {owner}\b", source, re.MULTILINE), (path, owner)
        assert re.search(
            rf"^\s*((async )?def|class) {name}\b|^{name}\b.*=", source, re.MULTILINE
        ), (
            path,
            name,
        )


@pytest.mark.parametrize("document", [*DOCUMENTS, "README.md"])
def test_each_target_of_make_exists(document: str) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = TARGET.findall(
        "\n".join(
            line
            for line in (ROOT / document).read_text(encoding="utf-8").splitlines()
            if line.startswith("$ ") or "`make" in line
        )
    )
    assert set(named) <= set(targets)
