//! Figures that their own reply says are of several areas together.

use std::collections::BTreeMap;

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure};

/// One finding for each such mail of an authority of which nobody has said whom its figures cover.
pub(super) fn said_to_be_shared(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    if scene.together.iter().any(|known| known.contains(&of.request)) {
        return Vec::new();
    }
    let mut mails: BTreeMap<(Option<i64>, &str), Vec<&Said>> = BTreeMap::new();
    for said in of.said.iter().filter(|said| said.low().is_some()) {
        if let Some(words) = &said.shared {
            mails.entry((said.mail, words)).or_default().push(said);
        }
    }
    let finding = |((_, words), cells): ((Option<i64>, &str), Vec<&Said>)| Finding {
        check: Check::Combined,
        sure: Sure::Possible,
        cells: cells.into_iter().map(|said| Cited::new(scene.campaign, of, said)).collect(),
        against: None,
        words: format!("the reply of {} speaks of {words}", of.authority),
        todo: format!(
            "if its figures are of other areas too, `foi checks combine {} OTHER` counts them once \
             and for all; if they are its own alone, accept it with the reason",
            of.authority
        ),
    };
    mails.into_iter().map(finding).collect()
}
