"""Each worked example of the documentation, polled from a real server: records, exactly."""

from datetime import UTC, datetime

from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.feeds.models import FeedReading
from tests.feeds.conftest import Server, answer, read
from tests.feeds.mapping.conftest import EXAMPLES, mapped_feed

DATE = "Date: Fri, 30 Oct 2020 22:53:00 GMT"


def at(time: str) -> datetime:
    """That time of the evening of 30 October 2020, in UTC."""
    return datetime.fromisoformat(f"2020-10-30T{time}").replace(tzinfo=UTC)


def sample(name: str, kind: str) -> bytes:
    return answer((EXAMPLES / name).read_bytes(), DATE, kind=kind)


async def polled(server: Server, mapping: str, *answers: bytes) -> FeedReading:
    server.says(*answers)
    async with mapped_feed(server.url(), EXAMPLES / mapping) as feed:
        return read(await feed.poll())


async def test_an_open_data_table_with_one_row_per_unit(server: Server) -> None:
    reading = await polled(
        server,
        "soda_fire_calls.toml",
        sample("soda_fire_calls.json", "application/json;charset=utf-8"),
        answer(b"[]", DATE),
    )
    assert reading.generated_at == at("22:53:00")
    assert reading.calls == (
        CallRecord(
            id="20-1036",
            opened_at=at("22:38:02"),
            grade="G1",
            type="rtc",
            origin="ambulance",
            where=Place("Sea Street, Herne Bay", 51.3703, 1.1203, "E1"),
            responses=(
                ResponseRecord("JRU3", at("22:39:30"), at("22:40:47"), at("22:51:09")),
                ResponseRecord("JRU2", at("22:44:10"), clear_at=at("22:46:00")),
            ),
        ),
        CallRecord(
            id="20-1031",
            opened_at=at("21:02:15"),
            state="closed",
            closed_at=at("22:10:05"),
            outcome="conveyed",
            grade="G2",
            type="collapse",
            origin="ambulance",
            where=Place("High Street, Dartford", 51.446, 0.215, "W4"),
            responses=(
                ResponseRecord(
                    "JRU2", at("21:03:00"), at("21:04:12"), at("21:13:40"), at("22:10:05")
                ),
            ),
        ),
        CallRecord(
            id="20-1040",
            opened_at=at("22:50:00"),
            grade="E",
            type="Odor (Strange / Unknown)",
            origin="ambulance",
            where=Place("Railway Street, Chatham", area="M2"),
            responses=(ResponseRecord("JRU1", at("22:50:31")),),
        ),
    )
    assert reading.vehicles == (
        VehicleRecord("JRU3", "at_scene", at("22:51:09"), call="20-1036", inferred=True),
        VehicleRecord("JRU2", "available", at("22:46:00"), inferred=True),
        VehicleRecord("JRU1", "allocated", at("22:50:31"), call="20-1040", inferred=True),
    )
    assert reading.refused == ()
    assert reading.oddity == (
        "codes that the mapping does not name: grade “E”, type “Odor (Strange / Unknown)”"
    )


async def test_an_xml_list_of_live_incidents(server: Server) -> None:
    reading = await polled(
        server, "xml_incidents.toml", sample("xml_incidents.xml", "text/xml; charset=utf-8")
    )
    assert reading.generated_at == at("22:47:30")
    first, second = reading.calls
    lat, lon = first.where.lat, first.where.lon
    assert lat is not None
    assert lon is not None
    assert (round(lat, 4), round(lon, 4)) == (51.3712, 1.1221)
    assert first == CallRecord(
        id="K-1036",
        opened_at=at("22:38:02"),
        updated_at=at("22:41:17"),
        grade="G1",
        category="C2",
        type="concern_for_welfare",
        summary="Shouting next door & now nothing is heard",
        origin="police",
        where=Place("Sea Street, Herne Bay", lat, lon),
        flags=("alcohol", "dog"),
        responses=(ResponseRecord("JRU3", at("22:39:30"), at("22:40:47")),),
        notes=(NoteRecord("1", at("22:41:17"), "control", "Caller rang back, now on the landing"),),
    )
    assert second == CallRecord(
        id="K-1029",
        opened_at=at("20:15:00"),
        updated_at=at("21:10:00"),
        state="closed",
        closed_at=at("21:09:30"),
        outcome="resolved",
        grade="G2",
        type="rtc",
        where=Place("Chatham"),
        responses=(
            ResponseRecord("JRU1", at("20:16:00"), at("20:17:00"), at("20:29:00"), at("21:08:45")),
        ),
    )
    assert reading.vehicles == (
        VehicleRecord(
            "JRU3", "en_route", at("22:40:47"), name="KF03", call="K-1036", inferred=True
        ),
        VehicleRecord("JRU1", "available", at("21:08:45"), name="KF01", inferred=True),
    )
    assert (reading.refused, reading.remark) == ((), "")


