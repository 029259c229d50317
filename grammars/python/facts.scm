; What Python's syntax is, in the words all languages share (see src/host/grammar.rs).

(comment) @comment

; Names and the ways to reach further
(identifier) @name
(attribute object: (_) @member.object attribute: (identifier) @member.name) @member
(subscript value: (_) @index.object subscript: (_) @index.key) @index

; Calls
(call function: (_) @call.function) @call
(call arguments: (argument_list (_) @call.argument)) @call
(call arguments: (generator_expression) @call.argument) @call
(keyword_argument name: (identifier) @keyword.name value: (_) @keyword.value) @keyword
(list_splat (_) @splat.value) @splat
(dictionary_splat (_) @splat.value) @splat

; Strings
(string) @string
(string (string_content) @string.text) @string
(string (string_content (escape_sequence) @string.escape)) @string
(string (string_content (escape_interpolation) @string.brace)) @string
(string (interpolation expression: (_) @hole.value) @hole @string.hole) @string
(concatenated_string (_) @concatenation.item) @concatenation
(binary_operator left: (_) @concatenation.item operator: "+" right: (_) @concatenation.item) @concatenation
(binary_operator left: (_) @format.template operator: "%" right: (_) @format.value) @format
(binary_operator left: (_) @repeat.item operator: "*" right: (_) @repeat.count) @repeat
(binary_operator operator: ["-" "/" "//" "**" "<<" ">>"]) @arithmetic
(binary_operator left: (_) @arithmetic.operand operator: ["**" "<<" ">>"] @arithmetic.operator right: (_) @arithmetic.operand) @arithmetic
(binary_operator left: (_) @arithmetic.operand operator: "-" right: (_) @arithmetic.operand) @arithmetic

; Literals
[(integer) (float)] @number
[(true) (false) (none)] @constant
[(list) (tuple) (set) (expression_list)] @list
(list (_) @list.item) @list
(tuple (_) @list.item) @list
(set (_) @list.item) @list
(expression_list (_) @list.item) @list
(list_comprehension body: (_) @comprehension.element) @comprehension
(list_comprehension (if_clause (_) @comprehension.condition)) @comprehension
(set_comprehension body: (_) @comprehension.element) @comprehension
(set_comprehension (if_clause (_) @comprehension.condition)) @comprehension
(generator_expression body: (_) @comprehension.element) @comprehension
(generator_expression (if_clause (_) @comprehension.condition)) @comprehension
(dictionary_comprehension body: (_) @comprehension.element) @comprehension
(dictionary) @dictionary
(dictionary (_) @dictionary.item) @dictionary
(pair key: (_) @pair.key value: (_) @pair.value) @pair

; What stands around a value
(parenthesized_expression (_) @wrapper.value) @wrapper
(await (_) @wrapper.value) @wrapper
(unary_operator argument: (_) @wrapper.value) @wrapper

; Conditions
(if_statement condition: (_) @branch.condition consequence: (_) @branch.then) @branch
(if_statement alternative: (_) @branch.else) @branch
(elif_clause condition: (_) @branch.condition consequence: (_) @branch.then) @branch
(conditional_expression . (_) @branch.then . (_) @branch.condition . (_) @branch.else) @branch
(case_clause consequence: (_) @arm.then) @arm
(case_clause (case_pattern) @arm.pattern) @arm
(match_statement subject: (_) @match.subject) @match
(match_statement subject: (_) @binding.value
  body: (block (case_clause (case_pattern (dotted_name (identifier) @binding.name)) @binding)))
