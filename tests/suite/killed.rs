//! `kill -9` at any moment, two senders at once, a full disk, a clock that jumps: no letter twice, none lost.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::sink::{Act, Moment, Sink};
use crate::world::World;

/// All authorities' letters approved, to leave through `sink`.
fn approved(sink: &Sink) -> World {
    let world = World::on("2026-02-02").campaign("trafficked").addresses_for_all();
    world.through_port(sink.port);
    world.foi(&["launch", "trafficked", "--confirm", "212"]).done();
    world
}

fn ticking(world: &World) -> Child {
    world.command(&["tick"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// SIGKILL: the process gets no chance to tidy up.
fn kill(pid: u32) {
    let _ = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
}

/// Nothing went twice; what did not go is listed as unknown, or waits. Gives the unknown ones.
#[track_caller]
fn account(world: &World, sink: &Sink) -> Vec<(String, String)> {
    let counts = sink.by_recipient();
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "went twice: {twice:?}");
    let rows = world.rows(&["outbox"]);
    assert_eq!(rows.len(), 212);
    let mut unknown = Vec::new();
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        match row["state"].as_str().unwrap() {
            "accepted" => assert_eq!(counts.get(&text("to")), Some(&1), "lost: {row}"),
            "unknown" => unknown.push((text("letter"), text("to"))),
            "queued" | "deferred" => {
                assert_eq!(counts.get(&text("to")), None, "would go twice: {row}");
            }
            other => panic!("{other}: {row}"),
        }
    }
    unknown
}

/// A person looks up what became of each unknown letter, and the rest leaves.
#[track_caller]
fn settled(mut world: World, sink: &Sink) {
    // Whoever was killed while a letter was put off left it for later.
    world.at("2026-02-03");
    world.foi(&["tick"]).done();
    for (letter, to) in account(&world, sink) {
        let left = if sink.by_recipient().contains_key(&to) { "--left" } else { "--stayed" };
        world.foi(&["outbox", "settle", &letter, left]).done();
    }
    world.foi(&["tick"]).done();
    let counts = sink.by_recipient();
    assert_eq!(counts.len(), 212, "none lost");
    assert!(counts.values().all(|count| *count == 1), "none twice");
}

#[test]
fn a_sender_killed_at_200_random_points_sends_no_letter_twice_and_loses_none() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (mut kills, mut unknown) = (0, 0);
    // A slow machine is killed later in a letter's way, and a workspace's letters run out before all kills.
    for _ in 0..5 {
        if kills == 200 {
            break;
        }
        let sink = Sink::start();
        let world = approved(&sink);
        let mut idle = 0;
        while kills < 200 && idle < 20 {
            if killed_after_a_while(&world, &sink, &mut random) {
                (kills, idle) = (kills + 1, 0);
            } else {
                idle += 1;
            }
        }
        world.foi(&["tick"]).done();
        unknown += account(&world, &sink).len();
        settled(world, &sink);
    }
    eprintln!("killed {kills} times: 0 went twice, 0 lost, {unknown} unknown and listed");
    assert_eq!(kills, 200, "so many were killed while they ran");
}

/// Starts a sender and kills it a few steps and a moment later: whether it was still running then.
fn killed_after_a_while(world: &World, sink: &Sink, random: &mut ChaCha8Rng) -> bool {
    let before = sink.moments();
    let steps = usize::try_from(random.next_u32() % 7).unwrap();
    let wait = Duration::from_micros(u64::from(random.next_u32() % 3000));
    let mut child = ticking(world);
    while sink.moments() < before + steps && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let reached = Instant::now();
    while reached.elapsed() < wait {
        std::hint::spin_loop();
    }
    let running = child.try_wait().unwrap().is_none();
    kill(child.id());
    child.wait().unwrap();
    running
}

