"""Missing fields: what each feature of the board needs, and the sentence where a feed lacks it."""

from collections.abc import Callable, Iterator

from jru_tui.board import CallRecord, VehicleRecord
from jru_tui.feeds.models import FeedReading

_OF_CALLS: tuple[tuple[Callable[[CallRecord], object], str], ...] = (
    (
        lambda call: call.responses,
        "no responses: who went to a call before the board was started is not known",
    ),
    (
        lambda call: any(leg.allocated_at and leg.en_route_at for leg in call.responses),
        "no times of allocation, or none of mobilising: turnout is not known",
    ),
    (
        lambda call: call.state == "open" or any(leg.clear_at for leg in call.responses),
        "no times of clearing: how long a vehicle was on a call is not known",
    ),
    (
        lambda call: call.grade or call.category,
        "no grades and no categories: no target clocks, and every call sorts as most urgent",
    ),
    (
        lambda call: call.where.lat is not None,
        "no places of calls in degrees: distances are not known",
    ),
    (
        lambda call: call.where.text,
        "no places of calls in words: a place is two numbers, or nothing",
    ),
    (lambda call: call.summary or call.type, "no summaries and no types: a call is a number"),
    (
        lambda call: call.state == "closed",
        "no closed calls: what ended before the board was started cannot be counted",
    ),
    (
        lambda call: call.state == "open" or call.outcome,
        "no outcomes: a duplicate or a stood-down call counts like any other",
    ),
    (
        lambda call: call.version is not None or call.updated_at,
        "no versions and no times of update: its other times decide which report is newer",
    ),
)

_OF_VEHICLES: tuple[tuple[Callable[[VehicleRecord], object], str], ...] = (
    (lambda vehicle: vehicle.position, "no positions of vehicles: distances are not known"),
    (lambda vehicle: vehicle.crew, "no crews: what a crew brings to a call is not known"),
)


def _no_arrivals(reading: FeedReading) -> str:
    """Say what is lost without at-scene times: less where a vehicle's status tells its arrival."""
    if any(
        other_vehicle.status == "at_scene" and other_vehicle.call
        for other_vehicle in reading.vehicles
    ):
        return (
            "at-scene times only as statuses of vehicles: arrivals before the board was started, "
            "or between two polls, are not counted"
        )
    return "no at-scene times: attended calls cannot be counted, and no arrival stops a clock"


def missing_fields(reading: FeedReading) -> Iterator[str]:
    """Yield sentences on what a document lacks, each with the feature that it costs."""
    if not reading.calls:
        yield "no calls: what they hold cannot be checked; try again while there are some"
    else:
        for has, sentence in _OF_CALLS:
            if not any(map(has, reading.calls)):
                yield sentence
        if not any(leg.at_scene_at for call in reading.calls for leg in call.responses):
            yield _no_arrivals(reading)
    if not reading.vehicles:
        yield "no vehicles: who is free, and who could go, is not known"
    else:
        for holds, sentence in _OF_VEHICLES:
            if not any(map(holds, reading.vehicles)):
                yield sentence
    if not reading.complete:
        yield (
            "the first answer is only part of the list: a call that is missing "
            "from it means nothing"
        )
