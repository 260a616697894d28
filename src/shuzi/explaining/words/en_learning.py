"""What the pictures of learning say in English."""

TEXTS = {
    "learning.mse": "mean squared error",
    "learning.cross_entropy": "cross-entropy",
    "learning.mse.short": "squared error",
    "learning.cross_entropy.short": "cross-entropy",
    "learning.whose.shuzi": "the network that comes with shuzi",
    "learning.whose.own": "the network of this run",
    "learning.loss.title": "The loss: how far is the answer from “it is a {label}”?",
    "learning.loss.note": (
        "The network before its first step, with weights drawn at random. Blue: its ten probabilities.\n"
        "Dashed: the target. Both losses say how far apart they are, in one number."
    ),
    "learning.loss.answer": "answer and target",
    "learning.loss.target": "target: 1",
    "learning.loss.squares": "the mean of ten squares:\n((1 − {right})² + rest) / 10\n= ({own} + {rest}) / 10 = {loss}",
    "learning.loss.log": "minus the logarithm of the\nright digit's probability:\n−ln {right} = {loss}",
    "learning.loss.sent": "gradient at the ten sums",
    "learning.loss.curve": "loss, if only two digits are in question",
    "learning.loss.lead": "lead of the right digit's sum",
    "learning.loss.flat": (
        "Blue bars are sums that a step raises, orange ones those it lowers. Sure and wrong (far left) the\n"
        "squared error is flat: no gradient, so nothing is learnt. Cross-entropy is steep there."
    ),
    "learning.gradient.title": "The way back to one weight: filter {number}, row {row}, column {column} (from 1)",
    "learning.gradient.note": (
        "The gradient says how fast the loss grows when this weight grows. It comes from the answer,\n"
        "layer by layer backwards (backpropagation). Blue wants more, orange wants less."
    ),
    "learning.gradient.softmax": "1. Softmax and cross-entropy: at each of the ten sums, probability − target.",
    "learning.gradient.dense": (
        "2. Dense layer: every hidden neuron gets the ten numbers, each times the weight that joins them.\n"
        "ReLU: {open} of {units} neurons are open; grey ones are shut, and nothing goes back through them."
    ),
    "learning.gradient.flatten": (
        "3. Dense layer and flattening: in the same way back to the {count} numbers of the last maps."
    ),
    "learning.gradient.convolution": (
        "4. Pooling, ReLU, convolution, again and again, down to map {number} of the first layer. Pooling sends\n"
        "all to the winner of each window; ReLU lets through what was above 0; the weight gets the sum,\n"
        "over all places, of gradient × the pixel that it met there."
    ),
    "learning.gradient.arriving": "arrives at\nthe pooled map",
    "learning.gradient.winners": "goes to\nthe winners",
    "learning.gradient.through": "where the\nReLU is open",
    "learning.gradient.pixels": "pixels that\nthe weight meets",
    "learning.gradient.products": "products",
    "learning.gradient.shut": "of {sent} winners that something is sent to, {shut} are shut",
    "learning.gradient.sum": "sum of all products = gradient of the weight = {gradient}",
    "learning.gradient.tried": "tried out, with the weight a little larger and a little smaller: {tried}",
    "learning.step.title": "One step downhill: the loss over one weight",
    "learning.step.note": (
        "Only this weight changes along the axis, all others stay. Dashed: the slope that the gradient tells.\n"
        "The arrow shows where the step goes; how far, {rate} × gradient, stands below."
    ),
    "learning.step.flat": "its gradient is 0: it does not move",
    "learning.step.axis": "the weight",
    "learning.step.loss": "loss (cross-entropy)",
    "learning.step.weight": "the weight before the step",
    "learning.step.gradient": "its gradient",
    "learning.step.step": "the step: −{rate} × gradient",
    "learning.step.after": "the weight after the step",
    "learning.step.before": "loss before",
    "learning.step.one": "loss after this weight alone took its step",
    "learning.step.all": "loss after all {count} parameters took theirs",
    "learning.downhill.title": "Downhill, step by step",
    "learning.downhill.note": (
        "One weight alone, learning rate {rate} so that it gets somewhere: where the slope is steep, steps are\n"
        "long; where it is flat, they are short."
    ),
    "learning.rates.title": "Learning rate and momentum: the loss, step by step",
    "learning.rates.note": (
        "The same network, the same batches of {batch} training images in the same order; only how far a step\n"
        "goes differs. Cross-entropy, smoothed over {window} steps; guessing costs {guess}."
    ),
    "learning.rates.plain": "learning rate {rate}",
    "learning.rates.momentum": "learning rate {rate}, momentum {momentum}",
    "learning.rates.guess": "guessing: {guess}",
    "learning.rates.axis": "steps",
    "learning.saturation.title": "A saturated softmax: sure before anything was learnt",
    "learning.saturation.note": (
        "How sure {count} answers are: the largest of the ten probabilities, before the first step with raw and\n"
        "with scaled pixels, and of {whose}, trained by the recipe {recipe}."
    ),
    "learning.saturation.raw": "before training,\npixels 0 to 255",
    "learning.saturation.scaled": "before training,\nscaled pixels",
    "learning.saturation.own": "this network,\ntrained",
    "learning.saturation.said": (
        "above 0.999: {sure}\nright: {right}\ngradient that goes back:\n{mse} (squared error)\n{ce} (cross-entropy)"
    ),
    "learning.saturation.axis": "largest probability",
    "learning.activation.title": "Activation functions, and what ReLU does to this digit",
    "learning.activation.note": (
        "Full: what goes on from a sum. Dashed: its slope; the gradient is multiplied by it on its way back.\n"
        "Below: the sums for this digit, of {whose}; left of 0 the ReLU is shut."
    ),
    "learning.activation.sum": "the sum",
    "learning.activation.shut": "{layer}: {share} shut",
    "learning.start.title": "The first weights: large enough, and not too large",
    "learning.start.note": (
        "How much the sums of each layer differ (standard deviation), and the gradient that comes back to its\n"
        "weights, for this digit before the first step. Glorot's rule keeps both at one size, layer after layer."
    ),
    "learning.start.sums": "spread of the sums",
    "learning.start.gradients": "size of the gradients",
    "learning.start.glorot": "Glorot uniform",
    "learning.start.small": "a tenth of it",
    "learning.start.large": "ten times as large",
    "learning.start.zero": "All zeros: the gradient of every weight is 0; only the output's biases have one.",
    "learning.augmentation.title": "Augmentation: one image, written in {count} other ways",
    "learning.augmentation.note": (
        "Turned up to {degrees}°, slanted, stretched, moved up to {shift} pixels, thicker or thinner, bent.\n"
        "At each epoch training sees another one, so it cannot learn single images by heart."
    ),
    "learning.augmentation.own": "the image",
    "curves.title": "Learning or learning by heart? The recipe {recipe} on {count} images",
    "curves.note": (
        "Training: images that the network learns from. Validation: images that it never learns from.\n"
        "Where training stays better than validation in the end (accuracy higher, loss lower), the network\n"
        "learns its images by heart (overfitting)."
    ),
    "curves.loss": "loss",
    "curves.accuracy": "accuracy",
    "curves.training": "training, {value} at the end",
    "curves.validation": "validation, {value} at the end",
    "curves.gap": "gap at the end: {gap} percentage points",
    "learning.downhill.now": "step {step}: weight {weight}, gradient {gradient}, loss {loss}",
    "page.learning-loss": "{part}. The loss: one number that training makes smaller",
    "page.learning-loss.text": (
        "A network before its first step, with weights drawn at random from the run's seed, looks at this digit. Its "
        "answer is compared with the target, 1 for the right digit and 0 for the others."
    ),
    "page.learning-gradient": "{part}. The gradient: which weight makes the loss larger, and how fast",
    "page.learning-gradient.text": (
        "The way back from the loss to one weight of one filter. Every layer passes on what it gets: a dense layer "
        "through its weights, a pooling to the winner, a ReLU only where it is open."
    ),
    "page.learning-step": "{part}. One step",
    "page.learning-step.text": (
        "Every weight moves against its gradient, by the learning rate times the gradient. Compare the last row of "
        "both columns: one step, the same image, two losses."
    ),
    "page.learning-downhill": "Downhill",
    "page.learning-downhill.text": "The same weight, several steps in a row.",
    "page.learning-rates": "{part}. Learning rate and momentum",
    "page.learning-rates.text": (
        "Too short steps get nowhere in this time, too long ones jump over the valley. Momentum keeps some of the "
        "direction of the steps before, so it is faster where the way is straight, and swings where it is not."
    ),
    "page.learning-saturation": "{part}. Why the note's recipe sticks",
    "page.learning-saturation.text": (
        "Raw pixels make large sums, and large sums make a softmax that is sure of something before it has learnt "
        "anything. The squared error sends little back from there."
    ),
    "page.learning-activation": "{part}. Activation functions",
    "page.learning-activation.text": (
        "Without them all layers together would be one large table of weights. ReLU is the simplest: its slope is 1 or "
        "0, so a gradient passes unchanged or not at all. Sigmoid and tanh flatten on both sides."
    ),
    "page.learning-start": "{part}. The first weights",
    "page.learning-start.text": (
        "Every layer multiplies by its weights: if they are small, sums shrink from layer to layer; if they are large, "
        "they explode."
    ),
    "page.learning-augmentation": "{part}. Augmentation",
    "page.learning-augmentation.text": "More images out of one: what training may make of this digit.",
    "page.training-curves": "Learning, or learning by heart",
    "page.training-curves.text": (
        "Both curves should move together. Few images and many epochs draw them apart: try --limit 500 --epochs 30."
    ),
}
