"""The head of a shared journal as a board has seen it: what a server has to hold from then on."""

from jru_tui.journal.postgres.connection import Connection, Cursor
from jru_tui.journal.protocol import Head, JournalDivergedError

_HEAD_AND_HASH = """SELECT position, chain,
    (SELECT hash FROM jru.event WHERE event.force = head.force AND event.position = %s)
    FROM jru.head WHERE force = %s"""


class KnownHead:
    """The newest head that a board has seen.

    A server that took over without all that was confirmed, or one that was replaced and came back,
    does not hold it: nothing is written there, and nothing is shown of it as if it went on.

    Attributes:
        head: that head; None before any was seen.
    """

    def __init__(self) -> None:
        self.head: Head | None = None

    async def ask(self, connection: Connection, force: str) -> Cursor:
        """Ask where the journal stands, and for the hash where it was seen to stand, for `check`.

        Args:
            connection: the connection.
            force: whose journal it is.
        """
        position = self.head.position if self.head is not None else 0
        return await connection.execute(_HEAD_AND_HASH, (position, force), binary=True)

    def check(self, found: Head, digest: bytes | None) -> None:
        """See that a journal which stands at a head goes on from the one that is known.

        Args:
            found: where the journal stands.
            digest: the hash there at the known position; None where it holds none.

        Raises:
            JournalDivergedError: it does not.
        """
        if self.head is None or not self.head.position:
            return
        behind = found.position < self.head.position
        if behind or digest is None or digest.hex() != self.head.chain:
            raise JournalDivergedError(
                f"The journal's server does not hold event {self.head.position:,} as this board "
                "saw it: another server has taken over without it, or an old one has come back."
            )

    def see(self, head: Head) -> None:
        """Take note of a head."""
        if self.head is None or head.position >= self.head.position:
            self.head = head
