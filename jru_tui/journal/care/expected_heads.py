"""Heads that a journal has to hold: those of its anchors, and one that a handover has printed.

They are compared here with a journal that SQLite cannot open: with the events that were found in
its pages, and with each other where there are none.
"""

from collections.abc import Collection, Iterator
from itertools import combinations
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.journal.care.second_anchor import read_second_anchor
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.anchor import AnchorReading, anchor_file, read_anchor

_MIGRATED = b'"migrated"'


class ExpectedHead(Struct, frozen=True):
    """A head that has to lie on the chain.

    Attributes:
        head: the head, perhaps with the first digits of its chain alone.
        name: what names it, as the beginning of a sentence.
        anchored: the anchor in the journal's folder names it.
    """

    head: Head
    name: str
    anchored: bool = False

    @property
    def sentence(self) -> str:
        """Say what it is, as the beginning of a sentence."""
        return f"{self.name} names event {self.head.position:,}, chain {self.head.chain}"


class ExpectedHeads(Struct, frozen=True):
    """All heads that are known of a journal.

    Attributes:
        heads: each of them; of an empty journal there is none.
        doubts: what cannot be read of the anchors, as sentences.
    """

    heads: tuple[ExpectedHead, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def positions(self) -> frozenset[int]:
        """The positions that they name."""
        return frozenset(expected.head.position for expected in self.heads)


class HeadsSeen:
    """The heads of a journal as its intact events show them; `note` takes each of these once."""

    def __init__(self, expected: ExpectedHeads) -> None:
        self._wanted = expected.positions
        self._digests: dict[int, str] = {}
        self._before: set[tuple[int, str]] = set()
        self.last = 0

    def note(self, row: ChainRow) -> None:
        """Note an intact event."""
        self.last = row.position
        if row.position in self._wanted and row.digest is not None:
            self._digests[row.position] = row.digest.hex()
        if row.body is not None and _MIGRATED in row.body:
            self._before |= set(_heads_before(row.body))

    def judge(self, expected: ExpectedHead, lost: Collection[int]) -> str:
        """Say as a sentence what is wrong with a head; empty where it lies on the chain.

        Args:
            expected: the head.
            lost: positions of events that are not intact.
        """
        position, chain = expected.head.position, expected.head.chain.lower()
        if self._digests.get(position, "").startswith(chain) and position in self._digests:
            return ""
        if any(at == position and before.startswith(chain) for at, before in self._before):
            return ""
        if position in lost:
            return f"{expected.sentence}: that event is not intact, so it cannot be compared."
        if position > self.last:
            return (
                f"{expected.sentence}: no event that far was found. The end was cut off, or it is "
                "another journal."
            )
        return (
            f"{expected.sentence}, which the journal does not hold: it is another journal, or one "
            "that was rewritten."
        )


def _heads_before(body: bytes) -> Iterator[tuple[int, str]]:
    """Yield the head at which a journal stood before a migration, which its event holds."""
    try:
        fact = msgspec.json.decode(body)["fact"]
        if fact["kind"] == "migrated":
            yield int(fact["position"]), str(fact["chain"])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return


def known_heads(path: Path, head: Head | None, second_anchor: Path | None) -> ExpectedHeads:
    """Collect what is known about where a journal stood.

    Args:
        path: where the journal is, or was.
        head: a head that a handover has printed; None for none.
        second_anchor: the anchor in another folder; None where there is none.
    """
    heads, doubts = list[ExpectedHead](), list[str]()
    own = anchor_file(path)
    try:
        anchor = read_anchor(path)
    except OSError:
        anchor = AnchorReading(damaged=True)
    if anchor.acknowledged is not None:
        heads.append(ExpectedHead(anchor.acknowledged.head, f"The anchor {own.name}", True))
    elif anchor.damaged:
        doubts.append(f"The anchor {own.name} is damaged, or cannot be read.")
    if second_anchor is not None:
        try:
            named = read_second_anchor(second_anchor)
            if named is not None:
                heads.append(ExpectedHead(named, f"The second anchor {second_anchor}"))
        except JournalError as error:
            doubts.append(f"The second anchor {second_anchor} is damaged: {error}")
    if head is not None:
        heads.append(ExpectedHead(head, "The head that was given"))
    return ExpectedHeads(tuple(known for known in heads if known.head.position), tuple(doubts))


def compare_heads(expected: ExpectedHeads) -> Iterator[tuple[ExpectedHead, str]]:
    """Say of each head of a journal without readable events what it names, and what agrees."""
    for head in expected.heads:
        yield head, f"{head.sentence}: there is nothing that it can be compared with."
    for one, other in combinations(expected.heads, 2):
        if one.head.position != other.head.position:
            continue
        first, second = one.head.chain.lower(), other.head.chain.lower()
        if first.startswith(second) or second.startswith(first):
            name = f"{other.name[0].lower()}{other.name[1:]}"
            yield other, f"{one.name} and {name} name the same event and chain."
        else:
            yield other, f"{one.name} contradicts this: it names chain {one.head.chain}."
