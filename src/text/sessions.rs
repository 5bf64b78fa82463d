//! Words about where somebody is signed in, and the browsers that are not asked for the second step.

/// Where somebody is signed in.
#[derive(Debug)]
pub struct SessionsText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// The mark of the one that asks.
    pub this_browser: &'static str,
    /// Where it is: "Network {network}".
    pub network: &'static str,
    /// "Signed in {begun}, last used {used}".
    pub times: &'static str,
    /// There is no other.
    pub only_this: &'static str,
    /// The button at each.
    pub end: &'static str,
    /// Its accessible name: "Sign out {browser}, network {network}".
    pub end_named: &'static str,
    /// "{browser} is signed out."
    pub ended: &'static str,
    /// The button for all others.
    pub end_others: &'static str,
    /// They are.
    pub others_ended: &'static str,
}

/// The browsers that are not asked for the second step.
#[derive(Debug)]
pub struct TrustedText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// There is none.
    pub none: &'static str,
    /// "Trusted until {until}, last used {used}".
    pub times: &'static str,
    /// The button at each.
    pub forget: &'static str,
    /// Its accessible name: "Ask again: {browser}".
    pub forget_named: &'static str,
    /// "{browser} is asked for the second step again."
    pub forgotten: &'static str,
    /// The button for all.
    pub forget_all: &'static str,
    /// They are.
    pub all_forgotten: &'static str,
}

/// English.
pub const SESSIONS: SessionsText = SessionsText {
    title: "Where you are signed in",
    lead: "If you do not know one of these, sign it out and change your password.",
    this_browser: "This browser",
    network: "Network {network}",
    times: "Signed in {begun}, last used {used}",
    only_this: "Only this browser.",
    end: "Sign out",
    end_named: "Sign out {browser}, network {network}",
    ended: "{browser} is signed out.",
    end_others: "Sign out everywhere else",
    others_ended: "Every other browser is signed out.",
};

/// English.
pub const TRUSTED: TrustedText = TrustedText {
    title: "Trusted browsers",
    lead: "These are not asked for the second step until their time is over. The password is always asked for.",
    none: "No browser skips the second step.",
    times: "Trusted until {until}, last used {used}",
    forget: "Ask again",
    forget_named: "Ask again: {browser}",
    forgotten: "{browser} is asked for the second step again.",
    forget_all: "Ask every browser again",
    all_forgotten: "Every browser is asked for the second step again.",
};
