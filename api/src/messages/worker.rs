//! Sends what the outbox holds. Any server of several may send a message: whoever claims it has it in hand for a minute. A
//! server that stops gives back what it could not finish, so that the next one sends it at once.

mod checks;

use crate::{
    app::App,
    delivery::message::{Message, channel_name},
    error::Error,
    messages::outbox::open,
    rules::back_off,
    store::{self, outbox::OutboxRow},
};
pub use checks::check;
use checks::{check_again_and_again, note};
use contract::{Timestamp, sent_code::Channel};
use std::time::Duration;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// How long to wait for messages of another process.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest that one message may take.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);
/// How long messages that are on their way may take when the server stops.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// Seconds for which a message is in hand: longer than it may take.
const CLAIM_SECONDS: i64 = 60;
/// Messages of one channel on their way at the same time: one that is not taken must not hold up the rest.
const AT_ONCE: usize = 16;

/// What is on its way. Each channel has places of its own: a mail server that does not answer must not hold up the codes that
/// go by text message, nor the other way round.
struct UnderWay {
    text_messages: JoinSet<()>,
    mails: JoinSet<()>,
    /// Set when nobody waits any longer for what is on its way.
    given_up: watch::Sender<bool>,
}

impl UnderWay {
    fn new() -> Self {
        Self {
            text_messages: JoinSet::new(),
            mails: JoinSet::new(),
            given_up: watch::Sender::new(false),
        }
    }

    /// Waits until one has ended. Returns false, at once, when none is on its way.
    async fn one_ended(&mut self) -> bool {
        tokio::select! {
            Some(_) = self.text_messages.join_next() => true,
            Some(_) = self.mails.join_next() => true,
            else => false,
        }
    }

    /// Waits until all have ended.
    async fn all_ended(&mut self) {
        while self.one_ended().await {}
    }

    /// Lets what is on its way come to its end, within the grace, and gives back the rest.
    async fn finish(mut self) {
        if timeout(SHUTDOWN_GRACE, self.all_ended()).await.is_err() {
            tracing::warn!("some messages could not be sent before the server stopped");
            self.given_up.send_replace(true);
            self.all_ended().await;
        }
    }
}

/// Sends until `stop` says that the server stops. From then on no message is taken in hand; this returns when none is in hand
/// any more.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut under_way = UnderWay::new();
    let checks = check_again_and_again(app.clone());
    let mut checks = std::pin::pin!(checks);
    while !*stop.borrow() {
        if let Err(cause) = begin(&app, &mut under_way).await {
            tracing::warn!(%cause, "the outbox could not be read");
        }
        tokio::select! {
            true = under_way.one_ended() => {}
            () = app.delivery.woken() => {}
            () = &mut checks => {}
            () = sleep(PAUSE) => {}
            // Whoever could say so is gone: that is a stop as well.
            _ = stop.wait_for(|stops| *stops) => break,
        }
    }
    under_way.finish().await;
}

/// Begins to send what is due, as far as there is room.
async fn begin(app: &App, under_way: &mut UnderWay) -> Result<(), Error> {
    let UnderWay {
        text_messages,
        mails,
        given_up,
    } = under_way;
    begin_channel(app, Channel::TextMessage, text_messages, given_up).await?;
    begin_channel(app, Channel::Email, mails, given_up).await
}

async fn begin_channel(
    app: &App,
    channel: Channel,
    under_way: &mut JoinSet<()>,
    given_up: &watch::Sender<bool>,
) -> Result<(), Error> {
    // What has ended leaves its place.
    while under_way.try_join_next().is_some() {}
    let room = AT_ONCE.saturating_sub(under_way.len());
    if room == 0 {
        return Ok(());
    }
    for row in claim(app, channel, u32::try_from(room).unwrap_or(1)).await? {
        under_way.spawn(deliver(app.clone(), row, given_up.subscribe()));
    }
    Ok(())
}

