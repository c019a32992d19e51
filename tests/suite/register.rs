//! The register: what ships, what a file may change, and what it may not.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::World;

const IMPORT: [&str; 5] = ["register", "import", "in.csv", "--by", "ada"];

/// What `register import --dry-run` says of a file.
#[track_caller]
fn dry_run(world: &World, csv: &str) -> Value {
    fs::write(world.path("in.csv"), csv).unwrap();
    let mut arguments = IMPORT.to_vec();
    arguments.extend(["--dry-run", "--json"]);
    let run = world.foi(&arguments);
    let report = run.rows()[0].clone();
    let refused = !report["refused"].as_array().unwrap().is_empty();
    assert_eq!(run.code, i32::from(refused), "{report}");
    report
}

/// The one row that was refused: its line, its id and the reason.
#[track_caller]
fn refused(world: &World, csv: &str) -> (u64, String, String) {
    let report = dry_run(world, csv);
    let rows = report["refused"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{report}");
    let text = |key: &str| rows[0][key].as_str().unwrap().to_owned();
    (rows[0]["line"].as_u64().unwrap(), text("id"), text("reason"))
}

fn ids(rows: &[Value]) -> HashSet<String> {
    rows.iter().map(|row| row["authority"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn shown(world: &World, authority: &str) -> Value {
    world.rows(&["register", "show", authority])[0].clone()
}

// What ships.

#[test]
fn the_register_lists_212_authorities_in_four_nations_under_two_acts() {
    let world = World::on("2026-08-03");
    assert_eq!(ids(&world.rows(&["register"])).len(), 212);
    for (filter, value, count) in [
        ("--nation", "england", 153),
        ("--nation", "wales", 22),
        ("--nation", "scotland", 32),
        ("--nation", "northern-ireland", 5),
        ("--law", "foia", 180),
        ("--law", "foisa", 32),
        ("--law", "eir", 0),
    ] {
        let rows = world.rows(&["register", filter, value]);
        assert_eq!(rows.len(), count, "{filter} {value}");
        let key = &filter[2..];
        assert!(rows.iter().all(|row| row[key] == value), "{filter} {value}");
    }
    assert_eq!(world.rows(&["register", "--nation", "wales", "--law", "foisa"]).len(), 0);
}

#[test]
fn scotland_answers_under_its_own_act_and_nobody_else_does() {
    for row in World::on("2026-08-03").rows(&["register"]) {
        let scottish = row["nation"] == "scotland";
        assert_eq!(row["law"] == "foisa", scottish, "{row}");
    }
}

#[test]
fn a_missing_address_is_one_that_nobody_has_verified() {
    let world = World::on("2026-08-03");
    assert_eq!(world.rows(&["register", "--missing-address"]).len(), 212);
    let world = world.addresses(&["kent", "fife"]);
    let missing = ids(&world.rows(&["register", "--missing-address"]));
    assert_eq!(missing.len(), 210);
    assert!(!missing.contains("kent") && !missing.contains("fife"));
    assert_eq!(world.rows(&["register", "--missing-address", "--nation", "scotland"]).len(), 31);
}

#[test]
fn an_unknown_filter_is_a_misuse_that_lists_the_known_values() {
    let world = World::on("2026-08-03");
    let run = world.foi(&["register", "--nation", "scotlnd"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("scotland"), "{}", run.stderr);
    let run = world.foi(&["register", "--law", "fioa"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("foia"), "{}", run.stderr);
}

#[test]
fn the_register_is_there_without_a_workspace() {
    let world = World::empty("2026-08-03");
    assert_eq!(world.rows(&["register"]).len(), 212);
    assert_eq!(shown(&world, "kent")["nation"], "england");
    assert_eq!(world.foi(&["register", "export"]).done().stdout.lines().count(), 213);
    assert_eq!(fs::read_dir(world.path("")).unwrap().count(), 0, "looking leaves nothing behind");
}

#[test]
fn taking_in_a_file_without_a_workspace_says_how_to_make_one() {
    let world = World::empty("2026-08-03");
    fs::write(world.path("in.csv"), "id,name\nkent,Kent\n").unwrap();
    let words = world.foi(&IMPORT).failed();
    assert!(words.contains("foi init"), "{words}");
}

#[test]
fn a_guess_is_never_an_address() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/register/data/uk-childrens-services.csv");
    let shipped: Vec<HashMap<String, String>> =
        csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect();
    let world = World::empty("2026-08-03");
    let known: HashMap<String, Value> = world
        .rows(&["register"])
        .into_iter()
        .map(|row| (row["authority"].as_str().unwrap().to_owned(), row))
        .collect();
    let mut guesses = 0;
    for row in &shipped {
        let here = &known[&row["id"]];
        let seen = row["foi_email_confidence"] == "seen" && !row["foi_email_source"].is_empty();
        if seen {
            assert_eq!(here["email"], row["foi_email"], "{here}");
            assert!(!here["source"].as_str().unwrap().is_empty(), "{here}");
        } else {
            assert_eq!(here["email"], Value::Null, "{here}");
            guesses += usize::from(!row["foi_email_guess"].is_empty());
        }
        assert_eq!(here["verified_on"], Value::Null, "nothing ships verified: {here}");
    }
    assert!(guesses > 100, "the shipped file has guesses to be tempted by");
}

#[test]
fn a_column_of_guesses_in_a_file_is_read_past() {
    let world = World::on("2026-08-03");
    let report = dry_run(&world, "id,foi_email_guess\nbarnet,foi@barnet.gov.uk\n");
    assert_eq!((&report["unchanged"], &report["changed"]), (&json!(1), &json!([])), "{report}");
    let (_, _, reason) =
        refused(&world, "id,email,source,grade\nbarnet,foi@barnet.gov.uk,a pattern,guess\n");
    assert!(reason.contains("guess"), "{reason}");
}

#[test]
fn showing_an_authority_tells_its_act_and_its_domains() {
    let world = World::on("2026-08-03");
    let row = shown(&world, "barking-and-dagenham");
    assert_eq!(row["name"], "London Borough of Barking and Dagenham");
    assert_eq!(row["law"], "foia");
    assert_eq!(row["gss_code"], "E09000002");
    assert!(row["domains"].as_array().unwrap().contains(&json!("lbbd.gov.uk")), "{row}");
    let words = world.foi(&["register", "show", "barking-and-dagenham"]).done().stdout;
    assert!(words.contains("lbbd.gov.uk") && words.contains("foia"), "{words}");
}

#[test]
fn an_unknown_authority_is_an_error_that_names_a_near_one() {
    let world = World::on("2026-08-03");
    for (typed, near) in
        [("kentt", "kent"), ("manchster", "manchester"), ("glasgw", "glasgow"), ("Kent", "kent")]
    {
        let words = world.foi(&["register", "show", typed]).failed();
        assert!(words.contains(typed) && words.contains(&format!("`{near}`")), "{words}");
    }
    let words = world.foi(&["register", "show", "zzz"]).failed();
    assert!(words.contains("zzz") && words.contains("foi register"), "{words}");
}

// Out and in again.

#[test]
fn what_is_exported_and_taken_in_again_changes_nothing() {
    let world = World::on("2026-08-03").addresses(&["kent", "fife"]);
    let before = world.foi(&["register", "export"]).done().stdout;
    let report = dry_run(&world, &before);
    assert_eq!(
        report,
        json!({"added": [], "changed": [], "unchanged": 212, "gone": [], "refused": []})
    );
    world.foi(&IMPORT).done();
    assert_eq!(world.foi(&["register", "export"]).done().stdout, before);
}

#[test]
fn an_export_carries_a_register_to_another_workspace() {
    let first = World::on("2026-08-03").addresses(&["kent", "fife"]);
    first
        .foi(&[
            "register",
            "set",
            "leeds",
            "--email",
            "foi@leeds.invalid",
            "--page",
            "https://leeds.invalid/foi",
            "--on",
            "2026-08-01",
            "--by",
            "ben",
        ])
        .done();
    let exported = first.foi(&["register", "export"]).done().stdout;
    let second = World::on("2026-08-03");
    let report = dry_run(&second, &exported);
    assert_eq!(report["changed"].as_array().unwrap().len(), 3, "{report}");
    second.foi(&IMPORT).done();
    assert_eq!(second.foi(&["register", "export"]).done().stdout, exported);
    assert_eq!(shown(&second, "leeds")["verified_by"], "ben");
}

#[test]
fn a_file_saved_by_a_spreadsheet_with_a_mark_and_windows_lines_is_read() {
    let world = World::on("2026-08-03");
    let report = dry_run(
        &world,
        "\u{feff}ID,Email,Source\r\nkent,foi@kent.invalid,https://kent.invalid\r\n",
    );
    assert_eq!(report["changed"][0]["authority"], "kent", "{report}");
}

#[test]
fn a_file_that_is_not_utf8_says_how_to_save_it() {
    let world = World::on("2026-08-03");
    fs::write(world.path("in.csv"), b"id,name\nkent,K\xe9nt\n").unwrap();
    let words = world.foi(&IMPORT).failed();
    assert!(words.contains("in.csv:2:") && words.contains("UTF-8"), "{words}");
}

// What a file would do.

#[test]
fn a_dry_run_names_what_is_added_changed_gone_and_refused_and_changes_nothing() {
    let world = World::on("2026-08-03");
    let before = world.foi(&["register", "export"]).done().stdout;
    let report = dry_run(
        &world,
        "id,name,nation,email,source\n\
         new-town,New Town Council,england,foi@new-town.invalid,https://new-town.invalid\n\
         kent,Kent County Council,england,foi@kent.invalid,https://kent.invalid\n\
         fife,Fyfe,scotland,,\n\
         leeds,Leeds,england,not an address,https://leeds.invalid\n",
    );
    assert_eq!(report["added"], json!(["new-town"]));
    let changed = |id: &str| {
        let rows = report["changed"].as_array().unwrap();
        rows.iter().find(|row| row["authority"] == id).map(|row| row["columns"].clone())
    };
    let kent = changed("kent").unwrap();
    assert!(kent.as_array().unwrap().contains(&json!("email")), "{report}");
    assert_eq!(changed("fife").unwrap(), json!(["name"]));
    assert_eq!(report["gone"].as_array().unwrap().len(), 209, "all but kent, fife and leeds");
    assert_eq!(report["refused"][0]["line"], 5);
    assert_eq!(report["refused"][0]["id"], "leeds");
    assert_eq!(world.foi(&["register", "export"]).done().stdout, before);
}

#[test]
fn what_is_gone_from_a_file_stays_in_the_register() {
    let world = World::on("2026-08-03");
    fs::write(world.path("in.csv"), "id,name\nkent,Kent\n").unwrap();
    world.foi(&IMPORT).done();
    assert_eq!(world.rows(&["register"]).len(), 212);
    assert_eq!(shown(&world, "kent")["name"], "Kent");
}

#[test]
fn an_import_with_a_bad_row_takes_the_good_ones_and_fails() {
    let world = World::on("2026-08-03");
    fs::write(
        world.path("in.csv"),
        "id,email,source\nkent,foi@kent.invalid,https://kent.invalid\nleeds,nobody,https://l.invalid\n",
    )
    .unwrap();
    let words = world.foi(&IMPORT).failed();
    assert!(words.contains("line 3") && words.contains("leeds"), "{words}");
    assert_eq!(shown(&world, "kent")["email"], "foi@kent.invalid");
    assert_ne!(shown(&world, "leeds")["email"], "nobody");
}

#[test]
fn a_second_row_for_the_same_authority_is_refused_by_its_line() {
    let (line, id, reason) = refused(
        &World::on("2026-08-03"),
        "id,email,source\nkent,a@kent.invalid,x\nfife,f@fife.invalid,x\nkent,b@kent.invalid,x\n",
    );
    assert_eq!((line, id.as_str()), (4, "kent"));
    assert!(reason.contains("earlier row"), "{reason}");
}

#[test]
fn an_unknown_id_is_refused_with_a_near_one() {
    let (line, id, reason) =
        refused(&World::on("2026-08-03"), "id,email,source\nkentt,foi@kent.invalid,x\n");
    assert_eq!((line, id.as_str()), (2, "kentt"));
    assert!(reason.contains("`kent`"), "{reason}");
}

#[test]
fn a_row_without_an_id_is_refused() {
    let (line, _, reason) =
        refused(&World::on("2026-08-03"), "id,email,source\n,foi@kent.invalid,x\n");
    assert_eq!(line, 2);
    assert!(reason.contains("id"), "{reason}");
}

#[test]
fn what_is_no_mail_address_is_refused_by_line_and_reason() {
    let world = World::on("2026-08-03");
    for email in [
        "kent",
        "foi@",
        "@kent.invalid",
        "foi@localhost",
        "foi at kent.invalid",
        "foi@kent.invalid;x@kent.invalid",
        "\"foi@kent.invalid, x@kent.invalid\"",
        "Kent <foi@kent.invalid>",
        "<foi@kent.invalid>",
        "mailto:foi@kent.invalid",
    ] {
        let (line, id, reason) =
            refused(&world, &format!("id,email,source\nkent,{email},https://kent.invalid\n"));
        assert_eq!((line, id.as_str()), (2, "kent"), "{email}");
        assert!(reason.contains("address") || reason.contains("domain"), "{email}: {reason}");
    }
}

#[test]
fn a_line_break_in_a_quoted_field_cannot_smuggle_a_header_in() {
    let world = World::on("2026-08-03");
    for csv in [
        "id,email,source\nkent,\"foi@kent.invalid\nBcc: all@evil.example\",x\nfife,f@fife.invalid,x\n",
        "id,email,source\nkent,\"foi@kent.invalid\r\nBcc: all@evil.example\",x\nfife,f@fife.invalid,x\n",
        "id,name\nkent,\"Kent\nBcc: all@evil.example\"\nfife,Fife Council\n",
        "id,email,source\nkent,foi@kent.invalid,\"x\nBcc: all@evil.example\"\nfife,f@fife.invalid,x\n",
    ] {
        let (line, id, reason) = refused(&world, csv);
        assert_eq!((line, id.as_str()), (2, "kent"), "{csv}");
        assert!(reason.contains("line break"), "{reason}");
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them_after_a_quoted_line_break() {
    let world = World::on("2026-08-03");
    let report = dry_run(&world, "id,email,source\nkent,\"a@kent.invalid\nx\",x\nfife,bad,x\n");
    let lines: Vec<u64> = report["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 4], "{report}");
}

#[test]
fn an_address_that_nobody_reads_is_refused() {
    let world = World::on("2026-08-03");
    for email in [
        "noreply@kent.invalid",
        "no-reply@kent.invalid",
        "do.not.reply@kent.invalid",
        "foi-DoNotReply@kent.invalid",
        "cap-donotreply@worcestershire.gov.uk",
        "H&Fintouch@lbhf.gov.uk",
    ] {
        let (_, _, reason) =
            refused(&world, &format!("id,email,source\nkent,{email},https://kent.invalid\n"));
        assert!(reason.contains("no-reply"), "{email}: {reason}");
    }
}

#[test]
fn an_address_verified_tomorrow_is_refused() {
    let world = World::on("2026-08-03");
    let row = |day: &str| format!("id,email,source,verified_on\nkent,foi@kent.invalid,x,{day}\n");
    let (line, _, reason) = refused(&world, &row("2026-08-04"));
    assert_eq!(line, 2);
    assert!(reason.contains("2026-08-04") && reason.contains("future"), "{reason}");
    assert_eq!(dry_run(&world, &row("2026-08-03"))["refused"], json!([]));
    let (_, _, reason) = refused(&world, &row("3/8/2026"));
    assert!(reason.contains("3/8/2026"), "{reason}");
}

#[test]
fn an_address_without_a_source_is_refused() {
    let world = World::on("2026-08-03");
    for csv in ["id,email\nkent,foi@kent.invalid\n", "id,email,source\nkent,foi@kent.invalid,\n"] {
        let (_, id, reason) = refused(&world, csv);
        assert_eq!(id, "kent");
        assert!(reason.contains("source"), "{reason}");
    }
}

#[test]
fn a_day_of_verifying_without_an_address_is_refused() {
    let (_, _, reason) = refused(&World::on("2026-08-03"), "id,verified_on\nkent,2026-08-01\n");
    assert!(reason.contains("verified_on"), "{reason}");
}

#[test]
fn an_unknown_column_stops_the_file_and_names_the_near_one() {
    let world = World::on("2026-08-03");
    fs::write(world.path("in.csv"), "id,emial,source\nkent,foi@kent.invalid,x\n").unwrap();
    let words = world.foi(&IMPORT).failed();
    assert!(words.contains("in.csv: line 1") && words.contains("emial"), "{words}");
    assert!(words.contains("`email`"), "{words}");
    for text in ["name,email\nKent,foi@kent.invalid\n", ""] {
        fs::write(world.path("in.csv"), text).unwrap();
        let words = world.foi(&IMPORT).failed();
        assert!(words.contains("in.csv: line 1") && words.contains("`id`"), "{words}");
    }
}

#[test]
fn a_column_that_stands_twice_stops_the_file() {
    let world = World::on("2026-08-03");
    fs::write(
        world.path("in.csv"),
        "id,email,email,source\nkent,old@kent.invalid,new@kent.invalid,x\n",
    )
    .unwrap();
    let words = world.foi(&IMPORT).failed();
    assert!(words.contains("email"), "{words}");
}

#[test]
fn a_row_with_more_cells_than_the_heading_is_refused() {
    // An unquoted comma in a name shifts every cell behind it.
    let (line, id, _) =
        refused(&World::on("2026-08-03"), "id,name,region\nkent,Kent, the County of,South East\n");
    assert_eq!((line, id.as_str()), (2, "kent"));
}

#[test]
fn a_row_with_fewer_cells_than_the_heading_is_refused() {
    let (line, id, reason) =
        refused(&World::on("2026-08-03"), "id,email,source\nbury\nfife,f@fife.invalid,x\n");
    assert_eq!((line, id.as_str()), (2, "bury"));
    assert!(reason.contains("fewer cells"), "{reason}");
}

#[test]
fn an_act_that_is_not_the_nations_is_refused() {
    let world = World::on("2026-08-03");
    for (csv, expected) in [
        ("id,name,nation,law\ncardiff,,england,foisa\n", "england is under foia, not foisa"),
        ("id,law\nglasgow,foia\n", "scotland is under foisa, not foia"),
        ("id,nation\nkent,scotland\n", "scotland is under foisa, not foia"),
        ("id,name,nation,law\nnew-town,New Town,wales,foisa\n", "wales is under foia"),
    ] {
        let (_, _, reason) = refused(&world, csv);
        assert!(reason.contains(expected), "{csv}: {reason}");
    }
    let report = dry_run(&world, "id,nation,law\nkent,scotland,foisa\n");
    assert_eq!(report["changed"][0]["columns"], json!(["nation", "law"]));
}

#[test]
fn an_address_stands_on_a_web_page_or_in_plain_words_and_on_nothing_that_runs() {
    let world = World::on("2026-08-03");
    let row = |source: &str| format!("id,email,source\nkent,foi@kent.invalid,\"{source}\"\n");
    for source in ["javascript:alert(1)", "JavaScript: alert(1)", "data:text/html,x", "file:///x"] {
        let (_, _, reason) = refused(&world, &row(source));
        assert!(reason.contains("is no page"), "{source}: {reason}");
        let page = ["--page", source, "--on", "2026-08-02"];
        let set = ["register", "set", "kent", "--email", "foi@kent.invalid"];
        let said = world.foi(&[&set[..], &page].concat()).failed();
        assert!(said.contains("--page") && said.contains("is no page"), "{said}");
    }
    for source in ["http://kent.invalid", "their page", "Letter: of 3 March", "by phone, 10:30"] {
        assert_eq!(dry_run(&world, &row(source))["refused"], json!([]), "{source}");
    }
}

#[test]
fn a_formula_is_refused_in_every_column() {
    let world = World::on("2026-08-03");
    for csv in [
        "id,name\nkent,\"=HYPERLINK(\"\"https://evil.example\"\",\"\"Kent\"\")\"\n",
        "id,region\nkent,+1+cmd|' /C calc'!A0\n",
        "id,email,source\nkent,foi@kent.invalid,=1+1\n",
        "id,region\nkent,@SUM(1)\n",
    ] {
        let (line, id, reason) = refused(&world, csv);
        assert_eq!((line, id.as_str()), (2, "kent"), "{csv}: {reason}");
    }
}

#[test]
fn nothing_that_was_taken_in_leaves_as_a_formula() {
    let world = World::on("2026-08-03");
    fs::write(world.path("in.csv"), "id,region\nkent,=1+1\nfife,@SUM(1)\nleeds,-2+3\n").unwrap();
    world.foi(&IMPORT);
    let exported = world.foi(&["register", "export"]).done().stdout;
    for record in csv::Reader::from_reader(exported.as_bytes()).records() {
        for value in &record.unwrap() {
            assert!(!value.starts_with(['=', '+', '-', '@', '\t', '\r']), "{value}");
        }
    }
}

#[test]
fn an_unknown_nation_act_or_grade_is_refused_with_the_known_ones() {
    let world = World::on("2026-08-03");
    for (csv, known) in [
        ("id,nation\nkent,englnd\n", "england"),
        ("id,law\nkent,fioa\n", "foia"),
        ("id,email,source,grade\nkent,foi@kent.invalid,x,rumour\n", "grade"),
    ] {
        let (line, id, reason) = refused(&world, csv);
        assert_eq!((line, id.as_str()), (2, "kent"));
        assert!(reason.contains(known), "{reason}");
    }
}

#[test]
fn a_new_authority_needs_a_name_and_a_nation_and_a_plain_id() {
    let world = World::on("2026-08-03");
    for csv in [
        "id,name,nation\nnew-town,New Town,\n",
        "id,name,nation\nNew Town,New Town,wales\n",
        "id,name,nation\n../etc,New Town,wales\n",
    ] {
        assert_eq!(refused(&world, csv).0, 2, "{csv}");
    }
    let report = dry_run(&world, "id,name,nation\nnew-town,New Town,scotland\n");
    assert_eq!(report["added"], json!(["new-town"]));
    world.foi(&IMPORT).done();
    assert_eq!(shown(&world, "new-town")["law"], "foisa");
    assert_eq!(world.rows(&["register"]).len(), 213);
}

#[test]
fn verified_addresses_need_somebody_who_verified_them() {
    let world = World::on("2026-08-03");
    fs::write(world.path("foi.toml"), "").unwrap();
    fs::write(
        world.path("in.csv"),
        "id,email,source,verified_on\nkent,foi@kent.invalid,x,2026-08-01\n",
    )
    .unwrap();
    let words = world.foi(&["register", "import", "in.csv"]).failed();
    assert!(words.contains("say who"), "{words}");
    world.foi(&["register", "import", "in.csv", "--by", "cat"]).done();
    assert_eq!(shown(&world, "kent")["verified_by"], "cat");
}

#[test]
fn an_unverified_row_does_not_unsay_that_an_address_was_verified() {
    let world = World::on("2026-08-03").addresses(&["kent"]);
    // The same address again, in a list that says nothing about verifying.
    fs::write(
        world.path("in.csv"),
        "id,email,source\nkent,foi@kent.invalid,https://kent.invalid/foi\n",
    )
    .unwrap();
    world.foi(&IMPORT).done();
    assert_eq!(shown(&world, "kent")["verified_on"], "2026-08-03");
}

// By hand.

#[test]
fn setting_an_address_by_hand_makes_it_verified() {
    let world = World::on("2026-08-03");
    world
        .foi(&[
            "register",
            "set",
            "kent",
            "--email",
            "foi@kent.invalid",
            "--page",
            "https://kent.invalid/foi",
            "--on",
            "2026-08-02",
        ])
        .done();
    let row = shown(&world, "kent");
    assert_eq!(row["email"], "foi@kent.invalid");
    assert_eq!(row["source"], "https://kent.invalid/foi");
    assert_eq!((&row["verified_on"], &row["verified_by"]), (&json!("2026-08-02"), &json!("ada")));
    assert!(!ids(&world.rows(&["register", "--missing-address"])).contains("kent"));
}

#[test]
fn setting_an_address_refuses_what_an_import_would_refuse() {
    let world = World::on("2026-08-03");
    let set = |id: &str, email: &str, page: &str, on: &str| {
        let arguments = ["register", "set", id, "--email", email, "--page", page, "--on", on];
        world.foi(&arguments)
    };
    let page = "https://kent.invalid/foi";
    for (id, email, page, on, word) in [
        ("kentt", "foi@kent.invalid", page, "2026-08-02", "`kent`"),
        ("kent", "nobody", page, "2026-08-02", "nobody"),
        ("kent", "noreply@kent.invalid", page, "2026-08-02", "no-reply"),
        ("kent", "foi@kent.invalid\nBcc: x@evil.example", page, "2026-08-02", "control"),
        ("kent", "foi@kent.invalid", page, "2026-08-04", "future"),
        ("kent", "foi@kent.invalid", " ", "2026-08-02", "--page"),
    ] {
        let run = set(id, email, page, on);
        assert_eq!(run.code, 1, "{email:?} {page:?} {on}: {}", run.stdout);
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
    assert_eq!(world.rows(&["register", "--missing-address"]).len(), 212);
}

#[test]
fn a_page_with_a_line_break_is_refused_so_that_every_export_can_be_taken_in_again() {
    let world = World::on("2026-08-03");
    let run = world.foi(&[
        "register",
        "set",
        "kent",
        "--email",
        "foi@kent.invalid",
        "--page",
        "https://kent.invalid\n/foi",
        "--on",
        "2026-08-02",
    ]);
    let exported = world.foi(&["register", "export"]).done().stdout;
    let report = dry_run(&world, &exported);
    assert_eq!(report["refused"], json!([]), "exit {}: {report}", run.code);
}
