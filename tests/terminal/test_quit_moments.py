"""Whatever the board waits for, a quit ends it: nobody waits for the feed, and hardly for the disk.

No time is asserted here: what is waited for in these tests never comes.
"""

import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jru_tui.journal.sqlite.file_access import load
from tests.terminal.conftest import Dispatch, Start

HANGS = b""
HANGS_IN_THE_BODY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
)
FAILS = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def server(answer: bytes) -> Iterator[tuple[str, threading.Event]]:
    """A server that answers each request with these bytes, and sends no more.

    Gives its address, and what is set once it was asked.
    """
    asked = threading.Event()
    kept: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        with closing(connection):
            while connection.recv(65_536):
                asked.set()
                connection.sendall(answer)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            kept.append(connection)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", asked
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.mark.parametrize("answer", [HANGS, HANGS_IN_THE_BODY, FAILS], ids=["head", "body", "503"])
def test_a_quit_waits_for_no_feed(open_terminal: Start, tmp_path: Path, answer: bytes) -> None:
    with server(answer) as (url, asked):
        board = open_terminal("run", "--feed", url, "--journal", tmp_path / "j.db")
        board.see("Calls")
        assert asked.wait(60)
        assert board.quit() == 0


def test_a_quit_waits_for_no_dispatch_system(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path
) -> None:
    dispatch.call("K-1", 5, grade="G2")
    with server(HANGS) as (url, asked):
        settings = tmp_path / "settings.toml"
        settings.write_text(f'[feed]\nurl = "{dispatch.url}"\nwriteback = "{url}"\n')
        board = open_terminal("run", "--config", settings, "--journal", tmp_path / "j.db")
        board.see("K-1", "feed")
        board.press("n")
        board.see("Note on K-1")
        board.press("seen\r")
        assert asked.wait(60)
        assert board.quit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_under_a_dialog(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path, number: signal.Signals
) -> None:
    dispatch.call("K-1", 5, grade="G2")
    board = open_terminal("run", "--feed", dispatch.url, "--journal", tmp_path / "j.db")
    board.see("K-1")
    board.insist("n", lambda text: "Note on K-1" in text)
    os.kill(board.pid, number)
    assert board.ended() == 0


def test_a_quit_gives_up_a_journal_that_another_program_has_locked(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path
) -> None:
    dispatch.call("K-1", 5, grade="G2")
    journal = tmp_path / "j.db"
    board = open_terminal("run", "--feed", dispatch.url, "--journal", journal)
    board.see("K-1")
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            board.quit()
        finally:
            other.execute("ROLLBACK")
    again = open_terminal("run", "--feed", dispatch.url, "--journal", journal)
    again.see("K-1")
    assert again.quit() == 0


@pytest.mark.parametrize("number", [None, signal.SIGTERM, signal.SIGINT])
def test_a_note_that_cannot_be_saved_behind_the_quit_is_said_when_the_screen_is_gone(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path, number: signal.Signals | None
) -> None:
    dispatch.call("K-1", 5, grade="G2")
    journal = tmp_path / "j.db"
    board = open_terminal("run", "--feed", dispatch.url, "--journal", journal)
    board.see("K-1")
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            board.press("n")
            board.see("Note on K-1")
            board.press("Gate is locked\r")
            board.wait(lambda text: "Note on K-1" not in text, "the board, with the note under way")
            if number is None:
                board.quit()
            else:
                os.kill(board.pid, number)
                board.ended()
        finally:
            other.execute("ROLLBACK")
    said = board.bytes.decode().rpartition("\x1b[?1049l")[2]
    assert "“K-1: note: Gate is locked”: not done, the journal cannot be written" in said
    assert not any("Gate is locked" in repr(event) for _, event in load(journal))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_note_that_is_being_saved_at_a_signal_is_saved_once_or_said_not_to_be(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path, number: signal.Signals
) -> None:
    """The journal is locked at the signal, and free again behind it."""
    dispatch.call("K-1", 5, grade="G2")
    journal = tmp_path / "j.db"
    board = open_terminal("run", "--feed", dispatch.url, "--journal", journal)
    board.see("K-1")
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            board.press("n")
            board.see("Note on K-1")
            board.press("Gate is locked\r")
            board.wait(lambda text: "Note on K-1" not in text, "the board, with the note under way")
            os.kill(board.pid, number)
        finally:
            other.execute("ROLLBACK")
    board.ended()
    said = board.bytes.decode().rpartition("\x1b[?1049l")[2]
    saved = sum("Gate is locked" in repr(event) for _, event in load(journal))
    # Behind a hang-up nobody reads it any more, so that it may also be left unsaid.
    lawful = {(1, False), (0, True)} | ({(0, False)} if number == signal.SIGHUP else set())
    assert (saved, "Gate is locked" in said) in lawful
    again = open_terminal("run", "--feed", dispatch.url, "--journal", journal)
    again.see("K-1")
    assert again.quit() == 0
