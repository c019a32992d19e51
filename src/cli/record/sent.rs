//! `foi record sent` and `foi record not_sent`: letters that a person pastes or posts.

use serde_json::json;

use super::{Args, report};
use crate::cli::{Ended, Session};
use crate::jobs::by_hand::{Sent, Way, not_sent, sent};
use crate::store::requests;

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let filter = args.which.filter(None);
    let [named] = filter.named.as_slice() else {
        anyhow::bail!("say which request, one at a time: r12, a reference, an authority")
    };
    let nothing_else = args.until.is_none()
        && args.days.is_none()
        && args.sections.is_empty()
        && args.outcome.is_none();
    anyhow::ensure!(nothing_else, "{} takes --on, --by, --reference and --note alone", args.event);
    let mut workspace = session.write("record")?;
    let by = session.person(&workspace)?;
    let request = requests::find(workspace.store.db(), named)?;
    if args.event == "not_sent" {
        anyhow::ensure!(!args.note.trim().is_empty(), "say why: --note TEXT");
        let letter = not_sent(&mut workspace, &request, &args.note, &by)?;
        let row = json!({"letter": format!("l{letter}"), "authority": request.authority, "by": by});
        let said =
            format!("{}: l{letter} is not going to be sent, as {by} says.", request.authority);
        return session.decided(&row, &said);
    }
    let way = args.by.unwrap_or(Way::Portal);
    let on = args.on.unwrap_or_else(|| workspace.today());
    let told = Sent { on, way, reference: args.reference.as_deref() };
    let moved = sent(&mut workspace, &request, told, &by)?;
    report(session, &[moved], &by, "sent")
}
