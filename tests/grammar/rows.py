"""Long rows of one thing behind one beginning: what could be read again and again."""

from __future__ import annotations

STARTS = ("", "RUN ", "COPY ", "ENV A=", 'ENV A="', "SKIP \\\n", "SKIP REMAINING IF ", "EXPOSE WEBSITE ")
MORE_STARTS = (
    *("RUN --a=", "FROM ", "COPY --a=", "ENV ", "ENV A=$(", "CLONE a ", "SKIP REMAINING IF A=", "MEMORY ", "SPLIT "),
    *("EXPOSE WEBSITE http://", "AWS ", "BUTTON ", "THEN "),
)
"""What tests have no time for."""
UNITS = (
    *("\\", "\\\\\n", "\\\n#\n", "\\ ", "\\  ", "a\\\n", "a\\\n#\n", "\\\n# '\n", "#", " ", "\n", "\0", "é"),
    *('"', "'", '" ', "' ", "`", '"`', '"\\\n', "$(", '"$(', '$("', "$(a)", "${", "$", "(("),
    *("<<A ", "<<'", "<<A\nRUN ", "<< ", "a ", "a", "1", "A=b ", 'A="b ', "AND ", "--a ", "--a=", "-", "DEFAULT="),
    *("a:1/", "a:1 ", "a://", "THEN "),
)


def row(start: str, unit: str, size: int) -> bytes:
    """`start`, and then as many of `unit` as there is room for in `size` bytes."""
    begin, one = start.encode(), unit.encode()
    return begin + one * ((size - len(begin)) // len(one))
