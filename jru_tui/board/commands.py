"""Commands of a supervisor, one record for each.

The tag of each is its name on the wire (`POST` to the dispatch system), in the journal and in the
documentation. What may run when is decided in `decide`.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from msgspec import Struct

from jru_tui.board.records import Names, Place


class Assign(Struct, frozen=True, tag="assign", tag_field="command", omit_defaults=True):
    """Send a vehicle to a call. `reason` is needed where it is only conditionally available."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "vehicle")

    call: str
    vehicle: str
    reason: str = ""


class StandDown(Struct, frozen=True, tag="stand-down", tag_field="command", omit_defaults=True):
    """Take a vehicle off a call."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")

    call: str
    vehicle: str


class Close(Struct, frozen=True, tag="close", tag_field="command", omit_defaults=True):
    """End a call with an outcome; frees every vehicle on it.

    `minutes` saved is None where the settings' figure stands. `duplicate_of` names the other call
    when the outcome is a duplicate. `flags` say what else came of it, such as a baby born.
    `reason` is needed where the outcome says that somebody attended and nobody arrived.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = (
        "call",
        "outcome",
        "ambulance_spared",
        "patrol_spared",
        "minutes",
        "duplicate_of",
        "flags",
    )

    call: str
    outcome: str
    ambulance_spared: bool = False
    patrol_spared: bool = False
    minutes: int | None = None
    duplicate_of: str = ""
    flags: tuple[str, ...] = ()
    reason: str = ""


class Reopen(Struct, frozen=True, tag="reopen", tag_field="command", omit_defaults=True):
    """Open a closed call again. No vehicle is put back on it."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call",)

    call: str


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

    note: str
    call: str = ""
    vehicle: str = ""


class OpenCall(Struct, frozen=True, tag="open-call", tag_field="command", omit_defaults=True):
    """Open a call by hand: a crew was flagged down, or the work goes on by radio.

    Attributes:
        call: its id, which nobody else has.
        type, grade, category, origin: codes; empty where nobody said.
        where: the place, in words and in degrees where they are known.
        summary: what happened, in words.
        callback: how the caller is reached.
        people: how many are involved; 0 where nobody counted.
    """

    ERASED: ClassVar[Names] = ("summary", "callback")
    LASTING: ClassVar[Names] = ("call", "type", "where", "grade", "category", "origin", "people")

    call: str
    type: str = ""
    where: Place = Place()
    grade: str = ""
    category: str = ""
    origin: str = ""
    summary: str = ""
    callback: str = ""
    people: int = 0


class Regrade(Struct, frozen=True, tag="regrade", tag_field="command", omit_defaults=True):
    """Judge a call anew: both of its codes as they are from now on; empty for none.

    `was_grade` and `was_category` are what the feed said when it was given.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "grade", "category", "was_grade", "was_category")

    call: str
    grade: str = ""
    category: str = ""
    reason: str = ""
    was_grade: str = ""
    was_category: str = ""


class Relocate(Struct, frozen=True, tag="relocate", tag_field="command", omit_defaults=True):
    """Give a call another place. `was` is what the feed said when it was given."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "where", "was")

    call: str
    where: Place
    was: Place = Place()


class BackUp(Struct, frozen=True, tag="back-up", tag_field="command", omit_defaults=True):
    """Ask for help at a call; outstanding until it is at scene or cancelled."""

    ERASED: ClassVar[Names] = ("text",)
    LASTING: ClassVar[Names] = ("call", "what", "count")

    call: str
    what: Literal["ambulance", "patrol", "other"]
    count: int = 1
    text: str = ""


class EndBackUp(Struct, frozen=True, tag="back-up-end", tag_field="command", omit_defaults=True):
    """Back-up that was asked for is at scene, or was cancelled. `back_up` is its command's id.

    `count` says how many of them; 0 means all that have not come yet.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "back_up", "ended", "count")

    call: str
    back_up: str
    ended: Literal["at_scene", "cancelled"]
    count: int = 0


