/**
 * Layerfiles for tree-sitter.
 *
 * Every line parses: whatever is no directive is an `unknown_directive` of its own, so that no mistake leaves its
 * logical line and no tree holds an ERROR. All tokens come from src/scanner.c, because nearly each of them depends
 * on what may continue over a line end; this file says how they make directives.
 *
 * Where a directive has too few arguments its later fields are missing; what it has too many is in `extra`.
 */

/// <reference types="tree-sitter-cli/dsl" />

/** What an argument is made of; `more` is what can stand in this kind only. */
const pieces = ($, string, ...more) => {
  const piece = choice($.word, $.variable, string, $.raw_string, $.unclosed_quote, ...more);
  return seq(piece, repeat(choice($._goes_on, piece)));
};

const quoted = ($, ...more) =>
  seq(
    alias($._string_start, '"'),
    repeat(choice($.string_content, $.variable, ...more)),
    alias($._string_end, '"'),
  );

/** A directive with one argument, which may be missing; more are `extra`. */
const single = ($, keyword, name, value = $.argument) =>
  seq(
    alias(keyword, $.keyword),
    optional(seq(field(name, value), repeat(field("extra", $.argument)))),
  );

/** A directive with any number of arguments of one kind. */
const many = ($, keyword, name) =>
  seq(alias(keyword, $.keyword), repeat(field(name, $.argument)));

/** What stands behind an `=` up to the argument's end, which may be nothing. */
const rest = ($, name, value) => seq(repeat($._goes_on), optional(field(name, value)), $._argument_end);

/** `name=value` in one argument. */
const pair = ($, value) => seq(field("name", $.name), alias($._equals, "="), rest($, "value", value));

