"""A backtest: predictions compared with journeys that they were not learned from."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration
from jru_tui.board.queries.dispatch.travel_times.journeys import Journey
from jru_tui.board.rules import Rules


class Prediction(Struct, frozen=True):
    """A prediction for one journey beside the time it took, in seconds.

    Attributes:
        journey: the journey.
        predicted_s: the median.
        low_s: the 10th centile.
        high_s: the 90th centile.
        happened_s: what it took.
    """

    journey: Journey
    predicted_s: float
    low_s: float
    high_s: float
    happened_s: float

    @property
    def inside(self) -> bool:
        """Test whether the journey took as long as the interval says."""
        return self.low_s <= self.happened_s <= self.high_s


class Coverage(Struct, frozen=True):
    """A count of predictions that held, and of those that did not.

    Attributes:
        count: of how many journeys.
        inside: how many took as long as the interval says.
        sooner: how many took less.
        later: how many took longer.
        late_s: the median of what they took beyond the prediction; below 0 where sooner.
        off_s: the median of how far they were off, whichever way.
    """

    count: int = 0
    inside: int = 0
    sooner: int = 0
    later: int = 0
    late_s: float = 0.0
    off_s: float = 0.0

    @property
    def share(self) -> float:
        """The share of journeys inside their interval; 0.8 is right, a tenth on either side."""
        return self.inside / self.count if self.count else 0.0


def predictions(
    journeys: Iterable[Journey], calibration: Calibration, rules: Rules
) -> Iterator[Prediction]:
    """Predict each journey as if the vehicle were only being sent.

    Turnout and way together where both are known, else the way alone; journeys of which neither
    can be told are left out.

    Args:
        journeys: in any order; others than the calibration has learned from, to judge it fairly.
        calibration: what to judge.
        rules: the zone of the local clock.
    """
    for journey in journeys:
        if not journey.driven:
            continue
        assert journey.km is not None
        assert journey.travel_s is not None
        turnout_s = journey.turnout_s if journey.turned_out else None
        predicted = calibration.arrival(
            calibration.travel_seconds(journey.km, journey.at, rules),
            calibration.travel_centiles(journey.km),
            None if turnout_s is None else calibration.turnout_of(journey.status),
        )
        yield Prediction(journey, *predicted, journey.travel_s + (turnout_s or 0.0))


def coverage(forecasts: Iterable[Prediction]) -> Coverage:
    """Count the predictions that held, and measure how far they were off."""
    all_predictions = list(forecasts)
    if not all_predictions:
        return Coverage()
    late = sorted(prediction.happened_s - prediction.predicted_s for prediction in all_predictions)
    off = sorted(map(abs, late))
    return Coverage(
        count=len(all_predictions),
        inside=sum(prediction.inside for prediction in all_predictions),
        sooner=sum(prediction.happened_s < prediction.low_s for prediction in all_predictions),
        later=sum(prediction.happened_s > prediction.high_s for prediction in all_predictions),
        late_s=late[len(late) // 2],
        off_s=off[len(off) // 2],
    )
