"""Paths of files unless the settings say otherwise: the usual places of each system."""

import errno
import os
from contextlib import suppress
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
    """Return the folder of files that can be thrown away: crash files, and refused documents."""
    return platformdirs.user_state_path(_APP, appauthor=False)


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone.

    `mkdir` would give its mode to the last of them only. One that is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    make_private_folder(folder.parent)
    with suppress(FileExistsError):  # somebody else has just made it
        folder.mkdir(mode=0o700)
