//! Mails into messages: how many a second one core reads, from 2 to 200 kB, a third with attachments.
//!
//! Prints the rate for parsing alone, and for all that a mail goes through before the store is asked.
//! The peer is `mailparse` alone decoding the same mails: what is ours costs the rest.
//! `cargo bench --bench all -- reading`

use std::fmt::Write;
use std::time::{Duration, Instant};

use foi_campaign::replies::classify::{Context, classify};
use foi_campaign::replies::{matching, message, quoting};

pub(crate) fn run() {
    let test = std::env::args().any(|argument| argument == "--test");
    let mails = mails(if test { 60 } else { 2_000 });
    let bytes: usize = mails.iter().map(Vec::len).sum();
    let kilobytes = bytes / mails.len() / 1024;
    let (parsed, whole, peer) = (timed(&mails, parse), timed(&mails, all), timed(&mails, peer));
    println!("{} mails, {kilobytes} kB on average", mails.len());
    for (name, took) in
        [("parsed", parsed), ("parsed to classified", whole), ("mailparse alone", peer)]
    {
        let rate = f64::from(u32::try_from(mails.len()).unwrap_or_default()) / took.as_secs_f64();
        println!("{name:<22} {rate:>8.0} a second");
    }
    println!("parsed / mailparse     {:>8.2}", parsed.as_secs_f64() / peer.as_secs_f64());
}

fn timed(mails: &[Vec<u8>], work: fn(&[u8])) -> Duration {
    let begun = Instant::now();
    for mail in mails {
        work(mail);
    }
    begun.elapsed()
}

fn parse(mail: &[u8]) {
    std::hint::black_box(message::read(mail));
}

fn all(mail: &[u8]) {
    std::hint::black_box(message::content_hash(mail));
    let message = message::read(mail);
    let lines = quoting::lines(&message.text);
    std::hint::black_box(matching::clues(&message, &lines, &|_| false));
    let text = quoting::new_text(&lines);
    std::hint::black_box(classify(&message, &text, &Context::default()));
}

fn peer(mail: &[u8]) {
    fn bodies(part: &mailparse::ParsedMail<'_>) -> usize {
        part.get_body_raw().map_or(0, |body| body.len())
            + part.subparts.iter().map(bodies).sum::<usize>()
    }
    std::hint::black_box(mailparse::parse_mail(mail).map_or(0, |mail| bodies(&mail)));
}

fn mails(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(mail).collect()
}

/// Short acknowledgements, answers above the quoted letter in plain text and HTML, letters attached.
fn mail(number: usize) -> Vec<u8> {
    let answer = format!(
        "Dear Harbour Watch,\r\n\r\nThank you for your request of 3 February. We hold the information.\
         \r\n\r\n1. {number}\r\n2. fewer than 5\r\n3. 31\r\n\r\nIf you are dissatisfied you may ask for \
         an internal review.\r\n\r\nKind regards\r\nJane Smith\r\nInformation Governance Officer\r\n"
    );
    let letter = "How many children in your care were identified as missing from care at least \
        once in the calendar year, and how many of those were found?\r\n";
    let quoted = letter.repeat(2 + number % 40);
    let plain = format!(
        "{answer}\r\nFrom: Harbour Watch <us@x.example>\r\nSent: 03 February 2025\r\nTo: FOI\r\n\
         Subject: FOI\r\n\r\n{quoted}"
    );
    let head = format!(
        "Received: from a (a [192.0.2.1]) by b for <foi+abcd{number}@x.example>; Tue, 04 Feb 2025 \
         11:22:37 +0000\r\nFrom: =?utf-8?Q?FOI_Team?= <foi@kent.invalid>\r\nTo: \
         foi+abcd{number}@x.example\r\nSubject: Re: FOI request\r\nDate: Tue, 04 Feb 2025 11:22:30 \
         +0000\r\nMessage-ID: <{number}@kent.invalid>\r\nMIME-Version: 1.0\r\n"
    );
    let mut raw = head;
    let parts = if number.is_multiple_of(4) {
        raw.push_str("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        raw.push_str(&plain);
        return raw.into_bytes();
    } else {
        format!(
            "--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--alt\r\nContent-Type: \
             text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--alt--",
            html(&answer, &quoted)
        )
    };
    if number.is_multiple_of(3) {
        let lines = 20 + (number * 37) % 2_000;
        let file = format!("{}\r\n", "QUJD".repeat(19)).repeat(lines);
        let _ = write!(
            raw,
            "Content-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\nContent-Type: \
             multipart/alternative; boundary=alt\r\n\r\n{parts}\r\n--mix\r\nContent-Type: \
             application/pdf; name=reply.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}--mix--"
        );
    } else {
        let _ = write!(raw, "Content-Type: multipart/alternative; boundary=alt\r\n\r\n{parts}");
    }
    raw.into_bytes()
}

/// As Outlook writes it: a style sheet of its own, and a paragraph with a class for each line.
fn html(answer: &str, quoted: &str) -> String {
    let paragraphs = |text: &str| {
        text.lines().fold(String::new(), |mut html, line| {
            let _ = write!(
                html,
                "<p class=3D\"MsoNormal\"><span lang=3D\"EN-GB\" style=3D\"font-size:=\r\n\
                11.0pt;font-family:&quot;Calibri&quot;\">{line}<o:p></o:p></span></p>\r\n"
            );
            html
        })
    };
    let style = "p.MsoNormal, li.MsoNormal {margin:0cm;font-size:11.0pt;}\r\n".repeat(30);
    format!(
        "<html><head><style>{style}</style></head><body>{}<div style=3D\"border:none;border-top:solid \
         #E1E1E1 1.0pt\"><p><b>From:</b> us</p></div>{}</body></html>",
        paragraphs(answer),
        paragraphs(quoted)
    )
}
