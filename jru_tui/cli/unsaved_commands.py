"""Unsaved commands of a shared journal, reported when no board is open."""

from jru_tui.board import count
from jru_tui.journal import GivenCommand, Place, checkpoint_home, waiting_commands
from jru_tui.settings import JournalServer


def spooled_at(place: Place | None) -> tuple[GivenCommand, ...]:
    """List the commands that wait for a journal's server; none where it is no server's."""
    if not isinstance(place, JournalServer):
        return ()
    return waiting_commands(checkpoint_home(place))


def with_spooled(refusal: str, place: Place | None) -> str:
    """Add to a sentence that a journal cannot be opened what waits for it on this machine."""
    waiting = spooled_at(place)
    if not waiting:
        return refusal
    many = count(len(waiting), "command")
    words = ", ".join(f"“{command.words}”" for command in waiting)
    return f"{refusal} {many} not yet saved, for when the board is open again: {words}."
