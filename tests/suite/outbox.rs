//! Letters on their way: put off, given up, taken back, and settled by what comes in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::sink::{Act, Moment, Sink};
use crate::world::World;

const FEW: [&str; 6] = ["leeds", "kent", "essex", "surrey", "bristol", "york"];

/// Six authorities whose letters are approved and leave through `sink`.
fn approved(sink: &Sink) -> World {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&FEW);
    world.through_port(sink.port);
    world.foi(&["launch", "trafficked", "--confirm", "6"]).done();
    world
}

#[test]
fn one_refusal_and_one_delay_never_stop_the_others() {
    let sink = Sink::with(|moment, to| match (moment, to) {
        (Moment::Recipient, "foi@kent.invalid") => Some(Act::Say("550 5.1.1 no such user")),
        (Moment::Recipient, "foi@leeds.invalid") => {
            Some(Act::Say("450 4.2.0 greylisted, try again"))
        }
        _ => None,
    });
    let world = approved(&sink);
    let said = world.foi(&["tick"]).done().stdout;
    assert!(said.contains("4 letters left"), "{said}");
    assert_eq!(sink.letters().len(), 4);
    let row = |authority| world.row(&["outbox"], "authority", authority);
    assert_eq!(row("kent")["state"], "refused");
    assert_eq!(row("kent")["words"], "550 5.1.1 no such user");
    assert_eq!(row("leeds")["state"], "deferred");
    assert_eq!(row("leeds")["next_at"], "2026-02-02T09:15:00Z");
    assert_eq!(row("essex")["state"], "accepted");
    assert!(row("essex")["queue_id"].as_str().unwrap().starts_with("4F"), "{}", row("essex"));
    assert_eq!(row("essex")["tries"], 1);
}

#[test]
fn a_letter_that_is_put_off_waits_longer_each_time_and_is_given_up_after_five_days() {
    let sink = Sink::with(|moment, to| match (moment, to) {
        (Moment::Recipient, "foi@leeds.invalid") => Some(Act::Say("450 4.2.0 mailbox is full")),
        _ => None,
    });
    let mut world = approved(&sink);
    let mut waits = Vec::new();
    for _ in 0..40 {
        world.foi(&["tick"]).done();
        let row = world.row(&["outbox"], "authority", "leeds");
        if row["state"] == "refused" {
            let words = row["words"].as_str().unwrap();
            assert!(words.contains("given up") && words.contains("mailbox is full"), "{words}");
            assert_eq!(world.request("leeds")["delivery"], "refused");
            assert_eq!(waits[..6], ["09:15", "09:45", "10:45", "12:45", "16:45", "20:45"]);
            return;
        }
        let next = row["next_at"].as_str().unwrap().to_owned();
        waits.push(next[11..16].to_owned());
        world.at(&next);
    }
    panic!("it was tried for ever: {waits:?}");
}

#[test]
fn a_server_in_trouble_is_left_alone_longer_each_time_and_then_everything_stops_until_a_person_says()
 {
    let sink = Sink::with(|moment, _| {
        (moment == Moment::Connected).then_some(Act::Say("554 5.3.2 closed for repairs"))
    });
    let mut world = approved(&sink);
    let tick = |world: &World| world.rows(&["tick"])[0].clone();
    let first = tick(&world);
    assert_eq!(first["trouble"]["next_try_at"], "2026-02-02T09:01:00Z", "{first}");
    let tried = sink.moments();
    world.at("2026-02-02T09:00:30Z");
    assert_eq!(tick(&world)["left"], 0);
    assert_eq!(sink.moments(), tried, "nothing is tried before its time");
    for next in ["09:01", "09:03", "09:07", "09:15"] {
        world.at(&format!("2026-02-02T{next}:00Z"));
        tick(&world);
    }
    let morning = world.foi(&["status"]).done().stdout;
    assert!(morning.contains("stopped after 5 errors in a row"), "{morning}");
    assert!(morning.contains("closed for repairs"), "{morning}");
    let tried = sink.moments();
    world.at("2026-02-03");
    assert_eq!(tick(&world)["paused"], true);
    assert_eq!(sink.moments(), tried);
    let open = Sink::start();
    let settings = std::fs::read_to_string(world.path("foi.toml")).unwrap();
    let settings = settings.replace(&sink.port.to_string(), &open.port.to_string());
    std::fs::write(world.path("foi.toml"), settings).unwrap();
    world.foi(&["resume"]).done();
    assert_eq!(tick(&world)["left"], 6);
    assert_eq!(open.letters().len(), 6, "none was lost, none went twice");
}

