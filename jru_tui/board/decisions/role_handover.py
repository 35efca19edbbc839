"""Decisions about handing a role from one board to another: offer and acceptance."""

from datetime import datetime

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import OfferRole, RoleCommand, TakeRole
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.queries.roles import RANKS, offer_to, standing_offer


def decide_role(board: Board, command: RoleCommand, actor: Actor) -> RoleCommand | Refusal:
    """Decide an offer, or its acceptance; gives it back, filled in, if it may be.

    Args:
        board: as it stands.
        command: what is asked.
        actor: who asks, and in which role.
    """
    if not actor.shared:
        return Refusal("no other board shares this journal")
    if isinstance(command, OfferRole):
        return _decide_offer(board, command, actor, actor.at or board.written_at)
    return _decide_taking(board, command, actor, actor.at or board.written_at)


def _decide_offer(
    board: Board, offer: OfferRole, actor: Actor, now: datetime | None
) -> OfferRole | Refusal:
    to = offer.to.strip()
    if not to:
        return Refusal("say who takes your role")
    if to == actor.by:
        return Refusal("that is you: name somebody at another board")
    standing = standing_offer(board, actor.by, now)
    if standing is not None and standing.command == OfferRole(to, actor.role, actor.most):
        return Refusal(f"that is already offered: {to} has to accept it")
    return OfferRole(to, actor.role, actor.most)


def _decide_taking(
    board: Board, taking: TakeRole, actor: Actor, now: datetime | None
) -> TakeRole | Refusal:
    offer = offer_to(board, actor.by, now)
    if offer is None or offer.id != taking.offer or not isinstance(offer.command, OfferRole):
        return Refusal("no role is offered to you")
    role = offer.command.role
    if RANKS[role] > RANKS[actor.most]:
        # Short enough for the list of calls in a terminal of 120 columns.
        return Refusal(f"the database allows your login at most the role of a {actor.most}")
    if role == actor.role:
        return Refusal(f"you have the role of a {role} already")
    if RANKS[actor.role] > RANKS[offer.command.most]:
        return Refusal(f"the database does not allow the login of {offer.by} more than that role")
    return structs.replace(taking, giver=offer.by, role=role, left=actor.role)
