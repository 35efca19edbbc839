"""The mapping as the settings name it."""

from pathlib import Path

import pytest

from jru_tui.cli.configured import settings_for
from jru_tui.cli.failure import Failure
from tests.feeds.mapping.conftest import PLAIN, written


def test_a_mapping_starts_at_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[feed]\nmapping = "mapping.toml"', encoding="utf-8")
    mapping = written(tmp_path, PLAIN)
    assert settings_for(file, {}).feed.mapping == mapping


def test_a_wrong_mapping_is_told_like_a_wrong_setting(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[feed]\nmapping = "mapping.toml"', encoding="utf-8")
    mapping = written(tmp_path, PLAIN + 'grades = "p"')
    with pytest.raises(Failure) as caught:
        settings_for(file, {})
    assert caught.value.message == (
        f"{mapping}: calls.grades is not a setting; did you mean grade?"
    )
