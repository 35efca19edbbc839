"""A desk that is fed documents as a poller would hand them over, killed, and begun again."""

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.ambiguous_times import times_of
from jru_tui.desk.desk import Desk
from jru_tui.desk.server_clock import ServerClock
from jru_tui.feeds.formats import DocumentFormat, NativeFormat
from jru_tui.feeds.mapping.load import check_mapping
from jru_tui.feeds.mapping.mapped_format import MappedFormat
from jru_tui.feeds.models import Poll
from jru_tui.feeds.transport.client import HttpAnswer
from tests.desk.shelf import Shelf

HISTORIES = Path(__file__).parent / "histories"


class Player:
    """Plays a feed to a desk.

    Args:
        mapping: the text of a mapping; None for a feed of format `jru/1`.
    """

    def __init__(self, mapping: str | None = None) -> None:
        self._mapping = mapping
        self._now = datetime(2020, 1, 1, tzinfo=UTC)
        self.journal = Shelf()
        self.desk: Desk
        self._format: DocumentFormat

    @property
    def board(self) -> Board:
        return self.desk.board

    async def start(self) -> None:
        """Begin, or begin again after a kill: only what the journal holds is left."""
        clock = ServerClock(lambda: self._now, self._seconds)
        self.desk = Desk(
            board=Board(Rules()),
            journal=self.journal,
            clock=clock,
            note_server_time=clock.note_server_time,
        )
        await self.desk.catch_up()
        heard_at = self.desk.health.good_at
        if self._mapping is None:
            self._format = NativeFormat(lambda: self._now, heard_at=heard_at)
        else:
            rules = check_mapping(tomllib.loads(self._mapping, parse_float=Decimal))
            recall = partial(times_of, self.desk.board)
            self._format = MappedFormat(rules, lambda: self._now, heard_at=heard_at, recall=recall)

    async def poll(self, at: datetime, document: str | Mapping[str, Any]) -> None:
        """Let the desk hear a document that comes at that time."""
        self._now = at
        await self.desk.receive(await self._read(document))

    def _seconds(self) -> float:
        return self._now.timestamp()

    async def _read(self, document: str | Mapping[str, Any]) -> Poll:
        text = document if isinstance(document, str) else json.dumps(document)
        answer = HttpAnswer("http://localhost/", body=text.encode(), date=self._now)
        page = await self._format.page(answer, 0, 0)
        return await self._format.read([page], len(text))


async def played(name: str) -> Player:
    """A desk after one of the histories in files."""
    history = json.loads((HISTORIES / f"{name}.json").read_text(encoding="utf-8"))
    player = Player(history.get("mapping_text"))
    await player.start()
    for step in history["steps"]:
        if step.get("restart"):
            await player.start()
        else:
            await player.poll(datetime.fromisoformat(step["t"]), step["doc"])
    return player
