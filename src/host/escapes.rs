//! What an escape in a string literal stands for; the rules of C, which Python, Rust and their kin share.

use std::borrow::Cow;

/// The text an escape stands for. What is no escape stands for itself.
pub fn decode(escape: &str, continuation_drops_indent: bool) -> Cow<'_, str> {
    let Some(body) = escape.strip_prefix('\\') else { return Cow::Borrowed(escape) };
    let mut rest = body.chars();
    let Some(first) = rest.next() else { return Cow::Borrowed(escape) };
    let simple = match first {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'a' | 'b' | 'f' | 'v' => " ",
        '\n' => "",
        '\r' if rest.as_str().starts_with('\n') => "",
        '\r' if continuation_drops_indent => "",
        '\\' | '\'' | '"' | '`' | '$' | '{' | '}' | '/' => return Cow::Borrowed(&body[..first.len_utf8()]),
        'x' | 'u' | 'U' => {
            return numbered(rest.as_str().trim_matches(['{', '}']), 16).unwrap_or(Cow::Borrowed(escape));
        }
        '0'..='7' => return numbered(body, 8).unwrap_or(Cow::Borrowed(escape)),
        // A named character: any letter will do.
        'N' => "\u{fffd}",
        _ => return Cow::Borrowed(escape),
    };
    Cow::Borrowed(simple)
}

fn numbered(digits: &str, radix: u32) -> Option<Cow<'static, str>> {
    let code = u32::from_str_radix(&digits.replace('_', ""), radix).ok()?;
    // A zero byte would end the text for some readers.
    char::from_u32(code).filter(|&c| c != '\0').map(|c| Cow::Owned(c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_stand_for_what_they_stand_for() {
        for (written, meant) in
            [("\\n", "\n"), ("\\\"", "\""), ("\\x41", "A"), ("\\u00e9", "é"), ("\\u{1F600}", "😀"), ("\\101", "A")]
        {
            assert_eq!(decode(written, false), meant, "{written}");
        }
        assert_eq!(decode("\\\n", true), "");
        assert_eq!(decode("\\d", false), "\\d", "an unknown escape keeps its backslash");
    }
}
