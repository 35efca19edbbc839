"""The journal: an append-only record of every fact and command, durable before it is shown."""

from jru_tui.face import open_face

_HOMES = {
    "atomic_write": "NotWrittenError write_whole",
    "boards": "CHECKPOINT_EVERY board_from_checkpoint keep_checkpoint leave_checkpoint position_of",
    "care.backup": "make_backup",
    "care.copies": "file_in_place_of refuse_existing",
    "care.migration": "migrate_journal plan_migration",
    "care.purge": "other_copies purge_journal",
    "care.restoration": "lost_in_words replace_by_salvage restore_journal salvage_journal",
    "care.retention": "PurgeChoice choose_events",
    "care.survey": "Survey survey_journal",
    "care.transfer": "export_lines import_lines",
    "care.verification": "Verification parse_head verify_journal",
    "command_inbox": "CommandRequest RequestReply",
    "errors": "in_words",
    "file_access": "archived clock_ahead copied examine head_at load load_whole",
    "lock": "is_being_written sign silence_s",
    "protocol": "AppendConflict Head Journal JournalBusyError JournalDamagedError JournalError",
    "reserve": "Reserve",
    "sqlite": "SqliteJournal open_journal",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
