//! Which settings stand in `settings.xlsx`, on which sheet and as what: data alone. A sheet is added by adding it here.
//! Help and defaults are those of `templates/report.toml`.

use crate::model::{dictionary::SheetKind, fiscal::YearEnd, locale::LOCALES, mail::Role, setting::SettingKind};
use crate::settings::dictionary::embedded;

/// A sheet.
pub struct Sheet {
    pub name: &'static str,
    /// What it is for, above the table.
    pub lead: &'static str,
    pub content: Content,
}

/// What stands on a sheet.
pub enum Content {
    /// One line a setting, in groups.
    Lines(&'static [Group]),
    /// Tables beside each other, one row an entry.
    Tables(&'static [Table]),
}

/// Settings that belong together.
pub struct Group {
    pub title: &'static str,
    /// Path in `report.toml`, and what its cell holds.
    pub keys: &'static [(&'static str, Cell)],
}

/// One row an entry.
pub struct Table {
    /// Key in `report.toml` (or `recipients.toml`).
    pub key: &'static str,
    pub rows: Rows,
    pub columns: &'static [Column],
}

/// What a row of a table is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    /// A key, and its value: `[budgets]`.
    Pairs,
    /// A block: `[[measure]]`.
    Entries,
    /// An allowed value of this field of Initiatives with its other spellings.
    Allowed(&'static str),
    /// A change of the dictionary: `[sheets]`, `[fields]`.
    Words,
    /// A block of `recipients.toml`.
    People,
}

/// A column of a table.
pub struct Column {
    /// Key in the entry; of pairs none.
    pub key: &'static str,
    /// No two on a sheet are the same.
    pub title: &'static str,
    pub cell: Cell,
    /// A row without it is no entry.
    pub is_needed: bool,
    /// What it means; empty where `templates/report.toml` says it.
    pub help: &'static str,
}

/// What a cell holds.
#[derive(Clone, Copy)]
pub enum Cell {
    Text,
    Whole,
    Number,
    /// A fraction, shown and typed in per cent.
    Share,
    /// Units of the currency.
    Amount,
    YesNo,
    /// Words parted by semicolons.
    Texts,
    /// A number, or a fraction typed in per cent.
    Level,
    /// Conditions on fields, parted by semicolons.
    Conditions,
    /// Some of a list, parted by semicolons.
    SomeOf(fn() -> Vec<String>),
    /// One of a list.
    OneOf(fn() -> Vec<String>),
    /// Words, of which some are offered.
    Offered(fn() -> Vec<String>),
}

impl Cell {
    /// As the workbook shows it.
    pub fn kind(self) -> SettingKind {
        match self {
            Cell::Text | Cell::Conditions => SettingKind::Text,
            Cell::Whole => SettingKind::Whole,
            Cell::Number | Cell::Level => SettingKind::Number,
            Cell::Share => SettingKind::Share,
            Cell::Amount => SettingKind::Amount,
            Cell::YesNo => SettingKind::YesNo,
            Cell::Texts | Cell::SomeOf(_) => SettingKind::Texts,
            Cell::OneOf(list) => SettingKind::OneOf(list()),
            Cell::Offered(list) => SettingKind::Offered(list()),
        }
    }
}

use Cell::{Amount, Conditions, Level, Number, Offered, OneOf, Share, SomeOf, Text, Texts, Whole, YesNo};

