//! A text to its statements: masked, split, and each statement parsed by the first dialect that understands it.

use std::ops::Range;

use super::bodies;
use super::definitions;
use super::directives;
use super::fill::{Filling, variants};
use super::holes::{self, HoleKind, Masked, mask};
use super::kind::Opening;
use super::lexing::Lexing;
use super::lower;
use super::odd;
use super::parse::{self, Parsed, Tokens, with_stack};
use super::results;
use super::rows::shape;
use super::slots::{Context, StandIn};
use super::spans::{Run, Spans};
use super::split::{Piece, PieceKind, down_section, pieces};
use super::tokens::{Token, TokenKind};
use super::{Placeholder, Reading, Text};
use crate::extract::{Statement, Unparsed};
use crate::fact::{Dialect, Origin, Slot, StatementKind};
use crate::text::Fragment;

pub struct Reader<'t> {
    pub(super) fragment: &'t Fragment,
    pub(super) reading: &'t Reading,
    pub(super) lexing: Lexing,
    /// The text with placeholders and templates covered by what a parser reads.
    pub(super) masked: Masked<'t>,
    /// The offset from which a migration undoes itself.
    undo_from: usize,
}

/// What is known of a piece before it is parsed.
struct Outline {
    /// The piece without elided rows.
    ranges: Vec<Range<usize>>,
    fillings: Vec<Filling>,
    /// A whole clause may be filled in.
    patched: bool,
}

impl<'t> Reader<'t> {
    pub fn read(fragment: &'t Fragment, reading: &'t Reading) -> Text {
        let lexing = Lexing {
            percent_placeholders: reading.percent_style,
            templates: reading.origin == Origin::File,
            ..Lexing::of(reading.dialect)
        };
        let masked = mask(&fragment.text, &lexing);
        let undo_from = down_section(&fragment.text).unwrap_or(usize::MAX);
        let reader = Reader { fragment, reading, lexing, masked, undo_from };
        // A hole that no statement holds stands between them, in a comment.
        let mut text = Text { slots: vec![Slot::Comment; fragment.holes.len()], ..Text::default() };
        // A hole may lie in any row.
        let forget = fragment.holes.is_empty();
        for piece in pieces(&reader.masked.text, &reader.lexing, forget) {
            if piece.kind == PieceKind::Statement {
                let first = text.statements.len();
                reader.read_piece(&piece, &mut text);
                let statement = Some(first).filter(|&first| first < text.statements.len());
                reader.placeholders(&piece, statement, &mut text.placeholders);
            }
        }
        definitions::follow_calls(&mut text.statements);
        text.directives = directives::read(&reader, &text.statements);
        text
    }

    fn read_piece(&self, piece: &Piece, text: &mut Text) {
        let Some(outline) = self.outline(piece, &mut text.slots) else { return };
        let shape = shape(&self.masked.text, &piece.tokens);
        let outcome = match parse::refuse(shape) {
            Some(reason) => Err(reason.to_string()),
            None => with_stack(parse::is_large(shape), || self.parse_and_lower(&outline))
                .unwrap_or_else(|| Err("it is too large".to_string())),
        };
        let mut statements = outcome.unwrap_or_else(|error| {
            let statement = self.opaque(&piece.tokens);
            // What stands in the body of a routine is read by itself.
            if statement.kind != StatementKind::Routine && !bodies::is_block(&statement.verb) {
                text.unparsed.push(Unparsed { span: statement.span, error });
            }
            vec![statement]
        });
        if let Some(first) = statements.first_mut() {
            first.odd_characters = odd::find(self.fragment, piece.start, piece.end, &piece.tokens);
        }
        for statement in &mut statements {
            statement.patched |= outline.patched;
        }
        let has_body = statements
            .iter()
            .any(|statement| statement.kind == StatementKind::Routine || bodies::is_block(&statement.verb));
        text.statements.append(&mut statements);
        if has_body {
            text.statements.append(&mut bodies::read(self, piece));
        }
    }

    /// The holes of a piece and what they stand for. None when the piece is nothing but a hole.
    fn outline(&self, piece: &Piece, slots: &mut [Slot]) -> Option<Outline> {
        let text = &*self.masked.text;
        let mut outline = Outline { ranges: kept(piece), fillings: Vec::new(), patched: false };
        let templates = self.masked.holes.iter().filter(|hole| (piece.start..piece.end).contains(&hole.start));
        outline.patched = templates
            .into_iter()
            .any(|hole| hole.kind == HoleKind::TemplateControl || hole.stand_in == holes::StandIn::Blank);
        let holes = &self.fragment.holes;
        let first = holes.partition_point(|hole| hole.start < piece.start);
        let last = holes.partition_point(|hole| hole.start < piece.end);
        if first == last {
            return Some(outline);
        }
        let significant = piece.tokens.iter().filter(|token| token.kind != TokenKind::Comment).copied();
        let significant = significant.collect::<Vec<_>>();
        let context = Context { text, tokens: &significant, dialect: self.reading.dialect };
        let is_hole =
            |token: &Token| holes[first..last].iter().any(|hole| hole.start <= token.start && token.end <= hole.end);
        let only_holes = significant.iter().all(is_hole);
        for (hole, slot) in holes[first..last].iter().zip(&mut slots[first..last]) {
            let index = significant.partition_point(|token| token.end <= hole.start);
            let Some(token) = significant.get(index).filter(|token| token.start <= hole.start) else { continue };
            let whole = token.start == hole.start && token.end == hole.end;
            let (found, stand_in) = context.slot(index, whole);
            *slot = if only_holes { Slot::Statement } else { found };
            outline.patched |= found == Slot::Clause;
            if whole {
                outline.fillings.push(Filling { range: hole.start..hole.end, slot: found, stand_in });
            }
        }
        (!only_holes).then_some(outline)
    }

