"""Handlers of facts: the only place where an event changes the state."""

from datetime import datetime

from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    Hold,
    Link,
    OpenCall,
    Regrade,
    Relocate,
    RightCare,
    StandDown,
)
from jru_tui.board.commands import Command, Note, SetStatus, Settle, Undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    CommandSent,
    Event,
    Exported,
    FeedChanged,
    Held,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Unlisted,
    VehicleReported,
    Viewed,
)
from jru_tui.board.projection.calls.claims import has_left
from jru_tui.board.projection.failed_commands import FailedCommand
from jru_tui.board.projection.orders import Order, calls_of
from jru_tui.board.projection.state import BoardState
from jru_tui.board.projection.store import TouchedIds
from jru_tui.board.projection.tallies import contribution
from jru_tui.board.projection.vehicles.booked_statuses import booked_presses, find_freed
from jru_tui.board.projection.view_updater import ViewUpdater

_NOTHING = TouchedIds()

_LOOKS = frozenset((Viewed, Exported))
_SENDS = frozenset((Assign, Close, SetStatus, StandDown))
_FEW_CALLS = 2
"""So many calls are put together in the time in which it is found out which of them were left."""

_MAY_FREE = frozenset((Close, StandDown, Link, Settle))

_OWN_RECORD = Note | BackUp | EndBackUp | OpenCall | Regrade | Relocate | RightCare
"""What this board keeps whatever the dispatch system answers: it was written, asked or seen."""


