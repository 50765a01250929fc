//! What is wrong or doubtful in the intake, said where it stands and how to fix it.

use super::{money::Cents, workbook::CellPlace};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// What a finding takes away: a file or sheet, a row, a cell, or nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A file or sheet that cannot be used.
    Refused,
    /// A row whose key cannot be used.
    SetAside,
    /// One cell: the row stays, the value is unknown.
    Rejected,
    /// An assumption or a doubt; nothing is lost.
    Noted,
}

impl Severity {
    /// As it stands in run.json, `set-aside`.
    pub fn text(self) -> &'static str {
        match self {
            Severity::Refused => "refused",
            Severity::SetAside => "set-aside",
            Severity::Rejected => "rejected",
            Severity::Noted => "noted",
        }
    }

    /// For people, `set aside`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Refused => "refused",
            Severity::SetAside => "set aside",
            Severity::Rejected => "rejected",
            Severity::Noted => "noted",
        }
    }
}

/// Where a finding stands: file, then sheet, then cell, as far as it can be told.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Address {
    /// Path below the intake folder.
    pub file: Arc<str>,
    /// Name of the sheet; none for a csv file or a finding about the whole file.
    pub sheet: Option<Arc<str>>,
    /// The cell; none for a finding about the whole sheet.
    pub cell: Option<CellPlace>,
}

impl fmt::Display for Address {
    /// `finance.xlsx › Initiatives!F17`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        match (&self.sheet, self.cell) {
            (Some(sheet), Some(cell)) => write!(out, " › {sheet}!{cell}"),
            (Some(sheet), None) => write!(out, " › {sheet}"),
            (None, Some(cell)) => write!(out, " › {cell}"),
            (None, None) => Ok(()),
        }
    }
}

/// A text as a sentence: begins with a capital and ends with a point.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let mut sentence: String = first.to_uppercase().chain(letters).collect();
    if !sentence.ends_with(['.', '?', '!', ':']) {
        sentence.push('.');
    }
    sentence
}

/// One thing found. Ordered by address, then severity, so that lists repeat.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Where.
    pub address: Address,
    /// How bad.
    pub severity: Severity,
    /// Stable name of the kind of finding, `missing-value`.
    pub code: Code,
    /// Title of the column, as the dictionary has it, or empty.
    pub column: Arc<str>,
    /// What stands there, as typed (cut at 120 characters), or empty.
    pub found: String,
    /// What is wrong, one short sentence.
    pub problem: String,
    /// What to type instead, one short sentence.
    pub instead: String,
    /// Money that is not counted because of it.
    pub cents: Option<Cents>,
}

