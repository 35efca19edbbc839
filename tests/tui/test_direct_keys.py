"""Keys that go straight to their binding have the same effects in the same order as Textual's."""

from typing import Any, ClassVar

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from jru_tui.tui.textual_internals.direct_keys import DirectKeysApp


class Plain(Static, can_focus=True):
    """Listens to no key, and has bindings."""

    BINDINGS: ClassVar[list[BindingType]] = [("b,both", "note('plain')"), ("u", "unknown")]

    def action_note(self, word: str) -> None:
        noted(self.app).append(word)


class Refusing(Plain):
    """Takes keys for itself, refuses an action, and has a method for one key."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key == "o" and character == "o"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del action
        return parameters != ("plain",)

    def key_m(self) -> None:
        noted(self.app).append("method")


class Listening(Plain):
    """Listens to all keys, and keeps one."""

    @on(Key)
    def hear(self, event: Key) -> None:
        noted(self.app).append(f"heard {event.key}")
        if event.key == "k":
            event.stop()


class Group(Vertical):
    """Listens in a group around others."""

    def on_key(self, event: Key) -> None:
        noted(self.app).append(f"group {event.key}")


class Question(ModalScreen[None]):
    """Lets no key through."""

    BINDINGS: ClassVar[list[BindingType]] = [("b", "app.note('question')")]

    def compose(self) -> ComposeResult:
        yield Plain("why", id="why")


class Keys(App[None]):
    """All kinds of widgets on a screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("a,b,c,k,m,o,q,both", "note('app')"),
        Binding("p", "note('first')", priority=True),
        Binding("o", "note('first of o')", priority=True),
        ("v", "app.ask"),
        Binding("i", "note('own')", id="own"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Plain("one", id="plain")
        yield Refusing("two", id="refusing")
        yield Listening("three", id="listening")
        with Group():
            yield Plain("four", id="grouped")
        yield Input(id="typed")

    def on_key(self, event: Key) -> None:
        self.noted.append(f"app {event.key}")

    def action_note(self, word: str) -> None:
        self.noted.append(word)

    def action_ask(self) -> None:
        self.push_screen(Question())


class DirectKeys(DirectKeysApp, Keys):
    """The same, with keys that go straight to their binding."""


def noted(app: App[Any]) -> list[str]:
    assert isinstance(app, Keys)
    return app.noted


PRESSED = "abckmopqui"


async def effects(app: Keys, focus: str | None, *, asked: bool, chosen: bool) -> list[str]:
    async with app.run_test() as pilot:
        if chosen:
            app.set_keymap({"own": "z,c"})
        app.screen.set_focus(app.screen.query_one(f"#{focus}") if focus else None)
        await pilot.pause()
        if asked:
            await pilot.press("v")
            await pilot.pause()
        for key in (*PRESSED, "escape", "z"):
            app.noted.append(f"press {key}")
            await pilot.press(key)
            await pilot.pause()
        typed = app.screen_stack[0].query_one(Input).value
        return [*app.noted, typed]


@pytest.mark.parametrize(
    ("focus", "asked", "chosen"),
    [
        (None, False, False),
        ("plain", False, False),
        ("plain", True, False),
        ("plain", False, True),
        ("refusing", False, False),
        ("listening", False, False),
        ("grouped", False, False),
        ("typed", False, False),
    ],
)
async def test_keys_have_the_effects_that_textual_gives_them(
    focus: str | None, asked: bool, chosen: bool
) -> None:
    found = await effects(DirectKeys(), focus, asked=asked, chosen=chosen)
    assert found == await effects(Keys(), focus, asked=asked, chosen=chosen)
    assert len(found) > 2 * len(PRESSED) or found[-1]


class Counted(DirectKeys):
    """Counts what is passed on to widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_on = 0

    def get_default_screen(self) -> Screen[Any]:
        return CountingScreen()


class CountingScreen(Screen[None]):
    """Counts the keys that it is sent."""

    async def _on_message(self, message: Any) -> None:
        app = self.app
        if isinstance(message, Key) and isinstance(app, Counted):
            app.passed_on += 1
        await super()._on_message(message)


@pytest.mark.parametrize(("focus", "passed_on"), [("plain", 0), ("grouped", 1)])
async def test_a_key_that_no_widget_listens_to_is_no_message_to_any(
    focus: str, passed_on: int
) -> None:
    app = Counted()
    async with app.run_test() as pilot:
        app.screen.query_one(f"#{focus}").focus()
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert app.noted[-2:] == ["app a", "app"]
        assert app.passed_on == passed_on
