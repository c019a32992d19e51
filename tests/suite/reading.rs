//! Mails as the world writes them: in wrong encodings, in pieces, wrapped, quoted, signed, broken.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use foi_campaign::replies::message::{Message, Report, read};
use foi_campaign::replies::quoting::{Role, lines, new_text};
use foi_campaign::replies::{classify, matching};
use proptest::prelude::*;

/// A plain mail with these bytes as its text, said to be in `charset`.
fn written(charset: &str, body: &[u8]) -> Message {
    let mut raw = b"From: foi@kent.invalid\r\nSubject: Re: FOI\r\n".to_vec();
    if !charset.is_empty() {
        raw.extend(format!("Content-Type: text/plain; charset={charset}\r\n").bytes());
    }
    raw.extend(b"\r\n");
    raw.extend(body);
    read(&raw)
}

fn text_of(head: &str, body: &str) -> Message {
    read(format!("From: foi@kent.invalid\n{head}\n\n{body}").as_bytes())
}

#[test]
fn a_text_in_another_encoding_than_it_says_is_read_as_what_it_is() {
    let utf_16: Vec<u8> =
        "1. fewer than 5 – £20".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (charset, bytes, text) in [
        ("utf-8", &b"Ffi: \xa3 a day"[..], "Ffi: £ a day"),
        ("utf-8", b"the council\x92s figures", "the council’s figures"),
        ("iso-8859-1", "a tŷ, and ≤".as_bytes(), "a tŷ, and ≤"),
        ("us-ascii", "cost £ and –".as_bytes(), "cost £ and –"),
        ("", "cost £ and –".as_bytes(), "cost £ and –"),
        ("", b"cost \xa3 and \x96", "cost £ and –"),
        ("no-such-thing", b"the council\x92s", "the council’s"),
        ("\"\"", b"the council\x92s", "the council’s"),
        ("utf-16", &utf_16, "1. fewer than 5 – £20"),
        ("utf-8", &utf_16, "1. fewer than 5 – £20"),
        ("utf-7", b"+AKM-20 and +ImQ-5 and 1 +- 1", "£20 and ≤5 and 1 + 1"),
        ("", b"+AKM-20 and +ImQ-5", "£20 and ≤5"),
        ("utf-8", "Â£20, â‰¤5, councilâ€™s".as_bytes(), "£20, ≤5, council’s"),
        ("utf-8", "tân, pâté, 5 £, Â".as_bytes(), "tân, pâté, 5 £, Â"),
    ] {
        let message = written(charset, bytes);
        assert_eq!(message.text, text, "{charset}");
        assert_eq!(message.notes, Vec::<String>::new(), "{charset} {text}");
    }
}

#[test]
fn a_guess_is_noted_where_it_could_change_a_figure() {
    for (charset, bytes) in [
        ("utf-8", &b"1. \xa3450"[..]),
        ("", b"1. \xb25"),
        ("x-unknown", "1. ≤5".as_bytes()),
        ("utf-8", b"1. \x81 5"),
    ] {
        assert_eq!(written(charset, bytes).notes.len(), 1, "{charset} {bytes:?}");
    }
}

#[test]
fn headers_are_read_in_whatever_bytes_they_come() {
    let subject = |raw: &[u8]| {
        let mut mail = b"From: a@b.example\r\nSubject: ".to_vec();
        mail.extend(raw);
        mail.extend(b"\r\nDate: Mon, 3 Feb 2025 10:00:00 +0000\r\n\r\nText\r\n");
        let message = read(&mail);
        assert!(message.date.is_some());
        message.subject
    };
    for (raw, text) in [
        ("Cais £ – tŷ".as_bytes(), "Cais £ – tŷ"),
        (b"Cost \xa320", "Cost £20"),
        (b"=?utf-8?Q?Cost_=C2=A320?=", "Cost £20"),
        (b"=?UTF-8*en?b?Q29zdCDCow==?=\r\n =?utf-8?q?20?=", "Cost £20"),
        // A character split between two words, a word without its end, a blank in a word.
        (b"=?utf-8?Q?Cost_=C2?= =?utf-8?Q?=A320?=", "Cost £20"),
        (b"=?utf-8?Q?Cost_=C2=A320", "Cost £20"),
        (b"=?utf-8?Q?Cost =C2=A320?=", "Cost £20"),
        (b"=?utf-8?Q?Caf=E9?=", "Café"),
        (b"Re: =?x?y?z?= FOI", "Re: =?x?y?z?= FOI"),
        (b"a subject\r\nthat was wrapped", "a subject that was wrapped"),
    ] {
        assert_eq!(subject(raw), text);
    }
}

