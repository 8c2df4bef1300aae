package dev.konomi.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.tensor.DType;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeRulesTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(g -> g.add(x(g), g.input("y", "B", 5)), "shapes that broadcast, found [B,4] and [B,5]"),
                refusal(g -> g.add(x(g), g.input("y", "S", 4)), "shapes that broadcast, found [B,4] and [S,4]"),
                refusal(g -> g.add(x(g), ids(g)), "equal element types, found f32[B,4] and i64[B,4]"),
                refusal(g -> g.exp(ids(g)), "a floating-point type, found i64[B,4]"),
                refusal(g -> g.clip(x(g), 1, 0), "min at most max, found {max=0.0, min=1.0}"),
                refusal(g -> g.where(x(g), x(g), x(g)), "a condition of bool, found f32[B,4]"),
                refusal(g -> g.gemm(x(g), g.input("w", 3, 5), false, true), "equal inner dims, found 4 and 5"),
                refusal(g -> g.gemm(x(g), image(g), false, true), "two matrices, found f32[B,4] and f32[B,2,8,8]"),
                refusal(g -> g.matmul(x(g), g.input("w", 3, 5)), "equal inner dims, found 4 and 3"),
                refusal(g -> g.reshape(x(g), "B", 5), "as many elements as [B,5], found f32[B,4]"),
                refusal(g -> g.transpose(x(g), 0, 0), "each axis once, found [0, 0]"),
                refusal(g -> g.expand(x(g), Shape.of("B", 5)), "shapes that broadcast, found [B,4] and [B,5]"),
                refusal(g -> g.concat(1, x(g), g.input("y", "S", 4)), "parts that differ only in axis 1"),
                refusal(g -> g.slice(x(g), 1, 2, 5), "a range within 4, found 2 to 5"),
                refusal(g -> g.slice(x(g), 0, 0, 2), "a range within B, found 0 to 2"),
                refusal(g -> g.gather(x(g), x(g)), "an index of i64, found f32[B,4]"),
                refusal(g -> g.oneHot(ids(g), Dim.of(3)), "one axis of i64, found i64[B,4]"),
                refusal(g -> g.reduceSum(x(g), 2), "distinct axes of f32[B,4], found [2]"),
                refusal(g -> g.layerNorm(x(g), g.input("w", 3), g.input("b", 4), 1), "one number per channel [4]"),
                refusal(g -> groupNorm(g, 3), "channels divisible by groups"),
                refusal(g -> conv(g, 3, ConvShape.padded(1)), "as many input channels as f32[5,3,3,3]"),
                refusal(g -> conv(g, 2, new ConvShape(0, 1, 1, 1, 1)), "a stride of 1 or more, found 0"),
                refusal(g -> g.maxPool(image(g), 3), "height and width divisible by 3, found f32[B,2,8,8]"),
                refusal(g -> attention(g, 5, 2), "queries and keys of equal batch and channels"),
                refusal(g -> attention(g, 4, 3), "channels divisible by heads"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_misfit_is_refused_with_what_was_expected_and_found(Function<GraphBuilder, Node> misfit, String message) {
        GraphBuilder g = new GraphBuilder("test");

        assertThatThrownBy(() -> misfit.apply(g))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected " + message);
    }

    @Test
    void the_message_names_op_and_operands() {
        GraphBuilder g = new GraphBuilder("test");

        assertThatThrownBy(() -> g.gemm(x(g), g.input("w", 3, 5), false, true))
                .hasMessage("gemm[f32[B,4], f32[3,5]] {transA=false, transB=true}:"
                        + " expected equal inner dims, found 4 and 5");
    }

    @Test
    void shapes_follow_symbols_through_layers() {
        GraphBuilder g = new GraphBuilder("test");
        Node tokens = Layers.tokens(g, g.input("image", "B", 16, 8, 8));

        assertThat(tokens.type()).hasToString("f32[64B,16]");
        assertThat(Layers.image(g, tokens, 8, 8).type()).hasToString("f32[B,16,8,8]");
        assertThat(g.reduceMean(tokens, 0, 1).type()).hasToString("f32[]");
        assertThat(g.cast(g.greater(tokens, g.scalar(0)), DType.F32).type()).hasToString("f32[64B,16]");
    }

    @Test
    void a_dim_has_at_most_one_symbol() {
        assertThatThrownBy(() -> Dim.of("B").times(Dim.of(2, "S")))
                .hasMessage("a dim has at most one symbol, found B times 2S");
        assertThatThrownBy(() -> Dim.of("B").size())
                .hasMessage("expected a dim known when the graph is built, found B");
    }

    private static Arguments refusal(Function<GraphBuilder, Node> misfit, String message) {
        return Arguments.of(misfit, message);
    }

    private static Node x(GraphBuilder g) {
        return g.input("x", "B", 4);
    }

    private static Node ids(GraphBuilder g) {
        return g.inputI64("ids", "B", 4);
    }

    private static Node image(GraphBuilder g) {
        return g.input("image", "B", 2, 8, 8);
    }

    private static Node groupNorm(GraphBuilder g, int groups) {
        return g.groupNorm(image(g), g.input("w", 2), g.input("b", 2), groups, 1e-5f);
    }

    private static Node conv(GraphBuilder g, int channels, ConvShape how) {
        return g.conv(image(g), g.input("kernel", 5, channels, 3, 3), how);
    }

    private static Node attention(GraphBuilder g, int keyChannels, int heads) {
        Node k = g.input("k", "B", 7, keyChannels);
        return g.attention(g.input("q", "B", 6, 4), k, k, heads);
    }
}
