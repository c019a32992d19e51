//! The export of a provider: a CSV whose columns are known by their headings, and its words for what
//! became of a message.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Fate, Record};
use crate::spreadsheet::{delimiter, meant, text};

/// Headings of each column, as small letters and digits alone; the first that is there counts.
const MESSAGE_ID: [&str; 10] = [
    "smtpid",
    "smtpmessageid",
    "internetmessageid",
    "messageidheader",
    "messageheadersmessageid",
    "headersmessageid",
    "mailmessageid",
    "originalmessageid",
    "messageid",
    "msgid",
];
const RECIPIENT: [&str; 9] = [
    "recipientaddress",
    "recipientemail",
    "recipient",
    "recipients",
    "rcptto",
    "to",
    "emailaddress",
    "email",
    "destination",
];
const EVENT: [&str; 11] = [
    "event",
    "eventtype",
    "notificationtype",
    "messageevents",
    "deliverystatus",
    "status",
    "lastevent",
    "state",
    "action",
    "recordtype",
    "type",
];
const TIME: [&str; 14] = [
    "eventtime",
    "eventtimestamp",
    "timestamp",
    "time",
    "datetime",
    "datetimeutc",
    "origintimestamputc",
    "processed",
    "deliveredat",
    "bouncedat",
    "receivedat",
    "createdat",
    "sendtime",
    "date",
];
const WORDS: [&str; 12] = [
    "smtpresponse",
    "diagnosticcode",
    "deliverystatusmessage",
    "response",
    "reason",
    "description",
    "details",
    "diagnostic",
    "bouncedescription",
    "error",
    "detail",
    "message",
];
const STATUS: [&str; 5] = ["dsn", "enhancedstatuscode", "statuscode", "smtpcode", "code"];
const SUBJECT: [&str; 3] = ["subject", "messagesubject", "emailsubject"];
const SERVER: [&str; 6] = ["remotemta", "mxhost", "mx", "remoteserver", "server", "destinationip"];
/// Whether a failure is for good.
const LASTING: [&str; 4] = ["severity", "bouncetype", "bounceclass", "bouncecategory"];

/// What the rows of an export say, and what could not be read of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Export {
    pub records: Vec<Record>,
    /// Words for an event that say nothing of delivery, or are not known, with how often.
    pub other_events: Vec<(String, usize)>,
    /// Rows without a time that can be read.
    pub undated: usize,
}

#[derive(Debug)]
struct Columns {
    message_id: Option<usize>,
    recipient: Option<usize>,
    event: usize,
    time: usize,
    words: Option<usize>,
    status: Option<usize>,
    subject: Option<usize>,
    server: Option<usize>,
    lasting: Option<usize>,
}

/// Reads an export; `None` if its headings are none of a provider's.
pub fn read(bytes: &[u8], source: &str) -> anyhow::Result<Option<Export>> {
    let text = text(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers()?.iter().map(plain).collect();
    let Some(columns) = Columns::of(&heads) else { return Ok(None) };
    let mut export = Export::default();
    for row in reader.records() {
        let row = row?;
        let cell = |at: Option<usize>| {
            let text = at.and_then(|at| row.get(at)).map(|cell| meant(cell.trim()))?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        let Some(event) = cell(Some(columns.event)) else { continue };
        let lasting = cell(columns.lasting);
        let Some(fate) = fate(&event, lasting.as_deref()) else {
            match export.other_events.iter_mut().find(|(known, _)| *known == event) {
                Some((_, count)) => *count += 1,
                None => export.other_events.push((event, 1)),
            }
            continue;
        };
        let Some(at) = cell(Some(columns.time)).as_deref().and_then(instant) else {
            export.undated += 1;
            continue;
        };
        export.records.push(Record {
            message_id: cell(columns.message_id).map(|id| id.trim_matches(['<', '>']).to_owned()),
            recipient: cell(columns.recipient).map(|to| address(&to)),
            subject: cell(columns.subject),
            at,
            fate,
            words: cell(columns.words).unwrap_or(event),
            server: cell(columns.server),
            queue_id: None,
            status: cell(columns.status),
            source: source.to_owned(),
        });
    }
    Ok(Some(export))
}

impl Columns {
    fn of(heads: &[String]) -> Option<Self> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| heads.iter().position(|head| head == name))
        };
        let (message_id, recipient) = (find(&MESSAGE_ID), find(&RECIPIENT));
        message_id.or(recipient)?;
        let event = find(&EVENT)?;
        let apart = |at: &usize| *at != event;
        Some(Self {
            message_id,
            recipient,
            event,
            time: find(&TIME)?,
            words: find(&WORDS).filter(apart),
            status: find(&STATUS).filter(apart),
            subject: find(&SUBJECT),
            server: find(&SERVER),
            lasting: find(&LASTING).filter(apart),
        })
    }
}

/// "Event Type" and `event_type` are the same.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// `Kent FOI <foi@kent.invalid>` is an address with a name before it.
fn address(text: &str) -> String {
    let inner = text.rsplit_once('<').map_or(text, |(_, rest)| rest);
    inner.trim_matches(['<', '>', '"', '[', ']', ' ', '\'']).to_ascii_lowercase()
}

