"""EXPOSE: from a port outside to what listens on a machine's localhost.

`routes`, `hosts`, `headers`, `listening` and `settings` decide, without I/O; `outside` listens, and `proxy`,
`websockets` and `ports` carry, with aiohttp; `bridging` leads into the machine, through its agent.
"""
