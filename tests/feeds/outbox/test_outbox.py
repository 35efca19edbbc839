"""Commands on their way out, against a real server. Ids of faults as in the catalogue."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

import msgspec
import pytest

from jru_tui.board.call_commands import Assign, Close
from jru_tui.board.commands import Note
from jru_tui.board.events import CommandAnswered, CommandSent
from jru_tui.feeds.outbox.models import OutboxBacklog, Posting, posting
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import NOW, RESET, Part, Server, Waits, answer

ACCEPTED = answer(b"", status="202 Accepted")
ASSIGN = posting("e1", Assign(call="K-1037", vehicle="JRU2"), NOW, "SC 100")
CLOSE = posting("e2", Close(call="K-1037", outcome="resolved"), NOW, "SC 100")


def outbox(server: Server, wait: Waits | None = None, now: datetime = NOW) -> Outbox:
    settings = FeedSettings(
        writeback=server.url("/commands"), token=Secret("s3cret"), deadline_s=0.3
    )
    return Outbox(settings, lambda: now, wait=wait or Waits(), chance=lambda: 1.0)


async def outcomes(box: Outbox) -> AsyncGenerator[CommandAnswered | OutboxBacklog]:
    """What became of what was posted, without that it is about to be."""
    async with aclosing(box.run()) as sayings:
        async for each in sayings:
            if not isinstance(each, CommandSent):
                yield each


async def said(
    box: Outbox, *pending: Posting, until: int | None = None
) -> list[CommandAnswered | OutboxBacklog]:
    """What the outbox says until it has answered all that is pending, or so many things."""
    found: list[CommandAnswered | OutboxBacklog] = []
    box.offer(pending)
    async with box:
        sayings = outcomes(box)
        async for each in sayings:
            found.append(each)
            answered = sum(isinstance(one, CommandAnswered) for one in found)
            if answered == len(pending) or len(found) == until:
                break
        await sayings.aclose()
    return found


def keys(server: Server) -> list[str]:
    return [request.raw_headers["Idempotency-Key"] for request in server.requests]


async def test_a_command_goes_out_as_the_contract_says(server: Server) -> None:
    server.says(ACCEPTED)
    assert await said(outbox(server), ASSIGN) == [CommandAnswered("e1", accepted=True)]
    request = server.requests[0]
    assert request.line == "POST /commands HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.raw_headers["Authorization"] == "Bearer s3cret"
    assert request.raw_headers["Idempotency-Key"] == "e1"
    assert json.loads(request.body) == {
        "command": "assign",
        "id": "e1",
        "at": "2020-10-30T22:47:30Z",
        "by": "SC 100",
        "call": "K-1037",
        "vehicle": "JRU2",
    }


def test_a_compensating_command_names_what_it_undoes() -> None:
    """OUT-07."""
    note = posting("e9", Note(text="wrong call", call="K-1"), NOW, "SC 100", undoes="e1")
    assert note.body["undoes"] == "e1"
    assert note.body["command"] == "note"


async def test_commands_keep_their_order(server: Server) -> None:
    server.says(ACCEPTED)
    answers = await said(outbox(server), ASSIGN, CLOSE)
    assert answers == [CommandAnswered("e1", accepted=True), CommandAnswered("e2", accepted=True)]
    assert keys(server) == ["e1", "e2"]


REFUSALS = {
    "409": (
        answer(b'{"reason": "JRU 2 is on K-1035\\u001b[2J"}', status="409 x"),
        "JRU 2 is on K-1035�[2J",
    ),
    "OUT-02 422": (answer(b'{"reason": "same key"}', status="422 x"), "same key"),
    "404 with a reason": (answer(b'{"reason": "no such call"}', status="404 x"), "no such call"),
    "OUT-02 422 wordless": (answer(b"", status="422 x"), "refused without a reason (422)"),
    "400 wrong type": (answer(b'{"reason": 3}', status="400 x"), "refused without a reason (400)"),
    "400 nested": (answer(b"[" * 60_000, status="400 x"), "refused without a reason (400)"),
    "409 long": (
        answer(b'{"reason": "' + b"y" * 9_000 + b'"}', status="409 x"),
        "y" * 299 + "…",
    ),
}


async def test_a_web_page_is_no_answer_and_the_command_waits(server: Server) -> None:
    server.says(answer(b"<!doctype html><title>Sign in</title>", kind="text/html"), ACCEPTED)
    heard = await said(outbox(server), ASSIGN)
    waits, *rest = heard
    assert isinstance(waits, OutboxBacklog)
    assert (waits.count, waits.needs_person) == (1, True)
    assert waits.reason.startswith("a web page answered instead of dispatch")
    assert rest[0] == CommandAnswered("e1", accepted=True)


async def test_what_waits_is_counted_down_to_nothing(server: Server) -> None:
    server.says(answer(status="503 x"), ACCEPTED, ACCEPTED)
    box = outbox(server)
    box.offer([ASSIGN, CLOSE])
    async with box:
        sayings = outcomes(box)
        heard = [await anext(sayings) for _ in range(5)]
        await sayings.aclose()
    assert [each.count for each in heard if isinstance(each, OutboxBacklog)] == [2, 1, 0]


@pytest.mark.parametrize(("reply", "reason"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_told_in_the_servers_words(
    server: Server, reply: bytes, reason: str
) -> None:
    server.says(reply)
    answers = await said(outbox(server), ASSIGN)
    assert answers == [CommandAnswered("e1", accepted=False, reason=reason)]


BUSY = "the server is still working on this command (409)"
KEPT: dict[str, tuple[bytes | tuple[Part, ...], str, bool]] = {
    "OUT-01 no answer": ((60.0,), "no answer came within 0.3 s", False),
    "OUT-01 reset": (
        (b"", RESET),
        "the connection broke before the answer was complete",
        False,
    ),
    "OUT-02 busy": (answer(b"", "Retry-After: 3", status="409 x"), BUSY, False),
    "OUT-02 in progress": (answer(b'{"error": "in progress"}', status="409 x"), BUSY, False),
    "OUT-02 an empty reason": (answer(b'{"reason": " "}', status="409 x"), BUSY, False),
    "408": (answer(status="408 x"), "the server gave up waiting (408)", False),
    "425": (answer(status="425 x"), "the server asks to try again later (425)", False),
    "429": (answer(status="429 x"), "the server asks for fewer requests (429)", False),
    "500": (answer(status="500 x"), "the server has an internal error (500)", False),
    "HTTP-30 a date out of range": (
        answer(b"", "Retry-After: Fri, 31 Dec 9999 23:59:59 -0100", status="503 x"),
        "the server is out of service",
        False,
    ),
    "503": (answer(b'{"reason": "x"}', status="503 x"), "the server is out of service", False),
    "HTTP-25": (answer(status="401 x"), "the server refuses the token (401)", True),
    "HTTP-26": (answer(b'{"reason": "x"}', status="403 x"), "the server does not allow", True),
    "HTTP-27": (answer(status="404 x"), "nothing is at that address (404)", True),
    "HTTP-20": (answer(b"", "Location: /x", status="307 x"), "the server redirects", True),
}


@pytest.mark.parametrize(("script", "reason", "person"), KEPT.values(), ids=KEPT)
async def test_a_command_without_an_answer_is_kept_and_sent_again_under_the_same_key(
    server: Server, script: bytes | tuple[Part, ...], reason: str, person: bool
) -> None:
    server.says(script, ACCEPTED)
    heard = await said(outbox(server), ASSIGN, CLOSE)
    waiting, *answers = heard
    assert isinstance(waiting, OutboxBacklog)
    assert waiting.count == 2
    assert waiting.reason.startswith(reason)
    assert waiting.needs_person is person
    assert keys(server) == ["e1", "e1", "e2"]
    assert answers == [
        CommandAnswered("e1", accepted=True),
        OutboxBacklog(1),
        CommandAnswered("e2", accepted=True),
    ]


WORDS = {
    "1 command waits to be sent to dispatch": OutboxBacklog(1),
    "3 commands wait to be sent to dispatch": OutboxBacklog(3),
    "1 command sent to dispatch, not confirmed": OutboxBacklog(1, sent=1),
    "1 command sent to dispatch, not confirmed, 1 more waits": OutboxBacklog(2, sent=1),
    "1 command sent to dispatch, not confirmed, 2 more wait": OutboxBacklog(3, sent=1),
}


@pytest.mark.parametrize(("words", "waiting"), WORDS.items())
def test_what_may_have_arrived_is_told_apart_from_what_waits(
    words: str, waiting: OutboxBacklog
) -> None:
    """OUT-01."""
    assert waiting.what == words


SENT: dict[str, tuple[bytes | tuple[Part, ...], int]] = {
    "silence": ((60.0,), 1),
    "an error": (answer(status="500 x"), 1),
    "no service": (answer(status="503 x"), 0),
    "a token that is refused": (answer(status="401 x"), 0),
}


@pytest.mark.parametrize(("script", "sent"), SENT.values(), ids=SENT)
async def test_a_command_without_an_answer_is_sent_and_not_confirmed(
    server: Server, script: bytes | tuple[Part, ...], sent: int
) -> None:
    """OUT-01."""
    server.says(script, ACCEPTED)
    waiting, *_ = await said(outbox(server), ASSIGN, CLOSE, until=1)
    assert isinstance(waiting, OutboxBacklog)
    assert (waiting.count, waiting.sent) == (2, sent)


async def test_a_command_that_could_once_have_arrived_stays_sent(server: Server) -> None:
    """OUT-01: that the server is gone since does not take it back."""
    server.says(answer(status="500 x"), answer(status="503 x"))
    heard = await said(outbox(server), ASSIGN, until=2)
    assert [each.sent for each in heard if isinstance(each, OutboxBacklog)] == [1, 1]


@pytest.mark.parametrize("status", [404, 405, 501])
async def test_a_kind_of_command_that_dispatch_does_not_know_keeps_no_other_waiting(
    server: Server, status: int
) -> None:
    server.says(ACCEPTED, answer(status=f"{status} x"), ACCEPTED)
    again = msgspec.structs.replace(ASSIGN, id="e3")
    answers = await said(outbox(server), ASSIGN, CLOSE, again)
    reason = f"dispatch does not know this command ({status})"
    assert answers == [
        CommandAnswered("e1", accepted=True),
        CommandAnswered("e2", accepted=False, reason=reason),
        CommandAnswered("e3", accepted=True),
    ]


async def test_an_address_that_is_gone_keeps_a_kind_of_command_that_it_took_before(
    server: Server,
) -> None:
    server.says(ACCEPTED, answer(status="404 x"), ACCEPTED)
    again = msgspec.structs.replace(ASSIGN, id="e3")
    answers = await said(outbox(server), ASSIGN, again)
    assert isinstance(answers[1], OutboxBacklog)
    assert answers[-1] == CommandAnswered("e3", accepted=True)


async def test_nobody_there_backs_off(server: Server) -> None:
    server.says((b"", RESET))
    wait = Waits()
    heard = await said(outbox(server, wait), ASSIGN, until=6)
    assert all(isinstance(each, OutboxBacklog) for each in heard)
    assert wait.seconds == [2.0, 4.0, 8.0, 16.0, 30.0]


async def test_a_restart_sends_under_the_same_key(server: Server) -> None:
    """OUT-04: between being sent and being answered the program ended."""
    server.says(answer(status="500 x"), ACCEPTED)
    await said(outbox(server), ASSIGN, until=1)
    await said(outbox(server), ASSIGN)
    assert keys(server) == ["e1", "e1"]
    assert server.requests[0].body == server.requests[1].body


async def test_an_answered_command_that_is_still_offered_is_not_sent_twice(server: Server) -> None:
    """OUT-03: the answer has not reached the journal yet."""
    server.says(ACCEPTED)
    box = outbox(server)
    box.offer([ASSIGN])
    async with box:
        sayings = outcomes(box)
        await anext(sayings)
        box.offer([ASSIGN, CLOSE])
        assert await anext(sayings) == CommandAnswered("e2", accepted=True)
        await sayings.aclose()
    assert keys(server) == ["e1", "e2"]


async def test_a_command_older_than_its_sense_is_handed_back(server: Server) -> None:
    """OUT-05."""
    server.says(ACCEPTED)
    late = NOW + timedelta(minutes=11)
    assert await said(outbox(server, now=late), ASSIGN, CLOSE) == [
        CommandAnswered("e1", accepted=False, reason="given 11 min ago", expired_min=11),
        CommandAnswered("e2", accepted=True),
    ]
    assert keys(server) == ["e2"]


async def grown_old(url: str, posted: Posting = ASSIGN) -> CommandAnswered | OutboxBacklog:
    """What becomes of a command that is an hour old when it is tried again."""
    wait = Waits()
    settings = FeedSettings(writeback=url, deadline_s=0.3)
    box = Outbox(settings, lambda: NOW, elapsed=lambda: 3_600.0 * len(wait.seconds), wait=wait)
    return (await said(box, posted))[-1]


NO_ANSWER: dict[str, bytes | tuple[Part, ...]] = {
    "silence": (60.0,),
    "a reset": (b"", RESET),
    "an error": answer(status="500 x"),
    "a gateway's": answer(status="504 x"),
    "a page": answer(b"<title>Sign in</title>", kind="text/html"),
}


@pytest.mark.parametrize("script", NO_ANSWER.values(), ids=NO_ANSWER)
async def test_a_command_that_grew_old_without_an_answer_may_have_arrived(
    server: Server, script: bytes | tuple[Part, ...]
) -> None:
    """OUT-05."""
    server.says(script)
    assert await grown_old(server.url("/commands")) == CommandAnswered(
        "e1",
        accepted=False,
        reason="it may have arrived: an earlier try had no answer",
        expired_min=60,
        unclear=True,
    )


@pytest.mark.parametrize("status", [401, 429, 503])
async def test_a_command_that_was_never_taken_up_is_just_too_old(
    server: Server, status: int
) -> None:
    server.says(answer(status=f"{status} x"))
    assert await grown_old(server.url("/commands")) == CommandAnswered(
        "e1", accepted=False, reason="given 60 min ago", expired_min=60
    )


async def test_a_command_that_never_left_is_just_too_old() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, so that nothing else can listen there
        port = nobody.getsockname()[1]
        assert await grown_old(f"http://127.0.0.1:{port}/commands") == CommandAnswered(
            "e1", accepted=False, reason="given 60 min ago", expired_min=60
        )


async def test_a_command_is_told_once_to_be_sent_before_its_first_post(server: Server) -> None:
    """OUT-05: a program that starts after a crash has to know."""
    server.says(answer(status="500 x"), ACCEPTED)
    box = outbox(server)
    box.offer([ASSIGN])
    async with box, aclosing(box.run()) as sayings:
        assert await anext(sayings) == CommandSent("e1")
        assert server.requests == []
        assert isinstance(await anext(sayings), OutboxBacklog)
        assert await anext(sayings) == CommandAnswered("e1", accepted=True)
    assert keys(server) == ["e1", "e1"]


async def test_a_command_that_another_run_posted_is_not_told_again_and_may_have_arrived(
    server: Server,
) -> None:
    """OUT-05."""
    server.says(ACCEPTED)
    box = outbox(server, now=NOW + timedelta(minutes=11))
    box.offer([msgspec.structs.replace(ASSIGN, sent=True)])
    async with box, aclosing(box.run()) as sayings:
        assert await anext(sayings) == CommandAnswered(
            "e1",
            accepted=False,
            reason="it may have arrived: an earlier try had no answer",
            expired_min=11,
            unclear=True,
        )
    assert server.requests == []


async def test_a_command_that_grew_old_before_its_first_post_could_be_kept_is_not_sent(
    server: Server,
) -> None:
    server.says(ACCEPTED)
    now_s = 0.0
    box = Outbox(
        FeedSettings(writeback=server.url("/commands")), lambda: NOW, elapsed=lambda: now_s
    )
    box.offer([ASSIGN])
    async with box, aclosing(box.run()) as sayings:
        assert await anext(sayings) == CommandSent("e1")
        now_s = 3_600.0  # the disk was full for so long
        assert await anext(sayings) == CommandAnswered(
            "e1", accepted=False, reason="given 60 min ago", expired_min=60
        )
    assert server.requests == []


async def test_a_server_that_stays_busy_with_a_command_keeps_no_other_waiting(
    server: Server,
) -> None:
    """OUT-02: what a 409 without a reason means in the end is left to a person."""
    busy = answer(b"{}", status="409 x")
    server.says(busy, busy, busy, busy, ACCEPTED)
    wait = Waits()
    settings = FeedSettings(writeback=server.url("/commands"))
    box = Outbox(settings, lambda: NOW, elapsed=lambda: 60.0 * len(wait.seconds), wait=wait)
    heard = await said(box, ASSIGN, CLOSE)
    assert [each for each in heard if isinstance(each, CommandAnswered)] == [
        CommandAnswered(
            "e1",
            accepted=False,
            reason="it may have arrived: dispatch only says that it is still working on it (409)",
            expired_min=3,
            unclear=True,
        ),
        CommandAnswered("e2", accepted=True),
    ]
    assert keys(server) == ["e1", "e1", "e1", "e1", "e2"]


async def test_a_server_that_is_busy_after_a_time_out_takes_the_command_in_the_end(
    server: Server,
) -> None:
    """OUT-02."""
    server.says((60.0,), answer(b'{"error": "in progress"}', status="409 x"), ACCEPTED)
    heard = await said(outbox(server), ASSIGN)
    assert [(each.reason, each.sent) for each in heard if isinstance(each, OutboxBacklog)] == [
        ("no answer came within 0.3 s", 1),
        (BUSY, 1),
    ]
    assert heard[-1] == CommandAnswered("e1", accepted=True)
    assert keys(server) == ["e1"] * 3


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_server_whose_clock_is_set_ages_no_command(server: Server, hours: int) -> None:
    server.says(answer(status="500 x"), ACCEPTED)
    wait = Waits()
    settings = FeedSettings(writeback=server.url("/commands"))
    box = Outbox(settings, lambda: NOW + timedelta(hours=hours * len(wait.seconds)), wait=wait)
    assert CommandAnswered("e1", accepted=True) in await said(box, ASSIGN)
    assert keys(server) == ["e1", "e1"]


async def test_a_key_ends_the_wait_for_the_next_try(server: Server) -> None:
    server.says(answer(status="503 x"), ACCEPTED)
    waiting = asyncio.Event()

    async def wait(now: asyncio.Event, _seconds: float) -> None:
        waiting.set()
        await now.wait()

    settings = FeedSettings(writeback=server.url("/commands"), deadline_s=0.3)
    box = Outbox(settings, lambda: NOW, wait=wait)
    asked = asyncio.create_task(said(box, ASSIGN))
    await asyncio.wait_for(waiting.wait(), 10)
    box.try_now()
    assert (await asyncio.wait_for(asked, 10))[1] == CommandAnswered("e1", accepted=True)


async def test_no_key_ends_a_pause_that_the_server_asked_for(server: Server) -> None:
    server.says(answer(b"", "Retry-After: 60", status="503 x"), ACCEPTED)
    ended: list[bool] = []

    async def wait(now: asyncio.Event, _seconds: float) -> None:
        box.try_now()
        ended.append(now.is_set())

    settings = FeedSettings(writeback=server.url("/commands"), deadline_s=0.3)
    box = Outbox(settings, lambda: NOW, wait=wait)
    await said(box, ASSIGN)
    assert ended == [False]
