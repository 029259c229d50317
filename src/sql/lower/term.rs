//! Expressions to terms. What is a test inside an expression becomes a predicate of the query on the way.

use sqlparser::ast::{
    self, AccessExpr, BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments,
    Ident, Spanned, Subscript, UnaryOperator, Value, WindowType,
};

use super::Lower;
use crate::extract::{Operand, Term};
use crate::fact::{Clause, LiteralType, QueryRole};

/// Expressions deeper than this are no longer looked into.
const DEEPEST: usize = 64;
/// Arguments and list items looked into; what comes after them is like them.
const MOST_ITEMS: usize = 200;

impl Lower<'_, '_> {
    pub(super) fn term(&mut self, expr: &Expr) -> Term {
        let run = self.spans.of_expr(expr);
        let span = self.spans.place(&run);
        if self.depth >= DEEPEST {
            return Term::new(span, Operand::Other(Vec::new()));
        }
        self.depth += 1;
        let operand = self.operand(expr);
        self.depth -= 1;
        Term { collation: collation_of(expr), ..Term::new(span, operand) }
    }

    pub(super) fn terms<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Term> {
        exprs.into_iter().take(MOST_ITEMS).map(|expr| self.term(expr)).collect()
    }

    fn operand(&mut self, expr: &Expr) -> Operand {
        match expr {
            Expr::Identifier(name) => self.identifier(std::slice::from_ref(name)),
            Expr::CompoundIdentifier(parts) => self.identifier(parts),
            Expr::Value(value) => literal(&value.value),
            Expr::TypedString(typed) => {
                Operand::Literal { family: LiteralType::Typed, text: text_of(&typed.value.value).unwrap_or_default() }
            }
            Expr::Interval(interval) => match &*interval.value {
                Expr::Value(value) => {
                    Operand::Literal { family: LiteralType::Typed, text: text_of(&value.value).unwrap_or_default() }
                }
                other => Operand::Other(vec![self.term(other)]),
            },
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } | Expr::Prefixed { value: inner, .. } => {
                self.operand_inside(inner)
            }
            Expr::Cast { expr: inner, data_type, .. } => {
                Operand::Cast { value: Box::new(self.term(inner)), target: data_type.to_string() }
            }
            Expr::Convert { expr: inner, data_type: Some(data_type), .. } => {
                Operand::Cast { value: Box::new(self.term(inner)), target: data_type.to_string() }
            }
            Expr::Convert { expr: inner, .. } => self.call("convert", [&**inner]),
            Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr: inner } => self.signed(expr, inner),
            Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, .. } => self.tested(expr),
            Expr::UnaryOp { expr: inner, .. } => {
                Operand::Arithmetic { terms: vec![self.term(inner)], signs: vec!["~".to_string()] }
            }
            Expr::BinaryOp { op, .. } => match family(op) {
                Family::Arithmetic => {
                    let (terms, signs) = self.chain(expr, Family::Arithmetic);
                    Operand::Arithmetic { terms, signs }
                }
                Family::Concatenation => Operand::Concatenation(self.chain(expr, Family::Concatenation).0),
                Family::Access => Operand::Other(self.chain(expr, Family::Access).0),
                Family::Test => self.tested(expr),
            },
            Expr::Function(function) => self.function(function),
            Expr::Extract { expr: inner, .. } => self.call("extract", [&**inner]),
            Expr::Ceil { expr: inner, .. } => self.call("ceil", [&**inner]),
            Expr::Floor { expr: inner, .. } => self.call("floor", [&**inner]),
            Expr::Position { expr: inner, r#in } => self.call("position", [&**inner, &**r#in]),
            Expr::Substring { expr: inner, substring_from, substring_for, .. } => {
                let rest = substring_from.iter().chain(substring_for).map(|part| &**part);
                self.call("substring", std::iter::once(&**inner).chain(rest))
            }
            Expr::Trim { expr: inner, trim_what, .. } => {
                self.call("trim", std::iter::once(&**inner).chain(trim_what.iter().map(|part| &**part)))
            }
            Expr::Overlay { expr: inner, overlay_what, .. } => self.call("overlay", [&**inner, &**overlay_what]),
            Expr::AtTimeZone { timestamp, time_zone } => self.call("at time zone", [&**timestamp, &**time_zone]),
            Expr::Case { operand, conditions, else_result, .. } => {
                let mut parts = self.terms(operand.as_deref());
                for case in conditions.iter().take(MOST_ITEMS) {
                    match operand {
                        Some(_) => parts.push(self.term(&case.condition)),
                        None => parts.push(self.tested_term(&case.condition)),
                    }
                    parts.push(self.term(&case.result));
                }
                parts.extend(self.terms(else_result.as_deref()));
                Operand::Other(parts)
            }
            Expr::Subquery(query) => {
                let arms = self.query(query, QueryRole::Scalar, Some(self.at));
                arms.first().map_or(Operand::Other(Vec::new()), |&first| Operand::Query(first))
            }
            Expr::Tuple(items) => Operand::Tuple(self.terms(items)),
            Expr::Array(array) => Operand::Tuple(self.terms(&array.elem)),
            Expr::CompoundFieldAccess { root, access_chain } => {
                let mut parts = vec![self.term(root)];
                for access in access_chain {
                    if let AccessExpr::Subscript(Subscript::Index { index }) = access {
                        parts.push(self.term(index));
                    }
                }
                Operand::Other(parts)
            }
            Expr::JsonAccess { value, .. } => Operand::Other(vec![self.term(value)]),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
                Operand::Other(self.terms(sets.iter().flatten()))
            }
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => Operand::Star,
            Expr::Struct { values, .. } => Operand::Other(self.terms(values)),
            Expr::Named { expr: inner, .. } | Expr::Prior(inner) | Expr::OuterJoin(inner) => self.operand_inside(inner),
            Expr::Dictionary(fields) => Operand::Other(self.terms(fields.iter().map(|field| &*field.value))),
            Expr::Map(map) => Operand::Other(self.terms(map.entries.iter().map(|entry| &*entry.value))),
            Expr::Lambda(_) => Operand::Other(Vec::new()),
            _ => self.tested(expr),
        }
    }

    fn operand_inside(&mut self, inner: &Expr) -> Operand {
        self.term(inner).operand
    }

    fn identifier(&mut self, parts: &[Ident]) -> Operand {
        let filled_in = parts.iter().any(|part| self.spans.is_filled_in(&self.spans.of(part.span)));
        let variable = parts[0].quote_style.is_none() && parts[0].value.starts_with('@');
        if filled_in || variable {
            return Operand::Parameter;
        }
        Operand::Column(self.note_column(parts))
    }

    /// `-5` is a literal, `-x` a calculation.
    fn signed(&mut self, whole: &Expr, inner: &Expr) -> Operand {
        match self.term(inner).operand {
            Operand::Literal { family: LiteralType::Number, text } => {
                let minus = matches!(whole, Expr::UnaryOp { op: UnaryOperator::Minus, .. });
                Operand::Literal { family: LiteralType::Number, text: if minus { format!("-{text}") } else { text } }
            }
            operand => {
                let span = self.spans.place(&self.spans.of_expr(inner));
                Operand::Arithmetic { terms: vec![Term::new(span, operand)], signs: vec!["-".to_string()] }
            }
        }
    }

    /// The operands of a chain of one family, in order; the chain is as deep as it is long.
    fn chain(&mut self, expr: &Expr, wanted: Family) -> (Vec<Term>, Vec<String>) {
        let mut operands = Vec::new();
        let mut signs = Vec::new();
        let mut rest = expr;
        while let Expr::BinaryOp { left, op, right } = rest
            && family(op) == wanted
        {
            operands.push(&**right);
            signs.push(op.to_string());
            rest = left;
        }
        operands.push(rest);
        signs.reverse();
        let terms = operands.into_iter().rev().map(|operand| self.term(operand)).collect();
        (terms, signs)
    }

    fn call<'e>(&mut self, name: &str, arguments: impl IntoIterator<Item = &'e Expr>) -> Operand {
        Operand::Call { name: name.to_string(), arguments: self.terms(arguments), aggregate: false, window: false }
    }

    /// A test where a value may stand: its predicates belong to the query, and its columns to the expression.
    fn tested(&mut self, expr: &Expr) -> Operand {
        self.tested_term(expr).operand
    }

    fn tested_term(&mut self, expr: &Expr) -> Term {
        let span = self.spans.place(&self.spans.of_expr(expr));
        let from = self.columns_so_far();
        self.tests(expr, Clause::Other);
        let columns = match self.statement.queries.get(self.at) {
            Some(query) => query.columns[from..].iter().take(MOST_ITEMS).cloned().collect(),
            None => Vec::new(),
        };
        let parts = columns.into_iter().map(|column| Term::new(column.span, Operand::Column(column)));
        Term::new(span, Operand::Other(parts.collect()))
    }

    fn function(&mut self, function: &ast::Function) -> Operand {
        let name = function.name.0.iter().map(|part| part.as_ident().map_or("", |ident| &ident.value));
        let name = name.collect::<Vec<_>>().join(".").to_ascii_lowercase();
        let mut arguments = self.arguments(&function.parameters);
        arguments.extend(self.arguments(&function.args));
        let window = function.over.is_some();
        let distinct_arguments = arguments.len();
        let aggregate = !window && (is_aggregate(&name, distinct_arguments) || !function.within_group.is_empty());
        self.aggregates += usize::from(aggregate);
        for sort in &function.within_group {
            self.term(&sort.expr);
        }
        if let Some(filter) = &function.filter {
            self.tests(filter, Clause::Other);
        }
        if let Some(WindowType::WindowSpec(spec)) = &function.over {
            self.window(spec);
        }
        Operand::Call { name, arguments, aggregate, window }
    }

    pub(super) fn window(&mut self, spec: &ast::WindowSpec) {
        let parts = self.terms(&spec.partition_by);
        if self.at < self.statement.queries.len() {
            self.current().partitions.push(parts);
        }
        self.terms(spec.order_by.iter().map(|sort| &sort.expr));
    }

    fn arguments(&mut self, arguments: &FunctionArguments) -> Vec<Term> {
        match arguments {
            FunctionArguments::None => Vec::new(),
            FunctionArguments::Subquery(query) => {
                let span = self.spans.place(&self.spans.bracketed(&self.spans.of(query.span())));
                let arms = self.query(query, QueryRole::Scalar, Some(self.at));
                arms.first().map(|&first| Term::new(span, Operand::Query(first))).into_iter().collect()
            }
            FunctionArguments::List(list) => {
                let terms = self.argument_terms(&list.args);
                for clause in &list.clauses {
                    match clause {
                        FunctionArgumentClause::OrderBy(sorts) => drop(self.terms(sorts.iter().map(|sort| &sort.expr))),
                        FunctionArgumentClause::Where(test) => self.tests(test, Clause::Other),
                        _ => {}
                    }
                }
                terms
            }
        }
    }

    pub(super) fn argument_terms(&mut self, arguments: &[FunctionArg]) -> Vec<Term> {
        arguments.iter().take(MOST_ITEMS).map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, argument: &FunctionArg) -> Term {
        let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
            argument;
        match arg {
            FunctionArgExpr::Expr(expr) => self.term(expr),
            _ => Term::new(self.spans.place(&self.spans.of(argument.span())), Operand::Star),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Arithmetic,
    Concatenation,
    /// JSON operators and the like: a part of a value.
    Access,
    Test,
}

pub(super) fn family(operator: &BinaryOperator) -> Family {
    use BinaryOperator::*;
    match operator {
        Plus | Minus | Multiply | Divide | Modulo | BitwiseOr | BitwiseAnd | BitwiseXor | DuckIntegerDivide
        | MyIntegerDivide | PGBitwiseXor | PGBitwiseShiftLeft | PGBitwiseShiftRight | PGExp => Family::Arithmetic,
        StringConcat => Family::Concatenation,
        Arrow | LongArrow | HashArrow | HashLongArrow | HashMinus | LtDashGt => Family::Access,
        _ => Family::Test,
    }
}

/// `name COLLATE "C"`, in brackets or not.
fn collation_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Nested(inner) => collation_of(inner),
        Expr::Collate { collation, .. } => Some(collation.0.last()?.as_ident()?.value.clone()),
        _ => None,
    }
}

