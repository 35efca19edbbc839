"""What a foreign feed does not say and only somebody who has watched it can know."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from jru_tui.feeds.mapping.times import iso
from jru_tui.feeds.reading import Reading


class Memory:
    """Remembers since when a status has been so, and when a call was last listed.

    Args:
        wait_s: seconds that a record may be missing before its absence is told.
    """

    def __init__(self, wait_s: int) -> None:
        self._wait = timedelta(seconds=wait_s)
        self._statuses: dict[str, tuple[Any, str]] = {}
        self._calls: dict[str, datetime] = {}
        self._vehicles: dict[str, datetime] = {}

    def since(
        self, vehicles: Sequence[Mapping[str, Any]], as_of: datetime
    ) -> tuple[dict[str, Any], ...]:
        """The vehicles, each with a `status_at`.

        A status without a time of its own holds from the first document that had it.
        """
        out: list[dict[str, Any]] = []
        statuses: dict[str, tuple[Any, str]] = {}
        for vehicle in vehicles:
            if vehicle.get("status_at") is None and vehicle.get("status") is not None:
                now = (vehicle["status"], vehicle.get("call"))
                before, at = self._statuses.get(vehicle["id"], (None, ""))
                at = at if before == now else iso(as_of)
                statuses[vehicle["id"]] = (now, at)
                out.append({**vehicle, "status_at": at})
            else:
                out.append(dict(vehicle))
        self._statuses = statuses
        return tuple(out)

    def remembered(self, reading: Reading) -> Reading:
        """The reading, with what it has not been missing for long still among what is listed."""
        if not self._wait or not reading.complete:
            return reading
        as_of = reading.generated_at
        calls = self._kept(self._calls, reading.listed_calls, as_of)
        vehicles = self._kept(self._vehicles, reading.listed_vehicles, as_of)
        return replace(reading, listed_calls=calls, listed_vehicles=vehicles)

    def _kept(
        self, seen: dict[str, datetime], listed: frozenset[str], as_of: datetime
    ) -> frozenset[str]:
        seen.update(dict.fromkeys(listed, as_of))
        for id_ in [id_ for id_, at in seen.items() if as_of - at >= self._wait]:
            del seen[id_]
        return listed | seen.keys()
