"""The opening of the board: its first frame, painted while Textual is still being loaded."""
