"""Accuracy of predicted arrivals: the contract of `jru-tui report --travel` as JSON.

Each journey is predicted as the board would have predicted it in its shift: from journeys that
were over before that shift began, and never from itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from jru_tui.board import (
    Board,
    Coverage,
    Journey,
    Prediction,
    Shift,
    calibration_before,
    coverage,
    list_journeys,
    predictions,
    shift_at,
    shipped,
)
from jru_tui.reports.figures.sums import Progress, silent
from jru_tui.reports.phrases import named

_BANDS_S = (300, 600, 900, 1_200, 1_800, 3_600)
"""Predicted arrivals up to these are counted together, and those beyond."""


class AccuracyFigures(Struct, frozen=True):
    """A count of predictions, and how they turned out.

    Attributes:
        count: how many journeys.
        inside: how many took as long as the interval says; four of five are expected to.
        sooner: how many took less than that.
        later: how many took more.
        share: `inside` of `count`; None of none.
        late_s: the median of what they took beyond the prediction; below 0 where sooner.
        off_s: the median of how far they were off, whichever way.
    """

    count: int
    inside: int
    sooner: int
    later: int
    share: float | None
    late_s: int
    off_s: int


class BandFigures(Struct, frozen=True):
    """Journeys that were predicted to take about as long.

    Attributes:
        from_s: at least so many seconds.
        to_s: and less than this; None for no end.
        predicted_s: the median of the predictions.
        happened_s: the median of what they took.
        accuracy: how they turned out.
    """

    from_s: int
    to_s: int | None
    predicted_s: int
    happened_s: int
    accuracy: AccuracyFigures


class TurnoutFigures(Struct, frozen=True):
    """Turnouts from one status.

    Attributes:
        status: its code; empty where it is not known.
        label: its words.
        count: how many.
        settings_s: what the settings say.
        learned_s: what was learned by the end of the last shift.
        happened_s: the median of what they took.
    """

    status: str
    label: str
    count: int
    settings_s: int
    learned_s: int
    happened_s: int


class JourneyFigures(Struct, frozen=True):
    """A journey: what was predicted, and what it took, in seconds from being sent.

    Where it is not known when the vehicle was sent, both are from when it set out.

    Attributes:
        at: when it was sent or, where that is not known, set out.
        call: the call, as people speak of it.
        vehicle: the vehicle's id.
        name: and its name.
        km: the straight distance.
        predicted_s: the median.
        low_s: the 10th centile.
        high_s: the 90th centile.
        happened_s: what it took.
    """

    at: datetime
    call: str
    vehicle: str
    name: str
    km: float
    predicted_s: int
    low_s: int
    high_s: int
    happened_s: int


class TravelFigures(Struct, frozen=True):
    """The figures of a report on predicted arrivals.

    Attributes:
        marking: the protective marking.
        zone: of the clock on the wall.
        starts_at: the beginning of the first shift.
        ends_at: the end of the last.
        shifts: how many of them.
        learned: how many journeys the last shift's predictions were learned from.
        predicted: how the board's predictions turned out.
        settings: how those of the settings alone would have.
        bands: by how long the journeys were predicted to take.
        turnouts: by the status before.
        journeys: each of them, oldest first.
        left_out: journeys without both ends, or that cannot be true.
        source: where the board was had, where that does not go without saying.
        warnings: what is wrong with its journal.
    """

    marking: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    shifts: int
    learned: int
    predicted: AccuracyFigures
    settings: AccuracyFigures
    bands: tuple[BandFigures, ...]
    turnouts: tuple[TurnoutFigures, ...]
    journeys: tuple[JourneyFigures, ...]
    left_out: int
    source: str = ""
    warnings: tuple[str, ...] = ()


def count_travel(
    board: Board,
    shifts: Sequence[Shift],
    *,
    marking: str = "",
    progress: Progress = silent,
    source: str = "",
    warnings: tuple[str, ...] = (),
) -> TravelFigures:
    """Predict the journeys of some shifts, of which there is at least one, beside what happened.

    Args:
        board: its journeys are predicted, and learned from.
        shifts: in any order.
        marking: the protective marking that every form carries.
        progress: hears how far the counting has come.
        source: where the board was had, a sentence; empty where that goes without saying.
        warnings: what is wrong with the journal that it was read from, in sentences.
    """
    ordered = sorted(shifts, key=lambda shift: shift.starts_at)
    by_shift = _by_shift(board)
    prior, rules = shipped(board.rules), board.rules
    learned = prior
    forecasts: list[Prediction] = []
    plain: list[Prediction] = []
    driven: list[Journey] = []
    for number, shift in enumerate(ordered):
        progress(number / len(ordered))
        journeys = by_shift.get(shift.starts_at, ())
        driven += journeys
        if journeys or shift is ordered[-1]:
            learned = calibration_before(board, shift.starts_at)
        forecasts += predictions(journeys, learned, rules)
        plain += predictions(journeys, prior, rules)
    return TravelFigures(
        marking=marking,
        zone=rules.hours.zone,
        starts_at=ordered[0].starts_at,
        ends_at=ordered[-1].ends_at,
        shifts=len(ordered),
        learned=learned.journeys,
        predicted=_accuracy(coverage(forecasts)),
        settings=_accuracy(coverage(plain)),
        bands=tuple(_bands(forecasts)),
        turnouts=tuple(
            TurnoutFigures(
                status,
                rules.status(status).label if status else "not known",
                len(times),
                round(prior.turnout_of(status).seconds),
                round(learned.turnout_of(status).seconds),
                _median(times),
            )
            for status, times in sorted(_turnouts(driven).items())
        ),
        journeys=tuple(_journey(board, prediction) for prediction in forecasts),
        left_out=len(driven) - len(forecasts),
        source=source,
        warnings=warnings,
    )


def _by_shift(board: Board) -> Mapping[datetime, list[Journey]]:
    """Every journey that ended at a scene, oldest first, by the shift in which it began."""
    found: dict[datetime, list[Journey]] = defaultdict(list)
    for journey in sorted(list_journeys(board), key=lambda journey: (journey.at, journey.call)):
        if journey.travel_s is not None:
            found[shift_at(board.rules.hours, journey.at).starts_at].append(journey)
    return found


def _accuracy(counted: Coverage) -> AccuracyFigures:
    return AccuracyFigures(
        count=counted.count,
        inside=counted.inside,
        sooner=counted.sooner,
        later=counted.later,
        share=round(counted.share, 3) if counted.count else None,
        late_s=round(counted.late_s),
        off_s=round(counted.off_s),
    )


def _bands(forecasts: Sequence[Prediction]) -> Iterator[BandFigures]:
    least = 0
    for most in (*_BANDS_S, None):
        some = [
            prediction
            for prediction in forecasts
            if least <= prediction.predicted_s and (most is None or prediction.predicted_s < most)
        ]
        if some:
            yield BandFigures(
                least,
                most,
                _median([prediction.predicted_s for prediction in some]),
                _median([prediction.happened_s for prediction in some]),
                _accuracy(coverage(some)),
            )
        least = most or least


def _turnouts(journeys: Sequence[Journey]) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for journey in journeys:
        if journey.turned_out and journey.turnout_s is not None:
            found[journey.status].append(journey.turnout_s)
    return found


def _journey(board: Board, prediction: Prediction) -> JourneyFigures:
    journey = prediction.journey
    return JourneyFigures(
        at=journey.at,
        call=board.call_name(journey.call),
        vehicle=journey.vehicle,
        name=named(journey.vehicle, board),
        km=round(journey.km or 0.0, 1),
        predicted_s=round(prediction.predicted_s),
        low_s=round(prediction.low_s),
        high_s=round(prediction.high_s),
        happened_s=round(prediction.happened_s),
    )


def _median(values: Sequence[float]) -> int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return round((ordered[middle] + ordered[~middle]) / 2)
