"""Which flags tell of danger: by their words, however a feed writes them."""

import pytest

from jru_tui.board.danger_flags import danger_rank, dangers, gravest_first, is_danger
from jru_tui.board.rules import DANGER_FLAGS


@pytest.mark.parametrize(
    "flag",
    [
        "weapon",
        "weapons",
        "WEAPON",
        "Weapons reported",
        "weapon_seen",
        "weaponSeen",
        "possible-knife",
        "KNIVES",
        "firearms/replica",
        "dangerous_dog",
        "violent",
        "previous violence",
        "threats_made",
        "no_weapon",
    ],
)
def test_these_tell_of_danger(flag: str) -> None:
    assert is_danger(flag, DANGER_FLAGS)


@pytest.mark.parametrize(
    "flag", ["alcohol", "children", "gunwharf", "swordfish", "", "_", "non", "unarmoured"]
)
def test_these_do_not(flag: str) -> None:
    assert not is_danger(flag, DANGER_FLAGS)


def test_a_weapon_comes_first_then_the_other_dangers_then_the_rest_as_they_came() -> None:
    flags = ("youths", "violence", "alcohol", "knife", "weapon")
    assert gravest_first(flags, DANGER_FLAGS) == (
        "weapon",
        "knife",
        "violence",
        "youths",
        "alcohol",
    )
    assert dangers(flags, DANGER_FLAGS) == ("weapon", "knife", "violence")


def test_a_setting_of_several_words_asks_for_all_of_them_side_by_side() -> None:
    mine = ("needle stick", "drone")
    assert danger_rank("needle_sticks", mine) == 0
    assert danger_rank("drone seen", mine) == 1
    assert danger_rank("needle", mine) is None
    assert danger_rank("stick needle", mine) is None
    assert danger_rank("weapon", mine) is None
