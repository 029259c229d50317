//! The calls of a file that reach the database, in the order of the file, with their SQL, their loops and the
//! gaps in their texts.

use std::collections::{HashMap, HashSet};

use super::expressions::Expressions;
use super::grammar::{Kind, Part, Role};
use super::library::{Bound, Deed, Library, On};
use super::loops::Loops;
use super::names::How;
use super::outline::{NodeId, Outline};
use super::recognition::{Recognised, Recognition};
use super::strings::Values;
use super::texts::{ReadText, Sql};
use super::usage::{Answer, Usage};
use super::waiting::{self, awaits, is_awaited};
use super::wrappers::Wrapper;
use crate::extract::{Chain, Execution, Extract};
use crate::fact::{Dialect, Effect, Outcome, StatementKind};
use crate::text::Span;

pub struct Reader<'a, 'e> {
    pub(super) values: &'a Values<'a>,
    loops: &'a Loops,
    pub(super) recognition: &'a Recognition<'a>,
    usage: Usage<'a>,
    /// What the user said.
    dialect: Option<Dialect>,
    /// What the file connects to.
    connected: Option<Dialect>,
    pub(super) extract: &'e mut Extract,
    /// What was read already, by the call that takes the text and by the text and where it stands.
    pub(super) by_call: HashMap<NodeId, Sql>,
    pub(super) by_text: HashMap<(String, Span), ReadText>,
    /// Functions of the file that run what they are given.
    pub(super) wrappers: Vec<Wrapper<'a>>,
    /// The gaps that were noted: a text that several calls run has each of its gaps once.
    pub(super) noted: HashSet<Span>,
    /// The node of each execution.
    nodes: Vec<NodeId>,
}

impl<'a, 'e> Reader<'a, 'e> {
    pub fn new(
        values: &'a Values<'a>,
        loops: &'a Loops,
        recognition: &'a Recognition<'a>,
        (dialect, connected): (Option<Dialect>, Option<Dialect>),
        extract: &'e mut Extract,
    ) -> Self {
        Self {
            values,
            loops,
            recognition,
            usage: Usage::new(values),
            dialect,
            connected,
            extract,
            by_call: HashMap::new(),
            by_text: HashMap::new(),
            wrappers: Vec::new(),
            noted: HashSet::new(),
            nodes: Vec::new(),
        }
    }

    pub fn read(&mut self) {
        for id in self.values.outline.ids() {
            match self.values.outline.role(id) {
                Role::Call => self.read_call(id),
                Role::Loop => self.read_iteration(self.values.outline.part(id, Part::Iterable)),
                Role::Branch => self.read_condition(self.values.outline.part(id, Part::Condition)),
                Role::Wrapper if is_awaited(self.values, id) => self.read_awaited(id),
                _ => {}
            }
        }
        self.read_wrapped();
        self.note_quotes();
        self.usage.note_repetitions(&self.nodes, self.extract);
        self.extract.creations = self.usage.creations(&self.nodes, self.extract);
    }

    fn add(&mut self, node: NodeId, execution: Execution) {
        self.extract.executions.push(execution);
        self.nodes.push(node);
    }

