"""Many forces of many boards on one server: what it carries, and what breaks first.

`python -m benchmarks.shared_forces` starts a server of its own, with `fsync` on, unless `--address`
names a database on which new ones may be made. It adds forces step by step, each with a journal of
its own and with light boards, then has all of them append more and more often, and measures at
each step. Everything runs on one machine.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic

import click
import psycopg
from msgspec import Struct

from benchmarks import processes
from benchmarks.light_board_process import (
    LightBoardProcess,
    Measure,
    Opened,
    joined,
)
from benchmarks.light_boards import COMMAND_EVERY_S, POLL_EVERY_S, Measured
from benchmarks.machine import machine, program
from benchmarks.quantiles import quantile
from jru_tui.journal import create_journal
from jru_tui.settings import JournalServer
from tests.postgres_server import PostgresServer, new_database, postgres_server

FORCES, RATES, BOARDS, LASTS_S = (1, 5, 10, 20, 43), (4.0, 16.0), 20, 8.0
SEEN_WITHIN_S = 0.25
"""Seconds within which 99 of 100 boards are to have read an append."""

SHIPPED_CONNECTIONS = 100
"""`max_connections` of a server that nobody has configured."""

_FORCES_A_PROCESS = 8
_SPARE_CONNECTIONS = 20
_BUSY = 0.9
"""The part of all processors in use from which on they are what is short."""

_COMMITS = "SELECT sum(xact_commit)::bigint FROM pg_stat_database"
_CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


class Load(Struct, frozen=True):
    """The load of a simulation.

    Attributes:
        forces: how many there are at each step.
        rates: how many times as many appends there are as usual, at each step after those.
        boards: how many each force has.
        lasts_s: seconds that each step is measured.
        apart: each force has a database of its own.
    """

    forces: Sequence[int]
    rates: Sequence[float]
    boards: int
    lasts_s: float
    apart: bool = False


class Usage(Struct, frozen=True):
    """What server and machine have used so far.

    Attributes:
        at: seconds on the monotonic clock.
        transactions: that the server has committed.
        server_s: CPU seconds of the server; 0 where it runs elsewhere.
        machine_s: CPU seconds of the whole machine.
    """

    at: float
    transactions: int
    server_s: float
    machine_s: float


class Step(Struct, frozen=True):
    """A step of the simulation.

    Attributes:
        forces: how many there are.
        boards: how many are open.
        rate: how many times as many appends there are as usual.
        connections: to the server.
        measured: by the boards.
        lasted_s: seconds of the measurement.
        transactions: committed in each second.
        server: processors that the server used.
        other: processors that neither server nor boards used.
        server_mb: memory of the server, shared pages counted once; 0 where it runs elsewhere.
    """

    forces: int
    boards: int
    rate: float
    connections: int
    measured: Measured
    lasted_s: float
    transactions: float
    server: float
    other: float
    server_mb: float

    @property
    def clients(self) -> float:
        """Processors that the boards' own processes used."""
        return self.measured.cpu_s / self.lasted_s


class Simulation:
    """Forces and boards on a server, which become more.

    Args:
        address: of a new database, by a login that may take any role.
        load: which is put on it.
        server_pid: of the server; None where it runs elsewhere.
        stack: ends what was started.

    Attributes:
        boards: how many are open.
    """

    def __init__(self, address: str, load: Load, server_pid: int | None, stack: ExitStack) -> None:
        self.boards = 0
        self._address = address
        self._load = load
        self._server_pid = server_pid
        self._stack = stack
        self._look = stack.enter_context(psycopg.connect(address, autocommit=True))
        self._holders: list[LightBoardProcess] = []
        self._forces = 0

    def add(self, until: int) -> str:
        """Open the boards of more forces.

        Args:
            until: how many forces there shall be.

        Returns:
            Why not all could be opened; empty where they were.
        """
        journals = []
        for number in range(self._forces + 1, until + 1):
            address = new_database(self._address) if self._load.apart else self._address
            journals.append(JournalServer(address, "the benchmark's server", f"force{number:02d}"))
            create_journal(journals[-1])
        self._forces = until
        begun = []
        for start in range(0, len(journals), _FORCES_A_PROCESS):
            some = journals[start : start + _FORCES_A_PROCESS]
            holder = LightBoardProcess(some, self._load.boards)
            self._stack.callback(holder.close)
            begun.append(holder)
        self._holders += begun
        opened: list[Opened] = [holder.opened() for holder in begun]
        self.boards += sum(one.boards for one in opened)
        return next((one.refused for one in opened if one.refused), "")

    def measure(self, rate: float) -> Step:
        """Measure what there is.

        Args:
            rate: how many times as many appends there shall be as usual.
        """
        for holder in self._holders:
            holder.ask(Measure(rate, self._load.lasts_s))
        before = self._usage()
        measured = joined([holder.measured() for holder in self._holders])
        after = self._usage()
        lasted_s = after.at - before.at
        server = (after.server_s - before.server_s) / lasted_s
        busy = (after.machine_s - before.machine_s) / lasted_s
        row = self._look.execute(_CONNECTED).fetchone()
        return Step(
            self._forces,
            self.boards,
            rate,
            row[0] if row else 0,
            measured,
            self._load.lasts_s,
            (after.transactions - before.transactions) / lasted_s,
            server,
            max(0.0, busy - server - measured.cpu_s / self._load.lasts_s),
            processes.memory(self._server_pid).pss if self._server_pid else 0.0,
        )

    def _usage(self) -> Usage:
        row = self._look.execute(_COMMITS).fetchone()
        return Usage(
            monotonic(),
            row[0] if row else 0,
            processes.cpu_s(self._server_pid) if self._server_pid else 0.0,
            processes.machine_busy_s(),
        )


