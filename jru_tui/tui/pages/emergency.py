"""The emergency page, over everything until it is acknowledged.

It is raised while somebody may be typing. So a key only acknowledges when it has been there for a
second, and a second after any other key: the letters of a half-written note must not take an
emergency off the screen, nor may a click that was meant for a row below. And it stays for a second
when it is over: a key that was meant for it must not reach the dialog below.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Key
from textual.widgets import Static

from jru_tui.board import (
    Board,
    Call,
    Recommendation,
    Vehicle,
    dangers,
    distance_km,
    running,
)
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.layout.emergencies import car_words, nearest_to
from jru_tui.tui.phrases import coordinates, hms, place
from jru_tui.tui.theme import FULL_SCREEN_SHEET
from jru_tui.tui.widgets.hint_bar import Hint, hint_line

if TYPE_CHECKING:
    from jru_tui.board import NearbyVehicle

_NAME = 9
_NEAREST = 4
_SOURCE = 8
_OLD_S = 300
"""Seconds from which on a car may well be elsewhere than its last position says."""


def in_full(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None = None
) -> Content:
    """Tell everything that whoever answers it needs, in a few lines.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
        recommendation: predicts arrivals as for calls; None to predict them by the settings.
    """
    others = nearest_to(board, vehicle, now, recommendation)
    return Content("\n").join(_lines(board, vehicle, now, others))


def _lines(
    board: Board, vehicle: Vehicle, now: datetime, others: "Sequence[NearbyVehicle]"
) -> Iterator[Content]:
    yield Content.styled(f"! {vehicle.name} EMERGENCY", "bold reverse $jru-alarm")
    crew = " · ".join(member.id for member in vehicle.crew)
    yield _named("Who", crew or "crew not given")
    yield _car(vehicle, now)
    yield from _on_call(board, vehicle)
    elapsed = running((now - vehicle.since).total_seconds())
    yield _named("Since", f"{hms(vehicle.since, board.rules)}, {elapsed} ago")
    yield Content()
    yield from _who_is_nearest(vehicle, others)


def _car(vehicle: Vehicle, now: datetime) -> Content:
    """The car's own place: never that of its call, which may be miles away."""
    position = vehicle.position
    old = position is not None and (
        position.at is None or (now - position.at).total_seconds() >= _OLD_S
    )
    doubt = "  it may be elsewhere by now" if old else ""
    if position is None:
        doubt = ": ask where it is"
    return _named("Car", Content.assemble(car_words(position, now), (doubt, "bold $jru-amber")))


def _on_call(board: Board, vehicle: Vehicle) -> Iterator[Content]:
    rules, call = board.rules, board.calls.get(vehicle.call or "")
    if call is None:
        yield _named("On call", board.names.call(vehicle.call) if vehicle.call else "none")
        return
    grading = " ".join(filter(None, (call.grade, call.category)))
    danger = "".join(f"  ! {flag.replace('_', ' ')}" for flag in _dangers(board, call))
    yield _named(
        "On call",
        Content.assemble(
            f"{board.names.call(call.id)}  {grading}  {rules.type_label(call.type)}",
            (danger, "bold $jru-red"),
        ),
    )
    spot = coordinates(call.where) if call.where.text else ""
    km = distance_km(vehicle.position, call.where)
    away = f"{km:.1f} km from the car" if km is not None else ""
    parts = (place(call.where, rules), spot, away)
    yield _named("Call at", "  ".join(filter(None, parts)))


def _dangers(board: Board, call: Call) -> tuple[str, ...]:
    return dangers(call.flags, board.rules.danger_flags)


def _who_is_nearest(vehicle: Vehicle, others: "Sequence[NearbyVehicle]") -> Iterator[Content]:
    known = vehicle.position is not None or vehicle.call is None
    yield Content.styled("Nearest" if known else "Nearest to its call", "bold $jru-strong")
    if not others:
        yield Content.styled("no other vehicle is on duty", "$jru-dim")
    for other in others[:_NEAREST]:
        km = f"{other.km:.1f} km" if other.km is not None else ""
        yield Content.assemble(
            (f"{other.name:<{_NAME}} ", "bold"),
            f"{other.arrival:>15}",
            (f" {other.source:<{_SOURCE}}", "$jru-dim"),
            f" {km:>8}  ",
            (other.reason, "$jru-dim"),
        )


