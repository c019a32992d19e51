//! The report: one page that needs nothing else, that everybody can read, and that tells no secret.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::law::Law;
use foi_campaign::results::disclosure;
use foi_campaign::results::report::templates::Templates;
use foi_campaign::results::report::{About, Headline, Line, Place, Report, Sources, State};
use foi_campaign::results::tally::Tally;
use foi_campaign::results::{Asked, Cell, charts, headline, responses};
use regex::Regex;

use crate::world::{World, fixtures};

/// Councils with numbers of whom none is small, unless it is given in the test.
const COUNCILS: [(&str, i64, i64); 8] = [
    ("kent", 120, 31),
    ("essex", 80, 20),
    ("leeds", 64, 30),
    ("bristol", 50, 9),
    ("fife", 44, 12),
    ("glasgow", 71, 25),
    ("cardiff", 38, 19),
    ("swansea", 29, 8),
];

/// A campaign in which these councils have answered and another is silent.
fn answered(councils: &[(&str, i64, i64)]) -> World {
    let mut ids: Vec<&str> = councils.iter().map(|(id, ..)| *id).collect();
    ids.push("york");
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&ids).launched("trafficked");
    for (place, (id, whole, part)) in councils.iter().enumerate() {
        let day = format!("2026-02-{:02}", 10 + place);
        world.at(&format!("{day}T15:00:00Z"));
        let body = format!(
            "Dear Ada,\n\n1. {whole}\n2. {part}\n3. {}\n\nJane Officer\nTel. 01632 960123\n\
             jane.officer@{id}.invalid\n",
            part * 3
        );
        let mail = world.council(id).replies(&day, &body);
        world.receive(&mail);
    }
    world.at("2026-03-20");
    world
}

/// The page of the report, with what was asked for besides.
fn page(world: &World, wishes: &[&str]) -> String {
    let mut all = vec!["report", "--html", "page.html"];
    all.extend(wishes);
    world.foi(&all).done();
    fs::read_to_string(world.path("page.html")).unwrap()
}

/// Text with its tags and drawings taken out.
fn text_of(html: &str) -> String {
    let drawings = Regex::new(r"(?s)<svg.*?</svg>|<style>.*?</style>").unwrap();
    let tags = Regex::new(r"(?s)<[^>]*>").unwrap();
    let bare = drawings.replace_all(html, "");
    let bare = tags.replace_all(&bare, " ");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.captures_iter(text);
    found.map(|one| one.get(1).unwrap().as_str()).collect()
}