impl Finding {
    /// Has its sender something to do? A note needs nothing, but for a comment that is missing.
    pub fn asks_sender(&self) -> bool {
        self.severity < Severity::Noted || self.code == Code::CommentMissing
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Stable name of the kind of finding.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum Code { $($(#[$doc])* #[serde(rename = $text)] $name,)* }
        impl Code {
            /// As it stands in run.json, `missing-value`.
            pub fn text(self) -> &'static str { match self { $(Code::$name => $text,)* } }
            /// All of them.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];
        }
    };
}

codes! {
    /// The file is no workbook this program reads.
    NotAWorkbook = "not-a-workbook",
    /// The workbook asks for a password.
    PasswordProtected = "password-protected",
    /// The workbook is damaged or cut.
    Damaged = "damaged",
    /// A limit of size, cells, rows or columns was reached.
    TooLarge = "too-large",
    /// A part of the workbook declares a document type, which attacks are made of.
    DocumentType = "document-type",
    /// The file is still being written or copied.
    BeingWritten = "being-written",
    /// A hidden sheet holds rows.
    HiddenSheet = "hidden-sheet",
    /// Rows of a table are hidden.
    HiddenRows = "hidden-rows",
    /// Columns of a table are hidden.
    HiddenColumns = "hidden-columns",
    /// Cells of a table are merged.
    MergedCells = "merged-cells",
    /// Formulas whose result changes without anybody changing the workbook.
    VolatileFormulas = "volatile-formulas",
    /// Formulas that take values from other files.
    OtherFiles = "other-files",
    /// The file could not be opened or read.
    Unreadable = "unreadable",
    /// A link, a pipe, a socket or a device lies where a file should.
    NotAFile = "not-a-file",
    /// No sheet of the file holds an intake table.
    NoIntakeSheet = "no-intake-sheet",
    /// The workbook has the titles of the intake and nothing below them.
    NoRows = "no-rows",
    /// A sheet lacks a column that its rows cannot do without.
    MissingColumn = "missing-column",
    /// A column of money that the sender's workbooks had in the last closed month.
    ColumnGone = "column-gone",
    /// Two columns match one field.
    TwoColumnsOneField = "two-columns-one-field",
    /// A title was matched to a field by nearness.
    TitleMatchedNearly = "title-matched-nearly",
    /// Two sheets of one file hold the same kind of table.
    TwoSheetsOneKind = "two-sheets-one-kind",
    /// A column has no title.
    UntitledColumn = "untitled-column",
    /// A value that is asked for is not there.
    MissingValue = "missing-value",
    /// An id or month that the row cannot do without is missing or unreadable.
    MissingKey = "missing-key",
    /// Text where a number is asked for.
    NotANumber = "not-a-number",
    /// Text that is no amount of money.
    NotMoney = "not-money",
    /// Text that is no date.
    NotADate = "not-a-date",
    /// Text that is no month.
    NotAMonth = "not-a-month",
    /// A date or number that can be read in two ways.
    Ambiguous = "ambiguous",
    /// A number outside its range.
    OutOfRange = "out-of-range",
    /// Not one of the allowed values.
    UnknownChoice = "unknown-choice",
    /// Not an e-mail address.
    BadAddress = "bad-address",
    /// Not Yes or No.
    NotYesNo = "not-yes-no",
    /// An error value such as #REF!.
    ErrorCell = "error-cell",
    /// A formula saved without its result.
    FormulaWithoutResult = "formula-without-result",
    /// A word that stands for "nothing known" (N/A, TBD, –), read as blank.
    PlaceholderRead = "placeholder-read",
    /// A value was read as another spelling of an allowed one.
    Recoded = "recoded",
    /// Percents typed both as fractions and as whole numbers in one column.
    MixedPercents = "mixed-percents",
    /// Whole numbers in a percent column were read as percents, or fractions as fractions.
    PercentsRead = "percents-read",
    /// The same id twice.
    DuplicateId = "duplicate-id",
    /// An id that no initiative has.
    UnknownInitiative = "unknown-initiative",
    /// The initiative of this row was set aside.
    InitiativeSetAside = "initiative-set-aside",
    /// Dates of phases are not in order.
    DatesOutOfOrder = "dates-out-of-order",
    /// An id listed under Depends on that no initiative has.
    UnknownDependency = "unknown-dependency",
    /// Initiatives that wait for each other in a circle.
    DependencyCycle = "dependency-cycle",
    /// A sponsor without an address, or one address with two names.
    SponsorAddress = "sponsor-address",
    /// A currency without a rate, or one that contradicts another one; a KPI in two currencies or scales.
    UnknownCurrency = "unknown-currency",
    /// A character no font of the reports can print.
    UnprintableCharacter = "unprintable-character",
    /// Two files with the same content.
    SameFileTwice = "same-file-twice",
    /// An expected submitter sent nothing.
    NothingReceived = "nothing-received",
    /// Two submitters use the same id.
    IdInTwoFiles = "id-in-two-files",
    /// A phase was reached but a control is typed N/A.
    ControlApplies = "control-applies",
    /// A KPI's direction goes against its target.
    DirectionAgainstTarget = "direction-against-target",
    /// An id that only the AI CoE may use, for its own costs.
    CentreIsNoInitiative = "centre-is-no-initiative",
    /// Ids that differ only in leading zeros.
    IdsAlike = "ids-alike",
    /// The same money in two files or sheets.
    SameMoneyTwice = "same-money-twice",
    /// A percentage of completion is lower than in a month before.
    PercentFalls = "percent-falls",
    /// Two different readings of one KPI for one day.
    TwoReadings = "two-readings",
    /// A sheet without a column took the value of the settings.
    DefaultUsed = "default-used",
    /// Ids were made of file and name.
    IdsMade = "ids-made",
    /// The values below a title told which field it means.
    TitleDecided = "title-decided",
    /// An id and a name stood in one cell.
    IdWithName = "id-with-name",
    /// Another table stands on the sheet of a first one.
    SecondTable = "second-table",
    /// A text below the table was read as a note.
    NoteBelow = "note-below",
    /// A sheet of amounts came in another shape than one row an initiative and month.
    ShapeRead = "shape-read",
    /// A title or line does not say which amounts stand there.
    UnclearAmounts = "unclear-amounts",
    /// A totals row says something else than the rows above it add up to.
    TotalDiffers = "total-differs",
    /// Of a date only the month or the year is known; its first day was taken.
    DatePrecision = "date-precision",
    /// The snapshot of a closed month is missing, damaged or of another version.
    SnapshotUnusable = "snapshot-unusable",
    /// One id for initiatives whose names are unlike.
    IdForTwoInitiatives = "id-for-two-initiatives",
    /// Two ids for what seems one initiative: one name in one department.
    InitiativeTwice = "initiative-twice",
    /// A newer file of the same submission replaces this one; its rows are set aside.
    Replaced = "replaced",
    /// The workbook has the values of the last closed month.
    Unchanged = "unchanged",
    /// An initiative of the last closed month that its sender does not list any more.
    NoLongerListed = "no-longer-listed",
    /// A decision of a department's sheet, while a sheet of decisions is there.
    DecisionNotUsed = "decision-not-used",
    /// A decision was taken by somebody whose approval limit is below its amount, or who has none.
    DecisionBeyondLimit = "decision-beyond-limit",
    /// A decision was taken by the people of the initiative itself.
    DecisionByOwnPeople = "decision-by-own-people",
    /// A decision has fewer signatures than its amount asks for.
    SignaturesMissing = "signatures-missing",
    /// Amounts were read in the unit that a title or a text beside the table says.
    UnitRead = "unit-read",
    /// Something is said about the unit of amounts, and it is not clear that it holds for them.
    UnitDoubtful = "unit-doubtful",
    /// A title says something about the unit of its amounts that cannot be understood; the column is not read.
    UnitUnclear = "unit-unclear",
    /// A bracket in a title of which nothing is known.
    TitleUncertain = "title-uncertain",
    /// Rows between others were read as subtotals.
    SubtotalRead = "subtotal-read",
    /// A day and a month without a year: that of the reporting month was taken.
    YearAssumed = "year-assumed",
    /// A date was typed in another order than the locale's.
    DateOrder = "date-order",
    /// A month lies years away from the reporting month.
    MonthFar = "month-far",
    /// A column of amounts stands under a title that nobody knows.
    MoneyNotRead = "money-not-read",
    /// A column of amounts among months stands under a title that is no month.
    MonthNotRead = "month-not-read",
    /// The very same row of money stands twice on one sheet.
    RowTwice = "row-twice",
    /// Two files of one sender hold the same rows with other values, and nothing says which is newer.
    TwoVersions = "two-versions",
    /// Two sheets of one file hold the same rows with other values.
    TwoSheetVersions = "two-sheet-versions",
    /// The amounts of a column are a hundred or a thousand times those beside them, or a part of them.
    ScaleDoubtful = "scale-doubtful",
    /// Amounts have another sign than those beside them.
    SignDoubtful = "sign-doubtful",
    /// A sender gave amounts of a column in the last closed month, and gives none now.
    AmountsGone = "amounts-gone",
    /// A month is off plan, and nothing says why.
    CommentMissing = "comment-missing",
    /// Read as somebody answered who was asked.
    Answered = "answered",
    /// A cell of settings.xlsx was read as it could be understood, or cannot be used.
    SettingRead = "setting-read",
    /// A row of control totals that names no department of the report.
    UnknownDepartment = "unknown-department",
    /// The intake says something else than the ledger.
    LedgerDiffers = "ledger-differs",
    /// Amounts in another currency were converted.
    CurrencyConverted = "currency-converted",
    /// A rate that cannot be: zero, negative, far from the one before it or from the plan, or typed twice.
    RateUnusable = "rate-unusable",
    /// A rate is missing at which totals are to be told in a second currency.
    SecondCurrency = "second-currency",
    /// Rows of a bill whose cost, month or currency cannot be read.
    BillUnreadable = "bill-unreadable",
    /// Rows of a bill that correct earlier bills.
    BillCorrected = "bill-corrected",
    /// Costs of a bill for which no initiative is named.
    CostNotAssigned = "cost-not-assigned",
    /// Costs of a bill of months after the reporting month.
    CostLater = "cost-later",
    /// A cost was typed that a bill has too, in the same cost category.
    BilledAndTyped = "billed-and-typed",
    /// A cost was typed without a cost category, and a bill may have it too.
    BilledPerhapsTyped = "billed-perhaps-typed",
    /// Two bills have the same rows.
    BilledTwice = "billed-twice",
    /// An initiative is in the register of the AI Act, and fields are blank without which its obligations cannot be told.
    AiActNotTold = "ai-act-not-told",
    /// The risk tier says something else than area, product or phase.
    AiActTierContradicts = "ai-act-tier-contradicts",
    /// An obligation of the AI Act applies, or will within twelve months, and its evidence is missing.
    AiActEvidenceMissing = "ai-act-evidence-missing",
}

impl Code {
    /// Where a finding of this kind leaves open what amounts mean: sums foot all the same.
    pub fn leaves_amounts_open(self) -> bool {
        matches!(
            self,
            Code::UnitDoubtful
                | Code::UnitUnclear
                | Code::MoneyNotRead
                | Code::MonthNotRead
                | Code::MonthFar
                | Code::YearAssumed
                | Code::RowTwice
                | Code::SameMoneyTwice
                | Code::TwoVersions
                | Code::TwoSheetVersions
                | Code::ScaleDoubtful
                | Code::SignDoubtful
                | Code::AmountsGone
                | Code::TotalDiffers
        )
    }

    /// A note of this kind may change a figure or a place, or asks for something, so people are told each one; of the
    /// others, recodings and what is due to the form of a file, a count is enough.
    pub fn is_told(self) -> bool {
        self.leaves_amounts_open()
            || matches!(
                self,
                Code::CommentMissing
                    | Code::SettingRead
                    | Code::UnitRead
                    | Code::CurrencyConverted
                    | Code::SecondCurrency
                    | Code::SubtotalRead
                    | Code::TitleMatchedNearly
                    | Code::TitleUncertain
                    | Code::TwoColumnsOneField
                    | Code::DateOrder
                    | Code::DatesOutOfOrder
                    | Code::UnknownDependency
                    | Code::DependencyCycle
                    | Code::SponsorAddress
                    | Code::DirectionAgainstTarget
                    | Code::PercentFalls
                    | Code::TwoReadings
                    | Code::IdsAlike
                    | Code::InitiativeTwice
                    | Code::DecisionNotUsed
                    | Code::DecisionBeyondLimit
                    | Code::DecisionByOwnPeople
                    | Code::SignaturesMissing
                    | Code::LedgerDiffers
                    | Code::NoLongerListed
                    | Code::BillCorrected
                    | Code::CostLater
                    | Code::BilledAndTyped
                    | Code::BilledPerhapsTyped
                    | Code::AiActNotTold
                    | Code::AiActTierContradicts
                    | Code::AiActEvidenceMissing
            )
    }

    /// Does a finding of this kind leave the figures in doubt, so that a month is not closed before somebody has looked?
    /// The one list of such kinds.
    pub fn stands_against_closing(self) -> bool {
        matches!(
            self,
            Code::SameMoneyTwice
                | Code::BeingWritten
                | Code::UnclearAmounts
                | Code::IdForTwoInitiatives
                | Code::UnitDoubtful
                | Code::UnitUnclear
                | Code::MoneyNotRead
                | Code::MonthNotRead
                | Code::ScaleDoubtful
                | Code::SignDoubtful
                | Code::TwoVersions
                | Code::TwoSheetVersions
                | Code::BilledPerhapsTyped
                | Code::BilledTwice
        )
    }
}
