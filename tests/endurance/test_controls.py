"""Each rule that keeps the board honest is switched off in turn: what guards it must then fail.

A pass without a failing control is no evidence.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest

from jru_tui.desk import document_diff
from jru_tui.feeds.decoding import envelope as document_module
from jru_tui.feeds.decoding import normaliser
from jru_tui.feeds.transport import answer as answer_module
from jru_tui.simulator.scenario import Scenario
from tests.endurance.conftest import START, Week, at_work, document

Guard = Callable[[Scenario], Awaitable[None]]
OPENED = START.isoformat()


async def after(week: Scenario, *answers: Callable[[], httpx.Response]) -> Week:
    """A board three hours into the week that then got these answers."""
    late: list[httpx.Response] = []

    def change(_number: int, good: httpx.Response) -> httpx.Response:
        return late.pop(0) if late else good

    async with at_work(week, change) as it:
        await it.polls(3, 10)
        for each in answers:
            late.append(each())
            await it.pass_time(120)
        return it


async def text_is_clean(week: Scenario) -> None:
    call = {"id": "K", "opened_at": OPENED, "summary": "before\x1b[2Jafter"}
    it = await after(week, lambda: document(calls=[call], complete=False))
    assert it.desk.board.calls["K"].summary == "before\ufffd[2Jafter"


async def an_answer_is_never_larger_than_allowed(week: Scenario) -> None:
    filler = [{"id": f"K{n}", "opened_at": OPENED, "summary": "x" * 900} for n in range(1_200)]
    it = await after(week, lambda: document(calls=filler, complete=False))
    assert it.desk.health.state == "lost"
    assert "larger than the 1 MB allowed" in it.desk.health.error


async def a_document_without_calls_clears_nothing(week: Scenario) -> None:
    it = await after(week, lambda: document(vehicles=[]), lambda: document(vehicles=[]))
    assert it.desk.board.open_calls()
    assert all(call.unlisted_at is None for call in it.desk.board.open_calls())


async def an_empty_list_is_not_believed_at_once(week: Scenario) -> None:
    it = await after(week, lambda: document(calls=[], vehicles=[]))
    assert it.desk.board.open_calls()
    assert all(call.unlisted_at is None for call in it.desk.board.open_calls())


def no_cleaning(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(normaliser, "clean", lambda text, _limit: text)


def no_cap(patch: pytest.MonkeyPatch) -> None:
    async def everything(stream: AsyncIterator[bytes], *_: object) -> tuple[bytes, int]:
        whole = b"".join([chunk async for chunk in stream])
        return whole, len(whole)

    patch.setattr("jru_tui.feeds.transport.client.whole", everything)
    assert answer_module.whole is not everything


def no_last_good(patch: pytest.MonkeyPatch) -> None:
    def any_list(envelope: dict[str, Any], key: str) -> tuple[Any, ...]:
        return (envelope[key],) if key in envelope else ()

    patch.setattr(document_module, "_list", any_list)


def no_second_poll(patch: pytest.MonkeyPatch) -> None:
    believing = document_diff.compare_document
    patch.setattr(
        document_diff,
        "compare_document",
        lambda board, reading, **_: partial(believing, doubted_before=True)(board, reading),
    )


GUARDED = {
    "cleaning": (text_is_clean, no_cleaning),
    "byte cap": (an_answer_is_never_larger_than_allowed, no_cap),
    "last good": (a_document_without_calls_clears_nothing, no_last_good),
    "second poll": (an_empty_list_is_not_believed_at_once, no_second_poll),
}


@pytest.mark.parametrize(("guard", "switch_off"), GUARDED.values(), ids=GUARDED)
async def test_a_rule_holds_and_its_guard_would_see_it_missing(
    week: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    guard: Guard,
    switch_off: Callable[[pytest.MonkeyPatch], None],
) -> None:
    await guard(week)
    switch_off(monkeypatch)
    with pytest.raises(AssertionError):
        await guard(week)
