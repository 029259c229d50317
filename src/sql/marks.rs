//! The marks that migration tools read in comments.

use crate::extract::{EngineSection, MarkingTool, Marks};
use crate::text::Span;

/// The marks of a file.
pub fn marks(text: &str) -> Marks {
    let mut marks = Marks::default();
    let mut offset = 0;
    // The changeset that is being read: where it begins, and the engines it names.
    let mut open: Option<(usize, Vec<String>)> = None;
    for line in text.split_inclusive('\n') {
        if let Some(comment) = line.trim_start().strip_prefix("--") {
            if let Some(tool) = tool(comment) {
                marks.tool.get_or_insert(tool);
            }
            if marks.tool == Some(MarkingTool::Liquibase)
                && let Some(engines) = changeset(comment)
            {
                close(&mut marks, open.replace((offset, engines)), offset);
            }
        }
        offset += line.len();
    }
    close(&mut marks, open, offset);
    marks
}

fn close(marks: &mut Marks, section: Option<(usize, Vec<String>)>, end: usize) {
    if let Some((start, engines)) = section.filter(|(_, engines)| !engines.is_empty()) {
        marks.sections.push(EngineSection { span: Span::new(start, end), engines });
    }
}

fn tool(comment: &str) -> Option<MarkingTool> {
    let comment = comment.trim_start();
    let begins = |mark: &str| comment.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    let tools = [
        ("liquibase formatted sql", MarkingTool::Liquibase),
        ("+goose", MarkingTool::Goose),
        ("+migrate", MarkingTool::SqlMigrate),
        ("migrate:up", MarkingTool::Dbmate),
        ("-- create above / drop below", MarkingTool::Tern),
        ("> statement-breakpoint", MarkingTool::Drizzle),
    ];
    tools.into_iter().find(|(mark, _)| begins(mark)).map(|(_, tool)| tool)
}

/// The engines that `changeset author:id dbms:mysql,h2` names; empty: all.
fn changeset(comment: &str) -> Option<Vec<String>> {
    let mut words = comment.split_whitespace();
    if !words.next()?.eq_ignore_ascii_case("changeset") {
        return None;
    }
    let engines = words.find_map(|word| word.strip_prefix("dbms:")).unwrap_or_default();
    let engines = engines.trim_matches('"').split(',').map(|name| name.trim().to_ascii_lowercase());
    Some(engines.filter(|name| !name.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_told_by_their_marks() {
        let tool = |text: &str| marks(text).tool;
        assert_eq!(tool("-- +goose Up\nSELECT 1;"), Some(MarkingTool::Goose));
        assert_eq!(tool("a;\n---- create above / drop below ----\nb;"), Some(MarkingTool::Tern));
        assert_eq!(tool("CREATE TABLE a (b int);--> statement-breakpoint"), None, "a mark begins its line");
        assert_eq!(tool("--> statement-breakpoint\n"), Some(MarkingTool::Drizzle));
        assert_eq!(tool("SELECT '+goose';"), None);
    }

    #[test]
    fn changesets_name_their_engines() {
        let text = "--liquibase formatted sql\n--changeset a:1 dbms:mysql\nA;\n--changeset a:2\nB;\n--changeset a:3 dbms:!h2\nC;\n";
        let marks = marks(text);
        let is_for = |what: &str, engine: &str| {
            let at = text.find(what).unwrap();
            marks.are_for(Span::new(at, at + 1), &[engine])
        };
        assert!(is_for("A;", "mysql") && !is_for("A;", "postgresql"));
        assert!(is_for("B;", "mysql") && is_for("B;", "postgresql"));
        assert!(is_for("C;", "mysql") && !is_for("C;", "h2"));
    }
}
