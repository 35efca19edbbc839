"""docs/journal.md: its command lines do what it says, in the order in which it gives them."""

import asyncio
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.journal import open_journal
from tests.cli.commands.journal.test_journal_care import AT, MANY, fact

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "journal.md"


def command_lines() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


async def written(path: Path) -> Head:
    """The head of a journal of a dozen events."""
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append([fact(number) for number in range(MANY)])
        return await journal.head()


def test_each_command_line_does_what_it_says(
    jru: Callable[..., Result], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    shutil.copytree(ROOT / "docs" / "mappings", home / "docs" / "mappings")
    head = asyncio.run(written(home / "journal.sqlite"))
    assert (head.position, len(command_lines())) == (12, 23)
    for line in command_lines():
        program, *arguments = shlex.split(line.replace("chain HEAD", f"chain {head.chain}"))
        assert program == "jru-tui"
        done = jru(*arguments)
        assert done.exit_code == 0, f"{line}\n{done.output}"
        if "--help" not in arguments:
            assert done.output or "-o" in arguments


def test_each_side_file_that_it_names_is_made_by_the_program() -> None:
    named = set(re.findall(r"^\| (.*?) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE))
    suffixes = {word for cell in named for word in re.findall(r"`([.-][a-z.]+)`", cell)}
    code = "\n".join(file.read_text() for file in (ROOT / "jru_tui" / "journal").rglob("*.py"))
    assert suffixes
    assert [suffix for suffix in suffixes if f'"{suffix}"' not in code] == []
