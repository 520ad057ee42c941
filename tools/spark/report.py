#!/usr/bin/env python3
"""The report of the books from exported records, by Spark or Sail: figures as in `issuer report benefits --json`.

    issuer journal export-parquet --out FOLDER
    issuer --json report benefits --expose-groups-under-five-people > report.json
    report.py FOLDER [--from YYYY-MM] [--until YYYY-MM] [--compare report.json] [--remote sc://...] [--master ...]

With --remote it speaks Spark Connect (to Sail, or to a Spark server), else it starts Spark itself.
The sums are the statements of crates/books/src/report/uses.sql, unchanged, over a view `uses` that is made here from
the exported records. People are counted here from the records; the books count them with bitmaps.
"""

import argparse
import json
import sys
import time
from pathlib import Path

STATEMENTS = Path(__file__).resolve().parents[2] / "crates/books/src/report/uses.sql"
DIMENSIONS = ["month", "trade", "merchant", "category", "district", "benefit"]

# Declared, because some engines read the columns of folders as texts.
SCHEMA = """time TIMESTAMP, journal BIGINT, number BIGINT, kind INT, issuer BIGINT, holder BIGINT, merchant BIGINT,
    branch BIGINT, region INT, trade BIGINT, benefit BIGINT, edition BIGINT, categories BIGINT, units INT,
    full_fen BIGINT, charged_fen BIGINT, undone BOOLEAN, year INT, month INT"""

# The roll-ups of the books, from records.
USES = """
SELECT of_month AS month, merchant, region, trade, benefit, categories, kind,
    SUM(CASE WHEN is_undone THEN 0 ELSE 1 END) AS uses,
    SUM(CASE WHEN is_undone THEN 0 ELSE units END) AS units,
    SUM(CASE WHEN is_undone OR full_fen IS NULL THEN 0 ELSE 1 END) AS priced,
    SUM(CASE WHEN is_undone OR full_fen IS NULL THEN 0 ELSE full_fen END) AS `full`,
    SUM(CASE WHEN is_undone OR full_fen IS NULL THEN 0 ELSE charged_fen END) AS charged,
    SUM(CASE WHEN is_undone THEN 1 ELSE 0 END) AS undone
FROM (SELECT *, undone AS is_undone, CAST(year AS INT) * 100 + CAST(month AS INT) AS of_month FROM grants) records
GROUP BY of_month, merchant, region, trade, benefit, categories, kind
"""

# Different people: first each of them once, then how many.
PEOPLE = """
SELECT key, COUNT(*) AS people FROM (
    SELECT DISTINCT {key} AS key, issuer, holder FROM grants {join}
    WHERE NOT undone AND holder IS NOT NULL AND {which}
        AND CAST(year AS INT) * 100 + CAST(month AS INT) BETWEEN {first} AND {last}
) different GROUP BY key
"""
PEOPLE_KEYS = {
    "total": "0",
    "month": "CAST(year AS INT) * 100 + CAST(month AS INT)",
    "trade": "trade",
    "merchant": "merchant",
    "category": "number_of_bit",
    "district": "region",
    "benefit": "benefit",
    "manual": "0",
}
BITS = "(" + " UNION ALL ".join(
    f"SELECT {number} AS number_of_bit, CAST({1 << number} AS BIGINT) AS bit" for number in range(32)
) + ") bits"


def statements() -> dict[str, str]:
    blocks = STATEMENTS.read_text(encoding="utf-8").split("-- name: ")[1:]
    named = (block.split("\n", 1) for block in blocks)
    return {name.strip(): sql.strip().rstrip(";") for name, sql in named}


