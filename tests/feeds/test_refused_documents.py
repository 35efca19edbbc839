"""Refused documents are kept for a while, for their owner alone. Principle 7 of the catalogue."""

import gzip
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from jru_tui.feeds.poller import HttpFeed
from jru_tui.feeds.refused_documents import MAX_FILES, RefusedDocuments
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import GOOD, NOW, Server, answer, document, failed, no_wait, read

Files = Callable[[], list[Path]]


@pytest.fixture
def kept(tmp_path: Path) -> Files:
    return lambda: sorted((tmp_path / "refused").glob("*"))


def feed(server: Server, folder: Path) -> HttpFeed:
    keep = RefusedDocuments(folder / "refused", 7, lambda: NOW).keep
    caps = FeedSettings(url=server.url(), max_bytes=200_000, max_inflated_bytes=200_000)
    return HttpFeed(caps, lambda: NOW, keep=keep, wait=no_wait)


REFUSED = {
    "not JSON": (answer(b'{"feed": "jru/1", '), b'{"feed": "jru/1", '),
    "sign-in page": (answer(b"<html>sign in", kind="text/html"), b"<html>sign in"),
    "too large": (answer(b"x" * 199_999 + b"yy"), b""),
    "too large in chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
        + b"x" * 300_000,
        b"x" * 65_536,
    ),
    "too large when unpacked": (
        answer(gzip.compress(b"[" * 300_000), "Content-Encoding: gzip"),
        b"[" * 65_536,
    ),
    "another shape": (answer(b"[]"), b"[]"),
    "doubled keys": (
        answer(document(calls="@").replace(b'"@"', b'[{"id": "A", "id": "B"}]')),
        document(calls="@").replace(b'"@"', b'[{"id": "A", "id": "B"}]'),
    ),
}


@pytest.mark.parametrize(("script", "start"), REFUSED.values(), ids=REFUSED)
async def test_a_refused_document_is_kept_once_for_its_owner_alone(
    server: Server, tmp_path: Path, kept: Files, script: bytes, start: bytes
) -> None:
    server.says(script)
    async with feed(server, tmp_path) as it:
        failed(await it.poll())
        failed(await it.poll())
    if not start:  # refused before anything was read
        assert not kept()
        return
    (file,) = kept()
    assert file.read_bytes() == start
    assert file.name == f"refused-20201030T224730Z-{sha256(start).hexdigest()}.bin"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_a_good_document_is_not_kept(server: Server, tmp_path: Path, kept: Files) -> None:
    server.says(GOOD)
    async with feed(server, tmp_path) as it:
        read(await it.poll())
    assert not kept()


def test_no_more_than_its_start_is_kept(tmp_path: Path, kept: Files) -> None:
    RefusedDocuments(tmp_path / "refused", 7, lambda: NOW).keep(b"x" * 1_000_000)
    (file,) = kept()
    assert file.stat().st_size == 65_536
    assert sha256(b"x" * 1_000_000).hexdigest() in file.name


def test_what_is_kept_goes_after_its_days(tmp_path: Path, kept: Files) -> None:
    now: list[datetime] = [NOW]
    folder = RefusedDocuments(tmp_path / "refused", 7, lambda: now[0])
    folder.keep(b"one")
    now[0] += timedelta(days=6)
    folder.keep(b"two")
    assert len(kept()) == 2
    now[0] += timedelta(days=1, seconds=1)
    folder.expire()
    assert [file.read_bytes() for file in kept()] == [b"two"]


def test_a_night_of_refusals_does_not_fill_the_disk(tmp_path: Path, kept: Files) -> None:
    seconds = iter(range(10_000))
    folder = RefusedDocuments(
        tmp_path / "refused", 7, lambda: NOW + timedelta(seconds=next(seconds))
    )
    for each in range(MAX_FILES + 20):
        folder.keep(str(each).encode())
    assert len(kept()) == MAX_FILES
    assert kept()[-1].read_bytes() == str(MAX_FILES + 19).encode()


def test_no_days_keep_nothing(tmp_path: Path, kept: Files) -> None:
    RefusedDocuments(tmp_path / "refused", 0, lambda: NOW).keep(b"one")
    assert not kept()


def test_a_disk_that_does_not_take_it_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "refused").write_text("a file where the folder should be")
    RefusedDocuments(tmp_path / "refused", 7, lambda: NOW).keep(b"one")
