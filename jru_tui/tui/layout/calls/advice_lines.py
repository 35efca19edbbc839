"""The recommendation for one call, in lines of the detail pane: who goes, why, and what would help.

Loaded after the first frame, with the recommendation itself.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from jru_tui.board import (
    Action,
    Advice,
    Board,
    Call,
    CallMark,
    Deadline,
    NextCall,
    Offer,
    Precondition,
    Refusal,
    TargetForecast,
    arrival_words,
    ask_words,
    cost_words,
    deadline_words,
    decide,
    drawback_words,
    formatting,
    late_words,
    mark_words,
    meanwhile_words,
    need_words,
    passed_over_words,
    precondition_words,
    source_word,
    stand_down_for,
    target_words,
    unable_words,
)
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line, wrap
from jru_tui.tui.layout.signs import ALERT, GRAVE

_NAME_CELLS = 10
_REASON_LINES = 2
_SAID_ELSEWHERE = {
    CallMark.DUPLICATE,
    CallMark.UNLISTED,
    CallMark.DISPUTED,
    CallMark.LOST,
    CallMark.NEEDS_UNMET,
    CallMark.RIGHT_CARE,
    CallMark.NEXT_CALL,
}
"""Marks that the call's head, its clocks or the line of what it lacks say already."""


def deadline_line(deadline: Deadline, frame: Frame, width: int) -> Line:
    """Say until when somebody has to be sent, and how long that is: `send by 22:51 for G1, 3:12`.

    Args:
        deadline: the last moment.
        frame: the data of this frame of the board.
        width: cells of a line.
    """
    left_s = (deadline.at - frame.now).total_seconds()
    line = Line(width).add(
        deadline_words(deadline, frame.rules, frame.now), deadline_ink(deadline, frame)
    )
    if left_s >= 0 and not frame.stale:
        left, end = formatting.waited(left_s), " left"
        if len(f" · {left}") <= line.room:  # a countdown that is cut would be another one
            line.add(" · ", "dim").add(left, deadline_ink(deadline, frame))
        if len(end) <= line.room:
            line.add(end, "dim")
    return line


def deadline_ink(deadline: Deadline, frame: Frame) -> str:
    """The ink of a last moment: red where it is an alert, grey where the feed is old."""
    if frame.stale:
        return "dim"
    ahead = timedelta(minutes=frame.rules.dispatch.alert_minutes)
    return "red-strong" if frame.now >= deadline.at - ahead else "amber"


def advice_lines(advice: Advice, frame: Frame, width: int) -> Iterator[Line]:
    """Draw what is said of who could go, below its heading: what matters most first.

    A line is drawn when it is asked for: of a large fleet hardly any has room.

    Args:
        advice: on the call.
        frame: the board, and the plan that the advice is from.
        width: cells of a line.
    """
    best = advice.best
    names = min(_NAME_CELLS, max((len(offer.name) for offer in advice.offers), default=0))
    first: list[Line] = []
    if best is not None:
        first = [
            *_offer_lines(best, names, frame, width, chosen=True),
            *_meanwhile_lines(advice, width),
            *_kept_lines(advice, frame, width),
            *_help_lines(advice, frame, width),
            *_reason_lines(_offer_words(best, frame), width, _REASON_LINES, "text"),
        ]
    others = [offer for offer in advice.offers if best is None or offer.vehicle != best.vehicle]
    yield from first or _help_lines(advice, frame, width)
    yield from _mark_lines(advice, width)
    for offer in others:
        yield from _other_lines(offer, names, frame, width)


def offered_act(call: Call, advice: Advice, board: Board) -> tuple[str, str]:
    """Return the command that can be given on what is advised, and what it does; empty for none.

    Args:
        call: the call.
        advice: on it.
        board: as it stands: its gate decides.
    """
    for offer in advice.offers:
        if offer.can_be_sent or (
            offer.possible
            and offer.action is Action.WHEN_CLEAR
            and stand_down_for(board, call, offer.vehicle) is not None
        ):
            return "assign", "assigns"
    return ("next-call", "keeps it") if _may_be_kept(advice, board) else ("", "")


def _may_be_kept(advice: Advice, board: Board) -> bool:
    """Tell whether the call can be kept for the best vehicle until that is clear."""
    best = advice.best
    if best is None or best.action is not Action.WHEN_CLEAR:
        return False
    return not isinstance(decide(board, NextCall(advice.call, best.vehicle)), Refusal)


def _kept_lines(advice: Advice, frame: Frame, width: int) -> Iterator[Line]:
    """Say how the call is kept for the best vehicle, which is not clear yet."""
    key = frame.keys.get("next-call")
    if key and advice.best is not None and _may_be_kept(advice, frame.board):
        text = f"keeps it for {frame.board.names.fit(advice.best.name, _NAME_CELLS)}"
        yield Line(width).space(2).add(key, "accent").space().add(text, "text")


