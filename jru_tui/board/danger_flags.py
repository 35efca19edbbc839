"""Danger flags: which of a call's flags mean danger to a crew, the gravest first.

A feed writes its flags as it likes (`weapon`, `Weapons-seen`, `KNIFE`), so they are compared word
by word. A flag that says that there is no danger (`no_weapon`) counts as well: to warn once too
often hurts nobody.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAFE = 1_000_000
"""Sorts behind every flag of danger."""


@lru_cache(maxsize=4096)
def danger_rank(flag: str, danger_flags: tuple[str, ...]) -> int | None:
    """Rank a flag by the danger that it tells of, 0 first; None where it tells of none.

    Args:
        flag: as the feed wrote it.
        danger_flags: the words that tell of danger, the gravest first. One of several words
            (`dangerous dog`) asks for all of them, side by side.
    """
    words = _words(flag)
    for rank, danger in enumerate(danger_flags):
        flag_words = _words(danger)
        last = len(words) - len(flag_words)
        if flag_words and any(
            _same(words[at : at + len(flag_words)], flag_words) for at in range(last + 1)
        ):
            return rank
    return None


def is_danger(flag: str, danger_flags: tuple[str, ...]) -> bool:
    """Tell whether a flag tells of danger."""
    return danger_rank(flag, danger_flags) is not None


def gravest_first(flags: Iterable[str], danger_flags: tuple[str, ...]) -> tuple[str, ...]:
    """Sort flags: those of danger first, the gravest before the others; the rest as they came."""
    ranks = [(danger_rank(flag, danger_flags), flag) for flag in flags]
    ranks.sort(key=lambda ranked: _SAFE if ranked[0] is None else ranked[0])
    return tuple(flag for _, flag in ranks)


def dangers(flags: Iterable[str], danger_flags: tuple[str, ...]) -> tuple[str, ...]:
    """Pick the flags that tell of danger, the gravest first."""
    return tuple(
        flag for flag in gravest_first(flags, danger_flags) if is_danger(flag, danger_flags)
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", text))]


def _same(words: list[str], flag_words: list[str]) -> bool:
    """Compare words with those that are asked for, the last perhaps in its plural."""
    *before, last = words
    return before == flag_words[:-1] and last in (
        flag_words[-1],
        f"{flag_words[-1]}s",
        f"{flag_words[-1]}es",
    )
