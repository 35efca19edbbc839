"""The documentation of mappings, held to the program."""

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from typing import get_args

import msgspec
import pytest

from jru_tui.board.rules import Rules
from jru_tui.feeds.mapping import validation
from jru_tui.feeds.mapping.schema import BodyFormat, LocationTable, MappingFile, PositionTable
from jru_tui.feeds.mapping.time_forms import KNOWN
from jru_tui.settings.convert import fields, fit
from tests.feeds.mapping.conftest import EXAMPLES

DOCUMENT = (EXAMPLES.parent / "mappings.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
# The first block is the settings'; the others together are one mapping with every key.
EVERYTHING = tomllib.loads("\n".join(BLOCKS[1:]), parse_float=Decimal)
# A position is written "as [calls.where]".
ALIKE = LocationTable.__struct_fields__


def test_what_is_documented_can_be_written() -> None:
    file = fit(EVERYTHING, MappingFile)
    validation.expressions(file)
    validation.forms(file, validation.zone(file))


def test_every_key_is_documented() -> None:
    missing = list(undocumented(MappingFile, EVERYTHING, ""))
    assert not missing


def undocumented(kind: type[msgspec.Struct], table: dict[str, object], path: str) -> list[str]:
    out = []
    for name, of in fields(kind).items():
        inner = table.get(name)
        if isinstance(of, type) and issubclass(of, msgspec.Struct):
            if kind.__name__ != "MappingFile" or name != "codes":
                assert isinstance(inner, dict), f"{path}{name}"
                out += undocumented(of, inner, f"{path}{name}.")
        elif name not in table and not (kind is PositionTable and name in ALIKE):
            out.append(f"{path}{name}")
    return out


@pytest.mark.parametrize("form", KNOWN)
def test_every_form_of_time_is_documented(form: str) -> None:
    assert f"`{form}`" in DOCUMENT


def test_every_format_of_a_body_is_documented() -> None:
    said = re.search(r"^format = .*# (.*)$", DOCUMENT, re.MULTILINE)
    assert said is not None
    assert set(re.findall(r"\w+", said[1])) - {"or"} == set(get_args(BodyFormat))


def test_every_example_is_linked_with_its_samples() -> None:
    linked = set(re.findall(r"\(mappings/([\w.]+)\)", DOCUMENT))
    assert linked == {file.name for file in EXAMPLES.iterdir()}


def test_every_code_of_the_board_is_listed() -> None:
    rules = Rules()
    listed: dict[str, Iterable[str]] = {
        "grade": rules.grades,
        "category": rules.categories,
        "type": rules.types,
        "status": rules.statuses,
        "outcome": rules.outcomes,
    }
    for table, codes in listed.items():
        row = f"| `codes.{table}` | {', '.join(f'`{code}`' for code in codes)} |"
        assert row in DOCUMENT
