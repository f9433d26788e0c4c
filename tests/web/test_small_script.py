from pathlib import Path

import pytest

from baoming.settings import ROOT
from baoming.web.small_script import minified_script

SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("// why\n  a('//b');\n\n", "a('//b');\n"),
        ("const first = 1;\nconst second = 2;\n", "let b=1,a=2;\n"),
        (
            "const first = {\n  a: 1\n};\nfirst.first = 'first';\n",
            "let first={a:1};first.first='first';\n",
        ),
        ("if (x) return;\nconst total = x in y;\nelse z;", "if(x)return;let a=x in y;else z;\n"),
        ("const word = `a ${total.word} word`;", "let word=`a ${total.word} word`;\n"),
        ("const total = `a ${total + 1} total`;", "let a=`a ${a + 1} total`;\n"),
        (
            "each.some(found => /^[a/'] found$/.test(found));",
            "each.some(a=>/^[a/'] found$/.test(a));\n",
        ),
        (
            "const [one, other] = given;\nf({one, two: other});",
            "let[one,a]=given;f({one,two:a});\n",
        ),
        ("function twice(value) { return value + value; }", "function b(a){return a+a}\n"),
        ("try { a(); } catch (error) { kept = false; }", "try{a()}catch(b){kept=!1}\n"),
    ],
)
def test_a_script_becomes_small_and_means_the_same(text: str, small: str) -> None:
    assert minified_script(text) == small


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_are_a_third_smaller_and_keep_their_words(path: Path) -> None:
    text = path.read_text("utf-8")
    small = minified_script(text)
    assert len(small) < 0.75 * len(text)
    code = "".join(line for line in text.splitlines(True) if not line.strip().startswith("//"))
    for word in [part for part in code.split("'")[1::2] if not part.isascii()]:
        assert f"'{word}'" in small
