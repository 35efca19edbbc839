"""The histories of boards that were real programs, and everything in them that must not be.

The checker knows the journal's rows, what each program has noted, and what its screen shows. It
shares nothing with the board's own fold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from jru_tui.board import Event
from tests.journal.postgres.test_chaos import History, kept_wrongly
from tests.torture.vehicle_checker import doubly_sent

Row = tuple[int, Event]

_CALL = re.compile(r"^│[^K]{0,4}(K-\d+) ")
_SENT = re.compile(r"(\S JRU \d+)")
_OPEN = re.compile(r"open (\d+) ·")
_VEHICLE = re.compile(r"^│.? *\d+ (JRU \d+) +(\S .*?)  +\d+:\d\d:\d\d +(\S+)")
_COUNTS = re.compile(r"│?(\d+ waiting|\d+ on calls?|\d+ attended|open \d+ · closed \d+)")


class Screen(NamedTuple):
    """A board's facts as they stand on its screen, without what depends on who looks, and when."""

    counts: tuple[str, ...]
    calls: frozenset[tuple[str, ...]]
    vehicles: frozenset[tuple[str, ...]]


def read_screen(text: str) -> Screen:
    """Read the counts, the open calls with who is on them, and the vehicles with their status."""
    lines = text.splitlines()
    # The open ones come first; whether closed ones stand below depends on the room and on the eye.
    number = _OPEN.search(text)
    calls = [(m[1], *_SENT.findall(m.string.split("│")[1])) for m in map(_CALL.match, lines) if m]
    calls = calls[: int(number[1]) if number else 0]
    vehicles = [m.groups() for m in map(_VEHICLE.match, lines) if m]
    return Screen(tuple(_COUNTS.findall(text)), frozenset(calls), frozenset(vehicles))


class Place(NamedTuple):
    """What the programs at one place have noted: the words of each line behind its moment."""

    name: str
    lines: list[list[str]]


def read_notes(name: str, file: Path) -> Place:
    """Read the notes of one place."""
    return Place(name, [line.split()[1:] for line in file.read_text().splitlines()])


def faults_in(kept: Sequence[Row], places: Iterable[Place], waiting: Iterable[str]) -> list[str]:
    """Everything that must not be.

    Args:
        kept: the journal, as a reader of its own has it.
        places: what the programs have noted.
        waiting: the ids of the commands that still wait in a spool.
    """
    events = [event for _, event in kept]
    found = kept_wrongly(History(), events)
    if [position for position, _ in kept] != list(range(1, len(kept) + 1)):
        found.append("the journal has a gap, or another order")
    still = {*waiting}
    for place in places:
        found += _misread(place, {position: event.id for position, event in kept})
        found += _lost(place, Counter(event.id for event in events), still)
    return found + doubly_sent(events)


def save_events(kept: Sequence[Row], file: Path) -> Path:
    """Save the rows of a journal as lines of JSON; what a checker finds can be followed there."""
    file.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in kept))
    return file


def _misread(place: Place, ids: Mapping[int, str]) -> list[str]:
    """The reads of a board that left something out, or had it in another order."""
    found, known = [], 0
    for what, *words in place.lines:
        if what == "from":
            known = int(words[0])
        elif what == "read":
            end, read = int(words[0]), words[1:]
            start = known + 1
            if end - len(read) != known:
                found.append(f"{place.name} read up to {end} behind {known}: a gap or an overlap")
            elif read != [ids.get(position) for position in range(start, end + 1)]:
                found.append(f"{place.name} read other events from {start} to {end}")
            known = end
    return found


def _lost(place: Place, kept: Mapping[str, int], waiting: set[str]) -> list[str]:
    """The commands that a board said to be done, or to wait, and that are nowhere."""
    found = []
    dropped = {words[0] for what, *words in place.lines if what == "dropped"}
    for what, *words in place.lines:
        if what == "done":
            found += [f"{place.name}: acknowledged and lost: {id_}" for id_ in words[1:]
                      if kept.get(id_) != 1]  # fmt: skip
        elif what == "waits" and words[0] not in dropped | waiting:
            found += [f"{place.name}: it waited and is lost: {id_}" for id_ in words[1:]
                      if kept.get(id_) != 1]  # fmt: skip
    return found


def misposted(kept: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """The commands that the dispatch system got twice, out of order, or that nobody has kept.

    Args:
        kept: the journal.
        keys: under which they were posted, in the order in which the dispatch system got them.
    """
    places = {event.id: position for position, event in kept}
    found = [f"posted and not kept: {key}" for key in keys if key not in places]
    found += [f"posted twice: {key}" for key, times in Counter(keys).items() if times > 1]
    order = [places[key] for key in keys if key in places]
    if order != sorted(order):
        found.append("posted out of order")
    return found


def differing(texts: Mapping[str, str]) -> list[str]:
    """The boards that do not show what most of them show, and one that shows that.

    Args:
        texts: what stands on the screen of each board, by its name.
    """
    shown = {name: read_screen(text) for name, text in texts.items()}
    (usual, _), *_ = Counter(shown.values()).most_common(1)
    others = [name for name, screen in shown.items() if screen != usual]
    like = next(name for name, screen in shown.items() if screen == usual)
    found = [f"{name} shows {shown[name]}\n{texts[name]}" for name in others]
    return [*found, f"where others show {usual}\n{texts[like]}"] if found else []
