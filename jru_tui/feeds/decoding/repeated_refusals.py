"""Repeated refusals of records, recorded only as often as the journal has room."""

from collections.abc import MutableMapping, Sequence

from jru_tui.board import CallRecord, Subject, VehicleRecord
from jru_tui.feeds.growth_limit import GrowthLimit
from jru_tui.feeds.models import RefusedRecord

_REFUSAL = 300
"""Bytes that the journal takes for a record that is set aside, beside what came of it."""
_UNTOLD = 100
"""Records that are told for the first time although the budget is spent; more of them wait."""

Beyond = MutableMapping[CallRecord | VehicleRecord | RefusedRecord, str]


class ToldRefusals:
    """The records of one kind that are set aside, as each was told last."""

    def __init__(self) -> None:
        self._told: dict[tuple[Subject, str], RefusedRecord] = {}

    def limit(
        self, found: Sequence[RefusedRecord], growth: GrowthLimit, beyond: Beyond | None = None
    ) -> list[RefusedRecord]:
        """Tell each record as it is, or as it was told before where the budget is spent.

        Args:
            found: every record of a document that is set aside.
            growth: the budget.
            beyond: what came of them; what is not told is taken out of it.
        """
        told: dict[tuple[Subject, str], RefusedRecord] = {}
        untold = 0
        for refused in found:
            key = refused.subject, refused.key
            before = self._told.get(key)
            came = beyond.get(refused, "") if beyond else ""
            if refused == before or growth.spend(_REFUSAL + len(came)):
                told[key] = refused
                continue
            if beyond:
                beyond.pop(refused, None)
            if before is None:
                untold += 1
            if untold > _UNTOLD and before is None:
                growth.waiting += 1
            else:
                told[key] = before or refused
        self._told = told
        return list(told.values()) if growth.is_spent else list(found)