    fn read_call(&mut self, call: NodeId) {
        let Some(found) = self.recognition.recognise(call) else {
            self.read_consumer(call);
            return;
        };
        let own = found.call.takes_sql().then(|| self.sql_of(call, &found));
        if found.call.lazy || found.needs_sql() && own.as_ref().is_none_or(|sql| sql.statements.is_empty()) {
            return;
        }
        let from_query = found.query.and_then(|query| {
            let recognised = self.recognition.recognise(query)?;
            Some((query, self.sql_of(query, &recognised), recognised))
        });
        let sql = match (&own, &from_query) {
            (Some(sql), _) if !sql.statements.is_empty() => sql.clone(),
            (_, Some((_, sql, _))) => sql.clone(),
            (own, None) => own.clone().unwrap_or_default(),
        };
        let effect = found.call.effect.filter(|_| sql.statements.is_empty()).unwrap_or_else(|| self.effect_of(&sql));
        let object = self.values.outline.callee(call).and_then(|callee| self.values.outline.part(callee, Part::Object));
        let given = self.sql_argument(call, &found).filter(|_| sql.statements.is_empty());
        let effect = self.effect_of_chain(&found, given.or(object)).unwrap_or(effect);
        // A loop over statements runs each of them once: that is a script.
        let is_script = self.sql_argument(call, &found).is_some_and(|argument| self.is_loop_variable(argument));
        let mut asked = vec![call];
        asked.extend(from_query.iter().map(|(query, ..)| *query));
        let mut execution = self.execution(&found, call, &asked);
        execution.effect = effect;
        // A loop over models asks each of them once: no one query could.
        let over_models = found.model.is_some_and(|model| self.is_loop_variable(model));
        execution.uses_loop_variable = execution.uses_loop_variable.filter(|_| !is_script && !over_models);
        execution.batch_form = match effect {
            Effect::Read if execution.counts && found.library.many_counts.is_some() => {
                found.library.many_counts.clone()
            }
            Effect::Read => found.library.many_keys.clone(),
            Effect::Write => found.library.many_rows.clone(),
            _ => None,
        };
        if let Some(deed) = self.deed(&found, call, given.or(object), &sql).filter(|_| effect == Effect::Write) {
            execution.batch_form = Some(deed.many.clone());
            execution.does.clone_from(&deed.does);
        }
        self.count_values(
            &mut execution,
            call,
            &found,
            from_query.as_ref().map(|(query, _, known)| (*query, *known)),
            &sql,
        );
        execution.statements = sql.statements;
        if effect != Effect::Read || !asks_nothing(found.library, execution.chain.as_ref()) {
            self.add(call, execution);
        }
    }

