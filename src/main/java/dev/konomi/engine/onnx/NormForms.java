package dev.konomi.engine.onnx;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import dev.konomi.engine.graph.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ONNX forms of sums and norms.
 *
 * <p>LayerNormalization of version 1.29 adds up one number after the other, 4 to 18 times as long as it takes by any
 * other node, so nothing here uses it. A norm whose statistics the graph wants too (its gradient does) is written out
 * from them; without a gradient it is an InstanceNormalization.
 */
final class NormForms {

    private final OnnxNodes onnx;
    private final Set<Rows> wanted = new HashSet<>();
    private final Map<Rows, Statistics> known = new HashMap<>();

    /** What a norm works on: a node, whatever its shape, as rows of this shape's last axis. */
    private record Rows(Node source, Shape shape, float epsilon) {

        static Rows of(Node x, Shape shape, float epsilon) {
            return new Rows(x.op() == Op.RESHAPE ? x.input(0) : x, shape, epsilon);
        }

        static Rows of(Node statistic) {
            Node x = statistic.input(0);
            return of(x, x.shape(), statistic.attributes().number("epsilon"));
        }

        int length() {
            return shape.size(shape.ndim() - 1);
        }
    }

    private record Statistics(String mean, String inverseDeviation) {}

    NormForms(OnnxNodes onnx, Graph graph) {
        this.onnx = onnx;
        for (Node node : graph.nodes()) {
            if (node.op() == Op.NORM_MEAN || node.op() == Op.NORM_INVERSE_DEVIATION) {
                wanted.add(Rows.of(node));
            }
        }
    }

    String reduce(String op, Node node, String x) {
        return onnx.call(op, x, onnx.ints(node.attributes().integers("axes")))
                .with("keepdims", node.attributes().flag("keep") ? 1L : 0L)
                .one();
    }

    String mean(Node node, String x) {
        return statistics(Rows.of(node), x).mean();
    }

    String inverseDeviation(Node node, String x) {
        return statistics(Rows.of(node), x).inverseDeviation();
    }

    String layerNorm(Node node, List<String> in) {
        float epsilon = node.attributes().number("epsilon");
        Rows rows = Rows.of(node.input(0), node.shape(), epsilon);
        String normal = wanted.contains(rows) || node.shape().ndim() != 2
                ? normalByStatistics(statistics(rows, in.get(0)), in.get(0))
                : normalByInstance(rows, in.get(0));
        return onnx.apply("Add", onnx.apply("Mul", normal, in.get(1)), in.get(2));
    }

    private String normalByStatistics(Statistics statistics, String x) {
        return onnx.apply("Mul", onnx.apply("Sub", x, statistics.mean()), statistics.inverseDeviation());
    }

    /** Every row as an image of one channel. */
    private String normalByInstance(Rows rows, String x) {
        String images = onnx.apply("Reshape", x, onnx.ints(-1, 1, rows.length()));
        String normal = onnx.call("InstanceNormalization", images, onnx.filled(1, 1), onnx.filled(1, 0))
                .with("epsilon", rows.epsilon())
                .one();
        return onnx.apply("Reshape", normal, onnx.ints(-1, rows.length()));
    }

    String groupNorm(Node node, List<String> in) {
        int channels = node.shape().size(1);
        int groups = node.attributes().integer("groups");
        int perGroup = channels / groups;
        int length = perGroup * node.shape().size(2) * node.shape().size(3);
        float epsilon = node.attributes().number("epsilon");
        String grouped = onnx.apply("Reshape", in.get(0), onnx.ints(-1, groups, length));
        Rows rows = Rows.of(node.input(0), Shape.of(node.dim(0), groups, length), epsilon);
        if (!wanted.contains(rows)) {
            return instanceNorm(node, in, grouped);
        }
        Statistics statistics = statistics(rows, grouped);
        String gamma = onnx.apply("Reshape", in.get(1), onnx.ints(1, groups, perGroup));
        String beta = onnx.apply("Reshape", in.get(2), onnx.ints(1, groups, perGroup));
        String scale = onnx.apply("Mul", statistics.inverseDeviation(), gamma);
        String shift = onnx.apply("Sub", beta, onnx.apply("Mul", statistics.mean(), scale));
        String perChannel = onnx.ints(-1, channels, 1, 1);
        String scaled = onnx.apply("Mul", in.get(0), onnx.apply("Reshape", scale, perChannel));
        return onnx.apply("Add", scaled, onnx.apply("Reshape", shift, perChannel));
    }

    private String instanceNorm(Node node, List<String> in, String grouped) {
        int channels = node.shape().size(1);
        int groups = node.attributes().integer("groups");
        String normal = onnx.call("InstanceNormalization", grouped, onnx.filled(groups, 1), onnx.filled(groups, 0))
                .with("epsilon", node.attributes().number("epsilon"))
                .one();
        String back = onnx.apply(
                "Reshape",
                normal,
                onnx.ints(-1, channels, node.shape().size(2), node.shape().size(3)));
        String perChannel = onnx.ints(1, channels, 1, 1);
        String scaled = onnx.apply("Mul", back, onnx.apply("Reshape", in.get(1), perChannel));
        return onnx.apply("Add", scaled, onnx.apply("Reshape", in.get(2), perChannel));
    }

    /** Mean and inverse deviation of rows; from what is left without the mean, so that the variance is never negative. */
    private Statistics statistics(Rows rows, String x) {
        return known.computeIfAbsent(rows, key -> {
            String mean = meanOf(x);
            String centred = onnx.apply("Sub", x, mean);
            String variance = meanOf(onnx.apply("Mul", centred, centred));
            String deviation = onnx.apply("Sqrt", onnx.apply("Add", variance, onnx.scalar(key.epsilon())));
            return new Statistics(mean, onnx.apply("Reciprocal", deviation));
        });
    }

    private String meanOf(String x) {
        return onnx.call("ReduceMean", x, onnx.ints(-1)).with("keepdims", 1L).one();
    }
}
