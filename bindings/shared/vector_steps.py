"""Writes the vectors that a binding can play as lines of plain text, so that no program needs a JSON reader.

    python3 vector_steps.py OUT

Lines, in this order for each terminal; bytes and texts are hexadecimal, `-` for none:

    terminal ID ROOT_SET
    update NOW FILE RESULTS       what became of each part, such as new,held,refused,foreign; - for no update
    check NOW TEXT POLICY DECISION CODE

A policy that a binding cannot be given, such as another leeway of the clock, is left out and counted. So is a terminal
that is given a single list: for the core that is no update file, but bindings take it, as the programs do.
"""

import json
import sys
from pathlib import Path

VECTORS = Path(__file__).parents[2] / "test-vectors" / "vectors"
CODES = "valid text cbor object header issuer signature claims details scope time holder entitlement sm2 order".split()
RESULTS = {"new": "new", "held": "held", "refuse": "refused"}
# The core has nothing to say of it, and the programs call it no update.
WITHOUT_PARTS = "d9d9f7a0"
USUAL = {
    "gate": dict(trust_list_check_after=None, unknown_category="refuse", compromised_key="refuse"),
    "shop": dict(trust_list_check_after=15552000, unknown_category="check", compromised_key="check"),
}
USUAL_LISTS = {
    "gate": dict(missing_status="accept", status_list_check_after=None),
    "shop": dict(missing_status="check", status_list_check_after=5184000),
}


def options(policy):
    """The policy as an embedder writes it down; None if that cannot be written."""
    rest = dict(policy)
    out = {"bearer": rest.pop("bearer")}
    if rest.pop("holder_proof") == "treat-as-bearer":
        out["phone_bound"] = "as-bearer"
    lists = rest.pop("lists", None)
    if rest.pop("clock_leeway") != 600:
        return None
    for place, usual in USUAL.items():
        wanted = dict(USUAL_LISTS[place], status_list_refuse_after=None, trust_list_refuse_after=None)
        # Where nothing is said of lists the vector has none. For a shop that is a reason of its own to look.
        if rest == usual and (lists == wanted or lists is None and place == "gate"):
            return json.dumps(dict(out, place=place), separators=(",", ":"))
    return None


def hexed(text):
    # A lone surrogate is no text of any binding.
    try:
        return text.encode().hex() or "-"
    except UnicodeEncodeError:
        return None


def main(out):
    lines, left_out = [], 0
    load = lambda name: json.loads((VECTORS / f"{name}.json").read_text())

    def check(now, text, policy, expected, challenges=None):
        nonlocal left_out
        policy, text = options(policy), hexed(text)
        if policy is None or text is None or challenges:
            left_out += 1
            return
        lines.append(f"check {now} {text} {policy} {expected['verdict']} {expected['code']}")

    for vector in (document := load("terminal"))["vectors"]:
        if "terminal_key" in vector or vector["id"] == "terminal-file-is-a-trust-list":
            left_out += 1
            continue
        root = document["fixtures"]["root_sets"][vector["root_set"]]
        lines.append(f"terminal {vector['id']} {root}")
        for step in vector["steps"]:
            if step["do"] == "update":
                parts = step["expected"].get("parts")
                results = ",".join(RESULTS[part["result"]] for part in parts) if parts else "-"
                if parts == [] and step["bytes"] != WITHOUT_PARTS:
                    # What is left is a place of another terminal; bindings say so, as `verifier update` does.
                    results = "foreign"
                lines.append(f"update {step['now']} {step['bytes'] or '-'} {results}")
            else:
                check(step["now"], step["text"], step["policy"], step["expected"])
    for name in CODES:
        document = load(name)
        for of, trust in document["fixtures"]["trust_lists"].items():
            mine = [vector for vector in document["vectors"] if vector["trust_list"] == of]
            if mine:
                root = document["fixtures"]["root_sets"][trust["root_set"]]
                lines.append(f"terminal {name}-{of} {root}")
                lines.append(f"update 1802000000 {trust['bytes']} new")
            for vector in mine:
                check(vector["now"], vector["text"], vector["policy"], vector["expected"], vector.get("challenges"))
    Path(out).write_text("".join(line + "\n" for line in lines))
    checks = sum(line.startswith("check") for line in lines)
    print(f"{checks} codes and {len(lines) - checks} other steps; {left_out} left out")


if __name__ == "__main__":
    main(sys.argv[1])
