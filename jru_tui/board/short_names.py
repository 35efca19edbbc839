"""Long ids shortened for the eye, so that no two of them look alike.

Other systems' ids are addresses (URIs have no length that people could read). What is shown of one
is its most telling part, the one with most digits in it. Where that is the same for two ids, a few
letters of a digest stand behind it. The same ids always give the same names, in whichever order.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

ELLIPSIS = "…"
_PARTED = re.compile(r"[:/#?&=@;,|\s]+")
_MARK = "~"
"""Stands before the letters of a digest."""
_LEAST = 3
"""Letters of a digest that stand behind a name, at least: one of 32,768."""


def short_names(names: Iterable[str], width: int) -> dict[str, str]:
    """Shorten names to a width, each to another text.

    Args:
        names: whole, as they are shown together.
        width: characters, at least 8.

    Returns:
        The short name of each; itself where it is short enough.
    """
    made = ShortNames(width)
    for name in names:
        made.put(name)
    return {name: made.short(name) for name in made.names}


class ShortNames:
    """Short names of all names that were put in so far.

    Args:
        width: characters that a name may have to be shown whole, at least 8.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._short: dict[str, str] = {}
        self._alike: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}

    @property
    def names(self) -> Iterable[str]:
        """The names, whole."""
        return self._short.keys()

    def short(self, name: str) -> str:
        """The name as it is shown; whole where it was not put in."""
        return self._short.get(name, name)

    def put(self, name: str) -> frozenset[str]:
        """Take in a name.

        Returns:
            The names that are shown otherwise from now on, this one among them.
        """
        if name in self._short:
            return frozenset()
        told = _telling(name, self._width)
        alike = self._alike.setdefault(told, set())
        alike.add(name)
        changed = self._show({name: told} if len(alike) == 1 else self._apart(alike, told))
        return changed | self._made_room(name)

    def _show(self, shown: Mapping[str, str]) -> frozenset[str]:
        changed = {name for name, text in shown.items() if self._short.get(name) != text}
        for name in changed:
            before = self._short.get(name)
            if before is not None and self._names.get(before) == name:
                del self._names[before]
        self._short.update(shown)
        for name in changed:
            self._names.setdefault(shown[name], name)
        return frozenset(changed)

    def _made_room(self, name: str) -> frozenset[str]:
        """Give another name's mark more letters where it is, by some chance, this name whole."""
        other = self._names[self._short[name]]
        if other == name:
            return frozenset()
        self._names[name] = name
        alike = {other}
        return self._show(self._apart(alike, _telling(other, self._width)))

    def _apart(self, names: Iterable[str], told: str) -> dict[str, str]:
        """Names that look alike, each with as many letters of its digest as tell it from others."""
        # One that is shown whole is what it is; whatever looks like it has a mark.
        whole = {name: name for name in names if name == told}
        digests = {
            name: b32encode(sha256(name.encode()).digest()).decode().lower()
            for name in names
            if name not in whole
        }
        shown: dict[str, str] = {}
        for count in range(_LEAST, min(self._width, 52)):
            room = max(1, self._width - count - len(_MARK))
            shown = {name: told[:room] + _MARK + digest[:count] for name, digest in digests.items()}
            free = all(self._names.get(text, name) == name for name, text in shown.items())
            if free and len(set(shown.values())) == len(shown):
                break
        return {**whole, **shown}


def _telling(name: str, width: int) -> str:
    """The most telling part of a name, with an ellipsis for what is left out."""
    if len(name) <= width:
        return name
    parts = [part for part in _PARTED.split(name) if part] or [name]
    part = max(parts, key=lambda part: (sum(map(str.isdigit, part)), len(part)))
    before = "" if name.startswith(part) else ELLIPSIS
    after = "" if name.endswith(part) else ELLIPSIS
    if len(before + part + after) <= width:
        return before + part + after
    return before + part[: width - len(before) - 1] + ELLIPSIS
