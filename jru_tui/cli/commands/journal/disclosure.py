"""`jru-tui journal disclose`: what the journal says about a call, a place or a person, proven."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from jru_tui.cli import options
from jru_tui.cli.commands.journal.common import (
    account,
    as_json,
    failing_in_words,
    leave,
    require_journal,
    say,
    settings_of,
    show_progress,
    warn_of_damage,
)
from jru_tui.cli.errors import CommandError

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="""\b
Examples:
  jru-tui journal disclose for_court --call K-1036
  jru-tui journal disclose for_smith --call K-1036 --redact "07700 900123" "of somebody else"
  jru-tui journal disclose of_70001 --member 70001 --from 2026-10-30 --without text "not asked\""""
)
@click.argument("folder", type=click.Path(path_type=Path))
@options.journal
@options.config
@click.option("--call", "calls", multiple=True, metavar="ID", help="A call; may be repeated.")
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="WORDS",
    help="Calls whose place contains these words.",
)
@click.option(
    "--member",
    "members",
    multiple=True,
    metavar="NUMBER",
    help="A person, by crew number or by the name on commands.",
)
@click.option("--from", "since", type=_DAY, metavar="DATE", help="The first day.")
@click.option("--to", "until", type=_DAY, metavar="DATE", help="The last day.")
@click.option(
    "--redact",
    "words",
    type=(str, str),
    multiple=True,
    metavar="WORDS REASON",
    help="Redact words wherever they occur.",
)
@click.option(
    "--without",
    "fields",
    type=(str, str),
    multiple=True,
    metavar="FIELD REASON",
    help="Redact a field: summary, text, place, position, crew, member, by, reason or callback.",
)
@as_json
def disclose(
    folder: Path,
    journal: str | None,
    config: Path | None,
    calls: tuple[str, ...],
    places: tuple[str, ...],
    members: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    words: tuple[tuple[str, str], ...],
    fields: tuple[tuple[str, str], ...],
    *,
    as_json: bool,
) -> None:
    """Write what the journal holds on calls, places or people.

    Everything goes into FOLDER. It holds a page to read, the events as lines of JSON, and
    verify.py, which anybody with Python can run to check that no event was changed. Redactions are
    listed with their reasons; the words themselves cannot be recovered from the folder. The
    journal records the disclosure.
    """
    from jru_tui.cli.disclosure_folder import disclose_to
    from jru_tui.cli.sessions.command_desk import require_recorder
    from jru_tui.journal import REDACTED_FIELDS, DisclosureRequest, Redaction

    if not (calls or places or members or since or until):
        raise click.UsageError("Say what to disclose: --call, --place, --member, --from or --to.")
    for field, _ in fields:
        if field not in REDACTED_FIELDS:
            raise click.UsageError(
                f"There is no field {field}: it is one of {', '.join(REDACTED_FIELDS)}."
            )
    if any(not subject.strip() or not reason.strip() for subject, reason in (*words, *fields)):
        raise click.UsageError("A redaction needs words, or a field, and a reason.")
    settings = settings_of(config, journal)
    path = require_journal(settings.journal)
    if folder.exists():
        raise CommandError(f"{folder} already exists: name a new folder.")
    request = DisclosureRequest(calls, places, members, since, until)
    redactions = (
        *(Redaction(reason, words=subject) for subject, reason in words),
        *(Redaction(reason, field=field) for field, reason in fields),
    )
    with failing_in_words():
        require_recorder(path, settings)
        damage = warn_of_damage(path)
    with failing_in_words(), show_progress("Disclosing, events") as progress:
        done = disclose_to(
            folder,
            path,
            settings,
            request,
            redactions,
            by=account(settings),
            on_progress=progress,
            damage=damage,
        )

    def lines() -> Iterator[str]:
        found = done.disclosure
        whole = sum(disclosed.whole for disclosed in found.events)
        erased = f", {found.erased:,} erased by a purge" if found.erased else ""
        yield f"{whole:,} events in full, {found.redacted:,} with redactions{erased}."
        for applied in done.disclosure.redactions:
            noun = applied.redaction.field or "words"
            yield f"Redacted in {applied.events:,} events: {noun} ({applied.redaction.reason})"
        yield f"Folder: {folder}. Check it with: python3 {folder / 'verify.py'}"
        yield f"Keep for comparison: SHA256SUMS has the SHA-256 {done.digest}"
        if damage:
            yield f"Do not rely on this, and it is not recorded in the journal. {damage}"

    value = {
        "folder": folder,
        "events": len(done.disclosure.events),
        "redactions": done.disclosure.redactions,
        "erased": done.disclosure.erased,
        "head": done.disclosure.head,
        "sums": done.digest,
        "warnings": [damage] if damage else [],
    }
    say(value, lines(), as_json=as_json)
    leave(damaged=bool(damage))
