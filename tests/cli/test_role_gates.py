"""Every way into a journal that has no screen, by every role: one gate decides for all of them.

The role is the lesser one of the settings and of the login in the database. A journal in a file
has no logins: there the settings alone say it.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result
from psycopg import sql

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close
from jru_tui.board.commands import Role
from jru_tui.board.events import CallReported, Event, Fact, FeedChanged, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.cli.sessions.command_session import serve_commands
from jru_tui.desk.desk import Desk
from jru_tui.journal.backends import open_journal, roles_of
from jru_tui.journal.board_loader import make_home
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.spool import GivenCommand, open_spool
from jru_tui.settings import JournalServer, load_settings
from jru_tui.tui.commands.catalogue import COMMANDS

Jru = Callable[..., Result]

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
"""The shift is just running: a command line asks the machine's own clock."""
ROLES: tuple[Role, ...] = ("supervisor", "controller", "viewer")
_DONE, _REFUSED = True, False


class Room:
    """A journal in a file or on a server, and command lines by a role.

    Attributes:
        place: of the journal, for whoever may do everything.
        asked: the same, for the role that is tried.
    """

    def __init__(self, jru: Jru, home: Path, place: str) -> None:
        self.place = self.asked = place
        self._jru = jru
        self._settings = home / "settings.toml"
        self._settings.write_text('by = "70002"\n')

    @property
    def is_shared(self) -> bool:
        """Tell whether the journal is on a server."""
        return self.place.startswith("postgresql:")

    def set_role(self, role: Role) -> None:
        """Have the settings say which role this machine has."""
        self._settings.write_text(f'by = "70002"\n[shared]\nrole = "{role}"\n')

    def log_in(self, role: Role) -> None:
        """Have the database say it, by a new login."""
        force = roles_of("main")
        granted = {"supervisor": force.writer, "controller": force.controller}
        name = f"u{uuid4().hex[:12]}"
        with psycopg.connect(self.place, autocommit=True) as admin:
            login, group = sql.Identifier(name), sql.Identifier(granted.get(role, force.reader))
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(login))
            admin.execute(sql.SQL("GRANT {} TO {}").format(group, login))
        parts = urlsplit(self.place)
        _, _, host = parts.netloc.rpartition("@")
        self.asked = parts._replace(netloc=f"{name}@{host}").geturl()

    def run(self, *words: str, place: str = "") -> Result:
        return self._jru(*words, "--journal", place or self.asked)

    def kinds(self) -> list[str]:
        """The kinds of all that the journal holds, as plain commands by their names."""
        lines = self._jru("journal", "export", "--journal", self.place).output.splitlines()
        facts = [json.loads(line)["event"]["fact"] for line in lines[:-1] if '"event":' in line]
        return [str(fact.get("command", {}).get("command", fact["kind"])) for fact in facts]


def events() -> list[Event]:
    opened = NOW - timedelta(minutes=9)
    facts: list[Fact] = [
        CallReported(CallRecord("K-1037", opened, grade="G1", type="fall")),
        CallReported(CallRecord("K-1038", opened, grade="G2", type="fall")),
        VehicleReported(VehicleRecord("JRU1", "available", opened, "JRU 1")),
        VehicleReported(VehicleRecord("JRU2", "available", opened, "JRU 2")),
        FeedChanged("stopped", NOW),
    ]
    return [Event(f"e{number}", NOW, NOW, "feed", fact) for number, fact in enumerate(facts)]


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "shift.sqlite"

    async def write() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
            await journal.append(events())

    asyncio.run(write())
    return path


@pytest.fixture(params=["file", "server"])
def room(request: pytest.FixtureRequest, jru: Jru, home: Path, file: Path) -> Room:
    if request.param == "file":
        return Room(jru, home, str(file))
    database: str = request.getfixturevalue("database")
    lines = str(home / "lines.jsonl")
    assert jru("journal", "export", "--journal", str(file), "-o", lines).exit_code == 0
    assert jru("journal", "init", "--journal", database).exit_code == 0
    assert jru("journal", "import", lines, "--journal", database).exit_code == 0
    return Room(jru, home, database)


ASSIGN, CLOSE = ("command", "assign K-1037 JRU 2"), ("command", "close K-1037 advice")
HOLD = ("journal", "hold", "K-1037", "--until", "2099-10-30", "--reason", "inquest")
LIFT = ("journal", "hold", "K-1037", "--lift", "--reason", "inquest closed")
PURGE = ("journal", "purge", "--days", "1", "--reason", "review")
LATE = (
    "command",
    "close K-1038 advice",
    "--at",
    f"{NOW - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}",
)
WAYS: list[tuple[Sequence[str], str, tuple[bool, bool, bool]]] = [
    # words, what is written, and whether a supervisor, a controller and a viewer do it
    (ASSIGN, "assign", (_DONE, _DONE, _REFUSED)),
    (LATE, "close", (_DONE, _REFUSED, _REFUSED)),
    (("command", "n K-1037 by radio"), "note", (_DONE, _DONE, _REFUSED)),
    (HOLD, "held", (_DONE, _REFUSED, _REFUSED)),
    (LIFT, "held", (_DONE, _REFUSED, _REFUSED)),
    (("journal", "disclose", "folder", "--call", "K-1037"), "exported", (_DONE, _DONE, _REFUSED)),
    (CLOSE, "close", (_DONE, _REFUSED, _REFUSED)),
]


