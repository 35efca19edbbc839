"""docs/json.md and docs/report.md name every field that programs get, and no other."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jru_tui.board.queries.alerts import AlertKind
from jru_tui.feeds.diagnostics.feed_check import FeedCheck
from jru_tui.reports.figures.decisions import DecisionFigures, OfferFigures
from jru_tui.reports.figures.figures import Figures, GroupFigures, KindShare, TargetFigures
from jru_tui.reports.figures.measures import Spread
from jru_tui.reports.status.status import StatusReport

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "json.md").read_text(encoding="utf-8")
REPORT = (DOCS / "report.md").read_text(encoding="utf-8")
RECORDS = ("first_calls", "first_vehicles")
"""These are records of the feed's own contract, which is described there."""
SENTENCES = ("missing",)
"""These are written as one sentence each."""


def documented(heading: str) -> set[str]:
    section = DOCUMENT.split(f"## `{heading}`")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([\w.]+)`", row.split("|")[1])}


def fields(kind: type[msgspec.Struct], path: str = "") -> Iterator[str]:
    """Every field that holds something else than an object, and every list."""
    for name, inner in typing.get_type_hints(kind).items():
        one = typing.get_args(inner)[0] if typing.get_origin(inner) is tuple else inner
        # An object that may be missing is a field itself, and so are its fields.
        one = next((each for each in typing.get_args(one) if each is not type(None)), one)
        is_object = isinstance(one, type) and issubclass(one, msgspec.Struct)
        if not is_object or one is not inner:
            yield path + name
        if is_object and name not in {*RECORDS, *SENTENCES}:
            yield from fields(one, f"{path}{name}.")


def test_every_kind_of_alert_is_documented() -> None:
    (row,) = (line for line in DOCUMENT.splitlines() if line.startswith("| `alerts.kind`"))
    assert set(re.findall(r"`(\w+)`", row.split("|")[3])) == set(typing.get_args(AlertKind))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("jru-tui status --json", StatusReport), ("jru-tui check-feed --json", FeedCheck)],
)
def test_every_field_is_documented(heading: str, kind: type[msgspec.Struct]) -> None:
    assert documented(heading) == set(fields(kind))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("field", Figures),
        ("of a group", GroupFigures),
        ("of a spread", Spread),
        ("of a share", KindShare),
        ("of a target", TargetFigures),
        ("of a decision", DecisionFigures),
        ("of an offer", OfferFigures),
    ],
)
def test_every_figure_of_a_report_is_documented(heading: str, kind: type[msgspec.Struct]) -> None:
    table = REPORT.split(f"| {heading} | type | meaning |\n|---|---|---|\n")[1].split("\n\n")[0]
    named = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == set(kind.__struct_fields__)
