"""Lets a gate judge the codes of the test vectors, and compares what it says with the vectors.

    python3 gate_vectors.py STEPS STORES GATE...

STEPS are the lines of bindings/shared/vector_steps.py, STORES the folder of stores that tests/vectors.c has made of
them, GATE the command of a gate, without its store.
"""

import subprocess
import sys
from pathlib import Path

AT = "1802000000"
POLICY = '{"bearer":"accept","place":"gate"}'
TERMINALS = "valid-main header-main issuer-main signature-main claims-main details-main".split()


def main(steps, stores, *gate):
    number, terminal, cases = -1, None, {}
    for line in Path(steps).read_text().splitlines():
        words = line.split()
        if words[0] == "terminal":
            number, terminal = number + 1, words[1]
        elif words[0] == "check" and terminal in TERMINALS and (words[1], words[3]) == (AT, POLICY) and words[2] != "-":
            text = bytes.fromhex(words[2]).decode()
            # What a scanner cannot type in one line is not for a gate. A proof counts only after the gate has started.
            if text.isprintable() and words[5] != "repeat-unchecked":
                cases.setdefault(number, []).append((text, words[4], words[5]))
    opened = played = 0
    for number, all_ in cases.items():
        lines = "".join(text + "\n" for text, _, _ in all_)
        run = subprocess.run([*gate, f"{stores}/{number}", AT], input=lines, capture_output=True, text=True, timeout=600)
        said = run.stdout.splitlines()
        wanted = ["OPEN" if decision == "accept" else "CLOSED" for _, decision, _ in all_]
        wanted = [f"{word} {code}" for word, (_, _, code) in zip(wanted, all_)]
        given = [" ".join(line.split(" ", 2)[:2]).rstrip(",") for line in said]
        if given != wanted or run.stderr:
            wrong = [pair for pair in zip(given, wanted) if pair[0] != pair[1]]
            sys.exit(f"store {number}: {len(said)} answers to {len(all_)} codes; {wrong[:5]}\n{run.stderr[-2000:]}")
        played += len(all_)
        opened += sum(word.startswith("OPEN") for word in wanted)
    # A comparison of nothing would find nothing.
    if played < 200 or opened < 15:
        sys.exit(f"only {played} codes, of which {opened} open: the comparison proves little")
    print(f"a gate: {played} codes as in the vectors, {opened} of them open")


if __name__ == "__main__":
    main(*sys.argv[1:])
