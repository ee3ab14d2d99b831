//! Tells cargo that the embedded migrations belong to this crate: a new file alone would not rebuild it.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=kinds");
}
