"""Two supervisors at two real terminals, on one journal in PostgreSQL and one feed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from jru_tui.desk.shared_links import RENEW_EVERY_S
from jru_tui.journal.postgres.lease import LASTS_S
from tests.postgres_server import (
    PostgresServer,
    new_database,
)
from tests.terminal.conftest import Dispatch, Start, Terminal

TAKEOVER_WITHIN_S = 10.0
"""Seconds without a board that polls, as docs/shared.md says."""


def is_gone(text: str) -> bool:
    """Tell whether a board says that its journal's server is gone."""
    return "does not answer" in text or "cannot be reached" in text


def jru(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "jru_tui", *words]
    environment = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(home: Path, *words: str) -> str:
    """What a command says that cannot be carried out."""
    command = [sys.executable, "-m", "jru_tui", *words]
    environment = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    return done.stderr


@pytest.fixture
def journal(mortal: PostgresServer, tmp_path: Path) -> str:
    address = new_database(mortal.address())
    jru(tmp_path, "journal", "init", "--journal", address)
    return address


@pytest.fixture
def board(open_terminal: Start, tmp_path: Path, dispatch: Dispatch, journal: str) -> Start:
    """Open a board as somebody; the first one polls."""
    dispatch.vehicle("JRU1")
    dispatch.vehicle("JRU2")
    dispatch.call("K-1", 10, grade="G1", type="assault", summary="Two men fighting")
    settings = tmp_path / "jru.toml"
    settings.write_text(
        f'[feed]\nurl = "{dispatch.url}/feed"\nwriteback = "{dispatch.url}/commands"\n'
        "interval_s = 1\n"
    )

    def start(by: str, *more: str) -> Terminal:
        return open_terminal("run", "--config", settings, "--journal", journal, "--as", by, *more)

    return start


def test_two_at_one_call_and_one_of_them_dies(
    board: Start, dispatch: Dispatch, journal: str, tmp_path: Path
) -> None:
    one, other = board("SC 70001"), board("SC 70002")
    wall = board("wall", "--read-only")
    for screen in (one, other, wall):
        screen.see("K-1", "JRU 1", "1 waiting", "s ago")
    other.press("a")
    other.see("Assign a vehicle to K-1")
    other.press("\r")
    for screen in (other, one, wall):
        screen.see("JRU 1 assigned")
    info = json.loads(jru(tmp_path, "journal", "info", "--journal", journal, "--json"))
    holder, heir = (one, other) if info["poller"] == "SC 70001" else (other, one)

    # The one that polls dies: the other takes the feed over, and nothing is kept or posted twice.
    os.kill(holder.pid, signal.SIGKILL)
    dispatch.call("K-2", 0, grade="G3", type="fall")
    for screen in (heir, wall):
        screen.see("K-2", "s ago")
    assert heir.quit() == 0
    assert wall.quit() == 0
    assert [command["command"] for command in dispatch.posted] == ["assign"]
    lines = jru(tmp_path, "journal", "export", "--journal", journal).splitlines()
    told = [json.loads(line)["event"] for line in lines[1:-1]]
    of_calls = [event["fact"] for event in told if event["fact"]["kind"] == "call"]
    assert len({json.dumps(fact) for fact in of_calls}) == len(of_calls)
    assert "The journal is intact" in jru(tmp_path, "journal", "verify", "--journal", journal)


def test_each_sees_who_is_at_which_board_and_at_which_call(board: Start) -> None:
    one, other = board("70001"), board("70002")
    wall = board("wall", "--read-only")
    for screen in (one, other, wall):
        screen.see("K-1", "JRU 1", "s ago")
    other.press("n")
    other.see("Note on")
    for screen in (one, wall):
        screen.see("70002 is at K-1")
    one.press("n")
    one.see("Note on", "70002 is at K-1")
    other.see("70001 is at K-1")
    other.leave("Note on")
    one.wait(lambda text: "70002 is at" not in text, "that nobody else is there")
    one.leave("Note on")
    one.press("B")
    one.see("Boards on this journal", "70001 (this board)", "70002", "wall", "viewer", "polls")
    # The wall's machine dies: the others say so. Whoever quits is no longer listed.
    assert other.quit() == 0
    os.kill(wall.pid, signal.SIGKILL)
    one.wait(lambda text: "70002" not in text and "no contact for" in text, "who is left")
    one.leave("Boards on this journal")
    one.see("No contact for", "the board of wall")
    assert one.quit() == 0


