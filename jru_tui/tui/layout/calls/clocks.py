"""The two clocks of a call, as figures and as a bar. Every state has a sign besides its colour."""

from jru_tui.board import Clock, ClockState, Grade, Rules, formatting
from jru_tui.tui.layout.line import Line

SIGNS: dict[ClockState, str] = {
    "calm": " ",
    "amber": "▴",
    "red": "!",
    "met": "✓",
    "missed": "✕",
    "none": " ",
    "ahead": "?",
}
"""Before the figure: nearly due, past its target, stopped in time, stopped too late, opened after
now."""

IN_QUESTION = "?"
"""Past its target unless somebody has arrived, which the feed could not tell."""

OVERDUE: frozenset[ClockState] = frozenset(("red", "missed"))
"""The states of a clock whose target has passed without anybody there in time."""

INKS: dict[ClockState, str] = {
    "calm": "text",
    "amber": "amber",
    "red": "red-strong",
    "met": "scene",
    "missed": "red",
    "none": "text",
    "ahead": "amber-strong",
}

CLOCK_WIDTH = 9
"""Cells of a clock without its target: code, sign, figure."""
TARGET_WIDTH = 4
"""Cells of a target behind a figure."""


def add_clock(
    line: Line,
    clock: Clock | None,
    grades: dict[str, Grade],
    *,
    closed: bool,
    stale: bool,
    target: bool,
) -> None:
    """Append a clock: `G1 !16:10/15`, or `G1 ✓ 6:12` once it has stopped.

    Args:
        line: what to append to.
        clock: None where the call has no such code.
        grades: the table that the code is from; one that is not in it stands out.
        closed: all of it is grey.
        stale: a figure that still runs is grey; past its target it is in question, and no alarm.
        target: whether there is room for the target.
    """
    if clock is None:
        line.add("–", "dim", CLOCK_WIDTH + (TARGET_WIDTH if target else 0))
        return
    sign, ink = figure(clock, closed=closed, stale=stale)
    line.add(clock.code, "dim" if closed else code_ink(clock.code, grades), 3)
    line.add(sign, ink, 1).add(formatting.waited(clock.elapsed_s), ink, 5, right=True)
    if target:
        towards = (
            f"/{formatting.target(clock.target_s)}" if clock.running and clock.target_s else ""
        )
        is_shown = not closed and not (stale and clock.running)
        line.add(towards, ink if is_shown and clock.state in OVERDUE else "dim", TARGET_WIDTH)


def figure(clock: Clock, *, closed: bool, stale: bool) -> tuple[str, str]:
    """The sign before a clock's figure, and the ink of both.

    Args:
        clock: the clock.
        closed: true once the call is closed.
        stale: true while the feed is old: nothing that depends on it is said.
    """
    if stale and clock.running:
        return (IN_QUESTION if clock.state == "red" else " ", "dim")
    return (SIGNS[clock.state], "dim" if closed else INKS[clock.state])


def bar(clock: Clock, width: int) -> tuple[str, str]:
    """A bar of `width` cells: the part of the target that is used up, and the rest."""
    if not clock.target_s or clock.elapsed_s is None:
        return ("", "")
    full = min(width, round(width * clock.elapsed_s / clock.target_s))
    return ("━" * full, "─" * (width - full))


def code_ink(code: str, grades: dict[str, Grade]) -> str:
    """Choose the ink of a grade or category: the most urgent red, an unknown one amber."""
    known = grades.get(code)
    if known is None:
        return "amber-strong"
    return ("red-strong", "amber-strong")[known.rank] if known.rank < 2 else "strong"  # noqa: PLR2004 - two stand out


def codes(line: Line, grade: str | None, category: str | None, rules: Rules) -> None:
    """Append the grade and the category of a call, as far as it has them.

    Args:
        line: the line that they are added to.
        grade: its police grade; None for none.
        category: its ambulance category; None for none.
        rules: the rules of the field.
    """
    for code, table in ((grade, rules.grades), (category, rules.categories)):
        if code:
            line.add(code, code_ink(code, table)).add(" ")
