"""No test judges speed: a law is not broken because the machine is busy."""

import signal

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the laws of terminal input be run at length."""
    parser.addoption("--fuzz-runs", type=int, default=4_000, help="byte strings for each fuzz")
    parser.addoption("--packet-runs", type=int, default=8, help="key strings cut into packets")
    parser.addoption(
        "--fuzz-documents", type=int, default=0, help="documents of each kind, in place of a few"
    )


def pytest_configure() -> None:
    """Let programs that tests start be interrupted.

    A shell starts what runs in its background with SIGINT ignored, and every child inherits that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
