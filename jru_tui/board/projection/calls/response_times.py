"""Response times: one vehicle's stages on one call, from the feed and from commands.

Three sources tell of the same stages: the call's own `responses`, what a crew pressed (a vehicle
record that names the call), and the supervisor's commands. Their facts are laid in the order of
their own time and cut into legs: a vehicle that was cleared and sent again has two.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Literal

from msgspec import Struct

from jru_tui.board.call_views import End, Response
from jru_tui.board.records import ResponseRecord
from jru_tui.board.rules import STAGES


class FactSource(IntEnum):
    """The source of a fact. Where two tell of the same stage, the lower one's time is kept."""

    RESPONSE = 0
    INFERRED = 1
    """Only repeats the stages that a RESPONSE tells of."""
    PRESSED = 2
    SUPERVISOR = 3


Step = Literal["whole", "allocated", "en_route", "at_scene", "clear", "on"]
_ORDER: dict[str, int] = {
    "whole": -1,
    "allocated": 0,
    "en_route": 1,
    "at_scene": 2,
    "clear": 3,
    "on": 4,
}


class StepFact(Struct, frozen=True):
    """A report that a vehicle took this step towards a call, or away from it, at that time.

    Attributes:
        at: when, by the time of whoever says so.
        step: `on` means that it is on the call, since then at the earliest; at what stage nobody
            says. `whole` is a way that is told with all of its times, in `entry`.
        word: whose word it is.
        sending: of facts of one moment those of an earlier sending come first, so that it ends
            before the next begins.
        end: of a `clear`, why the way is over.
        next_call: the call that it was sent on to, by its id.
        unshown: of a `clear`, it ends only what the feed never showed: it closed the call over an
            assignment of the supervisor's, and opened it again.
        way: the way of the call's own list that it belongs to.
    """

    at: datetime
    step: Step
    word: FactSource
    sending: int = 0
    end: End = "clear"
    next_call: str = ""
    unshown: bool = False
    way: "ListedResponse | None" = None


class ResponseDraft(Struct):
    """A way to a call while it is being put together.

    `until`: of a way that was told as a whole, its last time; what others tell of the time before
    belongs to it.
    """

    times: dict[str, datetime]
    words: dict[str, FactSource]
    end: End | None = None
    next_call: str = ""
    doubtful: bool = False
    dropped: bool = False
    until: datetime | None = None

    @property
    def confirmed(self) -> bool:
        """Test whether the feed knows of the response, or only the supervisor."""
        return any(word is not FactSource.SUPERVISOR for word in self.words.values())

    def response(self, vehicle: str) -> Response:
        """The finished value."""
        times = self.times
        is_staged = not times.keys().isdisjoint(STAGES)
        return Response(
            vehicle,
            allocated_at=times.get("allocated"),
            en_route_at=times.get("en_route"),
            at_scene_at=times.get("at_scene"),
            clear_at=times.get("clear"),
            on_at=None if is_staged else times.get("on"),
            end=self.end,
            next_call=self.next_call,
            doubtful=self.doubtful,
            dropped=self.dropped,
        )

    def put(self, fact: StepFact) -> None:
        """Take a fact in: a stage, the end, or all of a way that is told as a whole."""
        if fact.way is not None:
            self.dropped = fact.way.is_dropped
        if fact.step == "clear":
            self._close(fact, fact.at)
        elif fact.step != "whole" or fact.way is None:
            self._reach(fact.step, fact.at, fact.word)
        else:
            for step, at in fact.way.steps:
                if step == "clear":
                    self._close(fact, at)
                else:
                    self._reach(step, at, fact.word)
                self.until = at if self.until is None else max(at, self.until)

    def _reach(self, step: str, at: datetime, word: FactSource) -> None:
        """Note when a stage was reached, unless somebody whose word counts more has said so."""
        if step not in self.words or word < self.words[step]:
            self.times[step] = at
            self.words[step] = word

    def _close(self, fact: StepFact, at: datetime) -> None:
        self.times["clear"], self.words["clear"] = at, fact.word
        self.end, self.next_call = fact.end, fact.next_call
        self.doubtful = fact.way is not None and fact.way.doubtful


class ListedResponse(Struct, frozen=True):
    """A way to a call, as the call's own list tells of it or did.

    Attributes:
        entry: its times; `clear_at` is also that at which the list dropped it.
        since: since when it is on the call, where it tells of no stage.
        end: why it is over, if it is.
        doubtful: only one document says so.
        is_dropped: the list does not tell of it any more, and never told when it ended.
    """

    entry: ResponseRecord
    since: datetime
    end: End = "clear"
    doubtful: bool = False
    is_dropped: bool = False

    @property
    def steps(self) -> list[tuple[Step, datetime]]:
        """List its stages and its end; without any, the vehicle counts as on the call."""
        reported = _timed(self.entry)
        if reported and (reported[0][0] != "clear" or self.end == "clear"):
            return reported
        return [("on", self.since), *reported]


