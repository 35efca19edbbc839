"""Inks made into terminal styles, once for a theme by its `jru-*` variables; lines into strips."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from jru_tui.tui.layout.inks import BOLD, COLOURED, GROUNDS, INKS, REVERSE, STRIKE
from jru_tui.tui.layout.line import Line


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
                bold=BOLD in weight or None,
                strike=STRIKE in weight or None,
                reverse=REVERSE in weight or None,
            )
            # Filtered here, once, and not with every line that is drawn in it.
            sample = [Segment(" ", known)]
            for line_filter in self._filters:
                sample = line_filter.apply(sample, behind)
            known = self._styles[key] = sample[0].style or known
        return known

    def strip(self, line: Line) -> Strip:
        """Return a line as the terminal gets it."""
        runs = line.runs()
        return Strip(
            [Segment(text, self.style(ink, ground)) for text, ink, ground in runs], line.width
        )


@lru_cache(maxsize=4)
def _inks(variables: tuple[tuple[str, str], ...], filters: tuple[LineFilter, ...]) -> Inks:
    return Inks(dict(variables), filters)


def inks_for(variables: Mapping[str, str], filters: Sequence[LineFilter] = ()) -> Inks:
    """Return the one table for these theme variables and filters of colours."""
    return _inks(tuple(sorted((name, variables[name]) for name in COLOURED)), tuple(filters))
