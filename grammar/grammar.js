/**
 * Layerfiles for tree-sitter.
 *
 * Every line parses: whatever is no directive is an `unknown_directive` of its own, so that no mistake leaves its
 * logical line and no tree holds an ERROR. All tokens come from src/scanner.c, because nearly each of them depends
 * on what may continue over a line end; this file says how they make directives.
 *
 * A directive whose arguments have no names yet is `keyword argument*`. To give it some, replace its
 * `plain($, ...)` with a rule that has fields.
 */

/// <reference types="tree-sitter-cli/dsl" />

/** `keyword argument*`, with an optional comment at its end. */
const plain = ($, keyword) =>
  seq(alias(keyword, $.keyword), repeat(field("argument", $.argument)));

/** Whatever can stand in an argument, also quoted; `more` is what can stand in this kind only. */
const piece = ($, string, ...more) =>
  choice($.word, $.variable, string, $.raw_string, $.unclosed_quote, ...more);

const quoted = ($, ...more) =>
  seq(
    alias($._string_start, '"'),
    repeat(choice($.string_content, $.variable, ...more)),
    alias($._string_end, '"'),
  );

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
    $.env_name,
    $._equals,
    $._argument_end,

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
        optional(seq(field("base", $.argument), repeat(field("extra", $.argument)))),
      ),

    run_directive: ($) =>
      seq(
        alias($._run, $.keyword),
        optional(field("modifier", alias($._modifier, $.modifier))),
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
        optional(seq(repeat(field("source", $.argument)), field("destination", $.argument))),
      ),

    // Either `K=V` or, in pairs of arguments, `K V`.
    env_directive: ($) =>
      seq(
        alias($._env, $.keyword),
        repeat(choice($.env_pair, field("argument", alias($._env_argument, $.argument)))),
      ),
    env_pair: ($) =>
      seq(
        field("name", $.env_name),
        alias($._equals, "="),
        optional(field("value", alias($._env_value, $.argument))),
        $._argument_end,
      ),

    workdir_directive: ($) =>
      seq(
        alias($._workdir, $.keyword),
        optional(seq(field("path", $.argument), repeat(field("extra", $.argument)))),
      ),
    user_directive: ($) =>
      seq(
        alias($._user, $.keyword),
        optional(seq(field("name", $.argument), repeat(field("extra", $.argument)))),
      ),
    memory_directive: ($) =>
      seq(
        alias($._memory, $.keyword),
        optional(seq(field("size", $.argument), repeat(field("extra", $.argument)))),
      ),

    button_directive: ($) =>
      seq(alias($._button, $.keyword), field("message", repeat($.text))),

    clone_directive: ($) => plain($, $._clone),
    cache_directive: ($) => plain($, $._cache),
    build_env_directive: ($) => plain($, $._build_env),
    secret_env_directive: ($) => plain($, $._secret_env),
    split_directive: ($) => plain($, $._split),
    checkpoint_directive: ($) => plain($, $._checkpoint),
    expose_website_directive: ($) => plain($, $._expose_website),
    expose_tcp_directive: ($) => plain($, $._expose_tcp),
    label_directive: ($) => plain($, $._label),
    setup_file_directive: ($) => plain($, $._setup_file),
    skip_remaining_if_directive: ($) => plain($, $._skip_remaining_if),
    wait_directive: ($) => plain($, $._wait),
    aws_directive: ($) => plain($, $._aws),
    artifact_directive: ($) => plain($, $._artifact_public),

    // Words that only a Dockerfile has, and EXPOSE without WEBSITE or TCP.
    docker_directive: ($) => seq(alias($._docker, $.keyword), repeat($.text)),

    unknown_directive: ($) => seq($.unknown_keyword, repeat($.text)),

    argument: ($) => seq(repeat1(piece($, $.string)), $._argument_end),
    string: ($) => quoted($),
    raw_string: ($) =>
      seq(alias($._raw_start, "'"), repeat($.raw_content), alias($._raw_end, "'")),

    _env_argument: ($) => seq($._env_value, $._argument_end),
    _env_value: ($) =>
      repeat1(piece($, alias($._env_string, $.string), $.command_substitution)),
    _env_string: ($) => quoted($, $.command_substitution),
  },
});
