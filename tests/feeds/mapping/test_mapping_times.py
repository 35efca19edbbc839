"""Times as other systems write them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.mapping.mapper import MappedDocument, map_rows
from jru_tui.feeds.mapping.schema import Repeated
from jru_tui.feeds.mapping.time_forms import TimeForm, WrongFormError
from jru_tui.feeds.mapping.times import BadTimeError, TimeReader
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped, mapping, wrong

LONDON = ZoneInfo("Europe/London")
MOMENT = datetime(2020, 10, 30, 22, 38, 2, tzinfo=UTC)
ALL = ("iso", "epoch_s", "epoch_ms", "uk_12h", "uk", "%Y%m%d%H%M%S", "http")


@pytest.mark.parametrize(
    "value",
    [
        "2020-10-30T22:38:02Z",
        "2020-10-30T23:38:02+01:00",
        "2020-10-30 22:38:02",
        "2020-10-30T22:38:02.000",
        1604097482,
        1604097482.0,
        "1604097482",
        1604097482000,
        "1604097482000",
        "30/10/2020 10:38:02 PM",
        "30/10/2020 10:38:02 pm",
        "30/10/2020 22:38:02",
        " 30/10/2020 22:38:02 ",
        "20201030223802",
        "Fri, 30 Oct 2020 22:38:02 GMT",
        ["2020-10-30T22:50:00Z", None, "2020-10-30T22:38:02Z"],
    ],
)
def test_a_time_is_read_in_whichever_form_it_has(value: object) -> None:
    assert TimeReader(ALL, LONDON).read(value) == MOMENT


def test_the_first_form_that_fits_is_meant() -> None:
    text = "03/04/2021 01:00:00 AM"
    assert TimeReader(("us_12h", "uk_12h"), LONDON).read(text).month == 3
    assert TimeReader(("uk_12h", "us_12h"), LONDON).read(text).month == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("yesterday", "matches none of the time formats (iso, epoch_s, epoch_ms): “yesterday”"),
        ("2020-10-30", "matches none of the time formats (iso, epoch_s, epoch_ms): “2020-10-30”"),
        (True, "matches none of"),
        (12, "matches none of"),
        (10**400, "matches none of"),
        ({"at": 1}, "matches none of"),
        ([None], "holds no time"),
        ("0001-01-01T00:00:00+14:00", "is out of range"),
        ("2020-10-30T22:38:02", "has no zone (times.zone names none): “2020-10-30T22:38:02”"),
    ],
)
def test_what_is_no_time_is_told(value: object, said: str) -> None:
    with pytest.raises(BadTimeError) as caught:
        TimeReader(("iso", "epoch_s", "epoch_ms")).read(value)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("repeated", "hour"),
    [("first", 0), ("second", 1), ("in_order", 0), ("arrival", 0)],
)
def test_the_hour_that_happens_twice_is_read_as_the_mapping_says(
    repeated: Repeated, hour: int
) -> None:
    found = TimeReader(("iso",), LONDON, repeated).read("2020-10-25T01:30:00")
    assert found == datetime(2020, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("rule", ["arrival", "in_order", "first", "second", "refuse"])
@pytest.mark.parametrize("hour", [0, 1])
def test_a_documents_own_time_is_the_one_near_the_clock(rule: Repeated, hour: int) -> None:
    times = TimeReader(("uk",), LONDON, rule)
    clock = datetime(2026, 10, 25, hour, 31, tzinfo=UTC)
    assert times.read_near("25/10/2026 01:30:00", clock) == clock - timedelta(minutes=1)


def test_the_hour_that_happens_twice_can_be_refused() -> None:
    times = TimeReader(("iso",), LONDON, "refuse")
    with pytest.raises(BadTimeError, match="occurs twice"):
        times.read("2020-10-25T01:30:00")
    assert times.read("2020-10-25T02:30:00") == datetime(2020, 10, 25, 2, 30, tzinfo=UTC)


def test_in_order_a_stage_never_comes_before_the_one_that_it_follows() -> None:
    text = GROUPED.replace('"Europe/London"', '"Europe/London"\nrepeated = "in_order"')
    times = {"opened": "01:40", "sent": "01:50", "mobile": "01:55", "arrived": "01:05"}
    row = {stage: f"2020-10-25T{time}:00" for stage, time in times.items()}
    made = mapped(text, [{"call": "K-1", "unit": "JRU1", **row, "clear": "2020-10-25T02:10:00"}])
    assert made.calls[0]["opened_at"] == "2020-10-25T00:40:00Z"
    assert made.calls[0]["responses"] == [
        {
            "vehicle": "JRU1",
            "allocated_at": "2020-10-25T00:50:00Z",
            "en_route_at": "2020-10-25T00:55:00Z",
            "at_scene_at": "2020-10-25T01:05:00Z",
            "clear_at": "2020-10-25T02:10:00Z",
        }
    ]


def test_by_arrival_a_time_is_of_the_hour_that_it_came_in() -> None:
    """TIME-02."""
    rules, hour = mapping(PLAIN), RepeatedHour()
    early, late = ({"id": each, "opened": "2020-10-25T01:30:00"} for each in ("K-1", "K-2"))

    def mapped(clock: str, rows: list[dict[str, str]]) -> MappedDocument:
        hour.document(datetime.fromisoformat(f"2020-10-25T{clock}:00+00:00"))
        return map_rows(rules, rows, [], hour=hour)

    polls: tuple[tuple[str, list[dict[str, str]]], ...]
    polls = (("00:29", []), ("00:31", [early]), ("01:29", []), ("01:31", [early, late]))
    documents = [mapped(clock, rows) for clock, rows in polls]
    found = [[call["opened_at"][11:16] for call in made.calls] for made in documents]
    made = documents[-1]
    assert found == [[], ["00:30"], [], ["00:30", "01:30"]]
    assert [(each.subject, each.key) for each in made.marked] == [("call", "K-1"), ("call", "K-2")]
    assert made.marked[0].reason.startswith(
        "a time without a zone is in the hour that occurs twice"
    )


@pytest.mark.parametrize("rule", ["arrival", "in_order", "first", "second", "refuse"])
def test_a_time_in_the_hour_that_the_clocks_skip_is_told(rule: str) -> None:
    """TIME-03."""
    rules = mapping(PLAIN.replace("[times]", f'[times]\nrepeated = "{rule}"'))
    made = map_rows(rules, [{"id": "K-1", "opened": "2026-03-29T01:30:00"}], [])
    assert made.calls[0]["opened_at"] == "2026-03-29T01:30:00Z"
    (marked,) = made.marked
    assert (marked.subject, marked.key) == ("call", "K-1")
    assert marked.reason.startswith("a time is in the hour that the clocks skip")


def test_a_time_goes_into_a_query_in_the_form_that_the_server_reads() -> None:
    summer = datetime(2020, 7, 1, 22, 0, tzinfo=UTC)
    for form, text in (
        ("iso", "2020-07-01T22:00:00Z"),
        ("epoch_s", "1593640800"),
        ("epoch_ms", "1593640800000"),
        ("%Y-%m-%dT%H:%M:%S", "2020-07-01T23:00:00"),
        ("%Y-%m-%dT%H:%M:%SZ", "2020-07-01T22:00:00Z"),
        ("%Y-%m-%dT%H:%M:%S+02:00", "2020-07-02T00:00:00+02:00"),
        ("%Y-%m-%d %H:%M:%S%z", "2020-07-01 23:00:00+0100"),
        ("%Y-%m-%d %H:%M:%S %Z", "2020-07-01 23:00:00 BST"),
        ("http", "Wed, 01 Jul 2020 22:00:00 GMT"),
    ):
        assert TimeForm(form, LONDON).format(summer) == text
    assert TimeForm("uk").format(summer) == "01/07/2020 22:00:00"


@pytest.mark.parametrize("minute", range(0, 180, 5))
def test_a_query_leaves_out_nothing_where_the_clocks_go_back(minute: int) -> None:
    """MAP-10: whatever happens after the moment that is asked from is written later than it."""
    start = datetime(2020, 10, 24, 23, tzinfo=UTC) + timedelta(minutes=minute)
    form = TimeForm("%Y-%m-%dT%H:%M:%S", LONDON)
    asked = form.format(start)
    for later in range(0, 180, 5):
        local = (start + timedelta(minutes=later)).astimezone(LONDON)
        assert local.strftime("%Y-%m-%dT%H:%M:%S") >= asked or later > 60


NOON = datetime(2026, 7, 1, 10, 38, 2, tzinfo=UTC)


@pytest.mark.parametrize("zone", [LONDON, ZoneInfo("America/Los_Angeles"), None])
@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%Y-%m-%d %H:%M:%S %Z", "2026-07-01 10:38:02 UTC"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-07-01 10:38:02 gmt"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-07-01 10:38:02 Z"),
        ("%Y-%m-%d %H:%M:%S%Z", "2026-07-01 10:38:02Z"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-07-01 11:38:02 BST"),
        ("%Y-%m-%d %H:%M:%S %z", "2026-07-01 12:38:02 +0200"),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-07-01T10:38:02Z"),
        ("%H:%M:%S UTC on %d.%m.%Y", "10:38:02 UTC on 01.07.2026"),
        ("%Y-%m-%dT%H:%M:%S+02:00", "2026-07-01T12:38:02+02:00"),
        ("%d/%m/%Y %H:%M:%S-0130", "01/07/2026 09:08:02-0130"),
        ("%Y-%m-%dT%H:%M:%Sz", "2026-07-01T10:38:02z"),
        ("%d/%m/%Y %H:%M:%S zulu", "01/07/2026 10:38:02 Zulu"),
        ("%d/%m/%Y %H:%M:%S utc", "01/07/2026 10:38:02 UTC"),
        ("%d/%m/%Y %H:%M:%S (UTC)", "01/07/2026 10:38:02 (UTC)"),
        ("%d/%m/%Y %H:%M:%S UTC+1", "01/07/2026 11:38:02 UTC+1"),
        ("%d/%m/%Y %H:%M:%S GMT +01:30", "01/07/2026 12:08:02 GMT +01:30"),
        ("%Y-%m-%dT%H:%M:%S+01", "2026-07-01T11:38:02+01"),
        ("%a %b %d %H:%M:%S %Z %Y", "Wed Jul 01 11:38:02 BST 2026"),
        ("http", "Wed, 01 Jul 2026 11:38:02 BST"),
        ("http", "Wed, 01 Jul 2026 10:38:02 GMT"),
        ("iso", "2026-07-01T12:38:02+02:00"),
    ],
)
def test_a_zone_that_is_written_in_a_time_counts(
    form: str, text: str, zone: ZoneInfo | None
) -> None:
    """MAP-08."""
    assert TimeReader((form,), zone).read(text) == NOON


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%Y-%m%d%H%M", "2026-07011138"),
        ("%d-%m-20%y %H:%M", "01-07-2026 11:38"),
        ("%d.%m.%Y um %H:%M Uhr", "01.07.2026 um 11:38 Uhr"),
        ("%Y-%m-%dT%Hh%M", "2026-07-01T11h38"),
        ("on %d %B %Y at %H:%M", "on 01 July 2026 at 11:38"),
    ],
)
def test_what_only_looks_like_a_zone_is_none(form: str, text: str) -> None:
    """MAP-08: the time is in the feed's own."""
    assert TimeReader((form,), LONDON).read(text) == NOON.replace(second=0)


