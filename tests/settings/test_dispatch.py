"""Settings of recommendations: weights that hang together, figures that can be meant."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jru_tui.board.dispatch_rules import LATE, TURNOUT, DispatchRules, TravelRules
from jru_tui.settings import Settings, SettingsError, load_settings
from jru_tui.settings.dispatch import read_travel_table

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Settings from the text of a file."""

    def _load(text: str) -> Settings:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return load_settings(file, {}, {})

    return _load


def test_what_ships_is_what_the_board_has(load: Load) -> None:
    settings = load("")
    assert settings.rules.dispatch == DispatchRules()
    assert settings.rules.travel == TravelRules()
    assert settings.travel_table is None


def test_one_weight_of_ours_leaves_the_others(load: Load) -> None:
    rules = load("[dispatch]\nmeal = 300\n[dispatch.late]\nG2 = 20").rules
    assert rules.dispatch.meal == 300
    assert rules.dispatch.late == LATE | {"G2": 20}


def test_one_turnout_of_ours_leaves_the_others(load: Load) -> None:
    travel = load(
        '[travel]\ndetour = 1.3\n[travel.turnout]\nstandby = 45\n[travel.hours]\n"17" = 0.8'
    )
    assert travel.rules.travel.detour == 1.3
    assert travel.rules.travel.turnout == TURNOUT | {"standby": 45}
    assert travel.rules.travel.hours == {"17": 0.8}


def test_a_table_of_minutes_is_beside_the_settings(load: Load, tmp_path: Path) -> None:
    assert load('[travel]\ntable = "kent.csv"').travel_table == tmp_path / "kent.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[dispatch]\nmissed = 1500",
            "missed is 1,500; it should be more than 1,590, the sum of all",
        ),
        (
            "[dispatch]\nshift_end = 5000",
            "missed is 2,000; it should be more than 5,840, the sum of all",
        ),
        ("[dispatch]\nneed_minutes = 40", "should be less than half of dispatch.missed_minutes"),
        (
            "[dispatch]\nlone_officer_minutes = 40",
            "with dispatch.doubt_minutes and twice dispatch.need_minutes it should be less than",
        ),
        ("[dispatch]\nwaiting = 2", "dispatch.waiting is 2; it should be between 0 and 1"),
        ("[dispatch]\nload = -1", "dispatch.load is -1; it should be between 0 and"),
        (
            "[dispatch.late]\nG9 = 5",
            'dispatch.late names "G9", which is not a known grade or category',
        ),
        ("[travel]\ndetour = 0.5", "travel.detour is 0.5; it should be between 1 and 5"),
        (
            '[travel.hours]\n"25" = 1',
            'travel.hours names "25", which is not a known hour of the day',
        ),
        ("[travel.turnout]\nstandbye = 5", "which is not a known status; did you mean standby?"),
    ],
)
def test_what_cannot_be_meant_is_refused(load: Load, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(text)
    assert said in str(wrong.value)


def test_the_table_is_read_and_what_is_wrong_in_it_is_said_with_its_place(
    load: Load, tmp_path: Path
) -> None:
    settings, file = load('[travel]\ntable = "kent.csv"\n'), tmp_path / "kent.csv"
    file.write_text("from,to,minutes\nMedway,East Kent,52\n", encoding="utf-8-sig")
    assert read_travel_table(settings).minutes == {("medway", "east kent"): 52}
    file.write_text("from,to,minutes\nMedway,East Kent,soon\n", encoding="utf-8")
    said = f"{file}: line 2, column 3 (minutes): “soon” is not minutes, 0 to 1440."
    with pytest.raises(SettingsError, match="line 2") as wrong:
        read_travel_table(settings)
    assert str(wrong.value) == said
    file.write_bytes(b"from,to,minutes\nMedw\xe4y,Kent,5\n")
    with pytest.raises(SettingsError, match="it is not UTF-8 text"):
        read_travel_table(settings)
    file.unlink()
    with pytest.raises(SettingsError, match="no such file"):
        read_travel_table(settings)
