#!/usr/bin/env python3
"""Looks in the parts of a workbook for what Excel refuses or offers to repair.

    check_package.py FILE.xlsx ...

Limits and names: "Excel specifications and limits" and ECMA-376 part 1 (18.2, 18.3, 18.5). Exit 1 with one line a fault.
No other program opens files as strictly as Excel does; this stands in where there is no Excel.
"""

import collections
import posixpath
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
CELL_UNITS, FORMULA_UNITS, TAB_UNITS, NAME_UNITS = 32_767, 8_192, 31, 255
LIST_UNITS, PROMPT_TITLE_UNITS, PROMPT_UNITS, ERROR_UNITS, FOOT_UNITS, LINK_UNITS = 255, 32, 255, 225, 255, 2_079
MOST_FORMATS, MOST_LINKS = 65_490, 65_530
# Letters of any script, digits, underscore, dot; no cell address in either style, not R or C alone.
NAME = re.compile(r"[^\W\d][\w.\\]*|\\[\w.\\]*")
ADDRESS = re.compile(r"[A-Za-z]{1,3}\d{1,7}|[Rr](\d*)([Cc]\d*)?|[Cc]\d*")
# What came after Excel 2010 has this prefix; so have a few functions of 2010, which are listed.
NEWER = re.compile(r"_xlfn\.([A-Z0-9.]+)")
OF_2010 = {"STDEV.S", "STDEV.P", "VAR.S", "VAR.P", "RANK.EQ", "RANK.AVG", "PERCENTILE.INC", "PERCENTILE.EXC", "QUARTILE.INC",
           "MODE.SNGL", "NETWORKDAYS.INTL", "WORKDAY.INTL", "AGGREGATE", "CEILING.PRECISE", "FLOOR.PRECISE", "COVARIANCE.S"}


def units(text):
    return len(text.encode("utf-16-le")) // 2


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def box(ref):
    """First column, first row, last column, last row of `A1:B2`."""
    parts = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", ref)
    if not parts:
        return None
    left, top, right, bottom = parts.groups()
    return column_number(left), int(top), column_number(right or left), int(bottom or top)


def overlap(one, other):
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])


