#!/usr/bin/env python3
"""Is every crate that goes into the program, or builds it, under a licence that a company may use without asking?

    licences.py

Reads `cargo metadata`, walks the resolved graph over normal and build dependencies on all platforms (not over what only
tests use), and evaluates each crate's SPDX expression against the list below. Exit 1 with the crate's name otherwise.
Not cargo-deny: it would be compiled for minutes on each run to answer this one question.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    # Only changes to the crate's own files must be published; we change none.
    "MPL-2.0",
    # Fonts: free to embed, not to sell by themselves.
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
}


def allowed(expression):
    """Value of an SPDX expression: WITH binds closest, then AND, then OR. `MIT/Apache-2.0` is the old way to write OR."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))
    position = 0

    def peek():
        return tokens[position] if position < len(tokens) else None

    def take():
        nonlocal position
        position += 1
        return tokens[position - 1]

    def either():
        value = both()
        while peek() == "OR":
            take()
            value = both() or value
        return value

    def both():
        value = one()
        while peek() == "AND":
            take()
            value = one() and value
        return value

    def one():
        if peek() in (None, ")", "AND", "OR", "WITH"):
            raise ValueError(expression)
        token = take()
        if token == "(":
            value = either()
            if peek() != ")":
                raise ValueError(expression)
            take()
            return value
        if peek() == "WITH":
            take()
            token = f"{token} WITH {take()}"
        return token in ALLOWED

    value = either()
    if peek() is not None:
        raise ValueError(expression)
    return value


def shipped_packages(metadata):
    """Every package that a normal or build dependency leads to, our own left out."""
    packages = {package["id"]: package for package in metadata["packages"]}
    dependencies = {
        node["id"]: [
            dependency["pkg"]
            for dependency in node["deps"]
            if any(kind["kind"] in (None, "build") for kind in dependency["dep_kinds"])
        ]
        for node in metadata["resolve"]["nodes"]
    }
    ours = set(metadata["workspace_members"])
    waiting, seen = list(ours), set()
    while waiting:
        package = waiting.pop()
        if package not in seen:
            seen.add(package)
            waiting.extend(dependencies[package])
    return sorted((packages[package] for package in seen - ours), key=lambda package: package["name"])


def why_not(package):
    if not package["license"]:
        return "names no licence" + (f", only a file: {package['license_file']}" if package["license_file"] else "")
    try:
        return None if allowed(package["license"]) else f"{package['license']} is not on the list in .ci/licences.py"
    except (ValueError, IndexError):
        return f"its licence is no SPDX expression: {package['license']}"


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    packages = shipped_packages(json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout))
    counts = collections.Counter(package["license"] or "(none)" for package in packages)
    for licence, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"{count:4}  {licence}")
    wrong = [(package, reason) for package in packages if (reason := why_not(package))]
    for package, reason in wrong:
        print(f"FAIL {package['name']} {package['version']}: {reason}")
    if not wrong:
        print(f"ok  licences: {len(packages)} crates")
    sys.exit(1 if wrong else 0)


main()