(as_pattern (case_pattern (_) @binding.value) (identifier) @binding.name) @binding
(union_pattern (_) @choice.item) @choice
(assert_statement . (_) @assertion.condition) @assertion
(boolean_operator left: (_) @choice.item operator: "or" right: (_) @choice.item) @choice
(boolean_operator left: (_) @both.item operator: "and" right: (_) @both.item) @both
(binary_operator left: (_) @choice.item operator: "|" right: (_) @choice.item) @choice
(binary_operator left: (_) @both.item operator: "&" right: (_) @both.item) @both
(comparison_operator (_) @comparison.operand) @comparison
(comparison_operator operators: _ @comparison.operator) @comparison
(not_operator argument: (_) @not.value) @not
(block (_) @block.item) @block
(except_clause (block) @handler.body) @handler
(with_statement (with_clause (with_item value: (_) @with.item))) @with
(with_statement body: (_) @with.body) @with

; Functions and classes
(function_definition name: (_) @function.name body: (_) @function.body) @function
(function_definition parameters: (parameters (_) @function.parameter)) @function
(function_definition return_type: (_) @function.type) @function
(decorated_definition (decorator (_) @function.decorator) definition: (function_definition) @function)
((lambda body: (_) @function.body) @function (#set! kind "closure"))
((lambda parameters: (lambda_parameters (_) @function.parameter)) @function (#set! kind "closure"))
(typed_parameter . (identifier) @parameter.name type: (_) @parameter.type) @parameter
(typed_default_parameter name: (_) @parameter.name type: (_) @parameter.type value: (_) @parameter.value) @parameter
(default_parameter name: (_) @parameter.name value: (_) @parameter.value) @parameter
(class_definition name: (_) @class.name body: (_) @class.body) @class
(class_definition superclasses: (argument_list (_) @class.base)) @class
(decorated_definition (decorator (_) @class.decorator) definition: (class_definition) @class)

; Loops. The second `for` of a comprehension runs in the first.
((for_statement left: (_) @loop.variable right: (_) @loop.iterable body: (_) @loop.body) @loop (#set! kind "for"))
((while_statement condition: (_) @loop.condition @loop.body body: (_) @loop.body) @loop (#set! kind "while"))
(list_comprehension body: (_) @loop.body
  (for_in_clause left: (_) @loop.variable right: (_) @loop.iterable) @loop (#set! kind "comprehension"))
(set_comprehension body: (_) @loop.body
  (for_in_clause left: (_) @loop.variable right: (_) @loop.iterable) @loop (#set! kind "comprehension"))
(dictionary_comprehension body: (_) @loop.body
  (for_in_clause left: (_) @loop.variable right: (_) @loop.iterable) @loop (#set! kind "comprehension"))
(generator_expression body: (_) @loop.body
  (for_in_clause left: (_) @loop.variable right: (_) @loop.iterable) @loop (#set! kind "comprehension"))
((for_in_clause) @loop (if_clause) @loop.body (#set! kind "comprehension"))
((for_in_clause) @loop (for_in_clause right: (_) @loop.body) (#set! kind "comprehension"))

((return_statement) @exit (#set! kind "return"))
((return_statement (_) @exit.value) @exit (#set! kind "return"))
((break_statement) @exit (#set! kind "break"))
((continue_statement) @exit (#set! kind "continue"))
((raise_statement) @exit (#set! kind "raise"))
; Names that come to hold something
(assignment left: (_) @binding.name right: (_) @binding.value) @binding
(assignment left: (_) @binding.name type: (_) @binding.type right: (_) @binding.value) @binding
(assignment left: (_) @binding.name type: (_) @binding.type) @binding
((augmented_assignment left: (_) @binding.name operator: ["+=" "-="] right: (_) @binding.value) @binding (#set! kind "append"))
(named_expression name: (_) @binding.name value: (_) @binding.value) @binding
(as_pattern . (_) @binding.value alias: (as_pattern_target (_) @binding.name)) @binding

(import_statement name: (dotted_name) @import.path @import)
(import_statement name: (aliased_import name: (_) @import.path alias: (_) @import.alias) @import)
(import_from_statement module_name: (_) @import.path name: (dotted_name) @import.name @import)
(import_from_statement module_name: (_) @import.path
  name: (aliased_import name: (_) @import.name alias: (_) @import.alias) @import)
(import_from_statement module_name: (_) @import.path (wildcard_import) @import (#set! kind "all"))