def test_the_names_of_the_feeds_own_zone_count() -> None:
    """MAP-08."""
    form, text = "%Y-%m-%d %H:%M:%S %Z", "2026-07-01 03:38:02 PDT"
    assert TimeReader((form,), ZoneInfo("America/Los_Angeles")).read(text) == NOON
    with pytest.raises(BadTimeError, match="matches none of the time formats"):
        TimeReader((form,), LONDON).read(text)
    assert TimeReader(("%d.%m.%Y %H:%M:%S CEST",), ZoneInfo("Europe/Berlin")).read(
        "01.07.2026 12:38:02 CEST"
    ) == (NOON)


@pytest.mark.parametrize("key", ["times.forms", "since.form"])
@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("%Y-%m-%d %H:%M:%S %Y", "a form that names each part of a time once"),
        ("%c %Y", "a form that names each part of a time once"),
        ("%Y-%m-%d %H:%M:%S CEST", "a form whose zone is known: UTC, GMT, BST, a name of"),
        ("%d.%m.%Y %H:%M:%S MEZ", "a form whose zone is known: UTC, GMT, BST, a name of"),
        ("%Y-%m-%d %H:%M:%S Europe/Berlin", "a form whose zone is known: UTC, GMT, BST, a name"),
        ("%Y-%m-%d %H:%M:%SZ %z", "a form that names its zone once"),
        ("%Y-%m-%d %H:%M:%S %p", "a form with hours up to 24 (%H), or with AM and PM"),
        ("%Y-%m-%d %I:%M:%S", "a form with hours up to 24 (%H), or with AM and PM"),
        ("%H:%M:%S", "a form with a date and its year"),
        ("%d %H:%M %Y", "a form with a date and its year"),
        ("%G-%V %H:%M", "a form with a date and its year"),
        ("%s", 'a form such as "iso" or'),
        ("%Y-%m-%d %", 'a form such as "iso" or'),
        ("ISO", 'a form such as "iso" or "%d/%m/%Y %H:%M:%S"; did you mean iso?'),
    ],
)
def test_a_form_that_cannot_be_read_without_a_doubt_is_refused_when_it_is_loaded(
    form: str, right: str, key: str
) -> None:
    """MAP-09, MAP-10."""
    told = {
        "times.forms": PLAIN.replace("[times]", f'[times]\nforms = ["{form}"]'),
        "since.form": f'{PLAIN}[since]\nform = "{form}"\nparameter = "s"',
    }
    assert wrong(told[key]).startswith(f"{key} is ")
    assert right in wrong(told[key])


@given(st.sampled_from("aAbBcdfGHIjmMpSuUVwWxXyYzZ%"), st.text("%YmdHMSZz-/: ", max_size=14))
def test_no_form_that_is_taken_costs_more_than_a_record(directive: str, rest: str) -> None:
    """MAP-09."""
    form = f"%Y-%m-%d %H:%{directive}{rest}"
    times = None
    with suppress(WrongFormError):
        times = TimeReader((form,), LONDON)
    for text in ("2026-07-01 10:38", form, "", "\0", "9" * 50):
        with suppress(BadTimeError):
            assert times is None or times.read(text) is not None


@pytest.mark.parametrize(
    "value", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1999-12-31T00:00Z"]
)
def test_a_documents_own_time_is_one_that_a_clock_can_show(value: str) -> None:
    """MAP-24."""
    with pytest.raises(BadTimeError, match="is outside the years 2000 to 2199"):
        TimeReader(("iso",), LONDON).read_near(value, MOMENT)
