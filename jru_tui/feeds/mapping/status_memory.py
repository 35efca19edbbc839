"""A memory of vehicles' statuses, for feeds that do not say when each began."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from jru_tui.feeds.mapping.times import iso
from jru_tui.feeds.models import FeedReading


class StatusMemory:
    """A memory of when each status began, and when each call was last listed.

    Args:
        wait_s: seconds that a record may be missing before its absence is told.
    """

    def __init__(self, wait_s: int) -> None:
        self._wait = timedelta(seconds=wait_s)
        self._statuses: dict[str, tuple[Any, str]] = {}
        self._calls: dict[str, datetime] = {}
        self._vehicles: dict[str, datetime] = {}

    def date(self, vehicles: Sequence[dict[str, Any]], as_of: datetime) -> None:
        """Give each vehicle a `status_at`.

        A status without a time of its own holds from the first document that had it.
        """
        statuses: dict[str, tuple[Any, str]] = {}
        for vehicle in vehicles:
            if vehicle.get("status_at") is None and vehicle.get("status") is not None:
                now = (vehicle["status"], vehicle.get("call"))
                before, at = self._statuses.get(vehicle["id"], (None, ""))
                vehicle["status_at"] = at if before == now else iso(as_of)
                statuses[vehicle["id"]] = (now, vehicle["status_at"])
        self._statuses = statuses

    def remembered(self, reading: FeedReading, now: datetime) -> FeedReading:
        """The reading, with what has not been missing for long still among what is listed.

        That counts by this machine's clock: a document that stays the same keeps its own time.
        """
        if not self._wait or not reading.complete:
            return reading
        calls = self._kept(self._calls, reading.listed_calls, now)
        vehicles = self._kept(self._vehicles, reading.listed_vehicles, now)
        return replace(reading, listed_calls=calls, listed_vehicles=vehicles)

    def _kept(
        self, seen: dict[str, datetime], listed: frozenset[str], now: datetime
    ) -> frozenset[str]:
        seen.update(dict.fromkeys(listed, now))
        for id_ in [id_ for id_, at in seen.items() if now - at >= self._wait]:
            del seen[id_]
        return listed | seen.keys()
