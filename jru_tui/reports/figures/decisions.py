"""Decisions to send a vehicle: offered, chosen, predicted, happened.

It tells how well predictions and offers served, and judges nobody: who decided is not in it. What
another vehicle would have done nobody knows.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from jru_tui.board import BoardSnapshot, Offered, Sending, Shift, shift_at
from jru_tui.reports.phrases import named


class OfferFigures(Struct, frozen=True):
    """A vehicle that was offered, with its predicted arrival in seconds from the decision.

    Attributes:
        vehicle: its id.
        name: and its name.
        predicted_s: the median.
        low_s: the 10th centile.
        high_s: the 90th centile.
        source: where the prediction is from, in a word.
        meets: it was to meet every target that was not lost.
    """

    vehicle: str
    name: str
    predicted_s: int
    low_s: int
    high_s: int
    source: str
    meets: bool


class DecisionFigures(Struct, frozen=True):
    """A decision to send a vehicle, beside what was offered and what happened.

    Attributes:
        at: when it was made.
        call: the call, as people speak of it.
        offered: the first offer.
        vehicle: the id of the vehicle that was chosen.
        name: and its name.
        first: the first offer was taken.
        predicted: what was predicted of the vehicle that was chosen; None where nothing was.
        happened_s: seconds to its arrival; None where it did not arrive.
        within: it arrived between the predicted times; None where that cannot be told.
    """

    at: datetime
    call: str
    offered: OfferFigures
    vehicle: str
    name: str
    first: bool
    predicted: OfferFigures | None
    happened_s: int | None
    within: bool | None


def count_decisions(
    snapshot: BoardSnapshot, shifts: Iterable[Shift]
) -> tuple[DecisionFigures, ...]:
    """The decisions of some shifts of which it is kept who was offered, oldest first.

    Args:
        snapshot: the board.
        shifts: a decision belongs to the one in which it was made.
    """
    starts = {shift.starts_at for shift in shifts}
    arrivals = (
        sending
        for sending in snapshot.sendings
        if shift_at(snapshot.rules.hours, sending.at).starts_at in starts
    )
    return tuple(
        _decision(snapshot, sending) for sending in sorted(arrivals, key=lambda sending: sending.at)
    )


def _decision(snapshot: BoardSnapshot, sending: Sending) -> DecisionFigures:
    call = snapshot.calls.get(sending.call)
    happened_s = _happened_s(snapshot, sending)
    chosen = None if sending.chosen is None else _offer(snapshot, sending.chosen)
    within = None
    if chosen is not None and happened_s is not None:
        within = chosen.low_s <= happened_s <= chosen.high_s
    return DecisionFigures(
        at=sending.at,
        call=call.name if call is not None else sending.call,
        offered=_offer(snapshot, sending.first),
        vehicle=sending.vehicle,
        name=named(sending.vehicle, snapshot),
        first=sending.took_first,
        predicted=chosen,
        happened_s=happened_s,
        within=within,
    )


def _offer(snapshot: BoardSnapshot, offer: Offered) -> OfferFigures:
    return OfferFigures(
        offer.vehicle,
        named(offer.vehicle, snapshot),
        offer.arrival_s,
        offer.low_s,
        offer.high_s,
        offer.source,
        offer.meets,
    )


def _happened_s(snapshot: BoardSnapshot, sending: Sending) -> int | None:
    """Return the seconds from a decision to the arrival that it led to; None for none.

    Where the vehicle was sent again, or stood down, what came after that was not this decision's.
    """
    call = snapshot.calls.get(sending.call)
    arrivals = [
        response.at_scene_at
        for response in (call.responses if call is not None else ())
        if response.vehicle == sending.vehicle
        and response.at_scene_at is not None
        and response.at_scene_at >= sending.at
        and (sending.until is None or response.at_scene_at <= sending.until)
    ]
    return int((min(arrivals) - sending.at).total_seconds()) if arrivals else None
