package dev.konomi.bootstrap;

import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.runtime.OnnxRuntime;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * What the base model will need whatever the application decides, done beside its start: the native libraries are
 * loaded, the bundled model is unpacked and checked. The model itself is opened later, and finds all of it there.
 */
final class EarlyEngine {
    private static final Logger LOG = Logger.getLogger(EarlyEngine.class);

    private EarlyEngine() {}

    static void begin(Config config, Path data) {
        Path cache = EmbeddedServices.setting(config, "konomi.engine.cache-folder")
                .map(Path::of)
                .orElse(data.resolve("cache"));
        boolean bundled = EmbeddedServices.setting(config, "konomi.model.path").isEmpty();
        Thread early = new Thread(() -> prepare(cache, bundled), "early-engine");
        early.setDaemon(true);
        early.start();
    }

    private static void prepare(Path cache, boolean bundled) {
        try {
            OnnxRuntime.load(cache);
            if (bundled) {
                BundledModel.materialize(cache);
            }
        } catch (RuntimeException | LinkageError e) {
            // whoever opens the model meets the same and tells
            LOG.debug("the engine could not be prepared", e);
        }
    }
}
