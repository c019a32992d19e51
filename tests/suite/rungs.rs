//! A letter for every rung: under each Act, with specimen facts, each as a council officer reads it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use foi_campaign::campaign::Campaign;
use foi_campaign::case::events::LetterKind;
use foi_campaign::jobs::templates::{asked, specimens};
use foi_campaign::law::Law;
use foi_campaign::law::regime::regulator;
use foi_campaign::letters::compose::{self, Request};
use foi_campaign::letters::occasion::{Attachment, Language, Review, TheirReply};
use foi_campaign::letters::source::{self, Source};
use foi_campaign::letters::templates::{Override, Templates, names, shipped};
use foi_campaign::letters::{Letter, Occasion, lint, specimen};
use foi_campaign::register::Authority;
use mailparse::MailHeaderMap;

use crate::world::World;

const REFERENCE: &str = "SPEC-7K3Q-P2M8";

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn authority(law: Law) -> Authority {
    specimen::authority(law)
}

/// A letter to a specimen authority, or why it cannot be written.
fn letter(kind: LetterKind, law: Law, occasion: &Occasion<'_>) -> Result<Letter, String> {
    let (campaign, authority, sender) = (specimen::campaign(), authority(law), specimen::sender());
    let request = Request {
        campaign: &campaign,
        authority: &authority,
        to: "foi@specimen.invalid",
        reference: REFERENCE,
        sender: &sender,
    };
    let templates = Templates::new(Vec::new()).unwrap();
    let occasion = Occasion { under: Some(law), ..occasion.clone() };
    compose::write(&templates, kind, request, &occasion).map_err(|error| format!("{error:#}"))
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn today() -> Occasion<'static> {
    let working: &'static [String] =
        Box::leak(Box::new(["Working day 20 is Tuesday 22 December 2026.".to_owned()]));
    Occasion {
        sent_on: Some(day("2026-11-23")),
        received_on: Some(day("2026-11-23")),
        due_on: Some(day("2026-12-22")),
        working,
        ..Occasion::on(day("2027-01-20"))
    }
}

