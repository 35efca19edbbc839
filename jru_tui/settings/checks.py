"""Checks of settings that types cannot make: times of day, zones, addresses, bounds, codes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from jru_tui.board import STATUSES, Grade, Status
from jru_tui.settings.errors import Key, WrongKeyError, did_you_mean, found, toml_key
from jru_tui.settings.schema import DAYS

DAY_MINUTES = 24 * 60


def time_of_day(key: Key, text: str) -> str:
    """A wall-clock time as HH:MM on the 24-hour clock.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise _wrong(key, text, 'a time of day such as "18:00"')
    return text


def zone(key: Key, name: str) -> str:
    """A time zone that this machine knows, or empty.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    if name:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            hint = did_you_mean(name, available_timezones(), alike=0.8)
            raise _wrong(key, name, f'a time zone such as "Europe/London"{hint}') from error
    return name


def days(key: Key, names: tuple[str, ...]) -> tuple[int, ...]:
    """Days of the week by name, as numbers from Monday 0.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    for name in names:
        if name.casefold() not in DAYS:
            raise WrongKeyError(
                key, f"{toml_key(key)} holds {found(name)}{did_you_mean(name, DAYS)}"
            )
    return tuple(sorted({DAYS.index(name.casefold()) for name in names}))


def at_least(key: Key, value: float, least: float, most: float) -> None:
    """A number within bounds, both of them included.

    Args:
        key: the key of the setting, part by part, for the error.
        value: the number.
        least: the smallest that is allowed.
        most: the largest that is allowed.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    if not least <= value <= most:
        message = (
            f"{toml_key(key)} is {value:,.12g}; it should be between {least:,g} and {most:,.12g}"
        )
        raise WrongKeyError(key, message)


def pence(key: Key, pounds: Decimal) -> int:
    """Pounds as whole pence, exactly.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    at_least(key, float(pounds), 0, 1_000_000)
    exact = pounds.scaleb(2)
    if exact != exact.to_integral_value():
        raise _wrong(key, pounds, "pounds with at most two decimals, such as 25.00")
    return int(exact)


def address(key: Key, url: str) -> str:
    """An http or https address without a name or password in it, or empty.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    if not url:
        return url
    right = 'an address such as "https://dispatch.example/jru/feed"'
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _wrong(key, url, right) from error
    if parts.username is not None or parts.password is not None:
        message = f"{toml_key(key)} must hold no name or password: use feed.token_file"
        raise WrongKeyError(key, message)
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or " " in url:
        raise _wrong(key, url, right)
    return url


def grades(key: Key, table: Mapping[str, Grade]) -> None:
    """Ranks from 0, targets of at least a minute."""
    for name, value in table.items():
        at_least((*key, name, "rank"), value.rank, 0, 1000)
        if value.target_minutes is not None:
            at_least((*key, name, "target_minutes"), value.target_minutes, 1, 60 * 24 * 366)


def statuses(key: Key, table: Mapping[str, Status]) -> None:
    """Glyphs of one column, and radio codes that mean one status each.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    shared = Counter(status.code for status in table.values() if status.code)
    # What the settings changed comes first, so that it is theirs that is called wrong.
    ordered = sorted(table.items(), key=lambda item: STATUSES.get(item[0]) == item[1])
    for name, entry in ordered:
        wide = unicodedata.east_asian_width(entry.glyph[:1] or " ") in "WF"
        if (
            len(entry.glyph) != 1
            or wide
            or entry.glyph.isspace()
            or unicodedata.combining(entry.glyph)
        ):
            raise _wrong((*key, name, "glyph"), entry.glyph, 'one character of one column: "■"')
        if entry.code and shared[entry.code] > 1:
            others = sorted(
                n for n, other in table.items() if other.code == entry.code and n != name
            )
            wrong = (*key, name, "code")
            message = f"{toml_key(wrong)} is {found(entry.code)}, which {others[0]} also has"
            raise WrongKeyError(wrong, message)


def minutes(key: Key, table: Mapping[str, int], known: Iterable[str], *, noun: str) -> None:
    """Minutes by codes that there are, from 0 (never) to a day.

    Args:
        key: the key of the setting, part by part, for the error.
        table: minutes by code.
        known: the codes that there are.
        noun: what the codes stand for, in words.
    """
    codes(key, table, known, noun=noun)
    for name, value in table.items():
        at_least((*key, name), value, 0, DAY_MINUTES)


def codes(key: Key, names: Iterable[str], known: Iterable[str], *, noun: str) -> None:
    """Codes that there are: one that is none would silently do nothing.

    Args:
        key: the key of the setting, part by part, for the error.
        names: the codes.
        known: the codes that there are.
        noun: what the codes stand for, in words.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    there = tuple(known)
    for name in names:
        if name not in there:
            wrong = f"{toml_key(key)} names {found(name)}, which is not a known {noun}"
            raise WrongKeyError(key, f"{wrong}{did_you_mean(name, there)}")


def words(key: Key, texts: tuple[str, ...]) -> tuple[str, ...]:
    """A list of words, each with a letter or a digit: another would never be found.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    for text in texts:
        if not any(character.isalnum() for character in text):
            raise _wrong(key, text, 'words such as "weapon"')
    return texts


def filled(key: Key, table: Mapping[str, str]) -> None:
    """Labels and keys that are not empty.

    Raises:
        WrongKeyError: it is not; says what would be right.
    """
    for name, text in table.items():
        if not name.strip() or not text.strip():
            raise _wrong((*key, name), text, "text that is not empty")


def _wrong(key: Key, value: object, right: str) -> WrongKeyError:
    return WrongKeyError(key, f"{toml_key(key)} is {found(value)}; it should be {right}")
