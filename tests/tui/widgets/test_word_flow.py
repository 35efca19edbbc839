"""Words in a flow stand where they would stand as widgets, and cost no widget."""

import pytest
from textual.app import ComposeResult
from textual.geometry import Region
from textual.widgets import Input

from jru_tui.tui.theme import ThemedApp
from jru_tui.tui.widgets.word_flow import Field, WordFlow, Words


class OneFlow(ThemedApp[None]):
    CSS = """
    WordFlow { width: 20; height: auto; max-height: 100%; overflow-y: auto; }
    Input, Input:focus { height: 1; border: none; padding: 0; width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        self.first = Words("first", "one", below=1)
        self.hidden = Words("hidden", "hidden", display=False)
        self.field = Field("Reason", Input("because"), above=2)
        self.later = Field("Later", Input("then"), above=0, display=False)
        self.last = Words("last", "[red]end[/red]")
        yield WordFlow((self.first, self.hidden, self.field, self.later, self.last))


def lines(app: ThemedApp[None]) -> list[str]:
    """What is on the screen, up to the last line with anything."""
    drawn = app.screen._compositor.render_strips()
    found = ["".join(segment.text for segment in strip).rstrip() for strip in drawn]
    while found and not found[-1]:
        found.pop()
    return found


START = [" one", "", "", " Reason   because", " [red]end[/red]"]


async def test_of_two_gaps_the_larger_one_stays_and_words_are_taken_literally() -> None:
    app = OneFlow()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert lines(app) == START
        assert len(app.query("WordFlow *")) == 1


async def test_words_that_wrap_move_what_is_below_them() -> None:
    app = OneFlow()
    async with app.run_test() as pilot:
        app.first.update("one two three four five six")
        await pilot.pause()
        assert lines(app) == [" one two three four", " five six", *START[1:]]
        app.first.update("two")
        await pilot.pause()
        assert lines(app) == [" two", *START[1:]]


async def test_what_is_hidden_takes_no_room_until_it_is_shown() -> None:
    app = OneFlow()
    async with app.run_test() as pilot:
        app.hidden.display = True
        app.later.display = True
        await pilot.pause()
        shown = [" one", "", " hidden", *START[1:4], " Later    then", START[4]]
        assert lines(app) == shown
        app.hidden.display = False
        app.later.display = False
        await pilot.pause()
        assert lines(app) == START


async def test_a_cut_flow_scrolls_its_words() -> None:
    app = OneFlow()
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.pause()  # the box has the focus, and is in view
        app.query_one(WordFlow).scroll_home(animate=False)
        await pilot.pause()
        assert lines(app)[0].startswith(" one")
        app.query_one(WordFlow).scroll_end(animate=False)
        await pilot.pause()
        assert [line.split("  ")[0].rstrip("▁▂▃▄▅▆▇█ ") for line in lines(app)] == [
            "",
            " Reason",
            " [red]end[/red]",
        ]


async def test_words_can_be_selected_and_copied() -> None:
    app = OneFlow()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        flow = app.query_one(WordFlow)
        plain = flow.render_lines(Region(0, 0, 20, 1))
        await pilot.mouse_down(flow, offset=(1, 0))
        await pilot.hover(flow, offset=(3, 0))
        await pilot.mouse_up(flow, offset=(3, 0))
        await pilot.pause()
        assert app.screen.get_selected_text() == "one"
        assert flow.render_lines(Region(0, 0, 20, 1)) != plain
        app.screen.text_select_all()
        assert (app.screen.get_selected_text() or "").split() == " ".join(START).replace(
            "because", ""
        ).split()


@pytest.mark.parametrize("theme", ["high-contrast", "battenburg-light"])
async def test_words_follow_the_theme(theme: str) -> None:
    app = OneFlow()
    async with app.run_test() as pilot:
        await pilot.pause()

        def ground() -> object:
            [strip] = app.query_one(WordFlow).render_lines(Region(0, 0, 20, 1))
            return next(iter(strip)).style

        before = ground()
        app.theme = theme
        await pilot.pause()
        assert ground() != before
