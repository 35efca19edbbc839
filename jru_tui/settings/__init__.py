"""Settings of a force: one TOML file, the environment and flags, as one frozen value."""

from jru_tui.settings.errors import SettingsError
from jru_tui.settings.load import load_settings
from jru_tui.settings.model import FeedSettings, Secret, Settings, Sounds

__all__ = ["FeedSettings", "Secret", "Settings", "SettingsError", "Sounds", "load_settings"]
