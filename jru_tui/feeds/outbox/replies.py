"""Replies of a dispatch system to a posted command: yes, no, or not yet."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from jru_tui.board import CommandAnswered
from jru_tui.feeds.decoding.text import clean
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.transport.errors import ConnectionTrouble, status_trouble

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import PostReply

MAX_REASON = 300
"""Characters of the server's own words that are kept."""

# A server that refuses one command says so with one of these, or with a reason in words.
_REFUSALS = frozenset({400, 409, 422})
# Where other commands were taken, this says that it does not know this one.
_UNKNOWN = frozenset({404, 405, 501})
_HELD = frozenset({401, 403})
_LATER = frozenset({408, 425, 429})
# Errors of a server that has not begun with a request.
_NOT_TAKEN = frozenset({501, 503})

_PAGE = PollFailure(
    "a web page answered instead of dispatch: is the address right, or does it need a sign-in?",
    needs_person=True,
)


def meaning(
    command: str, got: "PostReply", *, others_taken: bool = False
) -> CommandAnswered | PollFailure:
    """The answer to the command of that id, or why there is none yet.

    `others_taken` says that this address has taken commands, but none of this kind yet: it is the
    right one, so that a kind of command which it does not know keeps no other waiting.

    Args:
        command: the id of the command.
        got: the reply.
        others_taken: true if this address has taken other commands.
    """
    status = got.status
    if others_taken and status in _UNKNOWN:
        reason = _reason(got.body) or f"dispatch does not know this command ({status})"
        return CommandAnswered(command, accepted=False, reason=reason)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if got.body.lstrip().startswith(b"<"):
            # What takes commands answers with nothing or JSON; a sign-in page takes none.
            return _PAGE
        return CommandAnswered(command, accepted=True)
    trouble = status_trouble(status, got.location, got.retry_after_s)
    if (
        status in _HELD | _LATER
        or not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return trouble.failure
    reason = _reason(got.body)
    if not reason and status == HTTPStatus.CONFLICT:
        # The first try under this key is still being worked on: a refusal gives its reason.
        return PollFailure(
            "the server is still working on this command (409)", retry_after_s=got.retry_after_s
        )
    if not reason and status not in _REFUSALS:
        return trouble.failure
    return CommandAnswered(command, accepted=False, reason=reason or _unsaid(status))


def may_have_arrived(got: "PostReply | ConnectionTrouble") -> bool:
    """Test whether dispatch may have taken a command to which this is no answer.

    What stands before it, a gateway or a sign-in page, does not know what became of it.
    """
    if isinstance(got, ConnectionTrouble):
        return got.unclear
    status = got.status
    broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _NOT_TAKEN
    return broke or status == HTTPStatus.CONFLICT or status < HTTPStatus.MULTIPLE_CHOICES


def _reason(body: bytes) -> str:
    """The server's own words; empty where it gave none that can be read."""
    try:
        reason = msgspec.json.decode(body, type=dict[str, Any]).get("reason")
    except (ValueError, RecursionError):
        return ""
    return clean(reason, MAX_REASON).strip() if isinstance(reason, str) else ""


def _unsaid(status: int) -> str:
    return f"refused without a reason ({status})"
