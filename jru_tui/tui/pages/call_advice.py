"""The vehicles that could go to a call, on its page: the best one first."""

from collections.abc import Iterator

from textual.content import Content

from jru_tui.board import (
    Advice,
    Offer,
    Rules,
    arrival_words,
    source_word,
    target_words,
    unable_words,
)
from jru_tui.tui.layout.calls.advice_lines import reasons, target_ink
from jru_tui.tui.pages.labels import NAME_WIDTH

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
    if why := reasons(offer):
        yield f" · {why}", "$jru-dim"
