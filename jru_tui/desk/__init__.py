"""The desk: the one place where feed, commands, journal and board meet."""

from jru_tui.face import open_face

_HOMES = {
    "checkpoints": "Checkpoints",
    "command_writer": "Spooled",
    "command_reception": "SpoolAnswer",
    "desk": "Desk",
    "ambiguous_times": "times_of",
    "observer": "leave_signs observe",
    "poll_history": "PollRecord Verdict",
    "presence": "ALONE BoardPresence PresentBoards SILENT_S name_of",
    "recorder": "without_folders",
    "server_clock": "ServerClock",
    "shared_links": "BoardDivergedError SharedLinks",
    "unkept_events": "in_words",
    "waiting_effects": "NOTHING_WAITS WaitingEffects",
    "workers": "attend import_exports look_after",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
