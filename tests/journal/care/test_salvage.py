"""A damaged journal: what is provably whole goes into a new one, and what is not is named."""

import random
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from jru_tui.journal.care.intact_events import CHANGED, GONE, UNPROVEN, LostEvent
from jru_tui.journal.care.restoration import (
    lost_in_words,
    replace_by_salvage,
    salvage_journal,
)
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.anchor import Anchor
from jru_tui.journal.sqlite.file_access import clock_ahead, load, load_whole
from tests.journal.care.conftest import MANY, Feed, Opener, remove, rewrite, tamper
from tests.journal.stores import SHIFT_START

DAMAGE: dict[str, tuple[tuple[str, ...], dict[int, str]]] = {
    "nothing": ((), {}),
    "an event was rewritten": ((rewrite("body", 7),), {7: CHANGED}),
    "the first was": ((rewrite("body", 1),), {1: CHANGED}),
    "the last was": ((rewrite("body", MANY),), {MANY: CHANGED}),
    "two in a row were": ((rewrite("body", 7), rewrite("body", 8)), {7: CHANGED, 8: CHANGED}),
    "it was given another id": ((rewrite("id", 7, "'x'"),), {7: CHANGED}),
    "only its hash was damaged": ((rewrite("hash", 7, "zeroblob(32)"),), {}),
    "only the first hash was": ((rewrite("hash", 1, "zeroblob(32)"),), {}),
    "the last hash was": ((rewrite("hash", MANY, "zeroblob(32)"),), {MANY: CHANGED}),
    "a hash became too short": ((rewrite("hash", 7, "x'00'"),), {7: "cannot be read", 8: UNPROVEN}),
    "an event was taken out": ((remove(7),), {7: GONE, 8: UNPROVEN}),
    "the first ones were": ((remove(1, 3),), {1: GONE, 2: GONE, 3: GONE, 4: UNPROVEN}),
    "the last one was": ((remove(MANY),), {MANY: GONE}),
    "here and there": (
        (rewrite("body", 5), remove(20), rewrite("hash", 30, "zeroblob(32)")),
        {5: CHANGED, 20: GONE, 21: UNPROVEN},
    ),
    "no id is text any more": (
        (rewrite("id", 7, "CAST(x'ff' AS TEXT)"),),
        {7: "cannot be read", 8: UNPROVEN},
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_whole_is_kept_and_what_is_not_is_named(
    kept: Path, tmp_path: Path, event: Feed, damage: str
) -> None:
    statements, expected = DAMAGE[damage]
    tamper(kept, *statements)
    before = kept.read_bytes()
    new = tmp_path / "new.db"
    done = salvage_journal(kept, new)
    assert {each.position: each.reason for each in done.lost} == expected
    assert done.last == MANY
    there = [event(number) for number in range(1, MANY + 1) if number not in expected]
    assert [each for _, each in load(new)] == there
    assert [each for _, each in load_whole(kept)] == there
    assert verify_journal(new).findings == ()
    assert verify_journal(kept).sound == (damage == "nothing")
    assert kept.read_bytes() == before
    assert new.stat().st_mode & 0o077 == 0


def test_a_chain_up_to_the_damage_stays_the_same_chain(kept: Path, tmp_path: Path) -> None:
    head = verify_journal(kept).head
    done = salvage_journal(kept, tmp_path / "new.db")
    assert done.head == head


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bits_anywhere_lose_little_and_nothing_false_is_kept(
    kept: Path, tmp_path: Path, event: Feed, seed: int
) -> None:
    dice = random.Random(seed)
    content = bytearray(kept.read_bytes())
    for _ in range(3):
        # Behind the tables' own description: without that nothing can be read at all.
        content[dice.randrange(8192, len(content))] ^= 1 << dice.randrange(8)
    kept.write_bytes(content)
    written = {event(number).id: event(number) for number in range(1, MANY + 1)}
    try:
        done = salvage_journal(kept, tmp_path / "new.db")
    except JournalError as error:
        assert "damaged" in str(error)  # noqa: PT017 - either is right, by where the bits are
        return
    found = [each for _, each in load(tmp_path / "new.db")]
    assert all(written[each.id] == each for each in found)
    assert len(found) + len(done.lost) == done.last
    assert verify_journal(tmp_path / "new.db").sound


def test_it_never_writes_over_a_file(kept: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(JournalError, match="already exists"):
        salvage_journal(kept, there)
    assert there.read_text() == "mine"


async def test_a_board_goes_on_in_a_new_file_and_the_damaged_one_is_kept(
    kept: Path, opened: Opener, event: Feed
) -> None:
    tamper(kept, rewrite("body", 7), remove(20))
    before = kept.read_bytes()
    done = replace_by_salvage(kept, by="SC 1", now=SHIFT_START)
    assert done.kept == kept.with_name("journal.damaged-1.db")
    assert done.kept.read_bytes() == before
    async with await opened(kept) as journal:
        assert not journal.damaged
        assert not journal.warning
        assert (await journal.head()).position == MANY - 3
        await journal.append([event(99)])
    assert verify_journal(kept).findings == ()


@pytest.mark.parametrize(("lost", "ahead"), [(7, timedelta(minutes=4)), (MANY, timedelta())])
def test_the_clock_of_the_board_goes_on_where_the_last_event_is_intact(
    kept: Path, lost: int, ahead: timedelta
) -> None:
    [*_, (_, last)] = load(kept)
    head = verify_journal(kept).head
    with closing(Anchor(kept)) as anchor:
        anchor.begin(head, last.recorded_at - timedelta(minutes=4))
    assert clock_ahead(kept) == timedelta(minutes=4)
    tamper(kept, rewrite("body", lost))
    replace_by_salvage(kept, by="SC 1", now=SHIFT_START)
    assert clock_ahead(kept) == ahead


async def test_not_under_a_board_that_is_open(kept: Path, opened: Opener) -> None:
    async with await opened(kept):
        with pytest.raises(JournalError, match="already open for writing"):
            replace_by_salvage(kept, by="SC 1", now=SHIFT_START)


def test_the_second_damaged_one_does_not_take_the_place_of_the_first(
    kept: Path, tmp_path: Path
) -> None:
    shutil.copyfile(kept, tmp_path / "whole.db")
    for number in (1, 2):
        shutil.copyfile(tmp_path / "whole.db", kept)
        tamper(kept, rewrite("body", number))
        replace_by_salvage(kept, by="SC 1", now=SHIFT_START)
    assert kept.with_name("journal.damaged-1.db").exists()
    assert kept.with_name("journal.damaged-2.db").exists()


def test_lost_events_are_told_as_ranges() -> None:
    lost = tuple(LostEvent(number, GONE) for number in (1, 2, 3, 7, 9, 10, 1200))
    assert lost_in_words(lost) == "1 to 3, 7, 9 to 10, 1,200"
    assert lost_in_words(lost, most=2) == "1 to 3, 7 and 2 more places"
