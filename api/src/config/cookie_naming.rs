//! How the cookies are named and guarded.

use super::choices::CookiePrefix;

/// How this server names and guards its cookies. Cookies know no port (RFC 6265 §8.5), so two servers on one host have
/// different prefixes.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    /// What every name begins with.
    pub prefix: &'a CookiePrefix,
    /// Whether people come by https: names then have the prefix that lets no other host and no plain connection set them.
    pub is_https: bool,
}
