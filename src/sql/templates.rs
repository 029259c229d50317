//! Where the holes of template languages end: Jinja and Go templates, `str.format`, printf.

use super::holes::Style;
use super::tokens::{TokenKind, is_word_byte};

/// A template longer than this is taken for an accident of braces.
const LONGEST_TEMPLATE: usize = 16 * 1024;

/// The end of `%s`, `%d`, `%.2f`, `%[1]s` or `%(name)s` at `start`.
pub(super) fn percent_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    let closing = match bytes.get(at) {
        Some(b'(') => Some(b')'),
        Some(b'[') => Some(b']'),
        _ => None,
    };
    if let Some(closing) = closing {
        let inside =
            bytes[at + 1..].iter().take(100).position(|&byte| !is_word_byte(byte) && byte != b'.' && byte != b'-')?;
        at += 1 + inside;
        if inside == 0 || bytes[at] != closing {
            return None;
        }
        at += 1;
    } else {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.') && at < start + 8 {
            at += 1;
        }
    }
    bytes.get(at).filter(|byte| b"sdifruvqtxc".contains(byte)).map(|_| at + 1)
}

/// The template that opens at `start`, or how far it was read in vain.
pub(super) fn template_end(bytes: &[u8], start: usize) -> Result<(TokenKind, usize), usize> {
    let after = |offset: usize| bytes.get(start + offset).copied().unwrap_or(0);
    match (bytes[start], after(1)) {
        (b'{', b'{') => expression_end(bytes, start).map(|end| {
            let inside = bytes[start + 2..end].trim_ascii_start();
            let inside = inside.strip_prefix(b"-").unwrap_or(inside).trim_ascii_start();
            let word = inside.iter().position(|byte| !byte.is_ascii_alphabetic()).map_or(inside, |n| &inside[..n]);
            let go = matches!(word, b"if" | b"else" | b"end" | b"range" | b"with" | b"define" | b"block");
            // `/*` opens a comment in Go; `#`, `/` and `!` are Handlebars.
            let control = go || matches!(inside.first(), Some(b'/' | b'!' | b'#'));
            (if control { TokenKind::TemplateControl } else { TokenKind::Template }, end)
        }),
        (b'{', sign @ (b'%' | b'#')) => {
            let limit = bytes.len().min(start + LONGEST_TEMPLATE);
            let found =
                bytes.get(start + 2..limit).unwrap_or_default().windows(2).position(|pair| pair == [sign, b'}']);
            found.map(|n| (TokenKind::TemplateControl, start + 2 + n + 2)).ok_or(limit)
        }
        (b'{', _) => brace_end(bytes, start).map(|end| (TokenKind::Template, end)).ok_or(start + 1),
        (_, b'{') => brace_end(bytes, start + 1).map(|end| (TokenKind::Template, end)).ok_or(start + 1),
        _ => Err(start),
    }
}

/// `{name}`, `{0}`, `{}`, `{a.b}`, `{name:>8}`, `{name!r}`, `{name:Type}`; but no literal such as `{'a': 1}`.
pub(super) fn brace_end(bytes: &[u8], open: usize) -> Option<usize> {
    let length = bytes.get(open + 1..)?.iter().take(200).position(|byte| *byte == b'}')?;
    let inside = &bytes[open + 1..open + 1 + length];
    let name = inside.iter().position(|byte| matches!(byte, b':' | b'!' | b',')).map_or(inside, |n| &inside[..n]);
    let named = name.iter().all(|&byte| is_word_byte(byte) || matches!(byte, b'.' | b'[' | b']' | b'-'));
    // `{fn now()}` and `{d '2024-01-01'}` are ODBC escapes, `{a: 1}` is a struct.
    let plain = inside.iter().all(|byte| !matches!(byte, b' ' | b'\n' | b'\'' | b'{' | b';'));
    (named && plain).then_some(open + length + 2)
}

/// The end of `{{ … }}`: brackets balance, and no comma stands free as in the array literal `{{1,2},{3,4}}`.
fn expression_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let limit = bytes.len().min(start + LONGEST_TEMPLATE);
    let (mut at, mut depth, mut quote) = (start + 2, 0usize, 0u8);
    if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return Err(at);
    }
    while at < limit {
        match bytes[at] {
            byte if quote != 0 => quote = if byte == quote { 0 } else { quote },
            byte @ (b'\'' | b'"' | b'`') => quote = byte,
            b'}' if depth == 0 => {
                return if bytes.get(at + 1) == Some(&b'}') { Ok(at + 2) } else { Err(at) };
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Err(at),
            },
            b',' if depth == 0 => return Err(at),
            _ => {}
        }
        at += 1;
    }
    Err(limit)
}

pub(super) fn control_words(written: &str) -> &str {
    let inner = &written[2..written.len() - 2];
    inner.trim_matches(['-', '+', '~']).trim()
}

/// The name or the expression of `{{ … }}`, `{name}`, `${name}`, `{name:format}`.
pub(super) fn template_name(written: &str) -> Option<String> {
    let name = match written.starts_with("{{") {
        true => control_words(written),
        false => {
            let inner = written.trim_start_matches(['$', '#', '{']).trim_end_matches('}');
            inner.split([':', '!', ',']).next().unwrap_or("")
        }
    };
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

pub(super) fn placeholder_style(written: &str) -> (Style, Option<String>) {
    let bytes = written.as_bytes();
    let (style, name) = match bytes[0] {
        b'$' => (Style::Dollar, &written[1..]),
        b':' => (Style::Colon, written[1..].trim_start_matches('.').trim_matches(['\'', '"'])),
        b'@' => (Style::At, &written[1..]),
        b'%' if bytes.get(1) == Some(&b'(') => (Style::NamedPercent, &written[2..written.len() - 2]),
        b'%' => (Style::Percent, ""),
        _ => (Style::QuestionMark, &written[1..]),
    };
    (style, Some(name.to_owned()).filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printf_conversions_end() {
        let end = |text: &str| percent_end(text.as_bytes(), 0);
        assert_eq!(["%s", "%.2f", "%[1]s", "%(a.b)s x", "%5d"].map(end), [Some(2), Some(4), Some(5), Some(7), Some(3)]);
        assert_eq!(["%", "%%", "% s", "%(a b)s", "%()s", "%(a", "%k"].map(end), [None; 7]);
    }

    #[test]
    fn braces_hold_names() {
        let end = |text: &str| brace_end(text.as_bytes(), 0);
        assert_eq!(
            ["{a}", "{}", "{0!r}", "{a.b[0]}", "{n:>8}"].map(end),
            [Some(3), Some(2), Some(5), Some(8), Some(6)]
        );
        assert_eq!(["{", "{'a': 1}", "{fn now()}", "{a: 1}", "{a;}", "{{a}"].map(end), [None; 6]);
    }

    #[test]
    fn templates_end_or_say_where_they_failed() {
        let end = |text: &str| template_end(text.as_bytes(), 0);
        assert_eq!(end("{{ f({'a': '}}'}) }} }}"), Ok((TokenKind::Template, 20)));
        assert_eq!(end("{{#if a}}"), Ok((TokenKind::TemplateControl, 9)));
        assert_eq!(end("{{ ending }}"), Ok((TokenKind::Template, 12)));
        assert_eq!(end("{%- if '%' %}"), Ok((TokenKind::TemplateControl, 13)));
        assert_eq!(end("{{1,2}}"), Err(2));
        assert_eq!(end("{{a,b}}"), Err(3));
        assert_eq!(end("{{ a"), Err(4));
        assert!(end(&format!("{{{{{}}}}}", "a".repeat(20_000))).is_err());
    }
}
