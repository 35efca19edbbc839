"""Two boards on one journal, one of them behind a network that drops and delays packets.

Unlike a connection that is cut, nobody is told: what is sent is on its way for as long as its
sender cares to repeat it. The network is the kernel's own, see `network`; where this machine can
have none, these tests are skipped, and the proxy of the other tests stands for it.
"""

import asyncio
import json
import random
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from jru_tui.journal.postgres.schema import channel_of
from tests.journal.postgres.proxy import CommitProxy
from tests.postgres_server import PostgresServer, new_database
from tests.terminal.conftest import PATIENCE_S, Dispatch, Terminal, dispatch_at
from tests.torture.board_recorder import waited_s
from tests.torture.departure import Departure, ProcessorWaits
from tests.torture.healing import Healing, Reached, reached_at
from tests.torture.histories import differing, faults_in, misposted, read_notes
from tests.torture.links import Links, Place
from tests.torture.network import CLEAR, DEAD, CannotRouteError, Line, Network, network
from tests.torture.room import ROOT, SIZE
from tests.torture.test_killed_program import asks, is_written
from tests.torture.test_many_boards import jru, read
from tests.torture.test_torture import ROUNDS, SEED

LOSSY, LATE = Line(loss=0.3), Line(delay_s=0.15)
"""LATE adds 300 ms to each question with its answer."""

CONDITIONS = {
    "dropped in both directions": (DEAD, DEAD),
    "dropped to the server": (DEAD, CLEAR),
    "dropped from the server": (CLEAR, DEAD),
    "30 % lost": (LOSSY, LOSSY),
    "300 ms late": (LATE, LATE),
}
TRIED = tuple(CONDITIONS) if ROUNDS > 2 else ("dropped in both directions", "30 % lost")
"""`make torture` tries all of them."""

_RUNS_AS = """from tests.torture.network import enter
enter({namespace!r})
"""


@dataclass
class Site:
    """A journal with a near way to it, and a far one through the network.

    Attributes:
        network: the far way.
        link: at this end of the far way.
        address: of the journal, by the near one.
        far_address: of the journal, by the far one.
        dispatch: the dispatch system, at this end of the network.
        settings: of both boards.
        folder: has the homes of both.
        boards: that were opened.
    """

    network: Network
    link: CommitProxy
    address: str
    far_address: str
    dispatch: Dispatch
    settings: Path
    folder: Path
    boards: list[Terminal] = field(default_factory=list)

    def place(self, name: str) -> Place:
        """The home of a board, which notes there what it reads and says."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        return Place(name, home, self.link)

    def open(self, name: str, *, far: bool) -> Terminal:
        """Open a board on the near or on the far way."""
        place = self.place(name)
        address = self.far_address if far else self.address
        first = _RUNS_AS.format(namespace=self.network.name) if far else ""
        recorded = (
            "from tests.torture.board_recorder import record\n"
            f"record({str(place.history)!r})"
        )  # fmt: skip
        words = ("run", "--config", str(self.settings), "--journal", address, "--as", name)
        board = Terminal(
            list(words), place.home, SIZE, first=first + recorded, PYTHONPATH=str(ROOT)
        )
        self.boards.append(board)
        return board

    def close(self) -> None:
        for board in self.boards:
            board.close()

    def hamper(self, condition: str) -> None:
        """Have the way to the journal be like that; the one to the dispatch system stays clear."""
        self.network.be(*CONDITIONS[condition], self.link.port)

    def poller(self) -> str:
        """Name the board that polls the feed."""
        info = jru(self.folder, "journal", "info", "--journal", self.address, "--json")
        return str(json.loads(info)["poller"])


@pytest.fixture
def site(mortal: PostgresServer, tmp_path: Path) -> Iterator[Site]:
    """A journal with a call and two vehicles; skipped where there can be no such network."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(network(random.Random(f"{SEED} network")))
        except CannotRouteError as error:
            pytest.skip(f"these tests need namespaces of networks: {error}")
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(made.here).configure_cert(tls)
        links = Links(mortal, tls, made.here)
        stack.callback(links.close)
        link = links.open()
        address = new_database(mortal.address())
        jru(tmp_path, "journal", "init", "--journal", address)
        system = stack.enter_context(dispatch_at(made.here))
        for vehicle in ("JRU1", "JRU2"):
            system.vehicle(vehicle)
        system.call("K-1", 10, grade="G2", type="fall", summary="A fall")
        settings = tmp_path / "jru.toml"
        settings.write_text(
            f'[feed]\nurl = "{system.url}/feed"\nwriteback = "{system.url}/commands"\n'
            f'interval_s = 1\nplain_http = "{made.here}"\n[shared]\nca_file = "ca.pem"\n'
        )
        name = address.partition("?")[0].rpartition("/")[2]
        far = f"postgresql://postgres@{made.here}:{link.port}/{name}"
        made_site = Site(made, link, address, far, system, settings, tmp_path)
        stack.callback(made_site.close)
        yield made_site


