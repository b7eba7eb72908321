"""The words of a paragraph: the atoms of line breaking, shaped and measured once each."""

from __future__ import annotations

import re

from bluf.document import tree
from bluf.writers.breaks import SOFT_HYPHEN, is_unspaced, joint, parts, syllables
from bluf.writers.runs import CHIP_PADDING, Run

FORCED = -1.0  # in place of a word's space: the line ends here
JOINT = 1e-9  # in place of a word's space: none, but the line may end here
LONG = 500  # characters; more than any line holds
_IDLE_SOFT_HYPHENS = re.compile("\u00ad+(?= |$)")


class Words:
    """The words of a paragraph in parallel lists: run, text, width, and the space after each.

    A space of 0 joins a word to the next one; ``FORCED`` ends the line.
    """

    __slots__ = ("language", "runs", "spaces", "texts", "widths")

    def __init__(self, runs: list[Run], language: str) -> None:
        self.language = language
        self.runs: list[Run] = []
        self.texts: list[str] = []
        self.widths: list[float] = []
        self.spaces: list[float] = []
        for index, run in enumerate(runs):
            if run.look.background:
                self._add_chip(runs, index)
            else:
                self._add(run)
        if not self.texts:
            self._append(runs[0], "", 0.0, 0.0)

    def copy(self) -> Words:
        """Return a copy to break lines in: that splits words."""
        other = Words.__new__(Words)
        other.language = self.language
        other.runs, other.texts = list(self.runs), list(self.texts)
        other.widths, other.spaces = list(self.widths), list(self.spaces)
        return other

    def _append(self, run: Run, text: str, width: float, space: float) -> None:
        self.runs.append(run)
        self.texts.append(text)
        self.widths.append(width)
        self.spaces.append(space)

    def _add(self, run: Run) -> None:
        if "\n" in run.text:
            for number, part in enumerate(run.text.split("\n")):
                if number:
                    self._end_line(run)
                if part:
                    self._add(run._replace(text=part))
            return
        metrics = run.metrics
        text = run.text
        if SOFT_HYPHEN in text:
            text = _IDLE_SOFT_HYPHENS.sub("", text)
        texts = text.split(" ")
        space = metrics.space
        unspaced = is_unspaced(text)
        if not texts[0] and len(texts) > 1:
            if self.spaces and self.spaces[-1] == 0.0:
                self.spaces[-1] = space
                del texts[0]
            elif not is_code(run):
                del texts[0]
        if not texts[-1]:
            del texts[-1]
            last = space
        else:
            last = 0.0
        count = len(texts)
        if unspaced:
            for number, word in enumerate(texts, 1):
                self._add_unspaced(run, word, space if number < count else last)
        elif count:
            self.runs += [run] * count
            self.texts += texts
            self.widths += [metrics[text] for text in texts]
            self.spaces += [space] * count
            self.spaces[-1] = last

    def _add_unspaced(self, run: Run, text: str, space: float) -> None:
        """Add text that is written without spaces: each part that stays together is a word."""
        if self.spaces and self.spaces[-1] == 0.0 and joint(self.texts[-1], text):
            self.spaces[-1] = JOINT
        pieces = parts(text)
        for piece in pieces:
            self._append(run, piece, run.metrics[piece], JOINT)
        self.spaces[-1] = space

    def _end_line(self, run: Run) -> None:
        if self.spaces and self.spaces[-1] != FORCED:
            self.spaces[-1] = FORCED
        else:
            self._append(run, "", 0.0, FORCED)

    def _add_chip(self, runs: list[Run], index: int) -> None:
        """Add words with a background, and room for the tint before the first and after the last."""
        run = runs[index]
        padding = run.look.size * CHIP_PADDING
        colour = run.look.background
        if index == 0 or runs[index - 1].look.background != colour:
            self._append(run, "", padding, 0.0)
        self._add(run)
        if index + 1 == len(runs) or runs[index + 1].look.background != colour:
            space = self.spaces[-1]
            self.spaces[-1] = 0.0
            self._append(run, "", padding, space)

    def split(self, index: int, place: int) -> None:
        """Break the word ``index`` before its character ``place``; the second part becomes the next word."""
        run, text = self.runs[index], self.texts[index]
        head, tail = text[:place], text[place:]
        metrics = run.metrics
        width = metrics[head]
        # A very long rest only has to be known as too wide: to shape it again for each line is quadratic.
        rest = metrics[tail] if len(tail) < LONG else self.widths[index] - width
        self.runs.insert(index + 1, run)
        self.texts[index : index + 1] = [head, tail]
        self.widths[index : index + 1] = [width, rest]
        self.spaces[index : index + 1] = [0.0, self.spaces[index]]
        if head.endswith(SOFT_HYPHEN):
            self.widths[index] += metrics["-"]

    def hyphenate(self, index: int, room: float) -> bool:
        """Break the word ``index`` with a hyphen so that its start fits ``room``, if its language has a place there."""
        run, text = self.runs[index], self.texts[index]
        if is_code(run):
            return False
        metrics = run.metrics
        for place in reversed(syllables(text, self.language)):
            if metrics[text[:place]] + metrics["-"] <= room:
                self.texts[index] = text[:place] + SOFT_HYPHEN + text[place:]
                self.split(index, place + 1)
                return True
        return False


def is_code(run: Run) -> bool:
    """Return whether white space counts in this run."""
    return run.mark is not None and type(run.mark.node) is tree.Code
