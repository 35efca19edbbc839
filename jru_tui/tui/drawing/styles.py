"""The inks that lines are drawn with: names that stand for a meaning, made into terminal styles.

One table serves every line-drawn widget. It is made once for a theme from the `jru-*` variables.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from jru_tui.board import Rules

_BOLD = "bold"
_STRIKE = "strike"
_REVERSE = "reverse"

INKS: dict[str, tuple[str, frozenset[str]]] = {
    "text": ("foreground", frozenset()),
    "strong": ("jru-strong", frozenset({_BOLD})),
    "dim": ("jru-dim", frozenset()),
    "struck": ("jru-dim", frozenset({_STRIKE})),
    "line": ("jru-line", frozenset()),
    "accent": ("jru-accent", frozenset({_BOLD})),
    "yellow": ("jru-accent", frozenset()),
    "free": ("jru-free", frozenset()),
    "moving": ("jru-moving", frozenset()),
    "scene": ("jru-scene", frozenset()),
    "held": ("jru-held", frozenset()),
    "amber": ("jru-amber", frozenset()),
    "red": ("jru-red", frozenset()),
    "alarm": ("jru-alarm", frozenset({_BOLD, _REVERSE})),
    "free-strong": ("jru-free", frozenset({_BOLD})),
    "moving-strong": ("jru-moving", frozenset({_BOLD})),
    "scene-strong": ("jru-scene", frozenset({_BOLD})),
    "held-strong": ("jru-held", frozenset({_BOLD})),
    "amber-strong": ("jru-amber", frozenset({_BOLD})),
    "red-strong": ("jru-red", frozenset({_BOLD})),
}
"""Each ink: the variable that colours it, and its weight."""

GROUNDS = {
    "ground": "background",
    "bar": "jru-bar",
    "selected": "jru-selected",
    "waiting": "jru-waiting",
}
"""What a line can be drawn on."""


class Inks:
    """Terminal styles by ink and ground, for one set of theme variables."""

    def __init__(self, variables: Mapping[str, str], filters: Sequence[LineFilter] = ()) -> None:
        self._variables = variables
        self._filters = filters
        self._styles: dict[tuple[str, str], Style] = {}

    def style(self, ink: str, ground: str = "ground") -> Style:
        """The style of an ink on a ground. Raises KeyError for a name that is in no table."""
        key = (ink, ground)
        known = self._styles.get(key)
        if known is None:
            variable, weight = INKS[ink]
            behind = Color.parse(self._variables[GROUNDS[ground]])
            known = Style(
                color=Color.parse(self._variables[variable]).rich_color,
                bgcolor=behind.rich_color,
                bold=_BOLD in weight or None,
                strike=_STRIKE in weight or None,
                reverse=_REVERSE in weight or None,
            )
            # Filtered here, once, and not with every line that is drawn in it.
            sample = [Segment(" ", known)]
            for line_filter in self._filters:
                sample = line_filter.apply(sample, behind)
            known = self._styles[key] = sample[0].style or known
        return known


@lru_cache(maxsize=4)
def _inks(variables: tuple[tuple[str, str], ...], filters: tuple[LineFilter, ...]) -> Inks:
    return Inks(dict(variables), filters)


def inks_for(variables: Mapping[str, str], filters: Sequence[LineFilter] = ()) -> Inks:
    """Return the one table for these theme variables and filters of colours."""
    wanted = {variable for variable, _ in INKS.values()} | set(GROUNDS.values())
    return _inks(tuple(sorted((name, variables[name]) for name in wanted)), tuple(filters))


def status_ink(status: str, rules: Rules) -> str:
    """The ink of a vehicle status: free, moving, at scene, held, or out of the count.

    A status that the settings added takes the ink of its availability.
    """
    known = _STATUS_INKS.get(status)
    if known is not None:
        return known
    return {"free": "free", "conditional": "moving", "busy": "held"}[
        rules.status(status).availability
    ]


_STATUS_INKS = {
    "available": "free",
    "standby": "free",
    "refreshments": "dim",
    "allocated": "moving",
    "en_route": "moving",
    "at_scene": "scene",
    "committed_deployable": "held",
    "committed": "held",
    "escort": "held",
    "hospital": "held",
    "custody": "held",
    "s136": "held",
    "on_duty": "dim",
    "off_duty": "dim",
    "out_of_service": "dim",
    "emergency": "red",
}
