"""Short forms of long ids, never two that look alike.

Other systems' ids are addresses (URIs have no length that people could read). What is shown of one
is its most telling part, the one with most digits in it. Where another id is shown so already, a
few letters of a digest stand behind it. A name stays as it is while others come.
"""

import re
from base64 import b32encode
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from hashlib import sha256
from unicodedata import east_asian_width

from msgspec import Struct

from jru_tui.board.archived_history import History
from jru_tui.board.storage import Lookup

ELLIPSIS = "…"
_PARTED = re.compile(r"[:/#?&=@;,|\s]+")
_MARK = "~"
"""Stands before the letters of a digest."""
WIDTHS = (8, 10, 14)
"""Cells of short names: so few that all places of a screen show the same ones."""
_LONG = re.compile(rf"\S{{{WIDTHS[-1] + 1},}}")
_BEHIND = ",.:;)"
"""Signs that may stand behind an id in a sentence."""
_LEAST = 3
"""Letters of a digest that stand behind a name, at least: one of 32,768."""


class ShortNames:
    """Short names of all names that were asked for so far, in that order.

    Args:
        width: cells that a name may have to be shown whole, at least 8.
        taken: what other names are shown as.
    """

    def __init__(self, width: int, taken: AbstractSet[str] = frozenset()) -> None:
        self._width = width
        self._short: dict[str, str] = {}
        self._shown = {*taken}

    def __contains__(self, name: object) -> bool:
        return name in self._short

    @property
    def shown(self) -> AbstractSet[str]:
        """The texts that names are shown as so far."""
        return self._shown

    def short(self, name: str) -> str:
        """Give the name as it is shown, the same each time."""
        if name not in self._short:
            self._short[name] = shown = self._free(name)
            self._shown.add(shown)
        return self._short[name]

    def _free(self, name: str) -> str:
        """Find what no other name is shown as."""
        part = _most_telling_part(name, self._width)
        if part not in self._shown:
            return part
        digest = b32encode(sha256(name.encode(errors="replace")).digest()).decode().lower()
        marks = (_MARK + digest[:count] for count in range(_LEAST, self._width))
        marked = (_cut(part, max(0, self._width - len(mark))) + mark for mark in marks)
        return next((text for text in marked if text not in self._shown), name)


class SeenCall(Struct, frozen=True, array_like=True):
    """A call by the place in which it came among all others."""

    number: int
    call: str


_BLOCK = 1_000
_GROUP = 4
"""Blocks of calls whose short names are told apart from each other, and from the group before."""


def sequence_of(seen: SeenCall) -> int:
    """Give the number by which calls that came one after the other are kept together."""
    return seen.number // _BLOCK


class BoardNames:
    """Names of a board's calls and vehicles as they are shown where there is little room.

    Args:
        calls: finds a call by its id; read only.
        seen: every call in the order in which they came.
        name_of: gives the whole name of a call by its id.
        number_of: gives the place in which a call came among all others.
    """

    def __init__(
        self,
        calls: Lookup[object],
        seen: History[SeenCall],
        name_of: Callable[[str], str],
        number_of: Callable[[str], int],
    ) -> None:
        self._calls = calls
        self._seen = seen
        self._name_of = name_of
        self._number_of = number_of
        self._names: dict[int, dict[int, ShortNames]] = {}
        self._vehicles: dict[int, ShortNames] = {}

    def vehicle(self, vehicle: str) -> str:
        """Give the id of a vehicle that has no name as its name."""
        return self.fit(vehicle, WIDTHS[-1])

    def fit(self, vehicle: str, width: int) -> str:
        """Give a vehicle's name, as it is where it has room in so many cells, and else a short one.

        Args:
            vehicle: its name or id.
            width: cells, at least 8.
        """
        if cells(vehicle) <= width:
            return vehicle
        room = _room(width)
        return self._vehicles.setdefault(room, ShortNames(room)).short(vehicle)

    def call(self, call_id: str) -> str:
        """Give the name of a call as it stands in a sentence."""
        return self.in_text(self._name_of(call_id))

    def short(self, call_id: str, width: int) -> str:
        """Give a call's name as it is, where it has room in so many cells, and else a short one."""
        whole = self._name_of(call_id)
        fit = _room(width)
        if fit not in self._names and cells(whole) <= width:
            return whole
        if fit < cells(whole) <= width:
            return whole
        group = self._number_of(call_id) // (_BLOCK * _GROUP)
        groups = self._names.setdefault(fit, {})
        if group not in groups:
            # A few thousand calls are never shown together: what a name costs has no age.
            before = self._filled(group - 1, ShortNames(fit)) if group else ShortNames(fit)
            groups[group] = ShortNames(fit, before.shown)
        names = groups[group]
        if whole not in names:
            self._filled(group, names)
        return names.short(whole)

    def _filled(self, group: int, names: ShortNames) -> ShortNames:
        """Make the names of a group in the order in which they came: a restart changes none."""
        for seen in self._seen.between(group * _GROUP, (group + 1) * _GROUP - 1):
            names.short(self._name_of(seen.call))
        return names

    def in_text(self, text: str) -> str:
        """Put short names in place of the long ids of calls in a text."""
        return _LONG.sub(lambda found: self._in_place(found[0]), text)

    def _in_place(self, word: str) -> str:
        bare = word.rstrip(_BEHIND)
        for id_ in (word, bare):
            if id_ in self._calls:
                return self.short(id_, WIDTHS[-1]) + word[len(id_) :]
        return word


def _room(width: int) -> int:
    """Give the cells of the short names that are shown in a column of that width."""
    return max((short for short in WIDTHS if short <= width), default=WIDTHS[0])


def cells(text: str) -> int:
    """Count the cells that a text takes on screen, at most."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1


def _most_telling_part(name: str, width: int) -> str:
    """The most telling part of a name, with an ellipsis for what is left out."""
    if cells(name) <= width:
        return name
    parts = [part for part in _PARTED.split(name) if part] or [name]
    part = max(parts, key=lambda part: (_digits(part), len(part)))
    before = "" if name.startswith(part) else ELLIPSIS
    after = "" if name.endswith(part) else ELLIPSIS
    if cells(before + part + after) <= width:
        return before + part + after
    start = before + _cut(part, width - len(before) - 1) + ELLIPSIS
    # Numbers that go on are told apart by their last figures.
    end = ELLIPSIS + _cut(part[::-1], width - len(after) - 1)[::-1] + after
    return start if _digits(start) > _digits(end) else end


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _cut(text: str, width: int) -> str:
    """Cut a text to so many cells, from its start on."""
    text = text[:width]
    while cells(text) > width:
        text = text[:-1]
    return text
