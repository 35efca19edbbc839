"""A small app that only runs commands, on the board of Friday night."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Label, Static

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import OfferRole, Request
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.compound_decisions import decide_all, effects_of
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.events import Unlisted
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.records import VehicleRecord
from jru_tui.desk.desk import Desk
from jru_tui.desk.presence import ALONE, PresentBoards
from jru_tui.journal.protocol import OwnPresence, Presence
from jru_tui.tui.commands.catalogue import COMMANDS as CATALOGUE
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.runner import bindings
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.navigator import Navigator
from jru_tui.tui.report_pages import ReportPages
from jru_tui.tui.theme import ThemedApp
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.key_bar import KeyBar
from tests.narrowing import instance
from tests.tui.conftest import Night

NOW = datetime(2020, 10, 30, 22, 47, 32, tzinfo=UTC)


class Screens(Navigator):
    """Notes the pages that only look; they need a desk, which this app has none of."""

    def __init__(self, harness: "Harness", commands: tuple[CommandSpec, ...]) -> None:
        super().__init__(
            harness,
            harness,
            commands,
            desk=cast(Desk, None),
            reports=cast(ReportPages, None),
            viewed=lambda _call: None,
            refresh=lambda: None,
            answered=lambda _answer, _which: None,
        )
        self.looked: list[str] = []

    def open_log(self) -> None:
        self.looked.append("log")

    def open_handover(self) -> None:
        self.looked.append("handover")

    def open_report(self) -> None:
        self.looked.append("report")

    def open_shifts(self) -> None:
        self.looked.append("shifts")

    def open_feed(self) -> None:
        self.looked.append("feed")

    def copy_call(self) -> None:
        self.looked.append("copy")


class Harness(ThemedApp[None]):
    """Carries commands out on a real board; keeps what was given and told."""

    CSS = "KeyBar { dock: bottom; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CATALOGUE)]
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def action_command_palette(self) -> None:
        self.screens.open_palette()

    def __init__(self, night: Night, **more: Any) -> None:
        super().__init__(more.get("theme", "battenburg"))
        self.commands: tuple[CommandSpec, ...] = more.get("commands", CATALOGUE)
        self.screens = Screens(self, self.commands)
        self.night = night
        self.call: str | None = more.get("call")
        self.vehicle: str | None = more.get("vehicle")
        self.read_only: bool = more.get("read_only", False)
        shared, role = more.get("shared", False), more.get("role", "supervisor")
        self.actor = Actor("insp", "tonight", NOW, shared, role)
        self.present: PresentBoards = more.get("present", ALONE)
        self.given: list[Request] = []
        self.told: list[str] = []
        self.entered_at: datetime | None = None

    @property
    def looked(self) -> list[str]:
        return self.screens.looked

    def key_of(self, command: str, otherwise: str) -> str:
        return self.screens.runner.key_of(command, otherwise)

    def action_command(self, command: str, position: int = 1) -> None:
        self.screens.runner.run(command, position)

    def mention(self, sentence: str) -> None:
        self.told.append(sentence)

    @property
    def board(self) -> Board:
        return self.night.board

    def compose(self) -> ComposeResult:
        yield Label("the board", markup=False)
        yield KeyBar(self.commands)

    def on_mount(self) -> None:
        self.query_one(KeyBar).show(self.context())

    def context(self) -> Context:
        return Context(
            self.board,
            NOW,
            self.call,
            self.vehicle,
            self.read_only,
            actor=self.actor,
            recommendation=Recommendation(self.board),
            present=self.present,
        )

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def give(self, asked: Request, shown: Sequence[str] | None = None) -> None:
        facts = decide_all(self.board, asked, self.actor)
        assert not isinstance(facts, Refusal), facts.reason
        assert shown is None or effects_of(self.board, asked) == tuple(shown)
        self.given.append(asked)
        together = "decision" if len(facts) > 1 else ""
        for fact in facts:
            kept = replace(fact, decision=together)
            self.night.happen(kept, NOW, "supervisor", "insp", "tonight")

    def select(self, call: str) -> None:
        self.call = call

    def enter_late(self, at: datetime | None) -> None:
        self.entered_at = at


MakeHarness = Callable[..., Harness]


def at_shared_journal(harness: MakeHarness, night: Night) -> Harness:
    """A controller's board beside a supervisor's, who offers the own role to this one."""
    giver = Actor("70002", "theirs", NOW, shared=True)
    offered = decide_all(night.board, OfferRole("insp"), giver)
    assert not isinstance(offered, Refusal)
    night.happen(offered[0], NOW, "supervisor", giver.by, giver.session)
    theirs = Presence(OwnPresence("theirs", "70002", "supervisor"), "sc70002", 60.0, 1.0)
    present = PresentBoards((theirs,), "tonight", shared=True, known=True)
    return harness(present=present, shared=True, role="controller")


@pytest.fixture
def harness(busy: Night) -> MakeHarness:
    """Makes an app: K-1037 waits and is selected, JRU 2 is free, JRU 1 at scene of K-1031."""

    def make(call: str | None = "K-1037", **more: Any) -> Harness:
        return Harness(busy, call=call, **more)

    return make


@pytest.fixture
def bare(night: Night) -> Harness:
    """An app on a board that knows nothing yet."""
    return Harness(night)


@pytest.fixture
def disputed(busy: Night) -> Night:
    """The supervisor sent JRU 2 to K-1037; a newer report of the feed says that it is free."""
    busy.command(Assign("K-1037", "JRU2"), datetime(2020, 10, 30, 22, 45, tzinfo=UTC))
    later = datetime(2020, 10, 30, 22, 46, 30, tzinfo=UTC)
    call = busy.board.store.calls["K-1037"].record
    assert call is not None
    vehicle = VehicleRecord("JRU2", "available", later, "JRU 2")
    busy.report(replace(call, updated_at=later, responses=()), vehicle, when=later)
    assert busy.board.calls["K-1037"].dispute is not None
    return busy


@pytest.fixture
def unlisted(busy: Night) -> Night:
    """A complete document of the feed no longer lists K-1037."""
    busy.happen(Unlisted("call", "K-1037"), NOW, "feed")
    return busy


def refusal(app: App[Any]) -> str:
    return shown(app, "refusal")


def shown(app: App[Any], part: str) -> str:
    """The words of that name in a dialog; after `#` those of a widget."""
    if part[0] == "#":
        return str(app.screen.query_one(part, Static).content)
    return str(instance(Dialog, app.screen).words(part).content)


def chosen(app: App[Any], which: str = "ChoiceList") -> str:
    choice = app.screen.query_one(which, ChoiceList).choice
    assert choice is not None
    return str(choice.id)
