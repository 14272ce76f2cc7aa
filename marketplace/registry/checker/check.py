#!/usr/bin/env python3
"""Check Zhonghe's public log and certificates offline, trusting nobody but this file and a key.

    python3 check.py download https://the.site FOLDER     # the only command that uses the network
    python3 check.py log FOLDER [--since OLD_CHECKPOINT]
    python3 check.py certificate PROOF.json --key KEY [--log FOLDER]

`log` hashes every entry (RFC 6962), compares the root with the signed checkpoint (Ed25519, C2SP signed note), with
an older checkpoint you kept, and replays the ledger: no kilogram is sold twice, no serial retired twice, nothing
comes from nowhere. `certificate` checks that the statement is signed, is in the log, and what it says.
KEY is published on the log's page; keep it, and a checkpoint, from a day you trusted them. Python 3.9 or later.
"""
# ruff: noqa: T201
# fmt: off

import argparse
import base64
import gc
import hashlib
import json
import sys
import urllib.request
from collections import Counter
from functools import reduce
from itertools import islice
from pathlib import Path


class Wrong(Exception):
    """Something is not as it should be."""


P = 2**255 - 19  # Ed25519 (RFC 8032), verification only
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Add two points of the curve in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(number, point):
    """Multiply a point by a number."""
    result = (0, 1, 1, 0)
    while number:
        result = add(result, point) if number & 1 else result
        point, number = add(point, point), number >> 1
    return result


