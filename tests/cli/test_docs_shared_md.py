"""docs/shared.md: from nothing to two boards, with each of its commands as it is written there."""

import asyncio
import re
import shlex
import tomllib
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result

from jru_tui.journal.backends import roles_of
from jru_tui.settings import JournalServer, load_settings
from tests.cli.test_docs_journal_md import written

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "shared.md").read_text("utf-8")
STEPS = re.findall(r"```(sql|console)\n(.*?)```", TEXT, re.DOTALL)
LOGINS = ("sc70002", "deputy", "wall")


def test_each_step_does_what_it_says(
    jru: Callable[..., Result], home: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.chdir(home)
    asyncio.run(written(home / "shift.sqlite"))
    # Roles are the whole server's: the names that are in use there are not touched.
    force, mark = f"f{uuid4().hex[:8]}", uuid4().hex[:8]
    (home / "settings.toml").write_text(f'[shared]\nforce = "{force}"\n')
    parts = urlsplit(database)
    _, _, host = parts.netloc.rpartition("@")

    def here(text: str) -> str:
        for name in LOGINS:
            text = re.sub(rf"\b{name}\b", f"{name}_{mark}", text)
        text = text.replace("jru_main_", f"jru_{force}_")
        return re.sub(
            r"postgresql://(\w+)@db\.kent\.example/shifts",
            lambda found: parts._replace(netloc=f"{found[1]}@{host}").geturl(),
            text,
        )

    done = 0
    for kind, block in STEPS:
        if kind == "sql":
            for statement in block.split(";"):
                if statement.strip() and "CREATE DATABASE" not in statement:
                    with psycopg.connect(database, autocommit=True) as connection:
                        connection.execute(here(statement).encode())
            continue
        for line in block.splitlines():
            program, *arguments = shlex.split(here(line.removeprefix("$ ")))
            assert program == "jru-tui"
            result = jru(*arguments)
            assert result.exit_code == 0, f"{line}\n{result.output}"
            done += 1
    assert done == 13
    assert (home / "back.jsonl").read_bytes() == (home / "shift.jsonl").read_bytes()


def test_its_settings_are_settings(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "settings.toml").write_text(block)
    (tmp_path / "password").write_text("a password")
    (tmp_path / "password").chmod(0o600)
    settings = load_settings(tmp_path / "settings.toml", {}, {})
    assert isinstance(settings.journal, JournalServer)
    assert settings.journal.name == "db.kent.example/shifts"
    assert tomllib.loads(block)["by"] == settings.by


def test_the_roles_that_it_names_are_the_programs() -> None:
    named = set(re.findall(r"^\| `(jru_\w+)` \|", TEXT, re.MULTILINE))
    assert named == {"jru_owner", *roles_of("main")}


class UnitParser(ConfigParser):
    """Reads a unit of systemd, whose names are in capitals and small letters."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_the_files_beside_it_are_what_they_should_be() -> None:
    unit = UnitParser(strict=False, interpolation=None)
    unit.read(ROOT / "docs" / "shared" / "jru-tui-wall.service")
    words = shlex.split(unit["Service"]["ExecStart"])
    assert words[1:3] == ["run", "--read-only"]
    compose = (ROOT / "docs" / "shared" / "compose.yaml").read_text()
    assert "\t" not in compose
    assert "POSTGRES_PASSWORD:" not in compose
