"""The simulation of many forces runs, and says what it measured and what broke."""

import os

import pytest
from msgspec import structs

from benchmarks import light_boards
from benchmarks.light_boards import Measured
from benchmarks.shared_forces import Load, Step, faults_of, simulate
from jru_tui.settings import JournalServer


@pytest.mark.parametrize("apart", [False, True])
def test_two_forces_of_two_boards_append_and_read(
    capsys: pytest.CaptureFixture[str], database: str, apart: bool
) -> None:
    # At 50 times the usual rate a force polls ten times a second.
    simulate(database, Load((1, 2), (50.0,), boards=2, lasts_s=1.0, apart=apart))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:5]]
    assert [row[:3] for row in rows] == [["1", "2", "1"], ["2", "4", "1"], ["2", "4", "50"]]
    appends, seen = float(rows[2][4]), float(rows[2][7])
    assert appends > 0
    assert seen > 0


SAMPLES = Measured([0.01] * 100, [0.02] * 100, unseen=0, conflicts=0, errors={}, cpu_s=1.0)
STEP = Step(2, 4, 1.0, 9, SAMPLES, 8.0, 100.0, 0.1, 0.0, 50.0)


def test_what_breaks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert faults_of(STEP) == []
    late = structs.replace(SAMPLES, seen_s=[0.02] * 90 + [0.3] * 10, unseen=3, errors={"a lock": 2})
    assert faults_of(structs.replace(STEP, measured=late, server=1.5, other=0.4)) == [
        "processors: 2.0 of 2 in use (server 1.5, boards 0.1, other work 0.4)",
        "seen within 250 ms: p99 is 300 ms",
        "not seen at all in time: 3",
        "2 times: a lock",
    ]


def test_a_writer_is_not_among_those_who_see_its_append() -> None:
    force = light_boards.LightForce(JournalServer("", "a server"), 3)
    force.asked = {1: (10.0, 2), 2: (20.0, 0)}
    force.appends_s = {1: 0.1, 2: 0.1}
    force.read[1] = {0: 10.2, 1: 10.4, 2: 10.1}
    force.read[2] = {0: 20.1}
    measured = force.measure(9.0, 11.0)
    assert sorted(measured.seen_s) == pytest.approx([0.2, 0.4])
    assert measured.unseen == 0
    assert force.measure(15.0, 25.0).unseen == 2
