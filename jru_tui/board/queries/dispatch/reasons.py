"""Enums of reasons: sources of an arrival, actions, preconditions, and marks of a call.

They are compared, never read: `phrases` says them.
"""

from enum import StrEnum
from typing import Literal

Service = Literal["police", "ambulance"]
"""The service whose judgement a grade or category is."""

Help = Literal["ambulance", "patrol"]
"""The help that can be asked for, as in `commands.BackUp`."""


class ArrivalSource(StrEnum):
    """Sources of a predicted arrival, in one word each."""

    DISTANCE = "distance"
    """The straight line and the settings' speeds."""
    JOURNEYS = "journeys"
    """The straight line and the unit's own journeys."""
    TABLE = "table"
    """The force's table of minutes between places."""
    ROUTE = "route"
    """The force's routing engine."""
    FEED = "feed"
    """The feed's own estimate."""
    AREA = "area"
    """Not known where one of the two is: a guess by their areas."""
    SCENE = "scene"
    """It is there."""


class Action(StrEnum):
    """A way for a vehicle to come to a call."""

    ON_ITS_WAY = "on its way"
    """It has been sent: nothing is to be done."""
    SEND = "send"
    DEPLOY = "deploy"
    """It is committed, and deployable."""
    BREAK_MEAL = "break meal"
    DIVERT = "divert"
    """It leaves the call that it was sent to."""
    STAND_DOWN = "stand down"
    """It leaves a scene."""
    WHEN_CLEAR = "when clear"
    """It ends what it does, and comes then."""


class Precondition(StrEnum):
    """A step that has to be done before a vehicle can be sent."""

    GIVE_REASON = "give a reason"
    STAND_DOWN = "stand down"
    ASK_POSITION = "ask position"
    ASK_LISTED = "ask whether it is on"
    ASK_CLEAR = "ask when it is clear"


class Drawback(StrEnum):
    """A reason against a vehicle, besides its arrival and its cost elsewhere."""

    SHIFT_ENDS = "shift ends"
    MEAL_OWED = "meal owed"
    MEAL_BROKEN = "meal broken"
    """It is at refreshments, and its last ones were cut short."""
    OTHER_AREA = "other area"
    POSITION_OLD = "position old"
    POSITION_AHEAD = "position ahead"
    """The time of its position is in the future: a clock is wrong."""
    POSITION_UNKNOWN = "position unknown"
    UNLISTED = "unlisted"
    AWAITS_AMBULANCE = "awaits ambulance"
    """Its crew waits at the scene for an ambulance that was asked for, and has not come."""
    BEFORE_OFFICERS = "before officers"
    """Nobody of its crew is an officer, and it would be first where there is danger."""
    CREW_UNKNOWN = "crew unknown"
    LONE_OFFICER = "lone officer"
    """One officer, for a call with a flag of danger."""
    NO_OFFICER = "no officer"
    """No officer at all, for such a call or an urgent one of the police."""
    NO_CLINICIAN = "no clinician"
    """Nobody with clinical skills, for an emergency of the ambulance service."""


class Unable(StrEnum):
    """A reason for which a vehicle cannot be sent at all."""

    ON_THIS_CALL = "on this call"
    NO_CREW = "no crew"
    DISPUTED = "disputed"
    CLAIMED_TWICE = "claimed twice"
    EMERGENCY = "emergency"
    AT_SCENE = "at scene"
    """Of a call that is not so much less urgent that it may be left."""
    NOT_SAVED = "not saved"
    """Its last order waits on this machine until the journal's server saves it."""
    STATUS = "status"
    """Its status is not one that can be sent."""


class CallMark(StrEnum):
    """Marks of a call: facts to know before acting on it."""

    NOT_GRADED = "not graded"
    ODD_CODE = "odd code"
    NO_PLACE = "no place"
    DUPLICATE = "duplicate"
    GRAVER_DUPLICATE = "graver duplicate"
    """A duplicate of it is judged to be more urgent."""
    NO_ATTENDANCE = "no attendance"
    RIGHT_CARE = "right care"
    """The police leave it to somebody else."""
    DECIDE_AGAIN = "decide again"
    """The police left it to somebody else, and it has become more urgent since."""
    UNLISTED = "unlisted"
    DISPUTED = "disputed"
    NOT_MOVING = "not moving"
    """Who was sent has not set out in the time that it should take."""
    SILENT = "silent"
    """Who is on its way should be there by now, by a position that has not changed since."""
    COMING_UNLISTED = "coming unlisted"
    """Who is on its way is no longer listed by the feed."""
    LATE = "late"
    """Who is on its way will not meet a target."""
    LOST = "lost"
    """A target has passed already."""
    WAITS_FOR_CLEAR = "waits for clear"
    """The plan has a vehicle for it that is not clear yet."""
    NEXT_CALL = "next call"
    """It is kept for a vehicle, as its next one."""
    NEEDS_UNMET = "needs unmet"
    """Nobody who is on it, or would come, meets one of its needs."""
    OTHER_SERVICE = "other service"
    """Who is on its way is not of the unit."""