class FactHandlers:
    """Handlers that take facts into the state of a board.

    Args:
        state: the board.
        views: keeps its views, for what has to be counted anew at once.
    """

    def __init__(self, state: BoardState, views: ViewUpdater) -> None:
        self._state = state
        self._views = views

    def handle(self, event: Event) -> TouchedIds:
        """Take the fact of an event in; returns what it concerns."""
        state = self._state
        self._stamp(event)
        match event.fact:
            case VehicleReported(vehicle=vehicle) as report:
                if vehicle.id not in state.ours:
                    self._adopt(vehicle.id)
                touched = state.store.report_vehicle(report, state.events, event.recorded_at)
                if len(touched.calls) <= _FEW_CALLS or report.late or report.counted_from:
                    return touched  # or it changes what is past
                return self._without_left(
                    touched, vehicle.id, vehicle.call or "", vehicle.status_at
                )
            case CallReported(call=record) as report:
                before = state.store.call_record(record.id)
                taken, touched = state.store.report_call(report)
                state.log_writer.write_report(event, before, record, late=not taken)
                renamed = self._named(report)
                return touched | TouchedIds(renamed) if renamed else touched
            case Commanded(command=command, post=post):
                return self._commanded(event, command, posted=post)
            case Held(call=call, until=until, reason=reason):
                # As `journal hold` writes it, where no board is open.
                command = Hold(call, until, reason)
                state.log_writer.write_command(event, command)
                return self._order(event, command, posted=False)
            case CommandSent(command=which):
                state.sent.add(which)
                return _NOTHING
            case CommandAnswered():
                return self._answered(event, event.fact)
            case Unlisted(subject=subject, id=which) | Relisted(subject=subject, id=which):
                again = type(event.fact) is Relisted
                state.log_writer.write_listing(event, subject, which, again=again)
                return self._listed(subject, which, None if again else event.at)
            case _:
                self._feed_itself(event)
                return _NOTHING

    def _without_left(
        self, touched: TouchedIds, vehicle: str, goes_to: str, at: datetime
    ) -> TouchedIds:
        """Leave out the calls that a vehicle has left: what it does next changes nothing of them.

        A call may stay open for years, and its view is made of all that its vehicles did since.

        Args:
            touched: what a new status of it may concern.
            vehicle: its id.
            goes_to: the call that it is on from now, empty for none.
            at: the time of its new status.
        """
        views, entries = self._state.call_views, self._state.store.calls
        calls = touched.calls - {goes_to}
        left = {call for call in calls if has_left(views.get(call), entries[call], vehicle, at)}
        return TouchedIds(touched.calls - left, touched.vehicles) if left else touched

    def _commanded(self, event: Event, command: Command, *, posted: bool) -> TouchedIds:
        """A command was given."""
        state = self._state
        if posted:
            state.owed[event.id] = event
        state.log_writer.write_command(event, command)
        if state.unmet:
            state.unmet.given(command, state.given_commands.effect_of(command))
        return self._order(event, command, posted=posted)

    def _named(self, report: CallReported) -> frozenset[str]:
        """The calls that have another name for a report: a number was used again."""
        state = self._state
        call, number = report.call.id, report.number or report.call.id
        if not report.number and not state.call_names.uses(number):
            return frozenset()
        record = state.store.call_record(call)
        first = state.store.call_record(number)
        if record is None:
            return frozenset()
        renamed = state.call_names.put(call, number, record.opened_at)
        if first is not None and call != number:
            renamed |= state.call_names.put(number, number, first.opened_at)
        return renamed

    def _stamp(self, event: Event) -> None:
        """Take note of when something was written, told or heard."""
        state = self._state
        state.events += 1
        state.written_at = event.recorded_at
        if type(event.fact) not in _LOOKS:
            state.told_at = event.recorded_at
        if event.source == "feed":
            state.heard_at = event.recorded_at

    def _answered(self, event: Event, answer: CommandAnswered) -> TouchedIds:
        """The dispatch system took a command, or it did not come to anything."""
        state = self._state
        command_id = answer.command
        state.owed.pop(command_id, None)
        state.sent.discard(command_id)
        command = state.given_commands.by_id.get(command_id)
        if answer.accepted or command is None:
            return _NOTHING
        effect, words = state.given_commands.effect_of(command), state.phrases.briefly(command)
        state.unmet.add(
            FailedCommand(
                command_id,
                event.at,
                effect,
                words,
                answer.reason,
                answer.expired_min,
                unclear=answer.unclear,
            )
        )
        state.standing.turned_down[command_id] = event.at
        state.log_writer.write_failure(event, command, answer)
        if isinstance(effect.command, _OWN_RECORD) or _is_by_hand(self._state, effect.call):
            return _NOTHING
        if type(command) is Undo:
            return state.standing.undo_refused(command_id)
        return state.standing.withdrawn(command_id)

    def _feed_itself(self, event: Event) -> None:
        """Facts about the feed and its documents, not about a call or a vehicle."""
        state = self._state
        match event.fact:
            case RecordRefused() as fact:
                state.refused[fact.record] = fact
            case RefusalLifted() as fact:
                state.refused.pop(fact.record, None)
            case FeedChanged():
                state.feed = event.fact
                state.log_writer.feed_changed(event)
            case Viewed() | Exported():
                state.log_writer.write_access(event)

    def _listed(self, subject: str, subject_id: str, unlisted_at: datetime | None) -> TouchedIds:
        state = self._state
        listing = state.store.list_call if subject == "call" else state.store.list_vehicle
        return listing(subject_id, unlisted_at)

    def _adopt(self, vehicle: str) -> None:
        """A vehicle that the feed lists is the unit's; what it attended before counts too."""
        state = self._state
        ids = sorted(state.store.vehicle_calls.all(vehicle))
        known = [call for id_ in ids if (call := state.call_views.get(id_)) is not None]
        before = [contribution(call, state.rules, state.ours) for call in known]
        state.ours.add(vehicle)
        for call, credits_ in zip(known, before, strict=True):
            self._views.count(call, credits_, call)

    def _order(self, event: Event, command: Command, *, posted: bool) -> TouchedIds:
        state = self._state
        books = self._stands_again(command)
        freed = self._freed_plainly(books)
        presses = booked_presses(
            books, event.id, event.at, state.events, state.vehicle_views.values(), freed=freed
        )
        commanded = event.fact if type(event.fact) is Commanded else Commanded(command)
        order = Order(
            event.id,
            event.at,
            event.at,
            state.events,
            event.by,
            command,
            presses,
            session=event.session,
            posted=posted,
            posted_as=commanded.told,
            decision=commanded.decision,
            offers=commanded.offers,
        )
        if type(command) is Undo:
            return state.standing.undone(order, command.undoes)
        touched = state.standing.given(order)
        if len(touched.calls) <= _FEW_CALLS or type(command) not in _SENDS or len(presses) != 1:
            return touched
        ((vehicle, press),) = presses
        own = frozenset(call for call in calls_of(command) if call in state.store.calls)
        return TouchedIds(own) | self._without_left(touched, vehicle, press.call, press.at)

    def viewed_call(self, command: Command) -> str | None:
        """Return the call on whose vehicles' views it depends what a command books, if it does.

        These views have to be up to date before it is handled.
        """
        if type(command) not in _MAY_FREE:
            return None
        books = self._stands_again(command)
        match books:
            case Close(call=call) | StandDown(call=call) | Link(call=call):
                return call if self._freed_plainly(books) is None else None
        return None

    def _freed_plainly(self, command: Command) -> list[str] | None:
        """The vehicles that a command frees, where that is a closing and no view is asked."""
        if type(command) is not Close:
            return None
        store = self._state.store
        return find_freed(store.calls.get(command.call), store.vehicles)

    def _stands_again(self, command: Command) -> Command:
        """The closing that a settlement upholds, which frees its vehicles anew; or the command."""
        if type(command) is Settle and command.in_favour_of == "supervisor":
            order = self._state.store.orders.standing.get(command.disputed)
            if order is not None and type(order.command) is Close:
                return order.command
        return command


def _is_by_hand(state: BoardState, call_id: str | None) -> bool:
    entry = state.store.calls.get(call_id or "")
    return entry is not None and entry.opened_by_hand is not None
