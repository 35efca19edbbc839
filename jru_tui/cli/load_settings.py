"""The settings of a command: from its flags, the environment and the settings file."""

import os
from pathlib import Path

from jru_tui.cli.errors import CommandError
from jru_tui.settings import Settings, SettingsError, did_you_mean, load_settings
from jru_tui.tui.theme_colours import colours_by_theme


def settings_for(config: Path | None, flags: dict[str, str | None]) -> Settings:
    """The settings that hold under those flags.

    Raises:
        CommandError: one of them is wrong.
    """
    try:
        settings = load_settings(config, os.environ, flags)
        if settings.feed.mapping is not None:
            from jru_tui.feeds import load_mapping

            load_mapping(settings.feed.mapping)  # a wrong one is told before anything is opened
    except SettingsError as error:
        raise CommandError(str(error)) from error
    return settings


def checked_theme(settings: Settings) -> str:
    """The theme's name.

    Raises:
        CommandError: there is no such theme, or it would be black on black here.
    """
    themes = colours_by_theme()
    theme = themes.get(settings.theme)
    origin = settings.file or "settings"
    if theme is None:
        hint = did_you_mean(settings.theme, themes)
        raise CommandError(
            f'{origin}: board.theme is "{settings.theme}", which is not a theme{hint}'
        )
    if theme.ansi and os.environ.get("NO_COLOR"):
        raise CommandError(
            f'{origin}: board.theme is "{settings.theme}", which cannot be read under NO_COLOR; '
            "choose another or unset NO_COLOR."
        )
    return settings.theme
