//! Where a figure comes from.

use super::{Console, Voice, counted, safe::painted};
use crate::{
    model::explanation::{Explained, Explanation, Input},
    render,
};
use console::Style;

impl Console {
    /// The answer of `explain`: value, formula, what lies between, and the cells.
    pub fn explained(&self, explained: &Explained, prints_all: bool) {
        self.bar.finish_and_clear();
        if self.voice == Voice::Machine {
            return self.print_bytes(&render::json::json(explained));
        }
        for (place, one) in explained.explanations.iter().enumerate() {
            if place > 0 {
                println!();
            }
            self.explanation(explained, one, prints_all);
        }
    }

    fn explanation(&self, explained: &Explained, one: &Explanation, prints_all: bool) {
        const MOST: usize = 10;
        const MOST_STEPS: usize = 20;
        let bold = Style::new().bold();
        println!("{}  {}", painted(&bold, &one.name), painted(&bold, &one.shown));
        println!("{} · {} · {} · {}", one.key, one.scope, explained.period, explained.state);
        println!();
        println!("  {}", one.formula);
        // Between cells and value there may be many numbers too: a rank has one a rival.
        let steps = if prints_all { one.steps.len() } else { MOST_STEPS.min(one.steps.len()) };
        let widest = one.steps[..steps].iter().map(|step| step.name.chars().count()).max().unwrap_or_default();
        for step in &one.steps[..steps] {
            println!("  {:widest$}  {}", step.name, step.shown);
        }
        rest(one.steps.len() - steps);
        for group in &one.groups {
            println!();
            println!("  {} ({})", painted(&bold, &group.title), counted(group.inputs.len(), "cell", "cells"));
            let shown = if prints_all { group.inputs.len() } else { MOST.min(group.inputs.len()) };
            cells(&group.inputs[..shown]);
            rest(group.inputs.len() - shown);
        }
        for note in &one.notes {
            println!();
            println!("  {note}");
        }
        if !one.see_also.is_empty() {
            println!();
            println!("  See also: coe-report explain {}", one.see_also.join("; "));
        }
    }
}

/// Cells in columns: whose, month, title, value, where.
fn cells(inputs: &[Input]) {
    let month = |input: &Input| input.month.map_or_else(String::new, |month| month.to_string());
    let address = |input: &Input| {
        let as_of = input.as_of.map(|as_of| format!(" (as of {as_of})")).unwrap_or_default();
        let converted = input.converted_from.as_ref().map(|from| format!(" = {from}")).unwrap_or_default();
        format!("{}{as_of}{converted}", input.address())
    };
    let rows: Vec<[String; 5]> = inputs
        .iter()
        .map(|input| {
            [input.initiative_id.clone(), month(input), input.title.clone(), input.shown.clone(), address(input)]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (id, month, title, value) = (width(0), width(1), width(2), width(3));
    for row in &rows {
        let month = if month == 0 { String::new() } else { format!("  {:month$}", row[1]) };
        println!("    {:id$}{month}  {:title$}  {:>value$}  {}", row[0], row[2], row[3], row[4]);
    }
}

/// What was not printed.
fn rest(count: usize) {
    if count > 0 {
        println!("    and {count} more: --all prints them");
    }
}
