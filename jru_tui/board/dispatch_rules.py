"""Weights and travel figures behind a recommendation, with their defaults.

Everything is counted in points, the fewer the better. One point is one minute that a G3 is late, so
that weights can be read side by side: with `late` at 100 for a G1 and 10 for a G2, one minute late
on a G1 counts as ten on a G2. What ships is a judgement, not a standard: no force publishes one.
"""

from msgspec import Struct, field

LATE = {"G1": 100, "G2": 10, "G3": 1, "G4": 1, "C1": 100, "C2": 10, "C3": 1, "C4": 1}

TURNOUT = {
    "available": 60,
    "standby": 90,
    "refreshments": 180,
    "committed_deployable": 120,
    "allocated": 60,
    "en_route": 20,
    "at_scene": 120,
}

MOST_LOAD = 10
"""Calls attended in a shift that still make a difference."""
MOST_NEEDS = 2
"""Needs of one call that are not met, beyond which more make no difference."""


class DispatchRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Points that a choice costs; `board.queries.dispatch` says how they add up.

    Attributes:
        late: a minute after the target, by grade and category; a code that is not named counts as
            those of its rank.
        waiting: a minute within the target, as a part of one after it.
        overdue: a minute past the target of the most urgent rank (G1, C1) counts so many times: a
            call that nobody meets gets whoever is there sooner, off a lesser call if need be.
        missed: a missed target of any grade. More than all lesser reasons together, so that no car
            that misses one is offered before a car that meets it.
        missed_minutes: a missed target, in minutes late of its grade, on top of `missed`.
        patience_minutes: minutes of waiting that count in full. Longer ones count less and less;
            never to be reached counts as twice this.
        pressing_minutes: a target of the lower ranks is at risk when so much of it is left.
        unjudged: a minute late, where no table names the code or nobody has graded the call.
        unjudged_minutes: the target of such a call.
        nobody: a call that nobody is sent to, whatever its grade.
        need: a need that the crew does not meet.
        need_minutes: the same in minutes late, on top of `need`.
        lone_officer_minutes: sending fewer than two officers to a call with a flag of danger, in
            minutes late: as many as let two officers go first wherever both are in time. No
            national rule says so; the Police Federation of England and Wales asks for two at
            incidents that may be violent, as officers alone are attacked and hurt more often
            (Houdmont, Elliott-Davies and Donnelly, "Single crewing in English and Welsh policing",
            University of Nottingham, 2018). 0 for a force that sends them alone.
        doubt_minutes: a target that is met only if a crew is clear when it is expected to be, in
            minutes late: a car that can be sent at once goes first.
        divert_minutes: taking a vehicle off its way, in minutes late on the call that it leaves. A
            change must be worth it, or plans would go back and forth.
        reason: sending a vehicle that needs a reason.
        meal: breaking a crew's meal.
        meal_owed: sending a crew that has had no meal for too long, or breaking its meal again.
        shift_end: sending a crew whose shift ends within `shift_end_minutes`.
        leave_scene: taking a crew from a scene; only for a call `leave_scene_ranks` more urgent.
        ask: having to ask by radio first: where a vehicle is, or when it will be clear.
        area: sending a vehicle of another area.
        load: each call that a vehicle attended this shift, up to ten.
        alert_minutes: minutes before a send-by time at which an alert appears.
    """

    late: dict[str, int] = field(default_factory=LATE.copy)
    waiting: float = 0.5
    overdue: float = 4.0
    missed: int = 2000
    missed_minutes: int = 60
    patience_minutes: int = 30
    pressing_minutes: int = 45
    unjudged: int = 50
    unjudged_minutes: int = 15
    nobody: int = 50
    need: int = 100
    need_minutes: int = 10
    lone_officer_minutes: int = 25
    doubt_minutes: int = 14
    divert_minutes: int = 5
    reason: int = 60
    meal: int = 400
    meal_owed: int = 50
    shift_end: int = 750
    shift_end_minutes: int = 30
    leave_scene: int = 150
    leave_scene_ranks: int = 2
    ask: int = 50
    area: int = 10
    load: int = 2
    alert_minutes: int = 3

    @property
    def lesser(self) -> int:
        """The most points that the lesser reasons can add up to: all but waiting and targets.

        Of needs, what does not grow with the grade. What does is less than a missed target as long
        as `graded_minutes` are fewer than `missed_minutes`.
        """
        first = max(self.meal, self.leave_scene + self.reason, self.reason) + self.reason
        owed = self.meal_owed + self.shift_end + MOST_NEEDS * self.need
        return first + owed + 2 * self.ask + self.area + MOST_LOAD * self.load

    @property
    def graded_minutes(self) -> int:
        """The most minutes late of its grade that the lesser reasons can add up to."""
        return MOST_NEEDS * self.need_minutes + self.lone_officer_minutes + self.doubt_minutes


class TravelRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Travel times before the unit's own journeys have shown them.

    Attributes:
        detour: kilometres by road for one in a straight line; 1 where the average speed is itself
            along a straight line.
        hours: speed by the hour of the local clock, as a part of the average: `"17" = 0.8`.
        turnout: seconds from being told to moving, by the status at that moment.
        spread: how far journeys scatter: the standard deviation of the logarithm of their times.
        scene_minutes: how long half of all calls keep a crew at scene.
        same_area_minutes: the way of a vehicle whose place is not known to a call of its own area,
            and of any vehicle there where the call's place is not known.
        unknown_minutes: the same to any other call.
        fresh_minutes: a position that is older than this widens the interval.
        drift_kmh: how fast a vehicle may have moved away from an old position.
        drift_km: how far it may be from an old position at most.
    """

    detour: float = 1.0
    hours: dict[str, float] = {}
    turnout: dict[str, int] = field(default_factory=TURNOUT.copy)
    spread: float = 0.35
    scene_minutes: int = 40
    same_area_minutes: int = 20
    unknown_minutes: int = 45
    fresh_minutes: int = 10
    drift_kmh: float = 20.0
    drift_km: float = 20.0