    /// What a write does, told by its SQL, else by the call, else by the chain that it ends or is given.
    fn deed<'f>(&self, found: &Recognised<'f>, call: NodeId, chain: Option<NodeId>, sql: &Sql) -> Option<&'f Deed> {
        let outline = self.values.outline;
        let deeds = &found.library.deeds;
        let known = |name: &str| deeds.iter().find(|deed| deed.names.iter().any(|known| known == name));
        if let Some(&statement) = sql.statements.first() {
            return known(self.extract.statements[statement].kind.word());
        }
        let chain = chain.filter(|_| !deeds.is_empty()).map(|chain| self.recognition.chain(found.library, chain));
        let own = outline.callee(call).and_then(|callee| outline.last_name(callee));
        let root = chain.as_ref().and_then(|chain| outline.last_name(chain.root));
        let links = chain.iter().flat_map(|chain| chain.links.iter().map(|(name, _)| *name));
        let names: Vec<&str> = own.into_iter().chain(root).chain(links).collect();
        deeds.iter().find(|deed| deed.names.iter().any(|known| names.contains(&known.as_str())))
    }

    fn is_loop_variable(&self, argument: NodeId) -> bool {
        let argument = self.values.outline.unwrapped(argument);
        let wrapped = self.values.outline.arguments(argument).first().copied();
        let inner = wrapped.filter(|_| self.values.outline.role(argument) == Role::Call).unwrap_or(argument);
        self.values.names.single(inner).is_some_and(|bound| bound.how == How::Looped)
    }

    fn execution(&self, found: &Recognised<'_>, call: NodeId, asked: &[NodeId]) -> Execution {
        let outline = self.values.outline;
        let callee = outline.part(call, Part::Function).unwrap_or(call);
        let innermost = self.loops.telling(self.values, call);
        let model =
            found.call.model.and_then(|position| outline.arguments(call).get(position).copied()).or(found.model);
        let chain = self.chain(found, call);
        let counts = self.usage.counts(found.library, chain.as_ref());
        let by_other_call = found.call.on != On::Chain && self.is_fetched_whole(found.library, call);
        let fetches_all = found.call.fetches_all || by_other_call;
        let result = match () {
            () if counts => Answer::Number,
            () if found.call.fetches_all => Answer::Rows,
            () => Answer::Cursor,
        };
        let outcome = self.usage.outcome(found.library, call, result);
        let in_process = found.library.in_process || self.dialect_of(found.library) == Dialect::Sqlite;
        Execution {
            library: found.library.name.clone(),
            effect: Effect::Unknown,
            callee: without_arguments(outline, callee),
            span: self.shown(callee),
            statements: Vec::new(),
            model: model.and_then(|node| self.model_name(node)),
            countable: is_countable(found.library, chain.as_ref()),
            chain,
            counts,
            outcome,
            rows_follow: None,
            count_form: found.library.ask_count.clone(),
            count_method: found.library.count_method.clone(),
            existence_method: found.library.existence_method.clone(),
            length: None,
            count_test: self.usage.count_test(call).filter(|_| counts),
            tested: None,
            existence_form: found.library.ask_existence.clone(),
            certain: found.certain,
            by_class: model.filter(|_| found.by_class).and_then(|class| self.path_of(class)),
            batched: found.call.batched
                || self.binds_rows(call, found)
                || found.call.on == On::Chain
                    && self.asks_for_many(found.library, &self.recognition.chain(found.library, call)),
            fetches_all,
            innermost_loop: innermost,
            uses_loop_variable: innermost.and_then(|index| self.loops.depends(self.values, index, asked)),
            guarded: innermost.is_some_and(|index| self.loops.is_guarded(self.values, index, call)),
            memoised: innermost.is_some_and(|index| self.loops.is_memoised(self.values, index, call)),
            every_so_often: innermost.is_some_and(|index| self.loops.is_every_so_often(self.values, index, call)),
            stalls: found.library.blocking.as_ref().is_some_and(|blocking| {
                let name = outline.last_name(callee).unwrap_or_default();
                waiting::stalls(self.values, blocking, name, call)
            }),
            in_process,
            batch_form: None,
            does: None,
            placeholders: None,
            values_bound: None,
            quoted_placeholder: None,
            foreign_placeholder: None,
            placeholder_style: found.library.placeholders.first().map(|style| style.written().to_string()),
        }
    }

    /// What an ORM's call asks for: the chain it ends, or the one it is given.
    fn chain(&self, found: &Recognised<'_>, call: NodeId) -> Option<Chain> {
        let expressions = Expressions { values: self.values };
        let chain = |node| expressions.chain(&found.library.name, node);
        match found.call.on {
            On::Chain | On::Connection => Some(chain(call)),
            On::Object => {
                let given = self.values.outline.arguments(call).first().copied()?;
                let is_built = matches!(self.values.outline.role(given), Role::Call | Role::Name);
                let built = chain(given);
                (is_built && built.steps.iter().any(|step| step.arguments.is_some())).then_some(built)
            }
            On::Query | On::Row | On::Builder | On::Anything => None,
        }
    }

    /// A lazy query that is taken item by item: `for order in Order.objects.filter(…)`.
    fn read_iteration(&mut self, iterable: Option<NodeId>) {
        let lazy = iterable.filter(|&id| !awaits(self.values, id)).map(|id| self.values.outline.unwrapped(id));
        if let Some(lazy) = lazy {
            self.read_lazy(lazy);
        }
    }

    /// `await Order.filter(…)`
    fn read_awaited(&mut self, awaited: NodeId) {
        let asked = self.values.outline.unwrapped(awaited);
        if self.recognition.lazy_chain(asked).is_some_and(|(library, ..)| library.chains.awaited) {
            self.read_lazy(asked);
        }
    }

    fn read_lazy(&mut self, iterable: NodeId) {
        let Some((library, certain, chain)) = self.recognition.lazy_chain(iterable) else { return };
        let Some((_, Some(last))) = chain.links.first().copied() else { return };
        let innermost = self.loops.telling(self.values, iterable);
        let outline = self.values.outline;
        let callee = outline.part(last, Part::Function).unwrap_or(last);
        let built = Expressions { values: self.values }.chain(&library.name, iterable);
        let execution = Execution {
            library: library.name.clone(),
            effect: Effect::Read,
            callee: without_arguments(outline, callee),
            span: if outline.role(iterable) == Role::Name { outline.span(iterable) } else { self.shown(callee) },
            statements: Vec::new(),
            model: chain.model.and_then(|node| self.model_name(node)),
            countable: is_countable(library, Some(&built)),
            chain: Some(built),
            counts: false,
            outcome: self.usage.outcome_of_lazy(library, iterable),
            rows_follow: None,
            count_form: library.ask_count.clone(),
            count_method: library.count_method.clone(),
            existence_method: library.existence_method.clone(),
            length: None,
            count_test: None,
            tested: None,
            existence_form: library.ask_existence.clone(),
            certain,
            by_class: chain.model.filter(|_| chain.by_class).and_then(|class| self.path_of(class)),
            batched: self.asks_for_many(library, &chain),
            fetches_all: true,
            innermost_loop: innermost,
            uses_loop_variable: innermost.and_then(|index| self.loops.depends(self.values, index, &[iterable, last])),
            guarded: innermost.is_some_and(|index| self.loops.is_guarded(self.values, index, iterable)),
            memoised: innermost.is_some_and(|index| self.loops.is_memoised(self.values, index, iterable)),
            every_so_often: false,
            stalls: library.blocking.is_some() && waiting::stalls_taking(self.values, iterable),
            in_process: library.in_process,
            batch_form: library.many_keys.clone(),
            does: None,
            placeholders: None,
            values_bound: None,
            quoted_placeholder: None,
            foreign_placeholder: None,
            placeholder_style: None,
        };
        if !asks_nothing(library, execution.chain.as_ref()) {
            self.add(iterable, execution);
        }
    }

    /// A lazy query that is tested, when nothing else becomes of it: `if Order.objects.filter(…):`.
    fn read_condition(&mut self, condition: Option<NodeId>) {
        let outline = self.values.outline;
        let mut open: Vec<NodeId> = condition.into_iter().collect();
        while let Some(node) = open.pop().map(|id| outline.unwrapped(id)) {
            match outline.role(node) {
                Role::Not => open.extend(outline.part(node, Part::Value)),
                Role::Both | Role::Choice => open.extend(outline.parts(node, Part::Item)),
                Role::Name | Role::Call => {
                    let lazy = self.recognition.lazy_chain(node);
                    let runs = lazy.is_some_and(|(library, ..)| {
                        library.chains.collection
                            && self.usage.outcome_of_lazy(library, node) == Outcome::Tested
                            && self.usage.is_first(node)
                    });
                    if runs {
                        let before = self.extract.executions.len();
                        self.read_iteration(Some(node));
                        let span = outline.span(node);
                        self.extract.executions[before..].iter_mut().for_each(|it| it.tested = Some(span));
                    }
                }
                _ => {}
            }
        }
    }

    /// `list(queryset)`, `len(queryset)`.
    fn read_consumer(&mut self, call: NodeId) {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(call).filter(|&callee| outline.role(callee) == Role::Name) else { return };
        let known = &self.values.idioms.loops.consumers;
        if known.iter().any(|name| name == outline.text_of(callee))
            && let [argument] = outline.arguments(call)[..]
        {
            let before = self.extract.executions.len();
            self.read_iteration(Some(argument));
            let length = self.usage.length(call, argument);
            self.extract.executions[before..].iter_mut().for_each(|execution| execution.length = length);
        }
    }

    pub(super) fn dialect_of(&self, library: &Library) -> Dialect {
        if let Some(dialect) = self.dialect.or(library.dialect) {
            return dialect;
        }
        let mut told =
            library.dialect_names.iter().filter(|told| told.names.iter().any(|name| self.recognition.mentions(name)));
        match (told.next(), told.next()) {
            (Some(only), None) => only.dialect,
            (None, _) => self.connected.unwrap_or_default(),
            _ => Dialect::Generic,
        }
    }

    fn effect_of(&self, sql: &Sql) -> Effect {
        let effects = sql.statements.iter().map(|&index| match self.extract.statements[index].kind {
            StatementKind::Select => Effect::Read,
            StatementKind::Insert
            | StatementKind::Update
            | StatementKind::Delete
            | StatementKind::Merge
            | StatementKind::Truncate => Effect::Write,
            StatementKind::Begin | StatementKind::Rollback => Effect::Transaction,
            StatementKind::Commit => Effect::Commit,
            StatementKind::Definition | StatementKind::Routine => Effect::Definition,
            _ => Effect::Unknown,
        });
        let mut effects: Vec<Effect> = effects.collect();
        effects.dedup();
        match effects[..] {
            [one] => one,
            _ if effects.contains(&Effect::Write) => Effect::Write,
            _ => Effect::Unknown,
        }
    }

    /// What the chain that a call ends, or is given, does by the calls in it.
    fn effect_of_chain(&self, found: &Recognised<'_>, chain: Option<NodeId>) -> Option<Effect> {
        let known = &found.library.chains;
        let chain = chain.filter(|_| !known.reads.is_empty() || !known.writes.is_empty())?;
        let chain = self.recognition.chain(found.library, chain);
        let root = self.values.outline.last_name(chain.root);
        let has = |names: &[String]| {
            let mut called = chain.links.iter().map(|(name, _)| *name).chain(root);
            called.any(|name| names.iter().any(|known| known == name))
        };
        match () {
            () if has(&known.writes) => Some(Effect::Write),
            () if has(&known.reads) => Some(Effect::Read),
            () => None,
        }
    }

    /// Whether the values a call binds are many rows: a list of them, or one made by a loop.
    fn binds_rows(&self, call: NodeId, found: &Recognised<'_>) -> bool {
        let outline = self.values.outline;
        let Some(Bound::At(position)) = found.call.values else { return false };
        let Some(given) = outline.arguments(call).get(position).map(|&id| outline.unwrapped(id)) else { return false };
        let is_row = |id: NodeId| matches!(outline.role(outline.unwrapped(id)), Role::List | Role::Dictionary);
        outline.role(given) == Role::Comprehension
            || outline.role(given) == Role::List && outline.parts(given, Part::Item).next().is_some_and(is_row)
    }

    /// Whether a loop takes groups of keys, and a query asks for all of a group: `filter(pk__in=keys)`.
    fn asks_for_many(&self, library: &Library, chain: &super::recognition::Chain<'_>) -> bool {
        let outline = self.values.outline;
        let is_many = |id: NodeId| {
            let name = outline.part(id, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            outline.role(id) == Role::Keyword
                && library.chains.many_lookups.iter().any(|ending| name.ends_with(ending.as_str()))
                && outline
                    .part(id, Part::Value)
                    .is_some_and(|value| self.values.names.single(value).is_some_and(|bound| bound.how == How::Looped))
        };
        chain.links.iter().filter_map(|(_, call)| *call).any(|call| outline.arguments(call).into_iter().any(is_many))
    }

    /// Whether all rows of the result are taken: in the same chain, or later from the same object.
    fn is_fetched_whole(&self, library: &Library, call: NodeId) -> bool {
        let outline = self.values.outline;
        if library.fetch_all.is_empty() {
            return false;
        }
        let own = outline.callee(call).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
        let streams = library.row_by_row.iter().any(|known| known == own);
        let asks = |name: &str| library.calls.iter().any(|call| call.methods.iter().any(|known| known == name));
        let takes_all = |name: &str| library.fetch_all.iter().any(|known| known == name) && !(streams && asks(name));
        let fetches = |id: NodeId| outline.role(id) == Role::Member && outline.last_name(id).is_some_and(takes_all);
        let in_chain = outline
            .ancestors(call)
            .take_while(|&id| matches!(outline.role(id), Role::Member | Role::Call | Role::Wrapper));
        if in_chain.take(8).any(fetches) {
            return true;
        }
        let object = outline.callee(call).and_then(|callee| outline.part(callee, Part::Object));
        let Some(object) = object else { return false };
        let scope = self.values.names.scope_of(call);
        let end = scope.map_or(outline.nodes.len(), |scope| outline.nodes[scope].end);
        let wanted = outline.text_of(object);
        let held = outline
            .ancestors(call)
            .find(|&id| outline.role(id) == Role::Binding)
            .and_then(|binding| outline.part(binding, Part::Name));
        let held = held.map(|name| outline.text_of(name));
        let after = outline.nodes[call].end..end.min(outline.nodes[call].end + 400);
        for id in after {
            let of = outline
                .part(id, Part::Object)
                .filter(|_| outline.role(id) == Role::Member)
                .map(|object| outline.text_of(object));
            if of.is_some() && fetches(id) && (of == Some(wanted) || of == held) {
                return true;
            }
            let same_call = outline.role(id) == Role::Member
                && of == Some(wanted)
                && outline.last_name(id) == outline.callee(call).and_then(|c| outline.last_name(c));
            if same_call {
                return false;
            }
        }
        false
    }

    /// What a finding underlines.
    pub(super) fn shown(&self, callee: NodeId) -> Span {
        shown(self.values.outline, callee)
    }

    /// A class as it was imported; for `cls` the one around.
    fn path_of(&self, class: NodeId) -> Option<Vec<String>> {
        let outline = self.values.outline;
        if self.values.idioms.values.receivers.iter().any(|name| name == outline.text_of(outline.unwrapped(class))) {
            let around = outline.ancestors(class).find(|&id| outline.role(id) == Role::Class)?;
            return Some(vec![outline.text_of(outline.part(around, Part::Name)?).to_owned()]);
        }
        let path = self.values.names.resolved(self.values.outline.unwrapped(class))?;
        Some(path.into_iter().map(str::to_owned).collect())
    }

    /// The class or table a path leads to: `Order` of `models.Order` and of `Order.id`.
    fn model_name(&self, node: NodeId) -> Option<String> {
        let path = self.values.outline.path(node)?;
        let class = path.iter().rev().find(|name| name.starts_with(char::is_uppercase));
        class.or(path.last()).map(|name| name.to_string())
    }
}

