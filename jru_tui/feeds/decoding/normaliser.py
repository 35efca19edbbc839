"""Normalisation of one record, slow and thorough: every text cleaned, every time in UTC.

Works on plain values (dicts, lists, strings) before they become board records, so that it can say
in words where and why a record breaks a rule.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import msgspec

from jru_tui.feeds.decoding.ambiguous_hour import Choose
from jru_tui.feeds.decoding.text import (
    MAX_SHORT,
    MAX_TEXT,
    Reason,
    clean,
    reason_of,
    under,
    wrong_id,
)
from jru_tui.feeds.decoding.warnings import BAD_CALLBACK, BAD_ESTIMATE, BAD_PEOPLE
from jru_tui.feeds.models import TimeDoubt

MOST_PEOPLE = 1_000_000
"""A larger number of people is a slip of somebody's program."""


def read_details(call: dict[str, Any]) -> str:
    """Give callback and number of people their types, in place; take out what cannot be read.

    Args:
        call: the plain values of a call, its text clean already.

    Returns:
        What was wrong, in words; empty where nothing was.
    """
    remark = ""
    if "callback" in call and not isinstance(call["callback"], str):
        number = call.pop("callback")
        if isinstance(number, int) and not isinstance(number, bool):
            call["callback"] = str(number)
        else:
            remark = BAD_CALLBACK
    if "people" in call:
        count = call.pop("people")
        people = _count(count)
        if people is not None:
            call["people"] = people
        elif not isinstance(count, str) or count.strip():
            remark = remark or BAD_PEOPLE
    return remark


def is_count(people: int | None) -> bool:
    """Test whether a number of people may stay as it is."""
    return people is None or 0 <= people <= MOST_PEOPLE


