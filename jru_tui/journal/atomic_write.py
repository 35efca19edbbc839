"""An atomic write: a file whole or not at all, readable by its owner alone."""

import os
from contextlib import suppress
from pathlib import Path


class NotWrittenError(Exception):
    """The file could not be written, and what stood there still stands; says why, in a sentence."""


def write_whole(path: Path, content: str) -> None:
    """Write text (UTF-8, line ends as they are) to a file, in one step as seen from outside.

    It is written beside its place, made durable and then put in it: after a failure, a full disk
    or a kill the old file is there, unchanged. The new one has mode 0600 whatever the old one had.

    Raises:
        NotWrittenError: it could not be written, or something that is no file stands in its place.
    """
    beside = None
    try:
        place = path.resolve()
        if (
            place.is_symlink()
        ):  # since Python 3.13 nothing is raised for links that lead in a circle
            raise NotWrittenError(f"{path} cannot be written: it is a link to itself.")
        if place.exists() and not place.is_file():
            raise NotWrittenError(f"{path} is not a file.")
        beside = place.with_name(f".{place.name}.{os.urandom(4).hex()}")
        _write(beside, content.encode())
        beside.replace(place)
    except (OSError, RuntimeError) as error:  # the latter for links that go round in a circle
        if beside is not None:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NotWrittenError(f"{path} cannot be written: {reason}.") from error
    sync_folder(place.parent)


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; a system that cannot has the files all the same."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
