//! Invented reports, rich and awkward.

use crate::model::{
    figure::{Figure, Unit},
    locale::Locale,
    period::Month,
    report::*,
};

/// A whole number of thousands.
pub fn thousands(digits: i64) -> Figure {
    Figure { digits, decimals: 0, unit: Unit::MoneyThousands, signed: false }
}

fn change(digits: i64) -> Cell {
    Cell::Figure(Figure { signed: true, ..thousands(digits) })
}

fn k(digits: i64) -> Cell {
    Cell::Figure(thousands(digits))
}

fn percent(digits: i64) -> Cell {
    Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Percent, signed: true })
}

fn score(digits: i64) -> Cell {
    Cell::Figure(Figure { digits, decimals: 1, unit: Unit::Score, signed: false })
}

fn text(words: &str) -> Cell {
    Cell::Text(words.into())
}

/// A column; flexible if it is text that may wrap.
pub fn column(title: &str, align: Align, flexible: bool) -> TableColumn {
    TableColumn {
        title: title.into(),
        spanner: None,
        align,
        flexible,
        look: Look::Plain,
        is_folded: false,
        symbol: None,
        meaning: None,
    }
}

/// A table of body rows.
pub fn table(name: &str, caption: &str, columns: Vec<TableColumn>, rows: Vec<Vec<Cell>>) -> Table {
    let rows = rows.into_iter().map(|cells| TableRow { kind: RowKind::Body, cells }).collect();
    Table { name: name.into(), caption: caption.into(), columns, rows, rest: None }
}

fn paragraph(tone: Tone, words: &str) -> Block {
    Block::Paragraph(Paragraph { tone, text: words.into() })
}

fn note(words: &str, judgement: Judgement) -> TileNote {
    TileNote::new(words, judgement)
}

fn section(name: &str, title: &str, scope: &str, blocks: Vec<Block>) -> Section {
    Section { name: name.into(), title: title.into(), scope: scope.into(), detail_sheet: Some(name.into()), blocks }
}

/// A report around sections.
pub fn report(audience: Audience, sections: Vec<Section>) -> Report {
    Report {
        audience,
        title: "AI portfolio, October 2026".into(),
        company: "Northwind Retail Group".into(),
        period: Month::new(2026, 10).unwrap(),
        period_title: "October 2026".to_owned(),
        state: State::Draft,
        locale: Locale::named("en-GB").unwrap(),
        currency: "EUR".into(),
        sections,
        data_sheets: Vec::new(),
        background: Vec::new(),
    }
}

pub fn decision(ask: &str, facts: &str, overdue: bool) -> Decision {
    let link = Some("mailto:coe@example.com?subject=Decision".into());
    Decision {
        about: String::new(),
        ask: ask.into(),
        facts: facts.into(),
        brief: "OPS-2 · 120k".into(),
        more: format!(" · {facts}"),
        by: "by 12 Nov".into(),
        overdue,
        link,
        choices: Vec::new(),
        form: DecisionForm::Whole,
    }
}

/// The first page for executives.
pub fn decide() -> Section {
    let tiles = vec![
        Tile {
            label: "Spend to date".into(),
            value: Some(thousands(1_410)),
            exact: None,
            live: None,
            missing: "not reported".into(),
            notes: vec![
                note("22k under plan (better)", Judgement::Better),
                note("Outlook 1,690k of 1,700k", Judgement::Neutral),
            ],
            months: Vec::new(),
            leads_to: Some("Money"),
        },
        Tile {
            label: "Benefit to date".into(),
            value: Some(thousands(2_105)),
            exact: None,
            live: None,
            missing: "not reported".into(),
            notes: vec![
                note("14% behind plan (worse)", Judgement::Worse),
                note("61% validated by finance", Judgement::Neutral),
            ],
            months: Vec::new(),
            leads_to: None,
        },
        Tile {
            label: "In production".into(),
            value: Some(Figure { digits: 9, decimals: 0, unit: Unit::Count, signed: false }),
            exact: None,
            live: None,
            missing: "not reported".into(),
            notes: vec![note("3 pilots overdue (worse)", Judgement::Worse), note("7 in September", Judgement::Neutral)],
            months: Vec::new(),
            leads_to: None,
        },
        Tile {
            label: "Controls met".into(),
            value: None,
            exact: None,
            live: None,
            missing: "not reported".into(),
            notes: vec![note("4 departments did not send", Judgement::Neutral)],
            months: Vec::new(),
            leads_to: None,
        },
    ];
    let decisions = vec![
        decision(
            "Release 120k for \"Predict stock-outs\"",
            "Inês Costa · by 12 Nov 2026 · pilot beat its target",
            false,
        ),
        decision(
            "Stop \"Voice bot for returns\", which frees 190k",
            "Håkon Müller · by 30 Oct 2026 · no reading since June",
            true,
        ),
        decision("Name an owner for \"Price elasticity\"", "Łucja Żak · by 20 Nov 2026 · owner left in August", false),
    ];
    section(
        "Decide",
        "Benefits are 14% behind plan; two decisions by 12 November release 310k.",
        "AI portfolio · EUR k · Jan–Oct 2026, actual against plan",
        vec![
            Block::Tiles(tiles),
            Block::Heading("We need from you".into()),
            Block::Decisions(decisions),
            Block::Heading("What moved".into()),
            paragraph(
                Tone::Plain,
                "Operations gained 60k; Marketing lost 41k after the campaign tool was delayed to January.",
            ),
            paragraph(
                Tone::Trust,
                "12 of 14 workbooks in · 3 rows and 41k set aside · ledger matches to the cent · 61% of benefits validated · \
                 37 of 38 checks passed. Two departments are carried forward as of September 2026.",
            ),
        ],
    )
}