/// Whether counting what a chain asks for gives the number of rows that it would fetch.
fn is_countable(library: &Library, chain: Option<&Chain>) -> bool {
    let changes = |name: &str| library.chains.uncountable.iter().any(|known| known == name);
    chain.is_none_or(|chain| !chain.steps.iter().any(|step| changes(&step.name)))
}

/// Whether a chain is known to give no rows, so that it never reaches the database.
fn asks_nothing(library: &Library, chain: Option<&Chain>) -> bool {
    let has = |names: &[String]| chain.is_some_and(|chain| chain.steps.iter().any(|step| names.contains(&step.name)));
    has(&library.chains.nothing) && !has(&library.chains.united)
}

pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The callee as written, without the arguments of the calls in it.
pub fn without_arguments(outline: &Outline<'_>, callee: NodeId) -> String {
    let span = outline.span(callee);
    let mut text = String::new();
    let mut at = span.start;
    let mut id = callee;
    while id < outline.nodes[callee].end {
        let function = outline.part(id, Part::Function).filter(|_| outline.role(id) == Role::Call);
        let inner = outline.span(id);
        match function {
            Some(function) if inner.end <= span.end && outline.span(function).end >= at => {
                // Inner calls of the callee come from the outside in: the longest chain first.
                let mut chain = vec![id];
                let mut next = outline.callee(id).and_then(|callee| outline.part(callee, Part::Object));
                while let Some(object) = next.map(|object| outline.unwrapped(object)) {
                    if outline.role(object) == Role::Call {
                        chain.push(object);
                    }
                    next = match outline.role(object) {
                        Role::Call => outline.callee(object).and_then(|callee| outline.part(callee, Part::Object)),
                        _ => outline.part(object, Part::Object),
                    };
                }
                for &call in chain.iter().rev() {
                    let Some(function) = outline.part(call, Part::Function) else { continue };
                    let end = outline.span(function).end;
                    if end >= at {
                        text.push_str(outline.slice(Span { start: at, end }));
                        text.push_str(if outline.nodes[call].kind == Kind::Macro { "!()" } else { "()" });
                        at = outline.span(call).end;
                    }
                }
                id = outline.nodes[id].end;
            }
            _ => id += 1,
        }
    }
    text.push_str(outline.slice(Span { start: at, end: span.end }));
    text.retain(|c| !c.is_whitespace());
    text
}

/// What a finding underlines: the callee, or only its last name when it runs over several lines.
pub fn shown(outline: &Outline<'_>, callee: NodeId) -> Span {
    let span = outline.span(callee);
    if !outline.slice(span).contains('\n') {
        return span;
    }
    let mut at = outline.unwrapped(callee);
    if outline.role(at) == Role::Generic {
        at = outline.part(at, Part::Function).unwrap_or(at);
    }
    outline.part(at, Part::Name).map_or(span, |name| outline.span(name))
}
