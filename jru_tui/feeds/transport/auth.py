"""The token as it goes out with each request, and what happens when it is refused."""

import asyncio
from base64 import b64encode
from http import HTTPStatus

from jru_tui.feeds.transport.urls import with_parameters
from jru_tui.settings import FeedSettings, token_again


class Credentials:
    """The token, sent as the settings say: in a header or in a parameter of the address.

    A token that was changed where it is from is found when the old one fails.
    """

    def __init__(self, settings: FeedSettings) -> None:
        self._token = settings.token
        self._settings = settings

    def headers(self) -> dict[bytes, bytes]:
        """The header that carries the token, for a request to the settings' own addresses."""
        settings = self._settings
        if self._token is None or settings.token_parameter:
            return {}
        token = self._token.reveal()
        if settings.token_header:
            return {settings.token_header.encode(): token.encode()}
        if settings.token_user:
            pair = f"{settings.token_user}:{token}".encode()
            return {b"Authorization": b"Basic " + b64encode(pair)}
        return {b"Authorization": b"Bearer " + token.encode()}

    def address(self, url: str) -> str:
        """The address that is asked: with the token where that is a parameter.

        It is used for the one request, and never kept or shown.
        """
        name = self._settings.token_parameter
        if self._token is None or not name:
            return url
        return with_parameters(url, {name: self._token.reveal()})

    def are_refused(self, status: int) -> bool:
        """Test whether an answer means that the token is not good (any more).

        Servers that know no `Authorization` say it with 403.
        """
        own = self._settings.token_header or self._settings.token_parameter
        return status == HTTPStatus.UNAUTHORIZED or bool(own and status == HTTPStatus.FORBIDDEN)

    async def read_again(self) -> bool:
        """Read the token again, once it was refused; whether there is another one to try.

        The same token is never tried twice in a row: that would lock an account out.
        """
        file, entry = self._settings.token_file, self._settings.token_keyring
        if file is None and not entry:
            return False
        token = await asyncio.to_thread(token_again, file, entry)
        if token is None or token == self._token:
            return False
        self._token = token
        return True
