"""The parts of a call's description, each a few lines; the detail pane shows those that fit."""

from collections.abc import Sequence
from itertools import islice

from jru_tui.board import (
    END_WORDS,
    Alert,
    Call,
    Clock,
    Dispute,
    LogEntry,
    ambulance_clock,
    ambulance_wait_clock,
    calls_besides,
    dangers,
    formatting,
    missing_details,
    missing_words,
    police_clock,
    status_on,
)
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_marks import call_marks
from jru_tui.tui.layout.calls.call_tags import call_tags, tag_words
from jru_tui.tui.layout.calls.clocks import bar, code_ink, codes, figure
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line, cut, wrap
from jru_tui.tui.layout.signs import ALERT, DISPUTED, GRAVE

_SUMMARY_LINES = 6
_MEANING_LINES = 2
_TAG_LINES = 3
_EARLIER_LINES = 2
MOST_EARLIER = 20
"""Earlier calls that are counted."""
_BAR = 6
_CODE = 9
_LOG_AUTHOR = 5
"""Cells of the author of an entry, unless a name needs more."""


def head(call: Call, frame: Frame, width: int) -> list[Line]:
    """Draw what it is, where, who asked and when.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    rules = frame.rules
    line = Line(width)
    codes(line, call.grade, call.category, rules)
    line.add(rules.type_label(call.type), "strong")
    lines = [line, *_tags(call, frame, width)]
    place_line = Line(width).add(phrases.place(call.where, rules))
    spot = phrases.coordinates(call.where) if call.where.text else ""
    if spot and len(spot) + 2 <= place_line.room:
        place_line.add("  ").add(spot, "dim")
    origin = Line(width).add("from ", "dim").add(call.origin or "not given")
    origin.add("  opened ", "dim").add(phrases.hms(call.opened_at, rules))
    missing = missing_words(missing_details(call, rules))
    lacks = [Line(width).add(text, "amber") for text in wrap(missing, width, _MEANING_LINES)]
    return [*lines, place_line, origin, *lacks, *_marks(call, frame, width)]


def earlier(found: Sequence[Call], frame: Frame, width: int) -> list[Line]:
    """Say how many earlier calls there were at its place, and how the last ended.

    Args:
        found: earlier calls there, the newest first.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    if not found:
        return []
    rules, last = frame.rules, found[0]
    many = f"{len(found)} or more" if len(found) >= MOST_EARLIER else str(len(found))
    calls = "call" if len(found) == 1 else "calls"
    ended = "still open" if last.open else rules.outcome_label(last.outcome)
    sentence = f"{many} earlier {calls} here, last {phrases.day(last.opened_at, rules)}: "
    lines = wrap(f"{sentence}{rules.type_label(last.type)}, {ended}", width, _EARLIER_LINES)
    return [Line(width).add(text, "amber") for text in lines]


def earlier_danger(found: Sequence[Call], frame: Frame, width: int) -> list[Line]:
    """Say what was dangerous at its place before: `! here before: weapon`.

    Args:
        found: earlier calls there, the newest first.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    danger = dangers((flag for call in found for flag in call.flags), frame.rules.danger_flags)
    if not danger:
        return []
    warned = ", ".join(dict.fromkeys(flag.replace("_", " ") for flag in danger))
    lines = wrap(f"{GRAVE} here before: {warned}", width, _EARLIER_LINES)
    return [Line(width).add(text, "red-strong") for text in lines]


def clocks(call: Call, frame: Frame, width: int) -> list[Line]:
    """Draw both clocks in words and as a bar towards their targets.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    rules = frame.rules
    tables = (
        (police_clock(call, rules, frame.now), rules.grades),
        (ambulance_clock(call, rules, frame.now), rules.categories),
    )
    named = [
        (clock, table, table[clock.code].label if clock.code in table else "not in the tables")
        for clock, table in tables
        if clock is not None
    ]
    longest = max((len(label) for _, _, label in named), default=0)
    codes_width = max((min(len(clock.code), _CODE) + 1 for clock, _, _ in named), default=0)
    lines = []
    for clock, table, label in named:
        code = cut(clock.code, codes_width - 1)
        line = Line(width).add(code, code_ink(clock.code, table), codes_width)
        line.add(label, "text", max(0, min(longest + 1, width - codes_width - 14)))
        lines.append(_running(line, clock, stale=frame.stale))
    if (wait := ambulance_wait_clock(call, rules, frame.now)) is not None:
        line = Line(width).add("waits for ambulance", "amber", min(20, max(0, width - 14)))
        lines.append(_running(line, wait, stale=frame.stale))
    recommendation = frame.recommendation
    deadline = recommendation.deadline(call.id) if recommendation is not None else None
    if deadline is not None:
        # Loaded with the recommendation: it has no part in the first frame.
        from jru_tui.tui.layout.calls.advice_lines import deadline_line  # noqa: PLC0415 - as said above

        lines.append(deadline_line(deadline, frame, width))
    return lines