def decode(raw):
    """Read 32 bytes as a point; None when they are none."""
    value = int.from_bytes(raw, "little")
    y, sign = value & (2**255 - 1), value >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public, message, signature):
    """Say whether the signature is the key's over the message."""
    key, r, s = decode(public), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left, right = times(s, BASE), add(r, times(int.from_bytes(digest, "little") % L, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def read_key(text):
    """Read name+id+key; returns (name, id, 32 bytes)."""
    name, identity, blob = [*text.strip().split("+", 2), "", ""][:3]
    raw = base64.b64decode(blob)
    if raw[:1] != b"\x01" or hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != identity:
        raise Wrong("this is not a key: it is one line such as name+1a2b3c4d+AbCd…, as the log's page shows it")
    return name, bytes.fromhex(identity), raw[1:]


def read_checkpoint(note, key):
    """Verify a signed note and return (size, root, its lines)."""
    name, identity, public = key
    text, separator, lines = note.rpartition("\n\n")
    for line in lines.splitlines():
        if line.startswith("\u2014 " + name + " "):
            blob = base64.b64decode(line.rsplit(" ", 1)[1])
            if separator and blob[:4] == identity and signed(public, (text + "\n").encode(), blob[4:]):
                if (said := text.split("\n"))[0] != name:
                    raise Wrong("the checkpoint is of another log")
                return int(said[1]), base64.b64decode(said[2]), said
    raise Wrong("the checkpoint is not signed by this key")


def hashed(*parts):
    """Hash a leaf (one part, after a byte 0) or an inner node (two, after a byte 1), as RFC 6962 does."""
    return hashlib.sha256(bytes([len(parts) - 1]) + b"".join(parts)).digest()


def roots_at(bodies, sizes):
    """Grow the tree over all entries; return its size and its root at each of the sizes."""
    sha, stack, size, found = hashlib.sha256, [], 0, {}
    for size, body in enumerate(bodies, 1):  # written out, and not by way of hashed(): a million take seconds
        current, full = sha(b"\0" + body).digest(), size - 1
        while full & 1:
            current, full = sha(b"\1" + stack.pop() + current).digest(), full >> 1
        stack.append(current)
        if size in sizes:
            found[size] = reduce(lambda top, left: hashed(left, top), reversed(stack))
    return size, found


def included(leaf, position, size, path, root):
    """Say whether the path leads from the leaf to the root."""
    at, last = position, size - 1
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            leaf = hashed(step, leaf)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            leaf = hashed(leaf, step)
        at, last = at >> 1, last >> 1
    return 0 <= position < size and last == 0 and leaf == root


class Ledger:
    """Replays the records and objects to whatever can't be."""

    def __init__(self):
        self.issued, self.next, self.retired = {}, {}, 0
        self.have, self.moved, self.numbered, self.unknown = Counter(), Counter(), Counter(), Counter()

    def issuance(self, said):
        """A batch begins, once, with its serial numbers."""
        first, last = said["serials"]
        if said["batch"] in self.issued or last - first + 1 != said["kg"]:
            raise Wrong(f"batch {said['batch']} was issued twice or with a wrong count")
        self.issued[said["batch"]], self.next[said["batch"]] = said["kg"], first

    def movement(self, said):
        """Kilograms go from where they are to where they will be."""
        batch, kg = said["batch"], said["kg"]
        if said["act"] == "issue":
            self.moved[batch] += kg
        if self.moved[batch] != self.issued.get(batch):
            raise Wrong(f"{batch}: more was handed out than issued")
        if said["from"]:
            place = (batch, *said["from"])
            self.have[place] = left = self.have[place] - kg
            if left < 0:
                raise Wrong(f"{batch}: {kg} kg were moved that were not there")
        if said["to"]:
            self.have[(batch, *said["to"])] += kg
        if said["act"] in ("retire", "cancel"):
            self.numbered[batch] += kg

    def out(self, said):
        """A retirement or cancellation uses serial numbers up, one after the other."""
        total = 0
        for batch, first, last in said["blocks"]:
            if first != self.next[batch] or last < first:
                raise Wrong(f"{batch}: serial numbers {first} to {last} leave a gap or were used before")
            self.next[batch], total = last + 1, total + last - first + 1
            self.numbered[batch] -= last - first + 1
        if total != said["kg"]:
            raise Wrong(f"{said['id']}: its serial numbers are not its kilograms")
        self.retired += total if said["kind"] == "retirement" else 0

    def read(self, bodies):
        """Replay every entry."""
        acts = {"issuance": self.issuance, "movement": self.movement, "retirement": self.out, "cancellation": self.out}
        acts |= dict.fromkeys(("statement", "upstream", "freeze", "methodology"), len)  # they move no kilogram
        read, other = json.JSONDecoder().raw_decode, lambda said: self.unknown.update([said["kind"]])
        for text in map(bytes.decode, bodies):
            said, end = read(text)  # json.loads() takes half as long again
            if end != len(text):
                raise Wrong("an entry holds more than one record")
            acts.get(said["kind"], other)(said)
        if any(self.numbered.values()):
            raise Wrong("kilograms were retired without numbers, or numbers without kilograms")


def entries(folder, limit=None):
    """Read the entries, one per line."""
    with (Path(folder) / "entries.jsonl").open("rb") as lines:
        yield from (line.rstrip(b"\n") for line in islice(lines, limit))


def check_log(options):
    """Check a downloaded log against its checkpoint and older ones, and replay it."""
    folder = Path(options.folder)
    key = read_key(options.key or (folder / "key.txt").read_text())
    size, root, said = read_checkpoint((folder / "checkpoint.txt").read_text("utf-8"), key)
    olds = [read_checkpoint(Path(old).read_text("utf-8"), key) for old in options.since]
    count, found = roots_at(entries(folder, size), {size, *(old[0] for old in olds)})
    if found.get(size) != root:
        raise Wrong(f"the {count} entries do not give the checkpoint's root")
    for old_size, old_root, _said in olds:
        if found.get(old_size) != old_root:
            raise Wrong(f"the log was changed before entry {old_size}: an older checkpoint says otherwise")
    ledger = Ledger()
    ledger.read(entries(folder, size))
    print(f"OK: {size} entries, root {root.hex()}, {' '.join(said[3:])}\n    {len(ledger.issued)} batches, "
          f"{sum(ledger.issued.values())} kg issued, {ledger.retired} kg retired")
    if ledger.unknown:
        print(f"NOTE: {sum(ledger.unknown.values())} entries of kinds this file does not know are in the log but not "
              f"replayed: {', '.join(sorted(ledger.unknown))}. A newer check.py may know them.")
    if more := sum(1 for _line in islice(entries(folder), size, None)):
        print(f"NOTE: {more} more after entry {size} in the file: the checkpoint does not cover them; not checked.")


def check_certificate(options):
    """Check what proves a certificate."""
    bundle = json.loads(Path(options.proof).read_text("utf-8"))
    key = read_key(options.key or bundle["key"])
    if not options.key:
        print("NOTE: no --key given; the file's own key is used. Compare it with the published one.")
    statement, leaf = bundle["statement"].encode(), bundle["leaf"].encode()
    said, recorded = json.loads(statement), json.loads(leaf)
    if not signed(key[2], b"zhonghe statement v1\n" + statement, base64.b64decode(bundle["signature"])):
        raise Wrong("the statement is not signed by this key")
    expected = {"kind": "statement", "statement": hashlib.sha256(statement).hexdigest()}
    if recorded != expected | {name: said[name] for name in ("retirement", "revision")}:
        raise Wrong("the log's entry is about another statement")
    size, root, _said = read_checkpoint(bundle["checkpoint"]["note"], key)
    if not included(hashed(leaf), bundle["position"], size, map(bytes.fromhex, bundle["proof"]), root):
        raise Wrong("the proof does not lead to the checkpoint")
    for digest, text in (shown := bundle["disclosures"]).items():
        if hashlib.sha256(bytes.fromhex(text["salt"]) + text["text"].encode()).hexdigest() != digest:
            raise Wrong(f"the text {text['text']!r} is not what was signed")
    if options.log and (log := roots_at(entries(options.log, size), {size}))[1].get(size) != root:
        raise Wrong("the log you have is not the log this certificate was sealed in" if log[0] == size else
                    f"the log you have ends at entry {log[0]}, this proof needs {size}: download it again")
    print(f"OK: {said['code']} revision {said['revision']}: {said['kg']} kg retired at {said['retired_at']}\n"
          f"    entry {bundle['position'] + 1} of {size} in the log, counted from 1")
    for line in said["lines"]:
        print(f"    {line['batch']} {line['serials'][0]} to {line['serials'][1]} ({line['kg']} kg)")
    claim, who = said["claim"], said["beneficiary"]
    for label, texts in (("title", (claim["title_zh"], claim["title_en"])), ("reason", (said["reason"],)),
                         ("in the name of", (who.get("name_zh"), who.get("name_en"), who.get("pseudonym")))):
        words = [shown.get(text["sha256"], {}).get("text") if isinstance(text, dict) else text for text in texts]
        if any(words):  # what was erased is left out
            print(f"    {label}: {' / '.join(dict.fromkeys(filter(None, words)))}")


def download(options):
    """Fetch the log, its checkpoint and its key into a folder."""
    folder = Path(options.folder)
    site = ("" if "://" in options.site else "https://") + options.site.rstrip("/") + "/api/v1/log/"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("key.txt", "checkpoint.txt", "entries.jsonl"):
        urllib.request.urlretrieve(site + name, folder / name)
    print(f"Downloaded to {folder}. Keep checkpoint.txt: it is your witness.")


def plain(problem):
    """Say in plain words what went wrong: Python's own errors are for programmers."""
    if isinstance(problem, FileNotFoundError):
        return f"{problem.filename} is not there"
    if isinstance(problem, OSError):
        return f"{problem.filename or 'the site'} could not be read: {getattr(problem, 'reason', problem.strerror)}"
    return problem if isinstance(problem, Wrong) else "a file or the key is damaged, or is not of this kind"


def main(arguments=None):
    """Run a command; 0 when all is well, 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for act, name, wanted in (download, "download", "site folder"), (check_log, "log", "folder"), (
            check_certificate, "certificate", "proof"):
        (command := commands.add_parser(name)).set_defaults(act=act)
        for argument in (*wanted.split(), "--key", "--log"):
            command.add_argument(argument)
        command.add_argument("--since", action="append", default=[])
    options = parser.parse_args(arguments)
    gc.disable()  # nothing here refers to itself, and looking for it takes a tenth of the time
    try:
        options.act(options)
    except (Wrong, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        print(f"WRONG: {plain(problem)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
