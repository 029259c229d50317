//! Where a text repeats something, as far as a glance can tell: the bodies of loops, closures and comprehensions. A file
//! is not parsed for this; a region too many costs a look, one too few a finding.

use std::ops::Range;

/// How far around a comprehension or a lambda the names it repeats may stand.
const AROUND: usize = 400;

/// What calls a closure once at most: methods of `Option` and `Result`.
const ONCE: &[&str] = &["_err", "_else", "and_then", "is_some_and", "is_ok_and", "is_none_or"];

/// The parts of a program that may run more than once.
pub fn regions(path: &str, text: &str) -> Vec<Range<usize>> {
    match path.rsplit('.').next() {
        Some("py" | "pyi") => by_indentation(text),
        Some("rs") => by_brackets(text, &["(|", "move |", "async |"]),
        _ => by_brackets(text, &["=>", "function (", "function("]),
    }
}

fn by_indentation(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // The loops that are open: how far they are indented, and where they begin.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let is_code = !words.is_empty() && !words.starts_with('#');
        while is_code && open.last().is_some_and(|(outer, _)| indent <= *outer) {
            found.extend(open.pop().map(|(_, start)| start..at));
        }
        let words = words.strip_prefix("async ").unwrap_or(words);
        if words.starts_with("for ") || words.starts_with("while ") {
            open.push((indent, at));
        } else if line.contains(" for ") || line.contains("lambda") {
            found.push(at.saturating_sub(AROUND)..at + line.len() + AROUND);
        }
        at += line.len();
    }
    found.extend(open.into_iter().map(|(_, start)| start..text.len()));
    found
}

/// `closures`: the signs by which a closure begins.
fn by_brackets(text: &str, closures: &[&str]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let is_part = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    for word in ["for", "while", "loop", "do"] {
        for (at, _) in text.match_indices(word) {
            let is_word = (at == 0 || !is_part(at - 1)) && !is_part(at + word.len());
            // `impl Trait for Type`
            let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
            if is_word && !line.trim_start().starts_with("impl") {
                found.extend(
                    bytes[at..].iter().position(|&byte| byte == b'{').map(|open| at..closed(bytes, at + open + 1)),
                );
            }
        }
    }
    // A closure may be called for each item of what it is given to, but not if it takes none.
    for sign in closures {
        let all = text.match_indices(*sign).filter(|(at, _)| {
            let takes_none = text[at + sign.len()..].starts_with('|');
            !takes_none && !ONCE.iter().any(|name| text[..*at].ends_with(name))
        });
        // Its parameters are behind it.
        found.extend(all.map(|(at, _)| at..closed(bytes, at + sign.trim_end_matches('(').len())));
    }
    found
}

/// Where the bracket around a place is closed.
fn closed(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return at,
            },
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(path: &str, text: &str, word: &str) -> bool {
        let at = text.find(word).expect("it stands there");
        regions(path, text).iter().any(|region| region.contains(&at))
    }

    #[test]
    fn loops_and_closures_repeat_what_stands_in_them() {
        let rust = "impl Show for Order {\n    fn f() {\n        first();\n        for x in y { second(x); }\n        third();\n        \
                    y.iter().map(|x| { fourth(x) });\n        match z { Some(x) => fifth(x), None => return }\n    }\n}\n";
        let said = ["first", "second", "third", "fourth", "fifth"].map(|word| repeated("a.rs", rust, word));
        assert_eq!(said, [false, true, false, true, false]);
        let script = "async function f() { first(); for (const x of y) { second(x) } third(); y.map(async (x) => fourth(x)); \
                      y.forEach(function (x) { fifth(x) }) }";
        let said = ["first", "second", "third", "fourth", "fifth"].map(|word| repeated("a.ts", script, word));
        assert_eq!(said, [false, true, false, true, true]);
    }

    #[test]
    fn blocks_end_where_their_lines_do() {
        let far = "\n".repeat(AROUND);
        let python = format!(
            "def f():\n    first()\n    for x in y:\n        if x:\n            second()\n\n    third()\n{far}    [fourth(x) for x in y]\n"
        );
        let said = ["first", "second", "third", "fourth"].map(|word| repeated("a.py", &python, word));
        assert_eq!(said, [false, true, false, true]);
    }
}
