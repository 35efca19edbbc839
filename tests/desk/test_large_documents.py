"""A large document does not keep the keys waiting: it is compared with the board in a thread."""

import threading
from typing import Any

import pytest

from jru_tui.desk import desk as desk_module
from jru_tui.desk.desk import Desk
from jru_tui.desk.document_diff import compare_document
from tests.desk.conftest import call, document


@pytest.mark.parametrize(("count", "away"), [(3, False), (2_500, True)])
async def test_a_large_document_is_compared_away_from_the_keys(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, count: int, away: bool
) -> None:
    threads: list[bool] = []

    def noted(*args: Any, **named: Any) -> Any:
        threads.append(threading.current_thread() is not threading.main_thread())
        return compare_document(*args, **named)

    monkeypatch.setattr(desk_module, "compare_document", noted)
    await desk.receive(document(*(call(f"K{number}") for number in range(count))))
    assert threads == [away]
    assert len(desk.board.calls) == count
