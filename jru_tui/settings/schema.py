"""The schema of the settings file: tables, keys and defaults.

Tables of entries (`[outcomes.*]`, `[grades.*]` and the like) lie over those that ship, entry by
entry and key by key: to add one outcome is to name one outcome.
"""

from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

from jru_tui.board import (
    CATEGORIES,
    CLOSING_FLAGS,
    DANGER_FLAGS,
    GRADES,
    OUTCOMES,
    STATUSES,
    TYPES,
    Checks,
    Details,
    DispatchRules,
    Grade,
    Outcome,
    Places,
    Role,
    Rules,
    Savings,
    ShiftHours,
    Status,
    TravelRules,
)
from jru_tui.settings.model import FeedSettings, RoutingSettings, Sounds

_FEED = FeedSettings()
_ROUTING = RoutingSettings()
_HOURS = ShiftHours()
_SAVINGS = Savings()
_CHECKS = Checks()
_SOUNDS = Sounds()
_RULES = Rules()

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class FeedTable(Struct, frozen=True):
    """`[feed]`: where calls come from. Sizes are in megabytes (1,000,000 bytes)."""

    url: str = _FEED.url
    writeback: str = _FEED.writeback
    interval_s: float = _FEED.interval_s
    deadline_s: float = _FEED.deadline_s
    token_env: str = "JRU_TUI_FEED_TOKEN"  # noqa: S105 - the name of a variable, not its value
    token_file: str = ""
    token_keyring: str = ""
    token_header: str = _FEED.token_header
    token_parameter: str = _FEED.token_parameter
    token_user: str = _FEED.token_user
    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""
    plain_http: str = _FEED.plain_http
    zone: str = _FEED.zone
    any_type: bool = _FEED.any_type
    mapping: str = ""
    max_mb: int = _FEED.max_bytes // 1_000_000
    max_inflated_mb: int = _FEED.max_inflated_bytes // 1_000_000
    max_records: int = _FEED.max_records
    assign_expires_min: int = int(_FEED.assign_expires_s // 60)
    command_expires_min: int = int(_FEED.command_expires_s // 60)
    keep_refused_days: int = _FEED.keep_refused_days
    keep_unknown: bool = _FEED.keep_unknown


class BoardTable(Struct, frozen=True):
    """`[board]`: how the screen looks. `battenburg` is dark, `battenburg-light` is light."""

    theme: str = "battenburg"
    glyphs: Literal["auto", "full", "plain"] = "auto"


class CommandsTable(Struct, frozen=True):
    """`[commands]`: for how many seconds one key takes one's own newest command back; 0: never."""

    undo_s: float = _RULES.undo_s


class ShiftTable(Struct, frozen=True):
    """`[shift]`: wall-clock start and end, their zone, and the days that make a weekend."""

    start: str = _HOURS.start
    end: str = _HOURS.end
    zone: str = _HOURS.zone
    weekend: tuple[str, ...] = tuple(DAYS[day] for day in _HOURS.weekend)


class SavingsTable(Struct, frozen=True):
    """`[savings]`: what an attended call saves unless closing it says otherwise."""

    minutes: int = _SAVINGS.minutes
    pounds: Decimal = Decimal(_SAVINGS.pence).scaleb(-2)


class ClocksTable(Struct, frozen=True):
    """`[clocks]`: when a clock turns amber (a part of its target), and the average road speed."""

    amber_from: float = _RULES.amber_from
    average_kmh: float = _RULES.average_kmh


class TravelTable(TravelRules, frozen=True):
    """`[travel]`: how long a way takes.

    `table` is a file of minutes between places, or empty; `route_*` a routing engine over HTTP.
    """

    table: str = ""
    route_url: str = _ROUTING.url
    route_engine: Literal["osrm", "valhalla"] = _ROUTING.engine
    route_profile: str = _ROUTING.profile
    route_deadline_s: float = _ROUTING.deadline_s


class FlagsTable(Struct, frozen=True):
    """`[flags]`: the words that make a call's flag one of danger, the gravest first."""

    danger: tuple[str, ...] = DANGER_FLAGS


class ChecksTable(Struct, frozen=True):
    """`[checks]`: after how long the board asks, and after how many minutes a crew is asked.

    Minutes without contact by status, and for a call of a top grade; 0 asks never.
    """

    meal_hours: float = _CHECKS.meal_hours
    back_up_minutes: int = _CHECKS.back_up_minutes
    ambulance_minutes: int = _CHECKS.ambulance_minutes
    mobile_minutes: int = _CHECKS.mobile_minutes
    unconfirmed_seconds: int = _CHECKS.unconfirmed_seconds
    minutes: dict[str, int] = field(default_factory=_CHECKS.minutes.copy)
    grades: dict[str, int] = field(default_factory=_CHECKS.grades.copy)
    waits: dict[str, int] = field(default_factory=_CHECKS.waits.copy)
    break_minutes: int = _CHECKS.break_minutes
    rest_hours: float = _CHECKS.rest_hours
    refreshments: dict[str, int] = field(default_factory=_CHECKS.refreshments.copy)


class SoundsTable(Struct, frozen=True):
    """`[sounds]`: the codes of the calls that ring the bell, and whether anything rings at all."""

    new_call: tuple[str, ...] = _SOUNDS.new_call
    emergency: bool = _SOUNDS.emergency
    emergency_repeat_s: int = _SOUNDS.emergency_repeat_s
    worse: bool = _SOUNDS.worse
    quiet: bool = _SOUNDS.quiet


class BackupTable(Struct, frozen=True):
    """`[backup]`: what a board that runs backs up, and when."""

    file: str = ""
    every_hours: float = 8.0
    keep: int = 14


class RetentionTable(Struct, frozen=True):
    """`[retention]`: the days for which words about people are kept; 0 for ever."""

    days: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)


class SharedTable(Struct, frozen=True):
    """`[shared]`: a journal on a server: whose it is, and who this board is there."""

    force: str = "main"
    role: Role = "supervisor"
    spool: bool = True
    password_file: str = ""
    password_keyring: str = ""
    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""


class SettingsFile(Struct, frozen=True):
    """The whole settings file. `journal` empty means the usual place."""

    by: str = ""
    marking: str = "OFFICIAL-SENSITIVE"
    journal: str = ""
    anchor: str = ""
    shared: SharedTable = SharedTable()
    feed: FeedTable = FeedTable()
    board: BoardTable = BoardTable()
    commands: CommandsTable = CommandsTable()
    shift: ShiftTable = ShiftTable()
    savings: SavingsTable = SavingsTable()
    clocks: ClocksTable = ClocksTable()
    travel: TravelTable = field(default_factory=TravelTable)
    dispatch: DispatchRules = field(default_factory=DispatchRules)
    checks: ChecksTable = field(default_factory=ChecksTable)
    flags: FlagsTable = FlagsTable()
    places: Places = Places()
    details: Details = field(default_factory=Details)
    sounds: SoundsTable = SoundsTable()
    retention: RetentionTable = field(default_factory=RetentionTable)
    backup: BackupTable = BackupTable()
    keys: dict[str, str] = field(default_factory=dict)
    vehicles: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    role_skills: dict[str, tuple[str, ...]] = field(default_factory=_RULES.role_skills.copy)
    types: dict[str, str] = field(default_factory=lambda: dict(TYPES))
    closing_flags: dict[str, str] = field(default_factory=lambda: dict(CLOSING_FLAGS))
    statuses: dict[str, Status] = field(default_factory=lambda: dict(STATUSES))
    grades: dict[str, Grade] = field(default_factory=lambda: dict(GRADES))
    categories: dict[str, Grade] = field(default_factory=lambda: dict(CATEGORIES))
    outcomes: dict[str, Outcome] = field(default_factory=lambda: dict(OUTCOMES))
