"""A scenario small enough to know by heart, and moments of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import load_scenario, parse_scenario
from jru_tui.simulator.simulator import Simulator

EVENING = """
title "An evening"
place "Station" 51.4000 0.5000 medway
place "North" 51.4450 0.5000 medway
place "South" 51.3550 0.5000 medway
vehicle JRU1 "JRU 1" "Medway" "Station"
vehicle JRU2 "JRU 2" "Swale" "Station"
unit GN21
shift Friday 30 October 2020 18:00-02:00
17:50 JRU1 crew "officer SC 1" "paramedic Para 2 (doctor)"
17:50 JRU1 on_duty
17:50 JRU2 on_duty
18:00 JRU1 available
18:00 JRU2 available
18:10 A opens fall C3 ambulance "North" "First" needs lifting
18:11 JRU1 allocated A
18:12 JRU1 en_route A
18:20 JRU1 at_scene A
18:40 A note "Lifted"
18:50 JRU1 available
18:51 A closes treated_at_scene
19:00 B opens assault G1 police "South" "Second"
19:10 JRU2 allocated B
19:11 JRU2 en_route B
19:20 B note "Rang back"
19:30 JRU2 at_scene B
19:45 C opens rtc G2 C2 police "South" "Third"
20:00 JRU2 available
20:01 B closes arrest
20:05 JRU2 allocated C
20:06 JRU2 en_route C
20:10 JRU2 at_scene C
20:30 JRU2 available
20:31 C closes handed_to_patrol
21:00 JRU1 refreshments
21:30 JRU1 available
02:00 JRU1 off_duty
02:00 JRU2 off_duty
shift Saturday 31 October 2020 18:00-02:00
18:00 JRU1 on_duty
18:10 JRU1 available
18:30 D opens fall C3 ambulance "North" "Fourth"
02:00 JRU1 off_duty
"""


def at(text: str) -> datetime:
    """A moment of Friday night: `19:00`, or `01:00` after midnight."""
    hour, minute, second = (int(part) for part in (text + ":0").split(":")[:3])
    return datetime(2020, 10, 30 if hour >= 12 else 31, hour, minute, second, tzinfo=UTC)


@pytest.fixture
def moment() -> Callable[[str], datetime]:
    return at


@pytest.fixture(scope="session")
def evening() -> Scenario:
    return parse_scenario(EVENING, name="evening", source="evening.feed")


@pytest.fixture
def simulator(evening: Scenario) -> Simulator:
    """The evening, standing still at 19:05: B waits, both vehicles are available."""
    clock = SimulatorClock(at("19:05"))
    clock.paused = True
    clock.seek(at("19:05"))
    return Simulator(evening, clock)


@pytest.fixture(scope="session")
def weekend() -> Scenario:
    return load_scenario("east_kent_first_weekend")
