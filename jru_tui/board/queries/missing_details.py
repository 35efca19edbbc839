"""Details that an open call lacks: the place, a callback, the number of people.

The settings say by type which of them a call should have; what they do not ask for is not missed,
so that nothing is said of a feed that never sends it.
"""

from collections.abc import Iterable

from jru_tui.board.call_views import Call
from jru_tui.board.rules import Detail, Rules

DETAIL_WORDS: dict[Detail, str] = {
    "place": "place",
    "callback": "callback",
    "people": "number of people",
}
_NOTHING = frozenset(
    {"unknown", "notknown", "nk", "na", "none", "nil", "null", "tbc", "notgiven", "withheld"}
)
"""Words, in small letters without spaces or signs, that are written where nothing is known."""
_LEAST_DIGITS = 3
"""The shortest number that can be called is an extension of three digits."""


def missing_details(call: Call, rules: Rules) -> tuple[Detail, ...]:
    """List what a call should have and does not; nothing once it is closed.

    Args:
        call: the call, with the supervisor's word on its place.
        rules: say what a call of its type should have.
    """
    if not call.open:
        return ()
    expected = rules.details.of_type(call.type)
    return tuple(name for name in DETAIL_WORDS if name in expected and not _has(call, name))


def missing_words(missing: Iterable[Detail]) -> str:
    """Say what is missing, as in `missing: callback, number of people`; empty for nothing."""
    names = ", ".join(DETAIL_WORDS[name] for name in missing)
    return f"missing: {names}" if names else ""


def place_text(text: str | None) -> str:
    """Return a place in words: `place not known` where all they say is `not known`."""
    return f"place {text}" if text and not _says_something(text) else text or ""


def _has(call: Call, detail: Detail) -> bool:
    if detail == "people":
        return bool(call.people)
    if detail == "callback":
        return _can_be_called(call.callback or "")
    return call.where.lat is not None or _says_something(call.where.text or "")


def _can_be_called(text: str) -> bool:
    """Test whether a text holds a number, or an address as `sip:` and mail have them."""
    digits = [sign for sign in text if sign.isdigit()]
    return "@" in text.strip("@ ") or (len(digits) >= _LEAST_DIGITS and {*digits} != {"0"})


def _says_something(text: str) -> bool:
    letters = "".join(sign for sign in text.casefold() if sign.isalnum())
    return bool(letters) and letters not in _NOTHING
