"""A vehicle's way to a call, put together from what the feed and the supervisor say of it.

Three sources tell of the same stages: the call's own `responses`, what a crew pressed (a vehicle
record that names the call), and the supervisor's commands. Their facts are laid in the order of
their own time and cut into legs: a vehicle that was cleared and sent again has two.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Literal

from msgspec import Struct

from jru_tui.board.records import ResponseRecord
from jru_tui.board.rules import STAGES
from jru_tui.board.views import Response


class Word(IntEnum):
    """Whose word a fact is. Where two tell of the same stage, the lower one's time is kept."""

    RESPONSE = 0
    INFERRED = 1
    """Only repeats the stages that a RESPONSE tells of."""
    PRESSED = 2
    SUPERVISOR = 3


Step = Literal["allocated", "en_route", "at_scene", "clear", "on"]
_ORDER: dict[str, int] = {"allocated": 0, "en_route": 1, "at_scene": 2, "clear": 3, "on": 4}


class StepFact(Struct, frozen=True):
    """Somebody says that a vehicle took this step towards a call, or away from it, at that time.

    `on`: it is on the call, since then at the earliest; at what stage nobody says. `sending`: of
    facts of one moment those of an earlier sending come first, so that it ends before the next
    begins.
    """

    at: datetime
    step: Step
    word: Word
    sending: int = 0


class Leg(Struct):
    """One way to a call while it is being put together."""

    times: dict[str, datetime]
    words: dict[str, Word]

    @property
    def confirmed(self) -> bool:
        """Whether the feed knows of it, or only the supervisor."""
        return any(word is not Word.SUPERVISOR for word in self.words.values())

    def response(self, vehicle: str) -> Response:
        """The finished value."""
        told = self.times
        if any(step in told for step in STAGES):
            told = {step: at for step, at in told.items() if step != "on"}
        return Response(vehicle, **{f"{step}_at": at for step, at in told.items()})


def response_steps(entries: Iterable[ResponseRecord], opened_at: datetime) -> list[StepFact]:
    """The steps that the entries of one vehicle in a call's `responses` tell of.

    An entry without any time says no more than that the vehicle is on the call.
    """
    ways = [_timed(entry) or [("on", opened_at)] for entry in entries]
    ways.sort(key=lambda way: (min(at for _, at in way), max(at for _, at in way)))
    return [
        StepFact(at, step, Word.RESPONSE, sending)
        for sending, way in enumerate(ways)
        for step, at in way
    ]


def _timed(entry: ResponseRecord) -> list[tuple[Step, datetime]]:
    steps: tuple[Step, ...] = (*STAGES, "clear")
    times = ((step, getattr(entry, f"{step}_at")) for step in steps)
    return [(step, at) for step, at in times if at is not None]


def cut_into_legs(facts: Iterable[StepFact], still_on_as_of: datetime | None = None) -> list[Leg]:
    """Lay the facts of one vehicle and one call in order and cut them into legs.

    Being on the call counts only where no stage of that way is told of, so that a vehicle that
    somebody put there is not left out for want of a time.

    Args:
        facts: in any order, from any source, with repetitions.
        still_on_as_of: the feed's call record, as new as this, lists the vehicle as still on the
            call; only what its crew pressed later than that takes it off.
    """
    legs: list[Leg] = []
    for fact in sorted(facts, key=_by_time):
        leg = legs[-1] if legs else None
        if fact.step == "clear":
            if leg is not None and _may_clear(leg, fact, still_on_as_of):
                leg.times["clear"] = fact.at
                leg.words["clear"] = fact.word
            continue
        if leg is None or "clear" in leg.times:
            leg = Leg({}, {})
            legs.append(leg)
        elif fact.step == "on" or _goes_back(leg, fact):
            continue
        if fact.step not in leg.words or fact.word < leg.words[fact.step]:
            leg.times[fact.step] = fact.at
            leg.words[fact.step] = fact.word
    return legs


def without_doubtful_ends(
    pressed: Iterable[StepFact], responses: Sequence[ResponseRecord]
) -> list[StepFact]:
    """What a crew pressed, without the ends that the call's own `responses` contradict.

    A crew that is sent on, or presses free too early, seems to leave the call. Where the call says
    that it was there longer, that is kept: the call's times are what reports are made of.
    """
    there = [
        (min(stages), each.clear_at)
        for each in responses
        if each.clear_at is not None
        and (stages := [at for step in STAGES if (at := getattr(each, f"{step}_at")) is not None])
    ]
    return [
        fact
        for fact in pressed
        if fact.step != "clear" or not any(start <= fact.at < end for start, end in there)
    ]


def _by_time(fact: StepFact) -> tuple[datetime, int, int, Word]:
    return fact.at, fact.sending, _ORDER[fact.step], fact.word


def _goes_back(leg: Leg, fact: StepFact) -> bool:
    """Whether somebody presses a stage again that lies behind: when it was first is not known."""
    behind = any(_ORDER[step] > _ORDER[fact.step] for step in leg.times if step in STAGES)
    return behind and fact.step not in leg.times and fact.word is not Word.RESPONSE


def _may_clear(leg: Leg, fact: StepFact, still_on_as_of: datetime | None) -> bool:
    if "clear" in leg.times:
        return False
    if fact.word is Word.PRESSED:
        # A crew that never knew of the supervisor's order cannot have left the call for it: that
        # is a dispute, not an end.
        return leg.confirmed and (still_on_as_of is None or fact.at > still_on_as_of)
    return True


def in_order(responses: Iterable[Response]) -> tuple[Response, ...]:
    """All responses to a call, the first allocated first."""
    return tuple(sorted(responses, key=lambda each: (each.started_at, each.vehicle)))
