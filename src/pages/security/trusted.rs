//! The browsers that are not asked for the second step.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
};
use crate::{
    components::{Badge, Button, ButtonLook},
    platform::locale,
};
use contract::{
    Nothing,
    device::{TrustedDevice, WhichDevice},
    endpoint::{ForgetAllDevices, ForgetDevice},
};
use leptos::prelude::*;
use text::browser_name;

/// The list, and the way to have all of them asked again.
#[component]
pub fn TrustedPart(context: SettingsContext) -> impl IntoView {
    let words = context.text.trusted_browsers();
    let devices = context.see(|overview| {
        overview
            .map(|overview| overview.devices.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |device| view! { <DeviceRow context device /> };
        devices.get().into_iter().map(row).collect_view()
    };
    let forget_all = move |()| {
        let said = words.all_forgotten.to_owned();
        context.make::<ForgetAllDevices>(Nothing {}, Part::Trusted, said);
    };
    let below = move || {
        if devices.read().is_empty() {
            return view! { <p class="quiet">{words.none}</p> }.into_any();
        }
        view! {
            <div class="cluster">
                <Button on_press=forget_all>{words.forget_all}</Button>
            </div>
        }
        .into_any()
    };
    view! {
        <Panel context part=Part::Trusted title=words.title>
            <p>{words.lead}</p>
            <ul class="panel__rows">{rows}</ul>
            {below}
        </Panel>
    }
}

#[component]
fn DeviceRow(context: SettingsContext, device: TrustedDevice) -> impl IntoView {
    let words = context.text.trusted_browsers();
    let browser = browser_name(context.text, &device.user_agent);
    let until = locale::date(device.trusted_until.0);
    let used = SettingsContext::time(device.last_used_at);
    let times = words.times(&until, &used);
    let mark = device
        .is_current
        .then(|| view! { <Badge>{context.text.sessions().this_browser}</Badge> });
    let label = words.forget_named(&browser);
    let said = words.forgotten(&browser);
    let forget = move |()| {
        let request = WhichDevice {
            id: device.id.clone(),
        };
        context.make::<ForgetDevice>(request, Part::Trusted, said.clone());
    };
    view! {
        <li class="split">
            <div class="lines">
                <p class="cluster"><strong>{browser}</strong> {mark}</p>
                <p class="quiet">{times}</p>
            </div>
            <Button look=ButtonLook::Quiet label on_press=forget>{words.forget}</Button>
        </li>
    }
}
