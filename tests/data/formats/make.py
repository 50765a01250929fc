#!/usr/bin/env python3
"""Writes the two tables of this folder in each format: python3 make.py (needs openpyxl and LibreOffice's soffice).

openpyxl describes the table, LibreOffice computes its formulas and writes .xlsx, .xls, .ods and .csv; .xlsb, which
LibreOffice only reads, is written here, record by record of [MS-XLSB].
"""

import datetime as dt
import pathlib
import shutil
import struct
import subprocess
import tempfile
import zipfile

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = pathlib.Path(__file__).parent
TITLES = ["Initiative ID", "Initiative name", "Department", "Business owner", "Outcome category", "Phase",
          "Submitted on", "Probability of success", "Mandatory", "Budget requested", "Shoe size"]
EFFICIENCY = "Operational efficiency"


class Percent(float):
    """A number in a cell with a percent format."""


class Formula:
    def __init__(self, text, tokens, result):
        self.text, self.tokens, self.result = text, tokens, result


# 1/0: two integers (PtgInt), division (PtgDiv). IF(TODAY()>0,5,0): see below, the file needs no more than the call.
DIVISION = Formula("=1/0", bytes([0x1E, 1, 0, 0x1E, 0, 0, 0x06]), "#DIV/0!")
TODAY = Formula("=SIGN(TODAY())", bytes([0x19, 1, 0, 0, 0x41, 221, 0, 0x41, 26, 0]), 1.0)

# Row by row from row 1; every value kind, blanks and mistakes among them.
VALUES = {"Initiatives": [
    ["AI initiatives, October"],
    [],
    TITLES,
    ["FIN-1", "Match invoices", "Finance", "Ada Lund", EFFICIENCY, "Idea", dt.date(2026, 1, 5), Percent(0.4), True,
     180000, 38],
    ["FIN-2", "Zoë's plan – 5 €", "Accounting", "Łucja Żak", EFFICIENCY, "Idea", dt.date(2026, 2, 28), Percent(0.07),
     False, 12500.5],
    [],
    ["HR-1", "Sort letters", "HR", None, "Magic", "Idea", "31.10.2026", "70%", "Yes", DIVISION, "=no formula"],
    [7, "Two\nlines", "Nowhere", "\u00a0Ada Lund ", EFFICIENCY, "Pilto", dt.date(2026, 3, 1), Percent(1.4), True, -5],
]}
DRESSED = {"Initiatives": [
    TITLES,
    ["IT-1", "One", "IT", "Ada Lund", EFFICIENCY, "Idea", dt.date(2026, 1, 5), Percent(0.4), True, 900, TODAY],
    ["IT-2", "Two", None, "Ada Lund", EFFICIENCY, "Idea", dt.date(2026, 1, 6), Percent(0.5), True, None, 1],
    ["IT-3", "Three", None, "Ada Lund", EFFICIENCY, "Idea", dt.date(2026, 1, 7), Percent(0.6), False, None, 2],
    ["HR-1", "Four", "HR", "Ada Lund", EFFICIENCY, "Idea", dt.date(2026, 1, 8), Percent(0.7), False, 100, 3],
], "Team": [
    ["Initiative ID", "Person e-mail", "Role", "FTE"],
    ["IT-1", "ada@example.com", "Data Engineer", 0.5],
]}
# Of the dressed table, from 0: first row, last row, column. Department and budget span rows 2 to 4.
MERGED, HIDDEN_ROWS, HIDDEN_COLUMN, HIDDEN_SHEETS = [(1, 3, 2), (1, 3, 9)], {4}, 3, {"Team"}


def described(sheets, dressed):
    book = openpyxl.Workbook()
    book.remove(book.active)
    if dressed:
        book.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(row, column)
                if isinstance(value, Formula):
                    cell.value = value.text
                elif value is not None:
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
                if isinstance(value, Percent):
                    cell.number_format = "0%"
                elif isinstance(value, dt.date):
                    cell.number_format = "yyyy-mm-dd"
        if name in HIDDEN_SHEETS:
            sheet.sheet_state = "hidden"
        if dressed and name == "Initiatives":
            for first, last, column in MERGED:
                sheet.merge_cells(start_row=first + 1, end_row=last + 1, start_column=column + 1, end_column=column + 1)
            for row in HIDDEN_ROWS:
                sheet.row_dimensions[row + 1].hidden = True
            sheet.column_dimensions[chr(ord("A") + HIDDEN_COLUMN)].hidden = True
    return book


def record(number, body=b""):
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    length, left = b"", len(body)
    while True:
        length += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return head + length + body


def wide(text):
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def numbers(*values):
    return struct.pack(f"<{len(values)}I", *values)


def serial(day, is_1904):
    return float((day - (dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30))).days)


