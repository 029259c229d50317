//! All functions of the project in one row, and the calls between them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Contribution;
use super::modules::Modules;
use crate::extract::{
    CallSite, Callee, Execution, Extract, Function, Functions, Given, Premise, Stated, Stating, Uses, carried, stated,
};
use crate::text::{Place, Span};

/// A function by its number among all.
pub type FunctionId = usize;
/// A file, and the index of an execution of it.
pub type ExecutionId = (usize, usize);
/// A file and a place of it.
pub type Step = (usize, Span);

pub struct File<'f> {
    pub path: &'f Arc<str>,
    pub extract: &'f Extract,
    pub functions: &'f Functions,
    /// The number of its first function.
    pub first: FunctionId,
}

pub struct Program<'f> {
    pub files: Vec<File<'f>>,
    /// Of each function, its file.
    pub owners: Vec<usize>,
    /// Functions by their last name.
    pub by_name: HashMap<&'f str, Vec<FunctionId>>,
    /// Classes by name: the file, and the index there.
    pub classes: HashMap<&'f str, Vec<(usize, usize)>>,
    pub modules: Modules,
    /// Libraries that some file of the project imports.
    pub libraries: HashSet<&'f str>,
}

/// A call of a function of the project.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub file: usize,
    /// Index into the calls of the file.
    pub call: usize,
    /// The function around it.
    pub from: Option<FunctionId>,
    pub to: FunctionId,
}

impl<'f> Program<'f> {
    pub fn of(contributions: &[Contribution<'f>]) -> Self {
        let mut program = Self {
            files: Vec::new(),
            owners: Vec::new(),
            by_name: HashMap::new(),
            classes: HashMap::new(),
            modules: Modules::default(),
            libraries: HashSet::new(),
        };
        for contribution in contributions.iter().filter(|file| !file.is_sql()) {
            let functions = &contribution.extract.functions;
            let file = program.files.len();
            program.modules.add(contribution.path, file);
            for (index, function) in functions.defined.iter().enumerate() {
                let id = program.owners.len() + index;
                program.by_name.entry(&function.name).or_default().push(id);
            }
            for (index, class) in functions.classes.iter().enumerate() {
                program.classes.entry(&class.name).or_default().push((file, index));
            }
            let certain = contribution.extract.executions.iter().filter(|execution| execution.certain);
            program.libraries.extend(certain.map(|execution| execution.library.as_str()));
            let first = program.owners.len();
            program.owners.extend(std::iter::repeat_n(file, functions.defined.len()));
            program.files.push(File { path: contribution.path, extract: contribution.extract, functions, first });
        }
        program
    }

    pub fn function(&self, id: FunctionId) -> &'f Function {
        let file = &self.files[self.owners[id]];
        &file.functions.defined[id - file.first]
    }

    /// `Order.total`, `Order::total`
    pub fn title(&self, id: FunctionId) -> String {
        let function = self.function(id);
        match &function.class {
            Some(class) if self.is_rust(self.owners[id]) => format!("{class}::{}", function.name),
            Some(class) => format!("{class}.{}", function.name),
            None => function.name.clone(),
        }
    }

    pub fn execution(&self, (file, index): ExecutionId) -> &'f Execution {
        &self.files[file].extract.executions[index]
    }

    pub fn call(&self, edge: &Edge) -> &'f CallSite {
        &self.files[edge.file].functions.calls[edge.call]
    }

    pub fn places(&self, steps: &[Step]) -> Vec<Place> {
        steps.iter().map(|&(file, span)| Place { path: self.files[file].path.clone(), span }).collect()
    }

    /// The calls that lead to a function of the project, in the order of files.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (file, of) in self.files.iter().enumerate() {
            for (index, call) in of.functions.calls.iter().enumerate() {
                let Some(to) = self.resolve(file, call) else { continue };
                edges.push(Edge { file, call: index, from: call.within.map(|within| of.first + within), to });
            }
        }
        edges
    }

    /// What a call gives for the parameters that are used.
    pub fn given(&self, edge: &Edge, uses: Uses) -> Vec<&'f Given> {
        let call = self.call(edge);
        let function = self.function(edge.to);
        let mut found = Vec::new();
        let shift = self.shift(edge);
        if uses.has(Uses::RECEIVER) {
            found.extend(if shift == 1 { call.arguments.first() } else { Some(&call.receiver) });
        }
        let positional = call.arguments.iter().skip(shift).filter(|given| given.name.is_none());
        for (position, given) in positional.enumerate() {
            if given.spread || uses.has(Uses::parameter(position)) {
                found.push(given);
            }
        }
        for given in &call.arguments {
            let position = given.name.as_ref().and_then(|name| function.parameters.iter().position(|it| it == name));
            if position.is_some_and(|position| uses.has(Uses::parameter(position))) {
                found.push(given);
            }
        }
        found
    }

    /// `Order::total(&order)`: the object is the first argument.
    fn shift(&self, edge: &Edge) -> usize {
        let is_path = matches!(self.call(edge).callee, Callee::Path(_)) && self.is_rust(edge.file);
        usize::from(is_path && self.function(edge.to).has_receiver)
    }

    /// What a call says of a parameter of what it calls.
    pub fn stated(&self, edge: &Edge, parameter: &str) -> Stated {
        let around = edge.from.map(|from| self.function(from));
        let stating = |given: &'f Given| -> Stating<'f> {
            let passed = given.passed.and_then(|at| around?.parameters.get(at));
            let value = match (given.constant, passed) {
                (Some(constant), _) => Stated::Constant(constant),
                (None, Some(passed)) => Stated::Passed(passed.clone()),
                (None, None) => Stated::Unknown,
            };
            (given.name.as_deref(), given.spread, value)
        };
        let arguments = self.call(edge).arguments.iter().skip(self.shift(edge)).map(stating);
        stated(self.function(edge.to), parameter, arguments)
    }

    /// The parameters of which a call says something.
    pub fn all_stated(&self, edge: &Edge) -> Vec<(String, Stated)> {
        let parameters = self.function(edge.to).parameters.iter();
        let stated = parameters.map(|parameter| (parameter.clone(), self.stated(edge, parameter)));
        stated.filter(|(_, stated)| *stated != Stated::Unknown).collect()
    }

    /// What premises in the function called are in the function that calls; nothing when the call breaks one.
    pub fn carried(&self, edge: &Edge, premises: &[Premise]) -> Option<Vec<Premise>> {
        carried(premises, |parameter| self.stated(edge, parameter))
    }

    pub fn is_rust(&self, file: usize) -> bool {
        self.files[file].path.ends_with(".rs")
    }
}
