"""The linter of web features: what it finds in files that are not ours."""

import subprocess
import sys
from pathlib import Path

from baoming.settings import ROOT

FILES = {
    "static/css/new.css": """
/* aspect-ratio: 1 */
@media (prefers-color-scheme: dark) { a:is(b) { gap: 1rem; width: min(10rem, 50vw); color: var(--x) } }
@supports (display: grid) { a { display: grid } }
""",
    "static/js/new.js": "// a?.b\nconst here = '??' + first?.at(0);\nstructuredClone(here ?? 1);\n",
    "templates/new.html": '<dialog {% if a > b %}open{% endif %} popover="{{ x }}" data-x="1">',
}
FOUND = """
static/css/new.css: at-rule '@supports' is not in browsers.toml
static/css/new.css: function 'min' is not in browsers.toml
static/css/new.css: media feature 'display' is not in browsers.toml
static/css/new.css: property 'gap' is not in browsers.toml
static/css/new.css: selector ':is' is not in browsers.toml
static/css/new.css: unit 'vw' is not in browsers.toml
static/css/new.css: value 'grid' is not in browsers.toml
static/js/new.js: global 'structuredClone' is not in browsers.toml
static/js/new.js: member 'at' is not in browsers.toml
static/js/new.js: syntax 'nullish' is not in browsers.toml
static/js/new.js: syntax 'optional chaining' is not in browsers.toml
templates/new.html: attribute 'popover' is not in browsers.toml
templates/new.html: element 'dialog' is not in browsers.toml
"""


def test_a_feature_that_is_not_listed_is_named(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [sys.executable, str(ROOT / "scripts/browsers"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stderr.replace(": add it with its first versions", "")
    assert (done.returncode, f"\n{said}") == (1, FOUND)
