"""Scenarios by the command line: as figures, as pictures, and as a feed on a port."""

import json
import socket
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Jru = Callable[..., Result]

WEEKEND = "east_kent_first_weekend"
SAMPLES = Path(__file__).parents[2] / "sample_feeds"


def figures(jru: Jru, *args: str) -> dict[str, Any]:
    said = jru("status", *args, "--json")
    assert said.exit_code == 0, said.stderr
    report: dict[str, Any] = json.loads(said.stdout)
    return report


def test_jru_3_attends_twelve_calls_in_its_first_weekend(jru: Jru) -> None:
    told = figures(jru, WEEKEND, "--at", "2020-11-02T02:00:00Z")
    attended = {each["id"]: each["period"]["attended"] for each in told["vehicles"]}
    assert attended["JRU3"] == 12
    assert told["period"]["name"] == "weekend"
    assert told["feed"]["state"] == "live"


def test_the_weekend_is_counted_up_as_it_goes(jru: Jru) -> None:
    moments = ("2020-10-30T18:00:00Z", "2020-10-31 02:00", "2020-11-01 02:00", "2020-11-02 02:00")
    counts = [figures(jru, WEEKEND, "--at", each)["period"]["attended"] for each in moments]
    assert counts[0] == 0
    assert counts == sorted(set(counts))


def test_a_time_alone_is_of_the_first_shift(jru: Jru) -> None:
    assert figures(jru, WEEKEND, "--at", "22:47")["as_of"] == "2020-10-30T22:47:00Z"


def test_without_a_time_the_weekend_opens_on_friday_night(jru: Jru) -> None:
    told = figures(jru, WEEKEND)
    assert told["as_of"] == "2020-10-30T22:47:00Z"
    waiting = [each for each in told["calls"] if each["state"] == "open" and not each["vehicles"]]
    assert len(waiting) == 2


def test_a_scenario_says_that_it_is_one(jru: Jru) -> None:
    said = jru("status", WEEKEND).stdout
    assert said.startswith("Sample shift: East Kent's first weekend.\nFriday 30 October 2020")
    assert "OFFICIAL" not in said


@pytest.mark.parametrize("command", ["status", "demo", "simulate"])
def test_an_unknown_scenario_is_told_with_those_there_are(jru: Jru, command: str) -> None:
    said = jru(command, "west_kent")
    assert said.exit_code == 1
    assert "there is no scenario 'west_kent'" in said.stderr
    assert WEEKEND in said.stderr


def test_a_wrong_scenario_file_is_told_with_its_line(jru: Jru, home: Path) -> None:
    (home / "mine.feed").write_text('title "Mine"\nfly JRU1\n')
    said = jru("status", str(home / "mine.feed"))
    assert said.exit_code == 1
    assert f"{home}/mine.feed:2: " in said.stderr


def test_a_moment_that_is_none_is_wrong_usage(jru: Jru) -> None:
    said = jru("status", WEEKEND, "--at", "tonight")
    assert said.exit_code == 2
    assert "'tonight' is not a time" in said.stderr


@pytest.mark.parametrize("command", ["status", "handover", "watch", "report"])
def test_a_scenario_of_somebody_elses_steers_no_terminal(
    jru: Jru, home: Path, command: str
) -> None:
    text = SAMPLES.joinpath(f"{WEEKEND}.feed").read_text("utf-8")
    evil = home / "evil.feed"
    evil.write_text(text.replace("Sea Street", "Sea\x1b[2J Street\x1b]0;owned\x07"), "utf-8")
    done = jru(command, str(evil))
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "\x07" not in done.output


def test_a_picture_is_whole_and_shows_the_board(jru: Jru, home: Path) -> None:
    path = home / "board.svg"
    assert jru("snapshot", WEEKEND, "-o", str(path)).exit_code == 0
    shown = "".join(ET.fromstring(path.read_text()).itertext()).replace("\xa0", " ")
    assert "K-1037" in shown
    assert "22:47:00" in shown


def test_the_same_moment_is_the_same_picture(jru: Jru, home: Path) -> None:
    for name in ("one.svg", "two.svg"):
        jru("snapshot", WEEKEND, "--at", "23:00", "-o", str(home / name))
    assert (home / "one.svg").read_bytes() == (home / "two.svg").read_bytes()


def test_a_text_has_the_size_that_was_asked_for(jru: Jru, home: Path) -> None:
    path = home / "board.txt"
    assert jru("snapshot", WEEKEND, "--size", "80x24", "-o", str(path)).exit_code == 0
    lines = path.read_text().splitlines()
    assert len(lines) == 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("-o", "board.png"), "'board.png' must end in .svg or .txt."),
        (("-o", "board.svg", "--size", "big"), "'big' is not a size"),
        (("-o", "board.svg", "--size", "10x10"), "cannot be drawn: from 60x15 to 500x200"),
        ((), "Missing option '-o'"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_wrong_usage(
    jru: Jru, args: tuple[str, ...], said: str
) -> None:
    refused = jru("snapshot", WEEKEND, *args)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_a_picture_that_cannot_be_kept_is_told(jru: Jru, home: Path) -> None:
    said = jru("snapshot", WEEKEND, "-o", str(home / "no" / "board.svg"))
    assert said.exit_code == 1
    assert "cannot be written: No such file or directory." in said.stderr


def test_a_theme_that_is_none_is_told_with_its_file(jru: Jru, home: Path) -> None:
    (home / "settings.toml").write_text('[board]\ntheme = "batenburg"')
    said = jru("snapshot", WEEKEND, "-o", str(home / "board.svg"))
    assert said.exit_code == 1
    assert said.stderr == (
        f'jru-tui: {home}/settings.toml: board.theme is "batenburg", which is not a theme; '
        "did you mean battenburg?\n"
    )


def test_a_port_that_is_taken_is_told(jru: Jru) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = jru("simulate", WEEKEND, "--port", str(taken.getsockname()[1]))
    assert said.exit_code == 1
    assert "choose another with --port" in said.stderr