def month(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 100 + int(number)


def session(options):
    from pyspark.sql import SparkSession

    if options.remote:
        return SparkSession.builder.remote(options.remote).getOrCreate()
    builder = SparkSession.builder.master(options.master).appName("report of the books")
    # The default of 200 parts is for hundreds of machines.
    settings = {"spark.sql.shuffle.partitions": "8", "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false",
                "spark.log.level": "ERROR"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def report(spark, folder: Path, first: int, last: int) -> dict:
    grants = spark.read.schema(SCHEMA).parquet(str(folder))
    grants.createOrReplaceTempView("grants")
    # The roll-ups are small; the statements below read them again and again.
    spark.sql(USES).createOrReplaceTempView("uses_made")
    rows = spark.sql("SELECT * FROM uses_made").collect()
    if not rows:
        return {name: {} for name in [*PEOPLE_KEYS, "undone"]}
    kinds = "month INT, merchant BIGINT, region INT, trade BIGINT, benefit BIGINT, categories BIGINT, kind INT, " + \
        ", ".join(f"`{name}` BIGINT" for name in ["uses", "units", "priced", "full", "charged", "undone"])
    made = [tuple(int(value) for value in row) for row in rows]
    spark.createDataFrame(made, schema=kinds).createOrReplaceTempView("uses")
    result = {}
    for name, sql in statements().items():
        # Sail 0.7 has no named parameters: the numbers are put in.
        rows = spark.sql(sql.replace(":first", str(first)).replace(":last", str(last))).collect()
        result[name] = {
            int(row["key"]): {key: int(row[key]) for key in ["uses", "units", "unpriced", "full_fen", "charged_fen"]}
            for row in rows
        }
    for name, key in PEOPLE_KEYS.items():
        # The sets of the books are of uses; those of manual grants stand apart.
        join = f"JOIN {BITS} ON (grants.categories & bits.bit) <> 0" if name == "category" else ""
        which = "kind = 3" if name == "manual" else "kind <> 3"
        sql = PEOPLE.format(key=key, join=join, which=which, first=first, last=last)
        for row in spark.sql(sql).collect():
            if int(row["key"]) in result[name]:
                result[name][int(row["key"])]["people"] = int(row["people"])
    for rows in result.values():
        for figures in rows.values():
            figures.setdefault("people", 0)
    return result


def differences(result: dict, known: dict):
    """What of the report in JSON is not as it was worked out here."""
    names = ["uses", "units", "unpriced", "people", "full_fen", "charged_fen"]
    pairs = [("total", 0, result["total"].get(0), known["total"]), ("manual", 0, result["manual"].get(0), known["manual"])]
    for dimension in DIMENSIONS:
        rows = {row["key"]: row for row in known[f"by_{dimension}"]}
        for key in sorted(rows.keys() | result[dimension].keys()):
            pairs.append((dimension, key, result[dimension].get(key), rows.get(key)))
    for table, key, here, there in pairs:
        if there is not None and "withheld" in there:
            yield f"{table} {key}: withheld; make the report with --expose-groups-under-five-people"
            continue
        for name in names:
            mine, theirs = (here or {}).get(name, 0), (there or {}).get(name, 0)
            if mine != theirs:
                yield f"{table} {key}: {name} is {mine} here and {theirs} in the report"
    undone = result["undone"].get(0, {}).get("uses", 0)
    if undone != known["undone"]:
        yield f"undone: {undone} here and {known['undone']} in the report"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="first", type=month, default=0)
    parser.add_argument("--until", dest="last", type=month, default=999_999)
    parser.add_argument("--compare", type=Path, help="a report in JSON, whose figures must be the same")
    parser.add_argument("--remote", help="a server of Spark Connect, such as sc://127.0.0.1:50051")
    parser.add_argument("--master", default="local-cluster[2,1,2048]", help="where Spark runs")
    options = parser.parse_args()
    begun = time.monotonic()
    spark = session(options)
    started = time.monotonic()
    result = report(spark, options.folder.resolve(), options.first, options.last)
    ended = time.monotonic()
    spark.stop()
    print(f"{sum(row['uses'] for row in result['total'].values())} uses; "
          f"session {started - begun:.1f} s, report {ended - started:.1f} s")
    if options.compare is None:
        json.dump(result, sys.stdout)
        print()
        return 0
    wrong = list(differences(result, json.loads(options.compare.read_text(encoding="utf-8"))))
    for line in wrong[:50]:
        print(line, file=sys.stderr)
    rows = sum(len(result[dimension]) for dimension in DIMENSIONS)
    print(f"{rows} rows compared, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
