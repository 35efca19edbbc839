"""Commands at the desk: decided, durable, shown, and never lost."""

import asyncio
from pathlib import Path

import pytest
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp, Close
from jru_tui.board.commands import Check, Note, SetStatus, Undo
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.decisions.side_effects import consequences, not_restored
from jru_tui.board.events import CommandAnswered, Commanded, Event, Exported
from jru_tui.board.records import NoteRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.desk.workers import look_after
from jru_tui.desk.write_back import postings
from jru_tui.feeds.outbox.models import OutboxBacklog
from jru_tui.journal.sqlite.journal import open_journal
from tests.desk.conftest import MakeCall, MakeReading, MakeVehicle, Wall
from tests.desk.shelf import Shelf, desk_on
from tests.narrowing import present


@pytest.fixture
async def busy(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> Desk:
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    return desk


async def test_a_command_is_durable_when_it_is_shown(
    busy: Desk, wall: Wall, tmp_path: Path
) -> None:
    seen: list[Change] = []
    busy.subscribe(seen.append)
    assert await busy.command(Assign("K1", "JRU1")) == Change(
        frozenset(["K1"]), frozenset(["JRU1"])
    )
    assert busy.board.vehicles["JRU1"].status == "allocated"
    assert seen[-1].calls == {"K1"}
    again = Board(Rules())
    async with await open_journal(
        tmp_path / "j" / "shift.db", by="SC 2", clock=wall, read_only=True
    ) as other:
        restarted = Desk(board=again, journal=other, clock=wall)
        await restarted.catch_up()
    assert dict(again.held_calls()) == dict(busy.board.held_calls())
    assert dict(again.vehicles) == dict(busy.board.vehicles)
    assert restarted.health.good_at == wall.now


async def test_a_refused_command_leaves_no_trace(busy: Desk) -> None:
    before = busy.board.events
    outcome = await busy.command(Assign("K9", "JRU1"))
    assert outcome == Refusal("K9 is not on the board")
    assert busy.board.events == before


async def test_commands_given_at_once_are_decided_one_after_the_other(
    busy: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    await busy.receive(reading(make_call("K2"), complete=False))
    first, second = await asyncio.gather(
        busy.command(Assign("K1", "JRU1")), busy.command(Assign("K2", "JRU1"))
    )
    assert isinstance(first, Change)
    assert second == Refusal("JRU1 is allocated K1 (G2): give a reason to send it anyway")


async def test_a_decision_is_made_again_when_somebody_else_wrote_first(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    shelf = Shelf()
    mine, theirs = desk_on(shelf, wall), desk_on(shelf, wall)
    await mine.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await theirs.catch_up()
    await theirs.command(Close("K1", "advice"))
    assert await mine.command(Assign("K1", "JRU1")) == Refusal("K1 is closed: reopen it first")
    assert mine.board.calls["K1"].outcome == "advice"


async def test_a_journal_that_is_gone_or_damaged_is_said_while_nothing_happens(
    tmp_path: Path, wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    """STO-07, STO-09."""
    path = tmp_path / "shift.db"
    looks: list[str] = []
    looked_twice = asyncio.Event()
    async with await open_journal(path, by="SC 1", clock=wall) as journal:
        desk = desk_on(journal, wall)
        await desk.receive(reading(make_call("K1")))

        async def pause(_seconds: float) -> None:
            looks.append(desk.held_up)
            if len(looks) == 1:
                path.rename(tmp_path / "elsewhere.db")
            else:
                looked_twice.set()
                await asyncio.Event().wait()

        looking = asyncio.create_task(look_after(desk, pause))
        await asyncio.wait_for(looked_twice.wait(), 10)
        looking.cancel()
    assert looks[0] == ""
    assert "shift.db" in looks[1]
    assert str(tmp_path) not in looks[1]


async def test_a_large_document_is_taken_in_slices(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    desk = desk_on(Shelf(), wall)
    told: list[Change] = []
    desk.subscribe(told.append)
    await desk.receive(reading(*(make_call(f"K{number}") for number in range(1_000))))
    assert len(desk.board.call_views) == 1_000
    assert max(len(change.calls) for change in told) <= 400


async def test_what_is_owed_goes_out_in_order_and_an_undo_as_its_opposite(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    order = present(desk.board.last_order())
    await desk.command(Close("K1", "advice"))
    await desk.command(Undo(present(desk.board.last_order()).id))
    await desk.command(Undo(order.id))
    bodies = [each.body for each in postings(desk.board, {}).values()]
    assert [body["command"] for body in bodies] == ["assign", "close", "reopen", "stand-down"]
    assert bodies[0] == {
        "command": "assign",
        "id": order.id,
        "at": wall.now,
        "by": "SC 1",
        "call": "K1",
        "vehicle": "JRU1",
    }
    assert bodies[3]["undoes"] == order.id
    await desk.answer(CommandAnswered(order.id, accepted=True))
    assert [each.body["command"] for each in postings(desk.board, {}).values()] == [
        "close",
        "reopen",
        "stand-down",
    ]


async def test_a_command_without_an_answer_is_said_to_be_sent_and_not_confirmed(
    desk: Desk,
) -> None:
    """OUT-01."""
    desk.outbox_waits(OutboxBacklog(1, "no answer came within 3 s", sent=1))
    assert desk.held_up == "1 command sent to dispatch, not confirmed: no answer came within 3 s"
    desk.outbox_waits(OutboxBacklog(1, "the server refuses the token (401)", needs_person=True))
    assert desk.held_up == (
        "1 command waits to be sent to dispatch: the server refuses the token (401)"
    )


async def test_nothing_is_owed_where_nothing_is_written_back(busy: Desk) -> None:
    await busy.command(Note("seen", call="K1"))
    assert postings(busy.board, {}) == {}


async def test_a_command_that_dispatch_refuses_is_taken_back(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    await desk.answer(
        CommandAnswered(present(desk.board.last_order()).id, accepted=False, reason="no fuel")
    )
    assert desk.board.calls["K1"].waiting
    assert "refused by dispatch: JRU1 assigned (no fuel)" in [
        line.text for line in desk.board.log(call="K1")
    ]


async def test_a_looker_on_follows_what_another_desk_writes(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    shelf = Shelf()
    writer, looker = desk_on(shelf, wall), desk_on(shelf, wall)
    await writer.receive(reading(make_call("K1")))
    await writer.command(Note("seen", call="K1"))
    await looker.follow()
    assert dict(looker.board.held_calls()) == dict(writer.board.held_calls())
    assert isinstance(shelf.events[-1].fact, Commanded)
    assert shelf.events[-1].by == "SC 1"


async def test_who_opened_and_who_exported_is_kept(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await desk.receive(reading(make_call("K1")))
    await desk.record_view("K1")
    await desk.record_export("handover", "html")
    lines = [(line.by, line.text) for line in desk.board.log(call="K1") if line.by]
    assert lines == [("SC 1", "opened in full")]
    assert desk.board.log()[-1].text == "exported handover as html"
    shelf.read_only = True
    await desk.record_view("K1")
    assert await desk.record_export("handover", "html") == "this board has no journal"
    left: list[Event] = []
    looker = desk_on(shelf, wall, keep_for_writer=left.append)
    assert await looker.record_export("report", "csv") == ""
    assert [(each.fact, each.by) for each in left] == [(Exported("report", "csv"), "SC 1")]
    assert len([line for line in desk.board.log(call="K1") if line.by]) == 1
    assert (await desk.head()).position == len(shelf.events)


async def test_only_what_concerns_dispatch_is_posted(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Check("JRU1"))
    await desk.command(Undo(present(desk.board.last_order()).id))
    await desk.command(BackUp("K1", "ambulance"))
    asked = present(desk.board.last_order()).id
    await desk.command(Undo(asked))
    await desk.command(Undo(desk.board.standing.redoable[-1]))
    bodies = [each.body for each in postings(desk.board, {}).values()]
    assert [body["command"] for body in bodies] == ["back-up", "back-up-end", "back-up"]
    assert (bodies[1]["back_up"], bodies[1]["ended"]) == (asked, "cancelled")


async def test_under_one_key_goes_out_one_command_whatever_comes_between(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(SetStatus("JRU1", "refreshments"))
    await desk.command(Undo(present(desk.board.last_order()).id))
    first = postings(desk.board, {})
    assert [each.body.get("status") for each in first.values()] == ["refreshments", "available"]
    wall.forward(minutes=1)
    moved = make_vehicle("JRU1", "at_station", 1)
    await desk.receive(reading(make_call("K1"), vehicles=(moved,), when=wall.now))
    assert postings(desk.board, first) == first


async def test_an_undo_of_what_the_feed_has_taken_over_asks_for_what_stood_before(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    press = make_vehicle("JRU1", "at_scene", call="K1", name="JRU 1")
    await desk.receive(reading(make_call("K1"), vehicles=(press,)))
    wall.forward(minutes=1)
    await desk.command(SetStatus("JRU1", "available"))
    taken = make_vehicle("JRU1", "available", 1, name="JRU 1")
    await desk.receive(reading(make_call("K1"), vehicles=(taken,), when=wall.now))
    undo = Undo(present(desk.board.last_order()).id)
    await desk.command(undo)
    body = [each.body for each in postings(desk.board, {}).values()][-1]
    assert (body["status"], body["call"]) == ("at_scene", "K1")
    assert not_restored(desk.board, undo) == ("the feed still shows JRU 1 available",)


async def test_an_undone_diversion_is_sent_back_to_the_call_that_it_left(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    press = make_vehicle("JRU1", "en_route", call="K1")
    await desk.receive(reading(make_call("K1"), make_call("K2"), vehicles=(press,)))
    wall.forward(minutes=1)
    await desk.command(Assign("K2", "JRU1", reason="nearest"))
    undo = Undo(present(desk.board.last_order()).id)
    await desk.command(undo)
    body = [each.body for each in postings(desk.board, {}).values()][-1]
    assert (body["command"], body["call"], body["vehicle"]) == ("assign", "K1", "JRU1")
    assert not_restored(desk.board, undo) == ()


async def test_a_note_that_comes_back_from_dispatch_stands_once(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    desk = desk_on(Shelf(), wall, writes_back=True)
    await desk.receive(reading(make_call("K1", version=1)))
    await desk.command(Note("caller is his brother", call="K1"))
    note = NoteRecord(
        present(desk.board.last_order()).id, wall.now, "SC 1", "caller is his brother"
    )
    await desk.receive(reading(make_call("K1", version=2, notes=(note,))))
    lines = [line.text for line in desk.board.log(call="K1")]
    assert lines == ["call opened", "note: caller is his brother"]


async def test_a_command_that_would_do_more_than_was_shown_is_not_given(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    """The dialog was answered while a document was being taken in."""
    shelf = Shelf()
    desk = desk_on(shelf, wall, writes_back=True)
    await desk.receive(
        reading(make_call("K1"), vehicles=(make_vehicle("JRU1", "at_scene", call="K1"),))
    )
    close = Close("K1", "resolved")
    shown = consequences(desk.board, close)
    wall.forward(minutes=1)
    both = (
        make_vehicle("JRU1", "at_scene", call="K1"),
        make_vehicle("JRU2", "at_scene", 1, call="K1"),
    )
    await desk.receive(reading(make_call("K1"), vehicles=both, when=wall.now))
    refused = await desk.command(close, shown)
    assert refused == Refusal("not done: the board changed at the same moment, so check it first")
    assert postings(desk.board, {}) == {}
    assert isinstance(await desk.command(close, consequences(desk.board, close)), Change)


async def test_what_is_told_to_dispatch_for_an_undo_is_kept_with_it(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    """A restart must not work it out anew, from a board that has gone on."""
    shelf = Shelf()
    desk = desk_on(shelf, wall, writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(SetStatus("JRU1", "refreshments"))
    await desk.command(Undo(present(desk.board.last_order()).id))
    wall.forward(minutes=1)
    pressed = make_vehicle("JRU1", "emergency", 1)
    await desk.receive(reading(make_call("K1"), vehicles=(pressed,), when=wall.now))
    again = desk_on(shelf, wall, writes_back=True)
    await again.catch_up()
    bodies = [each.body for each in postings(again.board, {}).values()]
    assert [body.get("status") for body in bodies] == ["refreshments", "available"]


async def test_a_command_of_another_run_is_not_ones_own_slip(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    shelf = Shelf()
    desk = desk_on(shelf, wall)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    undo = Undo(present(desk.board.last_order()).id)
    again = desk_on(shelf, wall)
    await again.catch_up()
    refused = await again.command(undo)
    assert isinstance(refused, Refusal)
    assert "before this board was started" in refused.reason
    assert isinstance(await again.command(structs.replace(undo, confirmed=True)), Change)
