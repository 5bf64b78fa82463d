//! Starts the page.

fn main() {
    spa::app::start();
}
