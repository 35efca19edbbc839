"""The terminal shows all screens as they are, though what it shows of them is not drawn again."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from jru_tui.tui.app import BoardApp
from jru_tui.tui.drawing.terminal_image import Layer, ShownLayers, TerminalImage, cells_of
from jru_tui.tui.idle_watch import idle_watch
from tests.narrowing import instance
from tests.work.conftest import Shift, shift, shown

TERMINAL = Region(0, 0, 140, 36)
FRAME = Region(20, 5, 80, 10)


def layer(name: str, *covers: Region) -> Layer:
    return Layer(name, frozenset(covers))


BOARD = layer("board", TERMINAL)
DIALOG = layer("dialog", FRAME)


def after(*layers: Layer) -> ShownLayers:
    shown_layers = ShownLayers()
    assert shown_layers.show(layers, TERMINAL) == {TERMINAL}
    return shown_layers


def test_nothing_is_drawn_of_screens_that_stay() -> None:
    assert after(BOARD, DIALOG).show((BOARD, DIALOG), TERMINAL) == set()


def test_a_dialog_is_drawn_where_it_stands_and_what_was_under_it_where_it_stood() -> None:
    assert after(BOARD).show((BOARD, DIALOG), TERMINAL) == {FRAME}
    assert after(BOARD, DIALOG).show((BOARD,), TERMINAL) == {FRAME}
    smaller = layer("dialog", Region(20, 5, 80, 4))
    assert after(BOARD, DIALOG).show((BOARD, smaller), TERMINAL) == {FRAME, *smaller.covers}
    other = layer("other", Region(0, 0, 9, 9))
    assert after(BOARD, DIALOG).show((BOARD, other), TERMINAL) == {FRAME, *other.covers}


def test_what_changes_below_is_drawn_once_whatever_is_over_it_then() -> None:
    layers = after(BOARD, DIALOG)
    row = Region(0, 3, 140, 1)
    layers.outdate([row])
    assert layers.show((BOARD,), TERMINAL) == {row, FRAME}
    assert layers.show((BOARD,), TERMINAL) == set()


def test_a_terminal_that_is_not_known_any_more_is_drawn_whole() -> None:
    image = TerminalImage()
    image.layers.show((BOARD,), TERMINAL)
    image.forget()
    assert image.layers.show((BOARD,), TERMINAL) == {TERMINAL}


Act = Callable[[Pilot[Any], Shift], Awaitable[object]]


def keys(*pressed: str) -> Act:
    async def press(pilot: Pilot[Any], _one: Shift) -> None:
        await pilot.press(*pressed)

    return press


async def poll(_pilot: Pilot[Any], one: Shift) -> None:
    await one.desk.receive(one.changed(3, grade="G1"))


async def tick(pilot: Pilot[Any], _one: Shift) -> None:
    instance(BoardApp, pilot.app)._tick()


def theme(name: str) -> Act:
    async def choose(pilot: Pilot[Any], _one: Shift) -> None:
        pilot.app.theme = name

    return choose


def forget(pilot: Pilot[Any]) -> None:
    """Know nothing of the terminal any more, as the real driver does where it was taken away."""
    instance(TerminalImage, getattr(pilot.app._driver, "image", None)).forget()


def size(columns: int, lines: int) -> Act:
    async def resize(pilot: Pilot[Any], _one: Shift) -> None:
        forget(pilot)
        await pilot.resize_terminal(columns, lines)

    return resize


async def stop_and_continue(pilot: Pilot[Any], _one: Shift) -> None:
    forget(pilot)
    pilot.app.refresh(layout=True)


async def change_and_leave(pilot: Pilot[Any], one: Shift) -> None:
    """Change the board and leave a dialog before a frame shows the change."""
    await one.desk.receive(one.changed(0, grade="G1"))
    pilot.app.pop_screen()


async def leave_for_another(pilot: Pilot[Any], _one: Shift) -> None:
    app = instance(BoardApp, pilot.app)
    app.pop_screen()
    app.action_command("note")


async def theme_and_leave(pilot: Pilot[Any], _one: Shift) -> None:
    pilot.app.theme = "high-contrast"
    pilot.app.pop_screen()


SEQUENCES: dict[str, tuple[Act, ...]] = {
    "opened and left": (keys("n"), keys("escape"), keys("a"), keys("escape"), keys("colon")),
    "focus inside": (keys("c"), keys("m"), keys("5"), keys("escape"), keys("down"), keys("escape")),
    "board changes": (keys("n"), poll, tick, keys("w", "x"), keys("escape")),
    "theme": (keys("c"), theme("battenburg-light"), tick, keys("escape"), theme("battenburg")),
    "resize": (keys("a"), size(100, 30), poll, size(140, 36), keys("escape"), size(80, 24)),
    "small": (keys("n"), size(40, 9), size(140, 36), keys("escape")),
    "stopped": (keys("n"), stop_and_continue, keys("escape"), stop_and_continue),
    "changed and left": (keys("n"), change_and_leave, tick),
    "one for another": (keys("c"), leave_for_another, keys("escape")),
    "theme and left": (keys("n"), theme_and_leave, tick),
    "over a page": (keys("enter"), keys("n"), poll, keys("escape"), keys("escape")),
    "two dialogs": (keys("question_mark"), keys("ctrl+p"), keys("escape"), keys("escape")),
    "redrawn": (keys("a"), keys("ctrl+l"), keys("escape"), keys("ctrl+l")),
}


async def at_rest(pilot: Pilot[Any]) -> None:
    for _ in range(4):
        await pilot.pause()
        await idle_watch().idle(turns=20, within_s=1)


@pytest.mark.parametrize("acts", SEQUENCES.values(), ids=SEQUENCES)
async def test_the_terminal_shows_what_a_whole_frame_would_show(
    acts: tuple[Act, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoardApp, "is_headless", property(lambda _: False))
    async with shift(12) as one, shown(one) as pilot:
        app = pilot.app
        image = TerminalImage()
        monkeypatch.setattr(app._driver, "image", image, raising=False)
        monkeypatch.setattr(app._driver, "write", lambda _: None)
        app.refresh(layout=True)
        await at_rest(pilot)
        for act in acts:
            await act(pilot, one)
            await at_rest(pilot)
            whole = app.screen.render_region(app.size.region)
            assert len(whole) == app.size.height
            known = [image._lines.get(y, [])[: app.size.width] for y in range(app.size.height)]
            assert known == [cells_of(strip) for strip in whole]


class BlindLayers(ShownLayers):
    """Takes nothing as outdated."""

    def outdate(self, regions: Iterable[Region]) -> None:
        pass

    def show(self, layers: Sequence[Layer], terminal: Region) -> set[Region]:
        super().show(layers, terminal)
        return set()


async def test_a_faulty_image_is_seen_by_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: layers that take nothing as outdated leave a dialog on the terminal."""
    monkeypatch.setattr(BoardApp, "is_headless", property(lambda _: False))
    async with shift(12) as one, shown(one) as pilot:
        app = pilot.app
        image = TerminalImage()
        monkeypatch.setattr(app._driver, "image", image, raising=False)
        monkeypatch.setattr(app._driver, "write", lambda _: None)
        app.refresh(layout=True)
        await at_rest(pilot)
        await pilot.press("n")
        await at_rest(pilot)
        image.layers = BlindLayers()
        await pilot.press("escape")
        await at_rest(pilot)
        whole = app.screen.render_region(app.size.region)
        assert [image._lines[y] for y in range(36)] != [cells_of(strip) for strip in whole]
