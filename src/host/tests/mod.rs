//! Small programs and what is read of them.

mod chains;
mod django;
mod executions;
mod functions;
mod gaps;
mod javascript;
mod loops;
mod patterns;
mod rows;
mod schema;
mod strings;
mod transactions;
mod usage;

use std::sync::LazyLock;

use super::Knowledge;
use crate::extract::{Execution, Extract, Gap};
use crate::text::{Source, SourceKind};

pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::embedded);
    &KNOWLEDGE
}

pub struct Program {
    pub source: Source,
    pub extract: Extract,
}

pub fn python(text: &str) -> Program {
    program("app.py", "python", text)
}

pub fn rust(text: &str) -> Program {
    program("app.rs", "rust", text)
}

pub fn javascript(text: &str) -> Program {
    program("app.js", "javascript", text)
}

fn program(path: &str, language: &'static str, text: &str) -> Program {
    let source = Source::new(path, text, SourceKind::Host(language));
    let extract = super::read(&source, knowledge(), None);
    Program { source, extract }
}

impl Program {
    /// The execution whose callee ends so; there must be exactly one.
    pub fn execution(&self, callee: &str) -> &Execution {
        let found: Vec<&Execution> = self.extract.executions.iter().filter(|e| e.callee.ends_with(callee)).collect();
        let known: Vec<&str> = self.extract.executions.iter().map(|e| e.callee.as_str()).collect();
        assert_eq!(found.len(), 1, "`{callee}` among {known:?}");
        found[0]
    }

    pub fn gap(&self, expression: &str) -> &Gap {
        let known: Vec<&str> = self.extract.gaps.iter().map(|gap| gap.expression.as_str()).collect();
        self.extract
            .gaps
            .iter()
            .find(|gap| gap.expression == expression)
            .unwrap_or_else(|| panic!("`{expression}` among {known:?}"))
    }

    /// The loop an execution is reported with: what for, its head, its variable.
    pub fn loop_of(&self, execution: &Execution) -> Option<(&'static str, &str)> {
        let found = &self.extract.loops[execution.innermost_loop?];
        Some((found.purpose.word(), self.source.slice(found.head)))
    }
}
