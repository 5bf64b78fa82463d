//! When none of the methods can be used: asking for recovery, and finishing it once its waiting period is over.

use super::{Call, Effect, SignIn, Step, pending::Pending};
use crate::{CallError, Moment, Ticket, Trouble, second_step::ends_second_step, trouble::Tells};
use contract::recovery::{NoRecovery, Recovery};

/// The screen of somebody who can use none of the methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovering {
    /// How far it has come; `None` when nobody has asked for it.
    pub stage: Option<Recovery>,
    /// Why there can be none, where that is so: then only whoever runs the service can help.
    pub obstacle: Option<NoRecovery>,
    /// Hours that it waits once its link was opened; 0 when the server does not say.
    pub hours: u32,
}

impl Recovering {
    /// Whether the link can be asked for, or asked for again.
    #[must_use]
    pub const fn can_ask(&self) -> bool {
        self.obstacle.is_none() && matches!(self.stage, None | Some(Recovery::LinkSent { .. }))
    }

    /// Whether it may be finished: the waiting period may end while it is on screen, so the server decides.
    #[must_use]
    pub const fn can_finish(&self) -> bool {
        matches!(
            self.stage,
            Some(Recovery::Waiting { .. } | Recovery::Ready { .. })
        )
    }
}

impl SignIn {
    /// Whether there is a way for somebody who can use none of the methods.
    #[must_use]
    pub fn can_recover(&self) -> bool {
        self.pending.as_ref().is_some_and(Pending::can_recover)
    }

    /// Why there is no recovery for this account, where that is so.
    #[must_use]
    pub fn no_recovery(&self) -> Option<NoRecovery> {
        self.pending.as_ref().and_then(Pending::no_recovery)
    }

    /// Whether there is something to tell whoever can use none of the methods: how to recover, or why nobody can.
    #[must_use]
    pub fn explains_recovery(&self) -> bool {
        self.can_recover() || self.no_recovery().is_some()
    }

    /// Hours that a recovery waits once its link was opened; 0 when the server does not say.
    #[must_use]
    pub fn recovery_hours(&self) -> u32 {
        self.pending.as_ref().map_or(0, |it| it.recovery_hours)
    }

    /// How far the recovery of this account has come; `None` when there is none.
    #[must_use]
    pub fn recovery(&self) -> Option<Recovery> {
        self.pending.as_ref().and_then(|pending| pending.recovery)
    }

    pub(super) fn lost_all(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Recovery(Recovering {
            stage: self.recovery(),
            obstacle: self.no_recovery(),
            hours: self.recovery_hours(),
        });
        self.second.set_aside();
        self.forget_wait();
        (self, Vec::new())
    }

    /// Asks for the link, or for another one.
    pub(super) fn ask_recovery(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        let ticket = self.recovery.begin(());
        (self, vec![Effect::AskRecovery(ticket)])
    }

    pub(super) fn finish_recovery(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        let ticket = self.calls.begin(Call::FinishRecovery);
        (self, vec![Effect::FinishRecovery(ticket)])
    }

    pub(super) fn back_to_methods(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Second;
        self.second.take_up();
        self.forget_wait();
        (self, Vec::new())
    }

    pub(super) fn recovery_replied(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Recovery, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.recovery.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(recovery) => {
                self.note_recovery(recovery);
                (self, Vec::new())
            }
            Err(error) if !self.is_busy() && ends_second_step(&error) => self.expire(),
            // Whoever has left the screen is told when they come back and ask again.
            Err(_) if !matches!(self.step, Step::Recovery(_)) => (self, Vec::new()),
            Err(error) => self.tell(Trouble::from_call(&error, now)),
        }
    }

    fn note_recovery(&mut self, recovery: Recovery) {
        if let Some(pending) = &mut self.pending {
            pending.recovery = Some(recovery);
        }
        if let Step::Recovery(recovering) = &mut self.step {
            recovering.stage = Some(recovery);
        }
    }
}
