"""One board at a time has the links, and what another still writes by them is refused."""

import asyncio
from collections.abc import Callable

import psycopg
import pytest
from msgspec import structs

from jru_tui.board.events import Event
from jru_tui.journal.postgres import lease
from jru_tui.journal.protocol import Appended, LeaseLostError
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened

Feed = Callable[[int], Event]
Writing = Callable[[str], Event]


def expire(server: JournalServer) -> None:
    """Let the lease end, as if its holder had not been heard of for long enough."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("UPDATE jru.lease SET ends_at = clock_timestamp()")


async def test_the_first_who_asks_has_it_and_goes_on_having_it(boards: Opened) -> None:
    one, other = await boards(), await boards()

    assert await one.take_lease("SC 100", "one")
    assert not await other.take_lease("SC 200", "other")
    assert await one.take_lease("SC 100", "one", heard_s=2.0)
    state = await other.lease_state()
    assert state is not None
    assert (state.holder, state.session) == ("SC 100", "one")
    assert 0 < state.left_s <= lease.LASTS_S
    assert state.silent_s is not None
    assert state.silent_s >= 2.0


async def test_the_feed_is_kept_by_whoever_has_it(
    boards: Opened, event: Feed, note: Writing
) -> None:
    one, other = await boards(), await boards()
    await one.take_lease("SC 100", "one")

    assert await one.append([event(1)]) == Appended(1)
    with pytest.raises(LeaseLostError):
        await other.append([event(2)])
    assert await other.append([note("n1")], expected=1) == Appended(2)


async def test_it_goes_to_another_when_it_ends_and_the_late_word_of_the_first_is_refused(
    server: JournalServer, boards: Opened, event: Feed
) -> None:
    one, other = await boards(), await boards()
    await one.take_lease("SC 100", "one")
    await one.append([event(1)])
    expire(server)

    assert await other.take_lease("SC 200", "other")
    # The first was frozen all the while, and does not know.
    with pytest.raises(LeaseLostError):
        await one.append([event(2)])
    assert await other.append([event(2)]) == Appended(2)
    assert not await one.take_lease("SC 100", "one")


async def test_its_end_alone_takes_nothing_from_the_holder(
    server: JournalServer, boards: Opened, event: Feed
) -> None:
    one = await boards()
    await one.take_lease("SC 100", "one")
    expire(server)

    assert await one.append([event(1)]) == Appended(1)
    assert await one.take_lease("SC 100", "one")
    assert await one.append([event(2)]) == Appended(2)


async def test_whoever_gives_it_up_leaves_it_to_the_next_at_once(boards: Opened) -> None:
    one, other = await boards(), await boards()
    await one.take_lease("SC 100", "one")
    await one.release_lease("one")

    assert await other.take_lease("SC 200", "other")


async def test_of_many_who_ask_at_once_one_gets_it(boards: Opened) -> None:
    everybody = [await boards() for _ in range(5)]
    asked = [board.take_lease("SC", f"session {number}") for number, board in enumerate(everybody)]

    assert sorted(await asyncio.gather(*asked)) == [False, False, False, False, True]


async def test_without_the_fence_the_late_word_would_be_written(
    monkeypatch: pytest.MonkeyPatch, server: JournalServer, boards: Opened, event: Feed
) -> None:
    """Show that the fence is what refuses it: without one, a document would stand there twice."""

    async def never(*_: object) -> None:
        """Let everybody write."""

    one, other = await boards(), await boards()
    await one.take_lease("SC 100", "one")
    expire(server)
    await other.take_lease("SC 200", "other")
    await other.append([event(1)])
    monkeypatch.setattr(lease, "require", never)

    again = structs.replace(event(1), id="the same word, heard by the first")
    assert await one.append([again]) == Appended(2)
    facts = [said.fact async for _, said in other.read()]
    assert len(facts) != len(set(map(str, facts)))
