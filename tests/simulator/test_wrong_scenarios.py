"""A wrong file is refused with the file, the line, and what would be right."""

from pathlib import Path

import pytest

from jru_tui.simulator.scenario import ScenarioError
from jru_tui.simulator.scenario_reader import load_scenario, parse_scenario

HEADING = """title "T"
place "Base" 51.4 0.5 medway
vehicle JRU1 "JRU 1" "Medway" "Base"
vehicle JRU2 "JRU 2" "Medway" "Base"
unit GN21
shift Friday 30 October 2020 18:00-02:00
18:00 JRU1 available
18:01 A opens fall C3 ambulance "Base" "First"
"""

WRONG = [
    ("18:02 JRU9 available", "unknown vehicle 'JRU9': did you mean 'JRU2'?"),
    ("18:02 JRU1 availible", "unknown status 'availible': did you mean 'available'?"),
    ("18:02 A closed", "unknown verb 'closed': did you mean 'closes'?"),
    ("18:02 A", "a timed line says who and what: 18:05 JRU1 available"),
    ("6pm JRU1 available", "'6pm' is not a time: write 18:05 or 18:05:30"),
    ("17:59 JRU1 available", "17:59 goes back in time: write lines in order of time"),
    ("18:02 GMT JRU1 gone", "unknown status 'gone': write one of "),
    ("18:02 BST JRU1 available", "18:02 on 30 October 2020 is GMT, not BST"),
    (
        '18:02 A opens fall C3 police "Base" "Again"',
        "call A was opened before: every call needs its own number",
    ),
    ('18:02 B opens fal C3 police "Base" "S"', "unknown type 'fal': did you mean 'fall'?"),
    (
        '18:02 B opens fall G9 police "Base" "S"',
        "unknown grade 'G9': write one of G1, G2, G3, G4, G5",
    ),
    (
        '18:02 B opens fall C7 police "Base" "S"',
        "unknown category 'C7': write one of C1, C2, C3, C4",
    ),
    (
        '18:02 B opens fall G1 nobody "Base" "S"',
        "unknown origin 'nobody': write one of police, ambulance, self",
    ),
    ('18:02 B opens fall G1 police "Bas" "S"', "unknown place 'Bas': did you mean 'Base'?"),
    ('18:02 B opens fall G1 police "Base', 'a quotation is not closed: end it with "'),
    (
        "18:02 B opens fall",
        'write: B opens TYPE [GRADE] [CATEGORY] ORIGIN "PLACE" "SUMMARY" [flags A,B] [needs A,B]',
    ),
    ('18:02 B note "Where?"', "call B has not been opened: write a line '... B opens' before"),
    ('18:02 supervisor mark "Base" "Dog" "seen"', "unknown verb 'mark': did you mean 'marks'?"),
    (
        '18:02 supervisor marks "Base" "Dog"',
        'write: supervisor marks "PLACE" "WARNING" "HOW IT IS KNOWN"',
    ),
    ('18:02 supervisor marks "Bas" "Dog" "seen"', "unknown place 'Bas': did you mean 'Base'?"),
    ("18:02 supervisor keeps A JRU1", "write: supervisor keeps K-1001 for JRU1"),
    (
        "18:02 supervisor keeps B for JRU1",
        "call B has not been opened: write a line '... B opens' before",
    ),
    ("18:02 supervisor keeps A for GN21", "unknown vehicle 'GN21': write one of JRU1, JRU2"),
    (
        "18:02 supervisor asks A",
        'write: supervisor asks K-1001 for ambulance, or ... for patrol "WORDS"',
    ),
    ("18:02 supervisor asks A for taxi", "unknown service 'taxi': write one of ambulance, patrol"),
    ("18:02 supervisor notes A", 'write: supervisor notes K-1001 "TEXT", or a vehicle'),
    ("18:02 A regraded", "write: A regraded G1, or C2, or G1 C2"),
    ("18:02 A note two words", 'write: A note "TEXT"'),
    ("18:02 A closes fine", "unknown outcome 'fine': write one of "),
    ("18:02 A closes advice spares taxi", "unknown service 'taxi': write one of "),
    ("18:02 A closes advice spares", "write: A closes advice spares ambulance,patrol"),
    (
        "18:02 A closes stood_down spares patrol",
        "'spares' has no meaning here: write A closes stood_down",
    ),
    ("18:02 A closes duplicate", "write: A closes duplicate of K-1001, naming the other call"),
    ("18:02 A closes duplicate of A", "call A cannot be a duplicate of itself"),
    ("18:02 A closes advice\n18:03 A closes advice", "call A is already closed"),
    ("18:02 JRU1 allocated", "write: JRU1 allocated K-1001, naming its call"),
    ("18:02 JRU1 allocated B", "call B has not been opened: write a line '... B opens' before"),
    ("18:02 JRU1 at_scene A", "JRU1 was never allocated to A: write 'JRU1 allocated A' before"),
    ("18:02 JRU2 allocated A", "JRU2 is off_duty: book it available before it goes to A"),
    (
        "18:02 JRU1 allocated A\n18:03 JRU1 at_scene A\n18:04 JRU1 en_route A",
        "JRU1 is already en_route, or past that, for call A",
    ),
    (
        '18:02 JRU1 allocated A\n18:03 B opens fall C3 self "Base" "S"\n18:04 JRU1 allocated B',
        "JRU1 is still on call A: book it available before it goes to B",
    ),
    (
        "18:02 JRU1 allocated A\n18:03 A closes advice",
        "JRU1 is still on call A: write 'JRU1 available' before it closes",
    ),
    (
        "18:02 GN21 refreshments",
        "unknown status 'refreshments': write one of allocated, en_route, at_scene, available",
    ),
    (
        '18:02 GN21 crew "officer SC 1"',
        "GN21 is another service's unit: only its responses are scripted",
    ),
    (
        '18:02 JRU1 crew "SC 71204"',
        "'SC 71204' is not a crew member: write \"officer SC 71204 (doctor)\"",
    ),
    (
        'place "Rome" 41.9 0.5 italy',
        "latitude 41.9 is not in Kent: it lies between 50.85 and 51.55",
    ),
    (
        'place "Swapped" 51.4 51.4 medway',
        "longitude 51.4 is not in Kent: it lies between 0.0 and 1.5",
    ),
    ('place "Base" 51.4 0.5 medway', "place 'Base' is declared twice: declare each place once"),
    ("unit JRU1", "JRU1 is declared twice: declare each call sign once"),
    ("shift Friday 31 October 2020 18:00-02:00", "31 October 2020 is a Saturday, not a Friday"),
    (
        "shift Friday 30 October 2020 20:00-02:00",
        "this shift starts before the one above it ends: write shifts in order",
    ),
    ("shift tomorrow", "write: shift Friday 30 October 2020 18:00-02:00"),
    (
        "hello",
        (
            "unknown word 'hello': write one of title, about, place, vehicle, unit, traffic, "
            "shift, a time"
        ),
    ),
]


