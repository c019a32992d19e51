//! `campaign.toml`: every mistake has a name, a line and what to write instead.

use std::fs;

use serde_json::{Value, json};

use crate::world::World;

const GOOD: &str = r#"title = "Street lights"
reference = "SL"

[[period]]
id = "2023"
from = 2023-01-01
to = 2023-12-31

[[period]]
id = "2024"
from = 2024-01-01
to = 2024-12-31

[recipients]
nations = ["england", "scotland"]

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

[[question]]
id = "dimmed"
number = "3"
text = "What percentage of them was dimmed?"
type = "percentage"
periods = ["2024"]

[[headline]]
id = "led_share"
period = "2024"
ratio = ["led", "lights"]
sentence = "{{ part }} of {{ whole }} lights – {{ percent }} – were LED."
"#;

/// The good file with one thing in it changed.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from} is not in the file");
    GOOD.replacen(from, to, 1)
}

/// The line on which `part` first stands, as an editor counts.
#[track_caller]
fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).expect(part) + 1
}

/// What `campaign check --json` says of a file.
#[track_caller]
fn verdict(text: &str) -> Value {
    let world = World::on("2025-02-03").campaign_text("c", text);
    let run = world.foi(&["campaign", "check", "c", "--json"]);
    assert!(matches!(run.code, 0 | 1), "{}{}", run.stdout, run.stderr);
    let rows = run.rows();
    assert_eq!(rows.len(), 1, "exit {}, nothing but: {}", run.code, run.stderr);
    assert_eq!(run.code == 0, rows[0]["fit_to_rehearse"] == true, "{}", run.stdout);
    rows[0].clone()
}

