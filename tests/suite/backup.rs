//! Copies of the database, and workspaces made from them.

use std::fs;
use std::path::PathBuf;

use crate::sink::Sink;
use crate::world::World;

fn only_file(folder: PathBuf) -> PathBuf {
    let files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[test]
fn a_copy_restored_elsewhere_has_every_request_and_answer() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds"]);
    let world = world.launched("trafficked");
    let copies = world.path("elsewhere");
    let made = world.rows(&["backup", copies.to_str().unwrap()])[0].clone();
    let copy = made["file"].as_str().unwrap().to_owned();
    assert_eq!(made["sha256"].as_str().unwrap().len(), 64);
    let before = world.rows(&["requests"]);
    let other = world.path("other");
    let other = other.to_str().unwrap();
    let restore = ["--workspace", other, "--as", "bo", "restore", &copy, "--confirm"];
    world.foi(&restore).done();
    assert_eq!(world.rows(&["--workspace", other, "requests"]), before);
    assert!(
        !fs::read_dir(copies)
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().starts_with(".trial") })
    );
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["backup", "copies"]).done();
    let mode = fs::metadata(only_file(world.path("copies"))).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn a_launch_copies_the_database_first_and_what_left_after_it_never_leaves_twice() {
    let sink = Sink::start();
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent", "leeds"]);
    world.through_port(sink.port);
    world.foi(&["launch", "trafficked", "--pilot", "1", "--confirm", "1"]).done();
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    // The copy made before the second launch, while the pilot's letter waited.
    let copy =
        fs::read_dir(world.path("backups")).unwrap().map(|e| e.unwrap().path()).max().unwrap();
    world.foi(&["tick"]).done();
    assert_eq!(sink.letters().len(), 2);
    world.at("2026-02-03");
    let copy = copy.to_str().unwrap();
    let shown = world.foi(&["restore", copy]).done().stdout;
    assert!(shown.contains("may have left since") && shown.contains("--confirm"), "{shown}");
    world.foi(&["restore", copy, "--confirm"]).done();
    let unknown = world.rows(&["outbox", "--state", "unknown"]);
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    world.foi(&["tick"]).done();
    world.foi(&["resume"]).done();
    world.foi(&["tick"]).done();
    let pilot = unknown[0]["to"].as_str().unwrap();
    assert_eq!(sink.by_recipient()[pilot], 1, "nobody can say, so it is not sent again");
    let aside = fs::read_dir(world.path(""))
        .unwrap()
        .any(|entry| entry.unwrap().file_name().to_string_lossy().contains("before-restore"));
    assert!(aside, "what was there before is put aside, not removed");
}

#[test]
fn what_is_no_whole_copy_is_refused_and_nothing_changes() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["backup", "copies"]).done();
    let copy = only_file(world.path("copies"));
    let mut bytes = fs::read(&copy).unwrap();
    let end = bytes.len();
    bytes[4096..end.min(40_000)].fill(0x55);
    fs::write(world.path("damaged.db"), bytes).unwrap();
    fs::write(world.path("letter.txt"), "no database").unwrap();
    let before = fs::read(world.path("foi.db")).unwrap();
    for file in ["damaged.db", "letter.txt", "nowhere.db"] {
        let said = world.foi(&["restore", file, "--confirm"]).failed();
        assert!(said.contains(file), "{said}");
    }
    assert_eq!(fs::read(world.path("foi.db")).unwrap(), before);
}
