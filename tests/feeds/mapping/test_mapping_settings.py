"""The mapping as the settings name it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jru_tui.cli.commands.check_feed import check_feed
from jru_tui.cli.errors import CommandError
from jru_tui.cli.load_settings import settings_for
from tests.feeds.mapping.conftest import EXAMPLES, PLAIN, written


def test_a_mapping_starts_at_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[feed]\nmapping = "mapping.toml"', encoding="utf-8")
    mapping = written(tmp_path, PLAIN)
    assert settings_for(file, {}).feed.mapping == mapping


def test_a_wrong_mapping_is_told_like_a_wrong_setting(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[feed]\nmapping = "mapping.toml"', encoding="utf-8")
    mapping = written(tmp_path, PLAIN + 'grades = "p"')
    with pytest.raises(CommandError) as caught:
        settings_for(file, {})
    assert caught.value.message == (
        f"{mapping}: calls.grades is not a setting; did you mean grade?"
    )


@pytest.mark.parametrize(
    ("sample", "mapping", "counts"),
    [
        ("soda_fire_calls.json", "soda_fire_calls", (3, 3)),
        ("xml_incidents.xml", "xml_incidents", (2, 2)),
        ("csv_snapshot.csv", "csv_snapshot", (2, 4)),
        ("geojson_incidents.geojson", "geojson_incidents", (2, 2)),
        ("eido.json", "eido", (2, 2)),
    ],
)
def test_a_sample_in_a_file_shows_what_its_mapping_makes_of_it(
    sample: str, mapping: str, counts: tuple[int, int]
) -> None:
    result = CliRunner().invoke(
        check_feed,
        [str(EXAMPLES / sample), "--mapping", str(EXAMPLES / f"{mapping}.toml"), "--json"],
    )
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (found["calls"], found["vehicles"], found["refused"]) == (*counts, [])


def test_the_vehicles_own_sample_has_to_stand_beside_the_calls(tmp_path: Path) -> None:
    sample = tmp_path / "incidents.geojson"
    sample.write_text('{"features": []}', encoding="utf-8")
    mapping = str(EXAMPLES / "geojson_incidents.toml")
    result = CliRunner().invoke(check_feed, [str(sample), "--mapping", mapping])
    assert result.exit_code == 1
    assert "geojson_units.geojson cannot be read: no such file or directory." in result.stderr
