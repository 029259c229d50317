//! Host-language text to extract, by the data in `grammars/`.
