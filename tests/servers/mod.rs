//! Database servers that tests start for themselves, each on a socket in a folder of its own, and stop at the end. Where
//! the programs are missing a test says "skipped: …"; with `SEQSCAN_REQUIRE_SERVERS` set, that is a failure.
#![allow(dead_code, clippy::print_stdout)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);

/// Says that a test cannot run here, or fails when it must.
fn skip(what: &str) {
    assert!(std::env::var_os("SEQSCAN_REQUIRE_SERVERS").is_none(), "{what} is required and was not found");
    println!("skipped: no {what} on this machine");
}

/// A program on the path or where Debian keeps servers.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}

/// The folder that holds all of PostgreSQL's programs: of Debian's the highest version, else one on the path.
fn postgres_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = versions.into_iter().rev().chain(std::env::split_paths(&path));
    let whole =
        |folder: &PathBuf| ["initdb", "pg_ctl", "psql", "postgres"].iter().all(|name| folder.join(name).is_file());
    folders.into_iter().find(whole)
}
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn checked(output: std::io::Result<Output>, what: &str) -> Result<String, String> {
    let output = output.map_err(|error| format!("{what}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

fn feed(mut command: Command, text: &str, what: &str) -> Result<String, String> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("{what}: {error}"))?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
    let output = checked(child.wait_with_output(), what);
    writer.join().expect("it only writes");
    output
}

fn wait_until(what: &str, mut ready: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !ready() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not start");
        sleep(Duration::from_millis(100));
    }
}

/// A PostgreSQL server.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
}

impl Postgres {
    pub fn start() -> Option<Self> {
        let Some(programs) = postgres_programs() else {
            skip("PostgreSQL");
            return None;
        };
        let folder = tempfile::tempdir().expect("there is room");
        let server = Self { folder, programs };
        if is_root() {
            // PostgreSQL refuses to run as root.
            let given = Command::new("chown").arg("postgres").arg(server.folder.path()).status();
            assert!(given.is_ok_and(|status| status.success()), "there is a user `postgres`");
        }
        let data = server.data();
        let made = server
            .command("initdb", &["-D", &data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
            .output();
        checked(made, "initdb").expect("a new cluster");
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c full_page_writes=off -c jit=off",
            server.folder.path().display()
        );
        let log = format!("{data}.log");
        let status = server
            .command("pg_ctl", &["-D", &data, "-l", &log, "-o", &settings, "-w", "-t", "60", "start"])
            .stdout(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{}", fs::read_to_string(log).unwrap_or_default());
        Some(server)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").to_string_lossy().into_owned()
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    /// The major version.
    pub fn version(&self) -> u16 {
        let number: u32 =
            self.query("postgres", "SHOW server_version_num").expect("it answers").trim().parse().expect("a number");
        u16::try_from(number / 10_000).expect("it is small")
    }

    pub fn create_database(&self, name: &str) {
        self.query("postgres", &format!("CREATE DATABASE {name}")).expect("a new database");
    }

    /// Runs statements, stops at the first error, and returns rows with fields parted by `|`.
    pub fn query(&self, database: &str, sql: &str) -> Result<String, String> {
        let socket = self.folder.path().to_string_lossy().into_owned();
        let arguments =
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", &socket, "-U", "tester", "-d", database, "-f", "-"];
        feed(self.command("psql", &arguments), sql, "psql")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let _ = self.command("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]).output();
    }
}

/// A MariaDB server.
pub struct MariaDb {
    folder: TempDir,
    client: PathBuf,
    server: Child,
}

impl MariaDb {
    pub fn start() -> Option<Self> {
        let (Some(server), Some(install), Some(client)) =
            (program("mariadbd"), program("mariadb-install-db"), program("mariadb"))
        else {
            skip("MariaDB");
            return None;
        };
        let folder = tempfile::tempdir().expect("there is room");
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let mut made = Command::new(install);
        made.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
            .arg(format!("--datadir={}", path("data")));
        if is_root() {
            made.arg("--user=root");
        }
        checked(made.output(), "mariadb-install-db").expect("a new server");
        let mut command = Command::new(server);
        command.args(["--no-defaults", "--skip-networking", "--skip-log-bin"]);
        command.args([
            format!("--datadir={}", path("data")),
            format!("--socket={}", path("socket")),
            format!("--pid-file={}", path("pid")),
        ]);
        if is_root() {
            command.arg("--user=root");
        }
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let server = Self { folder, client, server };
        wait_until("MariaDB", || server.query("mysql", "SELECT 1").is_ok());
        Some(server)
    }

    pub fn create_database(&self, name: &str) {
        self.query("mysql", &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).expect("a new database");
    }

    /// `10.11` as (10, 11).
    pub fn version(&self) -> (u16, u16) {
        let version = self.query("mysql", "SELECT version()").expect("it answers");
        let mut numbers = version.split('.').map(|part| part.parse().expect("a number"));
        (numbers.next().expect("a major version"), numbers.next().expect("a minor version"))
    }

    /// Runs statements, stops at the first error, and returns rows with fields parted by tabs.
    pub fn query(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut command = Command::new(&self.client);
        command.args(["--no-defaults", "--batch", "--skip-column-names", "--raw", "-u", "root"]);
        command.arg(format!("--socket={}", self.folder.path().join("socket").display())).arg(database);
        feed(command, sql, "mariadb")
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// An SQLite database, spoken to by the `sqlite3` program.
pub struct Sqlite {
    folder: TempDir,
    program: PathBuf,
}

impl Sqlite {
    pub fn start() -> Option<Self> {
        let Some(program) = program("sqlite3") else {
            skip("sqlite3");
            return None;
        };
        Some(Self { folder: tempfile::tempdir().expect("there is room"), program })
    }

    /// Runs statements on the database of a name, stops at the first error, and returns rows with fields parted by `|`.
    pub fn query(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut command = Command::new(&self.program);
        command.args(["-batch", "-bail"]).arg(Path::new(self.folder.path()).join(format!("{database}.db")));
        feed(command, sql, "sqlite3")
    }
}
