"""The scenario's clock runs, hurries, stands and jumps, by a hand-turned source."""

from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.simulator.clock import SimulatorClock

START = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)


class Source:
    """Seconds that only pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def source() -> Source:
    return Source()


def since_start(clock: SimulatorClock) -> float:
    return (clock.now() - START) / timedelta(seconds=1)


def test_it_runs_at_its_speed_and_keeps_the_time_when_that_changes(source: Source) -> None:
    clock = SimulatorClock(START, 2.0, source)
    source.seconds += 10
    assert since_start(clock) == 20
    clock.speed = 60
    assert since_start(clock) == 20
    source.seconds += 1
    assert since_start(clock) == 80


def test_paused_it_stands_and_goes_on_from_there(source: Source) -> None:
    clock = SimulatorClock(START, 1.0, source)
    source.seconds += 5
    clock.paused = True
    source.seconds += 100
    assert since_start(clock) == 5
    clock.paused = False
    source.seconds += 2
    assert since_start(clock) == 7


@pytest.mark.parametrize("paused", [False, True])
def test_it_jumps_both_ways(source: Source, paused: bool) -> None:
    clock = SimulatorClock(START, 1.0, source)
    clock.paused = paused
    for hours in (3, -3):
        clock.seek(START + timedelta(hours=hours))
        assert since_start(clock) == hours * 3600
    assert clock.paused is paused


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_an_impossible_speed_is_refused_in_words(speed: float) -> None:
    with pytest.raises(ValueError, match="is not possible: give one above 0, up to 3600"):
        SimulatorClock(START, speed)
