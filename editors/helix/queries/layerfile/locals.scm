; A Layerfile is one scope. Helix compares texts, so `$NAME` is no reference here: its text is not the name's.
(source_file) @local.scope

(env_pair
  name: (name) @local.definition.variable)

(env_directive
  .
  (keyword)
  .
  argument: (argument) @local.definition.variable)

(build_env_directive
  variable: (argument) @local.definition.variable)

(secret_env_directive
  variable: (argument) @local.definition.variable)

(condition
  variable: (name) @local.reference)
