"""Fields of calls and vehicles: codes, defaults, what counts as nothing, what matters."""

from typing import Any

import pytest

from jru_tui.feeds.mapping.values import unmapped_codes
from jru_tui.feeds.models import unmapped_words
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped

OPENED = "2020-10-30T20:00:00Z"


def calls(text: str, *records: Any) -> list[dict[str, Any]]:
    return mapped(PLAIN + text, {"calls": list(records)}).calls


def test_a_code_is_looked_up_whatever_its_case_and_spaces() -> None:
    text = 'grade = "p"\n[codes.grade]\n"Immediate" = "G1"\n1 = "G2"'
    found = calls(
        text, *({"id": n, "opened": OPENED, "p": p} for n, p in enumerate(["immediate ", 1, "1"]))
    )
    assert [call["grade"] for call in found] == ["G1", "G2", "G2"]


def test_a_word_that_no_table_names_is_shown_as_it_came_and_counted() -> None:
    text = PLAIN + 'grade = "p"\ntype = "t"\n[codes.grade]\n"Immediate" = "G1"'
    data = {
        "calls": [
            {"id": "K-1", "opened": OPENED, "p": "Code Red", "t": "anything"},
            {"id": "K-2", "opened": OPENED, "p": "Code Red"},
            {"id": "K-3", "opened": OPENED, "p": "G1"},
        ]
    }
    made = mapped(text, data)
    assert [call["grade"] for call in made.calls] == ["Code Red", "Code Red", "G1"]
    assert made.unmapped == {("grade", "Code Red"): 2}
    said = unmapped_words(unmapped_codes(made.unmapped))
    assert said == "codes that the mapping does not name: grade “Code Red”"


def test_many_unknown_words_are_told_in_one_line() -> None:
    words = {("type", f"T{n}"): 1 for n in range(8)}
    assert unmapped_words(unmapped_codes(words)).endswith("type “T4” and 3 more")
    assert unmapped_words(()) == ""


def test_a_word_can_stand_for_nothing() -> None:
    text = 'outcome = "o"\n[codes.outcome]\n"Other" = ""'
    (call,) = calls(text, {"id": "K-1", "opened": OPENED, "o": "Other"})
    assert "outcome" not in call


def test_constants_and_defaults_fill_what_came_to_nothing() -> None:
    text = 'origin = "o"\ntype = "\'rtc\'"\n[calls.defaults]\norigin = "police"\narea = "east_kent"'
    one, other = calls(
        text, {"id": "K-1", "opened": OPENED, "o": ""}, {"id": "K-2", "opened": OPENED, "o": "self"}
    )
    assert (one["origin"], one["type"], one["where"]) == ("police", "rtc", {"area": "east_kent"})
    assert other["origin"] == "self"


def test_texts_that_mean_nothing_are_nothing() -> None:
    text = PLAIN.replace("[times]", 'nothing = ["", "N/A", "--"]\n[times]') + 'updated_at = "u"'
    (call,) = mapped(text, {"calls": [{"id": "K-1", "opened": OPENED, "u": " N/A "}]}).calls
    assert "updated_at" not in call


@pytest.mark.parametrize("nothing", ["[0]", "[0.0]", '["0"]', '["", 0, "N/A"]'])
@pytest.mark.parametrize("value", [0, 0.0, "0", [0, None]])
def test_numbers_that_mean_nothing_are_nothing(nothing: str, value: object) -> None:
    """MAP-11."""
    text = PLAIN.replace("[times]", f"nothing = {nothing}\n[times]") + 'grade = "g"\nversion = "v"'
    data = {"calls": [{"id": "K-1", "opened": OPENED, "g": value, "v": value}]}
    (call,) = mapped(text, data).calls
    assert {"grade", "version"}.isdisjoint(call)


def test_only_the_records_that_matter_are_taken() -> None:
    text = "only = \"agency == 'JRU'\""
    found = calls(
        text,
        {"id": "K-1", "opened": OPENED, "agency": "JRU"},
        {"id": "K-2", "opened": OPENED, "agency": "FIRE"},
        {"id": "K-3", "opened": OPENED},
    )
    assert [call["id"] for call in found] == ["K-1"]


def test_a_filter_that_cannot_judge_a_record_sets_it_aside_with_the_reason() -> None:
    text = PLAIN + "only = \"starts_with(unit, 'JRU')\""
    data = {
        "calls": [{"id": "K-1", "opened": OPENED}, {"id": "K-2", "opened": OPENED, "unit": "JRU3"}]
    }
    made = mapped(text, data)
    assert [call["id"] for call in made.calls] == ["K-2"]
    (refusal,) = made.refused
    assert refusal.key == f"#{refusal.digest[:6]}"
    assert refusal.reason.endswith(" (record 1 of its list)")
    assert refusal.reason.startswith("“starts_with(unit, 'JRU')” cannot be evaluated: ")