#[test]
fn a_name_with_a_comma_in_an_encoded_word_is_one_sender() {
    let message = text_of("To: =?utf-8?Q?Smith=2C_Jane?= <jane@x.example>, b@x.example", "Hello");
    assert_eq!(message.recipients, ["jane@x.example", "b@x.example"]);
}

fn attachment(disposition: &str) -> String {
    let head = format!("Content-Type: application/pdf\nContent-Disposition: {disposition}");
    text_of(&head, "").attachments[0].name.clone()
}

#[test]
fn file_names_are_read_in_every_way_they_are_written() {
    for (disposition, name) in [
        ("attachment; filename=\"Atodiad £.pdf\"", "Atodiad £.pdf"),
        ("attachment; filename=\"=?utf-8?Q?Atodiad_=C2=A3.pdf?=\"", "Atodiad £.pdf"),
        ("attachment; filename*=utf-8''Atodiad%20%C2%A3.pdf", "Atodiad £.pdf"),
        ("attachment; filename*0*=utf-8''Atodiad%20; filename*1*=%C2%A3.pdf", "Atodiad £.pdf"),
        ("attachment; filename=\"a;b.pdf\"", "a;b.pdf"),
        ("attachment", ""),
    ] {
        assert_eq!(attachment(disposition), name, "{disposition}");
    }
}

const TWO_PARTS: &str = "--b\nContent-Type: text/plain\n\n1. 12\n--b\nContent-Type: text/csv; \
    name=a.csv\nContent-Transfer-Encoding: base64\n\nMSwy\n--b--\n";

#[test]
fn parts_are_told_apart_whatever_has_become_of_their_boundary() {
    let unclosed = TWO_PARTS.replace("--b--\n", "");
    let preamble = format!("This is a message in several parts.\n\n{TWO_PARTS}");
    let blanks = TWO_PARTS.replace("--b\n", "--b  \n");
    for (kind, body) in [
        ("multipart/mixed; boundary=b", TWO_PARTS),
        ("multipart/mixed; boundary=\"b\"", &unclosed),
        ("multipart/mixed; boundary=b", &blanks),
        ("multipart/mixed", TWO_PARTS),
        ("multipart/mixed; boundary=\"b", TWO_PARTS),
        ("multipart/mixed; boundary='b'", TWO_PARTS),
        ("multipart/mixed; boundary=other", &preamble),
        ("multipart/mixed; boundary=x; boundary=b", TWO_PARTS),
    ] {
        let message = text_of(&format!("Content-Type: {kind}"), body);
        assert_eq!(message.text.trim(), "1. 12", "{kind}");
        assert_eq!(message.attachments.len(), 1, "{kind}");
        assert_eq!(message.attachments[0].text.as_deref(), Some("1,2"), "{kind}");
        assert!(message.notes.is_empty(), "{kind} {:?}", message.notes);
    }
    let lost = text_of("X-Lost: its MIME lines", TWO_PARTS);
    assert_eq!((lost.text.trim(), lost.attachments.len()), ("1. 12", 1));
}

#[test]
fn a_boundary_that_an_inner_part_uses_too_loses_nothing() {
    let body = "--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: \
        text/plain\n\n1. 12\n--b--\n\n--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n";
    let message = text_of("Content-Type: multipart/mixed; boundary=b", body);
    assert_eq!((message.text.trim(), message.attachments.len()), ("1. 12", 1));
}