def _named(name: str, value: str | Content) -> Content:
    return Content.assemble((f"{name:<{_NAME}} ", "$jru-dim"), value)


_KEYS = ("enter", "e")
_QUIET_S = 1.0
_LINGER_S = 1.0
_ACKNOWLEDGES = "acknowledges"
_HIDES = "only hides it: this board is read-only"
_AFTER_KEYS = ", a second after other keys"
_AFTER_CLICKS = ", or a click, once it has been here for a second"


class EmergencyScreen(Modal[None]):
    """A page of the emergencies that nobody has acknowledged, the longest first."""

    CSS_PATH = FULL_SCREEN_SHEET

    def __init__(
        self,
        acknowledge: Callable[[str], None],
        monotonic: Callable[[], float],
        *,
        read_only: bool = False,
        recommendation: Recommendation | None = None,
    ) -> None:
        """Come up.

        Args:
            acknowledge: told the vehicle that somebody took note of.
            monotonic: gives seconds.
            read_only: nothing can be acknowledged from here: a key only takes the box away.
            recommendation: predicts who is there first.
        """
        super().__init__()
        self._acknowledge = acknowledge
        self._recommendation = recommendation
        self._monotonic = monotonic
        self._raised = self._typed = monotonic()
        self._over = self._noted = False
        self._does = _HIDES if read_only else _ACKNOWLEDGES
        self._vehicles: tuple[str, ...] = ()
        self._told = Content()

    def compose(self) -> ComposeResult:
        """Compose one frame that nobody overlooks."""
        frame = Vertical(id="emergency")
        frame.border_title = Content(self._title())
        frame.border_subtitle = hint_line((("enter", self._does),))
        with frame:
            yield Static(self._told, id="emergencies", markup=False)

    def _title(self) -> str:
        count = len(self._vehicles)
        # The header counts those that were acknowledged too.
        return "EMERGENCY" if count < 2 else f"{count} EMERGENCIES not acknowledged"  # noqa: PLR2004 - the plural

    def show(self, board: Board, vehicles: Sequence[str], now: datetime) -> None:
        """Tell of these vehicles.

        Args:
            board: the board as it stands.
            vehicles: their ids.
            now: the present moment, UTC.
        """
        self._over = self._noted = False
        self._vehicles = tuple(vehicles)
        shown = [
            in_full(board, board.vehicles[vehicle], now, self._recommendation)
            for vehicle in vehicles
            if vehicle in board.vehicles
        ]
        self._told = Content("\n\n").join(shown)
        for result in self.query("#emergencies").results(Static):
            result.update(self._told)
        for frame in self.query("#emergency").results(Vertical):
            frame.border_title = Content(self._title())

    def end(self, reason: str) -> None:
        """Say why nobody waits for anything here any more, and go in a moment."""
        if self._over:
            return
        self._over, self._vehicles = True, ()
        self._hint(((reason, ""),))
        self.set_timer(_LINGER_S, self._go)

    def _go(self) -> None:
        if self._over and self.is_current:
            self.dismiss()

    def on_key(self, event: Key) -> None:
        """Acknowledge, unless somebody is still typing what they were typing before."""
        event.stop()
        now = self._monotonic()
        if event.key not in _KEYS:
            self._typed = now
            if self._over and self._noted:
                # Whoever acknowledged it goes on: this key is for what lies below.
                self._go()
                self.app.post_message(Key(event.key, event.character))
                return
        elif self._vehicles and now - max(self._raised, self._typed) >= _QUIET_S:
            # The next one is to be read before the same key takes it away.
            self._raised = now
            self._hint((("enter", self._does),))
            self.acknowledge()
            return
        if not self._over:
            self._hint((("enter", self._does + _AFTER_KEYS),))

    def _hint(self, hints: Sequence[Hint]) -> None:
        for frame in self.query("#emergency").results(Vertical):
            frame.border_subtitle = hint_line(hints)

    def on_click(self, event: Click) -> None:
        """Acknowledge, unless the click was meant for what lay here a moment ago."""
        now = self._monotonic()
        if self._vehicles and event.chain == 1 and now - self._raised >= _QUIET_S:
            self._raised = now
            self._hint((("enter", self._does),))
            self.acknowledge()
        elif not self._over:
            self._hint((("enter", self._does + _AFTER_CLICKS),))

    def acknowledge(self) -> None:
        """Take note of the longest of them."""
        if self._vehicles:
            self._noted = True
            self._acknowledge(self._vehicles[0])
