//! Letters: the right Act and every header, and nothing that must not leave.

use std::fs;

use foi_campaign::jobs::Workspace;
use foi_campaign::jobs::register::keep;
use foi_campaign::law::Law;
use foi_campaign::now::Now;
use foi_campaign::register::{Decision, Register};
use mailparse::{MailAddr, MailHeaderMap, ParsedMail};
use serde_json::Value;

use crate::world::{SETTINGS, World};

const CAMPAIGN: &str = r#"title = "Street lights"
reference = "SL"
period = { from = 2024-01-01, to = 2024-12-31 }
[recipients]
nations = ["england", "wales", "scotland", "northern-ireland"]
[[question]]
id = "lights"
number = "1"
text = "How many street lights did you maintain?"
type = "count"
unit = "lights"
[[question]]
id = "led"
number = "2"
text = "How many of them were LED?"
type = "count"
unit = "lights"
part_of = "lights"
"#;

/// A letter of the campaigner's own, with nothing wrong in it.
const OVERRIDE: &str = "Subject: Our own letter: {{ campaign.title }} [{{ reference }}]

Dear {{ authority.name }},

Please answer under the {{ act }}.

{% include \"questions.txt\" %}

{{ sender.name }}
";

fn world() -> World {
    World::on("2025-02-03").campaign_text("lamps", CAMPAIGN)
}

/// Puts a letter over the shipped one: `place` is a folder of the workspace.
fn put(world: &World, place: &str, name: &str, text: &str) {
    let path = world.path(place).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The letter to an authority as a preview shows it to programs.
#[track_caller]
fn preview(world: &World, authority: &str) -> Value {
    let run = world.foi(&["campaign", "preview", authority, "--campaign", "lamps", "--json"]);
    assert!(!run.stdout.is_empty(), "{}", run.stderr);
    run.rows()[0].clone()
}

/// The reasons why this letter, put over the shipped one, must not leave.
#[track_caller]
fn faults(text: &str) -> String {
    let world = world().addresses(&["kent"]);
    put(&world, "templates/letters", "foia/request.txt", text);
    let faults = preview(&world, "kent")["faults"].to_string();
    let launch = world.foi(&["launch", "lamps"]);
    assert_eq!(launch.code == 0, faults == "[]", "{faults}: {}", launch.stdout);
    if faults != "[]" {
        let words = world.foi(&["launch", "lamps", "--confirm", "1"]).failed();
        assert!(words.contains("not fit to launch"), "{words}");
        assert_eq!(world.letters().len(), 0);
    }
    faults
}

/// One line, one space between words.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bytes of the letter to an authority that has left.
#[track_caller]
fn sent(world: &World, authority: &str) -> String {
    let reference = world.council(authority).reference;
    world.letters().remove(&format!("{reference}-1.eml")).expect(&reference)
}

fn parsed(letter: &str) -> ParsedMail<'_> {
    mailparse::parse_mail(letter.as_bytes()).unwrap()
}

/// Name and address of each in a header.
#[track_caller]
fn people(mail: &ParsedMail<'_>, header: &str) -> Vec<(Option<String>, String)> {
    let headers = mail.get_headers();
    let header = headers.get_first_header(header).expect(header);
    mailparse::addrparse_header(header)
        .unwrap()
        .iter()
        .map(|entry| match entry {
            MailAddr::Single(single) => (single.display_name.clone(), single.addr.clone()),
            MailAddr::Group(group) => panic!("a group: {group}"),
        })
        .collect()
}

/// Fails if the letter has a header that none of ours has.
#[track_caller]
fn only_our_headers(letter: &str) {
    let known = [
        "from",
        "reply-to",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "sender",
        "auto-submitted",
    ];
    for header in &parsed(letter).headers {
        assert!(known.contains(&header.get_key().to_lowercase().as_str()), "{}", header.get_key());
    }
}

// What a preview shows.

#[test]
fn a_preview_shows_the_letter_as_it_would_leave_headers_and_all() {
    let world = world().addresses(&["kent"]);
    let run = world.foi(&["campaign", "preview", "kent", "--campaign", "lamps"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mail = parsed(&run.stdout);
    assert_eq!(
        people(&mail, "To"),
        [(Some("Kent County Council".into()), "foi@kent.invalid".into())]
    );
    let from = &people(&mail, "From")[0];
    assert_eq!(from.0.as_deref(), Some("Ada Example, Harbour Watch"));
    assert!(from.1.starts_with("requests+sl-"), "{from:?}");
    let headers = mail.get_headers();
    assert!(headers.get_first_value("Subject").unwrap().contains("Street lights [SL-"));
    assert!(headers.get_first_value("Message-ID").unwrap().contains("@harbour-watch.example>"));
    assert!(headers.get_first_value("Date").unwrap().contains("3 Feb 2025 09:00:00"));
    assert!(mail.get_body().unwrap().contains("Dear Kent County Council,"));
    assert_eq!(world.letters().len(), 0, "nothing left");
    assert_eq!(world.rows(&["requests"]).len(), 0, "nothing was recorded");
}

#[test]
fn a_preview_of_nobody_shows_one_letter_of_each_act() {
    let world = world().addresses_for_all();
    let rows = world.rows(&["campaign", "preview", "--campaign", "lamps"]);
    let laws: Vec<Value> = rows
        .iter()
        .map(|row| {
            world.row(&["register"], "authority", row["authority"].as_str().unwrap())["law"].clone()
        })
        .collect();
    assert_eq!(laws.len(), 2);
    assert_ne!(laws[0], laws[1]);
}

#[test]
fn a_preview_warns_of_an_address_that_is_not_verified() {
    let world = world();
    let run = world.foi(&["campaign", "preview", "fife", "--campaign", "lamps"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("fault: fife"), "{}", run.stderr);
    let run = world.foi(&["campaign", "preview", "fyfe", "--campaign", "lamps"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("`fife`"), "{}", run.stderr);
}

#[test]
fn each_nation_is_asked_under_its_act_and_no_other() {
    let world = world().addresses_for_all();
    let (uk, scots) =
        ("Freedom of Information Act 2000", "Freedom of Information (Scotland) Act 2002");
    for (authority, act, other) in [
        ("kent", uk, scots),
        ("cardiff", uk, scots),
        ("belfast-hsct", uk, scots),
        ("glasgow", scots, uk),
        ("na-h-eileanan-siar", scots, uk),
    ] {
        let letter = preview(&world, authority);
        let body = flat(letter["body"].as_str().unwrap());
        assert!(body.contains(act) && !body.contains(other), "{authority}: {body}");
        assert_eq!(letter["faults"], serde_json::json!([]), "{authority}");
    }
}

#[test]
fn every_letter_to_every_authority_is_fit_to_leave() {
    let world = world().addresses_for_all();
    let plan = world.foi(&["launch", "lamps"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
    assert!(plan.stdout.contains("--confirm 212"), "{}", plan.stdout);
}

#[test]
fn what_leaves_is_what_the_preview_showed_but_for_the_reference() {
    let world = world().addresses(&["kent"]);
    let shown = preview(&world, "kent");
    let world = world.launched("lamps");
    let council = world.council("kent");
    let letter = sent(&world, "kent");
    let body = parsed(&letter).get_body().unwrap().replace("\r\n", "\n");
    let expected = shown["body"].as_str().unwrap().replace("SL-XXXX-XXXX", &council.reference);
    assert_eq!(body.trim_end(), expected.trim_end());
}

// Letters of one's own.

#[test]
fn a_campaigns_own_letter_comes_before_the_workspaces_and_that_before_ours() {
    let world = world().addresses(&["kent", "fife"]);
    assert!(preview(&world, "kent")["subject"].as_str().unwrap().starts_with("Freedom of info"));
    put(&world, "templates/letters", "foia/request.txt", OVERRIDE);
    assert!(preview(&world, "kent")["subject"].as_str().unwrap().starts_with("Our own letter"));
    let nearer = OVERRIDE.replace("Our own letter", "The campaign's letter");
    put(&world, "campaigns/lamps/letters", "foia/request.txt", &nearer);
    assert!(preview(&world, "kent")["subject"].as_str().unwrap().starts_with("The campaign's"));
    let scottish = preview(&world, "fife")["subject"].to_string();
    assert!(scottish.contains("Freedom of info"), "the other Act keeps its letter: {scottish}");
}

#[test]
fn the_questions_alone_can_be_written_anew_for_all_letters() {
    let world = world().addresses(&["kent", "fife"]);
    let questions = "{% for question in questions %}{{ question.number }}. (new) {{ question.text }}\n{% endfor %}";
    put(&world, "templates/letters", "questions.txt", questions);
    for authority in ["kent", "fife"] {
        let body = preview(&world, authority)["body"].to_string();
        assert!(body.contains("2. (new) How many of them were LED?"), "{body}");
    }
}

#[test]
fn a_good_letter_of_ones_own_has_no_faults_and_leaves() {
    assert_eq!(faults(OVERRIDE), "[]");
    let world = world().addresses(&["kent"]);
    put(&world, "campaigns/lamps/letters", "foia/request.txt", OVERRIDE);
    let world = world.launched("lamps");
    let letter = sent(&world, "kent");
    assert!(
        parsed(&letter).get_headers().get_first_value("Subject").unwrap().starts_with("Our own")
    );
}

#[test]
fn a_letter_with_a_name_nobody_filled_in_does_not_leave() {
    for unfilled in ["[Your name]", "[AUTHORITY NAME]", "TBC", "TODO", "<council_name>", "[Date]"] {
        let text = OVERRIDE.replace("Dear", &format!("{unfilled}\n\nDear"));
        let faults = faults(&text);
        assert!(faults.contains("not filled in"), "{unfilled}: {faults}");
    }
    let faults = faults(&OVERRIDE.replace("Dear", "{% raw %}{{ authority }}{% endraw %} Dear"));
    assert!(faults.contains("not filled in"), "{faults}");
}

#[test]
fn a_title_with_braces_is_never_filled_in_as_a_template() {
    let text = CAMPAIGN.replace("\"Street lights\"", "\"Street {{ sender.address }} lights\"");
    let world = World::on("2025-02-03").campaign_text("lamps", &text).addresses(&["kent"]);
    let letter = preview(&world, "kent");
    let subject = letter["subject"].as_str().unwrap();
    assert!(!subject.contains("requests@"), "{subject}");
    assert!(letter["faults"].to_string().contains("not filled in"), "{letter}");
}

#[test]
fn a_letter_under_the_wrong_act_does_not_leave() {
    let wrong = OVERRIDE.replace("{{ act }}", "Freedom of Information (Scotland) Act 2002");
    let words = faults(&wrong);
    assert!(words.contains("wrong Act"), "{words}");
    assert!(words.contains("does not name the Freedom of Information Act 2000"), "{words}");
    let both = OVERRIDE.replace("{{ act }}", "{{ act }}, or FOISA");
    assert!(faults(&both).contains("wrong Act"));
    let none = OVERRIDE.replace("{{ act }}", "law of the land");
    assert!(faults(&none).contains("does not name"));
}

#[test]
fn a_scottish_letter_under_the_english_act_does_not_leave() {
    let world = world().addresses(&["fife"]);
    let wrong = OVERRIDE.replace("{{ act }}", "Freedom of Information Act 2000");
    put(&world, "templates/letters", "foisa/request.txt", &wrong);
    let faults = preview(&world, "fife")["faults"].to_string();
    assert!(faults.contains("wrong Act: Freedom of Information Act 2000"), "{faults}");
    world.foi(&["launch", "lamps", "--confirm", "1"]).failed();
}

#[test]
fn a_plan_that_is_not_fit_says_why_to_programs_too() {
    let world = world().addresses(&["kent"]);
    let text = OVERRIDE.replace("Dear", "TODO\n\nDear");
    put(&world, "templates/letters", "foia/request.txt", &text);
    let plan = world.foi(&["launch", "lamps", "--json"]);
    assert_eq!(plan.code, 1);
    let words = format!("{}{}", plan.stdout, plan.stderr);
    assert!(words.contains("TODO"), "{words}");
}

#[test]
fn a_letter_with_an_overlong_line_does_not_leave() {
    let long = format!("Please {} answer.", "kindly ".repeat(12));
    let faults = faults(&OVERRIDE.replace("Please answer", &format!("{long}\nPlease answer")));
    assert!(faults.contains("characters; the most is 78"), "{faults}");
}

#[test]
fn a_long_web_address_is_no_overlong_line() {
    let link = format!("https://harbour-watch.example/{}", "lamp".repeat(30));
    assert_eq!(
        faults(&OVERRIDE.replace("Please answer", &format!("{link}\n\nPlease answer"))),
        "[]"
    );
}

#[test]
fn a_letter_without_its_reference_does_not_leave() {
    let words = faults(&OVERRIDE.replace(" [{{ reference }}]", ""));
    assert!(words.contains("the reference SL-"), "{words}");
}

#[test]
fn a_letter_that_leaves_a_question_out_does_not_leave() {
    let words = faults(&OVERRIDE.replace("{% include \"questions.txt\" %}", "1. How many lights?"));
    assert!(words.contains("question 2 is not in it"), "{words}");
    assert!(!words.contains("question 1 "), "{words}");
}

#[test]
fn a_letter_without_a_subject_does_not_leave() {
    let world = world().addresses(&["kent"]);
    put(&world, "templates/letters", "foia/request.txt", "Dear council,\n\nplease answer.\n");
    let words = world.foi(&["launch", "lamps"]).failed();
    assert!(words.contains("Subject"), "{words}");
    assert!(
        faults(&OVERRIDE.replace("Our own letter: {{ campaign.title }} [{{ reference }}]", ""))
            .contains("subject")
    );
}

#[test]
fn a_misspelt_name_in_a_letter_is_an_error_that_names_the_file_and_the_name() {
    let world = world().addresses(&["kent"]);
    put(
        &world,
        "templates/letters",
        "foia/request.txt",
        &OVERRIDE.replace("authority.name", "authorty.name"),
    );
    for arguments in
        [vec!["launch", "lamps"], vec!["campaign", "preview", "kent", "--campaign", "lamps"]]
    {
        let words = world.foi(&arguments).failed();
        assert!(words.contains("templates/letters/foia/request.txt"), "{words}");
        assert!(words.contains("authorty"), "{words}");
    }
    assert_eq!(world.letters().len(), 0);
}

#[test]
fn a_misspelt_field_of_a_known_name_is_an_error_that_names_it() {
    let world = world().addresses(&["kent"]);
    let text = OVERRIDE.replace("sender.name", "sender.nmae");
    put(&world, "campaigns/lamps/letters", "foia/request.txt", &text);
    let words = world.foi(&["launch", "lamps"]).failed();
    assert!(words.contains("campaigns/lamps/letters/foia/request.txt"), "{words}");
    assert!(words.contains("nmae"), "{words}");
}

#[test]
fn a_misspelt_name_in_the_questions_is_told_of_the_questions_file() {
    let world = world().addresses(&["kent"]);
    let questions = "{% for question in questions %}{{ question.nubmer }}. x\n{% endfor %}";
    put(&world, "templates/letters", "questions.txt", questions);
    let words = world.foi(&["launch", "lamps"]).failed();
    assert!(words.contains("questions.txt") && words.contains("nubmer"), "{words}");
}

#[test]
fn a_letter_that_is_no_template_is_told_by_its_file() {
    for broken in ["{% if %}", "{{ authority.name", "{% for x in %}"] {
        let world = world().addresses(&["kent"]);
        let text = OVERRIDE.replace("Dear", broken);
        put(&world, "templates/letters", "foia/request.txt", &text);
        let words = world.foi(&["launch", "lamps"]).failed();
        assert!(words.contains("foia/request.txt"), "{broken}: {words}");
    }
}

#[test]
fn check_does_not_call_a_campaign_fit_whose_letter_cannot_be_written() {
    let world = world().addresses(&["kent"]);
    let text = OVERRIDE.replace("authority.name", "authorty.name");
    put(&world, "campaigns/lamps/letters", "foia/request.txt", &text);
    let run = world.foi(&["campaign", "check", "lamps"]);
    assert!(!run.stdout.contains("Fit to launch:   yes"), "{}", run.stdout);
}

#[test]
fn a_letter_under_a_misspelt_file_name_is_not_passed_over() {
    // Otherwise the shipped letter leaves 212 times in place of the one that was written.
    let world = world().addresses(&["kent"]);
    put(&world, "campaigns/lamps/letters", "foia/reqest.txt", OVERRIDE);
    let run = world.foi(&["launch", "lamps"]);
    let words = format!("{}{}", run.stdout, run.stderr);
    assert!(words.contains("reqest.txt"), "{words}");
}

// Nothing is smuggled in.

#[test]
fn a_campaign_title_cannot_bring_a_header_of_its_own() {
    for smuggled in
        ["x\\r\\nBcc: all@evil.example", "x\\nBcc: all@evil.example", "x\\rBcc: a@b.example"]
    {
        let text = CAMPAIGN.replace("Street lights", smuggled);
        let world = World::on("2025-02-03").campaign_text("lamps", &text).addresses(&["kent"]);
        world.foi(&["launch", "lamps", "--confirm", "1"]).failed();
        assert_eq!(world.letters().len(), 0);
    }
}

#[test]
fn a_subject_that_runs_over_ends_with_its_line() {
    let text = CAMPAIGN.replace(
        "reference = \"SL\"",
        "reference = \"SL\"\nabout = \"Lamps\\nBcc: all@evil.example\\n\\nmore\"",
    );
    let world = World::on("2025-02-03").campaign_text("lamps", &text).addresses(&["kent"]);
    let letter = OVERRIDE
        .replace("Our own letter: {{ campaign.title }}", "{{ reference }} {{ campaign.about }}");
    put(&world, "templates/letters", "foia/request.txt", &letter);
    let world = world.launched("lamps");
    only_our_headers(&sent(&world, "kent"));
}

#[test]
fn a_sender_cannot_bring_a_header_of_its_own() {
    for (key, line) in [
        ("name", r#"name = "Ada Example\r\nBcc: all@evil.example""#),
        ("name", r#"name = "Ada Example\nBcc: all@evil.example""#),
        ("organisation", r#"organisation = "Harbour\nBcc: all@evil.example""#),
        ("address", r#"address = "requests@harbour-watch.example\nBcc: all@evil.example""#),
        ("address", r#"address = "requests@harbour-watch.example, all@evil.example""#),
        ("address", r#"address = "requests@harbour-watch.example>, <all@evil.example""#),
    ] {
        let world = world().addresses(&["kent"]);
        let settings: String = SETTINGS
            .lines()
            .map(|old| if old.starts_with(key) { line } else { old })
            .collect::<Vec<_>>()
            .join("\n");
        fs::write(world.path("foi.toml"), settings).unwrap();
        let words = world.foi(&["launch", "lamps", "--confirm", "1"]).failed();
        assert!(words.contains("foi.toml:") && words.contains(key), "{words}");
        assert_eq!(world.letters().len(), 0);
    }
}

#[test]
fn names_with_quotes_and_brackets_stay_names() {
    let world = world();
    let settings =
        SETTINGS.replace("\"Ada Example\"", "'Ada \"Evil\" <all@evil.example>, Example'");
    fs::write(world.path("foi.toml"), settings).unwrap();
    fs::write(
        world.path("in.csv"),
        "id,name,email,source,verified_on\n\
         kent,\"Kent \"\"the\"\" <all@evil.example>, Council\",foi@kent.invalid,x,2025-02-03\n",
    )
    .unwrap();
    world.foi(&["register", "import", "in.csv"]).done();
    let world = world.launched("lamps");
    let letter = sent(&world, "kent");
    only_our_headers(&letter);
    let mail = parsed(&letter);
    let to = people(&mail, "To");
    assert_eq!(to.len(), 1, "{to:?}");
    assert_eq!(to[0].1, "foi@kent.invalid");
    let from = people(&mail, "From");
    assert_eq!(from.len(), 1, "{from:?}");
    assert!(from[0].1.ends_with("@harbour-watch.example"), "{from:?}");
}

#[test]
fn a_register_row_cannot_bring_a_header_of_its_own() {
    let world = world();
    fs::write(
        world.path("in.csv"),
        "id,name,email,source,verified_on\n\
         kent,\"Kent\r\nBcc: all@evil.example\",foi@kent.invalid,x,2025-02-03\n\
         leeds,Leeds,\"foi@leeds.invalid\nBcc: all@evil.example\",x,2025-02-03\n\
         bristol,Bristol,foi@bristol.invalid,x,2025-02-03\n",
    )
    .unwrap();
    world.foi(&["register", "import", "in.csv"]).failed();
    let world = world.launched("lamps");
    assert_eq!(world.letters().len(), 1);
    only_our_headers(&sent(&world, "bristol"));
}

// Bytes.

#[test]
fn welsh_and_gaelic_letters_arrive_as_they_were_written() {
    let title = "Goleuadau stryd yng Ngŵyl Ŷr Wyddfa: faint sydd yno, â phwy sy'n talu amdanyn nhw";
    let text = CAMPAIGN.replace("Street lights", title).replace(
        "reference = \"SL\"",
        "reference = \"SL\"\nabout = \"Tha sinn a' faighneachd: dè cho dorcha 's a tha na sràidean? Pwy â ŵyr – ŷd, tŷ, €5.\"",
    );
    let world = World::on("2025-02-03").campaign_text("lamps", &text);
    let name = "Cyngor Sir Ynys Môn – Gwasanaethau Plant, Tŷ'r Gŵr";
    fs::write(
        world.path("in.csv"),
        format!("id,name,email,source,verified_on\nisle-of-anglesey,\"{name}\",foi@mon.invalid,x,2025-02-03\n"),
    )
    .unwrap();
    let settings = SETTINGS.replace("Ada Example", "Siân Ó Dòmhnaill");
    fs::write(world.path("foi.toml"), settings).unwrap();
    world.foi(&["register", "import", "in.csv"]).done();
    let world = world.launched("lamps");
    let council = world.council("isle-of-anglesey");
    assert!(council.subject.contains(title), "{}", council.subject);
    let letter = sent(&world, "isle-of-anglesey");
    assert!(letter.split("\r\n\r\n").next().unwrap().is_ascii(), "headers are ASCII");
    let mail = parsed(&letter);
    let subject = mail.get_headers().get_first_value("Subject").unwrap();
    assert_eq!(subject, council.subject);
    assert_eq!(people(&mail, "To"), [(Some(name.to_owned()), "foi@mon.invalid".to_owned())]);
    assert_eq!(people(&mail, "From")[0].0.as_deref(), Some("Siân Ó Dòmhnaill, Harbour Watch"));
    let body = flat(&mail.get_body().unwrap());
    for words in
        ["dè cho dorcha 's a tha na sràidean?", "Pwy â ŵyr – ŷd, tŷ, €5.", name, "Siân Ó Dòmhnaill"]
    {
        assert!(body.contains(words), "{words} in {body}");
    }
}

#[test]
fn a_letter_has_the_line_ends_and_lengths_that_mail_allows() {
    let world = world().addresses(&["kent", "fife"]).launched("lamps");
    for authority in ["kent", "fife"] {
        let letter = sent(&world, authority);
        assert!(!letter.replace("\r\n", "").contains(['\r', '\n']), "only whole line ends");
        assert!(letter.split("\r\n").all(|line| line.len() <= 998));
        only_our_headers(&letter);
        for header in ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Content-Type"] {
            let mail = parsed(&letter);
            assert_eq!(mail.get_headers().get_all_values(header).len(), 1, "{header}");
        }
    }
}

#[test]
fn a_council_with_a_long_name_can_still_be_written_to() {
    let world = world();
    let name = "Cyngor Sir Ynys Môn – Gwasanaethau Plant a Theuluoedd, Tŷ'r Gŵr, Llangefni";
    fs::write(
        world.path("in.csv"),
        format!(
            "id,name,email,source,verified_on\nkent,\"{name}\",foi@kent.invalid,x,2025-02-03\n"
        ),
    )
    .unwrap();
    world.foi(&["register", "import", "in.csv"]).done();
    let plan = world.foi(&["launch", "lamps"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
}

#[test]
fn the_letter_that_left_has_the_ids_that_the_request_shows() {
    let world = world().addresses(&["kent"]).launched("lamps");
    let request = world.request("kent");
    let letter = sent(&world, "kent");
    let mail = parsed(&letter);
    let header = |name: &str| mail.get_headers().get_first_value(name).unwrap();
    assert_eq!(request["message_id"], header("Message-ID"));
    assert_eq!(request["subject"], header("Subject"));
    let reference = request["reference"].as_str().unwrap();
    assert!(header("Subject").contains(reference));
    assert!(mail.get_body().unwrap().contains(&format!("Our reference: {reference}")));
}

// Where replies come.

#[test]
fn with_plus_addresses_each_letter_comes_from_an_address_with_its_reference() {
    let world = world().addresses(&["kent", "fife"]).launched("lamps");
    for authority in ["kent", "fife"] {
        let council = world.council(authority);
        let own = format!("requests+{}@harbour-watch.example", council.reference.to_lowercase());
        assert_eq!(council.reply_address, own);
        let letter = sent(&world, authority);
        let mail = parsed(&letter);
        assert_eq!(people(&mail, "From")[0].1, own);
        assert_eq!(people(&mail, "Reply-To")[0].1, own);
    }
    assert_ne!(world.council("kent").reply_address, world.council("fife").reply_address);
}

#[test]
fn without_plus_addresses_each_letter_comes_from_the_plain_address() {
    let world = world().addresses(&["kent", "fife"]);
    fs::write(
        world.path("foi.toml"),
        SETTINGS.replace("plus_address = true", "plus_address = false"),
    )
    .unwrap();
    let world = world.launched("lamps");
    for authority in ["kent", "fife"] {
        assert_eq!(world.council(authority).reply_address, "requests@harbour-watch.example");
        let letter = sent(&world, authority);
        let mail = parsed(&letter);
        assert_eq!(people(&mail, "From")[0].1, "requests@harbour-watch.example");
        assert_eq!(people(&mail, "Reply-To")[0].1, "requests@harbour-watch.example");
    }
}

#[test]
fn a_letter_under_an_act_that_is_not_its_nations_does_not_leave() {
    let world = World::on("2025-02-03").campaign_text("lights", CAMPAIGN).addresses(&["cardiff"]);
    // As an earlier version took it in.
    let mut cardiff = Register::shipped().find("cardiff").unwrap().clone();
    cardiff.law = Law::Foisa;
    let now = Now::Fixed("2025-02-03T09:00:00Z".parse().unwrap());
    let mut workspace = Workspace::write(&world.path(""), now, "test").unwrap();
    keep(&mut workspace, &[Decision::Authority { authority: Box::new(cardiff) }], "ada").unwrap();
    drop(workspace);
    let said = world.foi(&["launch", "lights", "--confirm", "1"]).failed();
    assert!(said.contains("wales is under foia, not foisa"), "{said}");
    assert_eq!(world.letters().len(), 0);
}