#[test]
fn a_footer_that_a_gateway_hung_below_an_html_mail_does_not_hide_it() {
    let body = "--b\nContent-Type: text/html\n\n<p>1. 12</p>\n--b\nContent-Type: text/plain\n\n\
        Sent from the council.\n--b--\n";
    let message = text_of("Content-Type: multipart/mixed; boundary=b", body);
    assert!(message.text.contains("1. 12") && message.text.contains("Sent from"));
    let stub = "--b\nContent-Type: text/plain\n\nPlease read this mail in HTML.\n--b\n\
        Content-Type: text/html\n\n<p>1. 12</p><p>2. five, and so on and on and on and on</p>\n--b--";
    let message = text_of("Content-Type: multipart/alternative; boundary=b", stub);
    assert!(message.text.starts_with("1. 12"), "{}", message.text);
}

#[test]
fn a_mail_whose_lines_or_head_are_broken_is_read() {
    for raw in [
        &b"From: a@b.example\rSubject: FOI\r\r1. 12\r"[..],
        b"From: a@b.example\r\nSubject: FOI\r\n1. 12\r\n",
        b"From: a@b.example\nSubj\0ect: FOI\n\0\n1. 12\n",
        b"From a@b.example Mon Feb  3 10:00:00 2025\nFrom: a@b.example\nSubject: FOI\n\n1. 12\n",
        b"\xef\xbb\xbfFrom: a@b.example\nSubject: FOI\n\n1. 12\n",
        b"From : a@b.example\n>From x\nSubject: FOI\n \n1. 12\n",
    ] {
        let message = read(raw);
        let told = (message.from.as_deref(), message.subject.as_str(), message.text.trim());
        assert_eq!(
            told,
            (Some("a@b.example"), "FOI", "1. 12"),
            "{:?}",
            String::from_utf8_lossy(raw)
        );
    }
    let nothing = read(b"1. 12");
    assert_eq!((nothing.text.as_str(), nothing.from), ("1. 12", None));
    let sender = read(b"Sender: a@b.example\n\n1. 12");
    assert_eq!(sender.from.as_deref(), Some("a@b.example"));
}

#[test]
fn a_second_sender_is_noted_and_the_first_is_taken() {
    let message = read(b"From: a@b.example\nFrom: c@d.example\n\n1. 12");
    assert_eq!(message.from.as_deref(), Some("a@b.example"));
    assert!(message.notes[0].contains("c@d.example"));
    assert!(read(b"From: a@b.example\nFrom: A@b.example\n\n1. 12").notes.is_empty());
}

#[test]
fn a_broken_transfer_encoding_gives_what_it_has() {
    let base64 = |body: &str| text_of("Content-Transfer-Encoding: base64", body);
    assert_eq!(base64("MS4g\n!MTI=\n").text, "1. 12");
    assert_eq!(base64("MS4gMTI").text, "1. 12");
    assert_eq!(base64("MS4gMTI=\nMS4gMTI=").text, "1. 121. 12");
    assert!(!base64("1. 12 is the answer!!! ??? ???").notes.is_empty());
    let quoted =
        text_of("Content-Transfer-Encoding: quoted-printable", "1. 12 =3D =zz 100=\n%= \n.");
    assert_eq!(quoted.text, "1. 12 = =zz 100%.");
}

#[test]
fn an_enclosed_mail_is_a_hint_and_none_of_the_senders_words() {
    let body = "--b\nContent-Type: text/plain\n\nPlease see attached.\n--b\nContent-Type: \
        message/rfc822\n\nMessage-ID: <ours@x.example>\nFrom: us@x.example\nTo: \
        foi@kent.invalid\nSubject: Our request\n\n1. How many?\n--b--\n";
    let message = text_of("Content-Type: multipart/mixed; boundary=b", body);
    assert_eq!(message.text.trim(), "Please see attached.");
    let enclosed = &message.enclosed[0];
    assert_eq!(enclosed.message_id.as_deref(), Some("ours@x.example"));
    assert_eq!(enclosed.recipients, ["foi@kent.invalid"]);
    assert_eq!((enclosed.subject.as_str(), enclosed.text.trim()), ("Our request", "1. How many?"));
}