/// Columns by month with a forecast and a gap.
pub fn months() -> Chart {
    let start = Month::new(2026, 1).unwrap();
    let actual = [120, 131, 140, 128, 150, 155, 149, 0, 160, 171];
    let rows = (0..12).map(|place| {
        let real = match place {
            7 => Cell::Unknown,
            0..10 => k(actual[place as usize]),
            _ => Cell::Empty,
        };
        let forecast = if place >= 10 { k(165 + place) } else { Cell::Empty };
        vec![Cell::Month(start.plus(place as i32)), k(130 + 4 * place), real, forecast]
    });
    let columns = ["Month", "Plan", "Actual", "Forecast"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::MonthColumns,
        title: "Cost by month, EUR k".into(),
        alternative_text: "Cost by month: 171k in October against a plan of 166k; August was not reported.".into(),
        table: table("cost", "", columns.to_vec(), rows.collect()),
        roles: vec![Role::Category, Role::Plan, Role::Actual, Role::Forecast],
        more_is_better: false,
    }
}

/// From plan to actual in seven steps.
pub fn bridge() -> Chart {
    let steps =
        [("Marketing", 41), ("Sales", -18), ("Operations", -60), ("Finance", 4), ("Logistics", -12), ("Other", 23)];
    let mut rows = vec![vec![text("Plan"), k(1_432), Cell::Empty]];
    rows.extend(steps.map(|(name, digits)| vec![text(name), Cell::Empty, change(digits)]));
    rows.push(vec![text("Actual"), k(1_410), Cell::Empty]);
    let columns = ["Department", "Sum", "Change"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Bridge,
        title: "From plan to actual by department, EUR k".into(),
        alternative_text: "Spend is 22k under plan: Operations saved 60k, Marketing overspent 41k.".into(),
        table: table("bridge", "", columns.to_vec(), rows),
        roles: vec![Role::Category, Role::Sum, Role::Change],
        more_is_better: false,
    }
}

/// Eight departments, a group, a total.
pub fn departments() -> Table {
    let columns = vec![
        column("Department", Align::Left, false),
        column("Plan to date", Align::Right, false),
        column("Actual to date", Align::Right, false),
        TableColumn { look: Look::GoodWhenNegative, ..column("Against plan", Align::Right, false) },
        column("Against plan, %", Align::Right, false),
        column("Outlook", Align::Right, false),
        column("Comment", Align::Left, true),
    ];
    let names = ["Marketing", "Sales", "Operations", "Finance", "Logistics", "Legal", "People", "Stores"];
    let comments = [
        "\"Campaign tool delayed to January; invoices came early because of the year-end offer\"",
        "",
        "\"Two hires moved\"",
    ];
    let rows = names.iter().enumerate().map(|(place, name)| {
        let digits = place as i64 * 37 - 90;
        let actual = if place == 5 { Cell::Unknown } else { k(200 + digits) };
        vec![
            text(name),
            k(200),
            actual,
            change(digits),
            percent(digits / 2),
            k(260 + digits),
            text(comments[place % 3]),
        ]
    });
    let mut made = table("departments", "Departments, EUR k", columns, rows.collect());
    made.rows.insert(0, TableRow { kind: RowKind::Group, cells: vec![text("Commercial")] });
    made.rows.insert(4, TableRow { kind: RowKind::Group, cells: vec![text("Central")] });
    made.rows.push(TableRow {
        kind: RowKind::Total,
        cells: vec![text("Total"), k(1_600), k(1_410), change(-22), percent(-1), k(1_690), Cell::Empty],
    });
    made
}

