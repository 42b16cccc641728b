"""FashionMNIST: articles of clothing in MNIST's format, harder to tell apart than digits."""

from length.data_sets.catalog import FASHION_MNIST_FILES
from length.data_sets.image_data_set import ImageDataSet


class FashionMNIST(ImageDataSet):
    """Articles of clothing; the options are those of `ImageDataSet`.

    Notes
    -----
    Data (N, 784) float32 from 0 to 1 by default, labels (N,) uint8: an index into `class_names`.

    Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning
    algorithms, 2017.
    """

    image_set = FASHION_MNIST_FILES
    class_names = (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )
