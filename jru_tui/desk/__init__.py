"""The desk: the one place where feed, commands, journal and board meet."""

from jru_tui.face import open_face

_HOMES = {
    "ambiguous_times": "times_of",
    "call_identity": "CallIdentities",
    "checkpoints": "Checkpoints RecentEvents",
    "command_reception": "SpoolAnswer",
    "command_writer": "Spooled",
    "desk": "Desk",
    "document_diff": "compare_document",
    "observer": "leave_signs observe",
    "poll_history": "PollRecord Verdict",
    "presence": "ALONE BoardPresence name_of PresentBoards SILENT_S",
    "recorder": "without_folders",
    "server_clock": "ServerClock",
    "shared_links": "BoardDivergedError SharedLinks",
    "unsaved_events": "in_words",
    "waiting_effects": "NOTHING_WAITS WaitingEffects",
    "workers": "attend import_exports look_after",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
