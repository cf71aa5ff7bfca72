; A Layerfile is one scope. Editors compare texts, so `$NAME` is no reference here: its text is not the name's.
(source_file) @local.scope

(env_pair
  name: (name) @local.definition.var)

(env_directive
  .
  (keyword)
  .
  argument: (argument) @local.definition.var)

(build_env_directive
  variable: (argument) @local.definition.var)

(secret_env_directive
  variable: (argument) @local.definition.var)

(stage
  name: (argument) @local.definition)

(condition
  variable: (name) @local.reference)
