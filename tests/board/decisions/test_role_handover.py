"""A role goes to another board: offered by who has it, accepted by who is to have it."""

from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Command, HandOver, OfferRole, Role, TakeRole, Undo
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.compound_decisions import decide_all
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import CallReported, Event
from jru_tui.board.queries.roles import OFFER_LASTS, RANKS, offer_to, role_of
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules

NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)
OWN: dict[str, Role] = {"70001": "supervisor", "70002": "controller", "70003": "controller"}


class Room:
    """People at boards on one journal; each gives commands in the role that they have then."""

    def __init__(self) -> None:
        self.board = Board(Rules())
        self.now = NOW
        self.count = 0
        self._happen(CallReported(CallRecord("K-1036", NOW, grade="G1")), "feed", "")

    def role(self, by: str) -> Role:
        return role_of(self.board, by, OWN[by], self.now)

    def actor(self, by: str, most: Role = "supervisor") -> Actor:
        return Actor(by, f"session of {by}", self.now, True, self.role(by), most)

    def give(self, by: str, command: Command, most: Role = "supervisor") -> str:
        """Give a command; returns why not, or the id of its event."""
        decided = decide_all(self.board, command, self.actor(by, most))
        if isinstance(decided, Refusal):
            return decided.reason
        return self._happen(decided[0], "supervisor", by)

    def offer(self, by: str, to: str, most: Role = "supervisor") -> str:
        return self.give(by, OfferRole(to), most)

    def take(self, by: str, most: Role = "supervisor") -> str:
        offer = offer_to(self.board, by, self.now)
        return self.give(by, TakeRole(offer.id if offer else "none"), most)

    def _happen(self, fact: object, source: str, by: str) -> str:
        self.count += 1
        event = Event(f"e{self.count}", self.now, self.now, source, fact, by, f"session of {by}")  # type: ignore[arg-type]
        self.board.fold([event])
        return event.id


@pytest.fixture
def room() -> Room:
    return Room()


def test_nothing_changes_until_it_is_accepted_and_then_both_have_changed_roles(room: Room) -> None:
    room.offer("70001", "70002")
    assert (room.role("70001"), room.role("70002")) == ("supervisor", "controller")
    room.take("70002")
    assert (room.role("70001"), room.role("70002")) == ("controller", "supervisor")
    assert room.role("70003") == "controller"
    # The gate follows.
    refused = room.give("70001", HandOver("x"))
    assert refused == "a controller cannot do this: it is for a supervisor"
    assert room.give("70002", HandOver("x")) == f"e{room.count}"


def test_it_goes_back_the_same_way(room: Room) -> None:
    for giver, taker in (("70001", "70002"), ("70002", "70001")):
        room.offer(giver, taker)
        room.take(taker)
    assert (room.role("70001"), room.role("70002")) == ("supervisor", "controller")


def test_what_stands_in_the_journal_says_all_of_it(room: Room) -> None:
    room.offer("70001", "70002")
    room.take("70002")
    log = [entry.text for entry in room.board.log()]
    assert "role of supervisor offered to 70002" in log
    assert "took the role of supervisor from 70001, who is controller now" in log


def test_only_who_it_was_offered_to_takes_it_and_only_once(room: Room) -> None:
    offer = room.offer("70001", "70002")
    assert room.give("70003", TakeRole(offer)) == "no role is offered to you"
    assert room.give("70001", TakeRole(offer)) == "no role is offered to you"
    room.take("70002")
    assert room.give("70002", TakeRole(offer)) == "no role is offered to you"


def test_a_newer_offer_takes_the_place_of_an_older_one(room: Room) -> None:
    first = room.offer("70001", "70002")
    room.offer("70001", "70003")
    assert room.give("70002", TakeRole(first)) == "no role is offered to you"
    room.take("70003")
    assert room.role("70003") == "supervisor"


