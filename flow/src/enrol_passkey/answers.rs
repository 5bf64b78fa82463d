//! What the answers of the server and of the browser lead to while a passkey is made.

use super::{Call, Effect, EnrolPasskey, Step};
use crate::{CallError, Moment, PasskeyError, Ticket, Trouble, held::Held, trouble::Tells};
use contract::{
    Problem,
    backup_codes::BackupCodes,
    passkey::{NewPasskey, PasskeyAdded, PasskeyCreation},
};

/// What a refusal to keep it means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// The server did not look at it: it can be sent again.
    Later,
    /// The server has, or may have, a passkey of that name.
    Known,
    /// It is of no use any more. Another one may be made.
    Again,
    /// It is of no use any more, and neither would another one be.
    Over,
}

impl EnrolPasskey {
    pub(super) fn creation_fetched(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyCreation, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Fetch]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(creation) => self.keep_creation(creation, now),
            // Nobody asked for creation options that are fetched ahead, so nobody is interrupted; the press fetches again.
            Err(_) if self.step == Step::Ready && !self.is_pressed => (self, Vec::new()),
            // The screen waits as it is; `SteppedUp` fetches again.
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                (self, vec![Effect::StepUp(step_up)])
            }
            Err(error) => {
                self.is_pressed = false;
                if self.step == Step::Opening {
                    self.step = Step::Stopped;
                }
                self.tell(Trouble::from_call(&error, now))
            }
        }
    }

    fn keep_creation(mut self, creation: PasskeyCreation, now: Moment) -> (Self, Vec<Effect>) {
        let expires_in = creation.expires_in;
        let held = Held::new(creation, expires_in, now);
        let wake = held.next_look().map(Effect::Wake);
        self.creation = Some(held);
        self.step = Step::Ready;
        let (next, mut effects) = if self.is_pressed {
            self.press()
        } else {
            (self, Vec::new())
        };
        effects.extend(wake);
        (next, effects)
    }

    pub(super) fn created(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<NewPasskey, PasskeyError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Create]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(new) => {
                // The server looks at one answer to creation options only.
                self.creation = None;
                self.unsaved = Some(new);
                self.is_in_doubt = false;
                self.save()
            }
            // Nothing went wrong: there is nothing to do with that authenticator any more.
            Err(PasskeyError::AlreadyRegistered) => {
                self.step = Step::Known;
                (self, Vec::new())
            }
            Err(error) => {
                self.step = Step::Ready;
                self.look(now);
                if !error.is_quiet() {
                    self.trouble = Some(Trouble::Passkey(error));
                }
                self.refresh()
            }
        }
    }

    pub(super) fn saved(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyAdded, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Save]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(added) => self.added(added),
            Err(CallError::Refused(problem)) if problem != Problem::Internal => {
                self.refused(problem, now)
            }
            Err(error) => {
                self.is_in_doubt = true;
                self.step = Step::Unsaved;
                self.tell(Trouble::from_call(&error, now))
            }
        }
    }

    fn added(mut self, added: PasskeyAdded) -> (Self, Vec<Effect>) {
        self.unsaved = None;
        let codes = BackupCodes::of_first(added.backup_code_set, added.backup_codes);
        let Some(codes) = codes else {
            return self.finish(added.passkey);
        };
        self.step = Step::BackupCodes(added.passkey);
        (self, vec![Effect::ShowCodes(codes)])
    }

    fn refused(mut self, problem: Problem, now: Moment) -> (Self, Vec<Effect>) {
        let meaning = meaning(&problem, self.is_in_doubt);
        if meaning == Refusal::Later {
            self.step = Step::Unsaved;
            if let Problem::StepUpRequired { step_up } = problem {
                return (self, vec![Effect::StepUp(step_up)]);
            }
            return self.tell(Trouble::from_call(&CallError::Refused(problem), now));
        }
        let new = self.unsaved.take();
        if meaning == Refusal::Known && self.is_in_doubt {
            self.step = Step::Stopped;
            return self.tell(Trouble::PerhapsPasskeyAdded);
        }
        if problem == Problem::PasskeyAlreadyRegistered {
            self.step = Step::Known;
            return (self, Vec::new());
        }
        let signal = new
            .filter(|_| is_verdict(&problem))
            .map(|new| Effect::SignalUnknown(new.credential.credential_id()));
        let (mut next, mut effects) =
            self.tell(Trouble::from_call(&CallError::Refused(problem), now));
        effects.extend(signal);
        next.step = if meaning == Refusal::Over {
            Step::Stopped
        } else {
            Step::Ready
        };
        let (next, fetch) = next.refresh();
        effects.extend(fetch);
        (next, effects)
    }
}

/// `is_in_doubt`: an earlier answer was lost, so that the server may have kept it then.
fn meaning(problem: &Problem, is_in_doubt: bool) -> Refusal {
    match problem {
        Problem::Busy { .. } | Problem::TooManyTries { .. } | Problem::StepUpRequired { .. } => {
            Refusal::Later
        }
        Problem::PasskeyAlreadyRegistered => Refusal::Known,
        // It was looked at just now, so it was not taken before.
        Problem::PasskeyRefused | Problem::PersonNotVerified => Refusal::Again,
        _ if is_in_doubt => Refusal::Known,
        Problem::CeremonyExpired => Refusal::Again,
        _ => Refusal::Over,
    }
}

/// Whether the server looked at what was made and does not keep it. Any other refusal may be the second answer to the
/// same call: a browser or a proxy sends a call anew by itself when its connection broke (RFC 9110 §9.2.2), and the
/// first answer, which nobody saw, may have said that it is kept.
const fn is_verdict(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::PasskeyRefused | Problem::PersonNotVerified | Problem::TooManyPasskeys
    )
}
