//! Mail in, whatever is killed or comes meanwhile: each mail once, and none lost.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::dovecot::{Dovecot, PASSWORD};
use crate::world::World;

const COUNCILS: [&str; 6] = ["kent", "leeds", "essex", "surrey", "fife", "bristol"];

/// More than is kept in one transaction.
const MAILS: usize = 2_200;

/// A Maildir with a reply in each of its files; every hundredth mail lies there twice.
fn filled(world: &World, maildir: &Path) -> usize {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    let councils = COUNCILS.map(|id| world.council(id));
    let mut files = 0;
    for number in 0..MAILS {
        let council = &councils[number % councils.len()];
        let body = format!("Thank you for your request, which is our number {number}.");
        let mail = council
            .replies("2026-02-10", &body)
            .replace(".invalid>\r\nMIME", &format!(".{number}.invalid>\r\nMIME"));
        fs::write(maildir.join("new").join(format!("{number:05}.host")), &mail).unwrap();
        files += 1;
        if number.is_multiple_of(100) {
            fs::write(maildir.join("cur").join(format!("copy{number:05}.host:2,S")), &mail)
                .unwrap();
            files += 1;
        }
    }
    files
}

fn killed(mut child: Child) {
    // SIGKILL: the process gets no chance to tidy up.
    let _ = Command::new("kill").args(["-9", &child.id().to_string()]).output();
    child.wait().unwrap();
}

