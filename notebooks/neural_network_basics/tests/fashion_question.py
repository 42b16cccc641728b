"""The question on FashionMNIST: which class is hardest for the network, and which is it most often taken for.

Measured with the notebook's network and schedule (Adam, learning rate 0.001, batch size 64, 5 epochs, all images) for
the seeds 1, 2 and 3: of class 6 (shirt) 63 to 66 % are recognized, of the next hardest, 4 (coat), 79 %. Of 1000 shirts
129 to 149 are taken for class 0 (T-shirt), 85 to 94 for class 2. Without a schedule the answers are the same.
"""

from autograder.testing import close, points


@points(1.0)
def hardest(hardest_class):
    """the hardest class"""
    close(hardest_class, 6, "hardest_class")


@points(1.0)
def confused(most_confused_with, hardest_class):
    """what it is most often taken for"""
    close(most_confused_with, 0, "most_confused_with")
    # one number for both is no answer: no class is mixed up with itself
    assert hardest_class != most_confused_with, "most_confused_with must be another class than hardest_class"
