//! The one way to start work that waits.
//!
//! Not Leptos's scoped spawn: its task holds the owner that it is meant to end with, and the router lets go of a page
//! that was left by dropping its owner. So a call under way would keep its page alive, and its answer could still
//! lead the person somewhere.

use leptos::{
    prelude::{Owner, StoredValue},
    reactive::owner::WeakOwner,
};
use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// Runs the future on its own, under the current reactive owner, and drops it when that owner goes away:
/// an answer that comes after its page was left reaches nobody.
///
/// Call it while an owner is current: in a component's body, in an effect, or in [`Scope::run`]. An event handler has
/// none, so it takes a [`Scope`] along; without any, nothing starts.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    Scope::here().spawn(future);
}

/// The component that is being drawn, for what its event handlers start later.
///
/// It does not keep the component alive. An [`Owner`] would: kept in a callback or a stored value of the same
/// component it makes a ring that nothing ever drops, and timers and tasks of a page that was left go on.
#[derive(Clone)]
pub struct Scope(Option<WeakOwner>);

impl Scope {
    /// The component whose body this is called in.
    #[must_use]
    pub fn here() -> Self {
        Self(Owner::current().map(|owner| owner.downgrade()))
    }

    /// Does the work as if it was done in the component's body. `None` when the component is gone.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let (mut work, mut outcome) = (Some(work), None);
        self.enter(&mut || outcome = work.take().map(|work| work()));
        outcome
    }

    /// Starts work that ends with the component; none when the component is gone.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.start(Box::pin(future));
    }

    // What is the same for all work is in the program once: hence no type parameters below.

    fn enter(&self, work: &mut dyn FnMut()) {
        if let Some(owner) = self.0.as_ref().and_then(WeakOwner::upgrade) {
            owner.with(work);
        }
    }

    fn start(&self, future: Pin<Box<dyn Future<Output = ()>>>) {
        let work = Rc::new(Work {
            future: RefCell::new(Some(future)),
            is_over: Cell::new(false),
        });
        let end = EndOfWork(Rc::clone(&work));
        if self.run(|| StoredValue::new_local(end)).is_some() {
            let scope = self.clone();
            start(poll_fn(move |context| work.poll(&scope, context)));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the sanctioned place: what is started here is cancelled with its owner"
)]
fn start(future: impl Future<Output = ()> + 'static) {
    leptos::task::spawn_local(future);
}

/// Work under way. Its future goes at once when the owner does, so that what it holds (a call, a prompt) is given up.
struct Work {
    future: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    is_over: Cell<bool>,
}

impl Work {
    fn poll(&self, scope: &Scope, context: &mut Context<'_>) -> Poll<()> {
        let mut slot = self.future.borrow_mut();
        let step = slot
            .as_mut()
            .and_then(|future| scope.run(|| future.as_mut().poll(context)));
        if self.is_over.get() || !matches!(step, Some(Poll::Pending)) {
            *slot = None;
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// Kept by the owner: when it is dropped, the work is over.
struct EndOfWork(Rc<Work>);

impl Drop for EndOfWork {
    fn drop(&mut self) {
        self.0.is_over.set(true);
        // The work may be what leaves the page; then it ends after this step.
        if let Ok(mut slot) = self.0.future.try_borrow_mut() {
            let future = slot.take();
            drop(slot);
            drop(future);
        }
    }
}
