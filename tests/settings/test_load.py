"""Settings: what ships, what lies over it, and how a wrong one is told."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.rules import Grade, Outcome, Rules, Savings
from jru_tui.settings import Settings, SettingsError, load_settings, paths
from jru_tui.settings.checks import pence
from tests.narrowing import instance, present

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load settings from that text, as if nothing else were set on this machine."""
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "none.toml")
    monkeypatch.setattr(paths, "journal_file", lambda: Path("/data/journal.sqlite"))

    def _load(
        text: str | None = None,
        environ: Mapping[str, str] | None = None,
        overrides: Mapping[str, str | None] | None = None,
    ) -> Settings:
        path = None
        if text is not None:
            path = tmp_path / "settings.toml"
            path.write_text(text, encoding="utf-8")
        return load_settings(path, environ or {}, overrides or {})

    return _load


def refusal(load: Load, text: str | None = None, environ: Mapping[str, str] | None = None) -> str:
    """What is said about it, without the folder of the test."""
    with pytest.raises(SettingsError) as wrong:
        load(text, environ)
    said = str(wrong.value)
    return said[said.index("settings.toml") :] if text is not None else said


def test_without_any_settings_the_rules_are_those_that_ship(load: Load) -> None:
    settings = load()
    assert settings.rules == Rules()
    assert settings.feed.url == ""
    assert settings.theme == "battenburg"
    assert settings.marking == "OFFICIAL-SENSITIVE"
    assert settings.journal == Path("/data/journal.sqlite")
    assert settings.file is None


def test_one_outcome_more_keeps_the_rest(load: Load) -> None:
    outcomes = load('[outcomes.taken_home]\nlabel = "taken home"').rules.outcomes
    assert outcomes["taken_home"] == Outcome("taken home", attended=True)
    assert outcomes.keys() == {*Rules().outcomes, "taken_home"}


def test_one_key_of_a_grade_keeps_its_others(load: Load) -> None:
    grades = load("[grades.G1]\ntarget_minutes = 10").rules.grades
    assert grades["G1"] == Grade("immediate", 0, 10)
    assert grades["G2"] == Rules().grades["G2"]


def test_every_table_is_read(load: Load) -> None:
    settings = load(
        """
        by = "SC 70912"
        marking = "OFFICIAL"
        journal = "shift.sqlite"
        [feed]
        url = "https://dispatch.example/feed"
        writeback = "https://dispatch.example/commands"
        interval_s = 2.5
        deadline_s = 8
        zone = "Europe/London"
        max_mb = 2
        max_inflated_mb = 3
        max_records = 1000
        [board]
        theme = "battenburg-light"
        [commands]
        undo_s = 30
        [keys]
        assign = "g"
        [shift]
        start = "19:00"
        end = "03:30"
        weekend = ["Saturday", "sunday"]
        [savings]
        minutes = 20
        pounds = 31.10
        [clocks]
        amber_from = 0.5
        average_kmh = 64
        [vehicles]
        JRU4 = "JRU 4"
        [areas]
        thanet = "Thanet"
        [types]
        drone = "Drone"
        [statuses.standby]
        label = "at station"
        """
    )
    assert settings.by == "SC 70912"
    assert instance(Path, settings.journal).parent == present(settings.file).parent
    assert settings.feed.interval_s == 2.5
    assert settings.feed.max_bytes == 2_000_000
    assert settings.keys == {"assign": "g"}
    assert settings.rules.hours.weekend == (5, 6)
    assert settings.rules.hours.end == "03:30"
    assert settings.rules.savings == Savings(minutes=20, pence=3110)
    assert settings.rules.amber_from == 0.5
    assert settings.rules.undo_s == 30
    assert settings.rules.average_kmh == 64
    assert settings.rules.vehicles == {"JRU4": "JRU 4"}
    assert settings.rules.types["drone"] == "Drone"
    assert settings.rules.status("standby").label == "at station"
    assert settings.rules.status("standby").code == "3"


