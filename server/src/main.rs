//! `chengxin`: the server and every tool. See `server::cli`.

/// Imports allocate on several threads at once, where the system's allocator spends a seventh of their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::main()
}
