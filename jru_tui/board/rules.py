"""Rules of a force, with their defaults: statuses, grades, outcomes and savings.

All of it differs from force to force, so all of it can be changed in the settings. Sources: the
unit's published figures (£112,495 over about 4,500 calls is £25.00 a call; more than 1,000 hours
at about 30 minutes an incident) and the NHS England ambulance response standards. Kent publishes
no police targets: what ships for G1 to G4 is a default.
"""

from datetime import timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from jru_tui.board.dispatch_rules import DispatchRules, TravelRules

Availability = Literal["free", "conditional", "busy"]
"""May this vehicle be given a call: yes, only with a reason, or no."""

Stage = Literal["allocated", "en_route", "at_scene"]
STAGES: tuple[Stage, ...] = ("allocated", "en_route", "at_scene")
"""The statuses that are also a stage of a vehicle's way to one call, in their order."""


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """A vehicle status: its radio code (empty where it has none), words, glyph, availability."""

    label: str
    availability: Availability
    glyph: str
    code: str = ""


class Grade(Struct, frozen=True, forbid_unknown_fields=True):
    """A grade or category: its words, how urgent it is (0 first), its target in minutes.

    `attend` is false where nobody is sent by definition.
    """

    label: str
    rank: int
    target_minutes: int | None = None
    attend: bool = True


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """A way for a call to end.

    Attributes:
        label: the words for it.
        attended: false where the unit did not attend by definition: it counts and saves nothing.
        without_arrival: it can be given although nobody arrived, as advice by telephone. One that
            is attended and not that needs a reason then.
    """

    label: str
    attended: bool = True
    without_arrival: bool = False

    @property
    def needs_arrival(self) -> bool:
        """Test whether it says that somebody was there."""
        return self.attended and not self.without_arrival


class Savings(Struct, frozen=True, forbid_unknown_fields=True):
    """The savings of an attended call, unless closing it says otherwise."""

    minutes: int = 30
    pence: int = 2500


CHECK_MINUTES: dict[str, int] = {
    "allocated": 30,
    "en_route": 30,
    "at_scene": 30,
    "committed_deployable": 30,
    "committed": 30,
    "escort": 30,
    "hospital": 30,
    "custody": 30,
    "s136": 30,
}
WAIT_MINUTES: dict[str, int] = {"hospital": 15, "custody": 45, "s136": 45}


REFRESHMENT_MINUTES: dict[str, int] = {"0": 30, "6": 35, "7": 40, "8": 45, "9": 50, "10": 60}
"""Police Regulations 2003, regulation 22, annex E, for variable shifts: under six hours 30 minutes,
ten and more 60."""


class Checks(Struct, frozen=True, forbid_unknown_fields=True):
    """Intervals of welfare checks: minutes by status, and on a call of a top grade.

    A status that is not named has no check. An interval counts from the last genuine contact.
    """

    minutes: dict[str, int] = field(default_factory=lambda: {**CHECK_MINUTES})
    grades: dict[str, int] = field(default_factory=lambda: {"G1": 20})
    waits: dict[str, int] = field(default_factory=lambda: {**WAIT_MINUTES})
    """Minutes by status after which a wait to hand somebody over is an alert; 0 for never."""
    meal_hours: float = 5.0
    """Hours on duty without refreshments after which the board says so; 0 for never."""
    break_minutes: int = 20
    """Minutes in a row that are a break at all (Working Time Regulations 1998, regulation 12)."""
    refreshments: dict[str, int] = field(default_factory=lambda: {**REFRESHMENT_MINUTES})
    """Minutes for refreshments by the hours from which on a duty is so long."""
    rest_hours: float = 11.0
    """Hours off between two duties (Working Time Regulations 1998, regulation 10); 0 for any."""
    back_up_minutes: int = 20
    """Minutes after which back-up that has not arrived is worth a word."""
    ambulance_minutes: int = 30
    """Minutes that a crew at scene waits for an ambulance until that is an alert of its own; 0 for
    never. By then it has waited for as long as the scheme's average incident lasts."""
    mobile_minutes: int = 3
    """Minutes after which a vehicle that was allocated and is not mobile is; 0 for never."""
    unconfirmed_seconds: int = 60
    """Seconds after which a command that the feed does not show is; 0 for never."""

    def refreshment_minutes(self, duty: timedelta) -> int:
        """Return the minutes for refreshments in a duty of that length; 0 where no row fits."""
        hours = duty / timedelta(hours=1)
        rows = [(float(least), minutes) for least, minutes in self.refreshments.items()]
        return max((row for row in rows if row[0] <= hours), default=(0.0, 0))[1]


