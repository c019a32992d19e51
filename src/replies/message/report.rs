//! Delivery and read notifications (RFC 3464, RFC 8098), from the texts of their parts.

use super::Report;
use super::headers::ids;

/// The parts of a multipart/report that say what it reports.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) delivery: Option<String>,
    pub(super) disposition: Option<String>,
    /// The Message-ID of the mail that was sent back with it.
    pub(super) original: Option<String>,
}

impl Parts {
    pub(super) fn report(self) -> Option<Report> {
        let original = self.original;
        if let Some(body) = self.disposition {
            let named = field_of(&body, "Original-Message-ID");
            let original_message_id =
                named.and_then(|value| ids(&value).into_iter().next()).or(original);
            let disposition = field_of(&body, "Disposition").unwrap_or_default();
            let deleted = disposition.to_ascii_lowercase().contains("deleted");
            return Some(Report::Disposition { original_message_id, deleted });
        }
        let body = self.delivery?;
        // A block for each recipient: the worst of them is what became of the letter.
        let (action, status) = body
            .replace("\r\n", "\n")
            .split("\n\n")
            .filter_map(|block| {
                let action = field_of(block, "Action")?.to_ascii_lowercase();
                Some((action, field_of(block, "Status").unwrap_or_default()))
            })
            .max_by_key(|(action, _)| match action.as_str() {
                "failed" | "expired" => 3,
                "delayed" => 2,
                "delivered" | "relayed" | "expanded" => 0,
                _ => 1,
            })
            .unwrap_or_default();
        Some(Report::Delivery { action, status, original_message_id: original })
    }
}

fn field_of(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