def test_the_environment_comes_before_the_file_and_flags_before_both(load: Load) -> None:
    text = '[feed]\nurl = "http://file.example"\n[board]\ntheme = "nord"'
    environ = {"JRU_TUI_FEED_URL": "http://environ.example", "JRU_TUI_THEME": "dracula"}
    flags = {"feed.url": "http://flag.example", "by": None}
    assert load(text).feed.url == "http://file.example"
    assert load(text, environ).feed.url == "http://environ.example"
    assert load(text, environ).theme == "dracula"
    assert load(text, environ, flags).feed.url == "http://flag.example"


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("JRU_TUI_AS", "SC 1", lambda each: each.by == "SC 1"),
        ("JRU_TUI_BY", "SC 1", lambda each: each.by == "SC 1"),
        ("JRU_TUI_JOURNAL", "/a/b.sqlite", lambda each: each.journal == Path("/a/b.sqlite")),
        ("JRU_TUI_FEED_INTERVAL_S", "7.5", lambda each: each.feed.interval_s == 7.5),
        ("JRU_TUI_SAVINGS_POUNDS", "25.10", lambda each: each.rules.savings.pence == 2510),
        (
            "JRU_TUI_SHIFT_WEEKEND",
            "friday, monday",
            lambda each: each.rules.hours.weekend == (0, 4),
        ),
        (
            "JRU_TUI_GRADES_G1_TARGET_MINUTES",
            "9",
            lambda each: each.rules.grades["G1"].target_minutes == 9,
        ),
        (
            "JRU_TUI_OUTCOMES_ADVICE_ATTENDED",
            "false",
            lambda each: not each.rules.outcomes["advice"].attended,
        ),
        ("JRU_TUI_FEED_URL", "", lambda each: each.feed.url == ""),
    ],
)
def test_any_setting_can_come_from_the_environment(
    load: Load, name: str, text: str, read: Callable[[Settings], bool]
) -> None:
    assert read(load(None, {name: text}))


def test_the_settings_file_can_be_named_by_the_environment(load: Load, tmp_path: Path) -> None:
    (tmp_path / "named.toml").write_text('by = "SC 9"')
    assert load(None, {"JRU_TUI_CONFIG": str(tmp_path / "named.toml")}).by == "SC 9"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[feed]\nintervall_s = 5",
            "settings.toml: feed.intervall_s is not a setting; did you mean interval_s?",
        ),
        ("fede = 5", "settings.toml: fede is not a setting; did you mean feed?"),
        ("feed = 5", "settings.toml: feed is 5; it should be a table, [feed]."),
        (
            '[feed]\ninterval_s = "five"',
            'settings.toml: feed.interval_s is "five"; it should be a number.',
        ),
        (
            "[feed]\ninterval_s = 0",
            "settings.toml: feed.interval_s is 0; it should be between 1 and 3,600.",
        ),
        (
            "[feed]\nmax_mb = true",
            "settings.toml: feed.max_mb is true; it should be a whole number.",
        ),
        (
            "[feed]\ninterval_s = nan",
            "settings.toml: feed.interval_s is NaN; it should be a number.",
        ),
        (
            '[feed]\nurl = "dispatch.example/feed"',
            (
                'settings.toml: feed.url is "dispatch.example/feed"; '
                'it should be an address such as "https://dispatch.example/jru/feed".'
            ),
        ),
        (
            '[feed]\nurl = "http://[::1/feed"',
            (
                'settings.toml: feed.url is "http://[::1/feed"; '
                'it should be an address such as "https://dispatch.example/jru/feed".'
            ),
        ),
        (
            '[feed]\nurl = "https://me:secret@dispatch.example"',
            "settings.toml: feed.url must hold no name or password: use feed.token_file.",
        ),
        (
            '[shift]\nstart = "6 pm"',
            'settings.toml: shift.start is "6 pm"; it should be a time of day such as "18:00".',
        ),
        (
            '[shift]\nend = "18:00"',
            'settings.toml: shift.end is "18:00", the same as shift.start.',
        ),
        (
            '[shift]\nzone = "Europe/Londn"',
            (
                'settings.toml: shift.zone is "Europe/Londn"; '
                'it should be a time zone such as "Europe/London"; did you mean Europe/London?'
            ),
        ),
        (
            '[shift]\nzone = "Europe"',
            (
                'settings.toml: shift.zone is "Europe"; '
                'it should be a time zone such as "Europe/London".'
            ),
        ),
        (
            '[shift]\nweekend = ["fryday"]',
            'settings.toml: shift.weekend holds "fryday"; did you mean friday?',
        ),
        (
            '[shift]\nweekend = "friday"',
            'settings.toml: shift.weekend is "friday"; it should be a list of texts in quotes.',
        ),
        (
            "[savings]\npounds = 25.005",
            (
                "settings.toml: savings.pounds is 25.005; "
                "it should be pounds with at most two decimals, such as 25.00."
            ),
        ),
        (
            "[savings]\nminutes = 0",
            "settings.toml: savings.minutes is 0; it should be between 1 and 1,440.",
        ),
        (
            "[grades.G0]\nrank = 0",
            "settings.toml: grades.G0 is not complete: it needs label, text in quotes.",
        ),
        (
            "[grades.G1]\nrank = -1",
            "settings.toml: grades.G1.rank is -1; it should be between 0 and 1,000.",
        ),
        (
            '[statuses.standby]\navailability = "yes"',
            (
                'settings.toml: statuses.standby.availability is "yes"; '
                'it should be one of "free", "conditional", "busy".'
            ),
        ),
        (
            '[statuses.standby]\ncode = "2"',
            'settings.toml: statuses.standby.code is "2", which available also has.',
        ),
        (
            '[statuses.standby]\nglyph = "🚓"',
            (
                'settings.toml: statuses.standby.glyph is "🚓"; '
                'it should be one character of one column: "■".'
            ),
        ),
        (
            '[vehicles]\nJRU1 = "JRU\\u001b[2J"',
            (
                'settings.toml: vehicles.JRU1 is "JRU\\x1b[2J"; '
                "it should be text without line ends or control characters."
            ),
        ),
        (
            '[vehicles]\n"J\\u0007" = "x"',
            (
                'settings.toml: vehicles is "J\\x07"; '
                "it should be text without line ends or control characters."
            ),
        ),
        (
            "[commands]\nundo_s = 3600",
            "settings.toml: commands.undo_s is 3,600; it should be between 0 and 600.",
        ),
        (
            "[clocks]\namber_from = 75",
            "settings.toml: clocks.amber_from is 75; it should be between 0.01 and 1.",
        ),
        ("by = 1979-05-27", "settings.toml: by is a date or time; it should be text in quotes."),
        ("[keys]\nassign = 5", "settings.toml: keys.assign is 5; it should be text in quotes."),
        ('by = "a\nb"', "settings.toml:1: this is not TOML: Illegal character '\\n', column 8."),
        ("[feed]\nurl =", "settings.toml:2: this is not TOML: Invalid value."),
        (
            "[feed]\n[feed]",
            "settings.toml:2: this is not TOML: Cannot declare ('feed',) twice, column 6.",
        ),
    ],
)
def test_a_wrong_setting_is_told_with_file_key_and_what_would_be_right(
    load: Load, text: str, said: str
) -> None:
    assert refusal(load, text) == said


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"JRU_TUI_FEED_ULR": "http://a"},
            "JRU_TUI_FEED_ULR is not a setting; did you mean JRU_TUI_FEED_URL?",
        ),
        (
            {"JRU_TUI_FEED_MAX_MB": "lots"},
            'JRU_TUI_FEED_MAX_MB: feed.max_mb is "lots"; it should be a whole number.',
        ),
        (
            {"JRU_TUI_FEED_TOKEN": "two words"},
            ("JRU_TUI_FEED_TOKEN does not hold a token: one word of plain characters."),
        ),
    ],
)
def test_a_wrong_variable_is_told_by_its_name(
    load: Load, environ: Mapping[str, str], said: str
) -> None:
    assert refusal(load, None, environ) == said