fn replied(codes: &[&'static str]) -> Occasion<'static> {
    let reply = TheirReply::on(day("2026-12-18"), "refusal notice");
    Occasion { reply: Some(reply), grounds: codes.to_vec(), ..today() }
}

// Every letter there is.

#[test]
fn every_letter_under_every_act_is_as_it_was_read_and_approved() {
    let (campaign, sender) = (specimen::campaign(), specimen::sender());
    let templates = Templates::new(Vec::new()).unwrap();
    let mut used = BTreeSet::new();
    for law in Law::ALL {
        let authority = authority(law);
        for kind in LetterKind::ALL {
            let mut whole = String::new();
            for written in specimens(&templates, &campaign, (&authority, law), &sender, kind) {
                let label = format!("{} {} {}", law.code(), kind.code(), written.case);
                let letter = written.letter.unwrap();
                let unchecked: Vec<String> = letter.unchecked.iter().cloned().collect();
                assert_eq!(written.faults, unchecked, "{label}");
                assert_eq!(unchecked.is_empty(), !letter.template.contains("/cy/"), "{label}");
                used.insert(letter.template.clone());
                assert_eq!(letter.kind, kind);
                assert!(letter.body.lines().all(|line| line.chars().count() <= 78), "{label}");
                assert!(!letter.body.contains("{#"), "{label}");
                assert!(!letter.body.contains("\n\n\n"), "{label}");
                let Letter { to, subject, body, .. } = letter;
                writeln!(whole, "=== {label}\nTo: {to}\nSubject: {subject}\n{body}").unwrap();
            }
            if whole.is_empty() {
                continue;
            }
            insta::with_settings!(
                {
                    snapshot_path => "../fixtures/letters",
                    prepend_module_to_snapshot => false,
                    omit_expression => true,
                },
                { insta::assert_snapshot!(format!("{}-{}", law.code(), kind.code()), whole) }
            );
        }
    }
    for name in names() {
        if let (source::What::Letter(_), _, _) = source::described(name) {
            assert!(used.contains(name), "{name} is never written");
        }
    }
}

#[test]
fn both_acts_have_a_letter_of_every_kind_and_no_file_is_forgotten() {
    for kind in LetterKind::ALL {
        assert_eq!(LetterKind::parse(kind.code()), Some(kind));
        let written = serde_json::to_string(&kind).unwrap();
        assert_eq!(written, format!("\"{}\"", kind.code()));
        // Nobody can write a person's own words beforehand.
        for law in ["foia", "foisa"].into_iter().filter(|_| kind != LetterKind::Free) {
            assert!(shipped(&format!("{law}/{}.txt", kind.code())).is_some(), "{law} {kind:?}");
        }
        assert_eq!(kind.to_regulator(), kind == LetterKind::Complaint);
    }
    let known: BTreeSet<&str> = names().collect();
    for (name, _) in files() {
        assert!(known.contains(name.as_str()), "{name} does not ship");
    }
    assert_eq!(known.len(), files().len());
}

/// Every file under `templates/letters` with its text.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/letters");
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn no_letter_has_a_regulator_written_into_it() {
    for (name, text) in files() {
        for word in ["Information Commission", "Commissioner", "Comisiynydd", "@", ".gov.uk"] {
            assert!(!text.contains(word), "{name} says {word}");
        }
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        assert!(!words.any(|word| word == "ICO" || word == "OSIC"), "{name}");
        for law in Law::ALL {
            let regulator = regulator(law, day("2026-11-25")).unwrap();
            assert!(!text.contains(&regulator.name), "{name}");
        }
    }
}

#[test]
fn no_letter_writes_out_the_number_of_working_days_for_a_reply() {
    for (name, text) in files() {
        for word in ["twentieth", "twenty working", "20 working", "20th working", "40 working"] {
            assert!(!text.to_lowercase().contains(word), "{name} says {word}");
        }
    }
}

// Facts.

#[test]
fn a_reminder_states_the_arithmetic_and_the_last_one_names_the_regulator_and_the_days() {
    let occasion = today();
    let own = regulator(Law::Foia, occasion.today).unwrap();
    let occasion = Occasion {
        regulator: Some(&own),
        chased_on: vec![day("2026-12-23")],
        complain_from: Some(day("2027-01-12")),
        complain_by: Some(day("2027-02-02")),
        ..occasion
    };
    let body = flat(&letter(LetterKind::FinalChaser, Law::Foia, &occasion).unwrap().body);
    for words in [
        "Working day 20 is Tuesday 22 December 2026.",
        "reminded you on Wednesday 23 December 2026",
        &own.name,
        "from Tuesday 12 January 2027 on",
        "by Tuesday 2 February 2027",
    ] {
        assert!(body.contains(words), "{words}: {body}");
    }
}

#[test]
fn the_regulator_is_whoever_the_workspace_says_it_is() {
    let mut new = regulator(Law::Foia, day("2027-01-20")).unwrap();
    new.name = "Information Commission".to_owned();
    new.email = "cases@commission.invalid".to_owned();
    let occasion =
        Occasion { regulator: Some(&new), chased_on: vec![day("2026-12-23")], ..today() };
    let letter = letter(LetterKind::Complaint, Law::Foia, &occasion).unwrap();
    assert_eq!(letter.to, "cases@commission.invalid");
    assert_eq!(letter.to_name, "Information Commission");
    assert!(letter.body.contains("To the Information Commission\n"), "{}", letter.body);
    assert!(!letter.body.contains("Commissioner"), "{}", letter.body);
}

#[test]
fn what_a_kind_needs_and_does_not_get_is_named() {
    let bare = Occasion::on(day("2027-01-20"));
    for (kind, law, wanted) in [
        (LetterKind::Chaser, Law::Foia, "`working`"),
        (LetterKind::FinalChaser, Law::Foia, "`complain_from` and `complain_by`"),
        (LetterKind::FinalChaser, Law::Foisa, "`review_by`"),
        (LetterKind::FinalChaser, Law::Eir, "`chased_on`"),
        (LetterKind::ClarificationReply, Law::Foia, "`words`"),
        (LetterKind::FeeReply, Law::Foia, "`fee`"),
        (LetterKind::Narrowing, Law::Foisa, "`keep`"),
        (LetterKind::ExtensionChallenge, Law::Foia, "`extension`"),
        (LetterKind::ReviewRequest, Law::Foisa, "`grounds`"),
        (LetterKind::ReviewChaser, Law::Foia, "`review`"),
        (LetterKind::Complaint, Law::Foia, "`regulator`"),
        (LetterKind::Complaint, Law::Foia, "reminded the authority"),
        (LetterKind::Complaint, Law::Foisa, "a review must have been required first"),
        (LetterKind::IdentityReply, Law::Foia, "`reply`"),
        (LetterKind::WebFormReply, Law::Foia, "`sent_on`"),
        (LetterKind::ReceiptCorrection, Law::Foia, "`stated_receipt`"),
        (LetterKind::TransferConsent, Law::Foia, "`transferee`"),
        (LetterKind::FollowUp, Law::Foia, "`earlier_reference`"),
    ] {
        let said = letter(kind, law, &bare).unwrap_err();
        assert!(said.contains(wanted) && said.contains(kind.code()), "{kind:?}: {said}");
    }
    for kind in [LetterKind::Request, LetterKind::Thanks, LetterKind::Withdrawal] {
        letter(kind, Law::Foia, &bare).unwrap();
    }
}

#[test]
fn an_empty_answer_to_their_question_is_no_answer() {
    let occasion = Occasion { words: Some("  \n"), ..today() };
    let said = letter(LetterKind::ClarificationReply, Law::Foia, &occasion).unwrap_err();
    assert!(said.contains("your answer to their question"), "{said}");
}

#[test]
fn a_narrowed_request_keeps_the_questions_named_and_says_that_it_replaces() {
    let occasion = Occasion { keep: vec!["1", "3"], ..replied(&[]) };
    let letter = letter(LetterKind::Narrowing, Law::Foia, &occasion).unwrap();
    assert!(letter.body.contains("REPLACES"), "{}", letter.body);
    assert!(flat(&letter.body).contains("questions 1 and 3 under the same numbers"));
    assert!(letter.body.contains("\n3. ") && !letter.body.contains("\n2. "), "{}", letter.body);
    let asks = asked(&specimen::campaign(), LetterKind::Narrowing, &["1", "3"]);
    assert_eq!(lint::check(&letter, Law::Foia, &asks, REFERENCE), [""; 0]);
    let occasion = Occasion { keep: vec!["7"], ..replied(&[]) };
    let said = self::letter(LetterKind::Narrowing, Law::Foia, &occasion).unwrap_err();
    assert!(said.contains("there is no 7"), "{said}");
}

#[test]
fn an_extension_that_a_law_does_not_know_cannot_be_challenged_under_it() {
    use foi_campaign::letters::occasion::{Extension, Fault};
    let notice = |fault| Occasion {
        extension: Some(Extension { notified_on: day("2026-12-18"), until: None, fault }),
        ..today()
    };
    for (law, fault) in [
        (Law::Foisa, Fault::NoExemption),
        (Law::Foia, Fault::NoneInAct),
        (Law::Foia, Fault::NotComplexAndVoluminous),
        (Law::Eir, Fault::NotQualified { section: "FOIA-s12".to_owned() }),
    ] {
        let said = letter(LetterKind::ExtensionChallenge, law, &notice(fault)).unwrap_err();
        assert!(said.contains("a fault that this law knows"), "{said}");
    }
    let cost = Fault::NotQualified { section: "FOIA-s12".to_owned() };
    let body = letter(LetterKind::ExtensionChallenge, Law::Foia, &notice(cost)).unwrap().body;
    assert!(flat(&body).contains("You rely on section 12."), "{body}");
}

#[test]
fn what_is_wrong_with_a_notice_of_more_time_follows_from_what_it_says() {
    use foi_campaign::letters::occasion::Fault;
    let (due, limit) = (day("2026-12-22"), day("2027-01-22"));
    let of = |law, sections: &[&str], notified: &str, until: Option<&str>| {
        let sections: Vec<String> = sections.iter().map(|code| (*code).to_owned()).collect();
        Fault::of(law, &sections, (day(notified), until.map(day)), (due, limit))
    };
    let section = || "FOIA-s21".to_owned();
    for (law, sections, notified, until, fault) in [
        (Law::Foisa, &["FOISA-s30"][..], "2026-12-01", None, Some(Fault::NoneInAct)),
        (Law::Foia, &[], "2026-12-01", None, Some(Fault::NoExemption)),
        (Law::Foia, &[], "2026-12-23", None, Some(Fault::Late)),
        (
            Law::Foia,
            &["FOIA-s21", "FOIA-s14(1)"],
            "2026-12-22",
            None,
            Some(Fault::NotQualified { section: section() }),
        ),
        (Law::Foia, &["FOIA-s21", "FOIA-s31"], "2026-12-01", Some("2027-01-22"), None),
        (Law::Foia, &["FOIA-s40(2)"], "2026-12-01", None, None),
        (
            Law::Foia,
            &["FOIA-s31"],
            "2026-12-01",
            Some("2027-01-23"),
            Some(Fault::TooLong { limit }),
        ),
        (Law::Eir, &[], "2026-12-01", Some("2027-01-22"), None),
        (Law::Eisr, &[], "2026-12-23", None, Some(Fault::Late)),
    ] {
        assert_eq!(of(law, sections, notified, until), fault, "{law:?} {sections:?} {notified}");
    }
}

#[test]
fn a_complaint_about_a_review_without_an_outcome_waits_for_the_long_stop() {
    let own = regulator(Law::Foia, day("2027-01-20")).unwrap();
    let review =
        Review { asked_on: day("2026-12-21"), due_on: Some(day("2027-01-20")), outcome_on: None };
    let occasion = |from: Option<&str>| Occasion {
        regulator: Some(&own),
        review: Some(review),
        complain_from: from.map(day),
        ..replied(&["FOIA-s12"])
    };
    for early in [None, Some("2027-02-18")] {
        let said = letter(LetterKind::Complaint, Law::Foia, &occasion(early)).unwrap_err();
        assert!(said.contains("the regulator waits longer"), "{said}");
    }
    letter(LetterKind::Complaint, Law::Foia, &occasion(Some("2027-01-20"))).unwrap();
}

// Grounds.

#[test]
fn several_sections_are_argued_in_the_order_in_which_they_were_cited() {
    let occasion = replied(&["FOIA-s40(2)", "FOIA-s12", "not_held"]);
    let body = flat(&letter(LetterKind::ReviewRequest, Law::Foia, &occasion).unwrap().body);
    let at = |words: &str| body.find(words).unwrap_or_else(|| panic!("{words}: {body}"));
    assert!(at("Section 40(2): personal information") < at("Section 12: cost of compliance"));
    assert!(at("SI 2004/3244") < at("Information said not to be held"));
    assert!(body.contains("for the reasons below"));
    assert!(body.contains("Decisions 078/2020 to 081/2020"));
}

#[test]
fn a_section_without_a_text_of_its_own_gets_the_general_one() {
    for (law, code, words) in [
        (Law::Foia, "FOIA-s43", "You rely on section 43 (commercial interests)."),
        (Law::Foia, "FOIA-s24(1)", "You rely on section 24(1)."),
        (
            Law::Foisa,
            "FOISA-s36(2)",
            "You rely on section 36(2) (actionable breach of confidence).",
        ),
        (Law::Eir, "EIR-r12(4)(b)", "You rely on regulation 12(4)(b)."),
    ] {
        let body = letter(LetterKind::ReviewRequest, law, &replied(&[code])).unwrap().body;
        assert!(flat(&body).contains(words), "{code}: {body}");
    }
}

#[test]
fn a_code_of_another_act_or_of_none_is_refused() {
    for (law, code) in [
        (Law::Foia, "FOISA-s12"),
        (Law::Foisa, "FOIA-s12"),
        (Law::Foia, "s12"),
        (Law::Foia, "cost"),
        (Law::Eir, "EIR-s12"),
        (Law::Foia, "FOIA-sX"),
    ] {
        let said = letter(LetterKind::ReviewRequest, law, &replied(&[code])).unwrap_err();
        assert!(said.contains(code) && said.contains("is no ground"), "{said}");
    }
}

#[test]
fn silence_is_reviewed_in_scotland_alone_and_by_itself() {
    let silence = Occasion { grounds: vec!["silence"], ..today() };
    let scottish = letter(LetterKind::ReviewRequest, Law::Foisa, &silence).unwrap();
    assert!(flat(&scottish.body).contains("because we have had no reply"), "{}", scottish.body);
    let said = letter(LetterKind::ReviewRequest, Law::Foia, &silence).unwrap_err();
    assert!(said.contains("no review comes first"), "{said}");
    let said = letter(LetterKind::ReviewRequest, Law::Foisa, &replied(&["late"])).unwrap_err();
    assert!(said.contains("this one is not late"), "{said}");
    let both = replied(&["silence", "late"]);
    let said = letter(LetterKind::ReviewRequest, Law::Foisa, &both).unwrap_err();
    assert!(said.contains("silence alone"), "{said}");
}

#[test]
fn an_application_in_scotland_has_everything_that_section_47_asks_for() {
    let own = regulator(Law::Foisa, day("2027-01-20")).unwrap();
    let review = Review {
        asked_on: day("2026-12-28"),
        due_on: Some(day("2027-01-26")),
        outcome_on: Some(day("2027-01-20")),
    };
    let occasion = Occasion {
        regulator: Some(&own),
        review: Some(review),
        words: Some("Nobody can be identified."),
        ..replied(&["FOISA-s38(1)(b)"])
    };
    let body = flat(&letter(LetterKind::Complaint, Law::Foisa, &occasion).unwrap().body);
    for words in [
        "The applicant: Ada Example",
        "requests@harbour-watch.example",
        "1. How many children",
        "Why we required a review - Section 38(1)(b): personal information",
        "Why we are still dissatisfied Nobody can be identified.",
    ] {
        assert!(body.contains(words), "{words}: {body}");
    }
    let without = Occasion { words: None, ..occasion };
    let said = letter(LetterKind::Complaint, Law::Foisa, &without).unwrap_err();
    assert!(said.contains("why you are still dissatisfied"), "{said}");
}

#[test]
fn a_letter_that_the_regulations_do_not_have_says_what_to_do() {
    let said = letter(LetterKind::Thanks, Law::Eir, &today()).unwrap_err();
    assert!(said.contains("eir/thanks.txt") && said.contains("request was made under"), "{said}");
    let occasion = Occasion { language: Language::Welsh, ..today() };
    let said = letter(LetterKind::Thanks, Law::Foia, &occasion).unwrap_err();
    assert!(said.contains("write it in English"), "{said}");
}

// What the checks say.

#[test]
fn a_complaint_goes_to_the_regulator_and_nothing_else_does() {
    let own = regulator(Law::Foia, day("2027-01-20")).unwrap();
    let chased_on = vec![day("2026-12-23")];
    let occasion = Occasion { regulator: Some(&own), chased_on, ..today() };
    let mut complaint = letter(LetterKind::Complaint, Law::Foia, &occasion).unwrap();
    assert_eq!(lint::check(&complaint, Law::Foia, &[], REFERENCE), [""; 0]);
    complaint.to = "foi@specimen.invalid".to_owned();
    let faults = lint::check(&complaint, Law::Foia, &[], REFERENCE).join("\n");
    assert!(faults.contains("it is for the regulator"), "{faults}");
    let mut reminder = letter(LetterKind::Chaser, Law::Foia, &occasion).unwrap();
    reminder.to.clone_from(&own.email);
    let faults = lint::check(&reminder, Law::Foia, &[], REFERENCE).join("\n");
    assert!(faults.contains("it is for the authority"), "{faults}");
}

#[test]
fn a_letter_under_the_regulations_fits_the_nation_that_has_them() {
    let chaser = letter(LetterKind::Chaser, Law::Eir, &today()).unwrap();
    assert_eq!(lint::check(&chaser, Law::Eir, &[], REFERENCE), [""; 0]);
    let faults = lint::check(&chaser, Law::Eisr, &[], REFERENCE).join("\n");
    assert!(faults.contains("contradict each other"), "{faults}");
    let faults = lint::check(&chaser, Law::Foia, &[], REFERENCE).join("\n");
    assert!(faults.contains("does not name the Freedom of Information Act 2000"), "{faults}");
}

// Bytes.

#[test]
fn a_later_letter_keeps_the_thread_and_has_an_id_of_its_own() {
    let occasion = Occasion {
        number: 2,
        in_reply_to: Some("<their-reply@specimen.invalid>"),
        references: vec!["request@x.invalid", "<their-reply@specimen.invalid>"],
        ..today()
    };
    let letter = letter(LetterKind::Thanks, Law::Foia, &occasion).unwrap();
    assert_eq!(letter.message_id, "spec-7k3q-p2m8.thanks-2@harbour-watch.example");
    let bytes = letter.bytes(&specimen::sender(), "2027-01-20T09:00:00Z".parse().unwrap()).unwrap();
    let mail = mailparse::parse_mail(&bytes).unwrap();
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    assert_eq!(header("In-Reply-To"), "<their-reply@specimen.invalid>");
    assert_eq!(header("References"), "<request@x.invalid> <their-reply@specimen.invalid>");
    assert_eq!(header("Message-ID"), format!("<{}>", letter.message_id));
}

#[test]
fn a_complaint_starts_a_thread_of_its_own_and_brings_its_papers() {
    let own = regulator(Law::Foia, day("2027-01-20")).unwrap();
    let paper = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    };
    let occasion = Occasion {
        regulator: Some(&own),
        chased_on: vec![day("2026-12-23")],
        in_reply_to: Some("their-reply@specimen.invalid"),
        attachments: vec![
            paper("request.eml", "message/rfc822", b"Subject: x\r\n\r\nHello.\r\n"),
            paper("clock – Ŵ.pdf", "application/pdf", b"%PDF-1.4 \x00\xff"),
        ],
        ..today()
    };
    let letter = letter(LetterKind::Complaint, Law::Foia, &occasion).unwrap();
    assert!(flat(&letter.body).contains("Enclosed: - request.eml"), "{}", letter.body);
    let bytes = letter.bytes(&specimen::sender(), "2027-01-20T09:00:00Z".parse().unwrap()).unwrap();
    let mail = mailparse::parse_mail(&bytes).unwrap();
    assert!(mail.headers.get_first_value("In-Reply-To").is_none());
    assert!(mail.headers.get_first_value("References").is_none());
    assert_eq!(mail.ctype.mimetype, "multipart/mixed");
    let [text, request, clock] = mail.subparts.as_slice() else {
        panic!("{}", mail.subparts.len())
    };
    assert_eq!(text.get_body().unwrap().replace("\r\n", "\n").trim_end(), letter.body.trim_end());
    let name = |part: &mailparse::ParsedMail<'_>| {
        part.get_content_disposition().params.get("filename").cloned().unwrap_or_default()
    };
    assert_eq!(name(request), "request.eml");
    assert_eq!(request.ctype.mimetype, "message/rfc822");
    assert_eq!(name(clock), "clock – Ŵ.pdf");
    assert_eq!(clock.get_body_raw().unwrap(), b"%PDF-1.4 \x00\xff");
}

