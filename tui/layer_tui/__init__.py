"""`layer tui`: a reader of runs, for a terminal.

    following   a run's log on a thread: it becomes one frozen value, `seen.Seen`, which the application holds
    pacing      when the events of a replayed run are due
    rows        a run as rows: Layerfiles, steps, restores, shards
    waterfall   when what ran, as a bar of cells
    run_cells, plan_cells, details, shard_cells, usage_cells, waiting, why_lines, cached
                what is to be read, as pieces of text with the names of their styles
    usage_series  what a machine used, as series to plot; `sparkline` in a row of cells
    planning    what a run would do, as the same value that a run is; `plans` has the values
    watching    tells when a file of the tree is written, so that the plan follows
    asking      has `layer` do what is not done here: remove snapshots, heal the store
    launching   starts `layer run` as a process of its own
    log/        lines of a file that grows, found, filtered and drawn without reading all of it
    widgets/    what draws pieces
    screens/    Plan, Run, Log, Shards, Usage, Why, Cache, Runs
    app         the application; settings has the keys and the theme that a person chose

Only `app`, `widgets`, `screens` and `log.view` know Textual. Nothing here makes a run, and none depends on it: a run is
its own process, and goes on whatever becomes of the TUI.
"""
