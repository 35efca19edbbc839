"""A program that answers a key with a frame at once, without any library: the harness's own floor.

Its faults are the control of the harness: `late` sleeps 20 ms before each frame, `busy` computes
for 20 ms, `mute` paints nothing, `crash` ends with 7 at the first key, and has painted by then.
"""

import os
import sys
import termios
import time
import tty

_FAULT_S = 0.020
_CRASHED = 7
_LEAVE = "\x1b[?1049l"
_LONGEST = 30
_FRAME = "\x1b[?2026h\x1b[1;1Hready {}\x1b[?2026l"


def answer(fault: str) -> None:
    """Answer keys until the terminal is gone or a `q` comes."""
    keys = 0
    os.write(1, _FRAME.format("").encode())
    while (key := os.read(0, 64)) and key != b"q":
        if fault == "late":
            time.sleep(_FAULT_S)
        elif fault == "busy":
            end = time.process_time() + _FAULT_S
            while time.process_time() < end:
                pass
        if fault != "mute":
            keys = keys % _LONGEST + 1
            last = _LEAVE if fault == "crash" else ""
            os.write(1, (_FRAME.format("x" * keys + " " * (_LONGEST - keys)) + last).encode())
        if fault == "crash":
            sys.exit(_CRASHED)


if __name__ == "__main__":
    settings = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        answer(sys.argv[1] if len(sys.argv) > 1 else "")
    finally:
        termios.tcsetattr(0, termios.TCSANOW, settings)
