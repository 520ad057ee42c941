#!/usr/bin/env python3
"""What is in a WebAssembly module: the share of each feature, by the names of its functions.

    bindings/web/bench/size.py [MODULE.wasm ...]

Without arguments it reads what `build.py` has left in `target/web/modules/named`. Code that was put into its caller
counts there. The compressed share is estimated: what gzip takes away, it takes from all alike.
"""

import gzip
import re
import sys
from collections import Counter
from pathlib import Path

NAMED = Path(__file__).resolve().parents[3] / "target" / "web" / "modules" / "named"
# The first that is found in a name counts: the crate and, in the core, the module.
FEATURES = [
    ("P-256", r"p256|primeorder|crypto_bigint|elliptic_curve|ecdsa"),
    ("Ed25519 and hashes", r"curve25519|ed25519|sha2|digest|keys|signature"),
    ("catalogue", r"credential_core.{0,4}(9catalogue|..catalogue)|holdings.{0,4}9catalogue|benefit"),
    ("presentations", r"presentation|admission|challenge|unsignedproof"),
    ("trust lists, status lists, floors", r"miniz|adler|credential_core.*(5trust|6status|5vouch|8holdings|6update)|trustedissuers"),
    ("text, scanner", r"credential_core.*(4text|7scanner)"),
    ("COSE, CBOR, claims, verdict", r"credential_core|coset|ciborium"),
    ("the store", r"terminal_store|store_|crc"),
    ("texts in two languages", r"messages|words"),
    ("JSON and rules", r"serde|json|zmij|itoa|policy"),
    ("the terminal", r"terminal|credential_wasm"),
    ("reading codes", r"code_reader"),
    ("decoding codes", r"rxing"),
    ("drawing codes", r"qrcode|code_writer|png|fdeflate"),
    ("standard library, and code in its generics", r"core|alloc|std|hashbrown|rust"),
]


def main() -> None:
    for file in [Path(name) for name in sys.argv[1:]] or sorted(NAMED.glob("*.wasm")):
        print_shares(file)


def print_shares(file: Path) -> None:
    sections = read_sections(file.read_bytes())
    code, data = sections[10], sections.get(11, b"")
    names, imported = read_names(sections.get("name", b"")), count_imported(sections.get(2, b"\0"))
    if not names:
        raise SystemExit(f"{file}: no names of functions")
    shares = Counter()
    for at, size in enumerate(function_sizes(code)):
        shares[feature(names.get(at + imported, ""))] += size
    packed, packed_data = (len(gzip.compress(part, 9, mtime=0)) for part in (code, data))
    print(f"| {file.stem} | bytes | gzip |\n|---|---|---|")
    for name, size in shares.most_common():
        print(f"| {name} | {size:,} | {size * packed / len(code) / 1000:.0f} kB |")
    print(f"| constants: texts, tables | {len(data):,} | {packed_data / 1000:.0f} kB |")
    print(f"| all | {len(code) + len(data):,} | {(packed + packed_data) / 1000:.0f} kB |\n")


def feature(name: str) -> str:
    return next((feature for feature, pattern in FEATURES if re.search(pattern, name)), "other")


def number(data: bytes, at: int) -> tuple[int, int]:
    """LEB128, unsigned: the number, and where the next item begins."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def text(data: bytes, at: int) -> tuple[str, int]:
    length, at = number(data, at)
    return data[at : at + length].decode("utf-8", "replace"), at + length


def read_sections(module: bytes) -> dict:
    """Sections by their number; custom ones by their name."""
    sections, at = {}, 8
    while at < len(module):
        kind = module[at]
        length, at = number(module, at + 1)
        content = module[at : at + length]
        at += length
        if kind == 0:
            kind, begins = text(content, 0)
            content = content[begins:]
        sections[kind] = content
    return sections


def count_imported(section: bytes) -> int:
    """How many functions are imported; wasm-bindgen's modules import nothing else but memory and tables."""
    count, at = number(section, 0)
    functions = 0
    for _ in range(count):
        _, at = text(section, at)
        _, at = text(section, at)
        kind = section[at]
        at += 1
        if kind == 0:
            functions += 1
            _, at = number(section, at)
        elif kind == 3:
            at += 2
        else:
            at += 1 if kind == 1 else 0
            flags = section[at]
            _, at = number(section, at + 1)
            if flags & 1:
                _, at = number(section, at)
    return functions


def function_sizes(section: bytes) -> list[int]:
    count, at = number(section, 0)
    sizes = []
    for _ in range(count):
        size, at = number(section, at)
        sizes.append(size)
        at += size
    return sizes


def read_names(section: bytes) -> dict[int, str]:
    names, at = {}, 0
    while at < len(section):
        kind = section[at]
        length, at = number(section, at + 1)
        end = at + length
        if kind == 1:
            count, at = number(section, at)
            for _ in range(count):
                index, at = number(section, at)
                names[index], at = text(section, at)
        at = end
    return names


if __name__ == "__main__":
    main()
