//! What the parts of a run cost, on the files of `examples/shop`: `cargo bench --bench lint`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use seqscan::finding::Finding;
use seqscan::lint::{Settings, extract, fold, lint};
use seqscan::project::{Contribution, Project};
use seqscan::rule::Ruleset;
use seqscan::text::{Source, SourceKind};

fn source(path: &str, kind: SourceKind) -> Source {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop").join(path);
    Source::new(path, fs::read_to_string(file).expect("the example has this file"), kind)
}

fn findings(source: &Source, rules: &Ruleset, project: &Project, settings: &Settings) -> Vec<Finding> {
    lint(source, &extract(source, settings), project, rules, settings)
}

fn check(criterion: &mut Criterion) {
    let rules = Ruleset::embedded().expect("the rules are right");
    let (project, settings) = (Project::default(), Settings::default());
    let statement =
        "SELECT o.id, lower(c.email) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'open'";
    let sources = [
        ("statement", Source::new("one.sql", statement, SourceKind::Sql)),
        ("sql file", source("reports/customer_segments.sql", SourceKind::Sql)),
        ("python file", source("storefront/services.py", SourceKind::Host("python"))),
        ("rust file", source("fulfilment/src/orders.rs", SourceKind::Host("rust"))),
    ];
    let mut group = criterion.benchmark_group("text to findings");
    for (name, source) in &sources {
        group.throughput(Throughput::Bytes(source.text.len() as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| findings(black_box(source), &rules, &project, &settings));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("extract to findings");
    for (name, source) in &sources {
        let extract = extract(source, &settings);
        group.bench_function(*name, |bencher| {
            bencher.iter(|| lint(source, black_box(&extract), &project, &rules, &settings));
        });
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    criterion.bench_function("rules", |bencher| {
        bencher.iter(|| Ruleset::embedded().expect("the rules are right"));
    });
    let row = ", (2, 'some text that is long enough to matter', 12.5, NULL)";
    let dump = format!("INSERT INTO t (a, b, c, d) VALUES (1, 'a', 0.5, NULL){}", row.repeat(20_000));
    let settings = Settings::default();
    criterion.bench_function("dump of a megabyte", |bencher| {
        let source = || Source::new("dump.sql", dump.as_str(), SourceKind::Sql);
        bencher.iter_batched(source, |source| extract(&source, &settings), BatchSize::LargeInput);
    });
}

/// A thousand migrations of forty tables: what folding them adds to reading and linting them.
fn fold_migrations(criterion: &mut Criterion) {
    let rules = Ruleset::embedded().expect("the rules are right");
    let settings = Settings::default();
    let text = |at: usize| {
        let table = at % 40;
        match at / 40 {
            0 => format!("CREATE TABLE t{table} (id bigserial PRIMARY KEY, name text NOT NULL, made timestamptz);"),
            round if round % 3 == 0 => {
                format!("CREATE INDEX t{table}_c{}_idx ON t{table} (c{});", round - 1, round - 1)
            }
            round => format!("ALTER TABLE t{table} ADD COLUMN c{round} bigint NOT NULL DEFAULT 0;"),
        }
    };
    let source = |at| Source::new(format!("migrations/{at:04}_change.sql"), text(at), SourceKind::Sql);
    let sources: Vec<Source> = (0..1_000).map(source).collect();
    let run = |with_schema: bool| {
        let extracts: Vec<_> = sources.iter().map(|source| extract(source, &settings)).collect();
        let of_one = |(source, extract)| {
            let source: &Source = source;
            Contribution { path: &source.path, kind: SourceKind::Sql, extract }
        };
        let files: Vec<_> = sources.iter().zip(&extracts).map(of_one).collect();
        let project = if with_schema { fold(&files, &settings) } else { Project::default() };
        let each = sources.iter().zip(&extracts);
        let findings = each.map(|(source, extract)| lint(source, extract, &project, &rules, &settings).len());
        findings.sum::<usize>()
    };
    let mut group = criterion.benchmark_group("a thousand migrations");
    group.sample_size(10);
    group.bench_function("without a schema", |bencher| bencher.iter(|| run(black_box(false))));
    group.bench_function("with the schema", |bencher| bencher.iter(|| run(black_box(true))));
    let extracts: Vec<_> = sources.iter().map(|source| extract(source, &settings)).collect();
    let each = sources.iter().zip(&extracts);
    let files: Vec<_> =
        each.map(|(source, extract)| Contribution { path: &source.path, kind: SourceKind::Sql, extract }).collect();
    group.bench_function("folding alone", |bencher| bencher.iter(|| fold(black_box(&files), &settings)));
    group.finish();
}

criterion_group!(benches, check, load, fold_migrations);
criterion_main!(benches);
