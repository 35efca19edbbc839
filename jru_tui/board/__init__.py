"""The domain: calls, vehicles, events and how they fold into a board. No input or output.

Imports the standard library and msgspec only. Nothing here reads a clock, a file or a socket;
times are handed in, always in UTC.
"""

from jru_tui.face import open_face

_HOMES = {
    "archive": "Archive ArchivePiece FOUND Findable",
    "board": "Board",
    "call_commands": (
        "Assign BackUp Close EndBackUp EndNextCall Hold Instead Link NextCall OpenCall Regrade "
        "Relocate Reopen RightCare StandDown Unlink"
    ),
    "call_views": "BackUpAsked Call Dispute END_WORDS Marker Response SHOWN",
    "checkpoint": (
        "checkpoint_pieces fold_version read_through_to rely_on restored_board take_checkpoint"
    ),
    "commands": (
        "Acknowledge AlertKey Asking Check Command Crew Decision Dismiss DispatchCommand "
        "EndMarker HandOver MarkPlace MarkShift Note OfferRole Role SetStatus Settle Strike "
        "TakeRole Undo"
    ),
    "danger_flags": "dangers gravest_first is_danger",
    "decisions.actor": "FOR_SUPERVISORS Actor NOBODY",
    "decisions.amendments": "free_call_id",
    "decisions.calls": "DUPLICATE fitting_outcomes needs_reason nobody_came usual_outcome",
    "decisions.compensation": "compensation concerns_dispatch",
    "decisions.decide": "decide",
    "decisions.decision": (
        "decide_all decided_calls decided_commands effects_of resolved_commands undo_of "
        "undone_orders"
    ),
    "decisions.entries": "strike_refusal",
    "decisions.refusal": "Refusal no_such_call",
    "decisions.side_effects": "consequences no_saving_reason not_restored",
    "decisions.undo.plan": (
        "UndoDoubt UndoPlan has_just_undone newest_own newest_own_again plan_undo refusal_of"
    ),
    "decisions.vehicles": "availability",
    "dispatch_rules": "DispatchRules TravelRules",
    "events": (
        "Aside CallReported CommandAnswered CommandSent Commanded DISCLOSURE Event Exported Fact "
        "FeedChanged Held KeyKind LISTED_TWICE LOOKED Migrated OffList Offered Purged "
        "RecordRefused RefusalCause RefusalLifted Relisted Source Subject Unlisted "
        "VehicleReported Viewed"
    ),
    "formatting": (
        "age age_in_words clock count date day_of_year duration end_sentence join_words local "
        "long_day minutes_between money pounds running sentence short_day target time_zone total "
        "waited weekday whole_minutes"
    ),
    "geometry": "distance_km",
    "identity": "is_same_call",
    "projection.calls.ambulance_waits": "ambulance_wait_clock ambulance_waits",
    "projection.calls.call_order": "CallOrder",
    "projection.calls.urgency": "Clock ClockState ambulance_clock police_clock rank",
    "projection.markers": "marker_days marker_warning marker_words shown_markers",
    "projection.orders": "Order Sending calls_of vehicle_of",
    "projection.phrases": (
        "INSTEAD back_up_words count_words emergency_over_words failure_words outstanding_words "
        "right_care_words"
    ),
    "projection.place_index": "MOST_RADIUS_M",
    "projection.snapshot": "BoardSnapshot",
    "projection.tallies": "arrivals attended saved",
    "queries.alert_index": "ActiveAlerts AlertIndex",
    "queries.alert_models": "Alert FORESEEN gravity",
    "queries.alerts": "alerts",
    "queries.call_alerts": "alerts_of_call",
    "queries.dispatch.models": "Act Advice Deadline Offer Plan TargetForecast",
    "queries.dispatch.nearest": "NearbyVehicle nearest",
    "queries.dispatch.orders": "act_of commands_of",
    "queries.dispatch.phrases": (
        "arrival_words cost_words drawback_words need_words precondition_words reason_words "
        "source_word target_words unable_words"
    ),
    "queries.dispatch.plan_phrases": (
        "act_words all_passed_over_words ask_words deadline_words late_words mark_words "
        "meanwhile_words "
        "passed_over_words shortfall_words"
    ),
    "queries.dispatch.reasons": "ArrivalSource CallMark Precondition",
    "queries.dispatch.travel_times.backtest": "Coverage Prediction coverage predictions",
    "queries.dispatch.travel_times.calibration": "shipped",
    "queries.dispatch.travel_times.calibration_fit": "calibrate",
    "queries.dispatch.travel_times.journeys": "Journey list_journeys",
    "queries.dispatch.travel_times.minutes_table": "MinutesTable TravelTableError parse_minutes",
    "queries.dispatch.travel_times.model_cache": "calibration_before",
    "queries.dispatch.travel_times.table_source": "TableSource",
    "queries.dispatch.travel_times.travel_sources": "Location SameSpread TravelSource",
    "queries.duties": "rest_before short_rests",
    "queries.earlier_calls": "earlier_calls",
    "queries.find": "area_term area_words callback_words calls_like find_calls without_gaps",
    "queries.leave_warnings": "find_leave_warnings",
    "queries.missing_details": "missing_details missing_words",
    "queries.recommendation": "Recommendation",
    "queries.refreshments": "meal_due no_break_words refreshments_of",
    "queries.roles": "RANKS offer_to role_of",
    "queries.vehicle_alerts": "check_clock checks_due",
    "records": "CallRecord CrewMember NoteRecord Place Position ResponseRecord VehicleRecord",
    "redaction": "erased_names redact",
    "rules": (
        "Availability CATEGORIES CLOSING_FLAGS Checks DANGER_FLAGS Detail Details EMERGENCY "
        "GRADES Grade OFF_CALLS OFF_DUTY ON_A_CALL OUTCOMES Outcome Places Rules STAGES STATUSES "
        "Savings ShiftHours Status TYPES"
    ),
    "shifts": "Period Shift period_at shift_at start_day",
    "short_names": "ShortNames",
    "subjects": "CallSubjects",
    "text": (
        "clean clean_all is_clean_json MAX_MARKS MAX_SHORT nearest_word printable printable_file "
        "printable_json UNSEEN"
    ),
    "views": (
        "Change CrewPeriod EntryKind LogEntry StatusSpan Tally Vehicle calls_besides status_on"
    ),
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
