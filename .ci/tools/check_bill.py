#!/usr/bin/env python3
"""Bills: what the program adds up beside DuckDB on the same files, to the cent, with time and peak memory of both.

    check_bill.py BINARY WORK [--rows 200000] [--parquet]

Makes a bill of so many rows (make_bill.py), an intake with its initiatives, and one row for each sum that differs. Needs
the package duckdb, and pyarrow for --parquet.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

TOOLS = pathlib.Path(__file__).parent

SETTINGS = """quiet_seconds = 0
[billing.sub_accounts]
account-1 = "FIN-001"
account-2 = "none"
"""

# Exact decimals; halves are rounded away from zero. The tag goes before the sub-account.
SUMS = """
WITH rows AS (
  SELECT CASE
           WHEN tag LIKE 'FIN-%' THEN tag
           WHEN SubAccountName = 'account-1' THEN 'FIN-001'
           WHEN SubAccountName = 'account-2' THEN '(left out)'
           ELSE '(not assigned)'
         END AS initiative,
         {month} AS month, BillingCurrency AS currency, {cost} AS cost
  FROM (SELECT *, {tag} AS tag FROM {source})
)
SELECT initiative, month, currency, CAST(ROUND(SUM(cost), 2) * 100 AS BIGINT) AS cents, COUNT(*) AS n
FROM rows GROUP BY ALL ORDER BY ALL
"""
CSV = {
    "month": "substr(ChargePeriodStart, 1, 7)",
    "cost": "CAST(BilledCost AS DECIMAL(38, 18))",
    "tag": "json_extract_string(Tags, '$.initiative')",
    "source": "read_csv('{path}', all_varchar = true, header = true)",
}
PARQUET = {
    # The shortest text of a double, as everybody prints it.
    "month": "strftime(ChargePeriodStart AT TIME ZONE 'UTC', '%Y-%m')",
    "cost": "CAST(CAST(BilledCost AS VARCHAR) AS DECIMAL(38, 18))",
    "tag": "Tags['initiative']",
    "source": "read_parquet('{path}')",
}

PEER = """
import duckdb, json, sys, time
start = time.monotonic()
duckdb.sql("SET enable_progress_bar = false")
rows = duckdb.sql(sys.argv[1]).fetchall()
print(json.dumps([rows, time.monotonic() - start]))
"""


def measured(command, **more):
    """Output, seconds and the peak of memory in MB of a process."""
    start = time.monotonic()
    done = subprocess.run(["/usr/bin/env", "python3", "-c", CHILD, *map(str, command)], capture_output=True, text=True, **more)
    seconds = time.monotonic() - start
    text, _, peak = done.stdout.rpartition("\n")
    return text, done.stderr, seconds, int(peak) / 1024


# Runs a command and says the peak of its memory in the last line.
CHILD = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
sys.stdout.write(done.stdout + "\\n" + str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def check(binary, work, rows, is_parquet):
    intake = work / "intake"
    shutil.rmtree(work, ignore_errors=True)
    intake.mkdir(parents=True)
    (work / "report.toml").write_text(SETTINGS)
    names = "\n".join(f"FIN-{number:03},Tool {number},Finance,Production" for number in range(40))
    (intake / "finance.csv").write_text(f"Initiative ID,Initiative name,Department,Phase\n{names}\n")
    rates = "\n".join(f"USD,2026-{month:02},Average,0.9" for month in range(1, 11))
    (intake / "rates.csv").write_text(f"Currency,Month or fiscal year,Kind,EUR for one unit\n{rates}\n")
    path = intake / "bill.csv"
    made = [sys.executable, TOOLS / "make_bill.py", path, "--rows", str(rows)]
    if is_parquet:
        subprocess.run([*made, "--parquet", intake / "bill.parquet"], check=True)
        path.unlink()
        path = intake / "bill.parquet"
    else:
        subprocess.run(made, check=True)
    parts = {key: text.format(path=path) for key, text in (PARQUET if is_parquet else CSV).items()}
    out, complained, peer_seconds, peer_peak = measured([sys.executable, "-c", PEER, SUMS.format(**parts)])
    if not out:
        sys.exit(f"DuckDB: {complained}")
    expected = {tuple(row[:3]): (row[3], row[4]) for row in json.loads(out)[0]}
    _, complained, seconds, peak = measured(
        [binary.resolve(), "run", "intake", "--period", "2026-10", "--out", "out", "-q"], cwd=work)
    record = json.loads((work / "out/2026-10/run.json").read_text())
    found = {}
    for cost in record["billing"]["costs"]:
        found[cost["initiative_id"], cost["month"], cost["currency"]] = (cost["local_cents"], cost["rows"])
    named = {key: sums for key, sums in expected.items() if not key[0].startswith("(")}
    wrong = {key for key in named.keys() | found.keys() if named.get(key) != found.get(key)}
    for key in sorted(wrong)[:10]:
        print(f"{key}: DuckDB {named.get(key)}, program {found.get(key)}")
    # Parts are rounded once for the whole bill, the peer's by month: they are compared by their rows.
    for part, name in (("not_assigned", "(not assigned)"), ("left_out", "(left out)")):
        for currency in ("EUR", "USD"):
            rows_expected = sum(sums[1] for key, sums in expected.items() if key[0] == name and key[2] == currency)
            bill = next(bill for bill in record["billing"]["bills"] if bill["currency"] == currency)
            rows_found = bill["parts"].get(part, {"rows": 0})["rows"]
            if rows_expected != rows_found:
                wrong.add(part)
                print(f"{part} {currency}: DuckDB {rows_expected} rows, program {rows_found}")
    if not record["checks"]["all_hold"]:
        wrong.add("checks")
    size = path.stat().st_size / 1e6
    print(f"{rows:,} rows, {size:,.0f} MB: {len(named)} sums by initiative, month and currency, {len(wrong)} differ; "
          f"whole run {seconds:.1f} s and {peak:,.0f} MB, DuckDB's sums alone {peer_seconds:.1f} s and {peer_peak:,.0f} MB")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--parquet", action="store_true")
    options = parser.parse_args()
    sys.exit(0 if check(options.binary, options.work, options.rows, options.parquet) else 1)


if __name__ == "__main__":
    main()