def summary(call: Call, width: int, most: int = _SUMMARY_LINES) -> list[Line]:
    """Draw what the caller said, in so many lines at most.

    Args:
        call: the call that it concerns.
        width: cells that there are.
        most: lines at most.
    """
    return [Line(width).add(text) for text in wrap(call.summary or "", width, most)]


def responses(call: Call, frame: Frame, width: int) -> list[Line]:
    """Draw who was sent, and the times of the way there.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    lines = []
    for response in call.responses:
        rules = frame.rules
        stages = (
            ("sent", response.allocated_at),
            ("mobile", response.en_route_at),
            ("scene", response.at_scene_at),
            (END_WORDS[response.end or "clear"], response.clear_at),
        )
        times = [f"{name} {phrases.hm(at, rules)}" for name, at in stages if at]
        if response.on_at is not None:
            times.insert(0, phrases.NO_STAGE)
        doing = status_on(frame.board.vehicles, call, response)
        glyph = rules.status(doing).glyph if response.active else "·"
        ink = status_ink(doing, rules) if response.active else "dim"
        line = Line(width).add(glyph, ink).space()
        line.add(frame.name(response.vehicle), "strong").add("  ")
        if others := calls_besides(frame.board.vehicles, call, response):
            calls = ", ".join(map(frame.board.names.call, others))
            line.add(f"{ALERT} also on {calls}", "amber-strong").add("  ")
        lines.append(line.add(newest(times, line.room), "dim"))
    return lines


def newest(times: Sequence[str], width: int) -> str:
    """Join as many of the times as have room, the last ones first."""
    for first in range(len(times)):
        text = " · ".join(times[first:])
        if len(text) <= width:
            return text
    return times[-1] if times else ""


def who_could_go(call: Call, frame: Frame, width: int, most: int) -> list[Line]:
    """Say who should go to a call and why, who else could, and what would help, once it is known.

    Args:
        call: the call.
        frame: the data of this frame of the board.
        width: cells of a line.
        most: how many lines have room.
    """
    recommendation = frame.recommendation
    advice = recommendation.advice(call.id) if recommendation is not None else None
    if advice is None or not advice.offers:
        return []
    # Loaded with the recommendation: it has no part in the first frame.
    from jru_tui.tui.layout.calls.advice_lines import (  # noqa: PLC0415 - as said above
        advice_lines,
        offered_act,
    )

    title, good_at = "Who could go", frame.health.good_at
    if frame.stale and good_at is not None:
        title += f" at {phrases.hm(good_at, frame.rules)}"
    heading = _heading(title, "strong", offered_act(call, advice, frame.board), frame, width)
    return [heading, *islice(advice_lines(advice, frame, width), most - 1)]


def dispute(found: Dispute, frame: Frame, width: int) -> list[Line]:
    """Draw both sides of a dispute, each with its time.

    Args:
        found: its two sides.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    shared = frame.own_name is not None
    sentence = "≠ The board and the feed disagree" if shared else "≠ You and the feed disagree"
    lines = [_heading(sentence, "amber-strong", ("settle", "settles"), frame, width)]
    for side, at, text, ink in (
        ("board" if shared else "you", found.at, found.ours, "yellow"),
        ("feed", found.feed_at, found.theirs, "text"),
    ):
        line = Line(width).add(phrases.hm(at, frame.rules), "dim").space().add(side, ink, 5)
        lines.append(line.add(text, "text"))
    return lines


