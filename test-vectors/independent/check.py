#!/usr/bin/env python3
"""Checks the vectors, or texts read from codes, without anything of this project.

    python3 -m venv /tmp/check && /tmp/check/bin/pip install -r requirements.txt
    /tmp/check/bin/python check.py
    /tmp/check/bin/python check.py --texts codes.txt --trust-list list.cbor --root root.cbor

Exit status: 0 if everything passed, 1 if something failed, 2 for wrong use.
"""

import argparse
import base64
import collections
import json
import pathlib
import re
import sys

import base45
import cbor2
import jsonschema

import catalogue
import enrolments
import frames
import gate
import journal
import sm2
import libraries
from libraries import LIBRARIES, Skipped
from keys import Key, Profile
from lists import StatusList, VouchList
from reader import STATUS_LIST_TYPE, VOUCH_LIST_TYPE, Credential, Refusal, claims_of, object_of, repaired, shown_of
from terminal import Terminal
from token_status_list import BitArray
from trust import IssuerRequest, RootSet, TrustList, authenticate, verdict

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent / "vectors"


class Report:
    """Counts what was checked with what."""

    def __init__(self):
        self.passed, self.failed = collections.Counter(), 0
        self.skipped = collections.defaultdict(list)
        self.notes = []

    def check(self, what, subject, good, said=""):
        if good:
            self.passed[what] += 1
        else:
            self.failed += 1
            print(f"FAILED {subject}: {what}{': ' if said else ''}{said}")

    def same(self, what, subject, expected, found):
        self.check(what, subject, expected == found, f"expected {expected}, found {found}")

    def end(self):
        for what, count in self.passed.items():
            print(f"{count:5} {what}")
        for reason, subjects in self.skipped.items():
            print(f"{len(subjects):5} skipped: {reason}: {', '.join(subjects)}")
        for note in self.notes:
            print(f"note: {note}")
        print(f"{sum(self.passed.values())} passed, {self.failed} failed")
        return 1 if self.failed else 0


def check_vectors(report):
    validator = jsonschema.Draft202012Validator(json.loads((HERE.parent / "schema.json").read_text()))
    index = json.loads((VECTORS / "index.json").read_text())
    on_disk = {path.name for path in VECTORS.iterdir()} - {"index.json"}
    report.same("index.json names the files", "vectors/", set(index), on_disk)
    ids = set()
    for name in sorted(on_disk):
        file = json.loads((VECTORS / name).read_text())
        errors = [error.json_path + ": " + error.message[:200] for error in validator.iter_errors(file)]
        report.check("file fits schema.json", name, not errors, "; ".join(errors[:3]))
        report.same("index.json names the vectors", name, index[name], [v["id"] for v in file["vectors"]])
        fixtures = Fixtures(file["fixtures"], report, name)
        for vector in file["vectors"]:
            report.check("identifier is unique", vector["id"], vector["id"] not in ids)
            ids.add(vector["id"])
            match file["kind"]:
                case "credential":
                    check_credential(report, vector, fixtures)
                case "root-set":
                    check_root_set(report, vector, fixtures)
                case "trust-list":
                    check_trust_list(report, vector, fixtures)
                case "status-list":
                    check_status_list(report, vector, fixtures)
                case "vouch-list":
                    check_vouch_list(report, vector, fixtures)
                case "issuer-request":
                    check_issuer_request(report, vector)
                case "enrolment":
                    enrolments.check(report, vector)
                case "catalogue":
                    catalogue.check(report, vector, fixtures.lists)
                case "frames":
                    frames.check(report, vector)
                case "gate":
                    gate.check(report, vector, fixtures.lists[vector["trust_list"]])
                case "journal":
                    journal.check(report, vector)
                case "terminal":
                    check_terminal(report, vector, bytes.fromhex(file["fixtures"]["root_sets"][vector["root_set"]]))
        check_without_sm2(report, file)
    print(f"{len(on_disk)} files, {len(ids)} vectors")


def check_without_sm2(report, file):
    """What a reader without the SM2 profile says: `without_sm2`, or else what is expected of every reader."""
    Profile.sm2 = False
    fixtures = Fixtures(file["fixtures"])
    for vector in file["vectors"]:
        if "sm2" not in vector["flags"]:
            continue
        expected = vector.get("without_sm2", vector["expected"])
        match file["kind"]:
            case "credential":
                found = verdict(vector["text"], fixtures.lists[vector["trust_list"]], vector["policy"], vector["now"])
                expected = {key: value for key, value in expected.items() if key != "advice"}
            case "root-set":
                found = outcome_of(lambda: RootSet(bytes.fromhex(vector["bytes"])), expected)
            case _:
                roots = fixtures.roots[vector["root_set"]]
                found = outcome_of(lambda: TrustList(bytes.fromhex(vector["bytes"]), roots), expected)
        report.same("outcome of the second reader without SM2", vector["id"], expected, found)
    Profile.sm2 = True