def test_a_wrong_flag_is_told_by_its_name(load: Load) -> None:
    with pytest.raises(SettingsError, match=r'^--feed: feed\.url is "nowhere"; it should be'):
        load("", {}, {"feed.url": "nowhere"})


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(tmp_path / "no.toml", {}, {})
    assert str(wrong.value) == (
        f"{tmp_path}/no.toml: the settings cannot be read: no such file or directory."
    )


def test_a_folder_and_a_file_that_is_not_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a directory"):
        load_settings(tmp_path, {}, {})
    (tmp_path / "latin.toml").write_bytes(b'a = 1\nby = "\xe9"\n')
    with pytest.raises(SettingsError, match=r"latin\.toml:2: this is not UTF-8 text"):
        load_settings(tmp_path / "latin.toml", {}, {})


def test_the_token_comes_from_a_file_that_only_its_owner_reads(load: Load, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cr3t\n")
    secret.chmod(0o600)
    token = load('[feed]\ntoken_file = "token"').feed.token
    assert token is not None
    assert token.reveal() == "s3cr3t"


def test_a_token_file_that_others_can_read_is_refused(load: Load, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cr3t")
    secret.chmod(0o640)
    said = refusal(load, '[feed]\ntoken_file = "token"')
    assert said.endswith(f"which others can read; run: chmod 600 '{secret}'.")
    assert "s3cr3t" not in said


def test_a_token_is_never_shown(load: Load) -> None:
    settings = load('[feed]\ntoken_env = "KENT"', {"KENT": "s3cr3t"})
    assert settings.feed.token is not None
    assert settings.feed.token.reveal() == "s3cr3t"
    assert "s3cr3t" not in repr(settings)
    assert "s3cr3t" not in repr(settings.feed.token.__rich_repr__())


def test_a_token_variable_that_is_named_but_not_set_is_told(load: Load) -> None:
    said = refusal(load, '[feed]\ntoken_env = "KENT"')
    assert said == (
        "settings.toml: feed.token_env names KENT, which is not set in the environment."
    )


@given(st.integers(min_value=0, max_value=100_000_000))
def test_pounds_are_pence_exactly(whole: int) -> None:
    assert pence(("savings", "pounds"), Decimal(f"{whole // 100}.{whole % 100:02}")) == whole