@contextmanager
def bare_clients(site: Site) -> Iterator[list[Place]]:
    """Some clients of psycopg alone on the far way, see `bare_listener`.

    One of them may be lucky in what is dropped: a board is held to the unluckiest.
    """
    with ExitStack() as stack:
        yield [stack.enter_context(_bare_client(site, f"bare-{number}")) for number in range(3)]


@contextmanager
def _bare_client(site: Site, name: str) -> Iterator[Place]:
    place = site.place(name)
    program = (
        f"from tests.torture.network import enter; enter({site.network.name!r});"
        "import sys; from tests.torture.bare_listener import follow; follow(*sys.argv[1:])"
    )
    ca = site.settings.with_name("ca.pem")
    address = f"{site.far_address}?sslmode=verify-full&sslrootcert={ca}"
    client = subprocess.Popen(
        [sys.executable, "-c", program, address, channel_of("main"), str(place.history)], cwd=ROOT
    )
    try:
        yield place
    finally:
        client.kill()
        client.wait()


def note(board: Terminal, text: str) -> None:
    """Type a note for the call, and Enter as often as it is asked for."""
    board.press(":", f"n k-1 {text}\r")
    while asks(board.wait(lambda shown: is_answered(shown, text), f"an answer to {text}")):
        board.press("\r")
        board.wait(lambda shown: not asks(shown), "an answer to Enter")


def is_answered(screen: str, text: str) -> bool:
    """Test whether a screen says what has become of a note."""
    return is_written(screen, text) or waits(screen) or asks(screen)


def waits(screen: str) -> bool:
    """Test whether a screen says that a command waits for the server."""
    return "not yet saved" in screen


def reached(place: Place, position: int, board: Terminal) -> Reached:
    """The moment at which a board had read the journal so far; it is waited for."""
    board.wait(lambda _: reached_at(place.history, position) is not None, f"event {position}")
    found = reached_at(place.history, position)
    assert found is not None
    return found


def quit_board(board: Terminal) -> Departure:
    """Quit, whatever is left behind.

    The seconds count from the last key: a question that is asked first waits for whoever answers.
    """
    give_up = time.monotonic() + PATIENCE_S
    for key, question in (
        ("q", "This would be left behind"),
        ("\r", "press Enter again"),
        ("\r", "nothing more"),
    ):
        began, processor = time.monotonic(), ProcessorWaits(board.pid)
        board.press(key)
        while not board.has_ended and question not in board.text:
            processor.look()
            board.look(0.02)
            assert time.monotonic() < give_up, board.text
        if board.has_ended:
            return Departure(time.monotonic() - began, processor.waited_s)
    raise AssertionError(board.text)


@pytest.mark.parametrize("condition", TRIED)
def test_packets_that_are_dropped_or_late_lose_nothing_and_hold_up_nobody(
    site: Site, condition: str
) -> None:
    gets_through = DEAD not in CONDITIONS[condition]
    far = site.open("far", far=True)
    far.see("K-1", "JRU 1", "s ago")
    near = site.open("near", far=False)
    near.see("K-1", "JRU 1", "s ago")
    assert site.poller() == "far"
    with bare_clients(site) as bare:
        for client in bare:
            reached(client, 1, near)
        site.hamper(condition)

        # An append, and whoever polls falls silent: the other one takes over, or need not.
        note(far, "first")
        site.dispatch.call("K-2", 0, grade="G3", type="fall")
        near.see("K-2", "s ago")
        if not gets_through:
            assert waits(far.text)
            assert site.poller() == "near"
        note(near, "second")

        # It heals: the far board shows what it missed, and what waited is saved.
        position = len(asyncio.run(read(site.address)))
        before, healed_at = waited_s(far.pid), time.monotonic()
        site.network.heal()
        at_last = reached(site.place("far"), position, far)
        bare_s = max(reached(client, position, near).at for client in bare) - healed_at
    healing = Healing("far", at_last.at - healed_at, at_last.waited_s - before, bare_s)
    assert healing.is_in_time, str(healing)
    for board in (far, near):
        board.wait(lambda text: "K-2" in text and not waits(text), "everything")
        board.wait(lambda text: "first" in text and "second" in text, "both notes")
    far.wait(lambda text: not differing({"far": text, "near": near.text}), "what the other shows")

    # A quit in the middle of it waits for nobody, and forgets nothing.
    site.hamper(condition)
    far.press(":", "n k-1 third\r")
    far.look(0.2)
    departure = quit_board(far)
    site.network.heal()
    far = site.open("far", far=True)
    far.wait(lambda text: "K-2" in text and "third" in text and not waits(text), "the third note")
    clear_s = max(quit_board(near).own_s, quit_board(far).own_s)
    departure = departure._replace(clear_s=clear_s)
    assert departure.is_in_time, str(departure)

    kept = asyncio.run(read(site.address))
    places = [read_notes(name, site.place(name).history) for name in ("far", "near")]
    found = faults_in(kept, places, waiting=()) + misposted(kept, site.dispatch.keys)
    assert not found, "\n".join([f"seed {SEED}", *found])
    dropped = site.network.dropped
    assert bool(dropped) == any(line.loss for line in CONDITIONS[condition])
