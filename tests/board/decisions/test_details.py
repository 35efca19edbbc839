"""A callback and a number of people that somebody at the board has heard."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Close, GiveDetails, Link, OpenCall
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Command
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.queries.missing_details import missing_details
from jru_tui.board.records import Place
from jru_tui.board.rules import Details, Rules
from tests.tui.conftest import CALLS, NOW, Night

EXPECTED = Details(("place", "callback", "people"))


@pytest.fixture
def night() -> Night:
    return Night(Rules(details=EXPECTED)).report(*CALLS)


def call_of(night: Night, call: str = "K-1037") -> Call:
    return night.board.calls[call]


def test_what_is_given_is_missing_no_longer_and_finds_the_call(night: Night) -> None:
    assert missing_details(call_of(night), night.board.rules) == ("callback", "people")
    night.command(decided(night, GiveDetails("K-1037", "07700 900123", 2)))
    call = call_of(night)
    assert (call.callback, call.people) == ("07700 900123", 2)
    assert missing_details(call, night.board.rules) == ()
    assert call.unconfirmed == ()
    night.command(Close("K-1037", "resolved"))
    assert [found.id for found in find_calls(night.board, "+44 7700 900123")] == ["K-1037"]


def test_each_is_given_by_itself(night: Night) -> None:
    night.command(decided(night, GiveDetails("K-1037", "07700 900123")))
    night.command(decided(night, GiveDetails("K-1037", people=3)))
    assert (call_of(night).callback, call_of(night).people) == ("07700 900123", 3)


def test_a_number_of_the_feed_can_be_corrected_until_the_feed_says_another(night: Night) -> None:
    night.report(replace(night.calls["K-1037"], callback="wrong", updated_at=NOW, version=8))
    night.command(decided(night, GiveDetails("K-1037", "07700 900123")))
    assert call_of(night).callback == "07700 900123"
    night.report(replace(night.calls["K-1037"], callback="01227 1", updated_at=NOW, version=9))
    assert call_of(night).callback == "01227 1"


def test_what_was_given_for_a_call_opened_by_hand_goes_with_it(night: Night) -> None:
    night.command(OpenCall("H-1", "fall", Place("Sea Street")))
    night.command(decided(night, GiveDetails("H-1", "07700 900123", 2)))
    assert call_of(night, "H-1").callback == "07700 900123"
    link = decide(night.board, Link("H-1", "K-1037", NOW))
    assert not isinstance(link, Refusal)
    night.command(link.command)
    assert (call_of(night).callback, call_of(night).people) == ("07700 900123", 2)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (GiveDetails("K-1037"), "what is known? Give a callback or the number of people"),
        (GiveDetails("K-1037", people=2_000_000), "how many people? At most 1,000,000"),
        (GiveDetails("K-1037", people=-1), "how many people? At most 1,000,000"),
        (GiveDetails("K-9", "07700"), "K-9 is not on the board"),
    ],
)
def test_what_says_nothing_is_refused(night: Night, command: GiveDetails, why: str) -> None:
    assert refusal(night, command) == why


def test_the_same_again_and_a_closed_call_are_refused(night: Night) -> None:
    night.command(decided(night, GiveDetails("K-1037", "07700", 2)))
    assert refusal(night, GiveDetails("K-1037", "07700")) == "K-1037 has that already"
    night.command(Close("K-1037", "resolved"))
    assert refusal(night, GiveDetails("K-1037", "07701")) == "K-1037 is closed: reopen it first"


def decided(night: Night, command: GiveDetails) -> Command:
    verdict = decide(night.board, command)
    assert not isinstance(verdict, Refusal), verdict
    return verdict.command


def refusal(night: Night, command: GiveDetails) -> str:
    verdict = decide(night.board, command)
    assert isinstance(verdict, Refusal)
    return verdict.reason
