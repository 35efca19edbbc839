"""Views of calls: the feed's word and the supervisor's, put together.

Every value is frozen; a changed call is a new value, so equal means unchanged.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from jru_tui.board.call_commands import Instead
from jru_tui.board.events import Source
from jru_tui.board.records import NoteRecord, Place

End = Literal["clear", "stood_down", "sent_on", "off_duty", "closed", "off_list"]
"""Why a way to a call is over: the crew said so, or the supervisor; the vehicle was sent to another
call, or its crew went off duty; the call was closed, or does not list it any more."""


SHOWN = 2_000
"""Characters of a text that are shown beside others; the whole of it has a screen of its own."""


def shown(text: str) -> str:
    """A text as it stands beside others, with an ellipsis where it goes on."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


class Response(Struct, frozen=True, array_like=True):
    """A vehicle's way to a call. A vehicle that was sent twice has two of them.

    Attributes:
        vehicle: its id.
        allocated_at, en_route_at, at_scene_at: when it came to each stage.
        clear_at: when the way was over, for whatever reason; it may lie before a stage by a slip.
        on_at: in place of the stages' times, where nobody tells of any: it is on the call since
            then at the earliest.
        eta_at: when the feed expects it there, while it is on its way.
        end: why it is over; None while it is not.
        next_call: id of the call that it was sent on to.
        doubtful: only one document says that it is over.
        dropped: the call's list told of it once and does not any more, nor when it ended.
    """

    vehicle: str
    allocated_at: datetime | None = None
    en_route_at: datetime | None = None
    at_scene_at: datetime | None = None
    clear_at: datetime | None = None
    on_at: datetime | None = None
    eta_at: datetime | None = None
    end: End | None = None
    next_call: str = ""
    doubtful: bool = False
    dropped: bool = False

    @property
    def active(self) -> bool:
        """Test whether the vehicle is still on the call."""
        return self.clear_at is None

    @property
    def started_at(self) -> datetime:
        """The first time that is known of it."""
        stages = (self.allocated_at, self.en_route_at, self.at_scene_at)
        times = (*stages, self.clear_at, self.on_at)
        return min(time for time in times if time is not None)

    @property
    def stage(self) -> str:
        """The furthest stage that was reached, by the name of its status, or `clear`."""
        if self.clear_at is not None:
            return "clear"
        if self.at_scene_at is not None:
            return "at_scene"
        return "en_route" if self.en_route_at is not None else "allocated"


class Dispute(Struct, frozen=True):
    """A newer report of the feed contradicts a command: both are told, the supervisor chooses.

    Attributes:
        command: id of the command's event, for `Settle`.
        at: when the command was given.
        ours: what the supervisor said, in words.
        feed_at: the time of the report that contradicts it.
        theirs: what the feed says, in words.
    """

    command: str
    at: datetime
    ours: str
    feed_at: datetime
    theirs: str


class BackUpAsked(Struct, frozen=True):
    """Back-up that was asked for at a call; outstanding until `ended_at`.

    `id` is that of the command that asked; of `count` so many `came`, and so many are `left` that
    have neither come nor been cancelled; `ended` says which of the two the last of them did.
    """

    id: str
    at: datetime
    what: Literal["ambulance", "patrol", "other"]
    count: int = 1
    text: str = ""
    left: int = 1
    came: int = 0
    ended: Literal["at_scene", "cancelled"] | None = None
    ended_at: datetime | None = None

    @property
    def outstanding(self) -> bool:
        """Test whether it has neither come nor been cancelled."""
        return self.ended is None


class CallHold(Struct, frozen=True):
    """A hold on a call's words: they are not purged before a moment, whatever their age.

    Attributes:
        until: the moment, UTC.
        reason: why, in words.
        by: who said so.
        at: when, UTC.
    """

    until: datetime
    reason: str
    by: str
    at: datetime


class RightCareDecision(Struct, frozen=True):
    """A decision whether the police attend a call, by right care, right person.

    `instead` names who attends in their place; empty where the police do. `regraded`: the call has
    become more urgent since, so that it has to be decided again.
    """

    at: datetime
    instead: Instead = ""
    reason: str = ""
    regraded: bool = False


class NextFor(Struct, frozen=True):
    """The busy vehicle that a waiting call is planned for as its next one.

    `by` is who said so, `at` when.
    """

    vehicle: str
    at: datetime
    by: str = ""