@pytest.mark.parametrize("by", ["settings", "login"])
@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_write_is_the_same_on_every_way(
    room: Room, home: Path, monkeypatch: pytest.MonkeyPatch, role: Role, by: str
) -> None:
    monkeypatch.chdir(home)
    if by == "settings":
        room.set_role(role)
    elif room.is_shared:
        room.log_in(role)
    else:
        pytest.skip("a journal in a file has no logins")
    for words, kind, may in WAYS:
        before = len(room.kinds())
        result = room.run(*words)
        written = room.kinds()[before:]
        if may[ROLES.index(role)]:
            assert result.exit_code == 0, (words, result.output)
            assert kind in written
        else:
            assert result.exit_code == 1, (words, result.output)
            assert "supervisor" in result.output or "viewer" in result.output
            assert written == []
    assert (home / "folder").exists() == (role != "viewer")


@pytest.mark.parametrize("role", ["controller", "viewer"])
def test_what_is_erased_or_replaced_is_not_for_their_settings(
    room: Room, home: Path, role: Role
) -> None:
    copy, lines = str(home / "copy.sqlite"), str(home / "export.jsonl")
    assert room.run("journal", "backup", copy).exit_code == 0
    assert room.run("journal", "export", "-o", lines).exit_code == 0
    room.set_role(role)
    before = room.kinds()
    for words in (
        PURGE,
        ("journal", "migrate"),
        ("journal", "restore", copy),
        ("journal", "import", lines),
        *([("journal", "init")] if room.is_shared else []),
    ):
        refused = room.run(*words)
        assert refused.exit_code == 1, (words, refused.output)
        assert "this is for a supervisor" in refused.output or "it is for a sup" in refused.output
    assert room.kinds() == before
    # What only reads goes on, also into a file that was not there.
    for words in (
        (*PURGE, "--dry-run"),
        ("journal", "migrate", "--dry-run"),
        ("journal", "verify"),
        ("journal", "info"),
        ("journal", "salvage", str(home / "whole.sqlite")),
        ("journal", "backup", str(home / "second.sqlite")),
        ("journal", "export"),
    ):
        assert room.run(*words).exit_code == 0, words
    drill = str(home / "drill.sqlite")
    assert room.run("journal", "restore", copy, place=drill).exit_code == 0


@pytest.mark.parametrize("role", ["controller", "viewer"])
def test_an_empty_journal_on_a_server_is_not_filled_by_them(
    jru: Jru, home: Path, file: Path, database: str, role: Role
) -> None:
    room = Room(jru, home, database)
    lines, copy = str(home / "lines.jsonl"), str(home / "copy.sqlite")
    assert jru("journal", "export", "--journal", str(file), "-o", lines).exit_code == 0
    assert jru("journal", "backup", copy, "--journal", str(file)).exit_code == 0
    assert room.run("journal", "init").exit_code == 0
    room.log_in(role)
    for words in (("journal", "import", lines), ("journal", "restore", copy)):
        refused = room.run(*words)
        assert refused.exit_code == 1
        assert "supervisor" in refused.output
    assert room.kinds() == []


def test_the_database_refuses_a_controller_what_protects_or_erases(room: Room) -> None:
    if not room.is_shared:
        pytest.skip("a journal in a file has no logins")
    room.log_in("controller")
    insert = "INSERT INTO jru.event VALUES ('main', 99, 'x', %s, null, null, null, sha256('x'))"
    for kind in ("held", "purged", "migrated"):
        with (
            psycopg.connect(room.asked, autocommit=True) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(insert, (json.dumps({"fact": {"kind": kind}}),))


@pytest.mark.parametrize("role", ROLES)
def test_a_board_that_runs_gives_nobody_more_than_their_settings(
    jru: Jru, home: Path, file: Path, role: Role
) -> None:
    room = Room(jru, home, str(file))
    room.set_role(role)

    async def give() -> Result:
        settings = load_settings(None, {}, {"journal": str(file)})
        async with await open_journal(file, by="SC 1", clock=lambda: NOW) as journal:
            desk = Desk(board=Board(settings.rules), journal=journal, clock=lambda: NOW, by="SC 1")
            await desk.catch_up()
            serving = asyncio.create_task(serve_commands(desk, file, COMMANDS, lambda: NOW))
            done = await asyncio.to_thread(room.run, *CLOSE)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            return done

    done = asyncio.run(give())
    assert (done.exit_code == 0) == (role == "supervisor"), done.output
    assert ("close" in room.kinds()) == (role == "supervisor")


@pytest.mark.parametrize("role", ["supervisor", "controller"])
def test_what_waited_is_given_with_the_role_that_its_machine_has_by_then(
    jru: Jru, home: Path, database: str, file: Path, role: Role
) -> None:
    room = Room(jru, home, database)
    lines = str(home / "lines.jsonl")
    assert jru("journal", "export", "--journal", str(file), "-o", lines).exit_code == 0
    assert room.run("journal", "init").exit_code == 0
    assert room.run("journal", "import", lines).exit_code == 0
    room.log_in(role)
    settings = load_settings(None, {}, {"journal": room.asked})
    server = settings.journal
    assert isinstance(server, JournalServer)

    async def give() -> list[str]:
        spool = await asyncio.to_thread(open_spool, make_home(server))
        for name, command in (("a", Assign("K-1038", "JRU1")), ("c", Close("K-1037", "advice"))):
            spool.add(GivenCommand(uuid4().hex, NOW, "70002", "earlier", 5, (command,), words=name))
        async with await open_postgres(server) as journal:
            desk = Desk(
                board=Board(settings.rules), journal=journal, clock=lambda: NOW, by="70002",
                shared=True, most=journal.role,
            )  # fmt: skip
            await desk.catch_up()
            desk.use_spool(spool, journal)
            await desk.settle_spool()
            left = [spooled.given.words for spooled in spool.waiting]
        spool.close()
        return left

    left = asyncio.run(give())
    assert left == ([] if role == "supervisor" else ["c"])
    assert room.kinds()[5:] == ["assign", "close"][: 2 - len(left)]
