"""What stands after some documents, counted without the program: straight from what they say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.replay.night import OFF, Json

Key = tuple[str, datetime]
"""One call: its number and its opening."""


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def key_of(call: Json) -> Key:
    """What one call is known by."""
    return call["id"], time_of(call["opened_at"])


def on_calls(documents: Sequence[Json]) -> dict[Key, set[str]]:
    """Who is on each open call, by the last document."""
    found: dict[Key, set[str]] = {}
    for call in documents[-1]["calls"]:
        if call["state"] == "open":
            entries = call["responses"]
            found[key_of(call)] = {each["vehicle"] for each in entries if "clear_at" not in each}
    return found


def statuses(
    documents: Sequence[Json], meant: Mapping[str, str]
) -> dict[str, tuple[str, Key | None]]:
    """What each vehicle does, and on which call, by the last document.

    `meant` has the opening of that call, which the document does not say.
    """
    return {
        each["id"]: (
            each["status"],
            (each["call"], time_of(meant[each["id"]])) if each["call"] is not None else None,
        )
        for each in documents[-1]["vehicles"]
    }


def outcomes(documents: Sequence[Json]) -> dict[Key, str | None]:
    """How each call ended, by the newest document that lists it."""
    return {key_of(call): call.get("outcome") for each in documents for call in each["calls"]}


def attended(documents: Sequence[Json]) -> set[tuple[str, Key]]:
    """Which vehicle was at which call, by all documents, without what does not count."""
    there = {
        (entry["vehicle"], key_of(call))
        for document in documents
        for call in document["calls"]
        for entry in call["responses"]
        if "at_scene_at" in entry
    }
    ended = outcomes(documents)
    return {each for each in there if ended[each[1]] != "stood_down"}


def at_scene(documents: Sequence[Json]) -> Counter[float]:
    """Minutes between arrival and clear of every way to a call that is still listed."""
    ways: dict[tuple[Key, str, str], tuple[Json, Json]] = {}
    for document in documents:
        for call in document["calls"]:
            for entry in call["responses"]:
                ways[key_of(call), entry["vehicle"], entry["allocated_at"]] = call, entry
    last = {key_of(call): call for call in documents[-1]["calls"]}
    found: Counter[float] = Counter()
    for (key, _, _), (_, entry) in ways.items():
        call = last.get(key)
        if call is None or call.get("outcome") == "stood_down":
            continue
        listed = entry in call["responses"]
        end = entry.get("clear_at") or (call.get("closed_at") if listed else None)
        if "at_scene_at" in entry and end is not None:
            took = time_of(end) - time_of(entry["at_scene_at"])
            found[took.total_seconds() / 60] += 1
    return found


def clears(documents: Sequence[Json]) -> set[tuple[str, datetime]]:
    """When each vehicle was clear of a call, as some document says of the call or of itself."""
    found: set[tuple[str, datetime]] = set()
    for document in documents:
        for vehicle in document["vehicles"]:
            if vehicle["status"] in OFF:
                found.add((vehicle["id"], time_of(vehicle["status_at"])))
        for call in document["calls"]:
            for entry in call["responses"]:
                if "clear_at" in entry:
                    found.add((entry["vehicle"], time_of(entry["clear_at"])))
    return found
