//! The SQL that a call takes: its texts read as SQL, and the gaps that the program fills in them.

use super::executions::{Reader, folded};
use super::grammar::{Part, Role};
use super::library::Library;
use super::names::How;
use super::outline::NodeId;
use super::recognition::Recognised;
use super::template::{Filler, Piece, Template, product};
use super::wrappers::Wrapper;
use crate::extract::{Directive, Gap, Statement, TextRun};
use crate::fact::{Origin, Provenance, Slot};
use crate::sql::{self, Placeholder, Reading};
use crate::text::{Fragment, Span};

/// Words that SQL begins with. A text that begins otherwise is not taken for SQL.
const VERBS: &[&str] = &[
    "select",
    "insert",
    "update",
    "delete",
    "with",
    "create",
    "alter",
    "drop",
    "truncate",
    "merge",
    "replace",
    "begin",
    "start",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "set",
    "copy",
    "explain",
    "analyze",
    "vacuum",
    "grant",
    "revoke",
    "call",
    "do",
    "lock",
    "pragma",
    "values",
    "table",
    "show",
    "use",
    "attach",
    "detach",
    "comment",
    "refresh",
    "reindex",
    "listen",
    "notify",
    "declare",
    "fetch",
    "close",
    "load",
    "optimize",
    "rename",
    "upsert",
    "reset",
    "discard",
    "prepare",
    "execute",
    "deallocate",
];

/// What a text said when it was read as SQL.
#[derive(Clone, Default)]
pub struct Sql {
    pub statements: Vec<usize>,
    pub placeholders: Vec<Placeholder>,
    /// The text has a hole, so that its placeholders cannot be counted.
    pub has_holes: bool,
    /// One of several that the call may run.
    pub has_alternatives: bool,
}

/// A text as it was read for the first of the calls that run it.
pub struct ReadText {
    statements: Vec<usize>,
    placeholders: Vec<Placeholder>,
    percent_style: bool,
}

