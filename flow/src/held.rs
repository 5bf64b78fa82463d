//! A challenge of the server that is kept at hand, so that a press of a button can use it at once: browsers
//! open the dialog only while they still remember the press. It ages, and is replaced before it is too old.

use crate::Moment;

/// A new one is fetched this many seconds before the server forgets this one, so that whoever answers it just then
/// still has time; or after half of its life, if that is shorter.
const SPARE_SECONDS: u32 = 60;
/// A server that gives less than this is not believed: it would be asked without end.
const SHORTEST_SECONDS: u32 = 10;

/// It, and how old it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held<T> {
    pub(crate) thing: T,
    stale_at: Moment,
    dead_at: Moment,
    age: Age,
}

/// How old it is, as far as anybody has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Age {
    Fresh,
    /// Still good, but a new one should be fetched.
    Stale,
    /// The server has forgotten it.
    Dead,
}

impl<T> Held<T> {
    /// Holds what came at `now` and is good for so many seconds.
    pub(crate) fn new(thing: T, expires_in: u32, now: Moment) -> Self {
        let lifetime = expires_in.max(SHORTEST_SECONDS);
        let spare = SPARE_SECONDS.min(lifetime / 2);
        Self {
            thing,
            stale_at: now.after_seconds(lifetime - spare),
            dead_at: now.after_seconds(lifetime),
            age: Age::Fresh,
        }
    }

    /// Takes note of the time. It never gets younger.
    pub(crate) fn look(&mut self, now: Moment) {
        let age = if self.dead_at <= now {
            Age::Dead
        } else if self.stale_at <= now {
            Age::Stale
        } else {
            Age::Fresh
        };
        self.age = self.age.max(age);
    }

    pub(crate) const fn age(&self) -> Age {
        self.age
    }

    /// When to look again.
    pub(crate) const fn next_look(&self) -> Option<Moment> {
        match self.age {
            Age::Fresh => Some(self.stale_at),
            Age::Stale => Some(self.dead_at),
            Age::Dead => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_replaced_a_minute_before_it_is_dead() {
        let mut held = Held::new((), 300, Moment(1_000));
        assert_eq!(held.next_look(), Some(Moment(241_000)));
        held.look(Moment(240_999));
        assert_eq!(held.age(), Age::Fresh);
        held.look(Moment(241_000));
        assert_eq!(
            (held.age(), held.next_look()),
            (Age::Stale, Some(Moment(301_000)))
        );
        held.look(Moment(301_000));
        assert_eq!((held.age(), held.next_look()), (Age::Dead, None));
    }

    #[test]
    fn a_short_life_is_halved_but_never_so_short_that_fetching_would_not_end() {
        let short = Held::new((), 20, Moment(0));
        assert_eq!(short.next_look(), Some(Moment(10_000)));
        let none = Held::new((), 0, Moment(0));
        assert_eq!(
            (none.age(), none.next_look()),
            (Age::Fresh, Some(Moment(5_000)))
        );
    }
}
