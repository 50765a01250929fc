#!/usr/bin/env python3
"""Shares of an intake, read apart, by Spark and by hand: the reports are those of one run, and other engines get the
same totals.   scale.py PROGRAM WORK

Needs pyspark and duckdb (.ci/scale-requirements.txt) and a Java that Spark runs on.
"""

import json
import pathlib
import shutil
import subprocess
import sys

import duckdb
from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).resolve().parent.parent
PERIOD = ["--period", "2026-10"]
SHARES = 8
COLUMNS = ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual"]


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    # 3: done, with something to fix.
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def same(one, other, what):
    one, other = files_of(one / "2026-10"), files_of(other / "2026-10")
    different = [str(path) for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path)]
    assert one and not different, f"{what}: {different}"
    print(f"{what}: {len(one)} files, the same bytes")


def totals_of_run(folder):
    """Sums of accepted cells over all months, as the checks of the run have them by file."""
    totals = json.loads((folder.parent / "intake.totals.json").read_text())["cents"]
    return [totals[title] for title in ("Cost planned", "Cost actual", "Benefit planned", "Benefit actual")]


def main():
    program, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve() / "scale"
    shutil.rmtree(work, ignore_errors=True)
    intake = work / "intake"
    run(sys.executable, ROOT / ".ci/tools/make_intake.py", intake, "--workbooks", 40, "--initiatives", 10)
    # A folder inside, and a file that nobody can read: both have to come through.
    (intake / "north").mkdir()
    for path in sorted(intake.glob("*.xlsx"))[::5]:
        path.rename(intake / "north" / path.name)
    (intake / "broken.xlsx").write_bytes(b"no workbook")
    run(program, "run", intake, "--out", work / "whole", *PERIOD)

    dataset = work / "by-hand"
    for place, path in enumerate(path for path in sorted(intake.rglob("*")) if path.is_file()):
        share = work / "shares" / str(place % SHARES) / path.relative_to(intake)
        share.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, share)
    for share in sorted((work / "shares").iterdir()):
        run(program, "extract", share, "--into", dataset, *PERIOD)
    run(program, "run", "--from", dataset, "--out", work / "parts", *PERIOD)
    same(work / "whole", work / "parts", f"{SHARES} shares")

    by_spark = work / "by-spark"
    done = run(sys.executable, ROOT / "templates/scale/spark_extract.py", intake, by_spark, "--program", program,
               "--shares", SHARES, *PERIOD)
    print(done.stderr.strip().splitlines()[-1])
    run(program, "run", "--from", by_spark, "--out", work / "spark", *PERIOD)
    same(work / "whole", work / "spark", "Spark")

    expected = totals_of_run(intake)
    sums = ", ".join(f"cast(sum({column}) * 100 as bigint)" for column in COLUMNS)
    found = duckdb.sql(f"SELECT {sums} FROM read_parquet('{by_spark}/financials/*.parquet')").fetchall()[0]
    assert list(found) == expected, (found, expected)
    spark = SparkSession.builder.master("local[1]").getOrCreate()
    found = spark.sql(f"SELECT {sums} FROM parquet.`{by_spark}/financials`").first()
    assert list(found) == expected, (list(found), expected)
    spark.stop()
    print("DuckDB and Spark SQL:", dict(zip(COLUMNS, expected)), "cents, as made")


main()