impl<'a> Reader<'a, '_> {
    /// The SQL that a call takes.
    pub(super) fn sql_of(&mut self, call: NodeId, found: &Recognised<'a>) -> Sql {
        if let Some(known) = self.by_call.get(&call) {
            return known.clone();
        }
        let sql = match self.sql_argument(call, found) {
            _ if found.call.part || found.call.identifier.is_some() => {
                self.note_parts(call, found);
                Sql::default()
            }
            Some(argument) => self.read_sql(argument, call, found),
            None => Sql::default(),
        };
        self.by_call.insert(call, sql.clone());
        sql
    }

    pub(super) fn sql_argument(&self, call: NodeId, found: &Recognised<'a>) -> Option<NodeId> {
        let outline = self.values.outline;
        let arguments = outline.arguments(call);
        let named = found.call.sql_names.iter().find_map(|name| self.values.keyword(&arguments, name));
        let positional = arguments.get(found.call.sql?).copied().filter(|&id| outline.role(id) != Role::Keyword);
        named.or(positional)
    }

    fn read_sql(&mut self, argument: NodeId, call: NodeId, found: &Recognised<'a>) -> Sql {
        let Some(mut texts) = self.values.texts(argument) else {
            self.note_whole(argument, call, found);
            return Sql::default();
        };
        for addition in self.additions(call, found.library) {
            texts = product(texts, &addition);
        }
        let mut sql = Sql { has_alternatives: texts.len() > 1, ..Sql::default() };
        for text in &texts {
            sql.has_holes |= text.may_repeat || text.fillers().next().is_some();
            if begins_as_sql(&text.plain_with_holes()) {
                self.read_text(text, call, found, &mut sql);
            } else if found.call.part_or_whole {
                self.note_part(text, Slot::Clause, call, found);
            }
        }
        sql
    }

    /// The pieces of SQL that a call takes, and the names.
    fn note_parts(&mut self, call: NodeId, found: &Recognised<'a>) {
        let outline = self.values.outline;
        let arguments = outline.arguments(call);
        let placed =
            |position: Option<usize>| arguments.get(position?).copied().filter(|&id| outline.role(id) != Role::Keyword);
        let given = |names: &[String], position| {
            let named = names.iter().filter_map(|name| self.values.keyword(&arguments, name));
            named.chain(placed(position)).collect::<Vec<_>>()
        };
        let pieces = given(&found.call.sql_names, found.call.sql);
        let names = given(&found.call.identifier_names, found.call.identifier);
        let slots =
            pieces.into_iter().map(|id| (id, Slot::Clause)).chain(names.into_iter().map(|id| (id, Slot::Identifier)));
        for (argument, slot) in slots {
            let argument = outline.unwrapped(argument);
            let items: Vec<NodeId> = match outline.role(argument) {
                Role::List => outline.parts(argument, Part::Item).collect(),
                Role::Dictionary => {
                    outline.parts(argument, Part::Item).filter_map(|pair| outline.part(pair, Part::Value)).collect()
                }
                _ => vec![argument],
            };
            for item in items {
                match self.values.texts(item) {
                    Some(texts) => texts.iter().for_each(|text| self.note_part(text, slot, call, found)),
                    None if slot == Slot::Identifier => {
                        let place = outline.span(item);
                        let provenance = self.values.provenance(item);
                        self.note_part(&Template::hole(Some(item), place, provenance), slot, call, found);
                    }
                    None => self.note_whole(item, call, found),
                }
            }
        }
    }

    /// A text that comes from elsewhere as a whole. When a parameter holds it, the function only hands it on.
    fn note_whole(&mut self, argument: NodeId, call: NodeId, found: &Recognised<'a>) {
        let outline = self.values.outline;
        let argument = outline.unwrapped(argument);
        if found.needs_sql() || !self.may_be_text(argument, 0) {
            return;
        }
        let (place, provenance) = (outline.span(argument), self.values.provenance(argument));
        if let Template { pieces, .. } = Template::hole(Some(argument), place, provenance)
            && let [Piece::Hole(filler)] = &pieces[..]
        {
            self.note_gap(filler, Slot::Statement, None, call, found);
        }
        if let Some(bound) = self.values.names.single(argument).filter(|bound| bound.how == How::Parameter) {
            self.wrappers.extend(Wrapper::of(self.values, &bound, call, found));
        }
    }

    /// Whether an expression looks like one that gives a text, and not a query that an ORM builds.
    fn may_be_text(&self, node: NodeId, depth: usize) -> bool {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        match outline.role(node) {
            Role::Index => true,
            Role::Name | Role::Member if depth < 4 => match self.values.names.single(node) {
                Some(bound) if bound.how == How::Assigned => self.may_be_text(bound.value, depth + 1),
                _ => true,
            },
            Role::Call => {
                let name = outline.callee(node).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
                let idioms = self.values.idioms;
                [&idioms.values.lookup_methods, &idioms.strings.keep, &idioms.strings.derive, &idioms.values.fallbacks]
                    .iter()
                    .any(|names| names.iter().any(|known| known == name))
            }
            _ => false,
        }
    }

    /// What later calls add to a lazy query: `builder.push(" ORDER BY id")`.
    fn additions(&self, call: NodeId, library: &Library) -> Vec<Vec<Template>> {
        let outline = self.values.outline;
        if library.append.is_empty() {
            return Vec::new();
        }
        let binding = outline.ancestors(call).find(|&id| outline.role(id) == Role::Binding);
        if binding.is_none() {
            return Vec::new();
        }
        let end = self.values.names.scope_of(call).map_or(outline.nodes.len(), |scope| outline.nodes[scope].end);
        let mut found = Vec::new();
        for id in (outline.nodes[call].end..end).filter(|&id| outline.role(id) == Role::Call) {
            let chain = self.recognition.chain(library, id);
            let Some(&(method, _)) = chain.links.first() else { continue };
            let (adds, binds) =
                (library.append.iter().any(|m| m == method), library.append_values.iter().any(|m| m == method));
            // The chain goes on through the binding: it ends at the query itself.
            if (adds || binds) && chain.links.last().is_some_and(|(_, root)| *root == Some(call)) {
                let span = outline.callee(id).map_or(outline.span(id), |callee| outline.span(callee));
                let argument = outline.arguments(id).first().copied();
                let texts = argument.filter(|_| adds).and_then(|argument| self.values.texts(argument));
                let provenance = || match argument.filter(|_| adds) {
                    Some(argument) => self.values.provenance(argument),
                    None => Provenance::Placeholders,
                };
                found.push((
                    span.end,
                    texts.unwrap_or_else(|| {
                        vec![Template::hole(argument, outline.span(argument.unwrap_or(id)), provenance())]
                    }),
                ));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, texts)| texts).collect()
    }

    pub(super) fn read_text(&mut self, text: &Template, call: NodeId, found: &Recognised<'a>, sql: &mut Sql) {
        let fragment = text.fragment();
        let place = fragment.host_span(0, fragment.text.len());
        let percent_style = found.library.percent_style && self.has_values(call, found);
        if let Some(known) = self.by_text.get(&(fragment.text.clone(), place)) {
            sql.statements.extend(&known.statements);
            sql.placeholders.extend(known.placeholders.iter().cloned());
            // Where it was read otherwise, other signs were placeholders.
            sql.has_holes |= known.percent_style != percent_style;
            return;
        }
        let reading = Reading { dialect: self.dialect_of(found.library), origin: Origin::Embedded, percent_style };
        let mut read = sql::read(&fragment, &reading);
        // Prose may begin like SQL.
        if found.needs_sql() && (read.statements.is_empty() || !read.unparsed.is_empty()) {
            return;
        }
        read.statements.iter_mut().for_each(|statement| statement.columns_checked = found.call.checked);
        let offset = self.extract.statements.len();
        let statements: Vec<usize> = (offset..offset + read.statements.len()).collect();
        for (filler, slot) in text.fillers().zip(&read.slots) {
            let statement = self.statement_with(&read.statements, filler.host).map(|index| offset + index);
            self.note_gap(filler, *slot, statement, call, found);
        }
        self.note_runs(&fragment);
        self.extract.statements.extend(read.statements);
        self.extract.unparsed.extend(read.unparsed);
        let directives = read.directives.into_iter().map(|directive| Directive { in_string: true, ..directive });
        self.extract.directives.extend(directives);
        sql.statements.extend(&statements);
        sql.placeholders.extend(read.placeholders.iter().cloned());
        let read = ReadText { statements, placeholders: read.placeholders, percent_style };
        self.by_text.insert((fragment.text, place), read);
    }

    /// Where this SQL can be changed. Which quotes stand around it is told when all of it is known.
    fn note_runs(&mut self, fragment: &Fragment) {
        let run = |(span, verbatim): (Span, bool)| TextRun { span, quote: verbatim.then_some('"') };
        self.extract.texts.runs.extend(fragment.runs().map(run));
    }

    /// Tells each run of SQL which quote its string has: of the innermost string around it.
    pub(super) fn note_quotes(&mut self) {
        let outline = self.values.outline;
        let runs = &mut self.extract.texts.runs;
        runs.sort_by_key(|run| run.span);
        // What stands in several texts is not changed for the sake of one.
        runs.dedup_by(|later, run| {
            let same = later.span == run.span;
            run.quote = run.quote.filter(|_| !same);
            same
        });
        for id in outline.ids().filter(|&id| outline.role(id) == Role::String) {
            let string = outline.span(id);
            let quote = outline.text_of(id).chars().find(|letter| matches!(letter, '"' | '\'' | '`'));
            let first = runs.partition_point(|run| run.span.start < string.start);
            let within = runs[first..].iter_mut().take_while(|run| run.span.start < string.end);
            within.filter(|run| run.quote.is_some() && string.contains(run.span)).for_each(|run| run.quote = quote);
        }
    }

    fn statement_with(&self, statements: &[Statement], hole: Span) -> Option<usize> {
        match statements {
            [] => None,
            [_] => Some(0),
            many => many.iter().position(|statement| statement.span.contains(hole)),
        }
    }

    /// A piece of a statement: its holes are gaps, in slots as after WHERE. `whole`: the slot of a text that is one hole.
    fn note_part(&mut self, text: &Template, whole: Slot, call: NodeId, found: &Recognised<'a>) {
        if let [Piece::Hole(filler)] = &text.pieces[..] {
            // Handed on as it came, a piece is no business of this function.
            let slot = if whole == Slot::Clause { Slot::Statement } else { whole };
            self.note_gap(filler, slot, None, call, found);
            return;
        }
        let mut fragment = Fragment::default();
        if !begins_as_sql(&text.plain_with_holes()) {
            let begin = if whole == Slot::Identifier { "SELECT * FROM " } else { "SELECT * FROM t WHERE " };
            let start = text.fillers().next().map_or(0, |filler| filler.host.start);
            fragment.push_decoded(begin, Span { start, end: start });
        }
        fragment.append(&text.fragment());
        let reading =
            Reading { dialect: self.dialect_of(found.library), origin: Origin::Embedded, percent_style: false };
        let slots = sql::read(&fragment, &reading).slots;
        for (filler, slot) in text.fillers().zip(slots) {
            self.note_gap(filler, slot, None, call, found);
        }
    }

    fn note_gap(
        &mut self,
        filler: &Filler,
        slot: Slot,
        statement: Option<usize>,
        call: NodeId,
        found: &Recognised<'a>,
    ) {
        let outline = self.values.outline;
        if !self.noted.insert(filler.host) {
            return;
        }
        // A name inside the text of a format macro is no node: it stands between its braces.
        let written = match filler.value {
            Some(value) => outline.text_of(value),
            None => outline.slice(filler.host).trim_matches(['{', '}']),
        };
        let provenance = match filler.provenance {
            Provenance::Escaped => {
                self.values.provenance_in(slot, |values| values.provenance_of_filler(filler, written))
            }
            known => known,
        };
        let path = self.values.path_to(filler, &folded(written));
        self.extract.gaps.push(Gap {
            library: found.library.name.clone(),
            statement,
            slot,
            provenance,
            expression: folded(written),
            span: filler.host,
            certain: found.certain,
            placeholder_style: found.library.placeholders.first().map(|style| style.written().to_string()),
            bind_form: found.library.bind_one.clone(),
            list_form: found.library.bind_list.clone(),
            quote_form: found.library.quote_name.clone(),
            origin: path.origin,
            path: path.steps.join(" → "),
            sink: Some(self.shown(outline.part(call, Part::Function).unwrap_or(call))),
        });
    }
}

/// Whether a text begins with a word that SQL begins with, after comments and brackets.
pub(super) fn begins_as_sql(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else {
            break;
        }
    }
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(word)) && !after.starts_with(['_', '-', '.', ':', '=', '/'])
}
