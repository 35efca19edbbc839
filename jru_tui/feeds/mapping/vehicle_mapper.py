"""The vehicles of `jru/1`: as a list gives them, or as they follow from the calls' stage times."""

from collections.abc import Iterable, Mapping
from typing import Any

from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.locations import LocationReader
from jru_tui.feeds.mapping.responses import PresentStatus, ResponseLeg
from jru_tui.feeds.mapping.scalars import id_text, listed, own_id, text, words
from jru_tui.feeds.mapping.schema import VehiclesTable
from jru_tui.feeds.mapping.times import iso
from jru_tui.feeds.mapping.values import ValueReader, with_defaults


class VehicleMapper:
    """A builder of vehicles by one `[vehicles]` table.

    One without a `status_at` is left without: since when it is so is known to whoever has seen
    the documents before.
    """

    def __init__(self, table: VehiclesTable, values: ValueReader) -> None:
        self._table = table
        self._values = values
        self._spots = LocationReader(table.position)

    def id(self, row: Any) -> str:
        """The id of the vehicle that a row speaks of.

        Raises:
            BadRecord: it has none that can be used.
        """
        return own_id(self._values.code("vehicle", [row], self._table.id))

    def vehicle(self, id_: str, row: Any, now: PresentStatus | None) -> dict[str, Any]:
        """Return one vehicle of the list; what the list leaves open follows from its legs.

        Args:
            id_: the vehicle's.
            row: what the list says of it.
            now: what it does by all its legs (`present`), where they say.

        Raises:
            BadRecord: a time in it cannot be read, or an expression not be worked out.
        """
        table, values, rows = self._table, self._values, [row]
        values.about = ("vehicle", id_)
        status = values.code("status", rows, table.status)
        since = values.time(rows, table.status_at, "status_at")
        call = id_text(values.first(rows, table.call))
        inferred = False
        if now is not None and status in {None, now.status}:
            inferred = since is None and now.inferred
            status, since, call = now.status, since or now.since, call or now.call
        name = values.text(rows, table.name) or values.text(rows, table.id)
        out = {
            "id": id_,
            "name": name if name != id_ else None,
            "area": values.code("area", rows, table.area),
            "status": status,
            "status_at": since and iso(since),
            "call": call,
            "position": self._position(row),
            "crew": self._crew(row) or None,
            "inferred": inferred or None,
        }
        return with_defaults(out, table.defaults)

    def from_legs(
        self, id_: str, legs: list[ResponseLeg], now: PresentStatus | None
    ) -> dict[str, Any] | None:
        """A vehicle that no list names; None where neither legs nor defaults give a status.

        Args:
            id_: the vehicle's.
            legs: all its ways to calls, at least one.
            now: what it does by them (`present`), where they say.
        """
        still = [leg for leg in legs if not leg.is_over]
        if now is None and not still and "status" in self._table.defaults:
            closings = [leg.closed_at for leg in legs if leg.closed_at is not None]
            now = PresentStatus("available", max(closings, default=None), None)
        out = {
            "id": id_,
            "name": legs[-1].name if legs[-1].name != id_ else None,
            "status": now and now.status,
            "status_at": now and now.since and iso(now.since),
            "call": now.call if now else (still or legs)[-1].call,
            "inferred": (now is not None and now.inferred) or None,
        }
        record = with_defaults(out, self._table.defaults)
        return record if "status" in record else None

    def _position(self, row: Any) -> dict[str, Any] | None:
        spot = self._spots.read(row)
        if spot is None:
            return None
        at = self._values.time([row], self._table.position.at, "position.at")
        position: dict[str, Any] = {"lat": spot[0], "lon": spot[1]}
        return {**position, "at": iso(at)} if at else position

    def _crew(self, row: Any) -> list[dict[str, Any]]:
        table, values = self._table.crew, self._values
        crew = []
        for entry in listed(expression(table.list)(row)):
            number = text(values.first([entry], table.id))
            if number is not None:
                role = values.text([entry], table.role) or ""
                skills = words(values.first([entry], table.skills))
                crew.append({"role": role, "id": number, "skills": skills})
        return crew


def by_vehicle(legs: Iterable[ResponseLeg]) -> Mapping[str, list[ResponseLeg]]:
    """The legs of each vehicle, in the order in which the vehicles are first named."""
    out: dict[str, list[ResponseLeg]] = {}
    for leg in legs:
        out.setdefault(leg.vehicle, []).append(leg)
    return out