/// Sixty rows: more than a page.
pub fn ranking() -> Table {
    let columns = vec![
        column("Rank", Align::Right, false),
        column("Initiative", Align::Left, true),
        column("Sponsor", Align::Left, true),
        column("Score", Align::Right, false),
        column("Cost", Align::Right, false),
        TableColumn { look: Look::Status, ..column("Status", Align::Centre, false) },
        column("Due", Align::Left, false),
    ];
    let words = ["Predict stock-outs", "Voice bot for returns", "Price elasticity in 14 countries", "Invoice matching"];
    let people = ["Inês Costa", "Håkon Müller", "Łucja Żak", "İnês Yılmaz"];
    let rows = (0..60_i64).map(|place| {
        let pick = place as usize % 4;
        vec![
            Cell::Figure(Figure { digits: place + 1, decimals: 0, unit: Unit::Count, signed: false }),
            text(&format!("{} {}", words[pick], place + 1)),
            text(people[pick]),
            score(981 - place * 7),
            k(1_200 - place * 19),
            text(["Green", "Amber", "Red", "Green"][pick]),
            Cell::Month(Month::new(2026, 11).unwrap().plus(place as i32 % 9)),
        ]
    });
    let mut made = table("ranking", "All initiatives by score", columns, rows.collect());
    made.rest = Rest::of_words("17 more: sheet Ranking");
    made
}

/// Bars with plans as ticks.
pub fn bullets() -> Chart {
    let names = [("Cost saved", 71, 100), ("Cost avoided", 45, 40), ("Revenue", 12, 60), ("Risk", 0, 30)];
    let rows = names.map(|(name, actual, plan)| {
        vec![text(name), k(plan), if actual == 0 { Cell::Unknown } else { k(actual) }, k(actual / 3)]
    });
    let columns = ["Category", "Plan", "Validated", "Claimed only"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Bullets,
        title: "Benefits by category, EUR k".into(),
        alternative_text: "Cost saved reaches 71k of 100k; risk was not reported.".into(),
        table: table("bullets", "", columns.to_vec(), rows.to_vec()),
        roles: vec![Role::Category, Role::Plan, Role::Actual, Role::Silent],
        more_is_better: true,
    }
}

/// Bubbles, some close together.
pub fn quadrant(count: i64) -> Chart {
    let names =
        ["Predict stock-outs", "Voice bot", "Price elasticity", "Invoice matching", "Route planning", "Churn alerts"];
    let rows = (0..count).map(|place| {
        let at = |factor: i64| {
            Cell::Figure(Figure { digits: place * factor % 101, decimals: 0, unit: Unit::Score, signed: false })
        };
        vec![text(names[place as usize % 6]), at(37), at(61), k(20 + place * 53 % 400)]
    });
    let columns =
        ["Initiative", "Feasibility", "Value", "Cost in EUR k"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Quadrant,
        title: "Value against feasibility".into(),
        alternative_text: "Four of twelve initiatives are quick wins.".into(),
        table: table("quadrant", "", columns.to_vec(), rows.collect()),
        roles: vec![Role::Category, Role::Across, Role::Up, Role::Size],
        more_is_better: true,
    }
}

/// Bars to both sides of zero; one value was not reported.
pub fn diverging() -> Chart {
    let names = [("HR-2 Voice bot for returns", -120), ("OPS-1 Predict stock-outs", 0), ("S-9 Churn alerts", 340)];
    let rows = names.map(|(name, value)| {
        vec![text(name), if value == 0 { Cell::Unknown } else { change(value) }, text("Pilot"), text("Amber")]
    });
    let columns = ["Initiative", "Value", "Phase", "Reported"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Diverging,
        title: "Value still to come".into(),
        alternative_text: "One of three running initiatives costs more than it returns.".into(),
        table: table("running", "", columns.to_vec(), rows.to_vec()),
        roles: vec![Role::Category, Role::Change, Role::Remark, Role::Remark],
        more_is_better: true,
    }
}

