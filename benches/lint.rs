//! What the parts of a run cost, on the files of `examples/shop`: `cargo bench --bench lint`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use seqscan::finding::Finding;
use seqscan::lint::{Settings, extract, lint};
use seqscan::project::Project;
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

criterion_group!(benches, check, load);
criterion_main!(benches);
