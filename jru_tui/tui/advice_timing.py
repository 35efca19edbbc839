"""The timing of the recommendation: behind a frame, or in a pause where it takes long."""

from collections.abc import Callable
from typing import Any, Protocol

from textual.screen import Screen
from textual.timer import Timer

from jru_tui.board import Recommendation
from jru_tui.tui.layout.frame import Frame

PAUSE_S = 0.3
"""A plan that takes long is made when nothing has happened for so many seconds."""


class Draw(Protocol):
    """A function that draws advice which has changed."""

    def __call__(self, *, of_others: bool) -> None:
        """Draw it for the selected call; `of_others`, also what the plan says of the rest."""


class AdviceTiming:
    """A scheduler of the plan and of the advice on the selected call; none is made before `begin`.

    Args:
        screen: waits for its frames.
        recommendation: says who should go where.
        look: gives the frame that is shown, and the id of the selected call, empty for none.
        draw: draws what has changed.
    """

    def __init__(
        self,
        screen: Screen[Any],
        recommendation: Recommendation,
        *,
        look: Callable[[], tuple[Frame, str]],
        draw: Draw,
    ) -> None:
        self._screen = screen
        self._recommendation = recommendation
        self._look = look
        self._draw = draw
        self._begun = False
        self._timer: Timer | None = None
        self._asked = False

    def begin(self) -> None:
        """Let the recommendation be made from now on: the first frame does without it."""
        self._begun = True
        self.ask()

    def ask(self) -> None:
        """Make what is due of the recommendation after this frame; a large one in a pause."""
        if not self._begun or self._is_ready():
            return
        if self._recommendation.little:
            if not self._asked:
                self._asked = True
                self._screen.call_after_refresh(self.make)
        elif self._timer is None:
            self._timer = self._screen.set_timer(PAUSE_S, self.make)
        else:
            self._timer.reset()

    def advise_at_once(self) -> None:
        """Advise on the selected call before it is drawn, where that takes no time."""
        recommendation, (frame, _) = self._recommendation, self._look()
        if self._begun and recommendation.little and not recommendation.is_due(frame.now):
            self._advise()

    def make(self) -> None:
        """Make the plan if it is due, and the advice on the selected call; draw what is new."""
        self._asked, self._timer = False, None
        frame, _ = self._look()
        before = self._drawn()
        self._recommendation.at(frame.now)
        self._advise()
        after = self._drawn()
        if after != before:
            self._draw(of_others=after[1:] != before[1:])

    def _is_ready(self) -> bool:
        """Test whether what is drawn of the recommendation is that of the board as it stands."""
        recommendation, (frame, selected) = self._recommendation, self._look()
        call = frame.board.calls.get(selected)
        is_known = call is None or not call.open or recommendation.advice(call.id) is not None
        return is_known and not recommendation.is_due(frame.now)

    def _drawn(self) -> tuple[object, ...]:
        """Collect what is drawn of the recommendation: the advice, and of the plan the rest."""
        plan, (_, selected) = self._recommendation.plan, self._look()
        drawn = (plan.deadlines, plan.shortfalls, plan.passed_over) if plan is not None else ()
        return (self._recommendation.advice(selected), *drawn)

    def _advise(self) -> None:
        frame, selected = self._look()
        call = frame.board.calls.get(selected)
        if call is not None and call.open:
            self._recommendation.advise(call.id, frame.now)
