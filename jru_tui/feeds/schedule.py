"""The schedule of polls: how long to wait before the next one."""

from collections.abc import Callable

from jru_tui.feeds.models import Poll, PollFailure

CAP_S = 8.0
"""Longest wait of the exponential back-off, in seconds from one try to the next: a server that is
back is noticed within ten. For one that is down that is less than what a good one is asked."""
HICCUPS = 5
"""Failed polls in a row after which it is no hiccup any more: one probe every `CAP_S` from then."""
_EARLY = 0.25
"""Part of the cap by which a probe may come early, so that boards do not come all at once."""
SLOW_S = 60.0
"""Between polls that only a person can mend: often enough to heal by itself once that is done."""
FLOOR_S = 1.0
"""No failure is followed faster than this."""

Chance = Callable[[], float]
"""A number from 0 up to 1, as `random.random` gives."""


def backoff_s(failures: int, base_s: float, chance: Chance, cap_s: float = CAP_S) -> float:
    """Seconds to wait after so many failures in a row: exponential, full jitter, capped.

    From `HICCUPS` on the server is down, and is probed evenly; never faster than one that is well.

    Args:
        failures: failures in a row.
        base_s: the wait after the first failure, in seconds.
        chance: draws from 0 to 1.
        cap_s: the longest wait, in seconds.
    """
    if failures >= HICCUPS:
        return max(cap_s * (1 - _EARLY + _EARLY * chance()), base_s)
    ceiling = min(max(cap_s, base_s), base_s * 2.0 ** min(failures - 1, 16))
    return max(min(FLOOR_S, base_s), chance() * ceiling)


def pace(poll: Poll, failures: int, interval_s: float, fresh_s: float) -> str:
    """Say why the next poll comes when `next_poll_s` says.

    Args:
        poll: the poll.
        failures: failures in a row.
        interval_s: seconds between polls by the settings.
        fresh_s: seconds for which the server calls its answer fresh.
    """
    if not isinstance(poll, PollFailure):
        if fresh_s > interval_s:
            return f"the server asks not to be polled within {fresh_s:g} s of an answer"
        return f"every {interval_s:g} s, as the settings say"
    if poll.gone:
        return "the server says that this is permanent: no more polls until you ask"
    if poll.needs_person:
        return "slowly, because somebody has to fix this first"
    if poll.retry_after_s:
        return f"the server asks to wait for {poll.retry_after_s:g} s"
    if failures >= HICCUPS:
        looked = (
            ""
            if interval_s <= CAP_S
            else f"; every {CAP_S:g} s the board checks whether it is back"
        )
        return f"every {max(CAP_S, interval_s):g} s, after {HICCUPS} failures in a row{looked}"
    return f"soon, then less and less often while it fails, at least every {CAP_S:g} s"


def next_poll_s(
    poll: Poll,
    failures: int,
    interval_s: float,
    fresh_s: float,
    chance: Chance,
    *,
    took_s: float = 0.0,
    cap_s: float = CAP_S,
) -> float:
    """Seconds until the next poll.

    Args:
        poll: what the last one brought.
        failures: failed polls in a row, this one included.
        interval_s: as set by the user.
        fresh_s: how long the server says that its answer stays good.
        chance: spreads the polls of several boards by up to a tenth.
        took_s: how long a failed poll took: one that was waited for in vain has waited already.
        cap_s: longest wait of the back-off.
    """
    if not isinstance(poll, PollFailure):
        wait = max(interval_s, fresh_s)
        return wait + chance() * wait / 10
    retry_after_s = poll.retry_after_s or 0.0
    if poll.needs_person:
        return max(SLOW_S, retry_after_s) + chance() * SLOW_S / 10
    if retry_after_s:
        return retry_after_s + chance() * max(1.0, retry_after_s / 10)
    return max(min(FLOOR_S, interval_s), backoff_s(failures, interval_s, chance, cap_s) - took_s)
