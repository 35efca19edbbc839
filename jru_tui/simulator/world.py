"""The world of a scenario: what the feed says at any moment, given the posted commands.

Pure: the same scenario with the same commands at the same times gives the same documents, and
any moment can be asked in any order.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import CallRecord, Rules, VehicleRecord
from jru_tui.simulator.command_handling import CannotObey, PostedCommand, obey
from jru_tui.simulator.crews import CrewActions, PlannedStep
from jru_tui.simulator.scenario import Fact, Scenario, Supervises
from jru_tui.simulator.script_player import play
from jru_tui.simulator.simulation_state import SimulationState
from jru_tui.simulator.timeline import TapeEntry


class FeedDocument(Struct, frozen=True):
    """A document of the feed, before it is sent.

    `complete` is false where it holds only what changed since the client's cursor.
    """

    generated_at: datetime
    calls: tuple[CallRecord, ...]
    vehicles: tuple[VehicleRecord, ...]
    complete: bool = True


class World:
    """A scenario run from end to end with some posted commands.

    Attributes:
        refused: the reasons why commands could not be obeyed, by their ids.

    Args:
        scenario: the scenario.
        posted: the commands, oldest first.
        kmh: the speed of vehicles as the crow flies, in km/h.
    """

    def __init__(
        self,
        scenario: Scenario,
        posted: Sequence[PostedCommand] = (),
        kmh: float = Rules().average_kmh,
    ) -> None:
        self.scenario = scenario
        self.refused: dict[str, str] = {}
        self._floor = SimulationState(scenario, kmh)
        self._tape = self._floor.tape
        self._run(posted)

    def document(self, moment: datetime) -> FeedDocument:
        """Return everything open at `moment`.

        And everything of the running shift that has closed.
        """
        shift = self.scenario.shift_at(moment)
        calls = tuple(
            call
            for call in self._calls(moment)
            if call.closed_at is None or call.closed_at >= shift.starts_at
        )
        return FeedDocument(moment, calls, self._vehicles(moment))

    def whole(self, moment: datetime) -> FeedDocument:
        """Return what `document` does, with the closed calls of all earlier shifts too."""
        return FeedDocument(moment, tuple(self._calls(moment)), self._vehicles(moment))

    def history(self, until: datetime) -> Iterator[TapeEntry]:
        """Every version of every record up to `until`, as they came: what a board would have seen.

        Positions are those at each change of a vehicle, not every beat between.
        """
        for entry in self._tape.entries:
            if entry.at > until:
                return
            record = entry.record
            if isinstance(record, VehicleRecord):
                record = self._placed(record, entry.at)
            yield TapeEntry(entry.at, record)

    def _calls(self, moment: datetime) -> Iterator[CallRecord]:
        for track in self._tape.calls.values():
            record = track.at(moment)
            if record is not None:
                yield record

    def _vehicles(self, moment: datetime) -> tuple[VehicleRecord, ...]:
        records = (track.at(moment) for track in self._tape.vehicles.values())
        return tuple(self._placed(record, moment) for record in records if record is not None)

    def _placed(self, record: VehicleRecord, moment: datetime) -> VehicleRecord:
        return replace(record, position=self._floor.vehicles[record.id].route.position(moment))

    def _run(self, posted: Sequence[PostedCommand]) -> None:
        """Play the script, the crews' own steps and the commands in the order of time.

        At one moment the script comes first and commands last: a command is given on what the
        supervisor saw.
        """
        queue: list[tuple[datetime, int, int, Fact | PlannedStep | PostedCommand]] = []
        numbers = count()

        def plan(due: Fact | PlannedStep | PostedCommand, rank: int) -> None:
            heappush(queue, (due.at, rank, next(numbers), due))

        crews = CrewActions(self._floor, lambda step: plan(step, 1))
        for fact in self.scenario.facts:
            if not isinstance(fact, Supervises):  # those are a board's own business
                plan(fact, 0)
        for command in posted:
            plan(command, 2)
        while queue:
            due = heappop(queue)[-1]
            if isinstance(due, PostedCommand):
                try:
                    obey(self._floor, crews, due)
                except CannotObey as refusal:
                    self.refused[due.id] = str(refusal)
            elif isinstance(due, PlannedStep):
                crews.act(due)
            else:
                play(self._floor, crews, due)
