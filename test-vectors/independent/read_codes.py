#!/usr/bin/env python3
"""Reads every picture that `issuer issue` made, with two readers that are not ours (zxing-cpp and zbar),
and compares what they read with the manifest, character by character.

    read_codes.py CODES_FOLDER [--write TEXTS]

--write saves what zxing-cpp read, one text a line, for `check.py --texts`.
"""
import argparse
import json
import pathlib
import subprocess
import sys

import zxingcpp
from PIL import Image


def by_zxing(path):
    with Image.open(path) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)]


def by_zbar(paths):
    """One process for many files; every file holds one code, every code is one line."""
    out = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *map(str, paths)],
        capture_output=True, text=True, check=False,
    )
    return out.stdout.splitlines()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path)
    args = parser.parse_args()

    lines = (args.folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    drawn = list((args.folder / "codes").iterdir())
    passed, failed, texts = 0, 0, []

    def judge(right, what):
        nonlocal passed, failed
        passed, failed = passed + right, failed + (not right)
        if not right:
            print(f"WRONG: {what}")

    judge(len(drawn) == len(entries), f"{len(drawn)} pictures for {len(entries)} entries")
    for at in range(0, len(entries), 100):
        batch = entries[at:at + 100]
        paths = [args.folder / entry["file"] for entry in batch]
        zbar = by_zbar(paths)
        for number, (entry, path) in enumerate(zip(batch, paths)):
            zxing = by_zxing(path)
            texts += zxing
            judge(zxing == [entry["text"]], f"{path.name}: zxing-cpp read {zxing}")
            judge(zbar[number:number + 1] == [entry["text"]], f"{path.name}: zbar read something else")

    if args.write:
        args.write.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    print(f"zxing-cpp and zbar: {len(entries)} pictures each")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
