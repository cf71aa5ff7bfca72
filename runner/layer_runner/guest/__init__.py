"""The conversation with the agent inside a machine. What it says is data from a stranger: bounded and checked."""