#[test]
fn a_server_that_puts_off_letter_after_letter_is_left_alone_for_a_while() {
    let sink = Sink::with(|moment, _| {
        (moment == Moment::Recipient).then_some(Act::Say("451 4.7.1 too many messages"))
    });
    let world = approved(&sink);
    world.foi(&["tick"]).done();
    let states: Vec<_> = world.rows(&["outbox"]).iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states.iter().filter(|state| *state == "deferred").count(), 5);
    assert_eq!(
        states.iter().filter(|state| *state == "queued").count(),
        1,
        "the sixth was not tried"
    );
}

#[test]
fn a_letter_taken_back_never_leaves_and_a_new_launch_writes_to_its_authority_anew() {
    let sink = Sink::start();
    let world = approved(&sink);
    let listed = world.foi(&["outbox", "cancel", "--last"]).done().stdout;
    assert!(listed.contains("6 letters can be taken back. Nothing was done"), "{listed}");
    let said = world.foi(&["outbox", "cancel", "--last", "--confirm", "5"]).failed();
    assert!(said.contains("6 letters can be taken back, you confirmed 5"), "{said}");
    let why = ["outbox", "cancel", "--last", "--confirm", "6", "--why", "a slip in question 2"];
    world.foi(&why).done();
    world.foi(&["tick"]).done();
    assert!(sink.letters().is_empty());
    assert_eq!(world.request("leeds")["status"], "planned");
    let history = world.foi(&["history", "leeds"]).done().stdout;
    assert!(history.contains("a slip in question 2"), "{history}");
    world.foi(&["launch", "trafficked", "--confirm", "6"]).done();
    let first = world.rows(&["outbox", "--state", "cancelled"])[0]["letter"].clone();
    let said = world.foi(&["outbox", "settle", first.as_str().unwrap(), "--stayed"]).failed();
    assert!(said.contains("another letter was written in place of"), "{said}");
    world.foi(&["tick"]).done();
    assert!(sink.by_recipient().values().all(|count| *count == 1));
    assert_eq!(sink.letters().len(), 6);
    assert_eq!(world.request("leeds")["delivery"], "accepted");
    let said = world.foi(&["outbox", "cancel", "--all"]).done().stdout;
    assert!(said.contains("0 letters can be taken back"), "{said}");
}

#[test]
fn within_the_undo_window_a_paced_letter_stays() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    world.at("2026-02-02T09:09:59Z");
    world.foi(&["tick", "--paced"]).done();
    assert!(world.letters().is_empty());
    world.at("2026-02-02T09:10:00Z");
    world.foi(&["tick", "--paced"]).done();
    assert_eq!(world.letters().len(), 1);
}

#[test]
fn a_letter_cut_off_after_it_was_handed_over_is_settled_by_the_reply_to_it() {
    let once = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&once);
    let sink = Sink::with(move |moment, _| {
        let cut = moment == Moment::Message && count.fetch_add(1, Ordering::SeqCst) < 2;
        cut.then_some(Act::HangUp(""))
    });
    let mut world = approved(&sink);
    assert_eq!(world.foi(&["tick"]).code, 3);
    let unknown = world.rows(&["outbox", "--state", "unknown"]);
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    let authority = unknown[0]["authority"].as_str().unwrap().to_owned();
    let council = world.council(&authority);
    world.at("2026-02-04");
    world
        .receive(&council.replies("2026-02-04", "Thank you for your request. We will reply soon."));
    let row = world.row(&["outbox"], "authority", &authority);
    assert_eq!(row["state"], "accepted", "{row}");
    assert_eq!(row["left_at"], "2026-02-02T09:00:00Z", "it left when it was handed over");
    assert!(world.request(&authority)["due_on"].is_string());
    world.foi(&["tick"]).done();
    assert_eq!(sink.by_recipient()[&format!("foi@{authority}.invalid")], 1);
}
