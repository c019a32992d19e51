//! Mails for the bench: answers, receipts, refusals, absences, returned letters and strangers' mail,
//! in plain text and HTML, with the letter quoted below and documents attached.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What a reply can know of a letter.
pub(crate) struct Letter {
    authority: String,
    reference: String,
    message_id: String,
    reply_address: String,
    subject: String,
}

impl Letter {
    pub(crate) fn of(row: &serde_json::Value) -> Self {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        Self {
            authority: text("authority"),
            reference: text("reference"),
            message_id: text("message_id"),
            reply_address: text("reply_address"),
            subject: text("subject"),
        }
    }
}

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Numbers that repeat from run to run (xorshift).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Between `low` and `high`, as often below their geometric mean as above.
    fn size(&mut self, low: f64, high: f64) -> usize {
        let share = f64::from(u32::try_from(self.next() % 10_000).unwrap()) / 10_000.0;
        let size = low * (high / low).powf(share);
        format!("{size:.0}").parse().unwrap()
    }
}

/// Writes `count` mails of 2 to 200 kB, a third with attachments; gives their bytes in all.
pub(crate) fn maildir(folder: &Path, letters: &[Letter], count: usize) -> usize {
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let words = vocabulary(&mut draw);
    write(folder, count, |number| {
        // What is written is short; what makes a mail large is attached to it.
        let attached = number.is_multiple_of(3);
        let (low, high) = if attached { (10_000.0, 200_000.0) } else { (2_000.0, 50_000.0) };
        let size = draw.size(low, high);
        let letter = &letters[draw.below(letters.len())];
        mail(number, letter, size, (&mut draw, &words))
    })
}

/// Writes `count` mails of about a kilobyte.
pub(crate) fn small(folder: &Path, letters: &[Letter], count: usize) {
    write(folder, count, |number| {
        let letter = &letters[number % letters.len()];
        let body = format!("Thank you for your e-mail. It has been logged as case {number}.\n");
        let head = head(number, letter, true);
        format!("{head}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}")
    });
}

fn write(folder: &Path, count: usize, mut mail: impl FnMut(usize) -> String) -> usize {
    for name in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.join(name)).unwrap();
    }
    let mut bytes = 0;
    for number in 0..count {
        let text = mail(number);
        bytes += text.len();
        let name = format!("{}.M{number}P1.mail:2,S", 1_770_000_000 + number);
        fs::write(folder.join("cur").join(name), text).unwrap();
    }
    bytes
}

/// Words as many as a language has, so that an index of words has work to do.
fn vocabulary(draw: &mut Draw) -> Vec<String> {
    const SYLLABLES: [&str; 20] = [
        "an", "ber", "cor", "den", "el", "fa", "gri", "ho", "in", "jo", "ka", "lin", "mo", "ner",
        "or", "pre", "qui", "ras", "sto", "tu",
    ];
    (0..20_000)
        .map(|_| (0..2 + draw.below(3)).map(|_| SYLLABLES[draw.below(20)]).collect())
        .collect()
}

fn mail(number: usize, letter: &Letter, size: usize, from: (&mut Draw, &[String])) -> String {
    let (draw, words) = from;
    let stranger = number.is_multiple_of(10);
    let mut text = head(number, letter, !stranger);
    let attached = number.is_multiple_of(3);
    let prose = if attached { size.min(6_000) / 2 } else { size };
    text.push_str("MIME-Version: 1.0\n");
    let opening = opening(number, stranger, draw);
    if number.is_multiple_of(2) {
        // As Outlook writes: the same words twice, and our letter below both.
        let plain = body(&opening, letter, prose / 3, (draw, words));
        let html = html(&plain);
        let both = format!(
            "Content-Type: multipart/alternative; boundary=\"alt{number}\"\n\n--alt{number}\n\
             Content-Type: text/plain; charset=\"utf-8\"\n\n{plain}\n--alt{number}\n\
             Content-Type: text/html; charset=\"utf-8\"\n\n{html}\n--alt{number}--\n"
        );
        part(&mut text, &both, attached, size.saturating_sub(prose), (number, draw));
    } else {
        let plain = body(&opening, letter, prose, (draw, words));
        let only = format!("Content-Type: text/plain; charset=\"utf-8\"\n\n{plain}\n");
        part(&mut text, &only, attached, size.saturating_sub(prose), (number, draw));
    }
    text
}

