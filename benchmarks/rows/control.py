"""The control: programs with a known fault, which the harness has to see as large as it is."""

from collections.abc import Iterator, Mapping

from benchmarks.lab import PATIENCE_S, Lab, firsts, ms
from benchmarks.processes import cpu_s
from benchmarks.quantiles import quantile
from benchmarks.results import Series
from benchmarks.terminal import Reaction

ROWS: Mapping[str, str] = {
    "control": "a program that answers 20 ms late",
    "control-cpu": "a program that computes for 20 ms, CPU for a key",
    "control-mute": "a program that paints nothing, keys that were seen to have an effect",
}

_FAULT_MS = 20.0
_TOLERANCE_MS = 3.0
"""By how much what is seen may differ from the fault, on a machine that has other work."""
_BESIDE = "the same without the fault"


def measure(lab: Lab) -> Iterator[Series]:
    """Press keys at a program without fault and at three with one, in turns."""
    lab.say("control")
    with (
        lab.workspace.floor("echo") as echo,
        lab.workspace.floor("echo", "late") as late,
        lab.workspace.floor("echo", "busy") as busy,
        lab.workspace.floor("echo", "mute") as mute,
    ):
        terminals = (echo, late, busy)
        for terminal in (*terminals, mute):
            terminal.wait(lambda screen: "ready" in screen.text, PATIENCE_S)
        reactions: list[list[Reaction]] = [[], [], []]
        before = [cpu_s(terminal.pid) for terminal in terminals]
        turns = lab.count(60, 15)
        for _ in range(turns):
            for terminal, seen in zip(terminals, reactions, strict=True):
                seen.append(terminal.press(b"x", window_s=0.03, quiet_s=0.01))
        used = [
            ms(cpu_s(terminal.pid) - then) / turns
            for terminal, then in zip(terminals, before, strict=True)
        ]
        silent = [mute.press(b"x", window_s=0.1, quiet_s=0.1, patience_s=0.3) for _ in range(5)]
    prompt = firsts(reactions[0])
    yield Series(row="control", samples=firsts(reactions[1]), floor=prompt, beside=_BESIDE)
    yield Series(
        row="control-cpu", unit="CPU ms", samples=[used[2]], floor=[used[0]], beside=_BESIDE
    )
    yield Series(row="control-mute", unit="keys", samples=[float(len(firsts(silent)))])


def faults(series: list[Series]) -> list[str]:
    """What the harness measured wrongly, in sentences; empty when it saw the control as it is."""
    found = []
    for control in series:
        if control.row in ("control", "control-cpu"):
            added = quantile(control.samples, "p50") - quantile(control.floor, "p50")
            if abs(added - _FAULT_MS) > _TOLERANCE_MS:
                found.append(
                    f"{control.row}: {_FAULT_MS:.0f} ms were added, {added:.1f} ms were seen"
                )
        if control.row == "control-mute" and control.samples[0]:
            found.append("control-mute: an effect was seen where nothing was painted")
    return found
