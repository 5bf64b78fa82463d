//! Browsers: those that signed in before, and those that their owner trusts for some days.
//!
//! A browser is known by a token of its own, which it gets anew at every sign-in. It is bound to each account that signed in
//! there: it helps with no other one, never stands for the password, and never proves anything again.

use crate::{
    app::App,
    auth::freshness,
    error::Error,
    http::{
        client_info::ClientInfo,
        cookies::{Cookie, IssuedCookie},
    },
    rules::{
        email::Email,
        token::{self, Token},
        trust::trusted_until,
    },
    store::{
        self, Connection,
        browsers::{BrowserRow, Seen},
        sessions::Session,
    },
};
use contract::{
    Problem, Timestamp,
    device::{DeviceId, TrustedDevice},
};

/// Seconds until the browser drops its cookie: the longest that browsers allow.
const COOKIE_SECONDS: i64 = 400 * 24 * 60 * 60;
/// Seconds after which a browser in which nobody signed in is forgotten.
pub const UNUSED_SECONDS: i64 = 180 * 24 * 60 * 60;

/// A browser in which somebody signed in.
pub struct Remembered {
    /// Its new token.
    pub issued: IssuedCookie,
    /// Whether the account did not know it.
    pub is_new: bool,
}

/// A browser in which somebody signed in to an account before. Only [`find`] makes it.
pub struct KnownBrowser {
    account_id: String,
    row: BrowserRow,
}

impl KnownBrowser {
    /// The same as one that the owner of the account trusts now.
    pub fn trusted(self, app: &App) -> Option<TrustedBrowser> {
        until(app, &self.row)?;
        Some(TrustedBrowser {
            account_id: self.account_id,
        })
    }
}

/// A browser that the owner of an account trusts. Only [`KnownBrowser::trusted`] makes it.
pub struct TrustedBrowser {
    account_id: String,
}

impl TrustedBrowser {
    /// Whose owner trusts it.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }
}

/// Remembers the browser in which somebody signed in to the account, under a new token.
pub async fn remember(
    connection: &mut Connection,
    app: &App,
    account_id: &str,
    client: &ClientInfo,
) -> Result<Remembered, Error> {
    let now = app.clock.now();
    let token = Token::new()?;
    if let Some(old) = &client.device.token {
        store::browsers::rotate(connection, &old.hash(), &token.hash()).await?;
    }
    let network = client.network.to_string();
    let seen = Seen {
        token_hash: &token.hash(),
        account_id,
        user_agent: &client.user_agent,
        network: &network,
    };
    let is_new = !store::browsers::note_use(connection, seen, now).await?;
    if is_new {
        store::browsers::insert(connection, &token::new_id()?, seen, now).await?;
    }
    Ok(Remembered {
        issued: issued(token),
        is_new,
    })
}

/// Which browser this is, when somebody signed in to the account of this address with it before.
pub async fn known(
    connection: &mut Connection,
    email: &Email,
    client: &ClientInfo,
) -> Result<Option<String>, Error> {
    let Some(token) = &client.device.token else {
        return Ok(None);
    };
    let email = email.as_str();
    Ok(store::browsers::find_by_email(connection, &token.hash(), email).await?)
}

/// This browser, when somebody signed in to the account with it before.
pub async fn find(
    connection: &mut Connection,
    account_id: &str,
    client: &ClientInfo,
) -> Result<Option<KnownBrowser>, Error> {
    let Some(token) = &client.device.token else {
        return Ok(None);
    };
    let row = store::browsers::find(connection, &token.hash(), account_id).await?;
    Ok(row.map(|row| KnownBrowser {
        account_id: account_id.to_owned(),
        row,
    }))
}

/// Trusts this browser, right after both steps. It gets a new token with that. Returns until when, too.
pub async fn trust(
    connection: &mut Connection,
    app: &App,
    session: &Session,
    client: &ClientInfo,
) -> Result<(IssuedCookie, Timestamp), Error> {
    const REFUSED: Problem = Problem::TrustUnavailable;
    let now = app.clock.now();
    let seconds = app.config.trust_seconds();
    let may = seconds > 0 && session.methods > 0 && freshness::may_trust(session, now);
    let old = client.device.token.as_ref().filter(|_| may);
    let old = old.ok_or(REFUSED)?.hash();
    let until = now.plus_seconds(seconds);
    let token = Token::new()?;
    let hash = token.hash();
    store::browsers::rotate(connection, &old, &hash).await?;
    let which = (hash.as_slice(), session.account_id.as_str());
    if !store::browsers::trust(connection, which, now, until).await? {
        return Err(REFUSED.into());
    }
    Ok((issued(token), until))
}

/// Trusts one browser no more. Returns whether it was trusted.
pub async fn forget(
    connection: &mut Connection,
    account_id: &str,
    id: &DeviceId,
) -> Result<bool, Error> {
    Ok(store::browsers::untrust(connection, account_id, &id.0).await?)
}

/// Knows no browser of the account any more but this one.
pub async fn forget_others(
    connection: &mut Connection,
    account_id: &str,
    client: &ClientInfo,
) -> Result<(), Error> {
    match &client.device.token {
        Some(token) => {
            store::browsers::delete_others(connection, account_id, &token.hash()).await?;
        }
        None => store::browsers::delete_of_account(connection, account_id).await?,
    }
    Ok(())
}

/// The browsers that the account's owner trusts now, as its owner sees them.
pub async fn views(
    connection: &mut Connection,
    app: &App,
    account_id: &str,
    client: &ClientInfo,
) -> Result<Vec<TrustedDevice>, Error> {
    let own = client.device.token.as_ref().map(Token::hash);
    let rows = store::browsers::trusted(connection, account_id, app.clock.now()).await?;
    let shown = rows.into_iter().filter_map(|row| {
        Some(TrustedDevice {
            trusted_until: until(app, &row)?,
            trusted_at: Timestamp(row.trusted_at?),
            is_current: own.is_some_and(|own| own.as_slice() == row.token_hash),
            id: DeviceId(row.id),
            user_agent: row.user_agent,
            last_used_at: Timestamp(row.last_used_at),
        })
    });
    Ok(shown.collect())
}

fn until(app: &App, row: &BrowserRow) -> Option<Timestamp> {
    let trusted = (Timestamp(row.trusted_at?), Timestamp(row.trusted_until?));
    trusted_until(trusted, app.config.trust_seconds(), app.clock.now())
}

const fn issued(token: Token) -> IssuedCookie {
    IssuedCookie {
        cookie: Cookie::Device,
        token,
        seconds: COOKIE_SECONDS,
    }
}