def xlsb_cell(column, value, strings, is_1904):
    style = 1 if isinstance(value, dt.date) else 2 if isinstance(value, Percent) else 0
    head = numbers(column, style)
    if isinstance(value, Formula):
        tokens = numbers(len(value.tokens)) + value.tokens + numbers(0)
        if isinstance(value.result, str):
            return record(0x0B, head + b"\x07" + b"\0\0" + tokens)
        return record(0x09, head + struct.pack("<d", value.result) + b"\0\0" + tokens)
    if isinstance(value, bool):
        return record(0x04, head + bytes([value]))
    if isinstance(value, str):
        return record(0x07, head + numbers(strings.setdefault(value, len(strings))))
    if isinstance(value, dt.date):
        value = serial(value, is_1904)
    return record(0x05, head + struct.pack("<d", value))


def xlsb_sheet(rows, dressed, strings):
    width = max(map(len, rows))
    out = record(0x81) + record(0x94, numbers(0, len(rows) - 1, 0, width - 1))
    if dressed:
        column = numbers(HIDDEN_COLUMN, HIDDEN_COLUMN, 0, 0) + b"\x01\0"
        out += record(0x186) + record(0x3C, column) + record(0x187)
    out += record(0x91)
    for row, values in enumerate(rows):
        flags = 0x10 if dressed and row in HIDDEN_ROWS else 0
        out += record(0x00, numbers(row, 0) + struct.pack("<H", 300) + bytes([0, flags, 0]) + numbers(0))
        for column, value in enumerate(values):
            if value is not None:
                out += xlsb_cell(column, value, strings, dressed)
    out += record(0x92)
    if dressed:
        areas = b"".join(record(0xB0, numbers(first, last, column, column)) for first, last, column in MERGED)
        out += record(0xB1, numbers(len(MERGED))) + areas + record(0xB2)
    return out + record(0x82)


def xlsb(path, sheets, dressed):
    strings, parts = {}, {}
    names = list(sheets)
    for place, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{place}.bin"] = xlsb_sheet(sheets[name], dressed and name == "Initiatives", strings)
    tabs = b"".join(record(0x9C, numbers(int(name in HIDDEN_SHEETS), place) + wide(f"rId{place}") + wide(name))
                    for place, name in enumerate(names, 1))
    parts["xl/workbook.bin"] = (record(0x83) + record(0x99, numbers(int(dressed), 0) + wide("")) + record(0x8F) + tabs
                                + record(0x90) + record(0x84))
    date, percent = struct.pack("<H", 164) + wide("yyyy\\-mm\\-dd"), struct.pack("<H", 165) + wide("0%")
    formats = b"".join(record(0x2F, struct.pack("<HHHHH", 0, code, 0, 0, 0) + bytes(6)) for code in (0, 164, 165))
    parts["xl/styles.bin"] = (record(0x116) + record(0x267, numbers(2)) + record(0x2C, date) + record(0x2C, percent)
                              + record(0x268) + record(0x269, numbers(3)) + formats + record(0x26A) + record(0x117))
    items = b"".join(record(0x13, b"\0" + wide(text)) for text in strings)
    parts["xl/sharedStrings.bin"] = record(0x9F, numbers(len(strings), len(strings))) + items + record(0xA0)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.ms-excel"
    types = {"/xl/workbook.bin": f"{main}.sheet.binary.macroEnabled.main", "/xl/styles.bin": f"{main}.styles",
             "/xl/sharedStrings.bin": f"{main}.sharedStrings"}
    types |= {f"/xl/worksheets/sheet{place}.bin": f"{main}.worksheet" for place in range(1, len(names) + 1)}
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    relations = [(f"rId{place}", "worksheet", f"worksheets/sheet{place}.bin") for place in range(1, len(names) + 1)]
    relations += [("rIdS", "styles", "styles.bin"), ("rIdT", "sharedStrings", "sharedStrings.bin")]

    def related(all_of_them):
        each = "".join(f'<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"/>'
                       for id, kind, target in all_of_them)
        return f'<?xml version="1.0"?><Relationships xmlns="{packages}/relationships">{each}</Relationships>'.encode()

    parts["xl/_rels/workbook.bin.rels"] = related(relations)
    parts["_rels/.rels"] = related([("rId1", "officeDocument", "xl/workbook.bin")])
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    parts["[Content_Types].xml"] = (f'<?xml version="1.0"?><Types xmlns="{packages}/content-types">'
                                    f'<Default Extension="bin" ContentType="{main}.sheet.binary.macroEnabled.main"/>'
                                    f'<Default Extension="rels" ContentType="{rels}"/>{overrides}</Types>').encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)


def convert(source, folder, kind):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
                    "--outdir", folder / kind[:4].strip(":"), source], check=True, capture_output=True)
    return folder / kind[:4].strip(":")


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for stem, sheets, dressed in (("initiatives", VALUES, False), ("dressed", DRESSED, True)):
            source = folder / f"{stem}.xlsx"
            described(sheets, dressed).save(source)
            kinds = ["xlsx", "xls", "ods"] + ([] if dressed else ["csv:Text - txt - csv (StarCalc):59,34,76,1"])
            for kind in kinds:
                ending = kind.split(":")[0]
                made = convert(source, folder, kind) / f"{stem}.{ending}"
                shutil.copyfile(made, HERE / made.name)
            xlsb(HERE / f"{stem}.xlsb", sheets, dressed)


main()
