"""Nothing can be written: what the feed says is shown all the same, and written as soon as can be.

STO-01. Emergencies and new calls of the first grade are written even then, in room held for them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Note
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.events import CallReported, Event, VehicleReported
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk import unsaved_events
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import PollFailure, Unchanged
from jru_tui.journal.disk_reserve import Reserve
from jru_tui.journal.protocol import AppendConflict, Appended, JournalError
from tests.desk.conftest import Wall, call, document, vehicle
from tests.desk.shelf import Shelf, desk_on

FULL = "the disk is full"


class Disk(Reserve):
    """Room for so many writes; the reserve holds three of them."""

    def __init__(self, shelf: "SmallShelf") -> None:
        self._shelf = shelf
        self.given_up = False
        self.held = False

    def hold(self) -> bool:
        if not self.held and self._shelf.room >= 3:
            self._shelf.room -= 3
            self.held = True
            self.given_up = False
        return self.held

    def give_up(self) -> bool:
        if not self.held or self._shelf.room:
            return False
        self._shelf.room += 3
        self.held, self.given_up = False, True
        return True


class SmallShelf(Shelf):
    """A shelf on a disk that has room for so many writes."""

    room = 1000

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        if not self.room:
            raise JournalError(FULL)
        self.room -= 1
        return await super().append(events, expected)


async def hear(desk: Desk, wall: Wall, *calls: CallRecord, **more: Any) -> None:
    wall.forward(minutes=1)
    await desk.receive(document(*calls, when=wall.now, **more))


def kept(shelf: Shelf) -> Board:
    """What a start would show now."""
    board = Board(Rules())
    board.fold(shelf.events)
    return board


async def test_what_cannot_be_kept_is_shown_as_not_kept_and_kept_as_soon_as_it_can(
    wall: Wall,
) -> None:
    shelf, told = Shelf(), list[Change]()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"), vehicles=(vehicle("JRU1", name="JRU 1"),))
    desk.subscribe(told.append)
    shelf.full = True
    press = vehicle("JRU1", "emergency", 2, name="JRU 1", call="K1")
    await hear(desk, wall, call("K1"), call("K2"), vehicles=(press,))
    assert desk.board.vehicles["JRU1"].status == "emergency"
    assert "K2" in desk.board.calls
    assert desk.board.unsaved == Change(frozenset(["K2"]), frozenset(["JRU1"]))
    assert desk.held_up == f"Shown, but not saved: JRU 1 EMERGENCY, 1 call (G2). {FULL}"
    assert (desk.health.state, desk.health.good_at) == ("live", wall.now)
    assert desk.polls.last[-1].verdict == "good"
    assert "K2" not in kept(shelf).calls
    assert await desk.command(Note("x", call="K2")) == Refusal(
        f"not done, the journal cannot be written: {FULL}"
    )
    shelf.full = False
    told.clear()
    await desk.receive(Unchanged())
    assert (desk.held_up, desk.board.unsaved) == ("", Change())
    assert any("K2" in change.calls and "JRU1" in change.vehicles for change in told)
    assert dict(kept(shelf).held_calls()) == dict(desk.board.held_calls())
    assert dict(kept(shelf).vehicles) == dict(desk.board.vehicles)


async def test_each_thing_is_shown_once_and_written_once(wall: Wall) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"))
    shelf.full = True
    for _ in range(3):
        await hear(desk, wall, call("K1"), call("K2"))
    assert len(desk.recorder.unsaved) == 1
    shelf.full = False
    await hear(desk, wall, call("K1"), call("K2"))
    reports = [each.fact.call.id for each in shelf.events if isinstance(each.fact, CallReported)]
    assert reports == ["K1", "K2"]


async def test_a_command_that_can_be_written_comes_behind_what_waited(wall: Wall) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"), vehicles=(vehicle("JRU1"),))
    shelf.full = True
    await hear(desk, wall, call("K1"), call("K2"), vehicles=(vehicle("JRU1"),))
    shelf.full = False
    assert isinstance(await desk.command(Assign("K2", "JRU1")), Change)
    assert desk.board.unsaved == Change()
    assert dict(kept(shelf).held_calls()) == dict(desk.board.held_calls())


async def test_a_feed_that_is_lost_while_nothing_can_be_kept_is_known_to_be_lost(
    wall: Wall,
) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"))
    shelf.full = True
    for _ in range(3):
        await desk.receive(PollFailure("no answer"))
    assert desk.health.state == "lost"
    assert len(desk.recorder.unsaved) == 1
    assert desk.held_up == f"Nothing new can be saved: {FULL}"
    shelf.full = False
    await desk.receive(PollFailure("no answer"))
    assert desk.held_up == ""
    assert kept(shelf).feed is not None


async def test_a_disk_that_has_room_again_heals_while_nothing_happens(wall: Wall) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"))
    shelf.full = True
    await desk.command(Note("x", call="K1"))
    await desk.receive(Unchanged())
    assert desk.held_up
    shelf.full = False
    await desk.receive(Unchanged())
    assert desk.held_up == ""
    events = desk.board.events
    await desk.receive(Unchanged())
    assert desk.board.events == events


class SilentShelf(Shelf):
    """A disk that takes what it is given after the program has given up waiting for it."""

    silent = False

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        known = {event.id for event in self.events}
        there = [event.id in known for event in events]
        if any(there):
            assert all(there), "only part of the batch is there"
            return Appended(len(self.events))
        answer = await super().append(events, expected)
        if self.silent:
            raise JournalError("the disk does not answer")
        return answer


async def test_what_a_silent_disk_took_all_the_same_is_neither_written_nor_shown_twice(
    wall: Wall,
) -> None:
    shelf = SilentShelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"))
    shelf.silent = True
    await hear(desk, wall, call("K1"), call("K2"))
    assert desk.board.unsaved.calls == {"K2"}
    shelf.full = True
    await hear(desk, wall, call("K1"), call("K2"), call("K3"))
    assert desk.board.unsaved.calls == {"K3"}
    shelf.silent = shelf.full = False
    await desk.receive(Unchanged())
    assert desk.board.unsaved == Change()
    assert desk.board.events == len(shelf.events) == len({event.id for event in shelf.events})


async def test_a_full_disk_still_takes_emergencies_and_new_calls_of_the_first_grade(
    wall: Wall,
) -> None:
    shelf = SmallShelf()
    desk = desk_on(shelf, wall, reserve=Disk(shelf))
    await desk.recorder.hold_reserve()
    await hear(desk, wall, call("K1"), vehicles=(vehicle("JRU1"), vehicle("JRU2")))
    shelf.room = 0
    help_, meal = vehicle("JRU1", "emergency", 2), vehicle("JRU2", "refreshments", 2)
    urgent = CallRecord("K3", wall.now, grade="G1")
    await hear(desk, wall, call("K1"), call("K2"), urgent, vehicles=(help_, meal))
    after = kept(shelf)
    assert after.vehicles["JRU1"].status == "emergency"
    assert "K3" in after.calls
    assert "K2" not in after.calls
    assert after.vehicles["JRU2"].status == "available"
    assert desk.board.unsaved == Change(frozenset(["K2"]), frozenset(["JRU2"]))
    assert desk.held_up == f"Shown, but not saved: 1 call (G2), 1 vehicle. {FULL}"
    # The room that is left is for what is as urgent, and for nothing else.
    room = shelf.room
    assert room
    assert isinstance(await desk.command(Note("x", call="K1")), Refusal)
    await hear(desk, wall, call("K1"), call("K2"), urgent, vehicles=(help_, meal))
    assert shelf.room == room
    shelf.room = 1000
    await desk.receive(Unchanged())
    assert (desk.held_up, desk.board.unsaved) == ("", Change())
    assert shelf.room < 1000 - 3
    assert dict(kept(shelf).held_calls()) == dict(desk.board.held_calls())
    assert dict(kept(shelf).vehicles) == dict(desk.board.vehicles)


async def test_what_a_newer_report_repeats_is_left_out_when_it_lasts_for_hours(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsaved_events, "_MOST", 20)
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await hear(desk, wall, call("K1"), call("K2"))
    shelf.full = True
    for minute in range(1, 100):
        changed = call("K1", version=minute, type=f"t{minute}")
        here = vehicle("JRU1", "at_scene" if minute % 20 < 10 else "available", minute // 10 * 10)
        await hear(desk, wall, changed, call("K2"), vehicles=(here,))
    assert len(desk.recorder.unsaved) < 60
    shelf.full = False
    await desk.receive(Unchanged())
    assert desk.board.calls["K1"].type == "t99"
    assert len(desk.board.store.timelines["JRU1"].presses()) == 10
    again = kept(shelf)
    assert dict(again.held_calls()) == dict(desk.board.held_calls())
    assert dict(again.vehicles) == dict(desk.board.vehicles)
    facts = [each.fact for each in shelf.events]
    assert sum(isinstance(fact, VehicleReported) for fact in facts) >= 10


def test_a_reserve_holds_its_room_and_gives_it_up_only_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(tmp_path / "shift.db", size=8192)
    file = tmp_path / "shift.db.reserve"
    assert reserve.hold()
    assert reserve.hold()
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (8192, 0o600)
    assert not reserve.give_up()
    assert file.exists()

    class Full:
        f_bavail, f_frsize = 1, 4096

    monkeypatch.setattr("os.statvfs", lambda _: Full)
    assert reserve.give_up()
    assert reserve.given_up
    assert not file.exists()
    assert not reserve.give_up()
    assert reserve.hold()
    assert not reserve.given_up


def test_a_reserve_that_has_no_room_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(tmp_path / "shift.db", size=8192)

    def fails(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    assert not reserve.hold()
    assert list(tmp_path.iterdir()) == []