def simulate(address: str, load: Load, server_pid: int | None = None) -> None:
    """Add forces step by step, then appends; print each step, and what breaks first.

    Args:
        address: of a new database, by a login that may take any role.
        load: at each step.
        server_pid: of the server; None where it runs elsewhere.
    """
    broken: list[str] = []
    click.echo(HEADINGS)
    with ExitStack() as stack:
        simulation = Simulation(address, load, server_pid, stack)
        steps = [(count, 1.0) for count in load.forces]
        steps += [(load.forces[-1], rate) for rate in load.rates]
        for count, rate in steps:
            refused = simulation.add(count)
            step = simulation.measure(rate)
            click.echo(row_of(step))
            name = f"{count} forces, {rate:g} times the usual appends"
            found = [f"connections: {refused.rpartition('FATAL: ')[2].strip()}"] if refused else []
            broken += [f"{name}: {words}" for words in found + faults_of(step)]
            if refused:
                break
    click.echo("What breaks, in this order:" if broken else "Nothing broke.")
    for words in broken:
        click.echo(f"  {words}")


HEADINGS = (
    f"{'':>22} {'connec-':>8} {'appends':>8} {'append, ms':>13} {'seen, ms':>13}"
    f" {'trans-':>8} {'processors':>20} {'server':>7}\n"
    f"{'forces':>6} {'boards':>6} {'rate':>8} {'tions':>8} {'a second':>8}"
    f" {'p50':>6} {'p99':>6} {'p50':>6} {'p99':>6}"
    f" {'actions/s':>8} {'server':>6} {'boards':>6} {'other':>6} {'MB':>7}"
)


def row_of(step: Step) -> str:
    """Write a step as a row below `HEADINGS`."""
    measured = step.measured
    quantiles = [
        f"{1e3 * quantile(samples, statistic):6.0f}" if samples else f"{'–':>6}"
        for samples in (measured.appends_s, measured.seen_s)
        for statistic in ("p50", "p99")
    ]
    return (
        f"{step.forces:6} {step.boards:6} {step.rate:8g} {step.connections:8}"
        f" {len(measured.appends_s) / step.lasted_s:8.1f} {' '.join(quantiles)}"
        f" {step.transactions:9.0f} {step.server:6.2f} {step.clients:6.2f} {step.other:6.2f}"
        f" {step.server_mb:7.0f}"
    )


def faults_of(step: Step) -> list[str]:
    """Say what a step did not carry, the cause before what comes of it."""
    measured, found = step.measured, []
    cpus = len(os.sched_getaffinity(0))
    busy = step.server + step.clients + step.other
    if busy > _BUSY * cpus:
        found.append(
            f"processors: {busy:.1f} of {cpus} in use (server {step.server:.1f}, boards "
            f"{step.clients:.1f}, other work {step.other:.1f})"
        )
    if measured.seen_s and (late := quantile(measured.seen_s, "p99")) > SEEN_WITHIN_S:
        found.append(f"seen within {1e3 * SEEN_WITHIN_S:.0f} ms: p99 is {1e3 * late:.0f} ms")
    if measured.unseen:
        found.append(f"not seen at all in time: {measured.unseen}")
    found += [f"{count} times: {words}" for words, count in sorted(measured.errors.items())]
    return found


@contextmanager
def own_server(connections: int) -> Iterator[PostgresServer]:
    """A server of its own that commits to the disk.

    Args:
        connections: its `max_connections`.
    """
    with postgres_server() as server:
        server.stop()
        server.options |= {
            "fsync": "on", "shared_buffers": "128MB", "max_connections": str(connections),
        }  # fmt: skip
        server.start()
        yield server


def fill(boards: int) -> None:
    """Print how many boards a server takes as it is shipped."""
    with own_server(SHIPPED_CONNECTIONS) as server, ExitStack() as stack:
        address = new_database(server.address())
        simulation = Simulation(address, Load((), (), boards, 0.0), None, stack)
        forces = 0
        while not (refused := simulation.add(forces := forces + 1)):
            pass
        click.echo(
            f"With max_connections = {SHIPPED_CONNECTIONS}, as shipped, {simulation.boards} boards "
            f"have both of their connections ({refused.rpartition('FATAL: ')[2].strip()}); three "
            "connections are kept for superusers, as which this logs in."
        )


def main() -> None:
    """Simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a server on which databases may be made")
    parser.add_argument("--forces", type=int, nargs="+", default=FORCES, help="at each step")
    parser.add_argument("--rates", type=float, nargs="*", default=RATES, help="at steps after")
    parser.add_argument("--boards", type=int, default=BOARDS, help="of each force")
    parser.add_argument("--seconds", type=float, default=LASTS_S, help="of each step")
    parser.add_argument("--apart", action="store_true", help="a database for each force")
    given = parser.parse_args()
    click.echo(f"{program()}\n{machine()}; load before: {os.getloadavg()[0]:.1f}")
    click.echo(
        f"Usual appends: a force one every {POLL_EVERY_S:g} s, a board one every "
        f"{COMMAND_EVERY_S:g} s. Seen: from when an append was asked for until another board of "
        "its force had read it."
    )
    load = Load(given.forces, given.rates, given.boards, given.seconds, given.apart)
    if given.address is not None:
        simulate(new_database(given.address), load)
        return
    fill(load.boards)
    with own_server(2 * load.boards * max(load.forces) + _SPARE_CONNECTIONS) as server:
        simulate(new_database(server.address()), load, server.process_id)


if __name__ == "__main__":
    main()
