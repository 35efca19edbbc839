"""Controls of what is said of a board's healing: a late one is found."""

import pytest

from jru_tui.cli.sessions.offline_session import TRY_EVERY_S
from tests.torture.healing import EQUAL_WITHIN_S, Healing


@pytest.mark.parametrize(
    ("healing", "is_in_time"),
    [
        (Healing("board", late_s=0.9, waited_s=0.0, bare_s=0.0), True),
        (Healing("board", late_s=3.16, waited_s=0.0, bare_s=0.3), False),
        # The machine was busy: the board waited for it, or a bare client was slow as well.
        (Healing("board", late_s=3.16, waited_s=2.5, bare_s=0.3), True),
        (Healing("board", late_s=3.16, waited_s=0.0, bare_s=1.1), True),
        (Healing("board", late_s=3.16, waited_s=1.0, bare_s=0.7), False),
    ],
)
def test_a_board_that_takes_long_by_itself_is_late(healing: Healing, *, is_in_time: bool) -> None:
    assert healing.is_in_time == is_in_time


def test_a_board_that_was_started_without_the_server_tries_often_enough_to_be_in_time() -> None:
    assert TRY_EVERY_S <= EQUAL_WITHIN_S / 2
