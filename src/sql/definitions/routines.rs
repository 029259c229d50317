//! CREATE FUNCTION and CREATE PROCEDURE: whose rights they run with, and text they execute unquoted.

use super::super::lexing::Lexing;
use super::super::tokens::{Token, TokenKind, lex};
use super::cursor::{Cursor, holds};
use crate::extract::Routine;
use crate::text::Span;

/// Functions whose result can stand in SQL text: PostgreSQL's own quoting, and `format`, whose `%I` and `%L` quote.
const QUOTING: &[&str] =
    &["quote_ident", "quote_literal", "quote_nullable", "format", "coalesce", "array_to_string", "string_agg"];

/// Casts to types whose text cannot carry SQL.
const SAFE_TYPES: &[&str] =
    &["regclass", "regproc", "regtype", "int", "int4", "int8", "integer", "bigint", "numeric", "uuid", "date", "oid"];

pub fn create(cursor: &mut Cursor<'_>) -> Option<Routine> {
    cursor.accept_words(&["IF", "NOT", "EXISTS"]);
    let (name, span) = cursor.name()?;
    let words = cursor.outer_words(cursor.position() + cursor.rest().len());
    let body = cursor.rest().iter().find(|token| token.kind == TokenKind::DollarString).copied();
    Some(Routine {
        name,
        span,
        security_definer: holds(&words, &["SECURITY", "DEFINER"]),
        pins_search_path: holds(&words, &["SET", "SEARCH_PATH"]),
        unquoted_execute: body.and_then(|body| unquoted_execute(cursor, &body)),
    })
}

/// The first variable that a PL/pgSQL body puts between strings and executes, without quoting it.
fn unquoted_execute(cursor: &Cursor<'_>, body: &Token) -> Option<Span> {
    let whole = cursor.text_of(body);
    let tag = whole[1..].find('$')? + 2;
    let code = whole.get(tag..whole.len().checked_sub(tag)?)?;
    let tokens: Vec<Token> =
        lex(code, &Lexing::postgres()).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    let executes = tokens.iter().enumerate().filter(|(_, token)| token.is_word(code, "EXECUTE"));
    for (index, _) in executes {
        let end = tokens[index..]
            .iter()
            .position(|token| {
                token.is_punctuation(code, b';')
                    || ["INTO", "USING", "LOOP"].iter().any(|word| token.is_word(code, word))
            })
            .map_or(tokens.len(), |length| index + length);
        if let Some(operand) = unquoted_operand(code, &tokens[index + 1..end]) {
            let at = body.start + tag;
            return Some(cursor.locate(at + operand.start, at + operand.end));
        }
    }
    None
}

/// An operand of `||` that is a bare variable, beside at least one string.
fn unquoted_operand(code: &str, expression: &[Token]) -> Option<Token> {
    let operands: Vec<&[Token]> = expression
        .split(|token| token.kind == TokenKind::Operator && token.text(code) == "||")
        .map(|operand| {
            let is_bracket = |token: &&Token| token.is_punctuation(code, b'(') || token.is_punctuation(code, b')');
            let start = operand.iter().take_while(is_bracket).count();
            &operand[start..]
        })
        .collect();
    if operands.len() < 2 {
        return None;
    }
    operands.into_iter().find_map(|operand| {
        let first = operand.first()?;
        let name = first.text(code).to_ascii_lowercase();
        let is_call = operand.get(1).is_some_and(|token| token.is_punctuation(code, b'('));
        let is_cast = operand.windows(2).any(|pair| {
            pair[0].text(code) == "::" && SAFE_TYPES.contains(&pair[1].text(code).to_ascii_lowercase().as_str())
        });
        // What the trigger machinery sets cannot be chosen by a caller.
        let is_trigger_variable = name.starts_with("tg_");
        let bare = first.kind == TokenKind::Word && !(is_call && QUOTING.contains(&name.as_str()));
        (bare && !is_cast && !is_trigger_variable && !is_call).then_some(*first)
    })
}
