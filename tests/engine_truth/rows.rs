//! Rows for the measured tables, the same ones every time: fewer than were measured, for the plans are forced.

use seqscan::fact::Dialect;

pub const ROWS: u64 = 4000;
const OTHER_ROWS: u64 = 2000;
const CHUNK: usize = 500;

const WORDS: [&str; 8] = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "kilo"];
const STATES: [&str; 4] = ["new", "paid", "shipped", "done"];

/// Numbers without a pattern.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn word(&mut self) -> &'static str {
        WORDS[usize::try_from(self.below(8)).expect("it is small")]
    }

    fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", 2020 + self.below(4), 1 + self.below(12), 1 + self.below(28))
    }
}

/// The INSERTs that fill `t` and `u`.
pub fn inserts(dialect: Dialect) -> String {
    let mut numbers = Numbers(7);
    let t: Vec<String> = (1..=ROWS).map(|id| row_of_t(id, &mut numbers, dialect)).collect();
    let u: Vec<String> = (1..=OTHER_ROWS).map(|id| row_of_u(id, &mut numbers)).collect();
    let insert = |table: &str, rows: &[String]| format!("INSERT INTO {table} VALUES {};\n", rows.join(","));
    let all = t.chunks(CHUNK).map(|rows| insert("t", rows)).chain(u.chunks(CHUNK).map(|rows| insert("u", rows)));
    all.collect()
}

fn row_of_t(id: u64, numbers: &mut Numbers, dialect: Dialect) -> String {
    let truth = match (dialect, id.is_multiple_of(50)) {
        (Dialect::Postgres, truth) => truth.to_string(),
        (_, truth) => u8::from(truth).to_string(),
    };
    let nothing = if id.is_multiple_of(20) { numbers.below(1000).to_string() } else { "NULL".to_owned() };
    let date = numbers.date();
    let time = format!("{date} {:02}:{:02}:00", numbers.below(24), numbers.below(60));
    let email = match id % 2 {
        0 => format!("{}{id}@Example.com", numbers.word()),
        _ => format!("G{}{id}@{}.com", numbers.word(), numbers.word()),
    };
    let state =
        if id.is_multiple_of(25) { "hold" } else { STATES[usize::try_from(numbers.below(4)).expect("it is small")] };
    let fields = [
        id.to_string(),
        numbers.below(2000).to_string(),
        (numbers.below(1_000_000) * 100_000).to_string(),
        numbers.below(20_000).to_string(),
        format!("{}.{:02}", numbers.below(10_000), numbers.below(100)),
        format!("{}.5", numbers.below(1000)),
        format!("'{}'", numbers.below(200_000)),
        format!("'{}{}'", numbers.word(), numbers.below(50_000)),
        format!("'k{:08}'", numbers.below(100_000)),
        format!("'{date}'"),
        format!("'{time}'"),
        format!("'{time}'"),
        format!("'{:08x}-0000-4000-8000-{id:012x}'", numbers.below(u64::from(u32::MAX))),
        truth,
        nothing,
        numbers.below(5).to_string(),
        format!("'{email}'"),
        numbers.below(50).to_string(),
        numbers.below(100).to_string(),
        numbers.below(1000).to_string(),
        format!("'{{\"k\": \"v{}\", \"n\": {}}}'", numbers.below(2000), numbers.below(2000)),
        format!("'{}'", "x".repeat(100)),
        format!("'{state}'"),
    ];
    format!("({})", fields.join(","))
}

fn row_of_u(id: u64, numbers: &mut Numbers) -> String {
    let of_t = if id.is_multiple_of(10) { "NULL".to_owned() } else { (1 + numbers.below(ROWS)).to_string() };
    let text = numbers.below(200_000);
    let word = numbers.word();
    let rest = numbers.below(50_000);
    let n = numbers.below(2000);
    format!("({id},{of_t},'{text}','{word}{rest}',{n},'{}','{}')", numbers.date(), "y".repeat(50))
}

/// Fills the table of expression and partial indexes from `t`.
pub const FILL_X: &str = "INSERT INTO x SELECT id, cv, cv, cv, email, cj, st, ci, cnull, a, b, c,
    CASE WHEN id % 10 = 0 THEN NULL ELSE ctz END, pad FROM t;";
