"""Commands of a supervisor, one record for each; `call_commands` has those about a call.

The tag of each is its name on the wire (`POST` to the dispatch system), in the journal and in the
documentation. What may run when is decided in `decide`.
"""

from datetime import date
from typing import ClassVar, Literal

from msgspec import Struct

from jru_tui.board.call_commands import (
    AmendCommand,
    Assign,
    BackUp,
    CallCommand,
    Close,
    EndBackUp,
    NextCallCommand,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    StandDown,
)
from jru_tui.board.records import Names, Place


class SetStatus(Struct, frozen=True, tag="status", tag_field="command", omit_defaults=True):
    """Book a vehicle's status for its crew; `call` is the one that it is on, or empty."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("vehicle", "status", "call")

    vehicle: str
    status: str
    call: str = ""


class Note(Struct, frozen=True, tag="note", tag_field="command", omit_defaults=True):
    """Write a line in a call's log, or in a vehicle's."""

    ERASED: ClassVar[Names] = ("text",)
    LASTING: ClassVar[Names] = ("call", "vehicle")

    text: str
    call: str = ""
    vehicle: str = ""


class Strike(Struct, frozen=True, tag="strike", tag_field="command", omit_defaults=True):
    """Strike a wrong note through: it stays readable, as in pen. `note` is the note's own id."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("note", "call", "vehicle")
    WORDS: ClassVar[str] = "struck a note through"

    note: str
    call: str = ""
    vehicle: str = ""


class MarkPlace(Struct, frozen=True, tag="mark-place", tag_field="command", omit_defaults=True):
    """Warn of a place: every call there shows it until it expires or is ended.

    Attributes:
        text: the warning.
        where: the place, in words and in degrees where they are known.
        reason: how it is known, in words.
        radius_m: metres around it; 0 for what the settings say.
        review_on: the day on which somebody looks whether it still holds; None for the usual one.
        expires_on: the last day on which it is shown; None for the usual one.
    """

    ERASED: ClassVar[Names] = ("text", "reason")
    LASTING: ClassVar[Names] = ("where", "radius_m", "review_on", "expires_on")

    text: str
    where: Place
    reason: str = ""
    radius_m: int = 0
    review_on: date | None = None
    expires_on: date | None = None


class EndMarker(Struct, frozen=True, tag="mark-place-end", tag_field="command", omit_defaults=True):
    """End the warning at a place. `marker` is the id of the command that gave it."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("marker",)

    marker: str
    reason: str = ""


class Check(Struct, frozen=True, tag="check", tag_field="command", omit_defaults=True):
    """Record a welfare check: the crew answered, or `reason` says why it need not."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("vehicle",)
    WORDS: ClassVar[str] = "{vehicle} welfare check"

    vehicle: str
    reason: str = ""


class Acknowledge(Struct, frozen=True, tag="acknowledge", tag_field="command", omit_defaults=True):
    """Acknowledge a vehicle's emergency: the supervisor has seen it."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("vehicle",)
    WORDS: ClassVar[str] = "{vehicle} emergency acknowledged"

    vehicle: str


AlertKey = tuple[str, ...]
"""What an alert is about: its kind, the id of its subject, and the state that it belongs to."""


class Dismiss(Struct, frozen=True, tag="dismiss", tag_field="command", omit_defaults=True):
    """Dismiss an alert, with the reason.

    Attributes:
        alert: its key. The first journals hold it as one text, its parts joined by colons and the
            keys of several by line ends.
        reason: why, in the supervisor's words.
        call: the id of the call that it is about; empty for none.
        vehicle: the id of the vehicle that it is about; empty for none.
        others: the keys of the others, where one alert stands for several.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("alert", "call", "vehicle", "others")

    alert: AlertKey | str
    reason: str
    call: str = ""
    vehicle: str = ""
    others: tuple[AlertKey, ...] = ()

    @property
    def keys(self) -> tuple[AlertKey | str, ...]:
        """The key of each alert that it dismisses, as the journal holds it."""
        if isinstance(self.alert, str):
            return tuple(self.alert.splitlines()) or ("",)
        return self.alert, *self.others