fn literal(value: &Value) -> Operand {
    let (family, text) = match value {
        Value::Number(digits, _) => (LiteralType::Number, digits.to_string()),
        Value::Boolean(yes) => (LiteralType::Boolean, yes.to_string()),
        Value::Null => (LiteralType::Null, String::new()),
        Value::Placeholder(_) => return Operand::Parameter,
        Value::HexStringLiteral(text) => (LiteralType::Typed, text.clone()),
        other => (LiteralType::Text, text_of(other).unwrap_or_default()),
    };
    Operand::Literal { family, text }
}

/// The text of a literal without its quotes.
fn text_of(value: &Value) -> Option<String> {
    match value.clone() {
        Value::Number(digits, _) => Some(digits.to_string()),
        other => other.into_string(),
    }
}

const AGGREGATES: &[&str] = &[
    "any_value",
    "approx_count_distinct",
    "approx_distinct",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "checksum_agg",
    "corr",
    "count",
    "count_big",
    "count_if",
    "countif",
    "covar_pop",
    "covar_samp",
    "every",
    "first_value_agg",
    "group_concat",
    "json_agg",
    "json_arrayagg",
    "json_group_array",
    "json_group_object",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_object_agg",
    "listagg",
    "logical_and",
    "logical_or",
    "max",
    "median",
    "min",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "quantile",
    "range_agg",
    "regr_slope",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "stdev",
    "stdevp",
    "string_agg",
    "sum",
    "sumif",
    "total",
    "uniq",
    "uniqexact",
    "var",
    "var_pop",
    "var_samp",
    "variance",
    "varp",
    "xmlagg",
    "avgif",
    "arg_max",
    "arg_min",
    "max_by",
    "min_by",
    "grouparray",
];

/// `max(a, b)` of SQLite is no aggregate.
fn is_aggregate(name: &str, arguments: usize) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    AGGREGATES.contains(&name) && !(matches!(name, "min" | "max") && arguments > 1)
}