class Package:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.faults = []
        self.counts = collections.Counter()
        names = self.zip.namelist()
        if len({name.lower() for name in names}) < len(names):
            self.fault("package", "two parts have one name")
        self.names = set(names)
        for name in names:
            if re.search(r"vbaProject|macrosheets|externalLinks|connections|activeX|embeddings|customUI", name):
                self.fault(name, "no such part belongs in a report")
        self.content_types()

    def fault(self, where, why):
        self.faults.append(f"{where}: {why}")

    def xml(self, name):
        return ElementTree.fromstring(self.zip.read(name))

    def content_types(self):
        types = self.xml("[Content_Types].xml")
        defaults = {item.get("Extension").lower() for item in types if item.tag.endswith("Default")}
        parts = {item.get("PartName").lstrip("/") for item in types if item.tag.endswith("Override")}
        for name in self.names - {"[Content_Types].xml"}:
            if name not in parts and name.rsplit(".", 1)[-1].lower() not in defaults:
                self.fault(name, "has no content type")
        for name in parts - self.names:
            self.fault(name, "has a content type and is not there")

    def related(self, name):
        """Id to target and kind of a part's relations; external ones keep their address."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        found = {}
        if relations not in self.names:
            return found
        for item in self.xml(relations):
            target, kind = item.get("Target"), item.get("Type").rsplit("/", 1)[-1]
            if item.get("TargetMode") == "External":
                if kind != "hyperlink" or not re.match(r"mailto:", target):
                    self.fault(name, f"leads outside: {kind} {target[:80]}")
            else:
                target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                if target not in self.names:
                    self.fault(name, f"speaks of {target}, which is not there")
            if item.get("Id") in found:
                self.fault(relations, f"has {item.get('Id')} twice")
            found[item.get("Id")] = (target, kind)
        return found

    def check(self):
        for name in self.names:
            if name.endswith((".xml", ".rels")):
                try:
                    self.xml(name)
                except ElementTree.ParseError as error:
                    self.fault(name, f"is no XML: {error}")
        if self.faults:
            return
        self.related("")
        self.workbook()
        if not (self.xml("docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip():
            self.fault("docProps/core.xml", "has no title")

    def strings(self):
        found = []
        if "xl/sharedStrings.xml" in self.names:
            for item in self.xml("xl/sharedStrings.xml"):
                text = "".join(part.text or "" for part in item.iter(f"{MAIN}t"))
                found.append(text)
                if units(re.sub(r"_x([0-9A-Fa-f]{4})_", "?", text)) > CELL_UNITS:
                    self.fault("shared strings", f"a text of {units(text)} units: {text[:40]!r}")
        return found

    def workbook(self):
        book, related = self.xml("xl/workbook.xml"), self.related("xl/workbook.xml")
        styles = self.xml("xl/styles.xml")
        formats = len(styles.find(f"{MAIN}cellXfs"))
        if formats > MOST_FORMATS:
            self.fault("styles", f"{formats} formats")
        for number_format in styles.iter(f"{MAIN}numFmt"):
            if units(number_format.get("formatCode")) > 255:
                self.fault("styles", f"a number format of {units(number_format.get('formatCode'))} units")
        self.texts, self.names_taken = self.strings(), {}
        sheets = book.find(f"{MAIN}sheets")
        self.tabs = [sheet.get("name") for sheet in sheets]
        self.tab_names()
        if all(sheet.get("state", "visible") != "visible" for sheet in sheets):
            self.fault("workbook", "no sheet can be seen")
        for item in book.iter(f"{MAIN}definedName"):
            self.defined_name(item)
        self.table_ids, self.formats = set(), formats
        for sheet in sheets:
            self.sheet(sheet.get("name"), related[sheet.get(f"{RELATION}id")][0])
        self.counts["sheets"] = len(self.tabs)

    def tab_names(self):
        folded = [tab.casefold() for tab in self.tabs]
        for tab in self.tabs:
            wrong = re.search(r"[\[\]:*?/\\\x00-\x1f]", tab) or tab.startswith("'") or tab.endswith("'")
            if not tab or units(tab) > TAB_UNITS or wrong or tab.casefold() == "history" or folded.count(tab.casefold()) > 1:
                self.fault("workbook", f"no fit name of a sheet: {tab!r}")

    def name(self, where, name, scope=None):
        if not NAME.fullmatch(name) or ADDRESS.fullmatch(name) or units(name) > NAME_UNITS:
            self.fault(where, f"no fit name: {name!r}")
        key = (name.casefold(), scope)
        if key in self.names_taken:
            self.fault(where, f"the name {name!r} is taken by {self.names_taken[key]}")
        self.names_taken[key] = where

    def defined_name(self, item):
        name, scope = item.get("name"), item.get("localSheetId")
        if not name.startswith("_xlnm."):
            self.name("defined name", name, scope)
        self.formula(f"name {name}", item.text or "")

    def formula(self, where, formula):
        """Length, functions, and that every sheet it speaks of is there. Words in quotes are no code."""
        if units(formula) > FORMULA_UNITS:
            self.fault(where, f"a formula of {units(formula)} units")
        tabs = re.findall(r"'((?:[^']|'')+)'!", re.sub(r'"[^"]*"', '""', formula))
        code = re.sub(r"'(?:[^']|'')+'!", "!", re.sub(r'"[^"]*"', '""', formula))
        tabs += re.findall(r"([A-Za-z_][\w.]*)!", code)
        for tab in tabs:
            if tab.replace("''", "'") not in self.tabs:
                self.fault(where, f"speaks of the sheet {tab!r}, which is not there")
        for function in NEWER.findall(code):
            if function not in OF_2010:
                self.fault(where, f"uses {function}, which Excel 2010 does not have")
        # A link made by a formula may lead to a place in the workbook only.
        leads_away = re.search(r'\bHYPERLINK\((?!"#)', formula) is not None
        if leads_away or re.search(r"\bWEBSERVICE\(|\bCALL\(|\bREGISTER|\||\[\d|#REF!", code):
            self.fault(where, f"reaches outside or nowhere: {formula[:80]}")

    def sheet(self, tab, part):
        root, related = self.xml(part), self.related(part)
        cells = self.cells(tab, root)
        if root.find(f"{MAIN}sheetProtection") is not None:
            self.fault(tab, "is protected")
        merged = [box(item.get("ref")) for item in root.iter(f"{MAIN}mergeCell")]
        self.columns(tab, root)
        self.validations(tab, root)
        for rule in root.iter(f"{MAIN}cfRule"):
            for formula in rule.iter(f"{MAIN}formula"):
                self.formula(f"{tab}, conditional format", formula.text or "")
        links = list(root.iter(f"{MAIN}hyperlink"))
        if len(links) > MOST_LINKS:
            self.fault(tab, f"{len(links)} links")
        for link in links:
            if link.get("location"):
                self.formula(f"{tab}, link in {link.get('ref')}", link.get("location"))
        for target, kind in related.values():
            if kind == "hyperlink" and units(target) > LINK_UNITS:
                self.fault(tab, f"a link of {units(target)} units")
            if kind == "drawing":
                self.drawing(tab, target)
        for item in root.iter():
            if item.tag in (f"{MAIN}oddHeader", f"{MAIN}oddFooter") and units(item.text or "") > FOOT_UNITS:
                self.fault(tab, f"a header or footer of {units(item.text)} units")
        boxes = [found for item in root.iter(f"{MAIN}tablePart")
                 if (found := self.table(tab, related[item.get(f"{RELATION}id")][0], cells))]
        for index, one in enumerate(boxes):
            for other in boxes[index + 1:] + merged:
                if overlap(one, other):
                    self.fault(tab, "a table overlaps another one or merged cells")

    def cells(self, tab, root):
        """Texts by column and row; rows and cells stand in order and within the limits."""
        found, last_row = {}, 0
        for row in root.iter(f"{MAIN}row"):
            number, last_column = int(row.get("r")), 0
            if not last_row < number <= MOST_ROWS:
                self.fault(tab, f"row {number} after row {last_row}")
            last_row = number
            for cell in row:
                place = box(cell.get("r"))
                if not place or place[1] != number or not last_column < place[0] <= MOST_COLUMNS:
                    self.fault(tab, f"cell {cell.get('r')} in row {number}")
                    continue
                last_column = place[0]
                self.counts["cells"] += 1
                if int(cell.get("s", 0)) >= self.formats:
                    self.fault(tab, f"{cell.get('r')} has a format that is not there")
                value, formula = cell.findtext(f"{MAIN}v"), cell.find(f"{MAIN}f")
                if formula is not None:
                    self.counts["formulas"] += 1
                    self.formula(f"{tab}!{cell.get('r')}", formula.text or "")
                if cell.get("t") == "s":
                    if not 0 <= int(value) < len(self.texts):
                        self.fault(tab, f"{cell.get('r')} has a text that is not there")
                        continue
                    found[place[:2]] = self.texts[int(value)]
                elif cell.get("t", "n") == "n" and value is not None and formula is None and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value):
                    self.fault(tab, f"{cell.get('r')} is no number: {value!r}")
        return found

    def columns(self, tab, root):
        last = 0
        for column in root.iter(f"{MAIN}col"):
            first, end = int(column.get("min")), int(column.get("max"))
            if not last < first <= end <= MOST_COLUMNS or float(column.get("width", 9)) > 255:
                self.fault(tab, f"columns {first} to {end}, {column.get('width')} wide")
            last = end

    def validations(self, tab, root):
        for rule in root.iter(f"{MAIN}dataValidation"):
            where = f"{tab}, rule of {rule.get('sqref')}"
            for key, most in (("promptTitle", PROMPT_TITLE_UNITS), ("errorTitle", PROMPT_TITLE_UNITS), ("prompt", PROMPT_UNITS), ("error", ERROR_UNITS)):
                if units(rule.get(key, "")) > most:
                    self.fault(where, f"{key} has {units(rule.get(key))} units")
            for formula in rule:
                text = formula.text or ""
                if text.startswith('"') and units(text) - 2 > LIST_UNITS:
                    self.fault(where, f"a list of {units(text) - 2} units")
                self.formula(where, text)

    def table(self, tab, part, cells):
        root = self.xml(part)
        self.counts["tables"] += 1
        if root.get("id") in self.table_ids:
            self.fault(part, f"has the id {root.get('id')} of another table")
        self.table_ids.add(root.get("id"))
        self.name(f"table on {tab}", root.get("displayName"))
        place, columns = box(root.get("ref")), [column.get("name") for column in root.iter(f"{MAIN}tableColumn")]
        if place[3] <= place[1] or place[2] - place[0] + 1 != len(columns):
            self.fault(tab, f"table {root.get('displayName')} on {root.get('ref')} with {len(columns)} columns")
        if len({name.casefold() for name in columns}) < len(columns):
            self.fault(tab, f"table {root.get('displayName')} has two columns of one name")
        for offset, name in enumerate(columns):
            cell = cells.get((place[0] + offset, place[1]))
            if cell is None or cell != name.replace("_x000a_", "\n") or not name or units(name) > NAME_UNITS:
                self.fault(tab, f"table {root.get('displayName')}: the header is {cell!r}, the column {name!r}")
        return place

    def drawing(self, tab, part):
        root, related = self.xml(part), self.related(part)
        for frame in root.iter(f"{DRAWING}graphicFrame"):
            self.counts["charts"] += 1
            said = frame.find(f"{DRAWING}nvGraphicFramePr/{DRAWING}cNvPr")
            if not (said.get("descr") or "").strip():
                self.fault(tab, f"{said.get('name')} has no words for those who cannot see it")
        for target, kind in related.values():
            if kind == "chart":
                chart = self.xml(target)
                if next(chart.iter(f"{CHART}ser"), None) is None:
                    self.fault(tab, f"{target} has no series")
                for formula in chart.iter(f"{CHART}f"):
                    self.formula(f"{tab}, chart", formula.text or "")


def main():
    failed = False
    for path in sys.argv[1:]:
        package = Package(path)
        package.check()
        for fault in package.faults[:20]:
            print(f"FAIL {path}: {fault}")
        failed = failed or bool(package.faults)
        print(f"{path}: " + ", ".join(f"{count} {what}" for what, count in sorted(package.counts.items())) + f", {len(package.faults)} faults")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
