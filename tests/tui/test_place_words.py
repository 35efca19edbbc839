"""A place that the feed does not know is said to be a place wherever no column says so."""

import pytest
from msgspec import structs

from jru_tui.board.call_commands import RightCare
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.records import Place
from jru_tui.board.rules import Rules
from jru_tui.reports import make_handover
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_detail import CallDetailPart
from tests.tui.conftest import NOW, Night


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Place("not known"), "place not known"),
        (Place("Withheld", area="east_kent"), "place Withheld"),
        (Place("Unknown Road"), "Unknown Road"),
        (Place(area="east_kent"), "East Kent"),
        (Place(), "place not given"),
    ],
)
def test_a_place_in_words(where: Place, said: str) -> None:
    assert phrases.place(where, Rules()) == said


def test_the_handover_says_that_it_is_the_place_that_is_not_known(busy: Night) -> None:
    busy.report(structs.replace(busy.calls["K-1037"], where=Place("not known"), version=99))
    read_out = make_handover(busy.board, None, NOW, stale=False, marking="")
    assert "place not known" in [call.where for call in read_out.calls]


def test_the_description_says_once_that_the_police_do_not_attend(busy: Night) -> None:
    busy.command(RightCare("K-1037", "ambulance"))
    recommendation = Recommendation(busy.board)
    recommendation.advise("K-1037", NOW)
    part = CallDetailPart(busy.frame(recommendation=recommendation), "K-1037")
    part.resize(60, 40)
    lines = ["".join(run.text for run in part.draw(y).runs()) for y in range(40)]
    assert any("Who could go" in line for line in lines)
    above = lines[: next(y for y, line in enumerate(lines) if "Log" in line)]
    assert sum("police do not attend" in line for line in above) == 1
