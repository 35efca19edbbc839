"""The health of the feed in full: facts by name, the last polls as a strip, and the odd records.

Reasons and keys hold the feed's own words: they are literal text here.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jru_tui.board import Rules, age, printable, sentence
from jru_tui.desk import Desk, PollRecord, Verdict, in_words
from jru_tui.feeds import FeedHealth
from jru_tui.tui.drawing.styles import Inks
from jru_tui.tui.phrases import hm, hms

SIGNS: dict[Verdict, tuple[str, str]] = {
    "good": ("●", "scene"),
    "unchanged": ("·", "dim"),
    "doubtful": ("◐", "amber"),
    "failed": ("○", "red"),
}
"""The sign of each verdict and its ink; no sign needs its colour to be told from the others."""
_CALLED: dict[Verdict, str] = {
    "good": "good",
    "unchanged": "not changed (304)",
    "doubtful": "doubtful",
    "failed": "failed",
}
_BARS = "▁▂▃▄▅▆▇█"
_STEPS_S = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
"""Seconds from which on the next bar is drawn. Each step doubles, so that one timeout does not
flatten everything else, and a height means the same on every day."""


def strip(polls: Sequence[PollRecord], rules: Rules, inks: Inks) -> Iterator[Text]:
    """Signs, bars, and what the signs mean; a word where there was no poll yet.

    Args:
        polls: the last polls, the oldest first.
        rules: the rules of the field.
        inks: the colours of the theme.
    """
    yield Text()
    if not polls:
        yield Text("Last polls: none has ended yet", inks.style("dim"))
        return
    span = f"{hms(polls[0].at, rules)} to {hms(polls[-1].at, rules)}"
    yield Text.assemble(
        (f"Last polls  {len(polls)}", inks.style("strong")), (f"  {span}", inks.style("dim"))
    )
    signs = Text(no_wrap=True)
    bars = Text(no_wrap=True)
    for poll in polls:
        sign, ink = SIGNS[poll.verdict]
        signs.append(sign, inks.style(ink))
        bars.append(_bar(poll.trip.latency_s), inks.style(ink))
    yield bars
    yield signs
    key = Text()
    for verdict, (sign, ink) in SIGNS.items():
        key.append(f"{sign} ", inks.style(ink))
        key.append(f"{_CALLED[verdict]}   ", inks.style("dim"))
    key.append(f"{_BARS[0]} 0.1 s to {_BARS[-1]} 6 s", inks.style("dim"))
    yield key


def latencies(polls: Sequence[PollRecord]) -> str:
    """The newest poll's latency beside that of the others: `0.12 s; …`."""
    last, measured = polls[-1].trip.latency_s, _measured(polls)
    now = "not measured" if last is None else _seconds(last)
    if len(measured) < 2:  # noqa: PLR2004 - one alone is its own median
        return now
    return (
        f"{now}; the median is {_seconds(median(measured))}, the slowest {_seconds(max(measured))}"
    )


def _measured(polls: Sequence[PollRecord]) -> list[float]:
    return [poll.trip.latency_s for poll in polls if poll.trip.latency_s is not None]


def _bar(latency_s: float | None) -> str:
    return " " if latency_s is None else _BARS[bisect_right(_STEPS_S, latency_s)]


def _seconds(latency_s: float) -> str:
    return f"{latency_s:.2f} s" if latency_s < 10 else f"{latency_s:.0f} s"  # noqa: PLR2004 - digits


_MOST = 100
"""Records that are named one by one; the others are counted."""
_NAME = 13
_KB, _MB = 1_000, 1_000_000

Fact = tuple[str, str, str]
"""What it is called, what it is, and its ink."""


def in_full(desk: Desk, now: datetime, inks: Inks) -> RenderableType:
    """Describe everything that is known of the feed.

    Args:
        desk: what the feed comes in at.
        now: the board's time.
        inks: for this theme.
    """
    polls = desk.polls.last
    return Group(
        _named(_facts(desk, polls, now), inks),
        *strip(polls, desk.board.rules, inks),
        *_records(
            "Set aside",
            "not on the board, or shown as it was before",
            [
                (f"{record.subject} {record.key}", record.reason)
                for record in desk.board.refused.values()
            ],
            "red-strong",
            inks,
        ),
        *_records(
            "Odd, but accepted",
            "on the board as received",
            [(f"{record.subject} {record.key}", record.reason) for record in desk.polls.marked],
            "amber-strong",
            inks,
        ),
    )