class Crew(Struct, frozen=True, tag="crew", tag_field="command", omit_defaults=True):
    """Log a member of a crew on to a vehicle, or off it. `role` and `skills` matter going on."""

    ERASED: ClassVar[Names] = ("member", "skills")
    LASTING: ClassVar[Names] = ("vehicle", "on", "role")

    vehicle: str
    member: str
    on: bool = True
    role: str = "officer"
    skills: tuple[str, ...] = ()


class MarkShift(Struct, frozen=True, tag="shift", tag_field="command", omit_defaults=True):
    """Take the shift over, or end it; open calls are carried to the next."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("what",)

    what: Literal["start", "end"]


class HandOver(Struct, frozen=True, tag="hand-over", tag_field="command", omit_defaults=True):
    """Record that the shift was handed over, with what the next supervisor should watch."""

    ERASED: ClassVar[Names] = ("text",)
    LASTING: ClassVar[Names] = ()

    text: str = ""


Role = Literal["supervisor", "controller", "viewer"]
"""The roles at boards that share a journal: see `decisions.role`."""


class OfferRole(Struct, frozen=True, tag="offer-role", tag_field="command", omit_defaults=True):
    """Offer your own role to somebody at another board, who has to accept it there.

    Attributes:
        to: who is to have it, as they call themselves.
        role: that role; filled in when it is decided, as the other is.
        most: the role beyond which the giver can have none, by the word of the database.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("to", "role", "most")
    WORDS: ClassVar[str] = "role of {role} offered to {to}"

    to: str
    role: Role = "supervisor"
    most: Role = "supervisor"


class TakeRole(Struct, frozen=True, tag="take-role", tag_field="command", omit_defaults=True):
    """Accept an offered role. The two people have then swapped roles for this shift.

    Attributes:
        offer: the id of the event of the offer.
        giver: who offered it; filled in when it is decided, as the others are.
        role: the role that was taken.
        left: the role that the giver has from now on: that of who takes theirs.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("offer", "giver", "role", "left")
    WORDS: ClassVar[str] = "took the role of {role} from {giver}, who is {left} now"

    offer: str
    giver: str = ""
    role: Role = "supervisor"
    left: Role = "controller"


class Settle(Struct, frozen=True, tag="settle", tag_field="command", omit_defaults=True):
    """End a dispute over an earlier command: the feed is right, or the command stands."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("disputed", "in_favour_of")

    disputed: str
    in_favour_of: Literal["feed", "supervisor"]


class Undo(Struct, frozen=True, tag="undo", tag_field="command", omit_defaults=True):
    """Take an earlier command back, or an undo. `undoes` is the id of its event.

    `confirmed`: the supervisor was shown what it does, and said so.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("undoes", "confirmed")

    undoes: str
    confirmed: bool = False


VehicleCommand = SetStatus | Check | Acknowledge | Crew
MarkerCommand = MarkPlace | EndMarker
EntryCommand = Note | Strike | Dismiss
"""Commands about a vehicle, about a place, or about a call or a vehicle."""

RoleCommand = OfferRole | TakeRole
"""Commands by which a role goes from one board to another."""

Command = (
    OpenCall
    | CallCommand
    | NextCallCommand
    | AmendCommand
    | VehicleCommand
    | MarkerCommand
    | EntryCommand
    | MarkShift
    | HandOver
    | RoleCommand
    | Settle
    | Undo
)

DispatchCommand = (
    OpenCall
    | Regrade
    | Relocate
    | RightCare
    | Assign
    | StandDown
    | Close
    | Reopen
    | SetStatus
    | Note
    | BackUp
    | EndBackUp
)
"""The commands that a dispatch system is told of: the rest is a board's own business."""


class Decision(Struct, frozen=True):
    """Several commands that are given, written down and taken back as one, such as a swap.

    It is no command itself: the journal holds its commands, each with the decision's id.
    """

    commands: tuple[Command, ...]


Request = Command | Decision
"""What a supervisor can ask for in one act."""
