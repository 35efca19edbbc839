"""Several people on one journal: each sees who is at which board, and who is at a call."""

import pytest
from msgspec import structs
from textual.widgets import Static

from jru_tui.board.commands import OfferRole
from jru_tui.desk.presence import PresentBoards
from jru_tui.journal.protocol import OwnPresence, Presence
from jru_tui.tui.pages.boards import BoardsScreen
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture, as_styled_text

OURS = Presence(OwnPresence("ours", "70001", "supervisor", polls=True), "sc70001", 600.0, 0.0)


def other(call: str = "", by: str = "70002", silent_s: float = 1.0) -> Presence:
    own = OwnPresence(f"of {by}", by, "controller", call)
    return Presence(own, "sc70002", 120.0, silent_s)


def hear(live: Live, *others: Presence, known: bool = True) -> None:
    live.desk.note_boards(PresentBoards((OURS, *others), "ours", shared=True, known=known))


def board_text(live: Live) -> str:
    calls = live.app._board.query_one(CallList)
    return "\n".join(calls.render_line(y).text for y in range(calls.size.height))


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)])
async def test_whoever_has_a_dialog_on_a_call_is_seen_on_its_row(
    start: Start, size: tuple[int, int]
) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        live.app._board.select_call("K-1031")
        hear(live, other("K-1037"))
        await pilot.pause()
        (row,) = [line for line in board_text(live).splitlines() if "K-1037" in line]
        assert "⊙" in row
        if size[0] == 140:
            assert "waiting ⊙70002" in row
        hear(live, other())
        await pilot.pause()
        assert "⊙" not in board_text(live)


