"""No person at a board ever reads a traceback, and no file ever holds what a caller said."""

import stat
from pathlib import Path

import click
import pytest

from jru_tui.cli.errors import CommandError, guarded, keep_crash
from jru_tui.settings import paths

WORDS = "the man next door has been shouting"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setattr(paths, "state_folder", lambda: folder)
    monkeypatch.setattr("sys.argv", ["jru-tui"])
    return folder


def raising(error: BaseException) -> click.Command:
    """A command line that meets that exception."""

    @click.command()
    def command() -> None:
        raise error

    return command


def ends(command: click.Command) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        guarded(command)
    return left.value.code


def crash(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_an_unforeseen_exception_is_one_sentence_and_a_file(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends(raising(KeyError(WORDS))) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "jru-tui: jru-tui hit an internal error and had to stop (KeyError). Details for a bug "
        f"report are in {crash(state)}.\n"
    )


def test_the_file_is_its_owners_alone(state: Path) -> None:
    ends(raising(KeyError(WORDS)))
    assert stat.S_IMODE(crash(state).stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_the_file_holds_types_and_lines_of_code_but_no_messages(state: Path) -> None:
    held: dict[str, str] = {}

    def fold() -> None:
        try:
            held[WORDS]
        except KeyError as error:
            raise RuntimeError(WORDS) from error

    with pytest.raises(RuntimeError) as raised:
        fold()
    keep_crash(ExceptionGroup(WORDS, [raised.value]))
    kept = crash(state).read_text()
    assert "builtins.ExceptionGroup" in kept
    assert "One of the group: builtins.RuntimeError" in kept
    assert "Because of: builtins.KeyError" in kept
    assert "in fold" in kept
    assert WORDS not in kept


def test_a_crash_that_cannot_be_written_is_told_all_the_same(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state.write_text("a file where the folder should be")
    assert ends(raising(KeyError(WORDS))) == 1
    assert "could not be saved: Not a directory" in capsys.readouterr().err


def test_a_failure_is_its_sentence_with_nothing_that_steers_a_terminal(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends(raising(CommandError("no such \x1b[2Jfeed"))) == 1
    assert capsys.readouterr().err == "jru-tui: no such \ufffd[2Jfeed\n"
    assert not state.exists()


def test_an_interrupt_ends_without_a_word(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(raising(KeyboardInterrupt())) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert not state.exists()


def test_wrong_usage_is_code_2(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(raising(click.UsageError("give one source"))) == 2
    assert "give one source" in capsys.readouterr().err
    assert not state.exists()
