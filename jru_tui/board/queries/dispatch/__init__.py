"""The right vehicle, in time: a recommendation for each call, over the whole board.

`Dispatcher(board, now).plan` is who should go where; `.advise(call)` is who could go to one call,
the best first, each with what it costs the others. Everything is worked out from the board alone,
once, when it is first asked for; the words are made from it in `phrases`.

**When is it there?** Turnout by status, then the way (`travel`): the first source that knows. They
are a routing engine's answers, the force's table of minutes (`table_source`), and the straight line
by the settings, or by the unit's own journeys where there are enough (`calibration_fit`). A vehicle
that is on its way is where the feed expects it, if the feed says so. An old position counts as a
way across to wherever it may be by now; one that is not known, as a guess by area, with a word to
ask by radio. An arrival has a median and an interval that holds four times in five (`backtest`).

**What is best?** The plan with the fewest points (`objective`). A call costs points for each minute
until somebody is there, more for each minute past a target, for each target that is missed, for
each need that the crew does not meet; a vehicle for what has to be done before it goes (`ways`: a
reason, a broken meal, a scene that is left, a question by radio), for a shift that ends, a meal
that is owed, another area, its load. Taking a vehicle off its way costs what such a change must be
worth, so that a plan does not go back and forth. The weights are settings (`dispatch_rules`).

**Who goes where?** Calls that nobody has reached, officers in an emergency and skills that are
missing at a scene are demands; vehicles are given to them all at once, each at most one
(`assignment`, exact). That finds diversions, swaps, and calls that are better left to others. Where
a G1 or C1 would wait for a crew that may be clear, the soonest vehicle that the plan needs nowhere
is sent meanwhile.

**And for one call?** Offers stand in the order of what the whole board is worse off than by the
plan: 0 for the plan's own choice, and for the others the exact price of forcing them. So the first
offer is never a vehicle that the plan has for somebody else, and never one that misses a target
while another meets it that the plan does not need elsewhere: a missed target costs more than all
lesser reasons together. Ties fall to the vehicle that was heard of first: names decide nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
    from jru_tui.board.queries.dispatch.models import (
        Act,
        Advice,
        Arrival,
        Consequence,
        Deadline,
        Offer,
        Plan,
        Shortfall,
        TargetForecast,
    )
    from jru_tui.board.queries.dispatch.orders import act_of, commands_of
    from jru_tui.board.queries.dispatch.phrases import (
        arrival_words,
        cost_words,
        drawback_words,
        need_words,
        offer_words,
        precondition_words,
        reason_words,
        source_word,
        target_words,
        unable_words,
    )
    from jru_tui.board.queries.dispatch.plan_phrases import (
        act_words,
        all_passed_over_words,
        ask_words,
        deadline_words,
        late_words,
        mark_words,
        passed_over_words,
        shortfall_words,
    )
    from jru_tui.board.queries.dispatch.reasons import (
        Action,
        ArrivalSource,
        CallMark,
        Drawback,
        Precondition,
        Unable,
    )
    from jru_tui.board.queries.dispatch.travel_times.backtest import (
        Coverage,
        Prediction,
        coverage,
        predictions,
    )
    from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration, shipped
    from jru_tui.board.queries.dispatch.travel_times.calibration_fit import calibrate
    from jru_tui.board.queries.dispatch.travel_times.journeys import (
        Journey,
        earlier_journeys,
        list_journeys,
    )
    from jru_tui.board.queries.dispatch.travel_times.minutes_table import (
        MinutesTable,
        TravelTableError,
        parse_minutes,
    )
    from jru_tui.board.queries.dispatch.travel_times.model_cache import (
        ModelCache,
        calibration_before,
    )
    from jru_tui.board.queries.dispatch.travel_times.table_source import TableSource
    from jru_tui.board.queries.dispatch.travel_times.travel_sources import (
        Location,
        TravelModel,
        TravelSource,
        location,
    )

__all__ = [
    "Act",
    "Action",
    "Advice",
    "Arrival",
    "ArrivalSource",
    "Calibration",
    "CallMark",
    "Consequence",
    "Coverage",
    "Deadline",
    "Dispatcher",
    "Drawback",
    "Journey",
    "Location",
    "MinutesTable",
    "ModelCache",
    "Offer",
    "Plan",
    "Precondition",
    "Prediction",
    "Shortfall",
    "TableSource",
    "TargetForecast",
    "TravelModel",
    "TravelSource",
    "TravelTableError",
    "Unable",
    "act_of",
    "act_words",
    "all_passed_over_words",
    "arrival_words",
    "ask_words",
    "calibrate",
    "calibration_before",
    "commands_of",
    "cost_words",
    "coverage",
    "deadline_words",
    "drawback_words",
    "earlier_journeys",
    "late_words",
    "list_journeys",
    "location",
    "mark_words",
    "need_words",
    "offer_words",
    "parse_minutes",
    "passed_over_words",
    "precondition_words",
    "predictions",
    "reason_words",
    "shipped",
    "shortfall_words",
    "source_word",
    "target_words",
    "unable_words",
]

_HOMES = {
    "travel_times.backtest": (
        "Coverage",
        "Prediction",
        "coverage",
        "predictions",
    ),
    "travel_times.calibration": (
        "Calibration",
        "shipped",
    ),
    "travel_times.calibration_fit": ("calibrate",),
    "dispatcher": ("Dispatcher",),
    "travel_times.journeys": (
        "Journey",
        "earlier_journeys",
        "list_journeys",
    ),
    "travel_times.minutes_table": (
        "MinutesTable",
        "TravelTableError",
        "parse_minutes",
    ),
    "travel_times.model_cache": (
        "ModelCache",
        "calibration_before",
    ),
    "models": (
        "Act",
        "Advice",
        "Arrival",
        "Consequence",
        "Deadline",
        "Offer",
        "Plan",
        "Shortfall",
        "TargetForecast",
    ),
    "orders": (
        "act_of",
        "commands_of",
    ),
    "phrases": (
        "arrival_words",
        "cost_words",
        "drawback_words",
        "need_words",
        "offer_words",
        "precondition_words",
        "reason_words",
        "source_word",
        "target_words",
        "unable_words",
    ),
    "plan_phrases": (
        "act_words",
        "all_passed_over_words",
        "ask_words",
        "deadline_words",
        "late_words",
        "mark_words",
        "passed_over_words",
        "shortfall_words",
    ),
    "reasons": (
        "Action",
        "ArrivalSource",
        "CallMark",
        "Drawback",
        "Precondition",
        "Unable",
    ),
    "travel_times.table_source": ("TableSource",),
    "travel_times.travel_sources": (
        "Location",
        "TravelModel",
        "TravelSource",
        "location",
    ),
}
"""The modules, each with the names that it gives: imported when one of them is first asked for."""


def __getattr__(name: str) -> object:
    """Import the module of a name, so that nothing here is loaded before somebody wants it.

    Raises:
        AttributeError: there is no such name.
    """
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
