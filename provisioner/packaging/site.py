"""Puts together what the documentation site is built from, in the directory DESTINATION: the pages, at their places in the repository, and
those files of the repository to which they have links. A link to a directory leads to a page that lists it. The pages are Markdown as code
hosts and editors read it (CommonMark); lists are written anew as MkDocs reads them.

usage: site.py REPOSITORY DESTINATION
"""

import os
import re
import shutil
import sys

LINK = re.compile(r"(\]\()(?!https?:|mailto:|#)([^)#\s]+)([^)\s]*\))")
DOCS = "provisioner/docs"
ITEM = re.compile(r"( *)([-*+]|\d+\.)( +)(?=\S)")
FENCE = re.compile(r" *(`{3,}|~{3,})")


def heading(text):
    return text.lstrip().splitlines()[0].lstrip("# ").strip()


def summary(text):
    """The first paragraph, without its links: they lead from another place."""
    parts = text.split("\n\n")
    paragraph = " ".join(parts[1].split()) if len(parts) > 1 else ""
    return re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", paragraph)


class Lists:
    """Python-Markdown, which MkDocs has, wants four spaces for what belongs to an item, a blank line before a list and after a table, and
    knows no fence in an item."""

    def __init__(self):
        self.lines = []
        self.items = []  # Where the content of each open item begins.
        self.fence = None

    def write(self, text):
        for line in text.split("\n"):
            self.take(line)
        return "\n".join(self.lines)

    def take(self, line):
        indent = len(line) - len(line.lstrip())
        if self.fence:
            self.code(line)
            return
        if not line.strip():
            self.lines.append("")
            return
        item = ITEM.match(line)
        if item or not self.last():
            while self.items and indent < self.items[-1]:
                self.items.pop()
        if item and (not self.items or indent < self.items[-1] + 4):
            self.begin(line, item)
        elif FENCE.match(line):
            self.fence = FENCE.match(line)[1]
            if self.items:
                self.part()
            else:
                self.lines.append(line)
        else:
            self.lines.append(self.shifted(line))

    def begin(self, line, item):
        if self.last() and (not self.items and not ITEM.match(self.last()) or self.last().lstrip().startswith("|")):
            self.part()
        self.lines.append("    " * len(self.items) + line[len(item[1]) :])
        self.items.append(item.end())

    def code(self, line):
        closing = line.strip().startswith(self.fence)
        if closing:
            self.fence = None
        if not self.items:
            self.lines.append(line)
        elif closing:
            self.part()
        else:
            self.lines.append("    " + self.shifted(line) if line.strip() else "")

    def shifted(self, line):
        """The line, as far to the right in the innermost item as it is written."""
        if not self.items:
            return line
        indent = len(line) - len(line.lstrip())
        return "    " * len(self.items) + line[min(indent, self.items[-1]) :]

    def last(self):
        return self.lines[-1] if self.lines else ""

    def part(self):
        if self.last():
            self.lines.append("")


class Site:
    def __init__(self, repository, destination):
        self.repository = repository
        self.destination = destination
        self.taken = set()

    def read(self, path):
        with open(os.path.join(self.repository, path), encoding="utf-8") as file:
            return file.read()

    def write(self, path, text):
        target = os.path.join(self.destination, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)

    def take(self, path):
        """Takes a page or a file, and what it leads to."""
        if path in self.taken:
            return
        self.taken.add(path)
        if path.endswith(".md"):
            here = os.path.dirname(path)
            text = LINK.sub(lambda link: link[1] + self.target(here, link[2]) + link[3], self.read(path))
            self.write(path, Lists().write(text))
        else:
            target = os.path.join(self.destination, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(self.repository, path), target)

    def target(self, here, link):
        path = os.path.normpath(os.path.join(here, link))
        if path.startswith("..") or not os.path.exists(os.path.join(self.repository, path)):
            return link  # The build says so.
        if os.path.isdir(os.path.join(self.repository, path)):
            path = self.listing(path)
        else:
            self.take(path)
        return os.path.relpath(path, here)

    def listing(self, directory):
        """The page of a directory: its own, or a list of its pages or files."""
        page = os.path.join(directory, "README.md")
        if os.path.exists(os.path.join(self.repository, page)):
            self.take(page)
            return page
        if page not in self.taken:
            self.taken.add(page)
            names = sorted(os.listdir(os.path.join(self.repository, directory)))
            lines = [self.line(directory, name) for name in names if name != "target"]
            self.write(page, "# `" + directory + "`\n\n" + "\n".join(lines) + "\n")
        return page

    def line(self, directory, name):
        path = os.path.join(directory, name)
        if name.endswith(".md"):
            self.take(path)
            text = self.read(path)
            return f"- [{heading(text)}]({name}): {summary(text)}"
        if directory.startswith(DOCS) and os.path.isfile(os.path.join(self.repository, path)):
            self.take(path)
            return f"- [{name}]({name})"
        return f"- `{name}`"


def main(repository, destination):
    site = Site(repository, destination)
    site.take("README.md")
    for directory, _, names in os.walk(os.path.join(repository, DOCS)):
        for name in names:
            site.take(os.path.relpath(os.path.join(directory, name), repository))
    for directory in ("resources", "roles", "decisions"):
        site.listing(os.path.join(DOCS, directory))


if __name__ == "__main__":
    main(*sys.argv[1:])
