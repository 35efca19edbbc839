"""Matching of names: a whole name, a number, or a fragment that fits only one option."""

from collections.abc import Iterable
from functools import cached_property, lru_cache

from jru_tui.tui.commands.line.grammar import Option, Slot

_DIGITS = "0123456789"
_SHORTEST_END = 2
"""Letters from the end of a name, or from its number, that may stand for it."""
_SURE = 3
"""Digits from which on a number is a call's and no number of something, before free words."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A name as it is compared: no case, and nothing but letters and digits."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@lru_cache(maxsize=20_000)
def number_of(name: str) -> str:
    """The digits that a name ends in: `1037` of `K-1037`."""
    return name[len(name.rstrip(_DIGITS)) :]


class NameMatcher:
    """The names of some options. What was asked once is known from then on."""

    def __init__(self, options: Iterable[Option]) -> None:
        self._options = tuple(options)
        self._known: dict[tuple[str, Slot], list[Option]] = {}

    @cached_property
    def _whole(self) -> dict[str, list[Option]]:
        whole: dict[str, list[Option]] = {}
        for option in self._options:
            for name in option.names:
                whole.setdefault(plain(name), []).append(option)
        return whole

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(name.rstrip(_DIGITS) for name in self._whole)

    def meant(self, word: str, slot: Slot) -> list[Option]:
        """List what a word can mean: one option where it is clear, none where none fits."""
        wanted = plain(word)
        if (wanted, slot) not in self._known:
            self._known[wanted, slot] = self._find(wanted, slot) if wanted else []
        return self._known[wanted, slot]

    def possible(self, word: str, slot: Slot) -> list[Option]:
        """List what a word that is still being typed can become; everything, while it is empty."""
        wanted = plain(word)
        if not wanted:
            return [*self._options]
        return _once(option for option in self._options if _is_part(wanted, slot, option))

    def looks_like_one(self, word: str, slot: Slot) -> bool:
        """Test whether a word has the form of such an id: then it is a slip and no other word."""
        wanted = plain(word)
        stem = wanted.rstrip(_DIGITS)
        return slot.ends and bool(stem) and stem != wanted and stem in self._stems

    def _find(self, wanted: str, slot: Slot) -> list[Option]:
        whole = _once(self._whole.get(wanted, ()))
        if whole or (slot.whole and len(wanted) < _SURE):
            return whole
        if slot.ends and wanted.isdecimal():
            numbered = [
                option for option in self._options if wanted in map(number_of, option.names)
            ]
            if numbered:
                return _nearest(numbered)
        if slot.whole:
            return []
        return _nearest(option for option in self._options if _is_part(wanted, slot, option))


def _is_part(wanted: str, slot: Slot, option: Option) -> bool:
    names = [plain(name) for name in option.names]
    if any(name.startswith(wanted) for name in names):
        return True
    if not slot.ends or len(wanted) < _SHORTEST_END:
        return False
    return any(name.endswith(wanted) or number_of(name).startswith(wanted) for name in names)


def _nearest(options: Iterable[Option]) -> list[Option]:
    found = _once(options)
    lowest = min((match.rank for match in found), default=0)
    return [match for match in found if match.rank == lowest]


def _once(options: Iterable[Option]) -> list[Option]:
    return list({option.value: option for option in options}.values())
