"""Phrases that several reports use."""

from datetime import datetime

from jru_tui.board import Board, BoardSnapshot, CrewMember, age_in_words


def unlisted(since: datetime, now: datetime) -> str:
    """Say that the feed dropped a call or a vehicle from its list, which ends neither."""
    return f"not listed by the feed for {age_in_words(int((now - since).total_seconds()))}"


def named(vehicle: str, board: Board | BoardSnapshot) -> str:
    """Name a vehicle; by its id where the board does not know it."""
    known = board.vehicles.get(vehicle)
    return known.name if known else vehicle


def member_name(member: CrewMember) -> str:
    """Name a member by number, with the role unless the number says it as `SC 70912` does."""
    told_by_number = any(letter.isalpha() for letter in member.id)
    return member.id if told_by_number else f"{member.role} {member.id}"
