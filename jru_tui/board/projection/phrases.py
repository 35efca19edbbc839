"""Commands in the words of the log."""

from collections.abc import Callable, Sequence

from msgspec import structs

from jru_tui.board.call_commands import (
    BackUp,
    Close,
    EndBackUp,
    GiveDetails,
    Hold,
    Instead,
    Link,
    OpenCall,
    Regrade,
    Relocate,
    RightCare,
)
from jru_tui.board.call_views import BackUpAsked
from jru_tui.board.commands import (
    AlertKey,
    Command,
    Crew,
    Dismiss,
    EndMarker,
    HandOver,
    MarkPlace,
    MarkShift,
    Note,
    SetStatus,
    Settle,
    Strike,
    Undo,
)
from jru_tui.board.events import CommandAnswered
from jru_tui.board.formatting import day_of_year
from jru_tui.board.projection.calls.amendments import judged, named_place
from jru_tui.board.projection.calls.call_names import CallNames
from jru_tui.board.projection.command_history import GivenCommands
from jru_tui.board.projection.vehicles.vehicle_state import vehicle_name
from jru_tui.board.records import VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.short_names import BoardNames

_ALERTS = {
    "check": "welfare check",
    "past_end": "after the shift's end",
    "meal": "meal break",
    "back_up": "back-up that has not arrived",
    "refused": "refusal by dispatch",
    "not_sent": "command that was not sent",
    "unconfirmed": "command not confirmed by the feed",
    "not_mobile": "not mobile",
    "wait": "wait to hand over",
    "ambulance_wait": "wait for an ambulance",
    "next_call": "next call",
    "rest": "short rest",
    "left": "call with nobody left on it",
    "send_by": "send-by time",
    "shortfall": "target out of reach",
    "same_call": "feed call at the same place",
    "duplicate": "duplicate of a closed call",
}
"""What each kind of alert is about, for the log."""


INSTEAD: dict[Instead, str] = {
    "": "police attend",
    "ambulance": "ambulance service",
    "mental_health": "mental health service",
    "social_care": "social care",
    "gp": "GP or NHS 111",
    "fire": "fire service",
    "family": "family or carer",
    "other": "another service",
    "nobody": "nobody",
}
"""The answers to who attends a call, in words."""

_ALERTS_OF_CREWS = frozenset(
    ("check", "past_end", "meal", "not_mobile", "wait", "next_call", "rest")
)
"""Kinds of alerts whose words name a vehicle."""
NOTE_LEAD = "note: "
"""Stands before the words of a note in the log."""


def right_care_words(instead: Instead) -> str:
    """Say who attends, by right care, right person: `police do not attend: ambulance service`."""
    answer = INSTEAD.get(instead, instead)
    return f"right care: {f'police do not attend, {answer} instead' if instead else answer}"


