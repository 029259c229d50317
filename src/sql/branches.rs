//! Template control in a text to be masked: which branches are read, and which are left out.

use super::holes::{Hole, HoleKind, Mask, StandIn};
use super::templates::control_words;
use super::tokens::Token;

/// A branch being left out.
pub(super) struct Skipped {
    opening: Token,
    /// The blocks opened since.
    depth: usize,
}

impl Mask<'_> {
    /// Control leaves no trace but spaces. Of branches the first is read; of `{% set x %}…{% endset %}` nothing,
    /// and of what is guarded by `loop.last` nothing: it is the comma between the rounds.
    pub(super) fn control(&mut self, token: Token) {
        let written = token.text(self.text);
        let inner = control_words(written);
        if written.starts_with("{#") || inner.starts_with("/*") {
            if self.skipped.is_none() {
                self.blank(token.start, token.end, "");
            }
            return;
        }
        let word = inner.trim_start_matches(['#', '/']);
        let word = word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
        let closes =
            matches!(word, "endif" | "endfor" | "endset" | "end" | "endwith" | "endblock") || inner.starts_with('/');
        let block = matches!(word, "if" | "for" | "range" | "with" | "define" | "block") || inner.starts_with('#');
        let opens = !closes && (block || word == "set" && !inner.contains('='));
        match &mut self.skipped {
            Some(skipped) if opens => skipped.depth += 1,
            Some(skipped) if closes && skipped.depth > 0 => skipped.depth -= 1,
            Some(skipped) if closes => {
                let start = skipped.opening.start;
                self.skipped = None;
                self.blank(start, token.end, inner);
            }
            Some(_) => {}
            None if matches!(word, "else" | "elif" | "elsif")
                || opens && (word == "set" || inner.contains("loop.")) =>
            {
                self.skipped = Some(Skipped { opening: token, depth: 0 });
                self.fill(token.start, token.end, "");
            }
            None => self.blank(token.start, token.end, inner),
        }
    }

    /// A branch that never ended was none.
    pub(super) fn finish_branches(&mut self) {
        if let Some(Skipped { opening, .. }) = self.skipped.take() {
            self.blank(opening.start, opening.end, control_words(opening.text(self.text)));
            self.holes.sort_by_key(|hole| hole.start);
        }
    }

    fn blank(&mut self, start: usize, end: usize, name: &str) {
        self.fill(start, end, "");
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let kind = HoleKind::TemplateControl;
        self.holes.push(Hole { start, end, kind, name, quoted: false, identifier: false, stand_in: StandIn::Blank });
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::holes::mask;
    use crate::sql::lexing::Lexing;

    /// The words that are left, and what the holes were.
    fn read(text: &str) -> (String, Vec<&str>) {
        let masked = mask(text, &Lexing::generic());
        assert_eq!(masked.text.len(), text.len());
        let holes = masked.holes.iter().map(|hole| &text[hole.start..hole.end]).collect();
        (masked.text.split_whitespace().collect::<Vec<_>>().join(" "), holes)
    }

    #[test]
    fn the_first_branch_is_read() {
        let (left, holes) =
            read("SELECT a {% if x %}, b{% elif y %}, c;{% if z %}d{% endif %}{% else %}{# ' #}{% endif %} FROM t");
        assert_eq!(left, "SELECT a , b FROM t");
        assert_eq!(holes.len(), 2);
        assert!(holes[1].starts_with("{% elif y ") && holes[1].ends_with("{# ' #}{% endif %}"));
        let (left, _) = read("SELECT {{if .A}} a {{ else }} {{ range .B }} b {{ end }} {{end}} FROM t");
        assert_eq!(left, "SELECT a FROM t");
        assert_eq!(read("SELECT {{#if a}} a {{else}} b {{/if}} FROM t").0, "SELECT a FROM t");
    }

    #[test]
    fn a_branch_that_never_ends_is_read() {
        assert_eq!(read("SELECT 1 {% else %} FROM t"), ("SELECT 1 FROM t".into(), vec!["{% else %}"]));
    }

    #[test]
    fn what_is_set_is_not_read() {
        let (left, holes) = read("{% set q %}SELECT 1; {% if a %}{% endif %}{% endset %}{% set b = 2 %} SELECT 2");
        assert_eq!((left.as_str(), holes.len()), ("SELECT 2", 2));
        assert_eq!(read("{% macro m(a) %} SELECT 1 {% endmacro %}").0, "SELECT 1");
    }

    #[test]
    fn the_comma_between_rounds_is_left_out() {
        let (left, _) = read("SELECT {% for c in cs %} a {% if not loop.last %} , {% endif %} {% endfor %} FROM t");
        assert_eq!(left, "SELECT a FROM t");
    }
}
