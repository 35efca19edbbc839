"""The feed's token from the system's keyring: a library that need not be there, and entries."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from jru_tui.feeds.transport.auth import Credentials
from jru_tui.settings import Settings, SettingsError, load_settings

ENTRY = "kent/dispatch/board"


class LockedError(Exception):
    """What the library calls a keyring that is not open."""


class Ring(ModuleType):
    """A keyring with its entries in a dictionary."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.__spec__ = ModuleSpec("keyring", None)
        self.held = {("kent/dispatch", "board"): "s3cr3t"}
        self.locked = False
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        if self.locked:
            raise LockedError("s3cr3t lies in /run/user")
        return self.held.get((service, username))


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    ring, errors = Ring(), ModuleType("keyring.errors")
    vars(errors)["KeyringError"] = LockedError
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return ring


def load(folder: Path, entry: str = ENTRY, more: str = "", **environ: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f'[feed]\ntoken_keyring = "{entry}"\n{more}', encoding="utf-8")
    return load_settings(file, environ, {})


def refusal(folder: Path, entry: str = ENTRY, more: str = "") -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, entry, more)
    return str(caught.value)


def test_the_token_is_read_from_its_entry(tmp_path: Path, ring: Ring) -> None:
    feed = load(tmp_path).feed
    assert feed.token is not None
    assert feed.token.reveal() == "s3cr3t"
    assert "s3cr3t" not in repr(feed)
    assert ring.asked == 1


def test_the_variable_comes_first_and_asks_no_keyring(tmp_path: Path, ring: Ring) -> None:
    feed = load(tmp_path, JRU_TUI_FEED_TOKEN="other").feed
    assert feed.token is not None
    assert (feed.token.reveal(), feed.token_keyring, ring.asked) == ("other", "", 0)


def test_a_library_that_is_missing_is_told_with_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jru_tui.settings.token.find_spec", lambda _: None)
    assert refusal(tmp_path).endswith(
        "needs keyring: install its extra, pipx install '.[keyring]' in a checkout."
    )


def test_an_entry_that_is_missing_is_told_with_what_makes_it(tmp_path: Path, ring: Ring) -> None:
    ring.held.clear()
    assert refusal(tmp_path).endswith(
        f'feed.token_keyring names "{ENTRY}", which the keyring does not hold; '
        "“keyring set kent/dispatch board” stores it."
    )


def test_a_locked_keyring_is_told_without_its_own_words(tmp_path: Path, ring: Ring) -> None:
    ring.locked = True
    said = refusal(tmp_path)
    assert said.endswith("this system's keyring cannot be read now (LockedError).")
    assert "s3cr3t" not in said


@pytest.mark.parametrize("entry", ["kent", "/board", "kent/"])
def test_what_is_no_entry_is_told(tmp_path: Path, ring: Ring, entry: str) -> None:
    said = refusal(tmp_path, entry)
    assert said.endswith(f'feed.token_keyring is "{entry}"; it should be "service/username".')
    assert ring.asked == 0


def test_what_is_held_must_be_a_token(tmp_path: Path, ring: Ring) -> None:
    ring.held["kent/dispatch", "board"] = "two words"
    said = refusal(tmp_path)
    assert "does not hold a token: one word of plain characters" in said
    assert "two words" not in said


def test_a_file_beside_it_is_one_too_many(tmp_path: Path, ring: Ring) -> None:
    said = refusal(tmp_path, more='token_file = "token"')
    assert said.endswith("feed.token_keyring and feed.token_file are both set: keep one.")
    assert ring.asked == 0


async def test_a_token_that_was_changed_there_is_found_when_the_old_one_is_refused(
    tmp_path: Path, ring: Ring
) -> None:
    credentials = Credentials(load(tmp_path).feed)
    assert not await credentials.read_again()
    ring.held["kent/dispatch", "board"] = "n3w"
    assert await credentials.read_again()
    assert credentials.headers() == {b"Authorization": b"Bearer n3w"}
    ring.locked = True
    assert not await credentials.read_again()