def _count(value: object) -> int | None:
    """Read a number of people, also one written as text or with `.0`; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 20:  # noqa: PLR2004 - none is longer
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not is_count(value):
        return None
    return value


EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No report is older: a year 1 or 1970 is a clock that was never set."""
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""No clock that was ever set is there yet, and what follows from a time must still be one."""
AHEAD = timedelta(days=1_500)
"""How far a record's times may lie ahead of the server's own clock: a clock may be set years wrong,
and a call with such a time is taken all the same, and marked."""

_OWN_ID = "id"
_TOLD = frozenset({"summary", "notes.text"})
"""What somebody may tell at length."""
_ESTIMATE = "responses.eta_at"
"""The one time that a record is as good without."""
_REFERENCES = frozenset({"call", "responses.vehicle", "notes.id"})
_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "datetime": "a time",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
}
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_WHERE = re.compile(r" - at `\$(?:\.?)([^`]*)`$")


class BadRecord(ValueError):  # noqa: N818 - reads as what it is: a verdict, not a defect
    """A record breaks a rule; the message is the reason in words, and clean."""


class Normaliser:
    """A normaliser of the plain values of one record.

    Attributes:
        remark: what had to be guessed about a time, in words; empty while nothing had.
        zoned: a time came without a zone.

    Args:
        latest: no time may lie behind it.
        zone: the zone of times that come without one; None refuses them.
        choose: which time is meant in the hour that happens twice.
    """

    def __init__(self, latest: datetime, zone: tzinfo | None, choose: Choose | None = None) -> None:
        self.remark = ""
        self.zoned = False
        self._latest = latest
        self._zone = zone
        self._choose = choose

    def record(self, loose: dict[str, Any]) -> dict[str, Any]:
        """The record with clean text and UTC times, without what is null.

        Raises:
            BadRecord: an id or a time breaks a rule.
        """
        return self._object(loose, "")

    def _object(self, loose: dict[str, Any], path: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in loose.items():
            inner = f"{path}.{key}" if path else key
            # Null means the same as absent, and so does a vehicle's call without a name.
            if value is None or (inner == "call" and value == ""):
                continue
            normal = self._estimate(value) if inner == _ESTIMATE else self._value(value, inner)
            if normal is not None:
                out[key] = normal
        position = out.get("position")
        if isinstance(position, dict) and not {"lat", "lon"} <= position.keys():
            del out["position"]
        return out

    def _value(self, value: Any, path: str) -> Any:
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, dict):
            return self._object(value, path)
        if isinstance(value, list):
            return [self._value(item, path) for item in value]
        return value

    def _estimate(self, value: Any) -> datetime | None:
        """Read the estimated arrival of a vehicle; None, and a remark, where it cannot be read."""
        try:
            time = utc_time(value, self._latest, self._zone) if isinstance(value, str) else None
        except ValueError:
            time = None
        if time is None:
            self.remark = self.remark or BAD_ESTIMATE
        return time

    def _text(self, text: str, path: str) -> str | datetime:
        if path == _OWN_ID or path in _REFERENCES:
            if wrong := wrong_id(text, spaces=path != _OWN_ID):
                raise BadRecord(under(path, wrong))
            return text
        if path in _TIMES:
            try:
                time = utc_time(text, self._latest, self._zone, self._choose)
            except ValueError as error:
                raise BadRecord(under(path, reason_of(error))) from None
            if is_naive(text):
                self.zoned = True
                self.remark = self.remark or describe_guess(text, self._zone)
            return time
        return clean(text, MAX_TEXT if path in _TOLD else MAX_SHORT)


def utc_time(
    text: str, latest: datetime | None, zone: tzinfo | None, choose: Choose | None = None
) -> datetime:
    """A time as RFC 3339 writes it, in UTC.

    In the hour that happens twice, a time without a zone is what `choose` says, or the first of the
    two; in the hour that does not happen, it is read as if the clocks had not gone forward.

    Args:
        text: the time as it came.
        latest: the latest credible moment; None for any.
        zone: the zone of times without one; None refuses those.
        choose: decides in the hour that comes twice.

    Raises:
        ValueError: with the end of a sentence that says what is wrong with it.
    """
    try:
        time = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        raise ValueError(Reason.of("is not an RFC 3339 time", text)) from None
    naive = time.tzinfo is None
    if naive:
        if zone is None:
            raise ValueError(Reason.of("has no zone", text))
        time = time.replace(tzinfo=zone)
    try:
        other = time.replace(fold=1).astimezone(UTC) if naive else None
        time = time.astimezone(UTC)
        if choose is not None and other is not None and other > time:
            time = choose(text, time, other)
    except OverflowError:
        raise ValueError(Reason.of("is out of range", text)) from None
    if time < EARLIEST:
        raise ValueError(Reason.of(f"is before the year {EARLIEST.year}", text))
    if time >= LATEST:
        raise ValueError(Reason.of(f"is after the year {LATEST.year - 1}", text))
    if latest is not None and time > latest:
        raise ValueError(Reason.of("is in the future", text))
    return time


def is_naive(text: str) -> bool:
    """Test whether a good time does not say of which zone it is."""
    return msgspec.convert(text, datetime).tzinfo is None


def describe_guess(text: str, zone: tzinfo | None) -> str:
    """Say what had to be guessed to read a good time; empty where nothing had.

    Twice a year the clock on the wall does not say which hour it is (RFC 3339 writes the zone
    for that reason).
    """
    time = msgspec.convert(text, datetime)
    if zone is None or time.tzinfo is not None:
        return ""
    first, second = time.replace(tzinfo=zone), time.replace(tzinfo=zone, fold=1)
    change = (first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta())
    if not change:
        return ""
    return TimeDoubt.TWICE if change > timedelta() else TimeDoubt.SKIPPED


_STAGES = ("allocated_at", "en_route_at", "at_scene_at", "clear_at")
_TIMES = frozenset(
    {"opened_at", "updated_at", "closed_at", "notes.at", "status_at", "position.at"}
    | {f"responses.{stage}" for stage in _STAGES}
)


def in_words(error: Exception) -> str:
    """Translate an error of msgspec: which field, what was expected, what came."""
    if isinstance(error, UnicodeDecodeError):
        return "a text contains invalid UTF-8, or half a character"
    message = str(error)
    position = _WHERE.search(message)
    path = position[1].replace("[...]", "").lstrip(".") if position else ""
    message = _WHERE.sub("", message)
    if missing := _MISSING.fullmatch(message):
        return f"{path}.{missing[1]}: is missing" if path else f"{missing[1]}: is missing"
    if expected := _EXPECTED.fullmatch(message):
        wanted = " or ".join(_WORDS.get(word, word) for word in expected[1].split(" | "))
        message = f"{wanted} was expected, not {_WORDS.get(expected[2], expected[2])}"
    elif message.startswith("Invalid enum value"):
        came = message.removeprefix("Invalid enum value ").strip("'")
        message = Reason.of("is not one of the allowed values", came)
    else:
        message = clean(message.removeprefix("JSON is malformed: "), 200)
        message = message[:1].lower() + message[1:]
    return under(path, message) if path else message
