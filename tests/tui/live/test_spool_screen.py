"""Commands that wait for the journal's server: said on the board, and decided on one by one."""

from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Input

from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Note
from jru_tui.desk import Spooled
from jru_tui.journal.protocol import JournalAwayError
from jru_tui.journal.spool import open_spool
from jru_tui.tui.dialogs.spool import SpoolDialog
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.narrowing import present
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture, as_styled_text

AWAY = "The journal's server db.kent.example/shifts cannot be reached (connection refused)."


class Cut:
    """A server that is gone until it is `back`."""

    def __init__(self, live: Live, folder: Path) -> None:
        self.back = False
        # A journal in a file, to which a server's way of asking is added.
        journal: Any = live.desk.recorder._journal
        self._append = journal.append
        journal.append, journal.holds = self.append, self.holds
        self.spool = open_spool(folder / "main")
        live.desk.use_spool(self.spool, journal)

    async def append(self, *args: Any) -> object:
        if not self.back:
            raise JournalAwayError(AWAY)
        return await self._append(*args)

    async def holds(self, _event: str) -> bool:
        if not self.back:
            raise JournalAwayError(AWAY)
        return False


def told(live: Live) -> str:
    trouble = live.app._board._trouble
    lines = (trouble.render_line(y).text.strip() for y in range(trouble.size.height))
    return " ".join(lines).removeprefix("▲ ")


async def test_a_command_waits_visibly_and_is_given_when_the_server_is_back(
    start: Start, tmp_path: Path
) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1037")
        await pilot.press("n")
        live.app.screen.query_one(Input).value = "Gate is locked"
        await pilot.press("enter")
        await live.until(pilot, lambda: bool(cut.spool.waiting))
        assert told(live).startswith("1 command not yet saved: “K-1037: note: Gate is locked”")
        assert live.desk.board.log(call="K-1037")[-1].text != "note: Gate is locked"
        assert "it waits on this machine" in as_styled_text(live.app)
        for _ in range(2):
            live.app.give(Assign("K-1038", "JRU2"))
        await live.until(pilot, lambda: "▲ not yet saved: “" in as_styled_text(live.app))
        cut.back = True
        await live.desk.settle_spool()
        await pilot.pause()
        assert live.desk.board.log(call="K-1037")[-1].text == "note: Gate is locked"
        assert told(live) == ""
        shown = as_styled_text(live.app)
        assert "not yet saved" not in shown
        assert "no command is waiting to be saved any more" in shown


async def test_no_way_of_advice_offers_a_vehicle_whose_order_waits(
    start: Start, tmp_path: Path
) -> None:
    live = await start()
    Cut(live, tmp_path)
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("A")
        first = as_styled_text(live.app)
        assert "K-1037" in str(live.app.screen.query_one("#frame").border_title)
        await pilot.press("escape")
        outcome = await live.desk.command(Assign("K-1037", "JRU2"))
        assert isinstance(outcome, Spooled), outcome
        await pilot.pause()
        assert "order not yet saved" not in first
        live.app._board.select_call("K-1038")
        await pilot.press("a")
        shown = as_styled_text(live.app)
        assert "order not yet saved" in shown
        choices = live.app.screen.query_one(ChoiceList)._choices
        (line,) = [choice for choice in choices if choice.id == "JRU2"]
        assert not line.possible
        await pilot.press("escape", "A")
        acts = live.desk.recommendation.at(live.now).plan.acts
        assert "JRU2" not in [move.vehicle for act in acts for move in act.moves]


async def conflict(live: Live, cut: Cut) -> None:
    """Let two commands wait, of which the first cannot be given as it is."""
    await live.desk.command(Note("Gate is locked", call="K-1037"))
    await live.desk.command(Note("Crew is told", call="K-1037"))
    first = cut.spool.waiting[0].given.id
    cut.spool.note_conflict(first, "70002 closed K-1037 4 min ago")
    live.desk.notify_feed_health()


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)])
async def test_a_conflict_is_shown_with_its_reason(
    start: Start, tmp_path: Path, picture: Picture, size: tuple[int, int]
) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=size) as pilot:
        await conflict(live, cut)
        await pilot.pause()
        assert told(live).startswith("W decides. Not done: “K-1037: note: Gate is locked”")
        await pilot.press("W")
        assert isinstance(live.app.screen, SpoolDialog)
        assert "70002 closed K-1037 4 min ago" in live.text("about")
        assert "note: Crew is told" in live.text("effect")
        picture(live.app)


@pytest.mark.parametrize(
    ("answer", "left"),
    [("keep", ["Gate is locked"]), ("drop", []), ("give", [])],
)
@pytest.mark.parametrize("way", ["key", "typed"])
async def test_each_answer_by_key_and_typed(
    start: Start, tmp_path: Path, answer: str, left: list[str], way: str
) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=(120, 30)) as pilot:
        await conflict(live, cut)
        cut.back = True
        if way == "key":
            await pilot.press("W", *["down"] * ["keep", "drop", "give"].index(answer), "enter")
        else:
            await pilot.press("colon")
            live.app.screen.query_one(Input).value = f"W {answer} 1"
            await pilot.press("enter")
        await live.until(pilot, lambda: len(cut.spool.waiting) == len(left))
        notes = [line.text for line in live.desk.board.log(call="K-1037")][-2:]
    assert [one.given.words for one in cut.spool.waiting] == [
        f"K-1037: note: {words}" for words in left
    ]
    assert notes[-1] == "note: Crew is told"
    assert ("note: Gate is locked" in notes) == (answer == "give")


async def test_the_lower_edge_names_what_enter_does(start: Start, tmp_path: Path) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=(120, 30)) as pilot:
        await conflict(live, cut)
        await pilot.press("W")
        for words in ("put it aside", "drop it", "try it again now"):
            subtitle = present(live.app.screen.query_one("#frame").border_subtitle)
            edge = Content.from_markup(subtitle)
            assert edge.plain.startswith(f"enter {words}")
            await pilot.press("down")


async def test_the_first_enter_after_it_has_changed_decides_nothing(
    start: Start, tmp_path: Path
) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=(120, 30)) as pilot:
        await conflict(live, cut)
        await pilot.press("W", "down")
        cut.spool.note_conflict(cut.spool.waiting[0].given.id, "70003 closed K-1037 just now")
        live.desk.notify_feed_health()
        await pilot.press("enter")
        assert isinstance(live.app.screen, SpoolDialog)
        assert len(cut.spool.waiting) == 2
        assert "70003 closed K-1037" in live.text("about")


async def test_esc_decides_nothing_and_without_any_there_is_no_dialog(
    start: Start, tmp_path: Path
) -> None:
    live = await start()
    cut = Cut(live, tmp_path)
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("W")
        assert live.app.screen is live.app._board
        await conflict(live, cut)
        await pilot.press("W", "escape")
        assert len(cut.spool.waiting) == 2