    fn parse_and_lower(&self, outline: &Outline) -> Result<Vec<Statement>, String> {
        let text = &*self.masked.text;
        if outline.fillings.is_empty() {
            return self.climb(text, &outline.ranges, parse::ladder(self.reading.dialect));
        }
        let near = &parse::ladder(self.reading.dialect)[..2.min(parse::ladder(self.reading.dialect).len())];
        let mut first_error = None;
        for variant in variants(text, &outline.fillings) {
            match self.climb(&variant, &outline.ranges, near) {
                Ok(statements) => return Ok(statements),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        Err(first_error.unwrap_or_default())
    }

    /// Reads with the first dialect that can. The error is that of the dialect asked for.
    fn climb(&self, text: &str, ranges: &[Range<usize>], dialects: &[Dialect]) -> Result<Vec<Statement>, String> {
        let mut first_error = None;
        for &dialect in dialects {
            let parsed = Tokens::read(text, ranges, dialect)
                .and_then(|tokens| tokens.parse(text, self.fragment, dialect, false));
            match parsed {
                Ok(parsed) => return Ok(self.lower_all(&parsed)),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        Err(first_error.unwrap_or_default())
    }

    pub(super) fn lower_all(&self, parsed: &Parsed) -> Vec<Statement> {
        parsed.trees.iter().map(|(tree, run)| self.lower(tree, run, parsed)).collect()
    }

    fn lower(&self, tree: &sqlparser::ast::Statement, run: &Run, parsed: &Parsed) -> Statement {
        let spans = &parsed.spans;
        let mut statement = self.statement(spans, run, parsed.dialect);
        lower::lower(tree, run, spans, &mut statement);
        statement.definitions = definitions::read(spans, run, parsed.dialect);
        results::fill(&mut statement);
        statement
    }

    /// A statement that nobody understands: its first words are all that is known.
    fn opaque(&self, tokens: &[Token]) -> Statement {
        let bytes = tokens.iter().filter(|token| token.kind != TokenKind::Comment).map(|token| token.start..token.end);
        let spans = Spans::new(&self.masked.text, self.fragment, bytes.collect());
        let mut statement = self.statement(&spans, &(0..spans.len()), self.reading.dialect);
        statement.opaque = true;
        statement.definitions = definitions::read(&spans, &(0..spans.len()), self.reading.dialect);
        statement
    }

    fn statement(&self, spans: &Spans, run: &Run, dialect: Dialect) -> Statement {
        let opening = Opening::read(spans, run);
        Statement {
            verb_span: spans.place(&opening.run),
            undo: spans.bytes(run).start >= self.undo_from,
            ..Statement::new(opening.kind, dialect, self.reading.origin, opening.verb, spans.place(run))
        }
    }

    fn placeholders(&self, piece: &Piece, statement: Option<usize>, found: &mut Vec<Placeholder>) {
        let text = self.fragment.text.as_str();
        let first = found.len();
        let mut add = |start: usize, end: usize, quoted: bool| {
            found.push(Placeholder {
                text: text.get(start..end).unwrap_or_default().to_string(),
                span: self.fragment.host_span(start, end),
                quoted,
                statement,
            });
        };
        let inside = self.masked.holes.iter().filter(|hole| (piece.start..piece.end).contains(&hole.start));
        for hole in inside {
            if matches!(hole.kind, HoleKind::Placeholder(_)) {
                add(hole.start, hole.end, hole.quoted);
            }
        }
        if self.reading.origin == Origin::Embedded {
            for token in piece.tokens.iter().filter(|token| token.kind == TokenKind::String) {
                let content = text.get(token.start + 1..token.end.saturating_sub(1)).unwrap_or_default();
                let bare = content.trim_matches('%');
                if is_plain_placeholder(bare) {
                    let start = token.start + 1 + (content.len() - content.trim_start_matches('%').len());
                    add(start, start + bare.len(), true);
                }
            }
        }
        found[first..].sort_by_key(|placeholder| placeholder.span);
    }
}

/// `?`, `$1`, `:name`: as the whole content of a string, most likely meant to be bound.
fn is_plain_placeholder(content: &str) -> bool {
    let named = |name: &str, test: fn(&char) -> bool| !name.is_empty() && name.chars().all(|c| test(&c));
    content == "?"
        || content.strip_prefix('$').is_some_and(|name| named(name, char::is_ascii_digit))
        || content.strip_prefix(':').is_some_and(|name| named(name, |c| c.is_ascii_alphabetic() || *c == '_'))
}

/// What is left of a piece without the elided rows.
fn kept(piece: &Piece) -> Vec<Range<usize>> {
    let mut kept = Vec::with_capacity(piece.elided.len() + 1);
    let mut from = piece.start;
    for gap in &piece.elided {
        kept.push(from..gap.start);
        from = gap.end;
    }
    kept.push(from..piece.end);
    kept
}

impl Filling {
    pub fn is_optional(&self) -> bool {
        self.stand_in == StandIn::Nothing
    }
}
