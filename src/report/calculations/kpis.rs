//! One row a KPI: what was read from Data KPIs, and how much of the way to the target is gone.

use super::{ABOVE, Filling, columns, repeated};
use crate::{
    model::{
        dictionary::SheetKind,
        figure::{Figure, Unit},
        live::{Column, Formula, NumberLook, Term},
        metrics::KpiMetrics,
        report::{Cell, Table, TableRow},
    },
    report::{
        ReportContext, data, live, round,
        tables::{figure_or_unknown, text},
    },
};
use jiff::civil::Date;
use std::{collections::BTreeMap, ops::Range};

columns! {
    /// Columns of the KPIs.
    KpiColumn of "CalcKpis" {
        Id "Initiative ID",
        Kpi "KPI",
        Baseline "Baseline",
        Target "Target",
        Low "Band low",
        High "Band high",
        Actual "Actual",
        Weight "Weight",
        Uncut "Attainment, uncut",
        Attainment "Attainment, −100 to 150%",
    }
}

/// Readings of one KPI that a formula names one by one; more stay a value.
const MOST_READINGS: usize = 60;

/// Every KPI, by initiative.
pub struct Kpis {
    rows: Vec<TableRow>,
    /// Which rows are an initiative's.
    of: Vec<Range<u32>>,
}

impl Kpis {
    pub(super) fn of(context: &ReportContext) -> Kpis {
        let writer = Writer::of(context);
        let rows: Vec<TableRow> = context.metrics.kpis.iter().map(|kpi| writer.row(kpi)).collect();
        let mut of = vec![0..0; context.portfolio.initiatives.len()];
        for (row, kpi) in (ABOVE..).zip(&context.metrics.kpis) {
            let range = &mut of[kpi.initiative as usize];
            *range = if range.start == range.end { row..row + 1 } else { range.start..row + 1 };
        }
        Kpis { rows, of }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn into_table(self) -> Table {
        super::table(
            KpiColumn::TABLE,
            "KPIs",
            KpiColumn::TITLES,
            "Latest baseline, target and reading of Data KPIs, or what the KPI's aggregation makes of its readings. \
             Attainment: (actual − baseline) / (target − baseline); without baseline actual / target; in a band 1, outside \
             1 − distance / distance of a baseline outside, else / width of the band.",
            self.rows,
        )
    }

    /// The cell of a KPI by its place among all, repeated elsewhere.
    pub(super) fn show(&self, column: KpiColumn, place: usize) -> Cell {
        let row = u32::try_from(place).unwrap_or(0) + ABOVE;
        repeated(&self.rows[place].cells[column as usize], column.column(), row)
    }

    /// Attainments of an initiative and their weights; `None` when it has no KPI.
    pub(super) fn attainments(&self, initiative: u32) -> Option<[Term; 2]> {
        let rows = self.of.get(initiative as usize).filter(|rows| !rows.is_empty())?;
        Some([KpiColumn::Attainment, KpiColumn::Weight].map(|column| Term::Rows(column.column(), rows.clone())))
    }
}

struct Writer<'a> {
    context: &'a ReportContext<'a>,
    columns: BTreeMap<&'static str, Column>,
}

