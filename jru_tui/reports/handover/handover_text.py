"""The handover as a page, and as text that reads aloud in about a minute."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from jru_tui.board import age_in_words, clock, count, join_words, long_day, pounds, total, weekday
from jru_tui.reports.forms import as_html, as_markdown
from jru_tui.reports.handover.changes_since import ChangesSince
from jru_tui.reports.handover.handover_models import CallToWatch, CrewedVehicle, Handover, OnCall
from jru_tui.reports.pages.page import Item, ReportPage, Section
from jru_tui.reports.pages.page_text import as_text

_IN_HAND = "In hand, at scene"
_NAMED = 6
"""Up to so many calls are told one by one; of more, those in hand together and in short."""


def text(handover: Handover) -> str:
    """The handover as text, its last line ended."""
    return as_text(handover_page(handover))


def handover_page(handover: Handover) -> ReportPage:
    """The handover as a page: text, Markdown and HTML are printed from it."""
    zone, shift = handover.zone, handover.shift
    # After midnight, and in daytime, the shift belongs to the day before.
    hours = f"Shift of {weekday(shift.starts_at, zone)}, "
    hours += f"{clock(shift.starts_at, zone)} to {clock(shift.ends_at, zone)}."
    stale = _stale(handover)
    return ReportPage(
        marking=handover.marking,
        title=f"Handover, {long_day(handover.at, zone)}, {clock(handover.at, zone)}",
        lead=tuple(filter(None, (f"{hours} {stale}" if stale else hours, handover.source))),
        sections=tuple(_sections(handover)),
        foot=tuple(_foot(handover)),
    )


def _sections(handover: Handover) -> Iterator[Section]:
    if handover.attention:
        yield Section(
            "Needs attention", tuple(Item("", line) for line in handover.attention), grave=True
        )
    in_hand = _short_calls(handover)
    rest_of_calls = [call for call in handover.calls if call not in in_hand]
    heading = "Open calls" if handover.calls else "No open calls"
    yield Section(heading, tuple(_call(rest_of_call, handover) for rest_of_call in rest_of_calls))
    if in_hand:
        yield Section(_IN_HAND, tuple(_in_short(call, handover) for call in in_hand))
    if handover.back_up:
        yield Section("Back-up that has not arrived", tuple(_back_up(handover)))
    on_duty = [vehicle for vehicle in handover.vehicles if vehicle.on_duty]
    rest = [vehicle for vehicle in handover.vehicles if not vehicle.on_duty]
    items = [_vehicle(vehicle, handover) for vehicle in on_duty]
    if rest:
        items.append(Item("", "; ".join(f"{vehicle.name} {vehicle.status}" for vehicle in rest)))
    yield Section("Vehicles and crews" if items else "No vehicles", tuple(items))
    yield _since(handover.since, handover.zone)
    yield Section("Attended and saved", tuple(_figures(handover)))


def _stale(handover: Handover) -> str:
    if not handover.stale:
        return ""
    last_contact = (
        f"what follows is as of {clock(handover.heard_at, handover.zone)}"
        if handover.heard_at
        else "nothing has been received yet"
    )
    return f"There is no contact with the feed: {last_contact}, and alarms are silent."


def _short_calls(handover: Handover) -> list[CallToWatch]:
    if len(handover.calls) <= _NAMED:
        return []
    return [call for call in handover.calls if call.in_hand]


def _in_short(call: CallToWatch, handover: Handover) -> Item:
    """Describe a call without its codes, for its clocks have stopped, and without its heading."""
    names = (
        _since_when(response.name, response.since, handover, now=f"{response.name} just now")
        for response in call.on_it
    )
    return Item(call.id, ", ".join((call.what, *call.flags, call.where, join_words(names))))


def _on_call(vehicle: OnCall, handover: Handover) -> str:
    sentence = f"{vehicle.name} {vehicle.doing}"
    now = f"{vehicle.name} just {vehicle.doing}"
    return _since_when(sentence, vehicle.since, handover, now=now)


def _since_when(sentence: str, since: datetime | None, handover: Handover, *, now: str) -> str:
    """Say for how long something is so: in seconds it would be over before it is read out.

    Args:
        sentence: what is so.
        since: since when; None where that is not known.
        handover: for its moment.
        now: what is said in place of it within the first minute.
    """
    if since is None:
        return sentence
    just = handover.at - since < timedelta(minutes=1)
    return now if just else f"{sentence} for {_held_for(since, handover)}"


def _held_for(since: datetime, handover: Handover) -> str:
    return age_in_words(int((handover.at - since).total_seconds()))


def _call(call: CallToWatch, handover: Handover) -> Item:
    parts = [" ".join((*call.codes, call.what)), *call.flags, call.where]
    if call.closed_at is not None:
        parts.append(f"closed at {clock(call.closed_at, handover.zone)}")
    elif call.on_it:
        parts.append(join_words(_on_call(response, handover) for response in call.on_it))
    elif call.left_at is not None:
        parts.append(f"nobody on it since {clock(call.left_at, handover.zone)}")
    else:
        parts.append(f"waiting {_held_for(call.opened_at, handover)}")
    return Item(call.id, "; ".join([", ".join(parts), *call.watch]))


def _back_up(handover: Handover) -> Iterator[Item]:
    for request in handover.back_up:
        waited = _held_for(request.asked_at, handover)
        asked_at = clock(request.asked_at, handover.zone)
        over = ", the call is closed" if request.closed else ""
        waits = f"; {join_words(request.waiting)} at scene for it" if request.waiting else ""
        yield Item(request.call, f"{request.what}, asked at {asked_at}, {waited} ago{over}{waits}")


def _vehicle(vehicle: CrewedVehicle, handover: Handover) -> Item:
    parts = [", ".join(vehicle.crew) or "no crew named", *vehicle.watch]
    # What a vehicle does at a call that is on the page is said there.
    reported = any(
        response.name == vehicle.name and response.since is not None
        for call in handover.calls
        for response in call.on_it
    )
    if not reported:
        on = f" on {vehicle.call}" if vehicle.call else ""
        doing = f"{vehicle.status}{on}"
        parts.insert(0, _since_when(doing, vehicle.since, handover, now=f"just {doing}"))
    return Item(vehicle.name, "; ".join(parts))


def _since(since: ChangesSince, zone: str) -> Section:
    by = f" by {since.by}" if since.by else ""
    items = []
    if since.note:
        items.append(Item("Said then", since.note))
    closed = [f"{call} {outcome}" for call, outcome in since.closed]
    for about, change in (
        ("Opened", since.opened),
        ("Closed", closed),
        ("Still open", since.carried),
    ):
        if change:
            items.append(Item(about, _listed(change)))
    items += [Item("", line) for line in since.else_changed]
    if not items:
        items.append(Item("", "nothing changed"))
    return Section(f"Since {since.how} at {clock(since.at, zone)}{by}", tuple(items))


def _listed(items: Sequence[str]) -> str:
    return join_words(items) if len(items) <= _NAMED else count(len(items), "call")


def _figures(handover: Handover) -> Iterator[Item]:
    period = handover.period.name
    spans = (
        ("This shift", handover.shift_tally),
        (f"this {period}" if period == "weekend" else period, handover.period_tally),
        ("in all", handover.total),
    )
    # What is the same need not be read out twice.
    for tally in dict.fromkeys(span for _, span in spans):
        about = join_words(name for name, item in spans if item == tally)
        sentence = f"{count(tally.attended, 'call')}, {total(tally.minutes)}, {pounds(tally.pence)}"
        yield Item(f"{about[:1].upper()}{about[1:]}", sentence)


def _foot(handover: Handover) -> Iterator[str]:
    head = handover.head
    if head is None:
        yield "None of this is saved in a journal."
    else:
        yield f"Journal: event {head.position:,}, chain {head.chain}"


HANDOVER_FORMS: Mapping[str, Callable[[Handover], str]] = {
    "text": text,
    "markdown": lambda handover: as_markdown(handover_page(handover)),
    "html": lambda handover: as_html(handover_page(handover)),
}