#[test]
fn the_page_tells_the_headline_who_answered_and_how_it_was_done() {
    let world = answered(&COUNCILS);
    let html = page(&world, &[]);
    let drawing =
        Regex::new(r#"(?s)<svg.*?<title id="[^"]*">(.*?)</title><desc[^>]*>(.*?)</desc>.*?</svg>"#);
    let shown = drawing.unwrap().replace_all(&html, "[drawing: $1. $2]");
    let shown = Regex::new(r"(?s)<style>.*?</style>").unwrap().replace_all(&shown, "<style/>");
    let shown = Regex::new("[0-9a-f]{64}").unwrap().replace_all(&shown, "[hash]");
    // Places of tags on lines are the template's business.
    let lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
    // Of the tables behind the maps a few rows are enough.
    let lines = lines.filter(|line| !line.contains(">not asked<"));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_page_needs_no_other_file_and_no_script() {
    let html = page(&answered(&COUNCILS), &[]);
    for word in ["<script", "src=", "@import", "<link", "<iframe", "<object", "<embed", "onload"] {
        assert!(!html.contains(word), "{word}");
    }
    for target in all(r"url\(([^)]*)\)", &html) {
        assert!(target.starts_with('#'), "{target}");
    }
    for target in all(r#"href="([^"]*)""#, &html) {
        assert!(target.starts_with('#'), "{target}");
        assert!(html.contains(&format!("id=\"{}\"", &target[1..])), "{target} leads nowhere");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn people_who_do_not_see_the_page_can_use_it() {
    let html = page(&answered(&COUNCILS), &[]);
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en-GB\">"));
    for landmark in ["<header>", "<nav aria-label=", "<main id=\"main\">", "<footer>"] {
        assert_eq!(html.matches(landmark).count(), 1, "{landmark}");
    }
    let first = html.find("<a ").unwrap();
    assert!(html[first..].starts_with("<a class=\"skip\" href=\"#main\">"));
    let levels: Vec<u32> = all("<h([1-6])", &html).iter().map(|one| one.parse().unwrap()).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels[0], 1);
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "h{} after h{}", pair[1], pair[0]);
    }
    let tables = html.matches("<table ").count();
    assert!(tables > 6, "{tables}");
    assert_eq!(tables, html.matches("<caption ").count());
    for head in all("(<th[ >][^>]*)", &html) {
        assert!(head.contains("scope="), "{head}");
    }
    for row in all("(?s)<tbody>(.*?)</tbody>", &html) {
        assert_eq!(row.matches("<tr>").count(), row.matches("<th scope=\"row\">").count());
    }
    let drawings = all("(<svg [^>]*>)", &html);
    assert!(drawings.len() >= 4, "{}", drawings.len());
    for drawing in drawings {
        let names = all("aria-labelledby=\"([^\"]*)\"", drawing);
        assert!(drawing.contains("role=\"img\"") && names.len() == 1, "{drawing}");
        for name in names[0].split(' ') {
            assert!(html.contains(&format!(" id=\"{name}\">")), "{name}");
        }
    }
    let ids = all(" id=\"([^\"]*)\"", &html);
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(once.len(), ids.len(), "an id stands twice: {ids:?}");
}

