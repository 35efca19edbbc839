"""Warnings at places, found by the place of a call."""

from collections.abc import Iterator
from datetime import date, datetime

from jru_tui.board.call_views import Call, Marker
from jru_tui.board.commands import MarkPlace
from jru_tui.board.geometry import distance_km
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.place_index import place_words, plain_place, words_around
from jru_tui.board.records import Place, Position
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

_NO_DAY = date.min


class MarkerIndex:
    """The markers that stand, those that have expired lately among them."""

    def __init__(self) -> None:
        self._markers: dict[str, Marker] = {}
        self._by_word: dict[str, dict[str, None]] = {}

    def put(self, order: Order) -> None:
        """Add a marker."""
        command = order.command
        assert isinstance(command, MarkPlace)
        self.add(
            Marker(
                order.id,
                order.given_at,
                order.by,
                command.text,
                command.reason,
                command.where,
                command.radius_m,
                command.review_on or _NO_DAY,
                command.expires_on or _NO_DAY,
            )
        )

    def add(self, marker: Marker) -> None:
        """Add a marker as it stood."""
        self._markers[marker.id] = marker
        for word in place_words(marker.where):
            self._by_word.setdefault(word, {})[marker.id] = None

    def drop(self, marker_id: str) -> Place | None:
        """Remove a marker; returns its place, None if it does not stand."""
        marker = self._markers.pop(marker_id, None)
        if marker is None:
            return None
        for word in place_words(marker.where):
            found = self._by_word.get(word, {})
            found.pop(marker_id, None)
            if not found:
                self._by_word.pop(word, None)
        return marker.where

    def forget_before(self, day: date) -> Iterator[Place]:
        """Forget the markers that expired before a day, and yield their places."""
        for marker in self.all():
            if marker.expires_on < day:
                self.drop(marker.id)
                yield marker.where

    def get(self, marker_id: str) -> Marker | None:
        """Return a marker that stands; None for another."""
        return self._markers.get(marker_id)

    def all(self) -> tuple[Marker, ...]:
        """List all markers, the oldest first."""
        return tuple(sorted(self._markers.values(), key=lambda marker: (marker.at, marker.id)))

    def at(self, place: Place) -> tuple[Marker, ...]:
        """List the markers at a place, the oldest first."""
        if not self._markers:
            return ()
        ids = dict.fromkeys(self._around(place))
        found = (self._markers[marker_id] for marker_id in ids)
        near = (marker for marker in found if _is_at(marker, place))
        return tuple(sorted(near, key=lambda marker: (marker.at, marker.id)))

    def _around(self, place: Place) -> Iterator[str]:
        for word in words_around(place):
            yield from self._by_word.get(word, ())


def _is_at(marker: Marker, place: Place) -> bool:
    return is_within(place, marker.where, marker.radius_m)


def is_within(place: Place, centre: Place, radius_m: int) -> bool:
    """Test whether a place is so near to another, by degrees, else by its words.

    Args:
        place: the place.
        centre: the other one.
        radius_m: metres around `centre`.
    """
    if centre.lat is not None and centre.lon is not None:
        km = distance_km(Position(centre.lat, centre.lon), place)
        if km is not None:
            return km * 1_000 <= radius_m
    text = plain_place(centre.text)
    return bool(text) and text == plain_place(place.text)


def shown_markers(call: Call, now: datetime, rules: Rules) -> tuple[Marker, ...]:
    """List the warnings at a call's place that have not expired.

    Args:
        call: the call.
        now: the board's time, UTC.
        rules: the zone of the days.
    """
    if not call.markers:
        return ()
    today = local_time(rules.hours, now).date()
    return tuple(marker for marker in call.markers if marker.is_shown(today))


def marker_words(marker: Marker) -> str:
    """Say a warning, how it is known, by whom, and its days: `dog (SC 1, review 3 Nov 2026, …)`."""
    parts = (marker.reason, marker.by, marker_days(marker))
    return f"{marker.text} ({', '.join(filter(None, parts))})"


def marker_warning(marker: Marker) -> str:
    """Say a warning where its days do not matter: `dog in the yard (bit us, SC 1)`."""
    known = ", ".join(filter(None, (marker.reason, marker.by)))
    return f"{marker.text} ({known})" if known else marker.text


def marker_days(marker: Marker) -> str:
    """Say when a warning is reviewed and when it ends."""
    return f"review {_day(marker.review_on)}, expires {_day(marker.expires_on)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
