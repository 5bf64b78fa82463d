//! Looks whether each channel is set up rightly, before somebody waits for a message that cannot leave.

use super::SEND_TIMEOUT;
use crate::{
    app::App,
    delivery::{message::channel_name, sender::SendError},
};
use contract::sent_code::Channel;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long to wait before looking again at a channel that is set up wrongly.
const CHECK_PAUSE: Duration = Duration::from_mins(1);

/// Looks at the start whether each channel is set up rightly, and from then on at those that are not.
pub(super) async fn check_again_and_again(app: App) {
    for channel in [Channel::TextMessage, Channel::Email] {
        check(&app, channel).await;
    }
    loop {
        sleep(CHECK_PAUSE).await;
        for channel in [Channel::TextMessage, Channel::Email] {
            if !app.delivery.faults().is_working(channel) {
                check(&app, channel).await;
            }
        }
    }
}

/// Looks whether a channel is set up rightly. Whoever runs this server reads it in the log, and people are not told that a
/// code was sent when none can be.
pub async fn check(app: &App, channel: Channel) {
    let outcome = match timeout(SEND_TIMEOUT, app.delivery.senders().check(channel)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(SendError::for_now("it took too long")),
    };
    match outcome {
        Ok(()) => note(app, channel, Ok(())),
        Err(error) if error.is_wrong_set_up => note(app, channel, Err(&error.why)),
        Err(error) => {
            let (channel, why) = (channel_name(channel), error.why);
            tracing::warn!(channel, why, "messages cannot be sent now");
        }
    }
}

/// Notes whether a channel is set up rightly, and tells the log when that is news.
pub(super) fn note(app: &App, channel: Channel, outcome: Result<(), &str>) {
    if !app.delivery.faults().note(channel, outcome.is_err()) {
        return;
    }
    let channel = channel_name(channel);
    match outcome {
        Ok(()) => tracing::info!(channel, "messages are sent again"),
        Err(why) => tracing::error!(
            channel,
            why,
            "no message is sent until this is set up rightly, here or at the other side"
        ),
    }
}
