//! The program `maille`: everything is in the library.

fn main() -> std::process::ExitCode {
    maille::cli::main()
}
