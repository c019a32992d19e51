//! One binary, so that every helper is in use and linking happens once. A test is a sentence about
//! the world: its name says the rule, its body is one story.
#![expect(clippy::unwrap_used, reason = "a failing test panics")]
#![expect(clippy::expect_used, reason = "a failing test panics")]
#![expect(clippy::panic, reason = "a failing test panics")]
#![expect(clippy::indexing_slicing, reason = "a failing test panics")]
#![expect(clippy::print_stderr, reason = "a score is printed for the person who runs the tests")]

mod addresses;
mod answer_sheet;
mod accounts;
mod answers;
mod arrivals;
mod backup;
mod before_launch;
mod calendar;
mod campaign_file;
mod careless;
mod chase;
mod chasquid;
mod checks;
mod climb;
mod clock;
mod compare;
mod corpus;
mod crash;
mod demands;
mod document_corpus;
mod dns;
mod documents;
mod dovecot;
mod erase;
mod evidence;
mod facts;
mod figures;
mod guide;
mod history;
mod hostile;
mod imap;
mod import_round;
mod import_wdtk;
mod intact;
mod interrupted;
mod inbox;
mod killed;
mod ladder;
mod launch;
mod layers;
mod ledger;
mod letters;
mod likeness;
mod mail_corpus;
mod mailboxes;
mod matching;
mod outbox;
mod own_mail;
mod pack;
mod postfix;
mod promises;
mod provider;
mod quarantine;
mod reading;
mod real_servers;
mod rebuild;
mod receipts;
mod receive;
mod record;
mod register;
mod rehearsal;
mod renew;
mod results;
mod review;
mod rungs;
mod sender;
mod sink;
mod sign_in;
mod silence;
mod smtp;
mod together;
mod stranger;
mod street_lights;
mod submission;
mod succession;
mod surface;
mod workspace;
mod world;
mod write;
mod year;
