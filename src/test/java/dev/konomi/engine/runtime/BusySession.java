package dev.konomi.engine.runtime;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A process that opens and runs graphs without a pause, also while it is going down, which it does slowly. */
final class BusySession {
    static final String UP = "busy";
    private static final long GOING_DOWN_MILLIS = 1_500;

    private BusySession() {}

    public static void main(String... args) throws InterruptedException {
        OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(2));
        Thread device = new Thread(() -> workForEver(runtime), "device");
        device.setDaemon(true);
        Runtime.getRuntime().addShutdownHook(new Thread(BusySession::goDownSlowly));
        device.start();
        Thread.currentThread().join();
    }

    private static void workForEver(OnnxRuntime runtime) {
        for (int round = 0; ; round++) {
            try (OnnxSession session = runtime.session(products())) {
                session.run(Map.of("x", Tensor.zeros(256, 256)), List.of("y"));
            }
            if (round == 3) {
                System.out.println(UP);
            }
        }
    }

    private static byte[] products() {
        GraphBuilder g = new GraphBuilder("products");
        Node x = g.input("x", "B", 256);
        Node weight = g.constant(Tensor.zeros(256, 256));
        Node y = x;
        for (int i = 0; i < 8; i++) {
            y = g.gemm(y, weight, x, false, false);
        }
        g.output("y", y);
        return OnnxExport.toBytes(g.build());
    }

    private static void goDownSlowly() {
        try {
            Thread.sleep(GOING_DOWN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
