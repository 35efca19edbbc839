"""What becomes of samples: quantiles, goals, tables, and a plot."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from benchmarks import __main__ as command
from benchmarks import program, results
from benchmarks.goals import GOALS, Goal, goals_of
from benchmarks.plot import as_svg
from benchmarks.quantiles import quantile, ratio
from benchmarks.results import Load, Run, Series
from benchmarks.rows import control
from benchmarks.table import as_markdown, as_text

ROOT = Path(__file__).parents[2]


def arrow(*samples: float, case: str = "20 calls", size: float = 20) -> Series:
    floor = [2.0, 2.0, 4.0]
    return Series(
        row="arrow", case=case, samples=list(samples), floor=floor, beside="bare", size=size
    )


def run(*series: Series) -> Run:
    return Run("jru-tui 1", "a machine", "2020-10-30T22:47:00Z", False, 120, [*series], [])


def test_quantiles_are_samples() -> None:
    samples = [float(number) for number in range(1, 201)]
    assert [quantile(samples, each) for each in ("p50", "p95", "p99")] == [100, 190, 198]
    assert quantile([7.0], "p99") == 7
    with pytest.raises(ValueError, match="no samples"):
        quantile([], "p50")


def test_a_ratio_is_that_of_the_same_quantile() -> None:
    assert ratio([3, 3, 8], [2, 2, 4], "p50") == 1.5
    assert ratio([3, 3, 8], [2, 2, 4], "p99") == 2
    assert ratio([3], [], "p50") is None
    assert ratio([], [3], "p50") is None
    assert ratio([3], [0], "p50") is None


def test_a_goal_is_met_by_what_was_measured_and_by_nothing_else() -> None:
    goal = Goal("arrow", "*", 1.5)
    assert goal.is_met(arrow(3.0))
    assert not goal.is_met(arrow(3.1))
    assert not goal.is_met(arrow())
    assert Goal("arrow", "20 calls", 3.0, "value").is_met(arrow(3.0))
    assert not goal.concerns(Series(row="esc", samples=[]))


def test_every_goal_is_that_of_a_row() -> None:
    assert {goal.row for goal in GOALS} <= command.TITLES.keys()
    assert len(goals_of(arrow(1.0))) == 2


def test_the_table_says_what_is_met_and_what_could_not_be_measured() -> None:
    missing = Series(row="start", case="1,000,000 events", samples=[], note="no frame within 120 s")
    text = as_text(run(arrow(2.0, 2.0, 5.0), missing), command.TITLES)
    (line,) = (line for line in text.splitlines() if line.startswith("  20 calls"))
    assert line.split() == [
        *("20", "calls", "2", "2", "5", "5", "3", "1.00", "1.25"),
        *("1", "/", "p99", "1.1", "yes", "/", "NO"),
    ]
    assert "start 1,000,000 events: no frame within 120 s" in text


def test_a_run_is_compared_by_its_ratios() -> None:
    before = run(arrow(4.0))
    text = as_text(run(arrow(2.0)), command.TITLES, before)
    assert "-50 %" in text
    assert "2.00" in text


def test_the_short_table_is_markdown() -> None:
    lines = as_markdown(run(arrow(2.0)), command.TITLES).splitlines()
    assert lines[2] == (
        "| arrow key to the first frame with its effect, 20 calls | 2 ms (bare) | 2 ms | 1.00 | 1 |"
    )
    assert lines[-1] == "`make bench`, medians. a machine."
    made = structs.replace(run(arrow(2.0)), command="python -m benchmarks --only arrow")
    caption = as_markdown(made, command.TITLES).splitlines()[-1]
    assert caption == "`python -m benchmarks --only arrow`, medians. a machine."


def test_a_run_is_named_by_the_command_that_makes_it_again() -> None:
    assert command.command_of([]) == "make bench"
    assert command.command_of(["--quick"]) == "make bench-quick"
    arguments = ["--first", "--only", "arrow,esc", "--up-to", "1000"]
    assert command.command_of(arguments) == f"python -m benchmarks {' '.join(arguments)}"


def test_a_run_comes_back_from_its_file(tmp_path: Path) -> None:
    kept = Run("p", "m", "t", True, 60, [arrow(1.0)], [Load("arrow", 2.0, 0.5)])
    results.write(kept, tmp_path / "results.json")
    assert results.read(tmp_path / "results.json") == kept


def test_repeated_runs_are_one() -> None:
    esc = Series(row="esc", samples=[9.0])
    merged = results.merged([[arrow(1.0), esc], [arrow(2.0), esc]])
    assert [(one.row, one.samples) for one in merged] == [("arrow", [1, 2]), ("esc", [9, 9])]


def test_the_plot_has_a_chart_for_what_has_several_sizes() -> None:
    grown = (arrow(3.0), arrow(9.0, case="1,000 calls", size=1_000))
    svg = ET.fromstring(as_svg([*grown, Series(row="esc", samples=[1.0])], command.TITLES))
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert len(svg.findall("svg:g", names)) == 1
    assert len(svg.findall(".//svg:circle", names)) == 2
    assert len(svg.findall(".//svg:polyline", names)) == 2


def test_the_harness_says_when_it_is_wrong() -> None:
    def controls(late: float, cpu: float, seen: float) -> list[Series]:
        return [
            Series(row="control", samples=[late], floor=[0.5]),
            Series(row="control-cpu", samples=[cpu], floor=[0.1]),
            Series(row="control-mute", samples=[seen]),
        ]

    assert control.faults(controls(20.5, 20.1, 0)) == []
    assert control.faults(controls(0.6, 20.1, 0)) == ["control: 20 ms were added, 0.1 ms were seen"]
    assert len(control.faults(controls(0.6, 0.1, 1))) == 3


def test_the_command_line_shows_a_run_and_names_its_rows(tmp_path: Path) -> None:
    results.write(run(arrow(2.0)), tmp_path / "results.json")
    bench = [sys.executable, "-m", "benchmarks"]
    told = subprocess.run(
        [*bench, "--show", tmp_path / "results.json", "--markdown"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "| 2 ms (bare) |" in told.stdout
    unknown = subprocess.run(
        [*bench, "--only", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert unknown.returncode == 2
    assert "no such row: nothing" in unknown.stderr


_PAINTS_AND_FAILS = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b[?2026h\\x1b[1;1Hopen 20 \\x1b[36;1Hkeys\\x1b[?2026l")
os.read(0, 64)
os.write(1, b"\\x1b[?2026h\\x1b[2;1Hlast words\\x1b[?2026l")
sys.exit(5)
"""


