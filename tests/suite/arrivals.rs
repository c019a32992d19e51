//! Mail out of Maildirs, mboxes, a real Dovecot and a person's hands, each taken in exactly once.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use crate::dovecot::{Dovecot, PASSWORD, USER};
use crate::world::{SETTINGS, World};

fn world() -> World {
    World::on("2025-02-03")
        .campaign("trafficked")
        .addresses(&["kent", "essex"])
        .launched("trafficked")
}

/// A reply of Kent's with all three figures.
fn reply(world: &World, day: &str) -> String {
    world.council("kent").replies(day, "1. 12\n2. 4\n3. 9\n")
}

fn maildir(world: &World) -> PathBuf {
    let folder = world.path("Maildir");
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    folder
}

fn received(world: &World, arguments: &[&str]) -> serde_json::Value {
    let mut all = vec!["receive"];
    all.extend(arguments);
    world.rows(&all).remove(0)
}

#[test]
fn a_maildir_message_that_is_read_and_flagged_later_is_the_same_message() {
    let mut world = world();
    let folder = maildir(&world);
    let before = folder.join("new/1738.M1P2.host");
    fs::write(&before, reply(&world, "2025-02-10")).unwrap();
    fs::write(folder.join("tmp/1739.M1P2.host"), "half a mess").unwrap();
    world.at("2025-02-11");
    assert_eq!(received(&world, &["Maildir"])["new"], 1);
    fs::rename(&before, folder.join("cur/1738.M1P2.host:2,RS")).unwrap();
    let again = received(&world, &["Maildir"]);
    assert_eq!(
        (&again["new"], &again["repeats"], &again["known"]),
        (&0.into(), &0.into(), &1.into())
    );
    assert_eq!(world.rows(&["mail"]).len(), 1);
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn an_mbox_gives_each_of_its_messages_and_only_new_ones_when_it_has_grown() {
    let mut world = world();
    let kent = reply(&world, "2025-02-10");
    let essex = world.council("essex").replies("2025-02-11", "From here on:\n\n1. 1\n2. 0\n3. 0\n");
    let quoted = essex.replace("From here", ">From here");
    let path = world.path("replies.mbox");
    let envelope = "From foi@kent.invalid Mon Feb 10 12:00:00 2025\n";
    fs::write(&path, format!("{envelope}{kent}\n")).unwrap();
    world.at("2025-02-12");
    assert_eq!(received(&world, &["replies.mbox"])["new"], 1);
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    writeln!(file, "{envelope}{quoted}").unwrap();
    let grown = received(&world, &["replies.mbox"]);
    assert_eq!((&grown["new"], &grown["known"]), (&1.into(), &1.into()));
    // The same message by another road is one mail with two sightings.
    fs::write(world.path("essex.eml"), &essex).unwrap();
    assert_eq!(received(&world, &["essex.eml"])["repeats"], 1);
    let rows = world.rows(&["mail"]);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.iter().filter(|row| row["duplicate_of"].is_string()).count(), 1);
    assert_eq!(world.request("essex")["status"], "answered");
}

