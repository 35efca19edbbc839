"""The command inbox: commands from another process to the board that writes a journal.

Each request is a file in a folder beside the journal. The board claims it by renaming it, so that
it is carried out once or not at all, and writes its reply beside it. A request that is not claimed
within `VALID_S` is never carried out: a command that somebody gave up must not come true later.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.board import Role
from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.files import beside, read_side_file

VALID_S = 15.0
"""Seconds for which a request may be claimed."""


class CommandRequest(Struct, frozen=True):
    """A typed line that is to be carried out.

    Attributes:
        id: of this request alone.
        at: when it was left, UTC by this machine's clock.
        by: who asks.
        line: the line, as on the board's command line.
        confirm: code of what was shown before; empty where nothing was.
        happened_at: when it was done, UTC, where it is entered late; None: now.
        role: beyond which whoever asks does nothing, by their own settings.
    """

    id: str
    at: datetime
    by: str
    line: str
    confirm: str = ""
    happened_at: datetime | None = None
    role: Role = "supervisor"


class RequestReply(Struct, frozen=True):
    """The outcome of a request.

    Attributes:
        done: it was carried out.
        said: what was done, why not, or what is to be confirmed.
        confirm: code that confirms what is said; empty where nothing is to be confirmed.
    """

    done: bool
    said: str
    confirm: str = ""


def leave(path: Path, request: CommandRequest) -> None:
    """Leave a request for the board that writes the journal at `path`.

    Raises:
        OSError, NotWrittenError: the folder or the file cannot be made.
    """
    folder = _folder(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / f"{request.id}.json", msgspec.json.encode(request).decode())


def withdraw(path: Path, request_id: str) -> bool:
    """Take a request back; False if the board has claimed it."""
    try:
        (_folder(path) / f"{request_id}.json").unlink()
    except FileNotFoundError:
        return False
    return True


def claim(path: Path, now: datetime) -> list[CommandRequest]:
    """Claim what was left for the writer of the journal at `path`; what is too old is dropped."""
    return list(_claimed(path, now))


def _claimed(path: Path, now: datetime) -> Iterator[CommandRequest]:
    for file in sorted(_folder(path).glob("[!.]*.json")):
        claimed = file.with_suffix(".claimed")
        if not file.is_file():  # a pipe would never end
            continue
        try:
            file.rename(claimed)
            request = msgspec.json.decode(read_side_file(claimed), type=CommandRequest)
        except (msgspec.DecodeError, UnicodeDecodeError, OSError):
            continue
        if request.id == file.stem and abs(now - request.at) <= timedelta(seconds=VALID_S):
            yield request
        else:
            claimed.unlink(missing_ok=True)


def reply(path: Path, request_id: str, answer: RequestReply) -> None:
    """Answer a request that was claimed.

    Args:
        path: the journal.
        request_id: id of the request.
        answer: what became of it.

    Raises:
        OSError, NotWrittenError: it cannot be written.
    """
    folder = _folder(path)
    write_whole(folder / f"{request_id}.reply", msgspec.json.encode(answer).decode())
    (folder / f"{request_id}.claimed").unlink(missing_ok=True)


def take_reply(path: Path, request_id: str) -> RequestReply | None:
    """Take the board's reply; None while there is none."""
    file = _folder(path) / f"{request_id}.reply"
    try:
        found = msgspec.json.decode(file.read_bytes(), type=RequestReply)
    except FileNotFoundError:
        return None
    file.unlink(missing_ok=True)
    return found


def clear(path: Path) -> None:
    """Remove what is left of requests that no board answered and nobody waits for."""
    for file in _folder(path).glob("[!.]*"):
        if file.suffix in (".claimed", ".reply"):
            with suppress(OSError):
                file.unlink()


def remove_expired(path: Path, now: datetime) -> None:
    """Remove what no board carries out any more, where none is open: a command has words in it.

    Args:
        path: the journal.
        now: the time, UTC.

    Raises:
        OSError: a file cannot be removed.
    """
    oldest = (now - timedelta(seconds=VALID_S)).timestamp()
    for file in _folder(path).glob("*"):
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _folder(path: Path) -> Path:
    return beside(path.resolve(), ".commands")
