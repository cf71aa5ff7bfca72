"""Runs Layerfiles in real virtual machines.

`images` makes the disks that machines start from, `engine` drives libvirt and the snapshots of memory and disk,
`guest` speaks with the agent inside a machine, and `run` decides what happens next and writes the event log that
every front end reads.
"""
