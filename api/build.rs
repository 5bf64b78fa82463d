//! Tells cargo that the migrations are part of the program: `sqlx::migrate!` reads them when it compiles.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
