"""The recommendation for a live board, made when it is asked for and kept while it is valid.

A plan costs O(calls x vehicles), so it is made once for a board and a moment, whoever asks, and
stands while nothing changes that it was made of. What was made last can be read without making
anything: a key never waits for a plan.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from jru_tui.board.board import Board
from jru_tui.board.events import Offered
from jru_tui.board.queries.alert_models import Alert
from jru_tui.board.views import Change

if TYPE_CHECKING:
    from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
    from jru_tui.board.queries.dispatch.models import Advice, Deadline, Offer, Plan
    from jru_tui.board.queries.dispatch.travel_times.model_cache import ModelCache
    from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelSource

_MOST_ALERTS = 20
_AGAIN = timedelta(seconds=60)
"""Who is nearest to an officer is not older than this: positions have moved on."""
_LITTLE = 1_000
"""Pairs of a call and a vehicle down to which a plan is made in the time of a few keys."""


class Recommendation:
    """The current recommendation for one board.

    Args:
        board: as it stands; it may change, if `changed` is told.
        sources: of travel times, asked before the straight line, the best first.

    Attributes:
        plan: the plan that was made last; None before the first.
    """

    def __init__(self, board: Board, sources: "Sequence[TravelSource]" = ()) -> None:
        self._board = board
        self._sources = sources
        self._unsaved: Mapping[str, str] = {}
        self._models: ModelCache | None = None
        self._dispatcher: Dispatcher | None = None
        self._outdated: Dispatcher | None = None
        self._deadlines: dict[str, Deadline] = {}
        self._advice: dict[str, Advice] = {}
        self._nearest: dict[str, Sequence[Offer]] = {}
        self._planned = False
        self._alerts: tuple[Alert, ...] | None = None
        self.plan: Plan | None = None

    @property
    def little(self) -> bool:
        """True if a plan is made so fast that nobody notices it."""
        return len(self._board.open_calls()) * len(self._board.vehicles) <= _LITTLE

    def changed(self, change: Change) -> None:
        """Take note that calls or vehicles are not what they were."""
        if self._dispatcher is not None and self._dispatcher.is_outdated(change):
            self.forget()

    def forget(self) -> None:
        """Take note that what is known of travel times is not what it was."""
        # Freed when another is made, behind the frame: among 1,000 calls that takes a millisecond.
        self._outdated = self._dispatcher or self._outdated
        self._dispatcher, self._planned = None, False

    def expect(self, unsaved: Mapping[str, str]) -> None:
        """Count on orders that are not yet saved, so that no vehicle is promised a second time.

        Args:
            unsaved: by vehicle, the call that it is ordered to; empty: off its call.
        """
        if unsaved != self._unsaved:
            self._unsaved = dict(unsaved)
            self.forget()

    def use_sources(self, sources: "Sequence[TravelSource]") -> None:
        """Ask other sources of travel times from now on, before the straight line.

        Args:
            sources: the best first.
        """
        self._sources, self._models = sources, None
        self.forget()

    def is_due(self, now: datetime) -> bool:
        """Return True if there is no plan for the board as it stands at this moment."""
        plan = self.plan
        return not self._planned or plan is None or not plan.at <= now < plan.until

    def at(self, now: datetime) -> "Dispatcher":
        """Return what recommends for the board as it stands; make it if it is due."""
        if self._dispatcher is not None and not self.is_due(now):
            return self._dispatcher
        result = self._make(now)
        self.plan, self._planned, self._alerts = result.plan, True, None
        self._deadlines = {deadline.call: deadline for deadline in self.plan.deadlines}
        return result

    def nearest(self, vehicle: str, now: datetime) -> "Sequence[Offer]":
        """List who could come to an officer who needs help, without a plan for the others.

        Raises:
            KeyError: there is no such vehicle.
        """
        dispatcher = self._dispatcher
        if dispatcher is None or not timedelta() <= now - dispatcher.now < _AGAIN:
            self._dispatcher, self._planned = self._dispatcher_at(now), False
            self._nearest = {}
        assert self._dispatcher is not None
        if vehicle not in self._nearest:
            self._nearest[vehicle] = self._dispatcher.nearest(vehicle)
        return self._nearest[vehicle]

    def advise(self, call: str, now: datetime) -> "Advice":
        """Give advice on one call, and keep it to be read.

        Raises:
            KeyError: there is no such call.
        """
        advice = self.at(now).advise(call)
        self._advice[call] = advice
        return advice

    def advice(self, call: str) -> "Advice | None":
        """Read the advice on one call that was given by the last plan; None for none."""
        return self._advice.get(call)

    def deadline(self, call: str) -> "Deadline | None":
        """Read until when somebody has to be sent to a call that waits; None for no such moment."""
        if not self._waits(call):
            return None
        return self._deadlines.get(call)

    def offered(self, call: str, vehicle: str, now: datetime) -> tuple[Offered, ...]:
        """Tell what was offered when a vehicle was sent: the first of them, and the one chosen.

        The first is the best that could be sent then: who is still busy elsewhere was no choice.

        Where a plan takes long it is the last advice that counts; nothing where there is none.

        Args:
            call: the call that the vehicle was sent to.
            vehicle: its id.
            now: the board's time.
        """
        if self.little and call in self._board.calls:
            self.advise(call, now)
        advice = self.advice(call)
        offers = advice.offers if advice is not None else ()
        first = next((offer for offer in offers if offer.can_be_sent), None)
        if first is None:
            return ()
        chosen = [offer for offer in offers if offer.vehicle == vehicle]
        return tuple(_offered(offer) for offer in dict.fromkeys((first, *chosen)))

    def alerts(self, now: datetime) -> Sequence[Alert]:
        """Find what the last plan wants attention for, of calls that still wait.

        Of many the first ones, the most urgent: a second costs the same among any number of calls.
        """
        if self.plan is None:
            return ()
        if self._alerts is None:
            from jru_tui.board.queries.dispatch_alerts import alerts_of_plan  # noqa: PLC0415 - lazy

            self._alerts = tuple(islice(alerts_of_plan(self.plan, self._board), _MOST_ALERTS))
        due = (alert for alert in self._alerts if alert.since <= now)
        return [alert for alert in due if alert.call and self._waits(alert.call)]

    def _make(self, now: datetime) -> "Dispatcher":
        self._dispatcher = self._dispatcher_at(now)
        self._advice, self._nearest, self._planned = {}, {}, False
        return self._dispatcher

    def _dispatcher_at(self, now: datetime) -> "Dispatcher":
        from jru_tui.board.queries.dispatch.dispatcher import Dispatcher  # noqa: PLC0415 - lazy
        from jru_tui.board.queries.dispatch.travel_times.model_cache import (  # noqa: PLC0415 - lazy
            ModelCache,
        )

        if self._models is None:
            self._models = ModelCache(self._board, self._sources)
        self._outdated = None
        return Dispatcher(self._board, now, self._models.at(now), self._unsaved)

    def _waits(self, call: str) -> bool:
        known = self._board.calls.get(call)
        return known is not None and known.open and known.waiting


def _offered(offer: "Offer") -> Offered:
    arrival = offer.arrival
    return Offered(
        offer.vehicle,
        arrival.seconds,
        arrival.low,
        arrival.high,
        arrival.source.value,
        offer.meets,
    )