class Fixtures:
    def __init__(self, fixtures, report=None, name=""):
        self.roots = {key: RootSet(bytes.fromhex(data)) for key, data in fixtures["root_sets"].items()}
        self.lists = {
            key: TrustList(bytes.fromhex(fixture["bytes"]), self.roots[fixture["root_set"]])
            for key, fixture in fixtures["trust_lists"].items()
        }
        if report is None:
            return
        for key, data in fixtures["root_sets"].items():
            count_signers(report, f"{name}, root set {key}", bytes.fromhex(data), self.roots[key].keys, 3)
        for key, fixture in fixtures["trust_lists"].items():
            keys = self.roots[fixture["root_set"]].keys
            count_signers(report, f"{name}, trust list {key}", bytes.fromhex(fixture["bytes"]), keys, 2)
        for key in fixtures["keys"]:
            check_key(report, key)


def check_key(report, key):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    x = bytes.fromhex(key["x"])
    if key.get("type") == "sm2":
        read = Key("sm2", {-2: x[1:], -3: x[0] == 3})
        report.same("kid is the thumbprint's beginning", key["name"], key["kid"], read.kid().hex())
        report.same("x belongs to the seed", key["name"], read.point(), sm2.times(int(key["seed"], 16), sm2.BASE))
        return
    report.same("kid is the thumbprint's beginning", key["name"], key["kid"], Key("ed25519", {-2: x}).kid().hex())
    if "seed" in key:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key["seed"]))
        report.same("x belongs to the seed", key["name"], x, private.public_key().public_bytes_raw())


def check_credential(report, vector, fixtures):
    subject, expected = vector["id"], vector["expected"]
    trust = fixtures.lists[vector["trust_list"]]
    challenges = [bytes.fromhex(shown) for shown in vector.get("challenges", [])]
    found = verdict(vector["text"], trust, vector["policy"], vector["now"], challenges=challenges)
    without_advice = {key: value for key, value in expected.items() if key != "advice"}
    report.same("verdict of the second reader", subject, without_advice, found)
    if "bytes" not in vector:
        return
    data = bytes.fromhex(vector["bytes"])
    if expected.get("stage") != "text":
        report.same("text holds the bytes", subject, data, object_of(vector["text"]))
        check_base45_package(report, vector, data)
    if "payload" in vector:
        check_layers(report, vector, data, challenges)
    if expected.get("stage") in ("text", "object", "issuer"):
        return
    credential, presentation = shown_of(vector["text"])
    if presentation:
        check_proof(report, vector, presentation, challenges)
        data = credential.data
    keys = [entry.key for _, entry in trust.keys(credential.kid)]
    check_by_openssl(report, vector, credential, keys)
    for library in LIBRARIES:
        try:
            payload = library.payload(data, keys)
        except Skipped as reason:
            report.skipped[str(reason)].append(subject)
            continue
        if "not-strict" in vector["flags"]:
            report.notes.append(f"{subject}: {library.name} {'accepts' if payload else 'refuses'}, RFC 8032 allows both")
        elif expected.get("stage") == "signature":
            # With two keys of one kid a good signature may be refused for the other key's sake.
            wanted = None if "forged" in vector["flags"] else credential.payload
            report.same(f"{library.name} refuses a forged COSE_Sign1" if wanted is None else
                        f"{library.name} verifies a COSE_Sign1", subject, wanted, payload)
        else:
            report.same(f"{library.name} verifies a COSE_Sign1", subject, credential.payload, payload)
            if payload is not None and "claims" in expected:
                report.same(f"claims out of {library.name}, by cbor2", subject, expected["claims"], plain(payload))


def check_proof(report, vector, presentation, challenges):
    """The proof by both libraries, which know nothing of windows and of small orders."""
    subject, expected = vector["id"], vector["expected"]
    written = expected["claims"].get("cnf")
    key = Key.of_holder(written) if written else None
    if key is None or not key.is_sound():
        return
    for library in LIBRARIES:
        found = None
        try:
            if "algorithm" in vector["flags"]:
                raise Skipped("cwt takes the algorithm of a proof from the key, not from the header")
            for challenge in challenges[:2] or [None]:
                aad = b"" if challenge is None else cbor2.dumps(["laobingma challenge", challenge])
                found = found or library.proof(presentation.data, key, aad)
        except Skipped as reason:
            report.skipped[str(reason)].append(subject)
            continue
        # Where a challenge is required and none is shown, the proof itself is good.
        forged = "forged" in vector["flags"]
        wanted = None if forged else presentation.payload
        what = "fails on a forged proof" if forged else "verifies a proof"
        report.same(f"{library.name} {what}", subject, wanted, found)


