"""The journal: an append-only record of every fact and command, durable before it is shown."""

from jru_tui.face import open_face

_HOMES = {
    "atomic_write": "NotWrittenError write_whole",
    "backends": (
        "clock_ahead create_journal export_lines head_at import_lines is_being_written is_started "
        "load login_role migrate_server missing_steps open_journal Place roles_of survey_journal "
        "verify_journal"
    ),
    "board_loader": (
        "board_behind_purge board_from_checkpoint board_of_journal board_of_machine "
        "CHECKPOINT_EVERY checkpoint_home is_long is_soon_checked keep_checkpoint leave_checkpoint "
        "make_home may_keep_checkpoint position_of recent_board"
    ),
    "care.backup": "last_backup make_backup",
    "care.copies": "file_in_place_of refuse_existing",
    "care.disclosure": "disclose DisclosedEvent Disclosure verifier_text",
    "care.disclosure_choice": "choose_disclosed DisclosureRequest",
    "care.migration": "migrate_journal plan_migration",
    "care.purge": "other_copies OtherCopy purge_journal",
    "care.redactions": "REDACTED_FIELDS Redaction",
    "care.restoration": "lost_in_words replace_by_salvage restore_journal salvage_journal",
    "care.retention": "choose_in_file find_due MOST_COUNTED PurgeChoice RetentionDue",
    "care.second_anchor": "judge_by_second_anchor parse_head write_second_anchor",
    "care.survey": "Survey",
    "care.verification": "describe_unopened Verification",
    "checkpoint": "remove_abandoned",
    "checkpoint_process": "checkpoint_beside",
    "command_inbox": "CommandRequest RequestReply",
    "disk_reserve": "Reserve",
    "errors": "in_words",
    "files": "paper_file set_aside",
    "long_journal": "advance_if_long",
    "postgres.access": "damage_of",
    "postgres.copies": "backup_server disclose_server restore_server salvage_server",
    "postgres.journal": "open_postgres PostgresJournal",
    "postgres.purge": "ServerPurge",
    "postgres.survey": "ServerSurvey",
    "protocol": (
        "AppendConflict Head Journal JournalAwayError JournalBusyError JournalDamagedError "
        "JournalDivergedError JournalError LeaseLostError LeaseState OpenedJournal "
        "OutcomeUnknownError OwnPresence Presence SharedJournal"
    ),
    "recent_events": "kept_ahead kept_at recent_file write_recent",
    "spool": "GivenCommand open_spool Spool SpooledCommand waiting_commands",
    "sqlite.direct_journal": "direct_journal",
    "sqlite.file_access": "copy_reason examine is_archived_file load_whole",
    "sqlite.lock": "leave_sign_of_life silence_s",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
