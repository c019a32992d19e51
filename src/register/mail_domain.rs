//! Where mail for a domain goes, as the DNS says, and who runs the server.

use serde::{Deserialize, Serialize};

/// What the DNS says of mail for a domain. That it could not be asked is none of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum MailDomain {
    /// The servers it names (MX), the preferred first.
    Servers { hosts: Vec<String> },
    /// It names none and has an address of its own, which then takes its mail (RFC 5321, 5.1).
    Itself,
    /// It says that it takes no mail (null MX, RFC 7505).
    TakesNone,
    /// It is there, and has neither a mail server nor an address.
    NoServer,
    /// There is no such domain.
    NoDomain,
}

impl MailDomain {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Servers { .. } => "mail_servers",
            Self::Itself => "no_mx_but_address",
            Self::TakesNone => "takes_no_mail",
            Self::NoServer => "no_mail_server",
            Self::NoDomain => "no_domain",
        }
    }

    /// Why no letter can arrive there; `None` if one can.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Servers { .. } | Self::Itself => None,
            Self::TakesNone => Some("its domain says that it takes no mail (RFC 7505)"),
            Self::NoServer => Some("its domain has no mail server"),
            Self::NoDomain => Some("there is no such domain"),
        }
    }

    /// Who runs the server that mail for `domain` is handed to: the registered domain of the
    /// preferred host. Many authorities share one, and with it one filter.
    pub fn provider(&self, domain: &str) -> Option<String> {
        match self {
            Self::Servers { hosts } => hosts.first().map(|host| registered(host)),
            Self::Itself => Some(registered(domain)),
            Self::TakesNone | Self::NoServer | Self::NoDomain => None,
        }
    }
}

/// The part of a host's name that somebody registered: `outlook.com` of
/// `x.mail.protection.outlook.com`, by the public suffix list.
pub fn registered(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    psl::domain_str(&host).map_or_else(|| host.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_is_the_registered_domain_of_the_preferred_server() {
        for (host, provider) in [
            ("kent-gov-uk.mail.protection.outlook.com.", "outlook.com"),
            ("eu-smtp-inbound-1.mimecast.com", "mimecast.com"),
            ("MX1.Kent.GOV.uk", "kent.gov.uk"),
            ("cluster8.eu.messagelabs.com", "messagelabs.com"),
            ("mail.council.org.uk", "council.org.uk"),
            ("localhost", "localhost"),
        ] {
            let servers = MailDomain::Servers { hosts: vec![host.to_owned(), "b.example".into()] };
            assert_eq!(servers.provider("x.example").as_deref(), Some(provider));
        }
        assert_eq!(MailDomain::Itself.provider("a.kent.gov.uk").as_deref(), Some("kent.gov.uk"));
        assert_eq!(MailDomain::TakesNone.provider("kent.gov.uk"), None);
    }
}