def check_base45_package(report, vector, data):
    """The package base45 on good texts only: it is known to let groups overflow."""
    text = repaired(vector["text"])
    if text.startswith("LB1:") and data:
        report.same("text by the package base45", vector["id"], data, base45.b45decode(text[4:]))


def check_layers(report, vector, data, challenges):
    """payload and sig_structure against cbor2, which knows no strictness."""
    try:
        protected, _, payload, _ = cbor2.loads(data).value
    except Exception as error:
        report.check("payload by cbor2", vector["id"], False, str(error))
        return
    report.same("payload by cbor2", vector["id"], vector["payload"], payload.hex())
    aad = cbor2.dumps(["laobingma challenge", challenges[0]]) if challenges else b""
    structure = cbor2.dumps(["Signature1", protected, aad, payload])
    report.same("sig_structure by cbor2", vector["id"], vector["sig_structure"], structure.hex())


def plain(payload):
    """Claims as the vectors write them, by cbor2; the names of categories and details from docs/format.md."""
    from reader import CATEGORIES

    claims = cbor2.loads(payload)
    categories, status_index, holder, name, *details = claims[-65537]
    out = {
        "exp": claims[4],
        "iat": claims[6],
        "categories": categories,
        "category_codes": [code for bit, code in enumerate(CATEGORIES) if categories >> bit & 1],
        "status_index": status_index,
        "holder": holder,
        "name": name,
    }
    if 8 in claims:
        key = claims[8][1]
        out["cnf"] = (bytes([2 + key[-3]]) if -3 in key else b"").hex() + key[-2].hex()
    names = {1: "home_region", 2: "disability_grade", 3: "honour_class", 6: "life_stage"}
    for key, value in (details[0] if details else {}).items():
        if key in names:
            out[names[key]] = value
        if key == 5:
            out["dependants"] = [{"relation": relation, "name": name} for relation, name in value]
    return out


def check_root_set(report, vector, fixtures):
    held = fixtures.roots[vector["held"]] if "held" in vector else None
    data = bytes.fromhex(vector["bytes"])
    check_outcome(report, vector, lambda: RootSet(data, held))
    if "signers" in vector["expected"]:
        keys = held.keys if held else keys_named_in(data)
        count_signers(report, vector["id"], data, keys, vector["expected"]["signers"])


def keys_named_in(data):
    keys = cbor2.loads(cbor2.loads(data).value[2])[-65539][5]
    known = [Key.read(key, ("ed25519", "sm2")) for key in keys]
    return [key for key in known if key is not None]


def check_trust_list(report, vector, fixtures):
    roots = fixtures.roots[vector["root_set"]]
    data = bytes.fromhex(vector["bytes"])
    check_outcome(report, vector, lambda: TrustList(data, roots))
    if "signers" in vector["expected"]:
        count_signers(report, vector["id"], data, roots.keys, vector["expected"]["signers"])


def check_outcome(report, vector, load):
    found = outcome_of(load, vector["expected"])
    report.same("outcome of the second reader", vector["id"], vector["expected"], found)


def outcome_of(load, expected):
    try:
        taken = load()
        return {"result": "ok", "version": taken.version, "signers": taken.signers}
    except Refusal as refusal:
        found = {"result": "refuse"} | reason_of(refusal)
        if refusal.signers is not None and "signers" in expected:
            found["signers"] = refusal.signers
        return found


def count_signers(report, subject, data, keys, expected):
    for library in LIBRARIES:
        try:
            found = library.signers(data, keys)
            report.same(f"{library.name} counts the signers of a COSE_Sign", subject, expected, found)
        except Skipped as reason:
            report.skipped[str(reason)].append(subject)


