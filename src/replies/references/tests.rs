//! Formats, labels and places of references, and what is none.

use super::authority_reference;
use crate::replies::message::{Attachment, Message, TextStatus};

const OURS: &str = "T-7K30-P2M1";

fn mail(subject: &str, file: &str) -> Message {
    let attachment = Attachment {
        name: file.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 9_000,
        sha256: String::new(),
        text_status: TextStatus::NotRead,
        note: None,
        content: None,
        part: None,
        text: None,
    };
    let attachments = if file.is_empty() { Vec::new() } else { vec![attachment] };
    Message { subject: subject.to_owned(), attachments, ..Message::default() }
}

fn read(subject: &str, text: &str) -> Option<String> {
    authority_reference(&mail(subject, ""), text, &[OURS.to_owned()])
}

fn in_text(text: &str) -> Option<String> {
    read("Re: Freedom of information request: Children missing from care [T-7K30-P2M1]", text)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
}

/// Formats that councils use (replies.md section 5).
const SEEN: [&str; 24] = [
    "FOI-494265844",
    "FS-Case-494401421",
    "RQST00007971974",
    "FOI/28962",
    "ENQ-619260-X1S9L2",
    "INT-626153-T6T2V6",
    "HEA0325E61",
    "MG397J1N7",
    "LU7686",
    "INF000480",
    "FOIS3086",
    "NELC/27812/2223",
    "FOI2023/00383",
    "FOI/PH&A/2231",
    "FIDP/019276-22",
    "FOI-2223-053369",
    "F2023.03.6341.",
    "FOI_6085",
    "RFI-6086-23",
    "IG230466",
    "FOI-CAS-344",
    "3980-2064-1121",
    "2023-0313",
    "2023030627000597",
];

#[test]
fn every_format_seen_is_read_behind_a_label_and_in_a_subject() {
    for reference in SEEN {
        let same = |found: Option<String>, place: &str| {
            assert_eq!(found.map(|text| squeezed(&text)), Some(squeezed(reference)), "{place}");
        };
        same(in_text(&format!("Our ref: {reference}\nYour ref: T-7K30-P2M1\n")), "our ref");
        same(in_text(&format!("Dear Ms Example\n\nReference number\n{reference}\n")), "next line");
        same(in_text(&format!("| Case number | {reference} |\n| Date | 3 March 2025 |")), "cell");
        same(in_text(&format!("It has been logged as {reference} and we reply soon.")), "logged");
        same(in_text(&format!("Please quote {reference} if you write again.")), "quote");
        same(in_text(&format!("Ein cyf: {reference}")), "ein cyf");
        same(read(&format!("{reference} - acknowledgement"), "Thank you."), "subject");
        same(read(&format!("RE: your request [{reference}]"), "Thank you."), "brackets");
        same(read(&format!("Your FOI request, ref {reference}"), "Thank you."), "subject's label");
    }
}

#[test]
fn digits_alone_are_a_reference_behind_a_label_or_as_a_subject() {
    for reference in ["12102", "101003263891", "5520", "245/23", "840596"] {
        let some = Some(reference.to_owned());
        assert_eq!(in_text(&format!("Our reference: {reference}")), some);
        assert_eq!(in_text(&format!("Case no. {reference}")), some);
        assert_eq!(in_text(&format!("It was registered with the number {reference}.")), some);
        assert_eq!(read(reference, "Figures: 4, 1 and 1."), some);
        assert_eq!(read(&format!("Request {reference} - reply"), "Dear Ms Example"), some);
        assert_eq!(in_text(&format!("We counted {reference} and are sure of it.")), None);
    }
}

#[test]
fn a_reference_in_words_of_its_own_register_keeps_them() {
    let whole = |text: &str| in_text(text).unwrap_or_default();
    assert_eq!(whole("Our ref: FOI 2025 0318"), "FOI 2025 0318");
    assert_eq!(whole("Our ref: FOI / 840596"), "FOI / 840596");
    assert_eq!(whole("Reference RFI# 4662"), "RFI# 4662");
    // Without another label the word says what it is, and the number is its name.
    assert_eq!(whole("FOI 14502\n\nDear Ms Example"), "14502");
    // Where the number stands by itself, the word before it was a label.
    let found = read("FOI 25-0093 - not held", "25-0093\n\nDear Ms Example");
    assert_eq!(found.as_deref(), Some("25-0093"));
}

#[test]
fn ours_in_any_spelling_is_not_theirs() {
    for text in [
        "Our reference T-7K30-P2M1",
        "Reference: t7k3op2ml",
        "Case ref: T-7K30-\nP2M1",
        "Request TR23-M4PX-Z8CN of last year", // of another round
    ] {
        assert_eq!(in_text(text), None, "{text}");
    }
}

#[test]
fn their_own_label_outweighs_the_one_for_ours() {
    let found = in_text("Your ref: 55512\nOur ref: 48213\n");
    assert_eq!(found.as_deref(), Some("48213"));
    let found = in_text("Our ref | Your ref | Date\n48213 | 55512 | 3 March 2025");
    assert_eq!(found.as_deref(), Some("48213"));
}

