"""The verifier of a disclosure, for Python 3 alone; takes a printed head to compare."""

import json
import sys
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def check_files() -> None:
    """Compare every file of the folder with its SHA-256."""
    files = sorted(path for path in FOLDER.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    if sums.encode() != (FOLDER / "SHA256SUMS").read_bytes():
        sys.exit("NOT PROVEN: a file was changed, added or removed.")


def follow_chain() -> tuple[dict[int, str], int]:
    """Check that each event follows from the one before it; whole ones by what they say."""
    first, *lines, last, _ = (FOLDER / "events.jsonl").read_bytes().split(b"\n")
    start, whole = json.loads(first)["start"], 0
    position, digest = start["position"], bytes.fromhex(start["chain"])
    heads = {position: start["chain"]}
    for line in lines:
        row = json.loads(line)
        said = bytes.fromhex(row.get("erased", ""))
        if "salt" in row:
            stored = line[line.index(b',"event":') + len(b',"event":') : -1]
            body = bytes.fromhex(row["body"]) if "body" in row else stored
            said, whole = sha256(bytes.fromhex(row["salt"]) + body).digest(), whole + 1
        position += 1
        digest = sha256(digest + b"\0" + said + row["id"].encode()).digest()
        if (row["position"], row["hash"]) != (position, digest.hex()):
            sys.exit(f"NOT PROVEN: event {position} was changed.")
        heads[position] = row["hash"]
    if json.loads(last)["head"] != {"position": position, "chain": digest.hex()}:
        sys.exit("NOT PROVEN: the end is missing.")
    return heads, whole


if __name__ == "__main__":
    check_files()
    chains, proven = follow_chain()
    printed = "".join(sys.argv[1:]).replace("event", "").replace(",", "").replace(" ", "")
    number, _, chain = printed.replace("chain", ":").partition(":")
    if printed and not (chain and chains.get(int(number), "").startswith(chain)):
        sys.exit("NOT PROVEN: the head that was given is not on this chain.")
    sys.stdout.write(f"PROVEN: {proven} events are as they were written.\n")
