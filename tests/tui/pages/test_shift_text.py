"""A past shift, opened and read."""

from datetime import timedelta

from msgspec import structs

from jru_tui.board.shifts import shift_at
from jru_tui.tui.pages.shifts import in_full
from tests.tui.conftest import Night


def test_a_call_that_goes_over_into_the_next_shift_says_so_in_both(night: Night) -> None:
    call = structs.replace(night.calls["K-1039"], version=1)
    hours = night.board.rules.hours
    first = shift_at(hours, call.opened_at)
    second = shift_at(hours, call.opened_at + timedelta(days=1))
    night.report(call)
    assert "carried over" not in in_full(night.board, first).plain
    closed_at = second.starts_at + timedelta(hours=1)
    ended = structs.replace(
        call, version=2, state="closed", closed_at=closed_at, outcome="resolved"
    )
    night.report(ended, when=closed_at)
    assert "carried over, resolved" in in_full(night.board, first).plain
    assert "open from before, resolved" in in_full(night.board, second).plain
