"""MNIST: handwritten digits in shades of grey, 60,000 for training and 10,000 for testing."""

from length.data_sets.catalog import MNIST_FILES
from length.data_sets.image_data_set import ImageDataSet


class MNIST(ImageDataSet):
    """Handwritten digits; the options are those of `ImageDataSet`.

    Notes
    -----
    Data (N, 784) float32 from 0 to 1 by default, labels (N,) uint8: the digit itself.

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits.

    Examples
    --------
    >>> from length.data_sets import MNIST
    >>> for batch in MNIST(batch_size=64).train:  # doctest: +SKIP
    ...     print(batch.data.shape, batch.labels.shape)
    """

    image_set = MNIST_FILES
    class_names = tuple("0123456789")
