//! `junit`: a suite for each file with findings, and in it a failed test for each finding. A run without findings is
//! one test that passed, since some readers take an empty report for a broken one. Columns count characters.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Run, one_line};
use crate::finding::Finding;
use crate::text::Unit;

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("seqscan");
    for findings in run.findings.chunk_by(|a, b| a.primary.place.path == b.primary.place.path) {
        let mut suite = TestSuite::new(&*findings[0].primary.place.path);
        suite.add_test_cases(findings.iter().map(|finding| failure(run, finding)));
        report.add_test_suite(suite);
    }
    if run.findings.is_empty() {
        let mut suite = TestSuite::new("seqscan");
        suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        report.add_test_suite(suite);
    }
    report.serialize(out).map_err(io::Error::other)
}

fn failure(run: &Run, finding: &Finding) -> TestCase {
    let place = &finding.primary.place;
    let start = run.region(place, Unit::Characters).start;
    let message = one_line(&finding.message);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let at = format!("{}:{}:{}", place.path, start.line, start.column);
    status.set_message(message.as_str()).set_type(finding.severity.word());
    status.set_description(format!("{at}: {message}\n{}", finding.help));
    // Readers take tests of one name for one test.
    let mut case = TestCase::new(format!("{} at {}:{}", finding.rule, start.line, start.column), status);
    case.set_classname(&*place.path);
    for (name, number) in [("line", start.line), ("column", start.column)] {
        case.extra.insert(name.into(), number.to_string().into());
    }
    case
}