/// Fails unless the file has this mistake on the line where `at` stands, and says what to write.
#[track_caller]
fn mistaken(text: &str, mistake: &str, at: &str) -> Value {
    let verdict = verdict(text);
    assert_eq!(verdict["fit_to_rehearse"], false, "{verdict}");
    assert_eq!(verdict["fit_to_launch"], false, "{verdict}");
    let line = line_of(text, at);
    let found = verdict["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["mistake"] == mistake && row["line"] == line)
        .unwrap_or_else(|| panic!("no {mistake} on line {line}: {verdict}"));
    assert!(!found["write"].as_str().unwrap().is_empty(), "{found}");
    found.clone()
}

#[track_caller]
fn says(found: &Value, word: &str) {
    let words = format!("{} {}", found["message"], found["write"]);
    assert!(words.contains(word), "{word} in {words}");
}

// Mistakes.

#[test]
fn an_unknown_key_is_named_in_every_table_with_a_near_one() {
    for (from, to, near) in [
        ("reference =", "referense =", "reference"),
        ("from = 2024-01-01", "from = 2024-01-01\nlable = \"x\"", "label"),
        ("nations =", "natoins =", "nations"),
        ("unit = \"lights\"", "unti = \"lights\"", "unit"),
        ("ratio =", "ration =", "ratio"),
    ] {
        let text = with(from, to);
        let key = to.split([' ', '=']).find(|word| !GOOD.contains(*word)).unwrap();
        let key = if to.contains("lable") { "lable" } else { key };
        says(&mistaken(&text, "unknown_key", key), &format!("`{near}`"));
    }
}

#[test]
fn parts_that_go_round_in_a_circle_are_named_as_the_circle_they_are() {
    let text = with("unit = \"lights\"\n\n", "unit = \"lights\"\npart_of = \"led\"\n\n");
    let verdict = verdict(&text);
    let found = &verdict["mistakes"][0];
    assert_eq!(found["mistake"], "cyclic_parts", "{verdict}");
    let line = usize::try_from(found["line"].as_u64().unwrap()).unwrap();
    let questions = line_of(&text, "id = \"lights\"")..=line_of(&text, "part_of = \"lights\"");
    assert!(questions.contains(&line), "line {line}");
    says(found, "lights → led → lights");
}

#[test]
fn a_question_may_not_be_a_part_of_itself_nor_the_total_of_its_own_whole() {
    let itself = with("part_of = \"lights\"", "part_of = \"led\"");
    mistaken(&itself, "cyclic_parts", "id = \"led\"");
    let both = with("part_of = \"lights\"", "part_of = \"lights\"\ntotal_of = [\"lights\"]");
    assert_eq!(verdict(&both)["mistakes"][0]["mistake"], "cyclic_parts");
}

#[test]
fn a_period_that_ends_before_it_starts_is_refused_on_the_line_of_its_end() {
    let text = with("to = 2024-12-31", "to = 2023-12-30");
    mistaken(&text, "period_ends_before_it_starts", "to = 2023-12-30");
    let one_day = with("to = 2024-12-31", "to = 2024-01-01");
    assert_eq!(verdict(&one_day)["fit_to_rehearse"], true, "a period of one day is a period");
}

#[test]
fn ids_and_numbers_that_stand_twice_are_refused_on_the_second_line() {
    let text = with("id = \"led\"", "id = \"lights\" # again");
    says(&mistaken(&text, "duplicate", "# again"), "lights");
    let text = with("number = \"2\"", "number = \"(1)\" # again");
    let verdict = verdict(&text);
    assert_eq!(
        verdict["mistakes"][0]["mistake"], "duplicate",
        "1 and (1) read the same: {verdict}"
    );
    let text = with("id = \"2024\"", "id = \"2023\" # again");
    mistaken(&text, "duplicate", "# again");
    let headline = &GOOD[GOOD.find("[[headline]]").unwrap()..];
    let again = headline.replace("id = \"led_share\"", "id = \"led_share\" # again");
    mistaken(&format!("{GOOD}\n{again}"), "duplicate", "# again");
}

#[test]
fn a_period_that_a_question_names_twice_is_a_mistake() {
    // Two names for two periods would otherwise read as "asked of all".
    let text = with("periods = [\"2024\"]", "periods = [\"2024\", \"2024\"]");
    let verdict = verdict(&text);
    assert_eq!(verdict["fit_to_rehearse"], false, "{verdict}");
}

#[test]
fn an_unknown_question_is_refused_where_it_is_named() {
    let text = with("part_of = \"lights\"", "part_of = \"lihgts\"");
    says(&mistaken(&text, "unknown_question", "lihgts"), "`lights`");
    let text = with("ratio = [\"led\", \"lights\"]", "ratio = [\"led\", \"lihgts\"]");
    says(&mistaken(&text, "unknown_question", "lihgts"), "`lights`");
    let text = with("ratio = [\"led\", \"lights\"]", "sum = \"lamps\"");
    mistaken(&text, "unknown_question", "lamps");
}

#[test]
fn an_unknown_period_is_refused_where_it_is_named() {
    let text = with("periods = [\"2024\"]", "periods = [\"2025\"]");
    says(&mistaken(&text, "unknown_period", "2025"), "2024");
    let text = with("period = \"2024\"", "period = \"2022\"");
    mistaken(&text, "unknown_period", "2022");
}

#[test]
fn an_unknown_nation_or_type_is_refused_with_the_known_ones() {
    let text = with("\"scotland\"", "\"scotlnd\"");
    says(&mistaken(&text, "unknown_nation", "scotlnd"), "`scotland`");
    let text = with("type = \"percentage\"", "type = \"percent\"");
    says(&mistaken(&text, "unknown_type", "type = \"percent\""), "`percentage`");
}

#[test]
fn an_unknown_authority_keeps_a_campaign_from_its_launch_by_a_near_name() {
    let text = with("nations = [\"england\", \"scotland\"]", "ids = [\"kent\", \"glasgw\"]");
    let verdict = verdict(&text);
    assert_eq!(verdict["fit_to_launch"], false);
    assert!(verdict["lacks"].to_string().contains("`glasgow`"), "{verdict}");
}

#[test]
fn a_kind_or_region_that_no_authority_has_is_not_passed_over() {
    for list in ["kinds = [\"london-borough\", \"lodnon\"]", "regions = [\"London\", \"Lodnon\"]"] {
        let text = with("nations = [\"england\", \"scotland\"]", list);
        let verdict = verdict(&text);
        let words = format!("{}{}", verdict["mistakes"], verdict["lacks"]).to_lowercase();
        assert!(words.contains("lodnon"), "{verdict}");
    }
}

#[test]
fn a_count_needs_its_unit() {
    let text = with("unit = \"lights\"\npart_of", "part_of");
    let verdict = verdict(&text);
    let found = &verdict["mistakes"][0];
    assert_eq!(found["mistake"], "missing_unit", "{verdict}");
    says(found, "led");
    let line = usize::try_from(found["line"].as_u64().unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[line - 1], "[[question]]");
    assert_eq!(lines[line], "id = \"led\"");
}

#[test]
fn a_headline_on_something_that_does_not_add_up_is_refused() {
    let text = with("ratio = [\"led\", \"lights\"]", "sum = \"dimmed\"");
    mistaken(&text, "does_not_add_up", "sum = \"dimmed\"");
    let text = with("ratio = [\"led\", \"lights\"]", "ratio = [\"dimmed\", \"lights\"]");
    mistaken(&text, "does_not_add_up", "ratio =");
}

#[test]
fn a_headline_about_a_period_its_question_is_not_asked_of_is_refused() {
    let text = with("part_of = \"lights\"", "part_of = \"lights\"\nperiods = \"2023\"");
    let verdict = verdict(&text);
    let found = &verdict["mistakes"][0];
    assert_eq!(found["mistake"], "not_asked", "{verdict}");
    says(found, "led");
}

#[test]
fn a_headline_needs_exactly_one_measure() {
    for measure in [
        "",
        "ratio = [\"led\"]",
        "ratio = [\"led\", \"lights\"]\nsum = \"led\"",
        "ratio = [\"led\", \"lights\", \"led\"]",
    ] {
        let text = with("ratio = [\"led\", \"lights\"]", measure);
        assert_eq!(verdict(&text)["mistakes"][0]["mistake"], "bad_measure", "{measure}");
    }
}

#[test]
fn a_headline_among_several_periods_says_which() {
    let text = with("period = \"2024\"\n", "");
    says(&verdict(&text)["mistakes"][0], "2023, 2024");
}

#[test]
fn a_misspelt_name_in_a_sentence_is_a_mistake_on_its_line() {
    let text = with("{{ whole }}", "{{ hole }}");
    let world = World::on("2025-02-03").campaign_text("c", &text);
    let run = world.foi(&["campaign", "check", "c"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let words = format!("{}{}", run.stdout, run.stderr);
    assert!(words.contains("hole") && words.contains("led_share"), "{words}");
    let line = line_of(&text, "{{ hole }}");
    assert!(words.contains(&format!("campaign.toml:{line}:")), "line {line} in {words}");
}

#[test]
fn a_misspelt_name_in_a_sentence_is_a_row_for_programs_too() {
    let found = verdict(&with("{{ whole }}", "{{ hole }}"));
    assert_eq!(found["fit_to_rehearse"], false);
    assert!(found["mistakes"].to_string().contains("hole"), "{found}");
}

#[test]
fn a_sentence_may_only_name_what_its_measure_has() {
    // A sum has no percentage: filled in, it would be published as 0%.
    let sum = with("ratio = [\"led\", \"lights\"]", "sum = \"led\"");
    for (name, text) in [
        (
            "percent",
            sum.replace("{{ part }} of {{ whole }} lights – {{ percent }} –", "{{ percent }}"),
        ),
        ("part", sum.replace("{{ part }} of {{ whole }} lights – {{ percent }} –", "{{ part }}")),
        ("total", with("{{ part }} of", "{{ total }} of")),
    ] {
        let world = World::on("2025-02-03").campaign_text("c", &text);
        let run = world.foi(&["campaign", "check", "c"]);
        assert_eq!(run.code, 1, "{{{{ {name} }}}} was taken: {}", run.stdout);
    }
}

#[test]
fn control_characters_are_refused_wherever_text_may_stand() {
    for (from, to) in [
        ("title = \"Street lights\"", "title = \"Street\\u0007 lights\""),
        ("title = \"Street lights\"", "title = \"Street\\u001b[31m lights\""),
        ("title = \"Street lights\"", "title = \"Street lights\\r\""),
        ("were LED?\"", "were\\u0000 LED?\""),
        ("were LED.\"", "were\\u0008 LED.\""),
        ("unit = \"lights\"", "unit = \"li\\u009bghts\""),
    ] {
        mistaken(&with(from, to), "control_character", to);
    }
}

#[test]
fn control_characters_are_refused_in_lists_too() {
    for bad in ["bl\\u0007ue", "bl\\nue"] {
        let text = with(
            "type = \"percentage\"",
            &format!("type = \"choice\"\nchoices = [\"red\", \"{bad}\"]"),
        );
        let verdict = verdict(&text);
        assert_eq!(verdict["fit_to_rehearse"], false, "{bad}: {verdict}");
    }
}

#[test]
fn a_line_break_is_refused_where_one_line_is_wanted() {
    mistaken(&with("\"Street lights\"", "\"Street\\nBcc: x@evil.example\""), "line_break", "title");
    mistaken(&with("were LED?", "were\\nLED?"), "line_break", "were\\nLED?");
}

#[test]
fn a_tab_in_the_title_is_told_before_the_launch_refuses_it() {
    let text = with("\"Street lights\"", "\"Street\\tlights\"");
    let world = World::on("2025-02-03").campaign_text("c", &text).addresses(&["kent"]);
    let check = world.foi(&["campaign", "check", "c", "--json"]).rows();
    let fit = check.first().is_some_and(|row| row["fit_to_launch"] == true);
    let launch = world.foi(&["launch", "c"]);
    assert_eq!(
        fit,
        launch.code == 0,
        "check and launch disagree: {}{}",
        launch.stdout,
        launch.stderr
    );
}

#[test]
fn a_file_that_is_not_toml_is_told_by_its_line() {
    mistaken(&with("reference = \"SL\"", "reference = \"SL"), "not_toml", "reference =");
    mistaken(&with("reference = \"SL\"", "reference = SL"), "not_toml", "reference =");
    let twice = with("reference = \"SL\"", "reference = \"SL\"\nreference = \"XX\"");
    mistaken(&twice, "not_toml", "\"XX\"");
}

#[test]
fn an_empty_file_lacks_everything_by_name() {
    let words = verdict("")["mistakes"].to_string();
    for key in ["title", "period", "recipients", "question"] {
        assert!(words.contains(key), "{key} in {words}");
    }
}

#[test]
fn a_value_of_the_wrong_sort_is_told_with_an_example() {
    for (from, to) in [
        ("title = \"Street lights\"", "title = 7"),
        ("to = 2024-12-31", "to = 2024-13-31"),
        ("to = 2024-12-31", "to = \"the end of the year\""),
        ("nations = [\"england\", \"scotland\"]", "nations = [1, 2]"),
        ("part_of = \"lights\"", "part_of = { id = \"lights\" }"),
    ] {
        let text = with(from, to);
        let verdict = verdict(&text);
        let line = line_of(&text, to);
        let found = verdict["mistakes"].as_array().unwrap().iter().find(|row| row["line"] == line);
        assert!(found.is_some(), "{to}: {verdict}");
    }
}

#[test]
fn every_mistake_is_told_at_once_in_line_order() {
    let text = with("title =", "tilte =").replace("type = \"percentage\"", "type = \"percent\"");
    let text = text.replace("\"scotland\"", "\"scotlnd\"");
    let verdict = verdict(&text);
    let lines: Vec<u64> = verdict["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert!(lines.len() >= 3, "{verdict}");
    assert!(lines.is_sorted(), "{lines:?}");
}

#[test]
fn people_read_the_file_the_line_and_what_to_write() {
    let text = with("type = \"percentage\"", "type = \"percent\"");
    let world = World::on("2025-02-03").campaign_text("c", &text);
    let run = world.foi(&["campaign", "check", "c"]);
    assert_eq!(run.code, 1);
    let line = line_of(&text, "type = \"percent\"");
    let place = format!("campaigns/c/campaign.toml:{line}: unknown_type");
    assert!(run.stdout.contains(&place), "{}", run.stdout);
    assert!(run.stdout.contains("Fit to rehearse: no"), "{}", run.stdout);
}

#[test]
fn a_campaign_with_mistakes_cannot_be_launched() {
    let world = World::on("2025-02-03")
        .campaign_text("c", &with("type = \"percentage\"", "type = \"percent\""))
        .addresses(&["kent"]);
    let words = world.foi(&["launch", "c", "--confirm", "1"]).failed();
    assert!(words.contains("unknown_type"), "{words}");
    assert_eq!(world.rows(&["requests"]).len(), 0);
}

// Files as editors save them.

#[test]
fn windows_line_ends_are_line_ends() {
    let text = with(
        "reference = \"SL\"",
        "reference = \"SL\"\nabout = \"\"\"\nWho we are.\nWhy we ask.\n\"\"\"",
    );
    let verdict = verdict(&text.replace('\n', "\r\n"));
    assert_eq!(verdict["fit_to_rehearse"], true, "{verdict}");
}

#[test]
fn a_mark_at_the_start_of_the_file_is_no_mistake() {
    let verdict = verdict(&format!("\u{feff}{GOOD}"));
    assert_eq!(verdict["fit_to_rehearse"], true, "{verdict}");
}

// Verdicts.

#[test]
fn a_campaign_is_fit_to_rehearse_before_it_is_fit_to_launch() {
    let world = World::on("2025-02-03").campaign_text("c", GOOD);
    fs::write(world.path("foi.toml"), "").unwrap();
    let verdict = &world.rows(&["campaign", "check", "c"])[0];
    assert_eq!(verdict["fit_to_rehearse"], true);
    assert_eq!(verdict["fit_to_launch"], false);
    assert_eq!(verdict["mistakes"], json!([]));
    let lacks = verdict["lacks"].to_string();
    for part in ["section 8", "name", "address for correspondence", "verified address"] {
        assert!(lacks.contains(part), "{part} in {lacks}");
    }
    let words = world.foi(&["campaign", "check", "c"]).done().stdout;
    assert!(words.contains("Fit to rehearse: yes"), "{words}");
    assert!(words.contains("Fit to launch:   no"), "{words}");
    assert!(words.contains("section 8"), "{words}");
}

#[test]
fn a_name_that_is_no_real_name_lacks_section_8() {
    for name in ["", "Team", "test", "Ada"] {
        let world = World::on("2025-02-03").campaign_text("c", GOOD).addresses(&["kent"]);
        let settings = crate::world::SETTINGS.replace("Ada Example", name);
        fs::write(world.path("foi.toml"), settings).unwrap();
        let verdict = &world.rows(&["campaign", "check", "c"])[0];
        assert_eq!(verdict["fit_to_launch"], false, "{name:?}");
        assert!(verdict["lacks"].to_string().contains("section 8"), "{verdict}");
    }
}

#[test]
fn a_campaign_with_a_sender_and_one_verified_address_is_fit_to_launch() {
    let world = World::on("2025-02-03").campaign_text("c", GOOD);
    assert_eq!(world.rows(&["campaign", "check", "c"])[0]["fit_to_launch"], false);
    let world = world.addresses(&["cardiff"]);
    let verdict = &world.rows(&["campaign", "check", "c"])[0];
    assert_eq!(verdict["fit_to_launch"], false, "cardiff is not among its recipients: {verdict}");
    let world = world.addresses(&["kent"]);
    let verdict = &world.rows(&["campaign", "check", "c"])[0];
    assert_eq!(verdict["fit_to_launch"], true, "{verdict}");
    assert_eq!((&verdict["authorities"], &verdict["authorities_ready"]), (&json!(185), &json!(1)));
    assert_eq!((&verdict["questions"], &verdict["cells"]), (&json!(3), &json!(5)));
}

#[test]
fn what_check_calls_fit_to_launch_launch_does_not_refuse() {
    let world = World::on("2025-02-03").campaign_text("c", GOOD).addresses(&["kent"]);
    let letter = world.path("campaigns/c/letters/foia/request.txt");
    fs::create_dir_all(letter.parent().unwrap()).unwrap();
    fs::write(&letter, "Subject: A question\n\nDear council, how many lights?\n").unwrap();
    let launch = world.foi(&["launch", "c"]);
    assert_eq!(launch.code, 1, "{}", launch.stdout);
    let verdict = &world.rows(&["campaign", "check", "c"])[0];
    assert_eq!(verdict["fit_to_launch"], false, "{verdict}");
}

#[test]
fn recipients_that_nobody_fits_are_told() {
    let text = with(
        "nations = [\"england\", \"scotland\"]",
        "nations = \"wales\"\nkinds = \"london-borough\"",
    );
    let verdict = verdict(&text);
    assert_eq!(verdict["fit_to_launch"], false);
    assert!(verdict["lacks"].to_string().contains("no authority"), "{verdict}");
}

// Naming it.

#[test]
fn a_campaign_is_named_by_its_id_or_by_its_path() {
    let world = World::on("2025-02-03").campaign_text("c", GOOD);
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("lamps-2025");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("campaign.toml"), GOOD).unwrap();
    let folder = folder.to_str().unwrap().to_owned();
    for (name, id) in
        [("c", "c"), ("campaigns/c", "c"), ("./campaigns/c/", "c"), (folder.as_str(), "lamps-2025")]
    {
        assert_eq!(world.rows(&["campaign", "check", name])[0]["campaign"], id, "{name}");
    }
    assert_eq!(world.rows(&["campaign", "check"])[0]["campaign"], "c", "the only one there is");
}

#[test]
fn a_campaign_is_found_in_the_workspace_that_is_named() {
    let world = World::on("2025-02-03").campaign_text("c", GOOD);
    let mut command = world.command(&["campaign", "check", "c", "--json", "--workspace"]);
    let elsewhere = tempfile::tempdir().unwrap();
    command.arg(world.path("")).current_dir(elsewhere.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_campaign_can_be_checked_without_a_workspace() {
    let world = World::empty("2025-02-03").campaign_text("c", GOOD);
    let verdict = &world.rows(&["campaign", "check", "campaigns/c"])[0];
    assert_eq!(verdict["fit_to_rehearse"], true, "{verdict}");
    assert!(!world.path("foi.db").exists(), "looking leaves nothing behind");
}

#[test]
fn an_unknown_campaign_is_an_error_that_lists_the_known_ones() {
    let world = World::on("2025-02-03").campaign_text("lamps", GOOD);
    let words = world.foi(&["campaign", "check", "lmaps"]).failed();
    assert!(words.contains("lmaps") && words.contains("lamps"), "{words}");
    let world = world.campaign_text("other", GOOD);
    let words = world.foi(&["campaign", "check"]).failed();
    assert!(words.contains("lamps") && words.contains("other"), "{words}");
}

#[test]
fn a_folder_that_cannot_be_an_id_is_refused() {
    let world = World::on("2025-02-03").campaign_text("street lights!", GOOD);
    let words = world.foi(&["campaign", "check", "street lights!"]).failed();
    assert!(words.contains("street lights!"), "{words}");
}