class Marker(Struct, frozen=True):
    """A warning at a place.

    Attributes:
        id: that of the command that warned of it.
        at, by: when that was, and who.
        text, reason: the warning, and how it is known.
        where, radius_m: the place, and metres around it.
        review_on: the day on which somebody looks whether it still holds.
        expires_on: the last day on which it is shown.
    """

    id: str
    at: datetime
    by: str
    text: str
    reason: str
    where: Place
    radius_m: int
    review_on: date
    expires_on: date

    def is_shown(self, today: date) -> bool:
        """Test whether it has not expired, nor been erased."""
        return bool(self.text) and today <= self.expires_on

    def is_due(self, today: date) -> bool:
        """Test whether somebody is to look whether it still holds."""
        return today >= self.review_on


class Naming(Struct, frozen=True):
    """The number of a call and its name, of a number that was used again."""

    number: str
    name: str


class Call(Struct, frozen=True, array_like=True):
    """A call as the board shows it.

    Attributes:
        id: what it is known by inside the program, and never shown: see `name`.
        naming: its number and its name, where these are not its id.
        responses: each vehicle's way to it, in the order of allocation.
        first_arrival_at: when the first vehicle was at scene; stops both clocks.
        closed_by: whose word closed it, None while it is open.
        minutes: minutes saved that closing named, None for the settings' figure.
        flags: the feed's, and those of its closing.
        unconfirmed: ids of commands that the feed has not shown the effect of yet.
        dispute: a command that the feed contradicts.
        unlisted_at: since when a complete document no longer lists it.
        reopened: it was closed before, and is open again.
        back_up: what help was asked for, the first first.
        linked_to: the call that this one duplicates, as the supervisor says; empty for none.
        by_hand: it was opened at this board, and the feed does not list it.
        right_care: the decision whether the police attend; None where nobody made one.
        next_for: the busy vehicle whose next call it is; None for none.
        hold: until when its words are held; None where they are not.
        markers: warnings at its place, while it is open; some may have expired.
        callback: how the caller is reached, as the feed says it.
        people: how many are involved; None or 0 where nobody counted.
        merged: the calls, opened by hand, that were found to be this one.
    """

    id: str
    opened_at: datetime
    state: Literal["open", "closed"]
    as_of: datetime
    naming: Naming | None = None
    closed_at: datetime | None = None
    closed_by: Source | None = None
    outcome: str | None = None
    minutes: int | None = None
    ambulance_spared: bool = False
    patrol_spared: bool = False
    duplicate_of: str = ""
    grade: str | None = None
    category: str | None = None
    type: str | None = None
    summary: str | None = None
    origin: str | None = None
    where: Place = Place()
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    notes: tuple[NoteRecord, ...] = ()
    responses: tuple[Response, ...] = ()
    first_arrival_at: datetime | None = None
    unconfirmed: tuple[str, ...] = ()
    dispute: Dispute | None = None
    unlisted_at: datetime | None = None
    reopened: bool = False
    back_up: tuple[BackUpAsked, ...] = ()
    linked_to: str = ""
    by_hand: bool = False
    right_care: RightCareDecision | None = None
    next_for: NextFor | None = None
    hold: CallHold | None = None
    markers: tuple[Marker, ...] = ()
    callback: str | None = None
    people: int | None = None
    merged: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """Number by which the feed calls it; a number may be used again for another call."""
        return self.id if self.naming is None else self.naming.number

    @property
    def name(self) -> str:
        """Name that people call it by: its number, with the day where a newer call has the same."""
        return self.id if self.naming is None else self.naming.name

    @property
    def open(self) -> bool:
        """Test whether it has not been closed."""
        return self.state == "open"

    @property
    def left_to(self) -> Instead:
        """Return who attends in place of the police, as far as that was decided for its urgency."""
        decision = self.right_care
        return "" if decision is None or decision.regraded else decision.instead

    @property
    def on_it(self) -> tuple[Response, ...]:
        """The vehicles that are on it now."""
        return tuple(response for response in self.responses if response.active)

    @property
    def waiting(self) -> bool:
        """Test whether it needs somebody: open, nobody on it, and no other call stands for it.

        A call with nobody left on it waits again, whether it was attended before or not: until it
        is closed, nobody has said that it is over.
        """
        return self.open and not self.on_it and not self.linked_to

    @property
    def left_at(self) -> datetime | None:
        """Return when everybody had left an open call; None while one is on it, or none was.

        A call that was closed and opened again counts from its first wait, not from that closing.
        """
        if not self.open or self.on_it:
            return None
        return max(
            (response.clear_at for response in self.responses if response.clear_at), default=None
        )

    @property
    def to_close(self) -> bool:
        """Test whether it was attended, everybody has left, and nobody has closed it yet."""
        attended = self.first_arrival_at is not None and not self.reopened
        return self.open and not self.on_it and attended


END_WORDS: dict[End, str] = {
    "clear": "clear",
    "stood_down": "stood down",
    "sent_on": "left",
    "off_duty": "off duty",
    "closed": "closed",
    "off_list": "off the list",
}
"""What is said of the time at which a way to a call was over."""
