"""Exchange with a dispatch system: documents that come in, and commands that go out.

`http` polls a feed, `decode` makes readings of its documents, `clean` is the one door for text,
and `outbox` posts the supervisor's commands. The only room that speaks HTTP.
"""

import sys
from types import ModuleType
from typing import cast

# Where click and rich are there, httpx loads its own command line with a syntax highlighter: four
# fifths of the time that importing it takes, between the first frame and the first fresh data.
sys.modules.setdefault("httpx._main", cast(ModuleType, None))
