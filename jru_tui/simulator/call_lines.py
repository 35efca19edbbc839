"""The lines about calls: `K-1036 opens`, `regraded`, `note`, `flags`, `needs`, `closes`."""

from collections.abc import Callable
from datetime import datetime

from jru_tui.board import CATEGORIES, GRADES, OUTCOMES, TYPES
from jru_tui.simulator.scenario import Closes, Fact, MarksCall, Notes, Opens, Regrades
from jru_tui.simulator.scenario_lines import ScenarioLine
from jru_tui.simulator.scenario_state import CallSoFar, ScenarioState

ORIGINS = ("police", "ambulance", "self")
SPARED = ("ambulance", "patrol")

Reader = Callable[[ScenarioState, ScenarioLine, datetime, str, tuple[str, ...]], Fact]
"""Reads what stands behind the verb: book, line, moment, call, words."""


def _opens(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    if call in book.calls:
        raise line.error(f"call {call} was opened before: every call needs its own number")
    if call in book.vehicles:
        raise line.error(f"{call} is a vehicle: a call needs another name, such as K-1001")
    if not words:
        raise _opens_form(line, call)
    kind = line.one_of("type", words[0], TYPES)
    grade, category, rest = _urgency(line, words[1:])
    if len(rest) not in (3, 5, 7):
        raise _opens_form(line, call)
    origin, place, summary, *tags = rest
    line.one_of("origin", origin, ORIGINS)
    location = book.place(line, place)
    marks: dict[str, tuple[str, ...]] = {}
    for word, values in zip(tags[::2], tags[1::2], strict=True):
        marks[line.one_of("word", word, ("flags", "needs"))] = tuple(values.split(","))
    book.calls[call] = CallSoFar(origin)
    flags, needs = marks.get("flags", ()), marks.get("needs", ())
    return Opens(at, call, kind, origin, location, summary, grade, category, flags, needs)


def _opens_form(line: ScenarioLine, call: str) -> Exception:
    form = f'{call} opens TYPE [GRADE] [CATEGORY] ORIGIN "PLACE" "SUMMARY" [flags A,B] [needs A,B]'
    return line.error(f"write: {form}")


def _urgency(
    line: ScenarioLine, words: tuple[str, ...]
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Take a police grade and an ambulance category off the front; either may be missing."""
    found: dict[str, str] = {}
    for kind, letter, known in (("grade", "G", GRADES), ("category", "C", CATEGORIES)):
        if words and words[0].startswith(letter) and words[0][1:].isdigit():
            found[kind] = line.one_of(kind, words[0], known)
            words = words[1:]
    return found.get("grade"), found.get("category"), words


def _regraded(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    book.call(line, call)
    grade, category, rest = _urgency(line, words)
    if rest or (grade is None and category is None):
        raise line.error(f"write: {call} regraded G1, or C2, or G1 C2")
    return Regrades(at, call, grade, category)


def _note(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    book.call(line, call, open_only=False)
    line.exactly(words, 1, f'{call} note "TEXT"')
    return Notes(at, call, words[0])


def _flags(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    book.call(line, call)
    line.exactly(words, 1, f"{call} flags A,B")
    return MarksCall(at, call, flags=tuple(words[0].split(",")))


def _needs(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    book.call(line, call)
    line.exactly(words, 1, f"{call} needs A,B")
    return MarksCall(at, call, needs=tuple(words[0].split(",")))


def _closes(
    book: ScenarioState, line: ScenarioLine, at: datetime, call: str, words: tuple[str, ...]
) -> Fact:
    found = book.call(line, call)
    if not words:
        raise line.error(f"write: {call} closes OUTCOME")
    outcome = line.one_of("outcome", words[0], OUTCOMES)
    other: str | None = None
    spares: tuple[str, ...] = ()
    if outcome == "duplicate":
        line.exactly(words, 3, f"{call} closes duplicate of K-1001, naming the other call")
        other = words[2]
        if other == call:
            raise line.error(f"call {call} cannot be a duplicate of itself")
        book.call(line, other, open_only=False)
    elif len(words) > 1 and words[1] == "spares" and OUTCOMES[outcome].attended:
        line.exactly(words, 3, f"{call} closes {outcome} spares ambulance,patrol")
        spares = tuple(line.one_of("service", part, SPARED) for part in words[2].split(","))
    elif len(words) > 1:
        raise line.error(f"'{words[1]}' has no meaning here: write {call} closes {outcome}")
    if found.on_it:
        left = min(found.on_it)
        raise line.error(
            f"{left} is still on call {call}: write '{left} available' before it closes"
        )
    found.closed = True
    return Closes(at, call, outcome, other, spares)


CALL_VERBS: dict[str, Reader] = {
    "opens": _opens,
    "regraded": _regraded,
    "note": _note,
    "flags": _flags,
    "needs": _needs,
    "closes": _closes,
}
