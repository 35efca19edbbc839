"""A disclosure holds what was asked for, proves itself, and gives away nothing else."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pytest
from msgspec import structs

from jru_tui.board.call_commands import Hold, Link, OpenCall, Relocate
from jru_tui.board.commands import EndMarker, MarkPlace, Note, OfferRole, TakeRole, Undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    Event,
    Fact,
    FeedChanged,
    Held,
    Purged,
    Unlisted,
    VehicleReported,
)
from jru_tui.board.records import CallRecord, CrewMember, Place, Position, VehicleRecord
from jru_tui.cli.disclosure_folder import disclose_to
from jru_tui.cli.errors import CommandError
from jru_tui.journal.care.disclosure import verifier_text
from jru_tui.journal.care.disclosure_choice import DisclosureRequest, choose_disclosed
from jru_tui.journal.care.purge import purge_journal
from jru_tui.journal.care.redactions import BLACKED, REDACTED_FIELDS, Redaction, redact_event
from jru_tui.journal.care.retention import PurgeChoice
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.load import load_settings
from tests.journal.care.conftest import tamper

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
SECRET = "07700 900123"
OTHER = "a neighbour called Smith"


def fact_events(*facts: tuple[str, Fact]) -> list[Event]:
    """Events one minute apart, the supervisor's by name."""
    return [
        Event(
            f"e{number}",
            AT + timedelta(minutes=number),
            AT + timedelta(minutes=number),
            "supervisor" if by else "feed",
            fact,
            by,
        )
        for number, (by, fact) in enumerate(facts, 1)
    ]


CREW = (CrewMember("officer", "70001"),)
EVENTS = fact_events(
    ("", FeedChanged("live", AT)),
    (
        "",
        CallReported(
            CallRecord("K-1", AT, summary=f"ring {SECRET}", where=Place("High Street", 51, 1)),
            beyond='{"caller": "of the feed alone"}',
        ),
    ),
    ("", CallReported(CallRecord("K-2", AT, summary=OTHER, where=Place("Mill Lane, Dover")))),
    ("", VehicleReported(VehicleRecord("JRU1", "en_route", AT, call="K-1", crew=CREW))),
    ("SC 1", Commanded(Note(f"{SECRET} again, and {SECRET}", call="K-1"))),
    ("SC 2", Commanded(Note("wrong", call="K-2"))),
    ("SC 2", Commanded(Undo("e5"))),
    ("", CommandAnswered("e7", accepted=True)),
    ("", Unlisted("call", "K-1")),
)


@pytest.fixture
async def kept(path: Path) -> Path:
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append(EVENTS)
    return path


def chosen(request: DisclosureRequest) -> list[int]:
    return sorted(choose_disclosed(enumerate(EVENTS, 1), request))


@pytest.mark.parametrize(
    ("request_", "positions"),
    [
        (DisclosureRequest(calls=("K-1",)), [2, 4, 5, 7, 8, 9]),
        (DisclosureRequest(calls=("K-2",)), [3, 6]),
        (DisclosureRequest(places=("mill lane",)), [3, 6]),
        (DisclosureRequest(members=("70001",)), [4]),
        (DisclosureRequest(members=("SC 2",)), [6, 7]),
        (DisclosureRequest(calls=("K-1",), members=("SC 2",)), [2, 4, 5, 6, 7, 8, 9]),
        (DisclosureRequest(since=AT + timedelta(minutes=8)), [8, 9]),
        (DisclosureRequest(calls=("K-1",), until=AT + timedelta(minutes=4)), [2]),
        (DisclosureRequest(calls=("K-3",)), []),
    ],
)
def test_what_is_asked_for_is_chosen(request_: DisclosureRequest, positions: list[int]) -> None:
    assert chosen(request_) == positions


BY_HAND = fact_events(
    ("SC 1", Commanded(OpenCall("H-1", "fall", Place("Mill Lane, Deal"), summary="fell"))),
    ("SC 1", Commanded(Note("not moving", call="H-1"))),
    ("", CallReported(CallRecord("K-3", AT, where=Place("Mill Lane")))),
    ("SC 1", Commanded(Link("H-1", "K-3", merged_from=AT))),
    ("SC 1", Commanded(Relocate("H-1", Place("Hill Road")))),
    ("SC 1", Commanded(MarkPlace("a dog", Place("Mill Lane, Deal")))),
    ("SC 2", Commanded(EndMarker("e6", "moved away"))),
)
PARTED = fact_events(
    *((event.by, event.fact) for event in BY_HAND), ("SC 1", Commanded(Undo("e4")))
)


