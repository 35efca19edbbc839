"""Settings of what a call should have: by its type, and refused where they would do nothing."""

from pathlib import Path

import pytest

from jru_tui.board.rules import Details
from jru_tui.settings import Settings, SettingsError, load_settings


def loaded(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, {}, {})


def test_a_place_is_expected_as_shipped(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").rules.details == Details(("place",), {})


def test_a_type_has_its_own(tmp_path: Path) -> None:
    text = '[details]\nexpected = []\n[details.types]\nrtc = ["callback", "people"]\nfall = []'
    details = loaded(tmp_path, text).rules.details
    assert details.of_type("rtc") == ("callback", "people")
    assert details.of_type("fall") == details.of_type("assault") == details.of_type(None) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[details]\nexpected = ["phone"]', 'one of "place", "callback", "people"'),
        ('[details]\nexpected = "place"', "it should be a list of texts in quotes"),
        (
            '[details.types]\nrct = ["place"]',
            "which is not a known type of call; did you mean rtc?",
        ),
        ("[details]\nexpcted = []", "did you mean expected?"),
    ],
)
def test_what_would_do_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        loaded(tmp_path, text)
    assert said in str(wrong.value)
