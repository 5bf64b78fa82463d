//! Right proofs, wrong ones and those that nobody asked for: at sign-in, at step-up, and by a passkey alone.

use crate::{
    actions::{At, Which, Who},
    model::{Account, Session},
    support::{
        passkey::{answer_to, proof_of},
        person::{authenticator, backup_code},
    },
    world::{World, assert_limited},
};
use contract::{
    Nothing, Secret,
    endpoint::{
        SendProofCode, SendStepUpCode, SignInWithPasskey, StartPasskeyProof, StartPasskeySignIn,
        StartPasskeyStepUp, StepUpWithPassword, StepUpWithProof, SubmitProof,
    },
    passkey::{PasskeyKind, PasskeyRequest, WhichKind},
    sent_code::{Channel, WhichChannel},
    sign_in::{Method, NextStep, Proof},
    step_up::PasswordAgain,
};

impl World {
    /// Gives one of the second steps that are asked for.
    pub async fn prove(&mut self, at: At, which: Which) {
        self.look_at_the_clock();
        let Some(pending) = self.places[at].pending else {
            let said = authenticator("000000".into());
            self.call::<SubmitProof>(at, &said).await.unwrap_err();
            return;
        };
        let asked = self.account(pending.who).asked(false);
        let Some(method) = asked.get(which % asked.len().max(1)) else {
            return;
        };
        let Some(proof) = self.proof(at, pending.who, *method, false).await else {
            return;
        };
        match self.call::<SubmitProof>(at, &proof).await {
            Ok(NextStep::SignedIn(_)) => {
                self.use_up(pending.who, *method);
                self.open_by_both(at, pending.who);
            }
            Err(refused) => assert_limited(&refused),
            Ok(other) => panic!("{other:?}"),
        }
    }

    pub fn use_up(&mut self, who: Who, method: Method) {
        if method == Method::BackupCode {
            self.account_mut(who).codes.pop();
        }
    }

    pub fn open_by_both(&mut self, at: At, who: Who) {
        self.end_what_was(at);
        let now = self.now();
        self.places[at].session = Some(Session {
            who,
            is_full: true,
            is_both: true,
            opened_at: now,
            proved_at: now,
        });
    }

    /// A right proof, at sign-in or at a step-up; nothing when a limit is in its way.
    pub async fn proof(&mut self, at: At, who: Who, method: Method, again: bool) -> Option<Proof> {
        match method {
            Method::Passkey => Some(self.key_proof(at, who, PasskeyKind::Passkey, again).await),
            Method::SecurityKey => Some(
                self.key_proof(at, who, PasskeyKind::SecurityKey, again)
                    .await,
            ),
            Method::Authenticator => {
                self.app.next_step();
                let phone = self.account(who).authenticators.last().unwrap();
                Some(authenticator(phone.code(&self.app)))
            }
            Method::BackupCode => Some(backup_code(self.account(who).codes.last().unwrap())),
            Method::TextMessage => {
                let code = self.sent_code(at, who, Channel::TextMessage, again).await?;
                Some(Proof::TextMessage { code })
            }
            Method::Email => {
                let code = self.sent_code(at, who, Channel::Email, again).await?;
                Some(Proof::Email { code })
            }
        }
    }

    async fn key_proof(&mut self, at: At, who: Who, kind: PasskeyKind, again: bool) -> Proof {
        let which = WhichKind { kind };
        let request = if again {
            self.call::<StartPasskeyStepUp>(at, &which).await
        } else {
            self.call::<StartPasskeyProof>(at, &which).await
        };
        let request = request.unwrap();
        let answer = self.answer(who, kind, &request);
        proof_of(kind, &request, &answer)
    }