def alerts(found: Sequence[Alert], frame: Frame, width: int) -> list[Line]:
    """Draw the alerts about the call, with the key that dismisses each.

    That everybody has left stands among its marks already, with the time.

    Args:
        found: the gravest first.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    lines = []
    for alert in found:
        if alert.kind == "left":
            continue
        sentence = alert.beside(frame.board.call_name(alert.call or ""))
        ink = "red-strong" if alert.grave else "amber-strong"
        mark = GRAVE if alert.grave else ALERT
        first, *rest = wrap(f"{mark} {sentence}", width, _MEANING_LINES) or [""]
        lines.append(_heading(first, ink, ("dismiss", "dismisses"), frame, width))
        lines += [Line(width).add(text, ink) for text in rest]
    return lines


def log(entries: Sequence[LogEntry], frame: Frame, width: int, lines_each: int) -> list[Line]:
    """The log, newest last; what was undone stays, struck through.

    Args:
        entries: the entries, the newest last.
        frame: the data of this frame of the board.
        width: cells that there are.
        lines_each: lines of one entry at most.
    """
    lines = [Line(width).add("Log", "strong")]
    times = [phrases.hms(entry.at, frame.rules) for entry in entries]
    widest = max(map(len, times), default=0)
    room = phrases.authors_width(entries, frame.own_name, _LOG_AUTHOR)
    for entry, time in zip(entries, times, strict=True):
        author, ink = phrases.log_author(entry, frame.own_name)
        line = Line(width).add(time, "dim", widest).space()
        line.add(author, ink, room).space()
        written = "struck" if entry.undone or entry.struck else "text"
        first, *rest = wrap(entry.text, line.room, lines_each) or [""]
        indent = line.used
        lines.append(line.add(first, written))
        lines += [Line(width).space(indent).add(text, written) for text in rest]
    return lines


def _heading(text: str, ink: str, offer: tuple[str, str], frame: Frame, width: int) -> Line:
    """A heading, and at its right the key of the command that deals with it."""
    command, does = offer
    line, key = Line(width).add(text, ink), frame.keys.get(command)
    if key and line.room > len(key) + len(does) + 2:
        line.to(width - len(key) - len(does) - 1).add(key, "accent").space().add(does, "dim")
    return line


def _marks(call: Call, frame: Frame, width: int) -> list[Line]:
    lines = []
    if not call.open:
        line = Line(width).add("closed ", "dim")
        line.add(phrases.hm(call.closed_at, frame.rules) + " " if call.closed_at else "", "dim")
        line.add(frame.rules.outcome_label(call.outcome), "strong")
        main = frame.board.call_name(call.duplicate_of)
        lines.append(line.add(f" of {main}" if main else ""))
    new, news = frame.read.found(call)
    for mark in call_marks(call, frame, new=new, news=news):
        if mark.sign != DISPUTED:
            wrapped = wrap(f"{mark.sign} {mark.means}", width, _MEANING_LINES)
            lines += [Line(width).add(text, mark.ink) for text in wrapped]
    return lines


def _tags(call: Call, frame: Frame, width: int) -> list[Line]:
    """Draw dangers, flags and needs, in as many lines as they take; a few at most."""
    lines: list[Line] = []
    for text, ink in tag_words(call_tags(call, frame.rules)):
        if not lines or lines[-1].used + len(text) + 2 > width:
            lines.append(Line(width))
        else:
            lines[-1].add("  ")
        lines[-1].add(text, ink)
    if len(lines) > _TAG_LINES:
        lines[_TAG_LINES - 1 :] = [Line(width).add("and more: see the call in full", "amber")]
    return lines


def _running(line: Line, clock: Clock, *, stale: bool) -> Line:
    sign, ink = figure(clock, closed=False, stale=stale)
    line.add(sign, ink).add(formatting.waited(clock.elapsed_s), ink, 5, right=True)
    if clock.target_s:
        line.add(f" of {formatting.target(clock.target_s)}", "dim", 8)
        if line.room > _BAR:
            full, rest = bar(clock, line.room)
            line.add(full, ink).add(rest, "line")
    return line
