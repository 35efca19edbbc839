"""Settings of welfare checks, sounds and skills: a code that is none would silently do nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jru_tui.board.rules import CHECK_MINUTES, Checks
from jru_tui.settings import Settings, SettingsError, Sounds, load_settings

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Settings from the text of a file, and perhaps from an environment."""

    def _load(text: str, environ: dict[str, str] | None = None) -> Settings:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return load_settings(file, environ or {}, {})

    return _load


def test_what_ships_is_what_the_board_has(load: Load) -> None:
    settings = load("")
    assert settings.rules.checks == Checks()
    assert settings.sounds == Sounds(("G1", "C1"), emergency=True, quiet=False)
    assert settings.rules.role_skills == {"paramedic": ("clinical",)}


def test_one_interval_of_ours_leaves_the_others(load: Load) -> None:
    checks = load(
        """
        [checks]
        meal_hours = 4.5
        [checks.minutes]
        at_scene = 15
        standby = 60
        [checks.grades]
        G2 = 25
        """
    ).rules.checks
    assert checks.minutes == CHECK_MINUTES | {"at_scene": 15, "standby": 60}
    assert checks.grades == {"G1": 20, "G2": 25}
    assert (checks.meal_hours, checks.back_up_minutes) == (4.5, 20)


def test_sounds_can_be_few_other_or_none(load: Load) -> None:
    sounds = load('[sounds]\nnew_call = ["G1", "C2"]\nemergency = false\nquiet = true').sounds
    assert sounds == Sounds(("G1", "C2"), emergency=False, quiet=True)
    assert load("[sounds]\nnew_call = []").sounds.new_call == ()


def test_a_role_brings_what_the_force_says(load: Load) -> None:
    skills = load('[role_skills]\nofficer = ["entry", "public order"]').rules.role_skills
    assert skills == {"paramedic": ("clinical",), "officer": ("entry", "public order")}


def test_they_can_come_from_the_environment(load: Load) -> None:
    settings = load(
        "",
        {
            "JRU_TUI_SOUNDS_QUIET": "true",
            "JRU_TUI_SOUNDS_NEW_CALL": "G1, G2",
            "JRU_TUI_CHECKS_MINUTES_AT_SCENE": "10",
            "JRU_TUI_ROLE_SKILLS_PARAMEDIC": "clinical, midwife",
        },
    )
    assert settings.sounds == Sounds(("G1", "G2"), emergency=True, quiet=True)
    assert settings.rules.checks.minutes["at_scene"] == 10
    assert settings.rules.role_skills["paramedic"] == ("clinical", "midwife")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[checks.minutes]\nat_scen = 20",
            'checks.minutes names "at_scen", which is not a known status; did you mean at_scene?',
        ),
        (
            "[checks.minutes]\nat_scene = -1",
            "checks.minutes.at_scene is -1; it should be between 0 and 1,440.",
        ),
        (
            "[checks.grades]\nG9 = 20",
            'checks.grades names "G9", which is not a known grade; there are: G1, G2, G3, G4, G5.',
        ),
        (
            "[checks]\nmeal_hours = 25",
            "checks.meal_hours is 25; it should be between 0 and 24.",
        ),
        (
            "[checks]\nback_up_minutes = 0",
            "checks.back_up_minutes is 0; it should be between 1 and 1,440.",
        ),
        (
            '[sounds]\nnew_call = ["G1", "urgent"]',
            (
                'sounds.new_call names "urgent", which is not a known grade or category; '
                "there are: C1, C2, C3, C4, G1, G2, G3, G4, G5."
            ),
        ),
        (
            '[sounds]\nquiet = "yes"',
            'sounds.quiet is "yes"; it should be true or false.',
        ),
        (
            '[role_skills]\nofficer = "entry"',
            'role_skills.officer is "entry"; it should be a list of texts in quotes.',
        ),
    ],
)
def test_a_wrong_one_is_told(load: Load, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(text)
    assert str(refused.value).partition("settings.toml: ")[2] == said
