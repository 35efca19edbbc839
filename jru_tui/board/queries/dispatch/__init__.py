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
(`assignment_problem`, exact). That finds diversions, swaps, and calls that are better left to
others. Where a G1 or C1 would wait for a crew that may be clear, the soonest vehicle that the plan
needs nowhere is sent meanwhile.

**And for one call?** Offers stand in the order of what the whole board is worse off than by the
plan: 0 for the plan's own choice, and for the others the exact price of forcing them. So the first
offer is never a vehicle that the plan has for somebody else, and never one that misses a target
while another meets it that the plan does not need elsewhere: a missed target costs more than all
lesser reasons together. Ties fall to the vehicle that was heard of first: names decide nothing.
"""