async def test_the_detail_the_page_and_a_dialog_on_it_name_them(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1037")
        hear(live, other("K-1037"), other("K-1037", by="70003"))
        await pilot.pause()
        detail = live.app._board._detail
        told = " ".join(detail.render_line(y).text for y in range(detail.size.height))
        assert "70002, 70003 are at K-1037" in " ".join(told.replace("│", " ").split())
        await pilot.press("n")
        assert "70002, 70003 are at K-1037" in live.text("#tags")
        hear(live, other("K-1037"))  # one of them has gone on
        await pilot.pause()
        assert "70002 is at K-1037" in live.text("#tags")
        await pilot.press("escape", "enter")
        assert "70002 is at K-1037" in live.text("#facts-text")
        hear(live, other())
        live.later(1)
        assert "70002" not in live.text("#facts-text")


async def test_the_others_are_told_of_each_dialog_and_page_that_is_opened_here(
    start: Start,
) -> None:
    told: list[str] = []
    live = await start(at_call=told.append)
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1037")
        await pilot.press("n", "escape")
        assert [call for call in told if call] == ["K-1037"]
        assert told[-1] == ""
        await pilot.press("enter", "n", "escape")
        assert told[-1] == "K-1037"  # the page of the call is still open
        await pilot.press("escape", "question_mark")
        assert told[-1] == ""


async def test_the_screen_says_who_with_which_role_since_when_and_where(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        hear(live, other("K-1037"), other(by="wall", silent_s=75.0))
        await pilot.press("B")
        assert isinstance(live.app.screen, BoardsScreen)
        lines = shown(live)
        assert lines[1].split("  ")[0] == "70001 (this board)"
        assert "supervisor" in lines[1]
        assert "polls the feed" in lines[1]
        assert "70002" in lines[2]
        assert "controller" in lines[2]
        assert "22:45" in lines[2]
        assert "at K-1037" in lines[2]
        assert "no contact for 75 s" in lines[3]
        hear(live, other("K-1037"), known=False)
        live.later(1)
        assert shown(live)[0].startswith("The journal's server does not answer")


def shown(live: Live) -> list[str]:
    table = live.app.screen.query_one("#boards", Static)
    return [table.render_line(y).text.strip() for y in range(table.size.height)]


async def test_a_board_that_is_not_heard_of_is_told_under_the_list(
    start: Start, picture: Picture
) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        hear(live, other("K-1037", silent_s=45.0))
        await pilot.pause()
        trouble = live.app._board._trouble
        told = " ".join(trouble.render_line(y).text for y in range(trouble.size.height))
        assert "No contact for 45 s: the board of 70002, B shows all" in told
        await pilot.press("B")
        picture(live.app)


async def test_a_journal_that_nobody_shares_has_no_such_screen(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("B")
        assert not isinstance(live.app.screen, BoardsScreen)


async def test_a_hostile_name_moves_nothing(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        hostile = "[red]\x1b[2J" + "x" * 200
        hear(live, other("K-1037", by=hostile))
        await pilot.press("B")
        assert "\x1b" not in "".join(shown(live))
        assert "[red]" in "".join(shown(live))


async def test_a_role_is_offered_by_one_key_and_enter(start: Start) -> None:
    live = await start()
    live.desk._commands.shared = True
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("G")
        assert live.app.screen is live.app._board  # nobody else is there
        hear(live, other(), other(by="wall"))
        await pilot.press("G")
        assert "Hand over the role of supervisor" in str(
            live.app.screen.query_one("#frame").border_title
        )
        await pilot.press("enter")
        await live.until(pilot, lambda: any(live.desk.board.role_orders()))
    (offer,) = live.desk.board.role_orders()
    assert offer.command == OfferRole("70002", "supervisor")


async def test_an_offer_is_seen_and_taken_by_one_key_and_enter(start: Start) -> None:
    live = await start()
    live.desk._commands.shared, live.desk._commands.role = True, "controller"
    async with live.app.run_test(size=(120, 30)) as pilot:
        hear(live, other())
        await live.desk.command(OfferRole("insp", "controller"), by="70002")
        live.desk._commands.role = "supervisor"
        live.desk.notify_feed_health()
        await pilot.pause()
        trouble = live.app._board._trouble
        told = " ".join(trouble.render_line(y).text for y in range(trouble.size.height))
        assert "70002 offers you the role of controller: T takes it" in told
        await pilot.press("T")
        title = str(live.app.screen.query_one("#frame").border_title)
        assert title == "70002 offers you the role of controller"
        assert "70002 continues as supervisor until the shift ends." in live.text("about")
        await pilot.press("enter")
        await live.until(pilot, lambda: live.desk.actor().role == "controller")
        await pilot.press("c")
        assert live.app.screen is live.app._board  # closing is a supervisor's


async def test_an_offer_that_the_login_cannot_take_says_so_and_offers_no_key(start: Start) -> None:
    live = await start()
    live.desk._commands.shared, live.desk._commands.role = True, "controller"
    async with live.app.run_test(size=(140, 36)) as pilot:
        hear(live, other())
        live.desk._commands._most, live.desk._commands.role = "supervisor", "supervisor"
        await live.desk.command(OfferRole("insp", "supervisor"), by="70002")
        live.desk._commands._most, live.desk._commands.role = "controller", "controller"
        live.desk.notify_feed_health()
        await pilot.pause()
        trouble = live.app._board._trouble
        told = " ".join(trouble.render_line(y).text.strip() for y in range(trouble.size.height))
        assert "70002 offers you the role of supervisor, but the database allows your login" in told
        assert "takes it" not in told
        await pilot.press("T")
        assert live.app.screen is live.app._board


@pytest.mark.parametrize("way", ["key", "typed"])
async def test_a_role_is_not_offered_to_a_login_that_cannot_have_it(start: Start, way: str) -> None:
    live = await start()
    live.desk._commands.shared = True
    deputy = other()
    deputy = structs.replace(deputy, own=structs.replace(deputy.own, most="controller"))
    async with live.app.run_test(size=(140, 36)) as pilot:
        hear(live, deputy)
        if way == "key":
            await pilot.press("G")
        else:
            await pilot.press("colon", *"G 70002", "enter")
        await pilot.pause()
        assert "70002: that login allows at most the role of a controller" in (
            as_styled_text(live.app)
        )
        assert not any(live.desk.board.role_orders())
        await pilot.press("escape")
        hear(live, deputy, other(by="70003"))
        await pilot.press("G")
        names = live.app.screen.query_one(ChoiceList)
        assert [choice.possible for choice in names._choices] == [False, True]


async def test_without_an_offer_nothing_is_taken(start: Start) -> None:
    live = await start()
    live.desk._commands.shared = True
    async with live.app.run_test(size=(120, 30)) as pilot:
        hear(live, other())
        await pilot.press("T")
        assert live.app.screen is live.app._board
        assert live.desk.actor().role == "supervisor"
