"""The text of a past shift: figures, crews and calls."""

from collections.abc import Iterator
from datetime import timedelta

from textual.content import Content

from jru_tui.board import Board, Call, CrewPeriod, Shift, Tally, money, total
from jru_tui.tui.layout.line import cut
from jru_tui.tui.phrases import day, hm, place

_NAME = 11
_OVERRUN = timedelta(hours=4)
"""How far a spell can reach past the end of its shift."""


def hours(shift: Shift, board: Board) -> str:
    """`Fri 30 Oct  18:00–02:00`."""
    rules = board.rules
    day_of = day(shift.starts_at, rules)
    return f"{day_of}  {hm(shift.starts_at, rules)}–{hm(shift.ends_at, rules)}"


def tally_words(tally: Tally) -> str:
    """`9 attended, 4 h 30 saved, £225`."""
    return f"{tally.attended} attended, {total(tally.minutes)} saved, {money(tally.pence)}"


def in_full(board: Board, shift: Shift) -> Content:
    """Describe a shift without its log."""
    return Content("\n").join(_lines(board, shift))


def _lines(board: Board, shift: Shift) -> Iterator[Content]:
    yield Content.styled(hours(shift, board), "bold $jru-strong")
    yield Content(tally_words(board.tally(shift)))
    yield Content()
    yield Content.styled("Vehicles and crews", "bold $jru-strong")
    for vehicle in board.vehicles.values():
        tally = board.tally(shift, vehicle.id)
        yield _named(vehicle.name, tally_words(tally))
        for spell in board.crew_spells(vehicle.id, shift.starts_at, shift.ends_at + _OVERRUN):
            if spell.on_at < shift.next_starts_at and (spell.off_at or shift.ends_at) > (
                shift.starts_at
            ):
                yield _named("", _spell(spell, shift, board))
    yield Content()
    calls = board.calls_of(shift)
    yield Content.styled(f"Calls  {len(calls)}", "bold $jru-strong")
    for call in calls:
        yield _call(call, shift, board)


def _spell(spell: CrewPeriod, shift: Shift, board: Board) -> str:
    over = shift.ends_at + _OVERRUN
    if spell.off_at is not None and spell.off_at < over:
        until = hm(spell.off_at, board.rules)
    else:
        # Nobody logged them off: what the next shifts say of them is not this one's.
        until = "now" if board.written_at is None or board.written_at < over else "the end"
    skills = f" · {', '.join(spell.member.skills)}" if spell.member.skills else ""
    return f"{spell.member.id}{skills}  {hm(spell.on_at, board.rules)}–{until}"


def _call(call: Call, shift: Shift, board: Board) -> Content:
    rules = board.rules
    judged = " ".join(cut(code, 6) for code in (call.grade, call.category) if code)
    sent = dict.fromkeys(response.vehicle for response in call.responses)
    names = "+".join(
        board.vehicles[vehicle].name if vehicle in board.vehicles else vehicle for vehicle in sent
    )
    ended = "open" if call.open else rules.outcome_label(call.outcome)
    if call.opened_at < shift.starts_at:
        ended = f"open from before, {ended}"
    elif board.written_at is not None and shift.next_starts_at <= (
        call.closed_at or board.written_at
    ):
        ended = f"carried over, {ended}"
    return Content.assemble(
        (f"{hm(call.opened_at, rules)}  ", "$jru-dim"),
        (f"{board.names.call(call.id)}  ", "bold"),
        f"{judged}  " if judged else "",
        f"{rules.type_label(call.type)}, {place(call.where, rules)}  ",
        (" ".join(filter(None, (names, ended))), "$jru-dim"),
    )


def _named(name: str, value: str) -> Content:
    return Content.assemble((f"{cut(name, _NAME - 1):<{_NAME}}", "bold"), value)
