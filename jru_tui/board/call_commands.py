"""Commands about a call, one record for each; `commands` has the rest, and the unions of all."""

from datetime import datetime
from typing import ClassVar, Literal

from msgspec import Struct

from jru_tui.board.records import Names, Place


class Assign(Struct, frozen=True, tag="assign", tag_field="command", omit_defaults=True):
    """Send a vehicle to a call. `reason` is needed where it is only conditionally available."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "vehicle")
    WORDS: ClassVar[str] = "{vehicle} assigned"

    call: str
    vehicle: str
    reason: str = ""


class StandDown(Struct, frozen=True, tag="stand-down", tag_field="command", omit_defaults=True):
    """Take a vehicle off a call."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")
    WORDS: ClassVar[str] = "{vehicle} stood down"

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
    WORDS: ClassVar[str] = "reopened"

    call: str


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
    """Change a call's grade and category: both as they are from now on; empty for none.

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
    """Change a call's place. `was` is what the feed said at that time."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "where", "was")

    call: str
    where: Place
    was: Place = Place()


class GiveDetails(Struct, frozen=True, tag="details", tag_field="command", omit_defaults=True):
    """Say how the caller is reached and how many people are involved; empty and 0: not said.

    `was_callback` and `was_people` are what the feed said at that time: once it says something
    else, that is shown.
    """

    ERASED: ClassVar[Names] = ("callback", "was_callback")
    LASTING: ClassVar[Names] = ("call", "people", "was_people")

    call: str
    callback: str = ""
    people: int = 0
    was_callback: str = ""
    was_people: int = 0


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
    """Remove the link to the other call."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call",)
    WORDS: ClassVar[str] = "unlinked"

    call: str


class NextCall(Struct, frozen=True, tag="next-call", tag_field="command", omit_defaults=True):
    """Keep a call that waits for a vehicle that is still busy: it is the vehicle's next one."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")
    WORDS: ClassVar[str] = "next call of {vehicle}"

    call: str
    vehicle: str


class EndNextCall(
    Struct, frozen=True, tag="next-call-end", tag_field="command", omit_defaults=True
):
    """Stop keeping a call for a vehicle."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call", "vehicle")
    WORDS: ClassVar[str] = "no longer the next call of {vehicle}"

    call: str
    vehicle: str


Instead = Literal[
    "", "ambulance", "mental_health", "social_care", "gp", "fire", "family", "other", "nobody"
]
"""Services and people who attend a call in place of the police; empty where the police do."""


class RightCare(Struct, frozen=True, tag="right-care", tag_field="command", omit_defaults=True):
    """Decide whether the police attend a call, by right care, right person.

    `instead` names who does in their place; empty where the police attend. `was_grade` and
    `was_category` are how the call was judged when others were to attend; None: not recorded.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "instead", "was_grade", "was_category")

    call: str
    instead: Instead = ""
    reason: str = ""
    was_grade: str | None = None
    was_category: str | None = None


class Hold(Struct, frozen=True, tag="hold", tag_field="command", omit_defaults=True):
    """Keep what was said about a call from being purged until a moment; None: no longer."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "until")

    call: str
    until: datetime | None
    reason: str


CallCommand = Assign | StandDown | Close | Reopen | BackUp | EndBackUp | Link | Unlink
NextCallCommand = NextCall | EndNextCall
AmendCommand = Regrade | Relocate | GiveDetails | RightCare | Hold
"""Commands about a call, about whose next one it is, or about what is said of it."""
