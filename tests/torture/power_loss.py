"""The replay of a power loss: what a disk may hold of the writes that a process has recorded.

What was written before the last sync of its file is on the disk. Of each later write the disk may
have all, nothing, or some sectors.
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
    """A write (W), a truncation (T), a sync (S) or the removal (U) of a file of the folder."""

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
        if kind == b"W":
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
    acknowledged = 0
    for place, write in enumerate(writes[:cut]):
        if write.name == ACKNOWLEDGED:
            acknowledged = int(write.data.split()[-1]) if write.kind == "W" else acknowledged
        elif write.kind == "U":
            files.pop(write.name, None)
        else:
            durable = place < synced.get(write.name, -1)
            content = files.setdefault(write.name, bytearray())
            for part in (write,) if durable else _left_of(write, chance):
                _apply(content, part)
    for name, content in files.items():
        if not name.endswith("-shm"):
            folder.joinpath(name).write_bytes(content)
            folder.joinpath(name).chmod(0o600)
    return acknowledged


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
