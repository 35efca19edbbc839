"""Settings of a force: one TOML file, the environment and flags, as one frozen value."""

from jru_tui.face import open_face

_HOMES = {
    "checks": "at_least zone",
    "convert": "fit read_toml Scalar Signs",
    "dispatch": "read_travel_table",
    "errors": "did_you_mean found Key SettingsError toml_key WrongKeyError",
    "load": "check_settings load_settings",
    "model": (
        "BackupSchedule FeedSettings JournalServer Retention RoutingSettings Settings Sounds Tls"
    ),
    "paths": "make_private_folder state_folder",
    "token": "token_again",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
