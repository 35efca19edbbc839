"""Whatever is typed or pasted, a line is read: it comes to a command, a refusal, or a hint."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jru_tui.board.decisions.compound_decisions import decide_all
from jru_tui.board.decisions.decide import Refusal
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Run
from jru_tui.tui.commands.line.parser import complete_line, read
from tests.tui.conftest import Night

NOW = datetime(2020, 10, 30, 22, 47, 32, tzinfo=UTC)

NAMES = [each.id for each in COMMANDS] + [
    each.typed.letter for each in COMMANDS if each.typed and each.typed.letter
]
WORDS = [
    *("k-1037", "K1031", "37", "10", "k-1099", "jru1", "JRU", "jru 2", "2", "x9", "none"),
    *("6", "at scene", "resolved", "re", "duplicate", "45", "-1", "²", "both", "came"),
    *("ambulance", "on", "off", "paramedic", "+doctor", "start", "feed", "me", "[/]", "\u202e"),
]


def lines() -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=6)
    made = st.builds(lambda name, rest: " ".join((name, *rest)), st.sampled_from(NAMES), words)
    return made | st.text(max_size=60)


@pytest.fixture
def contexts(busy: Night) -> Iterable[Context]:
    selections = ((None, None), ("K-1037", None), ("K-1031", "JRU2"), ("gone", "gone"))
    return [Context(busy.board, NOW, call, vehicle) for call, vehicle in selections]


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(line=lines())
def test_any_line_can_be_read(contexts: Iterable[Context], line: str) -> None:
    for context in contexts:
        reading = read(line, context, COMMANDS)
        start, end = reading.span
        assert 0 <= start <= end <= len(line)
        assert 0 <= reading.word <= len(line)
        assert not (reading.wrong and reading.meaning)
        if reading.meaning is not None and not isinstance(reading.meaning, Run):
            assert not isinstance(decide_all(context.board, reading.meaning), Refusal)
        for which in range(min(3, len(reading.candidates))):
            assert complete_line(line, reading, which).startswith(line[: reading.word])