    async fn sent_code(
        &mut self,
        at: At,
        who: Who,
        channel: Channel,
        again: bool,
    ) -> Option<Secret> {
        let which = WhichChannel { channel };
        let sent = if again {
            self.call::<SendStepUpCode>(at, &which).await
        } else {
            self.call::<SendProofCode>(at, &which).await
        };
        if let Err(refused) = sent {
            assert_limited(&refused);
            return None;
        }
        let to = self.destination(who, channel);
        Some(self.code_to(&to).await.unwrap())
    }

    fn destination(&self, who: Who, channel: Channel) -> String {
        let account = self.account(who);
        match channel {
            Channel::TextMessage => account.phone.clone().unwrap(),
            Channel::Email => account.email.clone(),
        }
    }

    pub fn answer(
        &mut self,
        who: Who,
        kind: PasskeyKind,
        request: &PasskeyRequest,
    ) -> serde_json::Value {
        let mut keys = self.account_mut(who).keys.iter_mut().rev();
        let held = keys.find(|held| held.kind == kind).unwrap();
        held.device.prove(request).unwrap()
    }

    pub async fn guess_code(&mut self, at: At) {
        self.look_at_the_clock();
        let mut said = authenticator("000000".into());
        if let Some(pending) = self.places[at].pending {
            let account = self.account(pending.who);
            let phone = account.authenticators.last();
            said = match (phone, account.codes.last()) {
                // Right, but not asked for.
                (Some(phone), _) if account.is_keys_only => authenticator(phone.code(&self.app)),
                (None, Some(code)) if account.is_keys_only => backup_code(code),
                (Some(phone), _) => authenticator(phone.wrong_code(&self.app)),
                _ => said,
            };
        }
        let proved = self.call::<SubmitProof>(at, &said).await;
        assert!(proved.is_err(), "{said:?}: {proved:?}");
    }

    pub async fn passkey_alone(&mut self, at: At, who: Who) {
        let has_passkey = |account: &Account| account.has_kind(PasskeyKind::Passkey);
        if !self.people[who].as_ref().is_some_and(has_passkey) {
            return;
        }
        let request = self.call::<StartPasskeySignIn>(at, &Nothing {}).await;
        let request = request.unwrap();
        let answer = self.answer(who, PasskeyKind::Passkey, &request);
        let said = answer_to(&request, &answer);
        let next = self.call::<SignInWithPasskey>(at, &said).await.unwrap();
        assert!(matches!(next, NextStep::SignedIn(_)), "{next:?}");
        self.open_by_both(at, who);
    }

    /// Proves it again with the strongest that the account has. Says whether that went well.
    pub async fn step_up(&mut self, at: At) -> bool {
        self.look_at_the_clock();
        let Some(session) = self.places[at].session else {
            return false;
        };
        let account = self.account(session.who);
        let proved = if let Some(method) = account.asked(true).first().copied() {
            match self.proof(at, session.who, method, true).await {
                Some(proof) => {
                    let proved = self.call::<StepUpWithProof>(at, &proof).await;
                    if proved.is_ok() {
                        self.use_up(session.who, method);
                    }
                    proved
                }
                None => return false,
            }
        } else {
            let said = PasswordAgain {
                password: Secret::from(account.password.as_str()),
            };
            self.call::<StepUpWithPassword>(at, &said).await
        };
        let now = self.now();
        if let Err(refused) = &proved {
            assert_limited(refused);
        } else if let Some(session) = &mut self.places[at].session {
            session.proved_at = now;
        }
        proved.is_ok()
    }

    /// A sent code proves nothing again where there is anything stronger.
    pub async fn step_up_by_sent_code(&mut self, at: At) {
        self.look_at_the_clock();
        let is_asked = self.places[at].session.is_some_and(|session| {
            let asked = self.account(session.who).asked(true);
            asked.contains(&Method::TextMessage)
        });
        let which = WhichChannel {
            channel: Channel::TextMessage,
        };
        let sent = self.call::<SendStepUpCode>(at, &which).await;
        assert!(is_asked || sent.is_err(), "{sent:?}");
        self.messages().await;
    }
}
