"""The writing of a disclosure: a folder that is there whole or not at all, noted in the journal."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from jru_tui.board import DISCLOSURE, Exported, Rules, date, printable_file
from jru_tui.cli.errors import CommandError
from jru_tui.cli.export import note_export, record_waiting
from jru_tui.cli.times import wall_clock
from jru_tui.journal import (
    Disclosure,
    DisclosureRequest,
    Place,
    Redaction,
    choose_disclosed,
    disclose,
    in_words,
    load,
    verifier_text,
)
from jru_tui.reports import as_html, make_disclosure_page
from jru_tui.settings import Settings

_SUMS = "SHA256SUMS"


class DisclosedFolder(Struct, frozen=True):
    """A folder that was written; `digest`: SHA-256 of the list of its files, in hex."""

    disclosure: Disclosure
    digest: str


def disclose_to(
    folder: Path,
    path: Place,
    settings: Settings,
    request: DisclosureRequest,
    redactions: tuple[Redaction, ...],
    *,
    by: str,
    on_progress: Callable[[int], None],
    damage: str = "",
) -> DisclosedFolder:
    """Write what a journal says into a new folder, for its owner alone.

    Args:
        folder: where; there is nothing yet.
        path: where the journal is.
        settings: name marking, rules and the zone of the days.
        request: what is asked for; its days are local.
        redactions: what is taken out.
        by: who discloses it.
        on_progress: called with the number of events that were followed.
        damage: what is wrong with the journal, for the page; nothing is noted in it then.

    Raises:
        CommandError: the journal holds nothing of what is asked for.
        JournalError: the journal is damaged, or the folder cannot be written.
    """
    request = _in_utc(request, settings.rules)
    if not damage:
        record_waiting(path, by)
    positions = choose_disclosed(load(path), request)
    if not positions:
        raise CommandError("the journal holds nothing about what you named.")
    new = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}")
    with in_words(folder):
        new.mkdir(mode=0o700, parents=True)
        try:
            done = _write(
                new,
                path,
                settings,
                request,
                positions,
                redactions,
                by=by,
                on_progress=on_progress,
                damage=damage,
            )
            new.rename(folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    about = ", ".join((*request.calls, *request.places, *request.members)) or "some days"
    if not damage:
        note_export(path, by, Exported(DISCLOSURE, "folder", about))
    return done


def _write(
    folder: Path,
    path: Place,
    settings: Settings,
    request: DisclosureRequest,
    positions: frozenset[int],
    redactions: tuple[Redaction, ...],
    *,
    by: str,
    on_progress: Callable[[int], None],
    damage: str,
) -> DisclosedFolder:
    with _file(folder, "events.jsonl") as lines:
        if isinstance(path, Path):
            found = disclose(path, positions, redactions, lines.write, on_progress)
        else:
            from jru_tui.journal import disclose_server

            found = disclose_server(path, positions, redactions, lines.write, on_progress)
    page = make_disclosure_page(
        found,
        settings.rules,
        marking=settings.marking,
        requests=_request_lines(request, settings.rules),
        by=by,
        at=wall_clock(),
        warnings=(damage,) if damage else (),
    )
    with _file(folder, "index.html") as content:
        content.write(printable_file(as_html(page)).encode())
    with _file(folder, "verify.py") as content:
        content.write(verifier_text().encode())
    files = sorted(folder.iterdir())
    sums = "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    with _file(folder, _SUMS) as content:
        content.write(sums.encode())
    return DisclosedFolder(found, sha256(sums.encode()).hexdigest())


def _file(folder: Path, name: str) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return os.fdopen(os.open(folder / name, flags, 0o600), "wb")


def _in_utc(request: DisclosureRequest, rules: Rules) -> DisclosureRequest:
    """Give the days of a request as moments: from the beginning of one to the end of the other."""
    zone = ZoneInfo(rules.hours.zone)
    since, until = request.since, request.until
    return structs.replace(
        request,
        since=since.replace(tzinfo=zone) if since is not None else None,
        until=(until + timedelta(days=1)).replace(tzinfo=zone) if until is not None else None,
    )


def _request_lines(request: DisclosureRequest, rules: Rules) -> Iterator[tuple[str, str]]:
    zone = rules.hours.zone
    yield from (("Call", call) for call in request.calls)
    yield from (("Place", place) for place in request.places)
    yield from (("Person", member) for member in request.members)
    if request.since is not None:
        yield "From", date(request.since, zone)
    if request.until is not None:
        yield "To the end of", date(request.until - timedelta(seconds=1), zone)