@pytest.mark.parametrize("row", ["arrow", "dialog", "command", "start"])
def test_a_row_whose_program_fails_is_named_and_the_run_exits_with_1(
    row: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(program, "COMMAND", (sys.executable, "-c", _PAINTS_AND_FAILS))
    monkeypatch.setattr(control, "faults", lambda _: [])
    arguments = ["--quick", "--up-to", "20", "--only", row, "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    assert command.main() == 1
    told = [line for line in capsys.readouterr().out.splitlines() if "NOT MEASURED" in line]
    assert {line.split()[2].rstrip(":") for line in told} == {row}
    assert "ended with 5" in told[0] or "the program ended" in told[0]


def test_a_row_that_was_measured_leaves_nothing_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The control of the test above: the same way with a program that does not fail."""
    monkeypatch.setattr(control, "faults", lambda _: [])
    arguments = ["--quick", "--only", "version", "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    assert command.main() == 0
    assert "NOT MEASURED" not in capsys.readouterr().out


def test_what_was_measured_in_part_is_a_failure() -> None:
    noted = structs.replace(arrow(2.0), note="3 of 20 keys had no effect")
    empty = Series(row="idle", case="300 vehicles", samples=[])
    assert results.failures([arrow(2.0), noted, empty]) == [
        "arrow 20 calls: 3 of 20 keys had no effect",
        "idle 300 vehicles: nothing was measured",
    ]
    assert results.merged([[noted], [arrow(2.0)]])[0].note
