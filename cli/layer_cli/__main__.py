"""`python -m layer_cli`."""

import sys

from layer_cli.main import main

sys.exit(main())
