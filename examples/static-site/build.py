"""Makes site/NAME.html of each pages/NAME.txt: the first line is its title, [NAME] in the text links to a page."""

import re
from html import escape
from pathlib import Path

Path("site").mkdir(exist_ok=True)
for page in sorted(Path("pages").glob("*.txt")):
    title, _, text = page.read_text().partition("\n")
    body = re.sub(r"\[(\w+)\]", r'<a href="\1.html">\1</a>', escape(text))
    Path("site", page.stem).with_suffix(".html").write_text(f"<title>{escape(title)}</title>\n<p>{body}</p>\n")
    print(page.stem)