#[test]
fn numbers_that_stand_in_every_letter_are_none() {
    for text in [
        "Telephone: 01632 960140. Call us on (01632) 960 207 or 0300 123 4567.",
        "Our number is 01632 960140",
        "The deadline is 03/03/2025, or 2025-03-03, or 20250303, at 12:03.",
        "Period: 2024/25 and 2023-24. Year: 2024.",
        "Cost: £1450, 18 hours at £25; 180 hours in all.",
        "Section 40(2) of the Act, section 1204, s.38(1)(b), S.I. 2004/3391.",
        "ICO case reference IC-123456-X1Y2",
        "Company number: 01234567. Charity number 1081220. VAT no 123456789",
        "Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF, PO Box 1204",
        "The number is 1204. The number of children is 12102.",
        "2255 | 2024/25 | 1204 children",
        "We hold 1204 case files and 350 requests 1204 times",
        "In the case of 120 children we hold nothing; request 40 working days.",
        "It is published on our disclosure log as FOI 11223",
        "We answered a similar request, FOI-11223.",
        "Registered in England and Wales under number 01234567. Data Protection registration number Z1234567",
        "Open 0900-1700, 9.00-17.00; server 198.51.100.25; room 1204, DX 12345",
        "Ticket number 4471902 [ref:_00D20KQ1._5004J7Rw2T:ref]",
        "See https://council.example/requests/FOI-12345 or foi12345@council.example",
        "Invoice number 771200, account no 12345678, sort code 12-34-56",
        "COVID-19 and 16-17 year olds, under-18s, Q1-Q4 2024",
    ] {
        assert_eq!(in_text(text), None, "{text}");
    }
}

#[test]
fn what_a_scanner_calls_a_document_is_none() {
    let file = |subject: &str, file: &str| authority_reference(&mail(subject, file), "", &[]);
    assert_eq!(file("Message from KM_C368", "SKM_C368250227125800.pdf"), None);
    assert_eq!(file("Scanned from a Xerox", "DOC200225-20022025161544.pdf"), None);
    assert_eq!(file("Your request", "FOI_children_2024.xlsx"), None);
    assert_eq!(file("Your request", "response 2025-02-27.pdf"), None);
    assert_eq!(
        file("Your request", "FOI-2025-0218 Response.pdf").as_deref(),
        Some("FOI-2025-0218")
    );
    let named = file("Your request", "FOI-12345-final-Response.pdf");
    assert_eq!(named.as_deref(), Some("FOI-12345"));
    assert_eq!(file("Your request", "Reply_form_2025-0217.docx").as_deref(), Some("2025-0217"));
}

#[test]
fn two_that_weigh_the_same_are_none() {
    assert_eq!(in_text("Case number 48213\nCase number 48214"), None);
    // Said in a second place, one of them is the better.
    let found = read("Case 48214", "Case number 48213\nCase number 48214");
    assert_eq!(found.as_deref(), Some("48214"));
}

#[test]
fn a_matter_that_is_named_in_passing_is_their_reference_if_it_looks_like_one() {
    for text in [
        "The Authority's response in respect of LU9014:",
        "Our answers, Harbour Watch (LU9014):",
        "Ref for any queries is LU9014.",
        "I refer to LU9014 and reply as follows.",
    ] {
        assert_eq!(in_text(text).as_deref(), Some("LU9014"), "{text}");
    }
    for text in ["Taken from the SSDA903 return", "In response to 12102, see below", "UASC 1204"] {
        assert_eq!(in_text(text), None, "{text}");
    }
}

#[test]
fn initials_before_a_number_belong_to_it_where_it_is_a_reference() {
    let found = in_text("It has been registered with the number KMD 7716/25.");
    assert_eq!(found.as_deref(), Some("KMD 7716/25"));
    assert_eq!(read("KMD 7716/25", "Thank you.").as_deref(), Some("KMD 7716/25"));
    assert_eq!(in_text("OUR REF 77162").as_deref(), Some("77162"));
}

#[test]
fn a_label_of_the_request_outweighs_one_of_the_person_who_asked() {
    let found = in_text("Customer reference: 445566\nCase reference: 77889");
    assert_eq!(found.as_deref(), Some("77889"));
    let found = in_text("Reference: AB/100\nFOI ref: 25-118");
    assert_eq!(found.as_deref(), Some("25-118"));
}

