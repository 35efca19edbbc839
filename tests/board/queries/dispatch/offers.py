"""Offers in one line, as the words of their parts stand side by side on the screen."""

from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.phrases import (
    arrival_words,
    cost_words,
    drawback_words,
    need_words,
    precondition_words,
    target_words,
    unable_words,
)
from jru_tui.board.rules import Rules


def offer_words(offer: Offer, rules: Rules) -> str:
    """The whole offer in a line, with what has to be done first."""
    if not offer.possible:
        return f"{offer.name}  {unable_words(offer, rules)}"
    first = ", ".join(precondition_words(step) for step in offer.first)
    head = [offer.name, arrival_words(offer.arrival), target_words(offer.targets)]
    tail = [cost_words(offer), need_words(offer), drawback_words(offer), first]
    said = "  ".join(filter(None, head))
    return "  · ".join(filter(None, (said, *tail)))
