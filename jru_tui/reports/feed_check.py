"""What was found out about a feed, as text for a person and as JSON for a script."""

from collections.abc import Iterator

import msgspec

from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.feeds.check import FeedCheck, Round, Wire
from jru_tui.feeds.clean import clean, quoted

MOST = 20
"""Lines of one kind that are told one by one; JSON has them all."""
_PAGES = 5
_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"), (1, "s"))


def to_json(check: FeedCheck) -> str:
    """All of it, one line."""
    return msgspec.json.encode(check).decode()


def to_text(check: FeedCheck) -> str:
    """All of it in lines that read well aloud."""
    return "\n".join(_lines(check)) + "\n"


def round_text(found: Round) -> str:
    """One poll of several, in a line."""
    if found.error:
        said = found.error
    elif found.unchanged:
        said = "not changed"
    else:
        said = f"{found.new} new, {found.changed} changed, {found.gone} gone"
        said += f", {found.refused} set aside" if found.refused else ""
    size = sum(each.size for each in found.answers)
    after = "no more polls" if found.wait_s is None else f"next in {found.wait_s:.0f} s"
    return f"{found.at:%H:%M:%S}  {said}; {size:,} bytes; {after}"


def _lines(check: FeedCheck) -> Iterator[str]:
    yield f"Feed: {clean(check.source)}"
    answers = check.rounds[0].answers if check.rounds else ()
    for answer in answers[:_PAGES]:
        yield f"HTTP: {_http(answer)}"
    if len(answers) > _PAGES:
        yield f"HTTP: and {len(answers) - _PAGES} more pages"
    if check.error:
        yield f"Refused: {check.error}"
        return
    yield from _document(check)
    if check.remark:
        yield f"Odd: {check.remark}"
    yield from _some(
        f"Set aside ({len(check.refused)}):",
        [f"{each.subject} {each.key}: {each.reason}" for each in check.refused],
    )
    yield from _some(
        f"Taken, but odd ({len(check.marked)}):",
        [f"{each.subject} {each.key}: {each.reason}" for each in check.marked],
    )
    yield from _some(
        "Codes that the settings do not name (shown as they come, most urgent first):",
        [f"{each.table}: {quoted(each.code)} ({each.count})" for each in check.unknown],
    )
    yield from _some("What the board would miss:", list(check.missing))
    yield from _some("The mapping:", list(check.unused))
    yield from _some("The server:", list(check.manners))
    yield from _some("The first calls:", [_call(each) for each in check.first_calls])
    yield from _some("The first vehicles:", [_vehicle(each) for each in check.first_vehicles])


def _document(check: FeedCheck) -> Iterator[str]:
    clock = _clock(check.ahead_s or 0)
    yield (
        f"Document: of {check.generated_at:%Y-%m-%d %H:%M:%S} UTC, {clock}; "
        + ("complete" if check.complete else "only what changed")
        + ("; with a cursor" if check.cursor else "; without a cursor")
    )
    calls = "1 call" if check.calls == 1 else f"{check.calls:,} calls"
    vehicles = "1 vehicle" if check.vehicles == 1 else f"{check.vehicles:,} vehicles"
    yield f"Accepted: {calls} ({check.open_calls:,} open), {vehicles}"


def _clock(ahead_s: int) -> str:
    if abs(ahead_s) <= 1:
        return "the same clock as here"
    size, unit = next(
        (size, unit) for size, unit in _UNITS if abs(ahead_s) >= 2 * size or unit == "s"
    )
    return f"{abs(ahead_s) // size:,} {unit} {'ahead of' if ahead_s > 0 else 'behind'} this machine"


def _http(answer: Wire) -> str:
    if not answer.status:
        return "no answer that can be read"
    said = [str(answer.status), f"{answer.size:,} bytes" + (" of gzip" if answer.packed else "")]
    said.append("ETag" if answer.etag else "no ETag")
    said.append(f"Cache-Control {quoted(answer.caching, 80)}" if answer.caching else "no caching")
    if answer.ahead_s is not None:
        said.append(f"its Date is {answer.ahead_s:+d} s from here")
    return ", ".join(said)


def _some(heading: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield heading
    yield from (f"  {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"  and {len(lines) - MOST} more"


def _call(call: CallRecord) -> str:
    told = [call.id, f"opened {call.opened_at:%Y-%m-%d %H:%M:%S}", call.state]
    told += [each for each in (call.grade, call.category, call.type, call.outcome) if each]
    if call.where.text:
        told.append(clean(call.where.text, 60))
    if call.where.lat is not None and call.where.lon is not None:
        told.append(f"{call.where.lat:.4f} {call.where.lon:.4f}")
    for leg in call.responses:
        stages = (leg.allocated_at, leg.en_route_at, leg.at_scene_at, leg.clear_at)
        times = "/".join(f"{stage:%H:%M}" if stage else "-" for stage in stages)
        told.append(f"{leg.vehicle} {times}")
    if call.summary:
        told.append(quoted(call.summary, 60))
    return ", ".join(told)


def _vehicle(vehicle: VehicleRecord) -> str:
    told = [vehicle.id, vehicle.status, f"since {vehicle.status_at:%Y-%m-%d %H:%M:%S}"]
    told += [each for each in (vehicle.name, vehicle.area) if each]
    if vehicle.call:
        told.append(f"on {vehicle.call}")
    if vehicle.position:
        told.append(f"{vehicle.position.lat:.4f} {vehicle.position.lon:.4f}")
    told += [f"{each.role} {each.id}" for each in vehicle.crew]
    return ", ".join(told)
