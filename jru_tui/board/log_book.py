"""The logs: what the feed, the supervisor and the program said, in words, newest last.

Stages, notes and closing are read off a call's view, so that they stand once however often the
feed repeats them; only what a view does not hold is written down here. A command that was taken
back stays in the log, marked undone.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from jru_tui.board.commands import (
    Assign,
    Close,
    Command,
    Note,
    Reopen,
    SetStatus,
    Settle,
    StandDown,
    Undo,
)
from jru_tui.board.events import Event, FeedChanged
from jru_tui.board.orders import calls_of, vehicle_of
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import STAGES, Rules
from jru_tui.board.timeline import Timeline
from jru_tui.board.views import Call, LogEntry, Response, Vehicle


class LogBook:
    """Lines by call and by vehicle."""

    def __init__(
        self, rules: Rules, calls: Mapping[str, Call], vehicles: Mapping[str, Vehicle]
    ) -> None:
        self._rules = rules
        self._calls = calls
        self._vehicles = vehicles
        self._by_call: dict[str, list[LogEntry]] = {}
        self._by_vehicle: dict[str, list[LogEntry]] = {}
        self._feed: list[LogEntry] = []
        self._commands: dict[str, tuple[Command, str]] = {}
        self._undone: set[str] = set()

    def of_call(self, call_id: str) -> Sequence[LogEntry]:
        """Everything about one call, oldest first."""
        call = self._calls.get(call_id)
        if call is None:
            return ()
        lines = [*self._read_off(call), *self._standing(self._by_call.get(call_id, []))]
        return sorted(lines, key=lambda line: line.at)

    def of_vehicle(self, vehicle: str, timeline: Timeline | None) -> Sequence[LogEntry]:
        """Everything about one vehicle, oldest first."""
        lines = self._standing(self._by_vehicle.get(vehicle, []))
        for press in timeline.presses() if timeline else ():
            if not press.order:
                said = self._rules.status(press.status).label
                text = f"{said} {press.call}" if press.call else said
                call = press.call or None
                lines.append(LogEntry(press.at, "feed", "", text, call=call, vehicle=vehicle))
        return sorted(lines, key=lambda line: line.at)

    def of_feed(self) -> Sequence[LogEntry]:
        """When the feed came and went."""
        return tuple(self._feed)

    def reported(
        self, event: Event, before: CallRecord | None, record: CallRecord, *, late: bool
    ) -> None:
        """Write down what a report changes that the newest view will not tell any more."""
        if late:
            self._write(LogEntry(event.at, "program", "", "late report kept", call=record.id))
            return
        if before is None:
            return
        for what, old, new in (
            ("grade", before.grade, record.grade),
            ("category", before.category, record.category),
            ("type", before.type, record.type),
            ("place", before.where.text, record.where.text),
        ):
            if old != new:
                text = f"{what} {old or 'none'} → {new or 'none'}"
                self._write(LogEntry(event.at, "feed", "", text, call=record.id))
        if before.state == "closed" and record.state == "open":
            self._write(LogEntry(event.at, "feed", "", "reopened", call=record.id))

    def commanded(self, event: Event, command: Command) -> None:
        """Write down a command, in words, wherever it belongs."""
        self._commands[event.id] = (command, event.by)
        about = command
        if isinstance(command, Undo):
            about = self._commands.get(command.undoes, (command, ""))[0]
        elif isinstance(command, Settle):
            about = self._commands.get(command.disputed, (command, ""))[0]
        line = LogEntry(
            event.at,
            "supervisor",
            event.by,
            self.words(command),
            call=next(iter(calls_of(about)), None),
            vehicle=vehicle_of(about),
            id=event.id,
        )
        self._write(line)

    def answered(self, event: Event, command_id: str, *, accepted: bool, reason: str) -> None:
        """Write down that the dispatch system refused a command; an acceptance needs no line."""
        known = self._commands.get(command_id)
        if accepted or known is None:
            return
        command, _ = known
        text = f"refused by dispatch: {self.words(command)}"
        self._write(
            LogEntry(
                event.at,
                "feed",
                "",
                f"{text} ({reason})" if reason else text,
                call=next(iter(calls_of(command)), None),
                vehicle=vehicle_of(command),
            )
        )

    def unlisted(self, event: Event, subject: str, which: str) -> None:
        """Write down that the feed no longer lists something."""
        line = LogEntry(event.at, "program", "", "no longer listed by the feed")
        about = {"call": which} if subject == "call" else {"vehicle": which}
        self._write(structs.replace(line, **about))

    def feed_changed(self, event: Event) -> None:
        """Write down that the feed came or went."""
        assert isinstance(event.fact, FeedChanged)
        text = f"feed {event.fact.state}"
        if event.fact.reason:
            text += f": {event.fact.reason}"
        self._feed.append(LogEntry(event.at, "program", "", text))

    def withdrawn(self, command_id: str) -> None:
        """A command was taken back: its line stays, marked."""
        self._undone.add(command_id)

    def stands_again(self, command_id: str) -> None:
        """A command that was taken back stands again."""
        self._undone.discard(command_id)

    def words(self, command: Command) -> str:
        """A command as it is told in the log."""
        match command:
            case Assign(vehicle=vehicle, reason=reason):
                said = f"{self._name(vehicle)} assigned"
                return f"{said}: {reason}" if reason else said
            case StandDown(vehicle=vehicle):
                return f"{self._name(vehicle)} stood down"
            case Close(outcome=outcome, minutes=minutes, duplicate_of=other):
                said = f"closed, {self._rules.outcome_label(outcome)}"
                said += f" of {other}" if other else ""
                return said if minutes is None else f"{said}, {minutes} min saved"
            case Reopen():
                return "reopened"
            case SetStatus(vehicle=vehicle, status=status):
                return f"{self._name(vehicle)} {self._rules.status(status).label}"
            case Note(text=text):
                return f"note: {text}"
            case Settle(in_favour_of="feed"):
                return "settled: the feed is right"
            case Settle():
                return "settled: the command stands"
            case Undo(undoes=undone):
                known = self._commands.get(undone)
                return f"undid: {self.words(known[0])}" if known else "undid a command"

    def _read_off(self, call: Call) -> Iterator[LogEntry]:
        yield LogEntry(call.opened_at, "feed", "", "call opened", call=call.id)
        for note in call.notes:
            yield LogEntry(note.at, "feed", note.by, note.text, call=call.id)
        for response in call.responses:
            yield from self._stages(call, response)
        if call.closed_at is not None and call.closed_by == "feed":
            text = f"closed, {self._rules.outcome_label(call.outcome)}"
            yield LogEntry(call.closed_at, "feed", "", text, call=call.id)

    def _stages(self, call: Call, response: Response) -> Iterator[LogEntry]:
        booked = {line.at for line in self._by_call.get(call.id, []) if line.source == "supervisor"}
        for stage in (*STAGES, "clear"):
            at = getattr(response, f"{stage}_at")
            # What the supervisor booked has a line of its own already.
            if at is not None and at not in booked:
                said = "clear" if stage == "clear" else self._rules.status(stage).label
                text = f"{self._name(response.vehicle)} {said}"
                yield LogEntry(at, "feed", "", text, call=call.id, vehicle=response.vehicle)

    def _standing(self, lines: list[LogEntry]) -> list[LogEntry]:
        return [
            structs.replace(line, undone=True) if line.id in self._undone else line
            for line in lines
        ]

    def _write(self, line: LogEntry) -> None:
        if line.call is not None:
            self._by_call.setdefault(line.call, []).append(line)
        if line.vehicle is not None:
            self._by_vehicle.setdefault(line.vehicle, []).append(line)

    def _name(self, vehicle: str) -> str:
        known = self._vehicles.get(vehicle)
        return known.name if known else vehicle
