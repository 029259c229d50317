; What only JavaScript's own grammar has; TypeScript calls it otherwise.

(field_definition property: (_) @binding.name value: (_) @binding.value) @binding