#[test]
fn a_receive_killed_again_and_again_takes_in_every_mail_of_a_maildir_once() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&COUNCILS).launched("trafficked");
    world.at("2026-02-12");
    let maildir = world.path("Maildir");
    let files = filled(&world, &maildir);
    let begun = || {
        let mut command = world.command(&["receive", "Maildir"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let kept = || {
        let db = rusqlite::Connection::open(world.path("foi.db")).unwrap();
        let rows: i64 = db.query_row("SELECT count(*) FROM mails", [], |row| row.get(0)).unwrap();
        usize::try_from(rows).unwrap()
    };
    // Anywhere while files are read and written, before anything is committed.
    for step in 0..25_u64 {
        let child = begun();
        std::thread::sleep(Duration::from_millis(step * step / 2));
        killed(child);
        // A mail program sets a flag meanwhile: it is the same message.
        let name = format!("{step:05}.host");
        let seen = maildir.join("cur").join(format!("{name}:2,S"));
        fs::rename(maildir.join("new").join(name), seen).unwrap();
    }
    // And once the first of it is there, in the middle of the rest.
    let mut child = begun();
    while kept() == 0 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    killed(child);
    let before = kept();
    assert!(before < files, "it was killed in the middle, and not after all {before}");
    world.foi(&["receive", "Maildir"]).done();
    let mails = world.rows(&["mail"]);
    assert_eq!(mails.len(), files, "each file once");
    let of = |mail: &Value, key: &str| mail[key].as_str().map(str::to_owned);
    let places: BTreeSet<_> = mails.iter().map(|mail| of(mail, "file")).collect();
    assert_eq!(places.len(), files);
    let (first, again): (Vec<&Value>, Vec<&Value>) =
        mails.iter().partition(|mail| mail["duplicate_of"].is_null());
    assert_eq!((first.len(), again.len()), (MAILS, files - MAILS));
    let hashes: BTreeSet<_> = first.iter().map(|mail| of(mail, "sha256")).collect();
    assert_eq!(hashes.len(), MAILS, "each mail once");
    for copy in again {
        let original = first.iter().find(|mail| mail["mail"] == copy["duplicate_of"]).unwrap();
        assert_eq!(original["sha256"], copy["sha256"]);
    }
    assert!(first.iter().all(|mail| mail["matches"][0]["authority"].is_string()));
    let again = world.foi(&["receive", "Maildir", "--json"]).done().rows();
    assert_eq!((&again[0]["new"], &again[0]["known"]), (&0.into(), &files.into()));
    world.foi(&["rebuild", "--check"]).done();
}

/// `foi run`, whose passes are told as they happen.
struct Running {
    child: Child,
    passes: mpsc::Receiver<Value>,
}

impl Running {
    fn start(world: &World) -> Self {
        let mut child = world
            .command(&["run", "--poll", "600", "--json"])
            .env_remove("FOI_NOW")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tell, passes) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, passes }
    }

    /// Waits for a pass that takes mail in; says how much.
    #[track_caller]
    fn mails(&self) -> u64 {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let pass =
                self.passes.recv_timeout(left).expect("mail is taken in before the next poll");
            match pass["received"]["new"].as_u64().unwrap() {
                0 => {}
                new => return new,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn run_takes_in_a_mail_as_the_server_tells_of_it_and_not_only_at_the_next_poll() {
    let server = Dovecot::start();
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    let world = world.launched("trafficked");
    let kent = world.council("kent");
    let settings = fs::read_to_string(world.path("foi.toml")).unwrap();
    let mailbox = format!(
        "{settings}\n[mailbox.office]\nkind = \"imap\"\nhost = \"127.0.0.1\"\nport = {}\n\
         tls = \"none\"\nuser = \"reader\"\npassword_file = \"password\"\ntest = true\n",
        server.port
    );
    fs::write(world.path("foi.toml"), mailbox).unwrap();
    secret(&world.path("password"), PASSWORD);
    let letter = |number: u32| kent.replies("2026-02-10", &format!("Received as {number}."));
    server.deliver("1.host", letter(1).as_bytes());
    let running = Running::start(&world);
    assert_eq!(running.mails(), 1, "what was there before");
    // The first of them may still be found on connecting; the later ones the server tells of.
    for number in 2..6 {
        server.deliver(&format!("{number}.host"), letter(number).as_bytes());
        assert_eq!(running.mails(), 1, "mail {number}");
    }
    drop(running);
    let mails = world.rows(&["mail"]);
    assert_eq!(mails.len(), 5);
    assert!(mails.iter().all(|mail| mail["matches"][0]["authority"] == "kent"), "{mails:#?}");
}

fn secret(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Processes that read documents for the workspace of `world`, by their folder and their command.
fn readers(world: &World) -> Vec<u32> {
    let own = fs::canonicalize(world.path("")).unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let reads = |number: &u32| {
        let folder = Path::new("/proc").join(number.to_string());
        let command = fs::read(folder.join("cmdline")).unwrap_or_default();
        command.windows(14).any(|word| word == b"read-documents")
            && fs::read_link(folder.join("cwd")).is_ok_and(|cwd| cwd == own)
    };
    numbers.filter(reads).collect()
}

#[test]
fn a_receive_killed_while_documents_are_read_takes_them_in_the_next_time_and_leaves_no_reader() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&COUNCILS).launched("trafficked");
    world.at("2026-02-12");
    let row = "1,How many children were trafficked,14\n".repeat(1_500);
    fs::create_dir_all(world.path("came")).unwrap();
    for id in COUNCILS {
        let body = format!(
            "--b\r\n\r\nPlease see attached.\r\n--b\r\nContent-Type: text/csv; name=figures.csv\r\n\
             Content-Disposition: attachment; filename=figures.csv\r\n\r\n{row}\r\n--b--"
        );
        let mail = world.council(id).replies("2026-02-10", &body);
        let mail = mail.replacen("text/plain; charset=utf-8", "multipart/mixed; boundary=b", 1);
        fs::write(world.path("came").join(format!("{id}.eml")), mail).unwrap();
    }
    for _ in 0..3 {
        let mut command = world.command(&["receive", "came"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while readers(&world).is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "it was over before anything was read");
            std::thread::yield_now();
        }
        killed(child);
        // A reader ends when nobody listens any more.
        let begun = Instant::now();
        while !readers(&world).is_empty() {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "a reader goes on without its master"
            );
            std::thread::yield_now();
        }
    }
    world.foi(&["receive", "came"]).done();
    let mails = world.rows(&["mail"]);
    let filed: BTreeSet<&str> =
        mails.iter().map(|row| row["matches"][0]["authority"].as_str().unwrap()).collect();
    assert_eq!((mails.len(), filed), (COUNCILS.len(), COUNCILS.into_iter().collect()));
    assert!(
        mails.iter().all(|row| row["attachments"][0]["text_status"] != "not_read"),
        "{mails:?}"
    );
    assert_eq!(world.foi(&["rebuild", "--check"]).code, 0);
}