@pytest.mark.parametrize(
    ("events", "request_", "positions"),
    [
        (BY_HAND, DisclosureRequest(calls=("H-1",)), [1, 2, 4, 5]),
        (BY_HAND, DisclosureRequest(calls=("K-3",)), [1, 2, 3, 4, 5]),
        (PARTED, DisclosureRequest(calls=("K-3",)), [3, 4]),
        (BY_HAND, DisclosureRequest(places=("lane, deal",)), [1, 2, 4, 5, 6, 7]),
        (BY_HAND, DisclosureRequest(places=("hill road",)), [1, 2, 4, 5]),
        (BY_HAND, DisclosureRequest(members=("SC 2",)), [7]),
    ],
)
def test_a_call_that_was_opened_by_hand_is_chosen_like_any_other(
    events: list[Event], request_: DisclosureRequest, positions: list[int]
) -> None:
    assert sorted(choose_disclosed(enumerate(events, 1), request_)) == positions


@pytest.fixture
def disclosed(kept: Path, tmp_path: Path) -> Callable[..., Path]:
    """Disclose K-1 into a folder."""

    def disclose(*redactions: Redaction, calls: tuple[str, ...] = ("K-1",)) -> Path:
        folder = tmp_path / "disclosed"
        settings = load_settings(None, {}, {"journal": str(kept)})
        request = DisclosureRequest(calls=calls)
        disclose_to(
            folder, kept, settings, request, redactions, by="DPO", on_progress=lambda _: None
        )
        return folder

    return disclose


@pytest.fixture
async def with_call_by_hand(kept: Path) -> None:
    """Open a call by hand in the journal that is disclosed from."""
    async with await open_journal(kept, by="SC 1", clock=lambda: AT) as journal:
        head = await journal.head()
        by_hand = [structs.replace(event, id=f"h{event.id}") for event in BY_HAND[:2]]
        await journal.append(by_hand, head.position)


@pytest.mark.usefixtures("with_call_by_hand")
def test_a_call_that_was_opened_by_hand_has_its_log_on_the_page(
    disclosed: Callable[..., Path],
) -> None:
    page = disclosed(calls=("H-1",)).joinpath("index.html").read_text("utf-8")
    log = page.partition("Call H-1")[2].partition("Every event")[0]
    assert "opened by hand: Fall, Mill Lane, Deal, fell" in log
    assert "not moving" in log


def check(folder: Path, *head: str) -> subprocess.CompletedProcess[str]:
    """Have a stranger check a folder: nothing of this program can be imported."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *head],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_stranger_proves_it(disclosed: Callable[..., Path], kept: Path) -> None:
    folder = disclosed()
    done = check(folder)
    assert (done.returncode, done.stdout) == (
        0,
        "PROVEN: 5 events are as they were written.\n",
    ), done.stderr
    assert {file.name for file in folder.iterdir()} == {
        "SHA256SUMS",
        "events.jsonl",
        "index.html",
        "verify.py",
    }
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    head = json.loads(folder.joinpath("events.jsonl").read_bytes().splitlines()[-1])["head"]
    assert check(folder, f"event {head['position']}, chain {head['chain']}").returncode == 0
    assert check(folder, f"{head['position']}:{head['chain'][:20]}").returncode == 0
    position, chain = head["position"], head["chain"]
    for printed in (f"Head: event {position:,}, chain {chain}.", f"Journal: {position}:{chain}"):
        assert check(folder, printed).returncode == 0
        assert check(folder, *printed.upper().split()).returncode == 0
        wrong = check(folder, printed.replace(chain, chain[:-1] + f"{int(chain[-1], 16) ^ 1:x}"))
        assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
        assert "the head" in wrong.stderr
    for nonsense in ("Head:", "event x, chain y", "9" * 5000 + ":" + "f" * 64, f"{position}:9f"):
        told = check(folder, nonsense)
        assert (told.returncode, "NOT PROVEN" in told.stderr, "Traceback" in told.stderr) == (
            1,
            True,
            False,
        )
    assert "the head" in check(folder, f"event {head['position']}, chain {'0' * 64}").stderr
    assert "the head" in check(folder, f"event 3000, chain {head['chain']}").stderr
    facts = [event.fact for _, event in load(kept)]
    assert type(facts[-1]).__name__ == "Exported"


def test_one_changed_byte_is_found_in_whatever_file(disclosed: Callable[..., Path]) -> None:
    folder = disclosed()
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        for at in range(40, len(content), max(1, len(content) // 8)):
            changed = bytearray(content)
            changed[at] ^= 1
            file.write_bytes(changed)
            done = check(folder)
            assert done.returncode != 0, (file.name, at)
            assert "PROVEN" not in done.stdout, (file.name, at)
            file.write_bytes(content)
    assert check(folder).returncode == 0
    folder.joinpath("another").write_text("x")
    assert "added" in check(folder).stderr


def test_no_byte_of_the_verifier_can_be_changed_so_that_it_is_content(
    disclosed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It checks itself as well, twice, so that whichever check is disabled leaves the other."""
    file = disclosed() / "verify.py"
    content = file.read_bytes()
    monkeypatch.setattr(sys, "argv", ["verify.py"])
    assert is_content(file, content)
    for at, byte in enumerate(content):
        for other in {byte ^ 1, *b"#=!\n"} - {byte}:
            changed = content[:at] + bytes([other]) + content[at + 1 :]
            file.write_bytes(changed)
            assert not is_content(file, changed), (at, changed[max(0, at - 40) : at + 40])


