"""Results as tables: one line a case, for a terminal or as Markdown."""

from collections.abc import Mapping, Sequence

from benchmarks.goals import Goal, goals_of
from benchmarks.quantiles import quantile, ratio
from benchmarks.results import Run, Series, failures

_HEADINGS = ("", "floor p50", "p50", "p95", "p99", "n", "ratio p50", "p99", "goal", "met")
_SHORT = (
    ("start", "one shift"),
    ("start", "100,000 events"),
    ("interactive", ""),
    ("arrow", "20 calls"),
    ("arrow", "100,000 calls"),
    ("dialog", "assign"),
    ("esc", ""),
    ("command", "one key (undo)"),
    ("feed", "20 calls"),
    ("feed", "1,000 calls"),
    ("feed", "100,000 calls"),
    ("idle", "3 vehicles"),
    ("idle", "1,000 vehicles"),
    ("append", "one"),
    ("memory", "on a shift"),
    ("status", "one shift"),
    ("scale", ""),
)
"""The rows of the README's table, by row and case."""

Titles = Mapping[str, str]
"""What each row is, in words, by its id."""


def as_text(run: Run, titles: Titles, before: Run | None = None) -> str:
    """The whole table, its columns under each other; with what was `before` where that is given."""
    headings = (*_HEADINGS, "before", "change") if before else _HEADINGS
    lines: list[Sequence[str]] = [headings]
    last = ""
    for series in run.series:
        if series.row != last:
            lines.append((f"{series.row}: {titles.get(series.row, '')} [{series.unit}]",))
            last = series.row
        cells = _cells(series)
        lines.append((*cells, *_change(series, before)) if before else cells)
    widths = [
        max(len(line[column]) for line in lines if len(line) > 1) for column in range(len(headings))
    ]
    return "\n".join(_padded(line, widths) for line in lines) + "\n\n" + _below(run)


def as_markdown(run: Run, titles: Titles) -> str:
    """The short table for the README, with the command that makes it and the machine."""
    lines = [
        "| | floor | measured | ratio | goal |",
        "|---|---|---|---|---|",
    ]
    known = {series.key: series for series in run.series}
    for key in _SHORT:
        series = known.get(key)
        if series is None:
            continue
        name = titles.get(series.row, series.row) + (f", {series.case}" if series.case else "")
        floor = _with_unit(series.floor, series.unit)
        if floor and series.beside:
            floor += f" ({series.beside})"
        measured = _with_unit(series.samples, series.unit) or series.note
        times = ratio(series.samples, series.floor, "p50")
        goal = next((_goal_in_words(goal, series) for goal in goals_of(series)), "")
        lines.append(f"| {name} | {floor} | {measured} | {_times(times)} | {goal} |")
    return "\n".join((*lines, "", f"`{run.command}`, medians. {run.machine}.")) + "\n"


def _cells(series: Series) -> tuple[str, ...]:
    name = f"  {series.case or series.beside or series.row}"
    goals = goals_of(series)
    said = " / ".join(_goal_in_words(goal, series) for goal in goals)
    met = " / ".join("yes" if goal.is_met(series) else "NO" for goal in goals)
    if not series.samples:
        return (name, "", "", "", "", "0", "", "", said, met or series.note)
    quantiles = (_figure(quantile(series.samples, part)) for part in ("p50", "p95", "p99"))
    return (
        name,
        _figure(quantile(series.floor, "p50")) if series.floor else "",
        *quantiles,
        str(len(series.samples)),
        _times(ratio(series.samples, series.floor, "p50")),
        _times(ratio(series.samples, series.floor, "p99")),
        said,
        met,
    )


def _change(series: Series, before: Run | None) -> tuple[str, str]:
    """The same in the run before, and how much of it is left: of the ratio where there is one."""
    known = {series.key: series for series in before.series} if before else {}
    old = known.get(series.key)
    if old is None or not old.samples:
        return ("", "")
    then = ratio(old.samples, old.floor, "p50")
    now = ratio(series.samples, series.floor, "p50")
    said = _times(then) or _figure(quantile(old.samples, "p50"))
    if then is None or now is None:
        if not series.samples:
            return (said, "")
        then, now = quantile(old.samples, "p50"), quantile(series.samples, "p50")
    return (said, f"{(now / then - 1) * 100:+.0f} %" if then else "")


def _goal_in_words(goal: Goal, series: Series) -> str:
    which = "" if goal.statistic == "p50" else f"{goal.statistic} "
    return f"{which}{goal.limit:g}" + ("" if goal.of == "ratio" else f" {series.unit}")


def _below(run: Run) -> str:
    """What has to be known to read the table."""
    busy = "; ".join(f"{load.group} {load.others:.1f}" for load in run.loads)
    lines = [
        f"{run.program}. {run.machine}. {run.started_at}.",
        f"{run.spacing_ms:.0f} to {run.spacing_ms + 40:.0f} ms between two keys to one program.",
        f"Processors that other work on this machine used meanwhile: {busy}.",
        *failures(run.series),
    ]
    return "\n".join(lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    if len(line) == 1:
        return line[0]
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join((first, *others)).rstrip()


def _with_unit(samples: Sequence[float], unit: str) -> str:
    return f"{_figure(quantile(samples, 'p50'))} {unit}" if samples else ""


def _figure(value: float) -> str:
    """A number with three significant digits, and no exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"
