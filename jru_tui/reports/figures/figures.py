"""The figures of some shifts: the contract of `jru-tui report --format json` (docs/report.md).

Attendance and savings are read off the board's own tallies, call by call; nothing is counted a
second time here. A call counts once for the unit, however many vehicles came or shifts it took.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from jru_tui.board import INSTEAD, BoardSnapshot, Rules, Shift
from jru_tui.reports.figures.decisions import DecisionFigures, count_decisions
from jru_tui.reports.figures.measures import Spread, spread
from jru_tui.reports.figures.sums import Progress, ShiftCounts, Sums, Vehicle, silent
from jru_tui.reports.phrases import named


class GroupFigures(Struct, frozen=True):
    """The figures of the unit or one vehicle: what it attended and saved, and durations."""

    attended: int
    minutes_saved: int
    pounds_saved: float
    ambulances_spared: int
    patrols_spared: int
    babies_born: int
    response: Spread
    turnout: Spread
    travel: Spread
    at_scene: Spread
    ambulance_wait: Spread = Spread()


class VehicleGroup(Struct, frozen=True):
    """The figures of one vehicle."""

    id: str
    name: str
    figures: GroupFigures


class SpanFigures(Struct, frozen=True):
    """The figures of one shift, or all of them: the unit as a whole, and each of its vehicles."""

    starts_at: datetime
    ends_at: datetime
    unit: GroupFigures
    vehicles: tuple[VehicleGroup, ...]


class KindShare(Struct, frozen=True):
    """The share of attended calls of one kind. `code` is None where none was given."""

    code: str | None
    label: str
    attended: int


class RightCareFigures(Struct, frozen=True):
    """Calls for which it was decided who attends; `code` is `police`, or who does instead."""

    code: str
    label: str
    calls: int


class TargetFigures(Struct, frozen=True):
    """First arrivals against the target of one grade or category; both are minutes."""

    code: str
    label: str
    target_minutes: int | None
    met: int
    missed: int
    response: Spread


class Figures(Struct, frozen=True):
    """The figures of a report; `whole` is over all `shifts`, which stand oldest first.

    `source` says where the board was had, `warnings` what is wrong with its journal.
    `reached_before`: how often a call counts as attended in one of the shifts that the unit had
    first reached in an earlier one, where its response stands. Every other attended call has a
    response in its shift, measured or set aside.
    `right_care`: calls for which it was decided who attends, by right care, right person.
    `decisions`: vehicles sent, of which it is kept who was offered; of so many of them
    `first_offers_taken` says that the first offer was taken.
    """

    marking: str
    zone: str
    whole: SpanFigures
    shifts: tuple[SpanFigures, ...]
    by_type: tuple[KindShare, ...]
    by_outcome: tuple[KindShare, ...]
    by_origin: tuple[KindShare, ...]
    by_hour: tuple[KindShare, ...]
    targets: tuple[TargetFigures, ...]
    source: str = ""
    warnings: tuple[str, ...] = ()
    reached_before: int = 0
    first_offers_taken: int = 0
    decisions: tuple[DecisionFigures, ...] = ()
    right_care: tuple[RightCareFigures, ...] = ()

    @property
    def set_aside(self) -> int:
        """Count the unit's times that were left out because they cannot be true."""
        unit = self.whole.unit
        spreads = (unit.response, unit.turnout, unit.travel, unit.at_scene)
        return sum(times.set_aside for times in spreads)


