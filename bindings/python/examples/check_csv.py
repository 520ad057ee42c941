"""Goes over a CSV of scanned codes, one in the column `code`, and adds what each is worth.

    python3 check_csv.py STORE SCANNED.csv CHECKED.csv
"""
import csv, sys
import laobingma

store = laobingma.Store(sys.argv[1])
with open(sys.argv[2], newline="", encoding="utf-8-sig") as source, open(sys.argv[3], "w", newline="", encoding="utf-8") as target:
    rows = list(csv.DictReader(source))
    verdicts = store.verify_many([row["code"] for row in rows])
    out = csv.writer(target)
    out.writerow(["code", "decision", "reason", "issuer", "holder"])
    for row, verdict in zip(rows, verdicts):
        out.writerow([row["code"], verdict.decision, verdict.code, verdict.issuer, verdict.holder])
print(f"{len(rows)} codes, {sum(map(bool, verdicts))} accepted")