#[test]
fn labels_are_read_as_people_and_machines_write_them() {
    for (text, reference) in [
        ("Your reference number is 12345678.", "12345678"),
        ("Your enquiry number is 101005678", "101005678"),
        ("The reference for your request is 12345", "12345"),
        ("Your request has been allocated reference number 25-123.", "25-123"),
        ("We have recorded your request under the reference FOI_0345_25.", "FOI_0345_25"),
        ("Please quote the reference number 12345 in all correspondence.", "12345"),
        ("Thank you for your request (our ref: 2025-00123).", "2025-00123"),
        ("Our Ref\n\nKA/12345\n\nDirect line: 01632 960123", "KA/12345"),
        ("Ein cyfeirnod / Our reference: 12345", "12345"),
        ("Rhif cyfeirnod: 12345", "12345"),
        ("REQUEST REF 12345", "12345"),
        ("Case #4345", "4345"),
        ("Reference: | FOI-345 | Received: | 3 Feb 2025", "FOI-345"),
        ("Reference   Status   Due\nFOI-345     Open     3 March 2025", "FOI-345"),
        ("I write about foi-345 and", "foi-345"),
        ("NCC/FOI/345\n", "NCC/FOI/345"),
        ("Request Reference Number: IR-1234567", "IR-1234567"),
        ("Our ref: IGU/FOI/2025/345 Your ref: T-7K30-P2M1 Date: 03/03/2025", "IGU/FOI/2025/345"),
    ] {
        assert_eq!(in_text(text).as_deref(), Some(reference), "{text}");
    }
    for (subject, reference) in [
        ("Freedom of Information request - 12345", "12345"),
        ("FOI Response: 12345 Harbour Watch", "12345"),
        ("Information Request 2025-345: children missing", "2025-345"),
        ("RE: [EXTERNAL] 2025/1234", "2025/1234"),
        ("FOI #6345: received", "FOI #6345"),
    ] {
        assert_eq!(read(subject, "Thank you.").as_deref(), Some(reference), "{subject}");
    }
    let file = |name: &str| authority_reference(&mail("Your request", name), "", &[]);
    assert_eq!(file("12345 Final Response.pdf").as_deref(), Some("12345"));
    assert_eq!(file("FOI 12345 letter.docx").as_deref(), Some("12345"));
    assert_eq!(file("20250303 response.pdf"), None);
    assert_eq!(file("Table 12345.xlsx"), None);
}

#[test]
fn initials_belong_to_the_number_behind_them_and_a_label_may_stand_behind_it() {
    let told = |subject: &str, text: &str| read(subject, text).unwrap_or_default();
    assert_eq!(told("More details needed: QTR 44190", "QTR 44190 is on hold."), "QTR 44190");
    assert_eq!(told("RFI 3351: passed on", "RFI 3351 has been transferred."), "RFI 3351");
    assert_eq!(in_text("Our number for them is ZCF 25-31.").as_deref(), Some("ZCF 25-31"));
    assert_eq!(in_text("Got this, it's 0418-25 on our register.").as_deref(), Some("0418-25"));
    assert_eq!(in_text("It is on our spreadsheet as 25/0612.").as_deref(), Some("25/0612"));
    assert_eq!(in_text("BW 3390 yw rhif eich cais yma.").as_deref(), Some("BW 3390"));
    assert_eq!(in_text("SW/14420 - notice under section 12(1)").as_deref(), Some("SW/14420"));
    assert_eq!(in_text("Reference: IC-2025-1409").as_deref(), Some("IC-2025-1409"));
    assert_eq!(in_text("The ICO's reference is IC-123456-X1Y2."), None);
}

#[test]
fn a_reference_keeps_the_word_that_is_printed_before_it_within_a_sentence() {
    let text = "We have begun work on it under the number FoI 14983.";
    assert_eq!(in_text(text).as_deref(), Some("FoI 14983"));
    let found = read("FOI 118823 Response", "Thank you for FOI 118823, to which we reply.");
    assert_eq!(found.as_deref(), Some("FOI 118823"));
    assert_eq!(read("FOI 24841 - delay", "").as_deref(), Some("24841"));
    assert_eq!(in_text("Cyfeirnod Rh.G. 2025/52").as_deref(), Some("Rh.G. 2025/52"));
    assert_eq!(in_text("Our number for it is ZCF 3381.").as_deref(), Some("ZCF 3381"));
    let found = read("[Ticket#2025020410000213] Your request", "Thank you.");
    assert_eq!(found.as_deref(), Some("2025020410000213"));
}

#[test]
fn a_number_of_a_question_or_of_a_photograph_is_none_unless_it_names_the_request() {
    assert_eq!(in_text("Your question number is Q-8802.").as_deref(), Some("Q-8802"));
    assert_eq!(in_text("For question 1204 we counted nobody."), None);
    assert_eq!(in_text("Request DSC-48821 is complete.").as_deref(), Some("DSC-48821"));
    assert_eq!(in_text("See the file DSC-48821 for the table."), None);
    assert_eq!(in_text("Got it, thanks - 25/0911, due 03.03.25.").as_deref(), Some("25/0911"));
}

#[test]
fn a_subject_that_begins_with_a_reference_names_it() {
    let text = "Ada,\n\nWe only report by financial year, so what I can offer for RQST-5524 relates to 1 April 2023 to 31 March 2024:\n\nQuestion 1 - 26\n\nThe next run, covering 2024/25, won't exist until June.";
    assert_eq!(read("RQST-5524 answer", text).as_deref(), Some("RQST-5524"));
    assert_eq!(
        in_text("we don't hold any of this (Qs 1, 2 or 3). Ref 9077/FI.").as_deref(),
        Some("9077/FI")
    );
}
