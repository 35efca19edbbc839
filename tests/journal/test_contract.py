"""The contract of `Journal`: each store keeps all of it, and boards need not know which it is."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jru_tui.board.events import Event
from jru_tui.journal.protocol import (
    AppendConflict,
    Appended,
    Head,
    Journal,
    JournalClosedError,
    JournalError,
)
from tests.journal.stores import JournalPlace

Feed = Callable[[int], Event]
Writing = Callable[[str], Event]


async def read(journal: Journal, after: int = 0) -> list[tuple[int, Event]]:
    return [pair async for pair in journal.read(after)]


async def ids(journal: Journal) -> list[str]:
    return [event.id for _, event in await read(journal)]


async def test_a_new_journal_is_empty_and_whole(journal: Journal) -> None:
    assert await journal.head() == Head(0, "00" * 32)
    assert await read(journal) == []
    assert not journal.read_only
    assert journal.warning == ""
    await journal.verify()


async def test_positions_begin_at_one_and_have_no_gap(
    journal: Journal, event: Feed, note: Writing
) -> None:
    assert await journal.append([event(1), note("n1")]) == Appended(2)
    assert await journal.append([event(2)]) == Appended(3)

    assert await read(journal) == [(1, event(1)), (2, note("n1")), (3, event(2))]


async def test_reading_begins_behind_a_position(journal: Journal, event: Feed) -> None:
    await journal.append([event(1), event(2), event(3)])

    assert await read(journal, after=1) == [(2, event(2)), (3, event(3))]
    assert await read(journal, after=3) == []
    assert await read(journal, after=9) == []


async def test_the_same_batch_again_is_answered_as_it_was(journal: Journal, event: Feed) -> None:
    batch = [event(1), event(2)]
    first = await journal.append(batch)
    await journal.append([event(3)])

    assert await journal.append(batch) == first == Appended(2)
    assert await ids(journal) == ["e1", "e2", "e3"]


async def test_the_same_batch_again_is_no_conflict_with_itself(
    journal: Journal, event: Feed
) -> None:
    await journal.append([event(1)], expected=0)

    assert await journal.append([event(1)], expected=0) == Appended(1)


async def test_a_decision_on_an_older_board_is_not_written(
    journal: Journal, event: Feed, note: Writing
) -> None:
    await journal.append([event(1)])
    await journal.append([note("n1")])

    assert await journal.append([event(2)], expected=1) == AppendConflict(2, "SC 200")
    assert await ids(journal) == ["e1", "n1"]
    assert await journal.append([event(2)], expected=2) == Appended(3)


async def test_a_conflict_with_the_feed_names_the_feed(journal: Journal, event: Feed) -> None:
    await journal.append([event(1)])

    assert await journal.append([event(2)], expected=0) == AppendConflict(1, "feed")


async def test_a_position_that_is_not_there_yet_is_a_conflict(
    journal: Journal, event: Feed
) -> None:
    await journal.append([event(1)])

    assert await journal.append([event(2)], expected=5) == AppendConflict(1, "feed")


@pytest.mark.parametrize("expected", [None, 0, 2])
async def test_a_batch_that_is_partly_there_is_refused_whole(
    journal: Journal, event: Feed, expected: int | None
) -> None:
    await journal.append([event(1), event(2)])

    with pytest.raises(JournalError, match="1 of 3 events are in the journal already"):
        await journal.append([event(3), event(2), event(4)], expected)
    assert await ids(journal) == ["e1", "e2"]


async def test_an_event_twice_in_one_batch_is_refused(journal: Journal, event: Feed) -> None:
    with pytest.raises(JournalError, match="one event is in the batch twice"):
        await journal.append([event(1), event(2), event(1)])
    assert await ids(journal) == []


@pytest.mark.parametrize("text", ["\udcff", "before\udc80behind"])
async def test_text_that_no_store_can_hold_is_refused_and_leaves_nothing_open(
    journal: Journal, event: Feed, note: Writing, text: str
) -> None:
    with pytest.raises(JournalError, match="characters that cannot be kept"):
        await journal.append([event(1), note(text)])

    assert await journal.append([event(1)]) == Appended(1)


@pytest.mark.parametrize("id_", ["a'b", 'a"b', "a\\b", "%s", "{", "é", "🚓", "a" * 300])
async def test_an_id_is_kept_as_it_is(journal: Journal, note: Writing, id_: str) -> None:
    await journal.append([note(id_)])

    assert await read(journal) == [(1, note(id_))]
    assert await journal.append([note(id_)]) == Appended(1)


async def test_an_empty_batch_changes_nothing(journal: Journal, event: Feed) -> None:
    assert await journal.append([]) == Appended(0)
    await journal.append([event(1)])

    assert await journal.append([]) == Appended(1)
    assert await journal.append([], expected=1) == Appended(1)


async def test_appends_at_once_keep_their_order_and_each_gets_its_own_answer(
    journal: Journal, event: Feed
) -> None:
    asked = [journal.append([event(2 * number), event(2 * number + 1)]) for number in range(20)]

    assert await asyncio.gather(*asked) == [Appended(2 * number + 2) for number in range(20)]
    assert await ids(journal) == [f"e{number}" for number in range(40)]


async def test_of_decisions_on_one_position_one_is_written(journal: Journal, event: Feed) -> None:
    asked = [journal.append([event(number)], expected=0) for number in range(8)]

    answers = await asyncio.gather(*asked)
    assert [answer for answer in answers if isinstance(answer, Appended)] == [Appended(1)]
    assert len(await ids(journal)) == 1


async def test_an_append_whose_caller_is_cancelled_is_settled_by_asking_again(
    journal: Journal, event: Feed
) -> None:
    asked = asyncio.create_task(journal.append([event(1)], expected=0))
    await asyncio.sleep(0)  # it has been asked
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked

    assert await journal.append([event(1)], expected=0) == Appended(1)
    assert await ids(journal) == ["e1"]


async def test_the_head_moves_with_each_event_and_the_chain_holds(
    journal: Journal, event: Feed
) -> None:
    heads = [await journal.head()]
    for number in (1, 2, 3):
        await journal.append([event(number)])
        heads.append(await journal.head())

    assert [head.position for head in heads] == [0, 1, 2, 3]
    assert len({head.chain for head in heads}) == 4
    assert {len(head.chain) for head in heads} == {64}
    await journal.verify()
    assert not await journal.is_touched()


async def test_a_listener_gets_what_is_there_and_what_comes(journal: Journal, event: Feed) -> None:
    await journal.append([event(1), event(2)])
    async with asyncio.timeout(30), aclosing(journal.subscribe(1)) as told:
        assert await anext(told) == (2, event(2))
        await journal.append([event(3)])
        assert await anext(told) == (3, event(3))
        waiting = asyncio.ensure_future(anext(told))
        await journal.append([event(4), event(5)])
        assert await waiting == (4, event(4))
        assert await anext(told) == (5, event(5))


async def test_each_listener_gets_everything_once_and_in_order(
    journal: Journal, event: Feed
) -> None:
    async def listen() -> list[tuple[int, str]]:
        heard = []
        async with aclosing(journal.subscribe()) as told:
            async for position, said in told:
                heard.append((position, said.id))
                if position == 30:
                    break
        return heard

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        listeners = [tasks.create_task(listen()) for _ in range(3)]
        for number in range(1, 31, 3):
            await journal.append([event(number), event(number + 1), event(number + 2)])

    everything = [(number, f"e{number}") for number in range(1, 31)]
    assert [listener.result() for listener in listeners] == [everything] * 3


async def test_a_listener_ends_when_the_journal_is_closed(journal: Journal, event: Feed) -> None:
    heard = []

    async def listen() -> None:
        async for position, _ in journal.subscribe():
            heard.append(position)
            arrived.set()

    arrived = asyncio.Event()
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(listen())
        await journal.append([event(1)])
        await arrived.wait()
        await journal.close()
    assert heard == [1]


async def test_closing_finishes_what_was_accepted_and_refuses_what_comes_after(
    place: JournalPlace, event: Feed
) -> None:
    journal = await place.open()
    asked = [asyncio.create_task(journal.append([event(number)])) for number in (1, 2, 3)]
    await asyncio.sleep(0)  # each has been asked
    await journal.close()

    assert await asyncio.gather(*asked) == [Appended(1), Appended(2), Appended(3)]
    with pytest.raises(JournalClosedError):
        await journal.append([event(4)])
    with pytest.raises(JournalClosedError):
        await journal.head()
    await journal.close()


async def test_opened_again_it_holds_the_same_and_goes_on_behind_it(
    lasting_place: JournalPlace, event: Feed
) -> None:
    journal = await lasting_place.open()
    await journal.append([event(1), event(2)])
    head = await journal.head()
    await journal.close()

    journal = await lasting_place.open()
    assert await journal.head() == head
    assert await journal.append([event(3)], expected=2) == Appended(3)
    assert await ids(journal) == ["e1", "e2", "e3"]
    await journal.verify()


async def test_an_observer_sees_what_is_written_and_writes_nothing(
    lasting_place: JournalPlace, event: Feed
) -> None:
    writer = await lasting_place.open()
    await writer.append([event(1)])
    observer = await lasting_place.open(read_only=True)

    assert observer.read_only
    with pytest.raises(JournalError, match="read-only: nothing is recorded"):
        await observer.append([event(2)])
    async with asyncio.timeout(30), aclosing(observer.subscribe()) as told:
        assert await anext(told) == (1, event(1))
        await writer.append([event(2)])
        assert await anext(told) == (2, event(2))
    assert await observer.head() == await writer.head()
    await observer.verify()


Step = tuple[list[int], int | None]
"""The numbers of a batch's events, and how far behind the head it was decided; None for any."""


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.lists(st.integers(1, 12), max_size=4), st.none() | st.integers(0, 2)),
        max_size=8,
    )
)
def test_any_appends_lead_to_what_a_list_would_hold(
    place: JournalPlace, event: Feed, steps: list[Step]
) -> None:
    asyncio.run(_compared_with_a_list(place, event, steps))


async def _compared_with_a_list(place: JournalPlace, event: Feed, steps: list[Step]) -> None:
    held: list[str] = []
    journal = await place.open(fresh=True)
    for numbers, behind in steps:
        expected = None if behind is None else max(0, len(held) - behind)
        batch = [event(number) for number in numbers]
        names = [said.id for said in batch]
        answer: object
        try:
            answer = await journal.append(batch, expected)
        except JournalError:
            answer = "refused"
        there = {name for name in names if name in held}
        if there and there != set(names):
            assert answer == "refused"
        elif there:
            assert answer == Appended(max(held.index(name) + 1 for name in names))
        elif expected not in (None, len(held)):
            assert answer == AppendConflict(len(held), "feed" if held else "")
        elif len(set(names)) < len(names):
            assert answer == "refused"
        else:
            held += names
            assert answer == Appended(len(held))
    assert await ids(journal) == held
    assert (await journal.head()).position == len(held)
    await journal.verify()
    await journal.close()
