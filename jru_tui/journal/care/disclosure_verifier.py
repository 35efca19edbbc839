"""The verifier of a disclosure, for Python 3 alone; takes a printed head to compare."""

import json
import sys
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def follow_chain() -> tuple[dict[int, str], int]:
    """Check that each event follows from the one before it; whole ones by what they say."""
    first, *lines, last, _ = (FOLDER / "events.jsonl").read_bytes().split(b"\n")
    start, whole = json.loads(first)["start"], 0
    digest, heads = bytes.fromhex(start["chain"]), {(position := start["position"]): start["chain"]}
    for line in lines:
        row = json.loads(line)
        link = bytes.fromhex(row.get("erased", ""))
        if "salt" in row:
            body = bytes.fromhex(row.get("body", "")) or line[line.index(b',"event":') + 9 : -1]
            link, whole = sha256(bytes.fromhex(row["salt"]) + body).digest(), whole + 1
        digest, position = sha256(digest + b"\0" + link + row["id"].encode()).digest(), position + 1
        if (row["position"], row["hash"]) != (position, digest.hex()):
            sys.exit(f"NOT PROVEN: event {position} was changed.")
        heads[position] = row["hash"]
    if json.loads(last)["head"] != {"position": position, "chain": digest.hex()}:
        sys.exit("NOT PROVEN: the end is missing.")
    return heads, whole


def verify() -> int:
    """Compare each file with its SHA-256, twice: one changed byte here disables only one."""
    files = sorted(path for path in FOLDER.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    if sums.encode() != (FOLDER / "SHA256SUMS").read_bytes():
        sys.exit("NOT PROVEN: a file was changed, added or removed.")
    chains, proven = follow_chain()
    printed = "".join("".join(sys.argv[1:]).lower().split()).replace(",", "").replace("chain", ":")
    number, _, chain = printed.lstrip(":abcdefghijklmnopqrstuvwxyz").rstrip(".…").partition(":")
    if printed and not (chain[15:] and chains.get(int(number), "").startswith(chain)):
        sys.exit("NOT PROVEN: the head that was given is not on this chain.")
    if unchanged := sums.encode() == (FOLDER / "SHA256SUMS").read_bytes():
        sys.stdout.write(f"PROVEN: {proven} events are as they were written.\n")
    return int(not unchanged)


if __name__ == "__main__":
    sys.excepthook = lambda _, error, __: sys.stderr.write(f"NOT PROVEN: {error!r}\n")
    sys.exit(verify())
_ = __name__.startswith("jru_tui.") or sys.exit("NOT PROVEN: this file was changed.")
