"""The token as it goes out with each request, and what happens when it is refused."""

import asyncio

from jru_tui.settings.model import FeedSettings
from jru_tui.settings.token import token_again


class Bearer:
    """Carries the token. One that was changed where it is from is found when the old one fails."""

    def __init__(self, settings: FeedSettings) -> None:
        self._token = settings.token
        self._file = settings.token_file
        self._entry = settings.token_keyring

    def headers(self) -> dict[bytes, bytes]:
        """The header that carries the token, for a request to the settings' own addresses."""
        if self._token is None:
            return {}
        return {b"Authorization": b"Bearer " + self._token.reveal().encode()}

    async def renewed(self) -> bool:
        """Read the token again, once it was refused; whether there is another one to try.

        The same token is never tried twice in a row: that would lock an account out.
        """
        if self._file is None and not self._entry:
            return False
        token = await asyncio.to_thread(token_again, self._file, self._entry)
        if token is None or token == self._token:
            return False
        self._token = token
        return True
