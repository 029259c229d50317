; What Rust's syntax is, in the words all languages share (see src/host/grammar.rs).

[(line_comment) (block_comment)] @comment

; Names and the ways to reach further
[(identifier) (self) (crate) (super) (type_identifier) (shorthand_field_identifier)] @name
(field_expression value: (_) @member.object field: (_) @member.name) @member
((scoped_identifier path: (_) @member.object name: (_) @member.name) @member (#set! kind "path"))
((scoped_type_identifier path: (_) @member.object name: (_) @member.name) @member (#set! kind "path"))
(index_expression . (_) @index.object . (_) @index.key) @index

; Calls. The arguments of a macro are tokens; they are parsed again as a tuple or an array.
(call_expression function: (_) @call.function) @call
(call_expression arguments: (arguments (_) @call.argument)) @call
((macro_invocation macro: (_) @call.function (token_tree) @call.tokens) @call (#set! kind "macro"))
[(generic_type) (generic_type_with_turbofish)] @generic
(generic_type type: (_) @generic.function) @generic
(generic_type_with_turbofish type: (_) @generic.function) @generic
(generic_function function: (_) @generic.function type_arguments: (_) @generic.type) @generic
(assignment_expression left: (identifier) @keyword.name right: (_) @keyword.value) @keyword

; Strings
[(string_literal) (raw_string_literal)] @string
(string_literal (string_content) @string.text) @string
(string_literal (escape_sequence) @string.escape) @string
(raw_string_literal (string_content) @string.text) @string
(binary_expression left: (_) @concatenation.item operator: "+" right: (_) @concatenation.item) @concatenation
(binary_expression operator: ["-" "/" "*" "%" "<<" ">>" "&" "|" "^"]) @arithmetic

; Literals
[(integer_literal) (float_literal)] @number
[(boolean_literal) (char_literal)] @constant
(array_expression (_) @repeat.item length: (_) @repeat.count) @repeat
[(array_expression) (tuple_expression) (unit_expression)] @list
(array_expression (_) @list.item) @list
(tuple_expression (_) @list.item) @list
(range_expression) @range
(range_expression (_) @range.bound) @range

; What stands around a value
(parenthesized_expression (_) @wrapper.value) @wrapper
(await_expression (_) @wrapper.value) @wrapper
(try_expression (_) @wrapper.value) @wrapper
(reference_expression value: (_) @wrapper.value) @wrapper
(unary_expression "!" (_) @not.value) @not
(unary_expression ["*" "-"] (_) @wrapper.value) @wrapper
(async_block (block) @wrapper.value) @wrapper
(type_cast_expression value: (_) @cast.value type: (_) @cast.type) @cast

; Conditions
(if_expression condition: (_) @branch.condition consequence: (_) @branch.then) @branch
(if_expression alternative: (_) @branch.else) @branch
(let_declaration alternative: (_) @branch.then) @branch
(else_clause (_) @wrapper.value) @wrapper
(match_arm value: (_) @arm.then) @arm
(match_arm pattern: (_) @arm.pattern) @arm
(match_expression value: (_) @choice.subject) @choice
(expression_statement [(if_expression) (match_expression)] @wrapper.value) @wrapper
(match_expression body: (match_block (match_arm value: (_) @choice.item))) @choice
(binary_expression left: (_) @both.item operator: "&&" right: (_) @both.item) @both
(binary_expression left: (_) @choice.item operator: "||" right: (_) @choice.item) @choice
(binary_expression left: (_) @comparison.operand
  operator: ["==" "!=" "<" ">" "<=" ">="] @comparison.operator right: (_) @comparison.operand) @comparison
(block (_) @block.item) @block

; Functions and types
(function_item name: (_) @function.name body: (_) @function.body) @function
((function_item (visibility_modifier)) @function (#set! kind "public"))
(function_item parameters: (parameters (_) @function.parameter)) @function
(function_item return_type: (_) @function.type) @function
((closure_expression body: (_) @function.body) @function (#set! kind "closure"))
((closure_expression parameters: (closure_parameters (_) @function.parameter)) @function (#set! kind "closure"))
(parameter pattern: (_) @parameter.name type: (_) @parameter.type) @parameter
(impl_item type: (_) @class.name body: (_) @class.body) @class
(impl_item trait: (_) @class.base body: (_)) @class
(trait_item name: (_) @class.name body: (_) @class.body) @class
(struct_item name: (_) @record.name) @record
(enum_item name: (_) @record.name) @record
(field_declaration name: (_) @field.name type: (_) @field.type) @field
(enum_variant name: (_) @field.name) @field
(attribute_item) @attribute

; Loops
((for_expression pattern: (_) @loop.variable value: (_) @loop.iterable body: (_) @loop.body) @loop (#set! kind "for"))
((while_expression condition: (_) @loop.condition @loop.body body: (_) @loop.body) @loop (#set! kind "while"))
((while_expression condition: (let_condition pattern: (_) @loop.variable)) @loop (#set! kind "while"))
((loop_expression body: (_) @loop.body) @loop (#set! kind "while"))
((return_expression) @exit (#set! kind "return"))
((return_expression (_) @exit.value) @exit (#set! kind "return"))
((break_expression) @exit (#set! kind "break"))
((continue_expression) @exit (#set! kind "continue"))
; Names that come to hold something
(let_declaration pattern: (_) @binding.name value: (_) @binding.value) @binding
(let_declaration pattern: (_) @binding.name type: (_) @binding.type value: (_) @binding.value) @binding
(let_condition pattern: (_) @binding.name value: (_) @binding.value) @binding
(assignment_expression left: (_) @binding.name right: (_) @binding.value) @binding
((compound_assignment_expr left: (_) @binding.name operator: "+=" right: (_) @binding.value) @binding (#set! kind "append"))
(const_item name: (_) @binding.name value: (_) @binding.value) @binding
(static_item name: (_) @binding.name value: (_) @binding.value) @binding
(match_expression value: (_) @binding.value body: (match_block (match_arm pattern: (_) @binding.name) @binding))

(use_declaration argument: (identifier) @import.path @import)
(use_declaration argument: (scoped_identifier path: (_) @import.path name: (_) @import.name) @import)
(use_declaration argument: (use_as_clause path: (scoped_identifier path: (_) @import.path name: (_) @import.name)
  alias: (_) @import.alias) @import)
(use_declaration argument: (use_as_clause path: (identifier) @import.path alias: (_) @import.alias) @import)
((use_wildcard (_) @import.path) @import (#set! kind "all"))
(scoped_use_list path: (_) @import.path list: (use_list [(identifier) (self)] @import.name @import))
(scoped_use_list path: (_) @import.path list: (use_list (scoped_identifier) @import.name @import))
(scoped_use_list path: (_) @import.path
  list: (use_list (use_as_clause path: (_) @import.name alias: (_) @import.alias) @import))
