"""Places as other systems write them."""

from typing import Any

import pytest

from jru_tui.feeds.mapping import locations
from tests.feeds.mapping.conftest import PLAIN, mapped, wrong

HERNE_BAY = (51.3703, 1.1203)


def place(table: str, **fields: Any) -> tuple[Any, Any]:
    call = {"id": "K-1", "opened": "2020-10-30T20:00:00Z", **fields}
    where = mapped(f"{PLAIN}[calls.where]\n{table}", {"calls": [call]}).calls[0].get("where", {})
    return where.get("lat"), where.get("lon")


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ('lat = "p.lat"\nlon = "p.lon"', {"lat": 51.3703, "lon": 1.1203}),
        ('lat = "p.lat"\nlon = "p.lon"', {"lat": "51.3703", "lon": "1.1203"}),
        ('lat_lon = "p"', "(51.3703, 1.1203)"),
        ('lat_lon = "p"', "Sea Street\n(51.3703, 1.1203)"),
        ('lat_lon = "p"', [51.3703, 1.1203]),
        ('lon_lat = "p"', "POINT (1.1203 51.3703)"),
        ('geojson = "p"', {"type": "Point", "coordinates": [1.1203, 51.3703]}),
        ('geojson = "p"', {"type": "Point", "coordinates": [1.1203, 51.3703, 12.0]}),
        (
            'geojson = "p"',
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1.1203, 51.3703]}},
        ),
    ],
)
def test_a_place_is_read_in_whichever_form_it_has(table: str, value: object) -> None:
    assert place(table, p=value) == HERNE_BAY


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ('lat = "p.lat"\nlon = "p.lon"', {"lat": "north", "lon": 1}),
        ('lat = "p.lat"\nlon = "p.lon"', {"lat": 1e999, "lon": 1}),
        ('lat = "p.lat"\nlon = "p.lon"', {"lat": True, "lon": 1}),
        ('lat_lon = "p"', "Sea Street 12"),
        ('lat_lon = "p"', [1]),
        ('geojson = "p"', {"type": "LineString", "coordinates": [[1.1, 51.3], [1.2, 51.3]]}),
        ('geojson = "p"', {"type": "Point", "coordinates": None}),
        ('geojson = "p"', "51,1"),
        ('grid_reference = "p"', "TR 174 68"),
        ('grid_reference = "p"', "IR 174 682"),
        ('easting = "p[0]"\nnorthing = "p[1]"', [0, 0]),
        ('easting = "p[0]"\nnorthing = "p[1]"', ["x", 1]),
    ],
)
def test_what_cannot_be_read_leaves_the_place_unknown(table: str, value: object) -> None:
    assert place(table, p=value) == (None, None)


def test_eastings_and_northings_are_those_of_the_ordnance_survey() -> None:
    """The worked example of the survey's guide to coordinate systems, and a pier in Kent."""
    lat, lon = place('easting = "e"\nnorthing = "n"', e=651409.903, n=313177.270)
    assert (lat, lon) == (pytest.approx(52.658, abs=2e-4), pytest.approx(1.716, abs=2e-4))
    lat, lon = place('easting = "e"\nnorthing = "n"', e="617400", n="168200")
    assert (lat, lon) == (pytest.approx(51.371, abs=1e-3), pytest.approx(1.122, abs=1e-3))


@pytest.mark.parametrize(
    ("reference", "metres"),
    [
        ("TR 174 682", (617_450, 168_250)),
        ("tr1740068200", (617_400.5, 168_200.5)),
        ("SV 00 00", (500, 500)),
        ("HP 6 1", (465_000, 1_215_000)),
        ("NT 27 73", (327_500, 673_500)),
    ],
)
def test_a_grid_reference_is_the_middle_of_its_square(
    reference: str, metres: tuple[float, float]
) -> None:
    assert locations.eastings(reference) == metres


def test_the_first_way_that_gives_a_place_is_taken() -> None:
    table = 'lat = "a"\nlon = "b"\nlat_lon = "p"'
    assert place(table, a=None, b=None, p="51.3703 1.1203") == HERNE_BAY


def test_without_the_library_the_mapping_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locations, "find_spec", lambda _name: None)
    said = wrong(f'{PLAIN}[calls.where]\neasting = "e"\nnorthing = "n"')
    assert said == f"calls.where.easting: {locations.MISSING}"
