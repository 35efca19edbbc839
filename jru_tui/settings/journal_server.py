"""`journal = "postgresql://…"` and `[shared]`: the server of a journal that several boards share.

The address is shown around, in a settings file or on a command line: it holds no password, and
leads to another machine only where that proves who it is.
"""

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from jru_tui.settings.errors import Key, WrongKeyError, found
from jru_tui.settings.model import JournalServer, Secret
from jru_tui.settings.schema import SharedTable
from jru_tui.settings.token import from_keyring, read_private

_KEY = ("journal",)
_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
_PARAMETERS = ("host", "port", "target_session_attrs", *_TLS)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_VERIFIED = "verify-full"
_FORCE = re.compile(r"[a-z][a-z0-9_]{0,30}")


def journal_server(address: str, shared: SharedTable, folder: Path) -> JournalServer:
    """The server that an address names.

    Args:
        address: `postgresql://ROLE@HOST/DATABASE`.
        shared: the table `[shared]`.
        folder: where relative files start.

    Raises:
        WrongKeyError: the address, or a file, cannot be used.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        parameters = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        hosts = _hosts(parts, parameters)
    except ValueError as error:
        raise WrongKeyError(_KEY, "journal is not the address of a server") from error
    _refuse_secret(parts, parameters)
    unknown = sorted(parameters.keys() - set(_PARAMETERS))
    if unknown:
        raise WrongKeyError(
            _KEY,
            f"journal has {unknown[0]} in its address; there are: {', '.join(_PARAMETERS)}",
        )
    database = unquote(parts.path.strip("/"))
    if not database:
        raise WrongKeyError(
            _KEY, 'journal names no database; it should be "postgresql://ROLE@HOST/DATABASE"'
        )
    if not _FORCE.fullmatch(shared.force):
        message = (
            f"shared.force is {found(shared.force)}; it should be small letters, digits and _, "
            "beginning with a letter"
        )
        raise WrongKeyError(("shared", "force"), message)
    return JournalServer(
        address=address,
        name=f"{_named(hosts)}/{database}",
        force=shared.force,
        spools=shared.spool,
        password=_password(shared, folder),
        tls=_tls(parameters, hosts, shared, folder),
    )


def _hosts(parts: SplitResult, parameters: dict[str, str]) -> list[str]:
    """The hosts of an address, without their ports; none for this machine's own socket."""
    _, _, named = parts.netloc.rpartition("@")
    listed = f"{named},{parameters.get('host', '')}".split(",")
    return [re.sub(r":\d+$", "", unquote(host)).strip("[]") for host in listed if host]


def _named(hosts: list[str]) -> str:
    return ", ".join(host for host in hosts if not host.startswith("/")) or "this machine"


def _refuse_secret(parts: SplitResult, parameters: dict[str, str]) -> None:
    user, _, _ = parts.netloc.rpartition("@")
    if ":" in user or "password" in parameters or "passfile" in parameters:
        raise WrongKeyError(
            _KEY,
            "journal holds a password, which every process list shows; name a file of your own "
            "in shared.password_file, or an entry in shared.password_keyring",
        )


def _is_local(host: str) -> bool:
    return host.startswith(("/", "@")) or host.casefold() in _LOOPBACK


def _tls(
    parameters: dict[str, str], hosts: list[str], shared: SharedTable, folder: Path
) -> dict[str, str]:
    """Choose what libpq is told of certificates: https://www.postgresql.org/docs/current/libpq-ssl.html."""
    tls: dict[str, str] = {}
    if shared.client_key and not shared.client_cert:
        message = "shared.client_key also needs shared.client_cert"
        raise WrongKeyError(("shared", "client_key"), message)
    for name, option in (("client_cert", "sslcert"), ("client_key", "sslkey")):
        if path := getattr(shared, name):
            tls[option] = _file(("shared", name), folder / Path(path).expanduser())
    if shared.ca_file:
        tls["sslrootcert"] = _file(("shared", "ca_file"), folder / Path(shared.ca_file))
        tls["sslmode"] = _VERIFIED
    if all(map(_is_local, hosts)):
        return tls
    if parameters.get("sslmode", _VERIFIED) != _VERIFIED:
        raise WrongKeyError(
            _KEY,
            f"journal has sslmode={parameters['sslmode']}, which does not check that it is the "
            f"right server; for another machine use sslmode={_VERIFIED}",
        )
    tls["sslmode"] = _VERIFIED
    if "sslrootcert" not in parameters:
        tls.setdefault("sslrootcert", "system")
    return tls


def _file(key: Key, path: Path) -> str:
    if key[-1] == "client_key":
        read_private(path, key)
    elif not path.is_file():
        raise WrongKeyError(key, f"{'.'.join(key)} names {path}: there is no such file")
    return str(path.absolute())


def _password(shared: SharedTable, folder: Path) -> Secret | None:
    file_key, entry_key = ("shared", "password_file"), ("shared", "password_keyring")
    if shared.password_file and shared.password_keyring:
        message = "shared.password_file and shared.password_keyring are both set: keep one"
        raise WrongKeyError(entry_key, message)
    if shared.password_keyring:
        return Secret(from_keyring(shared.password_keyring, entry_key))
    if shared.password_file:
        path = folder / Path(shared.password_file).expanduser()
        password = read_private(path, file_key).rstrip("\r\n")
        if not password or "\x00" in password:
            raise WrongKeyError(file_key, f"{path} does not hold a password")
        return Secret(password)
    return None
