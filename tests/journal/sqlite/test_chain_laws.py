"""Laws of the journal: what goes in comes out, and batches leave no trace."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, Commanded, Event, FeedChanged, Unlisted
from jru_tui.board.records import CallRecord, NoteRecord, Place
from jru_tui.board.text import clean_all
from jru_tui.journal import hash_chain
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.journal import open_journal

START = datetime(2020, 10, 30, 18, tzinfo=UTC)
TEXTS = st.text(max_size=30)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=30)).map(lambda later: START + later)
DEGREES = st.floats(-180, 180)
CALLS = st.builds(
    CallRecord,
    id=TEXTS,
    opened_at=MOMENTS,
    version=st.none() | st.integers(0, 2**63 - 1),
    where=st.builds(Place, text=st.none() | TEXTS, lat=DEGREES, lon=st.none() | DEGREES),
    notes=st.lists(st.builds(NoteRecord, id=TEXTS, at=MOMENTS, text=TEXTS), max_size=3).map(tuple),
)
FACTS = st.one_of(
    st.builds(CallReported, CALLS),
    st.builds(Unlisted, subject=st.sampled_from(["call", "vehicle"]), id=TEXTS),
    st.builds(FeedChanged, state=st.sampled_from(["live", "lost"]), reason=TEXTS),
    st.builds(Commanded, st.builds(Note, text=TEXTS, call=TEXTS)),
)
EVENT = st.builds(
    Event,
    id=TEXTS,
    at=MOMENTS,
    recorded_at=MOMENTS,
    source=st.sampled_from(["feed", "supervisor", "program"]),
    fact=FACTS,
    by=TEXTS,
)


def lists_of_events(least: int = 0) -> st.SearchStrategy[list[Event]]:
    return st.lists(EVENT, min_size=least, max_size=12, unique_by=lambda event: event.id)


async def keep(batches: list[list[Event]]) -> tuple[list[tuple[int, Event]], Head]:
    """Append the batches one by one; returns what is read back, and the end of the chain."""
    async with await open_journal(None, by="SC 100", clock=lambda: START) as journal:
        for batch in batches:
            await journal.append(batch)
        await journal.verify()
        return [pair async for pair in journal.read()], await journal.head()


@settings(deadline=None, max_examples=60)
@given(lists_of_events())
def test_any_events_are_read_back_as_they_were_in_order(events: list[Event]) -> None:
    """As they were, but for what a terminal would act on: see `board.text`."""
    kept, head = asyncio.run(keep([events]))

    plain = [msgspec.json.decode(msgspec.json.encode(event)) for event in events]
    fit_to_be_shown = [msgspec.convert(clean_all(each), Event) for each in plain]
    assert kept == list(enumerate(fit_to_be_shown, start=1))
    assert head.position == len(events)


@settings(deadline=None, max_examples=60)
@given(lists_of_events(), st.data())
def test_any_partition_into_batches_gives_the_same_chain(
    events: list[Event], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(events)))) | {0, len(events)})
    batches = [events[start:end] for start, end in pairwise(cuts)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hash_chain, "make_salt", lambda: bytes(hash_chain.SALT))
        assert asyncio.run(keep(batches)) == asyncio.run(keep([events]))


def test_no_two_events_have_the_same_salt() -> None:
    event = Event("e1", START, START, "feed", Unlisted("call", "K1"))
    chains = {asyncio.run(keep([[event]]))[1].chain for _ in range(3)}
    assert len(chains) == 3


@settings(deadline=None, max_examples=30)
@given(lists_of_events(least=2))
def test_another_order_gives_another_chain(events: list[Event]) -> None:
    _, there = asyncio.run(keep([events]))
    _, back = asyncio.run(keep([events[::-1]]))

    assert there.chain != back.chain
