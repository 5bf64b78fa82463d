//! The way to what happened to the account.

use super::{
    desk::Desk,
    panel::{Panel, Part},
};
use crate::route::Route;
use leptos::prelude::*;

/// What it is, and the link.
#[component]
pub fn ActivityPart(desk: Desk) -> impl IntoView {
    let words = desk.text.activity();
    view! {
        <Panel desk part=Part::Activity title=words.part>
            <p>{words.part_lead}</p>
            <p>
                <a class="button button--secondary" href=Route::Activity.path()>{words.link}</a>
            </p>
        </Panel>
    }
}
