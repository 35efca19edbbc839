"""The feed's token: from the environment or a file of one's own, never from the settings file."""

import stat
from collections.abc import Mapping
from pathlib import Path

from jru_tui.settings.document import FeedTable
from jru_tui.settings.environment import TOKEN
from jru_tui.settings.model import Secret
from jru_tui.settings.wrong import WrongKeyError

_ENV = ("feed", "token_env")
_FILE = ("feed", "token_file")


def read_token(feed: FeedTable, environ: Mapping[str, str], folder: Path) -> Secret | None:
    """The token, None where none is set. The variable comes before the file.

    Args:
        feed: the feed's table.
        environ: the environment.
        folder: where a relative `token_file` starts.

    Raises:
        WrongKeyError: it is named but not there, open to others, or no token.
    """
    if environ.get(feed.token_env):
        return _secret(environ[feed.token_env], _ENV, feed.token_env)
    path = token_path(feed, environ, folder)
    if path is not None:
        return _secret(_private(path), _FILE, str(path))
    if feed.token_env and feed.token_env != TOKEN:
        what = f"feed.token_env names {feed.token_env}, which is not set in the environment"
        raise WrongKeyError(_ENV, what)
    return None


def token_path(feed: FeedTable, environ: Mapping[str, str], folder: Path) -> Path | None:
    """The file that the token is from; None where it is from elsewhere."""
    if environ.get(feed.token_env) or not feed.token_file:
        return None
    return folder / Path(feed.token_file).expanduser()


def token_again(path: Path) -> Secret | None:
    """The token as the file holds it now; None where it cannot be had from there any more."""
    try:
        return _secret(_private(path), _FILE, str(path))
    except WrongKeyError:
        return None


def _private(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise WrongKeyError(_FILE, f"feed.token_file names {path}, which is not a file")
        if mode & 0o077:
            what = f"feed.token_file names {path}, which others can read; run: chmod 600 '{path}'"
            raise WrongKeyError(_FILE, what)
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise WrongKeyError(_FILE, f"feed.token_file names {path}: {reason}") from error


def _secret(text: str, key: tuple[str, ...], where: str) -> Secret:
    token = text.strip()
    # It goes into a header as it is: a line end in it would start another header.
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise WrongKeyError(key, f"{where} does not hold a token: one word of plain characters")
    return Secret(token)
