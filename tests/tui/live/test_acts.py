"""Each act of a supervisor by key, typed line, palette and mouse: one effect, shown everywhere.

The keys of each way are counted as they are pressed, and docs/acts.md has to give that number.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from jru_tui.board import Board, Command, Commanded, Recommendation, Undo, reason_words, shift_at
from jru_tui.desk.desk import Desk
from jru_tui.desk.presence import PresentBoards
from jru_tui.desk.write_back import postings
from jru_tui.feeds.models import FeedHealth
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.journal.protocol import OwnPresence, Presence
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports.forms import indented_json
from jru_tui.reports.handover.handover import make_handover
from jru_tui.reports.handover.handover_text import text
from jru_tui.reports.status.status import FeedStatus, status_of
from jru_tui.settings.model import FeedSettings
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.hint_bar import hint_line
from jru_tui.tui.widgets.key_bar import KeyBar
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.feeds.conftest import Server, answer
from tests.narrowing import instance
from tests.tui.conftest import Night, settle
from tests.tui.live.acts.act import READY, SHOWN_BY_FEED, Act, Look
from tests.tui.live.acts.catalogue import ACTS
from tests.tui.live.acts.looks import LOOKS
from tests.tui.live.conftest import Live

DOCUMENT = Path(__file__).parents[3] / "docs" / "acts.md"
SIZE = (140, 36)
WAYS = ("key", "typed", "palette", "mouse")
SPECS: dict[str, CommandSpec] = {spec.id: spec for spec in COMMANDS}
OURS = Presence(OwnPresence("ours", "insp", "supervisor", polls=True), "insp", 600.0, 0.0)
THEIRS = Presence(OwnPresence("theirs", "70002", "controller"), "sc70002", 120.0, 1.0)


class Hand:
    """A hand at the keys and the mouse: it counts what it presses and clicks."""

    def __init__(self, live: Live, pilot: Pilot[Any], act: Act | Look) -> None:
        self.live = live
        self.pilot = pilot
        self.act = act
        self.count = 0

    @property
    def screen(self) -> Screen[Any]:
        return self.live.app.screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
            self.count += 1

    async def click(self, x: int, y: int) -> None:
        await self.pilot.click(offset=(x, y))
        await self.settle()
        self.count += 1

    async def settle(self) -> None:
        await settle(self.live.app, self.pilot)

    async def do(self, way: str, ready: str) -> None:
        """Carry the act out, from the board to the board."""
        await self.begin(way, ready)
        assert len(self.live.app.screen_stack) == 1, self.live.text("refusal")

    async def begin(self, way: str, ready: str = "") -> None:
        """Carry the act out, or the look, wherever it ends."""
        spec = SPECS[self.act.command]
        match way:
            case "key":
                await self.press(*self.act.keys)
            case "typed":
                await self.type_line(self.act.line.replace(READY, ready))
                await self.press(*self.act.then)
            case "palette":
                at = self.act.keys.index(spec.keys[0])
                await self.press(*self.act.keys[:at])
                await self.choose(spec)
                await self.press(*self.act.keys[at + 1 :])
            case _:
                await self.do_by_mouse(spec)

    async def undo(self, way: str) -> None:
        """Take it back by the same way; what is shown first is confirmed."""
        match way:
            case "key":
                await self.press("u")
            case "typed":
                await self.type_line("u")
            case "palette":
                await self.choose(SPECS["undo"])
            case _:
                await self.click_command(SPECS["undo"])
        if len(self.live.app.screen_stack) > 1:
            await (self.click_edge("enter") if way == "mouse" else self.press("enter"))

    async def type_line(self, line: str) -> None:
        await self.press("colon")
        self.screen.query_one(Input).value = line
        self.count += len(line)
        await self.settle()
        await self.press("enter")

    async def choose(self, spec: CommandSpec) -> None:
        """Type as many letters of a command's name as it takes, and choose it."""
        await self.press("ctrl+p")
        entries = self.screen.query_one(ChoiceList)
        for letter in spec.title:
            await self.press("space" if letter == " " else letter)
            if entries.choice is not None and entries.choice.id == spec.id:
                break
        await self.press("enter")

    async def do_by_mouse(self, spec: CommandSpec) -> None:
        if self.act.vehicle:
            cards = self.live.app.screen.query_one(VehicleCards)
            ids = list(self.live.desk.board.vehicles)
            width = cards.region.width // len(ids)
            x = cards.region.x + width * ids.index(self.act.vehicle) + width // 2
            await self.click(x, cards.region.y + 1)
        await self.click_command(spec)
        for step in self.act.clicks:
            kind, _, what = step.partition(" ")
            match kind:
                case "row":
                    await self.click_row(what)
                case "box":
                    box = self.screen.query_one(f"#{what}").region
                    await self.click(box.x + 1, box.y)
                case "type":
                    await self.press(*what.split())
                case _:
                    await self.click_edge(what)

    async def click_command(self, spec: CommandSpec) -> None:
        """Click a command in the key bar; where it has no room, in the list of all commands."""
        bar = self.screen.query_one(KeyBar)
        places = {place.key.id: place for place in bar.part.placed}
        if spec.id in places:
            await self.click(places[spec.id].start, bar.region.y)
            return
        await self.click(places["help"].start, bar.region.y)
        await self.click_edge("ctrl+p")
        entries = self.screen.query_one(ChoiceList)
        at = [choice.id for choice in entries._choices].index(spec.id)
        entries.scroll_to(y=max(0, at - 1), animate=False, force=True)  # as the wheel does
        await self.settle()
        await self.click_line(entries, at)
        await self.click_line(entries, at)

    async def click_row(self, choice: str) -> None:
        choices = next(
            choices
            for choices in self.screen.query(ChoiceList)
            if any(line.id == choice for line in choices._choices)
        )
        at = [line.id for line in choices._choices].index(choice)
        if at != choices.cursor:
            await self.click_line(choices, at)

    async def click_line(self, choices: ChoiceList, at: int) -> None:
        region = choices.content_region
        await self.click(region.x + 3, region.y + at - choices.scroll_offset.y)

    async def click_edge(self, key: str) -> None:
        """Click a key in the lower edge of a frame."""
        frame = self.screen.query_one("#frame").region
        at = hint_line(instance(Modal, self.screen).hints()).plain
        await self.click(frame.right - 3 - len(at) + at.index(key), frame.bottom - 1)