def test_the_board_stays_when_the_server_is_gone_and_goes_on_when_it_is_back(
    board: Start, mortal: PostgresServer, dispatch: Dispatch
) -> None:
    one, other = board("SC 70001"), board("SC 70002")
    for screen in (one, other):
        screen.see("K-1", "s ago")
    mortal.stop(signal.SIGQUIT)
    try:
        dispatch.call("K-9", 0, grade="G3", type="fall")
        # The one that polls shows what it hears, and says that it is not kept; both stay.
        for screen in (one, other):
            screen.wait(is_gone, "that the server is gone")
        one.press("a")
        one.see("Assign a vehicle to")
        one.press("\r")
        one.see("1 command not yet saved", "JRU 1 assigned")
    finally:
        mortal.start()
    for screen in (one, other):
        screen.see("K-9", "JRU 1 assigned")
        screen.wait(
            lambda text: not is_gone(text) and "not saved" not in text and "not yet" not in text,
            "all well",
        )
    assert one.quit() == 0
    assert other.quit() == 0


def test_a_vehicle_that_waits_to_be_sent_is_shown_so_and_can_be_stood_down(
    board: Start, mortal: PostgresServer, journal: str
) -> None:
    one = board("SC 70001")
    one.see("K-1", "s ago", "1 waiting")
    mortal.stop(signal.SIGQUIT)
    try:
        one.wait(is_gone, "that the server is gone")
        one.press("a")
        one.see("Assign a vehicle to")
        one.press("\r")
        one.see("⊘ JRU 1", "⊘ to K-1", "1 command not yet saved")
        one.press("d")
        one.see("Stand a vehicle down from K-1", "assignment not yet saved", "Its assignment waits")
        one.press("\r")
        one.see("2 commands not yet saved", "⊘ not yet saved: K-1: JRU 1 stood down")
        assert "⊘ to K-1" not in one.text
    finally:
        mortal.start()
    one.wait(lambda text: "not yet saved" not in text and "⊘" not in text, "that all is kept")
    one.see("1 waiting")
    assert one.quit() == 0
    with psycopg.connect(journal) as connection:
        rows = connection.execute(
            "SELECT fact #>> '{command,command}' FROM jru.journal "
            "WHERE kind = 'commanded' ORDER BY position"
        ).fetchall()
    assert rows == [("assign",), ("stand-down",)]


def test_a_start_without_the_server_shows_what_this_machine_has_kept(
    board: Start, mortal: PostgresServer, tmp_path: Path, journal: str
) -> None:
    mortal.stop(signal.SIGQUIT)
    try:
        said = refused(tmp_path, "command", "note K-1 hello", "--journal", journal)
        assert "The command was not kept for later" in said
        none = board("SC 70001")
        none.wait(lambda text: "has saved no board of its journal" in text, "what to do")
    finally:
        mortal.start()
    one = board("SC 70001")
    one.see("K-1", "s ago")
    assert one.quit() == 0
    mortal.stop(signal.SIGQUIT)
    try:
        one = board("SC 70001")
        one.see("K-1", "read-only until", "old")
        one.press("a")
        one.see("this board is read-only")
    finally:
        mortal.start()
    one.see("answers again", "s ago")
    one.press("a")
    one.see("Assign a vehicle to")
    one.leave("Assign a vehicle to")
    assert one.quit() == 0


