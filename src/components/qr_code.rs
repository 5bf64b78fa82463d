//! A QR code as a drawing of the page itself: no picture is fetched, and it is black on white in every theme.
//!
//! ```ignore
//! <QrCode path=square.svg_path() modules=square.width() label=words.qr_code />
//! ```

use leptos::prelude::*;

/// The white border around the code, in modules (ISO/IEC 18004 §9.1). Without it, cameras do not find the code on a
/// dark page.
const QUIET_ZONE: u32 = 4;

/// A QR code.
#[component]
pub fn QrCode(
    /// The dark modules as an SVG path, one unit to a module, from (0, 0).
    path: String,
    /// Modules along one side, without the quiet zone.
    modules: u32,
    /// What it is, for those who do not see it; the same content has to be there in text as well.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let side = modules + 2 * QUIET_ZONE;
    let view_box = format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}");
    let paper = format!("M-{QUIET_ZONE} -{QUIET_ZONE}h{side}v{side}h-{side}z");
    view! {
        <svg class="qr-code" role="img" aria-label=label viewBox=view_box shape-rendering="crispEdges">
            <path class="qr-code__paper" d=paper fill="white" />
            <path class="qr-code__ink" d=path fill="black" />
        </svg>
    }
}
