"""The inks that lines are drawn with: names that stand for a meaning, never for a colour.

One table serves every line. What colour an ink has is the theme's affair.
"""

from jru_tui.board import Rules

BOLD = "bold"
STRIKE = "strike"
REVERSE = "reverse"

INKS: dict[str, tuple[str, frozenset[str]]] = {
    "text": ("foreground", frozenset()),
    "strong": ("jru-strong", frozenset({BOLD})),
    "dim": ("jru-dim", frozenset()),
    "struck": ("jru-dim", frozenset({STRIKE})),
    "line": ("jru-line", frozenset()),
    "accent": ("jru-accent", frozenset({BOLD})),
    "yellow": ("jru-accent", frozenset()),
    "free": ("jru-free", frozenset()),
    "moving": ("jru-moving", frozenset()),
    "scene": ("jru-scene", frozenset()),
    "held": ("jru-held", frozenset()),
    "amber": ("jru-amber", frozenset()),
    "red": ("jru-red", frozenset()),
    "alarm": ("jru-alarm", frozenset({BOLD, REVERSE})),
    "free-strong": ("jru-free", frozenset({BOLD})),
    "moving-strong": ("jru-moving", frozenset({BOLD})),
    "scene-strong": ("jru-scene", frozenset({BOLD})),
    "held-strong": ("jru-held", frozenset({BOLD})),
    "amber-strong": ("jru-amber", frozenset({BOLD})),
    "red-strong": ("jru-red", frozenset({BOLD})),
}
"""Each ink: the variable that colours it, and its weight."""

GROUNDS = {
    "ground": "background",
    "bar": "jru-bar",
    "selected": "jru-selected",
    "waiting": "jru-waiting",
}
"""What a line can be drawn on."""

COLOURED = frozenset((*(variable for variable, _ in INKS.values()), *GROUNDS.values()))
"""The variables that a theme has to give colours for."""


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
