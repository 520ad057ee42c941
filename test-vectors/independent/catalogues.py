#!/usr/bin/env python3
"""Random catalogues, moments and prices: compares the answers of the library with those of catalogue.py.

    catalogue_peer 100000 1 | catalogues.py 100000

Exit status: 0 if all agree and there were as many as asked for, else 1.
"""

import collections
import json
import sys

from catalogue import UnverifiedPart, answer, paid


def main():
    wanted, seen, codes = int(sys.argv[1]), 0, collections.Counter()
    for line in sys.stdin:
        case = json.loads(line)
        part = UnverifiedPart(bytes.fromhex(case["bytes"]))
        for question in case["questions"]:
            found = answer(part, question)
            if found != question["expected"]:
                print(f"FAILED {line.strip()[:4000]}\nfound {found}")
                return 1
            codes.update([found["nothing"]] if "nothing" in found else (one["code"] for one in found["benefits"]))
        for charge in case["charges"]:
            found = paid(part, charge)
            if found != charge["expected"]:
                print(f"FAILED {line.strip()[:4000]}\nfound {found}")
                return 1
            codes.update(["paid" if "to-pay" in found else found["fault"]])
        seen += 1
    print(f"{seen} catalogues agree: " + ", ".join(f"{count} {code}" for code, count in codes.most_common()))
    # A generator that never meets a reason would prove nothing about it.
    rare = {"available", "not-here", "not-entitled", "not-today", "not-now", "quota-used", "catalogue-expired",
            "not-member", "paid", "stands-alone", "same-order"} - {code for code, count in codes.items() if count * 2000 >= wanted}
    if rare:
        print(f"FAILED too rarely met: {', '.join(sorted(rare))}")
    return 1 if rare or seen != wanted else 0


if __name__ == "__main__":
    sys.exit(main())
