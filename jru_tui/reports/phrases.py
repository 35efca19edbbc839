"""Phrases that several reports use."""

from datetime import datetime

from jru_tui.board import Board, BoardSnapshot, age_in_words


def unlisted(since: datetime, now: datetime) -> str:
    """Say that the feed dropped a call or a vehicle from its list, which ends neither."""
    return f"not listed by the feed for {age_in_words(int((now - since).total_seconds()))}"


def named(vehicle: str, board: Board | BoardSnapshot) -> str:
    """Name a vehicle; by its id where the board does not know it."""
    known = board.vehicles.get(vehicle)
    return known.name if known else vehicle
