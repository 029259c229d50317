//! What stands around the column of a test.

use crate::extract::{Column, Operand, Term};
use crate::fact::Wrapper;

/// A side of a test taken apart.
#[derive(Clone, Debug, Default)]
pub struct Wrapped<'e> {
    /// The only column in it.
    pub column: Option<&'e Column>,
    pub wrapper: Option<Wrapper>,
    pub function: Option<String>,
    /// What is compared is a measure of the value, not its order: its length, a bit, a part of a document.
    pub measures: bool,
}

/// The column of a side and what hides it.
pub fn unwrap(term: &Term) -> Wrapped<'_> {
    let mut columns = Vec::new();
    term.columns(&mut columns);
    columns
        .dedup_by(|first, second| first.name.eq_ignore_ascii_case(&second.name) && first.qualifier == second.qualifier);
    let column = match columns.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let nothing = Wrapped::default();
    let aggregates = |operand: &Operand| {
        matches!(
            operand,
            Operand::Call { aggregate: true, .. } | Operand::Call { window: true, .. } | Operand::Query(_)
        )
    };
    if columns.is_empty() || term.any(&aggregates) {
        return nothing;
    }
    let measures = term.any(&|operand| measures(operand));
    match &term.operand {
        Operand::Column(_) => Wrapped { column, ..nothing },
        Operand::Call { name, .. } => {
            let wrapper = match name.as_str() {
                "concat" | "concat_ws" => Wrapper::Concatenation,
                _ => Wrapper::Function,
            };
            Wrapped { column, wrapper: Some(wrapper), function: Some(name.clone()), measures }
        }
        Operand::Cast { .. } => Wrapped { column, wrapper: Some(Wrapper::Cast), function: None, measures },
        Operand::Arithmetic { .. } => Wrapped { column, wrapper: Some(Wrapper::Arithmetic), function: None, measures },
        Operand::Concatenation(_) => {
            Wrapped { column, wrapper: Some(Wrapper::Concatenation), function: None, measures }
        }
        _ => nothing,
    }
}

/// Whether a comparison of this says nothing of the order of the column's own values.
fn measures(operand: &Operand) -> bool {
    match operand {
        Operand::Call { name, .. } => {
            let name = name.rsplit('.').next().unwrap_or(name);
            name.contains("length")
                || name.starts_with("json")
                || name.starts_with("st_")
                || name.starts_with("array_")
                || matches!(
                    name,
                    "mod"
                        | "bit_count"
                        | "nlevel"
                        | "cardinality"
                        | "typeof"
                        | "similarity"
                        | "word_similarity"
                        | "levenshtein"
                        | "pg_column_size"
                        | "datalength"
                        | "len"
                        | "ts_rank"
                        | "find_in_set"
                        | "instr"
                        | "locate"
                        | "position"
                        | "strpos"
                        | "charindex"
                        | "md5"
                        | "sha256"
                        | "hashtext"
                        | "to_tsvector"
                        | "regexp_count"
                        | "dense_rank"
                        | "random"
                        | "point"
                        | "tsrange"
                        | "tstzrange"
                        | "daterange"
                        | "int4range"
                        | "int8range"
                        | "numrange"
                        | "unnest"
                        | "isnull_or_empty"
                        | "pg_advisory_lock"
                        | "has_table_privilege"
                        | "extract_json"
                        | "bool"
                        | "sqrt"
                        | "power"
                        | "sin"
                        | "cos"
                )
        }
        Operand::Arithmetic { signs, .. } => {
            signs.iter().any(|sign| matches!(sign.as_str(), "%" | "&" | "|" | "^" | "#" | "~" | "<<" | ">>"))
        }
        // Part of a document: an index on the whole of it would not help either.
        Operand::Other(_) => true,
        _ => false,
    }
}
