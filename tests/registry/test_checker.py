"""The offline checker, run as a stranger runs it: its own process, files from the site, nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.registry import checker, log, queries, signing
from marketplace.registry.models import Statement
from tests.registry import supply
from tests.registry.test_audit import busy_ledger

CHECK = Path(checker.__file__).with_name("check.py")

pytestmark = pytest.mark.django_db


def check(*arguments):
    """Run the checker isolated from this project (-I) and return its exit code and words."""
    done = subprocess.run(
        [sys.executable, "-I", str(CHECK), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert not done.stderr
    return done.returncode, done.stdout


def download(folder):
    """What `check.py download` writes, taken from the database."""
    folder.mkdir(exist_ok=True)
    checkpoint = queries.latest_checkpoint()
    (folder / "key.txt").write_text(signing.vkey() + "\n")
    (folder / "checkpoint.txt").write_text(checkpoint.note, encoding="utf-8")
    bodies = [body for _position, body in log.entries(0, checkpoint.size)]
    (folder / "entries.jsonl").write_bytes(b"".join(body + b"\n" for body in bodies))
    return folder


@pytest.fixture
def folder(tmp_path):
    busy_ledger()
    return download(tmp_path / "log")


def test_it_is_short_and_needs_nothing_but_python():
    text = CHECK.read_text("utf-8")
    assert text.count("\n") <= 300
    modules = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert modules <= sys.stdlib_module_names


def test_a_downloaded_log_is_in_order(folder):
    code, words = check("log", folder)
    assert code == 0, words
    assert "28000 kg issued, 7000 kg retired" in words


def test_an_older_checkpoint_still_fits(folder, tmp_path):
    old = tmp_path / "kept.txt"
    old.write_text(queries.checkpoints()[1].note, encoding="utf-8")
    assert check("log", folder, "--since", old)[0] == 0


def test_a_rewritten_log_does_not_fit_the_checkpoint_that_was_kept(folder, tmp_path):
    """The worst case: the operator rewrites history and signs it anew with the true key."""
    kept = tmp_path / "kept.txt"
    kept.write_text(queries.checkpoints()[1].note, encoding="utf-8")
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    lines[2] = lines[2].replace(b'"at":"20', b'"at":"19')
    (folder / "entries.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    from marketplace import clock
    from marketplace.registry import merkle

    _nodes, tops = merkle.grow(0, [], [merkle.leaf_hash(line) for line in lines])
    text = log.checkpoint_text(len(lines), merkle.root(tops), at=clock.now())
    (folder / "checkpoint.txt").write_text(signing.sign_note(text), encoding="utf-8")
    assert check("log", folder)[0] == 0
    code, words = check("log", folder, "--since", kept)
    assert code == 1 and "older checkpoint says otherwise" in words


def test_a_removed_entry_is_noticed(folder):
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "entries.jsonl").write_bytes(b"".join(lines[:5] + lines[6:]))
    assert check("log", folder)[0] == 1


def test_a_checkpoint_of_another_key_is_refused(folder):
    note = (folder / "checkpoint.txt").read_text("utf-8")
    head, _sep, blob = note.rstrip("\n").rpartition(" ")
    swapped = blob[:20] + ("A" if blob[20] != "A" else "B") + blob[21:]
    (folder / "checkpoint.txt").write_text(f"{head} {swapped}\n", encoding="utf-8")
    code, words = check("log", folder)
    assert code == 1 and "not signed" in words


def signed_log(folder, bodies):
    """A log that says these things, properly signed: only the replay can object."""
    from marketplace import clock
    from marketplace.registry import merkle

    _nodes, tops = merkle.grow(0, [], [merkle.leaf_hash(body) for body in bodies])
    text = log.checkpoint_text(len(bodies), merkle.root(tops), at=clock.now())
    (folder / "checkpoint.txt").write_text(signing.sign_note(text), encoding="utf-8")
    (folder / "entries.jsonl").write_bytes(b"".join(body + b"\n" for body in bodies))


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("movement", lambda said: said | {"kg": said["kg"] + 1} if said["act"] == "sell" else said),
        (
            "retirement",
            lambda said: said | {"blocks": [[b, f - 1, e] for b, f, e in said["blocks"]]},
        ),
        ("retirement", lambda said: said | {"kg": said["kg"] + 1}),
        ("issuance", lambda said: said | {"kg": said["kg"] + 1}),
        ("issuance", None),
        ("retirement", None),
        ("cancellation", None),
    ],
)
def test_a_signed_log_that_cannot_be_true_is_refused(folder, kind, change):
    bodies = []
    for line in (folder / "entries.jsonl").read_bytes().splitlines():
        said = json.loads(line)
        if said["kind"] == kind:
            if change is None:
                continue
            said = change(said)
        bodies.append(json.dumps(said).encode())
    signed_log(folder, bodies)
    code, words = check("log", folder)
    assert code == 1 and "WRONG" in words


def proof_of(statement, folder):
    file = folder / "proof.json"
    file.write_text(json.dumps(queries.bundle(statement.pk)), encoding="utf-8")
    return file


def test_a_certificate_is_proven_and_read_out(folder):
    statement = Statement.objects.filter(revision=1).first()
    code, words = check(
        "certificate", proof_of(statement, folder), "--key", signing.vkey(), "--log", folder
    )
    assert code == 0, words
    assert statement.code in words and "1000 kg" in words
    assert "title: 2026 深圳创新论坛" in words
    assert "in the name of: " in words
    position = queries.bundle(statement.pk)["position"]
    size = queries.latest_checkpoint().size
    assert f"entry {position + 1} of {size} in the log, counted from 1" in words


@pytest.mark.parametrize(
    ("key", "proof", "sentence"),
    [
        ("not a key", None, "this is not a key"),
        ("name+xyz", None, "this is not a key"),
        (None, "nothing.json", "nothing.json is not there"),
        (None, "", "could not be read"),
        (None, "text.json", "damaged"),
        (None, "list.json", "damaged"),
        (None, "empty.json", "damaged"),
    ],
)
def test_what_cannot_be_checked_is_said_in_plain_words(folder, key, proof, sentence):
    for name, text in (("text", "a certificate"), ("list", "[1]"), ("empty", "{}")):
        (folder / f"{name}.json").write_text(text)
    file = proof_of(Statement.objects.first(), folder) if proof is None else folder / proof
    code, words = check("certificate", file, "--key", key or signing.vkey())
    assert code == 1 and sentence in words
    for raw in ("Errno", "unpack", "Traceback", "Error", "KeyError", "'statement'"):
        assert raw not in words


def test_a_folder_without_a_log_is_said_to_lack_it(tmp_path):
    code, words = check("log", tmp_path)
    assert code == 1 and "key.txt is not there" in words


def test_a_site_that_does_not_answer_is_said_in_plain_words(tmp_path):
    code, words = check("download", "http://127.0.0.1:9", tmp_path)
    assert code == 1 and "the site could not be read" in words


@pytest.mark.parametrize(
    "part", ["statement", "signature", "leaf", "proof", "checkpoint", "disclosures", "position"]
)
def test_whatever_is_changed_in_a_proof_is_noticed(folder, part):
    file = proof_of(Statement.objects.first(), folder)
    bundle = json.loads(file.read_text("utf-8"))
    if part == "statement":
        bundle[part] = bundle[part].replace('"kg":1000', '"kg":9000')
    elif part == "signature":
        bundle[part] = "AAAA" + bundle[part][4:]
    elif part == "leaf":
        bundle[part] = bundle[part].replace('"revision":', '"revision":1')
    elif part == "proof":
        bundle[part][0] = "00" * 32
    elif part == "checkpoint":
        bundle[part]["note"] = bundle[part]["note"].replace("\ntime 20", "\ntime 19")
    elif part == "disclosures":
        next(iter(bundle[part].values()))["text"] += "。"
    else:
        bundle[part] += 1
    file.write_text(json.dumps(bundle), encoding="utf-8")
    assert check("certificate", file, "--key", signing.vkey())[0] == 1


def test_another_log_is_not_the_one_a_certificate_was_sealed_in(folder):
    file = proof_of(Statement.objects.first(), folder)
    supply.batch(supply.person("seller"), 1_000)
    log.seal()
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "entries.jsonl").write_bytes(b"".join(reversed(lines)))
    code, words = check("certificate", file, "--key", signing.vkey(), "--log", folder)
    assert code == 1 and "not the log" in words


def test_what_the_checkpoint_does_not_cover_is_said_and_is_no_failure(folder):
    code, words = check("log", folder)
    assert code == 0 and "does not cover" not in words
    size = queries.latest_checkpoint().size
    with (folder / "entries.jsonl").open("ab") as lines:
        lines.write(b"{}\nnonsense\n")
    code, words = check("log", folder)
    assert code == 0 and words.startswith("OK")
    assert (
        f"NOTE: 2 more after entry {size} in the file: the checkpoint does not cover them" in words
    )


def test_a_log_older_than_the_proof_is_told_from_another_log(folder):
    file = proof_of(Statement.objects.first(), folder)
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "entries.jsonl").write_bytes(b"".join(lines[:-2]))
    code, words = check("certificate", file, "--key", signing.vkey(), "--log", folder)
    assert code == 1 and f"ends at entry {len(lines) - 2}" in words and "download it again" in words


def test_records_nested_without_end_are_told_in_plain_words(folder):
    nested = b'{"kind":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    signed_log(folder, [*(folder / "entries.jsonl").read_bytes().splitlines(), nested])
    code, words = check("log", folder)
    assert code == 1 and words.startswith("WRONG: a file or the key is damaged")


def test_kinds_that_are_newer_than_the_checker_are_named_and_do_no_harm(folder):
    bodies = (folder / "entries.jsonl").read_bytes().splitlines()
    signed_log(folder, [*bodies, b'{"kind":"novelty","n":1}', b'{"kind":"novelty","n":2}'])
    code, words = check("log", folder)
    assert code == 0, words
    assert "28000 kg issued, 7000 kg retired" in words
    assert "NOTE: 2 entries" in words and "novelty" in words


def test_two_records_in_one_entry_are_refused(folder):
    bodies = (folder / "entries.jsonl").read_bytes().splitlines()
    signed_log(folder, [*bodies, b'{"kind":"novelty","n":1}{"kind":"novelty","n":2}'])
    code, words = check("log", folder)
    assert code == 1 and "more than one record" in words