#[test]
fn a_report_is_read_where_its_parts_have_names_and_its_letter_has_files() {
    let body = "--b\nContent-Type: text/plain\n\nNot delivered.\n--b\nContent-Type: \
        message/delivery-status; name=status.txt\n\nReporting-MTA: dns; x\n\nAction: failed\nStatus: \
        5.1.1\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@x.example>\nContent-Type: \
        application/pdf; name=ours.pdf\n\nx\n--b--\n";
    let message = text_of("Content-Type: multipart/report; boundary=b", body);
    let Some(Report::Delivery { action, original_message_id, .. }) = &message.report else {
        panic!("{message:?}")
    };
    assert_eq!(
        (action.as_str(), original_message_id.as_deref()),
        ("failed", Some("ours@x.example"))
    );
    assert!(message.attachments.iter().all(|file| file.name != "ours.pdf"));
}

#[test]
fn a_mail_sent_back_in_a_bounce_in_words_does_not_hide_the_words() {
    let body = format!("Not delivered.\n--- Below is a copy of it.\n\nSubject: x\n\n{TWO_PARTS}");
    assert!(text_of("X-Mailer: qmail", &body).text.starts_with("Not delivered."));
}

#[test]
fn a_file_written_into_the_text_is_an_attachment() {
    let body = "1. 12\nbegin 644 figures.csv\n#,2PR\n#,RPT\n`\nend\nRegards\n";
    let message = text_of("Subject: x", body);
    assert_eq!(message.text, "1. 12\nRegards\n");
    let file = &message.attachments[0];
    assert_eq!((file.name.as_str(), file.text.as_deref()), ("figures.csv", Some("1,23,4")));
    let words = "begin 12 o'clock\nbegin 644 \nbegin 644 a sentence that goes on\nand on";
    assert_eq!(text_of("Subject: x", words).text, words);
}

/// An attribute of a winmail.dat.
fn attribute(level: u8, id: u32, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![level];
    bytes.extend(id.to_le_bytes());
    bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    bytes.extend(value);
    bytes.extend([0, 0]);
    bytes
}

/// A property of variable size in such a file.
fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn winmail() -> Vec<u8> {
    let mut bytes = vec![0x78, 0x9f, 0x3e, 0x22, 1, 0];
    bytes.extend(attribute(1, 0x0006_9007, &1252_u64.to_le_bytes()));
    let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}1. \\'a3 12\\par 2. \\u8804?5}";
    let mut packed = [0; 4].to_vec();
    packed.extend(u32::try_from(rtf.len()).unwrap().to_le_bytes());
    packed.extend(b"MELA\0\0\0\0");
    packed.extend(rtf);
    let properties = [1_u32.to_le_bytes().to_vec(), property(0x102, 0x1009, &packed)].concat();
    bytes.extend(attribute(1, 0x0006_9003, &properties));
    bytes.extend(attribute(2, 0x0006_9002, &[0; 14]));
    bytes.extend(attribute(2, 0x0001_8010, b"FIGURE~1.CSV\0"));
    bytes.extend(attribute(2, 0x0006_800f, b"1,12"));
    let name: Vec<u8> = "figures £.csv".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let properties = [1_u32.to_le_bytes().to_vec(), property(0x1f, 0x3707, &name)].concat();
    bytes.extend(attribute(2, 0x0006_9005, &properties));
    bytes
}

fn with_file(kind: &str, bytes: &[u8]) -> Message {
    let mut raw = format!("From: a@b.example\nContent-Type: {kind}\n\n").into_bytes();
    raw.extend(bytes);
    read(&raw)
}

#[test]
fn a_winmail_dat_gives_its_text_and_its_files() {
    let message = with_file("application/ms-tnef; name=winmail.dat", &winmail());
    assert_eq!(message.text.trim(), "1. £ 12\n2. ≤5");
    let file = &message.attachments[0];
    assert_eq!((file.name.as_str(), file.text.as_deref()), ("figures £.csv", Some("1,12")));
    assert!(message.notes.is_empty());
    let twice = TWO_PARTS.replace("--b--\n", "--b\nContent-Type: application/ms-tnef\n\n");
    let twice = [twice.as_bytes(), &winmail()].concat();
    let once = with_file("multipart/mixed; boundary=b", &twice);
    assert_eq!((once.text.trim(), once.attachments.len()), ("1. 12", 2));
    let broken = with_file("application/ms-tnef; name=winmail.dat", b"nothing");
    assert_eq!((broken.attachments.len(), broken.notes.len()), (1, 1));
}

