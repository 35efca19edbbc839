"""The lines of the supervisor: `supervisor marks`, `keeps`, `asks`, `checks`, `notes`."""

from collections.abc import Callable
from datetime import datetime

from jru_tui.board import BackUp, Check, Command, MarkPlace, NextCall, Note
from jru_tui.simulator.scenario import Supervises
from jru_tui.simulator.scenario_lines import ScenarioLine
from jru_tui.simulator.scenario_state import ScenarioState

SUPERVISOR = "supervisor"
"""The subject of these lines, in place of a call or a vehicle."""

Words = tuple[str, ...]
Reader = Callable[[ScenarioState, ScenarioLine, Words], Command]
"""Reads what stands behind the verb: book, line, words."""


def read_supervisor_line(
    book: ScenarioState, line: ScenarioLine, at: datetime, words: Words
) -> Supervises:
    """Read a command that the supervisor gives.

    Args:
        book: the scenario so far.
        line: the line that is read, for the error.
        at: the moment, UTC.
        words: the words behind `supervisor`.

    Raises:
        ScenarioError: the line is wrong; names file and line.
    """
    verb = line.one_of("verb", words[0], _READERS)
    return Supervises(at, _READERS[verb](book, line, words[1:]), line.source, line.number)


def _marks(book: ScenarioState, line: ScenarioLine, words: Words) -> Command:
    form = 'supervisor marks "PLACE" "WARNING" "HOW IT IS KNOWN"'
    line.exactly(words, 3, form)
    return MarkPlace(words[1], book.place(line, words[0]), words[2])


def _keeps(book: ScenarioState, line: ScenarioLine, words: Words) -> Command:
    if len(words) != 3 or words[1] != "for":  # noqa: PLR2004 - CALL for VEHICLE
        raise line.error("write: supervisor keeps K-1001 for JRU1")
    call, _, vehicle = words
    book.call(line, call)
    return NextCall(call, _listed(book, line, vehicle))


def _asks(book: ScenarioState, line: ScenarioLine, words: Words) -> Command:
    if len(words) not in (3, 4) or words[1] != "for":
        raise line.error('write: supervisor asks K-1001 for ambulance, or ... for patrol "WORDS"')
    call, _, kind, *more = words
    book.call(line, call)
    service = line.one_of("service", kind, ("ambulance", "patrol"))
    text = more[0] if more else ""
    if service == "patrol":
        return BackUp(call, "patrol", text=text)
    return BackUp(call, "ambulance", text=text)


def _checks(book: ScenarioState, line: ScenarioLine, words: Words) -> Command:
    line.exactly(words, 1, "supervisor checks JRU1")
    return Check(_listed(book, line, words[0]))


def _notes(book: ScenarioState, line: ScenarioLine, words: Words) -> Command:
    line.exactly(words, 2, 'supervisor notes K-1001 "TEXT", or a vehicle')
    subject, text = words
    if subject in book.vehicles:
        return Note(text, vehicle=_listed(book, line, subject))
    book.call(line, subject, open_only=False)
    return Note(text, call=subject)


def _listed(book: ScenarioState, line: ScenarioLine, vehicle: str) -> str:
    """Return a vehicle of the unit.

    Raises:
        ScenarioError: there is none of that name; names file and line.
    """
    ours = [known for known, so_far in book.vehicles.items() if so_far.listed]
    return line.one_of("vehicle", vehicle, ours)


_READERS: dict[str, Reader] = {
    "marks": _marks,
    "keeps": _keeps,
    "asks": _asks,
    "checks": _checks,
    "notes": _notes,
}