def check_status_list(report, vector, fixtures):
    subject, expected = vector["id"], vector["expected"]
    data, trust = bytes.fromhex(vector["bytes"]), fixtures.lists[vector["trust_list"]]
    try:
        found = status_list_told(StatusList(data, trust))
    except Refusal as refusal:
        found = {"result": "refuse"} | reason_of(refusal)
    report.same("outcome of the second reader", subject, expected, found)
    stage = expected.get("stage")
    if stage in ("text", "object", "issuer"):
        return
    message = Credential(data, STATUS_LIST_TYPE)
    keys = [entry.key for _, entry in trust.keys(message.kid)]
    for library in LIBRARIES:
        try:
            payload = library.payload(data, keys)
        except Skipped as reason:
            report.skipped[str(reason)].append(subject)
            continue
        wanted = None if stage == "signature" else message.payload
        report.same(f"{library.name} verifies a status list", subject, wanted, payload)
        if payload is not None and expected["result"] == "ok":
            same_statuses(report, subject, library.name, payload, expected)


def same_statuses(report, subject, name, payload, expected):
    """The statuses out of what a COSE library proved, by cbor2 and a library for Token Status Lists."""
    claims = cbor2.loads(payload)
    report.same(f"claims of a status list out of {name}, by cbor2", subject,
                [expected["iat"], expected["exp"], expected.get("ttl")],
                [claims[6], claims[4], claims.get(65534)])
    listed = claims[65533]
    array = BitArray.from_b64(listed["bits"], base64.urlsafe_b64encode(listed["lst"]).rstrip(b"=").decode())
    report.same("length of the array by token-status-list", subject, expected["entries"], len(array))
    # All of a short array; of a long one what is set and as many others.
    indices = range(len(array)) if len(array) <= 65536 else [index for index, _ in expected["statuses"]] + list(range(4096))
    set_there = dict(map(tuple, expected["statuses"]))
    report.same("statuses by token-status-list", subject,
                {index: set_there.get(index, 0) for index in indices}, {index: array[index] for index in indices})


def status_list_told(listed):
    out = {"result": "ok", "issuer": listed.issuer, "iat": listed.iat, "exp": listed.exp}
    if listed.ttl is not None:
        out["ttl"] = listed.ttl
    return out | {"entries": len(listed), "statuses": listed.entries()}


def check_vouch_list(report, vector, fixtures):
    subject, expected = vector["id"], vector["expected"]
    data, trust = bytes.fromhex(vector["bytes"]), fixtures.lists[vector["trust_list"]]
    try:
        listed = VouchList(data, trust)
        found = {"result": "ok", "issuer": listed.issuer, "iat": listed.iat, "key": listed.about.hex(),
                 "hashes": sorted(code.hex() for code in listed.hashes)}
    except Refusal as refusal:
        found = {"result": "refuse"} | reason_of(refusal)
    report.same("outcome of the second reader", subject, expected, found)
    if expected.get("stage") in ("text", "object", "issuer"):
        return
    message = Credential(data, VOUCH_LIST_TYPE)
    wanted = None if expected.get("stage") == "signature" else message.payload
    for library in LIBRARIES:
        payload = library.payload(data, [entry.key for _, entry in trust.keys(message.kid)])
        report.same(f"{library.name} verifies a vouch list", subject, wanted, payload)


def check_issuer_request(report, vector):
    data = bytes.fromhex(vector["bytes"])
    try:
        request = IssuerRequest(data)
        found = {"result": "ok", "issuer": request.issuer, "iat": request.iat, "region": request.region,
                 "kid": request.key.kid().hex()}
        count_signers(report, vector["id"], data, [request.key], 1)
    except Refusal as refusal:
        found = {"result": "refuse"} | reason_of(refusal)
    report.same("outcome of the second reader", vector["id"], vector["expected"], found)


def check_by_openssl(report, vector, credential, keys):
    """Signatures of SM2 by OpenSSL, which wants the key as a certificate has it and the signature in DER."""
    for key in keys:
        if key.kind != "sm2" or credential.algorithm != -65551:
            continue
        good = libraries.openssl_sm2(key, credential.to_be_signed(), credential.signature)
        wanted = vector["expected"].get("stage") != "signature"
        report.same("OpenSSL judges a signature of SM2", vector["id"], wanted, good)


def check_terminal(report, vector, root_set):
    key = vector.get("terminal_key")
    terminal = Terminal(root_set, None if key is None else bytes.fromhex(key))
    for number, step in enumerate(vector["steps"]):
        subject = f"{vector['id']}, step {number}"
        if step["do"] == "check":
            expected = {key: value for key, value in step["expected"].items() if key != "advice"}
            found = terminal.verdict(step["text"], step["policy"], step["now"])
            report.same("verdict of the second reader, with status lists", subject, expected, found)
        else:
            try:
                found = {"parts": terminal.update(bytes.fromhex(step["bytes"]), step["now"])}
            except Refusal as refusal:
                found = {"refuse": reason_of(refusal)}
            report.same("update by the second reader", subject, step["expected"], found)


