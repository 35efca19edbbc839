"""Values of a recommendation: predicted arrivals, offers, advice on a call, the plan.

Values only. What they say in words is made in `phrases`; every word there follows from a field
here, so that a screen, an alert and a report say the same.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.queries.dispatch.reasons import (
    Action,
    ArrivalSource,
    CallMark,
    Drawback,
    Help,
    Precondition,
    Service,
    Unable,
)

_FAR = timedelta(hours=12)


class Arrival(Struct, frozen=True):
    """A predicted arrival, in whole seconds from now.

    Attributes:
        seconds: the median: as likely later as sooner.
        low: the 10th centile.
        high: the 90th centile.
        source: where the way is from.
        position_age_s: how old the position is that it starts from, where that is old; else None.
    """

    seconds: int
    low: int
    high: int
    source: ArrivalSource
    position_age_s: int | None = None

    @property
    def guessed(self) -> bool:
        """Test whether it is no more than a guess by area: ask by radio."""
        return self.source is ArrivalSource.AREA


class TargetForecast(Struct, frozen=True):
    """A forecast of one clock of a call when a vehicle arrives.

    Attributes:
        code: the grade or category as it came; empty for a call that nobody has graded.
        service: whose judgement it is.
        target_s: the target; assumed where `is_known` is false.
        at_s: the clock at the predicted arrival.
        meets: whether that is within the target.
        lost: whether the target has passed already, whoever comes.
        chance: how likely the target is met, from 0 to 1.
        is_known: whether the code stands in the tables.
        hoped: it is met only if the vehicle, which is not clear yet, is clear when it is expected
            to be.
    """

    code: str
    service: Service
    target_s: int
    at_s: int
    meets: bool
    lost: bool
    chance: float
    is_known: bool = True
    hoped: bool = False

    @property
    def late_s(self) -> int:
        """Seconds past the target at the predicted arrival; 0 where it is met."""
        return max(0, self.at_s - self.target_s)


class Consequence(Struct, frozen=True):
    """A change for another call that sending a vehicle makes.

    Attributes:
        call: the other call; for an officer who needs help the vehicle's id.
        code: its grade or category, the more urgent one; empty for none.
        loses: the vehicle was on its way there, and leaves it.
        vehicle: who would go there then; empty for nobody.
        targets: its clocks when that vehicle arrives; empty for nobody.
        officer: the name of the vehicle whose officer needs help; empty for a call.
    """

    call: str
    code: str
    loses: bool
    vehicle: str = ""
    name: str = ""
    targets: tuple[TargetForecast, ...] = ()
    officer: str = ""

    @property
    def meets(self) -> bool:
        """Test whether somebody reaches it within each target that is not lost already."""
        return bool(self.vehicle) and all(target.meets or target.lost for target in self.targets)


class Offer(Struct, frozen=True):
    """An offer of one vehicle for one call.

    Its arrival, what has to be done first, what it costs.

    Attributes:
        call: the call.
        vehicle: the vehicle's id.
        name: and its name.
        status: its status code.
        action: how it would come; None where it cannot.
        unable: why it cannot be sent; None where it can.
        first: what has to be done before it is sent.
        leaves: the call that it leaves, or is on; empty for none.
        leaves_code: that call's grade or category, the more urgent one; empty for none.
        clear_s: in how many seconds it is likely to be clear of that; 0 where it need not be.
        arrival: when it would be there.
        km: the straight distance, None where either place is unknown.
        targets: the call's clocks at its arrival.
        has: needs of the call that its crew meets.
        lacks: those that it does not.
        drawbacks: what else speaks against it.
        elsewhere: what sending it changes for other calls, the most urgent one first.
        kept_for: the call, or the vehicle whose officer needs help, that the plan has it for, where
            that is another one; empty for none.
        kept_for_officer: the name of that vehicle; empty for a call.
        support: it would be a further vehicle, for needs that the others do not meet.
        points: what the pair itself costs.
        extra: what the whole board is worse off, in points, than by the plan; 0 for its choice.
    """

    call: str
    vehicle: str
    name: str
    status: str
    action: Action | None
    arrival: Arrival
    unable: Unable | None = None
    first: tuple[Precondition, ...] = ()
    leaves: str = ""
    leaves_code: str = ""
    clear_s: int = 0
    km: float | None = None
    targets: tuple[TargetForecast, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    drawbacks: tuple[Drawback, ...] = ()
    elsewhere: tuple[Consequence, ...] = ()
    kept_for: str = ""
    kept_for_officer: str = ""
    support: bool = False
    points: float = 0.0
    extra: float = 0.0

    @property
    def possible(self) -> bool:
        """Test whether it could come at all."""
        return self.unable is None

    @property
    def can_be_sent(self) -> bool:
        """Test whether it can be sent now: it could come, and is neither on its way nor busy."""
        return self.possible and self.action not in (Action.ON_ITS_WAY, Action.WHEN_CLEAR)

    @property
    def meets(self) -> bool:
        """Test whether it would meet every target that is not lost already."""
        return self.possible and all(target.meets or target.lost for target in self.targets)


class Shortfall(Struct, frozen=True):
    """A target that the best plan does not meet, and what would help.

    Attributes:
        call: the call.
        code: the grade or category that is missed.
        service: whose judgement that is.
        late_s: seconds past the target, at the predicted arrival or, where nobody comes, now.
        lost: it has passed already.
        vehicle: who comes, or would come, all the same; empty for nobody.
        name: and its name.
        coming: that vehicle is on its way already.
        ask: the help to ask for; None where it has been asked for.
        hoped: that vehicle would be in time if it is clear when it is expected to be.
        diverted: whoever is on the way is wanted elsewhere, and nobody takes its place.
    """

    call: str
    code: str
    service: Service
    late_s: int
    lost: bool
    vehicle: str
    name: str
    coming: bool
    ask: Help | None
    hoped: bool = False
    diverted: bool = False


class Deadline(Struct, frozen=True):
    """The last moment at which a vehicle can be sent to a call and still meets its next target.

    Attributes:
        call: the call.
        code: the grade or category of that target.
        vehicle: the best vehicle for it.
        name: and its name.
        at: the moment.
    """

    call: str
    code: str
    vehicle: str
    name: str
    at: datetime

    def needs_day(self, now: datetime) -> bool:
        """Test whether its day has to be said: the time alone would be taken for today's."""
        return self.at - now >= _FAR