class CommandPhrases:
    """A phraser of commands; knows those that were given, to say which one was undone."""

    def __init__(
        self,
        rules: Rules,
        record_of: Callable[[str], VehicleRecord | None],
        names: BoardNames,
        call_names: CallNames,
        commands: GivenCommands,
    ) -> None:
        """Name vehicles by these rules, or else as `record_of` says that the feed does.

        Args:
            rules: the words of the field.
            record_of: gives what the feed last said of a vehicle.
            names: for a vehicle without a name.
            call_names: what calls are called.
            commands: the commands that were given.
        """
        self._call_names = call_names
        self._rules = rules
        self._record_of = record_of
        self._names = names
        self._commands = commands

    def name(self, vehicle: str) -> str:
        """A vehicle's name; its id where the board does not know it."""
        record = self._record_of(vehicle)
        if record is None:
            return self._names.vehicle(vehicle)
        return vehicle_name(record, self._rules, self._names)

    def call_name(self, call: str) -> str:
        """A call as people speak of it."""
        return self._call_names.name(call)

    def words(self, command: Command) -> str:  # noqa: C901, PLR0912 - a line for each that has no `WORDS`
        """Describe a command, without a full stop: `JRU 2 assigned`."""
        match command:
            case Close():
                return self._closed(command)
            case OpenCall():
                return self._opened(command)
            case Regrade(grade=grade, category=category, reason=reason):
                before = judged(command.was_grade, command.was_category)
                return _because(f"regraded {before} → {judged(grade, category)}", reason)
            case Relocate(where=where, was=was):
                return f"place {named_place(was)} → {named_place(where)}"
            case GiveDetails(callback=callback, people=people):
                parts = (f"callback {callback}" if callback else "", _people_words(people))
                return ", ".join(filter(None, parts))
            case MarkPlace(text=text, where=where):
                return f"marker at {named_place(where)}: {text}"
            case EndMarker(marker=marker, reason=reason):
                return _because(f"ended: {self._marker(marker)}", reason)
            case RightCare(instead=instead, reason=reason):
                return _because(right_care_words(instead), reason)
            case Hold():
                return self._hold(command)
            case SetStatus(vehicle=vehicle, status=status):
                return f"{self.name(vehicle)} {self._rules.status(status).label}"
            case Note(text=text):
                return f"{NOTE_LEAD}{text}"
            case BackUp():
                return f"back-up asked: {back_up_words(command.what, command.count, command.text)}"
            case EndBackUp():
                return self._ended(command)
            case Link(duplicate_of=other, merged_from=merged) if merged is not None:
                return f"merged with {self.call_name(other)}"
            case Link(duplicate_of=other):
                return f"linked as a duplicate of {self.call_name(other)}"
            case Dismiss(keys=keys, reason=reason):
                return _because(f"{self._alerts(keys)} dismissed", reason)
            case Crew(vehicle=vehicle, member=member, on=on):
                return f"{member} {'on' if on else 'off'} {self.name(vehicle)}"
            case MarkShift(what=what):
                return "shift taken over" if what == "start" else "shift ended"
            case HandOver(text=text):
                return _because("handed over", text)
            case Settle(in_favour_of="feed"):
                return "settled: the feed is right"
            case Settle():
                return "settled: the command stands"
            case Undo(undoes=undone):
                return self._undone(self._commands.by_id.get(undone))
            case _:
                return self._filled_in(command.WORDS, command)

    def _filled_in(self, words: str, command: Command) -> str:
        """Fill the fields of a command into its own words: its vehicle by name, its reason last."""
        fields = structs.asdict(command)
        if "vehicle" in fields:
            fields["vehicle"] = self.name(fields["vehicle"])
        return _because(words.format_map(fields), fields.get("reason", ""))

    def _hold(self, command: Hold) -> str:
        if command.until is None:
            return f"no longer held: {command.reason}"
        return f"held until {day_of_year(command.until, self._rules.hours.zone)}: {command.reason}"

    def briefly(self, command: Command) -> str:
        """A command without anybody's own text in it."""
        if type(command) is Note:
            return "note"
        if type(command) is OpenCall:
            return "opened by hand"
        if isinstance(command, MarkPlace | EndMarker):
            return "marker" if type(command) is MarkPlace else "marker ended"
        if isinstance(command, Relocate):
            return "place changed"
        if type(command) is GiveDetails:
            return "callback and people"
        if type(command) is Undo and command.undoes in self._commands.by_id:
            return f"undid: {self.briefly(self._commands.by_id[command.undoes])}"
        own = {name: "" for name in ("reason", "text") if hasattr(command, name)}
        return self.words(structs.replace(command, **own))

    def names_vehicle(self, command: Command) -> bool:
        """Test whether its words name the vehicle that a command is about, if it is about one."""
        match self._commands.effect_of(command).command:
            case Note() | Strike() | Settle():
                return False
            case Dismiss(keys=keys):
                return _split_key(keys[0])[0] in _ALERTS_OF_CREWS
            case _:
                return True

    def _undone(self, command: Command | None) -> str:
        if command is None:
            return "undid a command"
        if type(command) is Undo and command.undoes in self._commands.by_id:
            return f"redid: {self.words(self._commands.by_id[command.undoes])}"
        return f"undid: {self.words(command)}"

    def _alerts(self, keys: Sequence[AlertKey | str]) -> str:
        """Name what alerts of one kind are about: `JRU 1 welfare check`, `overdue G1`."""
        key = keys[0]
        kind, about, subject_id, *_ = (*_split_key(key), "", "")
        if kind == "overdue":
            return f"overdue {subject_id}"
        if kind not in _ALERTS_OF_CREWS:
            return _ALERTS.get(kind, "alert")
        others = len(keys) - 1
        more = f" and {others} more" if others else ""
        return f"{self.name(about)}{more} {_ALERTS[kind]}"

    def _ended(self, command: EndBackUp) -> str:
        text = "back-up at scene" if command.ended == "at_scene" else "back-up cancelled"
        request = self._commands.by_id.get(command.back_up)
        if not isinstance(request, BackUp):
            return text
        some = f"{command.count} of " if 0 < command.count < request.count else ""
        return f"{text}: {some}{back_up_words(request.what, request.count, '')}"

    def _marker(self, marker: str) -> str:
        marked = self._commands.by_id.get(marker)
        return self.words(marked) if type(marked) is MarkPlace else "a marker"

    def _opened(self, command: OpenCall) -> str:
        judgement = " ".join(filter(None, (command.grade, command.category)))
        kind = self._rules.type_label(command.type) if command.type else ""
        callback = f"callback {command.callback}" if command.callback else ""
        people = _people_words(command.people)
        place = named_place(command.where)
        parts = (judgement, kind, place, command.summary, callback, people)
        return f"opened by hand: {', '.join(filter(None, parts))}"

    def _closed(self, command: Close) -> str:
        text = f"closed, {self._rules.outcome_label(command.outcome)}"
        if command.duplicate_of:
            text += f" of {self.call_name(command.duplicate_of)}"
        text += "".join(f", {self._rules.flag_label(flag)}" for flag in command.flags)
        text += ", ambulance spared" if command.ambulance_spared else ""
        text += ", patrol spared" if command.patrol_spared else ""
        text += "" if command.minutes is None else f", {command.minutes} min"
        return _because(text, command.reason)


