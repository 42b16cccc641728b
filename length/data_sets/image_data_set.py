"""An image data set finds its files when it is made, or at first use, and delivers pixels in the form asked for."""

from typing import Any, Literal

from length.data_set import Batches, DataSet
from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES, ImageSet
from length.errors import DataError

CLOTHES = "T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot"


class ImageDataSet(DataSet):
    """Images of 28 x 28 pixels with a label each, in a part for training and a part for testing.

    Parameters
    ----------
    batch_size : int
        Samples in a batch; the last batch of a part holds what is left.
    sample_dimensions : {1, 2, 3}
        Axes of one sample: 1 gives data (N, 784), 2 gives (N, 28, 28), 3 gives (N, 1, 28, 28).
    scale : float or None
        A pixel's greatest value: 1.0 gives floats from 0 to 1, None those from 0 to 255.
    load_train, load_test : bool
        Whether that part is wanted.
    delay_loading : bool
        Read the files at the first use of a part, not at once.
    **options
        `shuffle`, `repeat` and `seed`, as `DataSet` has them.

    Attributes
    ----------
    class_names : tuple of str
        The meaning of the labels 0 to 9.
    is_sample, origin : bool, str
        Whether this is only the embedded sample, and where the images are from, once they are loaded.

    Notes
    -----
    Pixels are kept as uint8 and become floats batch by batch: data (N, ...) float32, labels (N,) uint8. Where the full
    set can't be found, the embedded sample takes its place, and all that one can see of the data set says so.
    """

    image_set: ImageSet
    class_names: tuple[str, ...]

    def __init__(
        self,
        batch_size: int,
        sample_dimensions: Literal[1, 2, 3] = 1,
        *,
        scale: float | None = 1.0,
        load_train: bool = True,
        load_test: bool = True,
        delay_loading: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(batch_size, scale=scale, **options)
        if sample_dimensions not in (1, 2, 3):
            problem = f"expected sample_dimensions 1, 2 or 3, got {sample_dimensions!r}"
            hint = "1 gives (N, 784), 2 gives (N, 28, 28), 3 gives (N, 1, 28, 28)"
            raise DataError(type(self).__name__, problem, hint)
        self.sample_dimensions = sample_dimensions
        self._wanted = tuple(part for part, load in (("train", load_train), ("test", load_test)) if load)
        self.is_sample = False
        self.origin = "not loaded yet"
        if not delay_loading:
            self._load()

    def _batches(self, part: str) -> Batches:
        if part in self._wanted and part not in self.parts:
            self._load()
        return super()._batches(part)

    def _load(self) -> None:
        """Look all wanted parts up together, so that they are of one origin, and give the images their shape."""
        # Not at the top: `import length.data_sets` stays quick.
        from length.data_sets.files import SAMPLE, look_up

        parts, self.origin = look_up(self.image_set, self._wanted)
        self.is_sample = self.origin == SAMPLE
        for part, (images, labels) in parts.items():
            shape = {1: (-1,), 2: images.shape[1:], 3: (1, *images.shape[1:])}[self.sample_dimensions]
            self.parts[part] = images.reshape(len(images), *shape), labels

    def __repr__(self) -> str:
        from_where = (
            f"EMBEDDED SAMPLE, not the full {self.image_set.title}" if self.is_sample else f"from {self.origin}"
        )
        return f"{super().__repr__()[:-1]}, {from_where})"


class MNIST(ImageDataSet):
    """Handwritten digits, 60,000 for training and 10,000 for testing (Y. LeCun, C. Cortes, C. J. C. Burges)."""

    image_set = MNIST_FILES
    class_names = tuple("0123456789")


class FashionMNIST(ImageDataSet):
    """Articles of clothing in MNIST's format, harder to tell apart (H. Xiao, K. Rasul, R. Vollgraf, 2017)."""

    image_set = FASHION_MNIST_FILES
    class_names = tuple(CLOTHES.split(", "))
