"""Secrets in plain text in a mapping: `check-feed` warns of each, and shows none."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jru_tui.cli.commands.check_feed import check_feed
from jru_tui.cli.commands.check_settings import check_settings
from jru_tui.feeds.mapping.load import load_mapping
from jru_tui.feeds.plain_secrets import secrets_of_settings
from jru_tui.settings.model import FeedSettings
from tests.feeds.mapping.conftest import PLAIN, written

PARAMETERS, HEADERS = "[request.parameters]\n", "[request.headers]\n"


@pytest.mark.parametrize(
    "text",
    [
        PARAMETERS + 'api_key = "hunter2"',
        PARAMETERS + 'accessKey = "hunter2"',
        PARAMETERS + '"api.key" = "hunter2"',
        PARAMETERS + 'jwt = "hunter2"',
        PARAMETERS + 'code = "hunter2hunter2hunter2hunter2=="',
        HEADERS + '"X-Pin" = "hunter2"',
        HEADERS + '"Ocp-Apim-Subscription-Key" = "hunter2"',
        HEADERS + 'From = "Bearer hunter2"',
        '[vehicles]\nlist = "units"\nid = "unit"\nstatus = "s"\nurl = "http://me:hunter2@dispatch.example/units"',
        '[vehicles]\nlist = "units"\nid = "unit"\nstatus = "s"\nurl = "http://hunter2@dispatch.example/units"',
        '[vehicles]\nlist = "units"\nid = "unit"\nstatus = "s"\nurl = "units?sig=hunter2"',
    ],
)
def test_what_looks_like_a_secret_is_told_and_not_shown(tmp_path: Path, text: str) -> None:
    (told,) = load_mapping(written(tmp_path, f"{PLAIN}\n{text}\n")).warnings
    assert "in plain text" in told
    assert "feed.token_file" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "text", [PARAMETERS + 'monkey = "1"', PARAMETERS + '"$limit" = "500"', HEADERS + 'Pinned = "1"']
)
def test_what_is_none_is_not_told(tmp_path: Path, text: str) -> None:
    assert load_mapping(written(tmp_path, f"{PLAIN}\n{text}\n")).warnings == ()


def test_check_feed_warns(tmp_path: Path) -> None:
    mapping = written(tmp_path, f'{PLAIN}\n{PARAMETERS}accessKey = "hunter2"\n')
    sample = tmp_path / "sample.json"
    sample.write_text('{"calls": []}', encoding="utf-8")
    told = CliRunner().invoke(check_feed, [str(sample), "--mapping", str(mapping)]).output
    assert "request.parameters holds what looks like a secret in plain text (accessKey)" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("url", "http://127.0.0.1:9/feed?api_key=hunter2"),
        ("url", "http://127.0.0.1:9/feed?unit=jru&accessKey=hunter2"),
        ("writeback", "http://127.0.0.1:9/commands?sig=hunter2"),
        ("writeback", "http://127.0.0.1:9/commands?code=hunter2hunter2hunter2hunter2=="),
    ],
)
def test_a_secret_in_an_address_of_the_settings_is_told_and_not_shown(
    tmp_path: Path, key: str, address: str
) -> None:
    file = tmp_path / "settings.toml"
    url = "http://127.0.0.1:9/feed"
    addresses = {"url": url, key: address}
    lines = "".join(f'{name} = "{value}"\n' for name, value in addresses.items())
    file.write_text(f'journal = "{tmp_path}/journal.sqlite"\n[feed]\n{lines}', encoding="utf-8")
    sentence = f"feed.{key} holds what looks like a secret in plain text"
    checked = CliRunner().invoke(check_settings, ["--config", str(file)])
    assert checked.exit_code == 0
    assert f"This works, but: {sentence}" in checked.output
    polled = CliRunner().invoke(check_feed, ["--config", str(file), "--json"])
    assert f"jru-tui: {sentence}" in polled.stderr
    assert "hunter2" not in checked.output + polled.stdout + polled.stderr


def test_an_address_without_a_secret_is_not_told() -> None:
    feed = FeedSettings(
        url="https://dispatch.example/feed?unit=jru&$limit=500",
        writeback="https://dispatch.example/commands?desk=3",
    )
    assert secrets_of_settings(feed) == ()
