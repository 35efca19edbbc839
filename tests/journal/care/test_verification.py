"""The whole of a journal is verified, and each finding says what it means."""

from pathlib import Path

import pytest

from jru_tui.journal.care.second_anchor import parse_head
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.anchor import anchor_file
from tests.journal.care.conftest import MANY, Feed, Opener, remove, rewrite, tamper


def found(path: Path, expected: Head | None = None) -> dict[str, str]:
    return {each.part: each.text for each in verify_journal(path, expected).findings}


def test_a_whole_journal_has_no_findings(kept: Path) -> None:
    verified = verify_journal(kept)
    assert (verified.events, verified.lost, verified.findings) == (MANY, 0, ())
    assert verified.sound
    assert verified.head.position == MANY


def test_every_event_that_is_not_as_it_was_written_is_named(kept: Path) -> None:
    tamper(kept, rewrite("body", 7), remove(20))
    verified = verify_journal(kept)
    assert [(each.part, each.position) for each in verified.findings] == [
        ("chain", 7),
        ("chain", 20),
        ("chain", 21),
    ]
    assert [each.text for each in verified.findings] == [
        "Event 7 was changed after it was written.",
        "Event 20 is missing.",
        "Event 21 cannot be proven, because what came before it is lost.",
    ]
    assert (verified.events, verified.lost) == (MANY - 3, 3)
    assert not verified.sound


def test_a_journal_cut_short_is_told_by_its_anchor(kept: Path) -> None:
    tamper(kept, remove(MANY))
    assert f"ends at event {MANY - 1}, but {MANY} had been saved" in found(kept)["end"]


async def test_one_that_was_rewritten_as_a_whole_is_told_by_its_anchor(
    kept: Path, opened: Opener, event: Feed
) -> None:
    other = kept.with_name("other.db")
    async with await opened(other) as journal:
        for number in range(101, 101 + MANY):
            await journal.append([event(number)])
    kept.write_bytes(other.read_bytes())
    assert "is not the one that was saved last" in found(kept)["end"]


def test_a_head_that_a_handover_printed_has_to_lie_on_the_chain(kept: Path) -> None:
    head = verify_journal(kept).head
    assert found(kept, head) == {}
    assert found(kept, Head(head.position, head.chain[:16])) == {}
    assert "it was rewritten since" in found(kept, Head(head.position, "0" * 64))["head"]
    assert "it was rewritten since" in found(kept, Head(MANY + 1, head.chain))["head"]


def test_a_damaged_anchor_and_checkpoint_are_no_accusation(kept: Path) -> None:
    anchor_file(kept).write_bytes(b"x" * 1024)
    beside(kept, ".checkpoint").write_bytes(b"x")
    assert verify_journal(kept).sound
    assert set(found(kept)) == {"anchor", "checkpoint"}


def test_a_damaged_index_is_found(kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    at = content.rindex(b"e31")  # the id as the index holds it, or the row does
    content[at + 1] ^= 1
    kept.write_bytes(content)
    assert not verify_journal(kept).sound or "index" in found(kept)


async def test_beside_a_board_that_writes(kept: Path, opened: Opener, event: Feed) -> None:
    async with await opened(kept) as journal:
        await journal.append([event(99)])
        assert verify_journal(kept).events == MANY + 1


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (f"Journal: event 1,234, chain {'9f' * 32}", Head(1234, "9f" * 32)),
        (f"event 1234, chain {'9f' * 8}", Head(1234, "9f" * 8)),
        (f"1234:{'9F' * 8}", Head(1234, "9f" * 8)),
        (f"7:{'9f' * 8}…", Head(7, "9f" * 8)),
        (f"Head: event 1,234, chain {'9f' * 32}.", Head(1234, "9f" * 32)),
        (f"Journal: event 1,234,\n  chain {'9f' * 16}\n{'9f' * 16}\n", Head(1234, "9f" * 32)),
    ],
)
def test_a_head_is_read_as_it_is_printed(text: str, head: Head) -> None:
    assert parse_head(text) == head


@pytest.mark.parametrize("text", ["", "9f", "1234", "1234:9f", "x:" + "9f" * 8, "1:" + "xy" * 8])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(JournalError, match="is not a head"):
        parse_head(text)
