"""A process that writes a checkpoint while the board that it was taken of is folded on.

Packing what a board has put away takes as long as folding it. Where there is a second processor,
nobody waits for that. The writer fills a file that has no name yet; putting it in its place is the
work of the process that began it: a writer whose process has ended leaves no checkpoint.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from jru_tui.board import Archive, ArchivePiece, TimeSpan
from jru_tui.journal.checkpoint import Checkpoint, copy_content
from jru_tui.journal.errors import in_words
from jru_tui.journal.new_checkpoint import NewCheckpoint, fill
from jru_tui.journal.protocol import JournalError

_ALONE = "alone"
_LOOK_S = 0.05
_END_WITHIN_S = 0.2
"""Seconds that an abandoned writer is waited for: one whose disk does not answer ends behind that,
whoever waits for it or not."""
_DECODER = msgspec.msgpack.Decoder(list[ArchivePiece])


class LayeredArchive:
    """An archive that holds the pieces of one in memory, and reads all others from it.

    Args:
        pieces: what has changed since `onto` was written.
        onto: the archive below; None where the pieces are all there is.
    """

    def __init__(self, pieces: Iterable[ArchivePiece], onto: Archive | None) -> None:
        self._onto = onto
        self._held: dict[str, dict[str, bytes | None]] = {}
        for piece in pieces:
            self._held.setdefault(piece.shelf, {})[piece.key] = piece.value

    def get(self, shelf: str, key: str) -> bytes | None:
        """See `Archive.get`."""
        held = self._held.get(shelf, {})
        if key in held:
            return held[key]
        return None if self._onto is None else self._onto.get(shelf, key)

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> list[tuple[str, bytes]]:
        """See `Archive.scan`: `shelf`, `first`, `last`, `newest_first`."""
        held = self._held.get(shelf, {})
        found = [
            (key, value) for key, value in held.items() if value is not None and first <= key < last
        ]
        while self._onto is not None:
            older = list(self._onto.scan(shelf, first, last, newest_first=newest_first))
            found += [piece for piece in older if piece[0] not in held]
            if not newest_first or not older or older[-1][0] not in held:
                break
            last = older[-1][0]
        return sorted(found, reverse=newest_first)


class PendingCheckpoint:
    """A checkpoint that is being written: an archive that holds its pieces already."""

    def __init__(
        self, new: NewCheckpoint, pieces: Sequence[ArchivePiece], onto: Checkpoint | None
    ) -> None:
        """Begin to write.

        Args:
            new: the file to fill.
            pieces: what has changed since `onto`; all there is, where that is None.
            onto: the one that the board was read through to.

        Raises:
            JournalError: it cannot be begun.
        """
        self._new = new
        self._made: Checkpoint | None = None
        layers = LayeredArchive(pieces, onto)
        self.get, self.scan = layers.get, layers.scan
        with in_words(new.file):
            new.begin(None)
            below = () if onto is None else (onto.descriptor,)
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                (sys.executable, "-m", __name__, str(new.file), *map(str, below or (_ALONE,))),
                pass_fds=below,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended, and says why
            self._process.stdin.write(msgspec.msgpack.encode(pieces))
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdin = None  # it has all of it

    def find(self, words: str, most: int, span: TimeSpan | None = None) -> Sequence[str]:
        """See `Archive.find`: `words`, `most`, `span`; waits until it is written."""
        return self.finish().find(words, most, span)

    def finish(self, is_cancelled: Callable[[], bool] = lambda: False) -> Checkpoint:
        """Wait until it is written, and put it in its place.

        Args:
            is_cancelled: tells, again and again, that nobody waits for it any more: it is abandoned
                within `_END_WITHIN_S`, whatever it is at.

        Raises:
            JournalError: it could not be written, or was cancelled; says why.
        """
        if self._made is None:
            while (written := self._written()) is None:
                if is_cancelled():
                    self.abandon()
                    raise JournalError("The checkpoint was not finished.")
            said = written.decode().strip()
            if self._process.returncode:
                self._new.file.unlink(missing_ok=True)
                raise JournalError(said or "The checkpoint was not written to its end.")
            self._made = self._new.put_in_place(said)
        return self._made

    def abandon(self) -> None:
        """End the writing, if it has not come to its end."""
        if self._made is None:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.communicate(timeout=_END_WITHIN_S)
            self._new.file.unlink(missing_ok=True)

    def _written(self) -> bytes | None:
        """The words of the writer at its end; None if it is at work some moments later."""
        try:
            told, _ = self._process.communicate(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            return None
        return told


def main() -> int:
    """Fill the file that is named with the pieces on standard input.

    The second argument is the descriptor of the checkpoint that they have changed since, or says
    that they are all there is.

    Tells on standard output its digest, or what is wrong.

    Returns:
        The exit status: 0 if it was filled.
    """
    file, below = Path(sys.argv[1]), sys.argv[2]
    try:
        pieces = _DECODER.decode(sys.stdin.buffer.read())
        with in_words(file):
            if below != _ALONE:
                copy_content(int(below), file)
            said = fill(file, pieces, made=below != _ALONE)
    except JournalError as error:
        sys.stdout.write(" ".join(str(error).split()))
        return 1
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
