//! Under which conditions a page is visited: as the machine is, or slowed down to a phone.

use crate::{Outcome, browser::Browser};
use serde_json::json;

/// What the browser is slowed down to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// As the table calls them.
    pub name: &'static str,
    /// How many times slower the processor is.
    slowdown: u32,
    network: Option<Network>,
}

/// A network. The browser holds each answer up by the latency, and lets its bytes through at the rate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Network {
    latency_ms: u32,
    down_kbit: u32,
    up_kbit: u32,
}

impl Conditions {
    /// Those that are measured.
    pub const ALL: [Self; 2] = [
        Self {
            name: "unthrottled",
            slowdown: 1,
            network: None,
        },
        // What Lighthouse means by a slow phone: one of the middle class on slow 4G.
        Self {
            name: "slow phone",
            slowdown: 4,
            network: Some(Network {
                latency_ms: 150,
                down_kbit: 1_600,
                up_kbit: 750,
            }),
        },
    ];

    /// From now on, the tab in front is slowed down to these.
    pub async fn hold(&self, browser: &Browser) -> Outcome {
        let rate = json!({ "rate": self.slowdown });
        browser
            .devtools("Emulation.setCPUThrottlingRate", rate)
            .await?;
        // In bytes a second; a negative one is no limit.
        let bytes = |kbit: u32| i64::from(kbit) * 1000 / 8;
        let network = self.network.as_ref();
        let parameters = json!({
            "offline": false,
            "latency": network.map_or(0, |it| it.latency_ms),
            "downloadThroughput": network.map_or(-1, |it| bytes(it.down_kbit)),
            "uploadThroughput": network.map_or(-1, |it| bytes(it.up_kbit)),
        });
        let command = "Network.emulateNetworkConditions";
        browser.devtools(command, parameters).await.map(drop)
    }
}