/// The sheets, in order.
pub const SHEETS: &[Sheet] = &[
    Sheet {
        name: "Company",
        lead: "What the reports are called and how your people type. Type into the tinted cells; where one is empty, the \
               default beside it holds.",
        content: Content::Lines(&[
            Group {
                title: "Company",
                keys: &[
                    ("company", Text),
                    ("program_lead", Text),
                    ("time_zone", Text),
                    ("fiscal_year_start", Whole),
                    ("currency", Text),
                    ("locale", OneOf(locales)),
                ],
            },
            Group {
                title: "Fiscal years and holidays",
                keys: &[
                    ("calendar.named_by", OneOf(named_by)),
                    ("calendar.labels", OneOf(year_labels)),
                    ("calendar.weeks", OneOf(weeks)),
                    ("calendar.year_ends", OneOf(year_ends)),
                    ("calendar.week_53_in", Whole),
                    ("holidays", Text),
                ],
            },
            Group {
                title: "Other currencies",
                keys: &[
                    ("rates.plans_at", OneOf(rate_choices)),
                    ("rates.forecasts_at", OneOf(rate_choices)),
                    ("rates.also_in", Text),
                ],
            },
            Group {
                title: "What departments send",
                keys: &[
                    ("level", OneOf(levels)),
                    ("ids", OneOf(ids)),
                    ("amounts_are", Text),
                    ("missing_submitter", OneOf(missing_submitter)),
                    ("hidden.sheets", OneOf(hidden)),
                    ("hidden.rows", OneOf(hidden)),
                    ("hidden.columns", OneOf(hidden)),
                ],
            },
            Group {
                title: "Reports",
                keys: &[("ranking_rows", Whole), ("live_formulas_up_to", Whole), ("sponsor_workbooks", Texts)],
            },
            Group {
                title: "Closing a month",
                keys: &[("closing.closers", Texts), ("closing.without_missing_senders", YesNo)],
            },
        ]),
    },
    Sheet {
        name: "Departments and goals",
        lead: "The departments and strategic goals that people may choose, one a row, as reports shall name them. Empty: \
               any name that stands in a sheet is taken.",
        content: Content::Tables(&[
            Table {
                key: "department",
                rows: Rows::Allowed("department"),
                columns: &[
                    column("", "Department", Text, true, "As reports shall name it."),
                    column(
                        "",
                        "Other spellings",
                        Texts,
                        false,
                        "What people type for it besides, parted by semicolons: Ops; Operations & Plant.",
                    ),
                ],
            },
            Table {
                key: "strategic_goal",
                rows: Rows::Allowed("strategic_goal"),
                columns: &[
                    column("", "Strategic goal", Text, true, "As reports shall name it."),
                    column("", "Other spellings of the goal", Texts, false, "What people type for it besides."),
                ],
            },
        ]),
    },
    Sheet {
        name: "Senders and due days",
        lead: "Who sends a workbook each month, one a row. Whoever sends nothing is named in the findings.",
        content: Content::Tables(&[Table {
            key: "expected_submitters",
            rows: Rows::Entries,
            columns: &[
                column("name", "Sender", Text, true, "As reports shall name them."),
                column("address", "Address", Text, false, "E-mail address to which questions and reminders go."),
                column("files", "Files", Text, false, "Which files are theirs, with * for any letters: finance*.xlsx."),
                column("department", "Department", Text, false, ""),
                column("due_day", "Due day", Whole, false, ""),
                column(
                    "due",
                    "Due working day",
                    Text,
                    false,
                    "In place of a due day: 5th working day, or last working day, of the month after.",
                ),
            ],
        }]),
    },
    Sheet {
        name: "Readers of mail",
        lead: "Who gets mail, one a row. People who were approved with coe-report approve stand in recipients.toml and get \
               mail as well; nobody stands in both.",
        content: Content::Tables(&[
            Table {
                key: "recipient",
                rows: Rows::People,
                columns: &[
                    column("address", "Reader", Text, true, "E-mail address."),
                    column("name", "Name", Text, false, "For the address line."),
                    column(
                        "roles",
                        "Roles",
                        SomeOf(mail_roles),
                        true,
                        "One or more, parted by semicolons: sponsor, executives, finance, submitters, operators.",
                    ),
                    column("copy", "Copy to", Text, false, "Address of a delegate who gets the same mail."),
                    column("workbook", "Workbook", YesNo, false, "Yes: the workbook instead of the PDF."),
                    column(
                        "departments",
                        "Departments",
                        Texts,
                        false,
                        "Of the initiatives they may see as a sponsor, parted by semicolons. Empty: whichever name them.",
                    ),
                ],
            },
            Table {
                key: "also_sponsor",
                rows: Rows::People,
                columns: &[
                    column("address", "Also sponsor", Text, true, "Address of a reader of the table at the left."),
                    column("department", "Their department", Text, false, "Of the initiatives they may see besides."),
                    column("name", "Sponsor named", Text, false, "The sponsor's name as it stands on them."),
                ],
            },
        ]),
    },
    Sheet {
        name: "Budgets",
        lead: "Money for AI initiatives by fiscal year, and people by role. Amounts may be typed as in any cell: 900.000,00 \
               or 900k.",
        content: Content::Tables(&[
            Table {
                key: "budgets",
                rows: Rows::Pairs,
                columns: &[
                    column("", "Fiscal year", Text, true, "Its name, such as 2026, FY26 or 2026/27."),
                    column("", "Budget", Amount, true, ""),
                ],
            },
            Table {
                key: "capacity",
                rows: Rows::Pairs,
                columns: &[
                    column("", "Role", Offered(roles), true, "As the Team sheet has it."),
                    column("", "Full-time persons", Number, true, ""),
                ],
            },
        ]),
    },
    Sheet {
        name: "Who may decide",
        lead: "Up to which amount who decides, one limit a row. Each question of the reports then says who decides it, and \
               decisions of others are found.",
        content: Content::Tables(&[Table {
            key: "approval",
            rows: Rows::Entries,
            columns: &[
                column("up_to", "Up to", Amount, false, ""),
                column("who", "Who", Text, true, ""),
                column("people", "People", Texts, false, ""),
                column("signatures", "Signatures", Whole, false, ""),
            ],
        }]),
    },
    Sheet {
        name: "Targets and thresholds",
        lead: "How initiatives are scored, what counts as good, and from where on something is said. Where a cell is empty, \
               the default beside it holds.",
        content: Content::Lines(&[
            Group {
                title: "Weights of the score",
                keys: &[
                    ("weights.strategic_fit", Number),
                    ("weights.business_value", Number),
                    ("weights.feasibility", Number),
                    ("weights.data_readiness", Number),
                    ("weights.org_readiness", Number),
                    ("weights.delivery_risk", Number),
                ],
            },
            Group {
                title: "Money over time",
                keys: &[
                    ("discount_rate", Share),
                    ("horizon_months", Whole),
                    ("funding.finance_rate", Share),
                    ("funding.reinvestment_rate", Share),
                    ("ledger_tolerance", Amount),
                ],
            },
            Group {
                title: "Choice under the budget",
                keys: &[
                    ("funding.exact_up_to", Whole),
                    ("funding.gap", Share),
                    ("funding.frontier_budgets", Whole),
                    ("funding.p_success.idea", Share),
                    ("funding.p_success.assessment", Share),
                    ("funding.p_success.approved", Share),
                    ("funding.p_success.pilot", Share),
                    ("funding.p_success.production", Share),
                    ("funding.p_success.on_hold", Share),
                ],
            },
            Group {
                title: "How sure the order is",
                keys: &[
                    ("robustness.samples", Whole),
                    ("robustness.seed", Whole),
                    ("robustness.spread", Share),
                    ("robustness.top", Whole),
                    ("robustness.at_most", Whole),
                ],
            },
            Group {
                title: "Thresholds",
                keys: &[
                    ("thresholds.coverage", Share),
                    ("thresholds.kpi_at_target", Share),
                    ("thresholds.on_plan", Share),
                    ("thresholds.far_apart", Share),
                ],
            },
            Group {
                title: "Targets of the centre",
                keys: &[
                    ("health.benefit_realisation", Share),
                    ("health.kpis_at_target", Share),
                    ("health.earned_value_index", Number),
                    ("health.pilot_conversion", Share),
                    ("health.conversion_months_back", Whole),
                    ("health.conversion_months_wait", Whole),
                    ("health.long_in_phase_days", Whole),
                    ("health.finished_needed", Whole),
                    ("health.flow_difference", Share),
                    ("health.months_to_value", Number),
                    ("health.departments_in_production", Share),
                    ("health.users_reached", Share),
                    ("health.sponsored", Share),
                    ("health.initiatives_a_sponsor", Whole),
                    ("health.clear_metrics", Share),
                    ("health.reading_days", Whole),
                    ("health.controls_met", Share),
                    ("health.review_months", Whole),
                    ("health.centre_share_most", Share),
                    ("health.guided_share_least", Share),
                    ("health.approval_days", Number),
                    ("health.roles_filled", Share),
                    ("health.person_load", Number),
                    ("health.collaboration", Share),
                    ("health.shared_platform", Share),
                    ("health.aligned_spend", Share),
                    ("health.good_fit", Number),
                    ("health.decided_in_time", Share),
                    ("health.decision_days", Whole),
                    ("health.phase_4_departments", Whole),
                    ("health.old_pilot_days", Whole),
                    ("health.context", Share),
                    ("health.top_three_most", Share),
                    ("health.cost_over_plan", Share),
                    ("health.behind_pace", Share),
                    ("health.missing_said", Share),
                ],
            },
            Group {
                title: "Changes that are listed",
                keys: &[
                    ("changes.rank_places", Whole),
                    ("changes.outlook_change", Share),
                    ("changes.kpi_change", Share),
                    ("changes.name_likeness", Share),
                    ("changes.baseline_change", Share),
                ],
            },
            Group {
                title: "Figures that a person has to confirm",
                keys: &[
                    ("plausible.years", Whole),
                    ("plausible.month_factor", Number),
                    ("plausible.least_amount", Amount),
                    ("plausible.outlook_change", Share),
                    ("plausible.to_date_fall", Share),
                    ("plausible.not_counted", Share),
                    ("plausible.unreported", Share),
                ],
            },
            Group {
                title: "Months that need a comment",
                keys: &[("comment_above.amount", Amount), ("comment_above.share", Share)],
            },
            Group {
                title: "AI Act: from when obligations apply",
                keys: &[
                    ("ai_act.chapters_i_and_ii", Text),
                    ("ai_act.article_50", Text),
                    ("ai_act.marking_of_older_systems", Text),
                    ("ai_act.annex_iii", Text),
                    ("ai_act.embedded", Text),
                    ("ai_act.deployer_is", OneOf(bodies)),
                ],
            },
        ]),
    },
    Sheet {
        name: "Stress tests",
        lead: "Under which tests the choice of initiatives is made again, one a row. Empty: the nine tests of the program. A \
               factor of 80% is 20% less; an empty cell leaves things as they are.",
        content: Content::Tables(&[Table {
            key: "stress_tests",
            rows: Rows::Entries,
            columns: &[
                column("name", "Test", Text, true, "As reports shall name it."),
                column("benefits", "Benefits", Share, false, "Factor on benefits: 80% is 20% less."),
                column("costs", "Costs", Share, false, "Factor on costs: 120% is 20% more."),
                column("budget", "Budget left", Share, false, "Factor on the money left to spend."),
                column("rate", "Points on the rate", Share, false, "Added to the yearly rate: 3% is three points."),
                column("delay_months", "Months later", Whole, false, "Months by which benefits come later."),
                column(
                    "hard_cashable_only",
                    "Hard-cashable only",
                    YesNo,
                    false,
                    "Yes: benefits of other types do not count.",
                ),
                column(
                    "plans_run_on",
                    "Plans run on",
                    YesNo,
                    false,
                    "Yes: plans that end before the horizon run on at the mean of their last twelve months.",
                ),
            ],
        }]),
    },
    Sheet {
        name: "Measures",
        lead: "Measures of your own, one a row. Each stands on the sheet Health and in run.json. Conditions are parted by \
               semicolons: Risk tier = High, Limited; Monitoring = Yes; Budget requested >= 50000; Sponsor filled.",
        content: Content::Tables(&[Table {
            key: "measure",
            rows: Rows::Entries,
            columns: &[
                column("id", "Id", Text, true, ""),
                column("name", "Measure", Text, true, "As the sheet Health shall show it."),
                column("short_name", "Short name", Text, false, ""),
                column("of", "Of", OneOf(populations), false, ""),
                column("among", "Among", Conditions, false, ""),
                column("when", "Counts when", Conditions, false, ""),
                column("sum", "Adds up", Text, false, ""),
                column("show", "Shown as", OneOf(shown_as), false, ""),
                column("at_least", "At least", Level, false, ""),
                column("at_most", "At most", Level, false, "The same, where less is better."),
                column("on_page", "On the page", YesNo, false, ""),
            ],
        }]),
    },
    Sheet {
        name: "Words",
        lead: "How your own sheets call things, one a row. The program asks for most of it in questions.xlsx; here it can be \
               said beforehand, and for everybody.",
        content: Content::Tables(&[Table {
            key: "fields",
            rows: Rows::Words,
            columns: &[
                column("", "Of", Offered(places), true, "A sheet, or a column of it."),
                column("", "What", OneOf(whats), true, "What the row says about it."),
                column("", "Yours", Text, false, "The name, title, word or value."),
                column("", "Stands for", Text, false, "Of another word: the allowed value that it means."),
            ],
        }]),
    },
];

