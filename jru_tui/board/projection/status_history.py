"""The history of one vehicle in the order of its own time: every status pressed or booked."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from msgspec import Struct

from jru_tui.board.projection.response_times import FactSource, StepFact
from jru_tui.board.rules import EMERGENCY, OFF_CALLS, OFF_DUTY, STAGES
from jru_tui.board.views import End

_TELLS_THE_STAGE = frozenset((*STAGES, *OFF_CALLS))
_MAY_BE_ANYWHERE = frozenset((*STAGES, EMERGENCY))


class Press(Struct, frozen=True):
    """A vehicle came into a status.

    Attributes:
        at: when, by its crew's or the supervisor's own time.
        word: whose word it is; of two at one moment the supervisor's comes last.
        heard: a number that grows with each event, so that of two at one moment the later counts.
        call: the call that it was on from then, empty for none.
        order: the id of the command that booked it, empty for what a crew pressed.
    """

    at: datetime
    word: FactSource
    heard: int
    status: str
    call: str = ""
    order: str = ""


class StatusHistory:
    """The presses of one vehicle, sorted by time; what was told twice is kept once."""

    __slots__ = ("_presses",)

    def __init__(self) -> None:
        self._presses: list[Press] = []

    def add(self, press: Press) -> None:
        """Put a press in its place; a late one does not move the newer ones.

        Of two that are told for one moment the one that was told last counts, also where it is
        told again: a crew that was free, at its meal and free again within a minute is free.
        """
        if not self._presses or self._presses[-1].at < press.at:
            self._presses.append(press)
            return
        same = [held for held in self.at(press.at) if _told(held) == _told(press)]
        if same and self.at(press.at)[-1] in same:
            return
        for held in same:
            self._presses.remove(held)
        insort(self._presses, press, key=_place)

    def remove(self, press: Press) -> None:
        """Take out what a crew pressed, whenever it was heard: it was counted from a wrong time."""
        for held in self.at(press.at):
            if _told(held) == _told(press):
                self._presses.remove(held)

    def drop(self, order: str) -> None:
        """Take out what a command had booked: it was undone or withdrawn."""
        self._presses = [press for press in self._presses if press.order != order]

    def presses(self) -> Sequence[Press]:
        """List every press, oldest first."""
        return self._presses

    def since(self, moment: datetime) -> Iterator[Press]:
        """Yield all presses from that moment on, oldest first."""
        for index in range(self._from(moment), len(self._presses)):
            yield self._presses[index]

    def at(self, moment: datetime) -> Sequence[Press]:
        """The presses of that very moment, the one that counts last."""
        return [*takewhile(lambda press: press.at == moment, self.since(moment))]

    def rivals(self) -> tuple[str, ...]:
        """Other statuses that the crew is told to have pressed at the moment of the newest one."""
        newest = self.newest()
        if newest is None or newest.word is FactSource.SUPERVISOR:
            return ()
        told = (press.status for press in self.at(newest.at))
        return tuple(dict.fromkeys(status for status in told if status != newest.status))

    def status_at(self, moment: datetime) -> str:
        """The status that held just before that moment; empty where none was pressed by then."""
        index = self._from(moment)
        return self._presses[index - 1].status if index else ""

    def newest(self) -> Press | None:
        """The newest press; of two at one moment, the supervisor's."""
        return self._presses[-1] if self._presses else None

    def newest_if(self, gone: Collection[str], added: Iterable[Press]) -> Press | None:
        """Return the press that would be the newest without some orders, and with other presses."""
        left = next((press for press in reversed(self._presses) if press.order not in gone), None)
        return max((*added, *([left] if left is not None else [])), key=_place, default=None)

    def before(self, number: int) -> Press | None:
        """The newest press of those that were known before the event of that number."""
        known = (press for press in reversed(self._presses) if press.heard < number)
        return next(known, None)

    def steps(self, call: str, opened_at: datetime) -> list[StepFact]:
        """List the stages of this vehicle's response to one call that its presses tell."""
        facts = []
        for press in self.since(opened_at):
            if press.call == call and press.status not in _TELLS_THE_STAGE:
                # Committed, or a word that no table names: at what stage is not said.
                facts.append(StepFact(press.at, "on", press.word))
            elif press.word is FactSource.INFERRED:
                continue
            elif press.call == call:
                if press.status in STAGES:
                    facts.append(StepFact(press.at, press.status, press.word))
            elif press.call or press.status not in _MAY_BE_ANYWHERE:
                # A stage or an emergency that names no call tells nothing about this one.
                facts.append(_end(press))
        return facts

    def _from(self, moment: datetime) -> int:
        return bisect_left(self._presses, moment, key=lambda press: press.at)


def _end(press: Press) -> StepFact:
    """The end of a way to a call, by a press that names none or another one."""
    gone = press.status in OFF_DUTY
    end: End = "sent_on" if press.call else "off_duty" if gone else "clear"
    return StepFact(press.at, "clear", press.word, end=end, next_call=press.call)


def _told(press: Press) -> tuple[FactSource, str, str, str]:
    """Return the sort key of a press by its content, whenever it was received."""
    return press.word, press.status, press.call, press.order


def _place(press: Press) -> tuple[datetime, bool, int]:
    return press.at, press.word is FactSource.SUPERVISOR, press.heard
