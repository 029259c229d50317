//! Expressions in one form, so that what a query writes can be compared with what an index holds: names in lower case
//! and without their tables, no needless brackets, no casts that change nothing.

use crate::project::catalog::{Table, TypeFamily};

/// Longer ones are compared by nothing but their text.
const MOST_TOKENS: usize = 200;

/// The one form of an expression over a table's columns.
pub fn canonical(text: &str, table: &Table) -> String {
    let mut tokens = tokens(text);
    if tokens.len() > MOST_TOKENS {
        return tokens.concat();
    }
    tokens = without_qualifiers(tokens);
    tokens = with_short_casts(tokens);
    loop {
        let before = tokens.len();
        tokens = without_brackets(tokens);
        tokens = without_idle_casts(tokens, table);
        if tokens.len() == before {
            return tokens.join(" ");
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, letter)) = rest.next() {
        let mut end = start + letter.len_utf8();
        let mut take_while = |more: &dyn Fn(char) -> bool| {
            while let Some((at, next)) = rest.next_if(|(_, next)| more(*next)) {
                end = at + next.len_utf8();
            }
        };
        match letter {
            _ if letter.is_whitespace() => continue,
            '\'' | '"' | '`' => {
                take_while(&|next| next != letter);
                if let Some((at, _)) = rest.next() {
                    end = at + 1;
                }
                let written = &text[start..end];
                let name = written.trim_matches(letter);
                found.push(if letter == '\'' { written.to_owned() } else { name.to_lowercase() });
                continue;
            }
            _ if letter.is_alphanumeric() || letter == '_' => take_while(&|next| next.is_alphanumeric() || next == '_'),
            '(' | ')' | ',' | '.' | '[' | ']' => {}
            _ => take_while(&|next| "-><#|:=!@&~*+/%".contains(next)),
        }
        found.push(text[start..end].to_lowercase());
    }
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// `t.email`, `pg_catalog.lower`
fn without_qualifiers(tokens: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let qualified =
            is_word(&token) && kept.len() > 1 && kept[kept.len() - 1] == "." && is_word(&kept[kept.len() - 2]);
        if qualified {
            kept.truncate(kept.len() - 2);
        }
        kept.push(token);
    }
    kept
}

/// `cast(x as t)` is `(x)::t`; types go by one name.
fn with_short_casts(tokens: Vec<String>) -> Vec<String> {
    let mut tokens = tokens;
    while let Some(at) = tokens.windows(2).position(|pair| pair[0] == "cast" && pair[1] == "(") {
        let Some(close) = closing(&tokens, at + 1) else { break };
        let Some(split) = (at + 2..close).rev().find(|&index| tokens[index] == "as") else { break };
        let target = tokens[split + 1..close].to_vec();
        let value = tokens[at + 2..split].to_vec();
        let mut short = vec!["(".to_owned()];
        short.extend(value);
        short.extend([")".to_owned(), "::".to_owned()]);
        short.extend(target);
        tokens.splice(at..=close, short);
    }
    for index in 1..tokens.len() {
        if tokens[index - 1] == "::" {
            let name = match tokens[index].as_str() {
                "int4" | "int" => "integer",
                "int8" => "bigint",
                "int2" => "smallint",
                "character" | "bpchar" if tokens.get(index + 1).is_some_and(|next| next == "varying") => "varchar",
                "bool" => "boolean",
                "float8" => "double",
                "decimal" => "numeric",
                _ => continue,
            };
            tokens[index] = name.to_owned();
            if name == "varchar" {
                tokens.remove(index + 1);
                break;
            }
        }
    }
    tokens
}

fn closing(tokens: &[String], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Brackets around one thing, around the whole, or around a whole argument.
fn without_brackets(mut tokens: Vec<String>) -> Vec<String> {
    let mut at = 0;
    while at < tokens.len() {
        let call =
            at > 0 && is_word(&tokens[at - 1]) && !matches!(tokens[at - 1].as_str(), "and" | "or" | "not" | "in");
        if tokens[at] != "(" || call {
            at += 1;
            continue;
        }
        let Some(close) = closing(&tokens, at) else { break };
        let opens = at == 0 || matches!(tokens[at - 1].as_str(), "(" | ",");
        let ends = tokens.get(close + 1).is_none_or(|next| matches!(next.as_str(), ")" | ","));
        let whole_call = close > at + 2
            && is_word(&tokens[at + 1])
            && tokens[at + 2] == "("
            && closing(&tokens, at + 2) == Some(close - 1);
        if close == at + 2 || opens && ends || whole_call {
            tokens.remove(close);
            tokens.remove(at);
        } else {
            at += 1;
        }
    }
    tokens
}

/// `email::text` of a varchar column, `'k'::text`
fn without_idle_casts(tokens: Vec<String>, table: &Table) -> Vec<String> {
    let is_text = |token: &str| {
        token.starts_with('\'')
            || table.column(token).is_some_and(|column| {
                matches!(column.ty.family, TypeFamily::Varchar | TypeFamily::Text) && !column.ty.array
            })
    };
    let is_date = |token: &str| table.column(token).is_some_and(|column| column.ty.family == TypeFamily::Date);
    let mut kept: Vec<String> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let value = kept.last().map(String::as_str).unwrap_or_default();
        let idle = token == "::"
            && match rest.peek().map(String::as_str) {
                Some("text" | "varchar") => is_text(value),
                Some("date") => is_date(value),
                _ => false,
            };
        match idle {
            true => drop(rest.next()),
            false => kept.push(token),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::serve::tests::table;
    use super::*;

    #[test]
    fn the_same_is_the_same_however_written() {
        let users = table();
        let same = |first: &str, second: &str| canonical(first, &users) == canonical(second, &users);
        assert!(same("lower((email)::text)", "LOWER(u.email)"));
        assert!(same("(data ->> 'n'::text)::integer", "CAST(u.data->>'n' AS int)"));
        assert!(same("lower(\"email\")", "lower(email)"));
        assert!(!same("(data->>'n')::int", "(data->>'n')::bigint"));
        assert!(!same("data->'n'", "data->>'n'"));
        assert!(!same("lower(trim(email))", "lower(email)"));
        assert!(!same("age::text", "age"), "this cast makes another order");
        assert!(!same("(age + 1) * 2", "age + 1 * 2"));
    }
}
