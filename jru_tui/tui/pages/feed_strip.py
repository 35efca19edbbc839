"""The last polls as a strip: a sign for each, the newest last, with a bar for its latency."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from statistics import median

from rich.text import Text

from jru_tui.board import Rules
from jru_tui.desk import PollRecord, Verdict
from jru_tui.tui.drawing.styles import Inks
from jru_tui.tui.phrases import hms

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