class Places(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of what counts as one place."""

    radius_m: int = 100
    """Metres within which an earlier call was at the same place, and a marker is shown."""
    marker_days: int = 90
    """Days for which a marker is shown, if whoever warns says nothing else."""
    marker_review_days: int = 30
    """Days after which somebody is to look whether a marker still holds."""


Detail = Literal["place", "callback", "people"]
"""A detail that a call may lack."""


class Details(Struct, frozen=True, forbid_unknown_fields=True):
    """Details that a call should have: those of its type, or else those of any call."""

    expected: tuple[Detail, ...] = ("place",)
    types: dict[str, tuple[Detail, ...]] = {}

    def of_type(self, code: str | None) -> tuple[Detail, ...]:
        """Return the details that a call of that type should have."""
        return self.types.get(code or "", self.expected)


class ShiftHours(Struct, frozen=True, forbid_unknown_fields=True, cache_hash=True):
    """The hours of shifts by the wall clock of `zone`, and the days that make a weekend.

    Days count from Monday as 0; a shift belongs to the day on which it starts.
    """

    start: str = "18:00"
    end: str = "02:00"
    zone: str = "Europe/London"
    weekend: tuple[int, ...] = (4, 5, 6)


EMERGENCY = "emergency"
"""An officer needs help: over everything else until it is cleared."""
WAITS = ("hospital", "custody", "s136")
"""Statuses of a crew that waits for somebody else to take its patient or its prisoner over."""
ON_A_CALL = (*STAGES, "committed", "committed_deployable", "escort", *WAITS, EMERGENCY)
"""Statuses that a vehicle can have because of a call, so that booking one keeps it there."""
OFF_CALLS = ("available", "standby", "refreshments", "on_duty", "off_duty", "out_of_service")
"""Statuses of a vehicle that is on no call, even where its report still names the last one."""

OFF_DUTY = ("off_duty", "out_of_service")
"""Statuses of a vehicle that nobody is in to go anywhere."""

STATUSES = {
    "available": Status("available", "free", "○", "2"),
    "standby": Status("on standby", "free", "○", "3"),
    "refreshments": Status("refreshments", "conditional", "┄", "4"),
    "allocated": Status("allocated", "conditional", "◇"),
    "en_route": Status("en route", "conditional", "▶", "5"),
    "at_scene": Status("at scene", "busy", "■", "6"),
    "committed_deployable": Status("committed, deployable", "conditional", "◐", "7"),
    "committed": Status("committed", "busy", "▣", "8"),
    "escort": Status("prisoner escort", "busy", "▣", "9"),
    "hospital": Status("at hospital", "busy", "▣"),
    "custody": Status("at custody", "busy", "▣"),
    "s136": Status("section 136 wait", "busy", "▣"),
    "on_duty": Status("on duty, not ready", "busy", "·", "1"),
    "off_duty": Status("off duty", "busy", "·", "11"),
    "out_of_service": Status("out of service", "busy", "✕"),
    "emergency": Status("EMERGENCY", "busy", "!", "0"),
}

GRADES = {
    "G1": Grade("immediate", 0, 15),
    "G2": Grade("priority", 1, 60),
    "G3": Grade("non-urgent", 2, 48 * 60),
    "G4": Grade("appointment", 3),
    "G5": Grade("no attendance", 4, attend=False),
}

CATEGORIES = {
    "C1": Grade("life-threatening", 0, 7),
    "C2": Grade("emergency", 1, 18),
    "C3": Grade("urgent", 2, 120),
    "C4": Grade("less urgent", 3, 180),
}

OUTCOMES = {
    "resolved": Outcome("resolved"),
    "treated_at_scene": Outcome("treated at scene"),
    "conveyed": Outcome("conveyed"),
    "referred": Outcome("referred"),
    "handed_to_patrol": Outcome("handed to a patrol"),
    "handed_to_ambulance": Outcome("handed to an ambulance"),
    "arrest": Outcome("arrest"),
    "s136": Outcome("section 136"),
    "refused": Outcome("refused"),
    "no_trace": Outcome("no trace"),
    "dead_at_scene": Outcome("dead at scene"),
    "advice": Outcome("advice", without_arrival=True),
    "stood_down": Outcome("stood down", attended=False),
    "duplicate": Outcome("duplicate", attended=False),
}

TYPES = {
    "rtc": "RTC",
    "assault": "Assault",
    "domestic_abuse": "Domestic abuse",
    "mental_health": "Mental-health crisis",
    "concern_for_welfare": "Concern for welfare",
    "sudden_death": "Sudden death",
    "collapse": "Collapse",
    "fall": "Fall",
    "sports_injury": "Sports injury",
    "alcohol_drugs": "Alcohol or drugs",
    "childbirth": "Childbirth",
}

CLOSING_FLAGS = {"baby_born": "baby born"}

DANGER_FLAGS = (
    "weapon",
    "firearm",
    "gun",
    "knife",
    "knives",
    "blade",
    "bladed",
    "sword",
    "machete",
    "armed",
    "explosive",
    "bomb",
    "violent",
    "violence",
    "threat",
    "hostile",
    "danger",
    "dangerous",
    "hazard",
    "hazardous",
    "chemical",
    "acid",
)
"""Words of a flag that tell of danger to a crew, the gravest first."""

UNKNOWN_RANK = -1
"""What no table names sorts as most urgent: nobody has judged it yet."""


class Rules(Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """Rules of the field that a force may set differently."""

    hours: ShiftHours = ShiftHours()
    savings: Savings = Savings()
    checks: Checks = field(default_factory=Checks)
    statuses: dict[str, Status] = field(default_factory=STATUSES.copy)
    grades: dict[str, Grade] = field(default_factory=GRADES.copy)
    categories: dict[str, Grade] = field(default_factory=CATEGORIES.copy)
    outcomes: dict[str, Outcome] = field(default_factory=OUTCOMES.copy)
    types: dict[str, str] = field(default_factory=TYPES.copy)
    closing_flags: dict[str, str] = field(default_factory=CLOSING_FLAGS.copy)
    """What else can come of a call, to be ticked when it is closed."""
    danger_flags: tuple[str, ...] = DANGER_FLAGS
    """Words that make a flag one of danger to whoever goes, the gravest first."""
    vehicles: dict[str, str] = {}
    """Vehicles of the unit by id, with the name to show; the feed's own vehicles join them."""
    areas: dict[str, str] = {}
    """Names to show for the area codes of the feed."""
    role_skills: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"paramedic": ("clinical",)}
    )
    """What every member of a role brings to a call that needs it, besides their own skills."""
    amber_from: float = 0.75
    """The part of a target after which its clock turns amber."""
    average_kmh: float = 50.0
    """The average road speed behind every estimated time, in km/h along a straight line."""
    travel: TravelRules = field(default_factory=TravelRules)
    """How long a way takes, before the unit's own journeys have shown it."""
    dispatch: DispatchRules = field(default_factory=DispatchRules)
    """What counts how much when a vehicle is recommended."""
    places: Places = Places()
    """The rules of one place, for earlier calls there."""
    details: Details = field(default_factory=Details)
    """The details that a call should have, by its type."""
    undo_s: float = 120.0
    """Seconds for which one's own newest command is taken back without a question."""

    def status(self, code: str) -> Status:
        """The status of that code; one that no table names is shown as it came, never free."""
        return self.statuses.get(code) or Status(f"unknown: {code}", "busy", "?")

    def type_label(self, code: str | None) -> str:
        """The words for a call's type; one that no table names is shown as it came."""
        return self.types.get(code, code.replace("_", " ")) if code else "type not given"

    def area_label(self, code: str) -> str:
        """The words for an area; a code that no table names is written as a name: `East Kent`."""
        if (named := self.areas.get(code)) is not None:
            return named
        return code.replace("_", " ").title() if code == code.lower() else code

    def flag_label(self, code: str) -> str:
        """The words for a flag; one that no table names is shown as it came."""
        return self.closing_flags.get(code, code.replace("_", " "))

    def outcome_label(self, code: str | None) -> str:
        """The words for an outcome; one that no table names is shown as it came."""
        if not code:
            return "no outcome given"
        known = self.outcomes.get(code)
        return known.label if known else code

    @cached_property
    def codes(self) -> dict[str, str]:
        """Statuses by what is typed or spoken for them: the radio's state code."""
        return {status.code: name for name, status in self.statuses.items() if status.code}
