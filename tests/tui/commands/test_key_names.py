"""Names of keys: the same as Textual's, which is not loaded for the first frame."""

from string import printable

import pytest
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key

from jru_tui.tui.commands.keymap import CHARACTERS, NAMED, named, written


def test_keys_have_the_names_that_textual_gives_them() -> None:
    assert frozenset(key.value.rpartition("+")[2] for key in Keys) == NAMED
    assert CHARACTERS == KEY_NAME_REPLACEMENTS


@pytest.mark.parametrize("name", sorted({*NAMED, *map(named, printable.strip())} - {"enter"}))
def test_they_are_written_as_textual_writes_them(name: str) -> None:
    assert written(name) == format_key(name)


@pytest.mark.parametrize("character", ["£", "ü", "€", "?"])
def test_a_character_is_written_as_itself(character: str) -> None:
    assert written(named(character)) == character
