"""The selected call in a line or two, where there is no room beside the list to describe it."""

from collections.abc import Sequence

from jru_tui.board import Call, missing_details, missing_words
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_marks import RowMark
from jru_tui.tui.layout.calls.call_tags import call_tags, tag_words
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line

GROUND = "bar"
_BETWEEN = " · "


def call_peek(
    call: Call, marks: Sequence[RowMark], frame: Frame, width: int, height: int
) -> list[Line]:
    """Describe a call in `height` lines: its dangers, flags, needs, place, what it lacks; marks.

    Args:
        call: the selected call.
        marks: what is special about it, the gravest first.
        frame: the board at this moment.
        width: cells of a line.
        height: how many lines there are: 1 or 2.
    """
    about = _about(call, frame, width)
    if height == 1:
        return [_meanings(marks, width) if marks else about]
    return [about, _meanings(marks, width) if marks else _summary_line(call, width)]


def _about(call: Call, frame: Frame, width: int) -> Line:
    line = Line(width, GROUND).space()
    line.add(frame.board.names.call(call.id), "strong")
    for text, ink in tag_words(call_tags(call, frame.rules)):
        line.add("  ").add(text, ink)
    line.add("  ").add(phrases.place(call.where, frame.rules), "text")
    if missing := missing_words(missing_details(call, frame.rules)):
        line.add("  ").add(missing, "amber")
    return line


def _meanings(marks: Sequence[RowMark], width: int) -> Line:
    """Draw as many of the marks as have room, the gravest in full, and how many more there are."""
    line = Line(width, GROUND).space()
    for index, mark in enumerate(marks):
        left = len(marks) - index - 1
        text = f"{mark.sign} {mark.means if index == 0 else mark.text}"
        more = f" +{left}" if left else ""
        between = _BETWEEN if index else ""
        if index and len(between) + len(text) + len(more) > line.room:
            return line.add(f" +{left + 1}", "dim")
        inner = Line(max(0, min(len(text), line.room - len(between) - len(more))), GROUND)
        line.add(between, "dim").join(inner.add(text, mark.ink))
    return line


def _summary_line(call: Call, width: int) -> Line:
    """Draw what the caller said, or the newest note."""
    if call.notes:
        newest = max(call.notes, key=lambda note: note.at)
        return Line(width, GROUND).space().add("note ", "dim").add(newest.text, "text")
    return Line(width, GROUND).space().add(call.summary or "", "text")