class Link(Struct, frozen=True, tag="link", tag_field="command", omit_defaults=True):
    """Say that a call duplicates another one; both stay open until they are closed.

    `merged_from`: the call was opened by hand and is the other one. It is closed with this, and its
    vehicles are on the other call, from the time of their status or from this moment at the
    earliest: when the other call was opened.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "duplicate_of", "merged_from")

    call: str
    duplicate_of: str
    merged_from: datetime | None = None


class Unlink(Struct, frozen=True, tag="unlink", tag_field="command", omit_defaults=True):
    """Take the link to the other call away."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call",)

    call: str


class NextCall(Struct, frozen=True, tag="next-call", tag_field="command", omit_defaults=True):
    """Keep a call that waits for a vehicle that is still busy: it is the vehicle's next one."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")

    call: str
    vehicle: str


class EndNextCall(
    Struct, frozen=True, tag="next-call-end", tag_field="command", omit_defaults=True
):
    """Keep a call for a vehicle no longer."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")

    call: str
    vehicle: str


Instead = Literal[
    "", "ambulance", "mental_health", "social_care", "gp", "fire", "family", "other", "nobody"
]
"""Services and people who attend a call in place of the police; empty where the police do."""


class RightCare(Struct, frozen=True, tag="right-care", tag_field="command", omit_defaults=True):
    """Decide whether the police attend a call, by right care, right person.

    `instead` names who does in their place; empty where the police attend.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "instead")

    call: str
    instead: Instead = ""
    reason: str = ""


class Hold(Struct, frozen=True, tag="hold", tag_field="command", omit_defaults=True):
    """Keep what was said about a call from being purged until a moment; None: no longer."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "until", "reason")

    call: str
    until: datetime | None
    reason: str


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
    """Warn of a place no longer. `marker` is the id of the command that warned of it."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("marker",)

    marker: str
    reason: str = ""


class Check(Struct, frozen=True, tag="check", tag_field="command", omit_defaults=True):
    """A welfare check was made: the crew answered, or `reason` says why it need not."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("vehicle",)

    vehicle: str
    reason: str = ""


class Acknowledge(Struct, frozen=True, tag="acknowledge", tag_field="command", omit_defaults=True):
    """The supervisor has taken note of a vehicle's emergency."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("vehicle",)

    vehicle: str


AlertKey = tuple[str, ...]
"""What an alert is about: its kind, the id of its subject, and the state that it belongs to."""


class Dismiss(Struct, frozen=True, tag="dismiss", tag_field="command", omit_defaults=True):
    """An alert need not be shown any more, and why.

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
    """The supervisor takes the shift over, or ends it; open calls are carried to the next."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("what",)

    what: Literal["start", "end"]


class HandOver(Struct, frozen=True, tag="hand-over", tag_field="command", omit_defaults=True):
    """The shift was handed over, with what the next supervisor should watch."""

    ERASED: ClassVar[Names] = ("text",)
    LASTING: ClassVar[Names] = ()

    text: str = ""


Role = Literal["supervisor", "controller", "viewer"]
"""The roles at boards that share a journal: see `decisions.role`."""


class OfferRole(Struct, frozen=True, tag="offer-role", tag_field="command", omit_defaults=True):
    """Offer the role that one has to somebody at another board, who has to accept it there.

    Attributes:
        to: who is to have it, as they call themselves.
        role: that role; filled in when it is decided.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("to", "role")

    to: str
    role: Role = "supervisor"


class TakeRole(Struct, frozen=True, tag="take-role", tag_field="command", omit_defaults=True):
    """Accept a role that was offered. The two have changed roles from then on, for this shift.

    Attributes:
        offer: the id of the event of the offer.
        giver: who offered it; filled in when it is decided, as the others are.
        role: the role that was taken.
        left: the role that the giver has from now on: that of who takes theirs.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("offer", "giver", "role", "left")

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


CallCommand = Assign | StandDown | Close | Reopen | BackUp | EndBackUp | Link | Unlink
NextCallCommand = NextCall | EndNextCall
AmendCommand = Regrade | Relocate | RightCare | Hold
VehicleCommand = SetStatus | Check | Acknowledge | Crew
MarkerCommand = MarkPlace | EndMarker
EntryCommand = Note | Strike | Dismiss
"""Commands about a call, about whose next one it is, about what is said of it, about a vehicle,
about a place, or about a call or a vehicle."""

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


Asking = Command | Decision
"""What a supervisor can ask for in one act."""
