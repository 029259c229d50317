//! Where a semicolon does not end the statement: the bodies of routines, triggers and scripts.
//! Follows BEGIN, CASE, IF and loops word by word; the splitter asks whether anything is still open.

use super::lexing::Lexing;
use super::tokens::{Token, TokenKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Begin,
    Case,
    If,
    Loop,
}

/// The words that matter here; every other token is `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Begin,
    Transaction,
    End,
    Case,
    If,
    Then,
    Else,
    Loop,
    /// WHILE, FOR, REPEAT: loops that open with another word later, or here when a statement begins with them.
    Repeat,
    LoopHead,
    Do,
    Body,
    Create,
    /// FUNCTION, PROCEDURE
    Routine,
    /// TRIGGER, EVENT
    Trigger,
    Package,
    Declare,
    Object,
    Semicolon,
    Colon,
    Open,
    Close,
    Dot,
    Other,
}

#[derive(Debug, Default)]
pub(super) struct Blocks {
    stack: Vec<Block>,
    tracked: bool,
    /// Still among the first words, where CREATE says what it creates.
    header: bool,
    routine: bool,
    package: bool,
    /// An Oracle body begins with declarations; its BEGIN is still to come.
    awaits_begin: bool,
    /// A T-SQL routine reaches to the end of its batch.
    to_batch_end: bool,
    if_seen: bool,
    loop_seen: bool,
    parens: usize,
    previous: Option<(Mark, usize)>,
}

impl Blocks {
    /// Whether a semicolon here belongs to the body.
    pub(super) fn open(&self) -> bool {
        !self.stack.is_empty() || self.awaits_begin || self.to_batch_end
    }

    /// Whether the end of the text here means that the blocks were misread.
    pub(super) fn unbalanced(&self) -> bool {
        !self.to_batch_end && self.open()
    }

    pub(super) fn read(&mut self, token: Token, text: &str, lexing: &Lexing) {
        if token.kind == TokenKind::Comment {
            return;
        }
        if self.previous.is_some() && !self.header && !self.tracked {
            return;
        }
        let mark = mark(token, text);
        let previous = self.previous.replace((mark, token.end));
        let Some((before, before_end)) = previous else {
            self.open_statement(mark);
            return;
        };
        if self.header {
            self.read_header(mark, lexing);
        }
        if !self.tracked {
            return;
        }
        let same_line = || !text[before_end..token.start].contains('\n');
        match before {
            // BEGIN opens a block only when no transaction begins with it.
            Mark::Begin if !matches!(mark, Mark::Semicolon | Mark::Transaction) => self.push(Block::Begin),
            Mark::End if self.close(mark, same_line()) => {
                self.previous = Some((Mark::Other, token.end));
                return;
            }
            Mark::Dot if token.kind == TokenKind::Word => {
                self.previous = Some((Mark::Other, token.end));
                return;
            }
            Mark::Body => self.read_body(mark, token, text, lexing),
            Mark::Declare => self.awaits_begin |= lexing.plsql && !self.open(),
            _ => {}
        }
        self.read_mark(mark, before);
    }

    fn open_statement(&mut self, mark: Mark) {
        self.header = mark == Mark::Create;
        self.tracked = matches!(mark, Mark::Begin | Mark::If | Mark::Loop | Mark::Repeat | Mark::LoopHead);
        if self.tracked {
            self.read_mark(mark, Mark::Semicolon);
        }
    }

    fn read_header(&mut self, mark: Mark, lexing: &Lexing) {
        match mark {
            Mark::Routine | Mark::Trigger | Mark::Package => {
                self.header = false;
                self.tracked = true;
                self.routine = mark != Mark::Trigger;
                self.package = mark == Mark::Package;
                self.to_batch_end = lexing.batches;
            }
            Mark::Object | Mark::Open => self.header = false,
            _ => {}
        }
    }

    /// After the AS or IS of a routine.
    fn read_body(&mut self, mark: Mark, token: Token, text: &str, lexing: &Lexing) {
        if self.parens > 0 || self.open() || !self.routine {
            return;
        }
        let declares = token.kind == TokenKind::Word && mark != Mark::Begin && !is_header_word(token.text(text));
        if self.package {
            self.package = false;
            self.push(Block::Begin);
        } else if declares && lexing.plsql {
            self.awaits_begin = true;
        }
    }

