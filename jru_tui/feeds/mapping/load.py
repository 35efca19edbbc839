"""Loading of a mapping file; a wrong one names file, key and what would be right."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import get_args

from msgspec import Struct

from jru_tui.board import end_sentence
from jru_tui.feeds.mapping import validation
from jru_tui.feeds.mapping.schema import BodyFormat, MappingFile
from jru_tui.feeds.mapping.times import TimeReader
from jru_tui.feeds.plain_secrets import secrets_of_address, secrets_of_table
from jru_tui.settings import SettingsError, WrongKeyError, fit, read_toml


class FieldMapping(Struct, frozen=True):
    """A mapping that has been checked.

    Attributes:
        file: what it says.
        times: reads its times.
        zone: that of times that come without one.
        warnings: sentences on what should not be in it.
    """

    file: MappingFile
    times: TimeReader
    zone: tzinfo | None = None
    warnings: tuple[str, ...] = ()

    @property
    def grouped(self) -> bool:
        """Test whether there is one row for each vehicle and call."""
        return self.file.calls.rows == "vehicle_and_call"

    @property
    def own(self) -> str:
        """An expression over a response: whether its vehicle is the unit's own. Empty: all are.

        Where vehicles are listed, the list says that, and `vehicles.only` picks from the list.
        """
        return "" if self.file.vehicles.list else self.file.vehicles.only

    def root(self, part: int) -> tuple[str, str]:
        """The outermost element of the calls' XML (0) or the vehicles' own (1), and its key."""
        if part and self.file.vehicles.root:
            return self.file.vehicles.root, "vehicles.root"
        return self.file.xml.root, "xml.root"

    def columns(self, part: int) -> Sequence[str]:
        """The columns that a table needs: of the calls' document (0), or the vehicles' own (1).

        A renamed column would otherwise leave its field out of every record without a word.
        """
        calls, vehicles = self.file.calls, self.file.vehicles
        elsewhere = bool(vehicles.url)
        tables = [vehicles, vehicles.position] if part else [calls, calls.where]
        if not part and self.grouped:
            tables.append(calls.responses)
        if not part and vehicles.list and not elsewhere:
            tables += [vehicles, vehicles.position]
        return [name for table in tables for name in validation.field_names(table)]

    @property
    def tables(self) -> dict[str, dict[str, str]]:
        """The code tables by name."""
        return {name: getattr(self.file.codes, name) for name in self.file.codes.__struct_fields__}


def load_mapping(path: Path) -> FieldMapping:
    """The mapping in a file.

    Raises:
        SettingsError: it cannot be read, or is wrong; names the file, the key and what would be
            right.
    """
    table = read_toml(path)
    try:
        return check_mapping(table)
    except WrongKeyError as wrong:
        raise SettingsError(f"{path}: {end_sentence(str(wrong))}") from wrong


def check_mapping(table: dict[str, object]) -> FieldMapping:
    """The mapping that these tables make.

    Raises:
        WrongKeyError: one of them is wrong.
    """
    formats = ", ".join(f'"{body}"' for body in get_args(BodyFormat))
    for name, right in (("format", f"one of {formats}"), ("calls", "a table, [calls]")):
        if name not in table:
            raise WrongKeyError((name,), f"{name} is missing; it should be {right}")
    file: MappingFile = fit(table, MappingFile)
    zone = validation.zone(file)
    validation.expressions(file)
    validation.forms(file, zone)
    validation.records(file)
    validation.places(file)
    validation.requests(file)
    times = TimeReader(file.times.forms, zone, file.times.repeated)
    return FieldMapping(file, times, zone, tuple(plain_secrets(file)))


def plain_secrets(file: MappingFile) -> Iterator[str]:
    """Sentences on what looks like a secret, by its name or by what it is; none shows it."""
    yield from secrets_of_table("request.headers", file.request.headers, "token_header")
    yield from secrets_of_table("request.parameters", file.request.parameters, "token_parameter")
    yield from secrets_of_address("vehicles.url", file.vehicles.url)
