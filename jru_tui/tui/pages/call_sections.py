"""Sections of a call's page: its doubts, the supervisor's decisions on it, and who could go."""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace
from textual.content import Content

from jru_tui.board import (
    Advice,
    Board,
    Call,
    Offer,
    Rules,
    arrival_words,
    marker_words,
    right_care_words,
    shown_markers,
    source_word,
    target_words,
    unable_words,
)
from jru_tui.tui.layout.calls.advice_lines import reasons, target_ink
from jru_tui.tui.layout.signs import (
    ALERT,
    DISPUTED,
    LINKED,
    MARKER,
    NEXT,
    REOPENED,
    SET_ASIDE,
    UNCONFIRMED,
    UNLISTED,
    UNSAVED,
)
from jru_tui.tui.phrases import day, hm, set_aside, unconfirmed

NAME_WIDTH = 11
"""The width of the column of names, in cells."""


def label_value(name: str, value: str | Content) -> Content:
    """Put a value behind its name."""
    return Content.assemble((f"{name:<{NAME_WIDTH}}", "$jru-dim"), value)


def doubts_about(call: Call, board: Board, now: datetime) -> Iterator[Content]:
    """Yield what is not certain about a call, and what was decided about it.

    Args:
        call: the call.
        board: the board as it stands.
        now: the present moment, UTC.
    """
    rules = board.rules
    if call.dispute is not None:
        dispute = call.dispute
        yield Content()
        yield Content.styled(
            f"{DISPUTED} disputed: the feed contradicts your command", "bold $jru-amber"
        )
        yield label_value(f"{hm(dispute.at, rules)} you", dispute.ours)
        yield label_value(f"{hm(dispute.feed_at, rules)} feed", dispute.theirs)
    if call.id in board.unsaved.calls:
        yield Content.styled(
            f"{UNSAVED} not saved: it is shown, and will be saved as soon as possible",
            "bold $jru-red",
        )
    if call.unconfirmed:
        text = unconfirmed(board.given_at(call.unconfirmed), now)
        yield Content.styled(
            f"{UNCONFIRMED} {text}: the feed does not show your command yet", "$jru-amber"
        )
    if call.unlisted_at is not None:
        since = hm(call.unlisted_at, rules)
        yield Content.styled(f"{UNLISTED} no longer listed by the feed since {since}", "$jru-amber")
    if (refused := board.set_aside("call", call.id)) is not None:
        reason = "the other report is set aside" if refused.is_older_twin else refused.reason
        text = f"{SET_ASIDE} {set_aside(refused)}: {reason}"
        yield Content.styled(text, "$jru-amber")
    if call.left_at is not None and not call.linked_to:
        text = "attended, everybody has left" if call.to_close else "waits again: everybody left"
        yield Content.styled(f"{ALERT} {text} since {hm(call.left_at, rules)}", "bold $jru-amber")
    for marker in shown_markers(replace(call, markers=board.markers_at(call)), now, rules):
        yield Content.styled(f"{MARKER} marker: {marker_words(marker)}", "bold $jru-red")
    yield from _decided(call, board)
    if call.reopened:
        yield Content.styled(f"{REOPENED} reopened", "$jru-dim")


def _decided(call: Call, board: Board) -> Iterator[Content]:
    """Yield what the supervisor has decided about it."""
    rules = board.rules
    if call.right_care is not None:
        decision = call.right_care
        reason = f": {decision.reason}" if decision.reason else ""
        since = ", more urgent since: decide again" if decision.regraded else ""
        text = f"{right_care_words(decision.instead)} ({hm(decision.at, rules)}){reason}{since}"
        yield Content.styled(text, "$jru-amber" if decision.instead else "$jru-dim")
    if call.hold is not None:
        hold = call.hold
        by = f" by {hold.by}" if hold.by else ""
        yield Content(
            f"held until {day(hold.until, rules)}{by}, not to be erased before: {hold.reason}"
        )
    if call.next_for is not None:
        vehicle = board.vehicles.get(call.next_for.vehicle)
        name = vehicle.name if vehicle is not None else call.next_for.vehicle
        by = f" by {call.next_for.by}" if call.next_for.by else ""
        text = f"{NEXT} next call of {name}, since {hm(call.next_for.at, rules)}{by}"
        yield Content(text)
    if call.linked_to:
        main = board.call_name(call.linked_to)
        yield Content.styled(f"{LINKED} duplicate of {main}", "$jru-amber")


_INKS = {"red-strong": "bold $jru-red", "amber-strong": "bold $jru-amber", "scene": "$jru-scene"}


def who_could_go(advice: Advice | None, rules: Rules) -> Content:
    """Describe who could go, each with what sending it changes; empty for nobody.

    Args:
        advice: on the call; None where none was made.
        rules: the names of statuses.
    """
    if advice is None or not advice.offers:
        return Content()
    best = advice.best.vehicle if advice.best is not None else ""
    offers = sorted(advice.offers, key=lambda offer: offer.vehicle != best)
    lines = [_line(offer, rules, chosen=offer.vehicle == best) for offer in offers]
    return Content("\n").join((Content.styled("Who could go", "bold $jru-strong"), *lines))


def _line(offer: Offer, rules: Rules, *, chosen: bool) -> Content:
    name = (f"{'▸' if chosen else ' '} {offer.name:<{NAME_WIDTH}}", "bold" if chosen else "")
    if not offer.possible:
        return Content.assemble(name, (unable_words(offer, rules), "$jru-dim"))
    return Content.assemble(name, *_arrival(offer))


def _arrival(offer: Offer) -> Iterator[tuple[str, str]]:
    yield f"{arrival_words(offer.arrival)} ", "bold"
    yield source_word(offer.arrival), "$jru-dim"
    if targets := target_words(offer.targets):
        yield f"  {targets}", _INKS.get(target_ink(offer.targets), "")
    if reason := reasons(offer):
        yield f" · {reason}", "$jru-dim"
