"""The replay of a power loss: what a disk may hold of the writes that a process has recorded.

What was written before the last sync of its file is on the disk. Of each later write the disk may
have all, nothing, or some sectors. What became of names since the last sync of the folder may be
undone, from some moment on.
"""

import random
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("recorder.c")
ACKNOWLEDGED = "acknowledged"
"""The file into which a work writes what was acknowledged, so that it stands among the writes."""
_SECTOR = 512
_HEAD = struct.Struct("=cQQQ")


class Write(NamedTuple):
    """A write (W), truncation (T), sync (S), removal (U), another name (R) or a second one (L)."""

    kind: str
    name: str
    offset: int
    data: bytes


def build(folder: Path) -> Path:
    """Compile the recorder.

    Raises:
        OSError, subprocess.CalledProcessError: there is no compiler, or it fails.
    """
    made = folder / "recorder.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    return made


def read(record: Path) -> list[Write]:
    """Read what was recorded."""
    return [*_read(record.read_bytes())]


def _read(content: bytes) -> Iterator[Write]:
    at = 0
    while at + _HEAD.size <= len(content):
        kind, length, offset, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        name = content[at : at + length].decode()
        at += length
        data = b""
        if kind in (b"W", b"R", b"L"):
            data = content[at : at + size]
            at += size
        yield Write(kind.decode(), name, offset, data)


def lose_power(
    before: dict[str, bytes], writes: list[Write], cut: int, folder: Path, chance: random.Random
) -> int:
    """Make the files as a disk may hold them that lost its power behind some writes.

    Args:
        before: the files as they were on the disk before the first write.
        writes: all that were recorded.
        cut: how many of them were made.
        folder: takes the files.
        chance: chooses what became of each write that was not synced.

    Returns:
        How many events had been acknowledged until then.
    """
    synced = {write.name: place for place, write in enumerate(writes[:cut]) if write.kind == "S"}
    files = {name: bytearray(content) for name, content in before.items()}
    kept_names = _kept_names(writes[:cut], chance)
    still_called: dict[str, str] = {}
    acknowledged = 0
    for place, write in enumerate(writes[:cut]):
        if write.name == ACKNOWLEDGED:
            acknowledged = int(write.data.split()[-1]) if write.kind == "W" else acknowledged
        elif write.kind in "URL":
            if place < kept_names:
                _change_name(files, write)
            elif write.kind == "R":
                still_called[write.data.decode()] = write.name
        elif write.name != ".":
            durable = place < synced.get(write.name, -1)
            name = still_called.get(write.name, write.name)
            content = files.setdefault(name, bytearray())
            for part in (write,) if durable else _left_of(write, chance):
                _apply(content, part)
    for name, content in files.items():
        if not name.endswith("-shm"):
            folder.joinpath(name).write_bytes(content)
            folder.joinpath(name).chmod(0o600)
    return acknowledged


def _change_name(files: dict[str, bytearray], write: Write) -> None:
    """Remove a file, or give it another name, or a second one."""
    content = files.get(write.name, bytearray())
    if write.kind in "RL":
        files[write.data.decode()] = bytearray(content)
    if write.kind in "UR":
        files.pop(write.name, None)


def _kept_names(writes: list[Write], chance: random.Random) -> int:
    """Choose up to which of the writes every removal and every new name is on the disk."""
    synced = [place for place, write in enumerate(writes) if (write.kind, write.name) == ("S", ".")]
    first = synced[-1] if synced else 0
    return chance.choice((len(writes), chance.randint(first, len(writes))))


def _left_of(write: Write, chance: random.Random) -> Iterator[Write]:
    """Give what of a write that was not synced is on the disk: all, nothing, or some sectors."""
    fate = chance.random()
    if fate < 0.4:
        return
    if fate < 0.6 or write.kind == "T":
        yield write
        return
    for start in range(0, len(write.data), _SECTOR):
        if chance.random() < 0.5:
            yield write._replace(
                offset=write.offset + start, data=write.data[start : start + _SECTOR]
            )


def _apply(content: bytearray, write: Write) -> None:
    if write.kind == "T":
        del content[write.offset :]
        content.extend(bytes(write.offset - len(content)))
        return
    if write.kind == "W":
        end = write.offset + len(write.data)
        content.extend(bytes(max(0, end - len(content))))
        content[write.offset : end] = write.data