// Welsh.

#[test]
fn a_welsh_letter_may_not_leave_until_somebody_has_checked_it() {
    let templates = Templates::new(Vec::new()).unwrap();
    for name in ["foia/cy/request.txt", "foia/cy/chaser.txt"] {
        let why = templates.needs_check(name).unwrap();
        assert!(why.contains("foi templates eject"), "{why}");
        let copied = source::copy(name).unwrap();
        let own = |text: String| {
            let file = name.to_owned();
            Templates::new(vec![Override { name: file.clone(), text, file }]).unwrap()
        };
        assert!(own(copied.clone()).needs_check(name).is_some(), "copied, and not yet read");
        let read: Vec<&str> =
            copied.lines().filter(|line| !line.contains("foi-needs-check")).collect();
        let read = read.join(
            "
",
        );
        assert_eq!(own(read).needs_check(name), None);
    }
    for name in names().filter(|name| !name.contains("/cy/")) {
        assert_eq!(templates.needs_check(name), None, "{name}");
    }
}

#[test]
fn a_welsh_letter_has_the_welsh_name_welsh_dates_and_both_names_of_the_act() {
    let occasion = Occasion { language: Language::Welsh, ..today() };
    let letter = letter(LetterKind::Chaser, Law::Foia, &occasion).unwrap();
    assert_eq!(letter.template, "foia/cy/chaser.txt");
    let body = flat(&letter.body);
    for words in [
        "Cyngor Sir Enghreifftiol Annwyl Syr neu Fadam,",
        "dydd Llun 23 Tachwedd 2026",
        "dydd Mawrth 22 Rhagfyr 2026",
        "Deyrnas Unedig (adran 10(6))",
        "Ddeddf Rhyddid Gwybodaeth 2000 (Freedom of Information Act 2000)",
    ] {
        assert!(body.contains(words), "{words}: {body}");
    }
    let faults = lint::check(&letter, Law::Foia, &[], REFERENCE);
    assert!(
        matches!(faults.as_slice(), [only] if only.contains("has not been checked")),
        "{faults:?}"
    );
}

