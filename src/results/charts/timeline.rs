//! How many had responded by each working day.

use kuva::plot::LinePlot;
use kuva::plot::annotations::ReferenceLine;
use kuva::render::plots::Plot;

use super::palette::{BLACK, BLUE};
use super::svg::{draw, layout};
use super::{Drawing, Words};

/// A working day, and the share that had responded by its end, from 0 to 1, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub day: u32,
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// The curve, and a line at the day by which the law wants an answer.
pub fn timeline(words: &Words, steps: &[Step], limit: u32) -> Drawing {
    let percent = |share: f64| share * 100.0;
    let last = steps.last().copied();
    let until = last.map_or(limit, |step| step.day).max(limit) + 1;
    let start = Step { day: 0, share: 0.0, low: 0.0, high: 0.0 };
    let mut all = vec![start];
    all.extend(steps.iter().filter(|step| step.day > 0));
    if let Some(last) = all.last().copied() {
        all.push(Step { day: until, ..last });
    }
    // Drawn as stairs here: the library's band is not.
    let mut corners: Vec<Step> = Vec::with_capacity(all.len() * 2);
    for step in all {
        if let Some(before) = corners.last().copied() {
            corners.push(Step { day: step.day, ..before });
        }
        corners.push(step);
    }
    let line = LinePlot::new()
        .with_color(BLUE.to_string())
        .with_data(corners.iter().map(|step| (f64::from(step.day), percent(step.share))))
        .with_band(
            corners.iter().map(|step| percent(step.low)),
            corners.iter().map(|step| percent(step.high)),
        )
        .with_stroke_width(2.5);
    let plots = vec![Plot::Line(line)];
    let layout = layout(&plots, 380.0)
        .with_x_label("Working days since the authority received the request")
        .with_y_label("Responded (% of those asked)")
        .with_x_axis_min(0.0)
        .with_x_axis_max(f64::from(until))
        .with_y_axis_min(0.0)
        .with_y_axis_max(100.0)
        .with_reference_line(
            ReferenceLine::vertical(f64::from(limit))
                .with_label(format!("{limit} working days"))
                .with_color(BLACK.to_string()),
        );
    draw(words, plots, layout)
}
