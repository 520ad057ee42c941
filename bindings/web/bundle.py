"""Puts the modules of a page into one script, so that it runs in a worker, from a file and from a server alike.

It knows what these sources use: `import { a } from "./b.js";` and `export` in front of a function, a class or a
constant. Everything else is an error. Each module keeps a scope of its own.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.M)
EXPORT = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.M)


def bundle(entry: str, folders: list[Path], before: str = "") -> str:
    """The script of the module `entry`; `before` stands in front of it."""
    modules: dict[str, str] = {}
    load(entry, folders, modules, [])
    return '"use strict";\n' + before + "\n".join(modules.values())


def load(name: str, folders: list[Path], modules: dict[str, str], above: list[str]) -> None:
    if name in above:
        raise SystemExit(f"{name} imports itself: {' -> '.join(above)}")
    if name in modules:
        return
    found = [folder / name for folder in folders if (folder / name).is_file()]
    if len(found) != 1:
        raise SystemExit(f"{name} is there {len(found)} times")
    source = found[0].read_text("utf-8")
    imports = IMPORT.findall(source)
    for _, other in imports:
        load(other, folders, modules, [*above, name])
    body = IMPORT.sub("", source)
    exports = EXPORT.findall(body)
    body = re.sub(r"^export ", "", body, flags=re.M)
    if re.search(r"^(?:import|export)\b", body, re.M):
        raise SystemExit(f"{name}: an import or export of another form")
    names = "".join(f"const {{{wanted}}} = {variable(other)};\n" for wanted, other in imports)
    modules[name] = f"const {variable(name)} = (() => {{\n{names}{body}return {{ {', '.join(exports)} }};\n}})();\n"


def variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))
