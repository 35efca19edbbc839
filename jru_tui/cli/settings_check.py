"""A check of all settings that any command would check, each wrong value by itself."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jru_tui.cli.errors import CommandError
from jru_tui.cli.load_settings import checked_theme
from jru_tui.cli.sessions.live_session import require_folder
from jru_tui.cli.terminal_setup import commands_for
from jru_tui.cli.travel import travel_sources
from jru_tui.settings import Settings, SettingsError, check_settings


def find_wrong_settings(path: Path | None, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each setting that some command would refuse.

    Args:
        path: the settings file; None for the usual one.
        environ: the environment.
    """
    settings, wrong = check_settings(path, environ)
    yield from wrong
    if settings is None:
        return
    checks: tuple[Callable[[Settings], object], ...] = (
        checked_theme,
        commands_for,
        _mapping,
        _certificates,
        travel_sources,
        lambda settings: require_folder(settings.journal),
    )
    for check in checks:
        try:
            check(settings)
        except CommandError as error:
            yield error.message
        except SettingsError as error:
            yield str(error)


def find_doubtful_settings(path: Path | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """List what works and should not stand where it stands."""
    from jru_tui.feeds import secrets_of_settings

    settings, _ = check_settings(path, environ)
    if settings is None:
        return ()
    found = secrets_of_settings(settings.feed)
    try:
        return (*found, *_mapping(settings))
    except SettingsError:
        return found


def _mapping(settings: Settings) -> tuple[str, ...]:
    from jru_tui.feeds import load_mapping

    if settings.feed.mapping is None:
        return ()
    return tuple(load_mapping(settings.feed.mapping).warnings)


def _certificates(settings: Settings) -> None:
    from jru_tui.feeds import context

    tls_context = context(settings.feed.tls)
    if not isinstance(tls_context, ssl.SSLContext):
        raise SettingsError(f"{_settings_file(settings)}: {tls_context.failure.reason}.")


def _settings_file(settings: Settings) -> str:
    return str(settings.file or "settings")