@pytest.mark.parametrize(("lines", "reason"), WRONG)
def test_a_wrong_line_is_named(lines: str, reason: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(HEADING + lines, name="wrong", source="wrong.feed")
    number = len((HEADING + lines).splitlines())
    assert str(refused.value).startswith(f"wrong.feed:{number}: {reason}")
    assert str(refused.value).endswith(reason) or reason.endswith("write one of ")


def test_a_time_before_any_shift_says_what_is_missing() -> None:
    with pytest.raises(ScenarioError, match=r"^f:2: a time comes before any shift: write 'shift "):
        parse_scenario('title "T"\n18:00 JRU1 available', name="f", source="f")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "title"),
        ('title "T"', "vehicle"),
        (HEADING.partition("shift")[0], "shift"),
        (HEADING.partition("18:00 ")[0], "timed line"),
    ],
)
def test_an_incomplete_file_says_what_is_missing(text: str, missing: str) -> None:
    with pytest.raises(ScenarioError, match=rf"no {missing}$"):
        parse_scenario(text, name="f", source="f")


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario("no_such_night")
    assert str(refused.value).startswith("there is no scenario 'no_such_night': name a file or one")
    assert "quiet_tuesday" in str(refused.value)


def test_a_file_that_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "latin.feed"
    path.write_bytes(b'title "Caf\xe9"')
    with pytest.raises(ScenarioError, match=r"not UTF-8 text \(byte 10\): save the file as UTF-8"):
        load_scenario(str(path))


@pytest.mark.parametrize("name", ["missing.feed", "a/b", "nul\0.feed"])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="cannot be read: "):
        load_scenario(f"{tmp_path}/{name}")


def test_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read: Is a directory"):
        load_scenario(str(tmp_path))
