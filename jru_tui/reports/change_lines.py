"""Changes as plain lines, one for each: for a screen reader, a pipe or a log.

`22:47:03 K-1037 JRU 2 allocated`. The lines are those of the board's logs, told once each, as
they become known: what the feed reports late comes late, with its own time.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from jru_tui.board import (
    EMERGENCY,
    STAGES,
    Board,
    CallReported,
    Change,
    Command,
    CommandAnswered,
    Commanded,
    EntryKind,
    Event,
    Exported,
    Fact,
    FeedChanged,
    LogEntry,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Rules,
    Undo,
    Unlisted,
    Vehicle,
    VehicleReported,
    Viewed,
    calls_of,
    emergency_over_words,
    failure_words,
    local,
    long_day,
    vehicle_of,
)
from jru_tui.reports.phrases import named


class ChangeLines:
    """A writer of change lines: folds events and says what each changed.

    Attributes:
        board: as it stands after the last event.
    """

    def __init__(self, rules: Rules) -> None:
        self.board = Board(rules)
        self._zone = rules.hours.zone
        self._told: dict[str, set[tuple[datetime, str]]] = {}
        self._last: datetime | None = None

    def of(self, event: Event) -> Iterator[str]:
        """The lines that one event is worth, with the day on a line of its own where it changes."""
        fact = event.fact
        before = self.board.vehicles.get(_vehicle_named(fact))
        change = self.board.apply(event)
        found = [*self._of_calls(fact, change)]
        if isinstance(fact, VehicleReported):
            found += self._of_vehicle(event, fact.vehicle.id, before)
        elif not any(line.id == event.id for line in found):
            found += self._of_rest(event, is_told=bool(found))
        for line in sorted(found, key=lambda line: line.at):
            yield from self._dated(line.at)
            about = f"{self.board.call_name(line.call)} " if line.call else ""
            yield f"{local(line.at, self._zone):%H:%M:%S} {about}{self._text_of(line)}"

    def _dated(self, at: datetime) -> Iterator[str]:
        """The day where it changes; in the night that the clocks do, their zone as well."""
        here = local(at, self._zone)
        if self._last is None or here.date() != self._last.date():
            yield long_day(at, self._zone)
        elif here.tzname() != self._last.tzname():
            yield f"{long_day(at, self._zone)}, {here:%Z} from now on"
        self._last = here

    def _of_calls(self, fact: Fact, change: Change) -> Iterator[LogEntry]:
        for call_id in sorted(change.calls | self._calls_named(fact)):
            printed = self._told.setdefault(call_id, set())
            for line in self.board.log(call=call_id):
                if (line.at, line.full) not in printed:
                    printed.add((line.at, line.full))
                    yield structs.replace(line, call=call_id)

    def _of_vehicle(self, event: Event, vehicle: str, before: Vehicle | None) -> Iterator[LogEntry]:
        """A status, or a crew; what is a stage of a call is told with the call."""
        after = self.board.vehicles.get(vehicle)
        if after is None:
            return
        known = before is not None and (before.status, before.since) == (after.status, after.since)
        over = before is not None and before.status == EMERGENCY != after.status
        if not known and (over or not (after.status in STAGES and after.call in self.board.calls)):
            label = self.board.rules.status(after.status).label
            text = f"{after.name} {emergency_over_words(label) if over else label}"
            call = after.call or (before.call if over and before else None)
            # The call tells of the same in the same words, now or once it comes.
            printed = self._told.setdefault(call, set()) if call else set()
            if (after.since, text) not in printed:
                printed.add((after.since, text))
                yield LogEntry(after.since, "feed", "", text, call=call)
        if after.crew and (before is None or before.crew != after.crew):
            crew = ", ".join(f"{member.role} {member.id}" for member in after.crew)
            spells = self.board.crew_spells(vehicle, event.at)
            at = max((spell.on_at for spell in spells), default=event.at)
            yield LogEntry(at, "feed", "", f"{after.name} crew: {crew}")

    def _of_rest(self, event: Event, *, is_told: bool) -> Iterator[LogEntry]:
        """Yield entries about no call: a vehicle alone, the feed itself, or a refused record.

        `is_told`: a call's log says already what happened, unless it was a command.
        """
        match event.fact:
            case Commanded(command=command):
                text = self._with_its_vehicle(command)
            case _ if is_told:
                return
            case CommandAnswered(command=which, accepted=False):
                given_command = self.board.command(which)
                label = (
                    "a command" if given_command is None else self._with_its_vehicle(given_command)
                )
                text = failure_words(label, event.fact)
            case RecordRefused(subject=subject, key=key, reason=reason):
                text = f"{subject} {key} set aside: {reason}"
            case RefusalLifted(subject=subject, key=key):
                text = f"{subject} {key} no longer set aside"
            case Unlisted(subject="vehicle", id=which):
                text = f"{which} no longer listed by the feed"
            case Relisted(id=which):
                text = f"{which} listed by the feed again"
            case FeedChanged() | Exported():
                line = self.board.last_of_feed()
                text = line.text if line is not None else ""
            case _:
                return
        yield LogEntry(event.at, event.source, event.by, text)

    def _with_its_vehicle(self, command: Command) -> str:
        """A command in words, with the vehicle that it is about before them if not in them."""
        text = self.board.words(command)
        vehicle = vehicle_of(self.board.about(command))
        if vehicle is None or self.board.names_vehicle(command):
            return text
        return f"{named(vehicle, self.board)} {text}"

    def _calls_named(self, fact: Fact) -> frozenset[str]:
        """The calls that a fact is about, whether or not it changes how they stand."""
        match fact:
            case CallReported(call=record):
                return frozenset((record.id,))
            case Unlisted(subject="call", id=call) | Viewed(call=call):
                return frozenset((call,))
            case CommandAnswered(command=which):
                commanded = self.board.command(which)
                about = None if commanded is None else self.board.about(commanded)
                return frozenset() if about is None else frozenset(calls_of(about))
            case Commanded(command=Undo() as undo):
                order = self.board.undone_order(undo)
                return frozenset(calls_of(order.command)) if order else frozenset()
            case Commanded(command=command):
                return frozenset(calls_of(command))
            case _:
                return frozenset()

    def _text_of(self, line: LogEntry) -> str:
        """Format one line of a log in full; a call that comes in says what it is."""
        call = self.board.calls.get(line.call or "")
        if line.source == "feed" and line.kind is EntryKind.NOTE:
            return f"note by {line.by}: {line.text}" if line.by else f"note: {line.text}"
        if call is not None and line.kind is EntryKind.OPENED:
            codes = (call.grade, call.category, self.board.rules.type_label(call.type))
            codes_text = " ".join(code for code in codes if code)
            return (
                f"opened: {codes_text}, {call.where.text}"
                if call.where.text
                else f"opened: {codes_text}"
            )
        return f"{line.text} ({line.by})" if line.by else line.text


def _vehicle_named(fact: Fact) -> str:
    return fact.vehicle.id if isinstance(fact, VehicleReported) else ""
