"""`[travel]` and `[dispatch]`: checks of figures and weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jru_tui.board import DispatchRules, Grade, Status, TravelRules
from jru_tui.settings import checks
from jru_tui.settings.errors import SettingsError, WrongKeyError
from jru_tui.settings.model import RoutingSettings, Settings
from jru_tui.settings.schema import TravelTable

if TYPE_CHECKING:
    from jru_tui.board import MinutesTable

_MOST = 1_000_000
_HOURS = tuple(str(hour) for hour in range(24))


def travel_rules(table: TravelTable, statuses: Mapping[str, Status]) -> TravelRules:
    """Check the figures of travel times.

    Raises:
        WrongKeyError: a figure cannot be meant, or names an hour or a status that there is not.
    """
    key = ("travel",)
    checks.at_least((*key, "detour"), table.detour, 1, 5)
    checks.at_least((*key, "spread"), table.spread, 0.05, 2)
    checks.codes((*key, "hours"), table.hours, _HOURS, noun="hour of the day")
    for hour, part in table.hours.items():
        checks.at_least((*key, "hours", hour), part, 0.1, 5)
    checks.codes((*key, "turnout"), table.turnout, statuses, noun="status")
    for status, seconds in table.turnout.items():
        checks.at_least((*key, "turnout", status), seconds, 0, 3_600)
    for name in ("scene_minutes", "same_area_minutes", "unknown_minutes"):
        checks.at_least((*key, name), getattr(table, name), 1, checks.DAY_MINUTES)
    checks.at_least((*key, "fresh_minutes"), table.fresh_minutes, 0, checks.DAY_MINUTES)
    checks.at_least((*key, "drift_kmh"), table.drift_kmh, 0, 300)
    checks.at_least((*key, "drift_km"), table.drift_km, 0, 300)
    return TravelRules(**{name: getattr(table, name) for name in TravelRules.__struct_fields__})


def dispatch_rules(
    rules: DispatchRules, grades: Mapping[str, Grade], categories: Mapping[str, Grade]
) -> DispatchRules:
    """Check the weights.

    Args:
        rules: the weights.
        grades: police grades by code.
        categories: ambulance categories by code.

    Raises:
        WrongKeyError: a weight is out of bounds or names a code that there is not, or the lesser
            reasons together outweigh a missed target.
    """
    key = ("dispatch",)
    codes = {**grades, **categories}
    checks.codes((*key, "late"), rules.late, codes, noun="grade or category")
    for code, points in rules.late.items():
        checks.at_least((*key, "late", code), points, 0, _MOST)
    checks.at_least((*key, "waiting"), rules.waiting, 0, 1)
    checks.at_least((*key, "overdue"), rules.overdue, 1, 100)
    checks.at_least((*key, "patience_minutes"), rules.patience_minutes, 1, checks.DAY_MINUTES)
    for name in DispatchRules.__struct_fields__:
        if name not in ("late", "waiting", "overdue", "patience_minutes"):
            checks.at_least((*key, name), getattr(rules, name), 0, _MOST)
    if rules.missed <= rules.lesser:
        raise WrongKeyError(
            (*key, "missed"),
            f"dispatch.missed is {rules.missed:,}; it should be more than {rules.lesser:,}, the "
            "sum of all lesser reasons; otherwise a car that misses a target could be offered "
            "first",
        )
    if 2 * rules.need_minutes >= rules.missed_minutes:
        raise WrongKeyError(
            (*key, "need_minutes"),
            f"dispatch.need_minutes is {rules.need_minutes}; it should be less than half of "
            f"dispatch.missed_minutes, which is {rules.missed_minutes}",
        )
    if rules.graded_minutes >= rules.missed_minutes:
        raise WrongKeyError(
            (*key, "lone_officer_minutes"),
            f"dispatch.lone_officer_minutes is {rules.lone_officer_minutes}; with "
            f"dispatch.doubt_minutes and twice dispatch.need_minutes it should be less than "
            f"dispatch.missed_minutes, which is {rules.missed_minutes}",
        )
    return rules


def routing_settings(table: TravelTable) -> RoutingSettings:
    """Check where the routing engine is.

    Raises:
        WrongKeyError: that is no address, or the deadline cannot be meant.
    """
    key = ("travel",)
    checks.at_least((*key, "route_deadline_s"), table.route_deadline_s, 0.5, 60)
    return RoutingSettings(
        url=checks.address((*key, "route_url"), table.route_url),
        engine=table.route_engine,
        profile=table.route_profile,
        deadline_s=table.route_deadline_s,
    )


def read_travel_table(settings: Settings) -> "MinutesTable":
    """Read the force's table of minutes.

    Args:
        settings: name it.

    Raises:
        SettingsError: it cannot be read; the message names the file, the line and the column.
    """
    from jru_tui.board import TravelTableError, parse_minutes  # noqa: PLC0415

    file = settings.travel_table
    assert file is not None
    try:
        return parse_minutes(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: it is not UTF-8 text.") from error
    except TravelTableError as error:
        raise SettingsError(f"{file}: {error}.") from error
    except OSError as error:
        location = settings.file or "settings"
        reason = (error.strerror or "it cannot be read").lower()
        raise SettingsError(f"{location}: travel.table names {file}: {reason}.") from error


def travel_table_file(table: TravelTable, folder: Path) -> Path | None:
    """The file of minutes between places; a path in the settings starts at the settings file."""
    return folder / Path(table.table).expanduser() if table.table else None
