//! `checkstyle`: the findings of each file, in the XML of Checkstyle. Columns count characters.

use std::io::{self, Write};

use quick_junit::XmlString;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use super::{Run, one_line};
use crate::finding::Finding;
use crate::text::Unit;

/// The version of Checkstyle whose form this is.
const VERSION: &str = "4.3";

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("checkstyle").with_attribute(("version", VERSION)).write_inner_content(|xml| {
        for findings in run.findings.chunk_by(|a, b| a.primary.place.path == b.primary.place.path) {
            let path = XmlString::new(&findings[0].primary.place.path);
            xml.create_element("file")
                .with_attribute(("name", path.as_str()))
                .write_inner_content(|xml| findings.iter().try_for_each(|finding| error(run, finding, xml)))?;
        }
        Ok(())
    })?;
    writeln!(xml.into_inner())
}

fn error(run: &Run, finding: &Finding, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    let start = run.region(&finding.primary.place, Unit::Characters).start;
    // Without the letters that XML cannot hold.
    let message = XmlString::new(one_line(&finding.message));
    let source = format!("seqscan.{}", finding.rule);
    xml.create_element("error")
        .with_attribute(("line", start.line.to_string().as_str()))
        .with_attribute(("column", start.column.to_string().as_str()))
        .with_attribute(("severity", finding.severity.word()))
        .with_attribute(("message", message.as_str()))
        .with_attribute(("source", source.as_str()))
        .write_empty()?;
    Ok(())
}