def response_steps(ways: Iterable[ListedResponse]) -> list[StepFact]:
    """The steps that a call's own list tells of one vehicle.

    One whose clear lies before one of its stages is a slip of somebody's: it is one way all the
    same, and over.
    """
    facts = []
    for sending, (start, end, steps, way) in enumerate(sorted(map(_spanned, ways), key=_by_span)):
        clear = way.entry.clear_at
        reported: list[tuple[Step, datetime]] = steps
        if clear is not None and clear < end:
            reported = [("whole", start)]
        facts += [
            StepFact(at, step, FactSource.RESPONSE, sending, way.end, way=way)
            for step, at in reported
        ]
    return facts


_SpannedWay = tuple[datetime, datetime, list[tuple[Step, datetime]], ListedResponse]
"""The first and the last time of a way, its steps, and itself."""


def _spanned(way: ListedResponse) -> _SpannedWay:
    steps = way.steps
    times = [at for _, at in steps]
    return min(times), max(times), steps, way


def _by_span(spanned: _SpannedWay) -> tuple[datetime, datetime]:
    return spanned[0], spanned[1]


def _timed(entry: ResponseRecord) -> list[tuple[Step, datetime]]:
    times: tuple[tuple[Step, datetime | None], ...] = (
        ("allocated", entry.allocated_at),
        ("en_route", entry.en_route_at),
        ("at_scene", entry.at_scene_at),
        ("clear", entry.clear_at),
    )
    return [(step, at) for step, at in times if at is not None]


def split_responses(
    facts: Iterable[StepFact], still_on_as_of: datetime | None = None, *, listed: bool = False
) -> list[ResponseDraft]:
    """Lay the facts of one vehicle and one call in order and cut them into legs.

    Being on the call counts only where no stage of that way is told of, so that a vehicle that
    somebody put there is not left out for want of a time.

    Args:
        facts: in any order, from any source, with repetitions.
        still_on_as_of: the feed's call record, as new as this, lists the vehicle as still on the
            call; only what its crew pressed later than that takes it off, or that it went off duty.
        listed: that record tells of a way without an end. That the vehicle was sent to another
            call does not take it off: then it is on both, until it is free or the call is closed.
    """
    legs: list[ResponseDraft] = []
    for fact in sorted(facts, key=_by_time):
        leg = legs[-1] if legs else None
        if fact.step == "clear":
            if leg is not None and _may_clear(leg, fact, still_on_as_of, listed=listed):
                leg.put(fact)
            continue
        if leg is not None and _is_told_of(leg, fact):
            continue
        if leg is None or "clear" in leg.times:
            leg = ResponseDraft({}, {})
            legs.append(leg)
        elif fact.step == "on" or _goes_back(leg, fact):
            continue
        leg.put(fact)
    return legs


def drop_doubtful_ends(
    pressed: Iterable[StepFact], responses: Sequence[ResponseRecord]
) -> list[StepFact]:
    """Drop those ends that a crew pressed and the call's own `responses` contradict.

    A crew that is sent on, or presses free too early, seems to leave the call. Where the call says
    that it was there longer, that is kept: the call's times are what reports are made of.
    """
    there = [
        (min(stages), max((*stages, *filter(None, (entry.clear_at,)))))
        for entry in responses
        if (stages := [*filter(None, (entry.allocated_at, entry.en_route_at, entry.at_scene_at))])
    ]
    return [
        fact
        for fact in pressed
        if fact.step != "clear" or not any(start <= fact.at < end for start, end in there)
    ]


def _by_time(fact: StepFact) -> tuple[datetime, int, int, FactSource]:
    return fact.at, fact.sending, _ORDER[fact.step], fact.word


def _is_told_of(leg: ResponseDraft, fact: StepFact) -> bool:
    """Test whether another source tells of a response that the call has told of as a whole."""
    return leg.until is not None and fact.at <= leg.until and fact.word is not FactSource.RESPONSE


def _goes_back(leg: ResponseDraft, fact: StepFact) -> bool:
    """Test whether a stage that lies behind is pressed again, so that its first time is unknown."""
    if fact.step in leg.times or fact.word is FactSource.RESPONSE:
        return False
    return any(_ORDER[step] > _ORDER[fact.step] for step in leg.times if step in STAGES)


def _may_clear(
    leg: ResponseDraft, fact: StepFact, still_on_as_of: datetime | None, *, listed: bool
) -> bool:
    if "clear" in leg.times or (fact.unshown and leg.confirmed):
        return False
    if fact.word is FactSource.PRESSED:
        if fact.end == "sent_on" and listed:
            return False
        # A crew that never knew of the supervisor's order cannot have left the call for it: that
        # is a dispute, not an end.
        off_duty = fact.end == "off_duty"
        return leg.confirmed and (off_duty or still_on_as_of is None or fact.at > still_on_as_of)
    return True


def in_order(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Sort all responses to a call, the first allocated first."""
    return tuple(sorted(responses, key=lambda each: (each.started_at, each.vehicle)))
