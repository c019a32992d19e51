//! Which question is a part of which: no question may be a part of itself, however far round.

use super::Question;

/// The first cycle among parts and wholes, as the ids on it.
pub(super) fn cycle(questions: &[Question]) -> Option<Vec<String>> {
    questions.iter().find_map(|start| walk(questions, &start.id, &mut vec![start.id.clone()]))
}

/// The questions of which `question` is said to be a part, either way round.
fn wholes<'q>(questions: &'q [Question], id: &'q str) -> impl Iterator<Item = &'q str> {
    let stated = questions
        .iter()
        .filter(move |question| question.id == id)
        .flat_map(|question| question.part_of.iter().map(String::as_str));
    let totals = questions
        .iter()
        .filter(move |question| question.total_of.iter().any(|part| part == id))
        .map(|question| question.id.as_str());
    stated.chain(totals)
}

fn walk(questions: &[Question], id: &str, path: &mut Vec<String>) -> Option<Vec<String>> {
    for whole in wholes(questions, id) {
        if let Some(start) = path.iter().position(|step| step == whole) {
            let mut found = path.split_off(start);
            found.push(whole.to_owned());
            return Some(found);
        }
        path.push(whole.to_owned());
        if let Some(found) = walk(questions, whole, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}
