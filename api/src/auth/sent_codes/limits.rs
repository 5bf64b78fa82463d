//! What a code that is sent counts against.
//!
//! Nobody may be flooded, so each number and address has limits; and nobody may be kept from their own by strangers, so its
//! owner, the account that asked for it first, and everybody else are counted apart.

use super::{Ask, SentCodePurpose};
use crate::{
    app::App,
    delivery::message::channel_name,
    error::Error,
    rate_limits,
    rules::limits::{
        EMAIL_CODE_OF_ACCOUNT, EMAIL_CODE_OF_ADDRESS, EMAIL_CODE_OF_ADDRESS_FROM_NETWORK,
        EMAIL_CODE_OF_CLAIMANT, EMAIL_CODE_OF_OWNER, Limit, NEXT_CODE, TEXT_MESSAGE_OF_ACCOUNT,
        TEXT_MESSAGE_OF_CLAIMANT, TEXT_MESSAGE_OF_NUMBER, TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK,
    },
    store::{self, Connection},
};
use contract::{Timestamp, sent_code::Channel};

/// Seconds for which whoever asked first for a code to a number or address is not one of those who share a limit.
const CLAIM_SECONDS: i64 = 24 * 60 * 60;

/// A limit, and whom it counts.
struct Counted {
    limit: &'static Limit,
    who: Vec<String>,
}

impl Counted {
    fn new(limit: &'static Limit, who: &[&str]) -> Self {
        let who = who.iter().map(ToString::to_string).collect();
        Self { limit, who }
    }

    /// Both, as they are counted.
    fn parts(&self) -> (&'static Limit, Vec<&str>) {
        let who = self.who.iter().map(String::as_str);
        (self.limit, who.collect())
    }
}

/// What a number or address is to the account that asks for a code to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// Its own: the one that it has, or an address that it had until a few days ago.
    Own,
    /// One that it asked for before anybody else did.
    Claimed,
    /// Any other.
    Foreign,
}

/// Counts a code that is sent there, in the transaction that queues it. Where one of the limits refuses, nothing is sent and
/// none of them was counted; what counts every request, whatever comes of it, is [`super::count_request`].
pub async fn count(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<(), Error> {
    claim(connection, app, ask, destination).await?;
    for counted in of(connection, app, ask, destination).await? {
        let (limit, who) = counted.parts();
        rate_limits::count(connection, app, limit, &who).await?;
    }
    Ok(())
}

/// When another one may be sent there, at the earliest.
pub async fn free_at(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Timestamp, Error> {
    let mut free_at = app.clock.now();
    for counted in of(connection, app, ask, destination).await? {
        let (limit, who) = counted.parts();
        free_at = free_at.max(rate_limits::free_at(connection, app, limit, &who).await?);
    }
    Ok(free_at)
}

/// Lets the account be the first to ask for a code to this number or address, if it is not its own and nobody was faster.
/// Whether it is somebody else's does not matter: nobody shall learn that from a limit.
async fn claim(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<(), Error> {
    if !is_own(connection, app, ask, destination).await? {
        let (now, subject) = (app.clock.now(), subject(ask, destination));
        let during = (now, now.plus_seconds(CLAIM_SECONDS));
        store::claims::take(connection, (&subject, ask.account_id), during).await?;
    }
    Ok(())
}

/// The limits that it counts against, each with whom it counts. The longest come first: whoever is refused is told the whole
/// wait.
async fn of(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Vec<Counted>, Error> {
    let client_trust = ask.client_trust.as_str();
    let relation = relation(connection, app, ask, destination).await?;
    let (of_account, of_claimant, of_foreign, from_network) = match ask.channel {
        Channel::TextMessage => (
            &TEXT_MESSAGE_OF_ACCOUNT,
            &TEXT_MESSAGE_OF_CLAIMANT,
            &TEXT_MESSAGE_OF_NUMBER,
            &TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK,
        ),
        Channel::Email => (
            &EMAIL_CODE_OF_ACCOUNT,
            &EMAIL_CODE_OF_CLAIMANT,
            &EMAIL_CODE_OF_ADDRESS,
            &EMAIL_CODE_OF_ADDRESS_FROM_NETWORK,
        ),
    };
    let mut limits = vec![Counted::new(of_account, &[ask.account_id, client_trust])];
    match (relation, ask.channel) {
        (Relation::Own, Channel::Email) => {
            limits.push(Counted::new(
                &EMAIL_CODE_OF_OWNER,
                &[destination, client_trust],
            ));
        }
        // Several accounts may have the same number, and each proved that it reaches its owner: the account's limit will do.
        (Relation::Own, Channel::TextMessage) => {}
        (Relation::Claimed, _) => limits.push(Counted::new(of_claimant, &[destination])),
        (Relation::Foreign, _) => {
            if let Some(network) = ask.network {
                let who = [destination, &network.to_string()];
                limits.push(Counted::new(from_network, &who));
            }
            limits.push(Counted::new(of_foreign, &[destination]));
        }
    }
    let who = [ask.account_id, channel_name(ask.channel), client_trust];
    limits.push(Counted::new(&NEXT_CODE, &who));
    Ok(limits)
}

async fn relation(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Relation, Error> {
    if is_own(connection, app, ask, destination).await? {
        return Ok(Relation::Own);
    }
    let subject = subject(ask, destination);
    let claim = (subject.as_str(), ask.account_id);
    let is_first = store::claims::is_held(connection, claim, app.clock.now()).await?;
    Ok(if is_first {
        Relation::Claimed
    } else {
        Relation::Foreign
    })
}

async fn is_own(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<bool, Error> {
    match (ask.purpose, ask.channel) {
        (SentCodePurpose::SignIn | SentCodePurpose::StepUp, _) => Ok(true),
        (_, Channel::TextMessage) => {
            let phone = store::phones::of_account(connection, ask.account_id).await?;
            Ok(phone.is_some_and(|phone| phone.number == destination))
        }
        (_, Channel::Email) => {
            let account = store::accounts::find(connection, ask.account_id).await?;
            let Some(account) = account else {
                return Ok(false);
            };
            let now = app.clock.now();
            let old = store::accounts::old_addresses(connection, &account, now).await?;
            Ok(account.email == destination || old.iter().any(|old| old.email == destination))
        }
    }
}

fn subject(ask: &Ask<'_>, destination: &str) -> String {
    let limit = match ask.channel {
        Channel::TextMessage => &TEXT_MESSAGE_OF_CLAIMANT,
        Channel::Email => &EMAIL_CODE_OF_CLAIMANT,
    };
    rate_limits::claimed(limit, destination)
}
