"""The settings of a secure line and of what is kept, and how a wrong one is told."""

from pathlib import Path

import pytest

from jru_tui.settings import Settings, SettingsError, load_settings
from jru_tui.settings.model import Tls
from jru_tui.settings.token import token_again


def load(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text("[feed]\n" + text, encoding="utf-8")
    return load_settings(file, environ, {})


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as wrong:
        load(folder, text)
    return str(wrong.value).removeprefix(f"{folder}/settings.toml: ")


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    file = tmp_path / "mine.pem"
    file.write_text("a certificate")
    file.chmod(0o600)
    return file


def test_files_start_at_the_settings(tmp_path: Path, pem: Path) -> None:
    text = 'ca_file = "mine.pem"\nclient_cert = "mine.pem"\nclient_key = "mine.pem"'
    assert load(tmp_path, text).feed.tls == Tls(pem, pem, pem)


def test_expiry_and_keeping_are_settings(tmp_path: Path) -> None:
    """OUT-05 of the catalogue of faults."""
    text = "assign_expires_min = 3\ncommand_expires_min = 30\nkeep_refused_days = 0"
    feed = load(tmp_path, text).feed
    assert (feed.assign_expires_s, feed.command_expires_s, feed.keep_refused_days) == (180, 1800, 0)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path, pem: Path) -> None:
    pem.chmod(0o640)
    said = refusal(tmp_path, 'client_cert = "mine.pem"\nclient_key = "mine.pem"')
    assert said == (f"feed.client_key names {pem}, which others can read; run: chmod 600 '{pem}'.")


WRONG = {
    'token_header = "X-Key"\ntoken_user = "jru"': (
        "feed.token_header and feed.token_user are both set: keep one."
    ),
    'token_header = "X Key"': (
        'feed.token_header is "X Key"; it should be the name of a header, such as "X-Api-Key".'
    ),
    'token_header = "Cookie"': (
        'feed.token_header is "Cookie"; it should be the name of a header, such as "X-Api-Key".'
    ),
    'token_parameter = "a b"': (
        'feed.token_parameter is "a b"; it should be the name of a parameter, such as "api_key".'
    ),
    'token_user = "a:b"': (
        'feed.token_user is "a:b"; it should be the name of a user, in plain characters.'
    ),
    'ca_file = "none.pem"': "feed.ca_file names {folder}/none.pem: no such file or directory.",
    'client_key = "mine.pem"': "feed.client_key also needs feed.client_cert.",
    'plain_http = "http://a"': (
        'feed.plain_http is "http://a"; it should be the name of one host, such as '
        '"dispatch.internal".'
    ),
    "keep_refused_days = -1": ("feed.keep_refused_days is -1; it should be between 0 and 366."),
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_one_is_told(tmp_path: Path, pem: Path, text: str, said: str) -> None:
    assert pem.exists()
    assert refusal(tmp_path, text) == said.format(folder=tmp_path)


@pytest.mark.parametrize("host", ["dispatch.internal", "10.0.0.7", "::1"])
def test_one_host_may_be_asked_in_the_clear(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, f'plain_http = "{host}"').feed.plain_http == host


def test_a_token_is_read_again_only_from_its_file(tmp_path: Path) -> None:
    """HTTP-25."""
    file = tmp_path / "token"
    file.write_text("one")
    file.chmod(0o600)
    assert load(tmp_path, 'token_file = "token"').feed.token_file == file
    assert load(tmp_path, 'token_file = "token"', JRU_TUI_FEED_TOKEN="x").feed.token_file is None
    file.write_text("two words")
    assert token_again(file) is None
