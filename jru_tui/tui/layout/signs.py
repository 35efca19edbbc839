"""The signs beside calls and vehicles, each with its name and what it means."""

from typing import NamedTuple

NEW, CHANGED, DISPUTED, UNLISTED, SET_ASIDE = "●", "Δ", "≠", "∅", "⊠"
RIGHT_CARE = "⊖"
BACK_UP, UNCONFIRMED, LINKED, REOPENED, ODD = "⊕", "◌", "≡", "↺", "≈"
ALERT, GRAVE, UNSAVED, NEXT = "▲", "!", "⊘", "»"
SOMEBODY, MARKER, HELD = "⊙", "§", "⊡"
DANGER, NEED = "!", "+"
"""Before a flag of danger and before a need, where there is no room for more."""


class Meaning(NamedTuple):
    """A sign in the help: its ink, its name, and what it says."""

    sign: str
    ink: str
    name: str
    says: str


MEANINGS: tuple[Meaning, ...] = (
    Meaning(NEW, "amber", "new", "nobody has looked at this waiting call yet"),
    Meaning(CHANGED, "amber", "changed", "something is new about it since it was looked at"),
    Meaning(UNCONFIRMED, "amber", "unconfirmed", "the feed does not show it yet"),
    Meaning(DISPUTED, "amber", "disputed", "the feed contradicts your command"),
    Meaning(UNSAVED, "red-strong", "not saved", "shown, but not saved yet: see the message"),
    Meaning(UNLISTED, "amber", "no longer listed", "open until you close it"),
    Meaning(SET_ASIDE, "amber", "set aside", "a newer report of it cannot be read"),
    Meaning(SOMEBODY, "accent", "somebody else", "somebody has it open on another board"),
    Meaning(ODD, "dim", "odd", "accepted, but something in it cannot be right"),
    Meaning(BACK_UP, "amber", "back-up", "help was requested and has not arrived"),
    Meaning(RIGHT_CARE, "text", "right care", "the police do not attend: somebody else does"),
    Meaning(LINKED, "text", "linked", "another call replaces it: it no longer waits"),
    Meaning(MARKER, "red-strong", "marker", "a warning at this place: who, why, until when"),
    Meaning(NEXT, "text", "next call", "kept for a vehicle that is still busy"),
    Meaning(HELD, "dim", "held", "its records are not erased before a given day"),
    Meaning(REOPENED, "text", "reopened", "it was closed before"),
    Meaning(f"{DANGER}weapon", "red-strong", "danger", "a warning for crews that go there"),
    Meaning(f"{NEED}clinical", "amber", "need", "skills that the call needs"),
    Meaning(ALERT, "amber", "attention", "something is due: see the words beside it"),
    Meaning("+1", "amber", "and more", "more of these than there is room for"),
    Meaning(GRAVE, "red-strong", "grave", "nobody has acted on it for too long"),
)