#[test]
fn outlooks_compressed_rtf_is_unpacked() {
    // "{\rtf1\ansi\ansicpg1252\pard hello world}", as MS-OXRTFCP shows it.
    let hex = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062\
               7705b06c647d0a800fa0";
    let hex: String = hex.split_whitespace().collect();
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    let rtf = foi_campaign::documents::compressed_rtf(&bytes).unwrap();
    assert_eq!(foi_campaign::documents::rtf_to_text(&rtf).trim(), "hello world");
}

#[test]
fn html_that_outlook_hid_in_rtf_is_read_once() {
    let rtf = br"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 1. 12
{\*\htmltag72 </p>}\htmlrtf \par }\htmlrtf0 {\*\htmltag64 <p>}2. five{\*\htmltag72 </p>}}";
    let text = foi_campaign::documents::rtf_to_text(rtf);
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["1.", "12", "2.", "five"]);
}

#[test]
fn enriched_and_rich_text_bodies_are_read() {
    let enriched = text_of("Content-Type: text/enriched", "<bold>1.</bold> <<5<param>x</param>");
    assert_eq!(enriched.text, "1. <5");
    let rtf = text_of("Content-Type: text/rtf", "{\\rtf1 1. 12\\par 2. {\\v hidden}nil}");
    assert_eq!(rtf.text, "1. 12\n2. nil");
}

fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    [&[tag, 0x82][..], &length, contents].concat()
}

fn pkcs7(kind: u8, contents: &[u8]) -> Vec<u8> {
    let id = |last| [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last];
    let data = [id(1).to_vec(), der(0xa0, contents)].concat();
    der(0x30, &[id(kind).to_vec(), der(0xa0, &der(0x30, &der(0x30, &data)))].concat())
}

