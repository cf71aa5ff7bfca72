"""What the worker can do."""


def shout(text: str) -> str:
    """The text in capitals."""
    return text.upper() + "!"
