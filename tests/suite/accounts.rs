//! `foi account`: what is set up, passwords that are nowhere but where they belong, a trial there and back.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::dovecot::{PASSWORD, USER};
use crate::submission::{Submission, secret_file, with_transport};
use crate::world::{Run, World};

/// `[mailbox.office]` on the Dovecot of a submission server; its user is the one who submits.
pub(crate) fn mailbox_of(server: &Submission) -> String {
    format!(
        "\n[mailbox.office]\nkind = \"imap\"\nhost = \"localhost\"\nport = {}\nca_file = \"ca.pem\"\n\
         user = \"{USER}\"\npassword_file = \"password\"\ntest = true\n",
        server.dovecot.tls_port
    )
}

fn leg<'a>(rows: &'a [Value], name: &str) -> &'a Value {
    rows.iter().find(|row| row["leg"] == name).unwrap_or_else(|| panic!("{name} in {rows:#?}"))
}

fn rows(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_trial_goes_out_and_comes_back_by_both_addresses_and_says_what_was_seen() {
    let Some(server) = Submission::home("") else { return };
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds", "kent"]);
    let settings = with_transport(&server.transport(&world)) + &mailbox_of(&server);
    fs::write(world.path("foi.toml"), &settings).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    let run = world.foi(&["account", "test", "--wait", "20", "--json"]);
    let found = rows(&run);
    assert_eq!(run.code, 0, "{found:#?}\n{}\n{}", server.postfix.log(), server.dovecot.log());
    for name in ["log_in", "send", "send_plus", "mailbox", "return", "return_plus"] {
        assert_eq!(leg(&found, name)["passed"], true, "{found:#?}");
    }
    assert!(leg(&found, "send_plus")["about"].as_str().unwrap().contains('+'));
    let found = leg(&found, "found");
    assert_eq!(found["letters_waiting"], 2);
    assert_eq!(found["size_limit"], 10_240_000);
    assert_eq!(found["reports"], true);
    assert_eq!(found["provider_per_day"], Value::Null);
    // What our own server says of the sender is shown, whether its name is known or not.
    assert_eq!(found["authserv"], "mx.harbour-watch.example");
    assert_eq!((&found["spf"], &found["dmarc"]), (&"pass".into(), &"fail".into()));
    let told = world.foi(&["account", "test", "--wait", "20"]).done().stdout;
    for words in
        ["spf=pass", "dmarc=fail", "authserv = \"mx.harbour-watch.example\"", "2 letters wait"]
    {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert_eq!(world.rows(&["mail"]).len(), 0, "a trial takes nothing in");
}

#[test]
fn each_leg_that_fails_is_named_with_what_to_do() {
    let rule = "smtpd_recipient_restrictions = check_recipient_access \
                regexp:{{/[+]/ 550 5.7.1 No plus here}}, permit_sasl_authenticated, reject\n";
    let Some(server) = Submission::home(rule) else { return };
    let world = World::on("2026-02-02");
    let transport = server.transport(&world);
    let settings = with_transport(&transport) + &mailbox_of(&server);
    let tried = |settings: &str| {
        fs::write(world.path("foi.toml"), settings).unwrap();
        let run = world.foi(&["account", "test", "--wait", "2", "--json"]);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        rows(&run)
    };
    let found = tried(&settings);
    assert_eq!(leg(&found, "return")["passed"], true, "{found:#?}");
    assert_eq!(leg(&found, "send_plus")["passed"], false);
    assert!(leg(&found, "send_plus")["advice"].as_str().unwrap().contains("plus_address = false"));
    let off = settings.replace("plus_address = true", "plus_address = false");
    fs::write(world.path("foi.toml"), &off).unwrap();
    let run = world.foi(&["account", "test", "--wait", "20", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert_eq!(leg(&rows(&run), "send_plus")["passed"], Value::Null);
    // The mailbox opens, and what is sent goes elsewhere.
    let elsewhere = off.replace("requests@harbour-watch.example", "elsewhere@leeds.invalid");
    let found = tried(&elsewhere);
    assert_eq!(leg(&found, "send")["passed"], true, "{found:#?}");
    assert!(leg(&found, "return")["advice"].as_str().unwrap().contains("junk"));
    // The mailbox does not open.
    let port = format!("port = {}", server.dovecot.tls_port);
    let found = tried(&off.replace(&port, "port = 1"));
    assert_eq!(leg(&found, "mailbox")["passed"], false, "{found:#?}");
}

#[test]
fn a_server_that_changes_the_sender_or_the_message_id_is_found_out() {
    let rule = "header_checks = regexp:{{/^From:/ REPLACE From: somebody@harbour-watch.example} \
                {/^Message-ID:/ REPLACE Message-ID: <their.own@harbour-watch.example>}}\n";
    let Some(server) = Submission::home(rule) else { return };
    let world = World::on("2026-02-02");
    let settings = with_transport(&server.transport(&world)) + &mailbox_of(&server);
    fs::write(world.path("foi.toml"), settings).unwrap();
    let run = world.foi(&["account", "test", "--wait", "10", "--json"]);
    assert_eq!(run.code, 1);
    let found = rows(&run);
    let back = leg(&found, "return_plus");
    let words = back["words"].as_str().unwrap();
    assert!(words.contains("became somebody@harbour-watch.example"), "{back}");
    assert!(words.contains("another Message-ID"), "{back}");
    assert!(back["advice"].as_str().unwrap().contains("send mail as"), "{back}");
}

#[test]
fn a_login_that_fails_leaves_the_password_nowhere() {
    let Some(server) = Submission::start("") else { return };
    let secret = "wrong-horse-battery";
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds"]);
    let settings = with_transport(&server.transport(&world)) + &mailbox_of(&server);
    fs::write(world.path("foi.toml"), settings).unwrap();
    secret_file(&world.path("password"), secret);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let mut shown = String::new();
    for arguments in [
        &["tick"][..],
        &["account"],
        &["account", "test", "--wait", "1"],
        &["account", "--json"],
        &["receive"],
        &["outbox"],
        &["history", "leeds"],
        &["status"],
    ] {
        let run = world.foi(arguments);
        shown += &run.stdout;
        shown += &run.stderr;
    }
    assert!(shown.contains("does not let reader in"), "{shown}");
    let encoded = "AHJlYWRlcgB3cm9uZy1ob3JzZS1iYXR0ZXJ5";
    let mut files = vec![(PathBuf::from("what was shown"), shown.into_bytes())];
    everything(&world.path(""), &mut files);
    assert!(files.len() > 3);
    for (path, bytes) in files.iter().filter(|(path, _)| !path.ends_with("password")) {
        for needle in [secret, encoded] {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

pub(crate) fn everything(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything(&path, files);
        } else if path.is_file() {
            // Sockets of a running keyring lie there too.
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn a_password_in_the_settings_is_refused_and_not_repeated() {
    let world = World::on("2026-02-02");
    let sections = [
        with_transport(
            "kind = \"smtp\"\nhost = \"mail.example\"\nuser = \"a\"\npassword = \"sesame\"",
        ),
        "[mailbox.office]\nkind = \"imap\"\nhost = \"h\"\nuser = \"a\"\npassword = \"sesame\"\n"
            .to_owned(),
        "[oauth.work]\nprovider = \"google\"\nclient_id = \"x\"\nclient_secret = \"sesame\"\n"
            .to_owned(),
    ];
    for text in sections {
        fs::write(world.path("foi.toml"), text).unwrap();
        let said = world.foi(&["account"]).failed();
        assert!(said.contains("secret_in_settings") && said.contains("_keyring"), "{said}");
        assert!(said.contains("foi account password"), "{said}");
        assert!(!said.contains("sesame"), "{said}");
    }
}

#[test]
fn what_is_set_up_is_listed_with_where_each_password_comes_from_and_whether_it_is_there() {
    let world = World::on("2026-02-02");
    let rows = world.rows(&["account"]);
    assert_eq!(
        (rows.len(), &rows[0]["kind"], &rows[0]["ready"]),
        (1, &"folder".into(), &true.into())
    );
    let transport = "kind = \"smtp\"\nhost = \"mail.example\"\nuser = \"ada\"\n\
                     password_file = \"missing\"\ntest = true";
    let mailbox = "[mailbox.office]\nkind = \"imap\"\nhost = \"mail.example\"\nuser = \"ada\"\n\
                   password_command = [\"false\"]\ntest = true\n";
    fs::write(world.path("foi.toml"), with_transport(transport) + mailbox).unwrap();
    let rows = world.rows(&["account"]);
    assert_eq!((&rows[0]["account"], &rows[0]["port"]), (&"transport".into(), &465.into()));
    assert_eq!((&rows[0]["tls"], &rows[0]["ready"]), (&"implicit".into(), &false.into()));
    assert!(rows[0]["problem"].as_str().unwrap().contains("missing"));
    assert_eq!(rows[1]["ready"], Value::Null, "a command is run only when it is needed");
    let told = world.foi(&["account"]).done().stdout;
    assert!(told.contains("mail.example:993") && told.contains("asked when needed"), "{told}");
}

/// Runs a script with a session bus and an unlocked keyring of its own, in a home of its own.
pub(crate) fn with_keyring(world: &World, script: &str) -> String {
    let home = world.path("home");
    fs::create_dir_all(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
    let path = world.path("script");
    fs::write(
        &path,
        format!(
            "set -e\nprintf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
             {script}"
        ),
    )
    .unwrap();
    let output = Command::new("dbus-run-session")
        .args(["--", "bash"])
        .arg(&path)
        .current_dir(world.path(""))
        .env("HOME", &home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", &home)
        .env("FOI", env!("CARGO_BIN_EXE_foi"))
        .env("FOI_NOW", "2026-02-02T09:00:00Z")
        .stdin(Stdio::null())
        .output()
        .expect("dbus is installed: tests/run does it");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    stdout + &stderr
}

#[test]
fn a_password_is_kept_in_a_real_keyring_and_opens_the_mail_server() {
    let Some(server) = Submission::start("") else { return };
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds"]);
    let transport = server.transport(&world).replace(
        "password_file = \"password\"",
        "password_keyring = \"requests@harbour-watch.example\"",
    );
    fs::remove_file(world.path("password")).unwrap();
    fs::write(world.path("foi.toml"), with_transport(&transport)).unwrap();
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let mut file = fs::File::create(world.path("typed")).unwrap();
    writeln!(file, "{PASSWORD}").unwrap();
    let said = with_keyring(
        &world,
        "$FOI account --json\n\
         $FOI account password requests@harbour-watch.example <typed\nrm typed\n\
         $FOI account --json\n$FOI tick --json\n$FOI outbox --json\n",
    );
    let missing = "type `foi account password requests@harbour-watch.example`";
    assert!(said.contains(missing), "first there is nothing: {said}");
    assert!(said.contains("\"ready\":true"), "{said}");
    assert!(said.contains("queued as"), "the letter left: {said}\n{}", server.postfix.log());
    assert!(!said.contains("staple"), "{said}");
    let mut files = Vec::new();
    everything(&world.path(""), &mut files);
    for (path, bytes) in files {
        assert!(!bytes.windows(6).any(|window| window == b"staple"), "{}", path.display());
    }
}

#[test]
fn an_empty_password_is_not_kept_and_a_machine_without_a_keyring_is_told_what_to_do() {
    let world = World::on("2026-02-02");
    let said = world.foi(&["account", "password", "office"]).failed();
    assert!(said.contains("is empty"), "{said}");
    assert_eq!(world.foi(&["account", "password", "a b"]).code, 1);
    fs::write(world.path("typed"), "secret\n").unwrap();
    let output = world
        .command(&["account", "password", "office"])
        .env("PATH", world.path("nothing"))
        .stdin(fs::File::open(world.path("typed")).unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("libsecret-tools") && !said.contains("secret\n"), "{said}");
}
