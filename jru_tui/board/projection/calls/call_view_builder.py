"""The builder of a call's view from what the feed reported and what the supervisor ordered.

The feed is the authority on what it reports; the supervisor is the authority on assigning and
closing. Until a report of the feed is newer than a command, the command stands, unconfirmed. When
a newer report contradicts it, both are told: a dispute.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import structs

from jru_tui.board.call_commands import Assign, Close, OpenCall, Reopen, StandDown
from jru_tui.board.call_views import Call, Dispute, Response, shown
from jru_tui.board.events import OffList
from jru_tui.board.projection.calls.amendments import (
    amended,
    first_present,
    given_callback,
    given_people,
    opened_record,
)
from jru_tui.board.projection.calls.call_names import CallNames
from jru_tui.board.projection.calls.call_state import (
    CallState,
    closing_ends,
    closing_time,
    feed_closing_time,
    stand_down_ends,
)
from jru_tui.board.projection.calls.response_times import (
    FactSource,
    ListedResponse,
    ResponseDraft,
    StepFact,
    drop_doubtful_ends,
    in_order,
    response_steps,
    split_responses,
)
from jru_tui.board.projection.calls.urgency import rank_of
from jru_tui.board.projection.markers import MarkerIndex
from jru_tui.board.projection.orders import (
    Order,
    back_up_requests,
    current_hold,
    linked_to,
    merging,
    newest_assignments,
    next_for,
    right_care,
)
from jru_tui.board.projection.vehicles.status_history import StatusHistory
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import EMERGENCY, OFF_CALLS, STAGES, Rules
from jru_tui.board.storage import END_OF_TIME


class CallViewBuilder:
    """A builder of the views of calls.

    Attributes:
        rules: the words to speak of outcomes and statuses.
        names: the names of calls.
        timelines: what each vehicle did.
        records: what the feed last said of each vehicle.
        markers: warnings at places.
    """

    def __init__(
        self,
        rules: Rules,
        names: CallNames,
        timelines: Mapping[str, StatusHistory],
        records: Callable[[str], VehicleRecord | None],
        markers: MarkerIndex,
    ) -> None:
        self._rules = rules
        self._names = names
        self._timelines = timelines
        self._record_of = records
        self._markers = markers

    def tell(self, entry: CallState) -> Call | None:
        """The view of a call; None while only a vehicle or a command has named it."""
        opened = entry.opened_by_hand
        record = entry.record or (opened_record(opened) if opened is not None else None)
        if record is None:
            return None
        amends = amended(record, entry.orders, by_hand=opened is not None)
        shows = amends.record
        ruling = entry.ruling
        close = ruling.command if ruling and type(ruling.command) is Close else None
        feed_closed = record.state == "closed"
        closed_at = closing_time(entry, record)
        merged = merging(entry.orders, ruling) if opened is not None else None
        if merged is not None:
            close = Close(record.id, "duplicate", duplicate_of=linked_to(entry.orders))
            closed_at = merged.at
        # A feed that closed it and then opened it again, later than our closing, has reopened it.
        reopened = entry.reopened_by_feed and (ruling is None or record.as_of > ruling.holds_from)
        if reopened and close:
            close, closed_at = None, None
        legs = self._legs(entry, record, closed_at)
        responses = in_order(leg.response(vehicle) for vehicle, leg in legs)
        responses = _with_estimates(responses, record)
        arrivals = [
            response.at_scene_at for response in responses if response.at_scene_at is not None
        ]
        merged_calls = [
            opened_record(order) for order in entry.merged if type(order.command) is OpenCall
        ]
        orders = (*entry.merged, *entry.orders)
        summary = first_present(record.summary, (other.summary for other in merged_calls))
        came_of_it = close.flags if close else ()
        dispute = None if reopened else self._closing_dispute(entry, record, ruling)
        dispute = dispute or amends.dispute
        unconfirmed = [*amends.unconfirmed] if opened is None else [opened.id]
        if ruling and opened is None and dispute is None and not reopened:
            agrees = feed_closed == (type(ruling.command) is Close)
            if not agrees and closed_at == _ruled_closed_at(ruling):
                unconfirmed.append(ruling.id)
        for order in newest_assignments(entry.orders):
            doubt = self._doubt(order, record, legs)
            if isinstance(doubt, Dispute):
                dispute = dispute or doubt
            elif doubt:
                unconfirmed.append(order.id)
        view = Call(
            id=record.id,
            naming=self._names.naming(record.id),
            opened_at=record.opened_at,
            as_of=record.as_of,
            state="closed" if closed_at is not None else "open",
            closed_at=closed_at,
            closed_by=None if closed_at is None else ("supervisor" if close else "feed"),
            outcome=(close.outcome if close else record.outcome) if closed_at else None,
            minutes=close.minutes if close else None,
            ambulance_spared=bool(closed_at) and (close or record).ambulance_spared,
            patrol_spared=bool(closed_at) and (close or record).patrol_spared,
            duplicate_of=close.duplicate_of if close else "",
            grade=shows.grade,
            category=shows.category,
            type=record.type,
            summary=summary and shown(summary),
            origin=record.origin,
            callback=given_callback(record, orders)
            or first_present(record.callback, (other.callback for other in merged_calls)),
            people=given_people(record, orders)
            or first_present(record.people, (other.people for other in merged_calls)),
            where=shows.where,
            flags=(*record.flags, *(flag for flag in came_of_it if flag not in record.flags)),
            needs=record.needs,
            notes=record.notes,
            responses=responses,
            first_arrival_at=min(arrivals, default=None),
            unconfirmed=() if feed_closed and closed_at else tuple(unconfirmed),
            dispute=dispute,
            unlisted_at=entry.unlisted_at,
            back_up=back_up_requests(orders),
            linked_to=linked_to(entry.orders),
            by_hand=opened is not None,
            right_care=right_care(
                entry.orders, rank_of(shows.grade, shows.category, self._rules), self._rules
            ),
            hold=current_hold(orders),
            merged=tuple(other.id for other in merged_calls),
            markers=self._markers.at(shows.where) if closed_at is None else (),
            reopened=closed_at is None
            and (entry.reopened_by_feed or bool(ruling and type(ruling.command) is Reopen)),
        )
        kept_for = next_for(entry.orders, view, ruling, entry.past_closings)
        return view if kept_for is None else structs.replace(view, next_for=kept_for)

    def _legs(
        self, entry: CallState, record: CallRecord, closed_at: datetime | None
    ) -> list[tuple[str, ResponseDraft]]:
        listed = {response.vehicle for response in record.responses if response.clear_at is None}
        as_of = record.as_of if record.state == "open" else None
        reported = _ways(record, entry.off_list)
        legs = []
        for vehicle in sorted(entry.vehicles | reported.keys()):
            ways = reported.get(vehicle, [])
            facts = response_steps(ways)
            timeline = self._timelines.get(vehicle)
            if timeline is not None:
                over_at = _over_at(closed_at, ways)
                pressed = timeline.steps(record.id, record.opened_at, over_at)
                facts += drop_doubtful_ends(pressed, [way.entry for way in ways])
            if closed_at is not None:
                # What a crew does after the end, its papers say, puts it on no call again.
                facts = [fact for fact in facts if fact.step != "on" or fact.at < closed_at]
            # An ending comes after all stages of its moment, whichever sending they belong to.
            last = max(0, len(ways) - 1)
            facts += [
                StepFact(at, "clear", FactSource.SUPERVISOR, last, end)
                for at, end in (
                    *stand_down_ends(entry, vehicle),
                    *closing_ends(entry, vehicle, closed_at),
                )
            ]
            facts += [
                StepFact(at, "clear", FactSource.SUPERVISOR, last, "closed", unshown=True)
                for at in entry.past_closings
            ]
            is_listed = vehicle in listed
            cut = split_responses(facts, as_of if is_listed else None, listed=is_listed)
            legs += [(vehicle, leg) for leg in cut]
        return legs

    def _closing_dispute(
        self, entry: CallState, record: CallRecord, ruling: Order | None
    ) -> Dispute | None:
        """The feed contradicts our closing, or our reopening, in a report newer than it."""
        if ruling is None:
            return None
        newer = record.as_of > ruling.holds_from
        match ruling.command:
            case Close(outcome=ours):
                text = f"closed, {self._rules.outcome_label(ours)}"
                if newer and record.state == "open":
                    theirs, feed_at = "still open", record.as_of
                elif newer and record.outcome not in (None, ours):
                    theirs = f"closed, {self._rules.outcome_label(record.outcome)}"
                    feed_at = record.as_of
                elif record.state == "open" and (still := self._still_there(entry, ruling)):
                    theirs, feed_at = still
                else:
                    return None
                return Dispute(ruling.id, ruling.given_at, text, feed_at, theirs)
            case Reopen() if newer and _closed_before(record, ruling.holds_from):
                return Dispute(ruling.id, ruling.given_at, "reopened", record.as_of, "closed")
        return None

    def _still_there(self, entry: CallState, closing: Order) -> tuple[str, datetime] | None:
        """The crew that has pressed since the closing that it is on the call, in words, and when.

        What a crew presses after the feed has closed the call, too, is its papers.
        """
        for vehicle in sorted(entry.vehicles):
            timeline = self._timelines.get(vehicle)
            press = timeline.newest() if timeline is not None else None
            if press is None or press.order or press.at <= closing.holds_from:
                continue
            if press.call == entry.id and press.status not in (*OFF_CALLS, EMERGENCY):
                record = self._record_of(vehicle)
                name = (record and record.name) or vehicle
                return f"{name} {self._rules.status(press.status).label}", press.at
        return None

    def _doubt(
        self, order: Order, record: CallRecord, legs: list[tuple[str, ResponseDraft]]
    ) -> Dispute | bool:
        """Return the dispute about an order, or True while the feed has yet to confirm it."""
        assert isinstance(order.command, Assign | StandDown)
        vehicle = order.command.vehicle
        sent = type(order.command) is Assign
        report = self._record_of(vehicle)
        on_it = report is not None and report.call == record.id
        if sent:
            mine = [
                leg
                for vehicle_id, leg in legs
                if vehicle_id == vehicle and order.at in leg.times.values()
            ]
            known = any(
                leg.confirmed
                for vehicle_id, leg in legs
                if vehicle_id == vehicle
                and ("clear" not in leg.times or leg.times["clear"] >= order.at)
            )
            ended = any("clear" in leg.times for leg in mine)
            if known or on_it or ended:
                return False
        elif not on_it and not any(
            response.vehicle == vehicle and response.clear_at is None and record.state == "open"
            for response in record.responses
        ):
            return False
        if report is None or report.status_at <= order.at:
            return True
        if sent and report.call is None and report.status in STAGES:
            return True
        name = report.name or vehicle
        theirs = f"{name} {self._rules.status(report.status).label}"
        if report.call:
            theirs += f", {self._names.name(report.call)}"
        if not sent and not on_it:
            return True
        ours = f"{name} assigned to {self._names.name(record.id)}" if sent else f"{name} stood down"
        return Dispute(order.id, order.given_at, ours, report.status_at, theirs)


def _with_estimates(responses: tuple[Response, ...], record: CallRecord) -> tuple[Response, ...]:
    """The responses with the feed's estimates of arrival, for those that are on their way."""
    expected = {
        entry.vehicle: entry.eta_at
        for entry in record.responses
        if entry.eta_at is not None and entry.at_scene_at is None and entry.clear_at is None
    }
    if not expected:
        return responses
    return tuple(
        structs.replace(response, eta_at=expected[response.vehicle])
        if response.vehicle in expected and response.active and response.at_scene_at is None
        else response
        for response in responses
    )