def test_an_offer_that_nobody_accepts_is_over_after_a_while(room: Room) -> None:
    offer = room.offer("70001", "70002")
    room.now += OFFER_LASTS + timedelta(seconds=1)
    assert room.give("70002", TakeRole(offer)) == "no role is offered to you"
    assert room.offer("70001", "70002").startswith("e")


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "say who takes your role"),
        ("70001", "that is you: name somebody at another board"),
    ],
)
def test_an_offer_needs_somebody_else(room: Room, to: str, why: str) -> None:
    assert room.offer("70001", to) == why


def test_the_same_offer_is_made_once(room: Room) -> None:
    room.offer("70001", "70002")
    assert room.offer("70001", "70002") == "that is already offered: 70002 has to accept it"


def test_a_viewer_hands_over_nothing_and_takes_nothing(room: Room) -> None:
    wall = Actor("wall", "a session", NOW, True, "viewer")
    for command in (OfferRole("70002"), TakeRole("e2")):
        refused = decide_all(room.board, command, wall)
        assert isinstance(refused, Refusal)
        assert refused.reason.startswith("a viewer can only watch")


def test_alone_on_a_journal_there_is_nobody_to_have_it(room: Room) -> None:
    alone = Actor("70001", "a session", NOW)
    refused = decide_all(room.board, OfferRole("70002"), alone)
    assert refused == Refusal("no other board shares this journal")


def test_two_of_the_same_role_have_nothing_to_change(room: Room) -> None:
    room.offer("70002", "70003")
    assert room.take("70003") == "you have the role of a controller already"


def test_nobody_takes_more_than_the_database_lets_them(room: Room) -> None:
    room.offer("70001", "70002")
    assert room.take("70002", most="controller") == (
        "the database allows your login at most the role of a controller"
    )
    assert room.role("70001") == "supervisor"


def test_nobody_gives_a_role_away_to_who_may_not_have_it(room: Room) -> None:
    """A controller's login could not go on as the supervisor: nobody would be one."""
    room.offer("70002", "70001", most="controller")
    assert room.take("70001") == (
        "the database does not allow the login of 70002 more than that role"
    )
    assert room.role("70001") == "supervisor"


def test_an_offer_is_taken_back_while_nobody_has_accepted_it(room: Room) -> None:
    offer = room.offer("70001", "70002")
    assert room.give("70001", Undo(offer)).startswith("e")
    assert room.give("70002", TakeRole(offer)) == "no role is offered to you"


def test_an_offer_that_was_accepted_is_not_taken_back(room: Room) -> None:
    offer = room.offer("70001", "70002")
    room.take("70002")
    assert "came after it" in room.give("70001", Undo(offer, confirmed=True))
    assert room.role("70002") == "supervisor"


def test_who_took_it_by_mistake_gives_it_back_by_an_undo(room: Room) -> None:
    room.offer("70001", "70002")
    taken = room.take("70002")
    assert room.give("70002", Undo(taken, confirmed=True)).startswith("e")
    assert (room.role("70001"), room.role("70002")) == ("supervisor", "controller")
    refused = room.give("70002", Undo(f"e{room.count}", confirmed=True))
    assert refused == "offer the role again"


def test_who_has_handed_a_role_over_undoes_nothing_that_is_not_for_the_new_one(room: Room) -> None:
    given = room.give("70001", HandOver("x"))
    room.offer("70001", "70002")
    room.take("70002")
    refused = room.give("70001", Undo(given, confirmed=True))
    assert refused == "a controller cannot do this: it is for a supervisor"


def test_the_next_shift_begins_with_the_roles_of_the_settings(room: Room) -> None:
    room.offer("70001", "70002")
    room.take("70002")
    room.now += timedelta(days=1)
    assert (room.role("70001"), room.role("70002")) == ("supervisor", "controller")


def test_every_role_has_its_rank() -> None:
    assert sorted(RANKS, key=RANKS.__getitem__) == ["viewer", "controller", "supervisor"]
