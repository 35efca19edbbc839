"""The doors for text: the quick look never lets through what the slow one would change."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.text import clean, clean_all, is_clean_json, printable_json

plain: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(plain)
def test_what_the_quick_look_lets_through_needs_no_cleaning(value: object) -> None:
    for body in (json.dumps(value).encode(), msgspec.json.encode(value)):
        if is_clean_json(body):
            assert clean_all(value) == value


@given(plain)
def test_cleaning_twice_changes_nothing(value: object) -> None:
    cleaned = clean_all(value)
    assert clean_all(cleaned) == cleaned


@pytest.mark.parametrize(
    "text", ["K-1036, “Dover”", "café", 'C:\\new "folder"', '{"a":"b\\n"}', "x" * 5000]
)
def test_what_people_and_feeds_write_goes_the_quick_way(text: str) -> None:
    body = msgspec.json.encode({"beyond": json.dumps({"said": text})})
    assert is_clean_json(body) or "\\n" in text
    assert clean(text, None) == text


@given(plain)
def test_a_json_document_is_harmless_and_stays_json(value: object) -> None:
    document = printable_json(msgspec.json.encode(value).decode())
    assert document.isprintable()
    written = json.dumps(json.loads(document), ensure_ascii=False)
    assert all(char.isprintable() for char in written)