#[test]
fn what_is_signed_is_read_and_what_is_encrypted_is_said_to_be() {
    let part = b"Content-Type: text/plain\r\n\r\n1. 12\r\n";
    let whole = pkcs7(2, &der(0x04, part));
    let pieces = pkcs7(2, &der(0x24, &[der(0x04, &part[..20]), der(0x04, &part[20..])].concat()));
    for bytes in [whole, pieces] {
        let message = with_file("application/pkcs7-mime; smime-type=signed-data", &bytes);
        assert_eq!(message.text.trim(), "1. 12");
        assert!(message.notes.is_empty());
    }
    let sealed = with_file("application/pkcs7-mime; name=smime.p7m", &pkcs7(3, b"xyz"));
    assert!(sealed.notes[0].starts_with("the mail is encrypted: S/MIME"), "{:?}", sealed.notes);
    let clear = "--b\nContent-Type: text/plain\n\n1. 12\n--b\nContent-Type: \
        application/pkcs7-signature; name=smime.p7s\n\nx\n--b--";
    let clear = text_of("Content-Type: multipart/signed; boundary=b", clear);
    assert_eq!(clear.text.trim(), "1. 12");
    assert!(clear.notes.is_empty() && !clear.attachments[0].may_have_text());

    let armoured = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n1. 12\n- -- \n\
        -----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n";
    assert_eq!(text_of("Subject: x", armoured).text, "1. 12\n-- \n");
    let sealed =
        text_of("Subject: x", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----");
    assert!(sealed.notes[0].starts_with("the mail is encrypted: PGP"));
    let mime = "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--";
    let sealed = text_of("Content-Type: multipart/encrypted; boundary=b", mime);
    assert!(sealed.notes[0].starts_with("the mail is encrypted: PGP"));
}

/// An Outlook file with a text, a sender without headers, a recipient, a file and an inner mail.
fn outlook() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut dates = vec![0; 32];
    dates.extend([0x40, 0x00, 0x39, 0x00, 0, 0, 0, 0]);
    dates.extend(133_830_000_000_000_000_u64.to_le_bytes());
    let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    for folder in [
        "/__recip_version1.0_#00000000",
        "/__attach_version1.0_#00000000",
        "/__attach_version1.0_#00000001",
        inner,
    ] {
        file.create_storage(folder).unwrap();
    }
    for (path, bytes) in [
        ("/__properties_version1.0".to_owned(), dates),
        ("/__substg1.0_0037001F".to_owned(), wide("Re: FOI")),
        ("/__substg1.0_1000001F".to_owned(), wide("1. ≤5\r\n2. 12")),
        ("/__substg1.0_5D01001F".to_owned(), wide("FOI@kent.invalid")),
        ("/__substg1.0_1042001F".to_owned(), wide("<ours@x.example>")),
        ("/__recip_version1.0_#00000000/__substg1.0_39FE001F".to_owned(), wide("us@x.example")),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F".to_owned(), wide("a.csv")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102".to_owned(), b"1,12".to_vec()),
        (format!("{inner}/__substg1.0_0037001E"), b"Our request".to_vec()),
        (format!("{inner}/__substg1.0_1035001E"), b"<ours@x.example>".to_vec()),
    ] {
        file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn an_outlook_file_is_read_like_a_mail() {
    let message = read(&outlook());
    assert_eq!((message.subject.as_str(), message.text.as_str()), ("Re: FOI", "1. ≤5\n2. 12"));
    assert_eq!(message.from.as_deref(), Some("foi@kent.invalid"));
    assert_eq!(message.recipients, ["us@x.example"]);
    assert_eq!(message.in_reply_to, ["ours@x.example"]);
    assert_eq!(message.date.unwrap().to_string(), "2025-02-02 20:00:00 UTC");
    let file = &message.attachments[0];
    assert_eq!((file.name.as_str(), file.text.as_deref()), ("a.csv", Some("1,12")));
    assert_eq!(message.enclosed[0].message_id.as_deref(), Some("ours@x.example"));
    assert_eq!(message.enclosed[0].subject, "Our request");
    assert!(message.notes.is_empty(), "{:?}", message.notes);
    let cut = read(&outlook()[..700]);
    assert!(cut.notes[0].contains("Outlook"));
}

/// The new words of a text, and how many of its lines are signature and standing text.
fn told(text: &str) -> (String, usize, usize) {
    let lines = lines(text);
    let count =
        |role| lines.iter().filter(|line| line.role == role && !line.text.is_empty()).count();
    (new_text(&lines), count(Role::Signature), count(Role::Disclaimer))
}

const QUESTION: &str = "1. How many children? A reply could read: 1. 99";

#[test]
fn the_letter_that_is_answered_is_set_apart_in_every_clients_way() {
    for heading in [
        "From: Harbour Watch <us@x.example>\nSent: 03 February 2025 08:30\nTo: FOI\nSubject: FOI",
        "*From:* Harbour Watch\n*Date:* 3 February 2025\n*To:* FOI\n*Subject:* FOI",
        "        From:        Harbour Watch\n        To:        FOI\n        Date:        03/02/2025",
        "Oddi wrth: Harbour Watch\nAnfonwyd: 3 Chwefror 2025\nAt: FOI\nPwnc: Cais",
        "From: Harbour Watch <us@x.example> Sent: 03 February 2025 08:30 To: FOI Subject: FOI",
        "-----Original Message-----",
        "-----Neges Wreiddiol-----",
        "----- Forwarded by Jane Smith/Kent on 03/02/2025 10:00 -----",
        "Begin forwarded message:",
        "On 3 Feb 2025, at 08:30, Harbour Watch <us@x.example> wrote:",
        "On Monday, 3 February 2025 at 08:30:00 GMT,\nHarbour Watch\n<us@x.example>\nwrote:",
        "Ar 3 Chwef 2025, am 08:30, ysgrifennodd Harbour Watch <us@x.example>:",
        "\"Harbour Watch\" <us@x.example> on 03/02/2025 08:30 wrote:",
        "Harbour Watch <us@x.example>\n03/02/2025 08:30\n\nTo\nFOI@kent\ncc\n\nSubject\nFOI request",
    ] {
        let text = format!("1. 12\n\n{heading}\n\n{QUESTION}\n");
        let (new, ..) = told(&text);
        let new = new.lines().next().unwrap_or_default().to_owned()
            + if new.contains("99") { "!" } else { "" };
        assert_eq!(new, "1. 12", "{heading}");
    }
}

#[test]
fn words_that_only_look_like_a_heading_are_new() {
    for text in [
        "To the question: 12\nSubject to review, 13",
        "From: April 2024 we counted 12\nTo be clear, 13",
        "On the second question, we counted:\n12",
        "Begin with the first: 12",
    ] {
        assert_eq!(told(text).0, text);
    }
}

#[test]
fn a_marked_line_that_was_wrapped_stays_quoted_and_an_answer_below_it_does_not() {
    let text = "> 1. How many children in your care were identified or suspected as\n\
        trafficked?\n> 2. How many of those went missing from care at any time in that year\n\
        none of them\n> 3. How many?\n12\n";
    assert_eq!(told(text).0, "none of them\n12");
}

#[test]
fn a_signature_and_standing_text_are_told_from_answers() {
    let text = "[EXTERNAL]\n\nCaution: this email originated from outside the council. Do not click \
        links.\n\n1. 12\n\nKind regards\n\nJane Smith\nInformation Governance Officer\nKent County \
        Council\nTel: 01234 567890\nwww.kent.invalid\n\nThis email and any attachments are \
        confidential. If you are not the intended recipient, delete it.\n";
    assert_eq!(told(text), ("1. 12\n\nKent County Council".to_owned(), 5, 3));
    for text in [
        "Kind regards\n\nNone\n2. 12",
        "Thanks\n1. 12\n2. Nil",
        "Thank you\nWe counted 12 children",
        "--\n1. 12\n2. 5",
        "The figures are confidential: 12 and must not be shared. 1. any attachments: 5",
        "1. 12 (intended only for the officer, confidential)",
    ] {
        let (new, ..) = told(text);
        assert!(new.contains("12"), "{text}: {new}");
    }
    assert_eq!(told("1. 12\n-- \nJane\nKent\n").0, "1. 12");
}

fn drawn(html: &str) -> String {
    told(&text_of("Content-Type: text/html; charset=utf-8", html).text).0
}

#[test]
fn quotations_in_html_are_told_from_its_structure() {
    for quoted in [
        "<blockquote type=\"cite\"><p>1. 99</p></blockquote>",
        "<div class=\"gmail_quote gmail_quote_container\"><div>On Monday us wrote:</div><p>1. 99</p></div>",
        "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> us</div><p>1. 99</p>",
        "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><p \
         class=MsoNormal><b>From:</b> Harbour Watch</p></div><p>1. 99</p>",
        "<div style='border:none;border-top:solid #B5C4DF 1.0pt'><p><b>Oddi wrth:</b> us</p></div><p>1. 99</p>",
        "<DIV class=OutlookMessageHeader><B>From:</B> us</DIV><p>1. 99</p>",
        "<div class=\"moz-cite-prefix\">On 03/02/2025 08:30, us wrote:<br></div><blockquote \
         type=\"cite\"><p>1. 99</p></blockquote>",
    ] {
        assert_eq!(drawn(&format!("<p>1. 12</p>{quoted}")).trim(), "1. 12", "{quoted}");
    }
}

#[test]
fn html_that_is_only_indented_or_ruled_off_is_new() {
    for html in [
        "<p>Our answer:</p><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\"><p>1. 12</p>\
         </blockquote><p>Bye</p>",
        "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p>1. 12</p></div><p>Bye</p>",
    ] {
        let new = drawn(html);
        assert!(new.contains("\n1. 12") || new.starts_with("1. 12"), "{new}");
        assert!(new.trim().ends_with("Bye"), "{new}");
    }
}

/// All that happens to a mail on its way in.
fn takes_in(bytes: &[u8]) {
    let begun = std::time::Instant::now();
    let message = read(bytes);
    let _ = matching::clues(&message, &lines(&message.text), &|_| true);
    for text in [Some(&message.text), message.html.as_ref()].into_iter().flatten() {
        let lines = lines(text);
        let new = new_text(&lines);
        let _ = classify::classify(&message, &new, &classify::Context::default());
    }
    assert!(begun.elapsed().as_secs() < 20, "{} bytes took {:?}", bytes.len(), begun.elapsed());
}

/// Mails of every sort read above, to be broken at random.
fn specimens() -> Vec<Vec<u8>> {
    let mime = |kind: &str, body: &[u8]| {
        let head =
            format!("From: a@b.example\nSubject: =?utf-8?Q?a=C2=A3?=\nContent-Type: {kind}\n\n");
        [head.as_bytes(), body].concat()
    };
    let html =
        "<div class=gmail_quote><blockquote type=cite><p>1. &pound;12 <b>x</blockquote></div>";
    vec![
        mime("multipart/mixed; boundary=b", TWO_PARTS.as_bytes()),
        mime("application/ms-tnef; name=winmail.dat", &winmail()),
        mime("application/pkcs7-mime", &pkcs7(2, &der(0x24, &der(0x04, b"\n1. 12")))),
        mime("text/html", html.as_bytes()),
        mime("text/rtf", b"{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}\\'a3\\u8804?\\bin3 abc}"),
        mime("text/plain; charset=utf-7", b"+AKM-\nbegin 644 a\n#,2PR\nend\n"),
        mime("message/rfc822", b"Subject: x\n\nOn Monday us wrote:\n> 1. 5"),
        outlook(),
    ]
}

proptest! {
    #[test]
    fn a_broken_mail_is_read_in_time(
        which in 0..8_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..24),
    ) {
        let mut bytes = specimens().swap_remove(which);
        for (place, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ if byte < 32 => bytes.truncate(at),
                _ => {
                    let copy = bytes[at..bytes.len().min(at + usize::from(byte))].to_vec();
                    bytes.splice(at..at, copy);
                }
            }
        }
        takes_in(&bytes);
    }
}

