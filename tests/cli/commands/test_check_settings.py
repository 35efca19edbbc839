"""`jru-tui check-settings`: everything that any command would refuse, each by its own sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Jru = Callable[..., Result]


def check(jru: Jru, home: Path, text: str) -> Result:
    (home / "jru.toml").write_text(text)
    return jru("check-settings", "--config", str(home / "jru.toml"))


def test_settings_that_are_right_are_said_to_be_so(jru: Jru, home: Path) -> None:
    done = check(jru, home, '[board]\ntheme = "high-contrast"\n[keys]\nassign = "f9"\n')
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"The settings in {home / 'jru.toml'} are valid.\n"
    assert done.stderr == ""


def test_without_a_file_those_that_ship_are_checked(jru: Jru) -> None:
    done = jru("check-settings")
    assert done.exit_code == 0
    assert "the defaults apply" in done.stdout


WRONG = {
    '[board]\ntheme = "battenberg"\n': ("board.theme", "did you mean battenburg?"),
    '[board]\nglyphs = "ascii"\n': ("board.glyphs", '"auto", "full", "plain"'),
    '[keys]\nassign = "c"\n': ("[keys]", "used by both 'assign' and 'close'"),
    '[keys]\nassing = "g"\n': ("no command is called 'assing'", "Commands:"),
    "[feed]\nintervall_s = 3\n": ("feed.intervall_s", "interval_s"),
    "[feed]\ninterval_s = 0\n": ("feed.interval_s", "1"),
    '[feed]\nmapping = "none.toml"\n': ("none.toml", "no such file"),
    '[feed]\nca_file = "none.pem"\n': ("feed.ca_file", "no such file"),
    '[travel]\ntable = "none.csv"\n': ("travel.table", "no such file"),
    '[shift]\nzone = "Europe/Lodnon"\n': ("shift.zone", "Europe/London"),
    '[grades.G1]\nlabel = "immediate"\ntarget_minutes = "soon"\n': (
        "grades.G1.target_minutes",
        "number",
    ),
    'journal = "nowhere/shift.sqlite"\n': ("no folder", "nowhere"),
    "[board\n": (":1:", "not TOML"),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_value_is_named_with_what_would_be_right(jru: Jru, home: Path, text: str) -> None:
    done = check(jru, home, text)
    assert done.exit_code == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    for words in WRONG[text]:
        assert words in sentence


def test_each_of_many_wrong_values_is_named(jru: Jru, home: Path) -> None:
    texts = [text for text in WRONG if text.startswith("[")][:-1]
    tables: dict[str, str] = {}
    for text in texts:
        head, _, rest = text.partition("\n")
        tables[head] = tables.get(head, "") + (rest if rest not in tables.get(head, "") else "")
    tables["[board]"] = 'theme = "battenberg"\n'
    tables["[keys]"] = 'assign = "c"\n'
    tables["[feed]"] = 'intervall_s = 3\nmapping = "none.toml"\nca_file = "none.pem"\n'
    done = check(jru, home, "".join(f"{head}\n{rest}" for head, rest in tables.items()))
    assert done.exit_code == 1
    for words in (
        "battenburg",
        "used by both",
        "feed.intervall_s",
        "none.toml",
        "feed.ca_file",
        "travel.table",
        "shift.zone",
        "target_minutes",
    ):
        assert words in done.stderr, words
    assert len(done.stderr.splitlines()) == 8


def test_a_broken_table_of_travel_times_is_told_with_its_line(jru: Jru, home: Path) -> None:
    (home / "minutes.csv").write_text("from,to,minutes\nA,B,soon\n")
    done = check(jru, home, '[travel]\ntable = "minutes.csv"\n')
    assert done.exit_code == 1
    assert "minutes.csv: line 2" in done.stderr


def test_what_is_no_certificate_is_told(jru: Jru, home: Path) -> None:
    (home / "ca.pem").write_text("nothing")
    done = check(jru, home, '[feed]\nca_file = "ca.pem"\n')
    assert done.exit_code == 1
    assert "feed.ca_file" in done.stderr
    assert "certificate of a CA" in done.stderr


def test_a_wrong_variable_is_told_too(
    jru: Jru, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_FEED_INTERVAL_S", "often")
    done = check(jru, home, "")
    assert done.exit_code == 1
    assert "JRU_TUI_FEED_INTERVAL_S" in done.stderr