def count_figures(
    snapshot: BoardSnapshot,
    shifts: Sequence[Shift],
    *,
    marking: str = "",
    progress: Progress = silent,
    source: str = "",
    warnings: tuple[str, ...] = (),
) -> Figures:
    """The figures of those shifts, of which there must be at least one.

    Args:
        snapshot: the board; calls that are still open count as far as they have come.
        shifts: in any order; they need not be next to each other.
        marking: the protective marking that every form of the report carries.
        progress: hears how far the counting has come.
        source: where the board was had, a sentence; empty where that goes without saying.
        warnings: what is wrong with the journal that it was read from, in sentences.
    """
    ordered = sorted(shifts, key=lambda shift: shift.starts_at)
    count = ShiftCounts(snapshot, ordered, progress)
    decisions = count_decisions(snapshot, ordered)
    return Figures(
        marking=marking,
        zone=snapshot.rules.hours.zone,
        whole=_span(snapshot, ordered[0], ordered[-1], count.whole),
        shifts=tuple(_span(snapshot, span, span, count.of(span)) for span in ordered),
        by_type=_shares(count.types, snapshot.rules.type_label),
        by_outcome=_shares(count.outcomes, lambda code: _outcome(snapshot.rules, code)),
        by_origin=_shares(count.origins, lambda code: code or "not given"),
        by_hour=_hours(count.hours, snapshot.rules.hours.start),
        targets=_targets(snapshot.rules, count),
        source=source,
        warnings=warnings,
        reached_before=count.reached_before,
        first_offers_taken=sum(decision.first for decision in decisions),
        decisions=decisions,
        right_care=tuple(
            RightCareFigures(code or "police", INSTEAD[code], count.right_care[code])
            for code in INSTEAD
            if count.right_care[code]
        ),
    )


def _span(
    snapshot: BoardSnapshot, first: Shift, last: Shift, sums: Mapping[Vehicle, Sums]
) -> SpanFigures:
    ids = [vehicle for vehicle in snapshot.vehicles if vehicle in snapshot.ours]
    # A vehicle that only the settings name, or none any more, still has its figures.
    ids += sorted(vehicle for vehicle in sums if vehicle is not None and vehicle not in ids)
    return SpanFigures(
        starts_at=first.starts_at,
        ends_at=last.ends_at,
        unit=_group(sums.get(None) or Sums()),
        vehicles=tuple(
            VehicleGroup(vehicle, named(vehicle, snapshot), _group(sums.get(vehicle) or Sums()))
            for vehicle in ids
        ),
    )


def _group(sums: Sums) -> GroupFigures:
    return GroupFigures(
        attended=sums.tally.attended,
        minutes_saved=sums.tally.minutes,
        pounds_saved=sums.tally.pence / 100,
        ambulances_spared=sums.ambulances,
        patrols_spared=sums.patrols,
        babies_born=sums.babies,
        response=spread(sums.times["response"]),
        turnout=spread(sums.times["turnout"]),
        travel=spread(sums.times["travel"]),
        at_scene=spread(sums.times["at_scene"]),
        ambulance_wait=spread(sums.times["ambulance_wait"]),
    )


def _shares(
    counts: Mapping[str | None, int], label: Callable[[str | None], str]
) -> tuple[KindShare, ...]:
    """The most frequent first."""
    shares = [KindShare(code, label(code), number) for code, number in counts.items()]
    return tuple(sorted(shares, key=lambda share: (-share.attended, share.label, share.code or "")))


def _outcome(rules: Rules, code: str | None) -> str:
    return rules.outcome_label(code) if code else "still open, or none given"


def _hours(counts: Mapping[int, int], start: str) -> tuple[KindShare, ...]:
    """Hour by hour from the start of a shift, without a gap up to the last one with a call."""
    first = int(start[:2])
    order = [(first + hour) % 24 for hour in range(24)]
    last = max((hour for hour in range(24) if counts.get(order[hour])), default=-1)
    return tuple(
        KindShare(f"{hour:02}", f"{hour:02}:00", counts.get(hour, 0)) for hour in order[: last + 1]
    )


def _targets(rules: Rules, count: ShiftCounts) -> tuple[TargetFigures, ...]:
    """Police grades first, then ambulance categories, then codes that no table names."""
    known = {**rules.grades, **rules.categories}
    order = [*known, *sorted(count.targets.keys() - known.keys())]
    goals = []
    for code in order:
        target = count.targets.get(code)
        if target is None:
            continue
        seconds = target.clock.target_s
        goals.append(
            TargetFigures(
                code=code,
                label=known[code].label if code in known else code,
                target_minutes=None if seconds is None else seconds // 60,
                met=target.met,
                missed=target.missed,
                response=spread(target.times),
            )
        )
    return tuple(goals)
