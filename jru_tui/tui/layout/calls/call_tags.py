"""The flags and needs of a call, those of danger first, as far as a width has room for them."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from jru_tui.board import Call, Rules, gravest_first, is_danger
from jru_tui.tui.layout.line import cut
from jru_tui.tui.layout.signs import DANGER, NEED

_TAG = 24
"""Cells of one flag or need beside others: one long word must not push the rest out."""
_LEAST_TYPE = 4
"""Cells of a type that is cut short so that a danger has room."""
_BETWEEN = " · "


class CallTags(NamedTuple):
    """Flags and needs of a call, in words.

    Attributes:
        dangers: flags that warn whoever goes, the gravest first.
        flags: the others, as they came.
        needs: skills that the call needs.
    """

    dangers: tuple[str, ...]
    flags: tuple[str, ...]
    needs: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.dangers or self.flags or self.needs)


class TagText(NamedTuple):
    """A run of text in one ink."""

    text: str
    ink: str


def call_tags(call: Call, rules: Rules) -> CallTags:
    """Read the flags and needs of a call, in words."""
    dangers = [_spoken(flag) for flag in gravest_first(call.flags, rules.danger_flags)]
    count = sum(is_danger(flag, rules.danger_flags) for flag in call.flags)
    needs = tuple(_spoken(need) for need in call.needs)
    return CallTags(tuple(dangers[:count]), tuple(dangers[count:]), needs)


def tag_words(tags: CallTags) -> list[TagText]:
    """Say all of them, one after the other: `! weapon`, `needs clinical`, `alcohol`."""
    parts = [TagText(f"{DANGER} {danger}", "red-strong") for danger in tags.dangers]
    if tags.needs:
        parts.append(TagText(f"needs {', '.join(tags.needs)}", "amber"))
    return parts + [TagText(flag, "amber") for flag in tags.flags]


def describe_call(kind: str, tags: CallTags, width: int, ink: str = "text") -> list[TagText]:
    """Describe a call in `width` cells: its dangers, its type, its needs, its other flags.

    What has no room is counted: `!weapon Assault +2`. A danger is the last thing to go.

    Args:
        kind: the call's type in words.
        tags: its flags and needs.
        width: cells that there are.
        ink: the ink of the type and of all that warns of nothing.
    """
    before = [TagText(f"{DANGER}{cut(danger, _TAG)} ", "red-strong") for danger in tags.dangers]
    behind = [TagText(f"{NEED}{cut(need, _TAG)}", "amber") for need in tags.needs]
    behind += [TagText(cut(flag, _TAG), ink) for flag in tags.flags]
    for shown in range(len(behind), -1, -1):
        pieces = _joined([*before, TagText(kind, ink)], behind[:shown], len(behind) - shown)
        if cells_of(pieces) <= width:
            return pieces
    for dangers in range(len(before), 0, -1):
        hidden = len(before) - dangers + len(behind)
        pieces = _with_some_of(TagText(kind, ink), before[:dangers], hidden, width)
        if cells_of(pieces) <= width:
            return pieces
    if before:
        # The danger alone: without it the line would lie about the call.
        return [TagText(cut(before[0].text.rstrip(), width), before[0].ink)]
    return _with_some_of(TagText(kind, ink), [], len(behind), width)


def cells_of(pieces: Iterable[TagText]) -> int:
    """Count the cells that runs of text take."""
    return sum(cell_len(piece.text) for piece in pieces)


def _joined(before: list[TagText], behind: list[TagText], hidden: int) -> list[TagText]:
    pieces = list(before)
    for tag in behind:
        pieces += [TagText(" " if tag.text.startswith(NEED) else _BETWEEN, "dim"), tag]
    return [*pieces, TagText(f" +{hidden}", "dim")] if hidden else pieces


def _with_some_of(kind: TagText, before: list[TagText], hidden: int, width: int) -> list[TagText]:
    """Cut the type to what is left of the width, to a few cells at the least."""
    room = width - cells_of(_joined(before, [], hidden))
    return _joined([*before, TagText(cut(kind.text, max(_LEAST_TYPE, room)), kind.ink)], [], hidden)


def _spoken(tag: str) -> str:
    return " ".join(tag.replace("_", " ").split())
