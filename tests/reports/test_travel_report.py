"""Predicted arrivals beside what happened: judged on journeys that nothing was learned from."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.cli.scenario_source import events_until, scenario_for
from jru_tui.reports.pages.page import Scatter
from jru_tui.reports.pages.page_text import scatter_end, scatter_lines
from jru_tui.reports.travel_accuracy import TravelFigures, count_travel
from jru_tui.reports.travel_forms import TRAVEL_FORMS

DOCUMENT = Path(__file__).parents[2].joinpath("docs", "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def weekend() -> Board:
    scenario, board = scenario_for("east_kent_first_weekend"), Board(Rules())
    board.fold(events_until(scenario, scenario.ends_at + timedelta(hours=12)))
    return board


@pytest.fixture(scope="module")
def figures(weekend: Board) -> TravelFigures:
    return count_travel(weekend, weekend.snapshot().shifts(), marking="OFFICIAL-SENSITIVE")


def test_every_journey_stands_in_it_once_and_the_counts_agree(figures: TravelFigures) -> None:
    held = figures.predicted
    assert held.count == len(figures.journeys) == figures.settings.count > 40
    assert held.inside + held.sooner + held.later == held.count
    assert sum(band.accuracy.count for band in figures.bands) == held.count
    inside = [each.low_s <= each.happened_s <= each.high_s for each in figures.journeys]
    assert abs(sum(inside) - held.inside) <= 1  # a second's rounding
    assert [each.at for each in figures.journeys] == sorted(each.at for each in figures.journeys)


def test_the_first_shift_is_predicted_by_the_settings_and_later_ones_are_not(
    weekend: Board, figures: TravelFigures
) -> None:
    first, *_, last = weekend.snapshot().shifts()
    alone = count_travel(weekend, [first])
    assert (alone.learned, alone.predicted) == (0, alone.settings)
    later = count_travel(weekend, [last])
    assert later.learned == figures.learned > 10
    # As it was predicted on the night, whatever other shifts are asked for.
    assert set(later.journeys) <= set(figures.journeys)


def test_json_has_the_fields_that_are_documented(figures: TravelFigures) -> None:
    part = DOCUMENT.split("## Predicted arrivals")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]*)\|", part, re.MULTILINE))))
    told = json.loads(TRAVEL_FORMS["json"](figures))
    keys = {*told, *told["predicted"], *told["bands"][0], *told["turnouts"][0]}
    assert {*keys, *told["journeys"][0]} == named


def test_csv_has_a_row_for_each_journey_and_the_marking(figures: TravelFigures) -> None:
    head, *rows = csv.reader(io.StringIO(TRAVEL_FORMS["csv"](figures)))
    assert len(rows) == len(figures.journeys)
    assert {row[head.index("marking")] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert {row[head.index("inside")] for row in rows} == {"yes", "no"}


def test_text_has_the_table_and_the_plot(figures: TravelFigures) -> None:
    said = TRAVEL_FORMS["text"](figures)
    assert "four of five (80 %) are expected to" in said
    assert re.search(r"^5 to 10 min +\d+ +0:0\d:\d\d", said, re.MULTILINE)
    plot = said[said.index("Predicted and happened, in minutes") :].split("\n\n")[0]
    drawn = sum(
        int(letter) for letter in re.sub(r"^.{7}", "", plot, flags=re.MULTILINE) if letter.isdigit()
    )
    assert drawn >= figures.predicted.count


def test_html_has_a_point_for_each_journey_and_fetches_nothing(figures: TravelFigures) -> None:
    said = TRAVEL_FORMS["html"](figures)
    assert said.count("<circle") == len(figures.journeys)
    assert "<script" not in said
    assert "src=" not in said


def test_without_a_journey_it_says_so() -> None:
    board = Board(Rules())
    scenario = scenario_for("east_kent_first_weekend")
    board.fold(events_until(scenario, scenario.starts_at + timedelta(minutes=1)))
    told = count_travel(board, [shift_at(board.rules.hours, scenario.starts_at)])
    assert "No journey has both a known start" in TRAVEL_FORMS["text"](told)
    assert "No journey has both a known start" in TRAVEL_FORMS["html"](told)


def test_a_plot_of_points_counts_them_and_shows_where_both_are_equal() -> None:
    points = ((1.0, 9.9), (1.0, 9.9), (9.9, 1.0), (500.0, 0.0))
    assert scatter_end(Scatter("t", "a", "u", points[:3])) == 10
    head, *rows = scatter_lines(Scatter("t", "a", "u", points))
    assert head == "t: u up, a across, · where both are equal"
    assert len(rows) == 18
    assert sum("·" in row for row in rows) == 16
    assert {len(row) for row in rows} <= set(range(60))
