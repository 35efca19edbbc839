"""The goals: how much a cost may be, beside its floor or by itself."""

from typing import Literal

from msgspec import Struct

from benchmarks.quantiles import Statistic, quantile, ratio
from benchmarks.results import Series


class Goal(Struct, frozen=True):
    """A limit for one case of one row.

    Attributes:
        row: the row's id.
        case: the case; `*` for all of the row.
        limit: the most that it may be.
        of: what is held to it: the `ratio` to the floor, or the `value` itself.
        statistic: which quantile.
    """

    row: str
    case: str
    limit: float
    of: Literal["ratio", "value"] = "ratio"
    statistic: Statistic = "p50"

    def concerns(self, series: Series) -> bool:
        """Whether this is the goal of that series."""
        return self.row == series.row and self.case in ("*", series.case)

    def found(self, series: Series) -> float | None:
        """What is held to the limit; None where it could not be measured."""
        if self.of == "ratio":
            return ratio(series.samples, series.floor, self.statistic)
        return quantile(series.samples, self.statistic) if series.samples else None

    def is_met(self, series: Series) -> bool:
        """Whether it was measured, and kept to."""
        found = self.found(series)
        return found is not None and found <= self.limit


GOALS = (
    Goal("start", "one shift", 0.6),
    Goal("start", "10,000 events", 1.1),
    Goal("start", "100,000 events", 1.1),
    Goal("start", "1,000,000 events", 1.1),
    Goal("interactive", "*", 1.15),
    Goal("version", "*", 1.3),
    Goal("help", "*", 1.3),
    Goal("arrow", "*", 1.0),
    Goal("arrow", "*", 1.1, statistic="p99"),
    Goal("arrow-whole", "*", 1.0),
    Goal("arrow-whole", "*", 1.1, statistic="p99"),
    Goal("scale", "*", 1.3),
    Goal("scale-cpu", "*", 1.3),
    Goal("dialog", "*", 4.0),
    Goal("dialog-first", "*", 1.3),
    Goal("dialog-first-cpu", "*", 1.3),
    Goal("esc", "*", 30.0, "value"),
    Goal("dialog-bytes", "open", 10.7, "value"),
    Goal("dialog-bytes", "close", 7.4, "value"),
    Goal("command", "*", 2.0),
    Goal("feed", "20 calls", 4.0, "value"),
    Goal("feed", "1,000 calls", 5.0, "value"),
    Goal("feed", "100,000 calls", 80.0, "value"),
    Goal("feed-cpu", "100,000 calls", 80.0, "value"),
    Goal("cell", "1,000 calls", 100.0, "value"),
    Goal("decode", "*", 3.0),
    Goal("plan", "20 calls, 10 vehicles", 5.0, "value"),
    Goal("plan", "100 calls, 50 vehicles", 50.0, "value"),
    Goal("unchanged", "*", 1.1),
    Goal("idle", "3 vehicles", 0.3, "value"),
    Goal("idle", "300 vehicles", 0.4, "value"),
    Goal("idle", "1,000 vehicles", 0.5, "value"),
    Goal("append", "one", 1.3),
    Goal("append", "bulk of 1,000", 1.1),
    Goal("memory", "on a shift", 55.0, "value"),
    Goal("memory", "a call beyond", 2.0, "value"),
    Goal("status", "one shift", 8.0),
    Goal("handover", "one shift", 9.0),
    Goal("snapshot", "one shift", 20.0),
    Goal("status-cpu", "10,000 events", 0.15, "value"),
    Goal("status-cpu", "100,000 events", 0.15, "value"),
    *(Goal(f"age-{row}", "*", 1.1) for row in ("key", "feed", "command", "esc", "figures")),
    Goal("age-memory", "*", 60.0, "value"),
)


def goals_of(series: Series) -> list[Goal]:
    """The goals of a series; none where it is only told."""
    return [goal for goal in GOALS if goal.concerns(series)]