    fn read_mark(&mut self, mark: Mark, before: Mark) {
        let in_case = self.stack.last() == Some(&Block::Case);
        let begins = !in_case
            && matches!(
                before,
                Mark::Semicolon
                    | Mark::Begin
                    | Mark::Then
                    | Mark::Else
                    | Mark::Do
                    | Mark::Loop
                    | Mark::Repeat
                    | Mark::Colon
            );
        match mark {
            Mark::Case => self.push(Block::Case),
            Mark::If if begins => self.if_seen = true,
            Mark::Then if self.if_seen && !in_case => {
                self.if_seen = false;
                self.push(Block::If);
            }
            Mark::Loop if before != Mark::End && (begins || self.loop_seen) => {
                self.loop_seen = false;
                self.push(Block::Loop);
            }
            Mark::LoopHead if begins => self.loop_seen = true,
            Mark::Do if self.loop_seen => {
                self.loop_seen = false;
                self.push(Block::Loop);
            }
            Mark::Repeat if begins => self.push(Block::Loop),
            Mark::Semicolon => {
                self.if_seen = false;
                self.loop_seen = false;
            }
            Mark::Open => self.parens += 1,
            Mark::Close => self.parens = self.parens.saturating_sub(1),
            _ => {}
        }
    }

    fn push(&mut self, block: Block) {
        self.stack.push(block);
        if block == Block::Begin {
            self.awaits_begin = false;
        }
    }

    /// END, followed by `mark`. Says whether the mark belongs to the END.
    fn close(&mut self, mark: Mark, same_line: bool) -> bool {
        let closes = match mark {
            Mark::If => Some(Block::If),
            Mark::Loop | Mark::Repeat | Mark::LoopHead => Some(Block::Loop),
            Mark::Case => Some(Block::Case),
            _ => None,
        };
        // In T-SQL `END` closes a block and an `IF` on the next line is another statement.
        match closes.filter(|_| same_line) {
            Some(block) => {
                if self.stack.last() == Some(&block) {
                    self.stack.pop();
                }
                true
            }
            None => {
                self.stack.pop();
                false
            }
        }
    }

    /// The statement ends without a further token: a last END still counts.
    pub(super) fn finish(&mut self) {
        if self.tracked && matches!(self.previous, Some((Mark::End, _))) {
            self.previous = None;
            self.stack.pop();
        }
    }
}

/// Words that may follow the AS of a routine without being the start of declarations.
fn is_header_word(word: &str) -> bool {
    ["LANGUAGE", "EXTERNAL", "RETURN", "IMMUTABLE", "RESTRICT", "NULL", "NOT", "DISTINCT", "TRUE", "FALSE"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

fn mark(token: Token, text: &str) -> Mark {
    let word = token.text(text);
    match token.kind {
        TokenKind::Word if word.len() <= 11 => match word.to_ascii_uppercase().as_str() {
            "BEGIN" => Mark::Begin,
            "TRANSACTION" | "TRAN" | "WORK" | "ISOLATION" | "READ" | "DEFERRED" | "IMMEDIATE" | "EXCLUSIVE"
            | "DEFERRABLE" | "CONCURRENT" | "DISTRIBUTED" => Mark::Transaction,
            "END" => Mark::End,
            "CASE" => Mark::Case,
            "IF" => Mark::If,
            "THEN" => Mark::Then,
            "ELSE" => Mark::Else,
            "LOOP" => Mark::Loop,
            "REPEAT" => Mark::Repeat,
            "WHILE" | "FOR" => Mark::LoopHead,
            "DO" => Mark::Do,
            "AS" | "IS" => Mark::Body,
            "CREATE" | "ALTER" => Mark::Create,
            "FUNCTION" | "PROCEDURE" | "PROC" => Mark::Routine,
            "TRIGGER" | "EVENT" => Mark::Trigger,
            "DECLARE" => Mark::Declare,
            "PACKAGE" => Mark::Package,
            "TABLE" | "INDEX" | "VIEW" | "SCHEMA" | "DATABASE" | "USER" | "ROLE" | "TYPE" | "SEQUENCE" | "DOMAIN"
            | "EXTENSION" | "POLICY" | "SYSTEM" => Mark::Object,
            _ => Mark::Other,
        },
        TokenKind::Punctuation => match word {
            ";" => Mark::Semicolon,
            "(" => Mark::Open,
            ")" => Mark::Close,
            "." => Mark::Dot,
            _ => Mark::Other,
        },
        TokenKind::Operator if word == ":" => Mark::Colon,
        _ => Mark::Other,
    }
}
