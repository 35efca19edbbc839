"""Loading of settings: defaults, file, environment and flags become one `Settings`."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from jru_tui.board import MOST_RADIUS_M, Checks, Rules, Savings, ShiftHours, end_sentence
from jru_tui.settings import checks, paths
from jru_tui.settings.convert import fit, read_toml
from jru_tui.settings.dispatch import (
    dispatch_rules,
    routing_settings,
    travel_rules,
    travel_table_file,
)
from jru_tui.settings.errors import SettingsError, WrongKeyError
from jru_tui.settings.feed import feed_settings
from jru_tui.settings.layers import CONFIG, FLAGS, Layers, from_environment
from jru_tui.settings.model import BackupSchedule, JournalServer, Retention, Settings, Sounds
from jru_tui.settings.schema import SettingsFile

_SERVER = ("postgresql://", "postgres://")
_LONGEST_DAYS = 36_500


def load_settings(
    path: Path | None, environ: Mapping[str, str], overrides: Mapping[str, str | None]
) -> Settings:
    """Read and check the settings. Later ones win: shipped, file, environment, flags.

    Args:
        path: the settings file; None reads `JRU_TUI_CONFIG`, or the usual place if there is one.
        environ: the environment.
        overrides: what flags say, by dotted key (`feed.url`); None where a flag was not given.

    Raises:
        SettingsError: one is wrong; the message names where it stands and what would be right.
    """
    layers, file = _layers(path, environ, overrides)
    try:
        return _settings(fit(layers.table, SettingsFile), environ, layers, file)
    except WrongKeyError as wrong:
        raise SettingsError(_located(wrong, layers)) from wrong


def check_settings(
    path: Path | None, environ: Mapping[str, str]
) -> tuple[Settings | None, tuple[str, ...]]:
    """Read the settings, and find everything that is wrong with them, not only the first.

    What is wrong is left out once it was found, so that the rest can be checked.

    Args:
        path: the settings file; None as in `load_settings`.
        environ: the environment.

    Returns:
        The settings without what is wrong, or None where nothing is left to check; and a sentence
        for each wrong value, as `load_settings` raises it.
    """
    try:
        layers, file = _layers(path, environ, {})
    except SettingsError as error:
        return None, (str(error),)
    wrong_ones: list[str] = []
    while True:
        try:
            settings = _settings(fit(layers.table, SettingsFile), environ, layers, file)
        except WrongKeyError as wrong:
            wrong_ones.append(_located(wrong, layers))
            if not layers.restore(wrong.key):
                return None, tuple(wrong_ones)
        else:
            return settings, tuple(wrong_ones)


def _layers(
    path: Path | None, environ: Mapping[str, str], overrides: Mapping[str, str | None]
) -> tuple[Layers, Path | None]:
    """Lay all layers over each other, and name the file among them."""
    file = _file(path, environ)
    layers = Layers(msgspec.to_builtins(SettingsFile(), builtin_types=(Decimal,)))
    if file is not None:
        layers.lay(read_toml(file), str(file))
    for key, value, variable in from_environment(environ, layers.table):
        layers.put(key, value, variable)
    for name, text in overrides.items():
        if text is not None:
            key = tuple(name.split("."))
            layers.put(key, text, FLAGS.get(key, "the command line"))
    return layers, file


def _located(wrong: WrongKeyError, layers: Layers) -> str:
    """Say what is wrong, and in which layer it stands."""
    origin = layers.origin(wrong.key)
    location = f"{origin}: " if origin else ""
    return location + end_sentence(str(wrong))


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = path or (Path(environ[CONFIG]).expanduser() if environ.get(CONFIG) else None)
    if named is not None:
        return named
    usual = paths.settings_file()
    return usual if usual.exists() else None


def _settings(
    document: SettingsFile, environ: Mapping[str, str], layers: Layers, file: Path | None
) -> Settings:
    _check_words(document)
    checks.at_least(("clocks", "amber_from"), document.clocks.amber_from, 0.01, 1)
    checks.at_least(("clocks", "average_kmh"), document.clocks.average_kmh, 1, 300)
    checks.at_least(("commands", "undo_s"), document.commands.undo_s, 0, 600)
    checks.at_least(("places", "radius_m"), document.places.radius_m, 10, MOST_RADIUS_M)
    checks.at_least(("places", "marker_days"), document.places.marker_days, 1, 366)
    checks.at_least(("places", "marker_review_days"), document.places.marker_review_days, 1, 366)
    folder = file.parent if file is not None else Path()
    journal: Path | JournalServer
    if document.journal.strip().casefold().startswith(_SERVER):
        # Imported here: a journal in a file is opened without it.
        from jru_tui.settings.journal_server import journal_server  # noqa: PLC0415

        journal = journal_server(document.journal, document.shared, folder)
    elif document.journal:
        # A path in the file starts at the file; one that was typed starts where it was typed.
        start = folder if layers.origin(("journal",)) == str(file) else Path()
        journal = start / Path(document.journal).expanduser()
    else:
        journal = paths.journal_file()
    return Settings(
        rules=_rules(document),
        feed=feed_settings(document.feed, environ, folder),
        theme=document.board.theme,
        glyphs=document.board.glyphs,
        keys=document.keys,
        by=document.by.strip(),
        marking=document.marking,
        journal=journal,
        sounds=_sounds(document),
        retention=_retention(document),
        # They belong to the journal of the settings, and not to one that a flag names.
        backup=BackupSchedule() if layers.is_typed(("journal",)) else _backup(document, folder),
        anchor=None if layers.is_typed(("journal",)) else _path_in(folder, document.anchor),
        role=document.shared.role,
        travel_table=travel_table_file(document.travel, folder),
        routing=routing_settings(document.travel),
        file=file,
    )


def _check_words(document: SettingsFile) -> None:
    checks.filled(("keys",), document.keys)
    checks.filled(("vehicles",), document.vehicles)
    checks.filled(("areas",), document.areas)
    checks.filled(("types",), document.types)
    checks.filled(("closing_flags",), document.closing_flags)
    checks.statuses(("statuses",), document.statuses)
    checks.grades(("grades",), document.grades)
    checks.grades(("categories",), document.categories)
    checks.codes(("details", "types"), document.details.types, document.types, noun="type of call")


def _rules(document: SettingsFile) -> Rules:
    shift, savings = document.shift, document.savings
    hours = ShiftHours(
        start=checks.time_of_day(("shift", "start"), shift.start),
        end=checks.time_of_day(("shift", "end"), shift.end),
        zone=checks.zone(("shift", "zone"), shift.zone),
        weekend=checks.days(("shift", "weekend"), shift.weekend),
    )
    if hours.start == hours.end:
        raise WrongKeyError(
            ("shift", "end"), f'shift.end is "{hours.end}", the same as shift.start'
        )
    if not hours.zone:
        raise WrongKeyError(
            ("shift", "zone"), 'shift.zone is empty; "Europe/London" would be right'
        )
    checks.at_least(("savings", "minutes"), savings.minutes, 1, checks.DAY_MINUTES)
    return Rules(
        hours=hours,
        savings=Savings(savings.minutes, checks.pence(("savings", "pounds"), savings.pounds)),
        checks=_checks(document),
        statuses=document.statuses,
        grades=document.grades,
        categories=document.categories,
        outcomes=document.outcomes,
        types=document.types,
        closing_flags=document.closing_flags,
        danger_flags=checks.words(("flags", "danger"), document.flags.danger),
        vehicles=document.vehicles,
        areas=document.areas,
        role_skills=document.role_skills,
        amber_from=document.clocks.amber_from,
        average_kmh=document.clocks.average_kmh,
        travel=travel_rules(document.travel, document.statuses),
        dispatch=dispatch_rules(document.dispatch, document.grades, document.categories),
        places=document.places,
        details=document.details,
        undo_s=document.commands.undo_s,
    )


def _checks(document: SettingsFile) -> Checks:
    table = document.checks
    checks.at_least(("checks", "meal_hours"), table.meal_hours, 0, 24)
    checks.at_least(("checks", "back_up_minutes"), table.back_up_minutes, 1, checks.DAY_MINUTES)
    checks.minutes(("checks", "minutes"), table.minutes, document.statuses, noun="status")
    checks.minutes(("checks", "grades"), table.grades, document.grades, noun="grade")
    checks.minutes(("checks", "waits"), table.waits, document.statuses, noun="status")
    minutes = table.ambulance_minutes
    checks.at_least(("checks", "ambulance_minutes"), minutes, 0, checks.DAY_MINUTES)
    checks.at_least(("checks", "break_minutes"), table.break_minutes, 0, checks.DAY_MINUTES)
    checks.at_least(("checks", "rest_hours"), table.rest_hours, 0, 24)
    lengths = [str(hours) for hours in range(25)]
    checks.minutes(("checks", "refreshments"), table.refreshments, lengths, noun="hours of a duty")
    checks.at_least(("checks", "mobile_minutes"), table.mobile_minutes, 0, checks.DAY_MINUTES)
    checks.at_least(("checks", "unconfirmed_seconds"), table.unconfirmed_seconds, 0, 86_400)
    return Checks(
        minutes=table.minutes,
        grades=table.grades,
        waits=table.waits,
        meal_hours=table.meal_hours,
        ambulance_minutes=table.ambulance_minutes,
        break_minutes=table.break_minutes,
        rest_hours=table.rest_hours,
        refreshments=table.refreshments,
        back_up_minutes=table.back_up_minutes,
        mobile_minutes=table.mobile_minutes,
        unconfirmed_seconds=table.unconfirmed_seconds,
    )


def _sounds(document: SettingsFile) -> Sounds:
    table = document.sounds
    known = {**document.grades, **document.categories}
    checks.codes(("sounds", "new_call"), table.new_call, known, noun="grade or category")
    checks.at_least(("sounds", "emergency_repeat_s"), table.emergency_repeat_s, 0, 3_600)
    return Sounds(
        new_call=table.new_call,
        emergency=table.emergency,
        emergency_repeat_s=table.emergency_repeat_s,
        worse=table.worse,
        quiet=table.quiet,
    )


def _retention(document: SettingsFile) -> Retention:
    retention = document.retention
    checks.at_least(("retention", "days"), retention.days, 0, _LONGEST_DAYS)
    checks.codes(
        ("retention", "outcomes"), tuple(retention.outcomes), document.outcomes, noun="outcome"
    )
    for name, table in (("outcomes", retention.outcomes), ("flags", retention.flags)):
        for key, days in table.items():
            checks.at_least(("retention", name, key), days, 0, _LONGEST_DAYS)
    return Retention(retention.days, retention.outcomes, retention.flags)


def _backup(document: SettingsFile, folder: Path) -> BackupSchedule:
    table = document.backup
    checks.at_least(("backup", "every_hours"), table.every_hours, 0.1, 24 * 366)
    checks.at_least(("backup", "keep"), table.keep, 1, 10_000)
    return BackupSchedule(_path_in(folder, table.file), table.every_hours * 3_600, table.keep)


def _path_in(folder: Path, name: str) -> Path | None:
    """Give the path that a setting names, from the folder of its file; None for none."""
    return folder / Path(name).expanduser() if name else None
