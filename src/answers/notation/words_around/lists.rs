//! The words that leave a number what it is.

use std::collections::HashSet;

use chrono::Datelike;

use super::units::{COUNTED, row_of, singular};
use crate::answers::restated::words;
use crate::campaign::{Period, Question};

/// Words that leave a number what it is.
const PLAIN: &str = "
    a all an and answer any are as at authority be been between both by can case confirm
    council data did during each figure following for found from had has have held hold i in
    information is it its of on one or our overall people period person please provided
    question reported recorded records record regarding relation requested respect response
    shows show that the their there these they this those to total totalled totals trust was
    we were who whom with within year young calendar number altogether accordance given
    reply reason same see below above only just exactly individuals individual such released
    disclosed supplied
    altogether overall being them s end
    which whose what how whether you your me my us here m re ve ll thanks thank sorry glad
    pleased regret apologise apologies however hence thus namely simply mention tell say says
    said gives gave giving enquiry query totalling confirmed confirming recording holding
    showing showed look looked looking searched check checked count counted counting counts log
    ledger list lists listed spreadsheet database system systems file manager directorate
    colleague colleagues statistics extracted sum sums tally column attached enclosed letter
    wording purpose having sheet table row shown stated state states tells according
    do does am
";

/// Words that stand for a word of the question without changing what it asks.
pub(super) const SYNONYMS: &[(&str, &str)] = &[
    ("suspected", "thought believed possibly possible potentially potential suspicion"),
    ("identified", "known confirmed"),
    ("care", "looked after"),
    ("area", "district borough county city"),
    ("run", "ran"),
];

/// Words with which an authority explains why it gives a bound only.
pub(super) const REASONS: &str = "
    small numbers low suppressed suppression identify identified identification identifiable
    identifying personal exempt exemption section under act foi foia foisa freedom due
    because risk protect privacy disclosure disclose cannot could may lead would not exact
    data protection applies apply therefore so such here than less fewer request scotland
    third party re children child
";

pub(in crate::answers::notation) fn accounted(
    question: &Question,
    period: &Period,
) -> HashSet<String> {
    let own = words(&question.text)
        .into_iter()
        .chain(words(question.unit.as_deref().unwrap_or_default()))
        .chain(words(&period.label))
        .map(|(word, _)| word);
    let mut known: HashSet<String> =
        PLAIN.split_whitespace().map(str::to_owned).chain(own).collect();
    let unit = question.unit.as_deref().unwrap_or_default();
    if let Some(row) = row_of(singular(unit)).and_then(|row| COUNTED.get(row)) {
        known.extend(row.iter().map(|&word| word.to_owned()));
    }
    for (word, others) in
        SYNONYMS.iter().filter(|(word, _)| known.contains(*word)).copied().collect::<Vec<_>>()
    {
        known.insert(word.to_owned());
        known.extend(others.split_whitespace().map(str::to_owned));
    }
    known.extend([period.from.year().to_string(), period.to.year().to_string()]);
    // Numbers that stand in the question ("under 18") account for themselves only there.
    let singulars: Vec<String> = known.iter().map(|word| singular(word).to_owned()).collect();
    known.extend(singulars);
    known
}