async def test_a_table_that_a_report_writes_every_minute(server: Server) -> None:
    reading = await polled(
        server,
        "csv_snapshot.toml",
        sample("csv_snapshot.csv", "text/csv; charset=windows-1252"),
    )
    assert reading.generated_at == at("22:47:30")
    assert reading.calls == (
        CallRecord(
            id="K-1036",
            opened_at=at("22:38:02"),
            grade="G1",
            type="concern_for_welfare",
            summary='Caller at the café says "nothing is heard"; rang back',
            origin="police",
            where=Place("Sea Street, Herne Bay", 51.3703, 1.1203, "east_kent"),
            flags=("alcohol",),
            responses=(ResponseRecord("JRU3", en_route_at=at("22:40:47")),),
        ),
        CallRecord(
            id="K-1034",
            opened_at=at("22:02:44"),
            grade="G2",
            type="fall",
            origin="police",
            where=Place("Railway Street, Chatham", area="east_kent"),
            responses=(ResponseRecord("JRU1", at_scene_at=at("22:21:05")),),
        ),
    )
    assert reading.vehicles == (
        VehicleRecord("JRU3", "en_route", at("22:40:47"), name="JRU 3", call="K-1036"),
        VehicleRecord("JRU2", "refreshments", at("22:30:00"), name="JRU 2"),
        VehicleRecord("JRU1", "at_scene", at("22:21:05"), name="JRU 1", call="K-1034"),
        VehicleRecord("JRU_4", "Workshop", at("18:00:00"), name="JRU 4"),
    )
    assert reading.oddity == (
        "codes that the mapping does not name: status “Workshop”, vehicle “JRU 4”"
    )


async def test_geojson_incidents_with_the_units_at_a_second_address(server: Server) -> None:
    reading = await polled(
        server,
        "geojson_incidents.toml",
        sample("geojson_incidents.geojson", "application/geo+json"),
        sample("geojson_units.geojson", "application/geo+json"),
    )
    asked = [request.line.split()[1] for request in server.requests]
    assert asked == ["/feed", "/geojson_units.geojson"]
    assert reading.generated_at == at("22:47:30")
    assert reading.calls == (
        CallRecord(
            id="1036",
            opened_at=at("22:38:02"),
            updated_at=at("22:41:17"),
            grade="G1",
            category="C2",
            type="concern_for_welfare",
            summary="Nothing is heard any more",
            origin="police",
            where=Place("Sea Street, Herne Bay", 51.3703, 1.1203, "east_kent"),
            responses=(ResponseRecord("JRU3", at("22:39:30"), at("22:40:47")),),
        ),
        CallRecord(
            id="1037",
            opened_at=at("22:45:00"),
            grade="G2",
            type="Fall",
            summary="Fell on the stairs",
            origin="ambulance",
            where=Place("Ashford"),
        ),
    )
    assert reading.vehicles == (
        VehicleRecord(
            "JRU3",
            "en_route",
            at("22:40:47"),
            name="JRU 3",
            call="1036",
            position=Position(51.2802, 1.0789, at("22:47:12")),
            crew=(
                CrewMember("officer", "SC 70912"),
                CrewMember("paramedic", "Para 5518", ("doctor",)),
            ),
            inferred=True,
        ),
        VehicleRecord("JRU2", "available", at("22:47:30"), name="JRU 2"),
    )


A_URN = "urn:emergency:uid:incidentid:a56e556d871:cc.example.police.uk"
A_LONG_URN = (
    "urn:emergency:uid:incidentid:3f2c9a0d-7be1-4b1e-9a55-0c77d8c0a1b2:cc.example.police.uk"
)


async def test_incidents_as_the_eido_describes_them(server: Server) -> None:
    """MAP-15, MAP-16: ids are URNs, statuses are lists, other units stand on the call alone."""
    reading = await polled(server, "eido.toml", sample("eido.json", "application/json"))
    assert reading.generated_at == at("22:53:00")
    note = "Car against a wall, driver awake"
    assert reading.calls == (
        CallRecord(
            id=A_URN,
            opened_at=at("22:38:02"),
            updated_at=at("22:46:00"),
            grade="G1",
            type="rtc",
            summary=note,
            origin="ambulance",
            where=Place("14 Canterbury Road, Herne Bay", 51.3665, 1.128),
            responses=(
                ResponseRecord("JRU_3", at_scene_at=at("22:46:00")),
                ResponseRecord("E_12", en_route_at=at("22:44:10")),
            ),
            notes=(NoteRecord("n-1", at("22:41:17"), "ct2@cc.example.police.uk", note),),
        ),
        CallRecord(
            id=A_LONG_URN,
            opened_at=at("20:00:00"),
            updated_at=at("21:30:00"),
            state="closed",
            closed_at=at("21:30:00"),
            outcome="conveyed",
            grade="G2",
            type="fall",
            origin="ambulance",
            where=Place("Harbour, Whitstable", 51.3602, 1.024),
            responses=(ResponseRecord("JRU_2", clear_at=at("21:29:00")),),
        ),
    )
    assert reading.vehicles == (
        VehicleRecord("JRU_3", "at_scene", at("22:46:00"), name="JRU 3", call=A_URN),
        VehicleRecord("JRU_2", "available", at("21:29:00"), name="JRU 2"),
    )
    assert (reading.refused, reading.remark) == ((), "")