def _ruled_closed_at(ruling: Order) -> datetime | None:
    return ruling.at if type(ruling.command) is Close else None


def _closed_before(record: CallRecord, moment: datetime) -> bool:
    return record.state == "closed" and feed_closing_time(record) <= moment


def _over_at(closed_at: datetime | None, ways: Iterable[ListedResponse]) -> datetime:
    """Return when a call was closed, unless its own list tells of a vehicle's way after that."""
    if closed_at is None or any(at > closed_at for way in ways for _, at in way.steps):
        return END_OF_TIME
    return closed_at


def _ways(record: CallRecord, off_list: Iterable[OffList]) -> dict[str, list[ListedResponse]]:
    """Map each vehicle to its ways to the call, by the call's own list and by earlier ones."""
    ways: dict[str, list[ListedResponse]] = {}
    since: dict[str, datetime] = {}
    for removal in off_list:
        vehicle, entry = removal.entry.vehicle, removal.entry
        began = since.get(vehicle, record.opened_at)
        if removal.at is None:
            way = ListedResponse(entry, began, is_dropped=entry.clear_at is None)
        else:
            entry = structs.replace(entry, clear_at=removal.at)
            doubtful = not removal.confirmed
            way = ListedResponse(entry, began, "off_list", doubtful=doubtful, is_dropped=True)
            since[vehicle] = max(began, removal.at)
        ways.setdefault(vehicle, []).append(way)
    for entry in record.responses:
        way = ListedResponse(entry, since.get(entry.vehicle, record.opened_at))
        ways.setdefault(entry.vehicle, []).append(way)
    return ways