@asynccontextmanager
async def board_of(night: Night, act: Act | Look, *, writes_back: bool) -> AsyncIterator[Live]:
    """The night as it is before the act, on a board of its own."""
    act.before(night)
    clock = night.frame().now
    live: Live | None = None
    async with await open_journal(None, by="insp", clock=lambda: clock) as journal:
        await journal.append(night.happened)
        desk = Desk(
            board=Board(night.board.rules),
            journal=journal,
            clock=lambda: clock if live is None else live.now,
            by="insp",
            writes_back=writes_back,
        )
        await desk.catch_up()
        desk.health = FeedHealth("live", good_at=clock, as_of=clock)
        if isinstance(act, Act) and act.role:
            desk._commands.shared, desk._commands.role = True, act.role
            desk.note_boards(PresentBoards((OURS, THEIRS), "ours", shared=True, known=True))
        live = Live(night, desk, journal)
        yield live


def ready_reason(board: Board, act: Act, now: datetime) -> str:
    """The reason that the dialog has ready for the vehicle of the act."""
    sent = next((command for command in act.gives if getattr(command, "reason", "") == READY), None)
    if sent is None:
        return ""
    offers = Recommendation(board).advise(sent.call, now).offers  # type: ignore[union-attr]
    offer = next(offer for offer in offers if offer.vehicle == sent.vehicle)  # type: ignore[union-attr]
    return reason_words(offer) if offer.can_be_sent else f"stood down from {offer.leaves}"


async def commands_in(live: Live, since: int) -> list[Command]:
    """The commands in the journal, without those from before."""
    commanded = [
        event.fact.command
        async for _, event in live.journal.read(0)
        if isinstance(event.fact, Commanded)
    ]
    return commanded[since:]


def tells(act: Act, live: Live) -> bool:
    """Test whether `status --json` shows an act; what it looks for may not be there at all."""
    if act.status is None:
        return False
    try:
        return bool(act.status(status_now(live)))
    except (IndexError, StopIteration, TypeError):
        return False


def status_now(live: Live) -> dict[str, Any]:
    report = status_of(live.desk.board, FeedStatus("live", 0), live.now)
    return json.loads(indented_json(report))  # type: ignore[no-any-return]


def handover_now(live: Live) -> str:
    page = make_handover(live.desk.board, None, live.now, stale=False, marking="OFFICIAL")
    return " ".join(text(page).split())


def state_of(board: Board) -> object:
    """What a supervisor acts on: each vehicle and each open call."""
    return dict(board.vehicles), list(board.open_calls())


async def posted(live: Live, known: int) -> list[dict[str, Any]]:
    """What a server receives of what is owed, without id, time and author."""
    server = Server()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    server.says(answer(b"", status="202 Accepted"))
    owed = list(postings(live.desk.board, {}).values())[known:]
    settings = FeedSettings(writeback=server.url("/commands"))
    async with listener, Outbox(settings, lambda: live.now) as outbox:
        outbox.offer(tuple(owed))
        sayings = outbox.run()
        while len(server.requests) < len(owed):
            await anext(sayings)
        await sayings.aclose()
    bodies = [json.loads(request.body) for request in server.requests]
    assert [body.pop("id") for body in bodies] == [posting.id for posting in owed]
    return [
        {name: value for name, value in body.items() if name not in ("at", "by")} for body in bodies
    ]


