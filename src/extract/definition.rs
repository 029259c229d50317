//! Schema operations with names as written: tables, columns, indexes, alterations, routines.

use serde::{Deserialize, Serialize};

/// What one statement says about the schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Definitions {}
