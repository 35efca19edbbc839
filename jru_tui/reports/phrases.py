"""Phrases that several reports use, and the last moments to send somebody, which they say."""

from collections.abc import Mapping
from datetime import datetime

from jru_tui.board import (
    Board,
    BoardSnapshot,
    CrewMember,
    Deadline,
    Recommendation,
    age_in_words,
    deadline_time,
)


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


def find_deadlines(
    board: Board, now: datetime, *, stale: bool, recommendation: Recommendation | None = None
) -> Mapping[str, Deadline]:
    """Find until when somebody has to be sent to each call that waits, by the call's id.

    Args:
        board: as it stands.
        now: the board's time, UTC.
        stale: there is no contact with the feed, so nobody knows where vehicles are.
        recommendation: the board's, with the travel times of the settings; None for the straight
            line alone.
    """
    if stale:
        return {}
    recommendation = recommendation or Recommendation(board)
    recommendation.at(now)
    waiting = (call.id for call in board.open_calls() if call.waiting)
    found = ((call, recommendation.deadline(call)) for call in waiting)
    return {call: deadline for call, deadline in found if deadline is not None}


def send_by_words(deadline: Deadline, board: Board, now: datetime) -> str:
    """Say whom to send until when, and what that still meets: `send JRU 2 by 22:51 to meet G1`.

    Args:
        deadline: the last moment.
        board: as it stands.
        now: the present moment, UTC: a moment that is far ahead has its day.
    """
    at = deadline_time(deadline, board.rules, now)
    return f"send {deadline.name} by {at} to meet {deadline.code}"
