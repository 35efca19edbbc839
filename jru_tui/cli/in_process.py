"""The simulator in this very process: the demo's dispatch system, asked by the real poller."""

from typing import TYPE_CHECKING

from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.simulator import Simulator

if TYPE_CHECKING:
    import httpx

IN_PROCESS = "http://demo.localhost"
"""An address that no network ever sees."""


def in_process(scenario: Scenario, clock: SimulatorClock) -> "httpx.AsyncBaseTransport":
    """A transport that leads to the scenario. To be called in a thread: its imports are slow."""
    import httpx

    from jru_tui.simulator.server import build_app

    return httpx.ASGITransport(build_app(Simulator(scenario, clock)))
