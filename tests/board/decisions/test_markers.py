"""Warnings at places: who, why, review and expiry, at every call there, and erased in time."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from jru_tui.board import Board, EndMarker, Event, MarkPlace, Place, marker_words, shown_markers
from jru_tui.board.archive import MemoryArchive
from jru_tui.board.checkpoint import rely_on, restored_board, take_checkpoint
from jru_tui.board.events import Commanded, FeedChanged
from jru_tui.journal.care.retention import choose_events
from jru_tui.settings import Retention
from tests.board.conftest import Stage

HERE = Place("Sea Street, Herne Bay", 51.3703, 1.1203)
AWAY = Place("Biggin Street, Dover", 51.13, 1.31)
TODAY = date(2020, 10, 30)


@pytest.fixture
def marked(stage: Stage) -> Stage:
    """K1 and K2 are at one place, K3 is not; a dog is warned of."""
    stage.call("K1", "18:00", where=HERE)
    stage.call("K2", "18:01", where=replace(HERE, text="14 Sea Street, Herne Bay"))
    stage.call("K3", "18:02", where=AWAY)
    stage.do(MarkPlace("dog in the yard", HERE, "bit an officer"), "18:05")
    return stage


def words(stage: Stage, call: str, when: str = "18:10") -> list[str]:
    found = shown_markers(stage.view(call), stage.at(when), stage.board.rules)
    return [marker.text for marker in found]


def test_every_call_there_shows_it_and_no_other(marked: Stage) -> None:
    assert words(marked, "K1") == words(marked, "K2") == ["dog in the yard"]
    assert words(marked, "K3") == []
    marked.call("K4", "18:06", where=HERE)
    assert words(marked, "K4") == ["dog in the yard"]


def test_the_calls_there_are_drawn_again(marked: Stage) -> None:
    change = marked.do(MarkPlace("stairs are broken", HERE), "18:06")
    assert change.calls == {"K1", "K2"}
    change = marked.undo("18:07")
    assert change.calls == {"K1", "K2"}
    assert words(marked, "K1") == ["dog in the yard"]


def test_it_says_who_why_and_until_when(marked: Stage) -> None:
    [marker] = marked.view("K1").markers
    assert (marker.by, marker.reason) == ("SC 1", "bit an officer")
    assert marker.review_on == TODAY + timedelta(days=30)
    assert marker.expires_on == TODAY + timedelta(days=90)
    assert marker_words(marker) == (
        "dog in the yard (bit an officer, SC 1, review 29 Nov 2020, expires 28 Jan 2021)"
    )


def test_anybody_ends_it_and_an_undo_brings_it_back(marked: Stage) -> None:
    [marker] = marked.board.markers()
    marked.do(EndMarker(marker.id, "the dog is gone"), "18:06", by="SC 2")
    assert words(marked, "K1") == []
    assert marked.refused(EndMarker(marker.id)) == "there is no such marker"
    marked.undo("18:07")
    assert words(marked, "K1") == ["dog in the yard"]


def test_a_call_that_moves_there_shows_it_and_one_that_leaves_does_not(marked: Stage) -> None:
    marked.call("K3", "18:02", where=HERE, updated_at=marked.at("18:06"))
    marked.call("K1", "18:00", where=AWAY, updated_at=marked.at("18:06"))
    assert words(marked, "K3") == ["dog in the yard"]
    assert words(marked, "K1") == []


def test_it_expires(marked: Stage) -> None:
    [marker] = marked.view("K1").markers
    assert marker.is_shown(marker.expires_on)
    assert not marker.is_shown(marker.expires_on + timedelta(days=1))
    later = marked.at("18:00") + timedelta(days=95)
    change = marked.board.apply(Event("later", later, later, "program", FeedChanged("live", later)))
    assert change.calls == {"K1", "K2"}
    assert marked.board.markers() == ()
    assert marked.view("K1").markers == ()


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (MarkPlace(" ", HERE), "a marker needs words"),
        (
            MarkPlace("dog", Place("Bay")),
            "where is it? The place has neither coordinates nor enough words",
        ),
        (
            MarkPlace("dog", HERE, expires_on=TODAY - timedelta(days=1)),
            "a marker expires within 366 days, and not before today",
        ),
        (
            MarkPlace("dog", HERE, expires_on=TODAY + timedelta(days=367)),
            "a marker expires within 366 days, and not before today",
        ),
        (
            MarkPlace("dog", HERE, review_on=TODAY + timedelta(days=9), expires_on=TODAY),
            "the review comes before it expires, not after",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(marked: Stage, command: MarkPlace, reason: str) -> None:
    assert marked.refused(command) == reason


def test_a_restart_keeps_it(marked: Stage) -> None:
    archive = MemoryArchive()
    archive.write(take_checkpoint(marked.board))
    rely_on(marked.board, archive)
    restored = restored_board(marked.board.rules, archive)
    assert restored is not None
    assert restored.markers() == marked.board.markers()
    [marker] = restored.calls["K1"].markers
    gone = Commanded(EndMarker(marker.id))
    at = marked.at("18:20")
    change = restored.apply(Event("end", at, at, "supervisor", gone, "SC 1"))
    assert change.calls == {"K1", "K2"}


def test_its_words_are_kept_while_it_is_shown_and_erased_in_time_afterwards() -> None:
    stage = Stage()
    stage.call("K1", "18:00", where=HERE)
    board = Board(stage.board.rules)
    at = stage.at("18:05")
    days = {"review_on": TODAY, "expires_on": TODAY + timedelta(days=90)}
    event = Event("m1", at, at, "supervisor", Commanded(MarkPlace("dog", HERE, "", 100, **days)))
    board.apply(event)
    told = [(1, event)]
    now = at + timedelta(days=60)
    assert choose_events(told, board, Retention(days=30), now).positions == ()
    later = at + timedelta(days=92)
    end = Event("later", later, later, "program", FeedChanged("live", later))
    board.apply(end)
    assert choose_events([*told, (2, end)], board, Retention(days=30), later).positions == (1,)
