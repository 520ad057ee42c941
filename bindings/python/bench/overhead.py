"""What a call from Python costs beyond the Rust call.

    python3 bindings/python/bench/overhead.py

Installed must be the wheel that people get (`--release`). Of a text that is no code Rust says so at once: the whole
call is the overhead and a little more. Of a real code the call is compared with the same work in one call for many.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import laobingma

VECTORS = Path(__file__).parents[3] / "test-vectors" / "vectors"
NOW = 1_802_000_000
TURNS, CALLS = 15, 1_000
# Microseconds, from the issue of the bindings.
MOST = 5.0


def main():
    document = json.loads((VECTORS / "valid.json").read_text())
    trust = document["fixtures"]["trust_lists"]["main"]
    text = document["vectors"][0]["text"]
    with tempfile.TemporaryDirectory() as folder:
        store = laobingma.Store.provision(Path(folder, "store"), bytes.fromhex(document["fixtures"]["root_sets"][trust["root_set"]]))
        store.update(bytes.fromhex(trust["bytes"]), NOW)
        store.set_policy('{"place":"gate","bearer":"accept"}')
        assert store.verify(text, NOW)
        nothing, single, together = [], [], []
        for _ in range(TURNS):
            nothing.append(each(lambda: [store.verify("x", NOW) for _ in range(CALLS)]))
            single.append(each(lambda: [store.verify(text, NOW) for _ in range(CALLS)]))
            together.append(each(lambda: store.verify_many([text] * CALLS, NOW)))
    most = statistics.median(nothing)
    print(f"a text that is no code, whole call: {most:.2f} µs")
    print(f"a code: {statistics.median(single):.1f} µs; of a thousand in one call {statistics.median(together):.1f} µs each; "
          f"between them {statistics.median(one - many for one, many in zip(single, together)):.2f} µs")
    return 0 if most <= MOST else 1


def each(work):
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) / CALLS * 1e6


if __name__ == "__main__":
    sys.exit(main())
