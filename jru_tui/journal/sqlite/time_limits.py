"""Time limits for a slow disk, with the sentence to show.

A system call on such a disk cannot be ended. So it is made on a thread that nobody waits for when
the program ends.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from jru_tui.journal.protocol import JournalSilentError

T = TypeVar("T")

ANSWER_WITHIN_S = 9.0
"""Seconds without any progress after which a disk is given up, so that it is told within ten."""


class StepCounter:
    """A counter of steps of long work: while it grows, the disk answers."""

    def __init__(self) -> None:
        self.count = 0

    def beat(self) -> None:
        """Count a step that was finished."""
        self.count += 1


def silent(name: Path | str, left: str = "") -> JournalSilentError:
    """The error to raise for a disk that did not answer.

    Args:
        name: the journal.
        left: what became of what was asked, a sentence.
    """
    return JournalSilentError(
        f"The disk with the journal {name} has not answered for {ANSWER_WITHIN_S:.0f} seconds. "
        f"{left or 'Check the disk, or name another journal with --journal.'}"
    )


class _Answer(Generic[T]):
    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self.value: list[T] = []
        self.error: BaseException | None = None

    def __call__(self) -> None:
        try:
            self.value.append(self._ask())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
            self.error = error


def ask_disk(name: Path | str, ask: Callable[[], T], beats: StepCounter | None = None) -> T:
    """Ask something of a disk, and wait for the answer as long as it gets on.

    Args:
        name: the journal, for the sentence.
        ask: the work; it may go on after the wait has ended.
        beats: counts the steps of work that takes long.

    Raises:
        JournalSilentError: there was no answer, and no step, in time.
    """
    answer = _Answer(ask)
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    seen = -1
    while thread.is_alive():
        before, seen = seen, beats.count if beats else 0
        if before == seen:
            raise silent(name)
        thread.join(ANSWER_WITHIN_S)
    if answer.error is not None:
        raise answer.error
    return answer.value[0]
