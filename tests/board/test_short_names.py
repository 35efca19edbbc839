"""MAP-15: ids of up to 256 characters, shortened for the eye."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.short_names import ShortNames, cells

URN = "urn:emergency:uid:incidentid:{}:cc.example.police.uk"


def short_names(names: Iterable[str], width: int) -> dict[str, str]:
    """Shorten names that are shown together, as one table of them does."""
    shortener = ShortNames(width)
    return {name: shortener.short(name) for name in names}


def test_what_is_short_stays_whole() -> None:
    assert short_names(["K-1036", "0001"], 14) == {"K-1036": "K-1036", "0001": "0001"}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (URN.format("a56e556d871"), "…a56e556d871…"),
        (URN.format("3f2c9a0d-7be1-4b1e-9a55-0c77d8c0a1b2"), "…0c77d8c0a1b2…"),
        ("https://cad.example/incidents/2026/000123", "…000123"),
        ("2026112800017-of-the-northern-area", "2026112800017…"),
        ("x" * 256, "…" + "x" * 13),
        ("警察" * 20, "…警察警察警察"),
        ("https://cad.example/east/incident-number-0042", "…t-number-0042"),
    ],
)
def test_the_part_with_most_digits_in_it_is_shown(name: str, short: str) -> None:
    assert short_names([name], 14) == {name: short}


def test_what_would_look_alike_has_letters_of_a_digest() -> None:
    one, other = URN.format("K-2201-" + "a" * 40), URN.format("K-2201-" + "a" * 39 + "b")
    names = short_names([one, other], 14)
    assert names[one] == "…K-2201-aaaaa…"
    assert names[other].startswith("…K-2201-aa~")
    assert len(names[other]) == 14


def test_a_name_stays_as_it_is_while_others_come() -> None:
    made = ShortNames(14)
    names = [URN.format(f"{number % 50:040x}") for number in range(2_000)]
    first = [made.short(name) for name in names]
    assert [made.short(name) for name in names] == first


_ID = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=256)
_ALIKE = st.builds(
    lambda start, middle, end: start + middle + end,
    st.sampled_from(["urn:a:", "K-", "x" * 100, "…", "", "警" * 9]),
    st.text("01ab", max_size=4),
    st.sampled_from([":cc.example", "~aaa", "z" * 100, "…", "", "0" * 30]),
).filter(bool)


@given(st.lists(_ID | _ALIKE, unique=True, max_size=30), st.integers(8, 24))
def test_no_two_look_alike_whatever_comes(names: list[str], width: int) -> None:
    shown = short_names(names, width)
    assert len(set(shown.values())) == len(names)
    assert all(cells(short) <= width for short in shown.values())
    assert all(shown[name] == name for name in names[:1] if cells(name) <= width)
    assert short_names(names, width) == shown


def test_a_name_that_is_anothers_mark_by_chance_is_told_apart() -> None:
    one, other = (URN.format("7" * 60 + end) for end in "ab")
    marked = short_names([one, other], 14)[other]
    names = short_names([one, other, marked], 14)
    assert names[other] == marked
    assert len(set(names.values())) == 3
