#!/usr/bin/env python3
"""Packs what people get: the program, the sample, README.html, manual.html, IT.html, templates to change, licences, the
crates that are in the program (sbom.cdx.json), and a checksum of each.

    release.py PROGRAM FOLDER

Writes coe-report-VERSION-SYSTEM.zip (Windows) or .tar.gz and its line of SHA256SUMS into FOLDER. The same files give
the same bytes. Then unpacks it and looks at what came out.
"""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import platform
import posixpath
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import markdown

from sbom import sbom

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2])
IS_WINDOWS = PROGRAM.suffix == ".exe"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
h1, h2 { line-height: 1.2; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #d5dbe1; padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; }
code, pre { font: 14px/1.45 ui-monospace, Consolas, monospace; background: #f2f4f6; }
code { padding: 0 .2em; }
pre { padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; }
pre code { padding: 0; }
img { max-width: 100%; }
"""
# Zip knows no time before.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LONG_AGO_SECONDS = 315532800


def version():
    said = subprocess.run([PROGRAM, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.fullmatch(r"coe-report (\d+\.\d+\.\d+)\s*", said)[1]


def manual():
    """The manual as the program writes it."""
    with tempfile.TemporaryDirectory() as place:
        file = pathlib.Path(place) / "manual.html"
        subprocess.run([PROGRAM, "manual", "--out", file], check=True, stdout=subprocess.DEVNULL)
        return file.read_bytes()


def for_the_shell():
    """Completions and man pages, as the program makes them."""
    files = {}
    for shell, name in (("bash", "coe-report.bash"), ("zsh", "_coe-report"), ("fish", "coe-report.fish"), ("powershell", "coe-report.ps1")):
        script = subprocess.run([PROGRAM, "completions", shell], check=True, stdout=subprocess.PIPE).stdout
        files[f"completions/{name}"] = script
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([PROGRAM, "man-pages", place], check=True, stdout=subprocess.DEVNULL)
        files |= {f"man/{page.name}": page.read_bytes() for page in sorted(pathlib.Path(place).iterdir())}
    return files


def html(path, title):
    """Markdown as a page by itself: pictures inside, links to what is not in the archive as plain text, and nothing of
    how the program is built, which whoever unpacks the archive has."""
    text = (ROOT / path).read_text("utf-8")
    text = re.sub(r"<!-- build -->.*?<!-- /build -->", "", text, flags=re.S).replace("cargo run -- ", "coe-report ")
    body = markdown.markdown(text, extensions=["tables", "fenced_code", "toc", "sane_lists"])
    pages = {f"templates/manual/{page.name}": page.stem for page in (ROOT / "templates/manual").glob("*.md")}
    pages |= {"templates/state.md": "state", "templates/scale/README.md": "scale"}
    files = {"sample-data/README.md": "sample-data/README.md", "templates/report.toml": "report.toml"}

    def link(found):
        target, words = found[1], found[2]
        if target.startswith(("#", "http")):
            return found[0]
        target, _, place = target.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if target in pages:
            return f'<a href="manual.html#{"-".join(filter(None, [pages[target], place]))}">{words}</a>'
        return f'<a href="{files[target]}">{words}</a>' if target in files else words

    body = re.sub(r'<a href="([^"]*)">(.*?)</a>', link, body, flags=re.S)

    def picture(found):
        data = base64.b64encode((ROOT / found[1]).read_bytes()).decode()
        return found[0].replace(found[1], f"data:image/png;base64,{data}")

    body = re.sub(r'<img [^>]*src="([^"]+)"[^>]*>', picture, body)
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def contents():
    files = {
        PROGRAM.name: PROGRAM.read_bytes(),
        "README.html": html("README.md", "coe-report").encode(),
        "IT.html": html("templates/manual/it.md", "coe-report for IT").encode(),
        "manual.html": manual(),
        **for_the_shell(),
        "report.toml": (ROOT / "templates/report.toml").read_bytes(),
        "sbom.cdx.json": sbom(version()),
        "licences/OFL.md": (ROOT / "templates/brand/fonts/OFL.md").read_bytes(),
    }
    # What the manual says one may copy and change, and what it says describes a format.
    for name in ("reports", "email", "brand/theme.toml", "intake/dictionary.toml", "run.schema.json",
                 "report.schema.json"):
        path = ROOT / "templates" / name
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            files[file.relative_to(ROOT).as_posix()] = file.read_bytes()
    for path in sorted((ROOT / "sample-data").rglob("*")):
        below = path.relative_to(ROOT).as_posix()
        if path.is_file() and not below.startswith(("sample-data/make", "sample-data/pictures")):
            files[below] = path.read_bytes()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, "CHECKSUMS.txt": sums.encode()}


def zipped(folder, files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def tarred(folder, files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(data), LONG_AGO_SECONDS
            entry.mode = 0o755 if name == PROGRAM.name else 0o644
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


def check(archive, folder, files):
    """Unpacked, the checksums are right, and the program makes the sample's reports without the repository."""
    with tempfile.TemporaryDirectory() as place:
        if archive.suffix == ".zip":
            zipfile.ZipFile(archive).extractall(place)
        else:
            tarfile.open(archive).extractall(place, filter="data")
        unpacked = pathlib.Path(place) / folder
        sums = dict(line.split("  ")[::-1] for line in (unpacked / "CHECKSUMS.txt").read_text().splitlines())
        for name, digest in sums.items():
            assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest, name
        assert set(sums) | {"CHECKSUMS.txt"} == set(files)
        bill = json.loads((unpacked / "sbom.cdx.json").read_text("utf-8"))
        # Every crate has a licence, and all but our own a checksum.
        assert len(bill["components"]) > 100 and all(one["hashes"] and one["licenses"] for one in bill["components"])
        program = unpacked / PROGRAM.name
        done = subprocess.run([program, "run", "sample-data/intake", "--period", "2026-10", "--quiet"], cwd=unpacked)
        assert done.returncode == 3, done.returncode
        assert (unpacked / "sample-data/reports/2026-10/executive.pdf").is_file()
        pages = {name: (unpacked / name).read_text("utf-8") for name in ("README.html", "IT.html", "manual.html")}
        assert "data:image/png" in pages["README.html"] and "Once built" not in pages["README.html"]
        for name, page in pages.items():
            links = [target for target in re.findall(r' href="([^"]+)"', page) if not target.startswith("http")]
            assert links, name
            for target in links:
                file, _, place = target.partition("#")
                assert not file or (unpacked / file).is_file(), (name, target)
                assert not place or f'id="{place}"' in pages[file or name], (name, target)


system = {"Windows": "windows", "Darwin": "macos", "Linux": "linux"}[platform.system()]
machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
folder = f"coe-report-{version()}-{system}-{machine}"
files = contents()
data = zipped(folder, files) if IS_WINDOWS else tarred(folder, files)
FOLDER.mkdir(parents=True, exist_ok=True)
archive = FOLDER / (folder + (".zip" if IS_WINDOWS else ".tar.gz"))
archive.write_bytes(data)
(FOLDER / f"{archive.name}.sha256").write_text(f"{hashlib.sha256(data).hexdigest()}  {archive.name}\n")
check(archive, folder, files)
print(f"ok  {archive.name}: {len(files)} files, {len(data) / 1e6:.1f} MB")
