#!/usr/bin/env python3
"""Compares the table of locales in src/model/locale.rs with the Unicode Common Locale Data Repository, through Babel.

Compared: decimal mark, whether a space stands before the sign of per cent, and whether the day comes before the month.
Marks of thousands are not: ours are those that fonts and spreadsheets take (a narrow space for any space).
"""

import pathlib
import re
import sys

from babel import Locale

TABLE = pathlib.Path(__file__).parents[2] / "src/model/locale.rs"
ENTRY = re.compile(r"locale\(\"([a-z]{2}-[A-Z]{2})\", '(.)', (?:'.'|NARROW), DateOrder::(\w+), '.', (\w+)\)")


def published(name):
    locale = Locale.parse(name.replace("-", "_"))
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    date = locale.date_formats["short"].pattern.lower()
    first = "MonthFirst" if date.index("m") < date.index("d") and not date.startswith("y") else "DayFirst"
    gap = "TIGHT" if re.fullmatch(r"#,##0%", locale.percent_formats[None].pattern) else "SPACED"
    return symbols["decimal"], first, gap


def main():
    entries = ENTRY.findall(TABLE.read_text("utf-8"))
    faults = [f"{name}: {(decimal, order, gap)}, published: {published(name)}"
              for name, decimal, order, gap in entries if (decimal, order, gap) != published(name)]
    print("\n".join(faults + [f"{len(entries)} locales, {len(faults)} different"]))
    sys.exit(1 if faults or len(entries) < 16 else 0)


main()
