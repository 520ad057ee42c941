#!/usr/bin/env python3
"""Builds the WebAssembly modules, the npm package, and the pages: each as a folder for a server and as one file.

    bindings/web/build.py [--out FOLDER] [--root-set FILE] [--no-cargo] [--cargo PROGRAM] [--build-std]

It needs Rust with the target wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`) and Python 3.10.
A compiler without that target, but with the sources of the standard library and `wasm-ld`, does it with `--build-std`
(and RUSTC_BOOTSTRAP=1 if it is a stable one).
With `--root-set` the authority's root set stands in the merchant's page, which still asks for its thumbprints.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bundle import bundle

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = "wasm32-unknown-unknown"
# Module, features of the crate `credential-wasm`, and where its script goes.
MODULES = {
    "core": ["core"],
    "reader": ["reader"],
    "terminal": ["merchant"],
    "holder": ["holder"],
}
# Recordings that a counter plays. The greetings by category are for gates.
VOICES = ROOT / "verifier-cli" / "voices" / "zh"
GREETING = "accept-"
PWA_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src blob: mediastream:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def main() -> None:
    options = arguments()
    out = options.out.resolve()
    compiled = out / "modules"
    if not options.no_cargo:
        for name, features in MODULES.items():
            compile_module(options, name, features, compiled)
    build_package(compiled, out / "npm")
    roots = options.root_set.read_bytes() if options.root_set else None
    build_page("verifier", compiled, out, roots)
    scripts = str(compiled / "script")
    subprocess.run([sys.executable, str(HERE / "holder" / "build.py"), str(out / "holder"), scripts, scripts], check=True)
    report(out)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "web")
    parser.add_argument("--root-set", type=Path)
    parser.add_argument("--no-cargo", action="store_true", help="the modules are there already")
    parser.add_argument("--cargo", default="cargo")
    parser.add_argument("--build-std", action="store_true", help="the standard library is built, too")
    return parser.parse_args()


def compile_module(options: argparse.Namespace, name: str, features: list[str], compiled: Path) -> None:
    # The same module on every computer: no folder of this one stands in it.
    sources = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry" / "src"
    environment = os.environ | {"RUSTFLAGS": f"-C target-feature=+simd128 --remap-path-prefix={sources}=crates"}
    # The module alone: with a library for Rust beside it nothing is optimised across crates.
    build = [options.cargo, "rustc", "--locked", "--profile", "web", "-p", "credential-wasm", "--target", TARGET]
    build += ["--lib", "--crate-type", "cdylib", "--features", ",".join(features)]
    if options.build_std:
        build.append("-Zbuild-std=std,panic_abort")
    # Names of functions are for `bench/size.py`; web-bindgen leaves them out.
    build += ["--", "-C", "strip=none"]
    if options.build_std:
        # A linker that brings no library of its own.
        build += ["-C", "linker=wasm-ld", "-C", "linker-flavor=wasm-ld"]
    subprocess.run(build, cwd=ROOT, env=environment, check=True)
    made = target_folder() / TARGET / "web" / "credential_wasm.wasm"
    named = compiled / "named"
    named.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, named / f"{name}.wasm")
    for kind in ("script", "module"):
        folder = compiled / kind
        folder.mkdir(parents=True, exist_ok=True)
        run = [options.cargo, "run", "--locked", "-q", "-p", "web-bindgen", "--"]
        subprocess.run([*run, str(made), kind, name, str(folder)], cwd=ROOT, check=True)


def target_folder() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def build_package(compiled: Path, out: Path) -> None:
    """The npm package: our modules, with the compiled ones beside them."""
    fresh(out)
    for file in (HERE / "npm").iterdir():
        shutil.copy(file, out)
    for name in ("core", "reader"):
        shutil.copy(compiled / "module" / f"{name}_bg.wasm", out / f"{name}_bg.wasm")
        glue = (compiled / "module" / f"{name}.js").read_text("utf-8")
        (out / f"{name}-glue.js").write_text(glue, "utf-8")


def build_page(name: str, compiled: Path, out: Path, roots: bytes | None) -> None:
    source, shared = HERE / name, HERE / "shared"
    folders = [source, shared]
    style = (shared / "base.css").read_text("utf-8") + (source / "app.css").read_text("utf-8")
    scripts = {"app": bundle("app.js", folders)}
    binaries = {}
    for module in ("terminal", "reader"):
        glue = (compiled / "script" / f"{module}.js").read_text("utf-8")
        scripts[f"{module}-worker"] = bundle(f"{module}-worker.js", folders, before=glue + "\n")
        binaries[module] = (compiled / "script" / f"{module}_bg.wasm").read_bytes()
    page = (source / "index.html").read_text("utf-8")
    own = root_block(roots)
    write_folder(out / name, source, page, style, scripts, binaries, own)
    (out / f"{name}.html").write_text(single(page, style, scripts, binaries, own), "utf-8")


def write_folder(out: Path, source: Path, page: str, style: str, scripts: dict, binaries: dict, own: str) -> None:
    fresh(out)
    head = (
        '<link rel="manifest" href="manifest.webmanifest">\n<link rel="icon" href="icon.svg" type="image/svg+xml">\n'
        # The module is on its way while the script is still read.
        '<link rel="preload" href="terminal.wasm" as="fetch" type="application/wasm" crossorigin>\n'
        '<link rel="stylesheet" href="app.css">\n<script src="app.js" defer></script>'
    )
    voice = {file.stem: file.read_bytes() for file in sorted(VOICES.glob("*.wav")) if not file.name.startswith(GREETING)}
    own += f'<script type="text/plain" id="recordings">{" ".join(voice)}</script>'
    files = {"index.html": filled(page, PWA_POLICY, head, own).encode(), "app.css": style.encode()}
    files |= {f"voice/{name}.wav": sound for name, sound in voice.items()}
    files |= {f"{name}.js": script.encode() for name, script in scripts.items()}
    files |= {f"{name}.wasm": bytes_ for name, bytes_ in binaries.items()}
    files |= {name: (source / name).read_bytes() for name in ("manifest.webmanifest", "icon.svg")}
    version = hashlib.sha256(b"".join(name.encode() + files[name] for name in sorted(files))).hexdigest()[:12]
    worker = (source / "sw.js").read_text("utf-8")
    listed = json.dumps(["./", *sorted(files)])
    files["sw.js"] = worker.replace("@VERSION@", version).replace("@FILES@", listed).encode()
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)


def single(page: str, style: str, scripts: dict, binaries: dict, own: str) -> str:
    """Everything in one file. Workers stand in it as text, modules as Base64 of gzip."""
    icon = ""
    parts = [own]
    for name, script in scripts.items():
        if name != "app":
            parts.append(f'<script type="text/plain" id="{name}-js">{inline(script)}</script>')
    for name, bytes_ in binaries.items():
        packed = base64.b64encode(gzip.compress(bytes_, 9, mtime=0)).decode()
        parts.append(f'<script type="text/plain" id="{name}-wasm">{packed}</script>')
    app = inline(scripts["app"])
    parts.append(f"<script>{app}</script>")
    policy = (
        f"default-src 'none'; script-src {digest(app)} 'wasm-unsafe-eval'; style-src {digest(style)}; worker-src blob:; "
        "img-src blob: data:; media-src blob: mediastream:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    head = f"{icon}<style>{style}</style>"
    marked = page.replace('<html lang="zh-CN">', '<html lang="zh-CN" data-form="single">')
    return filled(marked, policy, head, "\n".join(parts))


def filled(page: str, policy: str, head: str, parts: str) -> str:
    return page.replace("@CSP@", policy).replace("@HEAD@", head).replace("@PARTS@", parts)


def inline(script: str) -> str:
    if "</script" in script.lower() or "<!--" in script:
        raise SystemExit("a script would end its element")
    return script


def digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def root_block(roots: bytes | None) -> str:
    if roots is None:
        return ""
    return f'<script type="text/plain" id="root-set">{base64.b64encode(roots).decode()}</script>'


def fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def report(out: Path) -> None:
    """Sizes, as they travel."""
    files = sorted((out / "npm").glob("*.wasm")) + sorted(out.glob("*/*.wasm")) + sorted(out.glob("*.html"))
    for file in dict.fromkeys(files):
        content = file.read_bytes()
        packed = len(gzip.compress(content, 9, mtime=0))
        print(f"{file.relative_to(out)}  {len(content):>9,} bytes  {packed:>9,} gzip")


if __name__ == "__main__":
    main()