def reason_of(refusal):
    out = {"stage": refusal.stage, "code": refusal.code}
    return out | ({"detail": refusal.detail} if refusal.detail else {})


def check_published(report, arguments):
    """Texts that somebody read from printed codes, and status lists, under the lists that prove them."""
    data = [pathlib.Path(path).read_bytes() for path in (arguments.root, arguments.trust_list)]
    try:
        roots = RootSet(data[0])
        trust = TrustList(data[1], roots)
    except Refusal as refusal:
        report.check("root set and trust list are in order", arguments.trust_list, False, str(refusal))
        return
    count_signers(report, arguments.root, data[0], roots.keys, roots.signers)
    count_signers(report, arguments.trust_list, data[1], roots.keys, trust.signers)
    print(f"trust list {trust.version}, {len(trust.issuers)} issuers, signed by {trust.signers} of {len(roots.keys)}")
    for path in arguments.status_list:
        check_published_list(report, path, trust)
    if arguments.texts:
        check_texts(report, arguments, trust)


def check_texts(report, arguments, trust):
    policy = {"bearer": "accept", "holder_proof": "treat-as-bearer", "trust_list_check_after": None, "clock_leeway": 600,
              "unknown_category": "refuse", "compromised_key": "refuse"}
    count = 0
    for number, line in enumerate(pathlib.Path(arguments.texts).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        count += 1
        subject = f"line {number}"
        try:
            text = code_in(line)
            credential = Credential(object_of(text))
            issuer, _, claims = authenticate(credential, trust)
        except Refusal as refusal:
            report.check("text read and verified by the second reader", subject, False, str(refusal))
            continue
        report.check("text read and verified by the second reader", subject, True)
        for library in LIBRARIES:
            keys = [entry.key for _, entry in trust.keys(credential.kid)]
            try:
                payload = library.payload(object_of(text), keys)
            except Skipped as reason:
                report.skipped[str(reason)].append(subject)
                continue
            report.same(f"{library.name} verifies a COSE_Sign1", subject, credential.payload, payload)
            if payload is not None:
                report.same(f"claims out of {library.name}, by cbor2", subject, claims_of(payload), plain(payload))
        now = max(claims["iat"], trust.iat) if arguments.now is None else arguments.now
        report.same("accepted by the second reader", subject, "accepted", verdict(text, trust, policy, now)["code"])
        if arguments.verbose:
            print(f"{subject}: issuer {issuer.id}, {json.dumps(claims, ensure_ascii=False)}")
    print(f"{count} texts")
    report.check("there are texts", arguments.texts, count > 0)


def check_published_list(report, path, trust):
    """A status list that an issuer published."""
    data = pathlib.Path(path).read_bytes()
    try:
        told = status_list_told(StatusList(data, trust))
    except Refusal as refusal:
        report.check("status list read and verified by the second reader", path, False, str(refusal))
        return
    report.check("status list read and verified by the second reader", path, True)
    message = Credential(data, STATUS_LIST_TYPE)
    for library in LIBRARIES:
        payload = library.payload(data, [entry.key for _, entry in trust.keys(message.kid)])
        report.same(f"{library.name} verifies a status list", path, message.payload, payload)
        if payload is not None:
            same_statuses(report, path, library.name, payload, told)
    values = collections.Counter(value for _, value in told["statuses"])
    print(f"{path}: {told['entries']} entries, {values[1]} revoked, {values[2]} suspended")


def code_in(line):
    """The code of a line: the whole, or the field of a TSV line that looks like one of ours."""
    fields = line.split("\t")
    ours = [field for field in fields if re.fullmatch(r"81[0-9]{100,}|LB1:.*", field.strip())]
    return ours[0] if ours else fields[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", help="file with one code a line, or TSV with the code in a field")
    parser.add_argument("--trust-list", help="the trust list that names the issuers")
    parser.add_argument("--root", help="the root set that proves the trust list")
    parser.add_argument("--status-list", action="append", default=[], help="a published status list; may stand several times")
    parser.add_argument("--now", type=int, help="clock for the texts, seconds since 1970; else the later iat of code and list")
    parser.add_argument("--verbose", action="store_true", help="print the claims of each text")
    arguments = parser.parse_args()
    published = bool(arguments.texts or arguments.status_list)
    if not published == bool(arguments.trust_list) == bool(arguments.root):
        parser.error("--texts and --status-list want --trust-list and --root")
    report = Report()
    if published:
        check_published(report, arguments)
    else:
        check_vectors(report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
