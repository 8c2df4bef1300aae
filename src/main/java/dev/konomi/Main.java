package dev.konomi;

import dev.konomi.bootstrap.EmbeddedServices;
import dev.konomi.bootstrap.StartRefusedException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts what is embedded, then the application; stops them in the opposite order. */
@QuarkusMain
public final class Main {
    private static final int REFUSED = 2;
    private static final long DRAIN_SECONDS = 40;

    Main() {}

    public static void main(String... args) {
        EmbeddedServices embedded;
        try {
            embedded = EmbeddedServices.start(ConfigProvider.getConfig(), Main::refuse);
        } catch (StartRefusedException e) {
            if (LaunchMode.current().isDevOrTest()) {
                throw e;
            }
            refuse(e);
            return;
        }
        CountDownLatch drained = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAfter(drained, embedded), "stop-embedded-services"));
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        failure.printStackTrace();
                    }
                    drained.countDown();
                    if (!LaunchMode.current().isDevOrTest()) {
                        System.exit(code);
                    }
                },
                args);
    }

    // Nothing runs yet that an orderly exit could put in order, and its hooks would wait for the start to end.
    private static void refuse(StartRefusedException reason) {
        System.err.println("Konomi does not start. " + reason.getMessage());
        Runtime.getRuntime().halt(REFUSED);
    }

    // Hooks run side by side: the database has to wait until the application has let go of it.
    private static void stopAfter(CountDownLatch drained, EmbeddedServices embedded) {
        try {
            if (!drained.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The application did not stop in " + DRAIN_SECONDS + " s; stopping its database.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        embedded.stop();
    }
}