/// Value in steps over money; the last row is where the plan lies.
pub fn frontier() -> Chart {
    let mut rows: Vec<Vec<Cell>> = (0..21).map(|place| vec![text(""), k(place * 50), k(place / 3 * 90)]).collect();
    rows.push(vec![text("You are here"), k(600), k(330)]);
    let columns = ["Point", "Money", "Value"].map(|title| column(title, Align::Right, false));
    let mut made = table("frontier", "", columns.to_vec(), rows);
    made.rows[21].kind = RowKind::Total;
    Chart {
        form: Form::Frontier,
        title: "What money buys, EUR k".into(),
        alternative_text: "Best value at each budget.".into(),
        table: made,
        roles: vec![Role::Category, Role::Across, Role::Up],
        more_is_better: true,
    }
}

fn whole(digits: i64) -> Cell {
    Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Percent, signed: false })
}

/// Measures with a band to be in; a heading, a measure to be high, one to be low, one of days, one without target.
pub fn ranges() -> Chart {
    let columns = ["Measure", "Now", "At least", "At most", "End", "Made of", "Target"];
    let columns = columns.map(|title| column(title, Align::Right, false)).to_vec();
    let days = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Days, signed: false });
    let none = || Cell::Empty;
    let rows = vec![
        vec![text("Over-centralisation"), none(), none(), none(), none(), none(), none()],
        vec![text("Led by the centre"), whole(76), none(), whole(70), whole(100), text("22 of 29"), text("missed")],
        vec![text("Guided"), whole(25), whole(50), none(), whole(100), text("1 of 4"), text("missed")],
        vec![text("Days to approval"), days(112), none(), days(60), days(134), text("31 known"), text("missed")],
        vec![text("Work in progress"), whole(40), none(), none(), whole(100), text(""), text("")],
    ];
    let mut made = table("ranges", "", columns, rows);
    made.rows[0].kind = RowKind::Group;
    Chart {
        form: Form::Ranges,
        title: "Where the centre stands".into(),
        alternative_text: "Three of four measures miss their target.".into(),
        table: made,
        roles: vec![Role::Category, Role::Actual, Role::Least, Role::Most, Role::Full, Role::Remark, Role::Remark],
        more_is_better: true,
    }
}

/// Bars from nothing to done.
pub fn progress() -> Chart {
    let rows = [("1 Use cases", 0), ("2 Team", 50), ("3 Standards", 100)]
        .map(|(name, share)| vec![text(name), whole(share), text("only half of the roles are filled at the centre")]);
    let columns = ["Phase", "Progress", "Held by"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Progress,
        title: "Phases".into(),
        alternative_text: "Phase 3 is done.".into(),
        table: table("phases", "", columns.to_vec(), rows.to_vec()),
        roles: vec![Role::Category, Role::Actual, Role::Remark],
        more_is_better: true,
    }
}

/// Answers by tier; the second tier has none of some.
pub fn stacked() -> Chart {
    let count = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Count, signed: false });
    let rows = [("High", [6, 2, 1, 1, 2]), ("Low", [9, 0, 0, 0, 3])].map(|(name, parts)| {
        let mut cells = vec![text(name)];
        cells.extend(parts.map(count));
        cells.push(text("of 11 met"));
        cells
    });
    let columns = ["Tier", "Yes", "In progress", "No", "Waived", "Not reported", "Met"];
    Chart {
        form: Form::Stacked,
        title: "Controls".into(),
        alternative_text: "High: 6 of 11 met.".into(),
        table: table("controls", "", columns.map(|title| column(title, Align::Right, false)).to_vec(), rows.to_vec()),
        roles: vec![Role::Category, Role::Part, Role::Part, Role::Part, Role::Part, Role::Part, Role::Remark],
        more_is_better: true,
    }
}

/// KPIs on lines; one worse than before, one that cannot be judged.
pub fn dots() -> Chart {
    let rows = [("Revenue growth", 80), ("Revenue growth", -20), ("Customer experience", 150)]
        .map(|(name, share)| vec![text(name), whole(share)]);
    let mut rows = rows.to_vec();
    rows.push(vec![text("No reading"), Cell::Unknown]);
    let columns = ["Category", "Attainment"].map(|title| column(title, Align::Right, false));
    Chart {
        form: Form::Dots,
        title: "KPIs".into(),
        alternative_text: "One of three KPIs is worse than before.".into(),
        table: table("kpis", "", columns.to_vec(), rows),
        roles: vec![Role::Category, Role::Across],
        more_is_better: true,
    }
}