async fn claim(app: &App, channel: Channel, most: u32) -> Result<Vec<OutboxRow>, Error> {
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let during = (now, now.plus_seconds(CLAIM_SECONDS));
    let rows = store::outbox::claim(&mut transaction, channel_name(channel), during, most).await?;
    transaction.commit().await?;
    Ok(rows)
}

/// Sends one. If what became of it cannot be written down, it is tried again, with the same id.
async fn deliver(app: App, row: OutboxRow, mut given_up: watch::Receiver<bool>) {
    let outcome = tokio::select! {
        biased;
        outcome = send(&app, &row) => Some(outcome),
        _ = given_up.wait_for(|given_up| *given_up) => None,
    };
    // What was sent is written down whatever happens: nobody gets it twice.
    let settled = match outcome {
        Some(Ok(message)) => deliver_and_note(&app, &row, &message).await,
        Some(Err(failure)) => put_back(&app, &row, &failure).await,
        None => release(&app, &row).await,
    };
    if let Err(cause) = settled {
        tracing::warn!(%cause, message = row.id, "what became of a message could not be written down");
    }
}

/// Gives it back: the server that starts next need not wait until the claim lapses.
async fn release(app: &App, row: &OutboxRow) -> Result<(), Error> {
    let mut transaction = app.store.write_transaction().await?;
    store::outbox::release(&mut transaction, &row.id).await?;
    transaction.commit().await?;
    Ok(())
}

/// Why a message is not sent, and whether it would be worth another try.
struct Failure {
    why: String,
    is_final: bool,
}

async fn send(app: &App, row: &OutboxRow) -> Result<Message, Failure> {
    let message = open(app, row).map_err(|cause| Failure {
        why: cause.to_string(),
        is_final: true,
    })?;
    match timeout(SEND_TIMEOUT, app.delivery.senders().send(&message, &row.id)).await {
        Ok(Ok(())) => {
            note(app, message.channel, Ok(()));
            Ok(message)
        }
        Ok(Err(error)) if error.is_wrong_set_up => {
            note(app, message.channel, Err(&error.why));
            Err(Failure {
                why: error.why,
                is_final: false,
            })
        }
        Ok(Err(error)) => Err(Failure {
            why: error.to_string(),
            is_final: error.is_final,
        }),
        Err(_) => Err(Failure {
            why: "it took too long".to_owned(),
            is_final: false,
        }),
    }
}

/// Notes that it is sent, and forgets what it said; where nothing carries it away, the outbox is where it is read.
async fn deliver_and_note(app: &App, row: &OutboxRow, message: &Message) -> Result<(), Error> {
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    store::outbox::note_sent(&mut transaction, &row.id, now).await?;
    if app.delivery.senders().has(message.channel) && !app.config.is_development() {
        store::outbox::wipe(&mut transaction, &row.id).await?;
    }
    transaction.commit().await?;
    if app.config.is_development() {
        let Message {
            to, subject, text, ..
        } = message;
        tracing::info!(
            target: "latchkey::outbox",
            channel = row.channel, to, subject, "a message:\n{text}"
        );
    }
    Ok(())
}

async fn put_back(app: &App, row: &OutboxRow, failure: &Failure) -> Result<(), Error> {
    let now = app.clock.now();
    let next = back_off::next(row.tries, now, Timestamp(row.expires_at));
    let next = next.filter(|_| !failure.is_final);
    let mut transaction = app.store.write_transaction().await?;
    match next {
        Some(next) => store::outbox::postpone(&mut transaction, &row.id, next).await?,
        None => store::outbox::delete_unsent(&mut transaction, &row.id).await?,
    }
    transaction.commit().await?;
    let (channel, why) = (&row.channel, &failure.why);
    if next.is_some() {
        tracing::warn!(
            message = row.id,
            channel,
            tries = row.tries,
            why,
            "a message is not sent yet"
        );
    } else {
        tracing::warn!(
            message = row.id,
            channel,
            tries = row.tries,
            why,
            "a message is given up"
        );
    }
    Ok(())
}
