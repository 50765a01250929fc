//! How long the best set takes: `cargo bench --bench selection` prints a table of made-up selections
//! with four yearly budgets, five roles, dependencies and groups.

use coe_report::metrics::selection::{Effort, Entry, Selection};
use std::time::Instant;

fn main() {
    let mut out = String::from("| candidates | effort | seed | seconds | gap |\n|---:|---|---:|---:|---:|\n");
    for (count, effort) in
        [(40, Effort::Exact), (200, Effort::Value), (200, Effort::Exact), (1_000, Effort::Within(0.001))]
    {
        for seed in 1..=3 {
            let selection = selection(count, seed);
            let start = Instant::now();
            let best = selection.best(effort).expect("the solver ends").expect("nothing is kept");
            let seconds = start.elapsed().as_secs_f64();
            assert!(selection.holds(&best.chosen), "the set keeps every cap");
            out.push_str(&format!("| {count} | {effort:?} | {seed} | {seconds:.3} | {:.5} |\n", best.gap));
        }
    }
    // One writing, so that nothing else is measured.
    use std::io::Write;
    std::io::stdout().write_all(out.as_bytes()).expect("the table can be written");
}

/// Costs from 20,000 to 420,000 a year, values from −20% to 130% of them, a quarter waiting for another.
fn selection(count: usize, seed: u64) -> Selection {
    let mut state = seed;
    let mut draw = move || {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let entries: Vec<Entry> = (0..count)
        .map(|place| {
            let size = 2_000_000.0 * (1.0 + 20.0 * draw() * draw());
            let money: Vec<i64> = (0..4).map(|_| (size * (0.3 + draw())) as i64).collect();
            let people = (0..5).map(|_| if draw() < 0.5 { (draw() * 15.0) as i64 * 100 } else { 0 });
            let cost: i64 = money.iter().sum();
            let uses = money.iter().copied().chain(people.collect::<Vec<i64>>()).collect();
            let waits_for =
                if place > 0 && draw() < 0.25 { vec![(draw() * place as f64) as usize] } else { Vec::new() };
            let group = (draw() < 0.05).then(|| (draw() * 5.0) as usize);
            Entry { value: (cost as f64 * (1.5 * draw() - 0.2)) as i64, cost, uses, waits_for, group, kept: false }
        })
        .collect();
    let caps = (0..9).map(|cap| entries.iter().map(|entry| entry.uses[cap]).sum::<i64>() * 2 / 5).collect();
    Selection { entries, caps }
}
