"""What the checks share: the tree, the package's graph, the map in Sources/README.md, Swift text without its strings."""

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

LIBRARY = ("Sources",)
EVERYTHING = ("Sources", "Tests")


def tree():
    """The root of the tree to look at: the argument, or the one that this file is in."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()


def swift_files(root, folders=LIBRARY):
    for folder in folders:
        for path in sorted((root / folder).rglob("*.swift")):
            if ".build" not in path.parts:
                yield path


def finish(findings):
    """Prints the findings and ends the check."""
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)


@functools.lru_cache(maxsize=None)
def package(root):
    """`swift package dump-package`: target name → (folder, names it may import, kind)."""
    environment = {k: v for k, v in os.environ.items() if k != "TRUNKLINE_FUZZ"}
    dump = subprocess.run(
        ["swift", "package", "--package-path", str(root), "dump-package"],
        capture_output=True, text=True, env=environment)
    if dump.returncode != 0:
        print("swift package dump-package failed:\n" + dump.stderr)
        sys.exit(1)
    graph = {}
    for target in json.loads(dump.stdout)["targets"]:
        names = [next(iter(d.values()))[0] for d in target["dependencies"]]
        default = ("Tests/" if target["type"] == "test" else "Sources/") + target["name"]
        graph[target["name"]] = (target.get("path") or default, names, target["type"])
    return graph


def house_map(root):
    """The tables of Sources/README.md.

    Returns the rooms in their order, name → (folder, names it may import), and the folders inside rooms."""
    rooms, inner = {}, []
    for line in (root / "Sources/README.md").read_text().splitlines():
        if not line.startswith("| `"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4:
            rooms[cells[0].strip("`")] = (
                "Sources/" + cells[1].strip("`").rstrip("/"), re.findall(r"`([A-Za-z0-9]+)`", cells[3]))
        elif len(cells) == 2:
            inner.append("Sources/" + cells[0].strip("`").rstrip("/"))
    return rooms, inner


def code_only(text):
    """The same text with comments and the insides of strings blanked, line for line."""
    out = []
    i, n = 0, len(text)
    depth = 0  # of block comments
    while i < n:
        if text.startswith("//", i) and depth == 0:
            end = text.find("\n", i)
            end = n if end < 0 else end
            out.append(" " * (end - i))
            i = end
        elif text.startswith("/*", i):
            depth += 1
            out.append("  ")
            i += 2
        elif depth and text.startswith("*/", i):
            depth -= 1
            out.append("  ")
            i += 2
        elif depth:
            out.append(text[i] if text[i] == "\n" else " ")
            i += 1
        elif text[i] == '"' or (text[i] == "#" and re.match(r'#+"', text[i:i + 4])):
            hashes = len(text[i:]) - len(text[i:].lstrip("#"))
            quote = '"""' if text.startswith('"""', i + hashes) else '"'
            closing = quote + "#" * hashes
            escape = "\\" + "#" * hashes
            j = i + hashes + len(quote)
            while j < n and not text.startswith(closing, j):
                if text.startswith(escape + "(", j):  # an interpolation: skip to its closing parenthesis
                    level, j = 1, j + len(escape) + 1
                    while j < n and level:
                        level += {"(": 1, ")": -1}.get(text[j], 0)
                        j += 1
                elif text.startswith(escape, j):
                    j += len(escape) + 1
                elif quote == '"' and text[j] == "\n":
                    break
                else:
                    j += 1
            j = min(n, j + len(closing))
            out.append('""' + "".join(c if c == "\n" else " " for c in text[i + 2:j]))
            i = j
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")


def imports(path):
    """(line number, module) of every import in a file."""
    for number, line in enumerate(code_only(path.read_text()).splitlines(), 1):
        match = IMPORT.match(line)
        if match:
            yield number, match.group(1)
