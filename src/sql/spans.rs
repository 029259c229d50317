//! The tokens of a statement and the way from syntax to exact bytes. The parser's own spans leave out closing
//! brackets, casts, `IS NULL` and more: here they are grown to what a reader would underline.

use std::ops::Range;

use sqlparser::ast::{Expr, Spanned};
use sqlparser::tokenizer::Span as TokenSpan;

use crate::text::{Fragment, HOLE, Span};

/// A run of tokens, by index. Empty when the tree does not say where something stands.
pub type Run = Range<usize>;

pub struct Spans<'t> {
    /// The text the tokens were read from: placeholders and templates are masked in it.
    text: &'t str,
    fragment: &'t Fragment,
    tokens: Vec<Range<usize>>,
    /// For every bracket the index of its partner, for every other token its own index.
    partners: Vec<usize>,
}

impl<'t> Spans<'t> {
    pub fn new(text: &'t str, fragment: &'t Fragment, tokens: Vec<Range<usize>>) -> Self {
        let mut partners: Vec<usize> = (0..tokens.len()).collect();
        let mut open = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            match text.get(token.clone()).unwrap_or_default() {
                "(" | "[" | "{" => open.push(index),
                ")" | "]" | "}" => {
                    if let Some(partner) = open.pop() {
                        partners[partner] = index;
                        partners[index] = partner;
                    }
                }
                _ => {}
            }
        }
        Self { text, fragment, tokens, partners }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The text of a token.
    pub fn text(&self, index: usize) -> &'t str {
        self.tokens.get(index).and_then(|token| self.text.get(token.clone())).unwrap_or_default()
    }

    pub fn is_word(&self, index: usize, word: &str) -> bool {
        self.text(index).eq_ignore_ascii_case(word)
    }

    pub fn is_any(&self, index: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(index, word))
    }

    pub fn is_punctuation(&self, index: usize, sign: &str) -> bool {
        self.text(index) == sign
    }

    /// The run of a span of the syntax tree.
    pub fn of(&self, span: TokenSpan) -> Run {
        match (span.start.column, span.end.column) {
            (0, _) | (_, 0) => 0..0,
            (start, end) => start as usize - 1..end as usize - 1,
        }
    }

    /// The bytes of a run, in the fragment.
    pub fn bytes(&self, run: &Run) -> Range<usize> {
        if run.is_empty() || run.end > self.tokens.len() {
            return 0..0;
        }
        self.tokens[run.start].start..self.written_end(&self.tokens[run.end - 1])
    }

    /// Where a token ends in the text as written: a `%(name)s` was masked by a shorter placeholder and spaces.
    fn written_end(&self, token: &Range<usize>) -> usize {
        let written = self.fragment.text.get(token.start..).unwrap_or_default();
        let masked = self.text.get(token.clone()).unwrap_or_default();
        if !written.starts_with('%') || masked.starts_with('%') {
            return token.end;
        }
        let length = match written.strip_prefix("%(").and_then(|name| name.find(")s")) {
            Some(name) => "%(".len() + name + ")s".len(),
            None => "%s".len(),
        };
        token.end.max(token.start + length)
    }

    /// The text that the bytes of runs count in.
    pub fn masked(&self) -> &'t str {
        self.text
    }

    /// The text before placeholders and templates were covered.
    pub fn unmasked(&self) -> &'t str {
        &self.fragment.text
    }

    /// Where bytes of the fragment stand in the host file.
    pub fn locate(&self, bytes: Range<usize>) -> Span {
        self.fragment.host_span(bytes.start, bytes.end)
    }

    /// Where a run stands in the host file.
    pub fn place(&self, run: &Run) -> Span {
        let bytes = self.bytes(run);
        self.fragment.host_span(bytes.start, bytes.end)
    }

    /// A run as its author wrote it, white space folded; what the program fills in is `{…}`.
    pub fn written(&self, run: &Run) -> String {
        let text = self.fragment.text.get(self.bytes(run)).unwrap_or_default();
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        name_holes(&folded)
    }

    /// Whether the program or a template puts something into a run when it is used.
    pub fn is_filled_in(&self, run: &Run) -> bool {
        let bytes = self.bytes(run);
        let masked = self.text.get(bytes.clone()).unwrap_or_default();
        masked.contains(HOLE) || self.fragment.text.get(bytes).is_some_and(|written| written != masked)
    }

    /// Whether what fills a run may be more than one value: text of the program's own, not a placeholder.
    pub fn is_open(&self, run: &Run) -> bool {
        let bytes = self.bytes(run);
        let written = self.fragment.text.get(bytes.clone()).unwrap_or_default();
        self.text.get(bytes).is_some_and(|masked| masked.contains(HOLE)) || written.starts_with(['{', '#'])
    }

    /// The bracket that closes the one at `index`.
    pub fn closing(&self, index: usize) -> Option<usize> {
        self.partners.get(index).copied().filter(|&partner| partner > index)
    }

    /// The nearest bracket around a run.
    pub fn enclosing(&self, run: &Run) -> Option<usize> {
        let mut index = run.start;
        while index > 0 {
            index -= 1;
            let partner = self.partners[index];
            if partner > index && partner >= run.end {
                return Some(index);
            }
            if partner < index {
                index = partner;
            }
        }
        None
    }

    /// From the nearest bracket around a run to its end.
    pub fn bracketed(&self, run: &Run) -> Run {
        match self.enclosing(run) {
            Some(open) => open..self.partners[open] + 1,
            None => run.clone(),
        }
    }

    /// A run with the brackets that stand directly around it.
    fn nested(&self, run: Run) -> Run {
        match run.start.checked_sub(1) {
            Some(open) if self.closing(open).is_some_and(|close| close >= run.end) => open..self.partners[open] + 1,
            _ => run,
        }
    }

    /// The call around a run of its arguments: from its name to the closing bracket.
    fn call_around(&self, run: &Run) -> Run {
        let call = self.bracketed(run);
        call.start.saturating_sub(1)..call.end
    }

    /// The end of the bracket that opens at `index`, or `index` when none does.
    pub fn after_brackets(&self, index: usize) -> usize {
        match self.text(index) {
            "(" | "[" | "{" => self.closing(index).map_or(index, |close| close + 1),
            _ => index,
        }
    }

    /// Past all words of a list that stand at `index` in a row.
    pub fn past_words(&self, mut index: usize, words: &[&str]) -> usize {
        while index < self.len() && self.is_any(index, words) {
            index += 1;
        }
        index
    }

    /// The operand that begins at a token: a bracket, a call, or the token itself.
    pub fn operand_at(&self, index: usize) -> Run {
        if index >= self.len() {
            return 0..0;
        }
        let end = match self.after_brackets(index) {
            same if same == index => self.after_brackets(index + 1),
            end => end,
        };
        index..end
    }

    /// Past the type whose first word stands at `index`.
    pub fn type_end(&self, index: usize) -> usize {
        let mut end = index + 1;
        while self.is_punctuation(end, ".") {
            end += 2;
        }
        if self.is_any(index, &["double", "character", "char", "bit", "national", "nchar", "long"]) {
            end = self.past_words(end, &["precision", "varying", "character", "char", "raw", "varchar"]);
        }
        if self.is_punctuation(end, "(") {
            end = self.after_brackets(end);
        }
        if self.is_any(index, &["time", "timestamp"])
            && self.is_any(end, &["with", "without"])
            && (self.is_word(end + 1, "time") || self.is_word(end + 1, "local"))
        {
            end = self.past_words(end, &["with", "without", "local", "time", "zone"]);
        }
        if self.is_any(index, &["signed", "unsigned"]) {
            end = self.past_words(end, &["integer", "int"]);
        }
        while self.is_punctuation(end, "[") {
            end = self.after_brackets(end).max(end + 1);
        }
        end.min(self.len())
    }

    fn join(&self, first: Run, second: Run) -> Run {
        match (first.is_empty(), second.is_empty()) {
            (true, _) => second,
            (_, true) => first,
            _ => first.start.min(second.start)..first.end.max(second.end),
        }
    }

    fn join_all<'e>(&self, items: impl IntoIterator<Item = &'e Expr>) -> Run {
        items.into_iter().fold(0..0, |run, item| self.join(run, self.of_expr(item)))
    }

    /// Everything that belongs to an expression.
    pub fn of_expr(&self, expr: &Expr) -> Run {
        match expr {
            Expr::BinaryOp { .. } => self.of_chain(expr),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::Wildcard(_) => {
                self.of(expr.span())
            }
            Expr::QualifiedWildcard(..) | Expr::JsonAccess { .. } | Expr::Collate { .. } => match expr {
                Expr::Collate { expr: inner, .. } => self.join(self.of_expr(inner), self.of(expr.span())),
                _ => self.of(expr.span()),
            },
            Expr::CompoundFieldAccess { root, .. } => self.of_access(root),
            Expr::IsFalse(e)
            | Expr::IsNotFalse(e)
            | Expr::IsTrue(e)
            | Expr::IsNotTrue(e)
            | Expr::IsNull(e)
            | Expr::IsNotNull(e)
            | Expr::IsUnknown(e)
            | Expr::IsNotUnknown(e) => {
                let words = ["is", "not", "null", "true", "false", "unknown", "isnull", "notnull"];
                self.followed_by(self.of_expr(e), &words)
            }
            Expr::IsJson { expr: e, .. } => {
                let words =
                    ["is", "not", "json", "value", "scalar", "array", "object", "with", "without", "unique", "keys"];
                self.followed_by(self.of_expr(e), &words)
            }
            Expr::IsNormalized { expr: e, .. } => {
                self.followed_by(self.of_expr(e), &["is", "not", "nfc", "nfd", "nfkc", "nfkd", "normalized"])
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.join(self.of_expr(left), self.of_expr(right))
            }
            Expr::In { expr: e, .. } => {
                let left = self.of_expr(e);
                let target = self.past_words(left.end, &["not", "global", "in"]);
                left.start..self.operand_at(target).end.max(left.end)
            }
            Expr::Between { expr: e, low, high, .. } => {
                let left = self.of_expr(e);
                let bounds = self.join(self.of_expr(low), self.of_expr(high));
                self.join(left, bounds)
            }
            Expr::Like { expr: e, pattern, escape_char, .. }
            | Expr::ILike { expr: e, pattern, escape_char, .. }
            | Expr::SimilarTo { expr: e, pattern, escape_char, .. } => {
                let run = self.join(self.of_expr(e), self.of_expr(pattern));
                let run = self.any_brackets(run, pattern);
                match escape_char {
                    Some(escape) => self.join(run, self.of_expr(escape)),
                    None => run,
                }
            }
            Expr::RLike { expr: e, pattern, .. } => self.join(self.of_expr(e), self.of_expr(pattern)),
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => {
                let run = self.join(self.of_expr(left), self.of_expr(right));
                self.any_brackets(run, right)
            }
            Expr::UnaryOp { op, expr: e } => {
                let run = self.of_expr(e);
                match op {
                    _ if run.is_empty() => run,
                    sqlparser::ast::UnaryOperator::PGPostfixFactorial => run.start..run.end + 1,
                    _ => run.start.saturating_sub(1)..run.end,
                }
            }
            Expr::Cast { kind: sqlparser::ast::CastKind::DoubleColon, expr: e, .. } => {
                let run = self.of_expr(e);
                match self.is_punctuation(run.end, "::") {
                    true => run.start..self.type_end(run.end + 1),
                    false => run,
                }
            }
            Expr::Cast { expr: e, .. }
            | Expr::Extract { expr: e, .. }
            | Expr::Ceil { expr: e, .. }
            | Expr::Floor { expr: e, .. }
            | Expr::Overlay { expr: e, .. }
            | Expr::Convert { expr: e, .. }
            | Expr::Position { expr: e, .. }
            | Expr::Substring { expr: e, .. }
            | Expr::Trim { expr: e, .. } => self.call_around(&self.of_expr(e)),
            Expr::AtTimeZone { timestamp, time_zone } => self.join(self.of_expr(timestamp), self.of_expr(time_zone)),
            Expr::Nested(e) => self.nested(self.of_expr(e)),
            Expr::Prefixed { prefix, value } => self.join(self.of(prefix.span), self.of_expr(value)),
            Expr::TypedString(typed) => self.of_typed(self.of(typed.value.span), typed.uses_odbc_syntax),
            Expr::Function(function) => self.of_function(function),
            Expr::Case { case_token, end_token, .. } => {
                self.join(self.of(case_token.0.span), self.of(end_token.0.span))
            }
            Expr::Exists { subquery, negated } => {
                let call = self.call_around(&self.of(subquery.span()));
                match *negated && call.start > 0 && self.is_word(call.start - 1, "not") {
                    true => call.start - 1..call.end,
                    false => call,
                }
            }
            Expr::Subquery(query) => self.bracketed(&self.of(query.span())),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
                self.call_around(&self.bracketed_sets(sets))
            }
            Expr::Tuple(items) => self.bracketed(&self.join_all(items)),
            Expr::Array(array) => {
                let items = self.join_all(&array.elem);
                if items.is_empty() {
                    return items;
                }
                let run = self.bracketed(&items);
                run.start - usize::from(array.named && run.start > 0)..run.end
            }
            Expr::Interval(interval) => {
                let value = self.of_expr(&interval.value);
                let units = [
                    "year",
                    "years",
                    "month",
                    "months",
                    "week",
                    "weeks",
                    "day",
                    "days",
                    "hour",
                    "hours",
                    "minute",
                    "minutes",
                    "second",
                    "seconds",
                    "millisecond",
                    "microsecond",
                    "to",
                ];
                match (value.is_empty(), interval.leading_field.is_some()) {
                    (true, _) => value,
                    (_, false) => value.start.saturating_sub(1)..value.end,
                    (_, true) => value.start.saturating_sub(1)..self.past_words(value.end, &units).max(value.end + 1),
                }
            }
            Expr::MatchAgainst { columns, match_value, .. } => {
                let columns = columns.iter().fold(0..0, |run, name| self.join(run, self.of(name.span())));
                self.join(self.call_around(&columns), self.call_around(&self.of(match_value.span)))
            }
            Expr::MemberOf(member) => {
                self.join(self.of_expr(&member.value), self.bracketed(&self.of_expr(&member.array)))
            }
            Expr::OuterJoin(e) => {
                let run = self.of_expr(e);
                run.start..self.after_brackets(run.end)
            }
            Expr::Prior(e) => {
                let run = self.of_expr(e);
                run.start.saturating_sub(1)..run.end
            }
            Expr::Named { expr: e, name } => self.join(self.of_expr(e), self.of(name.span)),
            Expr::Struct { values, .. } => self.call_around(&self.join_all(values)),
            Expr::Dictionary(fields) => self.bracketed(&self.join_all(fields.iter().map(|field| &*field.value))),
            Expr::Map(map) => {
                let entries = map.entries.iter().flat_map(|entry| [&*entry.key, &*entry.value]);
                self.bracketed(&self.join_all(entries))
            }
            Expr::Lambda(lambda) => self.of_expr(&lambda.body),
        }
    }

    /// A chain leans to the left and may be long, so its left side is walked without recursion.
    fn of_chain(&self, expr: &Expr) -> Run {
        let Expr::BinaryOp { left, right, .. } = expr else { return 0..0 };
        let mut end = self.of_expr(right).end;
        let mut first: &Expr = left;
        let mut previous_right: Option<&Expr> = None;
        while let Expr::BinaryOp { left, right, .. } = first {
            previous_right.get_or_insert(right);
            first = left;
        }
        let start = self.of_expr(first);
        if end == 0 {
            // An operand that the tree gives no place: take the one behind the operator.
            let before = previous_right.map_or(start.clone(), |right| self.of_expr(right));
            end = self.operand_at(before.end + 1).end.max(start.end);
        }
        start.start..end.max(start.end)
    }

    fn followed_by(&self, run: Run, words: &[&str]) -> Run {
        run.start..self.past_words(run.end, words)
    }

    /// `root[1].name`
    fn of_access(&self, root: &Expr) -> Run {
        let run = self.of_expr(root);
        let mut end = run.end;
        loop {
            end = match self.text(end) {
                "[" => self.after_brackets(end).max(end + 1),
                "." => end + 2,
                _ => return run.start..end.min(self.len()),
            };
        }
    }

    /// The brackets of `ANY (…)` and `ALL (…)` around the right side.
    fn any_brackets(&self, run: Run, right: &Expr) -> Run {
        let right = self.of_expr(right);
        let words = ["any", "all", "some"];
        match right.start.checked_sub(2) {
            Some(word) if !right.is_empty() && self.is_any(word, &words) => run.start..self.after_brackets(word + 1),
            _ => run,
        }
    }

    fn of_typed(&self, value: Run, odbc: bool) -> Run {
        let mut start = value.start.saturating_sub(1);
        while start > 0 && self.is_any(start, &["zone", "time", "with", "without", "precision"]) {
            if self.is_any(start, &["time"]) && !self.is_any(start - 1, &["with", "without"]) {
                break;
            }
            start -= 1;
        }
        if self.is_punctuation(start, ")") {
            start = self.partners[start].saturating_sub(1);
        }
        match odbc {
            true => start.saturating_sub(1)..value.end + 1,
            false => start..value.end,
        }
    }

    fn of_function(&self, function: &sqlparser::ast::Function) -> Run {
        let name = self.of(function.name.span());
        let mut end = self.after_brackets(name.end);
        if end < self.len() && self.is_punctuation(end, "(") {
            end = self.after_brackets(end); // ClickHouse: `quantile(0.9)(x)`
        }
        loop {
            end = if self.is_word(end, "within") {
                self.after_brackets(end + 2).max(end + 1)
            } else if self.is_word(end, "filter") && self.is_punctuation(end + 1, "(") {
                self.after_brackets(end + 1)
            } else if self.is_any(end, &["ignore", "respect"]) && self.is_word(end + 1, "nulls") {
                end + 2
            } else if self.is_word(end, "over") && function.over.is_some() {
                self.after_brackets(end + 1).max(end + 2)
            } else {
                return name.start..end.min(self.len());
            };
        }
    }

    fn bracketed_sets(&self, sets: &[Vec<Expr>]) -> Run {
        let first = self.join_all(sets.iter().flatten());
        match self.enclosing(&first) {
            // `ROLLUP (a, b)` has one pair of brackets, `GROUPING SETS ((a), (b))` one more.
            Some(open) if sets.len() == 1 && self.is_any(open.saturating_sub(1), &["(", ","]) => {
                open..self.partners[open] + 1
            }
            _ => first,
        }
    }
}

/// Spells a stand-in the way a reader of the program knows it.
fn name_holes(text: &str) -> String {
    let mut named = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(HOLE) {
        named.push_str(&rest[..at]);
        named.push_str("{…}");
        rest = rest[at + HOLE.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    named.push_str(rest);
    named
}