def _facts(desk: Desk, polls: Sequence[PollRecord], now: datetime) -> Iterator[Fact]:
    health, rules = desk.health, desk.board.rules
    last = polls[-1] if polls else None
    yield "State", *_state(health, rules)
    if health.good_at is not None:
        old = (now - health.good_at).total_seconds()
        yield "Last success", f"{hms(health.good_at, rules)}, {age(old)} ago", "text"
    if health.as_of is not None:
        yield "Feed time", f"{hms(health.as_of, rules)} in its newest document", "text"
    if health.ahead_s is not None:
        yield "Feed clock", _clocks(round(health.ahead_s)), "text"
    yield "Last error", *_last_error(polls, health, rules)
    yield "Next try", _next_try(last, health, now), "text"
    if last is not None:
        yield "Latency", latencies(polls), "text"
        yield "Size", _size(last), "text"
        yield "Records", _counts(last), "text"
    yield "Outbox", *_outbox(desk)
    if unsaved := in_words(desk.recorder.unsaved, desk.board):
        yield "Not saved", f"{unsaved}: shown, and saved as soon as possible", "red-strong"
    if desk.recorder.trouble or desk.recorder.damage:
        yield "Journal", desk.recorder.trouble or desk.recorder.damage, "red"


def _state(health: FeedHealth, rules: Rules) -> tuple[str, str]:
    at = hm(health.good_at, rules) if health.good_at else ""
    shown = f": this is the board of {at}" if at else ": nothing has come from it yet"
    match health.state:
        case "live":
            odd = f", but odd: {health.error}" if health.error else ""
            return f"● live{odd}", "amber-strong" if odd else "scene-strong"
        case "suspect":
            return f"◐ doubtful: {health.error}", "amber-strong"
        case "lost":
            silent = ". Only emergencies and refused commands raise alarms" if at else ""
            return f"○ lost{shown}{silent}", "red-strong"
        case "connecting":
            return f"◌ connecting{shown}", "amber-strong"


def _clocks(ahead_s: int) -> str:
    if not ahead_s:
        return "the same as this machine's"
    apart = age(abs(ahead_s))
    direction = "ahead of" if ahead_s > 0 else "behind"
    return f"{apart} {direction} this machine's; the feed's times are used"


def _last_error(polls: Sequence[PollRecord], health: FeedHealth, rules: Rules) -> tuple[str, str]:
    failed = next((poll for poll in reversed(polls) if poll.verdict == "failed"), None)
    if failed is not None:
        many = f" ({health.failures} failed in a row)" if health.failures > 1 else ""
        text = f"{hms(failed.at, rules)}  {sentence(failed.reason)}{many}"
        return text, "red" if health.failures else "dim"
    if health.state == "lost" and health.error:
        return sentence(health.error), "red"  # as whoever polls wrote it down
    return ("none in the polls below" if polls else "none"), "dim"


def _next_try(last: PollRecord | None, health: FeedHealth, now: datetime) -> str:
    if last is None:
        if health.state == "connecting":
            return "now: waiting for the first answer"
        return "this board does not poll: it shows what the polling board has recorded"
    if last.next_try_s is None:
        return f"none is planned: {last.trip.pace}" if last.trip.pace else "none is planned"
    left = (last.at + timedelta(seconds=last.next_try_s) - now).total_seconds()
    when = f"in {age(left)}" if left >= 1 else "now"
    return f"{when}: {last.trip.pace}" if last.trip.pace else when


def _counts(last: PollRecord) -> str:
    if last.verdict == "failed":
        return "none came with the last poll"
    if last.verdict == "unchanged":
        return "not changed (304)"
    counts = last.counts
    changes = f"{counts.new} new, {counts.changed} changed, {counts.removed} gone"
    return f"{changes}, {last.refused} set aside"


def _outbox(desk: Desk) -> tuple[str, str]:
    waiting = desk.outbox
    if not waiting.count:
        return "nothing waits to be sent", "dim"
    reason = f": {waiting.reason}" if waiting.reason else ""
    person = (
        ". It will not recover by itself: somebody has to fix it" if waiting.needs_person else ""
    )
    return f"{waiting.what}{reason}{person}", "amber"


def _size(last: PollRecord) -> str:
    size = last.trip.size
    if not size:
        return (
            "no complete document arrived" if last.verdict == "failed" else "no document was needed"
        )
    if size >= _MB:
        return f"{size / _MB:.1f} MB received"
    return f"{size / _KB:.1f} kB received" if size >= _KB else f"{size} bytes received"


def _named(facts: Iterable[Fact], inks: Inks) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=_NAME)
    table.add_column(ratio=1)
    for name, text, ink in facts:
        table.add_row(Text(name, inks.style("dim")), Text(printable(text), inks.style(ink)))
    return table


def _records(
    heading: str, meaning: str, records: Sequence[tuple[str, str]], ink: str, inks: Inks
) -> Iterator[RenderableType]:
    yield Text()
    if not records:
        yield Text(f"{heading}: no record", inks.style("dim"))
        return
    yield Text.assemble(
        (f"{heading}  {len(records)}", inks.style(ink)), (f"  {meaning}", inks.style("dim"))
    )
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(max_width=24, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=1)
    for key, reason in records[:_MOST]:
        table.add_row(
            Text(printable(key), inks.style("strong")), Text(printable(reason), inks.style("text"))
        )
    yield table
    if len(records) > _MOST:
        yield Text(f"and {len(records) - _MOST} more", inks.style("dim"))
