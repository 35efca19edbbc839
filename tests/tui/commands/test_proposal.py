"""What is proposed for a call without a screen, where the plan sends nobody to it."""

from msgspec.structs import replace

from jru_tui.board.events import Unlisted
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.commands.proposal import propose_assignment
from tests.tui.conftest import NOW, Night


def test_nobody_is_proposed_for_a_call_that_the_plan_leaves_waiting(busy: Night) -> None:
    """JRU 3 could be sent: it is on its way to a G2."""
    busy.report(
        replace(busy.calls["K-1038"], grade="G4", category=None, updated_at=NOW),
        replace(busy.vehicles["JRU2"], status="out_of_service", status_at=NOW),
    )
    busy.happen(Unlisted("call", "K-1038"), NOW)
    said = propose_assignment(Context(busy.board, NOW, "K-1038"), busy.board.calls["K-1038"])
    assert said == LineError(
        "K-1038 is left waiting: sending anybody would cost other calls more; "
        "name a vehicle to send it all the same"
    )


def test_where_nobody_can_be_sent_each_vehicle_says_why(busy: Night) -> None:
    away = [
        replace(vehicle, status="out_of_service", status_at=NOW, call=None)
        for vehicle in busy.vehicles.values()
    ]
    busy.report(*away)
    said = propose_assignment(Context(busy.board, NOW, "K-1037"), busy.board.calls["K-1037"])
    assert isinstance(said, LineError)
    assert said.reason.startswith("no vehicle can be sent to K-1037 now: JRU ")
    assert said.reason.count(": out of service") == 3
