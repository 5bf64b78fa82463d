//! The way to what happened to the account.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
};
use crate::route::Route;
use leptos::prelude::*;

/// What it is, and the link.
#[component]
pub fn ActivityPart(context: SettingsContext) -> impl IntoView {
    let words = context.text.activity();
    view! {
        <Panel context part=Part::Activity title=words.part>
            <p>{words.part_lead}</p>
            <p>
                <a class="button button--secondary" href=Route::Activity.path()>{words.link}</a>
            </p>
        </Panel>
    }
}
