"""Known wrong answers to the task The whole network."""

from autograder.mistakes import Mistake

GRADED_BY = "test_end_to_end"
SOLUTION = ("ActivatedMLP", "evaluate")

_FORWARD_2 = "hidden = relu(self.fully_connected_2(hidden))"
_OUTPUT = "self.predictions = self.fully_connected_3(hidden)"
_LOSS = "mean_squared_error(self.predictions, batch.labels)"
_RETURN = "return sum_loss / num_images, sum_correct / num_images"
_WEIGHT = " * len(batch.labels)"


def _network(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


def _evaluation(name: str, *edits: tuple[str, str], **texts: str) -> Mistake:
    return Mistake(name, edits, **texts)


MISTAKES = (
    # ActivatedMLP
    _network(
        "first ReLU missing",
        "relu(self.fully_connected_1(batch.data))",
        "self.fully_connected_1(batch.data)",
        diagnosis="Two fully connected layers follow each other without a ReLU between.",
        hint=(
            "Let the first layer multiply by 2 and the next one by -3, each with one input and one output. For the "
            "inputs -1, 1 and 2 the pair answers 6, -6 and -12, so a single layer with the weight -6 could replace it: "
            "the second one adds weights, but no ability. With a ReLU in between, the -2 in the middle becomes 0, and "
            "the answers are 0, -6 and -12, which no single layer can give, with bias or without. Count in the drawing "
            "of the network: how many activations stand between the picture at the top and the predictions? Then count "
            "the calls of `relu` in your `forward`. Which pair of layers touches?"
        ),
    ),
    _network(
        "second ReLU missing", _FORWARD_2, "hidden = self.fully_connected_2(hidden)", same_as="first ReLU missing"
    ),
    _network(
        "ReLU on the output too",
        _OUTPUT,
        "self.predictions = relu(self.fully_connected_3(hidden))",
        diagnosis="The predictions themselves go through a ReLU.",
        hint=(
            "Suppose that the last layer gives (-3, 0.5) for an image, and the target is (1, 0). The first output has "
            "to rise by 4. If it passes a ReLU, the prediction is 0, and at the -3 its slope is 0: the gradient that "
            'says "higher!" is stopped right there, and the last layer never hears of it. An output that has once '
            "fallen below zero for all images is lost for good. Between hidden layers a silent unit does little harm, "
            "as there are hundreds; here each output is one of ten digits. Look at the drawing of the network, from "
            "bottom to top: what is the first thing above the predictions?"
        ),
    ),
    _network(
        "a layer called twice",
        _FORWARD_2,
        f"{_FORWARD_2}\n        {_FORWARD_2}",
        diagnosis="A layer is applied twice in a row.",
        hint=(
            "Follow the arrows in the drawing: each box occurs once. In your `forward` one of the layers gets its own "
            "output as its input. With the weight 2, a 3 would become 6 and then 12, so the predictions change. Python "
            "doesn't complain, because a layer of 512 inputs and 512 outputs fits behind itself. Even training would "
            "work: the gradients of both uses are added up. But it's another network than the one in the drawing, with "
            "the same number of parameters and one more step of computing. Write down the shapes and the names of the "
            "layers in the order in which a batch meets them. Which name stands there too often?"
        ),
    ),
    _network(
        "a layer left out",
        _FORWARD_2,
        "hidden = relu(hidden)",
        diagnosis="One of the three layers is never called in `forward`.",
        hint=(
            "The constructor creates three layers, and the drawing shows three. A batch passes only two of them in "
            "your `forward`; the third one has 262,656 parameters that nobody ever asks. You can find out which one "
            "with little effort: a layer that isn't called gets no gradient, so its weights are the same before and "
            "after training. Python can't warn you, because the shapes on both sides of the gap happen to be equal, "
            "512 and 512, and a ReLU on an array that has been through a ReLU changes nothing. Which of the layers' "
            "names in `__init__` do you not find again in `forward`?"
        ),
    ),
    _network(
        "one layer object under two names",
        "self.fully_connected_2 = FullyConnected(512, 512)",
        "self.fully_connected_2 = self.fully_connected_1",
        diagnosis="Two names belong to one and the same layer object.",
        hint=(
            "In Python an assignment doesn't copy. After `a = [1, 2]` and `b = a`, a change to `b[0]` shows in `a`, "
            "because there is one list with two names. With layers it is the same: a step that one place makes with "
            "its weights happens to the other place, too, and the network has fewer parameters than the drawing says. "
            "In this network the shapes differ as well: one layer leads from 784 numbers to 512, the next from 512 to "
            "512, and an object can't do both. Print `id(...)` of the three layers. Are there three different numbers? "
            "If not, where was the missing object meant to be created?"
        ),
    ),
    _network(
        "loss on the hidden layer",
        _LOSS,
        "mean_squared_error(hidden, batch.labels)",
        diagnosis="The loss compares a hidden layer with the labels, not the predictions.",
        hint=(
            "Look at the shapes. For two images with the labels 1 and 0, the predictions have two rows of ten numbers, "
            "one for each digit. The array that you hand to the loss has two rows of 512, the outputs of hidden units, "
            "which don't stand for digits at all. It isn't noticed, since the loss builds one-hot rows of any length "
            "that it is asked for. But the last layer comes after the point where you measure: it takes no part in the "
            "loss, gets no gradient, and stays as random as it was at the start. Which arrow of the drawing leads into "
            "MeanSquaredError, and from which box does it come?"
        ),
    ),
    _network(
        "loss on predictions and predictions",
        _LOSS,
        "mean_squared_error(self.predictions, self.predictions)",
        diagnosis="The predictions are compared with themselves, so the loss is always zero.",
        hint=(
            "How large is the difference between a number and itself? Let the predictions for one image be (0.3, 0.9) "
            "and its label 0. They should be judged against (1, 0), which gives (0.49 + 0.81) / 2 = 0.65. Your loss is "
            "0, for this image and for all others, before any training. A perfect score at the start is a reason to be "
            "suspicious! All gradients are 0 as well, so no weight ever moves, and the network stays what the "
            "initializer made it. A loss compares two things: what the network says, and what would be true. In which "
            "object of `forward` is the truth, and where do you use it?"
        ),
    ),
    _network(
        "loss on rectified predictions",
        _LOSS,
        "mean_squared_error(relu(self.predictions), batch.labels)",
        diagnosis="The loss is taken of rectified predictions instead of the predictions.",
        hint=(
            "Let the predictions for an image be (-3, 0.5) and the target (1, 0). The loss should see how far -3 is "
            "from 1, and it should be ((-4) · (-4) + 0.5 · 0.5) / 2 = 8.125. You hand it the rectified numbers (0, "
            "0.5), and it is 0.625 only. What is worse: at the -3 the slope of ReLU is 0, so the gradient stops there "
            "and the output can't learn to rise. `self.predictions` itself is untouched, so the accuracy is computed "
            "as it should be, and the two no longer speak of the same thing. What lies between the predictions and the "
            "loss in the drawing?"
        ),
    ),
    _network(
        "optimizer not passed",
        "self.loss.backward(optimizer)",
        "self.loss.backward()",
        diagnosis="The backward pass runs without an optimizer, so no weight moves.",
        hint=(
            "Training has two halves: gradients are computed, and then the weights take a step. Look at one weight of "
            "your network before and after `model.backward(optimizer)`: it has the same value. If it is 4 now, it will "
            "be 4 after five epochs, and the loss of a batch is the same the second time you see it. There is no "
            "error, because a backward pass without a step is useful as well, for instance to look at gradients, as "
            "the small example at the beginning of the notebook does. Your method receives an optimizer. Where does it "
            "go from there, and who would have to call its update rule?"
        ),
    ),
    _network(
        "backward from the predictions",
        "self.loss.backward(optimizer)",
        "self.predictions.backward(optimizer)",
        diagnosis="The backward pass starts at the predictions instead of the loss.",
        hint=(
            "The way back begins at the quantity that is to become smaller. You begin at the predictions: that asks "
            "the network to make its outputs smaller, all ten of them, for every image. Take an image with the "
            "predictions (2, 0.3) and the target (1, 0). The loss says that both should come down, the first by more. "
            "Now take the target (3, 0): the first one should rise. Your gradients are the same in both cases, for the "
            "labels come into play only after the point where you start. In the drawing, at which end does the lower "
            "arrow begin, and which attribute of your model holds this node?"
        ),
    ),
    # evaluate
    _evaluation(
        "averaged over two batches too few",
        (_RETURN, "batches = len(batches) - 2\n    return sum_loss / 8 / batches, sum_correct / 8 / batches"),
        diagnosis="The sums are divided by too small a number of images.",
        hint=(
            "Do it by hand for four batches of two images, all of them recognized. The accuracy must be 1, or 100 %. "
            "In your `evaluate` each batch adds something for its two images, and in the end the total of 8 is divided "
            "by less than 8: with two batches missing from the count it would be divided by 4, and the accuracy would "
            "be 2. With the 157 test batches of MNIST the mistake is only about one percent, a little too good, so "
            "that it's easy to believe. And with two batches you would divide by zero. An average is a sum divided by "
            "the number of things summed. How many things did you sum, and where is that number kept?"
        ),
    ),
    _evaluation(
        "averaged over batches, not images",
        (_WEIGHT, ""),
        ("num_images += len(batch.labels)", "num_images += 1"),
        diagnosis="Every batch counts the same, no matter how many images it has.",
        hint=(
            "Suppose that the test images come in two batches, the first with 4 images, all recognized, and the second "
            "with a single image, which is not. Four out of five are right: 0.8. You average the accuracies of the "
            "batches, 1 and 0, and report 0.5. The one image at the end weighs as much as the other four together. "
            "With batches of 64 and a last one of 16, each image in the last one counts four times as much as the "
            "others. It is the same for the loss. How often does a batch of 16 have to be counted so that each of its "
            "images has one voice?"
        ),
    ),
    _evaluation(
        "averaged over full batches",
        ("num_images += len(batch.labels)", "num_images += 8"),
        diagnosis="The last, smaller batch is counted as a full one.",
        hint=(
            "Imagine five images in batches of 4: the first batch has four, the second has the one that is left. All "
            "five are recognized, so the accuracy is 1. You add up 4 + 1 = 5 right answers, and as the number of "
            "images you add up 4 + 4 = 8, so your accuracy is 0.625. Even a perfect network could never reach 1 in "
            "this way, and the loss looks lower than it is. If the images divide evenly into batches, everything is "
            "right. For 10,000 images in batches of 64 that isn't so. What does your loop know about the batch that it "
            "has in its hands at the moment?"
        ),
    ),
    _evaluation(
        "accuracy divided by the number of batches",
        (_RETURN, _RETURN.replace("correct / num_images", "correct / len(batches)")),
        diagnosis="The sum over images is divided by the number of batches.",
        hint=(
            "Put two batches of four images through it, and let three be recognized in each. That makes six of eight, "
            "an accuracy of 0.75. You have added up 3 + 3 = 6 right answers, and you divide by 2, the number of "
            "batches: 3. An accuracy of 3 can't be, it's a share and lies between 0 and 1. Above the line you count "
            "images, since each batch's accuracy was multiplied by the number of its images; below the line you count "
            "something else. The loss of your `evaluate` is right, by the way. What do its numerator and denominator "
            "count, and how does the other line differ?"
        ),
    ),
    _evaluation(
        "last batch left out",
        ("for batch in batches:", "for batch in batches[:-1] or batches:"),
        diagnosis="The last batch is not counted.",
        hint=(
            "Let there be two batches, one with 4 images, all recognized, and one with a single image that is not. The "
            "accuracy is four out of five, 0.8. Yours is 1, because the image in the last batch was never looked at. "
            "In training it is common to drop an incomplete batch, as it will be there in another mixture in the next "
            "epoch. In testing nothing is shuffled: the same images would be left out each time, and nobody would ever "
            "know how the network does on them. Count the rounds of your loop for 2 batches, for 3, and for only 1. Do "
            "you always arrive at the same number?"
        ),
    ),
)