module.exports = grammar({
  name: "layerfile",

  // The order is that of `enum Token` in src/scanner.c.
  externals: ($) => [
    $._line_end,
    $.comment,
    $._trailing_comment,
    $.line_continuation,

    $._from,
    $._run,
    $._copy,
    $._env,
    $._workdir,
    $._user,
    $._memory,
    $._button,
    $._clone,
    $._cache,
    $._build_env,
    $._secret_env,
    $._split,
    $._checkpoint,
    $._expose_website,
    $._expose_tcp,
    $._label,
    $._setup_file,
    $._skip_remaining_if,
    $._wait,
    $._aws,
    $._artifact_public,
    $._docker,
    $._then,
    $.unknown_keyword,

    $._modifier,
    $.shell_fragment,
    $.heredoc_start,
    $.unclosed_heredoc,
    $.heredoc_body,
    $.heredoc_end,

    $.text,

    $.word,
    $.variable,
    $.command_substitution,
    $._string_start,
    $.string_content,
    $._string_end,
    $._raw_start,
    $.raw_content,
    $._raw_end,
    $.unclosed_quote,
    $.name,
    $._equals,
    $._argument_end,
    $._goes_on,

    $.option_name,
    $._default_is,
    $._unordered,
    $.disabled,
    $.number,
    $._size_number,
    $.unit,
    $.scheme,
    $.host,
    $._colon,
    $.port,
    $.url_path,
    $.operator,
    $._and,
    $._as,

    $._error_sentinel,
  ],

  extras: ($) => [/[ \t\f\v\r\n\uFEFF]/, $.comment, $.line_continuation],

  rules: {
    source_file: ($) => repeat($._line),

    _line: ($) =>
      choice(
        seq(optional($.old_prefix), $._raw_directive, $._line_end),
        seq(
          optional($.old_prefix),
          $._directive,
          optional(alias($._trailing_comment, $.comment)),
          $._line_end,
        ),
      ),

    // THEN RUN, THEN COPY, ...: the dialect of old.
    old_prefix: ($) => $._then,

    // In these a `#` belongs to the text.
    _raw_directive: ($) =>
      choice(
        $.from_directive,
        $.run_directive,
        $.button_directive,
        $.docker_directive,
        $.unknown_directive,
      ),

    _directive: ($) =>
      choice(
        $.copy_directive,
        $.env_directive,
        $.workdir_directive,
        $.user_directive,
        $.memory_directive,
        $.clone_directive,
        $.cache_directive,
        $.build_env_directive,
        $.secret_env_directive,
        $.split_directive,
        $.checkpoint_directive,
        $.expose_website_directive,
        $.expose_tcp_directive,
        $.label_directive,
        $.setup_file_directive,
        $.skip_remaining_if_directive,
        $.wait_directive,
        $.aws_directive,
        $.artifact_directive,
      ),

    from_directive: ($) =>
      seq(
        alias($._from, $.keyword),
        repeat(field("option", $.option)),
        optional(
          seq(
            field("base", $.argument),
            optional(field("stage", $.stage)),
            repeat(field("extra", $.argument)),
          ),
        ),
      ),
    // Docker's FROM x AS y.
    stage: ($) => prec.right(seq(alias($._as, $.keyword), optional(field("name", $.argument)))),

    run_directive: ($) =>
      seq(
        alias($._run, $.keyword),
        optional(field("modifier", alias($._modifier, $.modifier))),
        repeat(field("option", $.option)),
        optional(field("command", $.shell_command)),
      ),

    shell_command: ($) =>
      seq(
        repeat1(choice($.shell_fragment, $.heredoc_start, $.unclosed_heredoc)),
        repeat(choice($.heredoc_body, $.heredoc_end)),
      ),

    copy_directive: ($) =>
      seq(
        alias($._copy, $.keyword),
        repeat(field("option", $.option)),
        optional(seq(repeat(field("source", $.argument)), field("destination", $.argument))),
      ),

    // Either `K=V` or, in pairs of arguments, `K V`.
    env_directive: ($) =>
      seq(
        alias($._env, $.keyword),
        repeat(
          choice(
            field("pair", $.env_pair),
            field("argument", alias($._env_argument, $.argument)),
          ),
        ),
      ),
    env_pair: ($) => pair($, alias($._env_value, $.argument)),

    workdir_directive: ($) => single($, $._workdir, "path"),
    user_directive: ($) => single($, $._user, "name"),
    memory_directive: ($) => single($, $._memory, "size", choice($.size, $.argument)),
    size: ($) => seq(field("number", alias($._size_number, $.number)), optional(field("unit", $.unit)), $._argument_end),

    button_directive: ($) =>
      seq(alias($._button, $.keyword), field("message", repeat($.text))),

    clone_directive: ($) => {
      const defaults = repeat(field("default", $.default_branch));
      return seq(
        alias($._clone, $.keyword),
        repeat(field("option", $.option)),
        defaults,
        optional(
          seq(
            field("url", $.argument),
            defaults,
            optional(seq(repeat(seq(field("source", $.argument), defaults)), field("destination", $.argument), defaults)),
          ),
        ),
      );
    },
    default_branch: ($) =>
      seq(alias($._default_is, "DEFAULT="), rest($, "branch", alias($._value, $.argument))),

    cache_directive: ($) => many($, $._cache, "directory"),
    build_env_directive: ($) => many($, $._build_env, "variable"),
    secret_env_directive: ($) => many($, $._secret_env, "variable"),
    setup_file_directive: ($) => many($, $._setup_file, "file"),
    wait_directive: ($) => many($, $._wait, "layerfile"),

    split_directive: ($) =>
      seq(
        alias($._split, $.keyword),
        optional(field("modifier", alias($._unordered, $.modifier))),
        optional(
          seq(
            field("count", choice(alias($._count, $.argument), $.argument)),
            repeat(field("extra", $.argument)),
          ),
        ),
      ),
    _count: ($) => seq($.number, $._argument_end),

    checkpoint_directive: ($) =>
      seq(
        alias($._checkpoint, $.keyword),
        optional(
          seq(
            choice(field("state", $.disabled), field("name", $.argument)),
            repeat(field("extra", $.argument)),
          ),
        ),
      ),

    expose_website_directive: ($) =>
      seq(
        alias($._expose_website, $.keyword),
        optional(
          seq(
            field("address", choice($.address, $.argument)),
            optional(
              seq(
                field("path", $.argument),
                optional(seq(field("rewrite", $.argument), repeat(field("extra", $.argument)))),
              ),
            ),
          ),
        ),
      ),
    expose_tcp_directive: ($) =>
      seq(
        alias($._expose_tcp, $.keyword),
        optional(
          seq(
            field("guest_port", choice($.address, $.argument)),
            optional(
              seq(field("host_port", choice($.address, $.argument)), repeat(field("extra", $.argument))),
            ),
          ),
        ),
      ),
    // Of what is written otherwise, a variable in it for one, the whole is an argument.
    address: ($) =>
      seq(
        optional(field("scheme", $.scheme)),
        choice(
          seq(field("host", $.host), optional(seq(alias($._colon, ":"), field("port", $.port)))),
          seq(optional(alias($._colon, ":")), field("port", $.port)),
        ),
        optional(field("path", $.url_path)),
        $._argument_end,
      ),

    label_directive: ($) =>
      seq(
        alias($._label, $.keyword),
        repeat(choice(field("pair", $.label_pair), field("extra", $.argument))),
      ),
    label_pair: ($) => pair($, alias($._value, $.argument)),

    skip_remaining_if_directive: ($) =>
      seq(
        alias($._skip_remaining_if, $.keyword),
        repeat(
          choice(
            field("condition", $.condition),
            field("and", alias($._and, $.keyword)),
            field("extra", $.argument),
          ),
        ),
      ),
    condition: ($) =>
      seq(
        field("variable", $.name),
        field("operator", $.operator),
        rest($, "value", alias($._value, $.argument)),
      ),

    aws_directive: ($) =>
      seq(
        alias($._aws, $.keyword),
        repeat(field("option", $.option)),
        optional(
          seq(
            field("command", $.argument),
            repeat(choice(field("option", $.option), field("extra", $.argument))),
          ),
        ),
      ),
    artifact_directive: ($) => single($, $._artifact_public, "path"),

    // `--name` or `--name=value`: Docker's, and those of AWS.
    option: ($) =>
      seq(
        field("name", $.option_name),
        choice(
          $._argument_end,
          seq(alias($._equals, "="), rest($, "value", alias($._value, $.argument))),
        ),
      ),

    // Words that only a Dockerfile has, and EXPOSE without WEBSITE or TCP.
    docker_directive: ($) => seq(alias($._docker, $.keyword), repeat($.text)),

    unknown_directive: ($) => seq($.unknown_keyword, repeat($.text)),

    argument: ($) => seq($._value, $._argument_end),
    _value: ($) => pieces($, $.string),
    string: ($) => quoted($),
    raw_string: ($) =>
      seq(alias($._raw_start, "'"), repeat($.raw_content), alias($._raw_end, "'")),

    _env_argument: ($) => seq($._env_value, $._argument_end),
    _env_value: ($) =>
      pieces($, alias($._env_string, $.string), $.command_substitution),
    _env_string: ($) => quoted($, $.command_substitution),
  },
});
