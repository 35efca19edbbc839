"""The settings as the program reads them: typed, checked and frozen."""

from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from jru_tui.board import Role, Rules


class Secret(Struct, frozen=True):
    """A text that must never be printed: only `reveal` gives it away."""

    _value: str

    def reveal(self) -> str:
        """The text itself, for the one header that carries it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # Struct has one of its own, which would show the value in a pretty-printed crash.
        return [("value", "…")]


class Tls(Struct, frozen=True):
    """The security of a connection beside what the system trusts already. Files of PEM.

    Attributes:
        ca_file: trusted in place of the system's own store, where it is given.
        client_cert: shown to a server that asks who we are.
        client_key: its key, where that is not in the same file.
    """

    ca_file: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None


class JournalServer(Struct, frozen=True):
    """The server of a journal that several boards share.

    Attributes:
        address: `postgresql://…`, without a secret.
        name: its host and database, for sentences.
        force: whose journal it is.
        spools: commands wait on this machine while the server takes nothing.
        password: of the role that the address names; None where it needs none, or libpq finds it.
        tls: what libpq is told of certificates, by its own names.
    """

    address: str
    name: str
    force: str = "main"
    spools: bool = True
    password: Secret | None = None
    tls: dict[str, str] = {}

    def __str__(self) -> str:
        """Give the address, which holds no secret."""
        return self.address


class RoutingSettings(Struct, frozen=True):
    """The force's routing engine.

    Attributes:
        url: of OSRM up to the profile (`http://host:5000/table/v1/driving`), of Valhalla its
            service (`http://host:8002/sources_to_targets`); empty for none.
        engine: which of the two it is.
        profile: the costing that Valhalla is asked for; empty for `auto`.
        deadline_s: seconds that one whole question may take.
    """

    url: str = ""
    engine: Literal["osrm", "valhalla"] = "osrm"
    profile: str = ""
    deadline_s: float = 5.0


class FeedSettings(Struct, frozen=True):
    """The source of calls and the way to poll it.

    Attributes:
        url: the feed's address, empty where none is set.
        writeback: where commands are posted, empty where they stand on this board alone.
        interval_s: seconds between two polls, at least; the server may ask for more.
        deadline_s: seconds that one whole poll may take.
        token: sent as `Authorization: Bearer` unless said otherwise, and nowhere else.
        token_header: the header that carries the token in its place, or empty.
        token_parameter: the parameter of the address that does, or empty.
        token_user: the user whose password the token is (`Authorization: Basic`), or empty.
        token_file: where the token is from, to be read again when it is refused; or None.
        token_keyring: the keyring's entry that it is from, for the same; or empty.
        tls: certificates of one's own.
        plain_http: the one host that may be asked without TLS, besides this machine.
        zone: the zone of times that come without one; empty refuses such times.
        any_type: a document is taken whatever its Content-Type says.
        mapping: the file that says how the feed's documents become `jru/1`; None where they are.
        max_bytes: the largest answer that is read, as it comes over the wire.
        max_inflated_bytes: the largest document that it may inflate to.
        max_records: the most calls that one document may hold, and the most vehicles.
        assign_expires_s: after so many seconds an assignment is not sent any more.
        command_expires_s: the same for any other command.
        keep_refused_days: how long a refused document is kept to be looked at; 0 keeps none.
        keep_unknown: fields of a record that `jru/1` does not know, and what came of a record that
            is set aside, are kept in the journal.
    """

    url: str = ""
    writeback: str = ""
    interval_s: float = 5.0
    deadline_s: float = 10.0
    token: Secret | None = None
    token_header: str = ""
    token_parameter: str = ""
    token_user: str = ""
    token_file: Path | None = None
    token_keyring: str = ""
    tls: Tls = Tls()
    plain_http: str = ""
    zone: str = ""
    any_type: bool = False
    mapping: Path | None = None
    max_bytes: int = 4_000_000
    max_inflated_bytes: int = 16_000_000
    max_records: int = 5_000
    assign_expires_s: float = 600.0
    command_expires_s: float = 7_200.0
    keep_refused_days: int = 7
    keep_unknown: bool = True


class Sounds(Struct, frozen=True):
    """The few sounds of the board.

    Attributes:
        new_call: the bell rings for a new call of one of these grades or categories.
        emergency: the bell rings for an officer's emergency.
        emergency_repeat_s: and again after so many seconds, until it is acknowledged; 0 rings once.
        worse: the bell rings when a call that is there already gets a flag of danger or a more
            urgent grade or category.
        quiet: nothing rings at all.
    """

    new_call: tuple[str, ...] = ("G1", "C1")
    emergency: bool = True
    emergency_repeat_s: int = 30
    worse: bool = True
    quiet: bool = False


class Retention(Struct, frozen=True):
    """The days for which words about people are kept after their call was closed; 0 for ever.

    Attributes:
        days: of any call, and of what concerns no call.
        outcomes: of calls with these outcomes, where that is longer; 0 for ever.
        flags: of calls with these flags, where that is longer; 0 for ever.
    """

    days: int = 0
    outcomes: dict[str, int] = {}
    flags: dict[str, int] = {}


class BackupSchedule(Struct, frozen=True):
    """The backups that a board makes while it runs.

    Attributes:
        file: where they go, each with its time in its name; None for none.
        every_s: seconds between two of them.
        keep: how many of them are kept.
    """

    file: Path | None = None
    every_s: float = 8 * 3_600
    keep: int = 14


class Settings(Struct, frozen=True):
    """The settings.

    Attributes:
        rules: the field's own words and figures.
        feed: where calls come from.
        theme: the name of the screen's theme.
        glyphs: the signs of the screen: all, those that every terminal has, or by its kind.
        keys: keys by the id of the command that they run; the rest keep their own.
        by: who is at the board, as the journal and the dispatch system will name them.
        marking: the protective marking on every print and export.
        journal: the file that holds the journal, or the server that several boards share.
        sounds: when the bell rings.
        retention: how long words about people are kept.
        backup: the backups that a board makes of it while it runs.
        anchor: the file outside its folder that says where it stands; None for none.
        role: says which commands may be given with these settings.
        travel_table: the file of minutes between places, None where there is none.
        routing: the force's routing engine.
        file: the settings file that was read, None where there is none.
    """

    rules: Rules
    feed: FeedSettings
    theme: str
    glyphs: Literal["auto", "full", "plain"]
    keys: dict[str, str]
    by: str
    marking: str
    journal: Path | JournalServer
    sounds: Sounds = Sounds()
    retention: Retention = Retention()
    backup: BackupSchedule = BackupSchedule()
    anchor: Path | None = None
    role: Role = "supervisor"
    travel_table: Path | None = None
    routing: RoutingSettings = RoutingSettings()
    file: Path | None = None
