//! The page's part in confirming a number or an address, and in what takes one form and one call.

use crate::page::{Journey, Page, Way};
use contract::{
    Nothing,
    endpoint::{
        AskPasswordReset, CancelRecovery, ConfirmEmail, ConfirmPhone, FinishPasswordReset,
        ReadPendingContacts, StartEmail, StartPhone, StartRecovery, UndoEmailChange,
    },
    recovery::{LinkToken, PasswordReset, Recovery, ResetWish},
};
use flow::{
    CallError, Machine, Moment, Trouble,
    enrol_contact::{self, Contact, EnrolContact, Kind, Taken},
    errand::{Effect, Errand, Event, Step},
};

impl Journey for EnrolContact {
    fn woke(moment: Moment) -> Self::Event {
        enrol_contact::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use enrol_contact::{Effect, Event};
        match effect {
            Effect::Look(ticket) => {
                let reply = page.call::<ReadPendingContacts>(&Nothing {}).await;
                return Some(Event::Looked(ticket, page.now(), reply));
            }
            Effect::Start(ticket, contact) => {
                let reply = match contact {
                    Contact::Phone(phone) => page.call::<StartPhone>(&phone).await,
                    Contact::Email(email) => page.call::<StartEmail>(&email).await,
                };
                return Some(Event::Started(ticket, page.now(), reply));
            }
            Effect::Confirm(ticket, kind, code) => {
                let reply = match kind {
                    Kind::Phone => page.call::<ConfirmPhone>(&code).await.map(Taken::Phone),
                    Kind::Email => page.call::<ConfirmEmail>(&code).await.map(Taken::Email),
                };
                return Some(Event::Settled(ticket, page.now(), reply));
            }
            Effect::ShowCodes(made) => page.codes = made.codes,
            Effect::Forget => page.codes.clear(),
            Effect::StepUp(demand) => page.demand = Some(demand),
            Effect::Wake(moment) => page.wakes.push(moment),
            Effect::Finish(_) => page.ways.push(Way::Enrolled),
            Effect::Leave => page.ways.push(Way::GivenUp),
        }
        None
    }
}

/// What stands behind one button, and the call that it makes.
trait Call<R>: Sized {
    async fn call(self, page: &Page<'_>) -> Result<R, CallError>;
}

impl Call<Nothing> for ResetWish {
    async fn call(self, page: &Page<'_>) -> Result<Nothing, CallError> {
        page.call::<AskPasswordReset>(&self).await
    }
}

impl Call<Nothing> for PasswordReset {
    async fn call(self, page: &Page<'_>) -> Result<Nothing, CallError> {
        page.call::<FinishPasswordReset>(&self).await
    }
}

impl Call<Recovery> for LinkToken {
    async fn call(self, page: &Page<'_>) -> Result<Recovery, CallError> {
        page.call::<StartRecovery>(&self).await
    }
}

/// The link of a page that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeBack {
    Recovery(LinkToken),
    EmailChange(LinkToken),
}

impl Call<Nothing> for TakeBack {
    async fn call(self, page: &Page<'_>) -> Result<Nothing, CallError> {
        match self {
            Self::Recovery(link) => page.call::<CancelRecovery>(&link).await,
            Self::EmailChange(link) => page
                .call::<UndoEmailChange>(&link)
                .await
                .map(|_| Nothing {}),
        }
    }
}

impl<Q: Call<R>, R> Journey for Errand<Q, R> {
    fn woke(moment: Moment) -> Self::Event {
        Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        match effect {
            Effect::Call(ticket, said) => {
                let reply = said.call(page).await;
                Some(Event::Replied(ticket, page.now(), reply))
            }
            Effect::Wake(moment) => {
                page.wakes.push(moment);
                None
            }
        }
    }
}

/// Fills in the form, or presses the button, and says what came of it.
#[expect(private_bounds, reason = "these are all the errands there are")]
pub async fn run<Q: Call<R>, R>(page: &mut Page<'_>, said: Q) -> Result<R, Trouble>
where
    Errand<Q, R>: Machine<Event = Event<Q, R>, Effect = Effect<Q>>,
{
    let errand = page.send(Errand::default(), Event::Given(said)).await;
    match (errand.step, errand.trouble) {
        (Step::Done(outcome), _) => Ok(outcome),
        (Step::Open, trouble) => Err(trouble.unwrap()),
    }
}
