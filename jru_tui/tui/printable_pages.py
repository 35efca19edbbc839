"""Pages that can be printed from the board: the handover and the report, on screen and as files."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from jru_tui.board import Board, BoardSnapshot, Recommendation, Shift, shift_at
from jru_tui.journal import Head
from jru_tui.reports import (
    DEBRIEF_FORMS,
    FIGURES_FORMS,
    HANDOVER_FORMS,
    SUFFIXES,
    Progress,
    ReportPage,
    count_figures,
    figures_page,
    handover_page,
    make_debrief,
    make_handover,
    silent,
)

Page = TypeVar("Page")


class PageForm(NamedTuple):
    """A form of a page: what it is called, the end of its file's name, and who prints it."""

    name: str
    suffix: str
    printed: Callable[[], str]


class PrintablePage(NamedTuple):
    """A page and the forms that it can be taken out in; `what` names it in the journal."""

    what: str
    page: ReportPage
    forms: tuple[PageForm, ...]


def handover_of(
    board: Board,
    head: Head | None,
    now: datetime,
    *,
    stale: bool,
    marking: str,
    warning: str = "",
    recommendation: Recommendation | None = None,
) -> PrintablePage:
    """The handover at this moment; the rest as `handover` takes it.

    Args:
        board: the board as it stands.
        head: where the journal stands; None for none.
        now: the present moment, UTC.
        stale: true while the feed is old: nothing that depends on it is said.
        marking: the protective marking; may be empty.
        warning: what is wrong with the journal; empty for nothing.
        recommendation: the board's, with the travel times of the settings.
    """
    result = make_handover(
        board,
        head,
        now,
        stale=stale,
        marking=marking,
        warning=warning,
        recommendation=recommendation,
    )
    page = handover_page(result)
    return PrintablePage("handover", page, _forms(HANDOVER_FORMS, result))


def debrief_of(
    board: Board,
    subject: str,
    head: Head | None,
    now: datetime,
    *,
    marking: str,
    warning: str = "",
) -> PrintablePage:
    """The log of one call, or of one vehicle since its shift began.

    Args:
        board: the board as it stands.
        subject: the id of the call or vehicle.
        head: where the journal stands; None for none.
        now: the present moment, UTC.
        marking: the protective marking; may be empty.
        warning: what is wrong with the journal; empty for nothing.
    """
    found = board.calls.get(subject) or board.vehicles[subject]
    page = make_debrief(
        board,
        found,
        now,
        marking=marking,
        head=head,
        warnings=(warning,) if warning else (),
        since=shift_at(board.rules.hours, now).starts_at,
    )
    return PrintablePage("debrief", page, _forms(DEBRIEF_FORMS, page))


def report_of(
    snapshot: BoardSnapshot,
    shifts: Sequence[Shift],
    now: datetime,
    *,
    marking: str,
    progress: Progress = silent,
) -> PrintablePage:
    """The figures of those shifts; of the running one where there are none.

    Args:
        snapshot: the board as it was.
        shifts: those to count; none for the running one.
        now: the present moment, UTC.
        marking: the protective marking; may be empty.
        progress: hears how far the counting has come, from 0 to 1.
    """
    running = shift_at(snapshot.rules.hours, now)
    counted = count_figures(snapshot, shifts or [running], marking=marking, progress=progress)
    page = figures_page(counted)
    return PrintablePage("report", page, _forms(FIGURES_FORMS, counted))


def _forms(writers: Mapping[str, Callable[[Page], str]], page: Page) -> tuple[PageForm, ...]:
    return tuple(
        PageForm(name, SUFFIXES[name], partial(write, page)) for name, write in writers.items()
    )
