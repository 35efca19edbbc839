"""No test judges speed: a law is not broken because the machine is busy."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres_server import (
    CannotStartError,
    PostgresServer,
    new_database,
    postgres_server,
)

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


REAL_TIME = ("terminal", "endurance", "tui/live", "work/test_work_of_terminal.py")
"""Tests of whole programs or of the running app: threads, processes and timers of their own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the laws of terminal input be run at length."""
    parser.addoption("--fuzz-runs", type=int, default=4_000, help="byte strings for each fuzz")
    parser.addoption("--packet-runs", type=int, default=8, help="key strings cut into packets")
    parser.addoption("--random-steps", type=int, default=120, help="steps of each random night")
    parser.addoption(
        "--fuzz-documents", type=int, default=0, help="documents of each kind, in place of a few"
    )


def pytest_configure() -> None:
    """Let programs that tests start be interrupted.

    A shell starts what runs in its background with SIGINT ignored, and every child inherits that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test of a whole program twice more before it fails: the summary names it as `R`.

    Such a test can lose a race against a machine that stands still for a second. A law, a count or
    any other test has one try.
    """
    here = Path(__file__).parent
    folders = tuple(here / place for place in REAL_TIME)
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in folders):
            item.add_marker(pytest.mark.flaky(reruns=2))


@contextmanager
def server_or_skip() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server; the tests that need one are skipped where it cannot start."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except CannotStartError as error:
            pytest.skip(f"these tests need a PostgreSQL server: {error}")
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that ends with the run."""
    with server_or_skip() as server:
        yield server


@pytest.fixture(scope="module")
def mortal() -> Iterator[PostgresServer]:
    """A PostgreSQL server that nobody else needs: it may be stopped and killed."""
    with server_or_skip() as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: of a server of the tests' own, or at TEST_POSTGRES_URL."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        return new_database(given)
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.address(server.database())
