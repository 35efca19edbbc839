"""The lines of a vehicle's card where it is narrow: what is cut is never what matters."""

import pytest
from msgspec import structs

from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules
from jru_tui.board.views import Tally
from jru_tui.tui.layout.vehicles.vehicle_card import card_lines, tally_words
from tests.tui.conftest import Night


def lines(night: Night, vehicle: str, width: int) -> list[str]:
    frame = night.frame()
    drawn = card_lines(frame.board.vehicles[vehicle], frame, width, 9)
    return ["".join(run.text for run in line.runs()).rstrip() for line in drawn]


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (26, "14 attended · 7 h 00 saved"),
        (22, "14 calls · £350 saved"),
        (20, "14 calls"),
    ],
)
def test_a_narrow_tally_says_less_and_is_never_half_a_word(width: int, said: str) -> None:
    assert tally_words(Tally(14, 420, 35_000), width) == said


def test_one_call_is_no_calls() -> None:
    assert tally_words(Tally(1, 30, 2_500), 21) == "1 call · £25 saved"


def test_of_a_crew_one_of_each_role_stands_first_where_not_all_have_room(busy: Night) -> None:
    crew = (
        CrewMember("officer", "SC 70912"),
        CrewMember("officer", "SC 70966"),
        CrewMember("paramedic", "Para 5518", ("doctor",)),
    )
    busy.report(structs.replace(busy.vehicles["JRU1"], crew=crew))
    assert "SC 70912 · Para 5518 +2" in lines(busy, "JRU1", 24)
    assert "SC 70912 · SC 70966 · Para 5518 · doctor" in lines(busy, "JRU1", 60)


def test_the_newest_stage_of_a_response_is_the_last_to_go(busy: Night) -> None:
    on_call = next(vehicle for vehicle in busy.board.vehicles.values() if vehicle.call)
    (whole,) = [line for line in lines(busy, on_call.id, 60) if line.startswith("sent ")]
    stages = whole.split(" · ")
    assert len(stages) > 1
    assert " · ".join(stages[1:]) in lines(busy, on_call.id, len(whole) - 1)


def test_an_area_is_written_as_a_name() -> None:
    rules = Rules(areas={"mid": "Maidstone & Malling"})
    assert [rules.area_label(code) for code in ("mid", "east_kent", "Thanet", "A2 corridor")] == [
        "Maidstone & Malling",
        "East Kent",
        "Thanet",
        "A2 corridor",
    ]