// Copies of one's own.

#[test]
fn a_copied_letter_leaves_no_trace_of_its_first_line() {
    let (campaign, sender) = (specimen::campaign(), specimen::sender());
    let overrides = names().map(|name| Override {
        name: name.to_owned(),
        text: source::copy(name).unwrap(),
        file: name.to_owned(),
    });
    let (ours, theirs) =
        (Templates::new(Vec::new()).unwrap(), Templates::new(overrides.collect()).unwrap());
    for law in Law::ALL {
        let authority = authority(law);
        for kind in LetterKind::ALL {
            let written = |templates: &Templates, campaign: &Campaign| -> Vec<Letter> {
                specimens(templates, campaign, (&authority, law), &sender, kind)
                    .into_iter()
                    .map(|written| written.letter.unwrap())
                    .collect()
            };
            assert_eq!(written(&ours, &campaign), written(&theirs, &campaign), "{kind:?}");
        }
    }
}

#[test]
fn eject_copies_a_letter_once_and_never_over_a_file() {
    let world = World::on("2026-02-02").campaign("trafficked");
    world.foi(&["templates", "eject", "foia/final_chaser"]).done();
    let path = world.path("templates/letters/foia/final_chaser.txt");
    let text = fs::read_to_string(&path).unwrap();
    let source = Source::read(&text).unwrap();
    assert_eq!(source.name, "foia/final_chaser.txt");
    assert_eq!(source.sha256, source::sha256(shipped("foia/final_chaser.txt").unwrap()));
    assert_eq!(text.split_once('\n').unwrap().1, shipped("foia/final_chaser.txt").unwrap());
    fs::write(&path, "mine").unwrap();
    let said = world.foi(&["templates", "eject", "foia/final_chaser"]).failed();
    assert!(said.contains("never overwritten"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    world.foi(&["templates", "eject", "parts/signature", "--campaign", "trafficked"]).done();
    assert!(world.path("campaigns/trafficked/letters/parts/signature.txt").is_file());
    let said = world.foi(&["templates", "eject", "foia/chasser"]).failed();
    assert!(said.contains("foia/chaser.txt"), "{said}");
}

#[test]
fn the_list_says_which_letters_are_ones_own_and_where() {
    let world = World::on("2026-02-02").campaign("trafficked");
    world.foi(&["templates", "eject", "foisa/thanks", "--campaign", "trafficked"]).done();
    let row = world.row(&["templates", "list"], "name", "foisa/thanks.txt");
    let file = row["overridden"][0].as_str().unwrap();
    assert!(file.ends_with("campaigns/trafficked/letters/foisa/thanks.txt"), "{row}");
    assert_eq!((&row["kind"], &row["law"]), (&"thanks".into(), &"foisa".into()));
    let row = world.row(&["templates", "list"], "name", "foia/cy/request.txt");
    assert_eq!((&row["language"], &row["needs_check"]), (&"cy".into(), &true.into()));
    assert_eq!(world.rows(&["templates", "list"]).len(), names().count());
    let shown = world.foi(&["templates", "show", "foia/grounds/s40"]).done().stdout;
    assert_eq!(shown, shipped("foia/grounds/s40.txt").unwrap());
}

#[test]
fn check_says_whether_ones_own_letters_still_fit() {
    let world = World::on("2026-02-02").campaign("trafficked");
    world.foi(&["templates", "check"]).done();
    world.foi(&["templates", "eject", "foia/thanks"]).done();
    world.foi(&["templates", "check"]).done();
    let row = || world.foi(&["templates", "check", "--json"]).rows()[0].clone();
    assert_eq!((&row()["source"], &row()["right"]), (&"current".into(), &true.into()));
    let path = world.path("templates/letters/foia/thanks.txt");
    let text = fs::read_to_string(&path).unwrap();

    let hash = source::sha256(shipped("foia/thanks.txt").unwrap());
    fs::write(&path, text.replace(&hash, &"0".repeat(64))).unwrap();
    let said = world.foi(&["templates", "check"]).failed();
    assert!(said.contains(&hash) && said.contains("has changed since"), "{said}");
    assert_eq!((&row()["source"], &row()["is"]), (&"moved_on".into(), &hash.into()));

    fs::write(&path, text.replace("reply.what", "reply.waht")).unwrap();
    let said = world.foi(&["templates", "check"]).failed();
    assert!(said.contains("foia thanks") && said.contains("waht"), "{said}");

    fs::write(&path, text.replace("{{ act }}", "law")).unwrap();
    assert!(world.foi(&["templates", "check"]).failed().contains("does not name"));

    let bare = text.split_once('\n').unwrap().1.replace("with care", "at once");
    fs::write(&path, bare).unwrap();
    let said = world.foi(&["templates", "check"]).done().stdout;
    assert!(said.contains("does not say what it was copied from"), "{said}");
}

#[test]
fn check_knows_a_ground_a_part_and_a_welsh_letter() {
    let world = World::on("2026-02-02");
    world.foi(&["templates", "eject", "foia/grounds/s40"]).done();
    world.foi(&["templates", "eject", "parts/signature"]).done();
    world.foi(&["templates", "check"]).done();
    let path = world.path("templates/letters/parts/signature.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("sender.name", "sender.nmae")).unwrap();
    let said = world.foi(&["templates", "check"]).failed();
    assert!(said.contains("parts/signature.txt") && said.contains("nmae"), "{said}");
    fs::write(&path, text).unwrap();
    world.foi(&["templates", "eject", "foia/cy/chaser"]).done();
    let said = world.foi(&["templates", "check"]).failed();
    assert!(said.contains("has not been checked"), "{said}");
}

#[test]
fn the_shipped_letters_are_nobodys_own_in_the_repository_that_they_lie_in() {
    let world = World::on("2026-02-02");
    let path = world.path("templates/letters/foia/cy/chaser.txt");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, shipped("foia/cy/chaser.txt").unwrap()).unwrap();
    assert_eq!(world.foi(&["templates", "check", "--json"]).done().rows().len(), 0);
    let row = world.row(&["templates", "list"], "name", "foia/cy/chaser.txt");
    assert_eq!(row["overridden"], serde_json::json!([]));
}

#[test]
fn a_letter_can_be_looked_at_before_it_is_ever_needed() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "glasgow"]);
    let preview = |authority: &str, kind: &str| {
        world.foi(&[
            "campaign",
            "preview",
            authority,
            "--campaign",
            "trafficked",
            "--kind",
            kind,
            "--json",
        ])
    };
    for kind in LetterKind::ALL.into_iter().filter(|kind| *kind != LetterKind::Free) {
        for authority in ["kent", "glasgow"] {
            let rows = preview(authority, kind.code()).done().rows();
            assert!(!rows.is_empty());
            for row in rows {
                assert_eq!(row["kind"], kind.code());
                assert_eq!(row["faults"], serde_json::json!([]), "{row}");
            }
        }
    }
    let cases = preview("kent", "fee_reply").rows();
    assert_eq!(cases.len(), 3, "{cases:?}");
    assert_eq!(preview("kent", "frobnicate").code, 2);
    assert!(preview("kent", "free").failed().contains("there is no free under foia"));
}