#[test]
fn no_hostile_mail_takes_long() {
    let many = |piece: &str| piece.repeat(400_000 / piece.len());
    let mut nested = String::new();
    for depth in 0..3_000 {
        write!(nested, "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n").unwrap();
    }
    for (kind, body) in [
        ("multipart/mixed; boundary=\"\"", many("--\n")),
        ("multipart/mixed; boundary=b", many("--b\n\n")),
        ("multipart/mixed; boundary=b", format!("--b\n{nested}")),
        ("message/rfc822", many("Content-Type: message/rfc822\n\n")),
        ("text/plain", many("begin 644 a\n#,2PR\n")),
        ("text/plain", many("begin 644 a\n")),
        ("text/plain; charset=utf-8", many("Â£â‰")),
        ("text/plain; charset=utf-7", many("+AKM-+")),
        ("text/enriched", many("<<")),
        ("text/enriched", many("<x")),
        ("text/rtf", many("{\\rtf1{")),
        ("text/rtf", many("\\u8804?")),
        ("text/html", many("<div style='border-top:solid #e1e1e1'>")),
        ("text/html", many("<")),
        ("text/html", many("&pound;")),
        ("text/plain", many("On \n")),
        ("text/plain", many("To\n01/01/2025 10:00\n")),
        ("text/plain", many("Kind regards\nJane Smith\n")),
        ("text/plain", many("\"\nYou asked:\n")),
        ("text/plain", many("From: a\n")),
        ("text/plain", many("confidential. ")),
    ] {
        let begun = std::time::Instant::now();
        takes_in(format!("From: a@b.example\nContent-Type: {kind}\n\n{body}").as_bytes());
        let took = begun.elapsed();
        assert!(took.as_secs() < 10, "{kind} {body:.30} took {took:?} in a debug build");
    }
    takes_in(many("A:\n").as_bytes());
    takes_in(many("a\nFrom: b\n").as_bytes());
    takes_in(format!("Subject: {}\n\n", many("=?utf-8?q?a")).as_bytes());
    takes_in(format!("To: {}\n\n", many("a@b,")).as_bytes());
}