def _other_lines(offer: Offer, names: int, frame: Frame, width: int) -> Iterator[Line]:
    """Draw one of the others: what becomes of the clocks, and in a line of its own why not."""
    yield from _offer_lines(offer, names, frame, width, chosen=False)
    yield from _reason_lines(_offer_words(offer, frame), width, 1, "dim")


def _meanwhile_lines(advice: Advice, width: int) -> Iterator[Line]:
    for text in wrap(meanwhile_words(advice), width - 2, _REASON_LINES) if advice.meanwhile else ():
        yield Line(width).space(2).add(text, "scene-strong")


def _offer_lines(
    offer: Offer, names: int, frame: Frame, width: int, *, chosen: bool
) -> Iterator[Line]:
    """Draw one vehicle: its arrival and what becomes of the clocks; else why it cannot be sent."""
    ink = "text" if offer.possible else "dim"
    if chosen:
        ink = "scene-strong" if offer.meets else "amber-strong"
    name = frame.board.names.fit(offer.name, names)
    line = Line(width).add("▸ " if chosen else "  ", ink).add(name, ink, names).add("  ")
    if not offer.possible:
        yield line.add(unable_words(offer, frame.rules), "dim")
        return
    line.add(arrival_words(offer.arrival), "strong" if chosen else "text")
    targets, word = target_words(offer.targets), source_word(offer.arrival)
    # Of one that is not chosen what becomes of the clocks matters more than where that is from.
    if word and (chosen or len(f" {word}  {targets}") <= line.room):
        line.space().add(word, "dim")
    if len(f"  {targets}") <= line.room:
        yield line.add("  ").add(targets, target_ink(offer.targets))
        return
    yield line
    for text in wrap(targets, width - 2, _REASON_LINES if chosen else 1):
        yield Line(width).space(2).add(text, target_ink(offer.targets))


def _offer_words(offer: Offer, frame: Frame) -> str:
    """Say the reasons of an offer with ids as short as the board writes them."""
    return frame.board.names.in_text(reasons(offer))


def _reason_lines(sentence: str, width: int, most: int, ink: str) -> Iterator[Line]:
    for text in wrap(sentence, width - 2, most) if sentence else ():
        yield Line(width).space(2).add(text, ink)


def target_ink(targets: Sequence[TargetForecast]) -> str:
    """The ink of what becomes of the clocks: red where one is missed, amber where one may be."""
    known = [target for target in targets if target.is_known]
    if any(target.late_s for target in known):
        return "red-strong"
    return "scene" if all(target.meets for target in known) else "amber-strong"


def reasons(offer: Offer) -> str:
    """Say what sending a vehicle changes, and what has to be done before; empty where it just goes.

    That a reason is needed says whoever asks for it.
    """
    return " · ".join(list_reasons(offer))


def list_reasons(offer: Offer) -> list[str]:
    """List what sending a vehicle changes, and what has to be done before, one by one."""
    if not offer.possible:
        return []
    steps = (step for step in offer.first if step is not Precondition.GIVE_REASON)
    first = ", ".join(precondition_words(step) for step in steps)
    parts = (cost_words(offer), need_words(offer), drawback_words(offer), first)
    return [part for part in parts if part]


def _help_lines(advice: Advice, frame: Frame, width: int) -> Iterator[Line]:
    """Targets that nobody meets; and the key that asks for what would help."""
    plan = frame.recommendation.plan if frame.recommendation is not None else None
    if plan is not None and (sentence := passed_over_words(plan, advice.call)):
        for text in wrap(sentence, width - 2, 2):
            yield Line(width).space(2).add(text, "amber")
    vehicle = advice.best.vehicle if advice.best is not None else ""
    for short in advice.shortfalls:
        if short.vehicle != vehicle or not vehicle:
            for text in wrap(f"{GRAVE} {late_words(short)}", width, _REASON_LINES):
                yield Line(width).add(text, "red-strong")
        if short.ask is not None:
            key, line = frame.keys.get("back-up"), Line(width).space(2)
            asks = ask_words(short)
            line = line.add(key, "accent").space() if key else line
            line.add(asks.replace("ask ", "asks ", 1) if key else asks)
            missed = f": {short.code} {'may be' if short.hoped else 'is'} missed"
            if len(missed) <= line.room:
                line.add(missed, "amber" if short.hoped else "red")
            yield line
    if advice.lacking:
        lacking = ", ".join(advice.lacking).replace("_", " ")
        yield Line(width).add(f"{ALERT} nobody brings {lacking}", "amber-strong")


def _mark_lines(advice: Advice, width: int) -> Iterator[Line]:
    for mark in advice.marks:
        if mark not in _SAID_ELSEWHERE:
            yield Line(width).add(f"{ALERT} {mark_words(mark)}", "amber")