/// What a provider's word for an event means; `lasting` says whether a failure is for good.
fn fate(event: &str, lasting: Option<&str>) -> Option<Fate> {
    let passing = lasting.is_some_and(|word| {
        let word = plain(word);
        ["temp", "transient", "soft"].iter().any(|start| word.starts_with(start))
    });
    Some(match plain(event).as_str() {
        "delivered" | "delivery" | "expanded" => Fate::Delivered,
        "deferred" | "deferral" | "deliverydelay" | "deliverydelayed" | "delayed"
        | "softbounce" | "transient" | "pending" | "temporaryfailure" | "temporaryfail" => {
            Fate::Deferred
        }
        "bounce" | "bounced" | "hardbounce" | "failed" | "failure" | "dropped" | "drop"
        | "rejected" | "reject" | "blocked" | "permanentfailure" | "suppressed" | "expired"
        | "undeliverable" | "undelivered" | "renderingfailure" => {
            if passing {
                Fate::Deferred
            } else {
                Fate::Bounced
            }
        }
        "accepted" | "processed" | "send" | "sent" | "queued" | "injection" => Fate::Accepted,
        _ => return None,
    })
}

/// A time as providers write it; one that names no zone is UTC, as theirs are.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text))
    {
        return Some(at.with_timezone(&Utc));
    }
    if let Ok(number) = text.parse::<f64>() {
        #[expect(clippy::cast_possible_truncation, reason = "a time of these centuries")]
        let seconds = number.trunc() as i64;
        // Thirteen digits are thousandths of a second.
        let seconds = if seconds > 100_000_000_000 { seconds / 1000 } else { seconds };
        return DateTime::from_timestamp(seconds, 0).filter(|_| seconds > 1_000_000_000);
    }
    let bare = text.trim_end_matches('Z').trim_end_matches(" UTC").trim_end_matches(" GMT");
    let bare = bare.trim_end_matches(" +0000").trim_end_matches("+00:00").replacen('T', " ", 1);
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%d %b %Y %H:%M:%S", "%Y/%m/%d %H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(bare.trim(), form).ok())
        .map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(csv: &str) -> Vec<String> {
        let export = read(csv.as_bytes(), "export.csv").unwrap().expect("an export");
        export
            .records
            .iter()
            .map(|row| {
                let id = row.message_id.as_deref().unwrap_or("-");
                let to = row.recipient.as_deref().unwrap_or("-");
                format!("{id} {to} {} {} {}", row.at.format("%d %H:%M"), row.fate.code(), row.words)
            })
            .collect()
    }

    #[test]
    fn the_exports_of_several_providers_are_told_by_their_headings() {
        // In the shape of Mailgun, SendGrid, Amazon SES, Postmark and Microsoft's message trace.
        for (csv, expected) in [
            (
                "timestamp,event,recipient,message-id,severity,reason\n\
                 1770022800,delivered,foi@kent.invalid,a@ours.example,,OK\n\
                 1770022800,failed,foi@kent.invalid,a@ours.example,temporary,mailbox busy\n",
                vec![
                    "a@ours.example foi@kent.invalid 02 09:00 delivered OK",
                    "a@ours.example foi@kent.invalid 02 09:00 deferred mailbox busy",
                ],
            ),
            (
                "processed,message_id,event,email,reason,smtp-id\n\
                 2026-02-02 09:00:00,XYZ.filter,bounce,FOI@kent.invalid,550 no such user,<a@ours.example>\n",
                vec!["a@ours.example foi@kent.invalid 02 09:00 bounced 550 no such user"],
            ),
            (
                "eventType;timestamp;destination;messageId;bounceType\n\
                 Bounce;2026-02-02T09:00:00.000Z;foi@kent.invalid;0102;Transient\n\
                 Delivery;2026-02-02T09:00:00.000Z;foi@kent.invalid;0102;\n\
                 Open;2026-02-02T09:00:00.000Z;foi@kent.invalid;0102;\n",
                vec![
                    "0102 foi@kent.invalid 02 09:00 deferred Bounce",
                    "0102 foi@kent.invalid 02 09:00 delivered Delivery",
                ],
            ),
            (
                "RecordType,MessageID,Recipient,BouncedAt,Description\n\
                 HardBounce,0-1,\"Kent <foi@kent.invalid>\",\"Mon, 02 Feb 2026 09:00:00 +0000\",Unknown user\n",
                vec!["0-1 foi@kent.invalid 02 09:00 bounced Unknown user"],
            ),
            (
                "Date,Status,Recipient address,Message Id,Subject\n\
                 2026-02-02T09:00:00Z,Quarantined,foi@kent.invalid,<a@ours.example>,x\n\
                 2026-02-02T09:00:00Z,Pending,foi@kent.invalid,<a@ours.example>,x\n",
                vec!["a@ours.example foi@kent.invalid 02 09:00 deferred Pending"],
            ),
        ] {
            assert_eq!(told(csv), expected, "{csv}");
        }
    }

    #[test]
    fn what_says_nothing_of_delivery_is_counted_by_its_name() {
        let csv = "event,email,time\nOpen,a@b.invalid,2026-02-02 09:00\nOpen,a@b.invalid,x\n\
                   click,a@b.invalid,1770022800\ndelivered,a@b.invalid,some day\n";
        let export = read(csv.as_bytes(), "x.csv").unwrap().unwrap();
        assert_eq!(export.other_events, [("Open".to_owned(), 2), ("click".to_owned(), 1)]);
        assert_eq!((export.records.len(), export.undated), (0, 1));
        assert_eq!(read(b"name,age\nx,1\n", "x.csv").unwrap(), None);
    }
}
