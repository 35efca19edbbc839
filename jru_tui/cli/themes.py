"""Checks the theme that the settings name: only the screen knows which there are."""

import os

from jru_tui.cli.failure import Failure
from jru_tui.settings import Settings
from jru_tui.settings.errors import did_you_mean
from jru_tui.tui.theme import known_themes


def checked_theme(settings: Settings) -> str:
    """The theme's name.

    Raises:
        Failure: there is no such theme, or it would be black on black here.
    """
    themes = known_themes()
    theme = themes.get(settings.theme)
    where = settings.file or "settings"
    if theme is None:
        hint = did_you_mean(settings.theme, themes)
        raise Failure(f'{where}: board.theme is "{settings.theme}", which is no theme{hint}')
    if theme.ansi and os.environ.get("NO_COLOR"):
        raise Failure(
            f'{where}: board.theme is "{settings.theme}", which is black on black under NO_COLOR; '
            "choose another or unset NO_COLOR."
        )
    return settings.theme
