"""A small transformer run by ONNX Runtime: the vector of a token depends on the text around it.

Each text is computed alone, so that what stands beside it cannot reach its vectors; several texts
are computed at the same time, by one thread each. training/export_encoder.py makes the files.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.encoders.tokens import TOKENIZER, Tokeniser, read_tokenizer
from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from nps_reasons.encoders.passages import Passages
    from nps_reasons.store import ModelFolder

GRAPH: Final = "encoder.onnx"


class TransformerEncoder:
    """Encodes texts by a transformer, in 8 bits, without torch.

    A text longer than the model's window is read in pieces that do not overlap, each cut between
    two words where that can be done.

    Parameters
    ----------
    folder
        Model folder with encoder.onnx and tokenizer.json.
    threads
        Texts computed at the same time; by default one per processor that may be used. The
        vectors do not depend on it.
    """

    def __init__(self, folder: ModelFolder, *, threads: int | None = None) -> None:
        self.folder = folder
        self.threads = threads

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""
        return self.folder.name

    @property
    def hash(self) -> str:
        """SHA-256 of what the model was loaded from."""
        return self.folder.hash

    @property
    def width(self) -> int:
        """Length of a vector."""
        return int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> Passages:
        """Vectors of the tokens of each text; a text without a word has no token.

        Parameters
        ----------
        texts
            Any text of any length; equal texts are computed once. All vectors are held at once:
            pass about a thousand texts at a time.

        Raises
        ------
        InputError
            The model's files cannot be read.
        """
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        tokens = self._tokeniser.cut(list(place))
        pieces = [
            tokens.ids[start + first : start + last]
            for start, end in tokens.spans()
            for first, last in windows(tokens.words[start:end], self._room)
        ]
        none = np.zeros((0, self.width), dtype=np.float32)
        states = np.concatenate([none, *self._run_all(pieces)])
        return tokens.passages(list(place), states)[[place[text] for text in texts]]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the session, which cannot go to another process; it loads again there."""
        return {"folder": self.folder, "threads": self.threads}

    def _run_all(self, pieces: Sequence[NDArray[np.int32]]) -> list[NDArray[np.float32]]:
        """States of each piece, as many at a time as there are threads."""
        threads = processors() if self.threads is None else self.threads
        session = self._session
        if threads == 1 or len(pieces) < 2:
            return [self._run(piece, session) for piece in pieces]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda piece: self._run(piece, session), pieces))

    def _run(self, piece: NDArray[np.int32], session: InferenceSession) -> NDArray[np.float32]:
        begin, end = self._ends
        ids = np.concatenate([[begin], piece, [end]]).astype(np.int64)
        states: NDArray[np.float32] = session.run(["states"], {"input_ids": ids[None]})[0]
        return states[0, 1:-1]

    @property
    def _room(self) -> int:
        """Tokens of a text that fit into the model's window."""
        window = int(self._session.get_modelmeta().custom_metadata_map["window"])
        return window - len(self._ends)

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """Numbers of the tokens that begin and end every text."""
        begin, end = self._tokenizer.encode("").ids
        return begin, end

    @cached_property
    def _tokeniser(self) -> Tokeniser:
        return Tokeniser(self._tokenizer)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return read_tokenizer(self.folder.file(TOKENIZER))

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime as ort  # noqa: PLC0415 - slow to import

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The graph is run as it was written, by every version of ONNX Runtime.
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        path = self.folder.file(GRAPH)
        try:
            return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        # What the library raises shares no base but Exception.
        except Exception as error:
            raise InputError(f"{path}: cannot be read as an ONNX graph; {error}") from error


def windows(words: NDArray[np.int32], room: int) -> list[tuple[int, int]]:
    """Cut a text into pieces that a model can read, between two words where that can be done.

    Parameters
    ----------
    words : ndarray of shape (n_tokens,)
        Which word each token belongs to.
    room
        Most tokens of a piece.

    Returns
    -------
    list of tuple of int
        Where each piece begins and ends, in tokens; none for a text without tokens.

    Examples
    --------
    >>> windows(np.array([0, 1, 1, 2]), 2)
    [(0, 1), (1, 3), (3, 4)]
    >>> windows(np.array([0, 0, 0]), 2)
    [(0, 2), (2, 3)]
    """
    cuts = np.append(np.flatnonzero(np.diff(words)) + 1, len(words))
    pieces, start = [], 0
    while start < len(words):
        # The last cut that the room reaches; inside a word where there is none.
        last = int(np.searchsorted(cuts, start + room, side="right")) - 1
        near = int(cuts[last]) if last >= 0 else start
        end = near if near > start else start + room
        pieces.append((start, end))
        start = end
    return pieces


def processors() -> int:
    """Processors that this process may use.

    What the variable NPS_REASONS_PROCESSORS says, else what affinity and the container leave.
    """
    from loky import cpu_count  # noqa: PLC0415 - knows the quotas of containers

    given = os.environ.get(PROCESSORS, "")
    return int(given) if given.isdigit() and int(given) else int(cpu_count())


PROCESSORS: Final = "NPS_REASONS_PROCESSORS"
"""Variable of the environment that limits how many processors are used."""
