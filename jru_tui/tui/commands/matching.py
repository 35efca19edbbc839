"""Which option a typed word means: its whole name, its number, or a fragment that fits only one."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from jru_tui.tui.commands.grammar import Option, Slot

_SHORTEST_END = 2
"""Letters from the end of a name, or from its number, that may stand for it."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A name as it is compared: no case, and nothing but letters and digits."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@lru_cache(maxsize=20_000)
def number_of(name: str) -> str:
    """The digits that a name ends in: `1037` of `K-1037`."""
    return name[len(name.rstrip("0123456789")) :]


def meant(word: str, slot: Slot, options: Sequence[Option]) -> list[Option]:
    """What a word can mean, each once: one option where it is clear, none where nothing fits."""
    wanted = plain(word)
    if not wanted:
        return []
    whole = _once(each for each in options if any(plain(name) == wanted for name in each.names))
    if whole or slot.whole:
        return whole
    if slot.ends and wanted.isdecimal():
        numbered = [
            each for each in options if any(number_of(name) == wanted for name in each.names)
        ]
        if numbered:
            return _nearest(numbered)
    return _nearest(each for each in options if _is_part(wanted, slot, each))


def possible(word: str, slot: Slot, options: Iterable[Option]) -> list[Option]:
    """What a word that is still being typed can become; everything, while it is empty."""
    wanted = plain(word)
    return _once(each for each in options if _is_part(wanted, slot, each)) if wanted else [*options]


def looks_like_one(word: str, slot: Slot, options: Iterable[Option]) -> bool:
    """Whether a word has the form of such an id, so that it is a slip and not another word."""
    wanted = plain(word)
    stem = wanted.rstrip("0123456789")
    if not slot.ends or stem == wanted or not stem:
        return False
    return any(plain(name).rstrip("0123456789") == stem for each in options for name in each.names)


def _is_part(wanted: str, slot: Slot, option: Option) -> bool:
    names = [plain(name) for name in option.names]
    if any(name.startswith(wanted) for name in names):
        return True
    if not slot.ends or len(wanted) < _SHORTEST_END:
        return False
    return any(name.endswith(wanted) or number_of(name).startswith(wanted) for name in names)


def _nearest(options: Iterable[Option]) -> list[Option]:
    found = _once(options)
    lowest = min((each.rank for each in found), default=0)
    return [each for each in found if each.rank == lowest]


def _once(options: Iterable[Option]) -> list[Option]:
    return list({each.value: each for each in options}.values())