def row_in_document(act: Act | Look) -> list[str]:
    """The cells of an act in docs/acts.md."""
    rows = [line.strip("| ").split(" | ") for line in DOCUMENT.read_text().splitlines()]
    return next((row for row in rows if row[0].strip() == act.name), [])


def cell(act: Act | Look, way: str, count: int) -> str:
    """What the document says of a way: what is pressed, and how many keys or clicks that is."""
    match way:
        case "key":
            keys = " ".join(f"`{key_label(key)}`" for key in act.keys)
            return f"{keys}: {count}"
        case "typed":
            if READY in act.line:
                return f"`:{act.line.replace(READY, '…')}`"  # as many as there are in the reason
            keys = " ".join(f"`{key_label(key)}`" for key in ("enter", *act.then))
            return f"`:{act.line}` {keys}: {count}"
        case _:
            return str(count)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name.replace(" ", "_"))
async def test_an_act_comes_to_the_same_by_every_way_and_is_taken_back_by_it(
    busy: Night, act: Act, way: str
) -> None:
    async with board_of(busy, act, writes_back=True) as live:
        board = live.desk.board
        given = sum(isinstance(event.fact, Commanded) for event in busy.happened)
        owed = len(postings(board, {}))
        before = state_of(board)
        async with live.app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            live.app._board.select_call(act.call)
            await pilot.pause()
            assert not tells(act, live), "it shows something else"
            ready = ready_reason(board, act, live.now)
            hand = Hand(live, pilot, act)
            await hand.do(way, ready)
            count = hand.count
            expected = [_with_reason(command, ready) for command in act.gives]
            assert await commands_in(live, given) == expected
            log = board.shift_log(shift_at(board.rules.hours, live.now))
            assert any(act.log in line.text for line in log)
            assert act.status is None or tells(act, live)
            assert act.handover in handover_now(live)
            if way == "key":
                bodies = [_body_with_reason(body, ready) for body in act.posts]
                assert await posted(live, owed) == bodies
            await hand.undo(way)
            undos = (await commands_in(live, given))[len(expected) :]
            if act.lasting:
                assert undos == []
                assert act.lasting in live.app._board.query_one(CallList).part.notice
            else:
                assert len(undos) == len(expected)
                assert all(isinstance(undo, Undo) for undo in undos)
                assert state_of(board) == before
        column = ("key", "typed", "palette", "mouse").index(way) + 1
        row = row_in_document(act)
        assert row[column : column + 1] == [cell(act, way, count)], f"docs/acts.md: {act.name}"


def _with_reason(command: Command, ready: str) -> Command:
    return replace(command, reason=ready) if getattr(command, "reason", "") == READY else command


def _body_with_reason(body: dict[str, Any], ready: str) -> dict[str, Any]:
    return body | {"reason": ready} if body.get("reason") == READY else body


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name.replace(" ", "_"))
async def test_a_look_shows_the_same_by_every_way_and_gives_no_command(
    busy: Night, look: Look, way: str
) -> None:
    async with board_of(busy, look, writes_back=True) as live:
        given = sum(isinstance(event.fact, Commanded) for event in busy.happened)
        async with live.app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            live.app._board.select_call(look.call)
            await pilot.pause()
            before = shown(live)
            hand = Hand(live, pilot, look)
            await hand.begin(way)
            count, words = hand.count, shown(live)
            assert all(word in words for word in look.shows), words
            assert not all(word in before for word in look.shows)
            assert await commands_in(live, given) == []
            await hand.press(*look.back)
            assert len(live.app.screen_stack) == 1
            assert not live.app._board.query_one(CallList).sought
        column = ("key", "typed", "palette", "mouse").index(way) + 1
        row = row_in_document(look)
        assert row[column : column + 1] == [cell(look, way, count)], f"docs/acts.md: {look.name}"


def shown(live: Live) -> str:
    """The text of the screen."""
    strips = live.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name.replace(" ", "_"))
async def test_without_writeback_an_act_stands_at_the_board_and_is_posted_to_nobody(
    busy: Night, act: Act
) -> None:
    async with board_of(busy, act, writes_back=False) as live:
        owed = len(postings(live.desk.board, {}))
        async with live.app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            live.app._board.select_call(act.call)
            await pilot.pause()
            await Hand(live, pilot, act).do("key", "")
            assert act.status is None or tells(act, live)
            assert len(postings(live.desk.board, {})) == owed
            known = {event.id for event in busy.happened}
            marked = [
                found
                for found in status_now(live)["commands"]
                if found["unconfirmed"] and found["id"] not in known
            ]
            shown = [command for command in act.gives if isinstance(command, SHOWN_BY_FEED)]
            assert bool(marked) == bool(shown), "marked until the feed shows it"


def test_the_document_lists_every_act_and_no_other() -> None:
    table = DOCUMENT.read_text().partition("<!-- acts:start -->")[2]
    names = [line.strip("| ").split(" | ")[0].strip() for line in table.splitlines() if "|" in line]
    assert names[2:] == [*(act.name for act in ACTS), *(look.name for look in LOOKS)]
