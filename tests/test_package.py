"""What is installed, and how: extras, documents, `make demo`, and versions that are tested."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from jru_tui.cli.commands.check_feed import document

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for folder, kind in (("jru_tui", "*.py"), ("docs", "*.md"), (".", "*.md"))
    for path in sorted((ROOT / folder).glob(f"**/{kind}" if folder != "." else kind))
}
CONSTRAINTS = [
    line
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def dry_run(target: str, folder: Path) -> str:
    """What `make` would do in a checkout where nothing is set up yet, also under another `make`."""
    around = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS")
    done = subprocess.run(
        ["make", "--dry-run", target, f"VENV_FOLDER={folder / 'venv'}"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in around},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_extras_are_named_as_they_can_be_installed() -> None:
    named = [extra for text in SOURCES.values() for extra in re.findall(r"'\.\[(\w+)\]'", text)]
    assert set(named) == set(PROJECT["project"]["optional-dependencies"])
    for path, text in SOURCES.items():
        assert "jru-tui[" not in text, path


def test_messages_name_documents_that_the_package_has() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["docs"] == "jru_tui/docs"
    named = [
        name for text in SOURCES.values() for name in re.findall(r'document\("([^"]+)"\)', text)
    ]
    assert named
    for name in named:
        assert document(name).is_file()


def test_no_message_names_a_document_by_a_path_of_the_checkout() -> None:
    for path, text in SOURCES.items():
        if path.suffix == ".py":
            code = re.sub(r'"""(.*?)"""', "", text, flags=re.DOTALL)
            assert not re.search(r'"[^"\n]*docs/\w+\.md', code), path


def test_the_man_page_is_installed() -> None:
    shared = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"docs/jru-tui.1": "share/man/man1/jru-tui.1"}
    assert (ROOT / "docs/jru-tui.1").is_file()


def test_the_demo_needs_no_test_tools(tmp_path: Path) -> None:
    assert "--editable ." in dry_run("demo", tmp_path)
    assert "dev" not in dry_run("demo", tmp_path).replace("/dev/null", "")
    assert "--group dev" in dry_run("test", tmp_path)


def test_a_second_python_runs_every_test(tmp_path: Path) -> None:
    first, second = (dry_run(target, tmp_path).splitlines() for target in ("test", "test-python"))
    assert second[-1].endswith(" -m pytest -n auto")
    assert second[-1] == first[-1]


def test_constraints_are_names_and_versions_alone() -> None:
    assert len(CONSTRAINTS) > 30
    for line in CONSTRAINTS:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line


def test_constraints_hold_a_fitting_version_of_every_dependency() -> None:
    versions = dict(line.lower().replace("_", "-").split("==") for line in CONSTRAINTS)
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *(one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra),
    ]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[requirement.name.lower()]), requirement