def test_a_board_that_was_killed_without_the_server_starts_as_it_was_in_mid_shift(
    board: Start, mortal: PostgresServer, dispatch: Dispatch, tmp_path: Path
) -> None:
    one = board("SC 70001")
    one.see("K-1", "s ago")
    assert one.quit() == 0  # the checkpoint holds no more than that
    one = board("SC 70001")
    dispatch.call("K-2", 0, grade="G2", type="fall")
    one.see("K-2", "s ago")
    note(one, "Gate is locked")
    (recent,) = (tmp_path / "state").glob("**/shared/*.recent")
    one.wait(lambda _: b"Gate is locked" in recent.read_bytes(), "that this machine has it")
    assert recent.stat().st_mode & 0o777 == 0o600
    mortal.stop(signal.SIGQUIT)
    try:
        one.wait(is_gone, "that the server is gone")
        os.kill(one.pid, signal.SIGKILL)
        one = board("SC 70001")
        one.see("K-1", "K-2", "read-only until", "This board is", "old")
    finally:
        mortal.start()
    one.see("answers again", "s ago")
    assert one.quit() == 0


def notes_of(journal: str) -> list[tuple[str, str]]:
    """Who noted what, in the order of the journal."""
    with psycopg.connect(journal) as connection:
        rows = connection.execute(
            "SELECT by, fact #>> '{command,text}' FROM jru.journal "
            "WHERE fact #>> '{command,command}' = 'note' ORDER BY position"
        ).fetchall()
    return [(by, text) for by, text in rows]


def note(screen: Terminal, text: str) -> None:
    """Note something on the selected call."""
    screen.press("n")
    screen.see("Note on")
    screen.press(text)
    screen.see(text)
    screen.press("\r")


def test_what_a_board_has_spooled_outlives_its_kill(
    board: Start, mortal: PostgresServer, tmp_path: Path, journal: str
) -> None:
    one = board("SC 70001")
    one.see("K-1", "s ago")
    note(one, "before")
    one.see("note: before")
    mortal.stop(signal.SIGQUIT)
    try:
        one.wait(is_gone, "that the server is gone")
        note(one, "first of two")
        one.see("1 command not yet saved")
        note(one, "second of two")
        one.see("2 commands not yet saved")
        (spool,) = tmp_path.glob("**/*.spool-1")
        assert spool.stat().st_mode & 0o777 == 0o600
        os.kill(one.pid, signal.SIGKILL)
        # Nothing can be opened now; it is said what waits.
        assert "2 commands not yet saved" in refused(tmp_path, "status", "--journal", journal)
    finally:
        mortal.start()
    told = json.loads(jru(tmp_path, "status", "--json", "--journal", journal))["spooled"]
    assert [spooled["words"] for spooled in told] == [
        "K-1: note: first of two",
        "K-1: note: second of two",
    ]
    heir = board("SC 70003")
    heir.see("note: second of two")
    heir.wait(lambda text: "not yet saved" not in text, "that all is kept")
    assert heir.quit() == 0
    assert notes_of(journal) == [
        ("SC 70001", "before"),
        ("SC 70001", "first of two"),
        ("SC 70001", "second of two"),
    ]
    assert json.loads(jru(tmp_path, "status", "--json", "--journal", journal))["spooled"] == []
    assert spool.read_bytes() == b""