def test_the_control_finds_a_verifier_that_checks_itself_once(
    disclosed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = disclosed() / "verify.py"
    monkeypatch.setattr(sys, "argv", ["verify.py"])
    changed = file.read_bytes().replace(b"    if sums.encode() !=", b"    if sums.encode() ==")
    once = changed.replace(b"return int(not unchanged)", b"return 0")
    file.write_bytes(changed)
    assert not is_content(file, changed)
    file.write_bytes(once)
    assert is_content(file, once)


def is_content(file: Path, program: bytes) -> bool:
    """Run a verifier in this process, and test whether it ends as one that has found no change."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()), catch_warnings():
        simplefilter("ignore")
        try:
            exec(
                compile(program, str(file), "exec"), {"__name__": "__main__", "__file__": str(file)}
            )
        except SystemExit as end:
            return end.code in (None, 0)
        except Exception:  # noqa: BLE001 - whatever a changed program does is no consent
            return False
        return True


def test_an_event_that_was_changed_with_its_sums_breaks_the_chain(
    disclosed: Callable[..., Path],
) -> None:
    folder = disclosed()
    lines = folder / "events.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"Undo".lower(), b"uudo", 1))
    write_sums(folder)
    assert "NOT PROVEN: event" in check(folder).stderr


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"{}\n{}\n{}\n", b"\xff\n1\n2\n3\n"])
def test_a_folder_that_cannot_be_read_is_told_of_in_a_sentence(
    disclosed: Callable[..., Path], content: bytes
) -> None:
    folder = disclosed()
    folder.joinpath("events.jsonl").write_bytes(content)
    write_sums(folder)
    done = check(folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("NOT PROVEN: ")
    folder.joinpath("SHA256SUMS").unlink()
    assert check(folder).stderr.startswith("NOT PROVEN")


def write_sums(folder: Path) -> None:
    """Write the sums of a folder anew."""
    sums = folder / "SHA256SUMS"
    files = sorted(file for file in folder.iterdir() if file != sums)
    sums.write_text(
        "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    )


def test_what_is_redacted_is_nowhere_in_the_folder(disclosed: Callable[..., Path]) -> None:
    folder = disclosed(Redaction("of somebody else", words=SECRET))
    everything = b"".join(file.read_bytes() for file in folder.iterdir())
    assert SECRET.encode() not in everything
    assert OTHER.encode() not in everything
    assert b"of the feed alone" not in everything
    page = folder.joinpath("index.html").read_text("utf-8")
    assert "of somebody else" in page
    assert f"ring {BLACKED}" in page
    rows = [json.loads(line) for line in folder.joinpath("events.jsonl").read_bytes().splitlines()]
    held = {row["position"]: row for row in rows if "position" in row}
    assert [position for position, row in held.items() if "salt" in row] == [4, 7, 8, 9]
    assert [position for position, row in held.items() if "event" not in row] == [3, 6]
    assert check(folder).stdout == "PROVEN: 4 events are as they were written.\n"


def test_what_a_purge_has_erased_is_said_to_be_erased_and_not_redacted(
    disclosed: Callable[..., Path], kept: Path
) -> None:
    before = disclosed()
    head = json.loads(before.joinpath("events.jsonl").read_bytes().splitlines()[-1])["head"]
    before.rename(before.with_name("before"))
    choice = PurgeChoice(AT, frozenset({"K-1"}), (2, 4, 5), ())
    purge_journal(kept, choice, by="SC 1", now=AT, reason="review")
    folder = disclosed(Redaction("asked", field="by"))
    page = folder.joinpath("index.html").read_text("utf-8")
    assert "of which 2 with redactions and 3 of which a purge has erased" in page
    assert "5 (redacted, erased by a purge)" in page
    assert "2 (erased by a purge)" in page
    everything = b"".join(file.read_bytes() for file in folder.iterdir())
    assert SECRET.encode() not in everything
    # The head from before the purge is still on the chain.
    assert check(folder, f"event {head['position']}, chain {head['chain']}").returncode == 0


def test_the_control_finds_the_words_without_a_redaction(disclosed: Callable[..., Path]) -> None:
    everything = b"".join(file.read_bytes() for file in disclosed().iterdir())
    assert SECRET.encode() in everything


@pytest.mark.parametrize("field", REDACTED_FIELDS)
def test_each_field_can_be_taken_out(field: str) -> None:
    planted = (
        CallReported(
            CallRecord(
                "K-1", AT, summary="zebra", callback="zebra", where=Place("zebra", 51.25, 1.25)
            )
        ),
        VehicleReported(
            VehicleRecord("JRU1", "en_route", AT, position=Position(51.25, 1.25), crew=CREW)
        ),
        Commanded(Note("zebra", call="K-1")),
    )
    events = [Event("e", AT, AT, "feed", fact, by="zebra") for fact in planted]
    left = [redact_event(event, (Redaction("asked", field=field),))[0] for event in events]
    taken = {
        "summary": left[0].fact.call.summary == BLACKED,  # type: ignore[union-attr]
        "callback": left[0].fact.call.callback == BLACKED,  # type: ignore[union-attr]
        "place": left[0].fact.call.where == Place(BLACKED),  # type: ignore[union-attr]
        "text": left[2].fact.command.text == BLACKED,  # type: ignore[union-attr]
        "position": left[1].fact.vehicle.position is None,  # type: ignore[union-attr]
        "crew": left[1].fact.vehicle.crew == (),  # type: ignore[union-attr]
        "by": {event.by for event in left} == {BLACKED},
    }
    assert taken.get(field, True)
    assert [name for name, gone in taken.items() if gone and name not in (field, "place")] == []


@pytest.mark.parametrize(
    "fact",
    [
        Held("K-1", None, "inquest into Zebra"),
        Commanded(Hold("K-1", AT, "inquest into Zebra")),
        Purged(AT, 1, 1, "0" * 64, "asked for by zebra"),
        FeedChanged("lost", AT, "zebra.example does not answer"),
        Commanded(OfferRole("Zebra")),
        Commanded(TakeRole("e1", "zebra")),
    ],
)
def test_words_are_taken_out_also_where_they_outlast_a_purge(fact: Fact) -> None:
    event = Event("e", AT, AT, "supervisor", fact, by="Zebra 1")
    left, _ = redact_event(event, (Redaction("asked", words="zebra"),))
    assert "zebra" not in repr(left).casefold()
    assert BLACKED in repr(left.fact)


def test_nothing_is_left_where_it_fails(disclosed: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing about what you named"):
        disclosed(calls=("K-9",))
    assert [file.name for file in tmp_path.iterdir() if "disclosed" in file.name] == []


def test_a_damaged_journal_discloses_nothing(
    disclosed: Callable[..., Path], kept: Path, tmp_path: Path
) -> None:
    tamper(kept, "UPDATE event SET hash = x'00' WHERE position = 6")
    with pytest.raises(JournalError, match="damaged at event 6"):
        disclosed()
    assert [file.name for file in tmp_path.iterdir() if "disclosed" in file.name] == []


def test_events_of_an_earlier_format_cannot_be_withheld(
    disclosed: Callable[..., Path], kept: Path
) -> None:
    unsalt(kept)
    with pytest.raises(JournalError, match="journal migrate"):
        disclosed()


def unsalt(path: Path) -> Head:
    """Give a journal the chain that an earlier version wrote."""
    digest = bytes(32)
    statements = []
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT position, id, body FROM event ORDER BY position")
        for position, name, body in rows:
            digest = sha256(digest + body.encode() + name.encode()).digest()
            changes = f"salt = NULL, hash = x'{digest.hex()}'"
            statements.append(f"UPDATE event SET {changes} WHERE position = {position}")
    tamper(path, *statements)
    return Head(len(statements), digest.hex())


def test_the_verifier_is_short_and_needs_nothing() -> None:
    lines = verifier_text().splitlines()
    assert len(lines) <= 50
    assert [line for line in lines if "import" in line] == [
        "import json",
        "import sys",
        "from hashlib import sha256",
        "from pathlib import Path",
    ]
