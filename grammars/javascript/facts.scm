; What JavaScript's syntax is, in the words all languages share (see src/host/grammar.rs). TypeScript adds
; typescript.scm.

(comment) @comment

; Names and the ways to reach further
[(identifier) (this) (shorthand_property_identifier) (shorthand_property_identifier_pattern)] @name
(member_expression object: (_) @member.object property: (_) @member.name) @member
(subscript_expression object: (_) @index.object index: (_) @index.key) @index

; Calls
(call_expression function: (_) @call.function) @call
(call_expression arguments: (arguments (_) @call.argument)) @call
(new_expression constructor: (_) @call.function) @call
(new_expression arguments: (arguments (_) @call.argument)) @call
(spread_element (_) @splat.value) @splat

; Strings
[(string) (template_string)] @string
(string (string_fragment) @string.text) @string
(string (escape_sequence) @string.escape) @string
(template_string (string_fragment) @string.text) @string
(template_string (escape_sequence) @string.escape) @string
(template_string (template_substitution (_) @hole.value) @hole @string.hole) @string
(binary_expression left: (_) @concatenation.item operator: "+" right: (_) @concatenation.item) @concatenation
(binary_expression operator: ["-" "*" "/" "%" "**" "<<" ">>"]) @arithmetic

; Literals
(number) @number
[(true) (false) (null) (undefined)] @constant
(array) @list
(array (_) @list.item) @list
(object) @dictionary
(object (_) @dictionary.item) @dictionary
(pair key: (_) @pair.key value: (_) @pair.value) @pair

; What stands around a value
(parenthesized_expression (_) @wrapper.value) @wrapper
(await_expression (_) @wrapper.value) @wrapper
(unary_expression operator: "!" argument: (_) @not.value) @not
(unary_expression operator: ["-" "+"] argument: (_) @wrapper.value) @wrapper

; Conditions
(if_statement condition: (_) @branch.condition consequence: (_) @branch.then) @branch
(if_statement alternative: (_) @branch.else) @branch
(else_clause (_) @wrapper.value) @wrapper
(ternary_expression condition: (_) @branch.condition consequence: (_) @branch.then alternative: (_) @branch.else) @branch
(switch_case body: (_) @arm.then) @arm
(binary_expression left: (_) @choice.item operator: ["||" "??"] right: (_) @choice.item) @choice
(binary_expression left: (_) @both.item operator: "&&" right: (_) @both.item) @both
(binary_expression left: (_) @comparison.operand
  operator: ["==" "===" "!=" "!==" "<" ">" "<=" ">="] @comparison.operator right: (_) @comparison.operand) @comparison
(statement_block (_) @block.item) @block
(catch_clause body: (_) @handler.body) @handler

; Functions and classes
(function_declaration name: (_) @function.name body: (_) @function.body) @function
(function_declaration parameters: (formal_parameters (_) @function.parameter)) @function
(method_definition name: (_) @function.name body: (_) @function.body) @function
(method_definition parameters: (formal_parameters (_) @function.parameter)) @function
((arrow_function body: (_) @function.body) @function (#set! kind "closure"))
((arrow_function parameter: (_) @function.parameter) @function (#set! kind "closure"))
((arrow_function parameters: (formal_parameters (_) @function.parameter)) @function (#set! kind "closure"))
((function_expression body: (_) @function.body) @function (#set! kind "closure"))
((function_expression parameters: (formal_parameters (_) @function.parameter)) @function (#set! kind "closure"))
(assignment_pattern left: (_) @parameter.name) @parameter
(class_declaration name: (_) @class.name body: (_) @class.body) @class

; Loops
((for_in_statement left: (_) @loop.variable right: (_) @loop.iterable body: (_) @loop.body) @loop (#set! kind "for"))
((for_statement initializer: (_ (variable_declarator name: (_) @loop.variable)) condition: (_) @loop.iterable
  body: (_) @loop.body) @loop (#set! kind "for"))
((while_statement condition: (_) @loop.condition @loop.body body: (_) @loop.body) @loop (#set! kind "while"))
((do_statement body: (_) @loop.body condition: (_) @loop.condition @loop.body) @loop (#set! kind "while"))

((return_statement) @exit (#set! kind "return"))
((return_statement (_) @exit.value) @exit (#set! kind "return"))
((break_statement) @exit (#set! kind "break"))
((continue_statement) @exit (#set! kind "continue"))
((throw_statement) @exit (#set! kind "raise"))

; Names that come to hold something
(variable_declarator name: (_) @binding.name value: (_) @binding.value) @binding
(assignment_expression left: (_) @binding.name right: (_) @binding.value) @binding
((augmented_assignment_expression left: (_) @binding.name operator: "+=" right: (_) @binding.value) @binding
  (#set! kind "append"))

(import_statement (import_clause [(identifier) (namespace_import (identifier))] @import.name @import)
  source: (string (string_fragment) @import.path))
(import_statement (import_clause (named_imports (import_specifier name: (_) @import.name) @import))
  source: (string (string_fragment) @import.path))
(import_statement (import_clause (named_imports (import_specifier alias: (_) @import.alias) @import))
  source: (string (string_fragment) @import.path))
((variable_declarator name: (identifier) @import.name
  value: (call_expression function: (identifier) @_require arguments: (arguments (string (string_fragment) @import.path)))) @import
  (#eq? @_require "require"))
((variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @import.name @import)
  value: (call_expression function: (identifier) @_require arguments: (arguments (string (string_fragment) @import.path))))
  (#eq? @_require "require"))
