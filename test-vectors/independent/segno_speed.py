#!/usr/bin/env python3
"""Times `issuer issue` beside the Python library segno, in the same run, by the time that each whole process takes of a processor.

    pip install segno
    cargo build --release -p issuer-cli
    python3 test-vectors/independent/segno_speed.py --rows 5000

Both write one PNG file for each of the same texts, which stand in the run's manifest: same error correction, module size
and quiet zone. issuer does more for it: it reads a roster, keeps the register, signs and verifies each code, reads each
file back and writes the manifest. In each round both take their turn, in fresh folders; the medians are compared.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CATEGORIES = ["退役军人"] * 7 + ["现役军人", "残疾军人", "烈士遗属"]

SEGNO = """
import json, pathlib, sys
import segno
out = pathlib.Path(sys.argv[2])
for line in open(sys.argv[1], encoding="utf-8"):
    line = json.loads(line)
    code = segno.make(line["text"], error="m", boost_error=False, micro=False)
    code.save(str(out / pathlib.Path(line["file"]).name), scale=8, border=4)
"""


def roster(path, rows):
    """People who do not exist: no place has a code that begins with 99."""
    lines = ["序号,姓名,身份证号,人员类别,备注"]
    for row in range(rows):
        digits = f"99{row // 999 % 100:02d}{row // 99900 + 1:02d}19500307{row % 999 + 1:03d}"
        check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS)) % 11]
        name = "王李张刘陈杨黄赵"[row % 8] + "建国卫东志强明华"[row % 8] + ("永" if row % 3 else "")
        lines.append(f"{row + 1},{name},{digits}{check},{CATEGORIES[row % 10]},")
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")


def timed(command):
    """Seconds on the processor, and by the clock, of a process with all its threads."""
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    elapsed, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, elapsed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issuer", default="target/release/issuer", help="the program (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=5000, help="people on the roster (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (default: %(default)s)")
    parser.add_argument("--folder", help="where to work; a disk like the one that is meant (default: a temporary folder)")
    options = parser.parse_args()
    times = {"issuer": [], "segno": []}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        roster(folder / "roster.csv", options.rows)
        for turn in range(options.rounds):
            bureau, out, drawn = (folder / f"{name}-{turn}" for name in ("bureau", "out", "segno"))
            subprocess.run(
                [options.issuer, "bureau", "create", "--folder", bureau, "--name", "测试", "--region", "421200",
                 "--id", "42120001", "--no-passphrase"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            times["issuer"].append(timed(
                [options.issuer, "issue", "--bureau", bureau, "--roster", folder / "roster.csv", "--out", out, "--confirm-000"]))
            drawn.mkdir()
            times["segno"].append(timed([sys.executable, "-c", SEGNO, out / "manifest.jsonl", drawn]))
            made, other = ({file.name for file in path.rglob("*.png")} for path in (out / "codes", drawn))
            assert made == other and len(made) == options.rows, "both draw every code"
    result = {}
    for name, turns in times.items():
        used, elapsed = (statistics.median(column) for column in zip(*turns))
        result[name] = used
        print(f"{name:7} {used:8.2f} s on the processor, {1e6 * used / options.rows:8.0f} µs a code, {elapsed:8.2f} s by the clock")
    print(f"ratio per core: {result['segno'] / result['issuer']:.1f}")


if __name__ == "__main__":
    main()
