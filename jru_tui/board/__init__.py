"""The domain: calls, vehicles, events and how they fold into a board. No input or output.

Imports the standard library and msgspec only. Nothing here reads a clock, a file or a socket;
times are handed in, always in UTC.
"""

from jru_tui.face import open_face

_HOMES = {
    "archive": "Archive ArchivePiece Closing Findable FOUND TimeSpan",
    "board": "Board",
    "call_commands": (
        "Assign BackUp Close EndBackUp EndNextCall GiveDetails Hold Instead Link NextCall OpenCall "
        "Regrade Relocate Reopen RightCare StandDown Unlink"
    ),
    "call_views": "BackUpAsked Call Dispute END_WORDS Marker Response SHOWN",
    "checkpoint": (
        "checkpoint_pieces fold_version read_through_to rely_on restored_board take_checkpoint"
    ),
    "commands": (
        "Acknowledge AlertKey Check Command Crew Decision Dismiss DispatchCommand EndMarker "
        "HandOver MarkPlace MarkShift Note OfferRole Request Role SetStatus Settle Strike TakeRole "
        "Undo"
    ),
    "danger_flags": "dangers gravest_first is_danger",
    "decisions.actor": "Actor FOR_SUPERVISORS NOBODY refuse_care",
    "decisions.amendments": "free_call_id",
    "decisions.calls": "DUPLICATE fitting_outcomes needs_reason nobody_came usual_outcome",
    "decisions.compensation": "compensation concerns_dispatch",
    "decisions.compound_decisions": (
        "decide_all decided_calls decided_commands decision_again effects_of refuse_roles "
        "resolved_commands undo_of undone_orders"
    ),
    "decisions.decide": "decide",
    "decisions.entries": "strike_refusal",
    "decisions.refusal": "no_such_call Refusal",
    "decisions.side_effects": "no_saving_reason not_restored",
    "decisions.undo.undo_plan": (
        "has_just_undone newest_own newest_own_again plan_undo refusal_of UndoDoubt UndoPlan"
    ),
    "decisions.vehicles": "availability",
    "dispatch_rules": "DispatchRules TravelRules",
    "events": (
        "Aside CallReported CommandAnswered Commanded CommandSent DISCLOSURE Event Exported Fact "
        "FeedChanged Held KeyKind LISTED_TWICE LOOKED Migrated Offered OffList Purged "
        "RecordRefused RefusalCause RefusalLifted Relisted Source Subject Unlisted VehicleReported "
        "Viewed"
    ),
    "formatting": (
        "age age_in_words clock count date day_of_year duration end_sentence join_words local "
        "long_day minutes_between money pounds running sentence short_day target total waited "
        "weekday whole_minutes"
    ),
    "geometry": "distance_km",
    "identity": "is_same_call",
    "projection.board_snapshot": "BoardSnapshot",
    "projection.calls.ambulance_waits": "ambulance_wait_clock ambulance_waits",
    "projection.calls.call_order": "CallOrder",
    "projection.calls.urgency": "ambulance_clock Clock ClockState police_clock rank",
    "projection.markers": "marker_days marker_warning marker_words shown_markers",
    "projection.orders": "calls_of Order Sending vehicle_of",
    "projection.phrases": (
        "back_up_words count_words emergency_over_words failure_words INSTEAD outstanding_words "
        "right_care_words"
    ),
    "projection.place_index": "MOST_RADIUS_M",
    "projection.tallies": "arrivals is_attended savings_of",
    "queries.alert_index": "ActiveAlerts AlertIndex",
    "queries.alert_models": "Alert AlertKind FORESEEN gravity",
    "queries.alerts": "alerts find_leave_warnings",
    "queries.call_alerts": "alerts_of_call",
    "queries.call_search": (
        "area_term area_words callback_words calls_like find_calls FoundCalls read_search"
    ),
    "queries.dispatch.models": "Act Advice Deadline Offer Plan TargetForecast",
    "queries.dispatch.nearest": "NearbyVehicle nearest",
    "queries.dispatch.phrases": (
        "arrival_words cost_words drawback_words need_words precondition_words reason_words "
        "source_word target_words unable_words"
    ),
    "queries.dispatch.plan_commands": "act_of commands_of stand_down_for",
    "queries.dispatch.plan_phrases": (
        "act_words all_passed_over_words ask_words deadline_time deadline_words late_words "
        "mark_words meanwhile_words passed_over_words shortfall_words"
    ),
    "queries.dispatch.reasons": "Action ArrivalSource CallMark Precondition",
    "queries.dispatch.travel_times.backtest": "Coverage coverage Prediction predictions",
    "queries.dispatch.travel_times.calibration": "shipped",
    "queries.dispatch.travel_times.calibration_fit": "calibrate",
    "queries.dispatch.travel_times.journeys": "Journey list_journeys",
    "queries.dispatch.travel_times.minutes_table": "MinutesTable parse_minutes TravelTableError",
    "queries.dispatch.travel_times.model_cache": "calibration_before",
    "queries.dispatch.travel_times.table_source": "TableSource",
    "queries.dispatch.travel_times.travel_sources": "Location SameSpread TravelSource",
    "queries.duties": "rest_before short_rests",
    "queries.earlier_calls": "earlier_calls",
    "queries.missing_details": "missing_details missing_words place_text",
    "queries.recommendation": "Recommendation",
    "queries.refreshments": "meal_due no_break_words refreshments_of",
    "queries.roles": "held_roles offer_to RANKS role_of standing_offers",
    "queries.search_dates": "Search",
    "queries.vehicle_alerts": "check_clock checks_due",
    "records": "CallRecord CrewMember NoteRecord Place Position ResponseRecord VehicleRecord",
    "redaction": "erased_names redact",
    "rules": (
        "Availability CATEGORIES Checks CLOSING_FLAGS DANGER_FLAGS Detail Details EMERGENCY Grade "
        "GRADES OFF_CALLS OFF_DUTY ON_A_CALL Outcome OUTCOMES Places Rules Savings ShiftHours "
        "STAGES Status STATUSES TYPES"
    ),
    "shifts": "Period period_at Shift shift_at start_day time_zone",
    "short_names": "ShortNames",
    "subjects": "CallSubjects",
    "text": (
        "clean clean_all is_clean_json MAX_MARKS MAX_SHORT nearest_word printable printable_file "
        "printable_json UNSEEN"
    ),
    "views": (
        "calls_besides Change CrewPeriod EntryKind LogEntry status_on StatusSpan Tally Vehicle"
    ),
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
