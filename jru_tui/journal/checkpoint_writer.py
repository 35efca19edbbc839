"""A process that writes a checkpoint while the board that it was taken of is folded on.

Packing what a board has put away takes as long as folding it. Where there is a second processor,
nobody waits for that. The writer fills a file beside, puts it in its place and seals it; it does so
also when the process that began it has ended by then. Whoever removes its file, as a purge does,
keeps it from that.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from jru_tui.board import Archive, ArchivePiece, Closing, TimeSpan
from jru_tui.journal.checkpoint import Checkpoint, checkpoint_file, copy_content
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
        entries = self._held.get(shelf, {})
        if key in entries:
            return entries[key]
        return None if self._onto is None else self._onto.get(shelf, key)

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> list[tuple[str, bytes]]:
        """See `Archive.scan`: `shelf`, `first`, `last`, `newest_first`."""
        entries = self._held.get(shelf, {})
        found = [
            (key, value)
            for key, value in entries.items()
            if value is not None and first <= key < last
        ]
        while self._onto is not None:
            older = list(self._onto.scan(shelf, first, last, newest_first=newest_first))
            found += [piece for piece in older if piece[0] not in entries]
            if not newest_first or not older or older[-1][0] not in entries:
                break
            last = older[-1][0]
        return sorted(found, reverse=newest_first)


class PendingCheckpoint:
    """A checkpoint that is being written: an archive that holds its pieces already."""

    def __init__(
        self,
        new: NewCheckpoint,
        pieces: Sequence[ArchivePiece],
        onto: Checkpoint | None,
        make_anew: Callable[[int], None],
    ) -> None:
        """Begin to write.

        Args:
            new: the file to fill.
            pieces: what has changed since `onto`; all there is, where that is None.
            onto: the one that the board was read through to.
            make_anew: see `Checkpoint`.

        Raises:
            JournalError: it cannot be begun.
        """
        self._new = new
        self._make_anew = make_anew
        self._made: Checkpoint | None = None
        layers = LayeredArchive(pieces, onto)
        self.get, self.scan = layers.get, layers.scan
        with in_words(new.file):
            new.begin(None)
            self._inode = new.file.stat().st_ino
            below = () if onto is None else (onto.descriptor,)
            description = msgspec.json.encode(new, enc_hook=str).decode()
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                (sys.executable, "-m", __name__, description, *map(str, below or (_ALONE,))),
                pass_fds=below,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # It may go on when the terminal of this process is gone.
                start_new_session=True,
            )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended, and says why
            self._process.stdin.write(msgspec.msgpack.encode(pieces))
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdin = None  # it has all of it

    def find(self, words: str, most: int, span: TimeSpan | None = None) -> Sequence[Closing]:
        """See `Archive.find`: `words`, `most`, `span`; waits until it is written."""
        return self.finish().find(words, most, span)

    def find_any(self, words: Iterable[str], before: datetime, most: int) -> Sequence[str]:
        """See `Archive.find_any`: `words`, `before`, `most`; waits until it is written."""
        return self.finish().find_any(words, before, most)

    def finish(self, is_cancelled: Callable[[], bool] = lambda: False) -> Checkpoint:
        """Wait until it is written and in its place, and open it.

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
            output = written.decode().strip()
            if self._process.returncode:
                self._new.file.unlink(missing_ok=True)
                raise JournalError(output or "The checkpoint was not written to its end.")
            self._made = self._opened()
        return self._made

    def abandon(self) -> None:
        """End the writing, if it has not come to its end."""
        if self._made is None:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.communicate(timeout=_END_WITHIN_S)
            self._new.file.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let the writer go on by itself, also behind the end of this process.

        It has all that it needs. Where its file is removed, as a purge does, it leaves nothing.
        """
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.returncode = 0  # nobody is to wait for it, or to be warned of it

    def _written(self) -> bytes | None:
        """The words of the writer at its end; None if it is at work some moments later."""
        try:
            output, _ = self._process.communicate(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            return None
        return output

    def _opened(self) -> Checkpoint:
        place = checkpoint_file(self._new.path)
        with in_words(place):
            checkpoint = Checkpoint(place, self._new.head.position, self._make_anew)
            for status in (os.fstat(checkpoint.descriptor), place.stat()):
                if status.st_ino != self._inode:
                    checkpoint.close()
                    raise JournalError("The checkpoint was replaced while it was written.")
        return checkpoint


def main() -> int:
    """Fill the file of a new checkpoint with the pieces on standard input, and put it in its place.

    The first argument is that `NewCheckpoint`. The second one is the descriptor of the checkpoint
    that the pieces have changed since, or says that they are all there is.

    Tells on standard output what is wrong. Whoever began it may have ended by then.

    Returns:
        The exit status: 0 if it is in its place.
    """
    new, below = msgspec.json.decode(sys.argv[1], type=NewCheckpoint, dec_hook=_path), sys.argv[2]
    with ExitStack() as stack:
        stack.callback(new.file.unlink, missing_ok=True)
        try:
            pieces = _DECODER.decode(sys.stdin.buffer.read())
            with in_words(new.file):
                if below != _ALONE:
                    copy_content(int(below), new.file)
                digest = fill(new.file, pieces, is_copy=below != _ALONE)
            new.put_in_place(digest)
        except (JournalError, msgspec.MsgspecError) as error:
            with suppress(OSError):
                sys.stdout.write(" ".join(str(error).split()))
                sys.stdout.flush()
            return 1
    return 0


def _path(_kind: type, text: str) -> Path:
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
