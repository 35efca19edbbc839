"""Undo and redo: what is taken back at once, what is shown first, and what is refused."""
