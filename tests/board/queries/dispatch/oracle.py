"""Another solver of a board: nothing of the plan's code, every assignment tried.

It reads the board's calls and vehicles, and takes the rules from `docs/settings.md`: arrivals by
straight line, points by the weights as they ship. It knows what `boards.random_board` makes: no
shift that ends, no other services, no promises.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from math import asin, cos, exp, hypot, inf, log, radians, sin, sqrt
from statistics import NormalDist
from typing import Any

from jru_tui.board.call_views import Call
from jru_tui.board.views import Vehicle
from tests.board.queries.dispatch.conftest import Room
from tests.narrowing import present

NORMAL = NormalDist()
Z90 = NORMAL.inv_cdf(0.9)
KMH, EARTH_KM = 50.0, 6371.0
TURNOUT = {"available": 60, "standby": 90, "refreshments": 180, "committed_deployable": 120}
TURNOUT |= {"allocated": 60, "en_route": 20, "at_scene": 120}
LATE = {"G1": 100, "C1": 100, "G2": 10, "C2": 10, "G3": 1, "C3": 1, "G4": 1, "C4": 1, "G5": 1}
TARGET = {"G1": 15, "G2": 60, "G3": 2880, "C1": 7, "C2": 18, "C3": 120, "C4": 180}
RANK = {"G1": 0, "C1": 0, "G2": 1, "C2": 1, "G3": 2, "C3": 2, "G4": 3, "C4": 3, "G5": 4}
AREAS = {"east_kent": {"e"}, "East Kent": {"e"}, "medway": {"m"}, "Medway & Swale": {"m", "s"}}
MODE = {"available": 0, "standby": 0, "committed_deployable": 60, "refreshments": 400}
MODE |= {"en_route": 60, "allocated": 60}
PATIENCE, MISSED, MISSED_MINUTES, OVERDUE, WAITING = 30.0, 2000, 60, 4.0, 0.5


@dataclass
class Want:
    """One vehicle that is wanted."""

    kind: str
    id: str
    place: tuple[float, float] | None
    areas: set[str]
    rank: int = -1
    weight: float = 20_000.0
    targets: list[tuple[float, float, float, bool]] = field(default_factory=list)
    """Seconds left, points a minute late, points for missing it, whether it presses."""
    waited_s: int = 0
    needs: list[str] = field(default_factory=list)
    danger: bool = False
    coming: list[str] = field(default_factory=list)


def once(clocks: list[tuple[float, float, float, bool]]) -> Iterator[tuple[Any, ...]]:
    """Of clocks that have passed only the one with the most points counts on."""
    most = max((late for left_s, late, _, _ in clocks if left_s < 0), default=0.0)
    counted = False
    for left_s, late, missed, presses in clocks:
        counts = left_s >= 0 or (late == most and not counted)
        counted = counted or (left_s < 0 and counts)
        yield left_s, late if counts else 0.0, missed, presses


def felt(minutes: float) -> float:
    return minutes if minutes <= PATIENCE else 2 * PATIENCE - PATIENCE**2 / minutes


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat, lon), (lat2, lon2) = (map(radians, place) for place in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def left(usual_s: float, gone_s: float, share: float) -> float:
    """The rest of a log-normal duration that has begun."""
    begun = NORMAL.cdf(log(gone_s / usual_s) / 0.6) if gone_s > 0 else 0.0
    return max(0.0, usual_s * exp(0.6 * NORMAL.inv_cdf(begun + (1 - begun) * share)) - gone_s)


class Oracle:
    """A board read anew."""

    def __init__(self, room: Room) -> None:
        self.board, self.now = room.board, room.now
        self.cars = list(self.board.vehicles.values())
        self.crews = any(car.crew for car in self.cars)
        self.wants = list(self._wants())

    def least(self) -> float:
        """The fewest points of any plan."""
        return self._least(0, frozenset())

    def _least(self, row: int, taken: frozenset[int]) -> float:
        if row == len(self.wants):
            return sum(self._left_points(want) for want in self._calls() for _ in want.coming)
        want = self.wants[row]
        best = self._alone(want) + self._least(row + 1, taken)
        for column, car in enumerate(self.cars):
            points = inf if column in taken else self.points(want, car)
            if points < inf:
                best = min(best, points + self._least(row + 1, taken | {column}))
        return best

    def _calls(self) -> Iterator[Want]:
        """Each call that vehicles are on their way to, once."""
        seen = set()
        for want in self.wants:
            if want.coming and want.id not in seen:
                seen.add(want.id)
                yield want

    def _left_points(self, want: Want) -> float:
        return 5 * want.weight * (OVERDUE if want.rank == 0 else 1)

    # What is wanted.

    def _wants(self) -> Iterator[Want]:
        for car in self.cars:
            if car.status == "emergency":
                yield Want("officer", car.id, self._place(car), self._areas(car.area))
        for call in self.board.call_views.values():
            yield from self._of_call(call)

    def _of_call(self, call: Call) -> Iterator[Want]:
        codes = [code for code in (call.grade, call.category) if code is not None]
        if codes == ["G5"]:
            return
        there = [car for car in self.cars if car.call == call.id and car.status == "at_scene"]
        coming = [
            car.id
            for car in self.cars
            if car.call == call.id and car.status in ("en_route", "allocated")
        ]
        waited_s = int((self.now - call.opened_at).total_seconds())
        lat, lon = call.where.lat, call.where.lon
        place = None if lat is None or lon is None else (lat, lon)
        weight = max([LATE.get(code, 50) for code in codes], default=50)
        rank = min([RANK.get(code, 1) for code in codes], default=1)
        want = partial(
            Want,
            id=call.id,
            place=place,
            areas=self._areas(call.where.area),
            rank=rank,
            weight=weight,
            waited_s=waited_s,
        )
        if not there:
            yield want(
                "call",
                targets=list(once(list(self._targets(codes or [""], waited_s)))),
                needs=[*call.needs, *self._judged_needs(call, codes)],
                danger="weapon" in call.flags,
                coming=coming,
            )
            for _ in coming[1:]:
                yield want("stays", coming=coming)
            return
        on_it = [car for car in self.cars if car.call == call.id and car.id not in coming]
        needs = [*call.needs, *self._judged_needs(call, codes)]
        lacking = [need for need in needs if not any(need in self._skills(c) for c in on_it)]
        for car in self.cars:
            if car.id in coming:
                brings = [need for need in lacking if need in self._skills(car)]
                yield want("stays", coming=coming, needs=brings)
                lacking = [need for need in lacking if need not in brings]
        if lacking:
            yield want("skill", needs=lacking)

    def _judged_needs(self, call: Call, codes: list[str]) -> Iterator[str]:
        """An officer for the police's G1 and G2, a clinician for C1 and C2, if crews are known."""
        for need, urgent in (("clinical", ("C1", "C2")), ("officer", ("G1", "G2"))):
            told = self.crews or not self.cars
            if told and need not in call.needs and any(code in urgent for code in codes):
                yield need

    def _targets(
        self, codes: list[str], waited_s: int
    ) -> Iterator[tuple[float, float, float, bool]]:
        for code in codes:
            known = code in RANK
            minutes = TARGET.get(code) if known else 15
            if minutes is None:
                continue
            left_s = minutes * 60 - waited_s
            late, rank = LATE.get(code, 50), RANK.get(code, 1)
            missed = MISSED + MISSED_MINUTES * late if left_s >= 0 else 0
            presses = rank <= 1 or left_s <= 45 * 60
            yield left_s, late * (OVERDUE if rank == 0 else 1), missed, presses

    def seconds(self, call: str, vehicle: str) -> int | None:
        """When a vehicle is at a call by its cheapest way; None where it cannot come."""
        [want] = [want for want in self.wants if (want.kind, want.id) == ("call", call)]
        [car] = [car for car in self.cars if car.id == vehicle]
        return min(self.ways(want, car), default=(0, None))[1]

    # What a pair costs.

    def points(self, want: Want, car: Vehicle) -> float:
        """The points of sending a vehicle, by the cheapest way; infinite for none."""
        spared = self._left_points(want) if car.id in want.coming else 0.0
        return min((points for points, _ in self.ways(want, car)), default=inf) - spared

    def ways(self, want: Want, car: Vehicle) -> Iterator[tuple[float, int]]:
        """Each way to come: its points, and seconds until it is there."""
        way_s = self._way_s(want, car)
        if car.id in want.coming:
            before = 60 if car.status == "allocated" else 0
            seconds = int(before + way_s + 0.5)
            yield self._wait(want, seconds) + self._crew(want, car), seconds
            return
        crewed = bool(car.crew) or not self.crews
        if want.kind == "stays" or not crewed:
            return
        turnout = TURNOUT.get(car.status, 60)
        if want.kind == "officer":
            if car.status not in ("emergency", "off_duty", "out_of_service"):
                seconds = int(turnout + way_s + 0.5)
                yield self._wait(want, seconds), seconds
            return
        if car.call == want.id or car.dispute is not None or car.also_on:
            return
        more = self._car_points(want, car) + self._crew(want, car)
        if want.kind == "skill":
            if not set(want.needs) & self._skills(car):
                return
            more += 60
        if car.status in MODE:
            seconds = int(turnout + way_s + 0.5)
            more += self._unsure(want, car, seconds)
            yield self._wait(want, seconds) + more + MODE[car.status], seconds
        elif car.status in ("at_scene", "hospital"):
            yield from self._from_work(want, car, way_s, more)

    def _unsure(self, want: Want, car: Vehicle, seconds: int) -> float:
        """What does not count as met, where a car would leave its call to be there sooner."""
        on_its_way = car.status in ("en_route", "allocated") and car.call in self.board.calls
        if want.kind != "call" or not on_its_way:
            return 0.0
        first = [
            (before + self._way_s(want, other), index, before, other)
            for index, other in enumerate(self.cars)
            if other.id in want.coming
            for before in [60 if other.status == "allocated" else 0]
        ]
        if not first:
            return 0.0
        there, _, before, other = min(first, key=lambda each: (int(each[0] + 0.5), each[1]))
        now_s, points = int(there + 0.5), 0.0
        for left_s, _, missed, _ in want.targets:
            if missed and seconds <= left_s < now_s:
                then = self._chance(want, car, TURNOUT[car.status], seconds, left_s)
                now = self._chance(want, other, before, now_s, left_s)
                points += missed * (1 - max(0.0, then - now))
        return points

    def _chance(
        self, want: Want, car: Vehicle, before: float, seconds: int, left_s: float
    ) -> float:
        """How likely an arrival lies within the time left, by its interval on that side."""
        way_s = max(0.0, seconds - before)
        start = self._place(car)
        low, high = exp(-0.35 * Z90), exp(0.35 * Z90)
        if start is None or want.place is None:
            low, high = 0.35, 2.2
        elif self._drift_km(car) and way_s:
            wider = 0.77 * min(1.0, self._drift_km(car) / KMH * 3600 / way_s)
            low, high = exp(-hypot(log(low), wider)), exp(hypot(log(high), wider))
        below, above = way_s * (1 - low), way_s * (high - 1)
        if before:
            below = hypot(below, before * (1 - exp(-0.4 * Z90)))
            above = hypot(above, before * (exp(0.4 * Z90) - 1))
        off = left_s - seconds
        early, late = int(max(0.0, seconds - below)), int(seconds + above + 0.5)
        side = late - seconds if off >= 0 else seconds - early
        return NORMAL.cdf(Z90 * off / side) if side else float(off >= 0)

    def _from_work(
        self, want: Want, car: Vehicle, way_s: float, more: float
    ) -> Iterator[tuple[float, int]]:
        turnout = TURNOUT.get(car.status, 60)
        call = self.board.calls.get(car.call or "")
        usual_s, since = (900, car.since) if car.status == "hospital" else (2400, car.since)
        if call is not None:
            codes = [code for code in (call.grade, call.category) if code is not None]
            rank = min([RANK.get(code, -1) for code in codes], default=-1)
            seconds = int(turnout + way_s + 0.5)
            soon = seconds <= PATIENCE * 60 or any(seconds <= each[0] for each in want.targets)
            if rank - want.rank >= (1 if self._is_spare(car, call) else 2) and soon:
                yield self._wait(want, seconds) + more + 210, seconds
            arrived = [each.at_scene_at for each in call.on_it if each.vehicle == car.id]
            since = min([each for each in arrived if each is not None], default=since)
        gone_s = (self.now - since).total_seconds()
        seconds = int(turnout + left(usual_s, gone_s, 0.5) + way_s + 0.5)
        sure_s = int(turnout * exp(0.4 * Z90) + left(usual_s, gone_s, 0.9) + way_s + 0.5)
        hoped = any(seconds <= each[0] < sure_s for each in want.targets)
        yield self._wait(want, seconds) + more + 50 + (14 * want.weight if hoped else 0), seconds

    def _is_spare(self, car: Vehicle, call: Call) -> bool:
        """Whether one that was at the scene before it is still there, and is enough."""
        at = {each.vehicle: each.at_scene_at for each in call.on_it if each.at_scene_at}
        there = sorted(
            (
                other
                for other in self.cars
                if other.id in at and other.call == call.id and other.status == "at_scene"
            ),
            key=lambda other: at[other.id],
        )
        stays = [other for other in there[:1] if other.id != car.id]
        return bool(stays) and set(call.needs) <= self._skills(stays[0])

    def _wait(self, want: Want, seconds: float) -> float:
        waits = felt(seconds / 60) if seconds < inf else 2 * PATIENCE
        if want.kind in ("skill", "stays"):
            return 0.9 * self._need(want, len(want.needs)) * waits / (2 * PATIENCE)
        points = WAITING * want.weight * waits
        for left_s, late, missed, presses in want.targets:
            if seconds > left_s:
                points += late * (waits - felt(max(0, left_s) / 60))
                points += missed if seconds < inf or presses else 0
        return points

    def _alone(self, want: Want) -> float:
        needs = self._need(want, len(want.needs))
        if want.kind in ("skill", "stays"):
            return needs
        if want.kind == "officer":
            return self._wait(want, inf) + 1_000_000
        more = want.weight * (5 + min(5, 0.01 * want.waited_s / 60))
        return self._wait(want, inf) + needs + 50 + more

    def _need(self, want: Want, lacking: int) -> float:
        return min(2, lacking) * (100 + 10 * want.weight)

    def _crew(self, want: Want, car: Vehicle) -> float:
        """What the crew lacks."""
        lacking = [need for need in want.needs if need not in self._skills(car)]
        officers = sum(member.role == "officer" for member in car.crew)
        alone = want.danger and car.crew and officers < 2
        count = len(lacking) + bool(alone and not officers and "officer" not in want.needs)
        return self._need(want, count) + (25 * want.weight if alone else 0)

    def _car_points(self, want: Want, car: Vehicle) -> float:
        areas = self._areas(car.area)
        points = 10 if want.areas and areas and not want.areas & areas else 0
        points += 50 if self._place(car) is None else 0
        attended = [
            call
            for call in self.board.call_views.values()
            if any(each.vehicle == car.id and each.at_scene_at for each in call.responses)
        ]
        eaten = (self.now - car.since).total_seconds() // 60 if car.status == "refreshments" else 0
        return points + 2 * len(attended) - min(30, eaten)

    def _skills(self, car: Vehicle) -> set[str]:
        found = {skill for member in car.crew for skill in (member.role, *member.skills)}
        return found | ({"clinical"} if "paramedic" in found else set())

    def _way_s(self, want: Want, car: Vehicle) -> float:
        start = self._place(car)
        if start is None or want.place is None:
            same = want.areas & self._areas(car.area)
            return 60.0 * (20 if same else 45)
        seconds = max(0.2, kilometres(start, want.place)) / KMH * 3600
        return hypot(seconds, self._drift_km(car) / KMH * 3600)

    def _place(self, car: Vehicle) -> tuple[float, float] | None:
        call = self.board.calls.get(car.call or "") if car.status == "at_scene" else None
        if call is not None and call.where.lat is not None and call.where.lon is not None:
            return call.where.lat, call.where.lon
        return None if car.position is None else (car.position.lat, car.position.lon)

    def _drift_km(self, car: Vehicle) -> float:
        call = self.board.calls.get(car.call or "") if car.status == "at_scene" else None
        if (call is not None and call.where.lat is not None) or car.position is None:
            return 0.0
        hours = (self.now - present(car.position.at)).total_seconds() / 3600
        return min(20.0, 20.0 * max(0.0, hours - 10 / 60))

    def _areas(self, name: str | None) -> set[str]:
        return AREAS.get(name or "", set())
