"""Dialogs: each asks for the rest of one command, and shows what it would change."""
