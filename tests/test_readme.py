"""The README promises two commands; they are the whole of its shell, and nothing else needs typing."""

import re
from pathlib import Path

from kinlens.cli import run

README = Path(__file__).parents[1] / "README.md"


def test_exactly_two_shell_commands():
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.S)
    assert [block.strip() for block in blocks] == [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/kinlens demo",
        ".venv/bin/pip install -e '.[test]' && .venv/bin/python -m pytest",
    ]


def test_the_python_example_compiles():
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.S)
    compile(example, "README.md", "exec")


def test_linked_files_exist():
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert links
    missing = [link for link in links if not (README.parent / link).exists()]
    assert missing == []


def test_the_located_variants_are_what_the_command_prints(capsys):
    text = README.read_text(encoding="utf-8")
    (arguments,) = re.findall(r"`kinlens (locate .*?)`:\n", text)
    assert run(arguments.split()) == 0
    assert capsys.readouterr().out.strip() in text


def test_the_count_of_strings_is_that_of_the_survey():
    (strings, refused) = re.findall(r"of ([0-9,]+) distinct strings of real screens (\w+) are refused",
                                    " ".join(README.read_text(encoding="utf-8").split()))[0]
    survey = (README.parent / "docs" / "screens_survey.md").read_text(encoding="utf-8")
    assert re.search(rf"distinct in all\*\* \| \d+ \| {strings.replace(',', '')} \| .*\| {refused} \| \d+ \|", survey)
