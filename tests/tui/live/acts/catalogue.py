"""Acts of a supervisor, each with its keys, its typed line and its clicks from the board.

`docs/acts.md` lists them in this order, and `test_acts` carries each of them out in every way.
"""

from tests.tui.live.acts.act import Act
from tests.tui.live.acts.calls import CALLS, RIGHT_CARE
from tests.tui.live.acts.dispatch import BACK_UP, NEXT_CALLS, SENDING
from tests.tui.live.acts.records import MARKERS, RECORDS, ROLES, STATUSES

ACTS: tuple[Act, ...] = (
    *SENDING,
    *CALLS,
    *NEXT_CALLS,
    *MARKERS,
    *RIGHT_CARE,
    *BACK_UP,
    *STATUSES,
    *RECORDS,
    *ROLES,
)
