//! Never a letter twice, never one lost, whatever is killed.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};

use foi_campaign::case::events::Event;
use foi_campaign::jobs::Workspace;
use foi_campaign::jobs::pacing::Pacing;
use foi_campaign::jobs::send::{self, Door};
use foi_campaign::mail::folder::Folder;
use foi_campaign::now::Now;
use foi_campaign::store::{outbox, requests};

use crate::world::World;

fn approved() -> World {
    let world = World::on("2026-02-02").campaign("trafficked").addresses_for_all();
    world.foi(&["launch", "trafficked", "--confirm", "212"]).done();
    world
}

/// Starts a tick and kills it once `letters` lie in the outbox.
fn killed_after(world: &World, letters: usize) {
    let mut child =
        world.command(&["tick"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        let there = fs::read_dir(world.path("outbox")).map_or(0, |entries| {
            entries
                .filter(|entry| {
                    let path = entry.as_ref().unwrap().path();
                    path.extension().is_some_and(|ext| ext == "eml")
                })
                .count()
        });
        if there >= letters || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::yield_now();
    }
    // SIGKILL: the process gets no chance to tidy up.
    let id = child.id().to_string();
    let _ = Command::new("kill").args(["-9", &id]).stderr(Stdio::null()).status();
    child.wait().unwrap();
}

#[test]
fn a_tick_killed_again_and_again_sends_every_letter_once() {
    let world = approved();
    for letters in [1, 2, 7, 30, 31, 80, 120, 200] {
        killed_after(&world, letters);
    }
    world.foi(&["tick"]).done();
    let letters = world.letters();
    let mut by_recipient: HashMap<String, usize> = HashMap::new();
    for letter in letters.values() {
        let to = letter.lines().find(|line| line.starts_with("To: ")).unwrap();
        *by_recipient.entry(to.to_owned()).or_default() += 1;
    }
    assert_eq!(letters.len(), 212, "none forgotten");
    assert_eq!(by_recipient.len(), 212, "none twice");
    let states = world.rows(&["outbox"]);
    assert!(states.iter().all(|row| row["state"] == "accepted"), "{states:?}");
    let left_over = fs::read_dir(world.path("outbox")).unwrap().count();
    assert_eq!(left_over, 212, "no half-written file stays");
}

fn opened(world: &World) -> Workspace {
    let now = Now::Fixed("2026-02-02T09:00:00Z".parse().unwrap());
    Workspace::write(&world.path(""), now, "test").unwrap()
}

/// Commits the intent to send the first letter, as a process that dies right after would.
fn intent_committed(workspace: &mut Workspace) -> outbox::Letter {
    let now = workspace.now.instant();
    let letter = outbox::next_due(workspace.store.db(), now).unwrap().unwrap();
    let event = Event::SendStarted { letter: letter.id };
    workspace
        .store
        .transaction(|db| outbox::record(db, &letter, &event, (now, now), None))
        .unwrap();
    letter
}

#[test]
fn a_letter_whose_prepared_file_is_still_there_had_not_left_and_is_sent_once() {
    let world = approved();
    let mut workspace = opened(&world);
    let folder = Folder::open(world.path("outbox")).unwrap();
    let now = workspace.now.instant();
    let letter = outbox::next_due(workspace.store.db(), now).unwrap().unwrap();
    folder.prepare(&letter.file_name(), &letter.bytes).unwrap();
    intent_committed(&mut workspace);
    drop(workspace);
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 212);
}

#[test]
fn a_letter_that_lies_in_the_folder_had_left_and_is_not_sent_again() {
    let world = approved();
    let mut workspace = opened(&world);
    let folder = Folder::open(world.path("outbox")).unwrap();
    let letter = intent_committed(&mut workspace);
    folder.prepare(&letter.file_name(), &letter.bytes).unwrap();
    folder.hand_over(&letter.file_name(), workspace.now.instant());
    drop(workspace);
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 212);
    assert!(world.rows(&["outbox", "--state", "unknown"]).is_empty());
}

#[test]
fn a_letter_without_any_trace_is_listed_as_unknown_and_not_sent_until_a_person_says() {
    let world = approved();
    let mut workspace = opened(&world);
    let letter = intent_committed(&mut workspace);
    let authority = requests::get(workspace.store.db(), letter.request).unwrap().authority;
    drop(workspace);
    let run = world.foi(&["tick"]);
    assert_eq!(run.code, 3, "a person is needed: {}", run.stdout);
    assert!(run.stdout.contains("nobody can say whether it left"), "{}", run.stdout);
    assert_eq!(world.letters().len(), 211);
    assert_eq!(world.request(&authority)["delivery"], "unknown");
    assert!(world.foi(&["status"]).done().stdout.contains("foi outbox settle"));
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 211, "it is never tried again by itself");
    let name = format!("l{}", letter.id);
    world.foi(&["outbox", "settle", &name, "--stayed"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 212);
    assert_eq!(world.request(&authority)["delivery"], "accepted");
}

#[test]
fn a_file_in_the_way_is_never_overwritten() {
    let world = approved();
    let mut workspace = opened(&world);
    let now = workspace.now.instant();
    let letter = outbox::next_due(workspace.store.db(), now).unwrap().unwrap();
    fs::create_dir_all(world.path("outbox")).unwrap();
    let path = world.path("outbox").join(letter.file_name());
    fs::write(&path, "somebody else's file").unwrap();
    let mut door = Door::open(&workspace).unwrap();
    let step = send::next(&mut workspace, &mut door, Pacing::Unpaced).unwrap();
    assert!(format!("{step:?}").contains("Unknown"), "{step:?}");
    assert_eq!(fs::read_to_string(path).unwrap(), "somebody else's file");
}

#[test]
fn an_outbox_that_cannot_be_written_loses_nothing() {
    let world = approved();
    // A file stands where the folder should be.
    fs::write(world.path("outbox"), "in the way").unwrap();
    let said = world.foi(&["tick"]).failed();
    assert!(said.contains("outbox"), "{said}");
    fs::remove_file(world.path("outbox")).unwrap();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 212);
}
