//! The program of `account.html`: everything but the sign-in.

fn main() {
    spa::programs::account::start();
}
