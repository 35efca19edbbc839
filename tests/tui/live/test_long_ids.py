"""MAP-15: ids as long as addresses are shown shortened, and no two of them look alike."""

from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.live.conftest import Live, Start

URN = "urn:emergency:uid:incidentid:{}:cc.example.police.uk"
ALIKE = (
    URN.format("a56e556d871"),
    URN.format("a56e556d872"),
    URN.format("0123456789" * 19 + "A"),
    URN.format("0123456789" * 19 + "B"),
    "https://cad.example/east/2020/10/30/incident-0042",
    "https://cad.example/west/2020/10/30/incident-0042",
)
SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


async def fill(live: Live) -> None:
    """Calls of such ids come, and JRU 1 is sent to the first of them."""
    plain = live.night.calls["K-1038"]
    for number, id_ in enumerate(ALIKE):
        call = msgspec.structs.replace(plain, id=id_, grade="G1", summary=f"Call {number}")
        await live.feed(live.night.reported(call))
    vehicle = live.night.vehicles["JRU1"]
    sent = msgspec.structs.replace(vehicle, status="allocated", status_at=live.now, call=ALIKE[0])
    await live.feed(live.night.reported(sent))


def shown(live: Live, widget: type[Any]) -> list[str]:
    panel = live.app.screen.query_one(widget)
    return [panel.render_line(y).text for y in range(panel.size.height)]


async def select(live: Live, pilot: Pilot[Any], id_: str) -> None:
    live.app.screen.query_one(CallList).select(id_)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_no_two_rows_of_the_list_look_alike(start: Start, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await fill(live)
        found = set()
        for id_ in ALIKE:
            await select(live, pilot, id_)
            (row,) = (text for text in shown(live, CallList) if "▌" in text)
            found.add(row.split("▌", 1)[1].split()[0].strip("●"))
        assert len(found) == len(ALIKE)
        card = "\n".join(shown(live, VehicleCards))
        assert "56d871…" in card


async def test_a_dialog_names_the_call_and_the_page_of_a_call_has_its_whole_id(
    start: Start,
) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        await fill(live)
        await select(live, pilot, ALIKE[1])
        await pilot.press("c")
        await pilot.pause()
        title = live.app.screen.query_one("#frame").border_title
        assert str(title) == "Close …a56e556d872…"
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert ALIKE[1] in live.text("#facts-text")
        await pilot.press("L")
        await pilot.pause()
        assert "…a56e556d872…" in live.app.screen.query_one("LogList").render_line(0).text


async def test_no_two_vehicles_without_a_name_look_alike(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        units = [URN.format("7" * 60 + letter) for letter in "ab"]
        for unit in units:
            plain = live.night.vehicles["JRU1"]
            told = msgspec.structs.replace(plain, id=unit, name=None, status_at=live.now)
            await live.feed(live.night.reported(told))
        await pilot.pause()
        names = {live.desk.board.vehicles[unit].name for unit in units}
        assert len(names) == 2
        cards = "\n".join(shown(live, VehicleCards))
        assert all(name in cards for name in names)


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
@pytest.mark.parametrize("named", [False, True])
async def test_no_two_vehicles_look_alike_in_a_narrow_column(
    start: Start, size: tuple[int, int], named: bool
) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        units = ["V" * 255 + end for end in "12"] + ["W" * 90 + one + "W" * 160 for one in "12"]
        for unit, id_ in zip(units, ALIKE, strict=False):
            call = msgspec.structs.replace(live.night.calls["K-1038"], id=id_, grade="G1")
            await live.feed(live.night.reported(call))
            told = msgspec.structs.replace(
                live.night.vehicles["JRU1"],
                id=unit,
                name=f"Car {unit[80:91]} {unit[-9:]}" if named else None,
                status="allocated",
                status_at=live.now,
                call=id_,
            )
            await live.feed(live.night.reported(told))
        names = set()
        for id_ in ALIKE[: len(units)]:
            await select(live, pilot, id_)
            (row,) = (text for text in shown(live, CallList) if "▌" in text)
            names.add(row.split("◇", 1)[1].split()[0])
        assert len(names) == len(units)
        table = [text.split()[2] for text in shown(live, VehicleCards) if "◇ allocated" in text]
        assert len(set(table)) == len(table)


async def test_a_sentence_has_room_for_what_it_says(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        await fill(live)
        await select(live, pilot, ALIKE[3])
        await pilot.press("d")
        await pilot.pause()
        said = "\n".join(shown(live, CallList))
        assert "no vehicle is on …" in said
        assert "cc.example" not in said
