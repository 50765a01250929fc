//! From numbers to positions.

use crate::model::locale::Locale;

/// A straight scale from a range of numbers to a range of points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// Number at the start.
    pub low: f64,
    /// Number at the end.
    pub high: f64,
    /// Position of `low`, in points.
    pub start: f32,
    /// Position of `high`, in points.
    pub end: f32,
}

impl Scale {
    /// The position of a number, in points.
    pub fn at(&self, number: f64) -> f32 {
        let share = (number - self.low) / (self.high - self.low).max(f64::MIN_POSITIVE);
        self.start + (self.end - self.start) * share.clamp(0.0, 1.0) as f32
    }
}

/// Round numbers that span a range.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ticks {
    /// First.
    pub low: f64,
    /// Last.
    pub high: f64,
    /// Between two of them.
    pub step: f64,
}

impl Ticks {
    /// About `count` steps of 1, 2 or 5 times a power of ten around all numbers and zero.
    pub fn around(numbers: impl Iterator<Item = f64>, count: f64) -> Ticks {
        let (low, high) = numbers.fold((0.0_f64, 0.0_f64), |(low, high), number| (low.min(number), high.max(number)));
        let span = if high > low { high - low } else { 1.0 };
        let power = 10_f64.powf((span / count).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|part| part * power).into_iter().find(|step| span / step <= count);
        let step = step.unwrap_or(10.0 * power);
        Ticks { low: (low / step).floor() * step, high: (high / step).ceil().max(low / step + 1.0) * step, step }
    }

    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as i64;
        (0..=count).map(move |place| self.low + place as f64 * self.step)
    }

    /// One of them as it is written.
    pub fn label(self, tick: f64, locale: &Locale) -> String {
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as u8;
        locale.number((tick * 10_f64.powi(i32::from(decimals))).round() as i64, decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(numbers: &[f64]) -> Vec<String> {
        let ticks = Ticks::around(numbers.iter().copied(), 4.0);
        let locale = Locale::named("en-GB").unwrap();
        ticks.each().map(|tick| ticks.label(tick, &locale)).collect()
    }

    #[test]
    fn ticks_are_round_and_span_the_numbers() {
        assert_eq!(labels(&[310.0, 42.0]), ["0", "100", "200", "300", "400"]);
        assert_eq!(labels(&[-30.0, 55.0]), ["−50", "0", "50", "100"]);
        assert_eq!(labels(&[0.12]), ["0.00", "0.05", "0.10", "0.15"]);
        assert_eq!(labels(&[]), ["0.0", "0.5"]);
        assert_eq!(labels(&[-7.0]), ["−8", "−6", "−4", "−2", "0"]);
    }

    #[test]
    fn a_scale_stays_on_its_range() {
        let scale = Scale { low: 0.0, high: 10.0, start: 100.0, end: 0.0 };
        assert_eq!((scale.at(0.0), scale.at(5.0), scale.at(10.0), scale.at(99.0)), (100.0, 50.0, 0.0, 0.0));
    }
}
