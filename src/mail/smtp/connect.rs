//! From a name to a server that is ready for a letter: the line, its encryption, the login.

use std::net::Ipv4Addr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;

use super::account::Account;
use super::offers::Offers;
use super::words::told;
use crate::mail::access::{Encryption, Login, Trust, here};

/// A line to a server that has let us in.
pub(super) struct Conversation {
    pub(super) connection: SmtpConnection,
    pub(super) offers: Offers,
    pub(super) account: Account,
}

/// Reaches the server; else says which, and what keeps us out.
pub(super) fn open(account: Account) -> Result<Conversation, (String, String)> {
    match let_in(&account) {
        Ok((connection, offers)) => Ok(Conversation { connection, offers, account }),
        Err(words) => Err((format!("{}:{}", account.host, account.port), words)),
    }
}

fn let_in(account: &Account) -> Result<(SmtpConnection, Offers), String> {
    let mut connection = dial(account)?;
    log_in(&mut connection, account)?;
    // Asked again: what lettre read before keeps no limits, and more may be allowed now.
    let answer = connection.command(Ehlo::new(hello())).map_err(|error| told(&error))?;
    let offers = Offers::read(answer.message());
    Ok((connection, offers))
}

/// We are called as a mail program is: by an address, for the name of this machine is nobody's business.
fn hello() -> ClientId {
    ClientId::Ipv4(Ipv4Addr::LOCALHOST)
}

fn dial(account: &Account) -> Result<SmtpConnection, String> {
    let (host, patience) = (account.host.as_str(), Some(account.patience));
    match &account.encryption {
        Encryption::None => {
            if !here(host) {
                return Err(format!("{host} is not this machine, and the line is not encrypted"));
            }
            // In clear a name is not asked for: the answer might be another machine.
            let host = if host == "localhost" { "127.0.0.1" } else { host };
            SmtpConnection::connect((host, account.port), patience, &hello(), None, None)
                .map_err(|error| told(&error))
        }
        Encryption::Implicit(trust) => {
            let tls = parameters(host, trust)?;
            SmtpConnection::connect((host, account.port), patience, &hello(), Some(&tls), None)
                .map_err(|error| encryption(&told(&error)))
        }
        Encryption::StartTls(trust) => {
            let tls = parameters(host, trust)?;
            let mut connection =
                SmtpConnection::connect((host, account.port), patience, &hello(), None, None)
                    .map_err(|error| told(&error))?;
            if !connection.can_starttls() {
                return Err("the server does not offer STARTTLS, so nothing was said to it: try \
                            tls = \"implicit\", and ask who is between you and it"
                    .to_owned());
            }
            connection.starttls(&tls, &hello()).map_err(|error| encryption(&told(&error)))?;
            Ok(connection)
        }
    }
}

fn parameters(host: &str, trust: &Trust) -> Result<TlsParameters, String> {
    let mut builder =
        TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    for authority in trust.authorities()? {
        let authority =
            Certificate::from_der(authority.to_vec()).map_err(|error| error.to_string())?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build().map_err(|error| told(&error))
}

/// What rustls says of a certificate is brief; a person must know what to do.
fn encryption(words: &str) -> String {
    let advice = if words.contains("UnknownIssuer") || words.contains("BadSignature") {
        ": nobody that is trusted here vouches for the server. Is `host` right? For a server of \
         your own name its authority in ca_file"
    } else if words.contains("NotValidForName") || words.contains("not valid for name") {
        ": it is another server's certificate. Write `host` as the certificate names it"
    } else if words.contains("Expired") || words.contains("expired") {
        ": the certificate has run out. Tell whoever runs the server, and check this machine's date"
    } else if words.contains("corrupt message") || words.contains("InvalidContentType") {
        ": it does not speak TLS at this port. Try tls = \"starttls\" and port = 587"
    } else {
        ""
    };
    format!("the encryption could not be agreed on ({words}){advice}")
}

fn log_in(connection: &mut SmtpConnection, account: &Account) -> Result<(), String> {
    let Some((user, login)) = &account.login else { return Ok(()) };
    let mechanism = match login {
        Login::Plain(_) => Mechanism::Plain,
        Login::Login(_) => Mechanism::Login,
        Login::XOAuth2(_) => Mechanism::Xoauth2,
    };
    if !connection.server_info().supports_auth_mechanism(mechanism) {
        return Err(format!(
            "the server does not offer the login {mechanism}: write another `auth`, or another \
             `tls` if it wants the line encrypted first"
        ));
    }
    let secret = login.secret().expose_secret();
    let credentials = Credentials::new(user.clone(), secret.to_owned());
    let words = match connection.auth(&[mechanism], &credentials) {
        // Any other yes would be the answer to something else.
        Ok(answer) if answer.has_code(235) => return Ok(()),
        Ok(answer) => format!("it answered {} to the login", answer.code()),
        // The server wants to explain itself, and to hear an empty line before it refuses.
        Err(error) if error.is_client() => match connection.command("\r\n") {
            Ok(_) => told(&error),
            Err(error) => told(&error),
        },
        Err(error) => told(&error),
    };
    let words = hidden(&words, user, secret);
    Err(format!("the server does not let {user} in: {words}. Check user, auth and the password"))
}

/// Takes out what was said to the server, should it say it back.
fn hidden(words: &str, user: &str, secret: &str) -> String {
    let forms = [
        secret.to_owned(),
        STANDARD.encode(secret),
        STANDARD.encode(format!("\0{user}\0{secret}")),
        STANDARD.encode(format!("user={user}\x01auth=Bearer {secret}\x01\x01")),
    ];
    forms.iter().fold(words.to_owned(), |words, form| words.replace(form.as_str(), "…"))
}
