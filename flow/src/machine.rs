//! What a machine is, and how it tells the answer that it waits for from a late one.

/// A journey as plain data: what happened goes in, what is to be done comes out.
///
/// `update` cannot fail, wait, look at a clock or reach anything outside. A pair of state and event that means
/// nothing leaves the state as it is and asks for nothing.
pub trait Machine: Sized {
    /// What can happen, in the past tense.
    type Event;
    /// What can be asked for, in the imperative.
    type Effect;

    /// The state after the event, and what is to be done now, in this order.
    #[must_use]
    fn update(self, event: Self::Event) -> (Self, Vec<Self::Effect>);
}

/// Names one call. Whoever makes the call hands it back with the answer; an answer whose ticket is not
/// the one that is waited for is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(u32);

/// The call whose answer is waited for: the latest, if any. A machine has one of these for whatever may be under way beside
/// other things. `C` says what kind of call it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InFlight<C> {
    issued: u32,
    waiting: Option<(Ticket, C)>,
}

impl<C> Default for InFlight<C> {
    fn default() -> Self {
        Self {
            issued: 0,
            waiting: None,
        }
    }
}

impl<C: Copy> InFlight<C> {
    /// Waits for a new call. Whatever was waited for before is not waited for any more.
    pub(crate) fn begin(&mut self, call: C) -> Ticket {
        self.issued = self.issued.wrapping_add(1);
        let ticket = Ticket(self.issued);
        self.waiting = Some((ticket, call));
        ticket
    }

    /// Ends the wait if this is the answer to it, and says which kind of call was answered.
    pub(crate) fn end(&mut self, ticket: Ticket) -> Option<C> {
        let (_, call) = self.waiting.filter(|(expected, _)| *expected == ticket)?;
        self.waiting = None;
        Some(call)
    }

    /// As [`Self::end`], but only if the call was one of these: an answer of another kind cannot be the answer to it.
    pub(crate) fn end_one_of(&mut self, ticket: Ticket, calls: &[C]) -> Option<C>
    where
        C: PartialEq,
    {
        let call = self.call().filter(|call| calls.contains(call));
        call.and_then(|_| self.end(ticket))
    }

    /// Waits for nothing any more: an answer that still comes is late.
    pub(crate) fn drop_wait(&mut self) {
        self.waiting = None;
    }

    /// What kind of call is waited for.
    pub(crate) fn call(&self) -> Option<C> {
        self.waiting.map(|(_, call)| call)
    }
}

#[cfg(test)]
mod tests {
    use super::InFlight;

    #[test]
    fn an_answer_is_taken_once_and_only_for_the_latest_call() {
        let mut calls = InFlight::default();
        let first = calls.begin('a');
        let second = calls.begin('b');
        assert_eq!(calls.end(first), None);
        assert_eq!(calls.call(), Some('b'));
        assert_eq!(calls.end(second), Some('b'));
        assert_eq!(calls.end(second), None);
    }

    #[test]
    fn an_answer_of_another_kind_is_not_taken() {
        let mut calls = InFlight::default();
        let ticket = calls.begin('a');
        assert_eq!(calls.end_one_of(ticket, &['b', 'c']), None);
        assert_eq!(calls.end_one_of(ticket, &['b', 'a']), Some('a'));
    }

    #[test]
    fn a_wait_that_was_dropped_takes_no_answer() {
        let mut calls = InFlight::default();
        let ticket = calls.begin(());
        calls.drop_wait();
        assert_eq!(calls.end(ticket), None);
    }
}