const fn column(key: &'static str, title: &'static str, cell: Cell, is_needed: bool, help: &'static str) -> Column {
    Column { key, title, cell, is_needed, help }
}

/// What a row of the sheet Words says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    SheetName,
    Title,
    Allowed,
    AnyValue,
    Word,
    NotTitle,
    NotWord,
    Default,
    Need,
}

impl What {
    pub const ALL: [What; 9] = [
        What::SheetName,
        What::Title,
        What::Word,
        What::NotTitle,
        What::NotWord,
        What::Allowed,
        What::AnyValue,
        What::Default,
        What::Need,
    ];

    /// As it stands in the cell.
    pub fn text(self) -> &'static str {
        match self {
            What::SheetName => "Another name of the sheet",
            What::Title => "Another title",
            What::Word => "Another word for a value",
            What::NotTitle => "No title of it",
            What::NotWord => "No word for a value",
            What::Allowed => "Allowed value",
            What::AnyValue => "Any value is allowed",
            What::Default => "Value where there is no such column",
            What::Need => "Must it be filled",
        }
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn locales() -> Vec<String> {
    LOCALES.iter().map(|locale| locale.name.to_owned()).collect()
}

fn levels() -> Vec<String> {
    texts(&["start", "standard", "full"])
}

fn named_by() -> Vec<String> {
    texts(&["start", "end"])
}

fn year_labels() -> Vec<String> {
    texts(&["2026/27", "FY2026", "FY26"])
}

fn weeks() -> Vec<String> {
    texts(&["4-4-5", "4-5-4", "5-4-4"])
}

fn year_ends() -> Vec<String> {
    YearEnd::all().map(|end| end.to_string()).collect()
}

fn bodies() -> Vec<String> {
    texts(&["private", "public-services", "public-authority"])
}

fn rate_choices() -> Vec<String> {
    texts(&["plan", "last-known"])
}

fn ids() -> Vec<String> {
    texts(&["typed", "made-where-missing"])
}

fn missing_submitter() -> Vec<String> {
    texts(&["carry-forward", "leave-out", "hold"])
}

fn hidden() -> Vec<String> {
    texts(&["read", "leave-out"])
}

fn populations() -> Vec<String> {
    texts(&["all", "active", "in-flight", "candidates"])
}

fn shown_as() -> Vec<String> {
    texts(&["share", "count", "amount"])
}

fn roles() -> Vec<String> {
    embedded().field(SheetKind::Team, "role").map(|field| field.allowed.clone()).unwrap_or_default()
}

fn mail_roles() -> Vec<String> {
    Role::ALL.iter().map(|role| role.text().to_owned()).collect()
}

fn whats() -> Vec<String> {
    What::ALL.iter().map(|what| what.text().to_owned()).collect()
}

/// `Initiatives`, and `Initiatives › Phase`.
fn places() -> Vec<String> {
    let dictionary = embedded();
    let of = |kind: SheetKind| {
        let name = kind.name();
        let fields = dictionary.sheet(kind).fields.iter().map(move |field| format!("{name}{BETWEEN}{}", field.title));
        std::iter::once(name.to_owned()).chain(fields).collect::<Vec<_>>()
    };
    SheetKind::EVERY.into_iter().flat_map(of).collect()
}

/// Between a sheet and its column.
pub const BETWEEN: &str = " › ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::FileSettings;
    use std::collections::BTreeSet;

