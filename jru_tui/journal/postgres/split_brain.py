"""Rival servers: several of one address that accept changes, as after a failover that went wrong.

A standby that takes over begins a new timeline: of two servers that accept changes the one with the
lower timeline was replaced, and what is written to it is lost.
"""

import asyncio
from typing import Any

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict

from jru_tui.journal.postgres.connection import (
    CONNECT_WITHIN_S,
    PromptConnection,
    parameters,
    prepare,
)
from jru_tui.settings import JournalServer

ASK_WITHIN_S = 1.0
"""Seconds for which a server is waited for: one that is gone accepts nothing."""


class WritableServer(Struct, frozen=True, order=True):
    """A server that accepts changes.

    Attributes:
        timeline: the higher, the later it has taken over.
        name: its host, with its port where several have the same.
    """

    timeline: str
    name: str


def host_parameters(server: JournalServer) -> list[dict[str, Any]]:
    """The parameters for each host of an address by itself; empty where it has only one."""
    options = conninfo_to_dict(server.address)
    hosts = [host for host in str(options.get("host", "")).split(",") if host]
    ports = str(options.get("port", "")).split(",")
    if len(hosts) < 2:  # noqa: PLR2004 - several
        return []
    if len(ports) != len(hosts):
        ports = ports[:1] * len(hosts)
    return [{"host": host, "port": port} for host, port in zip(hosts, ports, strict=True)]


async def find_writable(server: JournalServer) -> list[WritableServer]:
    """List the servers of an address that accept changes, the one that took over last at the end.

    One that does not answer within a second is left out. Empty where the address has one host.

    Args:
        server: the journal's.
    """
    answers = [_ask(server, host) for host in host_parameters(server)]
    return sorted(found for found in await asyncio.gather(*answers) if found is not None)


def rival_words(servers: list[WritableServer]) -> str:
    """Say that several servers accept changes, and which of them was replaced; empty for no two."""
    if len(servers) < 2:  # noqa: PLR2004 - several
        return ""
    *replaced, newest = servers
    names = " and ".join(server.name for server in replaced)
    if replaced[-1].timeline == newest.timeline:
        return f"{names} and {newest.name} both accept changes: stop the one that was replaced"
    return (
        f"{names} was replaced by {newest.name} and still accepts changes: stop it, or make it a "
        "standby"
    )


async def _ask(server: JournalServer, host: dict[str, Any]) -> WritableServer | None:
    options = {**parameters(server, writes=True), **host, "connect_timeout": CONNECT_WITHIN_S}
    try:
        async with (
            asyncio.timeout(ASK_WITHIN_S),
            await PromptConnection.connect(server.address, **options) as connection,
        ):
            timeline = await prepare(connection)
    except (psycopg.Error, OSError, TimeoutError):
        return None
    name = host["host"]
    if name.startswith("/"):
        name = f"{name}:{host['port']}"
    return WritableServer(timeline, name) if timeline else None
