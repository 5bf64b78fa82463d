//! Requests for a code, counted by the network that they come from.

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    rate_limits,
    rules::limits::{EMAIL_CODE_FROM_NETWORK, TEXT_MESSAGE_FROM_NETWORK},
};
use contract::sent_code::Channel;

/// Counts a request for a code, in a transaction of its own, before anybody looks whether one may be sent: whoever has many
/// accounts does not have many codes.
pub async fn count_request(app: &App, client: &ClientInfo, channel: Channel) -> Result<(), Error> {
    let limit = match channel {
        Channel::TextMessage => &TEXT_MESSAGE_FROM_NETWORK,
        Channel::Email => &EMAIL_CODE_FROM_NETWORK,
    };
    let network = client.network.to_string();
    rate_limits::count_and_commit(app, limit, &[&network]).await?;
    Ok(())
}
