//! Django's models and migrations.

use super::Program;
use crate::extract::HostSchema;

pub fn read(_program: &Program<'_, '_>, _schema: &mut HostSchema) {}
