"""Decisions in a report: offered, chosen, predicted, happened, and nothing about who decided."""

import csv
import io

import pytest
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.commands import Undo
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Offered, VehicleReported
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.reports.figures.decisions import DecisionFigures
from jru_tui.reports.figures.figures import Figures, count_figures
from jru_tui.reports.figures.figures_csv import to_csv
from jru_tui.reports.figures.figures_text import text
from tests.reports.conftest import at

NEAR = Offered("JRU1", 480, 360, 660, "journeys", meets=True)
FAR = Offered("JRU2", 720, 540, 960, "journeys", meets=False)


class Evening:
    """A board to which vehicles are sent, and on which they arrive."""

    def __init__(self) -> None:
        self.board = Board(Rules())
        self._number = 0
        for vehicle in ("JRU1", "JRU2"):
            record = VehicleRecord(vehicle, "available", at("18:00"), f"JRU {vehicle[-1]}")
            self.tell(VehicleReported(record), "18:00")

    def tell(self, fact: Fact, clock: str) -> str:
        self._number += 1
        source = "supervisor" if isinstance(fact, Commanded) else "feed"
        event = Event(f"e{self._number}", at(clock), at(clock), source, fact, "Insp 77")  # type: ignore[arg-type]
        self.board.apply(event)
        return event.id

    def send(
        self, call: str, vehicle: str, clock: str, *offers: Offered, takes: int | None = None
    ) -> str:
        """Send a vehicle to a new call; it arrives after so many minutes, or not at all."""
        opened = at(clock)
        self.tell(CallReported(CallRecord(call, opened, updated_at=opened, grade="G1")), clock)
        decided = decide(self.board, Assign(call, vehicle))
        assert isinstance(decided, Commanded)
        order = self.tell(replace(decided, offers=offers), clock)
        if takes is not None:
            there = opened.replace(minute=opened.minute + takes)
            gone = there.replace(minute=there.minute + 5)
            response = ResponseRecord(vehicle, opened, opened, there, gone)
            record = CallRecord(call, opened, updated_at=gone, grade="G1", responses=(response,))
            self.tell(CallReported(record), f"{gone:%H:%M}")
            free = VehicleRecord(vehicle, "available", gone, f"JRU {vehicle[-1]}")
            self.tell(VehicleReported(free), f"{gone:%H:%M}")
        return order

    @property
    def figures(self) -> Figures:
        snapshot = self.board.snapshot()
        return count_figures(snapshot, snapshot.shifts())

    def log(self, call: str) -> list[str]:
        return [line.text for line in self.board.log(call=call) if line.source == "supervisor"]


@pytest.fixture
def evening() -> Evening:
    return Evening()


def brief(decision: DecisionFigures) -> tuple[object, ...]:
    predicted = None if decision.predicted is None else decision.predicted.predicted_s
    return decision.call, decision.offered.name, decision.name, predicted, decision.happened_s


def test_it_tells_what_was_offered_chosen_predicted_and_what_happened(evening: Evening) -> None:
    evening.send("K-1", "JRU1", "19:00", NEAR, takes=9)
    evening.send("K-2", "JRU2", "20:00", NEAR, FAR, takes=17)
    evening.send("K-3", "JRU2", "21:00", NEAR)
    figures = evening.figures
    assert [brief(decision) for decision in figures.decisions] == [
        ("K-1", "JRU 1", "JRU 1", 480, 540),
        ("K-2", "JRU 1", "JRU 2", 720, 1020),
        ("K-3", "JRU 1", "JRU 2", None, None),
    ]
    assert [decision.within for decision in figures.decisions] == [True, False, None]
    assert figures.first_offers_taken == 1
    said = text(figures)
    assert "The first offer was taken in 1 of 3 times." in said
    assert "1 of 2 arrivals came between the predicted times; four of five are expected to." in said
    assert "JRU 1, 8 min (6-11)   JRU 2  12 min (9-16)    17 min" in said


def test_the_log_says_it_in_words(evening: Evening) -> None:
    evening.send("K-1", "JRU1", "19:00", NEAR, takes=9)
    evening.send("K-2", "JRU2", "20:00", NEAR, FAR, takes=17)
    evening.send("K-3", "JRU2", "21:00", replace(NEAR, source="area"))
    evening.send("K-4", "JRU1", "22:00")
    assert evening.log("K-1") == ["JRU 1 assigned · 8 min (6-11); first offer"]
    assert evening.log("K-2") == ["JRU 2 assigned · 12 min (9-16); first offer JRU 1, 8 min (6-11)"]
    assert evening.log("K-3") == ["JRU 2 assigned · first offer JRU 1, ~8 min"]
    assert evening.log("K-4") == ["JRU 1 assigned"]


def test_nobody_is_named_and_nothing_is_blamed(evening: Evening) -> None:
    evening.send("K-2", "JRU2", "20:00", NEAR, FAR, takes=17)
    said = text(evening.figures)
    part = said[said.index("Vehicles sent") : said.index("By type")].lower()
    for word in ("insp 77", "wrong", "should", "ignored", "mistake", "error", "fault", "failed"):
        assert word not in part


def test_what_was_taken_back_is_no_decision_and_other_shifts_have_theirs(evening: Evening) -> None:
    order = evening.send("K-1", "JRU1", "19:00", NEAR)
    evening.tell(Commanded(Undo(order, confirmed=True)), "19:01")
    assert evening.figures.decisions == ()
    assert "Vehicles sent" not in text(evening.figures)


def test_an_arrival_after_the_vehicle_was_sent_again_belongs_to_the_later_decision(
    evening: Evening,
) -> None:
    """Stood down on the way and sent once more: the first decision led to no arrival."""
    evening.send("K-1", "JRU1", "19:00", NEAR)
    for clock, command in (("19:05", StandDown("K-1", "JRU1")), ("19:20", Assign("K-1", "JRU1"))):
        decided = decide(evening.board, command)
        assert isinstance(decided, Commanded)
        offers = (NEAR,) if isinstance(command, Assign) else ()
        evening.tell(replace(decided, offers=offers), clock)
    way = ResponseRecord("JRU1", at("19:20"), at("19:21"), at("19:29"))
    record = CallRecord("K-1", at("19:00"), updated_at=at("19:30"), grade="G1", responses=(way,))
    evening.tell(CallReported(record), "19:30")
    happened = [(brief(made)[-1], made.within) for made in evening.figures.decisions]
    assert happened == [(None, None), (540, True)]


def test_csv_has_each_figure_in_a_row(evening: Evening) -> None:
    evening.send("K-2", "JRU2", "20:00", NEAR, FAR, takes=17)
    rows = list(csv.reader(io.StringIO(to_csv(evening.figures))))
    assert ["2020-10-30T20:00:00Z", "JRU2", "chosen_predicted_s", "K-2", "720", ""] in rows
    assert ["2020-10-30T20:00:00Z", "JRU2", "chosen_happened_s", "K-2", "1020", ""] in rows
    assert ["", "", "first_offers_taken", "", "0", ""] in rows
