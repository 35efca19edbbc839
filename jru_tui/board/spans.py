"""What a vehicle was doing from when to when: the timeline strip's data."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jru_tui.board.rules import STAGES
from jru_tui.board.timeline import Timeline
from jru_tui.board.views import Response, Span

_SAME_MOMENT = timedelta(minutes=2)
"""A crew that clears a call and presses its next status does both within this time."""

Turn = tuple[datetime, str, str | None]


def vehicle_spans(
    timeline: Timeline | None,
    legs: Iterable[tuple[str, Response]],
    start: datetime,
    end: datetime,
) -> tuple[Span, ...]:
    """The statuses between `start` and `end`, in order, without gaps once the first is known.

    What crews pressed and the stages of their calls tell the same story; where the board started
    in mid-shift only the calls tell it.
    """
    pressed = [
        (press.at, press.status, press.call or None)
        for press in (timeline.presses() if timeline else ())
    ]
    turns = [*pressed, *_turns_of(legs, [at for at, _, _ in pressed])]
    turns.sort(key=lambda turn: turn[0])
    spans: list[Span] = []
    for index, (at, status, call) in enumerate(turns):
        until = turns[index + 1][0] if index + 1 < len(turns) else None
        if at >= end or (until is not None and until <= max(at, start)):
            continue
        begins = max(at, start)
        ends = until if until is not None and until < end else None
        if spans and (spans[-1].status, spans[-1].call) == (status, call):
            begins = spans.pop().start
        spans.append(Span(status, begins, ends, call))
    return tuple(spans)


def _turns_of(legs: Iterable[tuple[str, Response]], pressed: list[datetime]) -> Iterator[Turn]:
    for call, leg in legs:
        for stage in STAGES:
            at = getattr(leg, f"{stage}_at")
            if at is not None:
                yield at, stage, call
        cleared = leg.clear_at
        if cleared is not None and not any(abs(at - cleared) <= _SAME_MOMENT for at in pressed):
            yield cleared, "available", None