@pytest.fixture
def takeovers(journal: str) -> Callable[[], list[tuple[str, float]]]:
    """Who took the lease over, and how many seconds after its last renewal, by the server's clock.

    The server itself keeps it, at each change of the lease's fence.
    """
    with psycopg.connect(journal, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.takeover (holder text, free_s float8)")
        connection.execute(
            "CREATE FUNCTION public.take_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO public.takeover VALUES (NEW.holder, "
            "extract(epoch FROM clock_timestamp() - OLD.ends_at)); RETURN NEW; END $$"
        )
        connection.execute(
            "CREATE TRIGGER take_note AFTER UPDATE ON jru.lease FOR EACH ROW "
            "WHEN (OLD.fence <> NEW.fence) EXECUTE FUNCTION public.take_note()"
        )

    def asked() -> list[tuple[str, float]]:
        with psycopg.connect(journal) as connection:
            rows = connection.execute("SELECT holder, free_s FROM public.takeover").fetchall()
        return [(holder, LASTS_S + free_s) for holder, free_s in rows]

    return asked


def test_within_ten_seconds_another_polls_and_posts_what_still_waits(
    board: Start,
    dispatch: Dispatch,
    journal: str,
    tmp_path: Path,
    takeovers: Callable[[], list[tuple[str, float]]],
) -> None:
    one, other = board("SC 70001"), board("SC 70002")
    for screen in (one, other):
        screen.see("K-1", "JRU 1", "1 waiting", "s ago")
    info = json.loads(jru(tmp_path, "journal", "info", "--journal", journal, "--json"))
    first = info["poller"]
    holder, heir = (one, other) if first == "SC 70001" else (other, one)
    before = takeovers()

    # What the dispatch system has not taken yet, it gets from the next, once.
    dispatch.down = True
    heir.press("a")
    heir.see("Assign a vehicle to K-1")
    heir.press("\r")
    holder.see("JRU 1 assigned")
    os.kill(holder.pid, signal.SIGKILL)
    dispatch.down = False
    dispatch.call("K-2", 0, grade="G3", type="fall")
    heir.see("K-2")
    heir.wait(lambda _: bool(dispatch.posted), "the command at the dispatch system")
    assert [command["command"] for command in dispatch.posted] == ["assign"]
    assert heir.quit() == 0

    ((taken_by, after_s),) = takeovers()[len(before) :]
    assert {taken_by, first} == {"SC 70001", "SC 70002"}
    assert LASTS_S <= after_s < TAKEOVER_WITHIN_S
    assert LASTS_S + RENEW_EVERY_S < TAKEOVER_WITHIN_S


def test_two_who_send_the_same_vehicle_at_the_same_moment_are_told_who_did(
    board: Start, dispatch: Dispatch
) -> None:
    screens = {by: board(by) for by in ("70001", "70002")}
    for screen in screens.values():
        screen.see("K-1", "JRU 1", "1 waiting", "s ago")
    for screen in screens.values():
        screen.press("a")
        screen.see("Assign a vehicle to K-1")
    for screen in screens.values():
        screen.press("\r")
    for screen in screens.values():
        screen.wait(lambda text: "0 waiting" in text or "1 on calls" in text, "what was done")
    for screen in screens.values():
        screen.see("JRU 1 assigned")
    # Whoever was second is not told that they did it, and nothing was posted for them.
    assert len(dispatch.posted) == 1
    first = dispatch.posted[0]["by"]
    (second,) = set(screens) - {first}
    screens[first].see("you   JRU 1 assigned")
    other = screens[second]
    other.wait(
        lambda text: f"{first} assigned JRU 1 to K-1" in text or "JRU 1 is on K-1 already" in text,
        "why it was not done",
    )
    if "Assign a vehicle to K-1" in other.text:
        other.leave("Assign a vehicle to K-1")
    other.see(f"{first} JRU 1 assigned")
    assert "you   JRU 1 assigned" not in other.text

    # The one regrades what the other closes meanwhile: it is refused, and said.
    dispatch.call("K-2", 0, grade="G3", type="fall")
    for screen in screens.values():
        screen.see("K-2")
        screen.insist("\x1b[A", lambda text: is_selected(text, "K-2"))
    other.press("g")
    other.see("Regrade K-2")
    screens[first].press("c")
    screens[first].see("Close K-2", f"{second} is at K-2")
    screens[first].press("\r")
    other.see("Regrade K-2", "closed 1")
    other.press("\x1b[A", "\r")
    other.see("K-2 is closed: reopen it first")
    other.leave("Regrade K-2")
    assert [command["command"] for command in dispatch.posted] == ["assign", "close"]
    for screen in screens.values():
        assert screen.quit() == 0


def is_selected(text: str, call: str) -> bool:
    """Tell whether a call is the selected one of the list."""
    return any("▌" in line and call in line for line in text.splitlines())
