"""A board whose link was down is back at once: it goes on trying while somebody waits."""

from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.proxy import CommitProxy

REFUSED = 12
"""Connections that are refused; somebody who waits tries more often than that."""


async def test_who_waits_tries_again_until_the_link_is_up(
    boards: Opened, way: JournalServer, proxy: CommitProxy
) -> None:
    journal = await boards(way)
    await journal.head()
    proxy.refusals = REFUSED
    proxy.cut()
    head = await journal.head()
    assert head.position == 0
    assert proxy.refusals == 0
