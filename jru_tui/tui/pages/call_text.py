"""The text of a call in full, with who reported each part.

What the feed wrote only ever goes in as literal text.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from textual.content import Content

from jru_tui.board import (
    END_WORDS,
    BackUpAsked,
    Board,
    Call,
    Clock,
    Deadline,
    Grade,
    Response,
    Rules,
    ambulance_clock,
    ambulance_wait_clock,
    back_up_words,
    calls_besides,
    dangers,
    deadline_time,
    is_attended,
    missing_details,
    missing_words,
    money,
    outstanding_words,
    police_clock,
    savings_of,
    target,
    waited,
)
from jru_tui.tui.layout.signs import (
    ALERT,
    DANGER,
    ODD,
)
from jru_tui.tui.long_texts import short_tags
from jru_tui.tui.pages.call_sections import NAME_WIDTH, doubts_about, label_value
from jru_tui.tui.phrases import NO_STAGE, coordinates, day, hm, hms, place

_CLOCK_INKS = {
    "calm": "$foreground",
    "amber": "bold $jru-amber",
    "red": "bold $jru-red",
    "met": "$jru-scene",
    "missed": "$jru-amber",
    "none": "$foreground",
    "ahead": "bold $jru-amber",
}
_CLOCK_WORDS = {
    "calm": "",
    "amber": "nearly due",
    "red": "overdue",
    "met": "✓ in time",
    "missed": "✗ late",
    "none": "",
    "ahead": "? opened after now: a clock is wrong",
}
_AWAITED = {"ambulance": Grade("asked for", 0)}
"""The words of the clock of a wait at scene."""
_NOT_JUDGED = {"Police": "no grade", "Ambulance": "no category"}
_ORIGINS = {
    "police": "from police",
    "ambulance": "from the ambulance service",
    "self": "self-deployed",
}


def facts(
    board: Board,
    call: Call,
    now: datetime,
    *,
    stale: bool = False,
    odd: str = "",
    deadline: Deadline | None = None,
    earlier: Sequence[Call] = (),
) -> Content:
    """Describe the call: what, where, how urgent, who is on it and how it ended.

    While the feed is `stale` running clocks are grey and warn of nothing. `odd` is what cannot be
    right about its record, in words.

    Args:
        board: the board as it stands.
        call: the call that it concerns.
        now: the present moment, UTC.
        stale: true while the feed is old: nothing that depends on it is said.
        odd: what cannot be right about its record; may be empty.
        deadline: the last moment to send somebody; None for none.
        earlier: earlier calls at its place, the newest first.
    """
    due = None if stale else deadline
    return Content("\n").join(
        _facts(board, call, now, stale=stale, odd=odd, deadline=due, earlier=earlier)
    )


def _facts(
    board: Board,
    call: Call,
    now: datetime,
    *,
    stale: bool,
    odd: str,
    deadline: Deadline | None,
    earlier: Sequence[Call],
) -> Iterator[Content]:
    rules = board.rules
    if board.names.in_text(call.id) != call.id:
        # Its title has the short name.
        yield Content.styled(call.id, "$jru-dim")
    danger = dangers(call.flags, rules.danger_flags)
    others = tuple(flag for flag in call.flags if flag not in danger)
    yield Content.assemble(
        (rules.type_label(call.type), "bold $jru-strong"),
        (f"  {DANGER} {short_tags(danger, f'  {DANGER} ')}" if danger else "", "bold $jru-red"),
        (f"  needs {short_tags(call.needs, ', ')}" if call.needs else "", "$jru-amber"),
        (f"  {short_tags(others, '  ')}".rstrip(), "$jru-amber"),
    )
    area = rules.area_label(call.where.area) if call.where.area else ""
    yield Content.assemble(
        place(call.where, rules),
        (f"  {coordinates(call.where) if call.where.text else ''}  {area}".rstrip(), "$jru-dim"),
    )
    origin = _ORIGINS.get(call.origin or "", call.origin or "origin not given")
    yield Content.styled(
        f"{origin} · opened {day(call.opened_at, rules)} {hms(call.opened_at, rules)}"
        f" · last report {hms(call.as_of, rules)}",
        "$jru-dim",
    )
    yield from _details(call, rules)
    yield Content()
    yield _clock("Police", police_clock(call, rules, now), rules.grades, stale=stale)
    ambulance = ambulance_clock(call, rules, now)
    yield _clock("Ambulance", ambulance, rules.categories, stale=stale)
    if (wait := ambulance_wait_clock(call, rules, now)) is not None:
        yield _clock("Awaited", wait, _AWAITED, stale=stale)
    if deadline is not None:
        ahead = timedelta(minutes=rules.dispatch.alert_minutes)
        ink = "bold $jru-red" if now >= deadline.at - ahead else "$jru-amber"
        left = waited(max(0.0, (deadline.at - now).total_seconds()))
        at = f"{deadline.name} by {deadline_time(deadline, rules, now)}"
        text = Content.assemble((at, ink), (f" to meet {deadline.code}, {left} left", "$jru-dim"))
        yield label_value("Send", text)
    yield from doubts_about(call, board, now)
    if odd:
        yield Content.styled(f"{ODD} odd: {odd}", "$jru-amber")
    if call.summary:
        yield Content()
        yield Content(call.summary)
    yield from _earlier(earlier, board)
    yield Content()
    yield Content.styled("Vehicles", "bold $jru-strong")
    if not call.responses:
        yield Content.styled("none was sent", "$jru-dim")
    for response in call.responses:
        yield _response(call, response, board)
    yield from _back_up(call, rules)
    if not call.open:
        yield Content()
        yield from _ending(call, board)


def _details(call: Call, rules: Rules) -> Iterator[Content]:
    """Yield how the caller is reached, how many people are involved, and what is missing."""
    if call.callback:
        yield label_value("Callback", call.callback)
    if call.people:
        yield label_value("People", f"{call.people:,}")
    if missing := missing_words(missing_details(call, rules)):
        yield Content.styled(missing, "$jru-amber")


def _earlier(earlier: Sequence[Call], board: Board) -> Iterator[Content]:
    """Yield the earlier calls at the place, with what was dangerous there and how each ended."""
    if not earlier:
        return
    rules = board.rules
    yield Content()
    yield Content.styled("Earlier calls at this place", "bold $jru-strong")
    for call in earlier:
        danger = dangers(call.flags, rules.danger_flags)
        warning = f"  {DANGER} {short_tags(danger, f'  {DANGER} ')}" if danger else ""
        grading = " ".join(code for code in (call.grade, call.category) if code)
        ended = rules.outcome_label(call.outcome) if not call.open else "open"
        yield Content.assemble(
            (f"{day(call.opened_at, rules)} {hm(call.opened_at, rules)}  ", "$jru-dim"),
            (f"{board.names.call(call.id)}  ", "bold"),
            (f"{grading}  " if grading else "", "$jru-amber"),
            f"{rules.type_label(call.type)}, {ended}",
            (warning, "bold $jru-red"),
        )


def _clock(service: str, clock: Clock | None, table: dict[str, Grade], *, stale: bool) -> Content:
    if clock is None:
        return label_value(service, Content.styled(_NOT_JUDGED[service], "$jru-dim"))
    known = table.get(clock.code)
    code = f"{clock.code} {known.label}" if known else f"unknown: {clock.code}"
    due = "" if clock.target_s is None else f" of {target(clock.target_s, ' min')}"
    silent = stale and clock.running
    ink = "$jru-dim" if silent else _CLOCK_INKS[clock.state]
    return label_value(
        service,
        Content.assemble(
            (f"{code:<20}", "bold"),
            (f"{waited(clock.elapsed_s):>8}", ink),
            (f"{due}  ", "$jru-dim"),
            ("" if silent else _CLOCK_WORDS[clock.state], ink),
        ),
    )


def _response(call: Call, response: Response, board: Board) -> Content:
    vehicle = board.vehicles.get(response.vehicle)
    stages = (
        ("allocated", response.allocated_at),
        ("mobile", response.en_route_at),
        ("at scene", response.at_scene_at),
        (END_WORDS[response.end or "clear"], response.clear_at),
    )
    pieces: list[str | tuple[str, str]] = [
        (f"{vehicle.name if vehicle else response.vehicle:<{NAME_WIDTH}}", "bold")
    ]
    for name, at in stages:
        pieces += [(f"{name} ", "$jru-dim"), f"{hm(at, board.rules) if at else '-':<7}"]
    if response.on_at is not None:
        pieces.append((NO_STAGE, "$jru-dim"))
    if others := calls_besides(board.vehicles, call, response):
        text = f"  {ALERT} also on {', '.join(map(board.call_name, others))}"
        pieces.append((text, "bold $jru-amber"))
    return Content.assemble(*pieces)


def _back_up(call: Call, rules: Rules) -> Iterator[Content]:
    """Yield what help was asked for, and what came of it."""
    if call.back_up:
        yield Content()
        yield Content.styled("Back-up", "bold $jru-strong")
    for request in call.back_up:
        words = outstanding_words(request) if request.outstanding else _request_words(request)
        if request.ended_at is None:
            ended = ("has not arrived", "bold $jru-amber")
        else:
            ending = "at scene" if request.ended == "at_scene" else "cancelled"
            ended = (f"{ending} {hm(request.ended_at, rules)}", "$jru-dim")
        yield label_value(hm(request.at, rules), Content.assemble(f"{words}  ", ended))


def _ending(call: Call, board: Board) -> Iterator[Content]:
    rules = board.rules
    by = {"feed": "by the feed", "supervisor": "by you"}.get(call.closed_by or "", "")
    at = f"{hms(call.closed_at, rules)} " if call.closed_at else ""
    yield label_value("Closed", f"{at}{by}".strip())
    other = f" of {board.call_name(call.duplicate_of)}" if call.duplicate_of else ""
    yield label_value("Outcome", f"{rules.outcome_label(call.outcome)}{other}")
    if not call.responses:
        yield label_value(
            "Stages", "no times between opening and closing: how long it took is not known"
        )
    spared = [
        name
        for name, was in (("ambulance", call.ambulance_spared), ("patrol", call.patrol_spared))
        if was
    ]
    if spared:
        yield label_value("Spared", ", ".join(spared))
    if call.first_arrival_at is not None and is_attended(call, rules):
        minutes, pence = savings_of(call, rules)
        yield label_value("Saved", f"{minutes} min, {money(pence)}")
    else:
        yield label_value("Saved", "nothing: not attended")


def _request_words(request: BackUpAsked) -> str:
    return back_up_words(request.what, request.count, request.text)
