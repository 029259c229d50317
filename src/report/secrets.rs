//! What looks like a password is not shown, neither in lines of code nor in what is said about them. Reports travel
//! further than the code they are about.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::finding::Finding;

// Words and white space are those of ASCII (`(?-u:\w)`): with all others an expression is slow to compile, and every run
// that finds something compiles it.

/// The end of a name that holds a secret, and the sign that gives it its value.
const NAMED: &str = r#"(?i)(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)(?-u:[\w-])*["'`\])]*(?-u:\s)*(?::=|=>|==|=|:)(?-u:\s)*[a-z]{0,2}"#;
/// A text in quotes, and what is in it.
const QUOTED: &str = r#"(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)"#;

/// The groups of these are secrets.
static SECRETS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // postgres://user:secret@host
        r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@'"`]*:([^\s'"`]+)@"#,
        &format!("{NAMED}{QUOTED}"),
        // os.environ.get("PASSWORD", "secret")
        &format!(r#"(?i)(?:env|getenv|environ\.get)(?-u:\w*\(\s*)["'](?-u:[\w-])*(?:passw|pwd|secret|token|key)(?-u:[\w-])*["'](?-u:\s*,\s*){QUOTED}"#),
        // host=db user=app password=secret; Server=db;Pwd=secret
        r#"(?i)\b(?:host|hostaddr|server|data source|user|uid|user id|dbname|database|port)=[^\s,]+[^,\n]*?\b(?:password|passwd|pwd)=([^\s;&'",(){}]+)(?:[\s;&'"]|$)"#,
        r#"(?i)\b(?:password|passwd|pwd)=([^\s;&'",(){}]+)[\s;&][^,\n]*?\b(?:host|hostaddr|server|data source|user|uid|user id|dbname|database|port)="#,
        // CREATE ROLE app PASSWORD 'secret'; CREATE USER app IDENTIFIED BY 'secret'
        r"(?i)\bPASSWORD\s+'((?:[^']|'')*)'",
        r#"-----BEGIN [A-Z ]*PRIVATE KEY-----([^-'"]+)"#,
        // AKIA…, ghp_…, sk_live_…, xoxb-…: keys that tell themselves
        r"(?-u)\b((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{30,}|github_pat_\w{30,}|[sr]k_live_\w{16,}|xox[abpr]-[\w-]{10,})",
        r"(?i)\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS)\s+(?:PASSWORD\s+)?'((?:[^']|'')*)'",
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).expect("it is written here"))
    .collect()
});

/// A place that a program fills in: no secret, and what a finding may be about.
static HOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"%s|%\(\w+\)s|[$#]?\{+[^}]*\}+|^(?:\?|[:$@]\w+|<[^>]*>)$").expect("it is written here")
});

/// The text with its secrets covered, as long as before in bytes and in characters: what is underlined stays so.
pub fn masked(text: &str) -> Cow<'_, str> {
    let secrets: Vec<Range<usize>> = SECRETS.iter().flat_map(|pattern| literals(pattern, text)).collect();
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let letter = |(at, letter): (usize, char)| {
        if secrets.iter().any(|secret| secret.contains(&at)) { cover(letter) } else { letter }
    };
    Cow::Owned(text.char_indices().map(letter).collect())
}

/// What a pattern takes for a secret, without the holes in it.
fn literals(pattern: &Regex, text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for captures in pattern.captures_iter(text) {
        for secret in captures.iter().skip(1).flatten() {
            let mut from = secret.start();
            for hole in HOLE.find_iter(secret.as_str()) {
                found.push(from..secret.start() + hole.start());
                from = secret.start() + hole.end();
            }
            found.push(from..secret.end());
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

/// Something of the same length.
fn cover(letter: char) -> char {
    match (letter, letter.len_utf8()) {
        ('\n' | '\r', _) => letter,
        (_, 1) => '*',
        (_, 2) => '·',
        (_, 3) => '•',
        _ => '🔒',
    }
}

/// Covers the secrets in all that findings say. A change of the text that holds one is left out.
pub fn mask(findings: &mut [Finding]) {
    for finding in findings {
        let related = finding.related.iter_mut().map(|label| &mut label.text);
        let claims = finding.evidence.iter_mut().map(|evidence| &mut evidence.claim);
        let own = [&mut finding.message, &mut finding.help, &mut finding.primary.text];
        for text in own.into_iter().chain(related).chain(claims) {
            if let Cow::Owned(masked) = masked(text) {
                *text = masked;
            }
        }
        let is_open = |text: &str| matches!(masked(text), Cow::Borrowed(_));
        finding.fix.take_if(|fix| !fix.edits.iter().all(|edit| is_open(&edit.text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_covered() {
        for (text, shown) in [
            ("connect('postgres://app:hunter2@db:5432/shop')", "connect('postgres://app:*******@db:5432/shop')"),
            ("{'secret': 'pa$$word?'}", "{'secret': '*********'}"),
            ("mysql+pymysql://root:a/b@c@host/db", "mysql+pymysql://root:*****@host/db"),
            ("DB_PASSWORD = \"hün😀t…\"", "DB_PASSWORD = \"*·*🔒*•\""),
            ("{'password': r'x\\'y'}", "{'password': r'****'}"),
            ("os.environ.get('DB_PASSWORD', 'hunter2')", "os.environ.get('DB_PASSWORD', '*******')"),
            ("\"host=db user=app password=hunter2 dbname=x\"", "\"host=db user=app password=******* dbname=x\""),
            ("\"password=hunter2 host=db\"", "\"password=******* host=db\""),
            ("Server=db;Uid=app;Pwd=hunter2;", "Server=db;Uid=app;Pwd=*******;"),
            ("CREATE ROLE app LOGIN PASSWORD 'o''k'", "CREATE ROLE app LOGIN PASSWORD '****'"),
            ("k = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n'", "k = '-----BEGIN RSA PRIVATE KEY-----\n****\n'"),
            ("send('AKIAIOSFODNN7EXAMPLE', 1)", "send('********************', 1)"),
            ("CREATE USER a IDENTIFIED BY 'pw'", "CREATE USER a IDENTIFIED BY '**'"),
            ("UPDATE users SET password = 'pw{suffix}' WHERE", "UPDATE users SET password = '**{suffix}' WHERE"),
        ] {
            assert_eq!(masked(text), shown);
            assert_eq!(masked(text).len(), text.len());
        }
    }

    #[test]
    fn what_is_filled_in_and_what_is_code_stays() {
        for text in [
            "SELECT id FROM users WHERE password = %s AND token = :token",
            "f\"SELECT id FROM users WHERE password = '{password}'\"",
            "postgres://{user}:{password}@{host}/shop",
            "connect(host=HOST, user=USER, password=settings.PASSWORD, port=1)",
            "SET password = ':pw', token = '$1'",
            "password varchar(200) NOT NULL DEFAULT ''",
            "WHERE user=1 AND password=crypt($2, password)",
            "see https://example.com:8080/a",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
