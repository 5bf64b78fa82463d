//! The program of `account.html`: everything for whoever is signed in.

fn main() {
    spa::programs::account::start();
}
