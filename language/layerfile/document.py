"""A Layerfile while it is edited: what an edit did not touch is neither read nor judged again.

A text is a row of blocks (see `parsing.Block`), each of which says the same whatever stands around it, with
one exception: a here-document that nothing ends yet may be ended by any later line. So an edit concerns the blocks
whose lines it changes, and the first block with such a here-document if that stands further up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from re import compile as pattern

from layerfile.checking import Checker, Facts, Found
from layerfile.files import FileView
from layerfile.outline import Outline
from layerfile.parsing import Block, blocks
from layerfile.problems import Problem
from layerfile.spans import LINE_END
from layerfile.syntax import Source, parse_tree

_CONTINUES = pattern(r"\\[ \t\f\v]*[\r\n]*\Z")
_COMMENT = pattern(r"[ \t\f\v]*#")


def split(text: str) -> list[str]:
    """The lines of a text with their ends; the last has none, and may be empty."""
    ends = [found.end() for found in LINE_END.finditer(text)]
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]


@dataclass(frozen=True)
class Document:
    """The text of the Layerfile at `path`, with what is known of each block.

    `lines` are as `split` makes them. `facts` is one for each block; `_starts` are the blocks' first lines now,
    from 0. Make one with `open_document`, and the next with `edited`.
    """

    path: str
    checker: Checker
    lines: Sequence[str]
    facts: Sequence[Facts]
    _starts: Sequence[int] = field(repr=False)

    def edited(self, first: int, last: int, lines: Sequence[str]) -> Document:
        """The document with `lines` in the place of its lines from `first` up to, not including, `last`.

        Lines count from 0, and must be as `split` makes them of the whole new text.
        """
        all_lines = [*self.lines[:first], *lines, *self.lines[last:]]
        start = self._first_block(first)
        end = max(start + 1, bisect_right(self._starts, max(first, last - 1)))
        grown = len(all_lines) - len(self.lines)
        while True:
            begin = self._starts[start]
            stop = len(all_lines) if end >= len(self._starts) else self._starts[end] + grown
            text = "".join(all_lines[begin:stop])
            at_end = stop == len(all_lines)
            source = Source(text)
            found = list(blocks(source, parse_tree(source.data)))
            if not at_end:
                if any(block.is_open for block in found):
                    end = len(self._starts)
                    continue
                if _goes_on(all_lines[begin:stop]):
                    end += 1
                    continue
                # Behind the last line end there is an empty line, which is the next block's first.
                if found and found[-1].directive is None:
                    if found[-1].lines > 1:
                        end += 1
                        continue
                    found.pop()
            new = [self.checker.facts(block) for block in found]
            facts = [*self.facts[:start], *new, *self.facts[end:]]
            return _document(self.path, self.checker, all_lines, facts)

    def _first_block(self, line: int) -> int:
        """The first block that an edit at `line` concerns."""
        number = max(0, bisect_right(self._starts, line) - 1)
        # An empty line ends a directive that would go on, and the end of the text does.
        while number and _goes_on(self.lines[self._starts[number - 1] : self._starts[number]]):
            number -= 1
        opened = next((index for index, one in enumerate(self.facts[:number]) if one.block.is_open), number)
        return min(number, opened)

    def block_at(self, line: int) -> tuple[Block, int] | None:
        """The block that a line (from 1) belongs to, and how many lines it has moved since it was read."""
        number = bisect_right(self._starts, line - 1) - 1
        if number < 0:
            return None
        block = self.facts[number].block
        return block, self._starts[number] + 1 - block.first_line

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)

    @property
    def moved(self) -> list[int]:
        """How many lines each block has moved since it was read."""
        return [start + 1 - one.block.first_line for start, one in zip(self._starts, self.facts, strict=True)]

    def problems(self, files: FileView | None = None, remarks: Sequence[Found] = ()) -> tuple[Problem, ...]:
        """All that is wrong with it now, `remarks` of other programs included; see `Checker.problems`."""
        return self.checker.problems(self.path, self.facts, files, self.moved, remarks=remarks)

    def remarks(self, files: FileView | None = None) -> list[Found]:
        """What other programs have said of it before; none is started. See `Checker.external`."""
        return self.checker.external(self.outline, files, 0)

    @property
    def outline(self) -> Outline:
        """Its directives; their spans are those of when they were read."""
        directives = [one.block.directive for one in self.facts if one.block.directive is not None]
        return Outline(self.path, directives)

    def with_checker(self, checker: Checker) -> Document:
        """The same under other rules."""
        facts = [checker.facts(one.block) for one in self.facts]
        return replace(self, checker=checker, facts=facts)


def open_document(text: str, path: str, checker: Checker) -> Document:
    """The document of a whole text."""
    source = Source(text)
    facts = [checker.facts(block) for block in blocks(source, parse_tree(source.data))]
    return _document(path, checker, split(text), facts)


def _document(path: str, checker: Checker, lines: list[str], facts: list[Facts]) -> Document:
    starts = list(accumulate((one.block.lines for one in facts), initial=0))[:-1]
    return Document(path, checker, lines, facts, starts)


def _goes_on(lines: Sequence[str]) -> bool:
    """Whether what follows these lines could belong to the last of them."""
    for line in reversed(lines):
        if _COMMENT.match(line) is None:
            return _CONTINUES.search(line) is not None
    return False
