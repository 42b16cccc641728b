"""Known wrong answers to the task Fully connected layer."""

from autograder.mistakes import Mistake

GRADED_BY = "test_fully_connected"
SOLUTION = ("fully_connected",)

_FORWARD = "np.dot(x, self._weights.T) + self.bias"
_GRAD_X, _GRAD_W, _GRAD_B = "np.dot(grad_in, self._weights)", "np.dot(grad_in.T, x)", "np.sum(grad_in, axis=0)"
_CREATE = "np.zeros((num_outputs, num_inputs), dtype=DTYPE)"
_FILL = "weight_init(self._weights)"
_BIAS = "np.zeros(num_outputs, dtype=DTYPE)"
_UPDATE_W, _UPDATE_B = "self._weights -= delta_w", "self.bias -= delta_b"
_UPDATE = f"{_UPDATE_W}\n        {_UPDATE_B}"


def _edit(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


def _remembers(name: str, remembered: str, **texts: str) -> Mistake:
    result = f"result = {_FORWARD}"
    used = _GRAD_W.replace("x)", "self.x)")
    return Mistake(name, ((result, f"self.x = {remembered}\n        {result}"), (_GRAD_W, used)), **texts)


MISTAKES = (
    # __init__
    _edit(
        "weights created transposed",
        _CREATE,
        "np.zeros((num_inputs, num_outputs), dtype=DTYPE)",
        diagnosis="`self._weights` is created with its two axes swapped.",
        hint=(
            "Take the layer from the drawing in Task 2, with 2 inputs and 3 outputs. Its table W has a row for each "
            "output, so three rows with two numbers in each. Your `self._weights` has two rows of three. Everybody "
            "outside sees the weights through the property `weights`, which turns the table over: where two rows of "
            "three are promised, your layer shows three rows of two. A layer with as many inputs as outputs hides all "
            "this, because a square table keeps its shape when it is turned. Say aloud what the first index of W "
            "counts. Does the first number in your shape count the same?"
        ),
    ),
    # internal_forward
    _edit(
        "weights not transposed",
        "np.dot(x, self._weights.T)",
        "np.dot(x, self._weights)",
        diagnosis="The forward pass multiplies by the weights without turning them first.",
        hint=(
            "Take one sample `x` = (1, 2) and weights with the rows (1, 0) and (3, 1). By the drawing in Task 2 the "
            "first output is 1 · 1 + 0 · 2 = 1 and the second 3 · 1 + 1 · 2 = 5. Your product gives 7 and 2 (without a "
            "bias). Where does the 7 come from? It is 1 · 1 + 2 · 3, so `x` has walked down a column of W, past the "
            "weights of two different outputs. With 3 outputs instead of 2, `np.dot` would have refused to multiply at "
            "all. Which axis of the stored weights counts the inputs, and which one does `np.dot` pair with the last "
            "axis of `x`?"
        ),
    ),
    _edit(
        "bias forgotten",
        f"{_FORWARD}",
        "np.dot(x, self._weights.T)",
        diagnosis="The output is the matrix product alone; the bias is missing.",
        hint=(
            "Let a layer have the weight rows (1, 1) and (0, 2) and the bias (10, 20). For the sample (1, 2) the "
            "weighted sums are 3 and 4, so the outputs should be 13 and 24. Yours are 3 and 4. In a new layer you "
            "can't see the difference, because the bias starts at zero; it shows as soon as training has moved it. "
            "Note what that means: `internal_backward` computes a gradient for the bias, `internal_update` moves it, "
            "and then nobody ever looks at it. What would such a layer answer to an input of zeros, however long it "
            "has learned?"
        ),
    ),
    _edit(
        "bias added twice",
        _FORWARD,
        f"{_FORWARD} + self.bias",
        diagnosis="The bias enters the output twice.",
        hint=(
            "Give your layer an input of zeros, so that all weighted sums vanish and the output shows nothing but the "
            "bias. With the bias (3, -1) you would expect to read (3, -1); your layer answers (6, -2). The same "
            "surplus is hidden in all other outputs: where the weighted sums are 5 and 7, you should get 8 and 6, and "
            "you get 11 and 5. As long as the bias is zero nobody can tell, which is why a new layer looks fine. Count "
            "the places between `x` and `result` at which the bias has an effect. Remember that one line can do two "
            "things at once."
        ),
    ),
    _edit(
        "bias subtracted",
        "self._weights.T) + self.bias",
        "self._weights.T) - self.bias",
        diagnosis="The bias is subtracted from the weighted sums instead of added.",
        hint=(
            "Send zeros through a layer whose bias is (3, -1). The weighted sums vanish, so what comes out should be "
            "the bias itself, and your layer says (-3, 1). The sign matters further on, too. `grad_b` is worked out "
            "for a bias whose factor in the output is 1: if it says that the loss falls when the bias grows, the "
            "update makes the bias larger, and your output goes down instead of up. So the bias would learn in the "
            "wrong direction, step by step. Compare the line in your forward pass with the drawing at the head of Task "
            "2, sign by sign."
        ),
    ),
    # __init__: the bias
    _edit(
        "bias starts at one",
        _BIAS,
        "np.ones(num_outputs, dtype=DTYPE)",
        diagnosis="The bias of a new layer is not zero.",
        hint=(
            "Create a layer with 2 inputs and 2 outputs and send zeros through it. No input, so no reason to prefer "
            "either output, and both should be 0. Your layer has an opinion before it has seen a single image: it "
            "answers with whatever its bias started from. The weights do need different first values, because two "
            "outputs with equal weights receive equal gradients and stay twins for ever. Does a bias need them as "
            "well, if the weights next to it differ already? Look up in the list above the layer how the biases are "
            "meant to start, then print `layer.bias` right after creating one."
        ),
    ),
    _edit(
        "bias starts at random",
        _BIAS,
        "np.random.normal(0, 0.01, num_outputs).astype(DTYPE)",
        same_as="bias starts at one",
    ),
    _edit(
        "initializer not called",
        f"        {_FILL}\n",
        "",
        diagnosis="`weight_init` never fills the layer's weights: they stay zero.",
        hint=(
            "Create a layer with 2 inputs and 2 outputs and print its weights: four zeros. Whatever goes in, say (1, "
            "2) or (30, -4), comes out as (0, 0). It is worse on the way back. With `grad_in` = (5, 7) the gradient "
            "for the input is a sum of 5 · 0 and 7 · 0, so the layers in front learn nothing at all. An initializer is "
            "called like a function; it writes into the array that it is handed and returns nothing. Is it called in "
            "your `__init__`? And if so, is the array that it is handed the very one that the layer keeps?"
        ),
    ),
    _edit(
        "another initializer called",
        _FILL,
        "Xavier()(self._weights)",
        diagnosis="The weights don't come from the `weight_init` that was passed.",
        hint=(
            "Somebody wants to check a layer by hand and passes an initializer of their own, one that writes 7 into "
            "every place of the array. For the sample (1, 2) they expect 7 · 1 + 7 · 2 = 21 from each output. Your "
            "layer ignores the request and answers with something else, since its weights were filled in another way. "
            "You don't notice as long as nobody asks for a special initializer, because the numbers look plausible. "
            "Which parameters does your `__init__` have? Put your finger on each one and look for the line that uses "
            "it."
        ),
    ),
    _edit(
        "initializer called on another array",
        _FILL,
        "weight_init(self._weights.copy())",
        same_as="initializer not called",
    ),
    _edit(
        "weights random, initializer ignored",
        _FILL,
        "self._weights += DTYPE(0.01)",
        same_as="another initializer called",
    ),
    # internal_backward: grad_w
    _edit(
        "grad_w transposed",
        _GRAD_W,
        "np.dot(x.T, grad_in)",
        diagnosis="`grad_w` has its rows and columns swapped.",
        hint=(
            "One sample is enough to see it: `x` = (1, 2) and `grad_in` = (3, 4). The weights have a row for each "
            "output. Output 0 has the incoming gradient 3, so everything in its row should be 3 times an input: (3, "
            "6). The row of output 1 should be (4, 8). Yours has the rows (3, 4) and (6, 8): the first row belongs to "
            "an input, not to an output. With as many outputs as inputs the shape raises no alarm, so only the numbers "
            "tell. In the table of shapes above the layer, which axis stands first in `grad_w`, and which stands first "
            "in your product?"
        ),
    ),
    _edit(
        "grad_w averaged",
        _GRAD_W,
        f"{_GRAD_W} / DTYPE(len(x))",
        diagnosis="The weights' gradient is divided by the number of samples.",
        hint=(
            "Nudge a weight and watch. Two samples, `x` with the rows (1, 2) and (3, 4), and `grad_in` with the rows "
            "(1, 0) and (2, 0). If the weight between input 0 and output 0 grows by 0.01, that output grows by 0.01 in "
            "the first sample and by 0.03 in the second. Times the incoming gradients 1 and 2 that makes 0.01 + 0.06 = "
            "0.07 for the loss: a slope of 7. Yours says 3.5. The number of samples does belong into the formulas of "
            "this network, but only once. Which other function, further along, has divided by it before `grad_in` "
            "reached you?"
        ),
    ),
    _edit(
        "grad_w sign flipped",
        _GRAD_W,
        f"-{_GRAD_W}",
        diagnosis="The weights' gradient has the opposite sign.",
        hint=(
            "Let `x` = (1, 2) and `grad_in` = (3, -4) be a batch of one. The incoming 3 says that the loss rises when "
            "output 0 rises. If the weight from input 0 to output 0 grows, the output grows as well (its input is 1, a "
            "positive number), and so does the loss: the slope is +3. Your `grad_w` says -3 at this place, and 4 and 8 "
            "in the row below, where -4 and -8 belong. The formula for `grad_w` has no minus in it. Only one minus "
            "sign is needed in a training step: who sets it, and when?"
        ),
    ),
    _edit(
        "grad_w without the incoming gradient",
        _GRAD_W,
        "np.dot(np.ones_like(grad_in).T, x)",
        diagnosis="`grad_w` is computed from `x` alone, without `grad_in`.",
        hint=(
            "Imagine a batch with the inputs (1, 2) and (3, 4), in which output 0 has no influence on the loss: "
            "`grad_in` has the rows (0, 5) and (0, 5). The weights of output 0 could be anything, so their gradient "
            "should be (0, 0). Those of output 1 matter, and theirs should be (20, 30). Your two rows are equal, (4, "
            "6) and (4, 6): you have added up the inputs and never asked what the loss thinks of the outputs. The "
            "chain rule multiplies two factors. One of them is `x`. What is the other, and what have you put in its "
            "place?"
        ),
    ),
    # internal_backward: grad_b
    _edit(
        "grad_b averaged",
        _GRAD_B,
        "np.mean(grad_in, axis=0)",
        diagnosis="The bias's gradient is averaged over the batch instead of summed.",
        hint=(
            "Let `grad_in` have the rows (3, 1) and (5, 6), one row per sample. If the bias of output 0 grows by 0.01, "
            "this output grows by 0.01 in both samples. The loss reacts with 3 · 0.01 to the first and with 5 · 0.01 "
            "to the second, together 0.08: a slope of 8. Yours says 4. Put the same two samples into the batch once "
            "more, and the slope doubles to 16, while yours is still 4. The average over samples is taken in one place "
            "of the network, the loss, and what arrives in `grad_in` has been through it. How often do you want to "
            "divide?"
        ),
    ),
    _edit(
        "grad_b of the last row only",
        _GRAD_B,
        "grad_in[-1]",
        diagnosis="`grad_b` is taken from one sample; the others are ignored.",
        hint=(
            "Two samples arrive with the incoming gradients (3, 1) and (5, 6). Your `grad_b` is (5, 6): the first "
            "sample might as well not exist. Exchange it for (-100, 80) and your answer stays the same, although the "
            "loss would now react very differently to the bias. There is only one bias per output, and every sample of "
            "the batch uses it; change it a little, and all rows of the output move together. With a batch of 64 "
            "images you would learn from a single one of them. What does the chain rule in Task 2 say about a number "
            "that takes part in several outputs?"
        ),
    ),
    _edit(
        "grad_b one number",
        _GRAD_B,
        "np.sum(grad_in)",
        diagnosis="`grad_in` is added up over the outputs, too, into one number.",
        hint=(
            "With `grad_in` rows (3, 1) and (5, 6) your answer is 15, the total of all four. But the layer has two "
            "biases, and each of them moves its own output only: the first has to do with 3 and 5, the second with 1 "
            "and 6. Why should the bias of output 0 care about the 6? If the rows were (3, -3) and (5, -5), your total "
            "would be 0 and both biases would stay where they are, although one wants to go down by its share and the "
            "other up. A gradient has the shape of what it belongs to. How many numbers are in `self.bias`, and which "
            "axis of `grad_in` is counted by them?"
        ),
    ),
    _edit(
        "grad_b one number for all", _GRAD_B, "np.full_like(self.bias, np.sum(grad_in))", same_as="grad_b one number"
    ),
    _edit(
        "grad_b keeps its dimension",
        _GRAD_B,
        "np.sum(grad_in, axis=0, keepdims=True)",
        diagnosis="`grad_b` has an axis of length 1 too many.",
        hint=(
            "Your numbers are right, only their box is wrong. For `grad_in` with the rows (3, 1) and (5, 6) you return "
            "one row inside a table, shape (1, 2), where the bias is a plain vector of shape (2,). In a product or a "
            "sum NumPy would stretch the one to fit the other and say nothing. But a delta of shape (1, 2) can't be "
            "subtracted in place from a bias of shape (2,), and a bias that is replaced instead grows a second axis "
            "and keeps it. The rule of thumb in Task 2: a gradient has the shape of what it belongs to. Which argument "
            "or index in your line keeps the batch's axis alive?"
        ),
    ),
    _edit(
        "grad_b not summed",
        _GRAD_B,
        "grad_in",
        diagnosis="`grad_b` still has one row for each sample.",
        hint=(
            "For `grad_in` with the rows (3, 1) and (5, 6) you return these two rows unchanged. The factor of a bias "
            "in its output is 1, so there is nothing to multiply, and you are right about that. But how many biases "
            "does this layer have? Two, and you give four slopes. In a batch of 64 samples you would return 64 rows, "
            "and the next batch of 16 only 16, while the bias stays as long as ever. All samples share each bias. If "
            "it moves by 0.01, both rows react, one with 0.03 and one with 0.05 in the first column. What is the "
            "reaction of the loss as a whole?"
        ),
    ),
    _edit(
        "grad_b counts the batch",
        _GRAD_B,
        "np.full_like(self.bias, len(grad_in))",
        diagnosis="`grad_b` counts the samples; `grad_in` plays no part in it.",
        hint=(
            "Two samples, `grad_in` with the rows (3, 1) and (5, 6), and you answer (2, 2). Would you answer the same "
            "if both rows were zero, so that the loss doesn't care about this layer at all? Yes, and then the biases "
            "would drift away for no reason. The thought behind it is half right: the derivative of an output with "
            "respect to its bias is 1, once for each sample. Yet that is how the output reacts, and the question is "
            "how the loss reacts. The chain rule puts a second factor beside every one of these ones before anything "
            "is added up. Which one?"
        ),
    ),
    # internal_backward: grad_x
    _edit(
        "grad_x with weights not transposed",
        _GRAD_X,
        "np.dot(grad_in, self._weights.T)",
        diagnosis="In `grad_x` the axes of the weights are the wrong way round.",
        hint=(
            "Let W have the rows (1, 2) and (3, 4), and let one sample arrive with `grad_in` = (1, 10). Input 0 takes "
            "part in both outputs. In output 0 its factor is 1, in output 1 its factor is 3; look them up in the "
            "drawing of Task 2. So its gradient is 1 · 1 + 10 · 3 = 31, and that of input 1 is 1 · 2 + 10 · 4 = 42. "
            "Your product gives 21 and 43. The 21 is 1 · 1 + 10 · 2, which mixes the factors of two different inputs. "
            "Which axis should vanish when you go from outputs back to inputs, and which one vanishes in your product?"
        ),
    ),
    _edit(
        "grad_x with absolute weights",
        _GRAD_X,
        "np.dot(grad_in, np.abs(self._weights))",
        diagnosis="Negative weights count as positive ones in `grad_x`.",
        hint=(
            "Give W the rows (2, -1) and (1, 3), and let `grad_in` be (1, 1). Now raise input 1 by 0.01 and see what "
            "follows: output 0 falls by 0.01, because its weight is -1, and output 1 rises by 0.03. In sum the loss "
            "gains 0.02, a slope of 2. Your `grad_x` says 4, as if both outputs had risen. For input 0, whose weights "
            "are both positive, you are right with 3, so it is only some of the numbers that differ. What does a "
            "negative weight do to the direction in which an output follows its input, and where in your line does "
            "that get lost?"
        ),
    ),
    _edit(
        "grad_x averaged",
        _GRAD_X,
        f"{_GRAD_X} / DTYPE(len(x))",
        diagnosis="The inputs' gradient is divided by the number of samples.",
        hint=(
            "Let W have the rows (1, 3) and (5, 1). A sample with `grad_in` = (2, 0) comes alone: its `grad_x` is (2, "
            "6), and yours agrees. Now a second sample with (0, 4) joins the batch. Has anything changed for the "
            "inputs of the first one? Its outputs are the same, its incoming gradient is the same, and no number of "
            "the second sample meets its inputs. Still your answer for it drops to (1, 3), and with 64 samples it "
            "would almost vanish. A row of `grad_x` belongs to a single sample. Is there anything to take an average "
            "of, and which operation in your line knows the batch's size?"
        ),
    ),
    _edit(
        "grad_x without the incoming gradient",
        _GRAD_X,
        "np.dot(np.ones_like(grad_in), self._weights)",
        diagnosis="`grad_x` is computed from the weights alone, without `grad_in`.",
        hint=(
            "Let W have the rows (1, 3) and (5, 1). For a sample with `grad_in` = (0, 2) only output 1 matters to the "
            "loss, so `grad_x` should be 2 times the second row: (10, 2). Your answer is (6, 4), the two rows added "
            "up. And it is (6, 4) again for `grad_in` = (0, 0), when nothing at all should flow back, or for (-7, 1). "
            "So your function tells the layers in front of it something that has nothing to do with the loss. In the "
            "formula for `grad_x` two things are multiplied before the sum. Which of them never appears in your line?"
        ),
    ),
    # internal_update
    Mistake(
        "update adds",
        ((_UPDATE_W, "self._weights += delta_w"), (_UPDATE_B, "self.bias += delta_b")),
        diagnosis="The update adds the deltas instead of subtracting them.",
        hint=(
            "The optimizer has worked out the delta as learning rate times gradient, with no minus sign, as Task 1 "
            "asks. Say the weights are the rows (1, 2) and (3, 4), and `delta_w` is (0.5, 0) and (0, -0.5). A positive "
            "delta means that the loss rises with this weight, so the 1 should shrink to 0.5; the 4, with its negative "
            "delta, should grow to 4.5. After your update they are 1.5 and 3.5. Both have walked uphill, and training "
            "makes the loss larger with each batch until it overflows. Where in the two classes is the minus sign of "
            "gradient descent now?"
        ),
    ),
    _edit(
        "update adds to the bias",
        _UPDATE_B,
        "self.bias += delta_b",
        diagnosis="The bias moves the wrong way: its delta is added.",
        hint=(
            "Your weights are updated as they should be; look at the bias beside them. It is (1, 2), and `delta_b` is "
            "(0.25, -0.5). Both deltas were made by the same optimizer in the same manner, so a positive entry says "
            "the same for a bias as for a weight: the loss rises when this number grows. After your update the bias is "
            "(1.25, 1.5), and it ought to be (0.75, 2.5). The weights walk downhill and the biases uphill, so each "
            "undoes part of the other's work. Training may still succeed for a while, which is why this is easy to "
            "miss. Read both lines of `internal_update` side by side, one character at a time."
        ),
    ),
    _edit(
        "update does nothing",
        _UPDATE,
        "pass",
        diagnosis="After `internal_update` the layer's weights and bias are unchanged.",
        hint=(
            "Create a layer with one weight of 4, call `internal_update` with a delta of 0.5 for it, and look at "
            "`layer.weights` again: still 4. The loss will be the same after a thousand batches. If your method is "
            "empty, that explains it. If it does compute something, ask where the result lives. A line such as `a = a "
            "- 1` makes a new array and ties the name `a` to it; whoever held the old array still holds the old one. "
            "The same goes for a copy: changes to it stay with it. Which array does the next forward pass read, and "
            "does any line of yours change that one?"
        ),
    ),
    _edit(
        "update skips the bias",
        f"        {_UPDATE_B}\n",
        "",
        diagnosis="`internal_update` changes the weights, but not the bias.",
        hint=(
            "Let the weights be the rows (1, 2) and (3, 4) and the bias (5, 6), with deltas of 0.5 everywhere. After "
            "one update the weights are (0.5, 1.5) and (2.5, 3.5), well done, and the bias is still (5, 6). Without "
            "its bias, what can a layer never learn? To answer a black image, all zeros, with anything but the numbers "
            "that it was born with. Training works a little worse and nothing complains, so you might look for this "
            "for a long time. `parameter_deltas` holds two arrays. Follow each of them from the first line of the "
            "method to the place where it is used up."
        ),
    ),
    _edit(
        "update replaces",
        _UPDATE,
        "self._weights = -delta_w\n        self.bias = -delta_b",
        diagnosis="The old weights and bias are thrown away at each update.",
        hint=(
            "Take the weights (1, 2) and (3, 4) and deltas of 0.25 in all places. A step of gradient descent starts "
            "from where the weights are and moves them a little: to (0.75, 1.75) and (2.75, 3.75). After yours all "
            "four are -0.25, and nobody could tell any more that they were different before. Everything that the layer "
            "has learned, and all the randomness of the initializer, is gone after the first batch; the second batch "
            "throws away what the first one left. The arrow in the formula of Task 1 has the weight on its left side. "
            "On what does the right side depend, and which of these does your line use?"
        ),
    ),
    _edit(
        "update applies twice",
        _UPDATE,
        f"{_UPDATE}\n        {_UPDATE}",
        diagnosis="Each delta is subtracted twice.",
        hint=(
            "A weight is 4, its delta is 0.5, and after one call of `internal_update` it should be 3.5. Yours is at 3, "
            "as if the call had come twice. The direction is right, so training works, only with a learning rate that "
            "is double of what everybody believes; at a rate that should just be fine, the loss may begin to jump. One "
            "call of the method belongs to one batch. Write down what the weight is after each line of your method, "
            "starting from 4. At which line does it become 3.5 for the first time, and what does the rest of the "
            "method do to it?"
        ),
    ),
    _edit(
        "update changes an alias",
        _UPDATE,
        "weights = self._weights\n        weights = weights - delta_w\n"
        "        bias = self.bias\n        bias = bias - delta_b",
        same_as="update does nothing",
    ),
    _edit(
        "update changes a copy",
        _UPDATE,
        "weights = self._weights.copy()\n        weights -= delta_w\n"
        "        bias = self.bias.copy()\n        bias -= delta_b",
        same_as="update does nothing",
    ),
    # what holds for all methods
    Mistake(
        "float64",
        ((_CREATE, "np.zeros((num_outputs, num_inputs))"), (_BIAS, "np.zeros(num_outputs)")),
        diagnosis="The layer's arrays are float64, not float32.",
        hint=(
            "Type `np.zeros((2, 2)).dtype` into a cell and look at what NumPy chooses when it isn't told: eight bytes "
            "for each number. Here four are agreed on, the type behind the name `DTYPE`. The values are the same, so "
            "what is wrong with a bit more precision? It is contagious. When a float32 batch meets one float64 array, "
            "the result is float64, and so is every array after it: outputs, gradients, deltas. Twice the memory and "
            "slower products, for digits that no network needs. Which calls in your `__init__` create arrays, and what "
            "does each of them know about the type?"
        ),
    ),
    _edit(
        "output float64",
        f"result = {_FORWARD}",
        f"result = ({_FORWARD}).astype(np.float64)",
        diagnosis="The output of the forward pass is float64, not float32.",
        hint=(
            "Both `x` and the weights are float32, and a product of two float32 arrays is float32 all by itself. So "
            "something in your forward pass brings the longer type in: a conversion, or an array made on the way "
            "without being told its type. Check it step by step on a batch with the rows (1, 2) and (3, 4): print "
            "`.dtype` after the product, after the bias, and of `result`. At one of these places float32 turns into "
            "float64. Why bother? Because the layers behind yours inherit the type, and soon everything takes double "
            "the memory and time. Which step is it?"
        ),
    ),
    _remembers(
        "remembers the latest batch",
        "x",
        diagnosis="`grad_w` uses an `x` kept from another forward pass.",
        hint=(
            "Send two batches through the same layer, A with `x` = (1, 2), then B with `x` = (3, 4), and only then go "
            "backward for each of them, both times with `grad_in` = (1, 0). The first row of `grad_w` should be (1, 2) "
            "for A and (3, 4) for B. Yours is the same for both, because one of them gets the input of the other. That "
            "happens in earnest when one layer stands in a network twice, or when you test between two training steps. "
            "Look at what `internal_backward` is handed every time it is called: why might `inputs` be among it, if "
            "the layer could simply remember?"
        ),
    ),
    _remembers("remembers the first batch", 'getattr(self, "x", x)', same_as="remembers the latest batch"),
)