fn part(text: &mut String, body: &str, attached: bool, size: usize, from: (usize, &mut Draw)) {
    let (number, draw) = from;
    if !attached {
        text.push_str(body);
        return;
    }
    write!(
        text,
        "Content-Type: multipart/mixed; boundary=\"mix{number}\"\n\n--mix{number}\n{body}\n\
         --mix{number}\nContent-Type: application/pdf; name=\"Response {number}.pdf\"\n\
         Content-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"Response {number}.pdf\"\n\n"
    )
    .unwrap();
    for _ in 0..size / 77 {
        for _ in 0..19 {
            let mut bits = draw.next();
            for _ in 0..4 {
                text.push(char::from(BASE64[usize::try_from(bits & 63).unwrap()]));
                bits >>= 6;
            }
        }
        text.push('\n');
    }
    writeln!(text, "--mix{number}--").unwrap();
}

fn head(number: usize, letter: &Letter, ours: bool) -> String {
    let Letter { authority, message_id, reply_address, subject, .. } = letter;
    let day = 2 + number % 26;
    let date = format!("{day:02} Mar 2026 10:{:02}:{:02} +0000", number / 60 % 60, number % 60);
    let mut text = format!(
        "Return-Path: <foi@{authority}.invalid>\n\
         Received: from mx.{authority}.invalid (mx.{authority}.invalid [192.0.2.7])\n\tby \
         mail.harbour-watch.example with ESMTPS id {number:08x}; {date}\n\
         From: Information Governance <foi@{authority}.invalid>\n\
         Message-ID: <{number}.{day}@mail.{authority}.invalid>\nDate: {date}\n"
    );
    if ours {
        write!(text, "To: {reply_address}\nSubject: RE: {subject}\nIn-Reply-To: {message_id}\n")
            .unwrap();
    } else {
        text.push_str("To: requests@harbour-watch.example\nSubject: Council news\n");
    }
    text
}

fn opening(number: usize, stranger: bool, draw: &mut Draw) -> String {
    let (one, two, three) = (20 + draw.below(80), draw.below(20), draw.below(60));
    if stranger {
        return "The market moves to the square on Saturday. Road works begin soon.".to_owned();
    }
    match number % 7 {
        0 | 1 => format!(
            "Thank you for your request, which we received on 2 March. Our reference is FOI/2026/{number}. \
             We aim to reply within twenty working days. A charge may be made in some cases."
        ),
        2 => "I am out of the office until Monday and will read your e-mail then.".to_owned(),
        3 | 4 => format!(
            "Please find our response below.\n\n1. {one}\n2. {two}\n3. {three}\n\nIf you are unhappy \
             with this response you may ask for an internal review."
        ),
        5 => "Your request is refused under section 12 of the Freedom of Information Act 2000: to \
              comply would exceed the appropriate limit of £450."
            .to_owned(),
        _ => format!("1. {one}\n2. fewer than five\n3. Not held.\n"),
    }
}

fn body(opening: &str, letter: &Letter, size: usize, from: (&mut Draw, &[String])) -> String {
    let (draw, words) = from;
    let mut text =
        format!("Dear Ms Example\n\n{opening}\n\nYours sincerely\nInformation Governance\n");
    write!(
        text,
        "\nFrom: Ada Example <{}>\nSent: 02 February 2026 09:00\nTo: FOI <foi@{}.invalid>\n\
         Subject: {}\n\nReference {}\n\n",
        letter.reply_address, letter.authority, letter.subject, letter.reference
    )
    .unwrap();
    let mut column = 0;
    while text.len() < size {
        // A few words are common and most are rare, as in any language.
        let word = &words[draw.below(words.len()) * draw.below(words.len()) / words.len()];
        text.push_str(word);
        column += word.len() + 1;
        if column > 72 {
            text.push('\n');
            column = 0;
        } else {
            text.push(' ');
        }
    }
    text.push('\n');
    text
}

fn html(plain: &str) -> String {
    let mut html = "<html><head><style>p.MsoNormal {margin:0cm;font-family:Calibri}</style></head>\
                    <body lang=EN-GB><div class=WordSection1>\n"
        .to_owned();
    for line in plain.lines() {
        let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        writeln!(
            html,
            "<p class=MsoNormal><span style='font-size:11.0pt'>{line}<o:p></o:p></span></p>"
        )
        .unwrap();
    }
    html.push_str("</div></body></html>");
    html
}
