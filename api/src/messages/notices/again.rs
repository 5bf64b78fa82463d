//! The same thing again and again: it gets a few mails of its own, and then one that tells of all that came after.
//!
//! Nothing is left out. Otherwise whoever wants to hide something would first do something harmless often enough.

use super::{Addressee, tell};
use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        mail::{
            self,
            words::{self, Names},
        },
        outbox::Due,
    },
    rate_limits,
    rules::{
        event_kind,
        limits::{NOTICE, NOTICE_OF_UNCONFIRMED_ADDRESS},
    },
    store::{self, Connection, held_notices::HeldNotice},
};
use contract::{Problem, Timestamp, activity::Event, page::Page};

/// Seconds that the mail about what happened again waits for more.
const HELD_SECONDS: i64 = 10 * 60;
/// The same while the address was never confirmed.
const HELD_SECONDS_UNCONFIRMED: i64 = 60 * 60;
/// Different things that one mail tells of. Beyond them, names are left out, so that alike things are one.
const TOLD_MAX: usize = 30;
/// Seconds after which what was held is certainly told.
pub const FORGOTTEN_SECONDS: i64 = 24 * 60 * 60;

/// Tells somebody what happened to the account at once, by a mail of its own or by the one that tells of all that happened
/// again.
pub async fn tell_all(
    connection: &mut Connection,
    app: &App,
    (account_id, to): (&str, &Addressee),
    (events, client): (&[Event], Option<&ClientInfo>),
) -> Result<(), Error> {
    let names = names(to);
    let told = events.iter().filter_map(|event| words::event(event, names));
    let (subjects, paragraphs): (Vec<_>, Vec<_>) = told.unzip();
    let Some(&subject) = subjects.first() else {
        return Ok(());
    };
    if !has_own_mail(connection, app, to, events).await? {
        return hold(connection, app, (account_id, to), events).await;
    }
    let words = (subject, paragraphs);
    tell(connection, app, &to.email, (words, client)).await
}

/// Nobody shall send words of their own to an address that may be somebody else's.
const fn names(to: &Addressee) -> Names {
    if to.is_confirmed {
        Names::Said
    } else {
        Names::LeftOut
    }
}

/// Counts a mail about this. Each kind of thing has a count of its own, so that none crowds out another; an address that
/// was never confirmed has one for all of them, too.
async fn has_own_mail(
    connection: &mut Connection,
    app: &App,
    to: &Addressee,
    events: &[Event],
) -> Result<bool, Error> {
    let kind = event_kind::of(events);
    let of_kind = rate_limits::count(connection, app, &NOTICE, &[&to.email, &kind]).await;
    if !is_within(of_kind)? {
        return Ok(false);
    }
    if to.is_confirmed {
        return Ok(true);
    }
    let limit = &NOTICE_OF_UNCONFIRMED_ADDRESS;
    is_within(rate_limits::count(connection, app, limit, &[&to.email]).await)
}

fn is_within(counted: Result<rate_limits::Attempt, Error>) -> Result<bool, Error> {
    match counted {
        Ok(_) => Ok(true),
        Err(Error::Refused(Problem::TooManyTries { .. })) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Puts it into the mail that waits to tell of everything that happened again, or begins one. What a mail told that is on its
/// way is told.
async fn hold(
    connection: &mut Connection,
    app: &App,
    (account_id, to): (&str, &Addressee),
    events: &[Event],
) -> Result<(), Error> {
    let now = app.clock.now();
    let whose = (account_id, to.email.as_str());
    let held = store::held_notices::of_address(connection, whose).await?;
    let due_at = match held.first() {
        Some(first) => store::outbox::take_waiting(connection, &first.outbox_id, now).await?,
        None => None,
    };
    if due_at.is_none() {
        store::held_notices::delete_of_address(connection, whose).await?;
    }
    let events = kept(events, if due_at.is_some() { &held } else { &[] })?;
    store::held_notices::add(connection, whose, &events, now).await?;
    let seconds = if to.is_confirmed {
        HELD_SECONDS
    } else {
        HELD_SECONDS_UNCONFIRMED
    };
    let due_at = due_at.unwrap_or_else(|| now.plus_seconds(seconds));
    let held = store::held_notices::of_address(connection, whose).await?;
    let id = write(connection, app, to, (&held, due_at)).await?;
    store::held_notices::set_outbox_id(connection, whose, &id).await?;
    Ok(())
}

/// What happened, as it is kept beside these.
fn kept(events: &[Event], held: &[HeldNotice]) -> Result<String, Error> {
    const BROKEN: Error = Error::Inconsistent("an event that cannot be written");
    let whole = serde_json::to_string(events).map_err(|_| BROKEN)?;
    if held.len() < TOLD_MAX || held.iter().any(|held| held.events == whole) {
        return Ok(whole);
    }
    let nameless: Vec<Event> = events.iter().map(event_kind::without_name).collect();
    serde_json::to_string(&nameless).map_err(|_| BROKEN)
}

async fn write(
    connection: &mut Connection,
    app: &App,
    to: &Addressee,
    (held, due_at): (&[HeldNotice], Timestamp),
) -> Result<String, Error> {
    let (names, (subject, again)) = (names(to), words::again());
    let mut paragraphs: Vec<String> = held.iter().filter_map(|held| said(held, names)).collect();
    paragraphs.insert(0, again.to_owned());
    paragraphs.push(words::not_me(&mail::link(app, Page::Activity, None)));
    let words = (subject, paragraphs);
    mail::queue(connection, app, &to.email, &words, Due::notice(due_at)).await
}

/// What this server does not know, because a later one wrote it, is left out.
fn said(held: &HeldNotice, names: Names) -> Option<String> {
    let events: Vec<Event> = serde_json::from_str(&held.events).ok()?;
    let sentences = events.iter().filter_map(|event| words::event(event, names));
    let sentences: Vec<String> = sentences.map(|(_, sentence)| sentence).collect();
    let last = Timestamp(held.last_at);
    Some(words::times(&sentences.join(" "), held.times, last))
}
