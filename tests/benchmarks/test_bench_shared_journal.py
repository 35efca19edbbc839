"""The benchmark of a shared journal prints a figure for each of its rows."""

import re

import pytest

from benchmarks import shared_journal
from jru_tui.journal.backends import create_journal
from jru_tui.settings import JournalServer


def test_each_row_stands_beside_its_floor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: str
) -> None:
    few = {"BOARDS": 2, "APPENDS": 3, "NEWS": 3, "EVENTS": 4_000, "SETTLE_S": 0.0, "IDLE_S": 0.1}
    for name, value in few.items():
        monkeypatch.setattr(shared_journal, name, value)
    create_journal(JournalServer(database, "the test's server"))
    shared_journal.run(database)
    rows = capsys.readouterr().out.splitlines()
    figures = r" +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+   x[\d.]+"
    for row, name in zip(rows[1:4], ("append", "append, until 2 boards", "catch up"), strict=True):
        assert row.startswith(name)
        assert re.search(f"{figures}$", row)
    assert re.match(r"2 boards idle: [\d.]+ CPU ms", rows[4])
