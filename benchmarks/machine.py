"""The machine and the program of a run, in words."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.workspace import ROOT

_GB = 1_000_000


def machine() -> str:
    """Processor, memory, system, Python and the libraries that matter."""
    cpus = len(os.sched_getaffinity(0))
    kilobytes = int(_field(Path("/proc/meminfo"), "MemTotal").split()[0])
    return (
        f"{cpus} processors ({_field(Path('/proc/cpuinfo'), 'model name')}), "
        f"{kilobytes / _GB:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Textual {version('textual')}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def program() -> str:
    """The program's version and commit; marked where files differ from that."""
    commit = _git("rev-parse", "--short", "HEAD") or "unknown commit"
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    return f"jru-tui {version('jru-tui')}, {commit}{changed}"


def _field(path: Path, name: str) -> str:
    for line in path.read_text().splitlines():
        known, _, value = line.partition(":")
        if known.strip() == name:
            return value.strip()
    return "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ("/usr/bin/env", "git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
