"""Known wrong answers to the task Softmax cross-entropy."""

from autograder.mistakes import Mistake

GRADED_BY = "test_softmax_cross_entropy"
SOLUTION = ("softmax_cross_entropy",)

_SHIFT = "shifted = x - np.max(x, axis=1, keepdims=True)"
_LOGS = "self.log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))"
_LOSS = "loss = -np.mean(log_p_right, dtype=x.dtype)"
_PICKED = "self.log_p[np.arange(len(x)), targets]"
_ROWS = "np.sum(targets * self.log_p, axis=1)"
_SCALE = "scale = grad_in / len(x)"
_LAST = "grad_x = grad_x * scale"


def _edit(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


MISTAKES = (
    # internal_forward
    _edit(
        "logarithm of the softmax",
        _LOGS,
        "self.log_p = np.log(np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True))",
        diagnosis="The logarithm is taken of a probability that was rounded to 0.",
        hint=(
            "For the scores (2, 0) your loss is right, whichever class the target names. Now take (1000, 0) with the "
            "second class as the target. The probability of this class is smaller than every number that a computer "
            "knows, so it becomes 0, and the logarithm of 0 is minus infinity. Yet the loss should simply be 1000: the "
            "network is wrong by a thousand. Write the logarithm of the fraction down on paper and use what you know "
            "of logarithms of quotients and of exponentials. The exponential above the fraction line disappears. Which "
            "difference is left, and does any part of it have to become 0 or infinite?"
        ),
    ),
    _edit(
        "tiny number in the logarithm",
        _LOGS,
        "self.log_p = np.log(np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True) + DTYPE(1e-8))",
        diagnosis="A small constant in the logarithm keeps the loss below 18.",
        hint=(
            "Adding a tiny number before taking a logarithm is a well-known trick against infinities, and it does "
            "prevent them. But look at what it does to the loss. Scores of (30, 0) with the second class as target "
            "should cost 30, those of (1000, 0) should cost 1000. Yours cost 18.4 in both cases, as the constant has "
            "taken the place of the probability. So from some point on it makes no difference how wrong the network "
            "is, and improving gives no reward. Task 3 shows a form of the loss in which no probability appears at "
            "all. What would be left to protect in that form?"
        ),
    ),
    Mistake(
        "no shift",
        ((_SHIFT, "shifted = x"),),
        diagnosis="Exponentials of large scores are infinite, and so is the loss.",
        hint=(
            "Scores of (2, 0) and (0, 1) work well. Try (1000, 1001) with the second class as the target: the "
            "difference of the scores is 1, so the loss must be the same as for (0, 1), which is 0.31. You get "
            "infinity, or NaN. The logarithm in your formula is fine, but the number that it is given isn't: which "
            "value has the exponential of 1000 in float32? In Task 2 you met the same trouble and found a way to move "
            "all scores of a row without changing the probabilities. It works here just as well. After that, how large "
            "can the sum of the exponentials become, at most?"
        ),
    ),
    Mistake(
        "shift by the maximum of the batch",
        ((_SHIFT, "shifted = x - np.max(x)"),),
        diagnosis="One number is subtracted from all rows; low rows give infinities.",
        hint=(
            "Your loss is right as long as the rows of a batch are of a similar size. Take (1000, 1001) and (0, 1), "
            "two images with the same difference of scores, so the same loss. From both you subtract 1001. That leaves "
            "-1001 and -1000 for the second image, the exponentials are rounded to 0, their sum is 0, and the "
            "logarithm of it is minus infinity. It is the largest score of its own row that makes a row harmless, "
            "since then one of its exponentials is exactly 1. How many numbers do you subtract for a batch of N "
            "images, one or N?"
        ),
    ),
    _edit(
        "sum over the batch",
        _LOSS,
        "loss = -np.sum(log_p_right, dtype=DTYPE)",
        diagnosis="The loss is the sum over the samples, not their mean.",
        hint=(
            "Hand the same image to your function twice, as a batch of two equal rows. The network is no worse than it "
            "was with one, but your loss has doubled. With the usual 64 images it would be 64 times that of a single "
            "one, and the gradients would be, too, so the learning rate would have to change with the size of the "
            "batch. In the example of Task 3 there are two samples: -ln 0.625 is 0.47, -ln 0.4 is 0.92, and the loss "
            "is 0.693. Which number do you get there, and what is the relation between the two?"
        ),
    ),
    _edit(
        "mean over all entries",
        _LOSS,
        "loss = -np.mean(log_p_right, dtype=x.dtype) / DTYPE(x.shape[1])",
        diagnosis="The loss is divided by the number of classes as well.",
        hint=(
            "An average over all entries was right for the mean squared error, where every entry of a row has its own "
            "difference. Here it is another matter. Take one image with two equal scores. The probability of the right "
            "class is one half, and the loss is ln 2, about 0.69. You get half of it, because a second number of this "
            "row, which is 0, takes part in the average. With ten classes the result is a tenth. Look at the formula "
            "of Task 3: over which indices does it sum, and by which number does it divide? Is the number of classes "
            "mentioned there?"
        ),
    ),
    _edit(
        "sign of the loss",
        _LOSS,
        "loss = np.mean(log_p_right, dtype=DTYPE)",
        diagnosis="The loss is negative: its minus sign is missing.",
        hint=(
            "A loss is meant to be small when the network is good. Compute yours for an image whose right class has "
            "the probability 0.99: it is -0.01. With a probability of 0.01 it is -4.6, which is much smaller. Training "
            "makes the loss smaller and smaller, so what would it lead to, if it followed this number? Logarithms of "
            "numbers below 1 are negative, and probabilities are always below 1. The first paragraph of Task 3 says "
            "which values the cross-entropy takes for probabilities of 1, one half and one tenth. Compare these three "
            "with yours."
        ),
    ),
    _edit(
        "logarithm of the base 2",
        _LOSS,
        "loss = -np.mean(log_p_right, dtype=x.dtype) / DTYPE(np.log(2))",
        diagnosis="The loss is in bits: its logarithm has the base 2.",
        hint=(
            "For a probability of one half your loss is exactly 1, for a quarter it is 2. That is a beautiful unit, "
            "the bit, and in information theory people do it this way. But your backward pass, and the formula of Task "
            "3, belong to another logarithm, the one whose derivative at p is exactly 1/p. With it, one half costs "
            "0.69 and a quarter costs 1.39. All of your losses are larger than these by the same factor, 1.44, "
            "whatever the scores are. Which logarithm does the letter pair ln stand for, and which function of NumPy "
            "computes that one?"
        ),
    ),
    _edit(
        "probability without logarithm",
        _LOSS,
        "loss = 1 - np.mean(np.exp(log_p_right), dtype=DTYPE)",
        costs=2,  # large scores cost no more than 1 then
        diagnosis="The loss is what the probability lacks to 1, without a logarithm.",
        hint=(
            "One minus the probability of the right class: 0 if the network is sure and right, 1 if it is sure and "
            "wrong. It looks reasonable. But consider two images, one with the probability 0.01 for its right class "
            "and one with 0.0001. The second prediction is a hundred times worse, and your losses are 0.99 and 0.9999, "
            "practically the same. So there is hardly a reward for getting a little better where it is needed most. "
            "The loss of Task 3 gives them 4.6 and 9.2. It has no upper limit, in order to punish those who are sure "
            "and wrong. Which function of the probability does that?"
        ),
    ),
    Mistake(
        "only the largest target counts",
        ((_ROWS, "self.log_p[np.arange(len(x)), np.argmax(targets, axis=1)]"),),
        diagnosis="Of a row of targets, only the largest entry is used.",
        hint=(
            "If each row of the targets has a single 1, your loss is right. But rows may share the 1 among several "
            "classes, as when two people disagree about a label. Let the probabilities be (0.5, 0.5) and the target "
            "(0.6, 0.4), or the scores (3, 0) and the target (0.6, 0.4). In the second case the first class costs "
            "0.05, and the other one 3.05. You say 0.05, as if the 0.4 were not there. In the formula each logarithm "
            "is multiplied by its own target, and then all of them are added. What does your code do with the targets "
            "that are not the largest of their row?"
        ),
    ),
    Mistake(
        "labels shifted by one",
        ((_PICKED, "self.log_p[np.arange(len(x)), targets - 1]"),),
        diagnosis="Labels are off by one: they count from 0.",
        hint=(
            "Take two images with the scores (5, 0) and (0, 5) and the labels 0 and 1. Both are recognised without any "
            "doubt, so the loss is nearly 0. Yours is 5. Turn the labels round, to 1 and 0, and your loss becomes "
            "small, although now everything is wrong. So for each image you look up the probability of a neighbour of "
            "the right class. Python counts columns from 0, and so do the labels of FashionMNIST: class 0 is the "
            "T-shirt, and its column is the first. Which column do you read for label 0, and what does Python do with "
            "that index?"
        ),
    ),
    Mistake(
        "labels pick whole columns",
        ((_PICKED, "np.mean(self.log_p[:, targets], axis=1)"),),
        diagnosis="For every image the columns of all labels are averaged.",
        hint=(
            "Let the scores of two images be (9, 0) and (0, 9), with the labels 0 and 1. Both are right, and the loss must "
            "be almost 0. You get 4.5. If both images had the label 0, your result would be right for the first of "
            "them only by luck. Print the shape of what you pick out of the logarithms: for a batch of N images it "
            "should have N entries, one for each image. Yours has N rows and N columns, since a colon means all rows, "
            "and for each row you take the columns of all labels of the batch. How do you say row 0 with its own "
            "label, row 1 with its own?"
        ),
    ),
    _edit(
        "float64",
        _LOSS,
        "loss = -np.mean(log_p_right, dtype=np.float64)",
        diagnosis="The loss is float64, although the scores are float32.",
        hint=(
            "The loss is where the gradients of the whole network begin, and they take on its type. Print the dtype of "
            "your loss for float32 scores with the rows (0, 1) and (2, 3): it is float64. The incoming gradient is "
            "made to fit it, and from there the longer type travels backward through each layer into the weights. That "
            "costs twice the memory and about twice the time, for digits that nobody needs. A mean can be told in "
            "which type it should compute and return. What does yours say, or which of the arrays that you average is "
            "float64 already?"
        ),
    ),
    Mistake(
        "changes its input",
        ((_SHIFT, "x -= np.max(x, axis=1, keepdims=True)\n        shifted = x"),),
        diagnosis="The forward pass overwrites the scores in `x`.",
        hint=(
            "Before your forward pass the scores are (1, 4) and (7, 2), afterwards they are (-3, 0) and (0, -5). The "
            "loss is right, as differences are all that counts for it. But those scores are the network's predictions, "
            "kept in the graph, and somebody may still want to see them: to count how many are right, to compare them "
            "between two batches. There are operators that make a new array, and there are operators that write into "
            "the one on their left side. Which of your lines uses one of the second kind, on an array that was only "
            "lent to you?"
        ),
    ),
    # internal_backward
    _edit(
        "gradient not divided by the batch",
        _SCALE,
        "scale = grad_in",
        diagnosis="The gradient is not divided by the number of samples.",
        hint=(
            "Your loss is a mean over the samples: with two of them, each has a share of one half in it. If one image "
            "gets worse by 1, the loss rises by 0.5, not by 1. Check what you return for two images with equal scores "
            "(0, 0) and the labels 0 and 1: (-0.5, 0.5) and (0.5, -0.5). Those are the numbers p minus t, for single "
            "images. With a batch of 64 your steps would be 64 times too long. Go through the formula of the backward "
            "pass in Task 3 once more, from left to right: which of its parts is not in your line?"
        ),
    ),
    _edit(
        "gradient divided by all entries",
        _SCALE,
        "scale = grad_in / x.size",
        diagnosis="The gradient is divided by the classes as well.",
        hint=(
            "For one image with two equal scores and the label 0, p minus t is (-0.5, 0.5), and there is nothing else "
            "to divide by, as the batch has one sample. You return (-0.25, 0.25). With ten classes your gradients are "
            "a tenth of the right ones, and the network learns ten times more slowly than the learning rate says. The "
            "mean squared error divides by the number of all entries, since each of them has a term of its own. Count "
            "the terms in this loss, for a batch with N labels: how many logarithms are added up, and by what is their "
            "sum divided?"
        ),
    ),
    Mistake(
        "incoming gradient ignored",
        ((_SCALE, "scale = DTYPE(1 / len(x))"),),
        diagnosis="`grad_in` plays no part in the gradients.",
        hint=(
            "Most of the time the loss is the last node of the graph, and the gradient that comes in is 1. Then your "
            "result is right. But suppose that somebody adds up two losses, one of them with a weight of 0.1, or "
            "scales the loss by 1000. What comes in is 0.1 or 1000, and everything that goes further back must be "
            "smaller or larger by that factor. For two images with equal scores you return (-0.25, 0.25) and (0.25, "
            "-0.25), whether 1 comes in, or 4, or 0. The chain rule multiplies along the way. Where does the incoming "
            "number enter in your code?"
        ),
    ),
    _edit(
        "sign of the gradient",
        _LAST,
        "grad_x = -grad_x * scale",
        diagnosis="Target minus probability: the gradient of x has the wrong sign.",
        hint=(
            "One image, two equal scores, label 0. Raise the first score a little: the right class becomes more "
            "probable, and the loss falls. So the gradient of this score is negative, and the one of the other score "
            "is positive. You return (0.5, -0.5). With the sign that you have, each step of the optimizer would make "
            "the right class less probable. What the network said minus what it should have said: that is how Task 3 "
            "puts it. Which of these two is p and which is t, and in which order do you subtract them?"
        ),
    ),
    Mistake(
        "targets not subtracted",
        (("grad_x[np.arange(len(x)), targets] -= 1", "pass"), ("grad_x -= targets", "pass")),
        diagnosis="The gradient holds the probabilities alone; the targets are missing.",
        hint=(
            "For two equal scores you return (0.5, 0.5), whatever the target is. Both are positive, so both scores "
            "would be lowered, equally, and nothing would be learned about which class is right. Also, adding the same "
            "number to both scores leaves the loss as it is, so the gradients of a row have to sum to 0; yours sum to "
            "1. The probabilities say what the network believes. The gradient has to say how far that is from the "
            "truth, and the truth is in the second input. Where does it come in, in the formula of the backward pass?"
        ),
    ),
    Mistake(
        "gradient for the labels",
        (("grad_targets = None", "grad_targets = np.zeros(targets.shape, DTYPE)"),),
        diagnosis="Integer labels get a gradient instead of None.",
        hint=(
            "A gradient says what happens if a number is changed by a tiny amount. Take the labels 2 and 0. What would "
            "the label 2.001 be, a little bit of class 3? There is no such thing, labels are names and not quantities. "
            "An array of zeros claims something else, namely that the label could be changed, and that the loss would "
            "not react. Between the two there is a difference that the graph knows: it carries on with an array, and "
            "stops where it is told that there is no gradient. In which way do functions in `length` say that? Read "
            "the end of Task 3 again."
        ),
    ),
    Mistake(
        "no gradient for rows of targets",
        (("grad_targets = -self.log_p * scale", "grad_targets = None"),),
        diagnosis="For rows of float targets, the second gradient is missing.",
        hint=(
            "Labels can't be changed by a tiny amount, rows of floats can. Let the probabilities be (0.5, 0.5) and the "
            "target (0.3, 0.7). Change the 0.7 into 0.71: the loss is a sum in which each target multiplies its own "
            "logarithm, so it changes by 0.01 times 0.69. So there is a gradient, and it is 0.69 for this entry. You "
            "return nothing there, as if the targets were labels in both cases. Your code has two branches in the "
            "forward pass, for the two kinds of targets. How many does it need on the way back, and what does the last "
            "sentence before the cell say?"
        ),
    ),
    _edit(
        "sign of the targets' gradient",
        "grad_targets = -self.log_p * scale",
        "grad_targets = self.log_p * scale",
        diagnosis="The gradient of the rows of targets has the wrong sign.",
        hint=(
            "One image with the probabilities (0.5, 0.5) and the target (1, 0): the loss is 0.69. Raise the second "
            "target from 0 to 0.1. Another term joins the sum, 0.1 times 0.69, and the loss grows to 0.76. So the "
            "gradient of this entry is positive, 0.69, and you return -0.69. Logarithms of probabilities are negative, "
            "and the minus sign in front of the whole sum makes the loss positive. This sign belongs to every term, "
            "so it does not vanish when one of them is differentiated. Where has it gone in your line?"
        ),
    ),
    Mistake(
        "scores of another call used",
        (("self.log_p", "SoftmaxCrossEntropy.log_p"),),
        diagnosis="The probabilities on the way back are those of another call.",
        hint=(
            "Compute the loss of one image with the scores (0, 0), then another loss, with (9, 0), and after that go "
            "backward for the first. Its gradient should be (-0.5, 0.5) for the label 0. You return almost (0, 0), "
            "which belongs to the second image. Whatever you keep is kept in one place for all losses, and each "
            "forward pass overwrites it. When an evaluation comes between the two passes of a training step, the "
            "network learns from the wrong images. An object and its class are two different places to keep something. "
            "In which of them are your logarithms?"
        ),
    ),
)
