"""Missing fields: what each feature of the board needs, and the sentence where a feed lacks it."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from jru_tui.board import CallRecord, VehicleRecord
from jru_tui.feeds.models import FeedReading


class FeedLack(Struct, frozen=True):
    """A field, or a kind of record, that no document of the feed has.

    Attributes:
        what: what there is none of.
        cost: what the board cannot do without it.
    """

    what: str
    cost: str

    @property
    def words(self) -> str:
        """The sentence on both."""
        return f"{self.what}: {self.cost}"


_OF_CALLS: tuple[tuple[Callable[[CallRecord], object], FeedLack], ...] = (
    (
        lambda call: call.responses,
        FeedLack("no responses", "who went to a call before the board was started is not known"),
    ),
    (
        lambda call: any(leg.allocated_at and leg.en_route_at for leg in call.responses),
        FeedLack("no times of allocation, or none of mobilising", "turnout is not known"),
    ),
    (
        lambda call: call.state == "open" or any(leg.clear_at for leg in call.responses),
        FeedLack("no times of clearing", "how long a vehicle was on a call is not known"),
    ),
    (
        lambda call: call.grade or call.category,
        FeedLack(
            "no grades and no categories", "no target clocks, and every call sorts as most urgent"
        ),
    ),
    (
        lambda call: call.where.lat is not None,
        FeedLack("no places of calls in degrees", "distances are not known"),
    ),
    (
        lambda call: call.where.text,
        FeedLack("no places of calls in words", "a place is two numbers, or nothing"),
    ),
    (
        lambda call: call.summary or call.type,
        FeedLack("no summaries and no types", "a call is a number"),
    ),
    (
        lambda call: call.state == "closed",
        FeedLack("no closed calls", "what ended before the board was started cannot be counted"),
    ),
    (
        lambda call: call.state == "open" or call.outcome,
        FeedLack("no outcomes", "a duplicate or a stood-down call counts like any other"),
    ),
    (
        lambda call: call.version is not None or call.updated_at,
        FeedLack(
            "no versions and no times of update", "its other times decide which report is newer"
        ),
    ),
)

_OF_VEHICLES: tuple[tuple[Callable[[VehicleRecord], object], FeedLack], ...] = (
    (
        lambda vehicle: vehicle.position,
        FeedLack("no positions of vehicles", "distances are not known"),
    ),
    (
        lambda vehicle: vehicle.crew,
        FeedLack("no crews", "what a crew brings to a call is not known"),
    ),
)


def _no_arrivals(reading: FeedReading) -> FeedLack:
    """Say what is lost without at-scene times: less where a vehicle's status tells its arrival."""
    if any(
        other_vehicle.status == "at_scene" and other_vehicle.call
        for other_vehicle in reading.vehicles
    ):
        return FeedLack(
            "at-scene times only as statuses of vehicles",
            "arrivals before the board was started, or between two polls, are not counted",
        )
    return FeedLack(
        "no at-scene times", "attended calls cannot be counted, and no arrival stops a clock"
    )


def missing_fields(reading: FeedReading) -> Iterator[FeedLack]:
    """Yield what a document lacks, each with the feature that it costs."""
    if not reading.calls:
        yield FeedLack(
            "no calls", "what they hold cannot be checked; try again while there are some"
        )
    else:
        for has, lack in _OF_CALLS:
            if not any(map(has, reading.calls)):
                yield lack
        if not any(leg.at_scene_at for call in reading.calls for leg in call.responses):
            yield _no_arrivals(reading)
    if not reading.vehicles:
        yield FeedLack("no vehicles", "who is free, and who could go, is not known")
    else:
        for holds, lack in _OF_VEHICLES:
            if not any(map(holds, reading.vehicles)):
                yield lack
    if not reading.complete:
        yield FeedLack(
            "the first answer is only part of the list",
            "a call that is missing from it means nothing",
        )
