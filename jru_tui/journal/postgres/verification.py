"""Verification of the whole chain of a journal on a server."""

from collections.abc import Callable, Iterator
from pathlib import Path

from jru_tui.journal.care.intact_events import GONE, IntactEvent, LostEvent, prove
from jru_tui.journal.care.second_anchor import judge_by_second_anchor
from jru_tui.journal.care.verification import REMAINS, JournalFinding, Part, Verification
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.postgres.access import PlainConnection, chain_pages, connected, head_of
from jru_tui.journal.postgres.purge import wrong_remains
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.connections import Examination
from jru_tui.settings import JournalServer

_MOST_FINDINGS = 100


def verify(
    server: JournalServer,
    expected: Head | None,
    on_progress: Callable[[int], None],
    second_anchor: Path | None = None,
) -> Verification:
    """Follow the whole chain of a journal.

    Args:
        server: where it is.
        expected: a head that a handover has printed, which has to lie on the chain.
        on_progress: called with the number of events that have been checked.
        second_anchor: see `care.second_anchor`; None where there is none.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    sound, lost, digests = 0, list[LostEvent](), dict[int, str]()
    with connected(server) as connection:
        end = head_of(connection, server.force)
        wanted = {end.position} | ({expected.position} if expected else set())
        for proven in prove(all_rows(connection, server.force, end.position)):
            if isinstance(proven, LostEvent):
                lost.append(proven)
                continue
            sound += 1
            on_progress(sound)
            if proven.position in wanted:
                digests[proven.position] = _digest(proven)
        wrong = wrong_remains(connection, server.force)
    findings = [
        JournalFinding("chain", event.sentence, event.position) for event in lost[:_MOST_FINDINGS]
    ]
    findings += [JournalFinding("remains", REMAINS.format(purge)) for purge in wrong]
    if end.position and not lost and digests.get(end.position) != end.chain:
        findings.append(
            JournalFinding("end", "The head is not that of the last event.", end.position)
        )
    if expected and not digests.get(expected.position, "").startswith(expected.chain):
        findings.append(
            JournalFinding(
                "head",
                f"The head of event {expected.position:,} is not on this chain: it is not the "
                "journal that was handed over, or it was changed since.",
                expected.position,
            )
        )
    examination = Examination()
    if second_anchor is not None:
        examination = judge_by_second_anchor(server, second_anchor)
    parts: tuple[tuple[Part, str], ...] = (
        ("head", examination.damage),
        ("anchor", examination.anchor),
    )
    findings = [*(JournalFinding(part, text) for part, text in parts if text), *findings]
    return Verification(sound, len(lost), end, tuple(findings))


def all_rows(connection: PlainConnection, force: str, last: int) -> Iterator[ChainRow | LostEvent]:
    """Yield every position once, in order, whatever is missing.

    Args:
        connection: the connection.
        force: whose journal it is.
        last: the position at which the journal stands.
    """
    position = 0
    for page in chain_pages(connection, force, 0):
        for row in page:
            while position + 1 < row.position:
                position += 1
                yield LostEvent(position, GONE)
            position = row.position
            if position > last:
                return
            yield row
    for missing in range(position + 1, last + 1):
        yield LostEvent(missing, GONE)


def _digest(proven: IntactEvent) -> str:
    return (proven.row.digest or b"").hex()
