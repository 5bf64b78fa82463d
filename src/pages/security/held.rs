//! One method of an account, as the dialogs for renaming and removing need it.

use super::{context::SettingsContext, panel::Part};
use crate::effects::signals;
use contract::{
    authenticator::{Authenticator, AuthenticatorName, WhichAuthenticator},
    endpoint::{RemoveAuthenticator, RemovePasskey, RenameAuthenticator, RenamePasskey},
    passkey::{Passkey, PasskeyName, WhichPasskey},
};
use flow::{Trouble, risk::What};
use text::Words;

/// The method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// An authenticator app.
    Authenticator(Authenticator),
    /// A passkey or security key.
    Passkey(Passkey),
}

impl Held {
    /// What is lost with it.
    pub fn what(&self) -> What {
        match self {
            Self::Authenticator(authenticator) => What::Authenticator(authenticator.id.clone()),
            Self::Passkey(passkey) => What::Passkey(passkey.id.clone()),
        }
    }

    /// The name its owner gave it.
    pub fn name(&self) -> &str {
        match self {
            Self::Authenticator(authenticator) => &authenticator.name,
            Self::Passkey(passkey) => &passkey.name,
        }
    }

    /// Where it is listed.
    pub const fn part(&self) -> Part {
        match self {
            Self::Authenticator(_) => Part::Authenticators,
            Self::Passkey(_) => Part::Passkeys,
        }
    }

    /// The heading of the dialog that gives it another name.
    pub const fn rename_title(&self, text: Words) -> &'static str {
        match self {
            Self::Authenticator(_) => text.security().rename_title,
            Self::Passkey(_) => text.passkeys().rename_title,
        }
    }

    /// What removing it does.
    pub const fn remove_lead(&self, text: Words) -> &'static str {
        match self {
            Self::Authenticator(_) => text.security().remove_lead,
            Self::Passkey(_) => text.passkeys().remove_lead,
        }
    }

    /// Gives it another name. What went wrong is for the dialog to say.
    pub async fn rename(
        self,
        context: SettingsContext,
        name: String,
    ) -> Result<(), Option<Trouble>> {
        let part = self.part();
        let said = context.text.security().renamed(&name);
        match self {
            Self::Authenticator(Authenticator { id, .. }) => {
                let request = AuthenticatorName { id, name };
                context
                    .change_in_place::<RenameAuthenticator>(&request)
                    .await?;
            }
            Self::Passkey(Passkey { id, .. }) => {
                let request = PasskeyName { id, name };
                context.change_in_place::<RenamePasskey>(&request).await?;
            }
        }
        context.done(part, said);
        Ok(())
    }

    /// Removes it.
    pub fn remove(self, context: SettingsContext) {
        let part = self.part();
        context.start(async move {
            let said = context.text.security().removed(self.name());
            let is_done = match self {
                Self::Authenticator(Authenticator { id, .. }) => {
                    let request = WhichAuthenticator { id };
                    context
                        .change::<RemoveAuthenticator>(&request)
                        .await
                        .is_some()
                }
                Self::Passkey(Passkey { id, .. }) => {
                    let request = WhichPasskey { id };
                    let removed = context.change::<RemovePasskey>(&request).await;
                    if removed.is_some() {
                        signals::tell_accepted().await;
                    }
                    removed.is_some()
                }
            };
            if is_done {
                context.done(part, said);
            }
        });
    }
}
