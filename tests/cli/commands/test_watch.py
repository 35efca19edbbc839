"""`watch`, completion and progress: what a screen reader, a shell and a patient person get."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import Result

from jru_tui.board.commands import Check
from jru_tui.board.events import Commanded, Event, VehicleReported
from jru_tui.board.records import VehicleRecord
from jru_tui.cli import progress
from jru_tui.journal.sqlite.journal import open_journal
from tests.programs import running

Jru = Callable[..., Result]

JRU = [sys.executable, "-u", "-m", "jru_tui"]
NINE = datetime(2020, 10, 30, 21, tzinfo=UTC)
PATIENCE_S = 30.0


def test_a_scenario_is_said_line_by_line(jru: Jru) -> None:
    said = jru("watch", "east_kent_first_weekend", "--at", "18:25").stdout.splitlines()
    assert said[:7] == [
        "Sample shift: East Kent's first weekend.",
        "No emergencies, no alerts.",
        "Needs",
        "K-1022: clinical.",
        "K-1021: entry and clinical.",
        "",
        "Friday 30 October 2020",
    ]
    assert said[-5:] == [
        "18:20:00 JRU 3 available",
        "18:21:17 K-1021 JRU 1 at scene",
        "18:22:30 K-1021 note by control: Neighbour says a key is kept at number 4",
        "18:24:05 K-1022 opened: G1 C2 Mental-health crisis, Dartford railway station",
        "18:24:45 K-1022 JRU 2 allocated",
    ]


def test_a_whole_weekend_has_its_three_nights(jru: Jru) -> None:
    said = jru("watch", "east_kent_first_weekend").stdout.splitlines()
    said = said[said.index("") + 1 :]
    days = [line for line in said if line[0] not in "012"]
    assert days == [
        "Friday 30 October 2020",
        "Saturday 31 October 2020",
        "Sunday 1 November 2020",
        "Monday 2 November 2020",
    ]
    calls = [line for line in said if " K-" in line]
    assert len(calls) == len(set(calls))


def test_the_hour_that_comes_twice_is_said_twice(jru: Jru) -> None:
    said = jru("watch", "clocks_go_back").stdout.splitlines()
    change = said.index("Sunday 25 October 2020, GMT from now on")
    assert "01:30:20 K-809 opened: G1 C2 Assault, High Street, Gillingham" in said[:change]
    assert "01:02:50 K-810 note by control: Bleeding stopped, four strips" in said[change:]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Name a SOURCE"),
        (("quiet_tuesday", "--feed", "http://127.0.0.1/"), "Give only one of SOURCE"),
        (("--journal", "x", "--at", "22:00"), "--at works only with a scenario."),
        (("quiet_tuesday", "--follow"), "--follow works only with a journal."),
    ],
)
def test_what_cannot_be_watched_is_wrong_usage(jru: Jru, args: tuple[str, ...], said: str) -> None:
    done = jru("watch", *args)
    assert done.exit_code == 2
    assert said in done.stderr


def seen(number: int, at: datetime) -> Event:
    known = VehicleReported(VehicleRecord("JRU3", "available", at, name="JRU 3"))
    return Event(str(number), at, at, "feed", known)


def test_a_journal_is_said_to_its_end_and_then_followed(home: Path, jru: Jru) -> None:
    path = home / "kept.sqlite"
    first = [
        "OFFICIAL-SENSITIVE.",
        "No emergencies, no alerts.",
        "There is no contact with the feed: alerts that depend on it are silent.",
        "",
        "Friday 30 October 2020",
        "21:00:00 JRU 3 available",
    ]
    lines: list[str] = []

    async def watched() -> None:
        async with await open_journal(path, by="SC 9", clock=lambda: NINE) as journal:
            await journal.append([seen(1, NINE)])
            command = [*JRU, "watch", "--journal", str(path), "--follow"]
            with running(*command) as watcher:
                assert watcher.stdout is not None
                lines.extend([await asyncio.to_thread(watcher.stdout.readline) for _ in first])
                check = Event("2", NINE, NINE, "supervisor", Commanded(Check("JRU3")), by="SC 9")
                await journal.append([check])
                lines.append(await asyncio.to_thread(watcher.stdout.readline))
                watcher.send_signal(signal.SIGINT)
                assert await asyncio.to_thread(watcher.wait, PATIENCE_S) == 0

    asyncio.run(watched())
    assert [line.strip() for line in lines] == [
        *first,
        "21:00:00 JRU 3 welfare check (SC 9)",
    ]
    assert jru("watch", "--journal", str(path)).stdout.splitlines() == [
        *first,
        "21:00:00 JRU 3 welfare check (SC 9)",
    ]


def until(lines: Iterable[str], wanted: str) -> bool:
    """Read on until a line holds that."""
    return any(wanted in line for line in lines)


def test_a_feed_is_said_as_it_changes_until_it_is_interrupted(home: Path) -> None:
    (home / "settings.toml").write_text("[feed]\ninterval_s = 1")
    simulate = [*JRU, "simulate", "east_kent_first_weekend", "--at", "22:47", "--port", "0"]
    with running(*simulate) as simulator:
        assert simulator.stdout is not None
        url = [simulator.stdout.readline() for _ in range(4)][1].split()[-1]
        config = ["--config", str(home / "settings.toml")]
        watch = [*JRU, "watch", "--feed", url, *config]
        with running(*watch) as watcher:
            assert watcher.stdout is not None
            assert until(watcher.stdout, "feed live")
            command = {"command": "assign", "id": "1", "call": "K-1037", "vehicle": "JRU2"}
            with urlopen(Request(url.replace("feed", "commands"), json.dumps(command).encode())):
                assert until(watcher.stdout, "K-1037 JRU 2 allocated")
            watcher.send_signal(signal.SIGINT)
            assert watcher.wait(PATIENCE_S) == 0
        simulator.send_signal(signal.SIGINT)
        assert simulator.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    ("shell", "holds"),
    [
        ("bash", "complete -o nosort -F"),
        ("zsh", "#compdef jru-tui"),
        ("fish", "complete --no-files"),
    ],
)
def test_a_shell_gets_the_script_that_it_reads(jru: Jru, shell: str, holds: str) -> None:
    said = jru("completion", shell).stdout
    assert holds in said
    assert "_JRU_TUI_COMPLETE" in said


def test_a_shell_completes_commands_and_scenarios() -> None:
    def completed(*words: str) -> list[str]:
        asked = {"COMP_WORDS": " ".join(("jru-tui", *words)), "COMP_CWORD": str(len(words))}
        done = subprocess.run(
            JRU,
            env={"_JRU_TUI_COMPLETE": "bash_complete", **asked},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return [line.removeprefix("plain,") for line in done.stdout.splitlines()]

    assert completed("hand") == ["handover"]
    for command in ("watch", "demo", "simulate", "report"):
        assert completed(command, "east") == ["east_kent_first_weekend"]
    assert completed("status", "--journal", "ke") == ["file,ke"]
    assert completed("check-feed", "sa") == ["file,sa"]


def test_what_takes_long_is_counted_on_a_terminals_stderr_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(progress.count_progress(range(5), "Reading", every=2)) == [0, 1, 2, 3, 4]
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(progress.count_progress(range(5), "Reading", every=2)) == [0, 1, 2, 3, 4]
    assert capsys.readouterr() == ("", "\rReading: 2\rReading: 4\r\033[K")
    with progress.share_progress("Counting") as told:
        told(0.0)
        told(0.5)
    assert capsys.readouterr() == ("", "\rCounting: 50%\r\033[K")
