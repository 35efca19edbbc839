"""Orders that are not yet saved: a vehicle that is to be sent is promised to nobody else."""

from collections.abc import Mapping

from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.phrases import unable_words
from jru_tui.board.queries.dispatch.reasons import Unable
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.rules import Rules
from tests.board.queries.dispatch.conftest import HERE, NOW, Room


def sent(room: Room, unsaved: Mapping[str, str]) -> dict[str, str]:
    """What the plan has to be done now: the car for each call."""
    acts = room.dispatcher(unsaved=unsaved).plan.acts
    return {move.call: move.name for act in acts for move in act.moves}


def offer(room: Room, call: str, vehicle: str, unsaved: Mapping[str, str]) -> Offer:
    offers: tuple[Offer, ...] = room.dispatcher(unsaved=unsaved).advise(call).offers
    return next(offer for offer in offers if offer.vehicle == vehicle)


def two_calls_and_cars(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G2")
    room.car("JRU 1", minutes=3)
    room.car("JRU 2", minutes=9)


def test_the_car_counts_as_sent_and_the_next_call_gets_the_other(room: Room) -> None:
    two_calls_and_cars(room)
    assert sent(room, {}) == {"K1": "JRU 1", "K2": "JRU 2"}
    assert sent(room, {"JRU1": "K1"}) == {"K2": "JRU 2"}
    # Also where the plan would have had it elsewhere: it is ordered, and not to be ordered again.
    assert sent(room, {"JRU1": "K2"}) == {"K1": "JRU 2"}


def test_no_call_is_offered_it(room: Room) -> None:
    two_calls_and_cars(room)
    for call in ("K1", "K2"):
        found = offer(room, call, "JRU1", {"JRU1": "K1"})
        assert found.unable is Unable.NOT_SAVED
        assert not found.can_be_sent
        assert unable_words(found, Rules()) == "order not yet saved"


def test_one_that_is_to_be_taken_off_its_call_is_not_offered_either(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G4")
    room.car("JRU 1", "en_route", minutes=3, on="K2")
    room.car("JRU 2", minutes=9)
    assert offer(room, "K1", "JRU1", {"JRU1": ""}).unable is Unable.NOT_SAVED
    assert sent(room, {"JRU1": ""}) == {"K1": "JRU 2"}


def test_an_officer_who_needs_help_is_still_told_of_it(room: Room) -> None:
    room.call("K1", "G2")
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", minutes=3)
    (found,) = room.dispatcher(unsaved={"JRU2": "K1"}).nearest("JRU1")
    assert found.possible


def test_the_recommendation_is_made_anew_when_it_is_ordered_and_when_it_is_saved(
    room: Room,
) -> None:
    two_calls_and_cars(room)
    recommendation = Recommendation(room.board)
    assert recommendation.advise("K1", NOW).offers[0].vehicle == "JRU1"
    recommendation.expect({"JRU1": "K2"})
    assert recommendation.advise("K1", NOW).offers[0].vehicle == "JRU2"
    recommendation.expect({})
    assert recommendation.advise("K1", NOW).offers[0].vehicle == "JRU1"
