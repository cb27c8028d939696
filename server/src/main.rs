//! `chengxin`: the server and every tool. See `server::cli`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