def _split_key(key: AlertKey | str) -> tuple[str, ...]:
    """Split the key of an alert; the first journals hold it joined by colons."""
    return tuple(key.split(":")) if isinstance(key, str) else (*key, "")


def _people_words(people: int) -> str:
    return f"{people:,} {'person' if people == 1 else 'people'}" if people else ""


def emergency_over_words(label: str) -> str:
    """Describe a vehicle that is in another status after an emergency."""
    return f"emergency over: {label}"


def failure_words(words: str, answer: CommandAnswered) -> str:
    """Describe a command that failed, with dispatch's answer."""
    text = f"refused by dispatch: {words}"
    if answer.unclear:
        text = f"not confirmed by dispatch in {answer.expired_min} min: {words}"
    elif answer.expired_min is not None:
        text = f"too old to be sent to dispatch: {words}"
    return f"{text} ({answer.reason})" if answer.reason else text


def outstanding_words(request: BackUpAsked, *, text: bool = True) -> str:
    """Say how much of a request is outstanding: `1 of 2 ambulances`."""
    return count_words(request, request.left, text=text)


def count_words(request: BackUpAsked, number: int, *, text: bool = True) -> str:
    """Say how many of a request: `1 of 2 ambulances`, `2 ambulances`.

    Args:
        request: the request.
        number: how many of it.
        text: true to add the words of the request.
    """
    noun = back_up_words(request.what, request.count, request.text if text else "")
    return noun if number == request.count else f"{number} of {noun}"


def back_up_words(kind: str, count: int, text: str) -> str:
    """Name the help that was asked for: `2 ambulances`, `patrol: with a dog`.

    Args:
        kind: the kind of help.
        count: how many.
        text: the words of the request; may be empty.
    """
    phrase = kind if count == 1 else f"{count} {kind}s" if kind != "other" else f"{count} other"
    return _because(phrase, text)


def _because(text: str, reason: str) -> str:
    return f"{text}: {reason}" if reason else text