class Advice(Struct, frozen=True):
    """A recommendation for one call.

    Attributes:
        call: the call.
        offers: every vehicle, the best first, those that cannot be sent last.
        best: the one to send, None where the plan sends nobody.
        support: a second one, for needs that the first does not meet; None for none.
        meanwhile: the one to send now, while the best one is not clear yet; None for none.
        marks: what to know of the call.
        lacking: needs that nobody who is on it or would come meets.
        deadline: until when somebody has to be sent; None where no target can be met, none runs,
            or somebody is on its way.
        shortfalls: targets that are not met, and what would help.
    """

    call: str
    offers: tuple[Offer, ...]
    best: Offer | None = None
    support: Offer | None = None
    meanwhile: Offer | None = None
    marks: tuple[CallMark, ...] = ()
    lacking: tuple[str, ...] = ()
    deadline: Deadline | None = None
    shortfalls: tuple[Shortfall, ...] = ()


class Act(Struct, frozen=True):
    """A decision of the plan: a vehicle sent, a diversion with its cover, a swap.

    Attributes:
        moves: who goes where, the most urgent call first; one decision, done and undone as one.
        frees: vehicles that need not go on, as somebody nearer takes their call.
        emergency: the vehicle whose officer needs help, where that is what it is for.
        emergency_name: and its name.
    """

    moves: tuple[Offer, ...]
    frees: tuple[str, ...] = ()
    emergency: str = ""
    emergency_name: str = ""


class Plan(Struct, frozen=True):
    """The best for the whole board at one moment: every open call that nobody has reached.

    Attributes:
        at: the moment.
        until: when it should be made again, though nothing has changed: a target may be lost then.
        acts: what to do, the most urgent first. Only what can be done now.
        later: who takes which call once it is clear.
        continuing: who is on its way, and stays so.
        waiting: calls that are left without a vehicle, the most urgent first.
        passed_over: those of them whose target has passed, while a call that is no more urgent
            gets a vehicle: it can still be met, or be reached so much sooner.
        shortfalls: targets that cannot all be met, the most urgent first.
        deadlines: until when somebody has to be sent to each call, the most urgent call first.
        left_out: calls that were read and not considered, as there are too many.
        points: what the whole plan costs; the least that can be.
    """

    at: datetime
    until: datetime
    acts: tuple[Act, ...] = ()
    later: tuple[Offer, ...] = ()
    continuing: tuple[Offer, ...] = ()
    waiting: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    left_out: tuple[str, ...] = ()
    points: float = 0.0
