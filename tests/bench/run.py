#!/usr/bin/env python3
"""Measures this program beside a floor and a peer, and prints one table.

    cargo build --release && python3 tests/bench/run.py [--sizes 12x20,500x40,2500x40] [--no-peer] [--out results.md]

For each size (workbooks x initiatives each) it makes an intake, then measures, each several times and the least counts:
the whole run with a budget that binds, the run again with one of the files changed, `check` of one workbook, the stages
alone, the floor (reads and writes the same cells with the same libraries and does nothing else) and the peer (what an
analyst would write with pandas; needs pandas, openpyxl, python-calamine, XlsxWriter and reportlab). Processor time is
told beside the time by the clock, because a busy machine makes only the latter worse.
"""

import argparse
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "coe-report"
STAGES = ["cargo", "bench", "--quiet", "--bench", "stages"]
PERIOD = ["--period", "2026-10"]
# Money of the year that binds: about half of what the candidates of a made-up initiative would cost, each.
BUDGET_FOR_EACH = 181_400
# Rows of Financials that a made-up initiative has, and rows of an Excel sheet.
MONEY_ROWS_OF_ONE = 12
MOST_ROWS = 1_048_576


class Took:
    """Seconds by the clock, seconds of processor time, megabytes at most."""

    def __init__(self, command, codes=(0, 3)):
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        self.wall = time.perf_counter() - started
        self.processor = used.ru_utime + used.ru_stime
        self.megabytes = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        code = os.waitstatus_to_exitcode(status)
        if code not in codes:
            raise SystemExit(f"{' '.join(map(str, command))} ended with {code}:\n{complaint.decode()[-2000:]}")


def best(command, times):
    """The least of several runs: what else the machine does only adds."""
    return min((Took(command) for _ in range(times)), key=lambda took: took.wall)


def measure(size, work, options):
    books, initiatives = size
    intake = work / f"{books}x{initiatives}" / "intake"
    intake.mkdir(parents=True)
    subprocess.run([sys.executable, ROOT / ".ci/tools/make_intake.py", intake, "--workbooks", str(books),
                    "--initiatives", str(initiatives)], check=True)
    config = intake.parent / "report.toml"
    config.write_text(f'[budgets]\n2026 = {books * initiatives * BUDGET_FOR_EACH}\n')
    state = intake.parent / "keeping.toml"
    state.write_text(config.read_text() + '\n[state]\nfolder = "state"\n')
    times = options.times if books <= 100 else max(1, options.times // 2)
    out = intake.parent / "out"
    lines = []

    def tell(what, took, against=None):
        ratio = f"{took.wall / against.wall:.2f} | {took.processor / against.processor:.2f}" if against else " | "
        lines.append(f"| {books}×{initiatives} | {what} | {took.wall:.2f} | {took.processor:.2f} | {took.megabytes:.0f} | {ratio} |")
        print(lines[-1], flush=True)

    run = [PROGRAM, "run", intake, "--out", out, "--quiet", *PERIOD]
    # The floor knows one sheet of each kind: more rows than Excel takes are too many for it.
    floor = None
    if books * initiatives * MONEY_ROWS_OF_ONE < MOST_ROWS:
        floor = best([options.floor, intake, intake.parent / "floor.xlsx"], times)
        tell("floor", floor)
    whole = best([*run, "--config", config], times)
    tell("whole run, budget set", whole, floor)
    # Run twice to fill the cache, then with one file changed.
    kept = [*run, "--config", state]
    Took(kept)
    first = sorted(intake.glob("*.xlsx"))[0]
    shutil.copy(sorted(intake.glob("*.xlsx"))[1], intake / "zz-changed.xlsx")
    tell("again, one file changed", Took(kept), floor)
    (intake / "zz-changed.xlsx").unlink()
    tell("check of one workbook", best([PROGRAM, "check", first, "--quiet", *PERIOD], 5))
    if options.peer and books <= 500:
        for engine in ["calamine", "openpyxl"]:
            peer = Took([sys.executable, HERE / "peer_python.py", intake, intake.parent / "peer", "--engine", engine])
            tell(f"peer, {engine}", peer, whole)
    if options.with_stages:
        done = subprocess.run([*STAGES, "--", intake, config], check=True, capture_output=True, text=True, cwd=ROOT)
        for line in done.stdout.splitlines():
            stage, seconds, rate = line.split("\t")
            lines.append(f"| {books}×{initiatives} | stage: {stage} | {seconds} | | | {int(rate):,} a second | |")
            print(lines[-1], flush=True)
    shutil.rmtree(intake.parent)
    return lines


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 platform.processor()) if pathlib.Path("/proc/cpuinfo").exists() else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="12x20,500x40,2500x40")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--no-peer", dest="peer", action="store_false")
    parser.add_argument("--no-stages", dest="with_stages", action="store_false")
    parser.add_argument("--out", type=pathlib.Path, help="write the table here as well")
    parser.add_argument("--work", type=pathlib.Path, help="folder for what is made; it is deleted afterwards")
    options = parser.parse_args()
    sizes = [tuple(map(int, size.split("x"))) for size in options.sizes.split(",")]
    cargo = ["cargo", "build", "--release", "--quiet"]
    subprocess.run([*cargo, "--manifest-path", HERE / "floor/Cargo.toml"], check=True)
    options.floor = HERE / "floor/target/release/floor"
    if options.with_stages:
        subprocess.run([*STAGES, "--no-run"], check=True, cwd=ROOT)
    if not PROGRAM.exists():
        raise SystemExit("Build the program first: cargo build --release")
    head = ["| intake | what | seconds | processor seconds | MB | ratio, clock | ratio, processor |", "|---|---|---:|---:|---:|---:|---:|"]
    print("\n".join(head), flush=True)
    lines = []
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        for size in sizes:
            lines += measure(size, pathlib.Path(work), options)
    about = (f"{machine()}. Ratios of the program's runs are to the floor (below 1 is faster); those of the peer to the "
             f"program's whole run (above 1: the program is faster). Binary: {PROGRAM.stat().st_size / 1e6:.0f} MB.")
    print("\n" + about)
    if options.out:
        options.out.write_text("# Benchmarks\n\n" + about + "\n\n" + "\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
