"""A call in one line of the list."""

from collections.abc import Iterator

from jru_tui.board.events import Subject
from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.projection.urgency import ambulance_clock, police_clock
from jru_tui.board.rules import Rules
from jru_tui.board.views import Call, status_on
from jru_tui.tui import words
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.widgets.call_columns import Columns
from jru_tui.tui.widgets.clocks import add_clock
from jru_tui.tui.widgets.frame import Frame
from jru_tui.tui.widgets.vehicle_marks import BACK_UP, ODD, SET_ASIDE, UNCONFIRMED

NEW, DISPUTED, UNLISTED, REOPENED = "●", "≠", "∅", "↺"
LINKED = "≡"


def row(
    call: Call, frame: Frame, columns: Columns, width: int, *, selected: bool, new: bool
) -> Line:
    """The call's line: a mark, its id, two clocks, what and where, who is on it.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        columns: where each column starts and ends.
        width: cells that there are.
        selected: true if the cursor is on it.
        new: true until the supervisor has looked at it.
    """
    needs_somebody = call.waiting or call.dispute is not None
    ground = "selected" if selected else "waiting" if needs_somebody else "ground"
    line = Line(width, ground)
    closed = not call.open and call.dispute is None
    plain = "dim" if closed else "text"
    sign, _, ink = mark(call, frame, new=new)
    if selected:
        line.add("▌", "accent").add(sign, ink, 1)
    else:
        line.add(sign, ink, 1).space()
    named = frame.board.names.short(call.id, columns.id)
    line.add(named, "dim" if closed else "strong", columns.id).space()
    rules, targets, stale = frame.rules, columns.targets, frame.stale
    police = police_clock(call, rules, frame.now)
    add_clock(line, police, rules.grades, closed=closed, stale=stale, target=targets)
    ambulance = ambulance_clock(call, rules, frame.now)
    add_clock(line.space(), ambulance, rules.categories, closed=closed, stale=stale, target=targets)
    kind = what(call, rules, columns.type)
    line.space().add(kind, "strong" if needs_somebody else plain, columns.type)
    line.space().add(words.place(call.where, rules), plain, columns.where).space()
    return line.join(_unit(call, frame, min(columns.unit, line.room), ground, closed=closed))


def subject(call: Call, frame: Frame) -> tuple[object, ...]:
    """Return what a row is drawn from besides its call and the time."""
    about: tuple[Subject, str] = ("call", call.id)
    vehicles = frame.board.vehicles
    return (
        frame.stale,
        about in frame.health.odd,
        frame.board.refused.get(about),
        *(vehicles.get(response.vehicle) for response in call.responses),
    )


def mark(call: Call, frame: Frame, *, new: bool) -> tuple[str, str, str]:
    """Choose what is most special about a call: sign, words and ink; blank for nothing.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        new: true until the supervisor has looked at it.
    """
    return next(marks(call, frame, new=new), (" ", "", "text"))


def marks(call: Call, frame: Frame, *, new: bool) -> Iterator[tuple[str, str, str]]:
    """Yield everything that is special about a call, the gravest first.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        new: true until the supervisor has looked at it.
    """
    yield from _doubts(call, frame)
    if new:
        yield (NEW, "new", "amber-strong")
    for asked in call.back_up:
        if asked.outstanding and call.open:
            said = outstanding_words(asked, text=False)
            yield (BACK_UP, f"back-up: {said}", "amber")
    if call.unconfirmed:
        given_at = frame.board.given_at(call.unconfirmed)
        yield (UNCONFIRMED, words.unconfirmed(given_at, frame.now), "amber")
    if call.linked_to:
        yield (LINKED, frame.board.names.in_text(f"duplicate of {call.linked_to}"), "text")
    if call.reopened:
        yield (REOPENED, "reopened", "text")
    if ("call", call.id) in frame.health.odd:
        yield (ODD, "odd", "dim")


def _doubts(call: Call, frame: Frame) -> Iterator[tuple[str, str, str]]:
    """Yield where the feed contradicts somebody, or says nothing that can be read."""
    if call.dispute is not None:
        yield (DISPUTED, "disputed", "amber-strong")
    if call.unlisted_at is not None:
        yield (UNLISTED, "no longer listed", "amber")
    if (refused := frame.board.refused.get(("call", call.id))) is not None:
        yield (SET_ASIDE, words.set_aside(refused), "amber")


def what(call: Call, rules: Rules, width: int) -> str:
    """The call's type, and as many of its flags as have room: `Assault · alcohol`.

    Args:
        call: the call that it concerns.
        rules: the rules of the field.
        width: cells that there are.
    """
    text = rules.type_label(call.type)
    for flag in call.flags:
        longer = f"{text} · {flag.replace('_', ' ')}"
        if len(longer) <= width:
            text = longer
    return text


def _unit(call: Call, frame: Frame, width: int, ground: str, *, closed: bool) -> Line:
    line, rules = Line(width, ground), frame.rules
    if closed:
        names = "+".join(
            dict.fromkeys(frame.name(other_response.vehicle) for other_response in call.responses)
        )
        return line.add(f"{names} " if names else "", "dim").add(
            rules.outcome_label(call.outcome), "dim"
        )
    if call.waiting:
        line.add("waiting", "amber-strong")
    for index, response in enumerate(call.on_it):
        doing = status_on(frame.board.vehicles, call, response)
        line.add(" " if index else "")
        line.add(rules.status(doing).glyph, status_ink(doing, rules)).space()
        line.add(frame.name(response.vehicle), "text")
    _, said, ink = mark(call, frame, new=False)
    if said and line.room > len(said) + 1:
        line.add(" ").add(said, ink)
    return line
