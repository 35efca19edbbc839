"""What stands after some documents, counted without the program: straight from what they say."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tests.replay.night import OFF, Json


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def on_calls(documents: Sequence[Json]) -> dict[str, set[str]]:
    """Who is on each open call, by the last document."""
    last = documents[-1]
    found: dict[str, set[str]] = {}
    for call in last["calls"]:
        if call["state"] == "open":
            entries = call["responses"]
            on = {entry["vehicle"] for entry in entries if "clear_at" not in entry}
            on |= {each["id"] for each in last["vehicles"] if each["call"] == call["id"]}
            found[call["id"]] = on
    return found


def statuses(documents: Sequence[Json]) -> dict[str, tuple[str, str | None]]:
    """What each vehicle does, and on which call, by the last document."""
    return {each["id"]: (each["status"], each["call"]) for each in documents[-1]["vehicles"]}


def attended(documents: Sequence[Json]) -> set[tuple[str, str]]:
    """Which vehicle was at which call, by all documents, without what does not count."""
    there = {
        (entry["vehicle"], call["id"])
        for document in documents
        for call in document["calls"]
        for entry in call["responses"]
        if "at_scene_at" in entry
    }
    outcomes = {call["id"]: call.get("outcome") for call in documents[-1]["calls"]}
    return {each for each in there if outcomes[each[1]] != "stood_down"}


def at_scene(documents: Sequence[Json]) -> Counter[float]:
    """Minutes between arrival and clear of every way that the last list tells of, or that ended."""
    ways: dict[tuple[str, str, str], tuple[Json, Json]] = {}
    for document in documents:
        for call in document["calls"]:
            for entry in call["responses"]:
                ways[call["id"], entry["vehicle"], entry["allocated_at"]] = call, entry
    last = {call["id"]: call for call in documents[-1]["calls"]}
    found: Counter[float] = Counter()
    for (call_id, _, _), (_, entry) in ways.items():
        call = last[call_id]
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
