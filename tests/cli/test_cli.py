"""The command line itself: what it says, and what it does not load to say it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui import __version__

Jru = Callable[..., Result]

HEAVY = (
    "textual",
    "rich",
    "httpx",
    "aiosqlite",
    "sqlite3",
    "starlette",
    "uvicorn",
    "msgspec",
    "asyncio",
)


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_load_none_of_the_rooms(flag: str) -> None:
    code = (
        "import sys; sys.argv = ['jru-tui', sys.argv[1]]\n"
        "import atexit; atexit.register(lambda: print('loaded:', *sorted(sys.modules)))\n"
        "from jru_tui.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, flag], capture_output=True, text=True, check=True
    )
    loaded = done.stdout[done.stdout.index("loaded:") :].split()
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_module_is_the_same_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jru_tui", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"jru-tui {__version__}\n"


def test_help_names_every_command(jru: Jru) -> None:
    said = jru("--help").output
    for command in ("run", "demo", "simulate", "snapshot", "status", "locate"):
        assert f"\n  {command} " in said


def test_without_settings_three_lines_say_how_to_begin(jru: Jru, home: Path) -> None:
    said = jru()
    assert said.exit_code == 0
    assert said.output == (
        "A live shift board for the Joint Response Unit.\n"
        "See the demo:    jru-tui demo      (everything else: jru-tui --help)\n"
        "Connect:         jru-tui run --feed URL, or name it as feed.url in "
        f"{home}/settings.toml\n"
    )


def test_with_a_feed_in_the_settings_it_says_how_to_open_it(jru: Jru, home: Path) -> None:
    (home / "settings.toml").write_text('[feed]\nurl = "https://dispatch.example/feed"')
    assert "Open the board:  jru-tui run\n" in jru().output


def test_wrong_settings_are_one_sentence_and_code_1(jru: Jru, home: Path) -> None:
    (home / "settings.toml").write_text("[feed]\nulr = 1")
    said = jru()
    assert said.exit_code == 1
    assert said.stderr == (
        f"jru-tui: {home}/settings.toml: feed.ulr is not a setting; did you mean url?\n"
    )


def test_locate_says_where_everything_is(jru: Jru, home: Path) -> None:
    (home / "settings.toml").write_text('journal = "kept.sqlite"')
    assert jru("locate").output == (
        f"Crash files: {home}/state   (not there yet)\n"
        f"Settings:    {home}/settings.toml\n"
        f"Journal:     {home}/kept.sqlite   (not there yet)\n"
    )


def test_run_without_a_feed_says_how_to_name_one(jru: Jru) -> None:
    said = jru("run")
    assert said.exit_code == 2
    assert "No feed is named: give --feed URL, or feed.url in the settings." in said.stderr


def test_an_unknown_command_is_wrong_usage(jru: Jru) -> None:
    assert jru("fly").exit_code == 2


WRONG = {
    "a speed": (["demo", "--speed", "nan"], "'nan' is not a number."),
    "a date": (["report", "--from", "30/10/2020"], "'30/10/2020' is not a date: write it as"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_told_in_words(jru: Jru, arguments: list[str], said: str) -> None:
    result = jru(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_moment_far_from_the_scenario_is_refused(jru: Jru) -> None:
    result = jru("status", "new_years_eve", "--at", "2021-01-01 01:50")
    assert result.exit_code == 1
    assert "2021-01-01 01:50 is outside this scenario, which runs from 20" in result.output
