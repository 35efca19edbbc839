"""A journal written by somebody else, its chain right: nothing in it leaves by any way out."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.journal import load
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.journal import open_journal
from tests.journal import hostile

Jru = Callable[..., Result]

STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""What a terminal, or a reader of text, would act on."""

WAYS_OUT = (
    "status",
    "status --json",
    "watch",
    *(f"handover --format {form}" for form in ("text", "markdown", "html")),
    *(f"report --format {form}" for form in ("text", "csv", "json", "html")),
    *(f"handover -o page{suffix}" for suffix in (".txt", ".md", ".html")),
    *(f"report -o page{suffix}" for suffix in (".txt", ".csv", ".json", ".html")),
    *(f"report --travel --format {form}" for form in ("text", "csv", "json", "html")),
    "debrief --of K-1",
    "debrief --of JRU1 -o page.html",
    "snapshot -o page.txt",
    "snapshot -o page.svg",
)


@pytest.fixture
async def journal(home: Path) -> Path:
    """Hostile text in every field of every event."""
    path = home / "kept" / "shift.sqlite"
    async with await open_journal(path, by="\x1b[2J", clock=lambda: hostile.AT) as kept:
        await kept.append(list(hostile.hostile_events()))
    return path


def texts(value: object) -> Iterator[str]:
    """Every text in a JSON document."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from texts(item)
        case dict():
            for key, item in value.items():
                yield key
                yield from texts(item)


def steering(jru: Jru, journal: Path, command: str) -> list[str]:
    """What leaves a command that would steer something."""
    done = jru(*command.split(), "--journal", str(journal), "--at", "2020-10-30 20:30")
    if command == "watch":
        done = jru("watch", "--journal", str(journal))
    assert done.exit_code == 0, done.stderr
    said = done.stdout + done.stderr
    for page in Path().glob("page.*"):
        said += page.read_bytes().decode()
        page.unlink()
    assert "boom" in said or "report" in command
    found = STEERS.findall(said)
    if "json" in command and not found:
        document = done.stdout if "-o" not in command else said[said.index("{") :]
        found = [one for text in texts(json.loads(document)) for one in STEERS.findall(text)]
    return found


@pytest.mark.parametrize("command", WAYS_OUT)
def test_no_way_out_lets_a_journal_steer(
    jru: Jru, journal: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(home)
    assert steering(jru, journal, command) == []


@pytest.mark.parametrize("command", ["info --json", "verify --json", "export", "disclose page"])
def test_no_copy_of_a_journal_steers(
    jru: Jru, journal: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(home)
    subject = ("--from", "2020-10-30") if command == "disclose page" else ()
    done = jru("journal", *command.split(), *subject, "--journal", str(journal))
    assert done.exit_code == 0, done.stderr
    pages = [page.read_text() for page in home.glob("page/*.*") if page.suffix != ".py"]
    assert STEERS.findall("".join((done.stdout, done.stderr, *pages))) == []
    if command == "export":
        (home / "lines").write_text(done.stdout)
        again = home / "again" / "shift.sqlite"
        assert jru("journal", "import", "lines", "--journal", str(again)).exit_code == 0
        assert jru("journal", "verify", "--journal", str(again)).exit_code == 0
        assert list(load(again)) == list(load(journal))
    if command == "disclose page":
        proof = subprocess.run(
            [sys.executable, "page/verify.py"], capture_output=True, text=True, check=False
        )
        assert (proof.returncode, proof.stdout[:6]) == (0, "PROVEN"), proof.stderr


def open_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "is_clean_json", lambda _body: True)


def open_the_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, module in list(sys.modules.items()):
        for gate in ("printable", "printable_file", "printable_json"):
            if name.startswith("jru_tui") and callable(getattr(module, gate, None)):
                monkeypatch.setattr(module, gate, lambda text, keep="": text)  # noqa: ARG005


@pytest.mark.parametrize(
    "command", ["status", "status --json", "watch", "handover --format text", "report -o page.html"]
)
def test_with_the_door_and_the_gates_open_it_does_steer(
    jru: Jru, journal: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The control: it is they that keep it back."""
    monkeypatch.chdir(home)
    steering(jru, journal, command)  # loads what is to be opened
    open_the_door(monkeypatch)
    open_the_gates(monkeypatch)
    assert steering(jru, journal, command) != []
