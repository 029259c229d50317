//! Where programs give rows to classes that read the fields they declare.

use super::Reader;
use crate::extract::{Expression, Handing, Recipient};
use crate::host::grammar::{Part, Role};
use crate::host::outline::NodeId;

impl Reader<'_, '_> {
    /// `OrderSerializer(orders, many=True)`, `self.get_serializer(order)`
    pub(super) fn serializations(&self) -> Vec<Handing> {
        let outline = self.values.outline;
        let calls = outline.ids().filter(|&id| outline.role(id) == Role::Call);
        calls.filter_map(|call| self.serialization(call)).collect()
    }

    fn serialization(&self, call: NodeId) -> Option<Handing> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.serializers;
        let callee = outline.callee(call)?;
        let name = outline.last_name(callee)?;
        let class = if known.classes.iter().any(|ending| name.ends_with(ending.as_str())) {
            self.values.names.resolved(callee)?.into_iter().map(str::to_owned).collect()
        } else if known.methods.iter().any(|method| method == name) {
            let class = self.values.names.class_around(call)?;
            vec![outline.text_of(outline.part(class, Part::Name)?).to_owned()]
        } else {
            return None;
        };
        let keyword = |names: &[String]| {
            let keywords = outline.arguments(call).into_iter().filter(|&id| outline.role(id) == Role::Keyword);
            let named = |id: NodeId| {
                let name = outline.part(id, Part::Name)?;
                let is_it = names.iter().any(|known| known == outline.text_of(name));
                outline.part(id, Part::Value).filter(|_| is_it)
            };
            keywords.filter_map(named).next()
        };
        let first = outline.arguments(call).into_iter().next();
        let first = first.filter(|&id| !matches!(outline.role(id), Role::Keyword | Role::Splat));
        let rows = first.or_else(|| keyword(&known.rows_names))?;
        let many = match keyword(&known.many_names).map(|value| self.expressions.read(value)) {
            None | Some(Expression::Boolean(false)) => false,
            Some(Expression::Boolean(true)) => true,
            Some(_) => return None,
        };
        let sources = self.sources_given(rows)?;
        Some(self.handing(Recipient::Serializer { class, many }, sources, call))
    }
}
