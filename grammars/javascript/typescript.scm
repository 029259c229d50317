; What TypeScript adds to JavaScript.

(type_identifier) @name
(required_parameter pattern: (_) @parameter.name) @parameter
(required_parameter pattern: (_) @parameter.name type: (_) @parameter.type) @parameter
(optional_parameter pattern: (_) @parameter.name) @parameter
(optional_parameter pattern: (_) @parameter.name type: (_) @parameter.type) @parameter
(variable_declarator name: (_) @binding.name type: (_) @binding.type value: (_) @binding.value) @binding
(public_field_definition name: (_) @binding.name value: (_) @binding.value) @binding
(as_expression (_) @wrapper.value . (_)) @wrapper
(satisfies_expression (_) @wrapper.value . (_)) @wrapper
(non_null_expression (_) @wrapper.value) @wrapper
