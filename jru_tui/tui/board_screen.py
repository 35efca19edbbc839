"""The main screen: everything of the shift at once, laid out for the size of the terminal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from jru_tui.board import Actor, Alert, Board, Change, area_term
from jru_tui.desk import ALONE, NOTHING_WAITS, PresentBoards, WaitingEffects
from jru_tui.feeds import FeedHealth
from jru_tui.tui.advice_timing import AdviceTiming
from jru_tui.tui.commands.areas import ALL_AREAS, areas_of
from jru_tui.tui.drawing.screens import PromptScreen
from jru_tui.tui.layout.board_layout import board_layout, most_emergencies, most_lines
from jru_tui.tui.layout.feed_words import attention_message, trouble_message
from jru_tui.tui.layout.frame import Frame, watched
from jru_tui.tui.theme import BOARD_SHEET
from jru_tui.tui.widgets.board_parts import (
    CallDetail,
    EmergencyBanner,
    HeaderBar,
    MessageLine,
    ShiftStrip,
)
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.find_bar import FindBar
from jru_tui.tui.widgets.key_bar import KeyBar
from jru_tui.tui.widgets.vehicle_cards import VehicleCards


class BoardScreen(PromptScreen[None]):
    """The main screen: vehicles, calls, the selected call and the shift.

    It holds what the supervisor looks at (a call, a vehicle) and no facts: `show` hands it those.
    The call list posts `CallList.Opened`.

    Attributes:
        recommendation: who should go where; made after the first frame.
        selection_changed: called when another call is selected.
    """

    CSS_PATH = BOARD_SHEET
    AUTO_FOCUS = "CallList"

    def __init__(self, frame: Frame, foot: KeyBar | None = None) -> None:
        """Start from a frame; `foot` is what stands in the last line."""
        super().__init__()
        self._frame = frame = watched(frame)
        assert frame.recommendation is not None
        assert frame.watch is not None
        self.recommendation, self._watch = frame.recommendation, frame.watch
        self._worse: frozenset[str] = frozenset()
        self._foot = foot
        self._header = HeaderBar(frame)
        self._banner = EmergencyBanner()
        self._cards = VehicleCards(frame)
        self._list = CallList(frame)
        self._list.selection_changed = self._call_selected
        self.selection_changed: Callable[[], None] = _ignore
        self._detail = CallDetail(frame, self._list.selected)
        self._strip = ShiftStrip(frame)
        self._attention = MessageLine(id="attention")
        self._trouble = MessageLine(id="trouble")
        self._find_bar = FindBar()
        self._sought: CallList | VehicleCards = self._list
        self._selected_before_search: str | None = None
        self._selected_before_focus: str | None = None
        self._advice = AdviceTiming(
            self,
            self.recommendation,
            look=lambda: (self._frame, self._list.selected or ""),
            draw=self._draw_advice,
        )

    @property
    def selected_call(self) -> str | None:
        """The id of the selected call."""
        return self._list.selected

    @property
    def focused_vehicle(self) -> str | None:
        """The id of the vehicle that has the focus."""
        return self._frame.vehicle

    @property
    def unacknowledged(self) -> tuple[Alert, ...]:
        """Emergencies that nobody has taken note of, the longest first."""
        found = self._frame.attention.emergencies
        return tuple(alert for alert in found if not alert.acknowledged)

    @property
    def worse_calls(self) -> frozenset[str]:
        """Ids of the calls that the last change made worse: a flag of danger, a higher grade."""
        return self._worse

    def compose(self) -> ComposeResult:
        """Compose the board from top to bottom in the order of the eye."""
        yield self._header
        yield self._banner
        yield self._cards
        with Horizontal(id="calls"):
            yield self._list
            yield self._detail
        yield self._strip
        yield self._attention
        yield self._trouble
        if self._foot is not None:
            yield self._foot

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self._list.focus()
        self._banner.show(self._frame.board, self._frame.now, self.recommendation)
        self._say_what_is_wrong()
        self._arrange()

    def on_resize(self, _event: events.Resize) -> None:
        """Share out the lines of another size."""
        self._arrange()

    def on_screen_suspend(self) -> None:
        """Dim the keys: something over the board has them."""
        if self._foot is not None:
            self._foot.reach(reachable=False)

    def on_screen_resume(self) -> None:
        """Offer the keys again."""
        if self._foot is not None:
            self._foot.reach(reachable=True)

    def show(
        self,
        board: Board,
        health: FeedHealth,
        change: Change,
        now: datetime,
        trouble: str = "",
        *,
        present: PresentBoards = ALONE,
        waiting: WaitingEffects = NOTHING_WAITS,
        actor: Actor | None = None,
    ) -> None:
        """Draw what changed; `trouble` is what holds commands up.

        Args:
            board: the board as it stands.
            health: the health of the feed.
            change: what changed; None for everything.
            now: the present moment, UTC.
            trouble: a sentence on what is wrong with the journal; empty for nothing.
            present: the boards that are open on the same journal.
            waiting: what comes of commands that wait for the journal's server.
            actor: who supervises here, in which role; None: as before.
        """
        self._watch.changed(change)
        self._worse = self._frame.read.update(board, change)
        self.recommendation.changed(change)
        self._frame = replace(
            self._frame,
            board=board,
            health=health,
            now=now,
            trouble=trouble,
            present=present,
            waiting=waiting,
            actor=actor or self._frame.actor,
        )
        self._header.show(self._frame, change)
        self._banner.show(board, now, self.recommendation)
        self._cards.show(self._frame, change)
        self._list.show(self._frame, change)
        self._detail.show(self._frame, self._list.selected, change)
        if change.vehicles:
            self._strip.show(self._frame)
        self._strip.tick(self._frame)
        self._say_what_is_wrong()
        self._arrange()
        self._advice.ask()

    def tick(self, now: datetime, health: FeedHealth | None = None) -> None:
        """Draw what the time changes: call it once a second."""
        self._frame = replace(self._frame, now=now, health=health or self._frame.health)
        for widget in (self._header, self._cards, self._list, self._detail, self._strip):
            widget.tick(self._frame)
        self._banner.show(self._frame.board, now, self.recommendation)
        self._say_what_is_wrong()
        self._arrange()
        self._advice.ask()

    def enter_late(self, at: datetime | None) -> None:
        """Show from when commands count that are entered from paper; None: from now."""
        self._frame = replace(self._frame, entered_at=at)
        self.tick(self._frame.now)

    def begin_recommending(self) -> None:
        """Let the recommendation be made from now on: the first frame does without it."""
        self._advice.begin()

    def select_call(self, call: str) -> None:
        """Select a call by its id."""
        self._list.select(call)

    def look(self, call: str) -> None:
        """Note that somebody looks at a call elsewhere: nothing about it is new any more."""
        self._list.look(call)

    def focus_vehicle(self, vehicle: str | None) -> None:
        """Give a vehicle the focus, and select the call that it is on."""
        if self.focused_vehicle is None:
            self._selected_before_focus = self._list.selected
        self._frame = replace(self._frame, vehicle=vehicle)
        self._cards.show(self._frame)
        self._strip.show(self._frame)
        known = self._frame.board.vehicles.get(vehicle or "")
        if known is not None and known.call:
            self._list.select(known.call)

    def focus_number(self, number: int) -> None:
        """Give the focus to the vehicle of that number; a second press goes back.

        Back is the call that was selected before, unless another one was selected meanwhile.
        """
        vehicles = list(self._frame.board.vehicles.values())
        if not 1 <= number <= len(vehicles):
            return
        vehicle, focused = vehicles[number - 1], self.focused_vehicle
        if vehicle.id != focused:
            self.focus_vehicle(vehicle.id)
            return
        self.focus_vehicle(None)
        if self._selected_before_focus is not None and self._list.selected == vehicle.call:
            self._list.select(self._selected_before_focus)

    def go_to_vehicles(self, words: str = "") -> None:
        """Let the keys move among the vehicles; list those in which the words are found."""
        self._cards.focus()
        if words:
            self._cards.find(words)
            self._arrange()

    def find(self, words: str = "") -> None:
        """Ask which words to find; or find those that were typed already, and keep them.

        That is among the vehicles where the keys move among them, else among the calls.
        """
        self.prepare()
        self._sought = self._cards if self._cards.has_focus and not words else self._list
        if words:
            self._find_bar.value = words
            self._list.find(words)
        else:
            self._find_bar.value = self._sought.sought
            self._selected_before_search = self._list.selected
            self._find_bar.open()

    def filter_area(self, area: str = "") -> None:
        """List the calls of an area: of the one after that listed now, in the end of all again.

        Args:
            area: its name; empty for the next one, `all` for every call.
        """
        terms = [area_term(found) for found in areas_of(self._frame.board)]
        now = terms.index(self._list.sought) if self._list.sought in terms else -1
        following = ["", *terms][(now + 2) % (len(terms) + 1)]
        words = {"": following, ALL_AREAS: ""}.get(area, area_term(area))
        self._sought = self._list
        self._find_bar.value = words
        self._list.find(words)

    def prepare(self) -> None:
        """Take in the box to write in: it has more styles than the rest, for a first frame."""
        if not self._find_bar.is_attached:
            self.mount(self._find_bar)

    def tell(self, sentence: str, *, refused: bool = True) -> None:
        """Say something that goes with the next key: a refusal stands by the selected call."""
        if refused and self._list.selected:
            self._list.say(sentence)
            self._list.mention("")
        else:
            self._list.mention(sentence)

    def clear_messages(self) -> None:
        """Clear the messages, which have been read: call it with each key."""
        self._list.say("")
        self._list.mention("")

    def _call_selected(self) -> None:
        self._advice.advise_at_once()
        self._detail.show(self._frame, self._list.selected)
        self._advice.ask()
        self.selection_changed()

    @on(VehicleCards.Picked)
    def _vehicle_picked(self, message: VehicleCards.Picked) -> None:
        self.focus_vehicle(message.vehicle)

    @on(VehicleCards.Left)
    def _vehicles_left(self) -> None:
        self._list.focus()

    @on(CallList.AllCallsAsked)
    def _show_all_calls(self) -> None:
        self._list.find("")

    @on(VehicleCards.AllVehiclesAsked)
    def _show_all_vehicles(self) -> None:
        self._cards.find("")
        self._arrange()

    @on(FindBar.Asked)
    def _find_asked(self, message: FindBar.Asked) -> None:
        self._sought.find(message.words)
        if self._sought is self._cards:
            self._arrange()
        if message.forgotten and self._selected_before_search is not None:
            self._list.select(self._selected_before_search)
        if message.done:
            self._sought.focus()

    def recommend(self) -> None:
        """Make what is due of the recommendation at once."""
        self._advice.make()

    def _draw_advice(self, *, of_others: bool) -> None:
        """Draw advice on the selected call; `of_others`, also what the plan says of the rest."""
        self._frame = replace(self._frame)  # what is worked out once a frame is worked out anew
        self._detail.show(self._frame, self._list.selected)
        if of_others:
            self._list.tick(self._frame)
            self._header.tick(self._frame)
            self._say_what_is_wrong()

    def _say_what_is_wrong(self) -> None:
        self._attention.say(*attention_message(self._frame))
        self._trouble.say(*trouble_message(self._frame))

    def _arrange(self) -> None:
        # Also before the first layout, so that the first frame is painted once: Textual's own
        # breakpoints come into force after it.
        width, height = self.size or self.app.size
        self._banner.limit(most_emergencies(height))
        messages = (self._attention, self._trouble)
        for message in messages:
            message.limit(most_lines(height))
        layout = board_layout(
            width,
            height,
            cards=self._cards.lines_wanted(width, height),
            strip=self._strip.lines_wanted(height),
            message_lines=self._banner.lines + sum(message.lines for message in messages),
        )
        self._detail.styles.width = layout.detail
        self._detail.display = layout.detail > 0
        self._list.peek(on=layout.detail == 0)
        self._cards.styles.height = layout.cards
        self._strip.styles.height = layout.strip
        self._strip.display = layout.strip > 0


def _ignore() -> None:
    """Tell nobody of another selection."""
