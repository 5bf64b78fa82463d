//! The program of `index.html`: getting in.

fn main() {
    spa::programs::sign_in::start();
}
