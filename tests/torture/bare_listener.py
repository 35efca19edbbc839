"""A client of psycopg and nothing else, which notes how far it has read: what a board is held to.

It is cut off and heals as the boards do, on the same machine, in the same minute.
"""

import os
import sys
import time

import psycopg
from psycopg import sql

_PAUSE_S = 0.1
_LOOK_EVERY_S = 0.5


def follow(address: str, channel: str, path: str) -> None:
    """Note the last position whenever it has moved, with its moment, until killed.

    Args:
        address: of the journal.
        channel: that tells of it.
        path: to the file of the notes.
    """
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    known = -1
    while True:
        try:
            with psycopg.connect(address, connect_timeout=3, autocommit=True) as connection:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                while True:
                    row = connection.execute("SELECT max(position) FROM jru.event").fetchone()
                    if row and row[0] and row[0] != known:
                        known = row[0]
                        os.write(file, f"{time.monotonic()} read {known}\n".encode())
                    for _ in connection.notifies(timeout=_LOOK_EVERY_S, stop_after=1):
                        pass
        except psycopg.Error:
            time.sleep(_PAUSE_S)


if __name__ == "__main__":
    follow(*sys.argv[1:])
