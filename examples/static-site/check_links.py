"""Fails where a page of the site links to one that is not there, unless allowed.txt names it."""

import re
import sys
from pathlib import Path

allowed = Path("allowed.txt").read_text().split()
missing = [
    f"{page}: {target}"
    for page in sorted(Path("site").glob("*.html"))
    for target in re.findall(r'href="(.*?)"', page.read_text())
    if target not in allowed and not (page.parent / target).exists()
]
sys.exit("\n".join(missing) or None)
