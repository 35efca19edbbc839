"""A token in the system's keyring, through the library `keyring` (the extra of that name).

It is loaded only where the settings name an entry: it asks the desktop's own service, which may
ask the person at it for a password.
"""

from importlib import import_module
from importlib.util import find_spec
from shlex import quote

from jru_tui.settings.errors import WrongKeyError, found

KEY = ("feed", "token_keyring")


def from_keyring(entry: str) -> str:
    """What the keyring holds under `service/username`; the last stroke parts the two.

    Raises:
        WrongKeyError: it is no entry's name, the library or the entry is missing, or the keyring
            cannot be read.
    """
    service, _, username = entry.rpartition("/")
    if not service or not username:
        what = f'feed.token_keyring is {found(entry)}; it should be "service/username"'
        raise WrongKeyError(KEY, what)
    if find_spec("keyring") is None:
        what = "feed.token_keyring needs keyring: install jru-tui with its extra, jru-tui[keyring]"
        raise WrongKeyError(KEY, what)
    library, errors = import_module("keyring"), import_module("keyring.errors")
    try:
        password = library.get_password(service, username)
    except (errors.KeyringError, OSError, RuntimeError) as error:
        # A backend's own message may be anything; the name of its kind says enough.
        kind = type(error).__name__
        what = f"feed.token_keyring: this system's keyring cannot be read now ({kind})"
        raise WrongKeyError(KEY, what) from error
    if not isinstance(password, str):
        what = (
            f"feed.token_keyring names {found(entry)}, which the keyring does not hold; "
            f"“keyring set {quote(service)} {quote(username)}” puts it there"
        )
        raise WrongKeyError(KEY, what)
    return password