#[test]
fn a_sender_killed_at_each_step_of_a_conversation_sends_no_letter_twice_and_loses_none() {
    let target: Arc<Mutex<(Option<u32>, Moment, usize)>> =
        Arc::new(Mutex::new((None, Moment::Connected, 0)));
    let here = Arc::clone(&target);
    let sink = Sink::with(move |moment, _| {
        let mut target = here.lock().unwrap();
        let (Some(pid), wanted, left) = *target else { return None };
        if moment != wanted {
            return None;
        }
        if left > 0 {
            target.2 -= 1;
            return None;
        }
        target.0 = None;
        kill(pid);
        Some(Act::HangUp(""))
    });
    let world = approved(&sink);
    for moment in [
        Moment::Connected,
        Moment::Hello,
        Moment::Mail,
        Moment::Recipient,
        Moment::Data,
        Moment::Message,
        Moment::Acknowledged,
    ] {
        for after in [0, 3] {
            // A conversation is opened once for many letters.
            let after = if matches!(moment, Moment::Connected | Moment::Hello) { 0 } else { after };
            let mut child = ticking(&world);
            *target.lock().unwrap() = (Some(child.id()), moment, after);
            child.wait().unwrap();
            target.lock().unwrap().0 = None;
            account_while_sending(&world, &sink);
        }
    }
    settled(world, &sink);
}

/// As `account`, while letters are still `sending` after a kill.
fn account_while_sending(world: &World, sink: &Sink) {
    // What is stored of a request whose letter is just being handed over is what follows from the log.
    world.foi(&["rebuild", "--check"]).done();
    let counts = sink.by_recipient();
    assert!(counts.values().all(|count| *count == 1));
    for row in world.rows(&["outbox", "--state", "accepted"]) {
        assert_eq!(counts.get(row["to"].as_str().unwrap()), Some(&1), "{row}");
    }
}

#[test]
fn of_two_senders_at_once_one_works_and_the_other_says_who_holds_the_workspace() {
    let (go_on, wait) = mpsc::channel::<()>();
    let (reached, arrived) = mpsc::channel::<()>();
    let (wait, reached) = (Mutex::new(Some(wait)), Mutex::new(reached));
    let sink = Sink::with(move |moment, _| {
        if moment == Moment::Data
            && let Some(wait) = wait.lock().unwrap().take()
        {
            reached.lock().unwrap().send(()).unwrap();
            let _ = wait.recv_timeout(Duration::from_secs(30));
        }
        None
    });
    let world = approved(&sink);
    let mut first = ticking(&world);
    arrived.recv_timeout(Duration::from_secs(30)).unwrap();
    let said = world.foi(&["tick"]).failed();
    assert!(
        said.contains("`foi tick` (process ") && said.contains("holds this workspace"),
        "{said}"
    );
    go_on.send(()).unwrap();
    assert!(first.wait().unwrap().success());
    assert_eq!(sink.letters().len(), 212);
    assert!(account(&world, &sink).is_empty());
}

#[cfg(unix)]
#[test]
fn on_a_full_disk_sending_stops_with_the_reason_and_goes_on_when_there_is_room() {
    let sink = Sink::start();
    let world = approved(&sink);
    // No file may grow beyond this: the write-ahead log does not fit after a few letters.
    let limited = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 160; exec \"$0\" tick", env!("CARGO_BIN_EXE_foi")])
        .current_dir(world.path(""))
        .env("FOI_NOW", "2026-02-02T09:00:00Z")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&limited.stderr).into_owned();
    assert_eq!(limited.status.code(), Some(1), "{said}");
    assert!(said.contains("full") || said.contains("disk"), "{said}");
    let left = sink.letters().len();
    assert!((1..212).contains(&left), "{left} had left");
    assert!(account_all(&world, &sink) <= 1, "at most the one on its way is unknown");
    settled(world, &sink);
}

/// After the next pass: how many nobody can account for.
fn account_all(world: &World, sink: &Sink) -> usize {
    world.foi(&["tick"]).done();
    account(world, sink).len()
}

#[test]
fn a_clock_that_jumps_an_hour_lets_no_more_letters_leave_at_once_than_the_pace_allows() {
    let sink = Sink::start();
    let mut world = approved(&sink);
    world.set("[pace]\nundo_minutes = 0\njitter = 0");
    for (instant, letters) in [
        ("2026-02-02T10:00:00Z", 1),
        ("2026-02-02T11:00:00Z", 2),
        ("2026-02-02T11:00:30Z", 2),
        ("2026-02-02T11:01:00Z", 3),
    ] {
        world.at(instant);
        world.foi(&["tick", "--paced"]).done();
        assert_eq!(sink.letters().len(), letters, "{instant}");
    }
    world.at("2026-02-02T10:01:00Z");
    let said = world.foi(&["tick", "--paced"]).failed();
    assert!(said.contains("records up to"), "{said}");
    assert_eq!(sink.letters().len(), 3);
}
