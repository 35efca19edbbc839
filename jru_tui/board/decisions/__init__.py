"""Decisions: whether a command may run on the newest board, and what it would change."""