impl<'a> Writer<'a> {
    fn of(context: &'a ReportContext<'a>) -> Writer<'a> {
        let keys = ["baseline", "target", "band_low", "band_high", "actual", "weight"];
        let found = keys.into_iter().filter_map(|key| Some((key, data::column(context, SheetKind::Outcomes, key)?)));
        Writer { context, columns: found.collect() }
    }

    fn row(&self, kpi: &KpiMetrics) -> TableRow {
        let mut cells = Filling::new(KpiColumn::TITLES);
        let id = &self.context.portfolio.initiatives.text("initiative_id")[kpi.initiative as usize];
        cells.set(KpiColumn::Id, text(id.as_deref().unwrap_or_default()));
        cells.set(KpiColumn::Kpi, text(&*kpi.kpi));
        cells.set(KpiColumn::Baseline, self.latest(kpi, "baseline", kpi.baseline));
        cells.set(KpiColumn::Target, self.latest(kpi, "target", kpi.target));
        let (low, high) = kpi.band.map_or((None, None), |(low, high)| (Some(low), Some(high)));
        cells.set(KpiColumn::Low, self.latest(kpi, "band_low", low));
        cells.set(KpiColumn::High, self.latest(kpi, "band_high", high));
        cells.set(KpiColumn::Actual, self.actual(kpi));
        let is_typed = |row: &u32| self.context.portfolio.outcomes.number("weight")[*row as usize].is_some();
        let weight = if kpi.rows.iter().any(is_typed) {
            self.latest(kpi, "weight", Some(kpi.weight))
        } else {
            Cell::Figure(plain(kpi.weight))
        };
        cells.set(KpiColumn::Weight, weight);
        let Some(share) = kpi.attainment else {
            cells.set(KpiColumn::Uncut, Cell::Unknown);
            cells.set(KpiColumn::Attainment, Cell::Unknown);
            return cells.row();
        };
        let shown = Cell::Figure(round::percent(share, 1));
        cells.set(KpiColumn::Uncut, live::live(shown, Some(share), round::percent(0.0, 1).into(), uncut(kpi)));
        let here = KpiColumn::Uncut.here();
        let within = Formula::new("IF(ISNUMBER({}),MAX(-1,MIN(1.5,{})),{})", [here.clone(), here.clone(), here]);
        cells.set(KpiColumn::Attainment, live::number(round::attainment(share), share.clamp(-1.0, 1.5), within));
        cells.row()
    }

    /// The latest row that says it.
    fn latest(&self, kpi: &KpiMetrics, key: &'static str, value: Option<f64>) -> Cell {
        let numbers = self.context.portfolio.outcomes.number(key);
        let row = kpi.rows.iter().rev().find(|row| numbers[**row as usize].is_some());
        match (value, row, self.columns.get(key)) {
            (Some(value), Some(row), Some(column)) => exact(value, Formula::new("{}", [data::cell(*column, *row)])),
            (value, ..) => figure_or_unknown(value.map(plain)),
        }
    }

    /// The latest reading, or what its aggregation makes of the last reading of each day.
    fn actual(&self, kpi: &KpiMetrics) -> Cell {
        let table = &self.context.portfolio.outcomes;
        let (days, numbers) = (table.date("read_on"), table.number("actual"));
        let rows = kpi.rows.iter().copied();
        let by_day: BTreeMap<Date, u32> = rows
            .filter(|row| numbers[*row as usize].is_some())
            .filter_map(|row| Some((days[row as usize]?, row)))
            .collect();
        let how = kpi.rows.iter().rev().find_map(|row| table.text("aggregation")[*row as usize].as_deref());
        let (Some(value), Some(column), Some((_, last))) =
            (kpi.actual, self.columns.get("actual"), by_day.last_key_value())
        else {
            return figure_or_unknown(kpi.actual.map(plain));
        };
        let code = match how {
            Some("Sum") => "SUM({})",
            Some("Average") => "AVERAGE({})",
            Some("Max") => "MAX({})",
            Some("Min") => "MIN({})",
            _ => return exact(value, Formula::new("{}", [data::cell(*column, *last)])),
        };
        if by_day.len() > MOST_READINGS {
            return Cell::Figure(plain(value));
        }
        let readings = by_day.values().map(|row| data::cell(*column, *row));
        exact(value, Formula::new(code, [Formula::joined(",", readings).into()]))
    }
}

/// Attainment of a KPI that the engine could compute, by its direction.
fn uncut(kpi: &KpiMetrics) -> Formula {
    use KpiColumn as At;
    let (baseline, target, actual) = (At::Baseline.here(), At::Target.here(), At::Actual.here());
    let (low, high) = (At::Low.here(), At::High.here());
    let higher = kpi.direction.as_deref() == Some("Higher is better");
    match kpi.direction.as_deref() {
        Some("Maintain" | "Band") => {
            let distance = |value: Term| -> Term {
                Formula::new("MAX({}-{},{}-{},0)", [low.clone(), value.clone(), value, high.clone()]).into()
            };
            let width = Formula::new("({}-{})", [high.clone(), low.clone()]);
            let whole = match kpi.baseline {
                Some(_) => {
                    let before = distance(baseline);
                    Formula::new("IF({}>0,{},{})", [before.clone(), before, width.into()])
                }
                None => width,
            };
            let (left, whole) = (distance(actual), Term::from(whole));
            Formula::new("IF({}=0,1,IF({}>0,1-{}/{},\"n/r\"))", [left.clone(), whole.clone(), left, whole])
        }
        _ if !kpi.without_baseline => Formula::new(
            "IF({}={},\"n/r\",({}-{})/({}-{}))",
            [target.clone(), baseline.clone(), actual, baseline.clone(), target, baseline],
        ),
        _ if higher => Formula::new("IF({}=0,\"n/r\",{}/{})", [target.clone(), actual, target]),
        _ => Formula::new("IF({}=0,\"n/r\",{}/{})", [actual.clone(), target, actual]),
    }
}

/// A number with all its digits, and as many shown as it needs.
fn exact(value: f64, formula: Formula) -> Cell {
    live::live(Cell::Figure(plain(value)), Some(value), LOOK, formula)
}

/// Two decimals: KPIs have units of their own.
const LOOK: NumberLook = NumberLook { unit: Unit::Plain, decimals: 2, signed: false };

fn plain(value: f64) -> Figure {
    round::plain(value)
}
