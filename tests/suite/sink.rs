//! An SMTP server in the test that counts, and fails where it is told to: for what a real one cannot be
//! made to show.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A moment of the conversation, before the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    Connected,
    Hello,
    Mail,
    Recipient,
    Data,
    /// The whole letter has come, and is kept unless the server refuses it.
    Message,
    /// The letter is kept and acknowledged.
    Acknowledged,
}

/// What the server does at a moment.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Say(&'static str),
    /// It keeps what has come, says this and hangs up.
    HangUp(&'static str),
}

type Plan = dyn Fn(Moment, &str) -> Option<Act> + Send + Sync;

#[derive(Default)]
struct Kept {
    letters: Vec<(String, String)>,
    moments: usize,
}

pub(crate) struct Sink {
    pub(crate) port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl Sink {
    /// A server that takes everything.
    pub(crate) fn start() -> Self {
        Self::with(|_, _| None)
    }

    /// A server that asks `plan` at each moment, with the recipient as far as it is known.
    pub(crate) fn with(plan: impl Fn(Moment, &str) -> Option<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept = Arc::new(Mutex::new(Kept::default()));
        let (here, plan): (_, Arc<Plan>) = (Arc::clone(&kept), Arc::new(plan));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, plan) = (Arc::clone(&here), Arc::clone(&plan));
                // Who is killed leaves its conversation in the middle.
                std::thread::spawn(move || stream.map(|stream| talk(stream, &kept, &*plan)));
            }
        });
        Self { port, kept }
    }

    /// Every letter that was kept: its recipient and its bytes.
    pub(crate) fn letters(&self) -> Vec<(String, String)> {
        self.kept.lock().unwrap().letters.clone()
    }

    /// How many letters each recipient got.
    pub(crate) fn by_recipient(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for (to, _) in self.letters() {
            *counts.entry(to).or_default() += 1;
        }
        counts
    }

    /// How many steps of conversations there have been.
    pub(crate) fn moments(&self) -> usize {
        self.kept.lock().unwrap().moments
    }
}

fn talk(mut stream: TcpStream, kept: &Mutex<Kept>, plan: &Plan) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut to = String::new();
    let step = |stream: &mut TcpStream, moment, to: &str, usual: &str| {
        kept.lock().unwrap().moments += 1;
        match plan(moment, to) {
            None => stream.write_all(format!("{usual}\r\n").as_bytes()).map(|()| true),
            Some(Act::Say(words)) => {
                stream.write_all(format!("{words}\r\n").as_bytes()).map(|()| true)
            }
            Some(Act::HangUp(words)) => {
                let _ = stream.write_all(words.as_bytes());
                Ok(false)
            }
        }
    };
    if !step(&mut stream, Moment::Connected, &to, "220 sink.invalid ESMTP")? {
        return Ok(());
    }
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.to_ascii_uppercase();
        let go_on = if command.starts_with("EHLO") {
            step(&mut stream, Moment::Hello, &to, "250 sink.invalid")?
        } else if command.starts_with("MAIL") {
            step(&mut stream, Moment::Mail, &to, "250 2.1.0 Ok")?
        } else if command.starts_with("RCPT") {
            let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
            to = address.map(|(address, _)| address.to_owned()).unwrap_or_default();
            step(&mut stream, Moment::Recipient, &to, "250 2.1.5 Ok")?
        } else if command.starts_with("DATA") {
            if !step(&mut stream, Moment::Data, &to, "354 go on")? {
                return Ok(());
            }
            let Some(bytes) = letter(&mut lines)? else { return Ok(()) };
            // What the plan refuses in words is not kept; where it only hangs up, it is.
            let refused = matches!(plan(Moment::Message, &to), Some(Act::Say(_)));
            if !refused {
                kept.lock().unwrap().letters.push((to.clone(), bytes));
            }
            let id = kept.lock().unwrap().letters.len();
            step(&mut stream, Moment::Message, &to, &format!("250 2.0.0 Ok: queued as 4F{id:04}"))?
                && (refused || after(plan, &to))
        } else if command.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            stream.write_all(b"250 Ok\r\n")?;
            true
        };
        if !go_on {
            return Ok(());
        }
    }
}

/// The letter up to its end; `None` if the line ends before.
fn letter(lines: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let (mut bytes, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line == ".\r\n" {
            return Ok(Some(bytes));
        }
        bytes.push_str(&line);
    }
}

fn after(plan: &Plan, to: &str) -> bool {
    !matches!(plan(Moment::Acknowledged, to), Some(Act::HangUp(_)))
}
