//! What happened to the account, and what to do when it was somebody else.

use super::{
    guard::SignedInOnly,
    screen::AccountPage,
    security::{Outcome, PASSWORD_PLACE, Part, SettingsContext},
    step_up::StepUpDialog,
};
use crate::{
    components::{Button, ButtonLook, Dialog},
    locale::use_text,
    remote,
    route::Route,
};
use contract::{
    Nothing,
    activity::{Activity, Entry, Event},
    endpoint::{EndOtherSessions, Endpoint, ForgetAllDevices, ReadActivity},
};
use flow::Trouble;
use leptos::prelude::*;
use text::{browser_name, event as words_of};

/// The page.
#[component]
pub fn ActivityPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Activity>
            <Happenings />
        </SignedInOnly>
    }
}

#[component]
fn Happenings() -> impl IntoView {
    let context = SettingsContext::here();
    let words = context.text.activity();
    let entries = RwSignal::new(None::<Vec<Entry>>);
    // What the dialog offers hangs on what is open.
    context.refresh();
    read(context, entries);
    let troubles: Signal<Option<Trouble>> = context.trouble.into();
    let acting = RwSignal::new(false);
    let list = move || match entries.get() {
        Some(entries) => view! { <List context entries acting /> }.into_any(),
        None => view! { <NotLoaded context entries /> }.into_any(),
    };
    view! {
        <AccountPage heading=words.title lead=Some(words.lead.to_owned()) troubles>
            <Outcome context part=Part::Activity />
            <div class="panel">{list}</div>
            <p>
                <a href=Route::Security.path()>{words.back}</a>
            </p>
            <TakeBackDialog context acting entries />
            <StepUpDialog prover=context.prover />
        </AccountPage>
    }
}

fn read(context: SettingsContext, entries: RwSignal<Option<Vec<Entry>>>) {
    context.start(async move {
        match remote::call::<ReadActivity>(&Nothing {}).await {
            Ok(Activity { entries: all }) => entries.set(Some(all)),
            Err(error) => context.fail(&error),
        }
    });
}

/// While the list is on its way, or when it did not come.
#[component]
fn NotLoaded(context: SettingsContext, entries: RwSignal<Option<Vec<Entry>>>) -> impl IntoView {
    let text = context.text;
    move || {
        if context.trouble.read().is_none() {
            return view! { <p role="status">{text.common().loading}</p> }.into_any();
        }
        let again = move |()| {
            context.trouble.set(None);
            context.refresh();
            read(context, entries);
        };
        view! { <Button on_press=again>{text.common().try_again}</Button> }.into_any()
    }
}

#[component]
fn List(context: SettingsContext, entries: Vec<Entry>, acting: RwSignal<bool>) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p class="quiet">{context.text.activity().none}</p> }.into_any();
    }
    let row = |entry| view! { <EntryRow context entry acting /> };
    let rows = entries.into_iter().map(row).collect_view();
    let label = context.text.activity().list;
    view! { <ol class="panel__rows" aria-label=label>{rows}</ol> }.into_any()
}

#[component]
fn EntryRow(context: SettingsContext, entry: Entry, acting: RwSignal<bool>) -> impl IntoView {
    let words = context.text.activity();
    let what = words_of(context.text, &entry.event);
    let when = SettingsContext::time(entry.at);
    let place = (!entry.network.is_empty()).then(|| {
        let browser = browser_name(context.text, &entry.user_agent);
        let place = words.place(&browser, &entry.network);
        view! { <p class="quiet">{place}</p> }
    });
    let not_me = can_be_somebody_else(&entry.event).then(|| {
        let label = words.not_me_named(&what, &when);
        let press = move |()| acting.set(true);
        view! { <Button look=ButtonLook::Quiet label on_press=press>{words.not_me}</Button> }
    });
    view! {
        <li class="split">
            <div class="lines">
                <p><strong>{what}</strong></p>
                <p class="quiet">{when}</p>
                {place}
            </div>
            {not_me}
        </li>
    }
}

/// Whether somebody who did not do it should act. Anybody who knows the address can ask for a link that only its owner
/// gets; and what was undone or stopped needs nothing more.
const fn can_be_somebody_else(event: &Event) -> bool {
    !matches!(
        event,
        Event::AccountMade
            | Event::PasswordResetAsked
            | Event::EmailChangeUndone
            | Event::RecoveryCancelled
    )
}

/// The three things that take an account back, in their order.
#[component]
fn TakeBackDialog(
    context: SettingsContext,
    acting: RwSignal<bool>,
    entries: RwSignal<Option<Vec<Entry>>>,
) -> impl IntoView {
    let text = use_text();
    let words = text.activity();
    let close = move |()| acting.set(false);
    let sessions = context.see(|overview| overview.is_none_or(|it| it.sessions.len() > 1));
    let trusted = context.see(|overview| overview.is_none_or(|it| !it.devices.is_empty()));
    let act = Act {
        context,
        acting,
        entries,
    };
    let end_sessions = move |()| act.take::<EndOtherSessions>(text.sessions().others_ended);
    let forget = move |()| act.take::<ForgetAllDevices>(text.trusted_browsers().all_forgotten);
    let password = format!("{}#{PASSWORD_PLACE}", Route::Security.path());
    view! {
        <Dialog open=acting heading=words.not_me_title on_close=close>
            <p>{words.not_me_lead}</p>
            <ol class="numbered">
                <li>
                    <Measure
                        is_open=sessions
                        label=words.end_sessions
                        done=words.no_sessions
                        on_press=end_sessions
                    />
                </li>
                <li>
                    <p>
                        <a class="button button--secondary" href=password.clone()>
                            {words.change_password}
                        </a>
                    </p>
                    <p class="quiet">{words.change_password_lead}</p>
                </li>
                <li>
                    <Measure
                        is_open=trusted
                        label=words.forget
                        done=words.no_trusted
                        on_press=forget
                    />
                </li>
            </ol>
            <p>{words.look}</p>
            <Button look=ButtonLook::Quiet on_press=close>{words.close}</Button>
        </Dialog>
    }
}

/// What the buttons of the dialog share.
#[derive(Clone, Copy)]
struct Act {
    context: SettingsContext,
    acting: RwSignal<bool>,
    entries: RwSignal<Option<Vec<Entry>>>,
}

impl Act {
    /// Takes one of the measures. The dialog makes way for the proof, and is there again for the next measure.
    fn take<E: Endpoint<Request = Nothing>>(self, said: &'static str) {
        let Self {
            context,
            acting,
            entries,
        } = self;
        acting.set(false);
        context.start(async move {
            if context.change::<E>(&Nothing {}).await.is_some() {
                context.done(Part::Activity, said.to_owned());
                read(context, entries);
                acting.set(true);
            }
        });
    }
}

/// One of them: the button, or that there is nothing to do.
#[component]
fn Measure(
    is_open: Memo<bool>,
    label: &'static str,
    done: &'static str,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    move || {
        if is_open.get() {
            view! { <Button on_press>{label}</Button> }.into_any()
        } else {
            view! { <p class="quiet">{done}</p> }.into_any()
        }
    }
}