fn method() -> Section {
    let columns = vec![
        column("Figure", Align::Left, true),
        column("Formula", Align::Left, true),
        column("Left out", Align::Right, false),
    ];
    let rows = (0..12).map(|place| {
        vec![
            text(["Spend to date", "Benefit to date", "Outlook"][place % 3]),
            text("Sum of actual cost of all accepted rows from January to the reporting month, in the reporting currency; \
                 months without a report are not filled in."),
            Cell::Figure(Figure { digits: place as i64, decimals: 0, unit: Unit::Count, signed: false }),
        ]
    });
    section(
        "Method",
        "Twelve figures, their formulas and what was left out.",
        "AI portfolio · definitions · October 2026",
        vec![
            Block::Table(table("definitions", "", columns, rows.collect())),
            paragraph(
                Tone::Note,
                "AC actual, PL plan, FC forecast. Totals are sums of rounded figures where they foot.",
            ),
        ],
    )
}

/// A report for executives with all kinds of blocks.
pub fn executive() -> Report {
    let money = section(
        "Money",
        "Spend is 2% under plan, benefits reach 86%; Marketing explains half of the gap.",
        "AI portfolio · EUR k · Jan–Oct 2026, actual against plan",
        vec![
            Block::Chart(months()),
            Block::Chart(bridge()),
            Block::Table(departments()),
            paragraph(Tone::Note, "Rounded to whole thousands; the total is the sum of exact amounts."),
        ],
    );
    let outcomes = section(
        "Outcomes",
        "Cost saved delivers 71% of its plan; 61% of benefits are validated by finance.",
        "AI portfolio · EUR k · Jan–Oct 2026",
        vec![
            Block::Chart(bullets()),
            paragraph(
                Tone::Quote,
                "\"We count a benefit when the budget owner signs for it, not before.\" Łucja Żak, finance",
            ),
            Block::Chart(quadrant(12)),
        ],
    );
    let running = section(
        "Keep, fix, stop",
        "One of three running initiatives costs more than it returns.",
        "AI portfolio · EUR k · from November 2026",
        vec![Block::Chart(diverging()), Block::Charts(vec![frontier(), quadrant(6)])],
    );
    let ranking = section(
        "Ranking",
        "Sixty initiatives by score; the first nine are funded.",
        "AI portfolio · EUR k · October 2026",
        vec![Block::Table(ranking())],
    );
    let centre = section(
        "The CoE",
        "3 of 4 business-led initiatives run without CoE guidance; phase 1 blocked: missing KPIs.",
        "The AI CoE itself · measures against their targets · October 2026",
        vec![ranges(), progress(), stacked(), dots()].into_iter().map(Block::Chart).collect(),
    );
    report(Audience::Executives, vec![decide(), money, outcomes, running, centre, ranking, method()])
}

/// A report for a sponsor.
pub fn sponsor() -> Report {
    let tile = |label: &str, value, words: &str, judgement| Tile {
        label: label.into(),
        value,
        exact: None,
        live: None,
        missing: "not reported".into(),
        notes: vec![note(words, judgement)],
        months: Vec::new(),
        leads_to: None,
    };
    let entry = |name: &str, mark: &str, judgement, line: &str| Entry {
        name: name.into(),
        mark: mark.into(),
        judgement,
        says: String::new(),
        lines: vec![line.into()],
    };
    let first = section(
        "Your month",
        "Your 4 initiatives are 22k under plan; one decision needs you by 12 November.",
        "Inês Costa · your initiatives · EUR k · Jan–Oct 2026",
        vec![
            Block::Tiles(vec![
                tile("Spend", Some(thousands(410)), "22k under plan (better)", Judgement::Better),
                tile("Benefit", Some(thousands(530)), "12% behind plan (worse)", Judgement::Worse),
                tile("Share", None, "of the portfolio", Judgement::Neutral),
            ]),
            Block::Heading("We need from you".into()),
            Block::Decisions(vec![
                decision("Release 120k for \"Predict stock-outs\"", "by 12 Nov 2026 · pilot beat its target", false),
                decision("Name an owner for \"Price elasticity\"", "by 30 Oct 2026 · owner left in August", true),
            ]),
            Block::Heading("Your initiatives".into()),
            Block::Entries(vec![
                entry(
                    "Voice bot for returns · Pilot",
                    "RED",
                    Judgement::Worse,
                    "No reading since June; KPI at 40% of target",
                ),
                entry("Predict stock-outs · Pilot", "GREEN", Judgement::Better, "Hit rate 91% against a target of 85%"),
                entry("Price elasticity · Build", "AMBER", Judgement::Neutral, "No owner; 60k spent of 90k"),
                entry("Invoice matching · Live", "GREEN", Judgement::Better, "Saves 21k a month, validated"),
            ]),
        ],
    );
    let second = section(
        "Your figures",
        "Benefits reach 88% of plan, carried by two of four.",
        "Inês Costa · your initiatives · EUR k · Jan–Oct 2026",
        vec![Block::Chart(months()), Block::Table(departments())],
    );
    report(Audience::Sponsor, vec![first, second])
}

