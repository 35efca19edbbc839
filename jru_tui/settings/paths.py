"""Where things are kept unless the settings say otherwise: the usual places of each system."""

from pathlib import Path

import platformdirs

_APP = "jru-tui"


def settings_file() -> Path:
    """The settings file that is read when none is named."""
    return platformdirs.user_config_path(_APP, appauthor=False) / "settings.toml"


def journal_file() -> Path:
    """The journal of live shifts."""
    return platformdirs.user_data_path(_APP, appauthor=False) / "journal.sqlite"


def state_folder() -> Path:
    """What can be thrown away: crash files, and documents that were refused."""
    return platformdirs.user_state_path(_APP, appauthor=False)
