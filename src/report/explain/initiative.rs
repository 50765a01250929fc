//! One initiative: its figures, the cells of its row, and where its other rows stand.

use super::{
    cells::{Cells, Place},
    figure,
    names::NAMES,
    scope::Scope,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputPart, Step},
    },
    report::{ReportContext, ai_act, words as phrases},
};
use std::collections::BTreeMap;

/// Everything about it, figures first.
pub fn explain(context: &ReportContext, cells: &Cells, row: u32, list: Option<&Scope>) -> Explanation {
    let scope = Scope::initiative(context, row);
    let id = context.portfolio.initiatives.text("initiative_id")[row as usize].as_deref().unwrap_or_default();
    let phase = context.portfolio.initiatives.text("phase")[row as usize].as_deref();
    let step = |explained: Explanation| Step { name: explained.name, value: explained.value, shown: explained.shown };
    let own = NAMES.iter().filter(|name| name.is_of_initiatives);
    let fields = &context.rules.dictionary.sheet(SheetKind::Initiatives).fields;
    let table = &context.portfolio.initiatives;
    let filled: Vec<Place<'_>> = fields
        .iter()
        .filter(|field| table.known(&field.key).is_some_and(|values| values.is_known(row as usize)))
        .map(|field| (SheetKind::Initiatives, row as usize, field.key.as_str()))
        .collect();
    Explanation {
        key: id.to_owned(),
        name: "Initiative".to_owned(),
        shown: phase.unwrap_or("phase not reported").to_owned(),
        formula: "Its figures, each with a way back of its own; then the cells of its row.".to_owned(),
        steps: own.map(|name| step(figure(context, cells, name, &scope, list))).collect(),
        notes: [SheetKind::Financials, SheetKind::Outcomes, SheetKind::Team]
            .into_iter()
            .filter_map(|kind| rows_of(context, kind, row))
            .chain(ai_act::in_words(context, row))
            .collect(),
        see_also: ["score", "npv", "spend to date"].map(|name| format!("{name} of {id}")).to_vec(),
        scope: scope.words,
        ..Explanation::default()
    }
    .with(cells.group(InputPart::Used, "Its row", &filled))
}

/// `Financials: 12 rows, operations.xlsx › Financials rows 5 to 16.`
fn rows_of(context: &ReportContext, kind: SheetKind, initiative: u32) -> Option<String> {
    let portfolio = context.portfolio;
    let of = match kind {
        SheetKind::Financials => &portfolio.financials_initiative,
        SheetKind::Outcomes => &portfolio.outcomes_initiative,
        _ => &portfolio.team_initiative,
    };
    let mut places: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (row, origin) in portfolio.table(kind).origins.iter().enumerate() {
        if of[row] == Some(initiative) {
            places.entry((origin.file, origin.sheet)).or_default().push(origin.row + 1);
        }
    }
    let count: usize = places.values().map(Vec::len).sum();
    let where_: Vec<String> = places
        .into_iter()
        .filter_map(|((file, sheet), rows)| {
            let file = &portfolio.files[file as usize];
            let (first, last) = (rows.iter().min()?, rows.iter().max()?);
            Some(format!("{} › {} rows {first} to {last}", file.source.path, file.sheets[sheet as usize].name))
        })
        .collect();
    (count > 0)
        .then(|| format!("{}: {}, {}.", kind.name(), phrases::plural(count as u64, "row", "rows"), where_.join("; ")))
}