/// Names of 200 characters, words without spaces, other scripts, huge and negative figures, nothing at all.
pub fn awkward(audience: Audience) -> Report {
    let long = "An initiative whose name somebody has typed with everything that came to mind ".repeat(3);
    let unbroken = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(5);
    let foreign = "需要予測の自動化プロジェクト · תחזית מלאי · توقع المخزون";
    let huge = Figure { digits: -9_223_372_036_854, decimals: 2, unit: Unit::Money, signed: true };
    let wide: Vec<TableColumn> =
        (0..14).map(|place| column(&format!("Column number {place}"), Align::Right, false)).collect();
    let wide_rows = (0..5).map(|_| (0..14).map(|_| Cell::Figure(huge)).collect()).collect();
    let names = vec![column("Initiative", Align::Left, true), column("Cost", Align::Right, false)];
    let rows = [&long, &unbroken, foreign, ""].map(|name| vec![text(name), Cell::Figure(huge)]);
    let tile = |label: &str| Tile {
        label: label.into(),
        value: Some(huge),
        exact: None,
        live: None,
        missing: String::new(),
        notes: vec![note(&unbroken, Judgement::Worse)],
        months: Vec::new(),
        leads_to: None,
    };
    let mut steps = bridge();
    steps.table.rows[2].cells[0] = text(&long);
    steps.table.rows[3].cells[2] = Cell::Figure(huge);
    steps.table.rows[4].cells[2] = Cell::Unknown;
    let mut one_month = months();
    one_month.table.rows.truncate(1);
    one_month.table.rows[0].cells[2] = Cell::Figure(huge);
    let mut flat = bridge();
    for (place, digits) in [(0, 90_432), (7, 90_410)] {
        flat.table.rows[place].cells[1] = k(digits);
    }
    let mut empty = months();
    empty.table.rows.clear();
    let sixty = (0..60).map(|place| {
        vec![
            text(&format!("Department {place}")),
            k(100),
            k(90 + place),
            change(place - 10),
            percent(3),
            k(120),
            text(""),
        ]
    });
    let mut departments = departments();
    departments.rows = sixty.map(|cells| TableRow { kind: RowKind::Body, cells }).collect();
    let sections = vec![
        section(
            "Awkward",
            &long,
            foreign,
            vec![
                Block::Tiles(vec![tile(&long), tile("Short")]),
                Block::Decisions(vec![decision(&long, &unbroken, true), decision(foreign, &long, false)]),
                Block::Entries(vec![Entry {
                    name: unbroken.clone(),
                    mark: "AMBER".into(),
                    judgement: Judgement::Neutral,
                    says: String::new(),
                    lines: vec![long.clone(), foreign.into()],
                }]),
                paragraph(Tone::Trust, &long),
            ],
        ),
        section(
            "Tables",
            foreign,
            &long,
            vec![
                Block::Table(table("wide", "Fourteen columns", wide, wide_rows)),
                Block::Table(table("names", "Long names", names.clone(), rows.to_vec())),
                Block::Table(table("empty", "An empty table", names, Vec::new())),
                Block::Table(departments),
            ],
        ),
        section(
            "Charts",
            "Odd charts.",
            "",
            vec![
                Block::Chart(one_month),
                Block::Chart(steps),
                Block::Chart(flat),
                Block::Chart(empty),
                Block::Chart(quadrant(60)),
            ],
        ),
        section("Nothing", "A section without blocks.", "", Vec::new()),
    ];
    Report { state: State::HeldBack, company: long, ..report(audience, sections) }
}
