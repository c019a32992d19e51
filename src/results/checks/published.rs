//! Answers against published figures that the campaign names: out by an order of magnitude, or a part
//! that is greater than what it should be a part of.

use chrono::Datelike;

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure, called, chance};
use crate::answers::Number;
use crate::campaign::baseline::{Baseline, Relation};

/// Each answer that its baseline speaks against.
pub(super) fn against_baselines(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let apart = scene.campaign.thresholds.baseline;
    let mut found = Vec::new();
    for baseline in &scene.campaign.baselines {
        for said in of.said.iter().filter(|said| said.question == baseline.question) {
            let Some((year, figure)) = figure(scene, of, baseline, said) else { continue };
            let Some(how) = out_by(baseline.relation, said, (figure, apart)) else { continue };
            found.push(finding(scene, of, said, baseline, (year, figure, how)));
        }
    }
    found
}

/// The published figure of the year in which the period ends, or of the year nearest to that.
fn figure(
    scene: &Scene<'_>,
    of: &Answered,
    baseline: &Baseline,
    said: &Said,
) -> Option<(i32, f64)> {
    let ends = scene.campaign.period(&said.period)?.to.year();
    let years = scene.baselines.years(&baseline.metric).into_iter();
    let figure =
        |year: i32| Some((year, scene.baselines.figure(&baseline.metric, year, &of.authority)?));
    years.filter_map(figure).min_by_key(|(year, _)| (year - ends).abs())
}

/// In words, if no value within the answer's bounds fits the figure.
fn out_by(relation: Relation, said: &Said, (figure, apart): (f64, f64)) -> Option<String> {
    let least = said.low()?.as_f64();
    let most = said.high().map(Number::as_f64);
    match relation {
        Relation::Part => (least > figure).then(|| "greater than all of".to_owned()),
        Relation::Alike if least > figure && chance::apart(least, figure, apart) => {
            Some(format!("{apart} times or more"))
        }
        Relation::Alike => most
            .filter(|most| *most < figure && chance::apart(*most, figure, apart))
            .map(|_| format!("1/{apart} or less of")),
    }
}

fn finding(
    scene: &Scene<'_>,
    of: &Answered,
    said: &Said,
    baseline: &Baseline,
    (year, figure, how): (i32, f64, String),
) -> Finding {
    let shown = Number::from_f64(figure).unwrap_or_default().grouped();
    let metric = scene.baselines.metric(&baseline.metric);
    let counts = metric.map_or(baseline.metric.as_str(), |metric| metric.counts.as_str());
    let todo = match baseline.relation {
        Relation::Alike => {
            "see whether the reply counts what was asked, in the unit that was asked; the published \
             figure is never the answer"
        }
        Relation::Part => {
            "see whether the reply counts children or incidents; a whole year can rightly have more \
             than one day has"
        }
    };
    Finding {
        check: Check::Baseline,
        sure: match baseline.relation {
            Relation::Alike => Sure::Likely,
            Relation::Part => Sure::Possible,
        },
        cells: vec![Cited::new(scene.campaign, of, said)],
        against: Some(format!("{} {year}: {shown}", baseline.metric)),
        words: format!(
            "{} is {how} the published {shown} ({counts}, {year})",
            called(scene.campaign, said)
        ),
        todo: todo.to_owned(),
    }
}
