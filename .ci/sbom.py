"""Which crates are in the program: a bill of materials in CycloneDX's form, the same bytes for the same lock file."""

import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def shipped(metadata):
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
    return sorted((packages[package] for package in seen - ours), key=lambda one: (one["name"], one["version"]))


def component(package, checksums):
    name, version = package["name"], package["version"]
    purl = f"pkg:cargo/{name}@{version}"
    about = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if package["license"]:
        about["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if (name, version) in checksums:
        about["hashes"] = [{"alg": "SHA-256", "content": checksums[name, version]}]
    return about


def sbom(version):
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    lock = (ROOT / "Cargo.lock").read_text("utf-8")
    entry = r'name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([0-9a-f]{64})"'
    checksums = {(name, number): digest for name, number, digest in re.findall(entry, lock)}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "coe-report", "version": version}},
        "components": [component(package, checksums) for package in shipped(metadata)],
    }
    return (json.dumps(bill, indent=1) + "\n").encode()
