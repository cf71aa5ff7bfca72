"""The part of building an image that needs root: `python -m layer_runner.images NAME STATE OWNER`, started by sudo."""

import subprocess
import sys
from pathlib import Path

from layer_cache.state import State
from layer_runner.errors import EngineError
from layer_runner.images.build import build
from layer_runner.images.definitions import IMAGES

name, state, owner = sys.argv[1:]
try:
    image = build(State(Path(state)), IMAGES[name], lambda text: print(text, file=sys.stderr))
except EngineError as error:
    sys.exit(f"layer: {error}")
subprocess.run(["chown", "-R", owner, str(image.folder), str(State(Path(state)).locks)], check=True)