    /// What stays in `report.toml`: folders, machines, limits of reading, mail servers, looks.
    const FOR_MACHINES: [&str; 13] = [
        "intake",
        "out",
        "quiet_seconds",
        "questions",
        "readable_by",
        "comparison",
        "limits",
        "state",
        "schedule",
        "log",
        "mail",
        "brand",
        "reports",
    ];

    fn lines() -> Vec<&'static str> {
        let lines = SHEETS.iter().filter_map(|sheet| match &sheet.content {
            Content::Lines(groups) => Some(groups),
            Content::Tables(_) => None,
        });
        lines.flat_map(|groups| groups.iter()).flat_map(|group| group.keys.iter().map(|(key, _)| *key)).collect()
    }

    #[test]
    fn every_setting_stands_in_the_workbook_once_or_is_for_machines() {
        let mut tables: BTreeSet<&str> = SHEETS
            .iter()
            .filter_map(|sheet| match &sheet.content {
                Content::Tables(tables) => Some(tables.iter().map(|table| table.key)),
                Content::Lines(_) => None,
            })
            .flatten()
            .collect();
        for other in ["department", "strategic_goal", "recipient", "also_sponsor"] {
            assert!(tables.remove(other), "{other}");
        }
        tables.insert("sheets");
        let lines = lines();
        assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len(), "none stands twice");
        let defaults = FileSettings::default().every_setting();
        let mut expected = BTreeSet::new();
        leaves(&defaults, "", &tables, &mut expected);
        let declared: BTreeSet<String> = lines.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(declared, expected);
    }

    fn leaves(table: &toml::Table, before: &str, tables: &BTreeSet<&str>, found: &mut BTreeSet<String>) {
        for (key, value) in table {
            let path = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
            match value {
                _ if FOR_MACHINES.contains(&path.as_str()) || tables.contains(path.as_str()) => {}
                toml::Value::Table(inner) => leaves(inner, &path, tables, found),
                _ => drop(found.insert(path)),
            }
        }
    }

    #[test]
    fn titles_of_a_sheet_differ_and_lists_are_those_of_the_program() {
        for sheet in SHEETS {
            let Content::Tables(tables) = &sheet.content else { continue };
            let titles: Vec<&str> = tables.iter().flat_map(|table| table.columns).map(|column| column.title).collect();
            assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "{}", sheet.name);
        }
        for (key, list) in
            [("level", levels()), ("ids", ids()), ("missing_submitter", missing_submitter()), ("hidden.rows", hidden())]
        {
            for word in list {
                let text = format!("{key} = \"{word}\"");
                assert!(toml::from_str::<FileSettings>(&text).is_ok(), "{text}");
            }
            assert!(toml::from_str::<FileSettings>(&format!("{key} = \"other\"")).is_err());
        }
    }
}
