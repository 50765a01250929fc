#!/usr/bin/env python3
"""Makes a folder of intake workbooks of any size, the same ones for the same seed.

    make_intake.py OUT --workbooks 12 --initiatives 20 --months 12 --seed 1 [--mistakes 0.02] [--meanings]

Needs only the package XlsxWriter. Column titles are those of templates/intake/dictionary.toml.
Beside the workbooks it writes <OUT name>.totals.json: what an honest reader must find in them
(rows a sheet, sums of money in cents over right cells), and with --mistakes <OUT name>.mistakes.json:
each wrong cell with file, sheet, cell, kind of mistake, what stands there and the right value. With --meanings the
sheet Financials of each workbook in turn says its amounts or months in another way, and <OUT name>.meanings.json
has each cell that a careful reader speaks of, with the code of the finding; the totals stay what an honest reader finds.
"""

import argparse
import datetime as dt
import json
import pathlib
import random
import unicodedata

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

DEPARTMENTS = ["Marketing", "Sales", "Operations", "Finance", "HR", "IT", "Customer Service", "Supply Chain", "Legal", "Product"]
VERBS = ["Predict", "Classify", "Summarise", "Forecast", "Match", "Detect", "Draft", "Route", "Recommend", "Extract"]
OBJECTS = ["customer churn", "supplier invoices", "support tickets", "cash collections", "stock-outs", "contract clauses",
           "sales leads", "expense fraud", "maintenance needs", "campaign copy", "month-end accruals", "delivery delays"]
FIRST = ["Amara", "Bruno", "Chloé", "Dmitri", "Elif", "Fatima", "Grzegorz", "Håkon", "Inês", "Jürgen", "Keiko", "Łucja"]
LAST = ["Okafor", "Silva", "Martin", "Petrov", "Yılmaz", "Haddad", "Wójcik", "Nilsen", "Costa", "Müller", "Tanaka", "Żak"]
PHASES = ["Idea", "Assessment", "Approved", "Pilot", "Production", "Retired", "On hold"]
GOALS = ["Cut cost to serve", "Grow recurring revenue", "Lift customer satisfaction", "Reduce risk"]
OUTCOMES = ["Operational efficiency", "Revenue growth", "Customer experience"]
ROLES = ["AI Program Lead", "Data Scientist / ML Engineer", "Data Engineer", "Cloud & Infrastructure Architect", "Business Domain Expert"]
DELIVERY = ["CoE-led", "Co-delivered", "BU-led with CoE support", "BU-led independent", "Vendor-led"]
KPIS = {"Operational efficiency": ("Cycle time", "hours", "Lower is better"),
        "Revenue growth": ("Conversion rate", "%", "Higher is better"),
        "Customer experience": ("CSAT", "score", "Higher is better")}

INITIATIVES = ["Initiative ID", "Initiative name", "Department", "Business owner", "Owner e-mail", "Technical owner",
               "Executive sponsor", "Sponsor e-mail", "Strategic goal", "Outcome category", "Problem statement",
               "Expected benefit", "Phase", "Status", "Status reason", "Submitted on", "Approved on", "Pilot started on", "In production on",
               "Planned production date", "Retired on", "Delivery model", "Build or buy", "AI type", "Strategic fit", "Business value",
               "Feasibility", "Data readiness", "Organisational readiness", "Delivery risk", "Probability of success",
               "Mandatory", "Depends on", "Budget requested", "Risk tier", "Impact assessment", "Pre-deployment test",
               "Data sign-off", "Human oversight", "Monitoring", "Last model review", "Uses shared platform",
               "Target users", "Active users"]
FINANCIALS = ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual", "Cost type",
              "Benefit type", "Finance validated", "Percent complete planned", "Percent complete actual"]
OUTCOME_COLUMNS = ["Initiative ID", "KPI", "Outcome category", "Direction", "Unit", "Baseline", "Baseline date", "Target",
                   "Target date", "Reading date", "Actual"]
