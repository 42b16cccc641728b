"""An image data set finds its files when it is made, or at first use, and delivers pixels in the form asked for."""

from typing import Literal

from length.batch import Batches
from length.data_set import DataSet
from length.data_sets.catalog import ImageSet
from length.errors import DataError


class ImageDataSet(DataSet):
    """Images of 28 x 28 pixels with a label each, in a part for training and a part for testing.

    Parameters
    ----------
    batch_size : int
        Samples in a batch; the last batch of a part holds what is left.
    sample_dimensions : {1, 2, 3}
        Axes of one sample: 1 gives data (N, 784), 2 gives (N, 28, 28), 3 gives (N, 1, 28, 28).
    scale : float
        A pixel's greatest value: 1.0 gives floats from 0 to 1.
    load_train, load_test : bool
        Whether that part is wanted.
    delay_loading : bool
        Read the files at the first use of a part, not at once.
    shuffle : bool
        Give the training samples in a new order at each pass.
    seed : int or None
        Decides the orders; None gives others in every run.

    Attributes
    ----------
    class_names : tuple of str
        The meaning of the labels 0 to 9.

    Raises
    ------
    DataError
        A wrong option, or a broken file.

    Notes
    -----
    Pixels are kept as uint8 and become floats batch by batch: data (N, ...) float32, labels (N,) uint8.
    Where the full set can't be found, the embedded sample takes its place: a printed notice, `is_sample`,
    `origin` and the representation all say so.
    """

    image_set: ImageSet
    class_names: tuple[str, ...]

    def __init__(
        self,
        batch_size: int,
        sample_dimensions: Literal[1, 2, 3] = 1,
        *,
        scale: float = 1.0,
        load_train: bool = True,
        load_test: bool = True,
        delay_loading: bool = False,
        shuffle: bool = False,
        seed: int | None = 0,
    ) -> None:
        super().__init__(batch_size, scale=scale, shuffle=shuffle, seed=seed)
        if sample_dimensions not in (1, 2, 3):
            raise DataError(
                type(self).__name__,
                f"expected sample_dimensions 1, 2 or 3, got {sample_dimensions!r}",
                "1 gives (N, 784), 2 gives (N, 28, 28), 3 gives (N, 1, 28, 28)",
            )
        self.sample_dimensions = sample_dimensions
        self._wanted = tuple(part for part, load in (("train", load_train), ("test", load_test)) if load)
        self._is_sample = False
        self._origin = "not loaded yet"
        if not delay_loading:
            self._load()

    @property
    def is_sample(self) -> bool:
        """Whether this is only the embedded sample; False as long as nothing is loaded."""
        return self._is_sample

    @property
    def origin(self) -> str:
        """Where the images are from: a folder, a mirror, a package or the embedded sample."""
        return self._origin

    def _batches(self, part: str) -> Batches:
        if part in self._wanted and part not in self._parts:
            self._load()
        return super()._batches(part)

    def _load(self) -> None:
        """Look all wanted parts up together, so that they are of one origin, and give the images their shape."""
        # Not at the top: what the look-up needs (threads, hashes, HTTP) would double the time of `import length`.
        from length.data_sets.look_up import look_up

        found = look_up(self.image_set, self._wanted)
        self._is_sample, self._origin = found.is_sample, found.origin
        for part, (images, labels) in found.parts.items():
            shape = {1: (-1,), 2: images.shape[1:], 3: (1, *images.shape[1:])}[self.sample_dimensions]
            self._parts[part] = images.reshape(len(images), *shape), labels

    def _missing(self, part: str) -> DataError:
        return DataError(
            type(self).__name__, f"the {part} part was not asked for", f"Make it with load_{part}=True to use it"
        )

    def _notes(self) -> str:
        return f"EMBEDDED SAMPLE, not the full {self.image_set.title}" if self.is_sample else f"from {self.origin}"
