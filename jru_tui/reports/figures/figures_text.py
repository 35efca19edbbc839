"""The figures of a report as a page, and the forms that it is written in."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from jru_tui.board import (
    clock,
    count,
    date,
    duration,
    long_day,
    minutes_between,
    pounds,
    short_day,
    total,
    whole_minutes,
)
from jru_tui.reports.figures.decisions import DecisionFigures, OfferFigures
from jru_tui.reports.figures.figures import Figures, GroupFigures, KindShare
from jru_tui.reports.figures.figures_csv import to_csv
from jru_tui.reports.figures.measures import Spread
from jru_tui.reports.forms import as_html, indented_json
from jru_tui.reports.pages.page import Chart, Item, ReportPage, Section, Table, warning_sections
from jru_tui.reports.pages.page_text import as_text

Named = tuple[str, GroupFigures]

_MOST_BARS = 31
_TIMES = ("response", "turnout", "travel", "at scene")


def text(figures: Figures) -> str:
    """The figures as text, its last line ended."""
    return as_text(figures_page(figures))


def figures_page(figures: Figures) -> ReportPage:
    """The figures as a page: text and HTML are printed from it."""
    whole, zone = figures.whole, figures.zone
    first, last = long_day(whole.starts_at, zone), long_day(figures.shifts[-1].starts_at, zone)
    when = f"shift of {first}" if len(figures.shifts) == 1 else f"shifts of {first} to {last}"
    return ReportPage(
        marking=figures.marking,
        title=f"Report, {when}",
        lead=tuple(filter(None, (figures.source, _summary(whole.unit)))),
        sections=tuple(_sections(figures)),
        foot=tuple(_method(figures)),
    )


def _summary(unit: GroupFigures) -> str:
    babies = f"; {count(unit.babies_born, 'birth')}" if unit.babies_born else ""
    return (
        f"{count(unit.attended, 'call')} attended; {total(unit.minutes_saved)} and "
        f"{_money(unit)} saved; {count(unit.ambulances_spared, 'ambulance')} and "
        f"{count(unit.patrols_spared, 'patrol')} spared{babies}."
    )


def _sections(figures: Figures) -> Iterator[Section]:
    yield from warning_sections(figures.warnings)
    whole = figures.whole
    vehicles = [(vehicle.name, vehicle.figures) for vehicle in whole.vehicles]
    yield from _part("vehicle", [*vehicles, ("Unit", whole.unit)], vehicles)
    if len(figures.shifts) > 1:
        nights = [(date(shift.starts_at, figures.zone), shift.unit) for shift in figures.shifts]
        yield from _part("shift", nights, nights)
    yield _targets(figures)
    if figures.decisions:
        yield decisions_section(figures.decisions, figures.zone)
    if (waits := whole.unit.ambulance_wait).count:
        row = (str(waits.count), _time(waits.mean_s), _time(waits.p90_s))
        table = Table(("waits", "mean", "90th"), (row,))
        yield Section("Waits at scene for an ambulance that was asked for", table=table)
    if figures.right_care:
        rows = tuple((decided.label, str(decided.calls)) for decided in figures.right_care)
        yield Section("Right care, right person", table=Table(("", "calls"), rows))
    for heading, shares in (
        ("By type", figures.by_type),
        ("By outcome", figures.by_outcome),
        ("By origin", figures.by_origin),
        ("By hour of arrival", figures.by_hour),
    ):
        yield _shares(heading, shares)


def _part(section: str, groups: Sequence[Named], bars: Sequence[Named]) -> Iterator[Section]:
    """Yield what each vehicle, or each shift, attended and saved, with durations."""
    chart = _chart(f"Calls attended by {section}", [(name, group.attended) for name, group in bars])
    yield Section(f"Attended and saved by {section}", table=_work(groups), chart=chart)
    yield _times(groups, f"Mean times by {section}", lambda spread: spread.mean_s)
    yield _times(groups, f"90th centile of times by {section}", lambda spread: spread.p90_s)


def _work(groups: Sequence[Named]) -> Table:
    return Table(
        ("", "calls", "saved", "pounds", "ambulances", "patrols", "babies"),
        tuple(
            (
                name,
                str(group.attended),
                total(group.minutes_saved),
                _money(group),
                str(group.ambulances_spared),
                str(group.patrols_spared),
                str(group.babies_born),
            )
            for name, group in groups
        ),
    )


def _times(
    groups: Sequence[Named], heading: str, figure: Callable[[Spread], int | None]
) -> Section:
    rows = [
        (name, *(_time(figure(spread)) for spread in _spreads(group))) for name, group in groups
    ]
    return Section(heading, table=Table(("", *_TIMES), tuple(rows)))


def _spreads(group: GroupFigures) -> tuple[Spread, ...]:
    return group.response, group.turnout, group.travel, group.at_scene


def _time(seconds: int | None) -> str:
    return "–" if seconds is None else duration(seconds)


def _targets(figures: Figures) -> Section:
    rows = []
    for goal in figures.targets:
        total_count = goal.met + goal.missed
        target = _time(None if goal.target_minutes is None else 60 * goal.target_minutes)
        met = f"{goal.met} of {total_count}" if goal.target_minutes is not None else "–"
        rows.append(
            (
                f"{goal.code} {goal.label}",
                target,
                met,
                _time(goal.response.mean_s),
                _time(goal.response.p90_s),
            )
        )
    table = Table(("", "target", "met", "mean", "90th"), tuple(rows))
    if not rows:
        return Section("Targets", (Item("", "no attended call was graded"),))
    return Section("Targets, by first arrival", table=table)


def _shares(heading: str, shares: Sequence[KindShare]) -> Section:
    if not shares:
        return Section(heading, (Item("", "no call was attended"),))
    bars = [(share.label, share.attended) for share in shares]
    return Section(
        heading,
        table=Table(("", "calls"), tuple((label, str(number)) for label, number in bars)),
        chart=_chart(f"Calls attended {heading[0].lower()}{heading[1:]}", bars),
    )


def _chart(title: str, bars: Sequence[tuple[str, float]]) -> Chart | None:
    """Bars, where there is something to see, and not so many that nobody would look."""
    drawn = len(bars) <= _MOST_BARS and any(figure for _, figure in bars)
    return Chart(title, tuple(bars)) if drawn else None


def _money(group: GroupFigures) -> str:
    return pounds(round(group.pounds_saved * 100))


def _method(figures: Figures) -> Iterator[str]:
    yield (
        "A call is attended when a vehicle was at scene; it counts once for the unit, in the "
        "shift of the arrival. What it saved and spared counts for the first to arrive."
    )
    yield (
        "Response: opened to first arrival, as the call's clocks show it; a vehicle's own: to its "
        "arrival. Turnout: allocated to mobile. Travel: mobile to arrival. At scene: arrival to "
        "clear. The 90th centile is by nearest rank, over times with a start and an "
        "end, of attended calls; "
        "turnout also of calls that were not attended."
    )
    if figures.reached_before:
        yield (
            f"{count(figures.reached_before, 'attended call')} had been reached in an earlier "
            "shift: the response counts there."
        )
    if figures.set_aside:
        yield (f"{count(figures.set_aside, 'time')} left out: negative, or longer than 24 hours.")
    zone = figures.zone
    start, end = figures.whole.starts_at, figures.whole.ends_at
    began = f"{clock(start, zone)} on {long_day(start, zone)}"
    yield f"From {began} to {clock(end, zone)} on {long_day(end, zone)}."


FIGURES_FORMS: Mapping[str, Callable[[Figures], str]] = {
    "text": text,
    "csv": to_csv,
    "json": lambda figures: f"{indented_json(figures)}\n",
    "html": lambda figures: as_html(figures_page(figures)),
}


_MOST = 100
"""Decisions that a page lists, the newest; the other forms have all."""


def decisions_section(decisions: Sequence[DecisionFigures], zone: str) -> Section:
    """The decisions as a table, with how often the first offer was taken.

    Args:
        decisions: oldest first; there is at least one.
        zone: of the clock on the wall.
    """
    first = sum(decision.first for decision in decisions)
    within = [decision.within for decision in decisions if decision.within is not None]
    items = [Item("", f"The first offer was taken in {first} of {count(len(decisions), 'time')}.")]
    if within:
        sentence = (
            f"{sum(within)} of {count(len(within), 'arrival')} came between the predicted times"
        )
        items.append(Item("", f"{sentence}; four of five are expected to."))
    if len(decisions) > _MOST:
        items.append(Item("", f"The last {_MOST} are listed here; CSV and JSON have all."))
    return Section(
        "Vehicles sent: offered, chosen, predicted, happened",
        tuple(items),
        Table(
            ("", "call", "first offer", "chosen", "predicted", "happened"),
            tuple(_row(decision, zone) for decision in decisions[-_MOST:]),
        ),
    )


def _row(decision: DecisionFigures, zone: str) -> tuple[str, ...]:
    when = f"{short_day(decision.at, zone)} {clock(decision.at, zone)}"
    happened = "–" if decision.happened_s is None else f"{whole_minutes(decision.happened_s)} min"
    return (
        when,
        decision.call,
        f"{decision.offered.name}, {_arrival(decision.offered)}",
        decision.name,
        "–" if decision.predicted is None else _arrival(decision.predicted),
        happened,
    )


def _arrival(offer: OfferFigures) -> str:
    if offer.source == "area":
        return f"~{whole_minutes(offer.predicted_s)} min"
    return minutes_between(offer.predicted_s, offer.low_s, offer.high_s)