def test_a_record_without_an_id_or_that_is_none_is_set_aside() -> None:
    made = mapped(PLAIN, {"calls": [{"opened": OPENED}, "K-2", {"id": [1], "opened": OPENED}]})
    assert [each.reason for each in made.refused] == [
        "id: is missing (record 1 of its list)",
        "the record is not an object (record 2 of its list)",
        "id: is missing (record 3 of its list)",
    ]


def test_an_id_with_spaces_becomes_one_word_the_same_everywhere() -> None:
    row = {"call": "K 1", "unit": "JRU  3", "opened": OPENED, "sent": OPENED}
    made = mapped(GROUPED, [row])
    assert made.calls[0]["id"] == "K_1"
    assert made.calls[0]["responses"][0]["vehicle"] == "JRU_3"
    assert made.vehicles[0] == {
        "id": "JRU_3",
        "name": "JRU  3",
        "status": "allocated",
        "status_at": OPENED,
        "call": "K_1",
        "inferred": True,
    }


def test_a_state_that_no_table_names_never_closes_a_call() -> None:
    text = 'state = "s"\nclosed_at = "c"\n[codes.state]\n"Done" = "closed"'
    found = calls(
        text,
        {"id": "K-1", "opened": OPENED, "s": "Done", "c": OPENED},
        {"id": "K-2", "opened": OPENED, "s": "Parked", "c": OPENED},
    )
    assert [(call["state"], call.get("closed_at")) for call in found] == [
        ("closed", OPENED),
        ("open", None),
    ]


def test_a_closing_time_closes_a_call_where_the_mapping_says_so() -> None:
    text = 'closed = "closed_at"\nclosed_at = "c"'
    found = calls(text, {"id": "1", "opened": OPENED, "c": OPENED}, {"id": "2", "opened": OPENED})
    assert [call["state"] for call in found] == ["closed", "open"]


def test_of_grouped_rows_the_first_that_says_something_counts_and_the_newest_time() -> None:
    text = GROUPED.replace('closed = "all_clear"', 'updated_at = "u"\nsummary = "s"')
    rows = [
        {"call": "1", "opened": OPENED, "s": "", "u": "2020-10-30T20:05:00Z"},
        {"call": "1", "opened": OPENED, "s": "Fell", "u": "2020-10-30T20:01:00Z"},
        {"call": "1", "opened": OPENED, "s": "Fell over"},
    ]
    (call,) = mapped(text, rows).calls
    assert (call["summary"], call["updated_at"]) == ("Fell", "2020-10-30T20:05:00Z")


def test_flags_are_a_list_or_a_text_that_lists_them() -> None:
    found = calls(
        'flags = "f"',
        {"id": "1", "opened": OPENED, "f": "alcohol; dog,knife"},
        {"id": "2", "opened": OPENED, "f": ["alcohol", None, 5]},
    )
    assert [call["flags"] for call in found] == [["alcohol", "dog", "knife"], ["alcohol", "5"]]


def test_notes_without_an_id_keep_the_same_one_from_document_to_document() -> None:
    text = '[calls.notes]\nlist = "n"\nat = "at"\ntext = "t"'
    first = {"at": OPENED, "t": "Rang back"}
    one = calls(text, {"id": "1", "opened": OPENED, "n": [first]})
    two = calls(text, {"id": "1", "opened": OPENED, "n": [{"t": "No time"}, {"t": ""}, first]})
    assert two[0]["notes"][1] == one[0]["notes"][0]
    assert [(note["at"], note["text"]) for note in two[0]["notes"]] == [
        (OPENED, "No time"),
        (OPENED, "Rang back"),
    ]


def test_units_in_a_text_are_parted_by_what_the_mapping_names() -> None:
    text = PLAIN + '[calls.responses]\nlist = "units"\nvehicle = "@"\nseparators = " /"\n'
    (call,) = mapped(text, {"calls": [{"id": "1", "opened": OPENED, "units": "E2 M10/T,1"}]}).calls
    assert [each["vehicle"] for each in call["responses"]] == ["E2", "M10", "T,1"]


def test_a_list_of_times_may_have_places_that_hold_nothing() -> None:
    text = PLAIN.replace('opened_at = "opened"', 'opened_at = "[sent, opened]"')
    (call,) = mapped(text, {"calls": [{"id": "1", "sent": "", "opened": OPENED}]}).calls
    assert call["opened_at"] == OPENED


def test_callback_and_number_of_people_are_read_and_an_odd_number_is_passed_on() -> None:
    text = 'callback = "caller.number"\npeople = "persons"'
    found = calls(
        text,
        {"id": "K-1", "opened": OPENED, "caller": {"number": "01227 496 0123"}, "persons": "3"},
        {"id": "K-2", "opened": OPENED, "caller": {"number": " "}, "persons": "several"},
        {"id": "K-3", "opened": OPENED, "caller": {"number": 999}, "persons": None},
    )
    assert [call.get("callback") for call in found] == ["01227 496 0123", None, "999"]
    assert [call.get("people") for call in found] == [3, "several", None]
