"""The feed's token: from the environment, a file of one's own or the system's keyring.

Never from the settings file, which is shown around.
"""

import re
import stat
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shlex import quote

from jru_tui.settings.errors import Key, WrongKeyError, found, toml_key
from jru_tui.settings.layers import TOKEN
from jru_tui.settings.model import Secret
from jru_tui.settings.schema import FeedTable

_CARRIERS = {
    "token_header": (
        re.compile(r"[A-Za-z0-9_-]{1,64}"),
        'the name of a header, such as "X-Api-Key"',
    ),
    "token_parameter": (re.compile(r"[!-~]{1,64}"), 'the name of a parameter, such as "api_key"'),
    "token_user": (re.compile(r"[!-9;-~]{1,64}"), "the name of a user, in plain characters"),
}
_TAKEN = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host"}
    | {"if-none-match", "idempotency-key", "proxy-authorization", "transfer-encoding", "user-agent"}
)
"""Headers that have another meaning."""
_ENV = ("feed", "token_env")
_FILE = ("feed", "token_file")


def read_token(feed: FeedTable, environ: Mapping[str, str], folder: Path) -> Secret | None:
    """The token, None where none is set. The variable comes before file and keyring.

    Args:
        feed: the feed's table.
        environ: the environment.
        folder: where a relative `token_file` starts.

    Raises:
        WrongKeyError: it is named but not there, or twice, open to others, or no token.
    """
    if feed.token_keyring and feed.token_file:
        raise WrongKeyError(KEY, "feed.token_keyring and feed.token_file are both set: keep one")
    if environ.get(feed.token_env):
        return _secret(environ[feed.token_env], _ENV, feed.token_env)
    path = token_path(feed, environ, folder)
    if path is not None:
        return _secret(read_private(path), _FILE, str(path))
    if feed.token_keyring:
        return _in_keyring(feed.token_keyring)
    if feed.token_env and feed.token_env != TOKEN:
        message = f"feed.token_env names {feed.token_env}, which is not set in the environment"
        raise WrongKeyError(_ENV, message)
    return None


def token_path(feed: FeedTable, environ: Mapping[str, str], folder: Path) -> Path | None:
    """The file that the token is from; None where it is from elsewhere.

    Args:
        feed: the table `[feed]`.
        environ: the environment variables.
        folder: the folder that relative paths start in.
    """
    if environ.get(feed.token_env) or not feed.token_file:
        return None
    return folder / Path(feed.token_file).expanduser()


def token_entry(feed: FeedTable, environ: Mapping[str, str]) -> str:
    """The keyring's entry that the token is from; empty where it is from elsewhere."""
    return "" if environ.get(feed.token_env) else feed.token_keyring


def token_carrier(feed: FeedTable) -> dict[str, str]:
    """The settings that say how the token goes out, checked.

    Raises:
        WrongKeyError: two of them are set, or one cannot be what it should be.
    """
    named = {name: value for name in _CARRIERS if (value := getattr(feed, name))}
    if len(named) > 1:
        one, other, *_ = named
        raise WrongKeyError(("feed", one), f"feed.{one} and feed.{other} are both set: keep one")
    for name, value in named.items():
        pattern, right = _CARRIERS[name]
        if not pattern.fullmatch(value) or value.lower() in _TAKEN:
            message = f"feed.{name} is {found(value)}; it should be {right}"
            raise WrongKeyError(("feed", name), message)
    return named


def token_again(path: Path | None, entry: str = "") -> Secret | None:
    """The token as its file, or else its entry in the keyring, holds it now.

    None where it cannot be read there any more.
    """
    try:
        if path is not None:
            return _secret(read_private(path), _FILE, str(path))
        return _in_keyring(entry) if entry else None
    except WrongKeyError:
        return None


def _in_keyring(entry: str) -> Secret:
    return _secret(from_keyring(entry), KEY, f"the keyring's entry {entry}")


def read_private(path: Path, key: Key = _FILE) -> str:
    """Read the file that a setting names for a secret.

    Raises:
        WrongKeyError: it is none, cannot be read, or can be read by others.
    """
    name = toml_key(key)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise WrongKeyError(key, f"{name} names {path}, which is not a file")
        if mode & 0o077:
            message = f"{name} names {path}, which others can read; run: chmod 600 '{path}'"
            raise WrongKeyError(key, message)
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise WrongKeyError(key, f"{name} names {path}: {reason}") from error


def _secret(text: str, key: tuple[str, ...], location: str) -> Secret:
    token = text.strip()
    # It goes into a header as it is: a line end in it would start another header.
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise WrongKeyError(key, f"{location} does not hold a token: one word of plain characters")
    return Secret(token)


# The library `keyring` (the extra of that name) is loaded only where the settings name an entry:
# it asks the desktop's own service, which may ask the person at it for a password.

KEY = ("feed", "token_keyring")


def from_keyring(entry: str, key: Key = KEY) -> str:
    """Read a secret from the keyring under `service/username`; the last stroke parts the two.

    Raises:
        WrongKeyError: it is no entry's name, the library or the entry is missing, or the keyring
            cannot be read.
    """
    name = toml_key(key)
    service, _, username = entry.rpartition("/")
    if not service or not username:
        message = f'{name} is {found(entry)}; it should be "service/username"'
        raise WrongKeyError(key, message)
    if find_spec("keyring") is None:
        extra = "pipx install '.[keyring]' in a checkout"
        message = f"{name} needs keyring: install its extra, {extra}"
        raise WrongKeyError(key, message)
    library, errors = import_module("keyring"), import_module("keyring.errors")
    try:
        password = library.get_password(service, username)
    except (errors.KeyringError, OSError, RuntimeError) as error:
        # A backend's own message may be anything; the name of its kind says enough.
        kind = type(error).__name__
        message = f"{name}: this system's keyring cannot be read now ({kind})"
        raise WrongKeyError(key, message) from error
    if not isinstance(password, str):
        message = (
            f"{name} names {found(entry)}, which the keyring does not hold; "
            f"“keyring set {quote(service)} {quote(username)}” stores it"
        )
        raise WrongKeyError(key, message)
    return password