/// What a strict parser has against a page.
fn faults(html: &str) -> String {
    let script = "import sys, html5lib\n\
        p = html5lib.HTMLParser(strict=False)\n\
        p.parse(sys.stdin.buffer.read(), transport_encoding='utf-8')\n\
        print(*p.errors, sep='\\n', end='')";
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let written = child.stdin.take().unwrap().write_all(html.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "python3-html5lib is installed: tests/run does it");
    written.unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_strict_parser_and_a_validator_have_nothing_against_the_page() {
    let world = answered(&COUNCILS);
    let html = page(&world, &[]);
    assert_eq!(faults(&html), "");
    assert_ne!(faults(&html.replacen("</table>", "", 1)), "", "the parser sees faults");
    let output = Command::new("tidy")
        .args(["-quiet", "-errors", "--show-warnings", "no"])
        .arg(world.path("page.html"))
        .output()
        .expect("tidy is installed: tests/run does it");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn every_authority_of_the_country_is_one_hexagon_with_its_name_and_its_state() {
    let html = page(&answered(&COUNCILS), &[]);
    let maps: Vec<&str> = all("(?s)(<svg [^>]*-map-title.*?</svg>)", &html);
    assert_eq!(maps.len(), 2, "by response and by rate");
    for map in &maps {
        assert_eq!(all("<g transform=\"translate[^>]*><title>([^<]*)</title>", map).len(), 212);
    }
    assert!(maps[0].contains("<title>Kent County Council: answered</title>"), "{}", maps[0]);
    assert!(maps[0].contains("<title>City of York Council: no answer</title>"));
    assert!(maps[0].contains("<title>London Borough of Barnet: not asked</title>"));
    assert!(maps[1].contains("<title>Kent County Council: 25.8% (31 of 120)</title>"));
    assert!(maps[1].contains("<title>City of York Council: no answer</title>"));
}

#[test]
fn a_small_number_is_suppressed_on_the_map_and_in_the_list_of_every_authority() {
    let mut councils = COUNCILS;
    councils[7].2 = 2;
    let shown = page(&answered(&councils), &[]);
    let row = Regex::new("(?s)<tr><th scope=\"row\">[^<]*Swansea.*?</tr>").unwrap();
    let rows: Vec<&str> = row.find_iter(&shown).map(|found| found.as_str()).collect();
    assert!(rows.iter().any(|row| row.contains("2: suppressed")), "{rows:?}");
    assert!(!rows.iter().any(|row| row.contains("2 of 29")), "{rows:?}");
    let titles = all("<title>([^<]*Swansea[^<]*)</title>", &shown);
    assert_eq!(titles.len(), 2);
    assert!(titles[1].ends_with(": suppressed"), "{titles:?}");
}

#[test]
fn two_databases_that_differ_in_what_is_hidden_alone_give_the_same_page() {
    let hidden = |councils: &[(&str, i64, i64); 8]| -> Vec<String> {
        let (campaign, asked) = (campaign(), asked(councils));
        let release = disclosure::release(&Tally::new(&campaign, &asked)).unwrap();
        let hidden = |id: &&str| {
            release.cell(id, "trafficked_missing", "2024").unwrap().printed() == "suppressed"
        };
        councils.iter().map(|(id, ..)| *id).filter(hidden).map(str::to_owned).collect()
    };
    // Swansea's is small, and another's is hidden with it: one more here is one less there.
    let mut one = COUNCILS;
    one[7].2 = 2;
    let hidden_in_one = hidden(&one);
    let other = one
        .iter()
        .position(|(id, ..)| *id != "swansea" && hidden_in_one.contains(&(*id).to_owned()));
    let mut two = one;
    two[7].2 += 1;
    two[other.expect("another is hidden too")].2 -= 1;
    assert_eq!(hidden_in_one, hidden(&two));
    let printed = |councils: &[(&str, i64, i64); 8]| {
        let (campaign, asked) = (campaign(), asked(councils));
        let release = disclosure::release(&Tally::new(&campaign, &asked)).unwrap();
        let report = made(&campaign, &asked, Some(&release));
        let templates = Templates::new(Vec::new()).unwrap();
        (
            templates.render("report.html", &report).unwrap(),
            templates.render("report.typ", &report).unwrap(),
        )
    };
    assert_eq!(printed(&one), printed(&two));
}

#[test]
fn nothing_that_is_hidden_stands_anywhere_on_the_page() {
    let mut councils = COUNCILS;
    councils[7].2 = 2;
    councils[5].2 = 3;
    let asked = asked(&councils);
    let campaign = campaign();
    let tally = Tally::new(&campaign, &asked);
    let release = disclosure::release(&tally).unwrap();
    let hidden: Vec<&(String, String, String)> = release
        .cells()
        .filter(|(_, cell)| matches!(cell, disclosure::Cell::Hidden(_)))
        .map(|(key, _)| key)
        .collect();
    assert!(hidden.len() >= 2, "both small ones are hidden: {hidden:?}");
    let report = made(&campaign, &asked, Some(&release));
    let templates = Templates::new(Vec::new()).unwrap();
    let html = templates.render("report.html", &report).unwrap();
    let print = templates.render("report.typ", &report).unwrap();
    let said = Regex::new(r"(\d+) of (\d+)\)").unwrap();
    for (authority, question, _) in hidden {
        let place = asked.iter().find(|place| place.authority == *authority).unwrap();
        let cell = place.cells.iter().find(|cell| cell.question == *question).unwrap();
        let number = cell.value.low.unwrap().grouped();
        let whole = Regex::new(&format!(r"\b{number}\b")).unwrap();
        let named = |line: &&str| line.contains(&place.name);
        let lines: Vec<&str> = html
            .split("<tr>")
            .chain(html.split("<g transform="))
            .chain(print.split("\n\n"))
            .map(|piece| piece.split("</tr>").next().unwrap().split("</g>").next().unwrap())
            .filter(named)
            .collect();
        assert!(lines.len() >= 4, "{authority}: {lines:?}");
        for line in lines {
            let words = text_of(line);
            for pair in said.captures_iter(&words) {
                assert_ne!(&pair[1], number, "{authority} {question}: {words}");
            }
            if words.contains("1: ") {
                let at = if question == "trafficked" { "1: " } else { "2: " };
                let told = words.split(at).nth(1).unwrap();
                let told = told.split(';').next().unwrap();
                assert!(!whole.is_match(told), "{authority} {question}: {words}");
            }
        }
    }
    assert!(html.contains("Counts from 1 to 4 are suppressed"));
    let open = made(&campaign, &asked, None);
    let open = templates.render("report.html", &open).unwrap();
    assert!(open.contains("(2 of 29)") && !html.contains("(2 of 29)"));
}

#[test]
fn an_internal_report_shows_everything_and_says_so_on_every_page() {
    let mut councils = COUNCILS;
    councils[7].2 = 2;
    let world = answered(&councils);
    world.foi(&["report", "--internal"]).done();
    let html = fs::read_to_string(world.path("reports/trafficked-INTERNAL.html")).unwrap();
    assert!(html.contains("(2 of 29)"), "small numbers are shown");
    assert!(html.contains("<title>INTERNAL: "));
    assert!(html.contains("class=\"watermark\""), "it stays in sight and is on each printed page");
    assert!(html.matches("INTERNAL").count() >= 4);
    world.foi(&["report"]).done();
    let html = fs::read_to_string(world.path("reports/trafficked.html")).unwrap();
    assert!(!html.contains("INTERNAL"));
}

#[test]
fn no_officer_and_no_address_is_in_a_report_of_either_kind() {
    let world = answered(&COUNCILS);
    for wishes in [&[][..], &["--internal"][..]] {
        let html = page(&world, wishes);
        for word in ["Jane", "Officer", "960123", "@", ".invalid"] {
            assert!(!text_of(&html).contains(word), "{word}");
            assert!(!html.replace("@media", "").replace("@page", "").contains('@'), "an address");
        }
    }
}

#[test]
fn answers_in_question_are_not_published_unless_the_page_says_so() {
    let mut councils = COUNCILS;
    // More missing than there are.
    councils[3] = ("bristol", 50, 60);
    let world = answered(&councils);
    let said = world.foi(&["report", "--html", "page.html"]).failed();
    assert!(said.contains("--with-doubtful"), "{said}");
    assert!(said.contains("foi checks"), "{said}");
    assert!(!world.path("page.html").exists());
    let html = page(&world, &["--with-doubtful"]);
    assert!(text_of(&html).contains("With doubts:"), "{}", text_of(&html));
    let row = &world.rows(&["report", "--html", "page.html", "--with-doubtful"])[0];
    assert!(row["doubtful"].as_str().unwrap().contains("wait for a person"), "{row}");
}

#[test]
fn the_same_database_gives_the_same_bytes_whatever_the_hour() {
    let mut world = answered(&COUNCILS);
    let first = page(&world, &[]);
    world.at("2026-03-20T18:45:10Z");
    assert_eq!(first, page(&world, &[]));
    world.at("2026-06-20");
    assert_eq!(first, page(&world, &["--as-of", "2026-03-20"]));
}

#[test]
fn a_hostile_name_and_a_hostile_sentence_stay_words() {
    let mut campaign = campaign();
    let hostile = "</title><script>alert(1)</script> & \"Kent\" #read(\"x\") $a$ *b* = c";
    campaign.title = hostile.to_owned();
    campaign.about = Some(format!("{{{{ 7 * 7 }}}} {hostile}"));
    campaign.questions[0].text = hostile.to_owned();
    campaign.headlines[0].sentence = "<img src=x onerror=alert(1)> {{ percent }}".to_owned();
    let mut asked = asked(&COUNCILS);
    asked[0].name = hostile.to_owned();
    // One that has no short name on the map.
    asked[1].authority = "elsewhere".to_owned();
    asked[1].name = hostile.to_owned();
    let report = made(&campaign, &asked, None);
    let templates = Templates::new(Vec::new()).unwrap();
    let html = templates.render("report.html", &report).unwrap();
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert!(html.contains("{{ 7 * 7 }}"), "words of an author are no template");
    assert!(html.matches("&lt;script&gt;").count() > 4);
    assert_eq!(faults(&html), "");
    let print = templates.render("report.typ", &report).unwrap();
    let markup = Regex::new(r"#read\(").unwrap();
    let strings = Regex::new(r#""(?:[^"\\]|\\.)*""#).unwrap();
    let outside = strings.replace_all(&print, "");
    assert!(!markup.is_match(&outside), "{outside}");
    assert!(outside.contains(r"\#read\("));
}

#[test]
fn a_report_never_takes_the_place_of_a_file_that_is_not_one() {
    let world = answered(&COUNCILS);
    fs::write(world.path("page.html"), "<p>my own</p>").unwrap();
    let said = world.foi(&["report", "--html", "page.html"]).failed();
    assert!(said.contains("is there already") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(world.path("page.html")).unwrap(), "<p>my own</p>");
    world.foi(&["report", "--html", "page.html", "--force"]).done();
    world.foi(&["report", "--html", "page.html"]).done();
}

#[test]
fn authors_write_the_words_themselves() {
    let world = answered(&COUNCILS);
    world.foi(&["report", "--eject", "introduction.txt"]).done();
    let path = world.path("campaigns/trafficked/report/introduction.txt");
    assert!(fs::read_to_string(&path).unwrap().contains("{{ asked }}"));
    world.foi(&["report", "--eject", "introduction.txt"]).failed();
    fs::write(&path, "## What we did\n\nWe asked {{ asked }} places.\n\n- <one>\n- two\n").unwrap();
    let html = page(&world, &[]);
    assert!(html.contains("<h3>What we did</h3>"));
    assert!(html.contains("<p>We asked 9 places.</p>"));
    assert!(html.contains("<li>&lt;one&gt;</li>"));
    fs::write(&path, "{{ askd }}").unwrap();
    let said = world.foi(&["report"]).failed();
    assert!(said.contains("introduction.txt") && said.contains("askd"), "{said}");
    fs::remove_file(&path).unwrap();
    fs::write(path.with_file_name("methd.txt"), "x").unwrap();
    let said = world.foi(&["report"]).failed();
    assert!(said.contains("methd.txt") && said.contains("method.txt"), "{said}");
}

#[cfg(unix)]
#[test]
fn print_is_set_by_a_program_that_gets_the_source_and_the_drawings() {
    use std::os::unix::fs::PermissionsExt;
    let world = answered(&COUNCILS);
    let program = world.path("foi-typeset");
    let run = |pdf: &str| {
        let output =
            world.command(&["report", "--pdf", pdf]).env("FOI_TYPESET", &program).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run("a.pdf");
    assert_eq!(code, Some(1));
    assert!(said.contains("cargo build --release -p foi-typeset"), "{said}");
    let set = |body: &str| {
        fs::write(&program, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    };
    set("cat > job.json; printf '%%PDF-1.7 foi-report, trafficked'");
    assert_eq!(run("a.pdf"), (Some(0), String::new()));
    assert!(fs::read_to_string(world.path("a.pdf")).unwrap().starts_with("%PDF-"));
    let job = fs::read_to_string(world.path("job.json")).unwrap();
    let job: serde_json::Value = serde_json::from_str(&job).unwrap();
    let main = job["main"].as_str().unwrap();
    assert!(main.contains("= How this was done") && main.contains("lang: \"en\""));
    let files = job["files"].as_object().unwrap();
    for name in all("(?:drawing|image)\\(\"([^\"]*)\"", main) {
        assert!(files[name].as_str().unwrap().starts_with("<svg "), "{name}");
    }
    assert!(files.len() >= 4, "{:?}", files.keys());
    assert_eq!(job["as_of"], "2026-03-20T09:00:00Z");
    set("cat > /dev/null; echo 'line 3: unknown variable' >&2; exit 1");
    let (code, said) = run("b.pdf");
    assert_eq!(code, Some(1));
    assert!(said.contains("line 3: unknown variable"), "{said}");
    assert!(!world.path("b.pdf").exists());
}

#[test]
fn hexagons_of_every_class_differ_in_more_than_colour() {
    use charts::hexmap::{Class, Pattern};
    use charts::palette::{CLASSES, Colour};
    let html = page(&answered(&COUNCILS), &[]);
    let map = all("(?s)(<svg [^>]*standing-map-title.*?</svg>)", &html)[0];
    assert_eq!(all("<pattern id=\"([^\"]*)\"", map).len(), 4, "partly, refused, not held, silent");
    // As grey print has them: by luminance alone.
    let grey: Vec<f64> = CLASSES.iter().map(|colour: &Colour| colour.luminance()).collect();
    assert!(grey.windows(2).all(|pair| pair[0] > pair[1]), "{grey:?}");
    let plain =
        Class { key: "a", name: "a".to_owned(), colour: CLASSES[0], pattern: Pattern::Plain };
    assert_ne!(plain, Class { pattern: Pattern::Rising, ..plain.clone() });
}

fn campaign() -> Campaign {
    let text = fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
    file::read("trafficked", &text).unwrap()
}

fn asked(councils: &[(&str, i64, i64)]) -> Vec<Asked> {
    let nation = |id: &str| match id {
        "fife" | "glasgow" => "scotland",
        "cardiff" | "swansea" => "wales",
        _ => "england",
    };
    let cell = |question: &str, number: i64| Cell {
        question: question.to_owned(),
        period: "2024".to_owned(),
        value: Value::exact(Number::whole(number)),
        ..Cell::default()
    };
    let place = |(id, whole, part): &(&str, i64, i64)| Asked {
        authority: (*id).to_owned(),
        name: format!("Council of {id}"),
        columns: vec![("nation".to_owned(), nation(id).to_owned())],
        was_asked: true,
        cells: vec![cell("trafficked", *whole), cell("trafficked_missing", *part)],
        ..Asked::default()
    };
    councils.iter().map(place).collect()
}

/// A report of these answers, as the job would make it.
fn made(campaign: &Campaign, asked: &[Asked], release: Option<&disclosure::Release>) -> Report {
    let tally = Tally::new(campaign, asked);
    let printed = |figure: &foi_campaign::results::Figure| {
        release.map_or_else(|| figure.clone(), |release| release.figure(campaign, figure))
    };
    let figures: Vec<_> = tally.figures().iter().map(printed).collect();
    let nations = foi_campaign::results::groups::figures(&tally, "nation").unwrap();
    let nations: Vec<_> = nations.iter().map(printed).collect();
    let line = Line { name: "Counted".to_owned(), words: "all".to_owned() };
    let headlines: Vec<Headline> = headline::of_tally(&tally)
        .unwrap()
        .iter()
        .map(|figure| Headline { figure: printed(figure), reproduction: vec![line.clone()] })
        .collect();
    let place = |asked| Place::new(asked, Law::Foia, State::Answered);
    let sources = Sources {
        campaign,
        places: asked.iter().map(place).collect(),
        release,
        figures: &figures,
        nations: &nations,
        headlines: &headlines,
        responses: &responses::overall(&[]),
        about: About::default(),
    };
    Report::new(&sources, &Templates::new(Vec::new()).unwrap()).unwrap()
}

#[test]
fn bounds_of_an_authority_are_drawn_as_a_range_and_never_as_a_number() {
    let mut asked = asked(&COUNCILS);
    asked[0].cells[1].value =
        Value::between(Status::Range, Number::whole(10), Some(Number::whole(30)));
    let report = made(&campaign(), &asked, None);
    let html = Templates::new(Vec::new()).unwrap().render("report.html", &report).unwrap();
    assert!(html.contains("<title>Council of kent: between 8% and 25%</title>"), "{html}");
    assert!(text_of(&html).contains("A grey line without a mark is the range"));
}
