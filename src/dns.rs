//! The DNS asked where mail for a domain goes. What could not be asked is told apart from what the
//! DNS denies: a line that is down is no domain without a mail server.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::task::JoinSet;

use crate::register::mail_domain::MailDomain;

/// So many questions at once: a router at home must bear them.
const AT_ONCE: usize = 16;

/// So long for one answer; it is asked for twice.
const PATIENCE: Duration = Duration::from_secs(4);

/// What the DNS says, or in words why it could not be asked.
pub type Asked = Result<MailDomain, String>;

/// Asks about each of `domains`: `server`, or the servers of this machine. `told` hears each answer
/// as it comes. Where none of the first can be asked, nobody is kept waiting for the rest.
pub fn ask(
    server: Option<SocketAddr>,
    domains: &[String],
    told: &mut dyn FnMut(&str, Asked),
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let resolver = resolver(server)?;
        let mut waiting = domains.iter();
        let mut asked = JoinSet::new();
        let (mut failures, mut answered) = (0, false);
        loop {
            while asked.len() < AT_ONCE
                && let Some(domain) = waiting.next()
            {
                let (resolver, domain) = (resolver.clone(), domain.clone());
                asked.spawn(async move { (mail_domain(&resolver, &domain).await, domain) });
            }
            let Some(answer) = asked.join_next().await else { return Ok(()) };
            let (answer, domain) = answer.context("asking the DNS")?;
            answered |= answer.is_ok();
            failures += usize::from(answer.is_err());
            if let Err(failure) = &answer
                && failures >= AT_ONCE
                && !answered
            {
                waiting.by_ref().for_each(|domain| told(domain, Err(failure.clone())));
            }
            told(&domain, answer);
        }
    })
}

fn resolver(server: Option<SocketAddr>) -> anyhow::Result<TokioResolver> {
    let mut builder = match server {
        Some(server) => {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut line| {
                line.port = server.port();
                line
            });
            let server = NameServerConfig::new(server.ip(), true, connections.into());
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
        None => TokioResolver::builder_tokio().context(
            "reading which DNS servers this machine uses: say `[dns] server` in foi.toml",
        )?,
    };
    let options = builder.options_mut();
    options.timeout = PATIENCE;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build().context("preparing to ask the DNS")
}

/// The mail servers of a domain; where it has none, whether it has an address itself.
async fn mail_domain(resolver: &TokioResolver, domain: &str) -> Asked {
    // No search list of this machine: the name is whole.
    let name = Name::from_utf8(format!("{}.", domain.trim_end_matches('.')))
        .map_err(|error| format!("`{domain}` is no name of a domain ({error})"))?;
    let servers = match records(resolver, &name, RecordType::MX).await? {
        Found::Records(servers) => servers,
        Found::NoDomain => return Ok(MailDomain::NoDomain),
        Found::None => Vec::new(),
    };
    let mut servers: Vec<(u16, String)> = servers
        .into_iter()
        .filter_map(|record| {
            let RData::MX(mx) = record else { return None };
            Some((mx.preference, mx.exchange.to_ascii().to_ascii_lowercase()))
        })
        .collect();
    servers.sort();
    let hosts: Vec<String> = servers
        .iter()
        .map(|(_, host)| host.trim_end_matches('.').to_owned())
        .filter(|host| !host.is_empty())
        .collect();
    match (servers.is_empty(), hosts.is_empty()) {
        (_, false) => return Ok(MailDomain::Servers { hosts }),
        (false, true) => return Ok(MailDomain::TakesNone),
        (true, true) => {}
    }
    for kind in [RecordType::A, RecordType::AAAA] {
        if let Found::Records(_) = records(resolver, &name, kind).await? {
            return Ok(MailDomain::Itself);
        }
    }
    Ok(MailDomain::NoServer)
}

enum Found {
    Records(Vec<RData>),
    None,
    NoDomain,
}

async fn records(resolver: &TokioResolver, name: &Name, kind: RecordType) -> Result<Found, String> {
    let error = match resolver.lookup(name.clone(), kind).await {
        Ok(lookup) => {
            let answers = lookup.answers().iter().filter(|record| record.record_type() == kind);
            let records: Vec<RData> = answers.map(|record| record.data.clone()).collect();
            return Ok(if records.is_empty() { Found::None } else { Found::Records(records) });
        }
        Err(error) => error,
    };
    let code = if let NetError::Dns(said) = &error { code_of(said) } else { None };
    match code {
        Some(ResponseCode::NXDomain) => Ok(Found::NoDomain),
        Some(ResponseCode::NoError) => Ok(Found::None),
        Some(code) => Err(format!("the DNS server answered {code}")),
        None => Err(format!("no DNS server could be asked ({error})")),
    }
}

/// The code that a server answered with, where it answered.
fn code_of(said: &DnsError) -> Option<ResponseCode> {
    if let DnsError::NoRecordsFound(NoRecords { response_code, .. }) = said {
        return Some(*response_code);
    }
    if let DnsError::ResponseCode(code) = said { Some(*code) } else { None }
}
