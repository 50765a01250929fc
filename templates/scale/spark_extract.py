#!/usr/bin/env python3
"""Reads an intake of any size with Spark: each task runs `coe-report extract` on its share.

    spark-submit spark_extract.py INTAKE DATASET --program /path/to/coe-report \
        [--period 2026-10] [--config /path/to/report.toml] [--shares 64]

INTAKE is any folder that Spark reads (hdfs://, s3a://, a shared disk). DATASET is a folder that every
worker can write to as a folder (a shared disk or a mounted bucket). The program is one file: put the same
one on every worker, or into the image. Afterwards, anywhere:

    coe-report run --from DATASET --period 2026-10 [--config report.toml]

A task that is run twice writes the same files twice, so Spark's retries do no harm.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

from pyspark.sql import SparkSession


def below(root, path):
    """The path of a file below the intake: it is the file's name in the report, so it must not depend on the worker."""
    root, path = (urllib.parse.unquote(urllib.parse.urlparse(text).path) for text in (root, path))
    return str(pathlib.PurePosixPath(path).relative_to(pathlib.PurePosixPath(root)))


def extract(rows, root, arguments):
    """One task: writes its files to a folder of its own and lets the program read them into the dataset."""
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        for row in rows:
            file = pathlib.Path(folder, below(root, row.path))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(row.content)
            count += 1
        if count:
            done = subprocess.run([arguments[0], "extract", folder, *arguments[1:]], capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
    yield count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("intake")
    parser.add_argument("dataset")
    parser.add_argument("--program", default="coe-report")
    parser.add_argument("--period", help="reporting month, such as 2026-10; the same for every share and the report")
    parser.add_argument("--config", help="report.toml, the same for every share and the report")
    parser.add_argument("--shares", type=int, default=8, help="about one for each core of the cluster, or more")
    options = parser.parse_args()

    spark = SparkSession.builder.appName("coe-report extract").getOrCreate()
    root = spark._jvm.org.apache.hadoop.fs.Path(options.intake)
    root = root.getFileSystem(spark._jsc.hadoopConfiguration()).makeQualified(root).toString()
    arguments = [options.program, "--into", options.dataset, "--quiet"]
    for name in ("period", "config"):
        if getattr(options, name):
            arguments += [f"--{name}", getattr(options, name)]
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(options.intake)
    counts = files.repartition(options.shares, "path").rdd.mapPartitions(lambda rows: extract(rows, root, arguments))
    print(f"{counts.sum()} files read into {options.dataset}", file=sys.stderr)
    spark.stop()


if __name__ == "__main__":
    main()
