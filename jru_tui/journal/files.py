"""The files of a journal: owner-only, and on a disk that SQLite can rely on."""

import errno
import os
import re
import stat
from pathlib import Path

from jru_tui.journal.protocol import JournalError
from jru_tui.settings import make_private_folder

# A log in WAL mode needs memory shared between its users, which no network gives:
# https://sqlite.org/wal.html#concurrency
_NETWORK = re.compile(
    r"afs|ceph|cifs|davfs|glusterfs|lustre|ncpfs|nfs4?|smb3|smbfs"
    r"|fuse\.(ceph|davfs|glusterfs|rclone|s3fs|sshfs)"
)
_MOUNTS = Path("/proc/mounts")
_SIDES = ("-journal", "-wal", "-shm")
"""Files that SQLite keeps beside a database, by the ends of their names."""
_NOT_FILES = frozenset((errno.EISDIR, errno.ELOOP, errno.ENXIO))
"""Errors of opening what is a folder, a link or a socket."""


def beside(path: Path, suffix: str) -> Path:
    """A file that belongs to the journal: its name with `suffix` behind it."""
    return path.with_name(path.name + suffix)


class NoFileError(OSError):
    """The error of a folder, a pipe or a link in the place of a file."""


def open_side_file(file: Path, flags: int = os.O_RDONLY) -> int:
    """Open a file beside the journal, and return its descriptor. No pipe is waited for.

    Raises:
        NoFileError: something else stands in its place.
        OSError: it is not there, or cannot be opened.
    """
    try:
        descriptor = os.open(file, flags | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in _NOT_FILES:
            raise NoFileError(error.errno, os.strerror(error.errno), str(file)) from error
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NoFileError(errno.EINVAL, "not a file", str(file))


def read_side_file(file: Path) -> bytes:
    """The content of a file beside the journal.

    Raises:
        NoFileError: something else stands in its place.
        OSError: it is not there, or cannot be read.
    """
    with os.fdopen(open_side_file(file), "rb") as opened:
        return opened.read()


def set_aside(file: Path) -> Path:
    """Rename what stands in the place of a damaged file, whatever it is, and return its new name.

    Raises:
        OSError: it cannot be renamed.
    """
    number, copy = 1, beside(file, ".damaged")
    while os.path.lexists(copy):
        number += 1
        copy = beside(file, f".damaged-{number}")
    file.rename(copy)
    return copy


def paper_file(path: Path) -> Path:
    """Give the page that a board keeps of itself beside its journal, for when it is not there."""
    return path.with_name("paper.html")


def make_folder(path: Path) -> None:
    """Make the journal's folder, each part of it for its owner alone; what is there stays."""
    make_private_folder(path.parent)


def refuse_special(path: Path) -> None:
    """Keep away from what is no file: a pipe would be waited for for ever.

    Raises:
        JournalError: a folder, a pipe or a device stands at the path, or in the place of a file
            that SQLite keeps beside it.
    """
    if path.exists() and not path.is_file():
        raise JournalError(f"{path} is not a journal: it is not a file at all.")
    for suffix in _SIDES:
        side = beside(path, suffix)
        if os.path.lexists(side) and not side.is_file():
            raise JournalError(
                f"{side} is not a file (a folder, a pipe or a link is in its place), so the "
                "journal beside it cannot be opened. Move it away and try again."
            )


def make_private(path: Path) -> None:
    """Make the journal's file (0600) where it is missing, and tighten a looser one.

    SQLite gives its own side files the mode of the main one.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for file in (path, beside(path, "-wal"), beside(path, "-shm")):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def is_started(path: Path) -> bool:
    """Test whether the file has its tables yet.

    A rollback journal belongs to it only while they are made, and after a crash just then: what
    has its tables keeps a log instead, and says so in its header
    (https://sqlite.org/fileformat2.html#file_format_version_numbers).

    Raises:
        OSError: it cannot be read.
    """
    if not path.exists() or path.stat().st_size == 0:
        return False
    if not beside(path, "-journal").exists():
        return True
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\x02\x02"


def may_write(path: Path) -> bool:
    """Test whether this user could write the journal: the file, and side files in its folder."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


Identity = tuple[int, int]
"""Which file it is: its device and inode."""


def identity(path: Path) -> Identity | None:
    """Identify the file at the path; None if there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def refuse_network(path: Path) -> None:
    """Keep the journal off disks where SQLite can lose it.

    Only Linux says what a path is mounted from; elsewhere nothing is refused.

    Raises:
        JournalError: the path is on a network filesystem.
    """
    if not _MOUNTS.exists():
        return
    kind = filesystem(path, _MOUNTS.read_text(errors="surrogateescape"))
    if _NETWORK.fullmatch(kind):
        raise JournalError(
            f"The journal {path} would be on a network disk ({kind}), where it could be damaged: "
            "choose a folder on this machine with --journal."
        )


def filesystem(path: Path, mounts: str) -> str:
    """The type of the filesystem that holds an absolute path, by the text of `/proc/mounts`."""
    best, kind = 0, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        point = _unescape(fields[1])
        # A later mount covers an earlier one at the same place.
        if path.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), fields[2]
    return kind


def _unescape(point: str) -> str:
    """A mount point as it is: the kernel writes blanks, tabs, line ends, backslashes in octal."""
    for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        point = point.replace(code, character)
    return point
