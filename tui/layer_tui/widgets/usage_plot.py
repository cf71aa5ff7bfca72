"""One series of what a machine used, plotted."""

from __future__ import annotations

from textual.color import Color
from textual_plotext import PlotextPlot

from layer_tui.usage_series import GUTTER, Series, labels

#: The colours of a plot's series, as variables of the theme.
_COLOURS = {"cpu": ("primary",), "memory": ("text-accent",), "disk": ("text-success", "text-warning")}


class UsagePlot(PlotextPlot, can_focus=False):
    """Draws a series; nothing is drawn anew where it is the same."""

    DEFAULT_CSS = """
    UsagePlot { height: 1fr; min-height: 6; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[object, ...] = ()

    def show(self, times: tuple[float, ...], series: Series, begin: float, end: float) -> None:
        """Show values over `times`, on an axis from `begin` to `end`, all in seconds."""
        shown = (times, series, begin, end, self.app.theme)
        if shown == self._shown:
            return
        self._shown = shown
        plot, variables = self.plt, self.app.theme_variables
        plot.clear_data()
        plot.title(series.title)
        plot.xlim(begin, end)
        plot.ylim(0, series.most)
        plot.yticks([at for at, _ in series.ticks], [text.rjust(GUTTER - 1) for _, text in series.ticks])
        marks = labels(begin, end)
        plot.xticks([at for at, _ in marks], [text for _, text in marks])
        many = len(series.values) > 1
        for values, name, label in zip(series.values, _COLOURS[series.name], series.labels, strict=True):
            colour = Color.parse(variables[name]).rgb
            plot.plot(times, values, marker="braille", fillx=not many, color=colour, label=label if many else None)
        self.refresh()
