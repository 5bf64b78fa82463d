//! A QR code as a drawing of the page itself: no picture is fetched, and it is black on white in every theme.
//!
//! ```ignore
//! <QrCode path=square.path() side=square.view_box_size() label=words.qr_code />
//! ```

use leptos::prelude::*;

/// A QR code.
#[component]
pub fn QrCode(
    /// The dark modules as an SVG path, one unit to a module, moved in by the quiet zone of four modules
    /// (ISO/IEC 18004 §6.3.8): without that border, cameras do not find the code on a dark page.
    path: String,
    /// Modules along one side, with the quiet zone on both ends.
    side: usize,
    /// What it is, for those who do not see it; the same content has to be there in text as well.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <svg
            class="qr-code"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {side} {side}")
            shape-rendering="crispEdges"
        >
            <path class="qr-code__paper" d=format!("M0 0h{side}v{side}H0z") fill="white" />
            <path class="qr-code__ink" d=path fill="black" />
        </svg>
    }
}
