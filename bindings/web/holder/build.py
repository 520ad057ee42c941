#!/usr/bin/env python3
"""Builds the holder's page: modules joined, hashes into the policy, everything into one folder.

    build.py OUT READER_FOLDER HOLDER_FOLDER

The two folders have what web-bindgen wrote: NAME.js and NAME_bg.wasm. Needs Python 3.9 and nothing else.
"""

import base64
import hashlib
import json
import shutil
import struct
import sys
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
WEB = HERE.parent
sys.path.insert(0, str(WEB))
from bundle import bundle  # noqa: E402: it stands beside the pages

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml",
    ".png": "image/png", ".webmanifest": "application/manifest+json",
}


def sha256(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def png_icon(side):
    """The icon as PNG, drawn from the same squares as icon.svg."""
    squares = [(12, 12, 16), (36, 12, 16), (12, 36, 16)]
    small = [(36, 36, 7), (45, 45, 7), (36, 47, 5), (47, 36, 5)]

    def white(x, y):
        for left, top, width in squares:
            if left <= x < left + width and top <= y < top + width:
                return not (left + 4 <= x < left + 12 and top + 4 <= y < top + 12)
        return any(left <= x < left + width and top <= y < top + width for left, top, width in small)

    rows = b""
    for y in range(side):
        rows += b"\0" + b"".join(
            b"\xff\xff\xff" if white(x * 64 / side, y * 64 / side) else b"\x1d\x4d\x3a" for x in range(side))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main():
    out, reader, holder = (Path(argument) for argument in sys.argv[1:4])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    folders = [HERE, WEB / "shared"]
    style = (WEB / "shared/base.css").read_text("utf-8") + (HERE / "app.css").read_text("utf-8")
    script = bundle("app.js", folders)
    files = {
        "holder-worker.js": bundle("holder-worker.js", folders, before=(holder / "holder.js").read_text("utf-8") + "\n"),
        "reader-worker.js": bundle("reader-worker.js", folders, before=(reader / "reader.js").read_text("utf-8") + "\n"),
        "manifest.webmanifest": (HERE / "manifest.webmanifest").read_text(encoding="utf-8"),
        "icon.svg": (HERE / "icon.svg").read_text(encoding="utf-8"),
        "icon-192.png": png_icon(192),
        "icon-512.png": png_icon(512),
        "holder.wasm": (holder / "holder_bg.wasm").read_bytes(),
        "reader.wasm": (reader / "reader_bg.wasm").read_bytes(),
    }
    as_bytes = {name: data.encode() if isinstance(data, str) else data for name, data in files.items()}
    page = (HERE / "index.html").read_text(encoding="utf-8")
    digest = hashlib.sha256(page.encode() + style.encode() + script.encode())
    for name in sorted(as_bytes):
        digest.update(as_bytes[name])
    version = digest.hexdigest()[:12]
    # Scripts by their hash; nothing from anywhere but the page's own folder.
    policy = "; ".join([
        "default-src 'none'", f"script-src {sha256(script)} 'wasm-unsafe-eval'", "worker-src 'self'",
        f"style-src {sha256(style)}", "img-src 'self' blob:", "media-src 'self' blob: mediastream:", "connect-src 'self'",
        "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
    ])
    for name, value in {"policy": policy, "version": version, "style": style, "script": script}.items():
        page = page.replace("{{" + name + "}}", value)
    worker = (HERE / "sw.js").read_text(encoding="utf-8").replace("{{version}}", version)
    as_bytes["index.html"] = page.encode()
    kept = {"./" if name == "index.html" else f"./{name}": [hashlib.sha256(data).hexdigest(), TYPES[Path(name).suffix]]
            for name, data in sorted(as_bytes.items())}
    as_bytes["sw.js"] = worker.replace("{{files}}", json.dumps(kept)).encode()
    for name, data in as_bytes.items():
        (out / name).write_bytes(data)
    total = sum(len(zlib.compress(data, 9)) for data in as_bytes.values())
    for name, data in sorted(as_bytes.items()):
        print(f"{name:24} {len(data):9} {len(zlib.compress(data, 9)):9}")
    print(f"version {version}, {total} bytes compressed")


if __name__ == "__main__":
    main()
