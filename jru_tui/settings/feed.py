"""`[feed]` checked: addresses, caps, secrets, and the files that a secure line needs."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from jru_tui.settings import checks
from jru_tui.settings.errors import WrongKeyError, found
from jru_tui.settings.model import FeedSettings, Tls
from jru_tui.settings.schema import FeedTable
from jru_tui.settings.token import read_token, token_carrier, token_entry, token_path

_MB = 1_000_000


def feed_settings(feed: FeedTable, environ: Mapping[str, str], folder: Path) -> FeedSettings:
    """The settings of the feed; a relative file starts in that folder.

    Args:
        feed: the table `[feed]`.
        environ: the environment variables.
        folder: the folder that relative paths start in.

    Raises:
        WrongKeyError: one of them is wrong.
    """
    checks.at_least(("feed", "interval_s"), feed.interval_s, 1, 3600)
    checks.at_least(("feed", "deadline_s"), feed.deadline_s, 1, 300)
    checks.at_least(("feed", "max_mb"), feed.max_mb, 1, 10_000)
    checks.at_least(("feed", "max_inflated_mb"), feed.max_inflated_mb, feed.max_mb, 10_000)
    checks.at_least(("feed", "max_records"), feed.max_records, 1, 10_000_000)
    checks.at_least(("feed", "assign_expires_min"), feed.assign_expires_min, 1, 24 * 60)
    checks.at_least(("feed", "command_expires_min"), feed.command_expires_min, 1, 7 * 24 * 60)
    checks.at_least(("feed", "keep_refused_days"), feed.keep_refused_days, 0, 366)
    return FeedSettings(
        url=checks.address(("feed", "url"), feed.url),
        writeback=checks.address(("feed", "writeback"), feed.writeback),
        interval_s=feed.interval_s,
        deadline_s=feed.deadline_s,
        token=read_token(feed, environ, folder),
        token_file=token_path(feed, environ, folder),
        token_keyring=token_entry(feed, environ),
        **token_carrier(feed),
        tls=_tls(feed, folder),
        plain_http=_host(feed.plain_http),
        zone=checks.zone(("feed", "zone"), feed.zone),
        any_type=feed.any_type,
        mapping=folder / Path(feed.mapping).expanduser() if feed.mapping else None,
        max_bytes=feed.max_mb * _MB,
        max_inflated_bytes=feed.max_inflated_mb * _MB,
        max_records=feed.max_records,
        assign_expires_s=feed.assign_expires_min * 60.0,
        command_expires_s=feed.command_expires_min * 60.0,
        keep_refused_days=feed.keep_refused_days,
        keep_unknown=feed.keep_unknown,
    )


def _tls(feed: FeedTable, folder: Path) -> Tls:
    if feed.client_key and not feed.client_cert:
        raise WrongKeyError(("feed", "client_key"), "feed.client_key also needs feed.client_cert")
    return Tls(
        ca_file=_file("ca_file", feed.ca_file, folder),
        client_cert=_file("client_cert", feed.client_cert, folder),
        client_key=_file("client_key", feed.client_key, folder, secret=True),
    )


def _file(name: str, path: str, folder: Path, *, secret: bool = False) -> Path | None:
    if not path:
        return None
    key = ("feed", name)
    file = folder / Path(path).expanduser()
    try:
        with file.open("rb"):
            mode = file.stat().st_mode
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise WrongKeyError(key, f"feed.{name} names {file}: {reason}") from error
    if secret and mode & 0o077:
        message = f"feed.{name} names {file}, which others can read; run: chmod 600 '{file}'"
        raise WrongKeyError(key, message)
    return file


def _host(name: str) -> str:
    """The name of one host as an address would hold it, or empty."""
    try:
        ip_address(name)
    except ValueError:
        plain = name.replace(".", "").replace("-", "")
        if name and not (plain.isascii() and plain.isalnum()):
            message = (
                f"feed.plain_http is {found(name)}; it should be the name of one host, such as "
                '"dispatch.internal"'
            )
            raise WrongKeyError(("feed", "plain_http"), message) from None
    return name.lower()
