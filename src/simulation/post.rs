//! The authorities' mail server: real SMTP on loopback, for one rehearsal.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use mailin::{Action, Handler, Response, SessionBuilder, response};

/// A letter as the server was handed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// A mail server that takes letters until it is dropped.
pub struct Post {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    letters: Mutex<Vec<Delivered>>,
    /// Addresses that are told "later" the first time, as many servers do to strangers.
    greylisting: Mutex<BTreeSet<String>>,
    stopping: AtomicBool,
}

impl Post {
    /// Opens a free port; letters to `greylisting` are refused for now the first time.
    pub fn open(greylisting: impl IntoIterator<Item = String>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .context("opening a port on this machine for the simulated mail server")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            greylisting: Mutex::new(greylisting.into_iter().collect()),
            ..Shared::default()
        });
        let serving = Arc::clone(&shared);
        let thread = std::thread::spawn(move || serve(&listener, &serving));
        Ok(Self { address, shared, thread: Some(thread) })
    }

    pub fn host(&self) -> IpAddr {
        self.address.ip()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The letters that came since the last time, in order.
    pub fn collect(&self) -> Vec<Delivered> {
        std::mem::take(&mut *lock(&self.shared.letters))
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a caller.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        std::thread::spawn(move || converse(&stream, shared));
    }
}

/// One conversation; whatever breaks it off is the caller's affair.
fn converse(stream: &TcpStream, shared: Arc<Shared>) {
    let Ok(peer) = stream.peer_addr() else { return };
    let _ = stream.set_read_timeout(Some(Duration::from_mins(1)));
    let _ = stream.set_nodelay(true);
    let desk = Desk { shared, from: String::new(), to: Vec::new(), bytes: Vec::new() };
    let mut session = SessionBuilder::new("post.invalid").build(peer.ip(), desk);
    let Ok(reading) = stream.try_clone() else { return };
    let mut reading = BufReader::new(Prompt(reading));
    if answer(stream, &session.greeting()).is_err() {
        return;
    }
    let mut line = Vec::new();
    loop {
        line.clear();
        match reading.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let response = session.process(&line);
        match response.action {
            Action::NoReply => {}
            Action::Reply if answer(stream, &response).is_ok() => {}
            Action::Reply | Action::Close | Action::UpgradeTls => {
                let _ = answer(stream, &response);
                return;
            }
        }
    }
}

/// Confirms what it reads at once: a client that writes a letter in two pieces would otherwise wait
/// 40 ms for the confirmation of the first.
struct Prompt(TcpStream);

impl Read for Prompt {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        #[cfg(target_os = "linux")]
        let _ = socket2::SockRef::from(&self.0).set_tcp_quickack(true);
        self.0.read(buffer)
    }
}

fn answer(mut writing: &TcpStream, response: &Response) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    response.write_to(&mut bytes)?;
    writing.write_all(&bytes)
}

/// The side of the conversation that decides.
struct Desk {
    shared: Arc<Shared>,
    from: String,
    to: Vec<String>,
    bytes: Vec<u8>,
}

impl Handler for Desk {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, from: &str) -> Response {
        from.clone_into(&mut self.from);
        self.to.clear();
        self.bytes.clear();
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if lock(&self.shared.greylisting).remove(to) {
            return Response::custom(450, "4.2.0 Greylisted, please try again later".to_owned());
        }
        self.to.push(to.to_owned());
        response::OK
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mut letters = lock(&self.shared.letters);
        for to in &self.to {
            let (from, to, bytes) = (self.from.clone(), to.clone(), self.bytes.clone());
            letters.push(Delivered { from, to, bytes });
        }
        response::OK
    }
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::client::SmtpConnection;
    use lettre::transport::smtp::extension::ClientId;

    use super::*;

    #[test]
    fn a_stranger_is_told_later_once_and_every_byte_of_the_letter_arrives() {
        let post = Post::open(["foi@kent.invalid".to_owned()]).unwrap();
        assert!(post.host().is_loopback());
        let connect = || {
            let hello = ClientId::Domain("localhost".to_owned());
            SmtpConnection::connect((post.host(), post.port()), None, &hello, None, None).unwrap()
        };
        let envelope = lettre::address::Envelope::new(
            Some("a@b.invalid".parse().unwrap()),
            vec!["foi@kent.invalid".parse().unwrap()],
        )
        .unwrap();
        let letter = b"Subject: dots\r\n\r\n.\r\n..\r\nlast\r\n";
        let refused = connect().send(&envelope, letter).unwrap_err();
        assert!(refused.is_transient(), "{refused}");
        assert!(post.collect().is_empty());
        connect().send(&envelope, letter).unwrap();
        let came = post.collect();
        let text: Vec<&str> = came
            .iter()
            .map(|letter| std::str::from_utf8(&letter.bytes).unwrap().trim_end())
            .collect();
        assert_eq!(text, ["Subject: dots\r\n\r\n.\r\n..\r\nlast"]);
        assert!(post.collect().is_empty(), "each letter is given out once");
    }
}