#[test]
fn one_message_comes_in_through_a_pipe() {
    let mut world = world();
    world.at("2025-02-12");
    let mail = reply(&world, "2025-02-10");
    let mut child = world
        .command(&["receive", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(mail.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(world.request("kent")["status"], "answered");
}

#[test]
fn an_answer_by_telephone_is_a_mail_of_that_day_and_counts_like_one() {
    let mut world = world();
    fs::write(world.path("call.txt"), "1. 12\n2. 4\n3. 9\n").unwrap();
    world.at("2025-02-20");
    let by_hand = ["--request", "kent", "--by", "phone", "--on", "2025-02-17", "call.txt"];
    assert_eq!(received(&world, &by_hand)["new"], 1);
    let mail = &world.rows(&["mail"])[0];
    assert_eq!(mail["arrived_basis"], "phone");
    assert!(mail["arrived_at"].as_str().unwrap().starts_with("2025-02-17"));
    assert_eq!(mail["matches"][0]["evidence"][0], "person");
    assert_eq!(world.request("kent")["status"], "answered");
    let decisions = || world.rows(&["history", "kent"]).len();
    let before = decisions();
    assert_eq!(received(&world, &by_hand)["known"], 1);
    assert_eq!(world.rows(&["mail"]).len(), 1);
    assert_eq!(decisions(), before, "the same files again are no second decision");
}

#[test]
fn a_scanned_letter_is_kept_with_its_bytes_and_waits_to_be_read() {
    let mut world = world();
    fs::write(world.path("letter.pdf"), b"%PDF-1.4 a scan").unwrap();
    world.at("2025-02-20");
    received(&world, &["--request", "kent", "--by", "post", "--on", "2025-02-19", "letter.pdf"]);
    let mail = &world.rows(&["mail"])[0];
    assert_eq!(mail["attachments"][0]["name"], "letter.pdf");
    assert_eq!(mail["attachments"][0]["bytes"], 15);
    assert_eq!(mail["needs_review"], true);
    let future =
        ["receive", "--request", "kent", "--by", "post", "--on", "2025-03-01", "letter.pdf"];
    assert!(world.foi(&future).failed().contains("in the future"));
}

/// A world whose mailbox is on this server.
fn with_mailbox(server: &Dovecot) -> World {
    let world = world();
    let secret = world.path("password");
    fs::write(&secret, format!("{PASSWORD}\n")).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let mailbox = format!(
        "\n[mailbox.office]\nkind = \"imap\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
         user = \"{USER}\"\npassword_file = \"password\"\ntest = true\n",
        server.port
    );
    fs::write(world.path("foi.toml"), format!("{SETTINGS}{mailbox}")).unwrap();
    world
}

#[test]
fn a_mailbox_is_taken_in_once_and_known_again_when_the_server_numbers_it_anew() {
    let server = Dovecot::start();
    let mut world = with_mailbox(&server);
    let mail = reply(&world, "2025-02-10");
    server.deliver("1", mail.as_bytes());
    world.at("2025-02-11");
    let first = received(&world, &[]);
    assert_eq!((&first["new"], &first["failed"]), (&1.into(), &serde_json::json!([])));
    let row = &world.rows(&["mail"])[0];
    assert_eq!(row["arrived_basis"], "received", "the server had it only today, 2026");
    assert_eq!(received(&world, &[])["new"], 0);
    server.doveadm(&["mailbox", "update", "-u", USER, "--uid-validity", "4242", "INBOX"]);
    let anew = received(&world, &["--mailbox", "office"]);
    assert_eq!((&anew["new"], &anew["repeats"], &anew["known"]), (&0.into(), &0.into(), &1.into()));
    assert_eq!(world.rows(&["mail"]).len(), 1);
    assert!(world.foi(&["status"]).done().stdout.contains("office/INBOX"));
    // The same message in a folder of this machine is a second sighting of it.
    fs::write(world.path("copy.eml"), mail).unwrap();
    assert_eq!(received(&world, &["copy.eml"])["repeats"], 1);
}

#[test]
fn a_server_that_does_not_answer_is_named_and_keeps_nothing_else_out() {
    let server = Dovecot::start();
    let mut world = with_mailbox(&server);
    drop(server);
    let mail = reply(&world, "2025-02-10");
    fs::create_dir_all(world.path("mail")).unwrap();
    fs::write(world.path("mail/1.eml"), mail).unwrap();
    world.at("2025-02-11");
    fs::write(world.path("mail/2.eml"), "").unwrap();
    let run = world.foi(&["receive"]);
    assert_eq!(run.code, 1);
    let status = world.foi(&["status"]).done().stdout;
    let (before, place) = ("2025-02-03 09:00 UTC /", "/mail\n");
    assert!(status.contains(before) && status.contains(place), "not all was taken in: {status}");
    assert!(run.stdout.contains("office"), "{}", run.stdout);
    assert_eq!(world.request("kent")["status"], "answered");
    assert!(world.foi(&["receive", "--mailbox", "attic"]).failed().contains("it has office"));
}