TEAM = ["Initiative ID", "Person e-mail", "Person", "Role", "FTE", "From", "To", "Home department"]


def person(rng):
    first, last = rng.choice(FIRST), rng.choice(LAST)
    plain = unicodedata.normalize("NFKD", f"{first}.{last}".translate(str.maketrans("łŁıø", "lLio")))
    address = plain.encode("ascii", "ignore").decode().lower()
    return f"{first} {last}", f"{address}@example.com"


def month(first, offset):
    index = first.year * 12 + first.month - 1 + offset
    return dt.date(index // 12, index % 12 + 1, 1)


# Each: sheet, column, the wrong thing a person typed (a function of the right value).
MISTAKES = [
    ("Initiatives", "Business value", "not-a-number", lambda right: "very high"),
    ("Initiatives", "Feasibility", "out-of-range", lambda right: 7),
    ("Initiatives", "Phase", "unknown-choice", lambda right: "Almost done"),
    ("Initiatives", "Owner e-mail", "bad-address", lambda right: "see intranet"),
    ("Initiatives", "Submitted on", "not-a-date", lambda right: "last spring"),
    ("Initiatives", "Budget requested", "not-money", lambda right: "about 9 maybe"),
    ("Initiatives", "Department", "unknown-choice", lambda right: "Dept. of Fun"),
    ("Initiatives", "Probability of success", "out-of-range", lambda right: 1.7),
    ("Financials", "Cost planned", "not-money", lambda right: "tbc by Anna"),
    ("Financials", "Benefit planned", "missing", lambda right: None),
    ("Outcomes", "Direction", "unknown-choice", lambda right: "Sideways"),
    ("Team", "FTE", "out-of-range", lambda right: 12),
]
MONEY = ("Budget requested", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual")


# What is said in another way, by turns. Titles of Financials that change, and the finding at the title.
MEANINGS = ["thousands", "dollars", "renamed", "german-months", "never-computed", "out-of-scale"]
TITLED = {"thousands": ("Cost actual", "Cost actual (k€)", "unit-read"),
          "dollars": ("Benefit actual", "Benefit actual (USD)", "unknown-currency"),
          "renamed": ("Cost actual", "Spend booked", "money-not-read"),
          "out-of-scale": ("Benefit actual", "Benefit actual", "scale-doubtful")}
# As German Excel shows them.
GERMAN = ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]


def said_otherwise(meaning, values, totals):
    """The row as such a workbook has it; totals lose what nobody can count."""
    values = list(values)
    at = FINANCIALS.index
    cost, benefit, month, planned = at("Cost actual"), at("Benefit actual"), at("Month"), at("Cost planned")
    if meaning == "thousands" and values[cost] is not None:
        values[cost] /= 1000
    elif meaning in ("dollars", "renamed"):
        column = benefit if meaning == "dollars" else cost
        if values[column] is not None:
            totals["cents"][FINANCIALS[column]] -= round(values[column] * 100)
    elif meaning == "german-months":
        values[month] = f"{GERMAN[values[month].month - 1]}-{values[month].year % 100}"
    elif meaning == "never-computed":
        totals["cents"]["Cost planned"] -= round(values[planned] * 100)
        values[planned] = "=1+1"
    elif meaning == "out-of-scale" and values[benefit] is not None:
        totals["cents"]["Benefit actual"] += round(values[benefit] * 1000 * 100) - round(values[benefit] * 100)
        values[benefit] *= 1000
    return values


def write_workbook(path, code, rng, count, months, mistakes, totals, wrong_cells, meaning=None, said=None):
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "default_date_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1"})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheets = {}
    for name, columns in (("Initiatives", INITIATIVES), ("Financials", FINANCIALS), ("Outcomes", OUTCOME_COLUMNS), ("Team", TEAM)):
        sheet = book.add_worksheet(name)
        old, new, finding = TITLED.get(meaning, (None, None, None))
        written = [new if name == "Financials" and title == old else title for title in columns]
        if name == "Financials" and old:
            said.append({"file": path.name, "sheet": name, "cell": xl_rowcol_to_cell(0, columns.index(old)), "code": finding})
        sheet.write_row(0, 0, written, head)
        sheets[name] = [sheet, 0, columns]
    planted = set()

    def add(name, values):
        sheet, row, columns = sheets[name]
        sheets[name][1] = row = row + 1
        values = list(values)
        for title, value in zip(columns, values):
            if title in MONEY and value is not None:
                totals["cents"][title] += round(value * 100)
        if rng.random() < mistakes and (name == "Initiatives" or rng.random() < 0.2):
            kinds = [m for m in MISTAKES if m[0] == name and values[columns.index(m[1])] is not None]
            if kinds:
                _, title, kind, typed = rng.choice(kinds)
                column = columns.index(title)
                right, values[column] = values[column], typed(values[column])
                if title in MONEY:
                    totals["cents"][title] -= round(right * 100)
                wrong_cells.append({"file": path.name, "sheet": name, "cell": xl_rowcol_to_cell(row, column), "kind": kind,
                                    "typed": values[column], "right": right.isoformat() if isinstance(right, dt.date) else right})
        if meaning and name == "Financials":
            values = said_otherwise(meaning, values, totals)
        for column, value in enumerate(values):
            if value is None:
                continue
            if value == "=1+1":
                # The library stores 0 as the result of a formula that it does not compute.
                sheet.write_formula(row, column, value)
                said.append({"file": path.name, "sheet": name, "cell": xl_rowcol_to_cell(row, column), "code": "formula-without-result"})
            elif isinstance(value, dt.date):
                sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), date)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write_number(row, column, value)
        totals["rows"][name] += 1

    first = dt.date(2026, 1, 1)
    department = DEPARTMENTS[code % len(DEPARTMENTS)]
    ids = []
    for n in range(count):
        initiative = f"{department[:3].upper()}-{code:04d}-{n + 1:03d}"
        outcome = rng.choice(OUTCOMES)
        phase = rng.choices(PHASES, weights=[3, 3, 3, 5, 6, 1, 1])[0]
        live = phase in ("Pilot", "Production", "Retired")
        owner, owner_mail = person(rng)
        sponsor, sponsor_mail = person(rng) if rng.random() < 0.85 else (None, None)
        submitted = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(600))
        approved = submitted + dt.timedelta(days=rng.randrange(10, 90)) if phase not in ("Idea", "Assessment") else None
        pilot = approved + dt.timedelta(days=rng.randrange(10, 120)) if live else None
        production = pilot + dt.timedelta(days=rng.randrange(30, 200)) if phase in ("Production", "Retired") else None
        scored = phase != "Idea"
        score = lambda: rng.randint(1, 5) if scored else None
        users = rng.randrange(20, 2000)
        control = lambda: rng.choices(["Yes", "In progress", "No", "N/A", None], weights=[5, 2, 1, 1, 1])[0] if live else None
        budget = rng.randrange(20, 900) * 1000
        status = rng.choice(["Green", "Amber", "Red"])
        add("Initiatives", [
            initiative, f"{rng.choice(VERBS)} {rng.choice(OBJECTS)} {n + 1}", department, owner, owner_mail, person(rng)[0],
            sponsor, sponsor_mail, rng.choice(GOALS), outcome, "Too much manual work and late decisions.",
            "Fewer hours and faster answers.", phase, status, None if status == "Green" else "Data access is later than planned.", submitted, approved, pilot, production,
            month(first, rng.randrange(0, 18)), production + dt.timedelta(days=90) if phase == "Retired" else None, rng.choice(DELIVERY), rng.choice(["Build", "Buy", "Hybrid"]),
            rng.choice(["Generative", "Classical ML", "NLP", "Computer Vision"]), score(), score(), score(), score(), score(),
            score(), round(rng.uniform(0.3, 0.95), 2), "Yes" if rng.random() < 0.05 else "No",
            rng.choice(ids) if ids and rng.random() < 0.1 else None, budget,
            rng.choice(["High", "Limited", "Minimal"]), control(), control(), control(), control(), control(),
            dt.date(2026, rng.randrange(1, 10), 15) if phase == "Production" else None,
            rng.choice(["Yes", "No"]), users, rng.randrange(0, users) if live else None])
        ids.append(initiative)
        done = 0
        for m in range(months):
            past = m < 10  # the reporting month is October 2026
            cost, benefit = rng.randrange(1_000_00, 40_000_00), rng.randrange(0, 70_000_00)
            cost_actual = (int(cost * rng.uniform(0.7, 1.4)) if approved else 0) if past else None
            benefit_actual = (int(benefit * rng.uniform(0.2, 1.2)) if production else 0) if past else None
            done = max(done, min(100, round((m + 1) * rng.uniform(60, 105) / months)))
            add("Financials", [initiative, month(first, m), cost / 100, cost_actual / 100 if cost_actual is not None else None,
                               benefit / 100, benefit_actual / 100 if benefit_actual is not None else None,
                               rng.choice(["Capex", "Opex"]), rng.choice(["Hard-cashable", "Cost avoidance", "Revenue", "Soft"]),
                               "Yes" if past and rng.random() < 0.6 else "No",
                               min(100, round((m + 1) * 100 / months)), done if past else None])
        kpi, unit, direction = KPIS[outcome]
        base = rng.uniform(20, 60)
        target = base * (0.6 if direction.startswith("Lower") else 1.4)
        for reading in range(3 if live else 1):
            add("Outcomes", [initiative, kpi, outcome, direction, unit, round(base, 2), dt.date(2025, 12, 31),
                             round(target, 2), dt.date(2026, 12, 31), dt.date(2026, 6 + reading * 2, 28) if live else None,
                             round(base + (target - base) * rng.uniform(-0.1, 1.2), 2) if live else None])
        for role in rng.sample(ROLES, 3):
            name, mail = person(rng)
            add("Team", [initiative, mail, name, role, rng.choice([0.1, 0.2, 0.5, 1.0]), dt.date(2026, 1, 1), None,
                         department if role == "Business Domain Expert" else "AI CoE"])
    if code == 0:
        for role in ROLES:
            name, mail = person(rng)
            add("Team", ["COE", mail, name, role, 1.0, dt.date(2026, 1, 1), None, "AI CoE"])
        for m in range(10):
            add("Financials", ["COE", month(first, m), 40_000.0, 41_000.0, 0.0, 0.0, "Opex", None, "Yes", None, None])
    for sheet, _, _ in sheets.values():
        sheet.freeze_panes(1, 0)
    book.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--workbooks", type=int, default=12)
    parser.add_argument("--initiatives", type=int, default=20, help="in each workbook")
    parser.add_argument("--months", type=int, default=12, help="rows of money for each initiative")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mistakes", type=float, default=0.0, help="share of initiatives with a wrong cell (a fifth of it for other rows)")
    parser.add_argument("--meanings", action="store_true", help="units, currencies, titles and months said in other ways")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)
    wrong_cells = []
    said = []
    totals = {"rows": dict.fromkeys(("Initiatives", "Financials", "Outcomes", "Team"), 0),
              "cents": dict.fromkeys(MONEY, 0)}
    for code in range(options.workbooks):
        write_workbook(options.out / f"intake-{code:05d}.xlsx", code, rng, options.initiatives, options.months, options.mistakes, totals, wrong_cells,
                       MEANINGS[code % len(MEANINGS)] if options.meanings else None, said)
    options.out.with_name(options.out.name + ".totals.json").write_text(json.dumps(totals, indent=1))
    if options.meanings:
        options.out.with_name(options.out.name + ".meanings.json").write_text(json.dumps(said, indent=1, ensure_ascii=False))
    if options.mistakes:
        options.out.with_name(options.out.name + ".mistakes.json").write_text(json.dumps(wrong_cells, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
