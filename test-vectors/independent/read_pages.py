#!/usr/bin/env python3
"""Reads every code on the PDF pages that `issuer print` made, rendered by poppler, with two readers that are
not ours (zxing-cpp and zbar), and compares what they read with the manifest, character by character.

    read_pages.py RUN_FOLDER PRINT_FOLDER [--dpi N]

Pages are rendered at the resolution that they were made for, or at another one: a copy that is a little
off must be read too. zxing-cpp must read every code at its first look. zbar, which finds a code by scan lines, now and then misses
one of ten on a page; it gets further looks at lower resolutions, as from further off. How many wanted one is printed.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import zxingcpp
from PIL import Image


def rendered(pdf, dpi, folder):
    """The pages of a PDF as grey pictures, one after the other."""
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", pdf, folder / pdf.stem], check=True)
    for path in sorted(folder.glob(f"{pdf.stem}-*.pgm")):
        yield path
        path.unlink()


def by_zxing(path):
    with Image.open(path) as picture:
        codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in codes]


def by_zbar(path):
    out = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path],
        capture_output=True, text=True, check=False,
    )
    return out.stdout.split()


def look(printed, files, dpi, readers):
    """How many pages there are, and what each reader reads on them."""
    pages, found = 0, {reader: [] for reader in readers}
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            for page in rendered(printed / name, dpi, pathlib.Path(folder)):
                pages += 1
                for reader, texts in found.items():
                    texts += reader(page)
    return pages, found


def main():
    Image.MAX_IMAGE_PIXELS = None
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("printed", type=pathlib.Path)
    parser.add_argument("--dpi", type=int)
    args = parser.parse_args()

    lines = (args.run / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    summary = json.loads((args.printed / "print.json").read_text(encoding="utf-8"))
    left_out = {one["holder"] for one in summary["not_printed"]}
    expected = [entry["text"] for entry in map(json.loads, lines) if entry["holder"] not in left_out]
    dpi = args.dpi or summary["dpi"]
    pages, found = look(args.printed, summary["files"], dpi, (by_zxing, by_zbar))
    for part in (2, 1.5, 3):
        missed = set(expected) - set(found[by_zbar])
        if missed:
            _, again = look(args.printed, summary["files"], round(dpi / part), (by_zbar,))
            found[by_zbar] += again[by_zbar]
            print(f"zbar: {len(missed)} of {len(expected)} codes wanted another look, at {round(dpi / part)} dpi")

    passed, failed = 0, 0
    for reader, texts in found.items():
        # Readers find the codes of a page in an order of their own.
        missing, strange = set(expected) - set(texts), [text for text in texts if text not in set(expected)]
        passed += len(set(expected)) - len(missing)
        failed += len(missing) + len(strange)
        for what, some in [("did not read", missing), ("read what is not there:", strange)]:
            for text in list(some)[:5]:
                print(f"WRONG: {reader.__name__} {what} {text[:40]}…")
    print(f"zxing-cpp and zbar: {len(expected)} codes on {pages} pages")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
