"""The style sheets: one path for each, however many screens share it, so that each is read once."""

from pathlib import Path

_FOLDER = Path(__file__).parent

BOARD = _FOLDER / "board.tcss"
DIALOGS = _FOLDER / "dialogs.tcss"
FULL_SCREENS = _FOLDER / "fronts.tcss"
