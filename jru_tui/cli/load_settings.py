"""The settings of a command: from its flags, the environment and the settings file."""

import os
from pathlib import Path

from jru_tui.cli.failure import Failure
from jru_tui.settings import Settings, SettingsError, load_settings


def settings_for(config: Path | None, flags: dict[str, str | None]) -> Settings:
    """The settings that hold under those flags.

    Raises:
        Failure: one of them is wrong.
    """
    try:
        settings = load_settings(config, os.environ, flags)
        if settings.feed.mapping is not None:
            from jru_tui.feeds.mapping.load import load_mapping

            load_mapping(settings.feed.mapping)  # a wrong one is told before anything is opened
    except SettingsError as error:
        raise Failure(str(error)) from error
    return settings
