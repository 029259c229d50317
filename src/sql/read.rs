//! A text to its statements: masked, split, and each statement parsed by the first dialect that understands it.

use std::ops::Range;

use super::definitions;
use super::holes::mask;
use super::kind::Opening;
use super::lexing::Lexing;
use super::parse::{self, Parsed, Tokens, with_stack};
use super::rows::{elide_rows, shape};
use super::spans::{Run, Spans};
use super::split::{Piece, PieceKind, down_section, pieces};
use super::tokens::{Token, TokenKind};
use super::{Reading, Text};
use crate::extract::{Statement, Unparsed};
use crate::fact::{Dialect, Origin};
use crate::text::Fragment;

/// Rows of a long VALUES list that are read; the others are like them.
const ROWS_READ: usize = 3;

pub struct Reader<'t> {
    fragment: &'t Fragment,
    reading: &'t Reading,
    /// The fragment's text with placeholders and templates covered by what a parser reads.
    masked: &'t str,
    /// The offset from which a migration undoes itself.
    undo_from: usize,
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
        let reader = Reader { fragment, reading, masked: &masked.text, undo_from };
        let mut text = Text::default();
        for piece in pieces(reader.masked, &lexing) {
            if piece.kind == PieceKind::Statement {
                reader.read_piece(&piece, &mut text);
            }
        }
        text
    }

    fn read_piece(&self, piece: &Piece, text: &mut Text) {
        let elided = elide_rows(self.masked, &piece.tokens, ROWS_READ).unwrap_or_default();
        let ranges = kept(piece, &elided);
        let shape = shape(self.masked, &piece.tokens);
        let outcome = match parse::refuse(shape) {
            Some(reason) => Err(reason.to_string()),
            None => with_stack(parse::is_large(shape), || self.parse_and_lower(&ranges))
                .unwrap_or_else(|| Err("it is too large".to_string())),
        };
        match outcome {
            Ok(statements) => text.statements.extend(statements),
            Err(error) => {
                let statement = self.opaque(&piece.tokens);
                text.unparsed.push(Unparsed { span: statement.span, error });
                text.statements.push(statement);
            }
        }
    }

    fn parse_and_lower(&self, ranges: &[Range<usize>]) -> Result<Vec<Statement>, String> {
        let parsed = self.parse(ranges)?;
        Ok(parsed.trees.iter().map(|(tree, run)| self.lower(tree, run, &parsed)).collect())
    }

    /// The first dialect of the ladder that reads the text. The error is that of the dialect asked for.
    fn parse(&self, ranges: &[Range<usize>]) -> Result<Parsed<'t>, String> {
        let mut first_error = None;
        for &dialect in parse::ladder(self.reading.dialect) {
            let parsed = Tokens::read(self.masked, ranges, dialect)
                .and_then(|tokens| tokens.parse(self.masked, self.fragment, dialect, false));
            match parsed {
                Ok(parsed) => return Ok(parsed),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        Err(first_error.unwrap_or_default())
    }

    fn lower(&self, tree: &sqlparser::ast::Statement, run: &Run, parsed: &Parsed<'t>) -> Statement {
        let spans = &parsed.spans;
        let mut statement = self.statement(spans, run, parsed.dialect);
        statement.definitions = definitions::read(spans, run, parsed.dialect);
        statement
    }

    /// A statement that nobody understands: its first words are all that is known.
    fn opaque(&self, tokens: &[Token]) -> Statement {
        let bytes = tokens.iter().filter(|token| token.kind != TokenKind::Comment).map(|token| token.start..token.end);
        let spans = Spans::new(self.masked, self.fragment, bytes.collect());
        let mut statement = self.statement(&spans, &(0..spans.len()), self.reading.dialect);
        statement.opaque = true;
        statement.definitions = definitions::read(&spans, &(0..spans.len()), self.reading.dialect);
        statement
    }

    fn statement(&self, spans: &Spans, run: &Run, dialect: Dialect) -> Statement {
        let opening = Opening::read(spans, run);
        Statement {
            kind: opening.kind,
            dialect,
            origin: self.reading.origin,
            verb: opening.verb,
            verb_span: spans.place(&opening.run),
            span: spans.place(run),
            undo: spans.bytes(run).start >= self.undo_from,
            opaque: false,
            definitions: Default::default(),
        }
    }
}

/// What is left of a piece without the elided rows.
fn kept(piece: &Piece, elided: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut kept = Vec::with_capacity(elided.len() + 1);
    let mut from = piece.start;
    for gap in elided {
        kept.push(from..gap.start);
        from = gap.end;
    }
    kept.push(from..piece.end);
    kept
}
