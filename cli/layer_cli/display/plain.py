"""Plain lines, for pipes and logs: nothing moves, nothing is coloured."""

from __future__ import annotations

from typing import Any, TextIO

from layer_cli.display import lines
from layer_cli.display.shard_output import ShardOutput
from layer_cli.terminal import harmless


class PlainDisplay:
    """Writes steps, their output as it comes, and a summary."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._verdicts = lines.Verdicts()
        self._run = "last"
        self._open: int | None = None
        self._shards = ShardOutput()

    def show(self, event: dict[str, Any]) -> None:
        """Write what one event says."""
        match event["event"]:
            case "run_started":
                self._run = event["run"]
            case "step_started":
                self._line(f"▶ {lines.title(event)}")
            case "output":
                self._output(event)
            case "step_finished":
                self._verdicts.add(event)
                self._shard_lines(event, self._shards.rest(event))
                self._line(lines.finished(event))
            case "restored":
                self._line(lines.restored(event))
            case "forked":
                self._line(lines.forked(event))
            case "exposed":
                self._line(lines.exposed(event))
            case "note":
                self._line(f"» {event['text']}")
            case "button":
                self._line(lines.button(event))
            case "failure_waiting":
                for line in lines.asking(event, self._run):
                    self._line(line)
            case "kept":
                self._line(lines.kept(event, self._run))
            case "planned_again":
                self._verdicts.clear()
            case "not_cached":
                self._line(lines.not_kept(event))
            case "run_finished":
                self._line(lines.summary(event, self._verdicts))
        self._stream.flush()

    def _line(self, text: str) -> None:
        if self._open is not None:
            self._stream.write("\n")
            self._open = None
        self._stream.write(text + "\n")

    def _shard_lines(self, event: dict[str, Any], texts: list[str]) -> None:
        for text in texts:
            self._line(lines.shard(event) + harmless(text))

    def _output(self, event: dict[str, Any]) -> None:
        if event.get("shard") is not None:
            self._shard_lines(event, self._shards.lines(event))
            return
        text = harmless(event["data"])
        if text:
            if self._open not in (None, event["step"]):
                self._stream.write("\n")
            self._stream.write(text)
            self._open = None if text.endswith("\n") else event["step"]

    def __enter__(self) -> PlainDisplay:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stream.flush()
